"""Which stretches of a page are prose to Python-Markdown, where links and pictures can stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from markdown.util import BLOCK_LEVEL_ELEMENTS

from noteproof.page.frontmatter import body_line
from noteproof.page.image_tags import Tag, tag_at
from noteproof.text import Span

_FENCE = re.compile(r"[ \t>]*+(?:`{3,}|~{3,})[ \t]*+(?:\n|\Z)")
_BLOCK_HTML = re.compile(r"(?m)^ {0,3}(?=<(?:!--|[A-Za-z]))")
_IN_RAW = re.compile(r"<!--|<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)")
_MAYBE_INDENTED = re.compile(r"(?m)^(?: {4}| {0,3}\t| {0,3}>)[^\n]*?(?:!\[|<)")
_CONTAINER = re.compile(r"(?:[-*+]|\d{1,9}\.) |!!! ?\S|\?\?\?|===|\[\^[^\]\n]+\]:|: {1,3}\S")
_QUOTE = re.compile(r"[ \t]*+> ?")
# What inline markup does not cross: a blank line, and the beginning of an item, a heading, a row.
_BREAK = re.compile(
    r"\n(?=[ \t>]*+(?:\n|\Z|(?:[-*+]|\d{1,9}[.)])[ \t]|#{1,6}|\||!!!|\?\?\?|===|\[[^\]\n]*+\]:))"
)
_TEXT_ONLY = frozenset({"script", "style", "textarea"})
_DEEPEST_QUOTE = 8


@dataclass(frozen=True)
class Prose:
    """A page's text with every line end as `\\n` (its offsets are the page's), and what is not prose in it.

    `hidden`: code, comments, front matter; `raw`: HTML elements whose content is not read as Markdown,
    though their tags count. Both are sorted and apart.
    """

    text: str = field(repr=False)
    hidden: tuple[Span, ...]
    raw: tuple[Span, ...]

    @cached_property
    def _breaks(self) -> tuple[int, ...]:
        return tuple(found.end() for found in _BREAK.finditer(self.text))

    def paragraph(self, offset: int) -> Span:
        """The stretch around an offset that inline markup does not leave."""
        breaks = self._breaks
        after = bisect_right(breaks, offset)
        start = breaks[after - 1] if after else 0
        end = breaks[after] if after < len(breaks) else len(self.text)
        for spans in (self.hidden, self.raw):
            later = _first_after(spans, offset)
            if later:
                start = max(start, spans[later - 1].end)
            if later < len(spans):
                end = min(end, spans[later].start)
        return Span(min(start, offset), end)

    def hides(self, offset: int) -> Span | None:
        """What hides an offset, if it is not prose."""
        return within(self.hidden, offset)


def within(spans: Sequence[Span], offset: int) -> Span | None:
    """The one of sorted spans that holds an offset."""
    later = _first_after(spans, offset)
    return spans[later - 1] if later and offset < spans[later - 1].end else None


def _first_after(spans: Sequence[Span], offset: int) -> int:
    return bisect_right(spans, offset, key=lambda span: span.start)


def prose_of(text: str, code: Iterable[Span]) -> Prose:
    """The prose of a page whose code blocks, as they are rendered, stand at `code`.

    Indented code, front matter, comments and HTML elements are found here.
    """
    text = text.replace("\r\n", " \n").replace("\r", "\n")
    hidden = _joined([*_front_matter(text), *(_whole(text, span) for span in code)])
    comments, raw = _html(text, hidden)
    hidden = _joined([*hidden, *comments])
    if _MAYBE_INDENTED.search(text):
        lines = _lines(text, hidden, raw)
        hidden = _joined([*hidden, *_indented(lines, _DEEPEST_QUOTE)])
    return Prose(text, hidden, raw)


def _front_matter(text: str) -> Iterator[Span]:
    """The lines above the page's Markdown, if there are any."""
    end = 0
    for _ in range(body_line(text) - 1):
        end = text.find("\n", end) + 1 or len(text)
    if end:
        yield Span(0, end)


def _whole(text: str, code: Span) -> Span:
    """Lines of a code block with their line ends, and with its closing fence if that was left out.

    Blocks may be given line by line; an empty span is an empty line.
    """
    last = text.rfind("\n", 0, max(code.start, code.end - 1)) + 1
    end = text.find("\n", last) + 1 or len(text)
    after = text.find("\n", end) + 1 or len(text)
    if _FENCE.match(text, end, after) and not _FENCE.match(text, last, end):
        end = after
    return Span(code.start, max(code.end, end))


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order, those that touch or overlap as one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(span.end, joined[-1].end))
        else:
            joined.append(span)
    return tuple(joined)


