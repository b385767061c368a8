"""The page of every rule: a promise, a bad example that breaks it, and a good one that does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from memory import Memory

from noteproof import catalogue, config, engine, project
from noteproof.finding import AnyRule, Diagnostic, Verdict
from noteproof.language import Loaded, Reach, Target
from noteproof.page.image_rules import example_files
from noteproof.text import Snippet, Source
from noteproof.yamltree import FALCO, Document

TESTS = Path(__file__).parent
FENCE = re.compile(r"^(?P<ticks>`{3,})(?P<language>\w+)\n(?P<text>.*?)^(?P=ticks)$", re.MULTILINE | re.DOTALL)

ELSEWHERE = {
    "file/unreadable": "test_project.py::test_a_file_that_cannot_be_read_is_reported_at_its_beginning",
    "file/not-utf8": "test_project.py::test_bytes_that_are_not_utf8_are_reported_where_they_stand",
    "file/too-large": "test_project.py::test_a_file_that_nobody_could_read_is_not_checked",
    "case/broken-line": "test_recordings.py::test_a_broken_line_is_named_and_the_rest_is_judged",
    "audit/broken-log": "test_audit_logs.py::test_a_line_that_is_no_event_is_named_and_not_counted",
    "audit/one-file": "test_audit.py::test_a_policy_is_one_file",
    "audit/too-involved": "test_audit.py::test_a_policy_that_is_too_involved_is_told_to_be",
    "audit/request-field": "test_audit.py::test_an_unknown_field_of_a_request_is_named",
    "audit/request-value": "test_audit.py::test_a_request_that_makes_no_sense_is_refused",
    "pod-security/unknown-level": "test_kubernetes_deciding.py::test_a_question_that_is_none_is_refused",
    "pod-security/unknown-version": "test_kubernetes_deciding.py::test_a_question_that_is_none_is_refused",
    "kubernetes/too-many-annotations": "test_kubernetes_metadata.py::test_annotations_have_256_kib_in_all",
    "falco/after-broken": "test_falco_deciding.py::test_a_file_after_one_that_does_not_load_does_not_load",
    "falco/breaks-earlier": "test_falco_deciding.py::test_a_file_that_breaks_an_earlier_one_is_told_so",
    "falco/event-field": "test_falco_deciding.py::test_an_unknown_field_of_an_event_is_named",
    "falco/event-value": "test_falco_deciding.py::test_a_value_of_the_wrong_type_is_named",
    "falco/engine-stops": "test_falco_deciding.py::test_an_event_that_stops_the_engine_is_said_to",
    "yaml/excessive-aliasing": "test_project.py::test_hostile_yaml_is_read_to_an_end",
    "yaml/long-line": "test_project.py::test_hostile_yaml_is_read_to_an_end",
    "yaml/too-deep": "test_project.py::test_hostile_yaml_is_read_to_an_end",
    "yaml/control-character": "test_project.py::test_hostile_yaml_is_read_to_an_end",
    "yaml/byte-order-mark": "test_project.py::test_hostile_yaml_is_read_to_an_end",
    "page/control-character": "test_project.py::test_a_control_character_is_reported_where_it_stands",
    "page/tangled": "test_project.py::test_text_that_would_keep_the_renderer_busy_is_left_out",
    "page/unrenderable": "test_project.py::test_a_page_that_no_renderer_takes_is_reported",
}
"""Rules whose fault a fence cannot show, and the test that shows it."""

UNEXPECTABLE = {
    "page/empty": "an empty page has no room for a comment",
    "page/include-loop": "it is reported in the file that includes itself",
}
"""Rules whose bad example cannot say that it is one."""

BELOW_A_POLICY = ("case/differs", "case/one-sided")
"""Rules whose examples speak of a policy above them, which the tests supply."""

RULES = [pytest.param(rule, id=rule.code) for rule in catalogue.RULES]
SHOWN = [
    pytest.param(rule, id=rule.code)
    for rule in catalogue.RULES
    if rule.code not in ELSEWHERE and rule.code not in BELOW_A_POLICY
]
EXPECTED = [each for each in SHOWN if each.id not in UNEXPECTABLE]


def examples(rule: AnyRule) -> list[tuple[str, str]]:
    """The language and the text of each fence of a rule's page."""
    return [(fence["language"], fence["text"]) for fence in FENCE.finditer(rule.doc)]


@pytest.fixture
def found(lay: Callable[..., Path]) -> Callable[[str, str], list[Diagnostic]]:
    """What the checker finds in an example, in a folder that holds the pictures which examples speak of."""

    def check(language: str, text: str) -> list[Diagnostic]:
        name = "docs/example.md" if language == "markdown" else "snippets/example.yaml"
        loop = '--8<-- "loop.md"\n'
        root = lay({**example_files("docs"), "snippets/loop.md": loop, name: text})
        opened = project.open_project(str(root), [], config.Config(), config.Site())
        return list(project.Run(opened).check([name]).diagnostics)

    return check


