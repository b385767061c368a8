"""The object around a fault: what is where in it, and what could be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from noteproof.finding import Route, printed
from noteproof.schema.places import below, value_at
from noteproof.schema.shapes import ListOf, Struct, Type


@dataclass(frozen=True, slots=True)
class Whole:
    """The object, or the part of one, around a fault: its type and its value.

    `pod` is what a part is likely to be a part of.
    """

    type: Type
    value: object
    pod: Struct | None = None

    def at(self, route: Route) -> object:
        """The value that a route leads to, or nothing."""
        return value_at(self.value, route)

    def structs(self, route: Route) -> Iterator[tuple[Route, Struct]]:
        """The structures on the way to a route, the outermost first."""
        type: Type | None = self.type
        for depth in range(len(route) + 1):
            if isinstance(type, Struct):
                yield route[:depth], type
            if depth < len(route):
                type = below(type, route[depth])


@lru_cache(maxsize=64)
def paths(root: Struct) -> list[tuple[Struct, tuple[str, ...]]]:
    """Every structure below another, each once by its shortest way; steps into lists end in `[]`."""
    found: list[tuple[Struct, tuple[str, ...]]] = []
    seen = {root.name}
    level: list[tuple[Struct, tuple[str, ...]]] = [(root, ())]
    while level and len(found) < 400:
        after = []
        for owner, path in level:
            for name, inner in owner.fields.items():
                item = inner.item if isinstance(inner, ListOf) else inner
                if name in ("status", "managedFields") or not isinstance(item, Struct) or item.name in seen:
                    continue
                seen.add(item.name)
                after.append((item, (*path, name + "[]" if isinstance(inner, ListOf) else name)))
        found.extend(after)
        level = after
    return found


def as_written(path: tuple[str, ...], route: Route) -> tuple[str, ...]:
    """A path with the indices of a route, as far as both go the same way."""
    steps: list[str] = []
    at = 0
    for part in path:
        if at < len(route) and bare(part) == route[at]:
            at += 1
            if part.endswith("[]") and at < len(route) and isinstance(route[at], int):
                steps.append(f"{bare(part)}[{route[at]}]")
                at += 1
                continue
        else:
            at = len(route)
        steps.append(part)
    return tuple(steps)


def bare(part: str) -> str:
    """A step of a path without the `[]` of a list."""
    return part.removesuffix("[]")


def dotted(prefix: Route, steps: tuple[str, ...]) -> str:
    """A path below a route, as it is printed."""
    return ".".join(it for it in (printed(prefix), *steps) if it)
