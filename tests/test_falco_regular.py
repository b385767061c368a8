"""Regular expressions as Falco runs them: what is refused and what matches, held against RE2 itself."""

from __future__ import annotations

import random
import time

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from noteproof.languages.falco.regular import Refused, matcher


def options(captures: bool) -> re2.Options:
    """Falco's options, for a pattern whose groups are captured or are not."""
    made = re2.Options()
    made.posix_syntax = True
    made.longest_match = True
    made.log_errors = False
    made.never_capture = not captures
    return made


OPTIONS = options(captures=True)
QUICK = options(captures=False)

TABLE: dict[str, tuple[str, list[str], list[str]]] = {
    "the whole of a value": ("cur", ["cur"], ["curl", "acur", "", "CUR"]),
    "nothing": ("", [""], ["a", "\n"]),
    "alternatives are whole values": ("curl|wget", ["curl", "wget"], ["curlwget", "curl "]),
    "empty alternatives": ("a||b", ["a", "b", ""], ["ab"]),
    "an empty alternative in a group": ("x(|y)", ["x", "xy"], ["y"]),
    "an empty group": ("a()b", ["ab"], ["a b"]),
    "a dot is no line break": ("a.c", ["abc", "aéc", "a😀c", "a\tc"], ["a\nc", "ac", "abbc"]),
    "star": ("ab*", ["a", "abbb"], ["abab"]),
    "plus": ("(ab)+", ["ab", "abab"], ["", "aba"]),
    "question mark": ("ab?", ["a", "ab"], ["abb"]),
    "repetitions of repetitions": ("a*?b+*c?+", ["", "aab", "bcc"], ["cb"]),
    "so many": ("a{3}", ["aaa"], ["aa", "aaaa"]),
    "so many or more": ("(ab){2,}", ["abab", "ababab"], ["ab", "ababa"]),
    "between so many and so many": ("a{1,3}", ["a", "aaa"], ["", "aaaa"]),
    "none at all": ("xa{0}y", ["xy"], ["xay"]),
    "none or more": ("a{0,}", ["", "aaa"], ["b"]),
    "a thousand": ("a{1000}", ["a" * 1000], ["a" * 999, "a" * 1001]),
    "a repeated choice": ("(a|bc){2,3}", ["abc", "bcbc", "aaa"], ["a", "bcbcbcbc"]),
    "a brace that repeats nothing": ("a{,2}{x}{", ["a{,2}{x}{"], ["aa"]),
    "a number with a zero before it": ("a{01}", ["a{01}"], ["a"]),
    "a number of ten digits": ("a{1234567890}", ["a{1234567890}"], ["a"]),
    "a closing brace": ("}a}", ["}a}"], []),
    "a closing bracket": ("]a]", ["]a]"], []),
    "lines": ("^a$\n^b$", ["a\nb"], ["ab"]),
    "a line's end before a break only": ("a$b|a^b", [], ["ab", "a\nb"]),
    "an empty line": ("a\n^$\nb", ["a\n\nb"], ["a\nb"]),
    "a repeated line": ("(^a$\n?)*", ["a", "a\na", "a\na\n", ""], ["aa"]),
    "a class": ("[abx-z]", ["a", "b", "y"], ["c", "ab", ""]),
    "a negated class has the line break": ("[^a]", ["b", "\n", "é"], ["a"]),
    "a bracket first in a class": ("[]a][^]a]", ["]b", "a["], ["a]"]),
    "a hyphen first and last": ("[-a][a-]", ["--", "aa"], ["b-"]),
    "a range from a hyphen": ("[--/]", ["-", ".", "/"], [","]),
    "a hyphen that is escaped": (r"[a\-z]", ["a", "-", "z"], ["b"]),
    "a caret within a class": ("[a^]", ["a", "^"], ["b"]),
    "signs in a class": ("[.*$(|]", [".", "*", "$", "(", "|"], ["a"]),
    "a named class": ("[[:alpha:]_]+", ["aZ_"], ["a1", "é"]),
    "a negated named class": ("[[:^alpha:]]", ["1", "\n", "é"], ["a"]),
    "named classes, negated": ("[^[:space:][:digit:]]", ["a"], [" ", "\n", "1"]),
    "the words' class": ("[[:word:]]+", ["aZ_1"], ["-"]),
    "a named class that is not closed": ("[[:alpha]", ["[", ":", "a"], ["b", "]"]),
    "all characters of ASCII": ("[[:ascii:]]+", ["a\n\x7f"], ["é"]),
    "signs that are escaped": (r"\.\*\[\\\_\ \-", [".*[\\_ -"], []),
    "escapes for control characters": (r"\a\f\n\r\t\v", ["\a\f\n\r\t\v"], []),
    "a line break that is escaped": ("\\\n", ["\n"], ["\\\n"]),
    "octal": (r"\101\12\0\08", ["A\n\0\0" + "8"], []),
    "large octal": (r"\777", ["ǿ"], []),
    "hexadecimal": (r"\x41\x{1F600}\x{000000041}", ["A😀A"], []),
    "half a pair is no character": (r"\x{D800}|.|[^a]", ["a", "\n"], ["\ud800", "\udc80", "ab"]),
    "one letter that is not of ASCII": ("é[а-я]+", ["éжук"], ["ежук"]),
    "a class of all characters": (r"[\x00-\x{10FFFF}]", ["a", "\n", "😀"], ["", "ab"]),
    "a class of no character": (r"[^\x00-\x{10FFFF}]*", [""], ["a"]),
    "a pattern of Falco's": (r"(/usr)?/bin/.+\.sh", ["/bin/a.sh", "/usr/bin/.sh.sh"], ["/bin/.sh", "/bin/a"]),
}

