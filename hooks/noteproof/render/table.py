"""A block of cases as it stands on the published page: a table, and the block folded below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from noteproof.cases import Decided
from noteproof.comparison import written
from noteproof.page.trail import marker
from noteproof.render import checklist
from noteproof.render.human import count
from noteproof.render.words import as_code, clean, clipped

_COLUMNS = ("tried", "decided", "by")
_ALERTS = 25
_VALUE = 120
_OUTPUT = 600

_FOLD = '<details class="noteproof-source"><summary>The cases as YAML</summary>'


def table(decided: Sequence[Decided]) -> str:
    """What was tried, what was decided and whether that was expected, and by what."""
    if not decided:
        return ""
    head = "".join(f'<th role="columnheader" scope="col">{name}</th>' for name in _COLUMNS)
    rows = "".join(map(_row, decided))
    return (
        '<table class="noteproof-cases" role="table" aria-label="what the policy decides">'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table>'
    )


def fold(html: str, tables: Mapping[int, str]) -> str:
    """A page with tables in the place of the blocks of those numbers, which are folded below them.

    A block ends where its marker stands.
    """
    ends = sorted((at, text) for number, text in tables.items() if (at := html.find(marker(number))) >= 0)
    pieces = []
    done = 0
    for end, text in ends:
        start = _start_of_element(html, done, end)
        block = f"{_FOLD}{html[start:end]}</details>" if start < end else ""
        pieces += [html[done:start], text, block]
        done = end
    return "".join((*pieces, html[done:]))


def _start_of_element(html: str, least: int, end: int) -> int:
    """Where the element begins that ends at an offset; that offset where none does."""
    closing = html.rfind("</", least, end)
    name = html[closing + 2 : end].strip().removesuffix(">")
    if closing < 0 or not name.isalnum():
        return end
    depth, at = 1, closing
    while depth:
        opened, closed = html.rfind(f"<{name}", least, at), html.rfind(f"</{name}", least, at)
        if opened < 0:
            return end
        depth += 1 if closed > opened else -1
        at = max(opened, closed)
    return at


def _row(decided: Decided) -> str:
    by = as_code(decided.verdict.by)
    none = "" if by else ' class="noteproof-cases__none"'
    cells = (
        _cell("tried", _tried(decided)),
        _cell("decided", _sign(decided) + "".join(_decided(decided))),
        _cell("by", by or "–", none),
    )
    behind = checklist.as_html(decided.verdict.checklist)
    below = f'<tr role="row"><td role="cell" colspan="{len(_COLUMNS)}">{behind}</td></tr>' if behind else ""
    return f'<tr role="row">{"".join(cells)}</tr>{below}'


def _cell(name: str, content: str, classes: str = "") -> str:
    return f'<td role="cell" data-label="{name}"{classes}><div>{content}</div></td>'


def _tried(decided: Decided) -> str:
    case = decided.case
    content = case.content[case.kind]
    if isinstance(content, dict):
        chips = " ".join(_chip(str(field), value) for field, value in content.items())
        return chips or f"<code>{escape(case.kind)}</code> without a field"
    told = f"<code>{escape(clean(clipped(written(content), _VALUE)))}</code>"
    if case.is_of_a_file:
        return f"{told} with {count(decided.events, 'recorded event')}"
    return f"{escape(case.kind)} {told}"


def _chip(field: str, value: object) -> str:
    """A field and its value."""
    if value is None:
        return f'<span class="noteproof-cases__chip"><code>{escape(clean(field))}</code> has no value</span>'
    told = clipped(written(value), _VALUE) or '""'
    return f'<code class="noteproof-cases__chip">{escape(clean(f"{field} = {told}"))}</code>'


def _sign(decided: Decided) -> str:
    """Whether a decision is as expected, as a sign and in words."""
    kind, sign, words = ("ok", "✓", "as expected") if decided.as_expected else ("no", "✗", "not as expected")
    classes = f"noteproof-cases__sign noteproof-cases__sign--{kind}"
    return f'<span class="{classes}" role="img" aria-label="{words}" title="{words}">{sign}</span> '


def _decided(decided: Decided) -> Iterator[str]:
    verdict, expected = decided.verdict.decision, decided.case.expected
    alerts, macros = verdict.get("alerts"), verdict.get("macros")
    if isinstance(alerts, (list, tuple)) and (alerts or "alerts" in expected):
        yield from _alerts(alerts)
    for name, value in verdict.items():
        if name in expected and name not in ("alerts", "macros"):
            told = clean(clipped(written(value), _OUTPUT))
            yield f"{escape(clean(name))} <strong>{escape(told)}</strong><br>"
    if isinstance(macros, (list, tuple)) and (macros or "macros" in expected):
        told = _holding(macros)
        shown = bool(alerts) or "alerts" in expected
        yield f'<span class="noteproof-cases__holds">{told}</span>' if shown else told
    if not decided.as_expected:
        yield from _unexpected(decided)


def _alerts(alerts: Sequence[object]) -> Iterator[str]:
    """The rules that fire, each above what it prints."""
    if not alerts:
        yield "stays silent"
    for alert in alerts[:_ALERTS]:
        parts = alert if isinstance(alert, dict) else {"rule": alert}
        priority = f" ({parts['priority']})" if parts.get("priority") else ""
        yield f"fires <strong>{escape(clean(str(parts.get('rule'))))}</strong>{escape(clean(priority))}"
        output = clean(clipped(str(parts.get("output") or ""), _OUTPUT))
        yield f'<code class="noteproof-cases__output">{escape(output)}</code>' if output else "<br>"
    if len(alerts) > _ALERTS:
        yield f"and {len(alerts) - _ALERTS:,} alerts more"


def _holding(macros: Sequence[object]) -> str:
    names = " ".join(f"<code>{escape(clean(str(macro)))}</code>" for macro in macros)
    return f"holds {names}" if macros else "no macro holds"


def _unexpected(decided: Decided) -> Iterator[str]:
    wanted = decided.case.wanted
    yield f'<span class="noteproof-cases__wanted">expected: {escape(clean(wanted))}</span>'
    if decided.verdict.faults:
        yield '<span class="noteproof-cases__wanted">not every event could be judged</span>'
