"""Which values of a document, as it is written, are to be changed."""

from __future__ import annotations

from collections.abc import Iterable

from noteproof.yamltree.changes import Add, Change, Remove, Set, changed
from noteproof.yamltree.document import Alias, Event, Items, Mapping, Node

Entry = tuple[str, Event, Node]
"""A key, its event, and its value."""


class Plan:
    """Changes by the values that they touch.

    `aliased` are those that would change what an alias or a merge brings from elsewhere, or that find no
    place; they are not made.
    """

    def __init__(self, root: Node | None, changes: Iterable[Change]) -> None:
        self._root = root
        self._removed: dict[int, list[str | int]] = {}
        self._items: dict[int, list[object]] = {}
        self._grown: dict[int, list[Change]] = {}
        self._missing: dict[int, dict[str, list[Change]]] = {}
        self._before: dict[tuple[int, str], tuple[str, ...]] = {}
        self.aliased: list[Change] = []
        for change in changes:
            if not self._take(change):
                self.aliased.append(change)

    def removed(self, holder: Mapping | Items) -> frozenset[str | int]:
        """The keys or indices that are taken out of a mapping or a list."""
        return frozenset(self._removed.get(id(holder), ()))

    def items(self, holder: Items) -> list[object]:
        """The items that are put at the end of a list."""
        return self._items.get(id(holder), [])

    def grows(self, node: Node) -> bool:
        """Whether another value is put in the place of a scalar."""
        return id(node) in self._grown

    def grown(self, node: Node) -> object:
        """The value that is put in the place of a scalar."""
        return changed(None, self._grown[id(node)])

    def missing(self, holder: Mapping) -> list[tuple[str, object, tuple[str, ...]]]:
        """The keys that are put into a mapping, with their values and the keys that they come before."""
        found = self._missing.get(id(holder), {})
        return [
            (key, changed(None, changes), self._before.get((id(holder), key), ()))
            for key, changes in found.items()
        ]

    def _take(self, change: Change) -> bool:
        """Note a change at the value that it touches; false where there is none that may be touched."""
        node, route = self._root, change.route
        holder: Mapping | Items | None = None
        for at, step in enumerate(route):
            if isinstance(node, Mapping) and isinstance(step, str):
                holder, entry = node, node.entries.get(step)
                if entry is None:
                    return self._add(node, step, change, at)
                if not _is_own(node, entry[0]):
                    return False
                node = entry[1]
            elif isinstance(node, Items) and isinstance(step, int) and step < len(node.items):
                holder, node = node, node.items[step]
            else:
                return self._grow(node, change, at)
        if isinstance(change, Remove):
            if holder is not None:
                self._removed.setdefault(id(holder), []).append(route[-1])
            return holder is not None
        if isinstance(change, Add) and isinstance(node, Items):
            self._items.setdefault(id(node), []).append(change.value)
            return True
        return self._grow(node, change, len(route))

    def _add(self, holder: Mapping, key: str, change: Change, at: int) -> bool:
        if isinstance(change, Remove):
            return False
        self._missing.setdefault(id(holder), {}).setdefault(key, []).append(_below(change, at + 1))
        if isinstance(change, Set) and change.before:
            self._before[id(holder), key] = change.before
        return True

    def _grow(self, node: Node | None, change: Change, at: int) -> bool:
        if node is None or isinstance(node, (Mapping, Items, Alias)) or isinstance(change, Remove):
            return False
        if node.tag is not None or node.anchor is not None:
            return False
        self._grown.setdefault(id(node), []).append(_below(change, at))
        return True


def own_entries(mapping: Mapping) -> list[Entry]:
    """The entries that are written in a mapping, in the order of the text."""
    found = [(key, event, node) for key, (event, node) in mapping.entries.items() if _is_own(mapping, event)]
    return sorted(found, key=lambda entry: int(entry[1].start_mark.index))


def _is_own(mapping: Mapping, key: Event) -> bool:
    """Whether a key is written in the mapping itself, and not merged into it."""
    return bool(key.start_mark.index >= mapping.open.start_mark.index)


def _below(change: Change, at: int) -> Change:
    """The same change to the value to which the first steps of its route lead."""
    return change._replace(route=change.route[at:])
