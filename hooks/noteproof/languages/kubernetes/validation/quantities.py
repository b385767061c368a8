"""The exact value of a quantity, in billionths: the API server keeps no more, and rounds up to them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from noteproof.languages.kubernetes.validation.nodes import whole_number
from noteproof.schema.scalars import is_quantity

ONE = 10**9
"""The number 1 in billionths."""

_MILLI = 10**6
"""A thousandth in billionths: to so much the server rounds requests and limits up."""

_PARTS = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?")
_TENS = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_TWOS = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_LARGEST = ((1 << 63) - 1) * ONE
_FAR = 400
"""Digits past so many, and exponents beyond it, do not change what is said of a quantity."""
_SHORT = 40


class Quantity(NamedTuple):
    """A quantity: its value in billionths, and in which way it is written, which its canonical form keeps."""

    value: int
    style: Literal["decimal", "binary", "exponent"] = "decimal"

    @property
    def in_milli(self) -> int:
        """The value in billionths, rounded away from nought to thousandths, as in requests and limits."""
        return _up(self.value, _MILLI)

    @property
    def is_whole(self) -> bool:
        """Whether it is a whole number."""
        return self.value % ONE == 0


def quantity(value: object) -> Quantity | None:
    """A value as a quantity; null is nought, and what is none is absent."""
    if value is None:
        return Quantity(0)
    if value.__class__ is str:
        text = str(value)
        return _of_short(text) if len(text) <= _SHORT else _of(text)
    number = whole_number(value)
    if number is not None:
        return Quantity(number * ONE)
    return _of(repr(value)) if isinstance(value, float) else None


def _of(text: str) -> Quantity | None:
    """The quantity that a text writes; a value below a billionth is one billionth."""
    found = _PARTS.fullmatch(text.strip()) if is_quantity(text) else None
    if found is None:
        return None
    sign, whole, decimals, suffix = found[1], found[2], found[3] or "", found[4] or ""
    twos = _TWOS.get(suffix)
    tens = 0 if twos else _TENS.get(suffix)
    if tens is None:
        tens = max(-_FAR * _FAR, min(int(suffix[1:]), _FAR * _FAR))
    digits = (whole + decimals).lstrip("0")
    tens += 9 - len(decimals)
    if len(digits) > _FAR:
        # What is cut off may not be nought, and would then be rounded up.
        rest = "1" if digits[_FAR:].strip("0") else "0"
        tens, digits = tens + len(digits) - _FAR - 1, digits[:_FAR] + rest
    amount = int(digits or "0") << (twos or 0)
    if amount:
        amount = amount * 10 ** min(tens, _FAR) if tens >= 0 else -(-amount // 10 ** min(-tens, 3 * _FAR))
    if twos:
        amount = min(amount, _LARGEST)
    style: Literal["decimal", "binary", "exponent"] = (
        "binary" if twos else "exponent" if suffix[:1] in ("e", "E") and len(suffix) > 1 else "decimal"
    )
    return Quantity(-amount if sign == "-" else amount, style)


_of_short = lru_cache(maxsize=512)(_of)


def _up(value: int, step: int) -> int:
    return value // step * step if value < 0 else -(-value // step) * step
