"""The edits that diagnostics propose → a new text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

from noteproof.finding import Diagnostic, Fix
from noteproof.text import Edit, Source, edited


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
    return edited(source.text, _in_order(fixes))


def _in_order(fixes: Iterable[Fix]) -> list[Edit]:
    return sorted((edit for fix in fixes for edit in fix.edits), key=lambda edit: edit.span)


def diff(source: Source, fixes: Iterable[Fix]) -> str:
    """What fixes change in a source, as a unified diff."""
    before = source.text.splitlines(keepends=True)
    text = [f"--- a/{source.path}\n", f"+++ b/{source.path}\n"]
    grown = 0
    for hunk in _near(_hunks(source.text, _in_order(fixes), before)):
        start, end = max(hunk[0].start - _CONTEXT, 0), min(hunk[-1].end + _CONTEXT, len(before))
        added = sum(len(it.lines) - (it.end - it.start) for it in hunk)
        text.append(f"@@ -{_range(start, end)} +{_range(start + grown, end + grown + added)} @@\n")
        at = start
        for it in hunk:
            text += (f" {line}" for line in before[at : it.start])
            text += (f"-{line}" for line in before[it.start : it.end])
            text += (f"+{line}" for line in it.lines)
            at = it.end
        text += (f" {line}" for line in before[at:end])
        grown += added
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in text
    )


_CONTEXT = 3
"""The lines that a diff shows around a change."""


class _Changed(NamedTuple):
    """Lines by their indices, from `start` up to `end`, and what comes in their place."""

    start: int
    end: int
    lines: list[str]


def _hunks(text: str, edits: list[Edit], before: list[str]) -> Iterator[_Changed]:
    """The lines that edits change; edits that share a line change it together."""
    starts = [*accumulate(map(len, before), initial=0)]
    at = 0
    while at < len(edits):
        first = bisect_right(starts, edits[at].span.start, hi=len(before)) - 1
        parts: list[str] = []
        place = starts[max(first, 0)]
        last = first
        while at < len(edits) and (not parts or edits[at].span.start < starts[last + 1]):
            span = edits[at].span
            parts += (text[place : span.start], edits[at].text)
            place = span.end
            last = max(last, bisect_right(starts, max(span.end - 1, span.start), hi=len(before)) - 1)
            at += 1
        lines = "".join((*parts, text[place : starts[last + 1]])).splitlines(keepends=True)
        old, skipped = before[first : last + 1], 0
        while skipped < min(len(old), len(lines)) and old[skipped] == lines[skipped]:
            skipped += 1
        old, lines = old[skipped:], lines[skipped:]
        while old and lines and old[-1] == lines[-1]:
            old, lines = old[:-1], lines[:-1]
        if old or lines:
            yield _Changed(first + skipped, first + skipped + len(old), lines)


def _near(changed: Iterable[_Changed]) -> Iterator[list[_Changed]]:
    """Changes of lines, those together whose contexts touch; those that touch are one."""
    near: list[_Changed] = []
    for each in changed:
        if near and each.start == near[-1].end:
            last = near.pop()
            last.lines.extend(each.lines)
            near.append(last._replace(end=each.end))
            continue
        if near and each.start - near[-1].end > 2 * _CONTEXT:
            yield near
            near = []
        near.append(each)
    if near:
        yield near


def _range(start: int, end: int) -> str:
    """A range of lines as a diff writes it; of none, the line before."""
    if end - start == 1:
        return f"{start + 1}"
    return f"{start + (end > start)},{end - start}"


def moved(fixes: Iterable[Fix]) -> Callable[[int], int]:
    """Where each character of a source stands once fixes are made, by its offset."""
    edits = _in_order(fixes)
    ends = [edit.span.end for edit in edits]
    grown = [*accumulate((len(edit.text) - (edit.span.end - edit.span.start) for edit in edits), initial=0)]
    return lambda offset: offset + grown[bisect_right(ends, offset)]
