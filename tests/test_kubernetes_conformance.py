"""What kube-apiserver and kubelet 1.36.2 said of manifests, held against what the checker says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from memory import Memory

from noteproof import catalogue, engine
from noteproof.finding import Diagnostic, Severity
from noteproof.language import ReadBy
from noteproof.text import Snippet, Source

ROWS = json.loads((Path(__file__).parent / "conformance/manifests.json").read_text("utf-8"))["rows"]
SETTINGS = engine.Settings(catalogue.LANGUAGES, language="kubernetes", codes=frozenset(catalogue.by_code()))

FOREIGN = {"k-cr", "k-encconf", "k-kubelet", "k-admconf"}
"""Kinds that no API server serves by itself, but another program reads: only parsed."""

OF_CEL = {"k-vap-undef"}
"""An expression whose names are unknown: CEL is only read for balance, and that is said."""

BRACES = {"pod-y-bigflow"}
"""What begins with a brace has to be JSON to the kubelet; the comment that names it makes it YAML again."""

CAUSE = re.compile(
    r"(?P<path>[a-zA-Z](?:[^\s:\[\]]|\[[^\]]*\])*): "
    r"(?P<word>(?:Required|Invalid|Unsupported|Duplicate) value|Forbidden|Not found|Too (?:long|many))"
)


def check(text: str, reader: ReadBy = "kubectl") -> engine.Outcome:
    head = "" if reader == "kubectl" else f"# read-by: {reader}\n"
    (outcome,) = engine.check([Snippet.whole(Source("x.yaml", head + text))], Memory(), SETTINGS)
    return outcome


def errors(text: str, reader: ReadBy = "kubectl") -> list[Diagnostic]:
    return [it for it in check(text, reader).diagnostics if it.severity is Severity.ERROR]


def said(refused: list[Diagnostic]) -> set[tuple[str, str]]:
    """The path and the server's word of each error."""
    return {(str(it.path), str(it.upstream)) for it in refused}


def causes(words: str) -> set[tuple[str, str]]:
    """The paths and the words that a validation of the server names."""
    return {(each["path"], each["word"]) for each in CAUSE.finditer(words)}


def rows(*stages: str | None) -> list[Any]:
    return [pytest.param(row, id=row["id"]) for row in ROWS if row["stage"] in stages]


def run_by_the_kubelet(refused: bool) -> list[Any]:
    return [pytest.param(row, id=row["id"]) for row in ROWS if (row["kubelet"] is not None) == refused]


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["id"] not in FOREIGN | OF_CEL], ids=lambda row: row["id"]
)
def test_a_manifest_is_taken_or_refused_as_the_server_does(row: dict[str, Any]) -> None:
    assert bool(errors(row["yaml"])) == (row["stage"] is not None)


@pytest.mark.parametrize("row", rows("validate"))
def test_a_validation_names_the_fields_that_the_server_names(row: dict[str, Any]) -> None:
    named = {cause for error in row["errors"] for cause in causes(error)}
    if row["id"] not in OF_CEL:
        assert said(errors(row["yaml"])) <= named
        assert {it.path for it in errors(row["yaml"])} == {path for path, _ in named}


@pytest.mark.parametrize("row", rows("strict"))
def test_an_unknown_field_is_reported_at_the_path_that_the_server_names(row: dict[str, Any]) -> None:
    named = {match for error in row["errors"] for match in re.findall(r'unknown field "(.*)"$', error)}
    unknown = [it for it in errors(row["yaml"]) if it.rule.code == "kubernetes/unknown-field"]

    assert {plain(path) for path in named} == {plain(without_list(str(it.path))) for it in unknown}
    assert first(errors(row["yaml"])) <= {"kubernetes/unknown-field"}


@pytest.mark.parametrize("row", rows("decode"))
def test_a_wrong_type_has_the_path_and_the_words_of_the_server(row: dict[str, Any]) -> None:
    wrong = [it for it in errors(row["yaml"]) if it.rule.code == "kubernetes/wrong-type"]
    named = [path for it in row["errors"] for path in re.findall(r"Go struct field \w+\.(\S+) of type", it)]
    # Go leaves out indices, and the keys of a map, and names the embedded VolumeSource.
    routes = [re.sub(r"\[[^\]]*\]", "", str(it.path)) + "." for it in wrong]

    assert any(str(it.upstream) in error for it in wrong for error in row["errors"])
    for path in named:
        assert any(route.startswith(path.replace(".VolumeSource", "") + ".") for route in routes)
    assert first(errors(row["yaml"])) <= {"kubernetes/wrong-type"}


@pytest.mark.parametrize("row", rows("mapping"))
def test_a_kind_that_the_server_does_not_know_bears_its_words(row: dict[str, Any]) -> None:
    if row["id"] in FOREIGN:
        outcome = check(row["yaml"])
        assert (outcome.state, outcome.diagnostics) == (engine.State.PARSED, ())
    else:
        assert any(str(it.upstream) in error for it in errors(row["yaml"]) for error in row["errors"])


@pytest.mark.parametrize("row", [row for row in ROWS if row["warnings"]], ids=lambda row: row["id"])
def test_a_warning_of_the_server_is_a_warning(row: dict[str, Any]) -> None:
    given = {str(it.path) for it in check(row["yaml"]).diagnostics if it.severity is Severity.WARNING}

    assert {warning.partition(": ")[0] for warning in row["warnings"]} <= given


@pytest.mark.parametrize("row", run_by_the_kubelet(refused=False))
def test_what_the_kubelet_runs_has_no_error(row: dict[str, Any]) -> None:
    assert errors(row["yaml"], "kubelet") == []


@pytest.mark.parametrize("row", run_by_the_kubelet(refused=True))
def test_what_the_kubelet_refuses_has_its_words(row: dict[str, Any]) -> None:
    refused = errors(row["yaml"], "kubelet")

    assert refused or row["id"] in FOREIGN | BRACES
    if row["kubelet"].startswith("invalid pod: ["):
        assert {path for path, _ in causes(row["kubelet"])} <= {it.path for it in refused}
    if row["kubelet"].startswith("static pods may not"):
        assert row["kubelet"] in [it.upstream for it in refused]


def first(refused: list[Diagnostic]) -> set[str]:
    """The rules of the errors that the server names first: the others say what it names before them."""
    return {it.rule.code for it in refused if not it.message.endswith("first)")}


def without_list(path: str) -> str:
    """The server sees the items of a List one by one."""
    return re.sub(r"^items\[\d+\]\.", "", path)


def plain(path: str) -> str:
    return path.replace("\\u00a0", "\u00a0").replace("[\u00a0 image]", ".\u00a0 image")
