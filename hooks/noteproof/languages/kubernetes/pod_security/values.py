"""Values of a pod as its type has them: one of a wrong type counts as not written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_INT32 = range(-(1 << 31), 1 << 31)

Fields = Mapping[str, object]


def fields(holder: Fields, key: str) -> Fields | None:
    """The fields of a mapping that stands at a key."""
    value = holder.get(key)
    return value if isinstance(value, dict) else None


def flag(holder: Fields, key: str) -> bool | None:
    """A boolean; null is none."""
    value = holder.get(key)
    return value if isinstance(value, bool) else None


def text(holder: Fields, key: str) -> str:
    """A text, which is empty where nothing is written."""
    value = holder.get(key)
    return value if isinstance(value, str) else ""


def number(holder: Fields, key: str) -> int | None:
    """A whole number of 32 bits; `80.0` is one."""
    value = holder.get(key)
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        value = int(value) if value.is_integer() else None
    return value if isinstance(value, int) and value in _INT32 else None


def entries(holder: Fields, key: str) -> Iterator[tuple[int, Fields]]:
    """The mappings of a list with their places in it; null is an empty one."""
    value = holder.get(key)
    for at, item in enumerate(value if isinstance(value, list) else ()):
        if item is None:
            yield at, {}
        elif isinstance(item, dict):
            yield at, item


def texts(holder: Fields, key: str) -> Iterator[tuple[int, str]]:
    """The texts of a list with their places in it; null is an empty one."""
    value = holder.get(key)
    for at, item in enumerate(value if isinstance(value, list) else ()):
        if item is None:
            yield at, ""
        elif isinstance(item, str):
            yield at, item
