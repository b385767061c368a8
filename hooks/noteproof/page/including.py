"""Snippets, reading the files that a page includes through the project's own eyes.

Names that PyMdown Extensions keeps private are listed in `tracing`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pymdownx.snippets import SnippetMissingError, SnippetPreprocessor

from noteproof.finding import Rule, Says
from noteproof.page.includes import Refused, include_missing, missing_section
from noteproof.page.trail import Line, Recording, Trace
from noteproof.text import lines_of

_MARK = "8<-"
"""What every notation of Snippets holds; lines without it pass through it as they are."""


class TracedSnippets(SnippetPreprocessor):  # type: ignore[misc]  # PyMdown Extensions has no types
    """Snippets, with included files read through `Includes`."""

    recording: Recording

    def run(self, lines: list[str]) -> list[str]:
        """The page's lines with the files that they include."""
        if not self.auto_append and not any(_MARK in line for line in lines):
            self.recording.begin(lines)
            return lines
        self._current: Line | None = None
        self._blank: list[list[Line]] = []
        expanded = super().run(list(self.recording.traced(lines)))
        self.recording.traces = [line.trace for line in expanded]
        return [str(line) for line in expanded]

    def parse_snippets(self, lines: Iterable[str], *args: Any, **kwargs: Any) -> list[Line]:
        """The lines of a file and of what it includes, each with its trace."""
        if (
            self._blank and self._current is not None
        ):  # a file's lines, of which an empty section has an odd one
            trace = self._current.trace
            traced = [line if isinstance(line, Line) else Line(line, trace) for line in lines]
        else:
            traced = self.recording.traced(lines)
        self._blank.append([])
        expanded = super().parse_snippets(self._watched(traced), *args, **kwargs)
        blank = iter(self._blank.pop())
        return [line if isinstance(line, Line) else self._adopted(line, blank) for line in expanded]

    def _watched(self, lines: Iterable[Any]) -> Iterator[Line]:
        for line in lines:
            self._current = line
            yield line

    def _adopted(self, text: str, blank: Iterator[Line]) -> Line:
        """A line that Snippets made of an empty one between block markers."""
        origin = next(blank, self._current)
        trace = origin.trace if origin is not None else Trace(self.recording.page, 1, "")
        return Line(text, trace)

    @property
    def RE_SNIPPET(self) -> TracedSnippets:
        """Stands in for the expression of a block's path, to see the blank ones go by."""
        return self

    def match(self, line: Line) -> re.Match[str] | None:
        """The match of a block's path."""
        match: re.Match[str] | None = SnippetPreprocessor.RE_SNIPPET.match(line)
        if match and not match["snippet"].strip():
            self._blank[-1].append(line)
        return match

    def match_section(self, line: str) -> Any:
        """The match of a section's marker; from an escaped one, pieces that keep the line's trace."""
        match = super().match_section(line)
        return _Pieces(match, line) if match and match["escape"] and isinstance(line, Line) else match

    def parse_snippet_target(self, path: str) -> Any:
        """The parts of an include's path."""
        try:
            target = super().parse_snippet_target(path)
        except ValueError:  # a line number of thousands of digits
            target = None
        if target is None:
            self._report(include_missing, include_missing.words(path, "names no file"))
        return target

    def get_snippet_path(self, path: str) -> str | None:
        """The real name of an included file, or nothing where the include is refused."""
        self._path = path
        try:
            return self.recording.includes.find(path, self.seen)
        except Refused as refused:
            self._report(refused.by, refused.says)
        return None

    def read_lines(self, path: str) -> list[Line]:
        """The lines of an included file."""
        source = self.recording.includes.source(path)
        if not source.text:
            return []
        return [
            Line(line, Trace(source, number, line)) for number, line in enumerate(lines_of(source.text), 1)
        ]

    def extract_section(self, section: str, lines: list[str]) -> list[str]:
        """The lines of a section, none where the file does not have it."""
        self.check_paths = True
        try:
            found: list[str] = super().extract_section(section, lines)
        except SnippetMissingError:
            self._report(include_missing, missing_section(self._path, section, lines))
            found = self.dedent([]) if self.dedent_subsections else []
        finally:
            self.check_paths = False
        return found

    def extract_lines(self, start: list[Any], end: list[Any], lines: list[str]) -> list[str]:
        """The lines of a file between numbers."""
        found: list[str] = super().extract_lines(start, end, lines)
        if not any(found):
            what = f"has {len(lines)} lines, and none of those that are asked for"
            self._report(include_missing, include_missing.words(self._path, what, "name lines that it has"))
        return found

    def dedent(self, lines: list[str]) -> list[str]:
        """The lines without the indentation that they share."""
        dedented: list[str] = super().dedent(lines)
        if len(dedented) != len(lines):
            return dedented
        return [
            old.shifted(new, len(old) - len(new)) if isinstance(old, Line) else new
            for old, new in zip(lines, dedented, strict=True)
        ]

    def _report(self, rule: Rule[...], says: Says | None) -> None:
        if says is not None and self._current is not None:
            trace = self._current.trace
            indent = len(trace.raw) - len(trace.raw.lstrip())
            self.recording.report(
                rule, says, *trace.rest(len(trace.raw[:indent].expandtabs(self.tab_length)), self.tab_length)
            )


class _Pieces:
    """The match of an escaped section marker, the first piece of which carries the line's trace on."""

    def __init__(self, match: re.Match[str], line: Line) -> None:
        self._match, self._line = match, line

    def group(self, name: str) -> str:
        """A piece of the line."""
        piece = self._match[name]
        return Line(piece, self._line.trace) if name == "pre" else piece
