"""The way from a type to the type of one of its parts, as a place in words names it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from noteproof.finding import Route
from noteproof.schema.shapes import ListOf, MapOf, Struct, Type
from noteproof.text import nearest

WAY = r"(?:\.[A-Za-z_$][\w$-]*|\[[^\[\]]*\])*"
"""The form of a way: `.spec.containers[0]`."""

_STEP = re.compile(r"\.([A-Za-z_$][\w$-]*)|\[([^\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class NoPlace:
    """The step of a place that leads nowhere, and the words that were perhaps meant."""

    step: str
    hint: str


@dataclass(frozen=True, slots=True)
class Place:
    """What a way leads to: its type, and its route, in which every item of a list is the first."""

    type: Type
    route: Route


def follow(type: Type, way: str) -> Place | NoPlace:
    """What a way from a type leads to; a list may be stepped over, as in `.containers.securityContext`."""
    route: list[str | int] = []
    for step in _STEP.finditer(way):
        if step[1] and isinstance(type, ListOf):
            type = type.item
            route.append(0)
        key = 0 if isinstance(type, ListOf) else step[1] or step[2]
        inner = below(type, key)
        if inner is None:
            known = type.fields if isinstance(type, Struct) else ()
            meant = nearest(step[1] or step[2], known)
            hint = f"did you mean `{meant}`?" if meant else "see `kubectl explain`"
            return NoPlace(step[1] or step[2], hint)
        type = inner
        route.append(key)
    return Place(type, tuple(route))


def value_at(value: object, route: Route) -> object:
    """The value that a route leads to, or nothing."""
    for step in route:
        try:
            value = value[step]  # type: ignore[index]  # what cannot be indexed raises
        except (KeyError, IndexError, TypeError):
            return None
    return value


def below(type: Type | None, step: str | int) -> Type | None:
    """The type of what a step leads to."""
    if isinstance(type, Struct):
        return type.fields.get(str(step))
    if isinstance(type, ListOf):
        return type.item
    return type.value if isinstance(type, MapOf) else None
