"""A report for people: each diagnostic with the line that it speaks of."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from noteproof.finding import Diagnostic, Report, Severity, Tally
from noteproof.render.words import clean

_WIDTH = 160


def render(report: Report) -> str:
    """The whole output: diagnostics, then one line that says what was looked at."""
    parts = [block(diagnostic) for diagnostic in report.diagnostics]
    return "\n".join((*parts, summary(report)))


def block(diagnostic: Diagnostic) -> str:
    """One diagnostic with its place, the line in question and a hint; ends with a line end."""
    start = diagnostic.start
    place = f"{clean(diagnostic.source.path)}:{start.line}:{start.column}"
    head = f"{place}: {diagnostic.severity}: {clean(diagnostic.message)} [{diagnostic.rule.code}]"
    return "\n".join((head, *_excerpt(diagnostic), *_notes(diagnostic), ""))


def summary(report: Report) -> str:
    """What was looked at and what was found, in one or two lines."""
    return f"{found(report.diagnostics)}\n{looked_at(report.tally)}\n"


def found(diagnostics: Iterable[Diagnostic]) -> str:
    """How many diagnostics there are, by their severity."""
    counts = dict.fromkeys(Severity, 0)
    for diagnostic in diagnostics:
        counts[diagnostic.severity] += 1
    told = ", ".join(count(number, severity.value) for severity, number in counts.items() if number)
    return told or "nothing found"


def looked_at(tally: Tally) -> str:
    """The tally in words, empty counts left out but for that of the snippets."""
    parts = [count(tally.pages, "page")] if tally.pages else []
    parts.append(count(tally.snippets, "snippet"))
    inner = [
        f"{number} {word}"
        for number, word in (
            (tally.checked, "checked"),
            (tally.fragments, "as fragments"),
            (tally.parsed, "only parsed"),
            (tally.unchecked, "unchecked"),
        )
        if number
    ]
    text = ", ".join(parts) + (f" ({', '.join(inner)})" if inner else "")
    return text + (f", {count(tally.cases, 'case')}" if tally.cases else "")


def _excerpt(diagnostic: Diagnostic) -> Iterator[str]:
    start, end = diagnostic.start, diagnostic.end
    line = diagnostic.source.line(start.line)
    if not line.strip() and start == end:
        return
    first = max(0, start.column - 1 - _WIDTH // 2) if len(line) > _WIDTH and start.column > _WIDTH // 2 else 0
    last = min(len(line), first + _WIDTH)
    shown = clean(line[first:last].replace("\t", "→"))
    before = ("…" if first else "") + shown[: start.column - 1 - first]
    stop = end.column - 1 if end.line == start.line else len(line)
    marked = shown[start.column - 1 - first : max(stop - first, 0)]
    margin = " " * len(str(start.line))
    yield f"  {start.line} | {'…' * bool(first)}{shown}{'…' * (last < len(line))}"
    yield f"  {margin} | {' ' * _columns(before)}{'^' * max(1, _columns(marked))}"


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes: two for a wide character, none for a mark."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )


def _notes(diagnostic: Diagnostic) -> Iterator[str]:
    if diagnostic.hint:
        yield f"  help: {clean(diagnostic.hint)}"
    for remark in diagnostic.related:
        at = remark.source.position(remark.span.start)
        yield f"  note: {clean(remark.message)} ({clean(remark.source.path)}:{at.line}:{at.column})"


def count(number: int, word: str) -> str:
    """A number of things, in words."""
    return f"{number} {word}" if number == 1 or word == "info" else f"{number} {word}s"
