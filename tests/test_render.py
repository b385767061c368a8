"""The renderers: every diagnostic in every form, whoever wrote the text that it speaks of."""

from __future__ import annotations

import json as reader
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noteproof.cases import Case, Decided
from noteproof.engine import Decision, Decisions
from noteproof.finding import Diagnostic, Fix, Remark, Report, Severity, Tally, Verdict
from noteproof.page.characters import control_character, empty
from noteproof.page.trail import marker
from noteproof.render import concise, decisions, html, human, json, table
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


def decided(
    content: object,
    decision: dict[str, object],
    expected: dict[str, object] | None = None,
    as_expected: bool = True,
    kind: str = "event",
    by: str = "",
    parts: tuple[Verdict, ...] = (),
    faults: tuple[Diagnostic, ...] = (),
) -> Decided:
    """A case that was decided."""
    case = Case(("cases", 0), kind, {kind: content}, expected or {}, None)
    return Decided(case, Verdict(decision, None, by, parts, faults), as_expected)


FIRED: dict[str, object] = {
    "rule": "Shell",
    "priority": "Warning",
    "output": "sh in web",
    "output_fields": {},
}


def answered(*cases: Decided) -> Decisions:
    """Decisions on cases that stand one below the other."""
    source = Source("x.cases.yaml", "\n" * len(cases))
    places = (Span(start, start) for start in source.line_starts)
    told = (Decision((source, at), each.case, each, None) for at, each in zip(places, cases, strict=False))
    return Decisions(True, tuple(told), ())


@pytest.mark.parametrize(
    ("case", "lines"),
    [
        (
            decided(
                {"a": "1", "b": None}, {"alerts": [FIRED], "macros": ["m", "n"]}, by="rule `Shell`, line 3"
            ),
            [
                "x.cases.yaml:1: event: a = 1, b = null",
                "  fires   Shell (Warning)",
                "          sh in web",
                "  holds   m, n",
                "  by      rule `Shell`, line 3",
            ],
        ),
        (
            decided({}, {"alerts": [], "macros": []}, {"alerts": []}),
            ["x.cases.yaml:1: event: without a field", "  silent  no rule fires", "  ok      as expected"],
        ),
        (
            decided(
                {"a": "1\n2"}, {"alerts": ["Shell"], "macros": []}, {"alerts": [], "macros": ["m"]}, False
            ),
            [
                "x.cases.yaml:1: event: a = 1\ufffd2",
                "  fires   Shell",
                "  differs expected alerts []; macros [m]",
            ],
        ),
        (
            decided("x.jsonl", {"alerts": []}, {"alerts": []}, False, "events", "", (), (at("x", 0, 1),)),
            [
                "x.cases.yaml:1: events: x.jsonl (0 events)",
                "  silent  no rule fires",
                "  differs expected alerts []; not all events could be judged",
            ],
        ),
        (
            decided(
                {"user": "alice"},
                {"level": "None", "rule": 2, "omit_stages": ["Panic"], "omit_managed_fields": True},
                {"level": "None"},
                kind="request",
            ),
            [
                "x.cases.yaml:1: request: user = alice",
                "  level   None",
                "  omits   Panic",
                "  omits   managed fields",
                "  ok      as expected",
            ],
        ),
    ],
    ids=["fires", "silent", "differs", "recorded", "request"],
)
def test_a_decision_says_what_was_tried_and_what_was_decided_by_what(case: Decided, lines: list[str]) -> None:
    assert decisions.render(answered(case)).splitlines()[: len(lines)] == lines


def test_the_last_line_of_decisions_counts_them() -> None:
    expected: dict[str, object] = {"alerts": []}
    cases = (decided({}, {}, expected), decided({}, {}, expected, False), decided({}, {}), decided({}, {}))

    assert decisions.summary(answered(*cases)) == (
        "nothing found\n4 cases: 1 as expected, 1 not as expected, 2 with nothing expected\n"
    )
    assert decisions.summary(answered()) == "nothing found\n0 cases\n"
    assert decisions.render(Decisions(False, (), (at("x", 0, 1),))).endswith(
        "\n1 warning\nthe policy does not load, so nothing is decided\n"
    )


@given(st.text(), st.text(), st.text(), st.text())
def test_no_decision_moves_the_cursor(name: str, value: str, output: str, by: str) -> None:
    alert: dict[str, object] = {"rule": name, "priority": value, "output": output}
    case = decided({name: value}, {"alerts": [alert], "macros": [value]}, {"alerts": output}, False, by=by)
    printed = decisions.render(answered(case))

    assert all(clean(line) == line for line in printed.split("\n"))
    assert len(printed.splitlines()) <= 10


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
    alert: dict[str, object] = {"rule": message, "priority": path, "output": hint}
    decision: dict[str, object] = {"alerts": [alert, hint], "macros": [address], path: message}
    expected: dict[str, object] = {"alerts": [hint], "macros": [path], path: hint}
    event = decided({path: message, hint: None, address: ""}, decision, expected, False, by=hint)
    recorded = decided(message, decision, expected, False, "events", hint)
    request = decided(message, decision, expected, True, "pod-security", hint)

    drawn = tags(
        html.mark([found], [found], lambda code: address)
        + table.table([event, recorded, request])
        + html.back_links([(message, address)])
    )

    assert drawn.sound
    assert drawn.seen <= {
        "div", "p", "span", "a", "br", "code", "table", "thead", "tbody", "tr", "th", "td", "h2", "ul", "li",
        "strong",
    }  # fmt: skip


