"""The checklist behind a verdict, on a page and on a terminal."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from noteproof.finding import Item
from noteproof.render import checklist
from noteproof.render.words import clean

LIST = (
    Item("fails", "the root can be written: `x` is not set", "set `x: true`", 7, 'container "a": mutable'),
    Item("unknown", "the user is not told", "say who", 9, 'container "a": mutable'),
    Item("ok", "it is not privileged", "", 8, 'container "a": mutable'),
    Item("remark", "the tag can move", "pin it", None, 'container "b": immutable'),
)


def test_a_terminal_shows_each_line_under_what_it_is_about() -> None:
    assert list(checklist.as_lines(LIST)) == [
        ("", 'container "a": mutable'),
        ("✗", "the root can be written: `x` is not set (line 7)"),
        ("", "→ set `x: true`"),
        ("?", "the user is not told (line 9)"),
        ("", "→ say who"),
        ("✓", "it is not privileged (line 8)"),
        ("", 'container "b": immutable'),
        ("·", "the tag can move"),
        ("", "→ pin it"),
    ]


def test_a_page_shows_what_is_open_and_folds_the_rest() -> None:
    html = checklist.as_html(LIST)
    shown, _, folded = html.partition("<details>")

    assert "the root can be written: <code>x</code> is not set" in shown
    assert '<span class="noteproof-checklist__change">set <code>x: true</code></span>' in shown
    assert "the user is not told" in shown
    assert "it is not privileged" not in shown
    assert "<summary>1 check passed, 1 remark</summary>" in folded
    assert "the tag can move" in folded
    assert re.findall('aria-label="([^"]*)"', html) == ["to be mended", "cannot be told", "right", "to know"]


def test_an_empty_checklist_shows_nothing() -> None:
    assert checklist.as_html(()) == ""
    assert list(checklist.as_lines(())) == []


@given(st.text(), st.text(), st.text())
def test_whatever_an_author_writes_is_text(message: str, change: str, about: str) -> None:
    item = Item("fails", f"<i>{message}", f"<b>{change}", 1, f"<u>{about}")

    assert not re.search("<[iub]>", checklist.as_html((item,)))
    for _, told in checklist.as_lines((item,)):
        assert len(clean(told)) == len(told)


def test_a_long_checklist_ends_somewhere() -> None:
    html = checklist.as_html([Item("fails", f"number {at}") for at in range(10_000)])

    assert "number 99<" in html
    assert "number 100<" not in html
    assert "and 9,900 more" in html
