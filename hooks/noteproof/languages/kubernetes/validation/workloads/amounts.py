"""Amounts that are a number or a percentage, as of pods that may be unavailable."""

from __future__ import annotations

import re
from collections.abc import Iterator

from noteproof.finding import Finding
from noteproof.languages.kubernetes.validation import rules
from noteproof.languages.kubernetes.validation.nodes import Node, whole_number
from noteproof.schema.values import shortened

_PERCENTAGE = re.compile(r"[0-9]+%")
_NUMBER = re.compile(r"[-+]?[0-9]+")
_SMALL = re.compile(r"0|[1-9][0-9]{0,8}")
_HINT = "write a number from 0 upwards, or a percentage such as `25%`"


def amount(node: Node, key: str, default: int) -> int:
    """An amount as a number, a percentage without its sign; what is no number counts as none, as in Go."""
    value = node.value.get(key)
    if value is None:
        return default
    number = whole_number(value)
    if number is not None or not isinstance(value, str):
        return number or 0
    digits = value.removesuffix("%") if _PERCENTAGE.fullmatch(value) else value
    if not _NUMBER.fullmatch(digits):
        return 0
    digits = digits.lstrip("0")
    return int(digits[:20] or "0")


def check_amount(node: Node, key: str, at_most_all: bool = True) -> Iterator[Finding]:
    """An amount that is not negative; `at_most_all`: a percentage of 100 at most."""
    value = node.value.get(key)
    number = whole_number(value)
    if number is not None and number < 0:
        yield rules.out_of_range.at(node.at(key), key, str(number), _HINT)
    elif isinstance(value, str) and node.text(key) is not None:
        if not _PERCENTAGE.fullmatch(value):
            hint = f"write {value} without quotes" if _SMALL.fullmatch(value) else _HINT
            yield rules.out_of_range.at(node.at(key), key, f'"{shortened(value)}"', hint)
        elif at_most_all and amount(node, key, 0) > 100:
            hint = "write at most `100%`"
            yield rules.out_of_range.at(node.at(key), key, f'"{shortened(value)}"', hint)
