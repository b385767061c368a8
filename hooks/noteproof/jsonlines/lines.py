"""The lines of a file, each an object with its places, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from noteproof import reading
from noteproof.finding import AnyRule, Diagnostic, Says, Severity, Value, Where, diagnose, own_span, rule
from noteproof.jsonlines.objects import Broken, value_of
from noteproof.jsonlines.places import first_key, places
from noteproof.text import Snippet, Source, Span, decoded

MANY = 200_000
"""The most lines that are read."""

_BLANK = " \t\r\n"
_LINE_END = re.compile(rb"\r\n|\n|\r")


@rule("case/broken-line", Severity.ERROR)
def broken_line(fault: str, hint: str) -> Says:
    """A line of recorded events, or of cases, holds one JSON object.

    A line that cannot be read is named and left out; those around it are judged all the same.

    ````markdown
    ```json
    {"evt.type": "execve", "proc.name": "sh"
    ```
    ````

    ````markdown
    ```json
    {"evt.type": "execve", "proc.name": "sh", "user.uid": 0, "container.name": null}
    ```
    ````
    """
    return Says(fault, hint)


rules: tuple[AnyRule, ...] = (broken_line,)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds an object: its text, which begins at `start` of its source, and its value."""

    source: Source
    start: int
    text: str
    value: dict[str, object]

    def span(self, where: Where) -> Span:
        """The span in the source of a place in the value, or of the nearest place that is written."""
        if isinstance(where, Span):
            return where
        found, route = places(self.text), where.route
        span = found.values.get(route) if isinstance(where, Value) else None
        while span is None and route:
            span = found.keys.get(route) or first_key(found, route)
            route = route[:-1]
        start, end = span or first_key(found, ()) or (0, len(self.text))
        return Span(self.start + start, self.start + end)


def read(path: str, data: bytes, hint: str, limit: int) -> Iterator[Line | Diagnostic]:
    """The objects of a file's lines, in order; of a line that holds none, what is wrong with it.

    Empty lines are passed over. `hint` says what a line is to hold, `limit` how many characters are read.
    """
    source, broken = decoded(path, data)
    if len(source.text) > limit:
        yield reading.oversized(source, Span(0, 0), len(source.text), limit)
        return
    if len(source.line_starts) > MANY:
        fault = f"this file has {len(source.line_starts):,} lines, more than {MANY:,}, and is not read"
        yield diagnose(broken_line.at(Span(0, 0), fault, "split the file"), Snippet.whole(source), own_span)
        return
    undecoded = dict(_undecoded(data)) if broken else {}
    for number, start in enumerate(source.line_starts, 1):
        text = source.line(number)
        if number in undecoded:
            at = start + undecoded[number]
            yield reading.undecoded(source, Span(at, at + 1))
        elif text.strip(_BLANK):
            yield _line(source, start, text, hint)


def _undecoded(data: bytes) -> Iterator[tuple[int, int]]:
    """The numbers of the lines that are not UTF-8, and the character of each at which it is not."""
    for number, line in enumerate(_LINE_END.split(data.removeprefix(b"\xef\xbb\xbf")), 1):
        try:
            line.decode()
        except UnicodeDecodeError as fault:
            yield number, len(line[: fault.start].decode())


def _line(source: Source, start: int, text: str, hint: str) -> Line | Diagnostic:
    try:
        return Line(source, start, text, value_of(text, hint))
    except Broken as fault:
        span = Span(start + fault.span.start, start + min(fault.span.end, len(text)))
        return diagnose(broken_line.at(span, fault.fault, fault.hint), Snippet.whole(source), own_span)
