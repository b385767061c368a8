"""Diagnostics held against what was expected, both ways."""

from __future__ import annotations

from noteproof.directives import Expectation
from noteproof.expectations import UNMET, Settled, settle
from noteproof.finding import Diagnostic, Says, Severity, rule
from noteproof.text import Source, Span

SOURCE = Source("x.yaml", "a\nb\nc\n")


@rule("x/one", Severity.ERROR)
def one() -> Says:
    """One."""
    return Says("one")


@rule("x/two", Severity.WARNING)
def two() -> Says:
    """Two."""
    return Says("two")


ONE, TWO = Diagnostic(one, SOURCE, Span(0, 1), "one"), Diagnostic(two, SOURCE, Span(0, 1), "two")


def wanted(line: int, *codes: str, at: int = 0) -> Expectation:
    return Expectation(codes, line, Span(at, at))


def held(
    found: list[tuple[int, Diagnostic]], *expectations: Expectation, codes: frozenset[str] = frozenset()
) -> Settled:
    return settle(found, expectations, lambda line: range(line, line + (3 if line == 10 else 1)), codes)


def codes(settled: Settled) -> list[str]:
    return [finding.says.message.split("`")[1] for finding in settled.unmet]


def test_a_diagnostic_that_nobody_expects_is_left() -> None:
    settled = held([(1, ONE)])

    assert settled == Settled((ONE,), (), ())


def test_an_expected_diagnostic_is_met() -> None:
    settled = held([(1, ONE)], wanted(1, "x/one"))

    assert settled == Settled((), (ONE,), ())


def test_an_expectation_is_for_its_own_line_and_its_own_code() -> None:
    settled = held([(1, ONE), (2, TWO)], wanted(1, "x/two"), wanted(2, "x/one"))

    assert settled.left == (ONE, TWO)
    assert codes(settled) == ["x/two", "x/one"]


def test_an_expectation_meets_every_diagnostic_of_its_code() -> None:
    settled = held([(1, ONE), (1, ONE), (1, TWO)], wanted(1, "x/one"))

    assert settled == Settled((TWO,), (ONE, ONE), ())


def test_each_of_several_codes_is_a_promise() -> None:
    settled = held([(1, ONE)], wanted(1, "x/one", "x/two"))

    assert settled.met == (ONE,)
    assert codes(settled) == ["x/two"]


def test_two_expectations_of_one_diagnostic_are_both_met() -> None:
    settled = held([(1, ONE)], wanted(1, "x/one", at=1), wanted(1, "x/one", at=2))

    assert settled == Settled((), (ONE,), ())


def test_an_expectation_on_a_block_scalar_covers_its_lines() -> None:
    settled = held([(12, ONE)], wanted(10, "x/one"))

    assert settled == Settled((), (ONE,), ())


def test_an_unmet_expectation_may_itself_be_expected() -> None:
    assert not held([], wanted(1, "x/one", UNMET)).unmet
    assert codes(held([(1, ONE)], wanted(1, "x/one", UNMET))) == [UNMET]


def test_an_unknown_code_is_told_from_its_neighbour() -> None:
    (finding,) = held([], wanted(1, "x/on"), codes=frozenset({"x/one", "y/other"})).unmet

    assert finding.says.hint == "did you mean `x/one`?"
