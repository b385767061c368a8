"""Edits of a snippet's text → the same edits in the file that it came from, as far in as it stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from noteproof.text import Edit, Snippet, Source, Span, edited, line_end, lines_of

_MARGIN = re.compile(r"[ \t>]*")


class _Hunk(NamedTuple):
    """The lines of a snippet from `first` on, `old` as they are and `new` as they are to be."""

    first: int
    old: list[str]
    new: list[str]


def home(snippet: Snippet, edits: Sequence[Edit]) -> tuple[Source, tuple[Edit, ...]] | None:
    """The file that a snippet came from, and the edits there; nothing where it came from several files.

    Edits are in order. Lines that they do not change stay as they are in the file.
    """
    if not snippet.origins or not edits:
        return snippet.source, tuple(edits)
    source = snippet.origins[0].source
    if any(origin.source is not source for origin in snippet.origins):
        return None
    found = [_at_home(hunk, snippet, source) for hunk in _hunks(snippet, edits)]
    return source, tuple(edit for edit in found if edit is not None) if None not in found else ()


def _hunks(snippet: Snippet, edits: Sequence[Edit]) -> Iterator[_Hunk]:
    """The lines that change, those that edits share together."""
    waiting: list[Edit] = []
    last = 0
    for edit in edits:
        line = snippet.line_of(edit.span.start)
        if waiting and line > last:
            yield _hunk(snippet, waiting)
            waiting = []
        waiting.append(edit)
        last = snippet.line_of(edit.span.end)
    yield _hunk(snippet, waiting)


def _hunk(snippet: Snippet, edits: Sequence[Edit]) -> _Hunk:
    first, last = snippet.line_of(edits[0].span.start), snippet.line_of(edits[-1].span.end)
    start, end = snippet.line_span(first).start, snippet.line_span(last).end
    old = [*lines_of(snippet.text[start:end])]
    new = [*lines_of(edited(snippet.text, edits, start, end))]
    while old and new and old[0] == new[0]:
        first, old, new = first + 1, old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return _Hunk(first, old, new)


def _at_home(hunk: _Hunk, snippet: Snippet, source: Source) -> Edit | None:
    """One edit in the file for lines of a snippet; nothing where they do not stand there as they are here."""
    numbers = range(hunk.first, hunk.first + len(hunk.old)) or range(hunk.first - 1, hunk.first)
    starts = [snippet.origins[number - 1].start for number in numbers if number > 0]
    if not starts:
        return None
    lines = [source.position(start).line for start in starts]
    margin = source.text[source.line_span(lines[0]).start : starts[0]]
    if lines != [*range(lines[0], lines[0] + len(lines))] or not _MARGIN.fullmatch(margin):
        return None
    if hunk.old and any(
        source.text[start : source.line_span(line).end] != old
        for start, line, old in zip(starts, lines, hunk.old, strict=True)
    ):
        return None
    ending = line_end(source.text)
    end = source.line_span(lines[-1]).end
    text = "".join(f"{ending}{margin}{line}" for line in hunk.new)
    if not hunk.old:
        return Edit(Span(end, end), text)
    start = source.line_span(lines[0]).start
    if hunk.new:
        return Edit(Span(start, end), text.removeprefix(ending))
    return Edit(Span(start, min(end + len(ending), len(source.text))), "")
