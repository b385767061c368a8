"""One comparison → a function that makes it on an event, as Falco does, its defects included."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from noteproof.languages.falco import extracting, globbing, kinds, paths, regular
from noteproof.languages.falco.checking import Test
from noteproof.languages.falco.events import ANCESTORS, Event
from noteproof.languages.falco.extracting import Extract
from noteproof.languages.falco.operands import FieldOf, Source, Transformed

Holds = Callable[[Event], bool]
"""Whether a comparison holds for an event."""

_Value = Any
"""A value of an event or a constant, of the type that both sides have."""

Predicate = Callable[[_Value], bool]
"""Whether a comparison holds for a value that is there."""


class EngineStops(Exception):
    """That the engine of Falco stops at an event."""


_ORDERS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_FOLD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def compiled(test: Test) -> Holds:
    """The function that makes a comparison."""
    left = test.left
    if isinstance(left, FieldOf):
        field, argument = left.reference.field.name, left.reference.argument
        if field in _BOTH_ENDS:
            return _both_ends(field, test)
        if field in _NAMES:
            return _name_of_address(field, test)
        if field in ANCESTORS and argument is None:
            return _any_ancestor(field, test)
        if test.right is None and not left.is_list and left.kind in (*kinds.TEXTS, *kinds.NUMBERS, "BOOL"):
            plain = _of_plain_field(left.reference.text, test)
            if plain is not None:
                return plain
    extract = extracting.of(left)
    if test.operator == "exists":
        return lambda event: _there(extract(event))
    if test.right is not None:
        return _with_field(extract, test, extracting.of(test.right), left)
    if left.is_list:
        return _of_list(extract, test, left)
    holds = predicate(test, left.kind)

    def compare(event: Event) -> bool:
        value = extract(event)
        return value is not None and holds(value)

    return compare


def _there(value: object) -> bool:
    """Whether there is a value; an empty list is none."""
    return value is not None and value != ()


def _of_plain_field(text: str, test: Test) -> Holds | None:
    """The quick ways of the most common comparisons, of a field that follows from no other."""
    if test.modifier or test.operator not in _QUICK or extracting.follows(text):
        return None
    if test.operator == "exists":
        return lambda event: event.get(text) is not None
    if test.operator == "in":
        values = frozenset(test.constants)
        return lambda event: event.get(text) in values
    constant: _Value = test.constants[0]
    if test.operator == "=":
        return lambda event: event.get(text) == constant
    if test.operator == "!=":
        return lambda event: (value := event.get(text)) is not None and value != constant
    if test.operator == "contains":
        return lambda event: (value := event.get(text)) is not None and constant in value
    method = {"startswith": str.startswith, "endswith": str.endswith}[test.operator]
    return lambda event: (value := event.get(text)) is not None and method(value, constant)


_QUICK = frozenset({"exists", "=", "in", "!=", "startswith", "contains", "endswith"})


def predicate(test: Test, kind: str) -> Predicate:
    """The comparison of a single value of a type with constants."""
    constants = test.constants
    if test.operator == "in" or test.operator == "intersects":
        return _among(kind, constants)
    if test.operator == "pmatch":
        return paths.matcher([str(each) for each in constants])
    if test.modifier is None:
        return single(kind, test.operator, constants[0])
    if not constants:
        return lambda value: False
    each = [single(kind, test.operator, constant) for constant in constants]
    if test.operator == "=" and test.modifier == "anyof":
        return _among(kind, constants) if kind != "IPNET" else lambda value: False
    if test.operator == "!=" and test.modifier == "allof":
        if kind == "IPNET":
            return lambda value: True
        among = _among(kind, constants)
        return lambda value: not among(value)
    if test.modifier == "anyof":
        return lambda value: any(holds(value) for holds in each)
    if test.modifier == "allof":
        return lambda value: all(holds(value) for holds in each)
    return lambda value: sum(holds(value) for holds in each) == 1


def _among(kind: str, constants: Sequence[_Value]) -> Predicate:
    if kind == "IPNET":
        return lambda value: any(_in_network(value, constant) for constant in constants)
    if kind == "BYTEBUF":
        each = [single(kind, "=", constant) for constant in constants]
        return lambda value: any(holds(value) for holds in each)
    values = frozenset(constants)
    return lambda value: value in values


def single(kind: str, sign: str, constant: _Value) -> Predicate:
    """The comparison of a value of a type with one constant."""
    if kind == "BYTEBUF":
        return _of_bytes(sign, str(constant))
    if kind == "IPNET":
        if sign == "=":
            return lambda value: _in_network(value, constant)
        return lambda value: not _in_network(value, constant)
    if sign in _ORDERS:
        order = _ORDERS[sign]
        if kind in kinds.TEXTS:
            octets = str(constant).encode("utf-8", "surrogateescape")
            return lambda value: order(str(value).encode("utf-8", "surrogateescape"), octets)
        return lambda value: order(value, constant)
    return _PREDICATES[sign](constant)


def _folded(text: str) -> str:
    return text.translate(_FOLD)


@lru_cache(maxsize=4096)
def _glob(pattern: str, fold: bool) -> Predicate:
    matcher: Predicate = globbing.matcher(pattern, fold)
    return matcher


@lru_cache(maxsize=4096)
def _regex(pattern: str) -> Predicate:
    matcher: Predicate = regular.matcher(pattern)
    return matcher


def _icontains(constant: str) -> Predicate:
    folded = _folded(constant)
    return lambda value: folded in _folded(value)


_PREDICATES: dict[str, Callable[[_Value], Predicate]] = {
    "=": lambda constant: lambda value: bool(value == constant),
    "!=": lambda constant: lambda value: bool(value != constant),
    "contains": lambda constant: lambda value: constant in value,
    "icontains": _icontains,
    "startswith": lambda constant: lambda value: bool(value.startswith(constant)),
    "endswith": lambda constant: lambda value: bool(value.endswith(constant)),
    "glob": lambda constant: _glob(constant, False),
    "iglob": lambda constant: _glob(constant, True),
    "regex": lambda constant: _regex(constant),
}


def _in_network(value: kinds.Address, network: kinds.Network) -> bool:
    return value[0] == network[0] and value[1] & network[2] == network[1]


def _of_bytes(sign: str, constant: str) -> Predicate:
    """The comparison of a buffer. An event gives it as Falco prints it, each unprintable byte as a dot."""
    plain = {"bcontains": "contains", "bstartswith": "startswith"}.get(sign)
    octets = constant if plain else kinds.octets(constant)
    raw, shown = (_PREDICATES[plain or sign](text) for text in (octets, kinds.shown_octets(octets)))

    def compare(value: str) -> bool:
        given = kinds.octets(value)
        return shown(given) if given == kinds.shown_octets(given) else raw(given)

    return compare


def _of_list(extract: Extract, test: Test, left: Source) -> Holds:
    """Every element is among the constants (`in`), or at least one is (`intersects`).

    What a transformer made of a list's texts ends in a stray NUL in Falco 0.44.1, and is among nothing.
    """
    if isinstance(left, Transformed) and left.name in ("tolower", "toupper", "basename", "b64"):
        return lambda event: False
    among = _among(left.kind, test.constants)
    every = test.operator == "in"

    def compare(event: Event) -> bool:
        values = extract(event)
        if not isinstance(values, tuple) or not values:
            return False
        return all(map(among, values)) if every else any(map(among, values))

    return compare


def _with_field(extract: Extract, test: Test, right: Extract, left: Source) -> Holds:
    """The comparison of two fields: without a value on either side it does not hold."""
    sign, kind = test.operator, left.kind

    def compare(event: Event) -> bool:
        value, other = extract(event), right(event)
        if value is None or other is None:
            return False
        if isinstance(value, tuple) and left.is_list:
            others = other if isinstance(other, tuple) else (other,)
            return bool(value) and (all if sign == "in" else any)(each in others for each in value)
        if sign in ("in", "intersects"):
            return bool(value == other)
        return single(kind, sign, other)(value)

    return compare


def _any_ancestor(field: str, test: Test) -> Holds:
    """True if any ancestor fulfils the comparison, `!=` too. `proc.apid in` never holds in Falco 0.44.1."""
    values = extracting.ancestors(field)
    if test.operator == "exists":
        return lambda event: bool(values(event))
    if field == "proc.apid" and test.operator in ("in", "intersects"):
        return lambda event: False
    kind = "INT64" if field == "proc.apid" else "CHARBUF"
    holds = predicate(test, kind)
    return lambda event: any(map(holds, values(event)))


_BOTH_ENDS = {
    "fd.ip": ("fd.cip", "fd.sip"),
    "fd.net": ("fd.cip", "fd.sip"),
    "fd.port": ("fd.cport", "fd.sport"),
    "fd.proto": ("fd.cport", "fd.sport"),
}
_ENDS = ("fd.cip", "fd.cport", "fd.sip", "fd.sport", "fd.ip", "fd.port", "fd.net", "fd.proto")
_NAMES = {"fd.cip.name": "fd.cip", "fd.sip.name": "fd.sip", "fd.lip.name": "fd.lip", "fd.rip.name": "fd.rip"}


def _has_descriptor(event: Event) -> bool:
    """Whether an event has a descriptor: an end of a connection is given, if only as none, or any field."""
    return any(name in event for name in _ENDS) or any(
        value is not None and name.startswith("fd.") for name, value in event.items()
    )


def _both_ends(field: str, test: Test) -> Holds:
    """Both ends of a connection: either is equal, neither is unequal; a modifier sees its first value only.

    `fd.ip in` never holds, `fd.net in` looks at its first network, `intersects` stops the engine.
    """
    ends = _BOTH_ENDS[field]
    sign, constants = test.operator, test.constants
    if sign == "exists":
        return _has_descriptor
    kind = {"fd.ip": "IPADDR", "fd.net": "IPNET"}.get(field, "PORT")
    if sign == "intersects":
        return lambda event: _stops(field, _values(event, field, ends))
    if not constants or (field == "fd.ip" and sign == "in"):
        return lambda event: False
    if sign == "in" and kind == "PORT":
        holds = _among(kind, constants)
    else:
        holds = single(kind, "=" if sign == "in" else sign, constants[0])
    joined = all if sign == "!=" else any

    def compare(event: Event) -> bool:
        values = _values(event, field, ends)
        return bool(values) and joined(map(holds, values))

    return compare


def _values(event: Event, field: str, ends: tuple[str, str]) -> list[_Value]:
    given = event.get(field)
    if given is not None:
        return [given]
    return [value for end in ends if (value := event.get(end)) is not None]


def _stops(field: str, values: list[_Value]) -> bool:
    if values and field != "fd.net":
        raise EngineStops(f"`{field} intersects` is more than it can decide")
    return False


def _name_of_address(field: str, test: Test) -> Holds:
    """The name of an address: one that nobody knows is there, and equal to nothing."""
    address = _NAMES[field]
    if test.operator == "exists":
        return lambda event: event.get(field) is not None or _has_descriptor(event)
    holds = predicate(test, "CHARBUF")

    def compare(event: Event) -> bool:
        value = event.get(field)
        if value is not None:
            return holds(value)
        return test.operator == "!=" and event.get(address) is not None

    return compare
