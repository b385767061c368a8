"""The values and keys that go-yaml v2 makes of scalars, as sigs.k8s.io/yaml passes them on as JSON."""

from __future__ import annotations

import base64
import binascii
import math
import re
import struct
from datetime import date
from functools import lru_cache

_TAG = "tag:yaml.org,2002:"
_WORDS: dict[str, object] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
}
_WORD_STARTS = frozenset("yYnNtTfFoO~.+-0123456789")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_DOTTED = re.compile(r"\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?")
_INTEGER = re.compile(r"([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|([1-9][0-9]*|0))")
_SIGNED_BINARY = re.compile(r"0b([-+][01]{1,64})")
_BASES = (16, 2, 8, 10)
_TIME = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:(?:[Tt]|( +))([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?"
    r"(?(4)|(?:Z|[-+][0-9]{2}:[0-9]{2})))?"
)


class Refused(Exception):
    """A scalar or a key that the program cannot make a value of; its text says why."""


@lru_cache(maxsize=1 << 14)
def plain(text: str) -> object:
    """The value of a scalar without quotes and without a tag (go-yaml's `resolve.go`)."""
    if text and text[0] not in _WORD_STARTS:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if text[0] == ".":
        return _finite(text.replace("_", ""), text) if _DOTTED.fullmatch(text) else text
    if text[0] not in "+-0123456789":
        return text
    digits = text.replace("_", "")
    value = _integer(digits)
    if value is not None:
        return value
    return _finite(digits, text) if _FLOAT.fullmatch(digits) else text


def _integer(digits: str) -> int | None:
    """The integer that digits write, if they write one that fits into 64 bits."""
    signed = _SIGNED_BINARY.fullmatch(digits)
    if signed:
        return int(signed[1], 2)
    integer = _INTEGER.fullmatch(digits)
    if not integer:
        return None
    sign, *groups = integer.groups()
    number, base = next((group, base) for group, base in zip(groups, _BASES, strict=True) if group)
    if len(number) > 64:
        number = number.lstrip("0")[:65] or "0"
    value = -int(number, base) if sign == "-" else int(number, base)
    return value if -(2**63) <= value < 2**63 or (not sign and value < 2**64) else None


def _finite(digits: str, text: str) -> object:
    """The nearest float, or the text when no float is as large."""
    value = float(digits)
    return text if math.isinf(value) else value


def tagged(tag: str, text: str) -> object:
    """The value of a scalar with a tag: only the tags of YAML's own types mean anything."""
    kind = tag.removeprefix(_TAG) if tag.startswith(_TAG) else ""
    if kind == "binary":
        return _binary(text)
    if kind not in {"bool", "int", "float", "null", "timestamp"}:
        return text
    value = plain(text)
    found = _kind_of(value)
    if kind == found or (kind == "timestamp" and _is_time(text)):
        return value
    if kind == "float" and isinstance(value, int) and found == "int" and value < 2**63:
        return float(value)
    raise Refused(f"cannot decode !!{found} `{text}` as a !!{kind}")


def _binary(text: str) -> str:
    """The text that base64 stands for; bytes that are no text read as U+FFFD."""
    try:
        data = base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True)
    except (binascii.Error, ValueError):
        raise Refused("!!binary value contains invalid base64 data") from None
    return data.decode("utf-8", "replace")


def _is_time(text: str) -> bool:
    """Whether go-yaml takes a text for a time."""
    time = _TIME.fullmatch(text)
    if not time:
        return False
    year, month, day, _, hour, minute, second = time.groups("0")
    try:
        date(int(year) or 4, int(month), int(day))
    except ValueError:
        return False
    return int(hour) < 24 and int(minute) < 60 and int(second) < 60


def _kind_of(value: object) -> str:
    if value is None:
        return "null"
    return {bool: "bool", int: "int", float: "float"}.get(type(value), "str")


def key(value: object) -> str:
    """A key's text as it becomes a key of JSON."""
    if isinstance(value, str):
        return value
    if value is None:
        raise Refused("a key may not be null")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and value < 2**63:
        return str(value)
    if isinstance(value, float):
        return _float_key(value)
    raise Refused("a key must be text")


def _float_key(value: float) -> str:
    """A float as Go's `strconv.FormatFloat(v, 'g', -1, 32)` writes it, infinities as YAML does."""
    value = _narrow(value)
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    if math.isnan(value):
        return ".nan"
    mantissa, exponent = _shortest32(value)
    if not -4 <= exponent < 6:
        return f"{mantissa}e{exponent:+03d}"
    digits = len(mantissa.lstrip("-").replace(".", ""))
    return f"{float(f'{mantissa}e{exponent}'):.{max(digits - 1 - exponent, 0)}f}"


def _shortest32(value: float) -> tuple[str, int]:
    """The mantissa and exponent of the shortest decimal that reads back as the same 32-bit float."""
    for digits in range(17):
        text = f"{value:.{digits}e}"
        if _narrow(float(text)) == value:
            break
    mantissa, _, exponent = text.partition("e")
    return (mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa), int(exponent)


def _narrow(value: float) -> float:
    """A float rounded to 32 bits."""
    try:
        narrow: float = struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)
    return narrow
