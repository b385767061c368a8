"""What the checker says of a block, as it stands beside the block on the published page."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape

from noteproof.cases import Decided, written
from noteproof.finding import Diagnostic, Severity

_BACKTICKS = re.compile(r"`([^`]+)`")

Address = Callable[[str], str | None]
"""A rule's code to the address of its page, or to nothing where it has none."""


def mark(faults: Sequence[Diagnostic], met: Sequence[Diagnostic], address: Address) -> str:
    """The marks of a block: the faults that nobody expected, and the expected ones, apart and calmer."""
    parts = []
    if faults:
        worst = next(severity for severity in Severity if severity in {fault.severity for fault in faults})
        parts.append(_box(worst.value, "What the checker found", faults, address))
    if met:
        parts.append(_box("expected", "Broken on purpose", met, address))
    return "".join(parts)


def download(name: str, address: str) -> str:
    """The link by which a reader keeps the file that a block shows."""
    return f'<p class="noteproof-file"><a href="{escape(address)}" download>{escape(name)}</a></p>'


def _box(kind: str, label: str, diagnostics: Sequence[Diagnostic], address: Address) -> str:
    items = "".join(_item(diagnostic, kind == "expected", address) for diagnostic in diagnostics)
    return f'<div class="noteproof noteproof--{kind}" role="note" aria-label="{label}">{items}</div>'


def _item(diagnostic: Diagnostic, expected: bool, address: Address) -> str:
    severity = "expected" if expected else diagnostic.severity.value
    hint = diagnostic.hint and f'<br><span class="noteproof__hint">{_prose(diagnostic.hint)}</span>'
    return (
        f'<p class="noteproof__item"><span class="noteproof__severity">{severity}</span> '
        f"{_place(diagnostic, expected)}{_prose(diagnostic.message)} "
        f"{_code(diagnostic.rule.code, address)}{hint}</p>"
    )


def _place(diagnostic: Diagnostic, expected: bool) -> str:
    """Where an author finds a fault; of an expected one, the line of the file that readers see."""
    path, line = diagnostic.source.path, diagnostic.start.line
    if not expected:
        return f"{escape(path)}, line {line}: "
    return "" if path.endswith((".md", ".markdown")) else f"line {line}: "


def _prose(text: str) -> str:
    """A message or a hint, what stands between backticks as code."""
    return _BACKTICKS.sub(r"<code>\1</code>", escape(text))


def _code(code: str, address: Address) -> str:
    where = address(code)
    return f'<a href="{escape(where)}">{escape(code)}</a>' if where else f"<code>{escape(code)}</code>"


def table(decided: Sequence[Decided]) -> str:
    """The cases of a block: what was tried, what was decided, and by what."""
    if not decided:
        return ""
    rows = "".join(_row(each) for each in decided)
    head = "<tr><th>tried</th><th>decided</th><th>by</th></tr>"
    return f'<table class="noteproof-cases"><thead>{head}</thead><tbody>{rows}</tbody></table>'


def _row(decided: Decided) -> str:
    case = decided.case
    tried = f"{case.kind}: {written(case.content[case.kind])}"
    parts = ", ".join(f"{key}: {written(decided.verdict.decision.get(key))}" for key in case.expected)
    cells = (tried, parts, decided.verdict.by)
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def back_links(notes: Sequence[tuple[str, str]]) -> str:
    """A list of the notes that show a rule's fault on purpose, as titles and addresses."""
    if not notes:
        return ""
    items = "".join(f'<li><a href="{escape(address)}">{escape(title)}</a></li>' for title, address in notes)
    return f"<h2>In the notes</h2><ul>{items}</ul>"
