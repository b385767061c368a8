"""What the API server said of manifests, held against what the walker says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from noteproof import yamltree
from noteproof.finding import Finding, Severity, printed
from noteproof.language import Reach, ReadBy, Target
from noteproof.languages import kubernetes
from noteproof.languages.kubernetes import validation
from noteproof.text import Snippet, Source

ROWS = json.loads((Path(__file__).parent / "conformance/manifests_structure.json").read_text("utf-8"))["rows"]

# Kinds that no API server serves by itself, but another program reads: only parsed.
FOREIGN = {"k-cr", "k-encconf", "k-kubelet", "k-admconf"}

# What is refused after decoding.
VALIDATED = {"kubernetes/missing-field", *(rule.code for rule in validation.rules)}


def findings(text: str, read_by: ReadBy = "kubectl") -> tuple[list[Finding], Reach]:
    documents = yamltree.read(Snippet.whole(Source("x.yaml", text)), kubernetes.dialect).documents
    # A static pod is the first document of its file.
    loaded = kubernetes.load(documents[: 1 if read_by == "kubelet" else None], Target(read_by=read_by))
    return [found.finding for found in loaded.findings], loaded.reach


def rows(*stages: str | None) -> list[Any]:
    return [
        pytest.param(row, id=row["id"]) for row in ROWS if row["stage"] in stages and row["id"] not in FOREIGN
    ]


@pytest.mark.parametrize("row", rows(None))
def test_what_the_server_takes_has_no_error(row: dict[str, Any]) -> None:
    found, _ = findings(row["yaml"])

    assert [finding for finding in found if finding.rule.severity is Severity.ERROR] == []


@pytest.mark.parametrize("row", rows("validate"))
def test_what_the_server_decodes_has_no_fault_of_decoding(row: dict[str, Any]) -> None:
    found, _ = findings(row["yaml"])

    assert {finding.rule.code for finding in found if finding.rule.severity is Severity.ERROR} <= VALIDATED


@pytest.mark.parametrize("row", rows("strict"))
def test_an_unknown_field_is_reported_at_the_path_that_the_server_names(row: dict[str, Any]) -> None:
    found, _ = findings(row["yaml"])
    said = {match for error in row["errors"] for match in re.findall(r'unknown field "(.*)"$', error)}
    routes = {
        ".".join(str(step) for step in finding.where.route)
        if "\\u" in str(said)
        else printed(finding.where.route)
        for finding in found
        if finding.rule.code == "kubernetes/unknown-field"
    }

    assert {plain(path) for path in said} == {plain(without_list(route)) for route in routes}


@pytest.mark.parametrize("row", rows("decode"))
def test_a_wrong_type_is_reported_at_the_path_that_the_server_names(row: dict[str, Any]) -> None:
    found, _ = findings(row["yaml"])
    wrong = [finding for finding in found if finding.rule.code == "kubernetes/wrong-type"]
    said = [
        path for error in row["errors"] for path in re.findall(r"Go struct field \w+\.(\S+) of type", error)
    ]
    routes = {".".join(it for it in finding.where.route if isinstance(it, str)) for finding in wrong}

    assert wrong
    for path in said:
        # Go names the embedded VolumeSource, and not the keys of a map.
        assert any((route + ".").startswith(path.replace(".VolumeSource", "") + ".") for route in routes)


@pytest.mark.parametrize("row", rows("decode"))
def test_a_wrong_type_bears_the_words_of_the_server(row: dict[str, Any]) -> None:
    found, _ = findings(row["yaml"])

    assert any(finding.says.upstream in error for finding in found for error in row["errors"])


@pytest.mark.parametrize("row", rows("mapping"))
def test_a_kind_that_the_server_does_not_know_is_reported_at_its_name(row: dict[str, Any]) -> None:
    found, _ = findings(row["yaml"])
    named = [finding for finding in found if finding.rule in kubernetes.rules[:6]]

    assert named
    assert any(finding.says.upstream in error for finding in named for error in row["errors"])


@pytest.mark.parametrize("row", [row for row in ROWS if row["id"] in FOREIGN], ids=lambda row: row["id"])
def test_a_kind_of_another_program_is_only_parsed(row: dict[str, Any]) -> None:
    assert findings(row["yaml"]) == ([], Reach.PARSED)


@pytest.mark.parametrize("row", [row for row in ROWS if row["kubelet"]], ids=lambda row: row["id"])
def test_what_the_kubelet_runs_has_no_error(row: dict[str, Any]) -> None:
    found, _ = findings(row["yaml"], "kubelet")

    assert [finding for finding in found if finding.rule.severity is Severity.ERROR] == []


@pytest.mark.parametrize("row", rows("decode"))
def test_a_wrong_type_is_an_error_to_the_kubelet_too(row: dict[str, Any]) -> None:
    found, _ = findings(row["yaml"], "kubelet")

    assert not row["kubelet"]
    assert "kubernetes/wrong-type" in {finding.rule.code for finding in found}


def without_list(route: str) -> str:
    """The server sees the items of a List one by one."""
    return re.sub(r"^items\[\d+\]\.", "", route)


def plain(path: str) -> str:
    return path.replace("\\u00a0", "\u00a0").replace("[\u00a0 image]", ".\u00a0 image")
