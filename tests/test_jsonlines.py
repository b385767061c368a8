"""JSON lines: what each line holds, where its keys and values stand, and what is said of a broken one."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noteproof import jsonlines
from noteproof.finding import Diagnostic, Key, Route, Value
from noteproof.jsonlines import Line
from noteproof.jsonlines.lines import MANY
from noteproof.jsonlines.objects import LONG
from noteproof.jsonlines.places import DEPTH
from noteproof.text import Span


def read(text: str | bytes, limit: int = 20_000_000) -> list[Line | Diagnostic]:
    data = text.encode() if isinstance(text, str) else text
    return list(jsonlines.read("x.jsonl", data, "write an object", limit))


def values(text: str | bytes) -> list[object]:
    return [each.value for each in read(text) if isinstance(each, Line)]


def said(text: str | bytes) -> list[str]:
    """Each diagnostic as `line:column code message`."""
    return [
        f"{each.start.line}:{each.start.column} {each.rule.code} {each.message}"
        for each in read(text)
        if isinstance(each, Diagnostic)
    ]


def test_a_line_holds_an_object_with_the_types_of_json() -> None:
    text = '{"a": 300, "b": "300", "c": null, "d": true, "e": 1.5, "f": ["x", 1]}\n'

    assert values(text) == [{"a": 300, "b": "300", "c": None, "d": True, "e": 1.5, "f": ["x", 1]}]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_empty_lines_are_passed_over_whatever_ends_a_line(end: str) -> None:
    text = end.join(["", '{"a": 1}', "  ", "\t", '{"a": 2}', ""])

    assert values(text) == [{"a": 1}, {"a": 2}]
    assert said(text) == []


def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    (line,) = read(b'\xef\xbb\xbf {"a": 1}')

    assert isinstance(line, Line)
    assert line.span(Key(("a",))) == Span(2, 5)


@pytest.mark.parametrize(
    ("text", "place", "fault"),
    [
        ('{"a": 1', "1:8", "this line is not JSON: "),
        ("a: 1", "1:1", "this line is not JSON: "),
        ('{"a": 1} {"b": 2}', "1:10", "this line is not JSON: extra data"),
        ("{'a': 1}", "1:2", "this line is not JSON: "),
        ('{"a": "x\ty"}', "1:9", "this line is not JSON: invalid control character"),
        ("[1]", "1:1", "this line holds a list, not an object"),
        ('"x"', "1:1", "this line holds a text, not an object"),
        ("1", "1:1", "this line holds a number, not an object"),
        ("null", "1:1", "this line holds null, not an object"),
        ("true", "1:1", "this line holds true or false, not an object"),
        ('{"a": NaN}', "1:7", "`NaN` is no number that JSON can hold"),
        ('{"a": "NaN", "b": -Infinity}', "1:19", "`-Infinity` is no number that JSON can hold"),
        ('{"a": 1e999}', "1:7", "`1e999` is no number that JSON can hold"),
        ('{"a": 1, "a": 2}', "1:10", "the key `a` stands here twice"),
        ('{"a": {"b": 1}, "c": [{"b": 1}, {"d": 1, "d": 1}]}', "1:42", "the key `d` stands here twice"),
        ('{"a": "\\ud800"}', "1:1", "this line holds half of a character"),
        ("\u00a0", "1:1", "this line is not JSON: "),
        ("\0", "1:1", "this line is not JSON: "),
        ('{"a":' + "1" * 5_000 + "}", "1:6", "`111111111111111111111111111111…` is no number"),
        ('{"a":' + "[" * 40 + "]" * 40 + "}", "1:1", f"values nest more than {DEPTH} deep in this line"),
        ('{"a":' + "[" * 50_000 + "]" * 49_000 + "}", "1:1", f"values nest more than {DEPTH} deep"),
        ("x" * (LONG + 1), "1:1", "this line has 100,001 characters, more than 100,000, and is not read"),
    ],
    ids=lambda value: value[:24],
)
def test_a_line_that_cannot_be_read_is_said_at_its_place_and_the_rest_goes_on(
    text: str, place: str, fault: str
) -> None:
    (found,) = said(text)

    assert found.startswith(f"{place} case/broken-line {fault}")
    assert values(f"{text}\n" + '{"b": 1}') == [{"b": 1}]


def test_both_halves_of_a_character_are_one() -> None:
    assert values('{"a": "\\ud83d\\ude00"}') == [{"a": "😀"}]


def test_each_line_that_is_not_utf8_is_said_where_it_is_not() -> None:
    text = '\ufeff{"a": "é\ufffd'.encode() + b'\xff"}\n{"b": "\xef\xbf\xbd"}\n\xc3\n'

    assert said(text) == ["1:10 file/not-utf8 this is not UTF-8", "3:1 file/not-utf8 this is not UTF-8"]
    assert values(text) == [{"b": "\ufffd"}]


def test_a_file_that_nobody_could_read_is_not_read() -> None:
    (large,), (many,) = read('{"a": 1}\n' * 100, limit=500), read("{}\n" * MANY)

    assert isinstance(large, Diagnostic)
    assert (large.rule.code, large.start) == ("file/too-large", (1, 1))
    assert isinstance(many, Diagnostic)
    assert many.message == "this file has 200,001 lines, more than 200,000, and is not read"


@pytest.mark.parametrize(
    ("route", "key", "value"),
    [
        (("a",), '"a"', "1"),
        (("b", 1, "c"), '"c"', '"d"'),
        (("b", 1), '"c"', '{"c": "d"}'),
        (("b", 0), '"b"', '"x,}"'),
        (("b",), '"b"', '["x,}", {"c": "d"}]'),
        (("e\n",), '"e\\n"', "null"),
        ((), '"a"', '{"a": 1, "b": ["x,}", {"c": "d"}], "e\\n": null}'),
        (("nowhere", "at", "all"), '"a"', '"a"'),
        (("b", 7), '"b"', '"b"'),
    ],
    ids=str,
)
def test_every_key_and_value_has_its_place(route: Route, key: str, value: str) -> None:
    text = '{"a": 1, "b": ["x,}", {"c": "d"}], "e\\n": null}'
    *_, line = read(f"\n{{}}\n  {text}\n")
    assert isinstance(line, Line)

    def shown(span: Span) -> str:
        return line.source.text[span.start : span.end]

    assert (shown(line.span(Key(route))), shown(line.span(Value(route))).strip()) == (key, value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def routes(value: object, route: Route = ()) -> list[tuple[Route, object]]:
    inner = [(route, value)]
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, each in items:
        inner += routes(each, (*route, step))
    return inner


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_what_stands_at_the_place_of_a_value_is_the_value(value: dict[str, object]) -> None:
    (line,) = read(json.dumps(value))
    assert isinstance(line, Line)

    for route, each in routes(value):
        span = line.span(Value(route))
        assert json.loads(line.source.text[span.start : span.end]) == each


PIECES = st.sampled_from(
    [*'{}[]:,"\\\r\n ', '"a"', "1", "null", "NaN", "1e999", "\\u", "d800", '{"a": 1}', "\ufeff"]
)


@given(st.lists(PIECES | st.text(max_size=3), max_size=20).map("".join), st.binary(max_size=4))
def test_any_text_is_read_and_every_place_lies_inside_it(text: str, more: bytes) -> None:
    data = text.encode("utf-8", "replace") + more
    found = read(data)
    lines = [
        line for line in re.split(rb"\r\n|\n|\r", data.removeprefix(b"\xef\xbb\xbf")) if line.strip(b" \t")
    ]

    assert len(found) == len(lines)
    for each in found:
        span = each.span if isinstance(each, Diagnostic) else each.span(Value(()))
        assert 0 <= span.start <= span.end <= len(each.source.text)
