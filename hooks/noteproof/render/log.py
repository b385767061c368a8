"""What a policy would have recorded of a log, for people: by levels, and by the rules that decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from noteproof.engine import Weighed
from noteproof.render import human
from noteproof.render.words import clean

_UNITS = ("B", "KB", "MB", "GB", "TB")


def render(name: str, policy: str, weighed: Weighed) -> str:
    """The whole output but for the diagnostics."""
    summary: Any = weighed.summary
    events, size = summary["events"], summary["bytes"]
    lines = [
        f"{clean(name)}: {_events(events)}, {volume(size)}",
        f"of these {clean(policy)} would have recorded:",
        "",
        *_table(("level", "events", "", "bytes", ""), _levels(summary)),
        "",
        *_table(("decided by", "level", "events", "bytes"), _rules(summary)),
        "",
        f"saved {volume(summary['saved_bytes'])} of {volume(size)} ({_share(summary['saved_bytes'], size)})",
    ]
    if summary["less"]:
        less = _events(summary["less"])
        lines.append(f"{less} hold less than the policy asks for, so it would record more bytes than these")
    return "".join(f"{line}\n" for line in lines)


def _levels(summary: Any) -> Iterator[tuple[str, ...]]:
    events, size = summary["events"], summary["bytes"]
    for level, count in summary["levels"].items():
        own = summary["level_bytes"][level]
        yield level, f"{count:,}", _share(count, events), volume(own), _share(own, size)
    if summary["omitted"]:
        yield "omitted stage", f"{summary['omitted']:,}", _share(summary["omitted"], events), volume(0), ""
    kept, recorded = summary["recorded_events"], summary["recorded_bytes"]
    yield "recorded", f"{kept:,}", _share(kept, events), volume(recorded), _share(recorded, size)


def _rules(summary: Any) -> Iterator[tuple[str, ...]]:
    for each in summary["rules"]:
        name = "no rule" if each["rule"] is None else f"rules[{each['rule']}]"
        yield name, each["level"], f"{each['events']:,}", volume(each["recorded_bytes"])


def _table(head: Sequence[str], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    """Rows in columns, words to the left and numbers to the right."""
    table = [tuple(head), *rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    words = [not row[:1].isdigit() for row in table[-1]]
    for row in table:
        cells = (
            cell.ljust(width) if word else cell.rjust(width)
            for cell, width, word in zip(row, widths, words, strict=True)
        )
        yield f"  {'   '.join(cells)}".rstrip()


def _events(number: int) -> str:
    return human.count(number, "event").replace(str(number), f"{number:,}")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else ""


def volume(size: int) -> str:
    """A number of bytes, in the unit in which it is read best."""
    amount, unit = float(size), 0
    while abs(amount) >= 1000 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{amount:.1f} {_UNITS[unit]}" if unit else f"{size} B"
