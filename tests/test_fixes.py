"""Fixes are made together where they can be, and whole or not at all."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from noteproof import fixes
from noteproof.finding import Diagnostic, Fix, Says, Severity, rule
from noteproof.text import Edit, Source, Span


@rule("test/fault", Severity.WARNING)
def fault() -> Says:
    """A fault."""
    return Says("a fault")


def diagnostic(source: Source, *edits: Edit) -> Diagnostic:
    return Diagnostic(fault, source, Span(0, 0), "a fault", fix=Fix("mend it", edits))


def test_edits_are_made_from_the_end_so_that_offsets_hold() -> None:
    source = Source("a.md", "one two three")
    proposed = [diagnostic(source, Edit(Span(0, 3), "1")), diagnostic(source, Edit(Span(8, 13), "3"))]

    assert fixes.apply(source, fixes.of(source, proposed)) == "1 two 3"


def test_of_two_fixes_that_overlap_the_first_is_made() -> None:
    source = Source("a.md", "one two three")
    proposed = [diagnostic(source, Edit(Span(0, 7), "x")), diagnostic(source, Edit(Span(4, 13), "y"))]

    assert fixes.apply(source, fixes.of(source, proposed)) == "x three"


def test_a_fix_is_made_whole_or_not_at_all() -> None:
    source = Source("a.md", "one two three")
    first = diagnostic(source, Edit(Span(4, 7), "2"))
    both = diagnostic(source, Edit(Span(0, 3), "1"), Edit(Span(4, 7), "zwei"))

    assert fixes.apply(source, fixes.of(source, [first, both])) == "one 2 three"


def test_a_fix_that_two_diagnostics_propose_is_made_once() -> None:
    source = Source("a.md", "yaml")
    proposed = [diagnostic(source, Edit(Span(0, 0), "x"))] * 2

    assert fixes.apply(source, fixes.of(source, proposed)) == "xyaml"


def test_a_fix_of_another_file_is_left_alone() -> None:
    source = Source("a.md", "one")
    other = diagnostic(Source("b.md", "one"), Edit(Span(0, 3), "1"))

    assert fixes.of(source, [other]) == ()


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.text(max_size=3))))
def test_what_no_edit_touches_stays(text: str, edits: list[tuple[int, int, str]]) -> None:
    source = Source("a.md", text)
    spans = [Span(*sorted((min(a, len(text)), min(b, len(text))))) for a, b, _ in edits]
    proposed = [diagnostic(source, Edit(span, new)) for span, (_, _, new) in zip(spans, edits, strict=True)]
    made = fixes.of(source, proposed)
    removed = sum(edit.span.end - edit.span.start for fix in made for edit in fix.edits)
    added = sum(len(edit.text) for fix in made for edit in fix.edits)

    assert len(fixes.apply(source, made)) == len(text) - removed + added


@given(
    st.text("ab\n", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.text("c\n", max_size=4)), max_size=4),
)
def test_a_diff_turns_a_text_into_the_one_with_fixes_made(text: str, places: list[tuple[int, str]]) -> None:
    source = Source("a.md", text)
    made = fixes.of(
        source,
        [
            diagnostic(source, Edit(Span(at, min(at + 2, len(text))), new))
            for at, new in places
            if at < len(text)
        ],
    )

    assert patched(text, fixes.diff(source, made)) == fixes.apply(source, made)


def patched(text: str, diff: str) -> str:
    """A text with a unified diff applied, whose every line of context is held against the text."""
    before, after, at = text.splitlines(keepends=True), [], 0
    lines = diff.replace("\n\\ No newline at end of file\n", "\0").splitlines(keepends=True)
    for line in (it for whole in lines[2:] for it in whole.replace("\0", "\0\n").splitlines(keepends=True)):
        sign, rest = line[0], line[1:].removesuffix("\0\n") if "\0" in line else line[1:]
        if sign == "@":
            start, _, count = line.split()[1][1:].partition(",")
            begin = int(start) - (count != "0")
            after += before[at:begin]
            at = begin
        elif sign == "+":
            after.append(rest)
        else:
            assert before[at] == rest
            after += [rest] if sign == " " else []
            at += 1
    return "".join((*after, *before[at:]))
