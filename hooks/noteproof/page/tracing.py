"""The preprocessors that render a page, made to remember which file and line every line came from.

This is the one module that leans on names which Python-Markdown and PyMdown Extensions keep to themselves
(`RELIED_ON` lists them, and a test holds the list against the installed versions). It changes no output
but for the markers: the registered processors stay the objects that they are and get a subclass of their class.

- Snippets (priority 32) reads included files through `Includes`, and its lines become `Line`s, which keep
  their origin when Snippets puts indentation in front of them.
- Normalisation of white space (30) changes no line's number but where a lone CR stands.
- SuperFences (25) says between which lines it has found a fence, and which it gave up.
- The processor of indented code remembers the `<pre>` elements that it makes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, SupportsIndex
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.preprocessors import NormalizeWhitespace
from markdown.treeprocessors import Treeprocessor
from pymdownx.snippets import SnippetMissingError, SnippetPreprocessor
from pymdownx.superfences import SuperFencesBlockPreprocessor, SuperFencesCodeBlockProcessor

from noteproof.finding import Diagnostic, Rule, Says
from noteproof.page.includes import Includes, Refused, include_missing, missing_section
from noteproof.text import Origin, Source, Span

RELIED_ON: dict[type, tuple[str, ...]] = {
    SnippetPreprocessor: (
        "RE_SNIPPET", "parse_snippets", "parse_snippet_target", "match_section", "extract_section",
        "extract_lines", "dedent", "read_lines", "get_snippet_path",
    ),
    SuperFencesBlockPreprocessor: (
        "search_nested", "reassemble", "clear", "process_nested_block", "_store", "highlight",
    ),
    SuperFencesCodeBlockProcessor: ("run", "lastChild", "revert_greedy_fences"),
    NormalizeWhitespace: ("run",),
}  # fmt: skip
"""The methods that are overridden or called. Of attributes: Snippets' `seen`, `base_path`, `restrict_base_path`,
`check_paths`, `url_download`, `dedent_subsections`; SuperFences' `fence`, `lang`, `options`, `ws`,
`ws_virtual_len`, `stack`, `extension.stash.stash`, `extension.superfences`; the registry names `snippet`,
`normalize_whitespace`, `fenced_code_block` and `code`; and `md.htmlStash.rawHtmlBlocks`."""

_CONTROLS = str.maketrans("", "", "\x02\x03")
_LINE_END = re.compile(r"\r\n|\n|\r")


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
        start, end = self.source.line_span(self.number)
        return min(start + max(0, index + self.shift), end)

    def cut(self, width: int, tab: int) -> tuple[str, Origin]:
        """The line as written from a column on, and its origin; blanks for the rest of a tab that is cut."""
        index, over = self._index(width, tab)
        start = self.source.line_starts[self.number - 1]
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
        line.trace = trace._replace(raw=str(text))
        return line

    def _shifted(self, text: str, by: int) -> Line:
        return Line(text, self.trace._replace(shift=self.trace.shift + by))

    def __radd__(self, before: str) -> Line:
        return self._shifted(str.__add__(before, self), -len(before))

    def __add__(self, after: str) -> Line:
        return Line(str.__add__(self, after), self.trace)

    def replace(self, old: str, new: str, count: SupportsIndex = -1) -> Line:
        """The line with its escape taken away, which is all that Snippets replaces."""
        text = str.replace(self, old, new, count)
        return self._shifted(text, len(self) - len(text))


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
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def begin(self, lines: Iterable[str]) -> list[Line]:
        """The page's lines with their traces, once; a line that a hook has rewritten is taken as it is."""
        last = len(self.page.line_starts)
        begun = []
        for number, line in enumerate(lines, self.body):
            if isinstance(line, Line):
                begun.append(line)
                continue
            number = min(number, last)
            begun.append(Line(line, Trace(self.page, number, line)))
        self.traces = [line.trace for line in begun]
        return begun

    def follow(self, count: int) -> None:
        """Keep one trace a line after a processor that is not ours has dropped or added lines.

        What drops lines drops them at the top (metadata), what adds them adds them at the end.
        """
        surplus = len(self.traces) - count
        if surplus > 0:
            del self.traces[:surplus]
        elif surplus < 0:
            last = self.traces[-1] if self.traces else Trace(self.page, min(self.body, len(self.page.line_starts)), "")
            self.traces.extend([last._replace(raw="")] * -surplus)

    def report(self, rule: Rule[...], says: Says, source: Source, span: Span) -> None:
        """Note a fault at its place, once."""
        found = Diagnostic(rule, source, span, says.message, says.hint)
        if found not in self.diagnostics:
            self.diagnostics.append(found)


