"""The faults of YAML, each at the place where an author would look for it."""

from __future__ import annotations

import pytest

from noteproof import yamltree
from noteproof.finding import Severity
from noteproof.text import Snippet, Source, Span

BOTH = pytest.mark.parametrize("dialect", [yamltree.KUBERNETES, yamltree.FALCO], ids=lambda each: each.name)


def read(text: str, dialect: yamltree.Dialect = yamltree.KUBERNETES) -> yamltree.Reading:
    return yamltree.read(Snippet.whole(Source("x.yaml", text)), dialect)


def said(text: str, dialect: yamltree.Dialect = yamltree.KUBERNETES) -> list[str]:
    """Each finding as `line:column text code`."""
    source = Source("x.yaml", text)
    lines = []
    for finding in read(text, dialect).findings:
        assert isinstance(finding.where, Span)
        at = source.position(finding.where.start)
        words = text[finding.where.start : finding.where.end]
        lines.append(f"{at.line}:{at.column} {words!r} {finding.rule.code}")
    return lines


# What an author mistypes: the text, where the finding stands, a part of its message, a part of its hint.
MISTAKES = {
    "a key one blank too deep": (
        "spec:\n  containers:\n  - name: a\n   image: b\n",
        "4:4 'image: b'",
        "indentation of 3 fits no line above",
        "by 4, like line 3",
    ),
    "a key too shallow": (
        "a:\n    b: 1\n  c: 2\n",
        "3:3 'c: 2'",
        "indentation of 2",
        "by 0, like line 1, or by 4",
    ),
    "a long dash": (
        "l:\n  \u2014 name: a\n    b: c\n",
        "2:3 '\u2014 name: a'",
        "neither a list item",
        "write `- ` instead of `\u2014`",
    ),
    "no blank after the dash of an item with keys": (
        "l:\n  -name: a\n    b: c\n",
        "2:3 '-name: a'",
        "neither a list item",
        "a blank after the dash",
    ),
    "a character that is not seen": (
        "l:\n  - name: a\n   \u200b b: c\n",
        "3:4 '\\u200b b: c'",
        "the character U+200B, which is not seen",
        "delete the character",
    ),
    "a key below a value": (
        "a:\n  b: c\n    d: e\n",
        "3:5 'd: e'",
        "deeper than line 2",
        "indent it as `b` above",
    ),
    "no blank after the colon": (
        "a:\n  name:web\n  b: c\n",
        "2:3 'name:web'",
        "not `key: value`",
        "after the colon",
    ),
    "no colon": ("a: 1\nname web\nb: c\n", "2:1 'name web'", "not `key: value`", "a colon and a blank"),
    "no colon on the last line": ("a: 1\nname\n", "2:1 'name'", "not `key: value`", "a colon and a blank"),
    "no blank after the dash": (
        "l:\n  - a\n  -b\n",
        "3:3 '-b'",
        "neither a list item",
        "a blank after the dash",
    ),
    "two colons": ("title: web: front\n", "1:8 'web: front'", "a second `: `", "quote the value"),
    "a quotation mark that stays open": ('a: 1\nb: "c\nd: e\n', "2:4 '\"c'", "is not closed", "close the"),
    "one that another closes": (
        'b: "c\nd: "e"\n',
        "1:4 '\"c'",
        "not closed before line 2",
        "where the value ends",
    ),
    "an apostrophe in single quotes": (
        "a: 'it's'\n",
        '1:8 "s\'"',
        "follows the closing",
        "inside it as `''`",
    ),
    "text after quotes": ('a: "b" c\n', "1:8 'c'", "follows the closing", "quote the whole value"),
    "a bracket that stays open": (
        "a: [b, c\nd: e\n",
        "1:4 '[b, c'",
        "`[` that opens here",
        "close it with `]`",
    ),
    "a brace that stays open": (
        "a: {b: c\nd: e\n",
        "1:4 '{b: c'",
        "`{` that opens here",
        "close it with `}`",
    ),
    "no key": ("data:\n  : b\n", "2:3 ': b'", "a key is missing", "write a key"),
    "a key that is too long": (
        f"a: 1\n{'k' * 1025}: b\n",
        f"2:1 '{'k' * 1025}: b'",
        "at most 1,024 characters",
        "shorten the key",
    ),
    "a first key that is too long": (
        f"{'k' * 1025}: b\n",
        f"1:1 '{'k' * 1025}: b'",
        "at most 1,024 characters",
        "shorten the key",
    ),
    "a comma that is missing": ('a: ["b" "c"]\n', "1:9 '\"c\"]'", "a comma is missing", "between the items"),
    "a comma between lines": (
        '{"a": 1\n "b": 2}\n',
        "2:2 '\"b\": 2}'",
        "a comma is missing",
        "between the items",
    ),
    "a bracket too many": ("a: ]\n", "1:4 ']'", "closes no bracket", "quote"),
    "an at sign": ("a: @b\n", "1:4 '@b'", "cannot begin with `@`", "quote"),
    "a star": ("verbs: *\n", "1:8 '*'", "begins an alias", "quote a value that begins with `*`"),
    "an ampersand": ("a: & b\n", "1:4 '& b'", "begins an anchor", "quote a value that begins with `&`"),
    "a path of Windows": (
        'a: "C:\\Users"\n',
        "1:7 '\\\\Users\"'",
        "`\\U` begins an escape",
        "double the backslash",
    ),
    "an unknown escape": ('a: "\\d"\n', "1:5 '\\\\d\"'", "no escape that is known", "double the backslash"),
    "a slash with a backslash": ('a: "b\\/c"\n', "1:6 '\\\\/'", "is not an escape", "without a backslash"),
    "a list beside its key": ("a: - b\n", "1:4 '- b'", "on the line of its key", "a line of its own"),
    "items among keys": ("a: 1\n- b\n", "2:1 '- b'", "among keys", "below its key"),
    "a key among items": ("- a\nb: 1\n", "2:1 'b: 1'", "among list items", "begin it with `- `"),
    "text beside the sign of a block": ("a: | x\n", "1:6 'x'", "sign of a block scalar", "the next line"),
    "a question mark in brackets": ("a: [b?]\n", "1:6 '?'", "ends a text in brackets", "quote"),
}


