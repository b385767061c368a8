"""How Falco puts lists into conditions: as text, before anything is parsed."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from noteproof.languages.falco.definitions import Kind, Named
from noteproof.languages.falco.patchwork import Cut, Patchwork
from noteproof.text import Span

LONGEST = 8_000_000
"""The longest condition that lists may come to, in characters; lists of lists multiply."""

_BLANKS = " \t\n\r"
_DELIMITERS = frozenset(" \t\n\r(),=")
_DELIMITER = re.compile(r"[ \t\n\r(),=]+")


@dataclass(slots=True)
class Lists:
    """The lists of all files, each with the items of the lists in it. `used` names those put anywhere."""

    used: set[str] = field(default_factory=set)
    _items: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _order: dict[str, int] = field(default_factory=dict)
    _spaced: list[str] = field(default_factory=list)
    _names: list[str] = field(default_factory=list)
    _shortened: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, defined: Kind[Named]) -> Lists:
        """The lists that are defined. A list in a list gives its own items, one level deep."""
        lists = cls()
        for each in defined:
            items: list[str] = []
            for item in each.pieces:
                inner = defined.named.get(item.text)
                if inner is not None and inner.index < each.horizon:
                    lists.used.add(inner.name)
                    items.extend(piece.text for piece in inner.pieces)
                else:
                    items.append(item.text)
            lists._order[each.name] = len(lists._names)
            lists._names.append(each.name)
            lists._items[each.name] = tuple(items)
            if _DELIMITER.search(each.name):
                lists._spaced.append(each.name)
        return lists

    def __contains__(self, name: str) -> bool:
        return name in self._items

    def near(self, word: str) -> str | None:
        """The list whose name a word is but for one letter, or for its case."""
        if not self._shortened:
            self._shortened = {cut: name for name in self._names for cut in _one_less(name)}
        return next((self._shortened[cut] for cut in _one_less(word) if cut in self._shortened), None)

    def items(self, name: str) -> str:
        """The items of a list as they are put into a text."""
        return _joined(self._items[name])

    def shown(self, name: str) -> str:
        """The items of a list for a message, cut where they are long."""
        items = self.items(name)
        return items if len(items) < 60 else f"{items[:57]}…"

    def put_into(self, condition: Patchwork) -> Patchwork | None:
        """A condition with the items of each list in the place of its name, in the order of the lists.

        Nothing where that comes to more than `LONGEST` characters.
        """
        waiting = [self._order[name] for name in self._spaced]
        waiting.extend(self._named_in(condition.text, -1))
        heapq.heapify(waiting)
        last = -1
        while waiting:
            number = heapq.heappop(waiting)
            if number == last:
                continue
            last = number
            name = self._names[number]
            cuts = list(_cuts(condition.text, name, _joined(self._items[name])))
            if not cuts:
                continue
            self.used.add(name)
            if len(condition.text) + sum(len(cut.text) for cut in cuts) > LONGEST:
                return None
            condition = condition.mended(cuts)
            for item in self._items[name]:
                for later in self._named_in(item, number):
                    heapq.heappush(waiting, later)
        return condition

    def _named_in(self, text: str, after: int) -> set[int]:
        """The numbers of the lists behind `after` that a text names."""
        words = _DELIMITER.split(text) if len(text) > 1 else [text]
        order = self._order
        return {order[word] for word in words if word in order and order[word] > after}


def _one_less(word: str) -> Iterator[str]:
    """A word without regard to case, and all that is left of it without one letter."""
    folded = word.casefold()[:100]
    yield folded
    for at in range(len(folded)):
        yield folded[:at] + folded[at + 1 :]


def _joined(items: tuple[str, ...]) -> str:
    """The items as Falco writes them into a condition; an empty one at the beginning leaves no trace."""
    text = ""
    for item in items:
        quoted = f'"{item}"' if " " in item and item[0] not in "\"'" else item
        text = f"{text}, {quoted}" if text else quoted
    return text


def _cuts(text: str, name: str, items: str) -> Iterator[Cut]:
    """What Falco cuts out of a text for a list, and puts in: the blanks around the name go with it.

    Of an empty list's neighbouring commas one goes too. A name that follows directly on one that opened the
    text is passed over, as Falco does.
    """
    at = 0
    done = 0
    while (start := text.find(name, at)) >= 0:
        end = start + len(name)
        before = text[start - 1] if start > done else (" " if done else "")
        if (before and before not in _DELIMITERS) or (end < len(text) and text[end] not in _DELIMITERS):
            at = start + 1
            continue
        meant = Span(start, end)
        while start > done and text[start - 1] in _BLANKS:
            start -= 1
        while end < len(text) and text[end] in _BLANKS:
            end += 1
        if not items:
            if start > done and text[start - 1] == ",":
                start -= 1
            elif end < len(text) and text[end] == ",":
                end += 1
        opens = start == 0
        yield Cut(start, end, f"{'' if opens else ' '}{items} ", meant, name)
        done = end
        at = end + 1 if opens else end