def marker(number: int) -> str:
    """The invisible element that follows a code block in the HTML."""
    return f'<span data-noteproof="{number}" hidden></span>'


class _Snippets(SnippetPreprocessor):  # type: ignore[misc]  # PyMdown Extensions has no types
    """Snippets, with included files read through `Includes`."""

    recording: Recording

    def run(self, lines: list[str]) -> list[str]:
        """The page's lines with the files that they include."""
        self._current: Line | None = None
        self._blank: list[list[Line]] = []
        expanded = super().run(list(self.recording.begin(lines)))
        self.recording.traces = [line.trace for line in expanded]
        return [str(line) for line in expanded]

    def parse_snippets(self, lines: Iterable[str], *args: Any, **kwargs: Any) -> list[Line]:
        """The lines of a file and of what it includes, each with its trace."""
        if self._blank and self._current is not None:  # a file's lines, of which an empty section has an odd one
            trace = self._current.trace
            traced = [line if isinstance(line, Line) else Line(line, trace) for line in lines]
        else:
            traced = self.recording.begin(lines)
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
    def RE_SNIPPET(self) -> _Snippets:  # noqa: N802
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
        lines = _LINE_END.split(source.text)
        return [Line(line, Trace(source, number, line)) for number, line in enumerate(lines, 1)]

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
            self._report(include_missing, include_missing.words(self._path, what))
        return found

    def dedent(self, lines: list[str]) -> list[str]:
        """The lines without the indentation that they share."""
        dedented: list[str] = super().dedent(lines)
        if len(dedented) != len(lines):
            return dedented
        return [
            old._shifted(new, len(old) - len(new)) if isinstance(old, Line) else new
            for old, new in zip(lines, dedented, strict=True)
        ]

    def _report(self, rule: Rule[...], says: Says) -> None:
        if self._current is not None:
            trace = self._current.trace
            indent = len(trace.raw) - len(trace.raw.lstrip())
            self.recording.report(rule, says, *trace.rest(len(trace.raw[:indent].expandtabs(self.tab_length)), self.tab_length))


class _Pieces:
    """The match of an escaped section marker, the first piece of which carries the line's trace on."""

    def __init__(self, match: re.Match[str], line: Line) -> None:
        self._match, self._line = match, line

    def group(self, name: str) -> str:
        """A piece of the line."""
        piece = self._match[name]
        return Line(piece, self._line.trace) if name == "pre" else piece


class _Normalize(NormalizeWhitespace):
    """Normalisation of white space, which follows the lines that a lone CR makes."""

    recording: Recording

    def run(self, lines: list[str]) -> list[str]:
        """The lines with tabs expanded."""
        recording = self.recording
        if not recording.traces:
            recording.begin(lines)
        recording.follow(len(lines))
        normal = super().run(lines)
        if len(normal) != len(lines) + 2:
            followed: list[Trace] = []
            for line, trace in zip(lines, recording.traces, strict=True):
                pieces = _LINE_END.findall(line.translate(_CONTROLS) + "\n")
                followed += [trace] * len(pieces)
            recording.traces = followed
        recording.follow(len(normal))
        return normal


