"""Findings → diagnostics at their places, apart from those that were expected."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from noteproof.directives import Directives
from noteproof.engine.outcome import Outcome, Settings
from noteproof.expectations import settle
from noteproof.finding import Diagnostic, Finding, Severity, Value, Where, diagnose
from noteproof.language import Found
from noteproof.text import Snippet, Span
from noteproof.yamltree import Reading
from noteproof.yamltree.faults import elision


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding and how its places are found in the snippet's text."""

    finding: Finding
    place: Callable[[Where], Span]

    @property
    def span(self) -> Span:
        """Where the finding stands in the snippet's text."""
        return self.place(self.finding.where)


def of_text(findings: Iterable[Finding]) -> list[Placed]:
    """Findings that speak of the text itself."""
    return [Placed(finding, _as_it_is) for finding in findings]


def of_documents(findings: Iterable[Finding], found: Iterable[Found], snippet: Snippet) -> list[Placed]:
    """The findings in a snippet's text and in its own documents.

    What is said of the value of a mark such as `...` is said by the remark on the mark, which is an error
    where the value is refused.
    """
    placed: list[Placed] = []
    refused: set[int] = set()
    for each in found:
        if each.document.snippet is not snippet:
            continue
        if not each.document.elided or not _speaks_of_mark(each):
            placed.append(Placed(each.finding, each.document.span))
        elif each.finding.severity is Severity.ERROR:
            refused.add(each.document.span(each.finding.where).start)
    graver = (_graver(finding) if _is_at(finding, refused) else finding for finding in findings)
    return [*of_text(graver), *placed]


def _is_at(finding: Finding, starts: set[int]) -> bool:
    return finding.rule is elision and isinstance(finding.where, Span) and finding.where.start in starts


def _graver(finding: Finding) -> Finding:
    return replace(finding, says=replace(finding.says, severity=Severity.ERROR))


def close(
    outcome: Outcome,
    said: Directives,
    placed: list[Placed],
    reading: Reading | None,
    settings: Settings,
    elsewhere: Iterable[tuple[Span, Diagnostic]] = (),
) -> Outcome:
    """The outcome with its findings at their places, the expected ones apart.

    `elsewhere` are diagnostics in files that the snippet names, each with the span of the name.
    """
    snippet = outcome.snippet
    placed = sorted(placed, key=lambda each: each.span)
    found = [
        (snippet.line_of(each.span.start), diagnose(each.finding, snippet, each.place)) for each in placed
    ]
    found.extend((snippet.line_of(span.start), diagnostic) for span, diagnostic in elsewhere)
    if not said.expectations:
        return replace(outcome, diagnostics=tuple(diagnostic for _, diagnostic in found))
    settled = settle(found, said.expectations, _covered(snippet, reading), settings.codes)
    unmet = tuple(diagnose(finding, snippet, _as_it_is) for finding in settled.unmet)
    return replace(outcome, diagnostics=(*settled.left, *unmet), met=settled.met)


def _as_it_is(where: Where) -> Span:
    return where if isinstance(where, Span) else Span(0, 0)


def _speaks_of_mark(found: Found) -> bool:
    route = found.finding.route
    if route is None or route not in found.document.elided:
        return False
    span = found.document.span(Value(route))
    return found.document.snippet.text[span.start : span.end] in ("...", "…")


def _covered(snippet: Snippet, reading: Reading | None) -> Callable[[int], range]:
    """The lines that an expectation for a line speaks of: that line, and the block scalar that it opens."""
    last: dict[int, int] = {}
    for document in reading.documents if reading else ():
        for span in document.block_scalars():
            last[snippet.line_of(span.start)] = snippet.line_of(max(span.start, span.end - 1))
    return lambda line: range(line, last.get(line, line) + 1)
