"""An output's template → its texts and fields."""

from __future__ import annotations

import re
from dataclasses import dataclass

from noteproof.languages.falco import condition_rules as rules
from noteproof.languages.falco import fields, tables
from noteproof.languages.falco.checking import DEPRECATED
from noteproof.languages.falco.complaint import Complaint
from noteproof.languages.falco.fields import Reference
from noteproof.languages.falco.operands import FieldOf, Source, Typing
from noteproof.languages.falco.parsing import transform_at
from noteproof.languages.falco.tables import SYSCALL
from noteproof.languages.falco.tokens import FIELD, Reader, Unparsable
from noteproof.text import Span, nearest

INFO = "%container.info"
"""What Falco takes out of an output, with a warning."""

_WORD = re.compile(r"[a-zA-Z0-9_.]+")
_WIDTH = re.compile(r"[0-9]+")
_ARGUMENT = re.compile(r"\[(?:\"[^\"\]]*\"|'[^'\]]*'|[^\]\[\"' \t\n\v\f\r]+)\]")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of a template that a value takes; `width` cuts or pads it, where it is not 0."""

    source: Source
    width: int


@dataclass(frozen=True, slots=True)
class Template:
    """Texts and slots in turn; `fields` are the plain fields in order, `places` where the slots stand."""

    parts: tuple[str | Slot, ...]
    fields: tuple[FieldOf, ...]
    places: tuple[tuple[Slot, Span], ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a template; `fine` says whether Falco takes it."""

    template: Template
    fine: bool
    complaints: tuple[Complaint, ...]


def read(text: str, source: str = SYSCALL) -> Read:
    """The template that an output is to a rule of a source, and what is wrong with it."""
    complaints: list[Complaint] = []
    blanked = text.replace(INFO, "\0" * len(INFO))
    for name in DEPRECATED:
        at = text.find(name)
        if at >= 0 and not any(len(each) > len(name) and text.startswith(each, at) for each in DEPRECATED):
            span = Span(at, at + len(name))
            complaints.append(
                Complaint(rules.deprecated_field, span, (name, DEPRECATED[name].replace("this check", "it")))
            )
    parts: list[str | Slot] = []
    plain: dict[str, FieldOf] = {}
    places: list[tuple[Slot, Span]] = []
    at = 1 if blanked.startswith("*") else 0
    fine = True
    while (sign := blanked.find("%", at)) >= 0:
        parts.append(blanked[at:sign].replace("\0", ""))
        before = len(complaints)
        slot, at = _slot(text, sign, source, complaints)
        if slot is None:
            fine = fine and not _refused(complaints[before:])
            parts.append(text[sign:at])
            continue
        parts.append(slot)
        places.append((slot, Span(sign, at)))
        for each in _plain(slot.source):
            plain.setdefault(each.reference.text, each)
    parts.append(blanked[at:].replace("\0", ""))
    if not blanked.strip("\0"):
        words = ("this output prints nothing", "write a text, such as `shell (user=%user.name)`")
        complaints.append(Complaint(rules.output_syntax, Span(0, len(text)), words))
        fine = False
    shown = tuple(part for part in parts if part != "")
    template = Template(shown, tuple(plain.values()), tuple(places))
    return Read(template, fine, tuple(complaints))


def _refused(complaints: list[Complaint]) -> bool:
    return any(each.rule is rules.output_syntax for each in complaints)


