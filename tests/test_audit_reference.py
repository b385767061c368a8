"""The pages on auditing, and what its words are explained by."""

from __future__ import annotations

import io

import pytest

from noteproof import catalogue
from noteproof.cli import main
from noteproof.languages.audit.examples import TOPICS, Example, Topic
from noteproof.languages.audit.levels import LEVELS, STAGES
from noteproof.languages.kubernetes.audit_flags import FLAGS

PAGES = catalogue.tables()

MATCHING = {
    ("users: [ann], userGroups: [ops]", "GET /api/v1/namespaces/dev/pods/web"): False,
    ('resources: [{group: "", resources: [pods]}]', "GET /api/v1/namespaces/dev/pods/web/log"): False,
    ('resources: [{group: "", resources: ["pods/*"]}]', "GET /api/v1/namespaces/dev/pods/web"): True,
    ('resources: [{group: "", resources: ["*/*"]}]', "GET /api/v1/namespaces/dev/pods/web/log"): False,
    ("namespaces: [dev]", "DELETE /api/v1/namespaces/dev"): True,
    ('namespaces: [""]', "GET /api/v1/pods"): True,
    ('nonResourceURLs: ["/apis/*"]', "GET /apis"): False,
    ("verbs: [watch]", "GET /api/v1/namespaces/dev/pods?watch=true"): True,
}
"""What kube-apiserver 1.36.2 was seen to decide, of what the page shows."""


def rows(page: str) -> list[list[str]]:
    lines = (line for line in PAGES[page].splitlines() if line.startswith("| `"))
    return [[cell.strip() for cell in line.split(" | ")] for line in lines]


def test_the_levels_are_shown_with_what_each_records() -> None:
    found = {row[0].strip("| `"): [cell.strip(" |") for cell in row[1:]] for row in rows("audit/levels")}

    assert {level: found[level] for level in LEVELS} == {
        "None": ["no", "no", "no"],
        "Metadata": ["yes", "no", "no"],
        "Request": ["yes", "yes", "no"],
        "RequestResponse": ["yes", "yes", "yes"],
    }
    assert set(STAGES) <= set(found)


def test_the_examples_of_matching_are_tried() -> None:
    shown = {(each.rule, each.request): each.matches for topic in TOPICS for each in topic.examples}

    assert {key: shown[key] for key in MATCHING} == MATCHING
    assert len(rows("audit/matching")) == len(shown)
    assert Example("users: [bob]", "GET /").matches is False


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.title)
def test_each_topic_shows_both_sides(topic: Topic) -> None:

    assert any(each.matches for each in topic.examples)
    assert topic.title in ("Verbs of a method and a URL",) or not all(each.matches for each in topic.examples)


def test_the_flags_are_shown_with_their_defaults_by_version() -> None:
    text = PAGES["kube-apiserver/audit-flags"]

    assert all(f"| `--{name}` |" in text for name in FLAGS)
    assert "`366`; up to Kubernetes 1.35 `0`" in text


@pytest.mark.parametrize(
    ("word", "heading"),
    [
        ("Metadata", "# Metadata"),
        ("requestresponse", "# RequestResponse"),
        ("Panic", "# Panic"),
        ("--audit-log-maxage", "# --audit-log-maxage"),
        ("audit_log_path", "# --audit-log-path"),
        ("audit/unreachable-rule", "# audit/unreachable-rule"),
    ],
)
def test_a_word_of_auditing_is_explained(word: str, heading: str) -> None:
    out = io.StringIO()

    assert main(["explain", word], out) == 0
    assert out.getvalue().startswith(heading)


def test_a_word_that_is_nearly_one_is_suggested() -> None:
    err = io.StringIO()

    assert main(["explain", "--audit-log-maxsise"], io.StringIO(), err) == 2
    assert "did you mean `--audit-log-maxsize`?" in err.getvalue()
