"""Files that are large, deep or bent on mischief: each is answered, and what is refused is said why."""

from __future__ import annotations

import json

import pytest

from noteproof import yamltree
from noteproof.finding import Verdict
from noteproof.language import Loaded, Target
from noteproof.languages import falco
from noteproof.languages.falco.lists import LONGEST
from noteproof.text import Snippet, Source

EVENT = {"evt.type": "open", "proc.name": "sh"}


def rule(condition: str, **keys: object) -> dict[str, object]:
    return {"rule": "R", "desc": "d", "condition": condition, "output": "o", "priority": "INFO", **keys}


def load(*elements: object) -> Loaded:
    text = json.dumps(elements)
    documents = yamltree.read(Snippet.whole(Source("r.yaml", text)), falco.dialect).documents
    return falco.load(documents, Target())


def fires(*elements: object) -> bool:
    decide = load(*elements).decide
    assert decide is not None
    verdict = decide({"event": EVENT})
    assert isinstance(verdict, Verdict)
    return bool(verdict.decision["alerts"])


def faults(*elements: object) -> dict[str, str]:
    return {each.finding.rule.code: each.finding.says.message for each in load(*elements).findings}


def test_a_condition_of_a_million_characters_is_decided() -> None:
    checks = " or ".join(["proc.name = nothing-like-it"] * 35_000)

    assert len(checks) > 1_000_000
    assert fires(rule(f"evt.type = open and ({checks} or proc.name = sh)"))
    assert not fires(rule(f"evt.type = open and ({checks})"))


def test_ten_thousand_parentheses_are_beyond_falcos_own_limit() -> None:
    deep = "(" * 10_000 + "proc.name = sh" + ")" * 10_000

    assert faults(rule(f"evt.type = open and {deep}")) == {
        "falco/condition-syntax": "this nests deeper than 1,000 levels, Falco's own limit"
    }


def test_a_hundred_thousand_negations_are_not_deep() -> None:
    assert fires(rule("evt.type = open and " + "not " * 100_000 + "proc.name = sh"))
    assert not fires(rule("evt.type = open and " + "not " * 100_001 + "proc.name = sh"))


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|aa)+$", "(.*)*x", "((a?){30}){30}b", "(s|sh)+"])
def test_an_expression_that_explodes_elsewhere_is_linear(pattern: str) -> None:
    decide = load(rule(f"evt.type = open and proc.cmdline regex '{pattern}'")).decide
    assert decide is not None

    for text, expected in (("a" * 50_000, pattern == "(a|aa)+$"), ("shs", pattern == "(s|sh)+")):
        verdict = decide({"event": {"evt.type": "open", "proc.cmdline": text}})
        assert isinstance(verdict, Verdict)
        assert bool(verdict.decision["alerts"]) == expected


def test_an_expression_that_re2_refuses_for_its_repetitions_is_refused() -> None:
    found = faults(rule("evt.type=open and fd.name regex '((a{900}){900}){900}'"))

    assert "more than 1000 repetitions" in found["falco/invalid-regex"]


def test_macros_that_lead_back_to_themselves_are_refused() -> None:
    found = faults(
        {"macro": "a", "condition": "proc.name = x"},
        {"macro": "b", "condition": "a"},
        {"macro": "a", "condition": "b and proc.pid = 1"},
        rule("evt.type = open and a"),
    )

    assert found["falco/macro-loop"] == "the macro `b` leads back to itself"


def test_a_thousand_appends_are_one_condition() -> None:
    appends = [
        {"rule": "R", "condition": f"or proc.name = s{number}", "override": {"condition": "append"}}
        for number in range(1_000)
    ]

    assert not fires(rule("evt.type = open and proc.name = x"), *appends)
    assert fires(
        rule("evt.type = open and proc.name = x"),
        *appends,
        {"rule": "R", "condition": "or proc.name = sh", "override": {"condition": "append"}},
    )


def test_lists_that_multiply_are_cut_off_and_said_to() -> None:
    lists = [{"list": "l9", "items": ["x"] * 10}]
    lists += [{"list": f"l{number}", "items": [f"l{number + 1}"] * 10} for number in range(8, 0, -1)]

    found = faults(*reversed(lists), rule("evt.type = open and proc.name in (l1)"))

    assert f"{LONGEST:,} characters" in found["falco/condition-syntax"]


def test_a_word_of_many_dots_is_no_field() -> None:
    name = "a" + ".b" * 100_000

    assert list(faults(rule(f"evt.type = open and {name} = 1"))) == ["falco/unknown-field"]
    assert list(faults(rule("evt.type = open", output="%" + name))) == ["falco/output-syntax"]
