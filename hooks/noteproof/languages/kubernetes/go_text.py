"""Numbers, booleans and durations as Go reads them from the text of a flag."""

from __future__ import annotations

import re
from fractions import Fraction

_LONG = 200
"""No number that fits its type is written with more characters."""

_DIGITS = r"[0-9](?:_?[0-9])*"
_WHOLE = re.compile(
    r"(?P<sign>[+-]?)(?:0[xX](?P<hex>(?:_?[0-9a-fA-F])+)|0[bB](?P<binary>(?:_?[01])+)"
    r"|0[oO]?(?P<octal>(?:_?[0-7])+)|(?P<decimal>0|[1-9](?:_?[0-9])*))"
)
_BASES = {"hex": 16, "binary": 2, "octal": 8, "decimal": 10}
_DECIMAL = re.compile(rf"[+-]?(?:{_DIGITS}(?:\.(?:{_DIGITS})?)?|\.{_DIGITS})(?:[eE][+-]?{_DIGITS})?")
_HEXADECIMAL = re.compile(
    r"[+-]?0[xX](?:_?[0-9a-fA-F])*(?:\.[0-9a-fA-F](?:_?[0-9a-fA-F])*|\.)?[pP][+-]?[0-9](?:_?[0-9])*"
)
_ENDLESS = re.compile(r"[+-]?inf(?:inity)?|nan", re.IGNORECASE | re.ASCII)
_LARGEST_FLOAT32 = 3.4028235677973366e38

_STEP = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)")
_NANOSECONDS = {
    "ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6,
    "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9,
}  # fmt: skip

_TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
_FALSE = frozenset({"0", "f", "F", "FALSE", "false", "False"})


def whole_number(text: str) -> int | None:
    """A whole number of 64 bits as `strconv.ParseInt` reads it with base 0: `0x10` and `010` are numbers."""
    found = _WHOLE.fullmatch(text) if len(text) <= _LONG else None
    if found is None:
        return None
    base = next(name for name in _BASES if found[name] is not None)
    number = int(found[base].replace("_", ""), _BASES[base])
    number = -number if found["sign"] == "-" else number
    return number if -(1 << 63) <= number < 1 << 63 else None


def number(text: str) -> float | None:
    """A number of 32 bits as `strconv.ParseFloat` reads it."""
    if len(text) > _LONG:
        return None
    if _ENDLESS.fullmatch(text):
        return float(text)
    plain = text.replace("_", "")
    if _DECIMAL.fullmatch(text):
        found = float(plain)
    elif _HEXADECIMAL.fullmatch(text):
        try:
            found = float.fromhex(plain)
        except (OverflowError, ValueError):
            return None
    else:
        return None
    return found if abs(found) < _LARGEST_FLOAT32 else None


def boolean(text: str) -> bool | None:
    """A boolean as `strconv.ParseBool` reads it; `yes` and `on` are none."""
    return True if text in _TRUE else False if text in _FALSE else None


def duration(text: str) -> int | None:
    """The nanoseconds of a duration as `time.ParseDuration` reads it: `1m30s`; of bare numbers only 0."""
    unsigned = text[1:] if text[:1] in ("+", "-") else text
    if unsigned == "0":
        return 0
    if not unsigned or len(unsigned) > _LONG:
        return None
    total, at = 0, 0
    while at < len(unsigned):
        step = _STEP.match(unsigned, at)
        if step is None:
            return None
        total += int(Fraction(f"0{step[1]}".rstrip(".")) * _NANOSECONDS[step[2]])
        at = step.end()
    if total >= 1 << 63:
        return None
    return -total if text[0] == "-" else total