REFUSED: dict[str, tuple[str, str, int]] = {
    "a digit": (r"a\d+", r"no such escape `\d`", 1),
    "a word": (r"\w", r"no such escape `\w`", 0),
    "a blank": (r"a \s", r"no such escape `\s`", 2),
    "a word's edge": (r"\bsh", r"no such escape `\b`", 0),
    "a text's edges": (r"\Aa\z", r"no such escape `\A`", 0),
    "a quotation": (r"\Qa.b\E", r"no such escape `\Q`", 0),
    "a category": (r"\pN", r"no such escape `\p`", 0),
    "a category within a class": (r"[\pN]", r"no such escape `\p`", 1),
    "a reference back": (r"(a)\1", r"no such escape `\1`", 3),
    "octal that is none": (r"\18", r"no such escape `\1`", 0),
    "a letter that is not of ASCII": ("\\é", "no such escape `\\é`", 0),
    "hexadecimal with one digit": (r"\x4", r"no such escape `\x`", 0),
    "hexadecimal without its brace": (r"\x{41", r"no such escape `\x`", 0),
    "hexadecimal with no digit": (r"\x{}", r"no such escape `\x`", 0),
    "a character beyond the last": (r"\x{110000}", r"no such escape `\x{110000}`", 0),
    "a backslash": ("a\\", "a backslash at the end", 1),
    "flags": ("(?i)bash", "no argument for the repetition operator `?`", 1),
    "a group without a number": ("a(?:b)", "no argument for the repetition operator `?`", 2),
    "a look ahead": ("a(?=b)", "no argument for the repetition operator `?`", 2),
    "a star first": ("*.sh", "no argument for the repetition operator `*`", 0),
    "a star after a bar": ("a|*", "no argument for the repetition operator `*`", 2),
    "a number first": ("{2}", "no argument for the repetition operator `{2}`", 0),
    "a group that is not closed": ("a(b(c)", "a `(` without its `)`", 1),
    "a group that is not opened": ("a)b", "a `)` without its `(`", 1),
    "a class that is not closed": ("a[bc", "a `[` without its `]`", 1),
    "a class of nothing": ("a[]", "a `[` without its `]`", 1),
    "a range without its end": ("[a-", "a `[` without its `]`", 0),
    "a named class there is not": ("[a[:alpa:]]", "no such class `[:alpa:]`", 2),
    "a range back": ("[z-a]", "the range `z-a` is the wrong way round", 1),
    "a range to a class": ("[a-[:alpha:]]", "the range `a-[` is the wrong way round", 1),
    "a hyphen between": ("[a-z-9]", "a `-` in the middle of a class", 4),
    "too many": ("a{1001}", "more than 1000 repetitions", 1),
    "too many or more": ("a{1001,}", "more than 1000 repetitions", 1),
    "too many of many": ("(a{100}){11}", "more than 1000 repetitions", 8),
    "bounds back": ("a{3,2}", "the bounds of `{3,2}` are the wrong way round", 1),
    "too much of much": ("(" + "ab" * 400 + "){1000}", "the pattern is too large", 802),
    "too much": ("ab" * 350_000, "the pattern is too large", 0),
}

