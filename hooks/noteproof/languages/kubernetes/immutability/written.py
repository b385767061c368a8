"""The values of a manifest by their types: one of a wrong type counts as not written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Route
from noteproof.schema.values import described

Fields = Mapping[str, object]
Item = tuple[Route, Fields]


def flag(holder: Fields, key: str) -> bool | None:
    """A boolean."""
    value = holder.get(key)
    return value if isinstance(value, bool) else None


def number(holder: Fields, key: str) -> int | None:
    """A whole number; `101.0` is one."""
    value = holder.get(key)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def text(holder: Fields, key: str) -> str:
    """A text, or "" where there is none."""
    value = holder.get(key)
    return value if isinstance(value, str) else ""


def mapping(holder: Fields, key: str) -> Fields:
    """A mapping, or an empty one."""
    value = holder.get(key)
    return value if isinstance(value, dict) else {}


def texts(holder: Fields, key: str) -> Iterator[tuple[int, str]]:
    """The texts of a list, with their indices."""
    value = holder.get(key)
    for at, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, str):
            yield at, item


def items(holder: Fields, key: str, route: Route) -> Iterator[Item]:
    """The mappings of a list, with their routes; a null counts as an empty one."""
    value = holder.get(key)
    for at, item in enumerate(value if isinstance(value, list) else ()):
        if item is None or isinstance(item, dict):
            yield (*route, key, at), item or {}


def state_of(holder: Fields, key: str) -> str:
    """What is so of a boolean field, in words: `is false`, `is not set`."""
    value = holder.get(key)
    if value is None:
        return "is not set"
    if isinstance(value, bool):
        return f"is {str(value).lower()}"
    return f"is {described(value)}, not a boolean"
