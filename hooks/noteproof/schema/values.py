"""How to write a value that is of the wrong type: the hint that goes with it."""

from __future__ import annotations

import binascii
import re

from noteproof.finding import Route, Value
from noteproof.schema import builtin, scalars
from noteproof.schema.shapes import ListOf, MapOf, Reading, Struct, Type
from noteproof.yamltree import Document

_SUFFIXES = {
    "": "", "b": "", "k": "k", "kb": "k", "ki": "Ki", "kib": "Ki",
    "m": "M", "mb": "M", "mi": "Mi", "mib": "Mi",
    "g": "G", "gb": "G", "gi": "Gi", "gib": "Gi", "t": "T", "tb": "T", "ti": "Ti", "tib": "Ti",
}  # fmt: skip
_NUMBER_AND_UNIT = re.compile(r"\s*([+-]?[0-9]+(?:\.[0-9]*)?)\s*([A-Za-z]*)\s*")
_WORDS = re.compile(r"[\w./:=,@%+* -]*")
"""What a shell would only take apart at its blanks."""
_LONG = 40
_LIKELY = ("name", "type", "path", "port", "number")
"""The fields that a scalar in the place of a mapping is likely to be meant for."""
_ITEMS = "write a list, each item after a dash"


def described(value: object, written: str = "") -> str:
    """A value in short words: `the string "80"`, `a list`. `written` is how a number stands there."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    text = _quoted(value) if isinstance(value, str) else _text(value)
    if len(text) > _LONG:
        text = text[: _LONG - 2] + "…" + ('"' if isinstance(value, str) else "")
    if isinstance(value, bool):
        return f"the boolean {text}"
    return f"the string {text}" if isinstance(value, str) else f"the number {written or text}"


def as_written(value: object, route: Route, document: Document) -> str:
    """The text of a number or boolean as it stands in a document's snippet; nothing for any other value."""
    if not isinstance(value, (bool, int, float)):
        return ""
    span = document.span(Value(route))
    text = document.snippet.text[span.start : span.end].strip()
    return "" if text.startswith(("*", "&", "!")) else text


def shortened(text: str) -> str:
    """A text, cut where it is too long for a message."""
    return text if len(text) <= 2 * _LONG else text[: 2 * _LONG - 1] + "…"


def upstream(type: Type, value: object) -> str:
    """What the API server says of such a value."""
    if type is builtin.QUANTITY:
        return (
            "unable to parse quantity's suffix"
            if scalars.has_quantity_shape(value)
            else "quantities must match the regular expression"
        )
    if type in (builtin.TIME, builtin.MICRO_TIME) and isinstance(value, str):
        return "parsing time"
    if type is builtin.BYTES and isinstance(value, str):
        return "illegal base64 data"
    return "cannot unmarshal"


def advice(type: Type, value: object, written: str) -> str:
    """How to write a value of a type instead of this one, of which `written` is the text in the snippet."""
    if isinstance(type, ListOf):
        return _list(type, value)
    if isinstance(type, (Struct, MapOf)):
        return _mapping(type, value)
    if type is builtin.STRING:
        return _string(value, written)
    if type is builtin.BOOLEAN:
        return _boolean(value)
    if type in (builtin.INT32, builtin.INT64, builtin.NUMBER):
        return _number(type, value)
    if type is builtin.QUANTITY:
        return _quantity(value)
    if type in (builtin.TIME, builtin.MICRO_TIME):
        example = "2026-01-31T12:00:00Z" if type is builtin.TIME else "2026-01-31T12:00:00.000000Z"
        return f"write it as `{example}`"
    if type is builtin.BYTES:
        return _base64(value)
    return f"write {type.phrase}"


def _list(type: ListOf, value: object) -> str:
    if isinstance(value, dict):
        first = next(iter(value), "")
        if first and isinstance(type.item, Struct) and first not in type.item.fields:
            named = "name" in type.item.fields and len(first) <= _LONG
            return f"write a list of items like `- name: {first}`" if named else _ITEMS
        return (
            f"begin it with a dash: `- {first}: …`" if first else "write `[]`, or begin an item with a dash"
        )
    if isinstance(type.item, Struct):
        return _ITEMS
    text = _text(value)
    if isinstance(value, str) and text != "…":
        if not _WORDS.fullmatch(text):
            return _ITEMS
        text = ", ".join(f'"{word}"' for word in text.replace(",", " ").split() or [""])
    return f"write a list: `[{text}]`"