class _Fences(SuperFencesBlockPreprocessor):  # type: ignore[misc]  # PyMdown Extensions has no types
    """SuperFences, which tells of each fence that it takes, refuses and gives up."""

    recording: Recording
    _at = -1
    _opened = -1
    _kept = False

    def search_nested(self, lines: list[str]) -> list[str]:
        """The lines with every fence replaced by what stands for it."""
        self.recording.lines = list(lines)
        self.recording.follow(len(lines))
        left: list[str] = super().search_nested(self._watched(lines))
        return left

    def _watched(self, lines: list[str]) -> Iterator[str]:
        for at, line in enumerate(lines):
            self._at = at
            if self.fence is None:
                self._opened = at
            yield line

    def clear(self) -> None:
        """Forget the fence at hand."""
        if self._at >= 0 and not self._kept:
            if self.fence is None:
                self.recording.refused.append(self._at)
            else:
                self.recording.broken.append(Broken(self._opened, self._at))
        self._kept = False
        super().clear()

    def process_nested_block(self, ws: str, content: str, start: int, end: int) -> None:
        """Render a fence that has closed."""
        title = self.options.get("title")  # rendering takes the options away
        self._title = title if isinstance(title, str) else None
        super().process_nested_block(ws, content, start, end)

    def _store(self, source: str, code: Any, start: int, end: int) -> None:
        recording = self.recording
        if isinstance(code, str):
            code += marker(len(recording.fences))
        super()._store(source, code, start, end)
        key = self.stack[-1][0][len(self.ws) :][1:-1]
        recording.fences.append(
            Fence(start, end, self.ws_virtual_len, self.lang or None, self._title, key)
        )
        self._kept = True

    def reassemble(self, lines: Iterable[str]) -> list[str]:
        """The page's lines, each fence replaced; in one pass, whatever their number."""
        recording = self.recording
        if self.fence is not None:
            recording.broken.append(Broken(self._opened, None))
        at = 0
        for standing, start, end in [*self.stack, ("", len(recording.lines), 0)]:
            recording.out += recording.lines[at:start]
            recording.homes += range(at, start)
            if end:
                recording.out.append(standing)
                recording.homes.append(start)
            at = end
        self.stack = []
        recording.stash = list(self.md.htmlStash.rawHtmlBlocks)
        recording.reverts = dict(self.extension.stash.stash)
        return list(recording.out)


class _Code(SuperFencesCodeBlockProcessor):  # type: ignore[misc]  # PyMdown Extensions has no types
    """The processor of indented code, which remembers the elements that it makes."""

    recording: Recording

    def run(self, parent: Element, blocks: list[str]) -> bool:
        """Make code of a block, or leave it."""
        handled: bool = super().run(parent, blocks)
        if handled:
            pre = parent[-1]
            self.recording.codes[id(pre)] = (pre, pre[0].text or "")
        return handled


class _Marks(Treeprocessor):
    """Puts a marker behind every indented code block of the finished tree."""

    def __init__(self, md: Markdown, recording: Recording) -> None:
        super().__init__(md)
        self.recording = recording

    def run(self, root: Element) -> None:
        """Mark the indented code."""
        recording = self.recording
        if not recording.codes:
            return
        for element in root.iter():
            if id(element) in recording.codes and id(element) not in recording.marked:
                number = len(recording.fences) + len(recording.marked)
                recording.marked[id(element)] = number
                element.tail = self.md.htmlStash.store(marker(number)) + (element.tail or "")


_SUBCLASSES: Sequence[type] = (_Snippets, _Normalize, _Fences, _Code)


def bases_of(md: Markdown) -> tuple[tuple[str, ...], bool]:
    """The absolute folders that Snippets takes files from, and whether it keeps to them."""
    if "snippet" not in md.preprocessors:
        return (), True
    snippets: Any = md.preprocessors["snippet"]
    return tuple(getattr(snippets, "base_path", ())), bool(getattr(snippets, "restrict_base_path", True))


def attach(md: Markdown, recording: Recording) -> None:
    """Make the registered processors of a Markdown instance record what they do."""
    md.treeprocessors.register(_Marks(md, recording), "noteproof", -1000)
    places: list[tuple[Any, str]] = [
        (md.preprocessors, "snippet"),
        (md.preprocessors, "normalize_whitespace"),
        (md.preprocessors, "fenced_code_block"),
        (md.parser.blockprocessors, "code"),
    ]
    for registry, name in places:
        processor: Any = registry[name] if name in registry else None  # noqa: SIM401  # a registry has no `get`
        for subclass in _SUBCLASSES:
            if type(processor) is subclass.__mro__[1]:
                processor.__class__ = subclass
                processor.recording = recording
                if subclass is _Snippets:
                    processor.url_download = processor.check_paths = False


def drawn_plainly(md: Markdown) -> None:
    """Draw fences without colours: they are accepted and refused as with Pygments, in a tenth of its time."""
    if "fenced_code_block" not in md.preprocessors:
        return
    fences: Any = md.preprocessors["fenced_code_block"]
    for entry in getattr(getattr(fences, "extension", None), "superfences", ()):
        if entry["formatter"] == fences.highlight:
            entry["formatter"] = _plain


def _plain(src: str = "", **_: Any) -> str:
    text = src.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<pre><code>{text}</code></pre>"
