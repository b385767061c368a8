"""What Pod Security Admission said of pods and workloads, at each level and in every version."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from noteproof import yamltree
from noteproof.languages import kubernetes
from noteproof.languages.kubernetes.pod_security import LEVELS, evaluate
from noteproof.languages.kubernetes.templates import Pod, pods_in
from noteproof.text import Snippet, Source

ROWS = json.loads((Path(__file__).parent / "conformance/pod_security.json").read_text("utf-8"))["rows"]

# A row with an error is of a pod that does not decode, so that nobody could hold it to a level.
DECODED = [pytest.param(row, id=row["id"]) for row in ROWS if not row["error"]]

LAST = 36
MINORS = (*range(LAST + 1), None)


def pod_of(text: str) -> Pod:
    document = yamltree.read(Snippet.whole(Source("x.yaml", text)), kubernetes.dialect).documents[0]
    (pod,) = pods_in(document.value)
    return pod


def within(minor: int | None, run: dict[str, Any]) -> bool:
    """Whether a version is in the range of a run; `latest` comes after all numbers."""
    first, last = (
        int(it.removeprefix("v1.")) if it != "latest" else LAST + 1 for it in (run["from"], run["to"])
    )
    return first <= (LAST + 1 if minor is None else minor) <= last


@pytest.mark.parametrize("row", DECODED)
def test_every_level_in_every_version_rules_as_kubernetes_does(row: dict[str, Any]) -> None:
    pod = pod_of(row["yaml"])
    expected = {
        (level, minor): [
            (run["allowed"], run["reasons"], run["details"])
            for run in row["runs"]
            if run["level"] == level and within(minor, run)
        ]
        for level in LEVELS
        for minor in MINORS
    }
    rulings = {(level, minor): evaluate(pod, level, minor) for level in LEVELS for minor in MINORS}
    actual = {at: [(it.allowed, [*it.reasons], [*it.details])] for at, it in rulings.items()}

    assert expected == actual


@pytest.mark.parametrize("row", DECODED)
def test_every_refusal_has_a_cause_inside_the_pod(row: dict[str, Any]) -> None:
    pod = pod_of(row["yaml"])
    for level in LEVELS:
        for minor in MINORS:
            ruling = evaluate(pod, level, minor)

            assert bool(ruling.causes) is not ruling.allowed
            assert all(cause.route[: len(pod.route)] == pod.route for cause in ruling.causes)
