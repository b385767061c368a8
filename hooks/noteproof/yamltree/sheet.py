"""A text by its lines, and the edits that gather on it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from noteproof.text import Edit, Source, Span, line_end

_COMMENT = re.compile(r"(?:\r\n|\n|\r)(?P<margin> *)#[^\r\n]*")


class Sheet:
    """A text, and its edits. Of those that insert at one place, the first comes first."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = Source("", text).line_starts
        self.line_break = line_end(text)
        self._edits: dict[Span, str] = {}

    def edits(self, base: int) -> tuple[Edit, ...]:
        """The edits in order, in the offsets of a text in which this one begins at `base`."""
        moved = ((Span(base + span.start, base + span.end), text) for span, text in self._edits.items())
        return tuple(Edit(span, text) for span, text in sorted(moved))

    def edit(self, start: int, end: int, text: str) -> None:
        """Put a text in the place of another."""
        span = Span(start, end)
        self._edits[span] = self._edits.get(span, "") + text

    def insert_above(self, start: int, lines: Iterable[str]) -> None:
        """Put lines before the one that starts at an offset."""
        self.edit(start, start, "".join(line + self.line_break for line in lines))

    def insert_below(self, at: int, lines: Iterable[str]) -> None:
        """Put lines behind the one that holds an offset."""
        end = self.line_end(at)
        self.edit(end, end, "".join(self.line_break + line for line in lines))

    def cut_lines(self, start: int, end: int) -> None:
        """Take whole lines out, from the start of one to the end of another."""
        if end < len(self.text):
            self.edit(start, end + (2 if self.text.startswith("\r\n", end) else 1), "")
        else:
            self.edit(start - len(self.line_break) if start else 0, end, "")

    def column(self, at: int) -> int:
        """The column of an offset, from 0."""
        return at - self.line_start(at)

    def line_start(self, at: int) -> int:
        """Where the line of an offset starts."""
        return self._starts[bisect_right(self._starts, at) - 1]

    def line_end(self, at: int) -> int:
        """Where the line of an offset ends, without its line end."""
        number = bisect_right(self._starts, at)
        if number == len(self._starts):
            return len(self.text)
        start = self._starts[number]
        return start - (2 if self.text[start - 2 : start] == "\r\n" else 1)

    def stripped(self, start: int, end: int) -> int:
        """Where what stands between two offsets ends, without blanks and blank lines."""
        while end > start and self.text[end - 1] in " \t\r\n":
            end -= 1
        return end

    def above_comments(self, start: int, margin: str) -> int:
        """The start of the first of the comment lines that stand right above a line, with the same margin."""
        while start > 0:
            above = self.line_start(start - 1)
            if not self.text.startswith(f"{margin}#", above):
                break
            start = above
        return start

    def below_comments(self, at: int, least: int) -> int:
        """The end of the last comment line right below a line that begins at a column or farther in."""
        end = self.line_end(at)
        while comment := _COMMENT.match(self.text, end):
            if len(comment["margin"]) < least:
                break
            end = comment.end()
        return end
