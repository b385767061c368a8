"""What a check compares: a field, or a transformer over fields, with the type of the value that it gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from noteproof.languages.falco import condition_rules as rules
from noteproof.languages.falco import fields, kinds
from noteproof.languages.falco.complaint import Complaint
from noteproof.languages.falco.fields import Reference, Unknown
from noteproof.languages.falco.syntax import FieldName, ItemList, Operand, Transform, Value
from noteproof.languages.falco.tables import SYSCALL


@dataclass(frozen=True, slots=True)
class FieldOf:
    """The value of a field."""

    reference: Reference
    kind: str
    is_list: bool


@dataclass(frozen=True, slots=True)
class Constant:
    """A text that stands in the condition."""

    text: str
    kind: str = "CHARBUF"
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class Several:
    """A list that is written out."""

    items: tuple[Source, ...]
    kind: str = "CHARBUF"
    is_list: bool = True


@dataclass(frozen=True, slots=True)
class Transformed:
    """What a transformer makes of its operands."""

    name: str
    operands: tuple[Source, ...]
    option: str | None
    kind: str
    is_list: bool


Source = FieldOf | Constant | Several | Transformed

_SAME = frozenset({"tolower", "toupper", "basename", "b64"})
_TAKES = {
    "tolower": "a text",
    "toupper": "a text",
    "basename": "a text",
    "b64": "a text or a buffer of bytes",
    "len": "a text, a buffer of bytes or a list",
}


@dataclass(slots=True)
class Typing:
    """Finds the types of operands for the rules of one source; what is wrong goes to `complaints`."""

    source: str = SYSCALL
    complaints: list[Complaint] = field(default_factory=list)

    def of(self, operand: Operand, inside: bool = False) -> Source | None:
        """The operand with its type; nothing where it has none. `inside` says that a transformer takes it."""
        if isinstance(operand, Value):
            return Constant(operand.text, "CHARBUF" if operand.quoted else "UINT64")
        if isinstance(operand, FieldName):
            return self._field(operand)
        if isinstance(operand, ItemList):
            items = tuple(self.of(item, inside=True) for item in operand.items)
            return Several(tuple(item for item in items if item)) if all(items) else None
        return self._transform(operand)

    def _field(self, name: FieldName) -> FieldOf | None:
        found = fields.resolve(name.name, name.argument, self.source)
        if isinstance(found, Reference):
            return FieldOf(found, found.kind, found.field.is_list)
        known = self._elsewhere(name, found)
        if known is None:
            rule = rules.unknown_event_type if "event type" in found.fault else rules.unknown_field
            self.complaints.append(Complaint(rule, name.span, (found.fault, found.hint)))
        return known

    def _elsewhere(self, name: FieldName, unknown: Unknown) -> FieldOf | None:
        """A field of system calls in a rule of another source, whose plugin a Falco may or may not have."""
        if self.source == SYSCALL or unknown.source != SYSCALL:
            return None
        found = fields.resolve(name.name, name.argument, SYSCALL)
        assert isinstance(found, Reference)
        self.complaints.append(Complaint(rules.foreign_field, name.span, (found.text, self.source)))
        return FieldOf(found, found.kind, found.field.is_list)

    def _transform(self, transform: Transform) -> Source | None:
        name = transform.name
        given = [self.of(operand, inside=True) for operand in transform.operands]
        operands = tuple(each for each in given if each is not None)
        if len(operands) < len(given):
            return None
        fault = next(self._faults(transform, operands), None)
        if fault is not None:
            self.complaints.append(Complaint(rules.wrong_transformer, transform.span, fault))
            return None
        kind, is_list = _gives(name, operands, transform.option)
        return Transformed(name, operands, transform.option, kind, is_list)

    def _faults(self, transform: Transform, operands: tuple[Source, ...]) -> Iterator[tuple[str, str]]:
        """What is wrong with a transformer over operands of these types, and what to do."""
        name = transform.name
        if transform.option is not None and name != "getopt":
            yield f"`{name}(…)` takes no argument in brackets", "remove the brackets"
        if name == "join":
            yield from _join_faults(operands)
        elif name == "concat":
            if len(operands) < 2:
                yield "`concat(` takes two texts or more", "name another field, or drop the transformer"
            for each in operands:
                raw = isinstance(each, FieldOf) and each.reference.field.name == "evt.rawarg"
                if raw or each.kind not in kinds.TEXTS or each.is_list:
                    yield f"`concat(` takes texts, and not {_what(each)}", "name fields that are texts"
        elif name == "getopt":
            if len(operands) != 2:
                yield "`getopt(` takes a list and the letters of options", 'write `getopt(LIST, "ab:")`'
            elif not operands[0].is_list or operands[0].kind != "CHARBUF":
                hint = "name a field that is a list of texts; `proc.args` is one text"
                yield f"`getopt(` takes a list of texts, and not {_what(operands[0])}", hint
            elif operands[1].kind not in kinds.TEXTS:
                yield "the letters of options are a text", 'quote them, as in `"ab:"`'
        elif len(operands) != 1:
            yield f"`{name}(` takes one operand", "remove the others"
        else:
            yield from self._single_faults(name, operands[0])

    def _single_faults(self, name: str, operand: Source) -> Iterator[tuple[str, str]]:
        if isinstance(operand, FieldOf) and "no-transformer" in operand.reference.field.flags:
            yield f"`{operand.reference.text}` goes into no transformer", "compare the field itself"
        text = operand.kind in kinds.TEXTS
        fits = (
            text
            or (name in ("b64", "len") and operand.kind == "BYTEBUF")
            or (name == "len" and operand.is_list)
        )
        if not fits:
            hint = "compare the field itself" if not text else "drop the transformer"
            yield f"`{name}(` takes {_TAKES[name]}, and not {_what(operand)}", hint


def _join_faults(operands: tuple[Source, ...]) -> Iterator[tuple[str, str]]:
    hint = 'write `join(", ", (proc.name, proc.pname))`'
    if len(operands) != 2:
        yield "`join(` takes a separator and a list", hint
    elif operands[0].kind not in kinds.TEXTS or operands[0].is_list:
        yield "the separator of `join(` is a text", hint
    elif not operands[1].is_list:
        yield f"`join(` takes a list, and not {_what(operands[1])}", hint


def _what(operand: Source) -> str:
    name = f"`{operand.reference.text}`, which is " if isinstance(operand, FieldOf) else ""
    return f"{name}{kinds.words(operand.kind, operand.is_list)}"


def _gives(name: str, operands: tuple[Source, ...], option: str | None) -> tuple[str, bool]:
    if name in _SAME:
        return operands[0].kind, operands[0].is_list
    if name == "len":
        return "UINT64", False
    return "CHARBUF", name == "getopt" and option is None
