"""Globs as Falco runs them, held against the fnmatch of glibc."""

from __future__ import annotations

import ctypes
import locale
import platform
import random
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noteproof.languages.falco.globbing import matcher

CASEFOLD = 1 << 4

TABLE: dict[str, tuple[str, list[str], list[str]]] = {
    "a text": ("curl", ["curl"], ["Curl", "curl ", "", "cur"]),
    "nothing": ("", [""], ["a"]),
    "a star": ("/etc/*", ["/etc/", "/etc/a", "/etc/a/b", "/etc/.a", "/etc/a\nb"], ["/etc", "a/etc/b"]),
    "stars": ("*a*b*", ["ab", "xaybz", "aab"], ["ba", ""]),
    "stars in a row": ("a***b", ["ab", "axb"], ["a"]),
    "a star first": ("*", ["", ".", "a/b\n"], []),
    "a question mark": ("c?rl", ["curl", "c/rl", "c.rl", "c\nrl"], ["crl", "cuurl"]),
    "a question mark is an octet": ("??", ["é", "ab"], ["éé", "a"]),
    "a question mark and a half": ("?\udca9", ["é"], ["a"]),
    "a star and question marks": ("*??", ["ab", "abc", "é"], ["a", ""]),
    "a range": ("[a-c]x", ["ax", "bx"], ["dx", "x", "[a-c]x"]),
    "a negated range": ("[!a-c]", ["d", "/", "\n"], ["a", "", "dd"]),
    "a range negated by a caret": ("[^a-c]", ["d", "^"], ["b"]),
    "a caret within": ("[a^]", ["a", "^"], ["b"]),
    "a bracket first": ("[]a]", ["]", "a"], ["b", "[]a]"]),
    "a bracket first, negated": ("[!]a]", ["b"], ["]", "a"]),
    "a hyphen first and last": ("[-a][a-]", ["--", "aa"], ["b-"]),
    "a range back": ("[c-a]", [], ["a", "b", "c", "[c-a]"]),
    "a named class": ("[[:alpha:]_][[:digit:]]", ["a1", "_1"], ["11", "é1"]),
    "a negated named class": ("[![:space:]]", ["a", ":"], [" ", "\n"]),
    "a named class there is not": ("[[:alpa:]]*", [], ["a", "[", "[[:alpa:]]"]),
    "a named class there is not, too late": ("[a[:alpa:]b]", ["a"], ["b"]),
    "an equivalence class": ("[[=a=]b]", ["a", "b"], ["="]),
    "a collating symbol": ("[[.-.]a]", ["-", "a"], ["."]),
    "a collating symbol that is a word": ("[[.hyphen.]]", [], ["-", "h"]),
    "a letter that is not of ASCII": ("[é]", [], ["é"]),
    "half a letter that is not of ASCII": ("[é][é]", ["é"], ["e"]),
    "an open bracket": ("a[b", ["a[b"], ["ab"]),
    "an open bracket and a star": ("*[*", ["[", "a[b"], ["a"]),
    "an open, negated bracket": ("[!", ["[!"], ["a"]),
    "an open bracket that ends in a hyphen": ("[a-", [], ["[a-", "a"]),
    "a star that is escaped": (r"\*\?\[a]", ["*?[a]"], ["a", r"\*\?\[a]"]),
    "a letter that is escaped": (r"\a\\", ["a\\"], [r"\a\\"]),
    "a bracket escaped within": (r"[\]a]", ["]", "a"], ["\\"]),
    "a backslash at the end": ("a\\", [], ["a", "a\\"]),
    "braces": ("{a,b}", ["{a,b}"], ["a", "b"]),
}

FOLDED: dict[str, tuple[str, list[str], list[str]]] = {
    "letters": ("CuRl*", ["curl", "CURLX", "cUrl"], ["url"]),
    "letters that are not of ASCII": ("É*", ["É", "Éa"], ["é"]),
    "a range of capitals": ("[A-C]", ["a", "B"], ["d"]),
    "a letter that is escaped": (r"\A", ["a", "A"], ["b"]),
    "a named class": ("[[:upper:]]", ["A"], ["a"]),
}


def held(cases: dict[str, tuple[str, list[str], list[str]]], fold: bool) -> list[object]:
    return [
        pytest.param(pattern, fold, matching, other, id=name)
        for name, (pattern, matching, other) in cases.items()
    ]


@pytest.fixture(scope="module")
def c_locale() -> Iterator[None]:
    """The locale that Falco runs in, which never sets one."""
    before = locale.setlocale(locale.LC_ALL)
    locale.setlocale(locale.LC_ALL, "C")
    yield
    locale.setlocale(locale.LC_ALL, before)


def theirs(pattern: str, text: str, fold: bool) -> bool:
    """What glibc's fnmatch says."""
    octets = [each.encode("utf-8", "surrogateescape") for each in (pattern, text)]
    verdict: int = ctypes.CDLL(None).fnmatch(*octets, CASEFOLD if fold else 0)
    return verdict == 0


@pytest.mark.parametrize(
    ("pattern", "fold", "matching", "other"), [*held(TABLE, fold=False), *held(FOLDED, fold=True)]
)
def test_a_glob_matches_the_whole_of_a_value_or_nothing(
    pattern: str, fold: bool, matching: list[str], other: list[str]
) -> None:
    matches = matcher(pattern, fold)

    assert [matches(text) for text in matching] == [True] * len(matching)
    assert [matches(text) for text in other] == [False] * len(other)


def test_a_text_ends_at_an_octet_that_is_zero() -> None:
    assert matcher("a\0b")("a")
    assert matcher("a")("a\0b")


@pytest.mark.parametrize(
    "pattern", ["*a*a*a*a*b", "*" + "a" * 1000 + "b", "*a" + "?" * 1000 + "b", "*" * 1000]
)
def test_no_glob_takes_long(pattern: str) -> None:
    texts = ["a" * 100_000, "".join(random.Random(7).choices("ab", k=100_000))]
    matches = matcher(pattern)
    start = time.process_time()
    for text in texts:
        matches(text)

    assert time.process_time() - start < 5


glibc = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="there is no glibc to ask")

patterns = st.lists(
    st.sampled_from(
        [
            "[:alpha:]",
            "[[:upper:]",
            "[[:",
            "[=a=]",
            "[.-.]",
            "[.a.]-",
            "[:no:]",
            "[.ab.]",
            "[a-",
            "[!",
            "[^",
            "é",
        ]
    )
    | st.sampled_from("ab*?[]!^\\-:=./AZ1 \n[["),
    max_size=8,
).map("".join)
values = st.lists(st.text("ab[]!^\\-:=./AZé1 \n", max_size=6), min_size=1, max_size=8)


@glibc
@pytest.mark.usefixtures("c_locale")
@pytest.mark.parametrize(
    ("pattern", "fold", "matching", "other"), [*held(TABLE, fold=False), *held(FOLDED, fold=True)]
)
def test_the_table_is_as_glibc_has_it(
    pattern: str, fold: bool, matching: list[str], other: list[str]
) -> None:
    verdicts = [theirs(pattern, text, fold) for text in (*matching, *other)]

    assert verdicts == [True] * len(matching) + [False] * len(other)


@glibc
@pytest.mark.usefixtures("c_locale")
@settings(max_examples=500, deadline=None, derandomize=True)
@given(patterns, values, st.booleans())
def test_a_glob_means_what_it_means_to_glibc(pattern: str, values: list[str], fold: bool) -> None:
    matches = matcher(pattern, fold)
    expected = [theirs(pattern, value, fold) for value in (*values, pattern)]

    assert expected == [matches(value) for value in (*values, pattern)]
