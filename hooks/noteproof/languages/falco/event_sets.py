"""The event types for which Falco tries a rule, as numbers whose bits are event types."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from noteproof.languages.falco import tables
from noteproof.languages.falco.syntax import And, Check, Expression, FieldName, Macro, Not, parts_of, walk

TOO_MANY = 100
"""More event codes than these and Falco warns of a rule."""


@cache
def bits() -> dict[str, int]:
    """The bit of each event type."""
    return {name: 1 << number for number, name in enumerate(tables.event_types())}


@cache
def every() -> int:
    """All event types."""
    return (1 << len(tables.event_types())) - 1


@cache
def _counted() -> int:
    """The event types that Falco only counts; they share one code."""
    return sum(bits()[name] for name, held in tables.event_types().items() if not held)


def codes(types: int) -> int:
    """How many event codes a set of event types has: two a type, one for each way across the system call."""
    counted = types & _counted()
    return 2 * (types & ~_counted()).bit_count() + 2 * bool(counted)


Both = tuple[int, int]
"""The event types for which an expression can hold, and those for which its opposite can."""


def of(expression: Expression, macro: Callable[[str], Both]) -> Both:
    """The event types for which an expression, and its opposite, can hold; `macro` knows those of macros."""
    found: dict[int, Both] = {}
    for part in walk(expression):
        if isinstance(part, Check):
            found[id(part)] = _of_check(part)
        elif isinstance(part, Macro):
            found[id(part)] = macro(part.name)
        else:
            inner = [found.pop(id(each)) for each in parts_of(part)]
            found[id(part)] = (
                inner[0][::-1] if isinstance(part, Not) else _joined(inner, isinstance(part, And))
            )
    return found[id(expression)]


def _joined(inner: list[Both], conjunction: bool) -> Both:
    inside, outside = every(), 0
    for holds, fails in inner if conjunction else [each[::-1] for each in inner]:
        inside &= holds
        outside |= fails
    return (inside, outside) if conjunction else (outside, inside)


def _of_check(check: Check) -> Both:
    left = check.left
    if not isinstance(left, FieldName) or left.text not in ("evt.type", "syscall.type"):
        return every(), every()
    if check.operator == "exists":
        return (every(), 0) if left.text == "evt.type" else (every(), every())
    if check.operator not in ("=", "!=", "in") or check.modifier or not isinstance(check.right, tuple):
        return every(), every()
    named = 0
    for value in check.right:
        named |= bits().get(value.text, 0)
    both = (named, every() & ~named)
    return both[::-1] if check.operator == "!=" else both
