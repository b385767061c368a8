"""One comparison → what it compares, by its types; and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from noteproof.languages.falco import condition_rules as rules
from noteproof.languages.falco import fields, kinds, regular, tables
from noteproof.languages.falco.complaint import Complaint
from noteproof.languages.falco.fields import Reference
from noteproof.languages.falco.operands import FieldOf, Source, Transformed, Typing
from noteproof.languages.falco.parsing import TRANSFORMERS
from noteproof.languages.falco.syntax import Check, Value, fields_of
from noteproof.languages.falco.tables import SYSCALL
from noteproof.text import Span, nearest


@dataclass(frozen=True, slots=True)
class Test:
    """A comparison whose types fit: with `constants`, as the type reads them, or with `right`."""

    left: Source
    operator: str
    modifier: str | None
    constants: tuple[object, ...] = ()
    right: Source | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a comparison. `test` is none where Falco refuses it."""

    test: Test | None
    complaints: tuple[Complaint, ...]


def check(written: Check, source: str = SYSCALL) -> Checked:
    """The comparison that a rule of a source makes, and what is wrong with it."""
    typing = Typing(source)
    complaints = typing.complaints
    left = typing.of(written.left)
    right = None
    if not isinstance(written.right, tuple):
        right = typing.of(written.right)
    if left is None or (right is None and not isinstance(written.right, tuple)):
        return Checked(None, tuple(complaints))
    before = len(complaints)
    _check_operator(written, left, complaints)
    constants: tuple[object, ...] = ()
    if isinstance(written.right, tuple):
        constants = _constants(written, left, written.right, complaints) if before == len(complaints) else ()
        complaints.extend(_doubts(written, left, written.right, source))
    elif right is not None and before == len(complaints):
        _check_right(written, left, right, complaints)
    complaints.extend(_deprecated(written))
    refused = any(each.refuses for each in complaints)
    test = None if refused else Test(left, written.operator, written.modifier, constants, right)
    return Checked(test, tuple(complaints))


def _name(written: Check) -> str:
    return next((each.text for each in fields_of(written.left)), "this")


def _check_operator(written: Check, left: Source, complaints: list[Complaint]) -> None:
    """Whether the type of the left side has the operator, with its modifier."""
    has = kinds.operators(left.kind, left.is_list)
    what = f"`{_name(written)}` is {kinds.words(left.kind, left.is_list)}"
    if isinstance(left, Transformed):
        what = f"`{left.name}(…)` gives {kinds.words(left.kind, left.is_list)}"
    spoken = ", ".join(f"`{each}`" for each in has)
    if (
        isinstance(left, FieldOf)
        and left.reference.field.name == "evt.rawarg"
        and not kinds.is_comparable(left.kind)
    ):
        if written.operator != "exists":
            hint = f"compare the text instead, as in `evt.arg.{left.reference.argument} = …`"
            fault = f"`{left.reference.text}` is of a type that Falco compares with nothing"
            complaints.append(Complaint(rules.wrong_operand, written.left.span, (fault, hint)))
        return
    if written.operator not in has:
        words = (what, written.operator, f"use one of {spoken}")
        complaints.append(Complaint(rules.wrong_operator, written.operator_span, words))
    elif written.modifier and written.operator not in kinds.modified(left.kind):
        words = (what, f"{written.operator} {written.modifier}", f"use one of {spoken}")
        complaints.append(Complaint(rules.wrong_operator, written.operator_span, words))
    if not isinstance(left, FieldOf):
        if _is_type(written) and written.operator in ("=", "!=", "in"):
            refused = ("`evt.type` goes into no transformer", "compare `evt.type` itself")
            complaints.append(Complaint(rules.wrong_transformer, written.left.span, refused))
        return
    name = left.reference.field.name
    if name == "evt.around" and written.operator != "=":
        words = (what, written.operator, "use `=`, the only operator of `evt.around`")
        complaints.append(Complaint(rules.wrong_operator, written.operator_span, words))


def _is_type(written: Check) -> bool:
    return any(each.text == "evt.type" for each in fields_of(written.left))


def _check_right(written: Check, left: Source, right: Source, complaints: list[Complaint]) -> None:
    """Whether a field may stand on the right-hand side of a comparison."""

    def refuse(fault: str, hint: str) -> None:
        complaints.append(Complaint(rules.wrong_right_field, written.right_span, (fault, hint)))

    if written.operator in ("pmatch", "regex"):
        refuse(f"`{written.operator}` compares with constants only", "write the pattern itself")
    elif left.kind == "IPNET":
        refuse("a network is compared with constants only", "write the network, as in `10.0.0.0/8`")
    elif isinstance(left, FieldOf) and "no-rhs" in left.reference.field.flags:
        refuse(f"`{left.reference.text}` is compared with constants only", "write a constant")
    elif isinstance(right, FieldOf) and "no-rhs" in right.reference.field.flags:
        refuse(f"`{right.reference.text}` cannot stand on the right", "turn the comparison round, or drop it")
    elif (left.kind, left.is_list) != (right.kind, right.is_list):
        sides = kinds.words(left.kind, left.is_list), kinds.words(right.kind, right.is_list)
        kind = f" ({left.kind} and {right.kind})" if sides[0] == sides[1] else ""
        refuse(f"the left side is {sides[0]}, the right one {sides[1]}{kind}", "compare fields of one type")
    elif isinstance(left, FieldOf) and left.reference.text == "evt.type":
        refuse("Falco stops when `evt.type` is compared with a field", "name the event types")


