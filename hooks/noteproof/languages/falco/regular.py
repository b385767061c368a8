"""Regular expressions as Falco runs them: RE2's POSIX syntax, asked whether the whole of a value matches.

A pattern becomes postfix code, and the code an automaton of places. Nothing recurses and nothing backtracks.

Held against RE2 as the package `google-re2` 1.1.20251105 has it, with the options `posix_syntax` and
`longest_match`, which are Falco's; what is refused is in its `re2/parse.cc`. Two things differ. How large RE2
takes a pattern to be is only nearly counted; and a pattern is refused as well in which tens of thousands of
parts follow each other that may all be empty, since what can follow what would fill the memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

from noteproof.languages.falco.automata import BEYOND, SURROGATES, Automaton, Spread, Symbol, symbol


class Refused(ValueError):
    """A pattern that RE2 refuses: why, and where in the pattern."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at


def matcher(pattern: str) -> Callable[[str], bool]:
    """The function that says whether the whole of a text matches a pattern. Raises `Refused`."""
    for at, character in enumerate(pattern):
        if SURROGATES[0] <= ord(character) < SURROGATES[1]:
            raise Refused("an octet that is not UTF-8", at)
    parser = _Parser(pattern)
    code = parser.code()
    anchored = _BEGIN in code or _END in code
    places = [parser.symbols[step] for step in code if step >= 0]
    if len(code) > _MANY:
        _follows(code, True, True)
    return Automaton(places, lambda begins, ends: _follows(code, begins, ends), anchored).matches


_EMPTY, _BEGIN, _END, _THEN, _OR, _STAR, _PLUS, _MAYBE = range(-1, -9, -1)
"""The steps of a code. One is the number of a symbol or one of these, and comes after what it is about."""

_WIDEST = 1 << 30
"""How many bits what can follow what may take."""

_MANY = 1 << 14
"""The steps that cannot come to as many bits, however they follow each other."""


def _follows(code: Sequence[int], begins: bool, ends: bool) -> list[Spread]:
    """What can follow each place of a code's automaton.

    `begins` and `ends` say whether `^` and `$` hold there. Raises `Refused` if that would fill the memory.
    """
    room = _WIDEST

    def either(one: Spread, other: Spread) -> Spread:
        nonlocal room
        if one is other or not other[1]:
            return one
        if not one[1]:
            return other
        low = min(one[0], other[0])
        bits = one[1] << one[0] - low | other[1] << other[0] - low
        room -= bits.bit_length()
        if room < 0:
            raise Refused(_TOO_LARGE, 0)
        return low, bits

    firsts: list[Spread] = []
    empty: list[bool] = []
    lefts = [0] * len(code)
    whole: list[int] = []
    place = 0
    for at, step in enumerate(code):
        if step >= 0:
            place += 1
            firsts.append((place, 1))
            empty.append(False)
        elif step in (_EMPTY, _BEGIN, _END):
            firsts.append((0, 0))
            empty.append(step == _EMPTY or (begins if step == _BEGIN else ends))
        elif step in (_THEN, _OR):
            whole.pop()
            left = lefts[at] = whole.pop()
            both = step == _OR or empty[left]
            firsts.append(either(firsts[left], firsts[-1]) if both else firsts[left])
            empty.append(empty[left] or empty[-1] if step == _OR else empty[left] and empty[-1])
        else:
            whole.pop()
            firsts.append(firsts[-1])
            empty.append(empty[-1] or step != _PLUS)
        whole.append(at)
    end = (place + 1, 1)
    follows = [either(firsts[-1], end) if empty[-1] else firsts[-1]] * (place + 1)
    afters = [end] * len(code)
    for at in range(len(code) - 1, -1, -1):
        step, after = code[at], afters[at]
        if step >= 0:
            follows[place] = after
            place -= 1
        elif step == _THEN:
            afters[at - 1] = after
            afters[lefts[at]] = either(firsts[at - 1], after) if empty[at - 1] else firsts[at - 1]
        elif step == _OR:
            afters[at - 1] = afters[lefts[at]] = after
        elif step in (_STAR, _PLUS):
            afters[at - 1] = either(firsts[at], after)
        elif step == _MAYBE:
            afters[at - 1] = after
    return follows


