"""The renderers: every diagnostic in every form, whoever wrote the text that it speaks of."""

from __future__ import annotations

import json as reader
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noteproof.cases import Case, Decided
from noteproof.finding import Diagnostic, Fix, Remark, Report, Severity, Tally, Verdict
from noteproof.page.characters import control_character, empty
from noteproof.render import concise, html, human, json
from noteproof.render.words import clean
from noteproof.text import Edit, Source, Span


def at(text: str, start: int, end: int, message: str = "this is wrong", hint: str = "mend it") -> Diagnostic:
    return Diagnostic(empty, Source("x.md", text), Span(start, end), message, hint)


def excerpt(text: str, start: int, end: int) -> list[str]:
    """The line that is shown, and the carets below it."""
    return [line.partition(" | ")[2] for line in human.block(at(text, start, end)).splitlines()[1:3]]


# For people


@pytest.mark.parametrize(
    ("text", "start", "end", "shown", "carets"),
    [
        ("name: web", 6, 9, "name: web", "      ^^^"),
        ("name: web", 9, 9, "name: web", "         ^"),
        ("\tname: web", 1, 5, "→name: web", " ^^^^"),
        ("a\t\tb: c", 3, 4, "a→→b: c", "   ^"),
        ("一二: c", 4, 5, "一二: c", "      ^"),
        ("一二: c", 0, 2, "一二: c", "^^^^"),
        ("e\u0301: c", 4, 5, "e\u0301: c", "   ^"),
        ("😀: c", 3, 4, "😀: c", "    ^"),
        ("a: |\n  b\n", 3, 8, "a: |", "   ^"),
        ("a\x1b[31m: b", 0, 6, "a\ufffd[31m: b", "^^^^^^"),
    ],
    ids=["word", "end", "tab", "tabs", "after wide", "wide", "accent", "emoji", "lines", "escape"],
)
def test_carets_stand_below_what_is_meant(text: str, start: int, end: int, shown: str, carets: str) -> None:
    assert excerpt(text, start, end) == [shown, carets]


def test_a_long_line_is_cut_around_what_is_meant() -> None:
    shown, carets = excerpt("a" * 500 + "BAD" + "b" * 500, 500, 503)

    assert shown.startswith("…a")
    assert shown.endswith("b…")
    assert shown[carets.index("^") : carets.index("^") + 3] == "BAD"
    assert carets.count("^") == 3
    assert len(shown) < 170


def test_the_beginning_of_a_long_line_is_not_cut_off() -> None:
    shown, carets = excerpt("BAD" + "b" * 500, 0, 3)

    assert shown.startswith("BADb")
    assert shown.endswith("…")
    assert carets == "^^^"


def test_a_remark_names_its_own_place() -> None:
    source = Source("x.yaml", "a: 1\na: 2\n")
    remark = Remark(source, Span(0, 1), "`a` stands here first")
    found = Diagnostic(empty, source, Span(5, 6), "`a` stands here twice", related=(remark,))

    assert human.block(found) == (
        "x.yaml:2:1: warning: `a` stands here twice [page/empty]\n"
        "  2 | a: 2\n"
        "    | ^\n"
        "  note: `a` stands here first (x.yaml:1:1)\n"
    )


@pytest.mark.parametrize(
    ("tally", "words"),
    [
        (Tally(), "0 snippets"),
        (Tally(pages=1, snippets=1, checked=1), "1 page, 1 snippet (1 checked)"),
        (
            Tally(2, 9, 4, 3, 2, 1, 5),
            "2 pages, 9 snippets (4 checked, 3 as fragments, 2 only parsed, 1 unchecked), 5 cases",
        ),
    ],
)
def test_the_last_line_says_what_was_looked_at(tally: Tally, words: str) -> None:
    assert human.render(Report((), tally)) == f"nothing found\n{words}\n"


@given(st.text(), st.text(), st.text(), st.integers(0, 50), st.integers(0, 50))
def test_nothing_that_is_printed_moves_the_cursor(
    text: str, message: str, hint: str, start: int, end: int
) -> None:
    start, end = sorted((min(start, len(text)), min(end, len(text))))
    found = Report((at(text, start, end, message, hint),), Tally())

    for printed in (human.render(found), concise.render(found)):
        assert all(clean(line) == line for line in printed.split("\n"))
    assert len(concise.render(found).splitlines()) == 1


