"""Where keys, values and the characters of texts stand: properties over texts of every kind."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noteproof import yamltree
from noteproof.finding import Key, Route, Value
from noteproof.text import Snippet, Source, Span

DIALECTS = [yamltree.KUBERNETES, yamltree.FALCO]
WORDS = st.sampled_from(
    ["web", "x y", "a-b", "0x1F", "yes", "1.5", "it's", 'say "hi"', "a: b", "#c", "é", "~", ""]
)
TREES = st.recursive(
    WORDS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(WORDS.filter(lambda word: word not in ("~", "")), inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)
MARKS = "a|b: |- |'|\"|[|]|{|}|, |? |&x |*x|!!int |#c|<<: |{{ y }}|@|`|…|😀|: |  |\\|\t|\0|\r|\r\n|\n|\n  "
LINES = ["\ufeff", "\u2028", "|\n", ">-\n", "a:\n", "---\n", "...\n", "# ...\n", "%YAML 1.2\n"]
PIECES = st.sampled_from([*MARKS.split("|"), *LINES])


def read(text: str, dialect: yamltree.Dialect = yamltree.KUBERNETES) -> yamltree.Reading:
    return yamltree.read(Snippet.whole(Source("x.yaml", text)), dialect)


def quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def lines(tree: Any, dice: random.Random) -> list[str]:
    """A tree as lines of YAML, in styles and indentations that the dice choose; every scalar is in quotes."""
    if isinstance(tree, str):
        return [quoted(tree) if dice.random() < 0.5 else "'" + tree.replace("'", "''") + "'"]
    written: list[str] = []
    indent = " " * dice.randint(1, 4)
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        first, *rest = lines(value, dice)
        head = f"{quoted(key)}:" if isinstance(tree, dict) else "-"
        if isinstance(value, str):
            written.append(f"{head} {first}")
        elif isinstance(tree, list):
            written.extend([f"- {first}", *(f"  {line}" for line in rest)])
        else:
            written.extend([head, *(indent + line for line in (first, *rest))])
        if dice.random() < 0.2:
            written.append("# a comment")
    return written


def routes(tree: Any, route: Route = ()) -> list[tuple[Route, Any]]:
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [(route, tree), *(found for step, value in inner for found in routes(value, (*route, step)))]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@given(text=st.text() | st.lists(PIECES, max_size=25).map("".join))
def test_any_text_is_read_and_every_finding_lies_inside_it(dialect: yamltree.Dialect, text: str) -> None:
    for finding in read(text, dialect).findings:
        for where in (finding.where, *(related.where for related in finding.says.related)):
            assert isinstance(where, Span)
            assert 0 <= where.start <= where.end <= len(text)


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@given(text=st.lists(PIECES, max_size=25).map("".join))
def test_every_place_of_any_document_lies_inside_its_text(dialect: yamltree.Dialect, text: str) -> None:
    for document in read(text, dialect).documents:
        for route, value in routes(document.value):
            spans = [document.span(Value(route)), document.span(Key(route))]
            offsets = (
                [document.within(route, at) for at in range(len(value) + 1)] if isinstance(value, str) else []
            )

            assert all(0 <= span.start <= span.end <= len(text) for span in spans)
            assert all(0 <= offset <= len(text) for offset in offsets)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@given(tree=TREES, before=st.booleans(), dice=st.randoms(use_true_random=False))
def test_the_span_of_every_value_reads_back_as_the_value(
    ending: str, tree: Any, before: bool, dice: random.Random
) -> None:
    text = ending.join(
        [*(["first: document", "---"] if before and ending != "\r" else []), *lines(tree, dice), ""]
    )
    document = read(text).documents[-1]

    assert document.value == tree
    for route, value in routes(tree):
        span = document.span(Value(route))
        column = len(text[: span.start].replace("\r", "\n").rpartition("\n")[2])
        assert read(" " * column + text[span.start : span.end]).documents[0].value == value
        if route and isinstance(route[-1], str):
            key = document.span(Key(route))
            assert read(text[key.start : key.end]).documents[0].value == route[-1]


TEXTS = {
    "plain": "k: some words #c\n",
    "plain over lines": "k: some\n  words\n\n  more\n",
    "single quotes": "k: 'it''s here'\n",
    "double quotes": 'k: "a\\tb \\u00e9\\x41 \\U0001F600 \\\\ \\" \\/"\n',
    "a quote that is escaped": 'k: "it\\\'s"\n',
    "double quotes over lines": 'k: "one\n  two \\\n   three\n\n  four"\n',
    "literal": "k: |\n  one\n   two\n\n  three\n",
    "literal that strips": "k: |-\n  one\n  two\n\n",
    "literal that keeps": "k: |+\n  one\n\n\n",
    "literal with an indentation": "k: |2\n    one\n  two\n",
    "literal with a comment": "k: | # a header\n  one\n",
    "folded": "k: >\n  one\n  two\n\n  three\n   four\n  five\n",
    "folded that strips": "k: >-\n  one\n  two\n",
    "folded that begins blank": "k: >\n\n  one\n  two\n",
    "in brackets": "k: one, two\nl: [a, b]\n",
    "a colon that is text": "k: {a: [b:]}\n",
}


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@pytest.mark.parametrize("before", ["", "# comment\n", "a: 1\n---\n", "---\n", "\ufeff"], ids=repr)
@pytest.mark.parametrize("crlf", [False, True], ids=["lf", "crlf"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_character_of_a_text_is_found_where_it_is_written(
    text: str, crlf: bool, before: str, dialect: yamltree.Dialect
) -> None:
    whole = (before + text).replace("\n", "\r\n" if crlf else "\n")
    if "/" in text and dialect is yamltree.KUBERNETES:
        whole = whole.replace(" \\/", "")
    reading = read(whole, dialect)
    if not reading.whole:
        assert dialect is yamltree.FALCO
        return
    document = reading.documents[-1]
    for route, value in routes(document.value):
        if not isinstance(value, str):
            continue
        offsets = [document.within(route, at) for at in range(len(value))]
        seen = [whole[offset] for offset in offsets]

        assert offsets == sorted(set(offsets))
        assert all(
            character == there or there in "\\\r\n" or (there == "'" and character == "'")
            for character, there in zip(value, seen, strict=True)
        )


def test_a_character_of_a_folded_text_is_found_at_its_line() -> None:
    text = "- rule: x\n  condition: >-\n    evt.type = open and\n    proc.name = cat\n"
    document = read(text, yamltree.FALCO).documents[0]
    condition = document.value[0]["condition"]  # type: ignore[index]

    assert document.within((0, "condition"), condition.index("cat")) == text.index("cat")


def test_a_merged_key_stands_where_it_is_written() -> None:
    text = "base: &b {app: web}\nother:\n  <<: *b\n"
    document = read(text).documents[0]
    span = document.span(Key(("other", "app")))

    assert text[span.start : span.end] == "app"


def test_an_alias_stands_where_it_is_named() -> None:
    text = "a: &x {b: 1}\nc: *x\n"
    document = read(text).documents[0]
    span = document.span(Value(("c",)))

    assert text[span.start : span.end] == "*x"


def test_what_is_not_written_stands_at_the_nearest_key_above_it() -> None:
    text = "metadata:\n  labels: {}\n"
    document = read(text).documents[0]
    span = document.span(Key(("metadata", "name")))

    assert text[span.start : span.end] == "metadata"
