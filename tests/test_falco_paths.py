"""Falco's pmatch: which paths lead to which."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noteproof.languages.falco import globbing
from noteproof.languages.falco.paths import matcher

TABLE: dict[str, tuple[list[str], list[str], list[str]]] = {
    "a path": (
        ["/etc"],
        ["/etc", "/etc/", "/etc/shadow", "/etc/a/b", "etc"],
        ["/", "", "/etcetera", "/a/etc"],
    ),
    "a slash at the end": (["/etc/"], ["/etc", "/etc/shadow"], ["/etcetera"]),
    "no slash at all": (["etc"], ["/etc", "etc/shadow"], ["/a/etc"]),
    "slashes in a row": (["//usr///bin"], ["/usr/bin", "usr//bin/", "/usr/bin/sh"], ["/usr", "/usr/sbin"]),
    "a value that is shorter": (["/usr/bin/sh"], ["/usr/bin/sh"], ["/usr/bin", "/usr", "/"]),
    "a root": (["/"], ["/", "", "/etc", "etc"], []),
    "nothing": ([""], ["/", "", "/etc"], []),
    "no pattern": ([], [], ["/", "", "/etc"]),
    "several": (["/etc", "/usr/bin"], ["/etc/a", "/usr/bin/b"], ["/usr", "/bin", "/usr/etc"]),
    "one that leads to another": (["/usr/lib", "/usr"], ["/usr", "/usr/lib", "/usr/bin"], ["/"]),
    "another that leads to one": (["/usr", "/usr/lib"], ["/usr", "/usr/lib", "/usr/bin"], ["/"]),
    "a question mark": (["/u?r"], ["/usr", "/usr/bin"], ["/ur", "/u/r"]),
    "a star": (["/home/*/.ssh"], ["/home/a/.ssh", "/home/.a/.ssh/id"], ["/home/.ssh", "/home/a/b/.ssh"]),
    "a bracket": (["/dev/sd[a-c]"], ["/dev/sda", "/dev/sdb/1"], ["/dev/sdd"]),
    "a bracket over a slash": (["/a[b/c]d"], ["/a[b/c]d"], ["/abd", "/a/d"]),
    "a backslash without a glob": ([r"/a\b"], [r"/a\b"], ["/ab"]),
    "a backslash in a glob": ([r"/\**"], ["/*", "/*a"], ["/a"]),
    "a name and a glob": (["/a/x", "/*/y"], ["/a/x", "/a/y", "/b/y"], ["/b/x"]),
    "globs of the same component": (
        ["/a*/x", "/*b/y", "/?b/z"],
        ["/ab/x", "/ab/y", "/ab/z"],
        ["/ab", "/b/x"],
    ),
    "the same glob": (["/a*/x", "/a*/y"], ["/ab/x", "/ab/y"], ["/ab/z"]),
    "a dot": (["/etc/."], ["/etc/."], ["/etc"]),
}


@pytest.mark.parametrize(("patterns", "matching", "other"), TABLE.values(), ids=TABLE)
def test_a_path_leads_to_those_below_it(patterns: list[str], matching: list[str], other: list[str]) -> None:
    matches = matcher(patterns)

    assert [matches(value) for value in matching] == [True] * len(matching)
    assert [matches(value) for value in other] == [False] * len(other)


components = st.lists(st.sampled_from(["", "a", "b", "ab", "*", "a*", "?b", "[ab]", "[a", r"\*"]), max_size=4)
paths = components.map("/".join)


def leads(pattern: str, value: str) -> bool:
    """Whether a single pattern leads to a value, as it is defined."""
    before, whole = ([each for each in path.split("/") if each] for path in (pattern, value))
    return len(before) <= len(whole) and all(
        globbing.matcher(glob)(name) if set(glob) & set("*?[") else glob == name
        for glob, name in zip(before, whole, strict=False)
    )


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(paths, max_size=4), paths)
def test_any_of_the_patterns_may_lead_to_a_value(patterns: list[str], value: str) -> None:
    assert matcher(patterns)(value) is any(leads(pattern, value) for pattern in patterns)


def test_many_patterns_and_long_paths_take_no_time() -> None:
    matches = matcher([f"/srv/{number}/data" for number in range(20_000)] + ["/*" * 400 + "/x", "/a" * 400])
    start = time.process_time()

    assert matches("/srv/19999/data/a")
    assert matches("/a" * 50_000)
    assert not matches("/b" * 50_000)
    assert time.process_time() - start < 1
