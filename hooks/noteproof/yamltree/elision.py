"""What an author left out of a snippet, and of which mapping or list."""

from __future__ import annotations

import re

from noteproof.finding import Finding, Route
from noteproof.text import Span
from noteproof.yamltree import faults as rules
from noteproof.yamltree.document import Document

_LINE = re.compile(r"^[ \t]*(?:- +)?(\.\.\.|…)[ \t]*(?:#.*)?\r?$", re.MULTILINE)
_COMMENT = re.compile(r"(?:^|[ \t])#[ \t]*(\.\.\.|…)", re.MULTILINE)
_MARKS = frozenset({"...", "…"})


def blanked(text: str) -> tuple[str, tuple[int, ...]]:
    """The text with blanks for the lines that are `...` alone, and the offsets of those marks."""
    marks = tuple(line.start(1) for line in _LINE.finditer(text))
    for line in reversed(list(_LINE.finditer(text))):
        text = text[: line.start()] + " " * (line.end() - line.start()) + text[line.end() :]
    return text, marks


def elided(document: Document, left_out: tuple[int, ...]) -> tuple[set[Route], list[Finding]]:
    """The routes of the mappings and lists that are not whole, and what is to be said of them.

    `left_out` holds the offsets in the document's text of marks that were read past.
    """
    findings: list[Finding] = []
    routes: set[Route] = set()
    marks = list(left_out)
    for route, span in document.plain_scalars(_MARKS):
        mark = document.snippet.text[span.start : span.end]
        findings.append(rules.elision.at(span, mark, "text"))
        routes.add(route)
        routes.add(route[:-1])
    for comment in _COMMENT.finditer(document.text):
        span = Span(document.base + comment.start(1), document.base + comment.end(1))
        line = document.text.rfind("#", 0, comment.start(1))
        findings.append(rules.elision.at(Span(document.base + line, span.end), f"# {comment.group(1)}", "comment"))
        marks.append(line)
    routes.update(_route_at(document, mark) for mark in marks)
    return routes, findings


def _route_at(document: Document, mark: int) -> Route:
    """The route of the mapping that a mark stands in: by its line's key, or by the keys above it."""
    column = mark - _line_start(document.text, mark)
    within: Route = ()
    for route, span in sorted(document.keys(), key=lambda entry: entry[1].start):
        at = span.start - document.base
        start = _line_start(document.text, at)
        if start == _line_start(document.text, mark) and at < mark:
            return route
        if at > mark:
            return route[:-1] if at - start == column and _open(document, within, route) else within
        within = route if at - start < column else route[:-1]
    return within


def _open(document: Document, within: Route, route: Route) -> bool:
    """Whether the key that follows a mark is the first below the key before it."""
    return route[: len(within)] == within


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
