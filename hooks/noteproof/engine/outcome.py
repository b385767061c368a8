"""What a run knows beforehand, and what becomes of its snippets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from noteproof import cases
from noteproof.finding import Diagnostic, Report, Tally
from noteproof.language import Language
from noteproof.text import Snippet


class State(StrEnum):
    """How far a snippet was looked at; `OTHER` is not ours to look at."""

    CHECKED = "checked"
    FRAGMENT = "fragment"
    PARSED = "parsed"
    UNCHECKED = "unchecked"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run knows beforehand.

    `languages` in the order in which they are asked; `kubernetes` the versions that a snippet speaks of when
    it says nothing; `snippets` the folder of the notes' YAML; `language` the name of the language that
    unclaimed YAML is of, if one was given; `codes` the codes of all rules.
    """

    languages: tuple[Language, ...]
    kubernetes: tuple[str, ...] = ("1.36",)
    snippets: str = "snippets"
    language: str | None = None
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one snippet.

    `met` are the diagnostics that were expected, `decided` the cases that were asked in it,
    `heredocs` how many YAML texts a shell block holds.
    """

    snippet: Snippet
    state: State
    language: str | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    met: tuple[Diagnostic, ...] = ()
    decided: tuple[cases.Decided, ...] = ()
    heredocs: int = 0


def report(outcomes: Iterable[Outcome], others: Iterable[Diagnostic] = (), pages: int = 0) -> Report:
    """One report of many outcomes and of diagnostics from elsewhere; what is shown twice is reported once."""
    found = list(others)
    tally = Tally(pages=pages)
    for outcome in outcomes:
        found.extend(outcome.diagnostics)
        tally += _tally(outcome)
    return Report(in_order(found), tally)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Diagnostics by file and place, each once however often it is shown."""
    unique = {(each.source.path, each.span, each.rule.code, each.message): each for each in diagnostics}
    return tuple(unique[key] for key in sorted(unique))


def _tally(outcome: Outcome) -> Tally:
    if outcome.heredocs:
        return Tally(snippets=outcome.heredocs, unchecked=outcome.heredocs)
    if outcome.state is State.OTHER:
        return Tally()
    return Tally(
        snippets=1,
        checked=outcome.state is State.CHECKED,
        fragments=outcome.state is State.FRAGMENT,
        parsed=outcome.state is State.PARSED,
        unchecked=outcome.state is State.UNCHECKED,
        cases=len(outcome.decided),
    )
