"""Offsets, lines and where the characters of a snippet came from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noteproof.text import Origin, Position, Snippet, Source, Span, decoded, lines_of, nearest

TEXTS = st.lists(st.sampled_from(["a", "é", "😀", "\n", "\r\n", "\r", "\u2028", " "]), max_size=20).map(
    "".join
)


@pytest.mark.parametrize(
    ("offset", "position"),
    [
        (0, (1, 1)),
        (1, (1, 2)),
        (2, (2, 1)),
        (4, (3, 1)),
        (6, (4, 1)),
        (7, (4, 2)),
        (99, (4, 2)),
        (-1, (1, 1)),
    ],
)
def test_a_position_counts_lines_and_code_points_from_one(offset: int, position: tuple[int, int]) -> None:
    assert Source("x", "a\n😀\rb\n😀").position(offset) == Position(*position)


def test_a_line_is_given_without_its_end() -> None:
    source = Source("x", "a\r\nbc\rd\n")

    assert [source.line(number) for number in range(1, 5)] == ["a", "bc", "d", ""]
    assert source.line_span(2) == Span(3, 5)


@given(TEXTS)
def test_lines_are_counted_alike_everywhere(text: str) -> None:
    source = Source("x", text)

    assert list(lines_of(text)) == [source.line(number + 1) for number in range(len(source.line_starts))]
    assert all(source.line_starts[source.position(at).line - 1] <= at for at in range(len(text) + 1))


def test_a_whole_file_is_where_it_is() -> None:
    source = Source("x.yaml", "a: 1\n")

    assert Snippet.whole(source).locate(Span(3, 4)) == (source, Span(3, 4))


def test_a_dedented_line_leads_home() -> None:
    page = Source("page.md", "- x\n\n    ```yaml\n    a: 1\n      b: 2\n    ```\n")
    snippet = Snippet("a: 1\n  b: 2\n", page, (Origin(page, 21), Origin(page, 30)), "yaml")
    source, span = snippet.locate(Span(7, 11))

    assert source.text[span.start : span.end] == "b: 2"


def test_a_span_over_two_files_ends_where_its_first_file_ends() -> None:
    one, two = Source("one", "a: 1\n"), Source("two", "b: 2\n")
    snippet = Snippet("a: 1\nb: 2\n", one, (Origin(one, 0), Origin(two, 0)))
    source, span = snippet.locate(Span(0, 8))

    assert source is one
    assert span.start == 0


@given(TEXTS, st.integers(0, 40), st.integers(0, 40))
def test_every_span_of_a_snippet_leads_into_a_file(text: str, start: int, length: int) -> None:
    page = Source("page.md", "> ".join(["", *text.splitlines(keepends=True)]))
    starts = [at + 2 for at in page.line_starts if page.text.startswith("> ", at)]
    snippet = Snippet(text, page, tuple(Origin(page, at) for at in starts))
    source, span = snippet.locate(Span(min(start, len(text)), min(start + length, len(text))))

    assert 0 <= span.start <= span.end <= len(source.text)


def test_bytes_that_are_not_utf8_are_marked_where_they_begin() -> None:
    source, at = decoded("x", b"\xef\xbb\xbfa\xffb")

    assert source.text == "a\ufffdb"
    assert at == Span(1, 2)


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert decoded("x", b"\xef\xbb\xbfa") == (Source("x", "a"), None)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("readOnlyRootFileSystem", "readOnlyRootFilesystem"),
        ("conatiners", "containers"),
        ("container", "containers"),
        ("volumes", None),
        ("", None),
    ],
)
def test_the_nearest_word_is_a_few_letters_away(word: str, expected: str | None) -> None:
    assert nearest(word, ["containers", "readOnlyRootFilesystem", "x"]) == expected


def test_a_word_is_not_its_own_neighbour() -> None:
    assert nearest("image", ["image"]) is None