# For programs


def test_what_is_absent_is_null_and_edits_have_places() -> None:
    source = Source("x.md", "a\nb\n")
    fix = Fix("write c", (Edit(Span(2, 3), "c"),))
    plain, mended = (Diagnostic(empty, source, Span(2, 3), "wrong", fix=each) for each in (None, fix))

    (first, second) = reader.loads(json.render(Report((plain, mended), Tally())))["diagnostics"]

    assert {key for key, value in first.items() if value is None} == {
        "hint",
        "path",
        "upstream",
        "url",
        "fix",
    }
    assert second["fix"] == {
        "title": "write c",
        "edits": [{"line": 2, "column": 1, "end_line": 2, "end_column": 2, "text": "c"}],
    }


# For readers of the site


class Tags(HTMLParser):
    """The tags of a text, and whether they are well nested."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: set[str] = set()
        self.links: list[str | None] = []
        self._open: list[str] = []
        self.sound = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.links += [value for name, value in attrs if name == "href"]
        if tag != "br":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.sound = self.sound and bool(self._open) and self._open.pop() == tag

    def handle_comment(self, data: str) -> None:
        self.sound = False

    def close(self) -> None:
        super().close()
        self.sound = self.sound and not self._open


def tags(text: str) -> Tags:
    found = Tags()
    found.feed(text)
    found.close()
    return found


NASTY = st.text() | st.sampled_from(
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</div>",
        "`<b>`",
        "<!--",
        "&lt;",
        "'",
        "javascript:x",
    ]
)


@given(NASTY, NASTY, NASTY, NASTY)
def test_what_an_author_wrote_never_becomes_a_tag(path: str, message: str, hint: str, address: str) -> None:
    found = Diagnostic(control_character, Source(path, "x"), Span(0, 1), message, hint)
    case = Case(("cases", 0), "event", {"event": {path: message}}, {"alerts": hint}, None)
    decided = Decided(case, Verdict({"alerts": message}, None, hint), False)

    drawn = tags(
        html.mark([found], [found], lambda code: address)
        + html.table([decided])
        + html.back_links([(message, address)])
    )

    assert drawn.sound
    assert drawn.seen <= {
        "div", "p", "span", "a", "br", "code", "table", "thead", "tbody", "tr", "th", "td", "h2", "ul", "li"
    }  # fmt: skip


def test_a_block_without_faults_has_no_mark() -> None:
    assert html.mark([], [], lambda code: None) == ""
    assert html.table([]) == ""
    assert html.back_links([]) == ""


def test_the_mark_is_as_grave_as_the_worst_that_it_holds() -> None:
    source = Source("x.md", "x")
    faults = [Diagnostic(empty, source, Span(0, 1), "a", own_severity=each) for each in reversed(Severity)]

    assert html.mark(faults, [], lambda code: None).startswith('<div class="noteproof noteproof--error"')


def test_expected_faults_stand_apart_and_link_to_their_rule() -> None:
    fault = at("x", 0, 1)

    drawn = html.mark([fault], [fault], lambda code: f"../{code}/")

    assert drawn.count('role="note"') == 2
    assert "noteproof--expected" in drawn
    assert tags(drawn).links == ["../page/empty/", "../page/empty/"]


def test_what_stands_between_backticks_is_code() -> None:
    drawn = html.mark([at("x", 0, 1, "`a<b` is unknown", "write `c`")], [], lambda code: None)

    assert "<code>a&lt;b</code> is unknown" in drawn
    assert "write <code>c</code>" in drawn


def test_an_expected_fault_names_the_line_of_the_file_that_is_shown() -> None:
    file = Diagnostic(empty, Source("snippets/x.yaml", "a\nb\n"), Span(2, 3), "wrong")

    assert "</span> line 2: wrong" in html.mark([], [file], lambda code: None)
    assert "</span> snippets/x.yaml, line 2: wrong" in html.mark([file], [], lambda code: None)
    assert "</span> this is wrong" in html.mark([], [at("x", 0, 1)], lambda code: None)


def test_a_rule_without_a_page_is_named_all_the_same() -> None:
    assert "<code>page/empty</code>" in html.mark([at("x", 0, 1)], [], lambda code: None)
