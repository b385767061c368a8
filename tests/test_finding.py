"""Rules, findings and how they become diagnostics."""

from __future__ import annotations

import pytest

from noteproof.finding import (
    Diagnostic,
    Fix,
    Key,
    Related,
    Report,
    Route,
    Says,
    Severity,
    Tally,
    Where,
    diagnose,
    printed,
    rule,
)
from noteproof.text import Edit, Origin, Snippet, Source, Span


@rule("x/wrong", Severity.WARNING)
def wrong(word: str, fix: Fix | None = None, severity: Severity | None = None) -> Says:
    """A word is right.

    More of it.
    """
    return Says(
        f'"{word}" is wrong',
        "mend it",
        related=(Related(Span(0, 1), "see here"),),
        fix=fix,
        severity=severity,
    )


def place(where: Where) -> Span:
    return where if isinstance(where, Span) else Span(2, 3)


def test_a_rule_words_its_findings_and_holds_its_page() -> None:
    finding = wrong.at(Key(("a", 0)), "word")

    assert finding.says.message == '"word" is wrong'
    assert finding.route == ("a", 0)
    assert wrong.doc == "A word is right.\n\nMore of it."


def test_a_diagnostic_knows_its_place_and_its_route() -> None:
    source = Source("x.yaml", "a\nb\n")
    diagnostic = diagnose(wrong.at(Key(("a", 0)), "word"), Snippet.whole(source), place)

    assert (diagnostic.source, diagnostic.span, diagnostic.path) == (source, Span(2, 3), "a[0]")
    assert (diagnostic.start, diagnostic.end) == ((2, 1), (2, 2))
    assert diagnostic.related[0].span == Span(0, 1)


def test_a_case_may_be_graver_than_its_rule() -> None:
    snippet = Snippet.whole(Source("x", "ab"))
    mild, grave = (
        diagnose(wrong.at(Span(0, 1), "word", severity=each), snippet, place)
        for each in (None, Severity.ERROR)
    )

    assert (mild.severity, grave.severity) == (Severity.WARNING, Severity.ERROR)


def test_a_fix_is_moved_to_the_file_that_the_snippet_shows() -> None:
    page = Source("page.md", "> ab\n")
    snippet = Snippet("ab\n", page, (Origin(page, 2),))
    fix = Fix("mend", (Edit(Span(0, 1), "x"),))
    diagnostic = diagnose(wrong.at(Span(0, 1), "word", fix), snippet, place)

    assert diagnostic.fix == Fix("mend", (Edit(Span(2, 3), "x"),))


def test_a_fix_that_would_reach_into_another_file_is_dropped() -> None:
    page, file = Source("page.md", "a\n"), Source("x.yaml", "b\n")
    snippet = Snippet("a\nb\n", page, (Origin(page, 0), Origin(file, 0)))
    fix = Fix("mend", (Edit(Span(2, 3), "x"),))

    assert diagnose(wrong.at(Span(0, 1), "word", fix), snippet, place).fix is None


@pytest.mark.parametrize(
    ("route", "text"),
    [
        ((), ""),
        (("spec", "containers", 0, "image"), "spec.containers[0].image"),
        (("spec", "containers", 0, "resources", "limits", "cpu"), "spec.containers[0].resources.limits[cpu]"),
        (("data", "tls.key"), "data[tls.key]"),
        (("data", "key"), "data[key]"),
        (("metadata", "annotations", "a/b"), "metadata.annotations[a/b]"),
        ((0, "rule"), "[0].rule"),
        (("skip-if-unknown-filter",), "skip-if-unknown-filter"),
        (("a b",), "a b"),
    ],
)
def test_a_route_is_printed_as_kubernetes_prints_it(route: Route, text: str) -> None:
    assert printed(route) == text


def test_tallies_add_up() -> None:
    assert Tally(1, 2, 3, 4, 5, 6, 7) + Tally(1, 1, 1, 1, 1, 1, 1) == Tally(2, 3, 4, 5, 6, 7, 8)


def test_a_report_knows_its_worst() -> None:
    source = Source("x", "a")
    info = Diagnostic(wrong, source, Span(0, 1), "m", own_severity=Severity.INFO)
    warning = Diagnostic(wrong, source, Span(0, 1), "m")

    assert Report((info, warning), Tally()).worst() is Severity.WARNING
    assert Report((), Tally()).worst() is None
