"""The code blocks that a reader of a page sees, each line with the file and line that it came from.

They are taken from the very processors that render the page: `Tracing` rides along in a build, `trace`
renders a page for the command. A block that ends in a comment, or inside another block, is not among them.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from markdown import Markdown
from markdown.extensions import Extension

from noteproof.finding import AnyRule, Diagnostic, Says, Severity, rule
from noteproof.page import fences, homes, includes, probing, tracing
from noteproof.page.frontmatter import body_line
from noteproof.page.trail import Recording
from noteproof.text import Files, Origin, Snippet, Source, Span

_PLACE = re.compile(r'<span data-noteproof="([0-9]+)" hidden></span>')


@rule("page/unrenderable", Severity.ERROR)
def unrenderable(reason: str) -> Says:
    """A page is one that Markdown can render.

    Some texts, such as ten thousand nested quotes, are beyond the renderer, and the build would stop at them.

    ````markdown
    A page that no renderer takes is too long to be shown here.
    ````

    ````markdown
    Any other page.
    ````
    """
    return Says(f"Markdown cannot render this page: {reason}", "simplify what is nested deepest")


RULES: tuple[AnyRule, ...] = (*fences.RULES, *includes.RULES, unrenderable)


@dataclass(frozen=True)
class Block:
    """A code block as a reader sees it.

    `fence` is the content of the opening fence's line in `fence_source` (the page, or an included file that
    holds the fence); of indented code, its first line. `number` is that of its marker in the page's HTML.
    """

    snippet: Snippet
    fence: Span
    fence_source: Source
    number: int
    kind: Literal["fence", "indented"]
    title: str | None = None

    @property
    def label_at(self) -> int | None:
        """The offset in `fence_source` at which an unlabelled fence takes a label."""
        if self.kind == "indented":
            return None
        line = self.fence_source.text[self.fence.start : self.fence.end]
        return self.fence.start + len(line) - len(line.lstrip(line[:1]))


@dataclass(frozen=True)
class Page:
    """The blocks of a page in the order of the HTML, what is wrong with it, and the HTML with markers."""

    blocks: tuple[Block, ...]
    diagnostics: tuple[Diagnostic, ...]
    html: str = field(repr=False)


@dataclass(frozen=True)
class Settings:
    """How a project renders Markdown: names of extensions, their configurations, the folders of includes.

    Without `bases`, the folders are those that the Snippets extension is configured with, relative to `root`.
    """

    extensions: tuple[str | Extension, ...] = (
        "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc",
        "pymdownx.details", "pymdownx.highlight", "pymdownx.inlinehilite", "pymdownx.snippets",
        "pymdownx.superfences", "pymdownx.tabbed",
    )  # fmt: skip
    configs: Mapping[str, Mapping[str, Any]] = field(
        default_factory=lambda: {
            "pymdownx.snippets": {"base_path": ["snippets"]},
            "pymdownx.tabbed": {"alternate_style": True},
        }
    )
    bases: tuple[str, ...] | None = None
    root: str = "."


def trace(source: Source, files: Files, settings: Settings | None = None, body: int | None = None) -> Page:
    """Render a page and tell its blocks. `body` is the line below the front matter, if it is known."""
    settings = settings or Settings()
    body = body_line(source.text) if body is None else body
    lines = [source.line(number) for number in range(body, len(source.line_starts) + 1)]
    tracing_it = Tracing(files, settings.bases, settings.root, plain=True)
    tracing_it.begin(source, body)
    try:
        md = Markdown(
            extensions=[*settings.extensions, tracing_it],
            extension_configs={name: dict(config) for name, config in settings.configs.items()},
        )
        html = md.convert("\n".join(lines))
        return tracing_it.finish(html)
    except (AssertionError, LookupError, RuntimeError, TypeError, ValueError) as error:
        says = unrenderable.words(type(error).__name__)
        return Page((), (Diagnostic(unrenderable, source, source.line_span(1), says.message, says.hint),), "")


class Tracing(Extension):
    """The extension that follows a rendering; it goes last in the list of extensions.

    `begin` says which page is rendered next, `finish` tells what was seen. Between pages it does nothing.
    """

    def __init__(
        self, files: Files, bases: tuple[str, ...] | None = None, root: str = ".", plain: bool = False
    ) -> None:
        super().__init__()
        self._files, self._bases, self._root, self._plain = files, bases, root, plain
        self._begun: tuple[Source, int] | None = None
        self._attached: tuple[Markdown, Recording] | None = None

    def begin(self, page: Source, body: int = 1) -> None:
        """Follow the next rendering: of this page, from line `body` on."""
        self._begun, self._attached = (page, body), None

    def extendMarkdown(self, md: Markdown) -> None:  # Python-Markdown calls it so
        """Ride along with a Markdown instance, if a page has begun."""
        if self._begun is None:
            return
        absolute, restricted = tracing.bases_of(md)
        bases = self._bases
        if bases is None:
            bases = tuple(_name_in(self._root, base) for base in absolute)
        recording = Recording(*self._begun, includes.Includes(self._files, bases, restricted))
        if self._plain:
            tracing.drawn_plainly(md)
        tracing.attach(md, recording)
        self._attached = (md, recording)

    def finish(self, html: str) -> Page:
        """The blocks of the page that has been rendered to this HTML."""
        attached, self._begun, self._attached = self._attached, None, None
        if attached is None:
            return Page((), (), html)
        md, recording = attached
        return _page(md, recording, html)


def fill(html: str, marks: Mapping[int, str]) -> str:
    """The HTML with each block's marker replaced by what is to stand behind the block, most by nothing."""
    return _PLACE.sub(lambda place: marks.get(int(place[1]), ""), html)


