"""Globs as Falco runs them: fnmatch(3) without flags in the C locale, on the octets of a text.

Taken from `posix/fnmatch_loop.c` of glibc 2.36, its ways with brackets that are not well formed included.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable

from noteproof.languages.falco.automata import Automaton, Spread, Symbol, symbol

_OCTETS = [chr(octet) for octet in range(256)]
_ANY = symbol([(0, 255)])
_CLASSES = {
    "alnum": string.ascii_letters + string.digits,
    "alpha": string.ascii_letters,
    "blank": " \t",
    "cntrl": "".join(_OCTETS[:32]) + "\x7f",
    "digit": string.digits,
    "graph": string.ascii_letters + string.digits + string.punctuation,
    "lower": string.ascii_lowercase,
    "print": string.ascii_letters + string.digits + string.punctuation + " ",
    "punct": string.punctuation,
    "space": string.whitespace,
    "upper": string.ascii_uppercase,
    "xdigit": string.hexdigits,
}
_NAMES = frozenset("abcdefghijklmnopqrstuvwxy")
_FOLDED = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)

_OPEN = -1
"""Instead of an offset: the bracket is never closed, so that it is a character like any other."""

_BROKEN = -2
"""Instead of an offset: the bracket matches nothing."""


def matcher(pattern: str, fold: bool = False) -> Callable[[str], bool]:
    """The function that says whether the whole of a text matches a glob; `fold` makes ASCII letters alike."""
    text = _octets(pattern)
    ways: dict[int, list[tuple[Symbol, int]]] = {len(text): []}
    waiting = [0]
    while waiting:
        at = waiting.pop()
        if at not in ways:
            ways[at] = _ways(text, at, fold)
            waiting += (target for _, target in ways[at])
            if text[at] == "*":
                waiting.append(at + 1)
    follows = _follows(text, ways)
    automaton = Automaton([each for at in sorted(ways) for each, _ in ways[at]], lambda begins, ends: follows)
    return lambda value: automaton.matches(_octets(value))


def _follows(text: str, ways: dict[int, list[tuple[Symbol, int]]]) -> list[Spread]:
    """What can follow the start and each place; the places are the ways onwards, by where they begin."""
    place = 1 + sum(map(len, ways.values()))
    entries = {len(text): (place, 1)}
    for at in sorted(ways, reverse=True)[1:]:
        place -= len(ways[at])
        bits = (1 << len(ways[at])) - 1
        if text[at] == "*":
            low, after = entries[len(text) - len(text[at:].lstrip("*"))]
            bits |= after << low - place
        entries[at] = place, bits
    return [entries[0], *(entries[target] for at in sorted(ways) for _, target in ways[at])]


def _octets(text: str) -> str:
    """The octets of a text in UTF-8, each as a character, up to the first that is zero."""
    if text.isascii():
        return text.partition("\0")[0]
    return text.encode("utf-8", "surrogateescape").decode("latin-1").partition("\0")[0]


def _ways(text: str, at: int, fold: bool) -> list[tuple[Symbol, int]]:
    """The octets that a pattern takes at an offset, and the offset at which it goes on after each."""
    letter = text[at]
    if letter == "*":
        return [(_ANY, at)]
    if letter == "?":
        return [(_ANY, at + 1)]
    if letter == "[":
        targets: dict[int, list[str]] = {}
        for octet, target in _Bracket(text, at + 1, fold).ways().items():
            targets.setdefault(target, []).append(octet)
        return [(_set(octets), target) for target, octets in targets.items()]
    at += letter == "\\"
    return [(_set(_alike(text[at], fold)), at + 1)] if at < len(text) else []


def _set(octets: Iterable[str]) -> Symbol:
    return symbol((ord(octet), ord(octet)) for octet in octets)


def _alike(octet: str, fold: bool) -> str:
    return octet.lower() + octet.upper() if fold and octet.isascii() else octet


class _Bracket:
    """Reads a bracket, whose opening ends at an offset."""

    def __init__(self, text: str, at: int, fold: bool) -> None:
        self._text = text + "\0" * 4
        self._at = at
        self._fold = fold
        self._taken: dict[str, int] = {}

    def ways(self) -> dict[str, int]:
        """The octets that the bracket takes, and the offset at which the pattern goes on after each."""
        start = self._at
        negated = self._text[start] in "!^"
        self._at += negated
        end = self._members()
        found = {}
        for octet in _OCTETS:
            at = self._taken.get(octet)
            target = end if at is None else self._closing(at)
            if target == _OPEN and octet == "[":
                found[octet] = start
            elif target >= 0 and negated == (at is None):
                found[octet] = target
        return found

    def _members(self) -> int:
        """The offset after the bracket, or `_OPEN` or `_BROKEN`. Notes where each octet was first taken.

        members = member { member } "]" ;
        member  = "[:" name ":]" | "[=" octet "=]" | single [ "-" single ] ;
        single  = "[." octet ".]" | "\\" octet | octet ;
        """
        letter = self._next()
        while letter != "\0":
            low: str | None = None
            if letter == "[" and self._text[self._at] == ":" and (name := self._name()) is not None:
                if name not in _CLASSES:
                    return _BROKEN
                self._take(_CLASSES[name])
            elif letter == "[" and self._text[self._at] == "=" and self._text[self._at + 2 :][:2] == "=]":
                self._at += 4
                self._take(self._text[self._at - 3])
            elif letter == "[" and self._text[self._at] == ".":
                low = self._symbol()
                if low is None:
                    return _BROKEN
                if self._text[self._at] != "-" or self._text[self._at + 1] == "\0":
                    self._take(low)
            else:
                low = self._folded(self._next() if letter == "\\" else letter)
                if low == "\0":
                    return _BROKEN
                if self._text[self._at] != "-" or self._text[self._at + 1] in "\0]":
                    self._take(_alike(low, self._fold))
            letter = self._next()
            if low is not None and letter == "-" and self._text[self._at] != "]":
                high = self._high()
                if high is None:
                    return _BROKEN
                self._take(octet for octet in _OCTETS if low <= self._folded(octet) <= high)
                letter = self._next()
            if letter == "]":
                return self._at
        return _OPEN

    def _next(self) -> str:
        self._at += 1
        return self._text[self._at - 1]

    def _folded(self, octet: str) -> str:
        return octet.translate(_FOLDED) if self._fold else octet

    def _take(self, octets: Iterable[str]) -> None:
        for octet in octets:
            self._taken.setdefault(octet, self._at)

    def _name(self) -> str | None:
        """The name of a class, its bracket just read; none if that is not what is there."""
        end = self._at + 1
        while self._text[end] in _NAMES:
            end += 1
        if self._text[end : end + 2] != ":]":
            return None
        start, self._at = self._at + 1, end + 2
        return self._text[start:end]

    def _symbol(self) -> str | None:
        """The octet of a collating symbol, its bracket just read; none if it is not one octet."""
        end = self._at + 2
        if self._text.find(".]", self._at + 1) != end:
            return None
        self._at = end + 2
        return self._text[end - 1]

    def _high(self) -> str | None:
        """The last octet of a range."""
        letter = self._next()
        if letter == "[" and self._text[self._at] == ".":
            return self._symbol()
        if letter == "\\":
            letter = self._next()
        return None if letter == "\0" else self._folded(letter)

    def _closing(self, at: int) -> int:
        """The offset after the bracket, looked for from an offset on, or `_OPEN` or `_BROKEN`."""
        text = self._text
        while (letter := text[at]) != "]":
            at += 1
            kind = text[at] if letter == "[" else ""
            if letter == "\0":
                return _OPEN
            if letter == "\\":
                if text[at] == "\0":
                    return _BROKEN
                at += 1
            elif kind == ":":
                end = at + 1
                while text[end] in _NAMES:
                    end += 1
                at = end + 2 if text[end : end + 2] == ":]" else at
            elif kind == "=":
                if text[at + 1] == "\0" or text[at + 2 : at + 4] != "=]":
                    return _BROKEN
                at += 4
            elif kind == ".":
                end = text.find(".]", at + 1)
                if end < 0:
                    return _BROKEN
                at = end + 2
        return at + 1
