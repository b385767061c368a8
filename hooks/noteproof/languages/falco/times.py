"""Times of events: given in nanoseconds since 1970, compared and printed as text, in UTC."""

from __future__ import annotations

from datetime import UTC, datetime

_SECOND = 1_000_000_000
_FORMS: dict[str, tuple[str, bool, str]] = {
    "evt.time": ("%H:%M:%S", True, ""),
    "evt.time.s": ("%H:%M:%S", False, ""),
    "evt.time.iso8601": ("%Y-%m-%dT%H:%M:%S", True, "+0000"),
    "evt.datetime": ("%Y-%m-%d %H:%M:%S", True, ""),
    "evt.datetime.s": ("%Y-%m-%d %H:%M:%S", False, ""),
    "evt.outputtime": ("%H:%M:%S", True, ""),
}
"""How each field of this kind is written: its format, whether with nanoseconds, what ends it."""

FIELDS = frozenset(_FORMS)


class Time(str):
    """A time as a field writes it; `nanoseconds` is what stands in the JSON of an alert."""

    nanoseconds: int
    __slots__ = ("nanoseconds",)


def written(field: str, nanoseconds: int) -> Time:
    """A time as a field writes it. Raises ValueError for one that is beyond the calendar."""
    form, precise, end = _FORMS[field]
    seconds, rest = divmod(nanoseconds, _SECOND)
    try:
        text = datetime.fromtimestamp(seconds, UTC).strftime(form)
    except (OverflowError, OSError) as fault:
        raise ValueError(str(fault)) from None
    time = Time(text + (f".{rest:09}" if precise else "") + end)
    time.nanoseconds = nanoseconds
    return time
