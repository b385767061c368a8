"""Cases: how they are read, asked and compared."""

from __future__ import annotations

import pytest

from noteproof import cases, comparison
from noteproof.cases import Answer, Case, Decided, Policy, malformed
from noteproof.finding import Diagnostic, Finding, Key, Related, Says, Value, Verdict
from noteproof.language import Decide
from noteproof.text import Source, Span

KINDS = frozenset({"event", "events", "request"})


def read(value: object) -> tuple[list[Case], list[Finding]]:
    found = list(cases.read(value, KINDS))
    return [each for each in found if isinstance(each, Case)], [
        each for each in found if isinstance(each, Finding)
    ]


def answers(value: object, decide: Decide | str) -> list[Answer]:
    policy = decide if isinstance(decide, str) else Policy("a policy", decide)
    return list(cases.run(cases.read(value, KINDS), lambda case: policy))


def run(value: object, decide: Decide | str) -> list[str]:
    """What is said of each case, as `code message`."""
    return [
        f"{finding.rule.code} {finding.says.message}"
        for each in answers(value, decide)
        for finding in each.findings
    ]


def decided(alerts: object, policy: str = "a policy", kind: str = "event", *parts: bool) -> Decided:
    """A case that expects alerts, and of recorded events whether each of them fires."""
    case = Case(("cases", 0), kind, {}, {"alerts": alerts}, None)
    judged = tuple(Verdict({"alerts": ["x"] * fires}) for fires in parts)
    return Decided(case, Verdict({"alerts": alerts}, parts=judged), True, policy)


def always(decision: dict[str, object], by: str = "") -> Decide:
    return lambda case: Verdict(decision, by=by)


def test_a_case_is_its_kind_its_content_and_what_is_expected() -> None:
    item = {"request": {"user": "alice"}, "level": "None", "for": "audit/a.yaml"}
    found, findings = read({"cases": [item]})

    assert found == [Case(("cases", 0), "request", item, {"level": "None"}, "audit/a.yaml")]
    assert not findings


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ({"cases": "x"}, "`cases` holds no list"),
        ({"cases": None}, "`cases` holds no list"),
        ([], "`cases` holds no list"),
        ({"cases": ["x"]}, "this case asks nothing"),
        ({"cases": [None]}, "this case asks nothing"),
        ({"cases": [{"level": "None"}]}, "this case asks nothing"),
        ({"cases": [{"event": {}, "request": {}}]}, "this case asks more than one thing"),
    ],
)
def test_a_case_that_asks_not_one_thing_is_malformed(value: object, fault: str) -> None:
    assert run(value, always({})) == [f"case/malformed {fault}"]


def test_a_malformed_case_does_not_hide_the_others() -> None:
    found, findings = read({"cases": [{}, {"event": {}}]})

    assert [case.route for case in found] == [("cases", 1)]
    assert [finding.where for finding in findings] == [Key(("cases", 0))]


def test_a_case_that_expects_nothing_is_malformed() -> None:
    assert run({"cases": [{"request": {}}]}, always({"level": "None"})) == [
        "case/malformed this case expects nothing"
    ]


def test_a_case_without_a_policy_says_why() -> None:
    assert run({"cases": [{"request": {}, "level": "None"}]}, "no block above can answer it") == [
        "case/no-policy nothing decides this `request`: no block above can answer it"
    ]


def test_a_decision_that_differs_is_said_with_what_decided_it() -> None:
    assert run(
        {"cases": [{"request": {}, "level": "None"}]}, always({"level": "Metadata"}, "rules[2], line 9")
    ) == ["case/differs level is Metadata, not None, decided by rules[2], line 9"]


def test_a_part_that_a_decision_does_not_have_is_malformed() -> None:
    assert run({"cases": [{"request": {}, "levle": "None"}]}, always({"level": "None"})) == [
        "case/malformed a decision on `request` has no `levle`"
    ]


def test_a_difference_stands_at_its_value() -> None:
    (answer,) = answers({"cases": [{"request": {}, "level": "None"}]}, always({"level": "Metadata"}))

    assert answer.findings[0].where == Value(("cases", 0, "level"))
    assert answer.decided
    assert not answer.decided.as_expected


def test_answers_come_in_the_order_of_the_cases_whatever_became_of_them() -> None:
    listed = [{"request": {}, "level": "None"}, "x", {"event": {}, "level": "None"}]
    asked = cases.read({"cases": listed}, KINDS)
    policy = Policy("a policy", always({"level": "None"}))
    first, second, third = cases.run(asked, lambda case: policy if case.kind == "request" else "no reason")

    assert (first.decided is not None, first.findings) == (True, ())
    assert (second.case, second.decided) == (None, None)
    assert third.case is not None
    assert (third.case.kind, third.decided) == ("event", None)


def test_what_is_wrong_with_a_case_stands_in_its_document() -> None:
    says = Says("wrong", related=(Related(Value(("event", "b")), "see"), Related(Span(1, 2), "there")))
    findings = (Finding(malformed, Key(("event", "a")), says), Finding(malformed, Span(3, 4), Says("also")))
    (answer,) = answers({"cases": [{"event": {}, "alerts": []}]}, lambda case: findings)
    one, two = answer.findings

    assert (one.where, two.where) == (Key(("cases", 0, "event", "a")), Span(3, 4))
    assert [each.where for each in one.says.related] == [Value(("cases", 0, "event", "b")), Span(1, 2)]
    assert answer.decided is None