def _constants(
    written: Check, left: Source, values: tuple[Value, ...], complaints: list[Complaint]
) -> tuple[object, ...]:
    """The constants as the left side's type reads them."""
    read = kinds.reader(left.kind)
    if written.operator in ("bcontains", "bstartswith"):
        read = kinds.byte_string
    found: list[object] = []
    for value in values:
        try:
            found.append(read(value.text))
        except kinds.Refused as fault:
            complaints.append(Complaint(rules.wrong_operand, value.span, (fault.fault, fault.hint)))
    if isinstance(left, FieldOf) and left.reference.text == "evt.type":
        complaints.extend(_event_types(values))
    if written.operator == "regex":
        complaints.extend(_patterns(values))
    return tuple(found)


def _event_types(values: tuple[Value, ...]) -> list[Complaint]:
    """The values that name no event type; Falco looks at them whatever the operator."""
    known = tables.event_types()
    found = []
    for value in values:
        if value.text not in known:
            near = value.text.lower() if value.text.lower() in known else nearest(value.text, known)
            hint = f"did you mean `{near}`?" if near else "`falco --list-events` names the event types"
            found.append(Complaint(rules.unknown_event_type, value.span, (_no_type(value.text), hint)))
    return found


def _no_type(text: str) -> str:
    return f"`{text}` is no event type"


def _patterns(values: tuple[Value, ...]) -> list[Complaint]:
    found = []
    for value in values:
        fault = _refused(value.text)
        if fault:
            found.append(Complaint(rules.invalid_regex, value.span, fault))
    return found


@lru_cache(maxsize=4096)
def _refused(pattern: str) -> tuple[str, str] | None:
    """Why RE2 refuses a pattern, and what to write instead."""
    try:
        regular.matcher(pattern)
    except regular.Refused as fault:
        return fault.reason, _instead(pattern, fault.at)
    return None


_CLASSES = {"d": "[0-9]", "w": "[[:word:]]", "s": "[[:space:]]", "D": "[^0-9]", "W": "[^[:word:]]"}


def _instead(pattern: str, at: int) -> str:
    escape = pattern[at + 1 : at + 2] if pattern[at : at + 1] == "\\" else ""
    if escape in _CLASSES:
        return f"write `{_CLASSES[escape]}`: Falco knows POSIX syntax only"
    if pattern.startswith("(?", max(at - 1, 0)) or pattern.startswith("(?", at):
        return "remove the `(?…`: Falco knows POSIX syntax, without groups of that kind"
    return "mend the pattern: Falco reads RE2's POSIX syntax, as in `[[:alpha:]]+`"


def _doubts(written: Check, left: Source, values: tuple[Value, ...], source: str) -> list[Complaint]:
    """What Falco only warns of, or not even that: values that look like something else."""
    found = []
    for value in values:
        bare = "".join(value.text.split())
        if _names_field(bare, source):
            found.append(Complaint(rules.field_as_text, value.span, (value.text, _as_field(bare))))
        elif _calls(bare):
            found.append(Complaint(rules.field_as_text, value.span, (value.text, _as_call(value.text))))
        if written.operator == "regex" and is_needless(value.text):
            found.append(Complaint(rules.needless_regex, value.span, (value.text,)))
    name = _name(written)
    if name.startswith(("ka.", "jevt.")) and written.operator in ("=", "!=", "in", "intersects", "pmatch"):
        found.extend(
            Complaint(rules.unsafe_na, value.span, (name,)) for value in values if value.text == "<NA>"
        )
    return found


def _as_field(text: str) -> str:
    return f"write `val({text})` to compare with the field"


def _as_call(text: str) -> str:
    return f"write `{text.strip()}` without quotes, and without a blank before `(`"


@lru_cache(maxsize=65536)
def _names_field(text: str, source: str) -> bool:
    if "." not in text:
        return False
    name, argument = fields.split(text)
    return isinstance(fields.resolve(name, argument, source), Reference)


def _calls(text: str) -> bool:
    return text.endswith(")") and any(text.startswith(f"{name}(") for name in ("val", *TRANSFORMERS))


def is_needless(pattern: str) -> bool:
    """Whether Falco holds that a simpler operator would do: nothing but an end of the pattern is special."""
    length = len(pattern)
    at = 0
    while at < length:
        sign = pattern[at]
        edge = (at == 0 and length > 1) or at == length - 2
        if (at == 0 and sign == "^") or (at == length - 1 and sign == "$"):
            pass
        elif edge and sign == "." and pattern[at + 1] in "+*?":
            at += 1
        elif sign in ".+*?^$()[]{}|\\":
            return False
        at += 1
    return True


DEPRECATED = {
    "evt.dir": "remove this check: it is always `<`",
    "evt.latency": "remove it: enter events are gone, and with them the time since them",
    "evt.latency.s": "remove it: enter events are gone, and with them the time since them",
    "evt.latency.ns": "remove it: enter events are gone, and with them the time since them",
    "evt.latency.human": "remove it: enter events are gone, and with them the time since them",
    "evt.wait_latency": "remove it: enter events are gone, and with them the time since them",
}
"""The fields of which Falco warns, and what to do."""


def _deprecated(written: Check) -> list[Complaint]:
    operands = [written.left] if isinstance(written.right, tuple) else [written.left, written.right]
    never = isinstance(written.right, tuple) and [value.text for value in written.right] == [">"]
    return [
        Complaint(rules.deprecated_field, Span(*each.span), (each.name, _instead_of(each.name, never)))
        for operand in operands
        for each in fields_of(operand)
        if each.name in DEPRECATED
    ]


def _instead_of(name: str, never: bool) -> str:
    if never and name == "evt.dir":
        return "this is never true, as `evt.dir` is always `<`: remove it, or the whole rule"
    return DEPRECATED[name]
