"""The flags in a container's `command` and `args`, as pflag reads them; what a shell would do is not done."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from noteproof.finding import Part, Route, Value, Where
from noteproof.text import Span
from noteproof.yamltree import Document

_OPEN = re.compile(r"\$\(|\{\{|\.\.\.|…|<[^<>]*>")


def is_open(text: str) -> bool:
    """Whether a text is not all written out: a variable of the container, a template, a placeholder."""
    return _OPEN.search(text) is not None


UNKNOWN = "$()"
"""The word in the place of an item that is no text, or that the author left out."""


class Item(NamedTuple):
    """One word of a command, and the route of the list's item that it is."""

    text: str
    route: Route


@dataclass(frozen=True, slots=True)
class Given:
    """A flag as it is given.

    `written` is its name without dashes, `name` the same with `-` for `_`. `value` is its text, or nothing
    where there is none; it is the rest of `item` from `at` on, or all of the item `held`, the next one.
    """

    written: str
    name: str
    dashes: int
    item: Item
    value: str | None
    at: int
    held: Item | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """What a program is given: its flags, and the words that are none, each in order.

    `whole`: the author left nothing out, and every word is a text.
    """

    flags: tuple[Given, ...]
    strays: tuple[Item, ...]
    whole: bool

    def last(self) -> dict[str, Given]:
        """The flags by their names; of one that is repeated the last, which alone counts."""
        return {given.name: given for given in self.flags}


@dataclass(frozen=True, slots=True)
class Scene:
    """The document that routes lead into; `base` is the route of the object that they begin at."""

    document: Document
    base: Route = ()

    def is_whole(self, route: Route) -> bool:
        """Whether the author left nothing out of what a route leads to, nor of what is around that.

        A comment that ends an excerpt stands further to the left than what it speaks of.
        """
        return not self.document.leaves_out((*self.base, *route))

    def within(self, item: Item, start: int, end: int) -> Where:
        """The place of some characters of an item."""
        route = (*self.base, *item.route)
        span = Span(self.document.within(route, start), self.document.within(route, end))
        return Part(item.route, span) if span.start < span.end else Value(item.route)

    def name(self, given: Given) -> Where:
        """The place of a flag's dashes and name."""
        return self.within(given.item, 0, given.dashes + len(given.written))

    def value(self, given: Given) -> Where:
        """The place of a flag's value, or of its name where it has none."""
        if given.held is not None:
            return Value(given.held.route)
        if not given.value or not given.at:
            return self.name(given)
        return self.within(given.item, given.at, len(given.item.text))


def names_program(container: Mapping[str, object], program: str) -> bool:
    """Whether the first word of a container's command, or of its arguments alone, is a program's path."""
    given = container.get("command") or container.get("args")
    first = given[0] if isinstance(given, list) and given else None
    return isinstance(first, str) and first.rpartition("/")[2] == program


def words(holder: Mapping[str, object], route: Route, scene: Scene) -> tuple[list[Item], bool]:
    """The words of `command` and `args` in a mapping, and whether these are all."""
    items: list[Item] = []
    whole = scene.is_whole(route)
    for key in ("command", "args"):
        value = holder.get(key)
        if isinstance(value, list):
            more, all_there = items_of(value, (*route, key), scene)
            items += more
            whole = whole and all_there
        elif value is not None:
            whole = False
    return items, whole


def items_of(values: Sequence[object], route: Route, scene: Scene) -> tuple[list[Item], bool]:
    """The words of a list, and whether these are all; a null is an empty word, as Go decodes it."""
    items: list[Item] = []
    whole = scene.is_whole(route)
    for at, value in enumerate(values):
        text = "" if value is None else value
        is_left_out = (*scene.base, *route, at) in scene.document.elided
        if isinstance(text, str) and not is_left_out and not (is_open(text) and text[:1] != "-"):
            items.append(Item(text, (*route, at)))
        else:
            items.append(Item(UNKNOWN, (*route, at)))
            whole = False
    return items, whole


def read(items: Sequence[Item], whole: bool, needs_value: Callable[[str], bool | None]) -> Command:
    """The flags among words.

    `needs_value` says whether a flag of a name takes a value, so that without `=` the next word is its value;
    of a flag that it does not know, the next word is taken for its value unless it begins with a dash.
    """
    flags: list[Given] = []
    strays: list[Item] = []
    at = 0
    while at < len(items):
        item, at = items[at], at + 1
        text = item.text
        if text == "--":
            strays.extend(items[at:])
            break
        if len(text) < 2 or text[0] != "-":
            strays.append(item)
            continue
        dashes = 2 if text[1] == "-" else 1
        written, equals, value = text[dashes:].partition("=")
        name = written.replace("_", "-")
        if equals:
            flags.append(Given(written, name, dashes, item, value, dashes + len(written) + 1))
            continue
        needs = needs_value(name)
        following = items[at] if at < len(items) else None
        takes = following is not None and (needs or (needs is None and following.text[:1] != "-"))
        holds_value = dashes == 1 and written[1:].isdecimal()  # `-v2`
        if takes and following is not None and not holds_value:
            flags.append(Given(written, name, dashes, item, following.text, 0, following))
            at += 1
        else:
            flags.append(Given(written, name, dashes, item, None, 0))
    return Command(tuple(flags), tuple(strays), whole)
