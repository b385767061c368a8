"""The comments that speak to the checker, and those that only look like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noteproof import directives
from noteproof.directives import Directive, Directives
from noteproof.language import VERSIONS
from noteproof.text import Origin, Snippet, Source, Span


def read(text: str) -> Directives:
    return directives.read(Snippet.whole(Source("x.yaml", text)))


def faults(text: str) -> list[str]:
    """Each malformed comment as it is written."""
    said = read(text).findings
    return [text[each.where.start : each.where.end] for each in said if isinstance(each.where, Span)]


def expected(text: str) -> list[tuple[int, tuple[str, ...]]]:
    return [(each.line, each.codes) for each in read(text).expectations]


def test_a_place_is_read_from_the_opening_comments() -> None:
    place = read("# in: Pod.spec.containers[0]\nimage: x\n").place

    assert place is not None
    assert place.words == "Pod.spec.containers[0]"
    assert place.span == Span(0, 28)


def test_every_directive_may_open_a_snippet() -> None:
    said = read(
        "---\n# a note of the author\n\n  # in: Pod\n#after:a.yaml\n# after: above\n# read-by: kubelet\n"
        "# kubernetes: >=1.30, <1.34\n# unchecked: a sketch\na: 1\n"
    )

    assert not said.findings
    assert said.place == Directive("Pod", Span(30, 39))
    assert [each.words for each in said.after] == ["a.yaml", "above"]
    assert said.read_by is not None
    assert said.read_by.words == "kubelet"
    assert said.versions == ((">=", 30), ("<", 34))
    assert said.unchecked is not None
    assert said.unchecked.words == "a sketch"


@pytest.mark.parametrize(
    ("words", "versions"),
    [
        ("1.34", ["1.34"]),
        ("=1.34", ["1.34"]),
        (">=1.36", ["1.36", "1.37"]),
        ("> 1.36", ["1.37"]),
        ("<1.26", ["1.25"]),
        ("<=1.26", ["1.25", "1.26"]),
        (">=1.30,<1.32", ["1.30", "1.31"]),
        (">=1.99", []),
    ],
)
def test_a_range_names_the_versions_that_it_holds(words: str, versions: list[str]) -> None:
    assert list(read(f"# kubernetes: {words}\na: 1\n").speaks_of(VERSIONS)) == versions


@pytest.mark.parametrize(
    "comment",
    [
        "# in:",
        "# after:",
        "# read-by: kubeclt",
        "# read-by: scheduler",
        "# readby: kubectl",
        "# kubernetes: latest",
        "# kubernetes: 1.30 - 1.34",
        "# kubernetes: >=1.30,",
        "# kubernets: 1.30",
        "# Kubernetes: 1.30",
        "# unchecked:",
        "# uncheked: a sketch",
        "# Unchecked: a sketch",
    ],
)
def test_a_directive_that_says_nothing_that_is_known_is_malformed(comment: str) -> None:
    assert faults(f"{comment}\na: 1\n") == [comment]


def test_a_directive_said_twice_is_malformed() -> None:
    assert faults("# in: Pod\n# in: Job\na: 1\n") == ["# in: Job"]


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\n# in: production\n",
        "a: 1 # in: production\n",
        "# Note: in: production\na: 1\n",
        "# bin: where programs are\na: 1\n",
        "# inside: a pod\na: 1\n",
        "# TODO: after: this\na: 1\n",
        "# expect the worst\na: 1\n",
        "a: 1 # expect trouble here\n",
        "# we expect: nothing\na: 1\n",
        "# expected result\na: 1\n",
        "a: x# expect: a/b\n",
        "# see https://kubernetes.io/docs\na: 1\n",
        "#!/bin/sh\n",
        "#\n# \na: 1\n",
    ],
)
def test_english_is_no_directive(text: str) -> None:
    said = read(text)

    assert said == directives.NONE


@pytest.mark.parametrize(
    ("text", "lines"),
    {
        "at the end of a line": ("a: 1\nb: 2 # expect: x/y\n", [(2, ("x/y",))]),
        "without blanks": ("a: 1 #expect:x/y\n", [(1, ("x/y",))]),
        "several codes": ("a: 1 # expect: x/y z/w\n", [(1, ("x/y", "z/w"))]),
        "codes with a comma": ("a: 1 # expect: x/y, z/w\n", [(1, ("x/y", "z/w"))]),
        "with a reason": ("a: 1 # expect: x/y -- it's so: really\n", [(1, ("x/y",))]),
        "alone on a line": ("# expect: x/y\n\n# more\n  \na: 1\n", [(5, ("x/y",))]),
        "alone and indented": ("a:\n  # expect: x/y\n  b: 1\n", [(3, ("x/y",))]),
        "two alone": ("# expect: x/y\n# expect: z/w\na: 1\n", [(3, ("x/y",)), (3, ("z/w",))]),
        "alone at the end": ("a: 1\n# expect: x/y\n", [(2, ("x/y",))]),
        "on a block scalar's header": ("a: | # expect: x/y\n  b\n", [(1, ("x/y",))]),
        "on a directive": ("# in: Pod # expect: x/y\na: 1\n", [(1, ("x/y",))]),
        "in text that is no YAML": ("a: [ # expect: x/y\n\tb: }\n", [(1, ("x/y",))]),
        "in lines of Windows": (
            "a: 1\r\nb: 2 # expect: x/y\r\n# expect: z/w\r\nc: 3\r\n",
            [(2, ("x/y",)), (4, ("z/w",))],
        ),
        "in lines of old Macs": (
            "a: 1\rb: 2 # expect: x/y\r# expect: z/w\rc: 3\r",
            [(2, ("x/y",)), (4, ("z/w",))],
        ),
    }.values(),
)
def test_an_expectation_is_for_its_line(text: str, lines: list[tuple[int, tuple[str, ...]]]) -> None:
    assert expected(text) == lines
    assert not faults(text)


def test_an_expectation_keeps_its_reason() -> None:
    assert read("a: 1 # expect: x/y -- the container owns its node\n").expectations[0].reason == (
        "the container owns its node"
    )


def test_an_expectation_on_a_directive_is_no_part_of_its_words() -> None:
    place = read("# in: Pod  # expect: x/y\na: 1\n").place

    assert place is not None
    assert place.words == "Pod"


@pytest.mark.parametrize(
    "comment",
    [
        "# expect:",
        "# expect: the worst",
        "# expect: x/y because",
        "# expect: X/Y",
        "# expect: -- a reason",
        "# expect x/y",
        "# expects: x/y",
        "# Expect: x/y",
        "# expected: x/y",
        "# exepct: x/y",
    ],
)
def test_an_expectation_that_does_not_parse_is_malformed(comment: str) -> None:
    assert faults(f"a: 1\nb: 2 {comment}\n") == [comment.rstrip()]


def test_a_comment_in_an_included_file_is_found_at_home() -> None:
    page, file = Source("page.md", "```\nx\n```\n"), Source("a.yaml", "# first\nb: 2 # expect: nonsense\n")
    snippet = Snippet("b: 2 # expect: nonsense\n", page, (Origin(file, 8), Origin(file, 32)), "yaml")
    (finding,) = directives.read(snippet).findings

    assert isinstance(finding.where, Span)
    assert snippet.locate(finding.where) == (file, Span(13, 31))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("<!-- expect: link/x -->\nA line.\n", [2]),
        ("<!-- expect: link/x link/y -- a reason -->\n\nA line.\n", [3]),
        ("> <!-- expect: link/x -->\n> A line.\n", [2]),
        ("<!-- expect: link/x -->\n<!-- expect: link/y -->\nA line.\n", [3, 3]),
        ("A line.\n<!-- expect: link/x -->\n", [2]),
        ("<!--expect:link/x-->\r\nA line.\r\n", [2]),
    ],
)
def test_in_prose_an_expectation_is_for_the_line_below(text: str, lines: list[int]) -> None:
    found, findings = directives.in_prose(Source("page.md", text), frozenset())

    assert [each.line for each in found] == lines
    assert not findings


@pytest.mark.parametrize(
    "text",
    [
        "<!-- expect: -->\n",
        "<!-- expect: the worst -->\n",
        "<!-- expect link/x -->\n",
        "<!-- expect: a/b --> text\n",
    ],
)
def test_in_prose_an_expectation_that_does_not_parse_is_malformed(text: str) -> None:
    found, findings = directives.in_prose(Source("page.md", text), frozenset())

    assert not found
    assert [finding.rule.code for finding in findings] == ["directive/malformed"]


@pytest.mark.parametrize(
    "text", ["<!-- we expect the worst -->\n", "<!-- a comment -->\n", "expect: link/x\n"]
)
def test_in_prose_another_comment_is_no_expectation(text: str) -> None:
    assert directives.in_prose(Source("page.md", text), frozenset()) == ((), ())


def test_in_code_an_html_comment_is_no_expectation() -> None:
    assert directives.in_prose(Source("page.md", "<!-- expect: link/x -->\n"), frozenset({1})) == ((), ())


def test_many_expectations_are_read() -> None:
    assert len(read("# expect: a/b\n" * 5000 + "a: 1\n").expectations) == 5000


PIECES = st.sampled_from(
    ["# ", "#", "expect", ": ", ":", "a/b", " -- ", "in", "after", "kubernetes", ">=1.30", "\n", "\r\n"]
)


@given(st.lists(PIECES | st.text(max_size=3), max_size=20).map("".join))
def test_any_text_is_read_and_every_finding_lies_inside_it(text: str) -> None:
    said = read(text)
    spans = [each.where for each in said.findings] + [each.span for each in said.expectations]
    lines = text.count("\n") + text.count("\r") + 1

    assert all(isinstance(span, Span) and 0 <= span.start <= span.end <= len(text) for span in spans)
    assert all(1 <= each.line <= lines for each in said.expectations)


@given(st.lists(PIECES | st.sampled_from(["<!-- ", " -->", "> "]), max_size=20).map("".join))
def test_any_prose_is_read_and_every_finding_lies_inside_it(text: str) -> None:
    found, findings = directives.in_prose(Source("page.md", text), frozenset())

    assert all(0 <= each.span.start <= each.span.end <= len(text) for each in found)
    assert all(isinstance(each.where, Span) and each.where.end <= len(text) for each in findings)


@pytest.mark.parametrize(
    ("comment", "usage"),
    [
        ("# read-by kubelet", "`# read-by:` with one of"),
        ("# read_by kubelet", "`# read-by:` with one of"),
        ("# read_by: kubelet", "# read-by:"),
        ("# kubernetes >=1.22", "# kubernetes: >=1.34"),
        ("#kubernetes < 1.30", "# kubernetes: >=1.34"),
        ("# unchecked", "# unchecked: a Helm template"),
        ("# unchecked because it is a sketch", "# unchecked: a Helm template"),
        ("# unchecked - a sketch", "# unchecked: a Helm template"),
        ("# unchecked – a sketch", "# unchecked: a Helm template"),
    ],
)
def test_an_opening_directive_without_its_colon_is_malformed(comment: str, usage: str) -> None:
    (finding,) = read(f"{comment}\na: 1\n").findings

    assert faults(f"{comment}\na: 1\n") == [comment]
    assert usage in finding.says.hint


@pytest.mark.parametrize(
    "comment",
    [
        "# in production",
        "# after that, restart it",
        "# kubernetes is fun",
        "# kubernetes 1.22 is old",
        "# unchecked input is dangerous",
        "# unchecked-cast",
        "# read by kubelet",
        "# read-by is a directive",
    ],
)
def test_plain_english_above_the_content_is_no_directive(comment: str) -> None:
    assert not faults(f"{comment}\na: 1\n")


def test_below_the_content_no_directive_lacks_its_colon() -> None:
    assert not faults("a: 1\n# read-by kubelet\n# unchecked\n")