@pytest.mark.parametrize(("text", "place", "message", "hint"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_found_where_it_was_made_and_the_hint_mends_it(
    text: str, place: str, message: str, hint: str
) -> None:
    finding = read(text).findings[0]

    assert said(text) == [f"{place} yaml/syntax"]
    assert message in finding.says.message
    assert hint in finding.says.hint


def test_the_same_mistake_is_found_in_a_later_document() -> None:
    text = "a: 1\n---\ntitle: web: front\n---\nb: 2\n"

    assert said(text) == ["3:8 'web: front' yaml/syntax"]
    assert [document.value for document in read(text).documents] == [{"a": 1}, {"b": 2}]


def test_a_text_that_cannot_be_read_is_not_whole() -> None:
    assert not read("a: [\n").whole
    assert read("a: 1\na: 2\n").whole


@BOTH
def test_a_duplicate_key_stands_at_the_second_and_points_to_the_first(dialect: yamltree.Dialect) -> None:
    text = "a:\n  b: 1\n  c: 2\n  b: 3\n"
    (related,) = read(text, dialect).findings[0].says.related

    assert said(text, dialect) == ["4:3 'b' yaml/duplicate-key"]
    assert related.where == Span(text.index("b: 1"), text.index(": 1"))


@pytest.mark.parametrize(
    ("text", "places"),
    {
        "in the indentation": ("a:\n\tb: 1\n", ["2:1"]),
        "twice on a line": ("a:\n\t\tb: 1\n", ["2:1", "2:2"]),
        "on several lines": ("a:\n\tb: 1\n\tc: 1\n", ["2:1", "3:1"]),
        "on a blank line": ("a:\n  b: 1\n\t\n  c: 1\n", ["3:1"]),
        "after a dash": ("-\ta: 1\n  b: 1\n", ["1:2"]),
        "in a plain text": ("a: x\n\ty\n", ["2:1"]),
    }.values(),
)
def test_a_tab_is_reported_and_read_past(text: str, places: list[str]) -> None:
    assert said(text) == [f"{place} '\\t' yaml/tab" for place in places]
    assert read(text).whole


@pytest.mark.parametrize(
    "text", ["a:\tb\n", "a: b\t\n", "a: {\n\tb: 1}\n", "a: |\n  b\n  \tc\n", "a: b\t# c\n"]
)
def test_a_tab_that_hurts_nobody_is_not_reported(text: str) -> None:
    assert not said(text)


def test_after_a_tab_the_rest_is_still_checked() -> None:
    assert said("a:\n\tb: 1\n\tb: 2\n") == [
        "2:1 '\\t' yaml/tab",
        "3:1 '\\t' yaml/tab",
        "3:2 'b' yaml/duplicate-key",
    ]


def test_a_fault_beside_a_tab_that_hurts_nobody_is_reported() -> None:
    assert said('a: "\n\t\\q"\n') == ["2:2 '\\\\q\"' yaml/syntax"]


def test_a_line_that_a_tab_breaks_is_reported_once() -> None:
    assert said("a:\n  b:\n\t- c\n") == ["3:1 '\\t' yaml/tab"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: *b\nc: *d\n", ["1:4 '*b' yaml/alias", "2:4 '*d' yaml/alias"]),
        ("a: &a [*a]\n", ["1:8 '*a' yaml/alias"]),
        ("a: &a {b: &b [*a]}\n", ["1:15 '*a' yaml/alias"]),
        ("a: &x 1\nb: &x 2\n", ["2:4 '&x 2' yaml/anchor-redefined"]),
        ("a: &x {b: 1}\nc:\n  b: 2\n  <<: *x\n", ["4:3 '<<' yaml/merged-key"]),
        ("a: &x {b: 1}\nc:\n  <<: *x\n  b: 2\n", ["4:3 'b' yaml/merged-key"]),
        ("a: &x {b: 1}\nc:\n  <<: [*x, *x]\n", ["3:3 '<<' yaml/merged-key"]),
        ("a:\n  <<: 1\n", ["2:3 '<<' yaml/merge"]),
        ("a:\n  <<: *x\n", ["2:7 '*x' yaml/alias"]),
        ("a:\n  ~: 1\n  [b]: 2\n", ["2:3 '~' yaml/bad-key", "3:3 '[' yaml/bad-key"]),
        ("a: .inf\nb: !!int x\n", ["1:4 '.inf' yaml/bad-value", "2:4 '!!int x' yaml/bad-value"]),
        ("{a:}\n", ["1:3 ':' yaml/colon-is-text"]),
        ("a: 1\n...\nkind: x\n", ["3:1 'kind: x' yaml/unread-document"]),
        ("  a: 1\nb: 2\n", ["2:1 'b: 2' yaml/unread-document"]),
        ("a: b\0c\0\0d\n", ["1:5 '\\x00' yaml/control-character", "1:7 '\\x00\\x00' yaml/control-character"]),
        ("a: 1\n\ufeffb: 2\n", ["2:1 '\\ufeff' yaml/byte-order-mark"]),
    ],
)
def test_a_fault_stands_at_its_place(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@BOTH
@pytest.mark.parametrize(
    ("text", "code"),
    {
        "a bomb of aliases": (
            "a: &a [x,x,x,x,x,x,x,x,x]\n"
            + "".join(
                f"{n}: &{n} [{','.join([f'*{b}'] * 9)}]\n"
                for b, n in zip("abcdefgh", "bcdefghi", strict=True)
            ),
            "yaml/excessive-aliasing",
        ),
        "a bomb of merges": (
            f"m: &m {{{', '.join(f'k{n}: 1' for n in range(2000))}}}\nl:\n" + "- {<<: *m}\n" * 5000,
            "yaml/excessive-aliasing",
        ),
        "10,000 brackets": ("[" * 10_000 + "]" * 10_000, "yaml/too-deep"),
        "10,000 dashes": ("- " * 10_000, "yaml/too-deep"),
        "depth through aliases": (
            "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 2000)),
            "yaml/too-deep",
        ),
    }.values(),
    ids=["aliases", "merges", "brackets", "dashes", "alias chain"],
)
def test_a_bomb_does_not_go_off(text: str, code: str, dialect: yamltree.Dialect) -> None:
    reading = read(text, dialect)
    codes = {finding.rule.code for finding in reading.findings}

    assert code in codes or (
        dialect is yamltree.FALCO and "merges" not in code and code == "yaml/excessive-aliasing"
    )


LARGE = {
    "a long line": "a: " + "x" * 1_000_000,
    "a long list": "a: [" + "x, " * 30_000 + "]",
    "many tabs": "a:\n" + "  - b\n" * 1000 + "\t- c\n" * 500,
    "templates in a block": "a: |\n" + "  {{ x }}\n" * 5000 + 'b: "\n',
    "elisions": "a:\n" + "  b: 1\n  # ...\n" * 2000,
    "colons": "a: [" + "x:, " * 2000 + "]",
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_a_large_text_is_read(text: str) -> None:
    assert len(read(text).documents) <= 1


ELISIONS = {
    "a line in a mapping": ("a:\n  b: 1\n  ...\nc: 1\n", ["3:3 '...'"], {("a",)}),
    "the first line of a mapping": ("a:\n  ...\n  b: 1\n", ["2:3 '...'"], {("a",)}),
    "a line of a nested mapping": ("a:\n  b:\n    c: 1\n    …\n  d: 1\n", ["4:5 '…'"], {("a", "b")}),
    "a line in an item": ("l:\n  - a: 1\n    ...\n  - b: 1\n", ["3:5 '...'"], {("l", 0)}),
    "a line after an item": ("l:\n  - a\n  ...\n", ["3:3 '...'"], {("l",)}),
    "an item": ("l:\n- a\n- ...\n", ["3:3 '...'"], {("l",), ("l", 1)}),
    "an item in brackets": ("l: [a, …]\n", ["1:8 '…'"], {("l",), ("l", 1)}),
    "a key in braces": ("m: {a: 1, ...}\n", ["1:11 '...'"], {("m",), ("m", "...")}),
    "a value": ("a: ...\n", ["1:4 '...'"], {(), ("a",)}),
    "a line that a text runs into": ("a: x\n  ...\nb: 1\n", ["2:3 '...'"], {(), ("a",)}),
    "the first line": ("...\na: 1\n", ["1:1 '...'"], {()}),
    "the end of a document": ("a: 1\n...\nb: 1\n", ["2:1 '...'"], {()}),
    "a last line": ("a: 1\n...\n", ["2:1 '...'"], {()}),
    "a last line without a break": ("l:\n- b\n...", ["3:1 '...'"], {()}),
    "two values": ("a: ...\nb: ...\n", ["1:4 '...'"], {(), ("a",), ("b",)}),
    "two lines": ("a: 1\n...\nb:\n  c: 1\n  ...\n", ["2:1 '...'"], {()}),
    "two comments": ("# ...\na:\n  b: 1\n  # ...\n", ["1:1 '# ...'"], {(), ("a",)}),
    "a comment before a value": ("# ...\na: ...\n", ["2:4 '...'"], {(), ("a",)}),
    "a comment in a mapping": ("a:\n  b: 1\n  # …\nc: 1\n", ["3:3 '# …'"], {("a",)}),
    "a comment that opens a mapping": ("a:\n  # ...\n  b: 1\n", ["2:3 '# ...'"], {("a",)}),
    "a comment at the end": ("a: 1\n# ...\n", ["2:1 '# ...'"], {()}),
    "a comment at the beginning": ("# ...\na: 1\n", ["1:1 '# ...'"], {()}),
    "a comment beside a key": ("a: # ...\n  b: 1\n", ["1:4 '# ...'"], {("a",), ()}),
    "a comment among items": ("s:\n  l:\n  - a: 1\n  # ...\n", ["4:3 '# ...'"], {("s",), ("s", "l")}),
}


@pytest.mark.parametrize(("text", "places", "routes"), ELISIONS.values(), ids=ELISIONS)
def test_what_is_left_out_is_said_once_and_its_mapping_is_known(
    text: str, places: list[str], routes: set[tuple[str | int, ...]]
) -> None:
    assert said(text) == [f"{place} yaml/elision" for place in places]
    assert read(text).documents[0].elided == routes


@pytest.mark.parametrize(
    "text", ["a: |\n  ...\n  # ...\n", "a: 'b ...'\n", "a: b... # c\n", "a: 'x # ...'\n"]
)
def test_dots_that_leave_nothing_out_are_no_elision(text: str) -> None:
    assert not said(text)


def test_dots_beside_another_fault_do_not_take_the_blame() -> None:
    assert said("a: |\n  ...\nb: 'c\n") == ['3:4 "\'c" yaml/syntax']


@pytest.mark.parametrize(
    ("text", "place"),
    {
        "a value": ("a: {{ x }}\n", "1:4 '{{ x }}'"),
        "a key": ("a: 1\n{{ x }}: b\n", "2:1 '{{ x }}'"),
        "a line": ("{{- if .x }}\na: 1\n{{- end }}\n", "1:1 '{{- if .x }}'"),
        "an item": ("l:\n  - {{ x }}\n  - b\n", "2:5 '{{ x }}'"),
        "a block": ("a:\n  {{- toYaml .x | nindent 2 }}\n", "2:3 '{{- toYaml .x | nindent 2 }}'"),
        "one that stays open": ("a: {{ x\n", "1:4 '{{'"),
        "a line of Jinja": ("a: 1\n{% if x %}\nb: 1\n{% endif %}\n", "2:1 '{% if x %}'"),
    }.values(),
)
def test_a_template_is_said_once(text: str, place: str) -> None:
    assert said(text) == [f"{place} yaml/template"]


@pytest.mark.parametrize(
    "text", ['a: "{{ x }}"\n', "a: '{{ x }}'\n", "a: |\n  {{ x }}\n", "a: b {{ x }}\n", "a: b # {{ x }}\n"]
)
def test_braces_that_are_text_are_no_template(text: str) -> None:
    assert not said(text)


@pytest.mark.parametrize(
    "text", ['a: "{{ x }}"\nb: c: d\n', "a: |\n  {{ x }}\nb: c: d\n", "# {{ x }}\nb: c: d\n"]
)
def test_a_fault_beside_braces_that_are_text_is_not_their_fault(text: str) -> None:
    assert [line.split()[-1] for line in said(text)] == ["yaml/syntax"]


def test_a_comment_that_leaves_something_out_is_a_remark() -> None:
    assert [finding.says.severity for finding in read("a: 1\n# ...\n").findings] == [Severity.INFO]


def test_texts_of_an_icon_font_are_kept() -> None:
    assert read("a: \ue03a\nb: '\ue0fe'\n").documents[0].value == {"a": "\ue03a", "b": "\ue0fe"}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", [None]),
        ("# c\n", [None]),
        ("---\n", [None]),
        ("---\n---\na: 1\n", [None, {"a": 1}]),
        ("# c\n---\na: 1\n", [{"a": 1}]),
        ("a: 1\n--- # c\nb: 2\n", [{"a": 1}, {"b": 2}]),
        ("a: 1\r\n---\r\nb: 2\r\n", [{"a": 1}, {"b": 2}]),
        ("a: |\n  ---\n  b\n", [{"a": "---\nb\n"}]),
        ("%YAML 1.1\n---\na: 1\n", [{"a": 1}]),
        ("\ufeffa: 1\n", [{"a": 1}]),
    ],
)
def test_a_text_is_cut_into_documents_as_kubectl_cuts_it(text: str, values: list[object]) -> None:
    assert [document.value for document in read(text).documents] == values


@pytest.mark.parametrize(
    ("text", "place"),
    {
        "a mapping": ("--- {a: 1}\n", "1:5 '{a: 1}'"),
        "a text": ("a: 1\n--- text # c\n", "2:5 'text # c'"),
        "a block scalar": ("--- |\n  a\n", "1:5 '|'"),
        "one dash more": ("a: 1\n----\nb: 2\n", "2:4 '-'"),
        "a line in quotes": ('a: "b\n---c\n  d"\n', "2:4 'c'"),
    }.values(),
)
def test_a_separator_with_more_than_a_comment_is_refused_by_kubectl_alone(text: str, place: str) -> None:
    assert said(text) == [f"{place} yaml/separator"]
    assert not any("separator" in line for line in said(text, yamltree.FALCO))


@BOTH
@pytest.mark.parametrize(
    "text", ["---\na: 1\n--- # c\nb: 1\n---\t\r\nc: 1\n", "a: ---\n", "a:\n  b: '\n  ---c'\n"]
)
def test_a_separator_may_end_in_blanks_or_a_comment(text: str, dialect: yamltree.Dialect) -> None:
    assert not said(text, dialect)


@pytest.mark.parametrize(
    ("text", "place"),
    [("%YAML 1.1\n---\na: 1\n", "1:1"), ("# c\n\n%YAML 1.1 # d\n---\na: 1\n", "3:1")],
)
def test_a_version_of_yaml_is_cut_off_by_kubectl(text: str, place: str) -> None:
    (finding,) = read(text).findings

    assert said(text)[0].startswith(f"{place} '%YAML 1.1")
    assert finding.says.severity is Severity.WARNING
    assert finding.says.hint == "remove the line"
    assert read(text).documents[0].value == {"a": 1}
    assert not said(text, yamltree.FALCO)


def test_a_later_version_of_yaml_is_reported_once() -> None:
    assert [line.split()[-1] for line in said("%YAML 1.2\n---\na: 1\n")] == ["yaml/syntax"]


def test_a_last_line_of_dots_is_only_a_remark() -> None:
    (finding,) = read("a: 1\n...\n").findings

    assert finding.says.severity is Severity.INFO
