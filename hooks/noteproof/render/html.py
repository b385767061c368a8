"""What the checker says of a block, as it stands beside the block on the published page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from noteproof.finding import Diagnostic, Severity
from noteproof.render.words import as_code

Address = Callable[[str], str | None]
"""A rule's code to the address of its page, or to nothing where it has none."""


def mark(faults: Sequence[Diagnostic], met: Sequence[Diagnostic], address: Address) -> str:
    """The marks of a block: the faults that nobody expected, and the expected ones, apart and calmer."""
    parts = []
    if faults:
        worst = next(severity for severity in Severity if severity in {fault.severity for fault in faults})
        parts.append(_box(worst.value, "What the checker found", faults, address))
    if met:
        parts.append(_box("expected", "Expected here", met, address))
    return "".join(parts)


def download(name: str, address: str) -> str:
    """The link by which a reader keeps the file that a block shows."""
    return f'<p class="noteproof-file"><a href="{escape(address)}" download>{escape(name)}</a></p>'


def _box(kind: str, label: str, diagnostics: Sequence[Diagnostic], address: Address) -> str:
    items = "".join(_item(diagnostic, kind == "expected", address) for diagnostic in diagnostics)
    return f'<div class="noteproof noteproof--{kind}" role="note" aria-label="{label}">{items}</div>'


def _item(diagnostic: Diagnostic, expected: bool, address: Address) -> str:
    severity = "expected" if expected else diagnostic.severity.value
    hint = diagnostic.hint and f'<br><span class="noteproof__hint">{as_code(diagnostic.hint)}</span>'
    return (
        f'<p class="noteproof__item"><span class="noteproof__severity">{severity}</span> '
        f"{_place(diagnostic, expected)}{as_code(diagnostic.message)} "
        f"{_code(diagnostic.rule.code, address)}{hint}</p>"
    )


def _place(diagnostic: Diagnostic, expected: bool) -> str:
    """Where an author finds a fault; of an expected one, the line of the file that readers see."""
    path, line = diagnostic.source.path, diagnostic.start.line
    if not expected:
        return f"{escape(path)}, line {line}: "
    return "" if path.endswith((".md", ".markdown")) else f"line {line}: "


def _code(code: str, address: Address) -> str:
    where = address(code)
    return f'<a href="{escape(where)}">{escape(code)}</a>' if where else f"<code>{escape(code)}</code>"


def back_links(notes: Sequence[tuple[str, str]]) -> str:
    """A list of the notes that show a rule's fault on purpose, as titles and addresses."""
    if not notes:
        return ""
    items = "".join(f'<li><a href="{escape(address)}">{escape(title)}</a></li>' for title, address in notes)
    return f"<h2>In the notes</h2><ul>{items}</ul>"
