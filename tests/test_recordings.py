"""Recorded events in cases: judged one by one, and what is said of lines that cannot be."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping

import pytest
from alarms import Alarms
from memory import Memory

from noteproof import engine
from noteproof.engine import Outcome, Settings
from noteproof.finding import Severity, Verdict
from noteproof.text import Snippet, Source

ALARM = "alarm: Fire\non: smoke\nby: null\n---\nalarm: Thief\non: noise\nby: bob\n"
SMOKE, NOISE, BOB, CALM = '{"what": "smoke"}', '{"what": "noise"}', '{"what": "noise", "who": "bob"}', "{}"


def lines(*events: str) -> str:
    return "".join(f"{event}\n" for event in events)


def check(
    cases: str, files: Mapping[str, str | bytes], alarms: Alarms | None = None, path: str = "docs/page.md"
) -> Outcome:
    """What becomes of a block of cases below one of alarms."""
    settings = Settings((alarms or Alarms(),), codes=frozenset({"case/broken-line"}))
    blocks = (Snippet(text, Source(path, text)) for text in (ALARM, cases))
    return engine.check(blocks, Memory(files), settings)[-1]


def case(alerts: str, more: str = "", file: str = "house.events.jsonl") -> str:
    return f"cases:\n  - events: {file}\n    alerts: {alerts}\n{more}"


def said(outcome: Outcome) -> list[str]:
    """Each diagnostic as `file:line:column code`."""
    return [
        f"{posixpath.basename(each.source.path)}:{each.start.line}:{each.start.column} {each.rule.code}"
        for each in outcome.diagnostics
    ]


def verdict(outcome: Outcome) -> Verdict:
    (decided,) = outcome.decided
    return decided.verdict


def test_the_alerts_of_all_events_are_one_verdict_in_order() -> None:
    files = {"snippets/house.events.jsonl": lines(BOB, CALM, SMOKE, BOB)}
    outcome = check(case("[Thief, Fire, Thief]"), files)

    assert said(outcome) == []
    assert [len(part.decision["alerts"]) for part in verdict(outcome).parts] == [1, 0, 1, 1]
    assert verdict(outcome).by == "alarm `Thief`; alarm `Fire`"


def test_macros_that_hold_for_any_event_come_in_the_order_of_their_definition() -> None:
    files = {"snippets/house.events.jsonl": lines(NOISE, SMOKE, NOISE)}
    outcome = check("cases:\n  - events: house.events.jsonl\n    macros: [on_smoke, on_noise]\n", files)

    assert said(outcome) == []
    assert verdict(outcome).decision["macros"] == ["on_smoke", "on_noise"]


def test_a_difference_is_said_at_the_expectation() -> None:
    outcome = check(case("[Fire]"), {"snippets/house.events.jsonl": lines(SMOKE, SMOKE)})

    assert said(outcome) == ["page.md:2:5 case/one-sided", "page.md:3:13 case/differs"]
    assert outcome.diagnostics[1].message == "alerts is [Fire, Fire], not [Fire], decided by alarm `Fire`"


def test_an_event_keeps_the_types_of_json() -> None:
    alarms = Alarms()
    event = {"size": 300, "who": None, "what": "300"}
    check(case("[]"), {"snippets/house.events.jsonl": json.dumps(event)}, alarms)

    assert alarms.events == [event]


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        ('{"what": "smoke"', "2:17 case/broken-line"),
        ("[]", "2:1 case/broken-line"),
        ('{"size": NaN}', "2:10 case/broken-line"),
        ('{"who": "a", "who": "b"}', "2:14 case/broken-line"),
        ('{"what": "smoke", "who": {"name": "bob"}}', "2:26 case/broken-line"),
        ('{"who": [["bob"]]}', "2:9 case/broken-line"),
        ('{"what": "smoke", "hwo": "bob"}', "2:19 alarm/unknown-field"),
        ('{"what": "smoke", "size": "big"}', "2:27 alarm/wrong-type"),
    ],
)
def test_a_broken_line_is_named_and_the_rest_is_judged(broken: str, place: str) -> None:
    outcome = check(case("[Fire, Thief]"), {"snippets/house.events.jsonl": lines(SMOKE, broken, BOB, CALM)})

    assert said(outcome) == [f"house.events.jsonl:{place}"]
    assert outcome.diagnostics[0].path != "event"
    assert [each.as_expected for each in outcome.decided] == [False]


def test_a_line_that_is_not_utf8_is_named_and_the_rest_is_judged() -> None:
    data = b'\xef\xbb\xbf{"what": "smoke"}\r\n\r\n{"who": "\xff"}\r\n{}\r\n'
    outcome = check(case("[Fire]"), {"snippets/house.events.jsonl": data})

    assert said(outcome) == ["house.events.jsonl:3:10 file/not-utf8"]


def test_a_list_of_scalars_is_a_value() -> None:
    assert said(check(case("[]"), {"snippets/house.events.jsonl": '{"who": ["a", 1, null]}\n'})) == [
        "page.md:2:5 case/one-sided"
    ]


def test_a_broken_line_may_be_expected_where_its_file_is_named() -> None:
    text = case("[Fire]", file="house.events.jsonl  # expect: case/broken-line -- cut off")
    outcome = check(text, {"snippets/house.events.jsonl": lines(SMOKE, "{", CALM)})

    assert said(outcome) == []
    assert [each.source.path for each in outcome.met] == ["snippets/house.events.jsonl"]


@pytest.mark.parametrize(
    ("file", "message", "hint"),
    [
        (
            "hose.events.jsonl",
            "`events: hose.events.jsonl` names a file that does not exist",
            "did you mean `house.events.jsonl`?",
        ),
        (
            "../../etc/passwd",
            "`events: ../../etc/passwd` names a file that leads out of the project",
            "name a file by its path from this one",
        ),
        ("[a, b]", "`events` names no file", "name a file of JSON lines, as in `events: shell.events.jsonl`"),
        ("null", "`events` names no file", "name a file of JSON lines, as in `events: shell.events.jsonl`"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_at_the_case(file: str, message: str, hint: str) -> None:
    outcome = check(case("[]", file=file), {"snippets/house.events.jsonl": CALM})

    assert said(outcome) == ["page.md:2:13 case/malformed"]
    assert (outcome.diagnostics[0].message, outcome.diagnostics[0].hint) == (message, hint)
    assert outcome.decided == ()


def test_a_recording_without_events_is_a_warning() -> None:
    outcome = check(case("[]"), {"snippets/house.events.jsonl": "\n\n"})

    assert [(each.severity, each.message) for each in outcome.diagnostics] == [
        (Severity.WARNING, "this recording holds no event")
    ]
    assert verdict(outcome).decision == {"alerts": [], "macros": []}


def test_of_many_broken_lines_the_first_thousand_are_told_one_by_one() -> None:
    outcome = check(case("[]"), {"snippets/house.events.jsonl": "x\n" * 5_000})

    assert len(outcome.diagnostics) == 1_001
    assert "4,000 more lines of this recording are broken" in {each.message for each in outcome.diagnostics}


def test_a_recording_is_judged_once_by_a_policy_and_a_line_that_comes_again_too() -> None:
    alarms = Alarms()
    more = "  - {events: house.events.jsonl, alerts: [Fire, Fire]}\n" * 200
    outcome = check(
        case("[Fire, Fire]", more), {"snippets/house.events.jsonl": lines(SMOKE, CALM, SMOKE)}, alarms
    )

    assert said(outcome) == []
    assert len(outcome.decided) == 201
    assert len(alarms.events) == 2


def test_every_policy_judges_a_recording_for_itself() -> None:
    files = {
        "snippets/house.events.jsonl": lines(SMOKE, CALM),
        "snippets/other.yaml": "alarm: Other\non: smoke\n",
    }
    more = "  - {events: house.events.jsonl, for: other.yaml, alerts: [Other]}\n"

    assert said(check(case("[Fire]", more), files)) == []


def test_in_a_file_the_path_is_from_the_folder_of_the_file() -> None:
    text = case("[Fire]", "  - {event: {}, alerts: []}\n", "../house.events.jsonl")
    files = {"snippets/house.events.jsonl": SMOKE, "snippets/deep/alarms.yaml": ALARM}
    outcome = check(text, files, path="snippets/deep/alarms.cases.yaml")

    assert said(outcome) == []


def test_a_recording_too_large_to_read_is_said() -> None:
    outcome = check(case("[]"), {"snippets/house.events.jsonl": f"{CALM}\n" + " " * 1_200_000})

    assert said(outcome) == ["house.events.jsonl:1:1 file/too-large"]
