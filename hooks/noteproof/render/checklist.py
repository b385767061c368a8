"""The checklist behind a verdict: what would have to be changed, and what is right already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from noteproof.finding import Item
from noteproof.render.human import count
from noteproof.render.words import as_code, clean, clipped

_SIGNS = {"ok": "✓", "fails": "✗", "unknown": "?", "remark": "·"}
_WORDS = {"ok": "right", "fails": "to be mended", "unknown": "cannot be told", "remark": "to know"}
_OPEN = ("fails", "unknown")
_MANY = 100
_LONG = 600


def as_html(checklist: Sequence[Item]) -> str:
    """The checklist as it stands on a page: what is open first, the rest folded; nothing for an empty one."""
    if not checklist:
        return ""
    parts = []
    still_open = [item for item in checklist if item.state in _OPEN]
    rest = [item for item in checklist if item.state not in _OPEN]
    if still_open:
        parts.append(_list(still_open))
    if rest:
        parts.append(f"<details><summary>{_summary(rest)}</summary>{_list(rest)}</details>")
    return f'<div class="noteproof-checklist">{"".join(parts)}</div>'


def _summary(rest: Sequence[Item]) -> str:
    passed = sum(item.state == "ok" for item in rest)
    remarks = len(rest) - passed
    said = [f"{count(passed, 'check')} passed"] * bool(passed) + [count(remarks, "remark")] * bool(remarks)
    return ", ".join(said)


def as_lines(checklist: Sequence[Item]) -> Iterator[tuple[str, str]]:
    """The checklist for a terminal: a sign and a text for each line."""
    for about, items in groupby(checklist, key=lambda item: item.about):
        if about:
            yield "", clipped(about, _LONG)
        for item in items:
            where = f" (line {item.line})" if item.line else ""
            yield _SIGNS[item.state], f"{clipped(item.message, _LONG)}{where}"
            if item.change and item.state != "ok":
                yield "", f"→ {clipped(item.change, _LONG)}"


def _list(items: Sequence[Item]) -> str:
    parts = []
    for about, those in groupby(items[:_MANY], key=lambda item: item.about):
        head = f'<p class="noteproof-checklist__about">{escape(clean(about))}</p>' if about else ""
        parts.append(f"{head}<ul>{''.join(map(_item, those))}</ul>")
    if len(items) > _MANY:
        parts.append(f"<p>and {len(items) - _MANY:,} more</p>")
    return "".join(parts)


def _item(item: Item) -> str:
    sign, words = _SIGNS[item.state], _WORDS[item.state]
    marked = f'<span class="noteproof-checklist__sign" role="img" aria-label="{words}">{sign}</span> '
    where = f' <span class="noteproof-checklist__line">line {item.line}</span>' if item.line else ""
    change = ""
    if item.change and item.state != "ok":
        change = f'<span class="noteproof-checklist__change">{as_code(clipped(item.change, _LONG))}</span>'
    said = as_code(clipped(item.message, _LONG))
    return f'<li class="noteproof-checklist__item--{item.state}">{marked}{said}{where}{change}</li>'