def test_a_question_need_not_expect_anything() -> None:
    case = Case((), "request", {"request": {}}, {}, None)
    answer = cases.answer(case, Policy("a policy", always({"level": "None"})), is_question=True)

    assert answer.findings == ()
    assert answer.decided


def test_a_verdict_with_faults_is_not_as_expected() -> None:
    fault = Diagnostic(malformed, Source("x.jsonl", ""), Span(0, 0), "broken")
    judged = Verdict({"alerts": []}, faults=(fault,))
    (answer,) = answers({"cases": [{"events": "x.jsonl", "alerts": []}]}, lambda case: judged)

    assert answer.findings == ()
    assert answer.decided
    assert not answer.decided.as_expected


@pytest.mark.parametrize(
    ("shown", "sides"),
    [
        ([decided(["a"])], ["every event of these cases fires a rule"]),
        ([decided(["a"]), decided(["a", "b"])], ["every event of these cases fires a rule"]),
        ([decided([])], ["no event of these cases fires a rule"]),
        ([decided(["a"]), decided([])], []),
        ([], []),
        ([decided(["a"], "one"), decided([], "another")], ["every event", "no event"]),
        ([decided(["a"], "a", "events", True, True)], ["every event"]),
        ([decided([], "a", "events", False)], ["no event"]),
        ([decided(["a"], "a", "events", True, False)], []),
        ([decided(["a"], "a", "events", True), decided([], "a")], []),
        ([decided([], "a", "events")], []),
    ],
)
def test_a_policy_of_which_events_show_one_side_only_is_remarked(
    shown: list[Decided], sides: list[str]
) -> None:
    said = [finding.says.message for _, finding in cases.one_sided_policies(shown)]

    assert len(said) == len(sides)
    assert all(message.startswith(side) for message, side in zip(said, sides, strict=True))


def test_a_case_about_macros_shows_no_side() -> None:
    case = Case(("cases", 0), "event", {}, {"macros": []}, None)

    assert not list(cases.one_sided_policies([Decided(case, Verdict({"alerts": []}), True, "a")]))


@pytest.mark.parametrize(
    ("wanted", "decided"),
    [
        ("None", "None"),
        ("true", True),
        ("false", False),
        ("3", 3),
        (None, None),
        (["a", "b"], ["a", "b"]),
        ([], ()),
        (["A rule"], [{"rule": "A rule", "priority": "Warning"}]),
        ([{"priority": "Warning"}], [{"rule": "A rule", "priority": "Warning"}]),
        ({"a": "1"}, {"a": 1, "b": 2}),
        ({"a": None}, {"a": None}),
    ],
)
def test_a_decision_is_as_expected(wanted: object, decided: object) -> None:
    assert comparison.same(wanted, decided)


@pytest.mark.parametrize(
    ("wanted", "decided"),
    [
        ("none", "None"),
        ("no", False),
        ("yes", True),
        ("True", True),
        ("1.0", 1),
        (["a", "b"], ["b", "a"]),
        (["a"], ["a", "a"]),
        ([], ["a"]),
        ("a", ["a"]),
        (["a"], "a"),
        ({"a": "1"}, {"b": 1}),
        ({"a": "1"}, "a"),
        ("x", {}),
        ("null", None),
        (None, "null"),
        (None, []),
        (["A rule"], [{"rule": "A rule"}, {"rule": "A rule"}]),
        ([{"rule": "A rule", "priority": "Warning"}], [{"rule": "A rule", "priority": "Notice"}]),
        ([{"rule": "A rule", "prioriy": "Warning"}], [{"rule": "A rule", "priority": "Warning"}]),
    ],
)
def test_the_comparison_is_exact(wanted: object, decided: object) -> None:
    assert not comparison.same(wanted, decided)


def test_a_decision_is_written_as_an_author_writes_it() -> None:
    assert comparison.written({"a": [True, None, "x"], "b": {"c": 1}}) == "{a: [true, null, x], b: {c: 1}}"


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ([], "[A rule, Another]"),
        (["A rule"], "[A rule, Another]"),
        ("A rule", "[A rule, Another]"),
        (
            [{"rule": "A rule", "priority": "Notice"}],
            "[{rule: A rule, priority: Warning}, {rule: Another, priority: Info}]",
        ),
        (["A rule", {"output": "x"}], "[A rule, {output: b}]"),
    ],
)
def test_a_decision_is_told_as_the_expectation_speaks_of_it(wanted: object, told: str) -> None:
    alerts = [
        {"rule": "A rule", "priority": "Warning", "output": "a"},
        {"rule": "Another", "priority": "Info", "output": "b"},
    ]

    assert comparison.brief(comparison.in_the_manner_of(wanted, alerts)) == told


def test_a_long_decision_is_told_in_brief() -> None:
    assert comparison.brief(["x"] * 1_000) == "[x, x, x, x, x, x, x, x, … (1,000 in all)]"
    assert len(comparison.brief("x" * 10_000)) < 500


@pytest.mark.parametrize(
    ("value", "expected"), [({"cases": []}, True), ({"cases": 1, "x": 2}, False), ([], False)]
)
def test_a_cases_document_has_one_key(value: object, expected: bool) -> None:
    assert cases.is_cases(value) is expected
