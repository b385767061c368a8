"""A mapping of a manifest under validation: its fields by their type, and places in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from noteproof.finding import Finding, Key, Part, Route, Value, Where, printed
from noteproof.language import ReadBy
from noteproof.schema.shapes import Missing
from noteproof.text import nearest
from noteproof.yamltree import Document


@dataclass(frozen=True)
class Scene:
    """What is validated: the object that stands at `base` of a document, or a part of one.

    `minor` is the version of Kubernetes, `reader` who reads it. Of a part nothing is missing, and what it
    refers to may stand elsewhere. `type` is the name of the object's type; a part has none.
    """

    document: Document
    base: Route
    minor: int
    reader: ReadBy
    is_part: bool = False
    type: str = ""

    @cached_property
    def kind(self) -> str:
        """The kind of the object, if it is a whole one."""
        return self.type.rpartition(".")[2]

    @cached_property
    def elided(self) -> frozenset[Route]:
        """The routes of which the author left something out."""
        return self.document.elided

    @property
    def by_kubelet(self) -> bool:
        """Whether the kubelet reads it, as a static pod."""
        return self.reader == "kubelet"

    def drops(self, since: int) -> bool:
        """Whether a field is dropped that servers keep since a minor version; the kubelet drops none."""
        return self.minor < since and not self.by_kubelet

    def elides(self, route: Route) -> bool:
        """Whether the author marked that something is left out of what a route leads to."""
        return bool(self.elided) and self.document.leaves_out((*self.base, *route))


class Text(NamedTuple):
    """A text that stands at a route."""

    text: str
    route: Route


class Node:
    """A mapping that stands at a route; a field of a wrong type, or left out by the author, counts as absent.

    That a type is wrong is said where it is decoded.
    """

    __slots__ = ("route", "scene", "value")

    def __init__(self, value: Mapping[str, object], route: Route, scene: Scene) -> None:
        self.value = value
        self.route = route
        self.scene = scene

    def has(self, key: str) -> bool:
        """Whether a field is there and not null."""
        return self.value.get(key) is not None

    def to(self, *steps: str | int) -> Route:
        """The route of something below."""
        return (*self.route, *steps)

    def at(self, *steps: str | int) -> Value:
        """The value of something below."""
        return Value((*self.route, *steps))

    def key(self, *steps: str | int) -> Key:
        """The key of something below."""
        return Key((*self.route, *steps))

    def named(self, route: Route, where: Where) -> Part:
        """A place that the server calls by another route than its own."""
        base = self.scene.base
        whole = where if not isinstance(where, (Key, Value)) else where._replace(route=(*base, *where.route))
        return Part(route, self.scene.document.span(whole))

    def called(self, path: str, where: Where) -> Part:
        """A place that the server calls by a path below this which no route would be printed as."""
        return self.named((f"{printed(self.route)}.{path}".removeprefix("."),), where)

    def text(self, key: str) -> str | None:
        """A text, be it empty."""
        value = self.value.get(key)
        if value.__class__ is not str or (self.scene.elided and self._is_elided(key)):
            return None
        return value

    def filled(self, key: str) -> str:
        """A text; an absent one is empty, as to the server."""
        return self.text(key) or ""

    def placed(self, key: str) -> Text | None:
        """A text with its route."""
        text = self.text(key)
        return None if text is None else Text(text, (*self.route, key))

    def number(self, key: str) -> int | None:
        """A whole number; `80.0` is one."""
        return whole_number(self.value.get(key))

    def flag(self, key: str) -> bool | None:
        """A boolean."""
        value = self.value.get(key)
        return value if value.__class__ is bool else None

    def node(self, key: str) -> Node | None:
        """A mapping."""
        value = self.value.get(key)
        return Node(value, (*self.route, key), self.scene) if isinstance(value, dict) else None

    def nodes(self, key: str) -> Iterator[Node]:
        """The mappings in a list; a null item counts as an empty one."""
        value = self.value.get(key)
        if isinstance(value, list):
            for at, item in enumerate(value):
                if item is None or isinstance(item, dict):
                    yield Node(item or {}, (*self.route, key, at), self.scene)

    def texts(self, key: str) -> Iterator[Text]:
        """The texts in a list; a null item counts as an empty one."""
        value = self.value.get(key)
        if isinstance(value, list):
            for at, item in enumerate(value):
                if item is None or (isinstance(item, str) and not self._is_elided(key, at)):
                    yield Text(item or "", (*self.route, key, at))

    def pairs(self, key: str) -> Iterator[tuple[str, object]]:
        """The keys and values of a mapping with keys of the author's choice."""
        value = self.value.get(key)
        if isinstance(value, dict):
            yield from value.items()

    def elides(self, *steps: str | int) -> bool:
        """Whether the author marked that something is left out of this, or of something below."""
        return self.scene.elides((*self.route, *steps))

    def leaves_out(self, *steps: str | int) -> bool:
        """Whether something may be left out of this, or of something below; of a part, everything may."""
        return self.scene.is_part or self.scene.elides((*self.route, *steps))

    def misspells(self, key: str) -> bool:
        """Whether a field is not there but for one that is called almost so, which is refused already."""
        return not self.scene.by_kubelet and key not in self.value and nearest(key, self.value) is not None

    def lacks(self, key: str) -> bool:
        """Whether a field that is needed is not there, and nothing says why."""
        return not (self.has(key) or self.leaves_out(key) or self.misspells(key))

    def misspells_one_of(self, known: Iterable[str]) -> bool:
        """Whether one of the known fields is there under a wrong name, which is refused already."""
        return not self.scene.by_kubelet and any(nearest(key, known) for key in list(self.value)[:20])

    def missing(self, *steps: str) -> Missing:
        """The fault that something below is needed and not there."""
        return Missing(self.route, (*self.route, *steps))

    def _is_elided(self, *steps: str | int) -> bool:
        return (*self.scene.base, *self.route, *steps) in self.scene.elided


def whole_number(value: object) -> int | None:
    """A value as a whole number, if it is one to Go."""
    if value.__class__ is int:
        return value
    if value.__class__ is float and value.is_integer():
        return int(value)
    return None


def bytes_of(value: object) -> int:
    """The number of bytes of a text, as the server counts them; what is no text has none."""
    return len(value.encode("utf-8", "surrogatepass")) if isinstance(value, str) else 0


Fault = Finding | Missing
Check = Callable[[Node], Iterable[Fault]]
"""What is wrong with a mapping of one type; what a required field lacks is told as `Missing`."""


def joined(*tables: Mapping[str, tuple[Check, ...]]) -> dict[str, tuple[Check, ...]]:
    """The checks of each type, from several subjects."""
    checks: dict[str, tuple[Check, ...]] = {}
    for table in tables:
        for name, of_subject in table.items():
            checks[name] = (*checks.get(name, ()), *of_subject)
    return checks
