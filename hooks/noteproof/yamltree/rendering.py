"""A plain value → YAML that Kubernetes reads as that value, in block style or in one line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from noteproof.yamltree.goyaml import plain

_SAFE = re.compile(r"[A-Za-z_/][A-Za-z0-9_./-]*")


class Style(NamedTuple):
    """How a document is laid out: the columns of a nested mapping, and of a list, from its key's."""

    nested: int = 2
    list: int = 0


def scalar(value: object) -> str:
    """A scalar, in quotes only where it needs them."""
    if value is None or isinstance(value, (bool, int, float)):
        return json.dumps(value)
    text = str(value)
    return text if _SAFE.fullmatch(text) and plain(text) == text else json.dumps(text, ensure_ascii=False)


def flow(value: object) -> str:
    """A value in one line: `{type: RuntimeDefault}`, `["ALL"]`."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(in_list(item) for item in value) + "]"
    return scalar(value)


def in_list(item: object) -> str:
    """An item of a list in brackets, where texts are in quotes."""
    return json.dumps(item, ensure_ascii=False) if isinstance(item, str) else flow(item)


def entries(mapping: dict[str, object], column: int, style: Style) -> Iterator[str]:
    """The lines of a mapping whose keys stand at a column."""
    margin = " " * column
    for key, value in mapping.items():
        head = f"{margin}{scalar(key)}:"
        if isinstance(value, dict) and value:
            yield head
            yield from entries(value, column + style.nested, style)
        elif isinstance(value, list) and any(isinstance(item, (dict, list)) for item in value):
            yield head
            yield from items(value, column + style.list, style)
        else:
            yield f"{head} {flow(value)}"


def items(values: list[object], column: int, style: Style) -> Iterator[str]:
    """The lines of a list whose dashes stand at a column."""
    margin = " " * column
    for value in values:
        if isinstance(value, dict) and value:
            first, *rest = entries(value, column + 2, style)
            yield f"{margin}- {first.lstrip(' ')}"
            yield from rest
        else:
            yield f"{margin}- {flow(value)}"
