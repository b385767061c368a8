"""Schedules of cron jobs, read as `ParseStandard` of github.com/robfig/cron v3 reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from noteproof.schema.values import shortened
from noteproof.text import nearest

_WORDS = ("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly")
_DURATION = re.compile(r"[-+]?(?:0|(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+)")
_DIGITS = re.compile(r"\+?0*[0-9]{1,9}")
_LONGEST = 10_000


class _Field(NamedTuple):
    """A field of a schedule: what it is, its bounds, and the names of its numbers."""

    what: str
    low: int
    high: int
    names: Mapping[str, int] = {}


_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_DAYS = "sun mon tue wed thu fri sat"
_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31),
    _Field("month", 1, 12, {name: at for at, name in enumerate(_MONTHS.split(), 1)}),
    _Field("day of the week", 0, 6, {name: at for at, name in enumerate(_DAYS.split())}),
)


class _Wrong(Exception):
    """A schedule that cannot be read: why, and what to write instead."""

    def __init__(self, why: str, hint: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.hint = hint


def fault(schedule: str) -> tuple[str, str] | None:
    """Why a schedule cannot be read, if it cannot, and what to write instead."""
    try:
        _check(schedule)
    except _Wrong as wrong:
        return wrong.why, wrong.hint
    return None


def _check(schedule: str) -> None:
    if "TZ" in schedule:
        raise _Wrong("it names a time zone", "write the zone as `timeZone:`, and the five fields here")
    if len(schedule) > _LONGEST:
        raise _Wrong(f"it has {len(schedule)} characters", "write five fields")
    if schedule.startswith("@"):
        _check_word(schedule)
        return
    fields = schedule.split()
    if len(fields) != len(_FIELDS):
        seconds = "; there is none for seconds" if len(fields) == len(_FIELDS) + 1 else ""
        count = f"{len(fields)} field" + ("s" if len(fields) != 1 else "")
        order = "minute, hour, day of the month, month, day of the week"
        raise _Wrong(f"it has {count} instead of 5{seconds}", f"write five fields: {order}")
    for text, field in zip(fields, _FIELDS, strict=True):
        for part in text.split(","):
            if part:
                _check_part(part, field)


def _check_word(word: str) -> None:
    if word.startswith("@every "):
        if not _DURATION.fullmatch(word.removeprefix("@every ")):
            raise _Wrong("its duration cannot be read", "write a duration such as `@every 1h30m`")
    elif word not in _WORDS:
        meant = nearest(word, _WORDS)
        known = ", ".join(f"`{it}`" for it in _WORDS)
        raise _Wrong(
            "there is no such word", f"did you mean `{meant}`?" if meant else f"write one of {known}"
        )


def _check_part(part: str, field: _Field) -> None:
    """A part of a field: `*` or a number or a range, with a step behind `/`."""
    span, *steps = part.split("/")
    low_text, *rest = span.split("-")
    if low_text in ("*", "?"):
        low, high = field.low, field.high
    elif len(rest) > 1:
        raise _Wrong(f"`{shortened(part)}` has more than one `-`", "write a range as `1-5`")
    else:
        low = _number(low_text, field)
        high = _number(rest[0], field) if rest else low
    if len(steps) > 1:
        raise _Wrong(f"`{shortened(part)}` has more than one `/`", "write a step as `*/5`")
    step = _number(steps[0], _Field(f"step of the {field.what}", 1, 1)) if steps else 1
    if steps and not rest:
        high = field.high
    _check_bounds(part, field, low, high, step)


def _check_bounds(part: str, field: _Field, low: int, high: int, step: int) -> None:
    bounds = f"the {field.what} goes from {field.low} to {field.high}"
    shown = shortened(part)
    if low < field.low or high > field.high:
        sunday = field.what == "day of the week" and 7 in (low, high)
        hint = "write `0` or `sun` for Sunday" if sunday else f"write {field.low} to {field.high}"
        raise _Wrong(f"{bounds}, and not to `{shown}`", hint)
    if low > high:
        raise _Wrong(
            f"the range `{shown}` goes backwards", "write the lower number first, or two parts with `,`"
        )
    if step == 0:
        raise _Wrong(f"the step of `{shown}` is 0", "write a step from 1 upwards")


def _number(text: str, field: _Field) -> int:
    named = field.names.get(text.lower()) if len(text) == 3 else None
    if named is not None:
        return named
    if not text.isascii() or not _DIGITS.fullmatch(text):
        kinds = "a number or a name of three letters" if field.names else "a number"
        raise _Wrong(f"the {field.what} `{shortened(text)}` is not {kinds}", f"write {kinds}, or `*`")
    return int(text)