HOSTILE = {
    "a star of a star": "(a*)*b",
    "a star of the same twice": "(a|a)*b",
    "dots in a row": "(.*){50}x",
    "counts of counts": "((a{0,100}){0,10})",
    "all may be missing": "(a?){1000}a{1000}",
    "each step to a new state": "(a|b)*a(a|b){20}",
    "each step to a new, large state": "(a|b)*a(a|b){1000}",
    "new, large states that end anywhere": "[ab]*a[ab]{0,1000}b",
    "letters in a row": "(.*a.*){500}",
    "groups in groups": "(" * 20_000 + "a" + ")*" * 20_000,
    "operators in a row": "a" + "*+?" * 20_000,
}
TEXTS = {
    "one letter": "a" * 100_000,
    "two letters": "".join(random.Random(7).choices("ab", k=100_000)),
    "any characters": "".join(chr(point) for point in random.Random(7).choices(range(32, 0xD800), k=100_000)),
}


def taken(pattern: str) -> bool:
    """Whether a pattern is not refused."""
    try:
        matcher(pattern)
    except Refused:
        return False
    return True


def theirs(pattern: str | bytes) -> object:
    """RE2's reading of a pattern, or nothing if it refuses it."""
    try:
        return re2.compile(pattern, OPTIONS)
    except re2.error:
        return None


@pytest.mark.parametrize(("pattern", "matching", "other"), TABLE.values(), ids=TABLE)
def test_a_pattern_matches_the_whole_of_a_value_or_nothing(
    pattern: str, matching: list[str], other: list[str]
) -> None:
    matches = matcher(pattern)

    assert [matches(text) for text in matching] == [True] * len(matching)
    assert [matches(text) for text in other] == [False] * len(other)


@pytest.mark.parametrize(("pattern", "matching", "other"), TABLE.values(), ids=TABLE)
def test_the_table_is_as_re2_has_it(pattern: str, matching: list[str], other: list[str]) -> None:
    texts = [text.encode("utf-8", "surrogateescape") for text in (*matching, *other) if text != "\ud800"]
    verdicts = [re2.fullmatch(pattern.encode(), text, OPTIONS) is not None for text in texts]

    assert verdicts == [True] * len(matching) + [False] * (len(texts) - len(matching))


@pytest.mark.parametrize(("pattern", "reason", "at"), REFUSED.values(), ids=REFUSED)
def test_what_re2_refuses_is_refused_with_a_reason_and_a_place(pattern: str, reason: str, at: int) -> None:
    with pytest.raises(Refused) as refusal:
        matcher(pattern)

    assert (reason, at) == (refusal.value.reason, refusal.value.at)
    assert str(refusal.value) == reason
    assert theirs(pattern) is None


def test_an_octet_that_is_not_utf_8_is_refused() -> None:
    with pytest.raises(Refused, match="an octet that is not UTF-8") as refusal:
        matcher("a\udc80")

    assert refusal.value.at == 1
    assert theirs(b"a\x80") is None


def test_the_largest_pattern_is_as_large_as_re2s() -> None:
    largest = f"({'ab' * 348}){{1000}}{'c' * 992}"

    assert [taken(largest), taken(largest + "c")] == [True, False]
    assert [theirs(largest) is not None, theirs(largest + "c") is not None] == [True, False]


