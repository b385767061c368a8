"""Where the keys and values of a JSON text stand."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from noteproof.finding import Route
from noteproof.text import Span

DEPTH = 30
"""How deep values may nest: a case nests four deep."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\]:,]|[^\s{}\[\]:,"]+')


@dataclass(slots=True)
class Places:
    """Where the keys and values of a JSON text stand; the first key that comes twice; how deep it nests."""

    keys: dict[Route, Span] = field(default_factory=dict)
    values: dict[Route, Span] = field(default_factory=dict)
    twice: tuple[Route, Span] = ((), Span(0, 0))
    deepest: int = 0


def places(text: str) -> Places:
    """The places of a text that is JSON, up to its first key that comes twice or its first value too deep."""
    found = Places()
    route: list[str | int] = []
    opened: list[tuple[str, int]] = []
    at_key = False
    for token in _TOKEN.finditer(text):
        sign, span = token[0], Span(*token.span())
        if sign in ("{", "["):
            opened.append((sign, span.start))
            route.append("" if sign == "{" else 0)
            at_key = sign == "{"
            found.deepest = max(found.deepest, len(opened))
            if found.deepest > DEPTH:
                break
        elif sign in ("}", "]"):
            route.pop()
            found.values[tuple(route)] = Span(opened.pop()[1], span.end)
        elif sign == ",":
            at_key = opened[-1][0] == "{"
            last = route[-1]
            route[-1] = last + 1 if isinstance(last, int) else last
        elif at_key:
            route[-1] = json.loads(sign)
            at_key = False
            if tuple(route) in found.keys:
                found.twice = (tuple(route), span)
                break
            found.keys[tuple(route)] = span
        elif sign != ":":
            found.values[tuple(route)] = span
    return found


def word(text: str, sought: str) -> Span:
    """Where a word stands outside the strings of a text."""
    return next((Span(*token.span()) for token in _TOKEN.finditer(text) if token[0] == sought), Span(0, 0))


def first_key(found: Places, route: Route) -> Span | None:
    """The first key of what a route leads to."""
    depth = len(route) + 1
    return next((key for at, key in found.keys.items() if len(at) == depth and at[:-1] == route), None)
