"""Which diagnostics were expected where they came, and which expectations nothing met."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from noteproof import directives
from noteproof.directives import Expectation
from noteproof.finding import Diagnostic, Finding

UNMET = directives.unmet.code


@dataclass(frozen=True, slots=True)
class Settled:
    """Diagnostics apart: those that nobody expected, those that were expected, and the unmet expectations."""

    left: tuple[Diagnostic, ...]
    met: tuple[Diagnostic, ...]
    unmet: tuple[Finding, ...]


def settle(
    found: Iterable[tuple[int, Diagnostic]],
    expectations: Sequence[Expectation],
    covered: Callable[[int], range],
    codes: frozenset[str] = frozenset(),
) -> Settled:
    """Hold diagnostics, each with the line that it starts on, against what is expected.

    `covered` gives the lines that an expectation for a line speaks of; `codes` are the rules' codes,
    for a suggestion where an expectation names none of them.
    """
    wanted: dict[tuple[str, int], list[Expectation]] = {}
    for expectation in expectations:
        for line in covered(expectation.line):
            for code in expectation.codes:
                wanted.setdefault((code, line), []).append(expectation)
    left: list[Diagnostic] = []
    met: list[Diagnostic] = []
    kept: set[tuple[str, Expectation]] = set()
    for line, diagnostic in found:
        here = wanted.get((diagnostic.rule.code, line), ())
        (met if here else left).append(diagnostic)
        kept.update((diagnostic.rule.code, expectation) for expectation in here)
    unmet: list[Finding] = []
    for expectation in expectations:
        missing = [code for code in expectation.codes if (code, expectation) not in kept and code != UNMET]
        if UNMET in expectation.codes and missing:
            continue
        if UNMET in expectation.codes:
            missing = [UNMET]
        unmet.extend(directives.unmet.at(expectation.span, code, codes) for code in missing)
    return Settled(tuple(left), tuple(met), tuple(unmet))
