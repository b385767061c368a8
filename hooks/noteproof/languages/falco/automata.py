"""Automata of places: sets of places become the states of a deterministic automaton while texts pass through.

Regular expressions and globs are both read as places, each with the characters that lead on from it, and what
can follow what. Nothing backtracks: the time is linear in the text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

Symbol = tuple[int, ...]
"""A set of characters: in order, the code points at which a run of them begins or has ended."""

Spread = tuple[int, int]
"""A set of places: a place that none is below, and a bit for that one and each one above it."""


SURROGATES = (0xD800, 0xE000)
"""The first code point that is half of a pair, and the first beyond those."""

BEYOND = 0x110000
"""The first number that is no code point."""


def symbol(ranges: Iterable[tuple[int, int]], negated: bool = False) -> Symbol:
    """The set of the characters in some ranges, or of all others.

    Half a surrogate pair is in no set: to RE2, an octet that is not UTF-8 is no character.
    """
    turns: list[int] = []
    for low, high in sorted(ranges):
        if turns and low <= turns[-1]:
            turns[-1] = max(turns[-1], high + 1)
        else:
            turns += (low, high + 1)
    if negated:
        turns = turns[1:] if turns[:1] == [0] else [0, *turns]
        turns = turns[:-1] if turns[-1:] == [BEYOND] else [*turns, BEYOND]
    low, high = SURROGATES
    before, after = bisect_left(turns, low), bisect_right(turns, high)
    return (*turns[:before], *(low,) * (before % 2), *(high,) * (after % 2), *turns[after:])


_TRANSITIONS = 1 << 14
"""How many steps from a state to a state are remembered."""

_BITS = 1 << 25
"""About how many bits each table of sets of places may take."""

_ALIKE = 16
"""How many places make it worth while to do them in one go."""

_GROUPS = 64
"""How many kinds of places are done in one go."""


@dataclass(slots=True, eq=False)
class _State:
    """A set of places that a text can have led to, and the states that each group of characters leads to."""

    places: int
    begins: bool
    steps: dict[int, _State] = field(default_factory=dict)
    accepts: bool | None = None


class _Links:
    """What can follow sets of places.

    There are patterns with which each character of a text leads to a set of places that was not met before,
    so that a step has to be quick however many places it starts from. Where many places are followed by
    places just as far on, or by the very same places, that is done for all in one go; the others are done
    eight neighbours at a time.
    """

    def __init__(self, follows: Sequence[Spread]) -> None:
        self._follows = list(follows)
        self._shifted: list[tuple[int, list[int]]] = []
        self._shared: list[tuple[int, int]] = []
        self._known: dict[int, int] = {}
        self._room = max(_BITS // (len(follows) + 512), 64)
        for (shift, bits), places in self._alike(lambda place, low, bits: (low - place, bits)):
            if bits.bit_count() <= 4:
                shifts = [shift + at for at in range(bits.bit_length()) if bits >> at & 1]
                self._shifted.append((self._take(places), shifts))
        for (low, bits), places in self._alike(_without_next):
            stepping = [place for place in places if self._follows[place] != (low, bits)]
            self._shifted.append((self._take(stepping), [1]))
            self._shared.append((self._take(places), bits << low))
        self._rest = _marked(place for place, (_, bits) in enumerate(self._follows) if bits)

    def _alike(self, key: Callable[[int, int, int], Spread]) -> list[tuple[Spread, list[int]]]:
        """The keys that most of the places have that are not taken, and their places."""
        alike: dict[Spread, list[int]] = {}
        for place, (low, bits) in enumerate(self._follows):
            if bits:
                alike.setdefault(key(place, low, bits), []).append(place)
        many = [(each, places) for each, places in alike.items() if len(places) >= _ALIKE]
        return sorted(many, key=lambda one: -len(one[1]))[:_GROUPS]

    def _take(self, places: Sequence[int]) -> int:
        """A set of places, which are dealt with then."""
        for place in places:
            self._follows[place] = (0, 0)
        return _marked(places)

    def after(self, places: int) -> int:
        """The places that can follow any of these."""
        found = 0
        for mask, shifts in self._shifted:
            part = places & mask
            if part:
                for shift in shifts:
                    found |= part << shift if shift >= 0 else part >> -shift
        for mask, shared in self._shared:
            if places & mask:
                found |= shared
        rest = places & self._rest
        if rest:
            known = self._known
            start = (rest & -rest).bit_length() - 1 >> 3
            octets = (rest >> 8 * start).to_bytes(rest.bit_length() + 7 - 8 * start >> 3, "little")
            for at, octet in enumerate(octets, start):
                if octet:
                    follow = known.get(at << 8 | octet)
                    found |= self._learn(at, octet) if follow is None else follow
        return found

    def _learn(self, at: int, octet: int) -> int:
        """The places that can follow those of eight neighbours that have a bit."""
        if len(self._known) >= self._room:
            self._known.clear()
        found = 0
        for place, (low, bits) in enumerate(self._follows[8 * at : 8 * at + 8]):
            if octet >> place & 1:
                found |= bits << low
        self._known[at << 8 | octet] = found
        return found


def _marked(places: Iterable[int]) -> int:
    """The bits of some places, which are in order."""
    marks = bytearray()
    for place in places:
        marks.extend(bytes((place >> 3) + 1 - len(marks)))
        marks[-1] |= 1 << (place & 7)
    return int.from_bytes(marks, "little")


def _without_next(place: int, low: int, bits: int) -> Spread:
    """The places that follow one, the next one left out."""
    if low <= place + 1:
        bits &= ~(1 << place + 1 - low)
    skipped = (bits & -bits).bit_length() - 1
    return (low + skipped, bits >> skipped) if bits else (0, 0)


class Automaton:
    """Says of texts whether a way through some places spells them.

    Place 0 is the start, the one beyond those of `places` is the end, and each one between is entered over a
    character of its symbol. `follows` gives what can follow each place but the end. It is asked with whether
    a line begins and whether one ends where that happens; only if `anchored` does that matter.
    """

    def __init__(
        self,
        places: Sequence[Symbol],
        follows: Callable[[bool, bool], Sequence[Spread]],
        anchored: bool = False,
    ) -> None:
        kinds = {each: kind for kind, each in enumerate(dict.fromkeys(places))}
        self._symbols = list(kinds)
        self._kinds = [kinds[each] for each in reversed(places)]
        self._bounds = sorted({0, 10, 11, *chain.from_iterable(kinds)})
        self._newline = bisect_right(self._bounds, 10)
        self._follows = follows
        self._anchored = anchored
        self._links: dict[tuple[bool, bool], _Links] = {}
        self._groups: dict[str, int] = {}
        self._masks: dict[int, int] = {}
        self._start = _State(1, anchored)
        self._states: dict[tuple[int, bool], _State] = {}
        self._room = min(max(_BITS // (len(places) + 512), 64), _TRANSITIONS)
        self._filled = 0

    def matches(self, text: str) -> bool:
        """Whether the whole of a text can be spelt."""
        state, groups = self._start, self._groups
        for character in text:
            group = groups.get(character)
            if group is None:
                group = self._group(character)
            following = state.steps.get(group)
            state = self._step(state, group) if following is None else following
            if not state.places:
                return False
        if state.accepts is None:
            reached = self._linked(state.begins, self._anchored).after(state.places)
            state.accepts = bool(reached >> len(self._kinds) + 1)
        return state.accepts

    def _group(self, character: str) -> int:
        """The number of the characters that every symbol has or has not as it has this one."""
        if len(self._groups) >= _TRANSITIONS:
            self._groups.clear()
        self._groups[character] = group = bisect_right(self._bounds, ord(character))
        return group

    def _step(self, state: _State, group: int) -> _State:
        """The state that a character of a group leads to."""
        newline = self._anchored and group == self._newline
        places = self._linked(state.begins, newline).after(state.places) & self._mask(group)
        if self._filled >= self._room:
            self._forget()
        self._filled += 1
        following = self._states.get((places, newline))
        if following is None:
            following = self._states[places, newline] = _State(places, newline)
        state.steps[group] = following
        return following

    def _forget(self) -> None:
        """Empty the table of states, so that no text fills the memory."""
        for state in (self._start, *self._states.values()):
            state.steps.clear()
        self._states.clear()
        self._filled = 0

    def _linked(self, begins: bool, ends: bool) -> _Links:
        """What follows what where a line begins or not, and ends or not."""
        links = self._links.get((begins, ends))
        if links is None:
            links = self._links[begins, ends] = _Links(self._follows(begins, ends))
        return links

    def _mask(self, group: int) -> int:
        """The places that are entered over the characters of a group."""
        mask = self._masks.get(group)
        if mask is None:
            if len(self._masks) >= self._room:
                self._masks.clear()
            sample = self._bounds[group - 1]
            marks = ["01"[bisect_right(each, sample) % 2] for each in self._symbols]
            mask = self._masks[group] = int("".join(marks[kind] for kind in self._kinds) + "0", 2)
        return mask
