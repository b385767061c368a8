"""A condition as it was written: checks and macros, joined by `and`, `or` and `not`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from noteproof.text import Span


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """A text or a number, without its quotes."""

    text: str
    span: Span
    quoted: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class FieldName:
    """A field's name, and what stands in brackets behind it."""

    name: str
    argument: str | None
    span: Span

    @property
    def text(self) -> str:
        """The name and the argument as Falco puts them together."""
        return self.name if not self.argument else f"{self.name}[{self.argument}]"


@dataclass(frozen=True, slots=True, eq=False)
class ItemList:
    """Several operands in parentheses, as a transformer takes them."""

    items: tuple[Operand, ...]
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Transform:
    """A transformer over operands; `option` is what stands in brackets behind it."""

    name: str
    operands: tuple[Operand, ...]
    option: str | None
    span: Span


Operand = Value | FieldName | ItemList | Transform
Extracted = FieldName | Transform
"""What gives a value of the event."""


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """One comparison. `right` are constants, or one field; none for `exists`.

    `modifier` is `oneof`, `anyof` or `allof`; `bracketed` says whether the constants stand in parentheses.
    """

    left: Extracted
    operator: str
    operator_span: Span
    modifier: str | None
    right: tuple[Value, ...] | Extracted
    right_span: Span
    bracketed: bool
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Macro:
    """A macro, by its name."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Not:
    """What does not hold."""

    child: Expression
    span: Span
    grouped: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class And:
    """Parts joined by `and`; `grouped` if they stand in parentheses."""

    parts: tuple[Expression, ...]
    span: Span
    grouped: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Or:
    """Parts joined by `or`; `grouped` if they stand in parentheses."""

    parts: tuple[Expression, ...]
    span: Span
    grouped: bool = False


Expression = Check | Macro | Not | And | Or


def walk(expression: Expression) -> Iterator[Expression]:
    """Every part of an expression, each behind its own parts; conditions nest deeper than Python recurses."""
    waiting: list[tuple[Expression, bool]] = [(expression, False)]
    while waiting:
        part, ready = waiting.pop()
        if ready or isinstance(part, (Check, Macro)):
            yield part
            continue
        inner = parts_of(part)
        waiting.append((part, True))
        waiting.extend((each, False) for each in reversed(inner))


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    """The parts that an expression is joined from."""
    if isinstance(expression, (And, Or)):
        return expression.parts
    return (expression.child,) if isinstance(expression, Not) else ()


def leaves(expression: Expression) -> Iterator[Check | Macro]:
    """The checks and macros of an expression, in the order written."""
    waiting = [expression]
    while waiting:
        part = waiting.pop()
        if isinstance(part, (Check, Macro)):
            yield part
        else:
            waiting.extend(reversed(parts_of(part)))


def fields_of(operand: Operand) -> Iterator[FieldName]:
    """The fields of an operand, those inside transformers too."""
    waiting = [operand]
    while waiting:
        part = waiting.pop()
        if isinstance(part, FieldName):
            yield part
        elif isinstance(part, Transform):
            waiting.extend(reversed(part.operands))
        elif isinstance(part, ItemList):
            waiting.extend(reversed(part.items))