@pytest.mark.parametrize("pattern", HOSTILE.values(), ids=HOSTILE)
def test_no_pattern_and_no_text_take_long(pattern: str) -> None:
    matches = matcher(pattern)
    for text in TEXTS.values():
        start = time.process_time()
        verdict = matches(text)

        assert time.process_time() - start < 5
        assert verdict is (re2.fullmatch(pattern, text, QUICK) is not None)


def test_a_matcher_forgets_rather_than_fill_the_memory() -> None:
    matches = matcher("(a|b)*a(a|b){12}(.|\n)*")

    verdicts = [matches(text) for text in (*TEXTS.values(), "b" * 100, TEXTS["two letters"])]
    assert verdicts == [True, True, False, False, True]


ATOMS = (
    "a", "b", "c", ".", "^", "$", "\n", "é", "{", "}", "{,1}", "-", " ", "", "()",
    r"\.", r"\x61", r"\141", r"\x{e9}", r"\-", "[ab]", "[^a]", r"[^\n]", "[[:alpha:]]", "[[:^alpha:]b]",
    "[]a]", "[^]a]", "[a-b]", "[a-]", "[-a]", "[[:space:]]", "[[:word:]-]", r"[\]a]", "[é-ü]",
)  # fmt: skip
REPETITIONS = (
    "", "", "", "*", "+", "?", "*?", "**", "{0}", "{1}", "{2}", "{0,}", "{1,}", "{2,}", "{0,1}", "{1,2}",
    "{0,2}", "{2,3}", "{3,2}", "{1001}", "{30}",
)  # fmt: skip


def wider(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    group = st.builds("({}){}".format, inner, st.sampled_from(REPETITIONS))
    return st.lists(inner | group, max_size=3).map("".join) | st.lists(inner, min_size=2, max_size=3).map(
        "|".join
    )


built = st.recursive(
    st.builds("{}{}".format, st.sampled_from(ATOMS), st.sampled_from(REPETITIONS)), wider, max_leaves=12
)
raw = st.text("ab.*+?|()[]{}^$\\-,0 1:alpha\n", max_size=16)
texts = st.lists(st.text("aabbc\n.-]é{1, 😀", max_size=8), min_size=1, max_size=8)


repeated = st.lists(
    st.sampled_from(
        ["a", "b", "c", "[ab]", "a?", "b*", "(ab|ba)", "(a|bc)", "(ab?c?)", ".", "\n?", "^", "$"]
    ),
    min_size=1,
    max_size=3,
).map("".join)
large = st.builds(
    "{}({}){}{}".format,
    st.sampled_from(["", ".*", "[ab]*a", "(a|b\n)*"]),
    repeated | st.builds("{}|{}".format, repeated, repeated),
    st.sampled_from(["{20}", "{0,25}", "{17,}", "{16,30}", "{3}{9}"]),
    st.sampled_from(["", "a", "(b|\n)*", "$"]),
)
long_texts = st.lists(
    st.builds(
        lambda parts, order: "".join(parts[which] for which in order),
        st.lists(st.text("ab\nc", min_size=1, max_size=3), min_size=3, max_size=3),
        st.lists(st.sampled_from([0, 0, 0, 1, 1, 2]), max_size=40),
    ),
    min_size=1,
    max_size=8,
)


def agree(pattern: str, texts: list[str]) -> None:
    """Hold a pattern and texts against RE2."""
    assert taken(pattern) is (theirs(pattern) is not None)
    if taken(pattern):
        matches = matcher(pattern)
        expected = [re2.fullmatch(pattern, text, OPTIONS) is not None for text in texts]

        assert expected == [matches(text) for text in texts]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(built, texts)
def test_a_pattern_built_from_parts_means_what_it_means_to_re2(pattern: str, texts: list[str]) -> None:
    agree(pattern, texts)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(raw, texts)
def test_any_characters_mean_what_they_mean_to_re2(pattern: str, texts: list[str]) -> None:
    agree(pattern, texts)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(large, long_texts)
def test_a_large_pattern_means_what_it_means_to_re2(pattern: str, texts: list[str]) -> None:
    agree(pattern, texts)
