"""A YAML document: its plain value, and where in the snippet each key and value stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from noteproof.finding import Part, Route, Value, Where
from noteproof.text import Snippet, Source, Span
from noteproof.yamltree.scalars import offsets

Event = Any
"""An event of PyYAML's parser, which gives no types; its marks hold offsets."""


class Mapping:
    """A mapping as written: the events that open and close it, and each key's event and value."""

    __slots__ = ("close", "entries", "open")

    def __init__(self, open: Event) -> None:
        self.open = open
        self.close: Event = open
        self.entries: dict[str, tuple[Event, Node]] = {}


class Items:
    """A list as written: the events that open and close it, and its items."""

    __slots__ = ("close", "items", "open")

    def __init__(self, open: Event) -> None:
        self.open = open
        self.close: Event = open
        self.items: list[Node] = []


class Alias:
    """An alias, and the value that it stands for."""

    __slots__ = ("event", "target")

    def __init__(self, event: Event, target: Node) -> None:
        self.event = event
        self.target = target


Node = Mapping | Items | Alias | Event
"""A value as written; a scalar is its event."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a snippet.

    `value` is made of dict, list, str, int, float, bool and None, keys always str. `elided` holds the routes
    of the mappings and lists of which the author left something out. `base` is the offset in the snippet's
    text of the part that was parsed, which `text` holds. `repeats`: a mapping has one key twice, or has one
    that is merged into it, too.
    """

    snippet: Snippet = field(repr=False)
    value: object
    root: Node | None = field(repr=False)
    base: int
    text: str = field(repr=False)
    elided: frozenset[Route] = frozenset()
    repeats: bool = False

    def leaves_out(self, route: Route) -> bool:
        """Whether something may be left out of what a route leads to, there or around it."""
        return bool(self.elided) and any(route[:end] in self.elided for end in range(len(route) + 1))

    def span(self, where: Where) -> Span:
        """The span in the snippet's text of a place, or of the nearest place that is written."""
        if isinstance(where, Span):
            return where
        if isinstance(where, Part):
            return where.span
        if self.root is None:
            return Span(self.base, self.base)
        if isinstance(where, Value):
            return self._value_span(where.route)
        return self._key_span(where.route)

    def line(self, where: Where) -> tuple[Source, int]:
        """The source in which a place stands, and the number of its line."""
        source, span = self.snippet.locate(self.span(where))
        return source, source.position(span.start).line

    def within(self, route: Route, offset: int) -> int:
        """The offset in the snippet's text of a character of the text that stands at a route."""
        scalar = _scalar(self._node(route))
        if scalar is None:
            return self.span(Value(route)).start
        start, end = scalar.start_mark.index, scalar.end_mark.index
        places = offsets(self.text, start, end, scalar.style, scalar.value)
        return self.base + places[min(offset, len(places) - 1)]

    def block_scalars(self) -> Iterator[Span]:
        """The spans of the literal and folded scalars, header to last line."""
        for _, node in walk((), self.root):
            scalar = _scalar(node)
            if scalar is not None and scalar.style in ("|", ">"):
                yield self._shift(scalar.start_mark.index, scalar.end_mark.index)

    def scalars(self) -> Iterator[tuple[Route, Span, bool]]:
        """The route and the span of every scalar that is a value, and whether it has no quotes."""
        for route, node in walk((), self.root):
            scalar = _scalar(node)
            if scalar is not None:
                yield route, self._shift(scalar.start_mark.index, scalar.end_mark.index), not scalar.style

    def entries(self) -> Iterator[tuple[int, int, Route]]:
        """The offset, the column and the route of every key, and of every item of a list with dashes."""
        for route, node in walk((), self.root):
            if isinstance(node, Mapping):
                for key, (event, _) in node.entries.items():
                    if event.start_mark.index >= node.open.start_mark.index:
                        yield self.base + event.start_mark.index, event.start_mark.column, (*route, key)
            elif isinstance(node, Items) and not node.open.flow_style:
                for at, item in enumerate(node.items):
                    yield self.base + begins(item), node.open.start_mark.column, (*route, at)

    def _shift(self, start: int, end: int) -> Span:
        return Span(self.base + start, self.base + max(start, end))

    def _node(self, route: Route) -> Node | None:
        node = self.root
        for step in route:
            node = _child(node, step)
            if node is None:
                return None
        return node

    def _value_span(self, route: Route) -> Span:
        node = self._node(route)
        if node is None:
            return self._key_span(route)
        start, end = extent(node)
        return self._shift(start, end) if end > start else self._key_span(route)

    def _key_span(self, route: Route) -> Span:
        node: Node | None = self.root
        found = self._first_key(self.root)
        for step in route:
            holder = node.target if isinstance(node, Alias) else node
            node = _child(node, step)
            if node is None:
                break
            if isinstance(holder, Mapping):
                event = holder.entries[str(step)][0]
                found = self._shift(event.start_mark.index, event.end_mark.index)
            else:
                found = self._first_key(node)
        return found

    def _first_key(self, node: Node | None) -> Span:
        if isinstance(node, Mapping) and node.entries:
            event = next(iter(node.entries.values()))[0]
            return self._shift(event.start_mark.index, event.end_mark.index)
        return self._shift(*extent(node))


def _scalar(node: Node | None) -> Event | None:
    return None if node is None or isinstance(node, (Mapping, Items, Alias)) else node


def _child(node: Node | None, step: str | int) -> Node | None:
    if isinstance(node, Alias):
        node = node.target
    if isinstance(node, Mapping) and isinstance(step, str):
        entry = node.entries.get(step)
        return entry[1] if entry else None
    if isinstance(node, Items) and isinstance(step, int) and 0 <= step < len(node.items):
        return node.items[step]
    return None


def extent(node: Node | None) -> tuple[int, int]:
    """Where a value begins and ends in the parsed text, without the blank lines after it."""
    while isinstance(node, (Mapping, Items)) and not node.open.flow_style:
        if isinstance(node, Mapping):
            begin = node.open.start_mark.index
            own = [value for key, value in node.entries.values() if key.start_mark.index >= begin]
            last: Node | None = own[-1] if own else None
        else:
            last = node.items[-1] if node.items else None
        if last is None:
            break
        return node.open.start_mark.index, max(extent(last)[1], begins(last))
    if isinstance(node, (Mapping, Items)):
        return node.open.start_mark.index, max(node.open.end_mark.index, node.close.end_mark.index)
    if isinstance(node, Alias):
        return node.event.start_mark.index, node.event.end_mark.index
    if node is None:
        return 0, 0
    return node.start_mark.index, node.end_mark.index


def begins(node: Node) -> int:
    """Where a value begins in the parsed text."""
    if isinstance(node, (Mapping, Items)):
        return int(node.open.start_mark.index)
    return int((node.event if isinstance(node, Alias) else node).start_mark.index)


def walk(route: Route, node: Node | None) -> Iterator[tuple[Route, Node]]:
    """Every node that is written, with its route; what an alias stands for is not walked again."""
    waiting: list[tuple[Route, Node | None]] = [(route, node)]
    while waiting:
        route, node = waiting.pop()
        if node is None:
            continue
        yield route, node
        if isinstance(node, Mapping):
            waiting.extend(((*route, key), child) for key, (_, child) in reversed(node.entries.items()))
        elif isinstance(node, Items):
            waiting.extend(((*route, at), child) for at, child in reversed(list(enumerate(node.items))))