def _html(text: str, hidden: Sequence[Span]) -> tuple[list[Span], tuple[Span, ...]]:
    """The comments and the raw elements that begin a line, as Python-Markdown takes them out of a page.

    An element with the attribute `markdown` stays prose; one that is never closed reaches to the end.
    """
    comments: list[Span] = []
    raw: list[Span] = []
    at = 0
    while found := _BLOCK_HTML.search(text, at):
        start = found.end()
        at = start + 1
        if over := within(hidden, start):
            at = over.end
        elif text.startswith("<!--", start):
            if close := _comment_end(text, start, hidden):
                at = close
                comments.append(Span(start, at))
        elif (
            (tag := tag_at(text, start, len(text))) and tag.name in BLOCK_LEVEL_ELEMENTS and tag.name != "hr"
        ):
            at = tag.span.end
            if tag.get("markdown") is None:
                at = _element_end(text, tag, comments, hidden)
                (comments if tag.name in _TEXT_ONLY else raw).append(Span(start, at))
    return comments, tuple(raw)


def _comment_end(text: str, start: int, hidden: Sequence[Span]) -> int:
    """The offset behind a comment, or 0 if nothing closes it. What a code block holds does not close it."""
    at = text.find("-->", start)
    while at >= 0 and (over := within(hidden, at)):
        at = text.find("-->", over.end)
    return at + 3 if at >= 0 else 0


def _element_end(text: str, first: Tag, comments: list[Span], hidden: Sequence[Span]) -> int:
    """The offset behind the end tag that closes `first`; comments on the way are gathered."""
    if text.startswith("/>", first.span.end - 2):
        return first.span.end
    # How often each name is open; the stack of names, as Python-Markdown keeps it, void elements too.
    stack = [first.name]
    open_names = {first.name: 1}
    at = first.span.end
    while found := _IN_RAW.search(text, at):
        at = found.end()
        name = (found["name"] or "").lower()
        if over := within(hidden, found.start()):
            at = over.end
        elif not name:
            if close := _comment_end(text, found.start(), hidden):
                at = close
                comments.append(Span(found.start(), at))
        elif found["close"]:
            if open_names.get(name):
                while (popped := stack.pop()) != name:
                    open_names[popped] -= 1
                open_names[name] -= 1
            if not stack:
                return text.find(">", at) + 1 or len(text)
        elif tag := tag_at(text, found.start(), len(text)):
            at = tag.span.end
            if not text.startswith("/>", at - 2):
                stack.append(name)
                open_names[name] = open_names.get(name, 0) + 1
    return len(text)


Line = tuple[int, str]
"""The offset at which a line, or what a quote leaves of it, begins; and its text."""


def _lines(text: str, hidden: Sequence[Span], raw: Sequence[Span]) -> list[Line]:
    """The lines of a page; of what is hidden or raw the first only, which holds its place."""
    lines = []
    at = 0
    for line in text.split("\n"):
        over = within(hidden, at) or within(raw, at)
        if not over or over.start == at:
            lines.append((at, line))
        at += len(line) + 1
    return lines


def _indented(lines: Sequence[Line], quotes: int) -> Iterator[Span]:
    """The lines that are indented code: four columns deeper than the items and notes that hold them."""
    depth = 0
    fresh, in_code, in_list = True, False, False
    quoted: list[Line] = []
    for at, line in lines:
        body = line.expandtabs(4)
        inner = body.lstrip(" ")
        indent = (len(body) - len(inner)) // 4
        quote = _QUOTE.match(line)
        if quote and quotes and (quoted or indent <= depth):
            depth = indent if fresh else depth
            quoted.append((at + quote.end(), line[quote.end() :]))
            fresh, in_code = False, False
            continue
        if quoted:
            yield from _indented(quoted, quotes - 1)
            quoted = []
        if not inner:
            fresh = True
            continue
        if fresh or in_code:
            in_code = indent > depth
            if in_code:
                yield Span(at, at + len(line))
                fresh = False
                continue
            depth, in_list = indent, False
            fresh = True
        if (fresh or in_list) and _CONTAINER.match(inner):
            depth, in_list = indent + 1, True
        fresh = False
    yield from _indented(quoted, quotes - 1) if quoted else ()
