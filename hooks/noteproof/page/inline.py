"""The names that a page's text speaks of: its inline code, and cells of tables that are one bare word.

They are looked for in the page's source, as Python-Markdown would find them there, and only those count that
its HTML shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from markdown.inlinepatterns import BACKTICK_RE, BacktickInlineProcessor

from noteproof.page.prose import Prose, prose_of, within
from noteproof.text import Origin, Snippet, Source, Span

_SPANS = BacktickInlineProcessor(BACKTICK_RE)
_MARK = re.compile(r"`+|\\.", re.DOTALL)
_PIPE = re.compile(r"\||\\.", re.DOTALL)
_UNDER_HEADER = re.compile(r"(?m)^[ \t>]*+[|:-][|: \t-]*+$")
_BLANK = re.compile(r"[ \t>]*\Z")
_BARE = re.compile(r"[^\s`|<>\\]+")
_LANGUAGE = re.compile(r"(?::{3,}|#!)[\w#.+-]*\s+")
_CELL = re.compile(r"<t[dh][^<>]*>([^<]*)</t[dh]>")
_TAG = re.compile(r"<[^<>]*>")


_NEAR = 300
"""How many characters around a name are its surroundings."""


@dataclass(frozen=True, slots=True)
class Name:
    """The text of inline code or of a bare cell, and what stands around it in its paragraph or row."""

    snippet: Snippet
    before: str
    after: str


def names(source: Source, code: Iterable[Span], html: str) -> Iterator[Name]:
    """The inline code and the bare cells of a page, in order, each knowing where it stands.

    `code` are the spans of the page's code blocks, `html` is what the page was rendered to.
    """
    shown = _shown(html)
    prose = prose_of(source.text, code)
    for part, span in _spans(prose):
        snippet = _snippet(source, prose.text, span)
        if snippet.text and _flat(snippet.text) in shown:
            before = prose.text[max(part.start, span.start - _NEAR) : span.start]
            yield Name(snippet, before, prose.text[span.end : min(part.end, span.end + _NEAR)])


def rows_below(source: Source, line: int) -> range:
    """The numbers of the lines of the table whose header is a line, or that of the line alone."""
    end = line + 1
    last = len(source.line_starts)
    if line < last and "|" in source.line(line) and _UNDER_HEADER.fullmatch(source.line(line + 1)):
        while end <= last and not _BLANK.match(source.line(end)):
            end += 1
    return range(line, end)


def _shown(html: str) -> frozenset[str]:
    """The texts of the code elements and of the plain cells of an HTML text, comments aside."""
    first, *others = html.split("<!--")
    seen = first + "".join(each.partition("-->")[2] for each in others)
    codes = (rest.partition(">")[2].partition("</code>")[0] for rest in seen.split("<code")[1:])
    return frozenset(_flat(unescape(_TAG.sub("", each))) for each in (*codes, *_CELL.findall(seen)))


def _flat(text: str) -> str:
    return " ".join(text.split())


def _spans(prose: Prose) -> Iterator[tuple[Span, Span]]:
    """The paragraph or row of each name, and the name's own span."""
    at = 0
    for rows in _tables(prose):
        yield from _in_paragraphs(prose, Span(at, rows[0].start))
        for row in rows:
            for cell in _cells(prose.text, row):
                for span in (*_codes(prose.text, cell), *_bare(prose.text, cell)):
                    yield row, span
        at = rows[-1].end
    yield from _in_paragraphs(prose, Span(at, len(prose.text)))


def _in_paragraphs(prose: Prose, part: Span) -> Iterator[tuple[Span, Span]]:
    for paragraph in _paragraphs(prose, part):
        for span in _codes(prose.text, paragraph):
            yield paragraph, span


def _paragraphs(prose: Prose, part: Span) -> Iterator[Span]:
    """The paragraphs in a part of a page that hold backticks."""
    at = part.start
    while (at := prose.text.find("`", at, part.end)) >= 0:
        if over := prose.hides(at) or within(prose.raw, at):
            at = over.end
            continue
        start, end = prose.paragraph(at)
        yield Span(max(start, part.start), min(end, part.end))
        at = max(end, at + 1)


def _codes(text: str, part: Span) -> Iterator[Span]:
    """The spans of the inline code in a paragraph or cell, without the word for a language."""
    for start, end in _quoted(text, part):
        language = _LANGUAGE.match(text, start, end)
        yield Span(language.end() if language else start, end)


def _quoted(text: str, part: Span) -> Iterator[Span]:
    """What stands between paired runs of backticks; one that a backslash escapes opens nothing."""
    words = text[part.start : part.end]
    at = 0
    while found := _MARK.search(words, at):
        at = found.end()
        if found[0][0] == "`":
            start, end = _code_at(found.start(), words)
            at = start if end is None else end + start - found.start()
            if end is not None:
                yield Span(part.start + start, part.start + end)


def _code_at(start: int, words: str) -> tuple[int, int | None]:
    """Where the code begins that a run of backticks opens, and where it ends, if it does."""
    return _SPANS.find_code_spans(start, words)  # type: ignore[return-value]  # its stub promises other things


def _tables(prose: Prose) -> Iterator[list[Span]]:
    """The rows of each table, its header first, without the line below the header."""
    text = prose.text
    last = 0
    for found in _UNDER_HEADER.finditer(text):
        start = text.rfind("\n", 0, max(0, found.start() - 1)) + 1
        if start < last or "|" not in found[0] or prose.hides(start) or within(prose.raw, start):
            continue
        rows = [Span(start, max(start, found.start() - 1))]
        if _BLANK.match(text, *rows[0]):
            continue
        at = found.end() + 1
        while at < len(text) and not prose.hides(at):
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            if _BLANK.match(text[at:end]):
                break
            rows.append(Span(at, end))
            at = end + 1
        last = rows[-1].end
        yield rows


def _cells(text: str, row: Span) -> Iterator[Span]:
    """The cells of a row: what stands between bars that are neither escaped nor in code."""
    codes = list(_quoted(text, row))
    line = text[row.start : row.end]
    start = at = row.end - len(line.lstrip(" \t>"))
    while found := _PIPE.search(text, at, row.end):
        at = found.end()
        if over := within(codes, found.start()):
            at = over.end
        elif found[0] == "|":
            yield Span(start, found.start())
            start = at
    yield Span(start, row.end)


def _bare(text: str, cell: Span) -> Iterator[Span]:
    """The span of a cell's one word, if it has no more and no less."""
    words = text[cell.start : cell.end]
    start = cell.start + len(words) - len(words.lstrip())
    if _BARE.fullmatch(words.strip()):
        yield Span(start, start + len(words.strip()))


def _snippet(source: Source, text: str, span: Span) -> Snippet:
    """The text at a span; the marks of a quote and the indentation of its further lines are no part of it."""
    lines: list[tuple[str, Origin]] = []
    at = span.start
    for line in text[span.start : span.end].split("\n"):
        bare = line.lstrip(" \t>" if at > span.start else None)
        lines.append((bare, Origin(source, at + len(line) - len(bare))))
        at += len(line) + 1
    filled = [number for number, (line, _) in enumerate(lines) if line.strip()]
    lines = lines[filled[0] : filled[-1] + 1] if filled else lines[:1]
    return Snippet(
        "\n".join(line for line, _ in lines).rstrip(), source, tuple(origin for _, origin in lines)
    )
