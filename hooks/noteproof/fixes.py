"""The edits that diagnostics propose → a new text."""

from __future__ import annotations

import difflib
from bisect import bisect_right
from collections.abc import Callable, Iterable
from itertools import accumulate

from noteproof.finding import Diagnostic, Fix
from noteproof.text import Edit, Source


def of(source: Source, diagnostics: Iterable[Diagnostic]) -> tuple[Fix, ...]:
    """The fixes of one source that can be made together: of two that overlap, the first.

    A fix is made whole or not at all.
    """
    return together(it.fix for it in diagnostics if it.fix is not None and it.source.path == source.path)


def together(fixes: Iterable[Fix]) -> tuple[Fix, ...]:
    """Those of the fixes of one source that can be made together: of two that overlap, the first."""
    chosen: list[Fix] = []
    taken: list[Edit] = []
    for fix in fixes:
        if fix not in chosen and not any(_clash(edit, other) for edit in fix.edits for other in taken):
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
    parts: list[str] = []
    at = 0
    for edit in _in_order(fixes):
        parts += (source.text[at : edit.span.start], edit.text)
        at = edit.span.end
    return "".join((*parts, source.text[at:]))


def _in_order(fixes: Iterable[Fix]) -> list[Edit]:
    return sorted((edit for fix in fixes for edit in fix.edits), key=lambda edit: edit.span)


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


def moved(fixes: Iterable[Fix]) -> Callable[[int], int]:
    """Where each character of a source stands once fixes are made, by its offset."""
    edits = _in_order(fixes)
    ends = [edit.span.end for edit in edits]
    grown = [*accumulate((len(edit.text) - (edit.span.end - edit.span.start) for edit in edits), initial=0)]
    return lambda offset: offset + grown[bisect_right(ends, offset)]