def test_a_block_without_faults_has_no_mark() -> None:
    assert html.mark([], [], lambda code: None) == ""
    assert table.table([]) == ""
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


class Words(HTMLParser):
    """What a reader reads of a table, cell by cell, and what is said of its signs."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.cells: list[str] = []
        self.said: list[str | None] = []
        self.labels: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "td":
            self.cells.append("")
            self.labels += [value for name, value in attrs if name == "data-label"]
        if ("role", "img") in attrs:
            self.said += [value for name, value in attrs if name == "aria-label"]

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


def words(*cases: Decided) -> Words:
    found = Words()
    found.feed(table.table(cases))
    return found


@pytest.mark.parametrize(
    ("case", "cells"),
    [
        (
            decided(
                {"evt.type": "execve", "proc.args": "", "container.name": None, "fd.types": ["file", "ipv4"]},
                {"alerts": [FIRED], "macros": ["m", "n"]},
                {"alerts": ["Shell"]},
                by="rule `Shell`, line 3",
            ),
            [
                'evt.type = execve proc.args = "" container.name has no value fd.types = [file, ipv4]',
                "✓ fires Shell (Warning)sh in webholds m n",
                "rule Shell, line 3",
            ],
        ),
        (decided({"a": 1}, {"alerts": [], "macros": []}, {"alerts": []}), ["a = 1", "✓ stays silent", "–"]),
        (decided({"a": 1}, {"alerts": [], "macros": []}, {"macros": []}), ["a = 1", "✓ no macro holds", "–"]),
        (decided({"a": 1}, {"alerts": [], "macros": ["m"]}, {"macros": ["m"]}), ["a = 1", "✓ holds m", "–"]),
        (decided({}, {"alerts": []}, {"alerts": []}), ["event without a field", "✓ stays silent", "–"]),
        (
            decided({"a": 1}, {"alerts": []}, {"alerts": [{"rule": "Shell"}]}, False),
            ["a = 1", "✗ stays silentexpected: alerts [{rule: Shell}]", "–"],
        ),
        (
            decided("x.jsonl", {"alerts": []}, {"alerts": []}, True, "events", "", (Verdict({}),) * 3),
            ["x.jsonl with 3 recorded events", "✓ stays silent", "–"],
        ),
        (
            decided("x.jsonl", {"alerts": []}, {"alerts": []}, False, "events", "", (), (at("x", 0, 1),)),
            [
                "x.jsonl with 0 recorded events",
                "✗ stays silentexpected: alerts []not every event could be judged",
                "–",
            ],
        ),
        (
            decided(
                {"user": "al"}, {"level": "None", "rule": 2}, {"level": "None"}, kind="request", by="rules[2]"
            ),
            ["user = al", "✓ level None", "rules[2]"],
        ),
        (
            decided("restricted", {"allowed": False}, {"allowed": "false"}, kind="pod-security"),
            ["pod-security restricted", "✓ allowed false", "–"],
        ),
    ],
    ids=[
        "fires",
        "silent",
        "no macros",
        "macros",
        "empty",
        "differs",
        "recorded",
        "faulty",
        "request",
        "pod",
    ],
)
def test_a_row_says_what_was_tried_and_what_was_decided_by_what(case: Decided, cells: list[str]) -> None:
    found = words(case)

    assert found.cells == cells
    assert found.labels == ["tried", "decided", "by"]
    assert found.said == ["as expected" if case.as_expected else "not as expected"]


def test_of_many_alerts_the_first_are_shown() -> None:
    found = words(decided({}, {"alerts": [FIRED] * 1_000}, {"alerts": []}, False))

    assert found.cells[1].count("fires Shell") == 25
    assert "and 975 alerts more" in found.cells[1]


BLOCK = '<div class="highlight"><div><pre><code>a</code></pre></div></div>'


@pytest.mark.parametrize(
    "block",
    [BLOCK, "<pre><code>a\n</code></pre>", f"<div>{BLOCK}</div>", f"{BLOCK}\n"],
)
def test_a_block_is_folded_below_its_table(block: str) -> None:
    page = f"<p>1</p>{BLOCK}{marker(0)}<p>2</p><li>{block}{marker(1)}</li>{BLOCK}{marker(2)}"
    folded = f'<details class="noteproof-source"><summary>The cases as YAML</summary>{block}</details>'

    assert table.fold(page, {1: "T"}) == page.replace(block + marker(1), f"T{folded}{marker(1)}")
    assert table.fold(page, {}) == page


def test_several_blocks_are_folded_each_below_its_own_table() -> None:
    page = f"{BLOCK}{marker(0)}{BLOCK}{marker(1)}"
    found = table.fold(page, {1: "<b>one</b>", 0: "<b>zero</b>", 7: "<b>nowhere</b>"})

    assert found.index("zero") < found.index(marker(0)) < found.index("one") < found.index(marker(1))
    assert "nowhere" not in found
    assert found.count(BLOCK) == found.count("</details>") == 2


@pytest.mark.parametrize("before", ["text", "</p>", "<br>", "</div>", ""])
def test_where_no_block_ends_the_table_stands_alone(before: str) -> None:
    assert table.fold(f"{before}{marker(0)}x", {0: "T"}) == f"{before}T{marker(0)}x"