def _mapping(type: Struct | MapOf, value: object) -> str:
    key, colon, text = value.partition(":") if isinstance(value, str) else ("", "", "")
    if colon and text and not text[0].isspace() and (isinstance(type, MapOf) or key in type.fields):
        return f"put a blank after the colon: `{_text(f'{key}: {text}')}`"
    if isinstance(value, list):
        if isinstance(type, MapOf):
            return "write `key: value` on each line, without dashes"
        return "remove the dash: this is one mapping, not a list"
    if isinstance(type, Struct) and "matchLabels" in type.fields:
        return "write a mapping: `matchLabels:`, and labels below it"
    if isinstance(type, Struct):
        if isinstance(value, str) and "=" in value and "name" in type.fields and "value" in type.fields:
            name, _, rest = value.partition("=")
            return f"write a mapping: `name: {_text(name)}` and `value: {_text(rest)}`"
        known = (it for it in _LIKELY if it in type.fields)
        likely = type.required or sorted(known, key=lambda it: not _fits(type, it, value))
        if likely:
            return f"write a mapping: `{likely[0]}: {_text(value) if _fits(type, likely[0], value) else '…'}`"
    return "write a mapping: `key: value`"


def _fits(type: Struct, field: str, value: object) -> bool:
    """Whether a value is right for a field."""
    inner, reading = type.fields[field], Reading()
    if value.__class__ is not inner.plain:
        inner.read(value, (), reading)
    return not reading.faults


def _string(value: object, written: str) -> str:
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        return f"write it without brackets or dash: `{_text(value[0])}`"
    if isinstance(value, (dict, list)):
        return "write text; several lines of it stand indented after `|`"
    text = written if written and "\n" not in written else _text(value)
    if isinstance(value, bool):
        return f'write `"{text}"`: without quotes, YAML 1.1 reads it as a boolean'
    return f'write `"{text}"`: without quotes it is a number'


def _boolean(value: object) -> str:
    if isinstance(value, str) and value.lower() in ("true", "yes", "on", "y"):
        return "write `true`, in lower case and without quotes"
    if isinstance(value, str) and value.lower() in ("false", "no", "off", "n"):
        return "write `false`, in lower case and without quotes"
    return "write `true` or `false`"


def _number(type: Type, value: object) -> str:
    digits = re.fullmatch(r"([+-]?[0-9]{1,19}) *(s|seconds)?", value) if isinstance(value, str) else None
    if digits:
        return f"write `{digits[1]}` without {'the unit' if digits[2] else 'quotes'}"
    if isinstance(value, (int, float)) and not isinstance(value, bool) and type is not builtin.NUMBER:
        bits = 31 if type is builtin.INT32 else 63
        if abs(value) >= 1 << bits:
            return f"write a number from {-(1 << bits)} to {(1 << bits) - 1}"
    return f"write {type.phrase}"


def _quantity(value: object) -> str:
    found = _NUMBER_AND_UNIT.fullmatch(value) if isinstance(value, str) else None
    if found and scalars.is_quantity(found[1] + found[2]):
        return f"write `{found[1]}{found[2]}`, without blanks"
    if found and found[2].lower() in _SUFFIXES:
        return f"write `{found[1]}{_SUFFIXES[found[2].lower()]}`"
    return "write a number and perhaps a unit, as in `500m`, `0.5`, `128Mi` or `1G`"


def _base64(value: object) -> str:
    if isinstance(value, str):
        text = value.strip()
        padded = text + "=" * (-len(text) % 4)
        if scalars.is_base64(padded) and _is_readable(padded):
            return (
                f"write `{padded}`: the padding is missing"
                if len(padded) <= _LONG
                else "end it with `=` or `==`"
            )
    return "encode it with `base64 -w0`; a Secret takes plain text under `stringData`"


def _is_readable(encoded: str) -> bool:
    """Whether base64 gives text, as what only lacks its padding would most often."""
    try:
        return binascii.a2b_base64(encoded).decode().isprintable()
    except ValueError:
        return False


def _text(value: object) -> str:
    """A scalar as YAML would write it; an ellipsis for anything longer."""
    if isinstance(value, (dict, list)):
        return "…"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= _LONG and "\n" not in text else "…"


def _quoted(text: str) -> str:
    """A text in quotes, on one line."""
    return '"' + "".join(it if it.isprintable() else repr(it)[1:-1] for it in text[:_LONG]) + '"'
