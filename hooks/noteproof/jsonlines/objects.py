"""A line of JSON → the object that it holds."""

from __future__ import annotations

import json
import math
import re
from typing import NoReturn

from noteproof.jsonlines.places import DEPTH, places, word
from noteproof.text import Span

LONG = 100_000
"""The longest line that is read, in characters."""

_DIGITS = 400
_HALF = re.compile("[\ud800-\udfff]")


class Broken(Exception):
    """A line that cannot be read: why, where in it, and what to do."""

    def __init__(self, fault: str, span: Span, hint: str) -> None:
        super().__init__(fault)
        self.fault, self.span, self.hint = fault, span, hint


class _Twice(Exception):
    """An object with two equal keys."""


class _NoNumber(Exception):
    """A number that is none, or that no program could hold."""


def value_of(text: str, hint: str) -> dict[str, object]:
    """The object that a text holds. Raises `Broken`."""
    if len(text) > LONG:
        said = f"this line has {len(text):,} characters, more than {LONG:,}, and is not read"
        raise Broken(said, Span(0, 0), "shorten the line")
    try:
        value = json.loads(
            text, object_pairs_hook=_pairs, parse_constant=_refused, parse_float=_float, parse_int=_integer
        )
    except json.JSONDecodeError as fault:
        said = fault.msg[:1].lower() + fault.msg[1:].removesuffix(" at")
        raise Broken(f"this line is not JSON: {said}", Span(fault.pos, fault.pos + 1), hint) from None
    except _Twice:
        route, span = places(text).twice
        said = f"the key `{route[-1]}` stands here twice" if route else "a key stands here twice"
        raise Broken(said, span, "remove one of them") from None
    except _NoNumber as fault:
        number = str(fault)
        said = f"`{number if len(number) < 40 else number[:30] + '…'}` is no number that JSON can hold"
        raise Broken(said, word(text, number), "write a number, or null for no value") from None
    except RecursionError:
        raise Broken(*_too_deep(text)) from None
    if text.count("[") + text.count("{") > DEPTH and places(text).deepest > DEPTH:
        raise Broken(*_too_deep(text))
    if not isinstance(value, dict):
        raise Broken(f"this line holds {_kind(value)}, not an object", Span(0, len(text)), hint)
    if "\\u" in text and _HALF.search(json.dumps(value, ensure_ascii=False)):
        said = "this line holds half of a character (a surrogate without its other half)"
        raise Broken(said, Span(0, len(text)), "write the character itself")
    return value


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise _Twice
    return value


def _refused(constant: str) -> NoReturn:
    raise _NoNumber(constant)


def _float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise _NoNumber(text)
    return number


def _integer(text: str) -> int:
    if len(text) > _DIGITS:
        raise _NoNumber(text)
    return int(text)


def _too_deep(text: str) -> tuple[str, Span, str]:
    return f"values nest more than {DEPTH} deep in this line", Span(0, len(text)), "flatten it"


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, str):
        return "a text"
    return "true or false" if isinstance(value, bool) else "a number"
