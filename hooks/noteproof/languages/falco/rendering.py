"""An output's template and an event → the text of an alert, and its fields."""

from __future__ import annotations

from collections.abc import Callable

from noteproof.languages.falco import events, extracting, kinds
from noteproof.languages.falco.events import Event
from noteproof.languages.falco.fields import Reference
from noteproof.languages.falco.operands import FieldOf, Source, Transformed
from noteproof.languages.falco.outputs import Slot, Template
from noteproof.languages.falco.times import Time

NO_VALUE = "<NA>"

_UNPRINTABLE = (*range(0x20), 0x7F, *range(0xDC80, 0xDD00))
_SANITIZED = dict.fromkeys(_UNPRINTABLE, "\ufffd")
"""What Falco prints for control characters, and for bytes that are not UTF-8."""

_DOTTED = dict.fromkeys(_UNPRINTABLE, ".")
"""What it prints for them among the arguments of an event."""

Render = Callable[[Event], tuple[str, dict[str, object]]]
"""Gives the text of an alert, and the values of its plain fields."""


def compiled(template: Template) -> Render:
    """The function that fills in a template."""
    parts = [part if isinstance(part, str) else _slot(part) for part in template.parts]
    plain = [(each.reference.text, _json(each)) for each in template.fields]

    def render(event: Event) -> tuple[str, dict[str, object]]:
        pieces: list[str] = []
        length = 0
        for part in parts:
            pieces.append(part if isinstance(part, str) else part(event))
            length += len(pieces[-1])
            extracting.hold(length)
        text = "".join(pieces)
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
    clean = _cleaned(reference)

    def shown(event: Event) -> str:
        value = extract(event)
        return NO_VALUE if value is None else clean(spelt(value))

    return shown


def _json(source: FieldOf) -> Callable[[Event], object]:
    """How a value stands in the alert's JSON: numbers as such, and what has a form of its own as printed."""
    extract = extracting.of(source)
    spelt = _spelling(source.reference)
    clean = _cleaned(source.reference)
    as_text = source.kind in ("IPADDR", "IPNET") or (
        source.reference.field.name == "evt.rawarg"
        and (source.kind == "ERRNO" or events.base_of(str(source.reference.argument), source.kind) != 10)
    )

    def value_of(event: Event) -> object:
        value = extract(event)
        if value is None:
            return None
        if as_text:
            return spelt(value)
        if isinstance(value, Time):
            return value.nanoseconds
        if isinstance(value, tuple):
            return [clean(str(each)) for each in value]
        return clean(value) if isinstance(value, str) else value

    return value_of


def _spelling(reference: Reference | None) -> Callable[[object], str]:
    if reference is None:
        return extracting.plain
    name = reference.field.name
    if name == "evt.rawarg":
        base = events.base_of(str(reference.argument), reference.kind)
        sign = {8: "o", 16: "X"}.get(base, "d")
        return lambda value: format(value, sign) if isinstance(value, int) else str(value)
    return extracting.plain


def _cleaned(reference: Reference | None) -> Callable[[str], str]:
    """How a text is made printable; what comes from a plugin is printed as it is."""
    if reference is not None and ("plugin" in reference.field.family or reference.field.name[:3] == "ka."):
        return str
    if reference is not None and reference.kind == "BYTEBUF":
        return kinds.shown_bytes
    table = (
        _DOTTED if reference is not None and reference.field.name in ("evt.args", "evt.info") else _SANITIZED
    )
    return lambda text: text if text.isprintable() else text.translate(table)
