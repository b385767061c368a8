"""The preprocessors that render a page, made to remember which file and line every line came from.

Whatever names Python-Markdown and PyMdown Extensions keep to themselves are listed here, in `RELIED_ON`, and
a test holds the list against the installed versions. The output changes by the markers only: the registered
processors stay the objects that they are, with a subclass of their class for a class.

- Snippets (priority 32) reads included files through `Includes`, and its lines become `Line`s, which keep
  their origin when Snippets puts indentation in front of them.
- Normalisation of white space (30) changes no line's number but where a lone CR stands.
- SuperFences (25) says between which lines it has found a fence, and which it gave up.
- The processor of indented code remembers the `<pre>` elements that it makes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.preprocessors import NormalizeWhitespace
from markdown.treeprocessors import Treeprocessor
from pymdownx.snippets import SnippetPreprocessor
from pymdownx.superfences import SuperFencesBlockPreprocessor, SuperFencesCodeBlockProcessor

from noteproof.page.including import TracedSnippets
from noteproof.page.trail import Broken, Fence, Recording, Trace, marker

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
"""The methods that are overridden or called, by class. Besides these:

- of Snippets, `seen`, `base_path`, `restrict_base_path`, `check_paths`, `url_download`,
  `dedent_subsections`, `auto_append`;
- of SuperFences, `fence`, `lang`, `options`, `ws`, `ws_virtual_len`, `stack`, and of its extension
  `stash.stash` and `superfences`;
- the registry names `snippet`, `normalize_whitespace`, `fenced_code_block`, `code`, `footnote` and `inline`;
- `md.htmlStash.rawHtmlBlocks`, and `footnotes` of the processor of footnotes.
"""

_CONTROLS = str.maketrans("", "", "\x02\x03")
_LINE_END = re.compile(r"\r\n|\n|\r")


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
    fence: str | None
    ws: str
    stack: list[tuple[str, int, int]]
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
        recording.fences.append(Fence(start, end, self.ws_virtual_len, self.lang or None, self._title, key))
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


_SUBCLASSES: tuple[Any, ...] = (TracedSnippets, _Normalize, _Fences, _Code)


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
                if subclass is TracedSnippets:
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
