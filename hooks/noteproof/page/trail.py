"""What was seen while a page was rendered: its lines with their origins, its fences, its indented code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, SupportsIndex
from xml.etree.ElementTree import Element

from noteproof.finding import Diagnostic, Rule, Says
from noteproof.page.includes import Includes
from noteproof.text import Origin, Source, Span


class Trace(NamedTuple):
    """Where a line came from: its text as written, and how that lies in the line of its file.

    `raw` is the line before tabs were expanded, with the indentation that an include added;
    `shift` is what to add to an index in it to have an index in the line of the file.
    """

    source: Source
    number: int
    raw: str
    shift: int = 0

    def offset(self, index: int) -> int:
        """The offset in the file of an index in `raw`; what an include added is at the line's start."""
        starts = self.source.line_starts
        start = starts[self.number - 1]
        if index + self.shift <= 0:
            return start
        return min(start + index + self.shift, self.source.line_span(self.number).end)

    def cut(self, width: int, tab: int) -> tuple[str, Origin]:
        """The line as written from a column on, and its origin; blanks for the rest of a tab that is cut."""
        start = self.source.line_starts[self.number - 1]
        if width == 0 == self.shift:
            return self.raw, Origin(self.source, start)
        index, over = self._index(width, tab)
        return " " * over + self.raw[index:], Origin(self.source, max(start, self.offset(index) - over))

    def rest(self, width: int, tab: int) -> tuple[Source, Span]:
        """The file, and the span in it, of what stands from a column on."""
        index, _ = self._index(width, tab)
        end = len(self.raw.rstrip())
        return self.source, Span(self.offset(index), max(self.offset(index), self.offset(end)))

    def _index(self, width: int, tab: int) -> tuple[int, int]:
        """The index in `raw` of a column, and how many columns further a tab reaches."""
        if "\t" not in self.raw[:width] and self.raw[:width].isprintable():
            return min(width, len(self.raw)), 0
        column = 0
        for index, letter in enumerate(self.raw):
            if column >= width:
                return index, column - width
            if letter not in "\x02\x03":
                column += tab - column % tab if letter == "\t" else 1
        return len(self.raw), max(0, column - width)


class Line(str):
    """A line that keeps its trace through what Snippets does to lines."""

    __slots__ = ("trace",)
    trace: Trace

    def __new__(cls, text: str, trace: Trace) -> Line:
        line = super().__new__(cls, text)
        line.trace = trace if trace.raw is text else Trace(trace.source, trace.number, str(text), trace.shift)
        return line

    def shifted(self, text: str, by: int) -> Line:
        """Another text for the line, in which everything stands `by` columns further left than it did."""
        return Line(text, self.trace._replace(shift=self.trace.shift + by))

    def __radd__(self, before: str) -> Line:
        return self.shifted(str.__add__(before, self), -len(before))

    def __add__(self, after: str) -> Line:
        return Line(str.__add__(self, after), self.trace)

    def replace(self, old: str, new: str, count: SupportsIndex = -1) -> Line:
        """The line with its escape taken away, which is all that Snippets replaces."""
        text = str.replace(self, old, new, count)
        return self.shifted(text, len(self) - len(text))


@dataclass(frozen=True)
class Fence:
    """A fence that SuperFences took: its lines `[start, end)`, the fence's own among them."""

    start: int
    end: int
    width: int
    label: str | None
    title: str | None
    key: str


@dataclass(frozen=True)
class Broken:
    """A fence that opened on a line and was given up at another; at none, when the page ended."""

    start: int
    end: int | None


@dataclass
class Recording:
    """What was seen while one page was rendered.

    `lines` are the lines as SuperFences got them, `traces` where they came from; `out` are the lines that it
    left, `homes` the line that each was before. `codes` are the `<pre>` of indented code with their text.
    """

    page: Source
    body: int
    includes: Includes
    lines: list[str] = field(default_factory=list)
    traces: list[Trace] = field(default_factory=list)
    fences: list[Fence] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    out: list[str] = field(default_factory=list)
    homes: list[int] = field(default_factory=list)
    stash: list[Any] = field(default_factory=list)
    reverts: dict[str, Any] = field(default_factory=dict)
    codes: dict[int, tuple[Element, str]] = field(default_factory=dict)
    marked: dict[int, int] = field(default_factory=dict)
    diagnostics: dict[tuple[str, str, Span], Diagnostic] = field(default_factory=dict)

    def begin(self, lines: Iterable[str]) -> None:
        """Take the lines of the page for what they are; one that a hook has rewritten too."""
        last = len(self.page.line_starts)
        self.traces = [
            Trace(self.page, number if number <= last else last, line)
            for number, line in enumerate(lines, self.body)
        ]

    def traced(self, lines: Iterable[str]) -> list[Line]:
        """The page's lines with their traces, or lines that have theirs already."""
        given = list(lines)
        if given and isinstance(given[0], Line):
            return [line for line in given if isinstance(line, Line)]
        self.begin(given)
        return [Line(line, trace) for line, trace in zip(given, self.traces, strict=True)]

    def follow(self, count: int) -> None:
        """Keep one trace a line after a processor that is not ours has dropped or added lines.

        What drops lines drops them at the top (metadata), what adds them adds them at the end.
        """
        surplus = len(self.traces) - count
        if surplus > 0:
            del self.traces[:surplus]
        elif surplus < 0:
            last = (
                self.traces[-1]
                if self.traces
                else Trace(self.page, min(self.body, len(self.page.line_starts)), "")
            )
            self.traces.extend([last._replace(raw="")] * -surplus)

    def report(self, rule: Rule[...], says: Says, source: Source, span: Span) -> None:
        """Note a fault at its place, once."""
        self.diagnostics.setdefault(
            (rule.code, source.path, span), Diagnostic(rule, source, span, says.message, says.hint)
        )


def marker(number: int) -> str:
    """The invisible element that follows a code block in the HTML."""
    return f'<span data-noteproof="{number}" hidden></span>'
