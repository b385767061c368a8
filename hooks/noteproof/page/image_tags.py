"""The raw HTML tags of a text: their attributes, and where each one's value stands."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from noteproof.text import Span

# Every repetition is possessive: what it took it keeps, so that a line of a megabyte costs one reading.
_NAME = re.compile(r"<([A-Za-z][A-Za-z0-9-]*+)(?=[\s/>])")
_ATTRIBUTE = re.compile(
    r"""(?:\s++|(?<=["']))(?P<name>[^\s"'<>/=]++)(?:\s*+=\s*+(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>[^\s"'<>`]++)))?+"""
)
_END = re.compile(r"\s*+/?>")
_CANDIDATE = re.compile(r"[\s,]*+(?P<address>\S++)(?P<descriptors>[^,]*+)")


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute as a reader's browser takes it.

    `value` has its character references resolved, and is `None` where the author gave none.
    `span` is the value's without its quotes, else the name's.
    """

    name: str
    value: str | None
    span: Span
    quoted: bool


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag. `room` is the offset behind its last attribute, where another can be added."""

    name: str
    span: Span
    attributes: tuple[Attribute, ...]
    room: int

    def get(self, name: str) -> Attribute | None:
        """The first attribute of a name, which is the one that counts."""
        return next((attribute for attribute in self.attributes if attribute.name == name), None)


def tag_at(text: str, start: int, end: int) -> Tag | None:
    """The start tag that begins at `start` and closes before `end`, if there is one.

    tag = "<" name { blank attribute } [ blank ] [ "/" ] ">"
    attribute = name [ "=" ( '"' … '"' | "'" … "'" | bare ) ]
    """
    name = _NAME.match(text, start, end)
    if not name:
        return None
    attributes = []
    at = name.end()
    while found := _ATTRIBUTE.match(text, at, end):
        at = found.end()
        attributes.append(_attribute(found))
    close = _END.match(text, at, end)
    if not close:
        return None
    return Tag(name[1].lower(), Span(start, close.end()), tuple(attributes), at)


def _attribute(found: re.Match[str]) -> Attribute:
    group = next((kind for kind in ("double", "single", "bare") if found[kind] is not None), "name")
    value = None if group == "name" else html.unescape(found[group])
    return Attribute(found["name"].lower(), value, Span(*found.span(group)), group in ("double", "single"))


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it is meant, and where it is written."""

    text: str
    span: Span


def candidates(text: str, span: Span) -> Iterator[Address]:
    """The addresses of a `srcset`.

    srcset = candidate { "," candidate };  candidate = address [ blank descriptor ]
    An address may hold commas (`data:` does) but neither begins nor ends with one.
    """
    at = span.start
    while found := _CANDIDATE.match(text, at, span.end):
        start, end = found.span("address")
        bare = text[start:end].rstrip(",")
        # A comma at the address's end closes the candidate: what follows is the next one.
        at = end if len(bare) < end - start else found.end()
        yield Address(html.unescape(bare), Span(start, start + len(bare)))