def without_expectations(text: str) -> str:
    """An example without its comments to the checker, on as many lines."""
    text = re.sub(r"[ \t]*# expect:.*", "", text)
    return re.sub(r"<!-- expect:.*-->", "", text)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_begins_with_its_promise(rule: AnyRule) -> None:
    first, _, rest = rule.doc.partition("\n")

    assert first.endswith(".")
    assert first[0].isupper() or first[0] == "`"
    assert rest.startswith("\n")


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_shows_a_bad_and_a_good_example(rule: AnyRule) -> None:
    languages = [language for language, _ in examples(rule)]

    assert languages in (["yaml"] * 2, ["markdown"] * 2)


def test_only_faults_that_no_fence_can_show_go_unchecked() -> None:
    unchecked = {rule.code for rule in catalogue.RULES if examples(rule)[0][1].startswith("# unchecked:")}

    assert unchecked <= {*ELSEWHERE, *BELOW_A_POLICY}


def test_no_two_rules_have_the_same_code() -> None:
    codes = [rule.code for rule in catalogue.RULES]

    assert sorted(set(codes)) == sorted(codes)


@pytest.mark.parametrize("rule", SHOWN)
def test_the_bad_example_breaks_its_rule(rule: AnyRule, found: Callable[..., list[Diagnostic]]) -> None:
    language, text = examples(rule)[0]

    codes = {diagnostic.rule.code for diagnostic in found(language, without_expectations(text))}
    if rule.code == "expect/unmet":
        codes = {"expect/unmet"}

    assert rule.code in codes
    assert codes <= set(re.findall(r"[a-z]+/[a-z0-9-]+", text)) | {rule.code}


@pytest.mark.parametrize("rule", EXPECTED)
def test_the_bad_example_expects_what_it_breaks(
    rule: AnyRule, found: Callable[..., list[Diagnostic]]
) -> None:
    language, text = examples(rule)[0]

    assert [diagnostic.rule.code for diagnostic in found(language, text)] == []


@pytest.mark.parametrize("rule", SHOWN)
def test_the_good_example_is_clean(rule: AnyRule, found: Callable[..., list[Diagnostic]]) -> None:
    language, text = examples(rule)[1]

    assert [diagnostic.rule.code for diagnostic in found(language, text)] == []


class Decisive:
    """A language of one word, `policy`, that answers every case as its examples expect."""

    name = "decisive"
    dialect = FALCO
    rules: tuple[AnyRule, ...] = ()
    asks = frozenset({"event", "request"})
    names = ()

    def reader_of_one(self, read_by: str) -> str | None:
        return None

    def explains(self, word: str) -> str | None:
        return None

    def claims(self, value: object) -> bool:
        return value == "policy"

    def claims_fragment(self, value: object) -> bool:
        return False

    def claims_place(self, place: str) -> bool:
        return False

    def load(self, documents: Sequence[Document], target: Target) -> Loaded:
        return Loaded((), Reach.CHECKED, self.decide)

    def decide(self, case: dict[str, object]) -> Verdict:
        event = case.get("event")
        shell = isinstance(event, dict) and event["proc.name"] == "sh"
        alerts = ["Shell in a container"] if shell else []
        return Verdict({"level": "Metadata"} if event is None else {"alerts": alerts})


@pytest.mark.parametrize("code", BELOW_A_POLICY)
def test_the_examples_of_cases_do_what_they_say(code: str) -> None:
    policy = Snippet("policy\n", Source("policy.yaml", "policy\n"))
    settings = engine.Settings((Decisive(),))

    def codes(text: str) -> list[str]:
        cases = Source("cases.yaml", text.partition("\n")[2])
        outcomes = engine.check([policy, Snippet.whole(cases)], Memory(), settings)
        return [diagnostic.rule.code for outcome in outcomes for diagnostic in outcome.diagnostics]

    (_, bad), (_, good) = examples(catalogue.by_code()[code])

    assert bad.startswith("# unchecked:")
    assert good.startswith("# unchecked:")
    assert codes(bad) == [code]
    assert codes(good) == []


@pytest.mark.parametrize("code", ELSEWHERE)
def test_a_fault_that_no_fence_can_show_has_a_test_of_its_own(code: str) -> None:
    file, _, test = ELSEWHERE[code].partition("::")

    assert code in {rule.code for rule in catalogue.RULES}
    assert f"def {test}(" in (TESTS / file).read_text(encoding="utf-8")
    assert f'"{code}"' in (TESTS / file).read_text(encoding="utf-8")