def _name_in(root: str, path: str) -> str:
    """The name in the project of a path, `../…` when it lies outside."""
    try:
        name = os.path.relpath(path, os.path.abspath(root))  # of names only, no file is asked
    except ValueError:  # another drive
        return "../" + posixpath.basename(path)
    return name.replace(os.sep, "/")


def _page(md: Markdown, recording: Recording, html: str) -> Page:
    """The page that a recording tells of."""
    taken = [(fence.start, fence.end) for fence in recording.fences]
    looks = list(fences.outside(recording.lines, taken))
    found = homes.find(md, recording, looks)
    blocks = []
    for number in probing.seen(html):
        if number < len(recording.fences):
            blocks.append(_fenced(recording, number, md.tab_length))
        elif number in found.codes:
            blocks.append(_indented(recording, number, found.codes[number], md.tab_length))
    visible = {each.at: each for each in looks if each.at in found.prose}
    broken = {each.start: each.end for each in recording.broken}
    for at, says in fences.lost(recording.lines, list(visible.values()), broken):
        line = recording.traces[at]
        recording.report(fences.lost_fence, says, *line.rest(visible[at].width, md.tab_length))
    return Page(tuple(blocks), tuple(recording.diagnostics.values()), html)


def _fenced(recording: Recording, number: int, tab: int) -> Block:
    """The block of a fence."""
    fence = recording.fences[number]
    lines = [line.cut(fence.width, tab) for line in recording.traces[fence.start + 1 : fence.end - 1]]
    lines = lines or [("", recording.traces[fence.end - 1].cut(0, tab)[1])]
    source, span = recording.traces[fence.start].rest(fence.width, tab)
    snippet = _snippet(recording.page, lines, fence.label)
    return Block(snippet, span, source, number, "fence", fence.title)


def _indented(recording: Recording, number: int, lines: list[homes.Home], tab: int) -> Block:
    """The block of indented code."""
    cut = [recording.traces[at].cut(width, tab) for at, width in lines]
    at, width = lines[0]
    source, span = recording.traces[at].rest(width, tab)
    return Block(_snippet(recording.page, cut, None), span, source, number, "indented")


def _snippet(page: Source, lines: list[tuple[str, Origin]], label: str | None) -> Snippet:
    return Snippet("\n".join(text for text, _ in lines), page, tuple(origin for _, origin in lines), label)
