"""YAML as Falco's reader, yaml-cpp, takes it."""

from __future__ import annotations

import pytest

from noteproof import yamltree
from noteproof.text import Snippet, Source


def read(text: str) -> yamltree.Reading:
    return yamltree.read(Snippet.whole(Source("x.yaml", text)), yamltree.FALCO)


@pytest.mark.parametrize(
    "word", ["0644", "22:30", "1.10", "yes", "2020-01-01", "0x1F", "<<x", "1e400", ".inf"]
)
def test_a_scalar_is_text_as_written(word: str) -> None:
    assert read(f"- {word}\n").documents[0].value == [word]


@pytest.mark.parametrize("word", ["null", "Null", "NULL", "~", ""])
def test_a_null_word_is_no_value(word: str) -> None:
    assert read(f"- {word}\n").documents[0].value == [None]


@pytest.mark.parametrize("text", ['- "null"', "- 'null'", "- !!str null", "- ! null"])
def test_null_in_quotes_or_with_a_tag_is_text(text: str) -> None:
    assert read(text).documents[0].value == ["null"]


def test_a_tag_means_nothing() -> None:
    assert read("- !!int x\n- !!binary YQ==\n- !y [a]\n").documents[0].value == ["x", "YQ==", ["a"]]


def test_the_first_of_two_equal_keys_counts() -> None:
    reading = read("a: 1\na: 2\n")

    assert reading.documents[0].value == {"a": "1"}
    assert [finding.rule.code for finding in reading.findings] == ["yaml/duplicate-key"]


def test_nothing_is_merged() -> None:
    reading = read("- &a {x: 1}\n- {<<: *a}\n")

    assert reading.documents[0].value == [{"x": "1"}, {"<<": {"x": "1"}}]
    assert [finding.rule.code for finding in reading.findings] == ["yaml/merge-ignored"]


@pytest.mark.parametrize(
    "text", ["a: 1\n---\nb: 2\n", "a: 1\n...\n---\nb: 2\n", "---\na: 1\n--- # c\nb: 2\n"]
)
def test_every_document_is_read(text: str) -> None:
    assert [document.value for document in read(text).documents] == [{"a": "1"}, {"b": "2"}]


@pytest.mark.parametrize("text", [r'- "\/"', "%YAML 1.2\n---\n- /\n"])
def test_what_kubernetes_refuses_may_be_fine(text: str) -> None:
    reading = read(text)

    assert reading.documents[0].value == ["/"]
    assert not reading.findings


def test_a_foreign_line_break_is_text() -> None:
    assert read("- b\u2028c\n").documents[0].value == ["b\u2028c"]
