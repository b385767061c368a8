"""An audit log, line by line → what a policy would have recorded of it, and which lines are no events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from noteproof.finding import Diagnostic, Finding, Where, diagnose
from noteproof.jsonlines import Line
from noteproof.language import Meter
from noteproof.text import Snippet, Source, Span, decoded

_FAULTS = 20
"""The lines that are named; of more, the number is told."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a policy would have recorded of a log, and what is wrong with its lines."""

    summary: dict[str, object]
    diagnostics: tuple[Diagnostic, ...]


def weigh(name: str, lines: Iterable[bytes], meter: Meter) -> Weighed:
    """Weigh the lines of a log, of which one at a time is held."""
    said: list[Diagnostic] = []
    untold = 0
    for number, line in enumerate(lines, 1):
        findings = meter.take(line)
        if not findings:
            continue
        if len(said) < _FAULTS:
            said.extend(_placed(name, number, line, finding) for finding in findings)
        else:
            untold += 1
    if untold:
        fault = f"{untold:,} more lines of this log are broken"
        hint = "mend the lines that are named, and weigh it again"
        said.append(Diagnostic(said[0].rule, Source(name, ""), Span(0, 0), fault, hint))
    return Weighed(meter.summary(), tuple(said))


def _placed(name: str, number: int, line: bytes, finding: Finding) -> Diagnostic:
    shown = decoded(name, line[:_SHOWN])[0].text
    source = Source(name, shown, number)
    place = Line(source, 0, shown, {}).span if len(line) <= _SHOWN else _beginning
    return diagnose(finding, Snippet.whole(source), place)


def _beginning(where: Where) -> Span:
    return where if isinstance(where, Span) and where.end <= _SHOWN else Span(0, 0)


_SHOWN = 100_000
"""The bytes of a broken line that are kept to show it."""
