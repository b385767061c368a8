"""An output's template and an event → the text of an alert, and its fields."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from noteproof.languages.falco import events, extracting
from noteproof.languages.falco.events import Event
from noteproof.languages.falco.fields import Reference
from noteproof.languages.falco.operands import FieldOf, Source, Transformed
from noteproof.languages.falco.outputs import Slot, Template

NO_VALUE = "<NA>"

_SANITIZED = dict.fromkeys((*range(0x20), 0x7F, *range(0xDC80, 0xDD00)), "\ufffd")
"""What Falco prints for control characters, and for bytes that are not UTF-8."""

_SECOND = 1_000_000_000
_TIMES: dict[str, tuple[str, bool, str]] = {
    "evt.time": ("%H:%M:%S", True, ""),
    "evt.time.s": ("%H:%M:%S", False, ""),
    "evt.time.iso8601": ("%Y-%m-%dT%H:%M:%S", True, "+0000"),
    "evt.datetime": ("%Y-%m-%d %H:%M:%S", True, ""),
    "evt.datetime.s": ("%Y-%m-%d %H:%M:%S", False, ""),
    "evt.outputtime": ("%H:%M:%S", True, ""),
}
"""How a time that is given in nanoseconds is printed: its format, whether with nanoseconds, what ends it."""

Render = Callable[[Event], tuple[str, dict[str, object]]]
"""Gives the text of an alert, and the values of its plain fields."""


def compiled(template: Template) -> Render:
    """The function that fills in a template."""
    parts = [part if isinstance(part, str) else _slot(part) for part in template.parts]
    plain = [(each.reference.text, _json(each)) for each in template.fields]

    def render(event: Event) -> tuple[str, dict[str, object]]:
        text = "".join([part if isinstance(part, str) else part(event) for part in parts])
        return text, {name: value(event) for name, value in plain}

    return render


def _slot(slot: Slot) -> Callable[[Event], str]:
    shown = _shown(slot.source)
    if not slot.width:
        return shown
    width = slot.width
    return lambda event: shown(event)[:width].ljust(width)


def _shown(source: Source) -> Callable[[Event], str]:
    """How a value is printed. `%len` of a text prints nothing in Falco 0.44.1."""
    if isinstance(source, Transformed) and source.name == "len" and not source.operands[0].is_list:
        return lambda event: NO_VALUE
    extract = extracting.of(source)
    reference = source.reference if isinstance(source, FieldOf) else None
    spelt = _spelling(reference)
    clean = reference is None or _is_sanitized(reference)

    def shown(event: Event) -> str:
        value = extract(event)
        if value is None:
            return NO_VALUE
        text = spelt(value)
        return text.translate(_SANITIZED) if clean and not text.isprintable() else text

    return shown


def _json(source: FieldOf) -> Callable[[Event], object]:
    """How a value stands in the alert's JSON: numbers as such, and what has a form of its own as printed."""
    extract = extracting.of(source)
    spelt = _spelling(source.reference)
    clean = _is_sanitized(source.reference)
    as_text = source.kind in ("IPADDR", "IPNET") or (
        source.reference.field.name == "evt.rawarg"
        and events.base_of(str(source.reference.argument), source.kind) != 10
    )

    def value_of(event: Event) -> object:
        value = extract(event)
        if value is None:
            return None
        if as_text:
            return spelt(value)
        if isinstance(value, tuple):
            return [str(each).translate(_SANITIZED) if clean else each for each in value]
        return value.translate(_SANITIZED) if clean and isinstance(value, str) else value

    return value_of


def _spelling(reference: Reference | None) -> Callable[[object], str]:
    if reference is None:
        return extracting.plain
    name = reference.field.name
    if name in _TIMES:
        return lambda value: _time(value, *_TIMES[name]) if isinstance(value, int) else str(value)
    if name == "evt.rawarg":
        base = events.base_of(str(reference.argument), reference.kind)
        sign = {8: "o", 16: "X"}.get(base, "d")
        return lambda value: format(value, sign) if isinstance(value, int) else str(value)
    return extracting.plain


def _is_sanitized(reference: Reference) -> bool:
    """Whether a text comes from a system call, whose unprintable characters Falco does not print."""
    return "plugin" not in reference.field.family and reference.field.name.partition(".")[0] != "ka"


def _time(value: int, form: str, precise: bool, end: str) -> str:
    seconds, rest = divmod(value, _SECOND)
    try:
        text = datetime.fromtimestamp(seconds, UTC).strftime(form)
    except (OverflowError, ValueError, OSError):
        return str(value)
    return text + (f".{rest:09}" if precise else "") + end
