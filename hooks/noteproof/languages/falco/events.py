"""An event, given as a flat map of fields → the values that its fields have, by their types."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache, partial
from typing import Any

from noteproof.finding import Finding, Key, Value
from noteproof.languages.falco import fields, kinds, tables, times
from noteproof.languages.falco import pitfall_rules as rules
from noteproof.languages.falco.fields import Reference
from noteproof.languages.falco.tables import SOURCES, SYSCALL
from noteproof.text import nearest

Event = dict[str, Any]
"""The values of an event by their fields as Falco writes them; a field without a value is None or absent.

Texts are str, numbers int or float, addresses `kinds.Address`, lists tuples.
"""

ANCESTORS = frozenset({"proc.aname", "proc.apid", "proc.aexe", "proc.aexepath", "proc.acmdline", "proc.aenv"})
"""The fields that without an index are those of any ancestor."""

_HALF = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Half of a surrogate pair that stands for no octet either."""

_DECIMAL = re.compile(r"[+-]?[0-9]+")
_HEXADECIMAL = frozenset({"dev", "addr", "cap_inheritable", "cap_permitted", "cap_effective"})

_TWINS = {
    "proc.name": "proc.aname[0]",
    "proc.pid": "proc.apid[0]",
    "proc.exe": "proc.aexe[0]",
    "proc.exepath": "proc.aexepath[0]",
    "proc.cmdline": "proc.acmdline[0]",
    "fd.cnet": "fd.cip",
    "fd.snet": "fd.sip",
    "fd.lnet": "fd.lip",
    "fd.rnet": "fd.rip",
}
"""Fields that say the same: where one is not given, the other is taken."""

_TWIN = {**_TWINS, **{other: one for one, other in _TWINS.items()}}

Read = Callable[[object], object]
"""How a field reads what an event gives for it. It raises `kinds.Refused`."""


def read(given: Mapping[str, object]) -> Event | tuple[Finding, ...]:
    """The event that a map gives, or what is wrong with the map. Routes are those within the map."""
    event: Event = {}
    faults: list[Finding] = []
    twins: list[tuple[str, str]] = []
    tells = False
    for name, value in given.items():
        found = _reader(name)
        if isinstance(found, str):
            faults.append(rules.event_field.at(Key((name,)), name, found))
            continue
        text, reader, twin = found
        if twin:
            twins.append((text, twin))
        elif twin is None:
            tells = True
        if value is None or (reader is None and type(value) is str and value.isascii()):
            event[text] = value
            continue
        try:
            event[text] = _text(value) if reader is None else reader(value)
        except kinds.Refused as fault:
            faults.append(rules.event_value.at(Value((name,)), name, fault.fault, fault.hint))
    if tells:
        faults.extend(_of_type(event))
        faults.extend(_of_sources(event))
    for text, twin in twins:
        event.setdefault(twin, event.get(text))
    return tuple(faults) if faults else event


def _of_type(event: Event) -> Iterator[Finding]:
    """What other fields say of the event's type: it is taken from them where it is not given; all agree."""
    said = {
        name: name.removeprefix("evt.type.is.") if name != "syscall.type" else value
        for name, value in event.items()
        if value and (name == "syscall.type" or name.startswith("evt.type.is."))
    }
    for name, kind in said.items():
        known = event.setdefault("evt.type", kind)
        if known not in (None, kind):
            fault = f"says that this is `{kind}`, and another field that it is `{known}`"
            yield rules.event_value.at(Value((name,)), name, fault, "let both say the same, or remove one")


def _of_sources(event: Event) -> Iterator[Finding]:
    """An event is of one source: what is wrong if fields of two are there."""
    source = source_of(event)
    if source == SYSCALL:
        return
    for name in event:
        if _is_of_calls(name) or _source_of_names((name,)) not in (source, "", SYSCALL):
            fault = f"is of another source than this event, which is of `{source or 'a plugin'}`"
            yield rules.event_value.at(Key((name,)), name, fault, "remove it: an event has one source")


@cache
def _is_of_calls(name: str) -> bool:
    """Whether only system calls have a field: those of the event itself, other events have too."""
    field = tables.fields().get(fields.split(name)[0])
    return field is not None and not name.startswith("evt.")


def source_of(event: Event) -> str:
    """The source that an event is of; empty for one of any source that a plugin gives."""
    given = event.get("evt.source")
    if isinstance(given, str) and given:
        return given
    return _source_of_names(tuple(event))


@lru_cache(maxsize=4096)
def _source_of_names(names: tuple[str, ...]) -> str:
    loose = False
    for name in names:
        plugin = _plugin(name)
        if plugin in tables.EXTRACTORS:
            loose = True
        elif plugin:
            return next(source for source, each in SOURCES.items() if each == plugin)
    return "" if loose else SYSCALL


@cache
def _plugin(name: str) -> str:
    field = tables.plugin_fields().get(fields.split(name)[0])
    return field.family if field else ""


@cache
def _reader(name: str) -> tuple[str, Read | None, str | None] | str:
    """How Falco writes a field, how it reads a value, and the field that says the same; or a hint.

    Without a reader the value is a plain text. None in the last place: the field tells the type or the source
    of its event, so that it has to be held against the others.
    """
    found: object = None
    for source in SOURCES:
        found = fields.resolve(*fields.split(name.replace('"', "").replace("'", "")), source)
        if isinstance(found, Reference):
            tells = found.text == "syscall.type" or found.text.startswith(("evt.type.is.", "evt.source"))
            tells = tells or bool(_plugin(found.text))
            return found.text, _of(found), None if tells else _TWIN.get(found.text, "")
    near = fields.suggestion(name)
    if near is None:
        near = nearest(name, tables.plugin_fields())
    return f"did you mean `{near}`?" if near else "`falco --list` names the fields"