def _slot(text: str, sign: int, source: str, complaints: list[Complaint]) -> tuple[Slot | None, int]:
    """The slot that a `%` opens, and where what follows it begins."""
    digits = _WIDTH.match(text, sign + 1)
    width = min(int(digits.group()[:9]), 1_000_000) if digits else 0
    start = digits.end() if digits else sign + 1

    def refuse(end: int, fault: str, hint: str) -> tuple[None, int]:
        complaints.append(Complaint(rules.output_syntax, Span(sign, max(end, sign + 1)), (fault, hint)))
        return None, max(end, sign + 1)

    reader = Reader(text, start)
    try:
        transform = transform_at(reader)
    except Unparsable as fault:
        return refuse(fault.span.end, fault.fault, fault.hint)
    if transform is not None:
        typing = Typing(source)
        operand = typing.of(transform)
        for each in typing.complaints:
            if each.rule is rules.foreign_field:
                complaints.append(each)
            elif operand is None:
                return refuse(reader.at, str(each.words[0]), str(each.words[1]))
        assert operand is not None
        return Slot(operand, width), reader.at
    found = _longest(text, start, source)
    if found is None:
        return refuse(*_no_field(text, sign, start, source))
    reference, end, foreign = found
    if "filter-only" in reference.field.flags:
        hint = "print an end of the connection, such as `%fd.sip` or `%fd.cport`"
        if reference.field.name == "evt.around":
            hint = "remove it: the field is for conditions"
        return refuse(end, f"`{reference.text}` is for conditions only", hint)
    if foreign:
        complaints.append(Complaint(rules.foreign_field, Span(sign, end), (reference.text, source)))
    return Slot(FieldOf(reference, reference.kind, reference.field.is_list), width), end


def _longest(text: str, start: int, source: str) -> tuple[Reference, int, bool] | None:
    """The field whose name is the longest that a text goes on with, where it ends, whether it is foreign."""
    word = _WORD.match(text, start)
    if word is None:
        return None
    for home in dict.fromkeys((source, SYSCALL)):
        known = tables.fields_of(home)
        for length in range(min(len(word.group()), tables.longest_name()), 2, -1):
            name = text[start : start + length]
            field = known.get(name)
            if field is None:
                continue
            end = start + length
            argument = _ARGUMENT.match(text, end)
            if argument is not None:
                inner = argument.group()[1:-1].strip("\"'")
                found = fields.resolve(name, inner, home)
                if isinstance(found, Reference):
                    return found, argument.end(), home != source
            if "dot" in field.arguments and text.startswith(".", end):
                dotted = _dotted(text, name, end + 1, word.end(), home)
                if dotted is not None:
                    return (*dotted, home != source)
            found = fields.resolve(name, None, home)
            if isinstance(found, Reference):
                return found, end, home != source
            return None
    return None


def _dotted(text: str, name: str, start: int, end: int, source: str) -> tuple[Reference, int] | None:
    """A field whose argument follows a dot: the longest name that there is."""
    for stop in range(min(end, start + tables.longest_name()), start, -1):
        found = fields.resolve(f"{name}.{text[start:stop]}", None, source)
        if isinstance(found, Reference):
            return found, stop
    return None


def _no_field(text: str, sign: int, start: int, source: str) -> tuple[int, str, str]:
    """Where what is no field ends, what is wrong with it, and what to write instead."""
    written = FIELD.match(text, start)
    if text.startswith("%", start):
        return start + 1, "there is no `%%` in an output", "write `percent`, or leave the sign out"
    if start >= len(text):
        return start, "an output does not end with `%`", "name a field behind it, or write `percent`"
    if written is None:
        word = _WORD.match(text, start)
        near = nearest(word.group(), ("proc.name", "evt.time", "user.name")) if word else None
        hint = (
            f"did you mean `%{near}`?"
            if near
            else "name a field behind it, as in `%proc.name`, or write `percent`"
        )
        return (word.end() if word else start), "no field begins behind this `%`", hint
    name = written.group()
    argument = _ARGUMENT.match(text, written.end())
    unknown = fields.resolve(name, argument.group()[1:-1] if argument else None, source)
    assert not isinstance(unknown, Reference)
    return (
        (argument.end() if argument else written.end()),
        unknown.fault,
        unknown.hint,
    )


def _plain(source: Source) -> list[FieldOf]:
    """The plain fields of an operand."""
    waiting = [source]
    found = []
    while waiting:
        each = waiting.pop()
        if isinstance(each, FieldOf):
            found.append(each)
        else:
            waiting.extend(reversed(getattr(each, "operands", getattr(each, "items", ()))))
    return found
