"""Changes to a document's value, by route: what to set, to add and to remove."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

from noteproof.finding import Route


class Set(NamedTuple):
    """Put a value at a key, or in the place of what stands at the route; what is missing on the way is made.

    A key that is made comes before the first of the keys `before` that is there, or else last.
    """

    route: Route
    value: object
    before: tuple[str, ...] = ()


class Add(NamedTuple):
    """Put an item at the end of a list, which is made where it is missing."""

    route: Route
    value: object


class Remove(NamedTuple):
    """Take a key with its value out of a mapping, or an item out of a list."""

    route: Route


Change = Set | Add | Remove


def changed(value: object, changes: Iterable[Change]) -> object:
    """A value with changes made; their routes are those of the value as it was.

    What an alias stands for is changed with it: it is one value that stands in two places.
    """
    root: list[Any] = [copy.deepcopy(value)]
    removed: list[tuple[Any, str | int]] = []
    for change in changes:
        holder, step = _holder(root, (0, *change.route))
        if isinstance(change, Remove):
            removed.append((holder, step))
        elif isinstance(change, Add):
            held = holder.get(step) if isinstance(holder, dict) else holder[step]
            holder[step] = held if isinstance(held, list) else []
            holder[step].append(copy.deepcopy(change.value))
        else:
            holder[step] = copy.deepcopy(change.value)
    for holder, step in sorted(removed, key=_place, reverse=True):
        del holder[step]
    return root[0]


def _place(removed: tuple[Any, str | int]) -> int:
    """The place of an item in its list: the last is taken out first, so that the others stay in theirs."""
    return removed[1] if isinstance(removed[1], int) else 0


def _holder(value: Any, route: Route) -> tuple[Any, str | int]:
    """The mapping or list that holds what a route leads to, made where there is none, and the last step."""
    for step, after in pairwise(route):
        inner = value.get(step) if isinstance(value, dict) else value[step]
        if not isinstance(inner, (dict, list)):
            inner = value[step] = [] if isinstance(after, int) else {}
        value = inner
    return value, route[-1]
