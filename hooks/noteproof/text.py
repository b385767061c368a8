"""Offsets into a text: where a character of a note stands in the file that it came from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, Protocol

_LINE_END = re.compile(r"\r\n|\n|\r")


class Span(NamedTuple):
    """The half-open range of offsets, in code points, from `start` up to `end`."""

    start: int
    end: int


class Position(NamedTuple):
    """A line and a column, both from 1, the column in code points."""

    line: int
    column: int


@dataclass(frozen=True)
class Source:
    """A text and its name: a path with `/`, relative to the project.

    The text is the file's as it stands, line ends included, without a byte order mark. Of a file too long to
    hold, it is a part that begins with the line of the number `first`.
    """

    path: str
    text: str = field(repr=False)
    first: int = 1

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The offset at which each line begins."""
        return (0, *(end.end() for end in _LINE_END.finditer(self.text)))

    def position(self, offset: int) -> Position:
        """The line and column of an offset; an offset past the end counts as the end."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self.line_starts, offset) - 1
        return Position(line + self.first, offset - self.line_starts[line] + 1)

    def line(self, number: int) -> str:
        """The text of a line by its number, without its line end."""
        starts, number = self.line_starts, number - self.first + 1
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def line_span(self, number: int) -> Span:
        """The span of a line by its number, without its line end."""
        start = self.line_starts[number - self.first]
        return Span(start, start + len(self.line(number)))


class Origin(NamedTuple):
    """Where one line of a snippet came from: the offset in `source` of the line's first character."""

    source: Source
    start: int


@dataclass(frozen=True)
class Snippet:
    """A dedented text that remembers, line by line, where it came from.

    `origins` has one entry a line of `text`; empty, the text is `source`'s own, unmoved.
    `source` is the file that shows the snippet, `label` the language word that its fence bears
    (`None` where there is none, as in a whole file).
    """

    text: str = field(repr=False)
    source: Source
    origins: tuple[Origin, ...] = field(default=(), repr=False)
    label: str | None = None

    @classmethod
    def whole(cls, source: Source) -> Snippet:
        """The snippet that is all of a file."""
        return cls(source.text, source)

    @cached_property
    def _own(self) -> Source:
        return Source(self.source.path, self.text)

    def line_of(self, offset: int) -> int:
        """The line of the snippet, from 1, that holds an offset of its text."""
        return self._own.position(offset).line

    def line_span(self, number: int) -> Span:
        """The span in the snippet's text of one of its lines, counted from 1."""
        return self._own.line_span(number)

    def locate(self, span: Span) -> tuple[Source, Span]:
        """The file, and the span in it, that a span of the snippet's text came from.

        A span that runs into a line of another file ends where its first file ends.
        """
        if not self.origins:
            return self.source, span
        source, start = self._home(span.start)
        last, end = self._home(max(span.start, span.end - 1))
        if span.end > span.start:
            end += 1
        if last is not source or end < start:
            end = start
        return source, Span(start, end)

    def _home(self, offset: int) -> tuple[Source, int]:
        line = min(self._own.position(offset).line, len(self.origins))
        origin = self.origins[line - 1]
        room = origin.source.line_span(origin.source.position(origin.start).line).end
        within = offset - self._own.line_starts[line - 1]
        return origin.source, min(origin.start + within, max(room, origin.start))


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace what stands at `span` of a source with `text`."""

    span: Span
    text: str


def decoded(path: str, data: bytes) -> tuple[Source, Span | None]:
    """The text of a file's bytes, and the first character that stands in for bytes that are not UTF-8."""
    try:
        return Source(path, data.decode("utf-8").removeprefix("\ufeff")), None
    except UnicodeDecodeError as fault:
        start = len(data[: fault.start].decode("utf-8").removeprefix("\ufeff"))
        return Source(path, data.decode("utf-8", "replace").removeprefix("\ufeff")), Span(start, start + 1)


class Unreadable(Exception):
    """A file that the project cannot be given. `reason` completes "<path> …", as in "does not exist"."""

    def __init__(self, path: str, reason: str, outside: bool = False) -> None:
        super().__init__(f"{path} {reason}")
        self.path = path
        self.reason = reason
        self.outside = outside


class Files(Protocol):
    """The project's files, as the doors let the floors below see them.

    Every path is a name with `/`, relative to the project. What leads out of the project, by `..`
    or by a symlink, raises `Unreadable` with `outside` set; so does, without it, what is not there.
    """

    def read(self, path: str) -> Source:
        """The text of a file. Bytes that are not UTF-8 read as U+FFFD."""

    def read_bytes(self, path: str) -> bytes:
        """The bytes of a file."""

    def size(self, path: str) -> int:
        """The length of a file in bytes."""

    def list(self, folder: str) -> tuple[str, ...]:
        """The sorted names in a folder, a folder's own name ending with `/`; empty where there is none."""

    def real(self, path: str) -> str:
        """The name of the file that a path leads to, symlinks followed."""


def nearest(word: str, known: Iterable[str], limit: int = 3) -> str | None:
    """The known word that takes the fewest letters to reach from `word`, if few enough; else `None`.

    A change of case costs nothing, so that `readOnlyRootFileSystem` finds `readOnlyRootFilesystem`.
    At most `limit` letters may differ, and at most a third of the word's; a single letter is near to nothing.
    """
    if len(word) < 2:
        return None
    folded = word.casefold()
    best: tuple[int, str] | None = None
    allowed = min(limit, max(1, len(word) // 3))
    for candidate in known:
        if abs(len(candidate) - len(word)) > allowed or candidate == word:
            continue
        distance = _distance(folded, candidate.casefold(), allowed)
        if distance <= allowed and (best is None or (distance, candidate) < best):
            best = (distance, candidate)
    return best[1] if best else None


def _distance(left: str, right: str, most: int) -> int:
    """The number of inserted, dropped, changed or swapped letters, or `most + 1` when there are more."""
    if left == right:
        return 0
    if len(left) > 200 or len(right) > 200:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, row, above = row, [i], before
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def edited(text: str, edits: Iterable[Edit], start: int = 0, end: int | None = None) -> str:
    """A text, or the part of it between two offsets, with edits made, in order and without overlaps."""
    parts: list[str] = []
    for edit in edits:
        parts += (text[start : edit.span.start], edit.text)
        start = edit.span.end
    return "".join((*parts, text[start:end]))


def line_end(text: str) -> str:
    """How the first line of a text ends; by a line feed where it is the only line."""
    found = _LINE_END.search(text)
    return found.group() if found else "\n"


def lines_of(text: str) -> Iterator[str]:
    """The lines of a text without their line ends."""
    return iter(_LINE_END.split(text))
