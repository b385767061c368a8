"""How each program turns the scalars and keys of YAML into plain values."""

from __future__ import annotations

import base64
import binascii
import math
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

_TAG = "tag:yaml.org,2002:"


class Refused(Exception):
    """A scalar or a key that the program cannot make a value of; its text says why."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """One program's way of reading YAML.

    `plain` gives the value of a scalar without quotes or tag, `tagged` that of one with a tag
    (`quoted` says how it was written), `key` the text of a mapping's key from its value.
    `merges`: whether `<<` merges. `first_wins`: which of two equal keys counts.
    `yaml_1_2`: whether a `%YAML 1.2` document is accepted. `slash_escape`: whether `"\\/"` is.
    `reads_after_end`: whether a document after `...` is read.
    """

    name: str
    reader: str
    plain: Callable[[str], object]
    tagged: Callable[[str, str, bool], object]
    key: Callable[[object], str]
    merges: bool
    first_wins: bool
    yaml_1_2: bool
    slash_escape: bool
    reads_after_end: bool


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
_BASES = (16, 2, 8, 10)


@lru_cache(maxsize=1 << 14)
def _go_plain(text: str) -> object:
    """The value of a plain scalar to the fork of go-yaml v2 that Kubernetes uses (its `resolve.go`)."""
    if text and text[0] not in _WORD_STARTS:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if text[0] == ".":
        return _finite(text.replace("_", ""), text) if _DOTTED.fullmatch(text) else text
    if text[0] not in "+-0123456789":
        return text
    digits = text.replace("_", "")
    integer = _INTEGER.fullmatch(digits)
    if integer:
        sign, *groups = integer.groups()
        number, base = next((group, base) for group, base in zip(groups, _BASES, strict=True) if group)
        if len(number) <= 64:
            value = -int(number, base) if sign == "-" else int(number, base)
            if -(2**63) <= value < 2**63 or (not sign and value < 2**64):
                return value
    if _FLOAT.fullmatch(digits):
        return _finite(digits, text)
    return text


def _finite(digits: str, text: str) -> object:
    """The nearest float, or the text when no float is as large."""
    value = float(digits)
    return text if math.isinf(value) else value


def _go_tagged(tag: str, text: str, quoted: bool) -> object:
    """The value of a scalar with a tag: only the tags of YAML's own types mean anything."""
    kind = tag.removeprefix(_TAG) if tag.startswith(_TAG) else ""
    if kind == "binary":
        try:
            return base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True).decode(
                "utf-8", "replace"
            )
        except (binascii.Error, ValueError):
            raise Refused("!!binary value contains invalid base64 data") from None
    if kind not in {"bool", "int", "float", "null", "timestamp"}:
        return text
    value = _go_plain(text)
    found = _kind_of(value)
    if kind == found or (kind == "float" and found == "int") or (kind == "timestamp" and _is_time(text)):
        return float(value) if kind == "float" and isinstance(value, int) else value
    raise Refused(f"cannot decode !!{found} `{text}` as a !!{kind}")


_TIME = re.compile(
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?"
    r"(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)?"
)


def _is_time(text: str) -> bool:
    return _TIME.fullmatch(text) is not None


def _kind_of(value: object) -> str:
    if value is None:
        return "null"
    return {bool: "bool", int: "int", float: "float"}.get(type(value), "str")


def _go_key(value: object) -> str:
    """A key's text as it becomes a key of JSON (sigs.k8s.io/yaml)."""
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
        if _narrow(float(text)) == _narrow(value):
            break
    mantissa, _, exponent = text.partition("e")
    return (mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa), int(exponent)


def _narrow(value: float) -> float:
    """A float rounded to 32 bits, or itself when it does not fit."""
    try:
        narrow: float = struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError:
        return value
    return narrow


KUBERNETES = Dialect(
    name="kubernetes",
    reader="Kubernetes",
    plain=_go_plain,
    tagged=_go_tagged,
    key=_go_key,
    merges=True,
    first_wins=False,
    yaml_1_2=False,
    slash_escape=False,
    reads_after_end=False,
)
"""sigs.k8s.io/yaml over its fork of go-yaml v2, as in Kubernetes 1.36."""


@lru_cache(maxsize=1 << 14)
def _cpp_plain(text: str) -> object:
    """A plain scalar as written; only the words of null are no text."""
    return None if text in ("", "~", "null", "Null", "NULL") else text


def _cpp_key(value: object) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else str(value)


FALCO = Dialect(
    name="falco",
    reader="Falco",
    plain=_cpp_plain,
    tagged=lambda tag, text, quoted: text if quoted else _cpp_plain(text),
    key=_cpp_key,
    merges=False,
    first_wins=True,
    yaml_1_2=True,
    slash_escape=True,
    reads_after_end=True,
)
"""yaml-cpp as Falco 0.44.1 uses it: every scalar is text."""
