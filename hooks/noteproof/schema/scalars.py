"""Which plain values the API server takes for a scalar: integers, quantities, times, base64.

Each function takes a value that is not null; null stands for an absent field and always passes.
"""

from __future__ import annotations

import binascii
import re

_QUANTITY = re.compile(r"[+-]?[0-9]*(?:\.[0-9]*)?(?:[KMGTPE]i|[numkMGTPE]|[eE]([+-]?[0-9]+))?")
_QUANTITY_SHAPE = re.compile(r"[+-]?[0-9]*(?:\.[0-9]*)?[eEinumkKMGTP]*[-+]?[0-9]*")
_TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{1,2}):([0-9]{2}):([0-9]{2})([.,][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_BLANKS = " \t\n\v\f\r\x85\xa0"
"""What Go's `strings.TrimSpace` takes off a quantity, as far as it can stand in one."""


def is_int32(value: object) -> bool:
    """Whether a value is a whole number of 32 bits; `80.0` is one."""
    return _whole(value, 1 << 31)


def is_int64(value: object) -> bool:
    """Whether a value is a whole number of 64 bits; `80.0` is one."""
    return _whole(value, 1 << 63)


def is_number(value: object) -> bool:
    """Whether a value is a number."""
    return value.__class__ is int or value.__class__ is float


def is_int_or_string(value: object) -> bool:
    """Whether a value is a string or a whole number of 32 bits."""
    return value.__class__ is str or _whole(value, 1 << 31)


def is_quantity(value: object) -> bool:
    """Whether a value is a quantity as `resource.ParseQuantity` reads it; a bare number is one."""
    if value.__class__ is str:
        text = str(value).strip(_BLANKS)
        found = _QUANTITY.fullmatch(text) if text else None
        return found is not None and (not found[1] or _is_exponent(found[1]))
    return is_number(value)


def has_quantity_shape(value: object) -> bool:
    """Whether only the suffix of a quantity is wrong, as in `128mi`, not its shape, as in `1GB`."""
    return (
        value.__class__ is str
        and bool(value)
        and _QUANTITY_SHAPE.fullmatch(str(value).strip(_BLANKS)) is not None
    )


def is_time(value: object) -> bool:
    """Whether a value is a time as Go's RFC 3339 layout reads it."""
    return _is_time(value, None)


def is_micro_time(value: object) -> bool:
    """Whether a value is a time of exactly six decimals of a second."""
    return _is_time(value, 6)


def is_base64(value: object) -> bool:
    """Whether a value is padded standard base64, line ends aside, or a list of bytes as numbers."""
    if value.__class__ is list:
        return all(it is None or (it.__class__ is int and 0 <= it < 256) for it in value)
    if value.__class__ is not str:
        return False
    text = str(value).replace("\n", "").replace("\r", "")
    if not text.isascii() or len(text) % 4:
        return False
    try:
        binascii.a2b_base64(text, strict_mode=True)
    except binascii.Error:
        return False
    return True


def _is_exponent(digits: str) -> bool:
    """Whether the exponent of a quantity fits into the 32 bits that Go has for it."""
    magnitude = digits.lstrip("+-").lstrip("0") or "0"
    # No more digits than that are made a number: Python refuses some thousands of them.
    return len(magnitude) <= 10 and int(magnitude) < (1 << 31) + (digits[0] == "-")


def _whole(value: object, limit: int) -> bool:
    if value.__class__ is int:
        return -limit <= value < limit
    if value.__class__ is float:
        # JSON writes a float from 1e21 on with an exponent, which is not an integer to Go.
        return value.is_integer() and -limit <= value < limit
    return False


def _is_time(value: object, decimals: int | None) -> bool:
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if not found:
        return False
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    fraction, zone = found.group(7), found.group(8)
    if decimals is not None and (not fraction or len(fraction) != decimals + 1):
        return False
    if not (1 <= month <= 12 and hour < 24 and minute < 60 and second < 60):
        return False
    if not 1 <= day <= _days(year, month):
        return False
    return zone == "Z" or (int(zone[1:3]) <= 24 and int(zone[4:6]) <= 60)


def _days(year: int, month: int) -> int:
    """How many days a month has in Go's calendar, which knows a year 0."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31
