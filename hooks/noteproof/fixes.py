"""The edits that diagnostics propose → a new text."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from noteproof.finding import Diagnostic, Fix
from noteproof.text import Edit, Source


def of(source: Source, diagnostics: Iterable[Diagnostic]) -> tuple[Fix, ...]:
    """The fixes of one source that can be made together: of two that overlap, the first.

    A fix is made whole or not at all.
    """
    chosen: list[Fix] = []
    taken: list[Edit] = []
    for diagnostic in diagnostics:
        fix = diagnostic.fix
        if fix is None or diagnostic.source.path != source.path or fix in chosen:
            continue
        if not any(_clash(edit, other) for edit in fix.edits for other in taken):
            chosen.append(fix)
            taken.extend(fix.edits)
    return tuple(chosen)


def _clash(edit: Edit, other: Edit) -> bool:
    """Whether two edits touch the same characters, or insert at the same place."""
    if edit.span == other.span:
        return True
    return edit.span.start < other.span.end and other.span.start < edit.span.end


def apply(source: Source, fixes: Iterable[Fix]) -> str:
    """The text of a source with fixes made."""
    text = source.text
    edits = sorted((edit for fix in fixes for edit in fix.edits), key=lambda edit: edit.span, reverse=True)
    for edit in edits:
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def diff(source: Source, text: str) -> str:
    """What changes from a source to its new text, as a unified diff."""
    lines = difflib.unified_diff(
        source.text.splitlines(keepends=True),
        text.splitlines(keepends=True),
        f"a/{source.path}",
        f"b/{source.path}",
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )
