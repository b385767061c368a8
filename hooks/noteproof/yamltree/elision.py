"""What an author left out of a snippet, and of which mapping or list."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from noteproof.finding import Finding, Route
from noteproof.text import Span
from noteproof.yamltree import faults as rules
from noteproof.yamltree.document import Document

_LINE = re.compile(r"^[ \t]*((?:- +)?(\.\.\.|…))[ \t]*(?:#[^\r\n]*)?(?=\r?$)", re.MULTILINE)
_COMMENT = re.compile(r"(?:^|[ \t])(#[ \t]*(\.\.\.|…))", re.MULTILINE)
_MARKS = ("...", "…")
_TEXT = re.compile(r"\.\.\.|…")


def blanked(text: str) -> tuple[str, tuple[int, ...]]:
    """The text with blanks for the lines that are `...` alone, and where their content begins."""
    marks = tuple(line.start(1) for line in _LINE.finditer(text))
    return _LINE.sub(lambda line: " " * len(line.group()), text), marks


def mark_at(text: str, at: int) -> tuple[int, int]:
    """Where the first mark from an offset on begins and ends."""
    found = _TEXT.search(text, at)
    return found.span() if found else (at, at)


def elided(document: Document, left_out: tuple[int, ...]) -> tuple[set[Route], list[Finding]]:
    """The routes of the mappings and lists that are not whole, and what is to be said of them.

    `left_out` holds the offsets in the document's text of marks that were read past.
    """
    findings: list[Finding] = []
    routes: set[Route] = set()
    scalars = sorted(document.scalars(), key=lambda scalar: scalar[1])
    keys = [
        (route, Span(at, at + len(route[-1]))) for at, _, route in document.entries() if route[-1] in _MARKS
    ]
    for route, span, plain in (*scalars, *((route, span, True) for route, span in keys)):
        mark = plain and _mark_in(document.text, span.start - document.base, span.end - document.base)
        if mark:
            place = Span(document.base + mark[0], document.base + mark[1])
            findings.append(rules.elision.at(place, document.text[mark[0] : mark[1]], "text"))
            routes.update((route, route[:-1]))
    marks = list(left_out)
    starts = [span.start for _, span, _ in scalars]
    for comment in _COMMENT.finditer(document.text):
        at = document.base + comment.start(1)
        before = bisect_right(starts, at) - 1
        if before < 0 or at >= scalars[before][1].end:
            span = Span(at, document.base + comment.end(2))
            findings.append(rules.elision.at(span, f"# {comment.group(2)}", "comment"))
            marks.append(comment.start(1))
    if marks:
        routes.update(_holders(document, sorted(marks)))
    return routes, findings


def _mark_in(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The mark that is all of a plain text, or a line of it."""
    found = _TEXT.fullmatch(text, start, end)
    if found is None and "\n" in text[start:end]:
        found = _LINE.search(text, start, end)
    return mark_at(text, found.start()) if found else None


def _holders(document: Document, marks: list[int]) -> Iterator[Route]:
    """The routes of the mappings and lists that marks stand in, by their indentation."""
    entries = sorted(document.entries(), key=lambda entry: entry[0])
    path: list[tuple[int, Route]] = []
    position = 0
    for mark in marks:
        line = _line_start(document.text, mark)
        while position < len(entries) and entries[position][0] - document.base < mark:
            _, column, route = entries[position]
            while path and (path[-1][0] > column or (path[-1][0] == column and path[-1][1] != route[:-1])):
                path.pop()
            path.append((column, route))
            position += 1
        last = entries[position - 1] if position else None
        if last and last[0] - document.base >= line:
            yield last[2]
            yield last[2][:-1]
            continue
        column = mark - line
        inner = [route for width, route in path if width < column]
        beside = [route[:-1] for width, route in path if width == column]
        yield from beside or inner[-1:] or [()]


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
