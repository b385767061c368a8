"""A condition's text → its parts, as Falco's own parser takes it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from noteproof.languages.falco import complaints
from noteproof.languages.falco.syntax import (
    And,
    Check,
    Expression,
    Extracted,
    FieldName,
    ItemList,
    Macro,
    Not,
    Operand,
    Or,
    Transform,
    Value,
)
from noteproof.languages.falco.tokens import (
    ARGUMENT,
    BARE,
    FIELD,
    IDENTIFIER,
    NUMBER,
    Reader,
    Unparsable,
    one_of,
)
from noteproof.text import Span

NUMERIC = ("<=", "<", ">=", ">")
SYMBOLS = ("==", "=", "!=")
WORDS = (
    *("glob", "iglob", "contains", "icontains", "bcontains", "startswith", "bstartswith", "endswith"),
    "regex",
)
LISTS = complaints.LISTS
MODIFIERS = ("oneof", "anyof", "allof")
TRANSFORMERS = complaints.TRANSFORMERS

DEPTH = 1000
"""How deep parentheses may nest in a rule."""

_TRANSFORMER_DEPTH = 100
"""How deep transformers may nest here; nobody nests more than three."""

_CALL = one_of(*(f"{name}(" for name in TRANSFORMERS))
_JOINT = one_of("and", "or")
_OPERATOR = one_of("exists", *NUMERIC, *SYMBOLS, *WORDS, *LISTS)
_MODIFIER = re.compile(r"(?:oneof|anyof|allof)(?=[ \t\b\r\n])")


def parse(text: str) -> Expression:
    """The condition that a text is. Raises `Unparsable`.

    condition = blank? or-expr blank? ;
    or-expr   = and-expr { "or" ( blank and-expr | group ) } ;
    and-expr  = not-expr { "and" ( blank not-expr | group ) } ;
    not-expr  = { "not" blank } ( "not" group | check ) ;
    group     = "(" blank? or-expr blank? ")" ;
    check     = group | lhs blank? test | identifier ;
    """
    reader = Reader(text)
    groups = [_Group(0)]
    while True:
        reader.blank()
        start = reader.at
        negated = False
        while reader.negation():
            negated = not negated
        if reader.has("not("):
            groups.append(_Group(start, negated=not negated, opened=reader.at - 1))
        elif reader.has("("):
            groups.append(_Group(start, negated=negated, opened=reader.at - 1))
        else:
            groups[-1].take(_check(reader), negated, start)
            if not _joined(reader, groups):
                return groups[0].whole(reader.at)
        if len(groups) > DEPTH:
            raise complaints.too_deep(groups[-1].opened, DEPTH)


@dataclass(slots=True)
class _Group:
    """What stands in one pair of parentheses so far: finished alternatives, and the parts of the last one."""

    start: int
    negated: bool = False
    opened: int = 0
    alternatives: list[Expression] = field(default_factory=list)
    parts: list[Expression] = field(default_factory=list)

    def take(self, part: Expression, negated: bool, start: int) -> None:
        self.parts.append(Not(part, Span(start, part.span.end)) if negated else part)

    def alternative(self) -> None:
        parts = tuple(self.parts)
        span = Span(parts[0].span.start, parts[-1].span.end)
        self.alternatives.append(parts[0] if len(parts) == 1 else And(parts, span))
        self.parts = []

    def whole(self, end: int) -> Expression:
        self.alternative()
        found = tuple(self.alternatives)
        return found[0] if len(found) == 1 else Or(found, Span(found[0].span.start, found[-1].span.end))


def _joined(reader: Reader, groups: list[_Group]) -> bool:
    """Pass what stands behind a check: closing parentheses, and `and` or `or`; false at the end."""
    while True:
        reader.blank()
        group = groups[-1]
        keyword = reader.match(_JOINT)
        if keyword:
            if not reader.blank() and not reader.text.startswith("(", reader.at):
                raise complaints.after_keyword(reader, keyword)
            if keyword == "or":
                group.alternative()
            return True
        if len(groups) > 1 and reader.has(")"):
            groups.pop()
            inner = group.whole(reader.at)
            span = Span(group.start, reader.at)
            if isinstance(inner, (And, Or, Not)):
                inner = replace(inner, grouped=True, span=Span(group.opened, reader.at))
            groups[-1].take(inner, group.negated, span.start)
            continue
        if reader.at < len(reader.text):
            raise complaints.after_check(reader, groups[-1].parts[-1], [each.opened for each in groups[1:]])
        if len(groups) > 1:
            raise complaints.unclosed(groups[-1].opened)
        return False


def _check(reader: Reader) -> Expression:
    """A comparison, or a macro.

    lhs = field | transform ;
    """
    start = reader.at
    name = reader.match(FIELD)
    if name is not None:
        return _test(reader, _argument(reader, name, start), start)
    if call := reader.match(_CALL):
        return _test(reader, _transform(reader, call[:-1], start, 0), start)
    name = reader.match(IDENTIFIER)
    if name is None:
        raise complaints.no_check(reader)
    complaints.is_no_macro(reader, name, start)
    return Macro(name, reader.span(start))


def _test(reader: Reader, left: Extracted, start: int) -> Check:
    """What is asked of a field.

    test   = "exists"
           | num-op  blank? ( number | rhs-field )
           | str-op  [ modifier blank? ( list | identifier ) ]
           | str-op  ( string | rhs-field )
           | list-op blank? ( list | rhs-field | identifier ) ;
    str-op = "==" | "=" | "!=" | ( word-op blank ) ;
    """
    reader.blank()
    at = reader.at
    operator = reader.match(_OPERATOR)
    if operator is None:
        raise complaints.no_operator(reader, left)
    if operator == "exists":
        return Check(left, "exists", reader.span(at), None, (), reader.span(at), False, reader.span(start))
    if operator in NUMERIC:
        return _compared(reader, left, operator, at, start, _number(reader, operator))
    if operator in LISTS:
        return _compared(reader, left, operator, at, start, _several(reader, operator))
    if operator in WORDS and not reader.blank():
        reader.at = at
        raise complaints.no_operator(reader, left)
    return _with_modifier(reader, left, operator, at, start)


def _compared(
    reader: Reader,
    left: Extracted,
    operator: str,
    at: int,
    start: int,
    right: tuple[Value, ...] | Extracted,
    modifier: str | None = None,
) -> Check:
    width = len(operator)
    begin = at + width
    if modifier:
        begin = reader.text.index(modifier, begin) + len(modifier)
    begin = min(_after_blanks(reader.text, begin), reader.at)
    bracketed = isinstance(right, tuple) and reader.text.startswith("(", begin)
    name = "=" if operator == "==" else operator
    right_span = Span(begin, reader.at)
    return Check(left, name, Span(at, at + width), modifier, right, right_span, bracketed, reader.span(start))


def _after_blanks(text: str, at: int) -> int:
    reader = Reader(text, at)
    reader.blank()
    return reader.at


def _with_modifier(reader: Reader, left: Extracted, operator: str, at: int, start: int) -> Check:
    reader.blank()
    before = reader.at
    modifier = reader.match(_MODIFIER)
    if modifier is not None:
        reader.blank()
        name = IDENTIFIER.match(reader.text, reader.at)
        if reader.text.startswith("(", reader.at) or (name and name.group() not in ("and", "or", "not")):
            right = _several(reader, f"{operator} {modifier}", fields=False)
            return _compared(reader, left, operator, at, start, right, modifier)
        reader.at = before
    found = _right_field(reader) or (_string(reader, operator),)
    return _compared(reader, left, operator, at, start, found)


def _number(reader: Reader, operator: str) -> tuple[Value, ...] | Extracted:
    """A number, or a field.

    number = "0x" hex+ | [ "+" | "-" ] digit+ [ "." ] digit* [ ("e"|"E") ("+"|"-") digit+ ] ;
    """
    reader.blank()
    if found := _right_field(reader):
        return found
    start = reader.at
    number = reader.match(NUMBER)
    if number is None:
        raise complaints.no_number(reader, operator)
    return (Value(number, reader.span(start)),)


def _several(reader: Reader, operator: str, fields: bool = True) -> tuple[Value, ...] | Extracted:
    """A list of texts, a field where `fields` says so, or one bare word.

    list = "(" blank? [ string blank? { "," blank? string blank? } ] ")" ;
    """
    reader.blank()
    start = reader.at
    if not reader.has("("):
        if fields and (found := _right_field(reader)):
            return found
        name = reader.match(IDENTIFIER)
        if name is None:
            raise complaints.no_list(reader, operator)
        return (Value(name, reader.span(start)),)
    values = []
    reader.blank()
    if not reader.text.startswith(")", reader.at) and (first := _any_string(reader)):
        values.append(first)
        reader.blank()
        while reader.has(","):
            values.append(_string(reader, ","))
            reader.blank()
    if not reader.has(")"):
        raise complaints.in_list(reader, start, values)
    return tuple(values)


def _string(reader: Reader, after: str) -> Value:
    """A text.

    string = quoted | bare ;
    """
    reader.blank()
    found = _any_string(reader)
    if found is None:
        raise complaints.no_string(reader, after)
    return found


def _any_string(reader: Reader) -> Value | None:
    start = reader.at
    text = reader.quoted()
    if text is not None:
        return Value(text, reader.span(start), quoted=True)
    text = reader.match(BARE)
    return None if text is None else Value(text, reader.span(start))


def _right_field(reader: Reader) -> Extracted | None:
    """A field on the right-hand side, if one comes next.

    rhs-field = "val(" blank? field blank? ")" | transform ;
    """
    reader.blank()
    start = reader.at
    if reader.has("val("):
        reader.blank()
        at = reader.at
        name = reader.match(FIELD)
        if name is None:
            raise complaints.no_field(reader, "val")
        found = _argument(reader, name, at)
        reader.blank()
        if not reader.has(")"):
            raise complaints.unclosed_call(reader, "val", start)
        return found
    call = reader.match(_CALL)
    return _transform(reader, call[:-1], start, 0) if call else None


def _argument(reader: Reader, name: str, start: int) -> FieldName:
    """A field behind whose name an argument may stand.

    field     = word { "." word }+ [ field-arg ] ;
    field-arg = "[" ( quoted | bare-arg ) "]" ;
    """
    return FieldName(name, _bracketed(reader), reader.span(start))


def _bracketed(reader: Reader) -> str | None:
    opened = reader.at
    if not reader.has("["):
        return None
    argument = reader.quoted()
    if argument is None:
        argument = reader.match(ARGUMENT)
    if argument is None:
        raise complaints.no_argument(reader)
    if not reader.has("]"):
        raise complaints.unclosed_argument(reader, opened)
    return argument


def transform_at(reader: Reader) -> Transform | None:
    """The transformer over fields that comes next in a text, if one does. Raises `Unparsable`."""
    start = reader.at
    call = reader.match(_CALL)
    return _transform(reader, call[:-1], start, 0) if call else None


def _transform(reader: Reader, name: str, start: int, depth: int) -> Transform:
    """A transformer, from behind its parenthesis on.

    transform = tname "(" blank? targ blank? { "," blank? targ blank? } ")" [ field-arg ] ;
    """
    if depth > _TRANSFORMER_DEPTH:
        raise complaints.too_deep(start, _TRANSFORMER_DEPTH)
    operands = []
    while True:
        reader.blank()
        operands.append(_operand(reader, name, depth))
        reader.blank()
        if not reader.has(","):
            break
    if not reader.has(")"):
        raise complaints.unclosed_call(reader, name, start)
    return Transform(name, tuple(operands), _bracketed(reader), reader.span(start))


def _operand(reader: Reader, name: str, depth: int) -> Operand:
    """What a transformer takes.

    targ  = number | quoted | "(" [ titem { "," titem } ] ")" | transform | field ;
    titem = field | transform | quoted | number ;
    """
    start = reader.at
    if found := _literal(reader):
        return found
    if reader.has("("):
        items: list[Operand] = []
        reader.blank()
        while not reader.has(")"):
            if items and not reader.has(","):
                raise complaints.unclosed_call(reader, "", start)
            reader.blank()
            items.append(_field_operand(reader, name, depth))
            reader.blank()
        return ItemList(tuple(items), reader.span(start))
    return _field_operand(reader, name, depth)


def _field_operand(reader: Reader, name: str, depth: int) -> Operand:
    start = reader.at
    field_name = reader.match(FIELD)
    if field_name is not None:
        return _argument(reader, field_name, start)
    if call := reader.match(_CALL):
        return _transform(reader, call[:-1], start, depth + 1)
    if found := _literal(reader):
        return found
    raise complaints.no_field(reader, name)


def _literal(reader: Reader) -> Value | None:
    start = reader.at
    number = reader.match(NUMBER)
    if number is not None:
        return Value(number, reader.span(start))
    text = reader.quoted()
    return None if text is None else Value(text, reader.span(start), quoted=True)


__all__ = [
    "DEPTH",
    "LISTS",
    "MODIFIERS",
    "NUMERIC",
    "SYMBOLS",
    "TRANSFORMERS",
    "WORDS",
    "Unparsable",
    "parse",
]
