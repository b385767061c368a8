"""Changes are made in the text of a document, and every other line of it stays as it is."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from noteproof import yamltree
from noteproof.finding import Route
from noteproof.text import Snippet, Source
from noteproof.yamltree import Document
from noteproof.yamltree.changes import Add, Change, Remove, Set, changed
from noteproof.yamltree.writing import write


def document(text: str) -> Document:
    return yamltree.read(Snippet.whole(Source("x.yaml", text)), yamltree.KUBERNETES).documents[0]


def edited(text: str, *changes: Change) -> str:
    """The text with changes made, which reads as the value with changes made."""
    before = document(text)
    for edit in reversed(write(before, changes).edits):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]

    assert document(text).value == changed(before.value, changes), text

    return text


A, B = ("a",), ("a", "b")

TEXTS = {
    "a scalar is set where it stands": ("a: 1 # why\n", [Set(A, True)], "a: true # why\n"),
    "a text is quoted where it has to be": ("a: x\n", [Set(A, "yes")], 'a: "yes"\n'),
    "quotes go with the text": ("'a': 'x' # c", [Set(A, "z")], "'a': z # c"),
    "a key comes last": ("a:\n  c: 1 # c\n# d\n", [Set(B, 2)], "a:\n  c: 1 # c\n  b: 2\n# d\n"),
    "a key comes behind the comments that end its block": (
        "a:\n  c: 1\n  # d\nx: 1\n", [Set(B, 2)], "a:\n  c: 1\n  # d\n  b: 2\nx: 1\n"),
    "a comment stays above the key that is taken out": (
        "a:\n  c: 1\n  # d\n  d: 1\n", [Set(B, 2), Remove(("a", "d"))], "a:\n  c: 1\n  b: 2\n  # d\n"),
    "an item comes behind the comments of the last": (
        "a:\n- c: 1\n  # d\n# e\nx: 1\n", [Add(A, "z")], "a:\n- c: 1\n  # d\n- z\n# e\nx: 1\n"),
    "a file may end without a line end": ("a: 1", [Set(("b",), 2)], "a: 1\nb: 2"),
    "lines end as they do": ("a: 1\r\nb: 2\r\n", [Set(("c",), 3)], "a: 1\r\nb: 2\r\nc: 3\r\n"),
    "a key comes before another": (
        "x:\n  a: 1\n  # of c\n  c: 2\n",
        [Set(("x", "b"), 1, ("c",))],
        "x:\n  a: 1\n  b: 1\n  # of c\n  c: 2\n",
    ),
    "a key comes before the first, above its comment": (
        "x:\n  # of c\n  c: 2\n",
        [Set(("x", "b"), 1, ("c",))],
        "x:\n  b: 1\n  # of c\n  c: 2\n",
    ),
    "a key behind a dash is not the first": (
        "- c: 1\n  d: 2\n",
        [Set((0, "b"), 1, ("c",))],
        "- c: 1\n  b: 1\n  d: 2\n",
    ),
    "what is missing on the way is made": (
        "x: 1\n", [Set(B, 1), Set(("a", "c"), 2)], "x: 1\na:\n  b: 1\n  c: 2\n"),
    "nothing becomes a block": ("a: # todo\nc: 1\n", [Set(B, 1)], "a: # todo\n  b: 1\nc: 1\n"),
    "a null becomes a block": ("a: ~ # todo\nc: 1\n", [Set(B, 1)], "a: # todo\n  b: 1\nc: 1\n"),
    "an empty mapping becomes a block": (
        "a:   {}\n", [Set(B, 1), Set(("a", "c"), 2)], "a:\n  b: 1\n  c: 2\n"
    ),
    "a mapping in braces stays in them": ("a: {c: 1}\n", [Set(B, {"d": 2})], "a: {c: 1, b: {d: 2}}\n"),
    "a nothing in braces": ("{a: {c: }}\n", [Set(B, 1)], "{a: {b: 1, c: }}\n"),
    "braces over several lines": ("a: {\n  c: 1,\n}\n", [Set(B, 1)], "a: {\n  c: 1, b: 1,\n}\n"),
    "an item in brackets": ("a: [x, y]\n", [Add(A, "z")], 'a: [x, y, "z"]\n'),
    "an item with a dash": ("a:\n  - x\n\nb: 1\n", [Add(A, "z")], "a:\n  - x\n  - z\n\nb: 1\n"),
    "an item with several keys": (
        "a:\n- b: 1\n",
        [Add(A, {"m": "x", "e": {}}), Add(A, {"m": "z"})],
        "a:\n- b: 1\n- m: x\n  e: {}\n- m: z\n",
    ),
    "an item of a list that is missing": (
        "x:\n    - y: 1\n",
        [Add(A, {"m": 1}), Add(A, {"m": 2})],
        "x:\n    - y: 1\na:\n    - m: 1\n    - m: 2\n",
    ),
    "an item of an empty list": ("a: []\n", [Add(A, {"m": 1})], "a:\n- m: 1\n"),
    "a key is removed": ("a:\n  b: 1 # c\n  # d\n  c: 2\n", [Remove(B)], "a:\n  # d\n  c: 2\n"),
    "a key behind a dash is removed": ("- a: 1\n  b: 2\n", [Remove((0, "a"))], "- b: 2\n"),
    "a key behind a question mark is removed": (
        "a:\n  c: 1\n  ? b\n  : 2\n", [Remove(B)], "a:\n  c: 1\n"
    ),
    "a first key behind a question mark is removed": (
        "a:\n- ? b\n  : 2\n  c: 1\n", [Remove(("a", 0, "b"))], "a:\n- c: 1\n"
    ),
    "two keys behind a dash are removed": (
        "- a: 1\n  b: 2\n  c: 3\n",
        [Remove((0, "a")), Remove((0, "b"))],
        "- c: 3\n",
    ),
    "the only key is removed": ("a:\n  b: 1\n", [Remove(B)], "a:\n  {}\n"),
    "another key comes in the place of the only one": (
        "a:\n  b: 1\nc: 1\n",
        [Remove(B), Set(("a", "d"), {"e": 1})],
        "a:\n  d:\n    e: 1\nc: 1\n",
    ),
    "the last line is removed": ("a: 1\nb: 2", [Remove(("b",))], "a: 1"),
    "a key in braces is removed": ("{a: 1, b: 2}\n", [Remove(A)], "{b: 2}\n"),
    "the last key in braces is removed": ("{a: 1, b: 2}\n", [Remove(("b",))], "{a: 1}\n"),
    "an item is removed": ("a:\n- x\n- y:\n  z: 1\n- w\n", [Remove(("a", 1))], "a:\n- x\n- w\n"),
    "the only item is removed": ("a:\n- b:\n  - x\n", [Remove(("a", 0, "b", 0))], "a:\n- b:\n    []\n"),
    "another item comes in the place of the only one": (
        "a:\n- x\n",
        [Remove(("a", 0)), Add(A, {"b": 1})],
        "a:\n- b: 1\n",
    ),
    "items in brackets are removed": ("a: [x, y, z]\n", [Remove(("a", 0)), Remove(("a", 2))], "a: [y]\n"),
    "a key is removed and another comes": (
        "a:\n  b: 1\n  c: 2\n", [Remove(B), Set(("a", "d"), 1)], "a:\n  c: 2\n  d: 1\n"
    ),
    "inner lines come before outer ones": (
        "a:\n- b: 1",
        [Set(("c",), 1), Set(("a", 0, "d"), 1), Add(A, {"e": 1})],
        "a:\n- b: 1\n  d: 1\n- e: 1\nc: 1",
    ),
    "behind what loses its last line": (
        "a:\n  b:\n  - c: 1\n    d: 2\n  - x\ne: 1",
        [Remove(("a", "b", 1)), Remove(("a", "b", 0, "d")), Set(("a", "f"), 1), Add(("a", "b"), 2)],
        "a:\n  b:\n  - c: 1\n  - 2\n  f: 1\ne: 1",
    ),
    "at the end of a file that loses its last line": (
        "a:\n  b: 1\n  c: 2",
        [Remove(("a", "c")), Set(("d",), 1)],
        "a:\n  b: 1\nd: 1",
    ),
    "behind a text": ("a:\n  t: |\n    x\n\nc: 1\n", [Set(B, 1)], "a:\n  t: |\n    x\n  b: 1\n\nc: 1\n"),
    "behind a text that keeps its blanks": (
        "a:\n  t: |+\n    x\n\nc: 1\n",
        [Set(B, 1)],
        "a:\n  t: |+\n    x\n\n  b: 1\nc: 1\n",
    ),
    "behind a dash alone": ("a:\n- # c - d\n  b: 1\n- x\n", [Remove(("a", 1))], "a:\n- # c - d\n  b: 1\n"),
    "a mapping with an anchor": ("a: &x\n  c: 1\nb: *x\n", [Set(B, 1)], "a: &x\n  c: 1\n  b: 1\nb: *x\n"),
    "keys of several words": ('"a b":\n  c: 1\n', [Set(("a b", "d e"), 1)], '"a b":\n  c: 1\n  "d e": 1\n'),
}  # fmt: skip


@pytest.mark.parametrize(("text", "changes", "after"), TEXTS.values(), ids=TEXTS)
def test_a_change_touches_its_own_lines_only(text: str, changes: list[Change], after: str) -> None:
    assert edited(text, *changes) == after


def test_a_later_document_is_changed_at_its_own_place() -> None:
    text = "a: 1\n---\n# second\nb:\n  c: 1\n"
    second = yamltree.read(Snippet.whole(Source("x.yaml", text)), yamltree.KUBERNETES).documents[1]
    (edit,) = write(second, [Set(("b", "c"), 2)]).edits

    assert (text[edit.span.start : edit.span.end], edit.text, edit.span.start) == ("1", "2", 26)


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("a: &x {c: 1}\nb: *x\n", ("b", "c")),
        ("a: &x {c: 1}\nb:\n  <<: *x\n  d: 2\n", ("b", "c")),
        ("a: &x 1\nb: *x\n", ("a",)),
    ],
    ids=["an alias", "a merge", "a scalar that an alias repeats"],
)
def test_what_stands_for_something_elsewhere_is_not_edited(text: str, route: Route) -> None:
    written = write(document(text), [Set(route, 2)])

    assert (written.edits, written.aliased) == ((), (Set(route, 2),))


WORDS = st.sampled_from(["a", "b", "c-d", "e f", "1", "yes", "null", "x: y", "#z", "- q", "é"])
SCALARS = st.one_of(WORDS, st.integers(-5, 5), st.booleans(), st.none())
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=12,
)
MAPPINGS = st.dictionaries(WORDS, VALUES, min_size=1, max_size=4)


def routes(value: object, route: Route = ()) -> list[Route]:
    """The routes of all that is in a value."""
    inner: Any = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    return [found for step, it in inner for found in ((*route, step), *routes(it, (*route, step)))]


@given(st.data(), MAPPINGS, st.booleans(), st.integers(1, 4), st.booleans())
def test_what_is_written_reads_as_the_value_that_was_meant(
    data: st.DataObject, value: dict[str, object], block: bool, width: int, ended: bool
) -> None:
    text = yaml.safe_dump(value, default_flow_style=None if block else False, indent=width, sort_keys=False)
    text = text if ended else text.rstrip("\n")
    route = data.draw(st.sampled_from(routes(value)))
    inner: Any = value
    for step in route:
        inner = inner[step]
    choices: list[Change] = [Remove(route)]
    if isinstance(inner, dict):
        choices.append(Set((*route, "new"), data.draw(VALUES)))
    elif isinstance(inner, list):
        choices.append(Add(route, data.draw(VALUES)))
    else:
        choices.append(Set(route, data.draw(SCALARS)))
    change = data.draw(st.sampled_from(choices))
    made = edited(text, change)
    kept = {line.strip() for line in text.splitlines() if not line.strip().startswith(("-", "{", "["))}

    if not isinstance(change, Remove) and block is False:
        assert len(kept - {line.strip() for line in made.splitlines()}) <= 1
