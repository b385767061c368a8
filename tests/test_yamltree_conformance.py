"""The rows of what Kubernetes' own reader made of YAML texts, held against `yamltree`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from noteproof import yamltree
from noteproof.finding import Finding, Severity
from noteproof.text import Snippet, Source

ROWS = json.loads((Path(__file__).parent / "conformance" / "yaml.json").read_text(encoding="utf-8"))["rows"]
FURTHER = [
    ("a colon before a bracket is text", "{a:}", {"a:": None}),
    ("a quote may be escaped in double quotes", 'a: "it\\\'s"', {"a": "it's"}),
    ("a binary number may have a sign", "a: 0b-11", {"a": -3}),
    ("an octal number may have underscores", "a: 0_17", {"a": 15}),
    ("a float may begin with its dot", "a: +.5", {"a": 0.5}),
    ("a dot and an underscore are text", "a: ._", {"a": "._"}),
    ("a float key is written as 32 bits hold it", "16777217.0: 1", {"1.6777216e+07": 1}),
    ("a float key past 32 bits is infinite", "1e100: 1", {".inf": 1}),
    ("a float key below 32 bits is zero", "1e-50: 1", {"0": 1}),
    ("a tag for a number needs no plain text", 'a: !!int "5"', {"a": 5}),
    ("a tag of no meaning keeps the text", "a: ! 5", {"a": "5"}),
    ("a tag on a mapping means nothing", "a: !!str {b: c}", {"a": {"b": "c"}}),
    ("a time with single digits is a time", "a: !!timestamp 2020-1-1 1:2:3", {"a": "2020-1-1 1:2:3"}),
    ("a comment before the first --- is no document", "# c\n---\na: 1\n", {"a": 1}),
    ("a nested anchor of the same name is the later one", "a: &x [&x 1, *x]\nb: *x\n", {"a": [1, 1], "b": 1}),
    ("a byte order mark within is text", 'a: "\ufeffb"', {"a": "\ufeffb"}),
    ("what follows a root in brackets is never read", "{a: 1}\nb: 2\n", {"a": 1}),
]
REFUSED = {
    "a question mark ends a text in brackets": "[a?b]",
    "a question mark ends a key in brackets": "{a?b: 1}",
    "a slash is not escaped": r'a: "\/"',
    "a later version of YAML": "%YAML 1.2\n---\na: 1\n",
    "a null key": "~: 1",
    "a key past 63 bits": "9223372036854775808: 1",
    "a month that is none": "a: !!timestamp 2020-13-01",
    "a large number is no float by its tag": "a: !!float 12345678901234567890",
    "a merge of a list of scalars": "<<: [1]",
}


def read(text: str) -> yamltree.Reading:
    return yamltree.read(Snippet.whole(Source("x.yaml", text)), yamltree.KUBERNETES)


def severities(findings: tuple[Finding, ...]) -> set[Severity]:
    return {finding.says.severity or finding.rule.severity for finding in findings}


def alike(one: object, other: object) -> bool:
    """Whether two values are equal as JSON: numbers by value, and no boolean is a number."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, float) and isinstance(other, int):
        return one == float(other)
    return one == other


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_a_text_is_read_as_kubernetes_reads_it(row: dict[str, object]) -> None:
    reading = read(str(row["yaml"]))
    refused = Severity.ERROR in severities(reading.findings)
    value = reading.documents[0].value if reading.documents and not refused else None

    assert refused == bool(row["goError"])
    assert alike(value, row["go"])
    assert not row["goStrictError"] or severities(reading.findings) & {Severity.WARNING, Severity.ERROR}


@pytest.mark.parametrize(("text", "value"), [row[1:] for row in FURTHER], ids=[row[0] for row in FURTHER])
def test_a_text_beyond_the_rows_is_read_as_go_yaml_reads_it(text: str, value: object) -> None:
    reading = read(text)

    assert Severity.ERROR not in severities(reading.findings)
    assert alike(reading.documents[0].value, value)


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_a_text_beyond_the_rows_is_refused_as_go_yaml_refuses_it(text: str) -> None:
    assert Severity.ERROR in severities(read(text).findings)


@pytest.mark.parametrize("text", ["1: a\n0x1: b\n", "yes: a\ntrue: b\n", "{a: 1, a: 2}\n"])
def test_a_key_that_comes_twice_in_two_spellings_is_reported(text: str) -> None:
    assert [finding.rule.code for finding in read(text).findings] == ["yaml/duplicate-key"]
