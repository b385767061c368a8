"""Deciding: policy files in loading order, and the cases that they are asked."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from alarms import Alarms
from gates import Gates
from hypothesis import given
from hypothesis import strategies as st
from memory import Memory

from noteproof import engine
from noteproof.engine import Decisions, Mixed, Settings
from noteproof.language import Language

FIRE = "alarm: Fire\non: smoke\n"
THIEF = "# after: fire.yaml\nalarm: Thief\non: noise\nneeds: Fire\n"
FILES = {"fire.yaml": FIRE, "thief.yaml": THIEF, "late.yaml": "alarm: Late\nneeds: Thief\non: quiet\n"}
SMOKE = '{"event": {"what": "smoke"}}\n'


def decide(
    asked: str | bytes,
    policies: tuple[str, ...] = ("fire.yaml",),
    files: Mapping[str, str | bytes] = FILES,
    name: str = "-",
    languages: tuple[Language, ...] | None = None,
) -> Decisions:
    settings = Settings(languages or (Gates(), Alarms()))
    data = asked.encode() if isinstance(asked, str) else asked
    return engine.decide(policies, name, data, Memory(files), settings)


def decisions(decided: Decisions) -> list[object]:
    """Of each case the names of its alerts, or the code of the fault for which there is no decision."""
    told: list[object] = []
    for each in decided.decisions:
        alerts = each.decided.verdict.decision["alerts"] if each.decided else None
        told.append([alert["rule"] for alert in alerts] if isinstance(alerts, list) else each.fault.rule.code)
    return told


def said(decided: Decisions) -> list[str]:
    return [
        f"{each.source.path}:{each.start.line}:{each.start.column} {each.rule.code}"
        for each in decided.diagnostics
    ]


# Policies


@pytest.mark.parametrize(
    ("policies", "loads"),
    [
        (("fire.yaml",), True),
        (("fire.yaml", "thief.yaml", "late.yaml"), True),
        (("thief.yaml", "late.yaml"), True),
        (("thief.yaml", "fire.yaml"), True),
        (("late.yaml",), False),
        (("fire.yaml", "late.yaml"), False),
        (("late.yaml", "thief.yaml"), False),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_policies_load_if_every_beginning_of_their_list_does(policies: tuple[str, ...], loads: bool) -> None:
    decided = decide(SMOKE, policies)

    assert decided.loads == loads
    assert decisions(decided) == ([["Fire"]] if loads else [])
    assert said(decided) == ([] if loads else ["late.yaml:2:8 alarm/needs"])
    assert decided.is_as_expected == loads


def test_a_file_that_another_comes_after_is_loaded_before_it_once() -> None:
    decided = decide(SMOKE, ("thief.yaml", "fire.yaml", "thief.yaml"))

    assert decisions(decided) == [["Fire"]]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"alarm: [\n", "yaml/syntax"),
        (b"alarm: \xff\n", "file/not-utf8"),
        (b"# after: none.yaml\nalarm: x\n", "directive/malformed"),
        (b"# after: above\nalarm: x\n", "directive/malformed"),
        (b"# after: broken.yaml\nalarm: x\n", "directive/malformed"),
        (b"alarm: x\nneeds: y  # expect: alarm/needs -- shown on a page\n", "alarm/needs"),
        (b"alarm: x\n" + b"# a long comment\n" * 80_000, "file/too-large"),
    ],
)
def test_a_policy_with_an_error_does_not_load_even_if_it_is_expected(text: bytes, code: str) -> None:
    decided = decide(SMOKE, ("policy.yaml",), {"policy.yaml": text, "broken.yaml": "# after: none.yaml\n"})

    assert (decided.loads, decisions(decided)) == (False, [])
    assert [each.rule.code for each in decided.diagnostics] == [code]


def test_a_policy_that_is_not_there_is_said() -> None:
    assert said(decide(SMOKE, ("none.yaml",))) == ["none.yaml:1:1 file/unreadable"]


def test_the_warnings_of_a_policy_are_told_and_change_nothing() -> None:
    decided = decide(SMOKE, ("loud.yaml",), {"loud.yaml": "alarm: FIRE\non: smoke\n"})

    assert said(decided) == ["loud.yaml:1:8 alarm/loud"]
    assert decided.is_as_expected


def test_policies_of_several_languages_are_not_loaded_together() -> None:
    with pytest.raises(
        Mixed, match=r"^fire\.yaml is of alarms and gate\.yaml of gates; name policies of one"
    ):
        decide(SMOKE, ("fire.yaml", "gate.yaml"), {**FILES, "gate.yaml": "gate: front\n"})


def test_a_policy_that_says_nothing_is_of_the_language_that_can_answer() -> None:
    assert decisions(decide(SMOKE, ("empty.yaml",), {"empty.yaml": "# nothing\n"})) == [[]]
    assert decisions(decide("[]", ("empty.yaml",), {"empty.yaml": "# nothing\n"})) == []


def test_another_kind_of_case_is_not_decided_and_it_is_said_why() -> None:
    decided = decide('{"knock": "alice"}\n' + SMOKE)

    assert decisions(decided) == ["case/no-policy", ["Fire"]]
    assert decided.diagnostics[0].message == (
        "nothing decides this `knock`: the policy is of alarms, which answers `event` or `events`"
    )


def test_a_policy_without_decisions_answers_nothing() -> None:
    decided = decide('{"knock": "alice"}', ("gate.yaml",), {"gate.yaml": "gate: front\nundecided: true\n"})

    assert decided.diagnostics[0].message == "nothing decides this `knock`: gate.yaml gives no decisions"


# Cases


DOCUMENT = "cases:\n  - event: {what: smoke}\n    alerts: [Fire]\n  - event: {}\n"


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        (DOCUMENT, "-"),
        (DOCUMENT, "x.yaml"),
        (f"---\n{DOCUMENT}---\n", "-"),
        (DOCUMENT.partition("\n")[2], "-"),
        ('{"cases": [{"event": {"what": "smoke"}}, {"event": {}}]}', "-"),
        ('{"cases": [\n{"event": {"what": "smoke"}},\n{"event": {}}\n]}', "-"),
        ('{\n  "cases": [\n    {"event": {"what": "smoke"}},\n    {"event": {}}\n  ]\n}', "-"),
        ('[{"event": {"what": "smoke"}}, {"event": {}}]', "-"),
        ('[\n{"event": {"what": "smoke"}},\n{"event": {}}\n]', "-"),
        ("{cases: [{event: {what: smoke}}, {event: {}}]}", "x.yml"),
        (SMOKE + '{"event": {}}', "-"),
        ("\ufeff\n" + SMOKE + '\r\n{"event": {}}\r\n', "x.txt"),
        (SMOKE + '{"event": {}}\n', "x.jsonl"),
        ("---\n" + DOCUMENT.replace("  - event: {}\n", "---\n[{event: {}}]\n"), "-"),
    ],
)
def test_cases_are_a_document_or_one_a_line(asked: str, name: str) -> None:
    decided = decide(asked, name=name)

    assert (decisions(decided), said(decided)) == ([["Fire"], []], [])


def test_json_lines_keep_the_types_of_json_and_yaml_is_text_as_written() -> None:
    alarms = Alarms()
    decide('{"event": {"size": 300, "who": null}}', languages=(alarms,))
    decide("cases: [{event: {size: 300, who: no}}, {event: {who: ~}}]", languages=(alarms,))

    assert alarms.events == [{"size": 300, "who": None}, {"size": "300", "who": "no"}, {"who": None}]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('{"event": {"what": "smoke"}', "-:2:28 case/broken-line"),
        ("what", "-:2:1 case/broken-line"),
        ("[1]", "-:2:1 case/broken-line"),
        ('{"event": {}, "event": {}}', "-:2:15 case/broken-line"),
        ('{"alerts": []}', "-:2:2 case/malformed"),
        ('{"what.is": "smoke"}', "-:2:2 case/malformed"),
        ('{"event": {}, "knock": "x"}', "-:2:2 case/malformed"),
        ('{"event": {"hwo": "bob"}}', "-:2:12 alarm/unknown-field"),
        ('{"event": {"size": "big"}}', "-:2:20 alarm/wrong-type"),
        ('{"knock": "alice"}', "-:2:2 case/no-policy"),
        ('{"events": "none.jsonl"}', "-:2:12 case/malformed"),
        ('{"events": ["none.jsonl"]}', "-:2:12 case/malformed"),
    ],
)
def test_a_case_that_cannot_be_read_leaves_its_fault_in_its_place(line: str, fault: str) -> None:
    decided = decide(f"{SMOKE}{line}\n{SMOKE}")

    assert decisions(decided) == [["Fire"], fault.split()[1], ["Fire"]]
    assert said(decided) == [fault]
    assert decided.decisions[1].fault in decided.diagnostics
    assert not decided.is_as_expected


def test_a_document_tells_its_faults_at_their_places() -> None:
    asked = (
        "cases:\n  - alerts: []\n  - event: {hwo: bob}\n  - event: {what: smoke}\n    alerts: []\n    x: 1\n"
    )
    decided = decide(asked, name="x.yaml")

    assert decisions(decided) == ["case/malformed", "alarm/unknown-field", ["Fire"]]
    assert said(decided) == [
        "x.yaml:2:5 case/malformed",
        "x.yaml:3:13 alarm/unknown-field",
        "x.yaml:5:13 case/differs",
        "x.yaml:6:5 case/malformed",
    ]


@pytest.mark.parametrize(
    ("asked", "faults"),
    [
        ("", []),
        ("# nothing\n", []),
        ("cases: []\n", []),
        ("cases: x\n", ["case/malformed"]),
        ("x: 1\n", ["case/malformed"]),
        ("x\n", ["case/malformed"]),
        ("cases: [\n", ["yaml/syntax"]),
        (b"cases: []  # \xff\n", ["file/not-utf8"]),
        ("cases: []\nx: 1\n", ["case/malformed"]),
        ("# " + "x" * 1_200_000, ["file/too-large"]),
    ],
)
def test_what_holds_no_case_is_said(asked: str | bytes, faults: list[str]) -> None:
    decided = decide(asked, name="x.yaml")

    assert (decided.loads, decisions(decided)) == (True, [])
    assert [each.rule.code for each in decided.diagnostics] == faults


def test_an_expectation_in_a_document_counts() -> None:
    asked = DOCUMENT.replace("[Fire]", "[]  # expect: case/differs -- to show it")
    decided = decide(asked, name="x.yaml")

    assert (decisions(decided), said(decided)) == ([["Fire"], []], [])
    assert decided.is_as_expected


def test_the_file_that_a_case_names_is_not_asked() -> None:
    assert decisions(decide('{"event": {"what": "smoke"}, "for": "none.yaml"}')) == [["Fire"]]


def test_recorded_events_lie_beside_the_cases() -> None:
    files = {**FILES, "deep/house.jsonl": '{"what": "smoke"}\n{"hwo": 1}\n{}\n'}
    decided = decide('{"events": "house.jsonl", "alerts": ["Fire"]}', files=files, name="deep/x.jsonl")
    from_the_working_directory = decide('{"events": "deep/house.jsonl"}', files=files)

    assert decisions(decided) == decisions(from_the_working_directory) == [["Fire"]]
    assert said(decided) == ["deep/house.jsonl:2:2 alarm/unknown-field"]
    assert not decided.is_as_expected


LINES = st.sampled_from(
    [
        *[
            "cases:\n",
            "  - event: {what: smoke}\n",
            "    alerts: [Fire]\n",
            "  - events: a.jsonl\n",
            "[",
            "]",
            "{",
            "}",
        ],
        *[
            SMOKE,
            '{"event": {"hwo": 1}, "alerts": []}\n',
            '{"events": "a.jsonl"}\n',
            "# expect: case/differs\n",
            "\t",
        ],
        *["---\n", "&a ", "*a", "'", '"', "\r", "\ufeff", "x: 1\n", "\0", "null\n"],
    ]
)


@given(
    st.lists(LINES | st.text(max_size=3), max_size=8).map("".join),
    st.sampled_from(["-", "x.yaml", "x.jsonl"]),
)
def test_any_cases_are_decided_and_every_diagnostic_lies_inside_its_file(asked: str, name: str) -> None:
    files = {**FILES, "a.jsonl": "{}\nx\n"}
    decided = decide(asked.encode("utf-8", "replace"), files=files, name=name)

    assert decided.loads
    for each in decided.diagnostics:
        assert 0 <= each.span.start <= each.span.end <= len(each.source.text)
    for decision in decided.decisions:
        assert (decision.decided is None) == (decision.fault is not None)
