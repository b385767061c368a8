"""Cases: how they are read, asked and compared."""

from __future__ import annotations

import pytest

from noteproof import cases
from noteproof.cases import Case
from noteproof.finding import Finding, Key, Value, Verdict
from noteproof.language import Decide

KINDS = frozenset({"event", "request"})


def read(value: object) -> tuple[list[Case], list[Finding]]:
    findings: list[Finding] = []
    return list(cases.read(value, KINDS, findings)), findings


def run(value: object, policy: Decide | str) -> list[str]:
    """What is said of each case, as `code message`."""
    findings: list[Finding] = []
    cases.run(cases.read(value, KINDS, findings), lambda case: policy, findings)
    return [f"{finding.rule.code} {finding.says.message}" for finding in findings]


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
    findings: list[Finding] = []
    asked = cases.read({"cases": [{"request": {}, "level": "None"}]}, KINDS, findings)
    (decided,) = cases.run(asked, lambda case: always({"level": "Metadata"}), findings)

    assert findings[0].where == Value(("cases", 0, "level"))
    assert not decided.as_expected


@pytest.mark.parametrize(
    ("alerts", "said"),
    [
        ([["a"]], True),
        ([["a"], ["a"]], True),
        ([[]], True),
        ([["a"], []], False),
        ([], False),
    ],
)
def test_events_that_show_one_side_only_are_remarked(alerts: list[list[str]], said: bool) -> None:
    listed = [{"event": {"fires": each}, "alerts": each} for each in alerts]
    found = run({"cases": listed}, lambda case: Verdict({"alerts": case["event"]["fires"]}))  # type: ignore[index]

    assert [line.split()[0] for line in found] == (["case/one-sided"] if said else [])


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
    ],
)
def test_a_decision_is_as_expected(wanted: object, decided: object) -> None:
    assert cases.same(wanted, decided)


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
    ],
)
def test_the_comparison_is_exact(wanted: object, decided: object) -> None:
    assert not cases.same(wanted, decided)


def test_a_decision_is_written_as_an_author_writes_it() -> None:
    assert cases.written({"a": [True, None, "x"], "b": {"c": 1}}) == "{a: [true, null, x], b: {c: 1}}"


@pytest.mark.parametrize(
    ("value", "expected"), [({"cases": []}, True), ({"cases": 1, "x": 2}, False), ([], False)]
)
def test_a_cases_document_has_one_key(value: object, expected: bool) -> None:
    assert cases.is_cases(value) is expected