_ESCAPES = {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_HEX = frozenset("0123456789abcdefABCDEF")
_OCTAL = frozenset("01234567")
_LETTERS = ((65, 90), (97, 122))
_DIGITS = (48, 57)
_NAMED: dict[str, tuple[tuple[int, int], ...]] = {
    "alnum": (_DIGITS, *_LETTERS),
    "alpha": _LETTERS,
    "ascii": ((0, 127),),
    "blank": ((9, 9), (32, 32)),
    "cntrl": ((0, 31), (127, 127)),
    "digit": (_DIGITS,),
    "graph": ((33, 126),),
    "lower": ((97, 122),),
    "print": ((32, 126),),
    "punct": ((33, 47), (58, 64), (91, 96), (123, 126)),
    "space": ((9, 13), (32, 32)),
    "upper": ((65, 90),),
    "word": (_DIGITS, *_LETTERS, (95, 95)),
    "xdigit": (_DIGITS, (65, 70), (97, 102)),
}
_REPETITIONS = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_ANY = symbol([(10, 10)], negated=True)
_MOST = 1000
"""How often RE2 repeats anything, also where repetitions are repeated."""

_LARGEST = 698_992
"""How many instructions RE2 makes of a pattern, of its 8 MiB two thirds at 8 octets each, as was measured."""

_TOO_LARGE = "the pattern is too large"


@dataclass(frozen=True, slots=True)
class _Piece:
    """What was read of a pattern: where its code begins, its size to RE2, how often it repeats a part."""

    start: int
    size: int
    times: int = 1


@dataclass(slots=True)
class _Group:
    """A group while it is read: where it was opened, where its code begins, its alternatives but the last."""

    at: int
    start: int
    alternatives: list[_Piece] = field(default_factory=list)
    pieces: list[_Piece] = field(default_factory=list)


class _Parser:
    """Reads a pattern. What it reads, it passes."""

    def __init__(self, text: str) -> None:
        self.symbols: list[Symbol] = []
        self._numbers: dict[Symbol, int] = {}
        self._text = text
        self._at = 0
        self._code: list[int] = []

    def code(self) -> Sequence[int]:
        """The code of the whole pattern. Raises `Refused`.

        pattern     = alternative { "|" alternative } ;
        alternative = { piece { repetition } } ;
        piece       = "(" pattern ")" | "^" | "$" | "." | class | escape | character ;
        """
        groups = [_Group(-1, 0)]
        while self._at < len(self._text):
            start, group = self._at, groups[-1]
            bounds = self._repetition()
            character = self._text[start]
            if bounds:
                if not group.pieces:
                    operator = self._text[start : self._at]
                    raise Refused(f"no argument for the repetition operator `{operator}`", start)
                group.pieces.append(self._repeated(group.pieces.pop(), *bounds, start))
                continue
            self._at += 1
            if character == "(":
                groups.append(_Group(start, len(self._code)))
            elif character == "|":
                self._join(group)
            elif character != ")":
                group.pieces.append(self._piece(character, start))
            elif len(groups) == 1:
                raise Refused("a `)` without its `(`", start)
            else:
                inner = self._close(groups.pop())
                groups[-1].pieces.append(_Piece(inner.start, inner.size + 2, inner.times))
        if len(groups) > 1:
            raise Refused("a `(` without its `)`", groups[-1].at)
        if self._close(groups[0]).size > _LARGEST:
            raise Refused(_TOO_LARGE, 0)
        return self._code

    def _join(self, group: _Group) -> None:
        """End an alternative of a group."""
        pieces = group.pieces or [self._step(_EMPTY)]
        self._code.extend([_THEN] * (len(pieces) - 1))
        group.alternatives.append(self._sum(pieces))
        group.pieces = []

    def _close(self, group: _Group) -> _Piece:
        """End a group. Alternatives that are all one character become one set."""
        self._join(group)
        between = len(group.alternatives) - 1
        if 0 < between == len(self._code) - group.start - 1 and min(self._code[group.start :]) >= 0:
            runs = [_runs(self.symbols[step]) for step in self._code[group.start :]]
            del self._code[group.start :]
            return self._set(symbol(chain.from_iterable(runs)))
        self._code.extend([_OR] * between)
        return self._sum(group.alternatives, between)

    @staticmethod
    def _sum(pieces: list[_Piece], more: int = 0) -> _Piece:
        """The piece that some make together."""
        size = sum(piece.size for piece in pieces) + more
        return _Piece(pieces[0].start, size, max(piece.times for piece in pieces))

    def _step(self, step: int, size: int = 1) -> _Piece:
        """The piece of one step."""
        self._code.append(step)
        return _Piece(len(self._code) - 1, size)

    def _piece(self, character: str, start: int) -> _Piece:
        """A piece that is no group, its first character just read."""
        if character == "^":
            return self._step(_BEGIN)
        if character == "$":
            return self._step(_END)
        if character == ".":
            return self._set(_ANY)
        if character == "[":
            return self._set(self._class(start))
        point = self._escape(start) if character == "\\" else ord(character)
        return self._set(_only(point))

    def _set(self, members: Symbol) -> _Piece:
        """The piece of a set of characters."""
        number = self._numbers.setdefault(members, len(self.symbols))
        if number == len(self.symbols):
            self.symbols.append(members)
        return self._step(number, _size(members))

    def _repetition(self) -> tuple[int, int | None] | None:
        """The bounds of a repetition, if one is next.

        repetition = "*" | "+" | "?" | "{" number [ "," [ number ] ] "}" ;

        A brace that begins nothing of the kind is a character. No number has more than nine digits.
        """
        bounds = _REPETITIONS.get(self._text[self._at])
        if bounds:
            self._at += 1
            return bounds
        if self._text[self._at] != "{":
            return None
        end = self._text.find("}", self._at, self._at + len("{999999999,999999999}"))
        low, comma, high = self._text[self._at + 1 : max(end, self._at)].partition(",")
        if not _is_number(low) or (high and not _is_number(high)):
            return None
        self._at = end + 1
        if high:
            return int(low), int(high)
        return int(low), None if comma else int(low)

    def _repeated(self, piece: _Piece, low: int, high: int | None, start: int) -> _Piece:
        """A piece as often as bounds say; the largest number of times, and of times of times, is 1000."""
        most = low if high is None else high
        if high is not None and high < low:
            raise Refused(f"the bounds of `{self._text[start : self._at]}` are the wrong way round", start)
        times = piece.times * max(most, 1)
        if max(low, most) > _MOST or (most > 1 and times > _MOST):
            raise Refused(f"more than {_MOST} repetitions", start)
        size = piece.size * max(most, 1) + (most - low if high is not None else 1)
        if size > _LARGEST:
            raise Refused(_TOO_LARGE, start)
        body = self._code[piece.start :]
        del self._code[piece.start :]
        self._code.extend(_repetition(body, low, high))
        return _Piece(piece.start, size, times)

    def _escape(self, start: int) -> int:
        """The character that an escape stands for, its backslash just read."""
        text, at = self._text, self._at
        if at == len(text):
            raise Refused("a backslash at the end", start)
        letter = text[at]
        self._at += 1
        if letter in _ESCAPES:
            return _ESCAPES[letter]
        if letter.isascii() and not letter.isalnum():
            return ord(letter)
        if letter in _OCTAL:
            while self._at < min(at + 3, len(text)) and text[self._at] in _OCTAL:
                self._at += 1
            if letter == "0" or self._at > at + 1:
                return int(text[at : self._at], 8)
        elif letter == "x":
            braces = text.startswith("{", at + 1)
            end = text.find("}", at) if braces else min(at + 3, len(text))
            digits = text[at + 1 + braces : max(end, at)]
            if digits and _HEX.issuperset(digits) and (braces or len(digits) == 2):
                self._at = end + braces
                if len(digits.lstrip("0")) <= 6 and int(digits, 16) < BEYOND:
                    return int(digits, 16)
        raise Refused(f"no such escape `{text[start : self._at]}`", start)

    def _class(self, start: int) -> Symbol:
        """A class, its bracket just read.

        class = "[" [ "^" ] member { member } "]" ;
        """
        text = self._text
        negated = text.startswith("^", self._at)
        self._at += negated
        ranges: list[tuple[int, int]] = []
        first = self._at
        while not text.startswith("]", self._at) or self._at == first:
            if self._at == len(text):
                raise Refused("a `[` without its `]`", start)
            if (
                text[self._at] == "-"
                and self._at > first
                and text[self._at + 1 : self._at + 2] not in ("", "]")
            ):
                raise Refused("a `-` in the middle of a class", self._at)
            ranges.extend(self._member(start))
        self._at += 1
        return symbol(ranges, negated)

    def _member(self, start: int) -> Iterable[tuple[int, int]]:
        """The ranges of a member of a class that begins at `start`.

        member = "[:" [ "^" ] name ":]" | character [ "-" character ] ;
        """
        text, at = self._text, self._at
        end = text.find(":]", at + 2) if text.startswith("[:", at) else -1
        if end >= 0:
            self._at = end + 2
            name = text[at + 2 : end]
            ranges = _NAMED.get(name.removeprefix("^"))
            if ranges is None:
                raise Refused(f"no such class `[:{name}:]`", at)
            return _runs(symbol(ranges, name.startswith("^")))
        low = high = self._character(start)
        if text.startswith("-", self._at) and text[self._at + 1 : self._at + 2] not in ("", "]"):
            self._at += 1
            high = self._character(start)
            if high < low:
                raise Refused(f"the range `{text[at : self._at]}` is the wrong way round", at)
        return ((low, high),)

    def _character(self, start: int) -> int:
        """A character of a class that begins at `start`."""
        at = self._at
        if at == len(self._text):
            raise Refused("a `[` without its `]`", start)
        self._at += 1
        return self._escape(at) if self._text[at] == "\\" else ord(self._text[at])


def _is_number(text: str) -> bool:
    """Whether RE2 takes a text for a bound."""
    return text.isascii() and text.isdigit() and len(text) <= 9 and (text == "0" or text[0] != "0")


def _runs(members: Symbol) -> list[tuple[int, int]]:
    """The ranges of a set of characters."""
    return [(low, beyond - 1) for low, beyond in zip(members[::2], members[1::2], strict=True)]


@lru_cache(maxsize=1024)
def _only(point: int) -> Symbol:
    """The set of one character."""
    return symbol([(point, point)])


@lru_cache(maxsize=1024)
def _size(members: Symbol) -> int:
    """About how many instructions RE2 makes of a set of characters, which it reads octet by octet."""
    size = 0
    for low, high in _runs(members):
        octets = 1 + (high > 0x7F) + (high > 0x7FF) + (high > 0xFFFF)
        size += 1 + (octets if low == high else max(1, 2 * octets - 2))
    return max(size - 1, 1)


def _repetition(body: list[int], low: int, high: int | None) -> list[int]:
    """The code of what is repeated, from the code of what it repeats."""
    if high == 0:
        return [_EMPTY]
    if low <= 1 and (high is None or high == 1):
        if low == high:
            return body
        step = _MAYBE if high else (_PLUS if low else _STAR)
        if body[-1] in (_STAR, _PLUS, _MAYBE):
            return [*body[:-1], step if body[-1] == step else _STAR]
        return [*body, step]
    if high is None:
        return [*body * low, _PLUS, *[_THEN] * (low - 1)]
    tail = [*body * (high - low), _MAYBE, *[_THEN, _MAYBE] * (high - low - 1)] if high > low else []
    joints = low if tail else low - 1
    return [*body * low, *tail, *[_THEN] * joints]