def _of(reference: Reference) -> Read | None:
    field = reference.field
    if field.name == "evt.rawarg":
        return _raw(reference)
    if field.is_list and reference.argument is None:
        return _items
    if field.name == "evt.arg" or (field.name in ANCESTORS and reference.argument is None):
        return _text_or_number
    if field.name in ("evt.type", "syscall.type"):
        return _event_type
    if field.name == "evt.source":
        return _source
    if field.name in times.FIELDS:
        return partial(_time, field.name)
    if field.kind in kinds.TEXTS or field.kind == "BYTEBUF":
        return None
    if field.kind in kinds.NUMBERS:
        return lambda value: _number(value, field.kind)
    return _READ[field.kind]


def _text(value: object) -> str:
    if isinstance(value, str):
        if _HALF.search(value):
            raise kinds.Refused("holds half of a character", "write the whole character")
        return value
    if isinstance(value, (list, tuple, dict)):
        raise kinds.Refused("is one text, and not several values", "write a text")
    raise kinds.Refused(f"is a text, and `{_spelt(value)}` is none", f'put it in quotes: "{_spelt(value)}"')


def _text_or_number(value: object) -> str:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else _text(value)


def _time(field: str, value: object) -> str:
    """A time as a text, or in nanoseconds since 1970, which is written as the field does it."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit() and len(value) < 30):
        return value
    try:
        return times.written(field, _number(value, "UINT64"))
    except kinds.Refused:
        raise
    except ValueError:
        fault = f"is a time, and {_spelt(value)} is beyond the calendar"
        raise kinds.Refused(fault, "write nanoseconds since 1970") from None


def _source(value: object) -> str:
    text = _text(value)
    if text and text not in SOURCES:
        near = nearest(text, SOURCES)
        hint = f"did you mean `{near}`?" if near else f"write one of {', '.join(map('`{}`'.format, SOURCES))}"
        raise kinds.Refused(f"is a source, and `{text}` is none", hint)
    return text


def _event_type(value: object) -> str:
    text = _text(value)
    if text not in tables.event_types():
        near = nearest(text, tables.event_types())
        hint = f"did you mean `{near}`?" if near else "`falco --list-events` names the event types"
        raise kinds.Refused(f"is an event type, and `{text}` is none", hint)
    return text


def _number(value: object, kind: str) -> int:
    bits, signed = kinds.NUMBERS[kind]
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    number = value
    if isinstance(value, str) and _DECIMAL.fullmatch(value) and len(value) < 30:
        number = int(value)
    if not isinstance(number, int) or isinstance(number, bool):
        raise kinds.Refused(f"is {kinds.words(kind)}, and `{_spelt(value)}` is none", "write it in digits")
    if not low <= number <= high:
        raise kinds.Refused(f"is a number from {low} to {high}, and not {number}", "write one of these")
    return number


def _double(value: object) -> float:
    try:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value)
        return float(_text(value))
    except (ValueError, OverflowError):
        raise kinds.Refused(f"is a number, and `{_spelt(value)}` is none", "write it in digits") from None


def _boolean(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if value not in ("true", "false"):
        raise kinds.Refused(f"is true or false, and `{_spelt(value)}` is neither", "write `true` or `false`")
    return value == "true"


def _port(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    text = _text(value)
    if not text or (text.isascii() and text.isdigit() and int(text[:9]) > 0xFFFF):
        raise kinds.Refused(f"is a port, and `{text}` is none", "write a number up to 65535")
    try:
        return kinds.port(text)
    except kinds.Refused as fault:
        raise kinds.Refused(f"is a port, and `{text}` is none", fault.hint) from None


def _address(value: object) -> kinds.Address:
    text = _text(value)
    try:
        return kinds.address(text)
    except kinds.Refused as fault:
        raise kinds.Refused(f"is an IP address, and `{text}` is none", fault.hint) from None


def _items(value: object) -> tuple[str, ...] | None:
    """The texts of a list; an empty one is no value."""
    if not isinstance(value, (list, tuple)):
        raise kinds.Refused("is a list, and this is one value", f"write `[{_spelt(value)}]`")
    if None in value:
        raise kinds.Refused("is a list of texts, and one of them is nothing", "remove it, or write a text")
    return tuple(_text_or_number(item) for item in value) or None


_READ: dict[str, Read] = {
    "DOUBLE": _double,
    "BOOL": _boolean,
    "PORT": _port,
    "IPADDR": _address,
    "IPNET": _address,
}


def base_of(argument: str, kind: str) -> int:
    """The base in which Falco prints a raw argument of an event: flags in hexadecimal, a mode in octal."""
    if kind == "MODE" or argument == "mode":
        return 8
    return 16 if kind.startswith("FLAGS") or argument in _HEXADECIMAL else 10


def _raw(reference: Reference) -> Read:
    """A raw argument: a number, or a text as Falco prints it."""
    argument, kind = str(reference.argument), reference.kind
    if kind not in kinds.NUMBERS:
        return _text_or_number
    base = base_of(argument, kind)

    def read_raw(value: object) -> int:
        if isinstance(value, str):
            try:
                return int(value, 16 if value.lower().startswith("0x") else base)
            except ValueError:
                fault = f"is a number as Falco prints it, in base {base}, and `{value}` is none"
                raise kinds.Refused(fault, f"write what `%evt.rawarg.{argument}` prints") from None
        return _number(value, kind)

    return read_raw


def _spelt(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if not isinstance(value, (list, tuple, dict)) else "…"
