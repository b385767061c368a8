"""What kube-apiserver 1.36.2 said and decided, held against what the checker says and decides."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from memory import Memory

from noteproof import catalogue, engine, yamltree
from noteproof.finding import Diagnostic, Severity, Verdict
from noteproof.language import Decide, Target
from noteproof.languages import audit
from noteproof.languages.audit.urls import resolved
from noteproof.text import Snippet, Source

FOLDER = Path(__file__).parent / "conformance/audit"
LOAD = json.loads((FOLDER / "load.json").read_text("utf-8"))
EVALUATE = json.loads((FOLDER / "evaluate.json").read_text("utf-8"))
CODES = frozenset(catalogue.by_code())
SETTINGS = engine.Settings(catalogue.LANGUAGES, language="audit", codes=CODES)

WITHOUT_OUR_NAME = {"yaml-template", "yaml-ellipsis2", "yaml-list-kind"}
"""Rows of which the fault is said as what the author meant: a template, `...`, a List for kubectl."""


def rows(of: dict[str, Any]) -> list[Any]:
    return [pytest.param(row, id=row["id"]) for row in of["rows"]]


def check(text: str) -> tuple[Diagnostic, ...]:
    (outcome,) = engine.check([Snippet.whole(Source("policy.yaml", text))], Memory(), SETTINGS)
    return outcome.diagnostics


def of_severity(text: str, severity: Severity) -> list[Diagnostic]:
    return [each for each in check(text) if each.severity is severity]


@pytest.mark.parametrize("row", rows(LOAD))
def test_a_policy_is_taken_or_refused_as_the_server_does(row: dict[str, Any]) -> None:
    refused = of_severity(row["yaml"], Severity.ERROR)

    assert (not refused) == row["ok"]


@pytest.mark.parametrize("row", [row for row in rows(LOAD) if not row.values[0]["ok"]])
def test_a_refusal_has_the_servers_own_words(row: dict[str, Any]) -> None:
    if row["id"] in WITHOUT_OUR_NAME:
        assert of_severity(row["yaml"], Severity.ERROR)
        return
    named = [each.upstream for each in of_severity(row["yaml"], Severity.ERROR)]
    of_yaml = [
        None for each in of_severity(row["yaml"], Severity.ERROR) if each.rule.code.startswith("yaml/")
    ]

    assert named
    assert named == of_yaml or any(name and name in row["error"] for name in named)


@pytest.mark.parametrize("row", [row for row in rows(LOAD) if "rules[" in row.values[0]["error"]])
def test_each_fault_stands_where_the_server_says(row: dict[str, Any]) -> None:
    paths = re.findall(r"(?<![\w.])(?:rules\[\d+\]|omitStages)[\w.\[\]]*(?=: )", row["error"])
    # The server names the list of a rule's resources, and not the entry.
    ours = {re.sub(r"resources\[\d+\]\.", "resources.", each.path or "") for each in check(row["yaml"])}

    found = {
        path for path in paths if path in ours or path.rpartition(".")[0] in ours or _misspelt(path, ours)
    }
    assert found == {*paths}


def _misspelt(path: str, ours: set[str]) -> bool:
    """Whether a missing field is reported at the key that was meant to be it."""
    return any(each.rpartition(".")[0] == path.rpartition(".")[0] for each in ours)


@pytest.mark.parametrize("row", [row for row in rows(LOAD) if row.values[0]["warnings"]])
def test_what_the_server_warns_of_is_a_warning(row: dict[str, Any]) -> None:
    said = " ".join(row["warnings"])
    warned = of_severity(row["yaml"], Severity.WARNING)
    if row["error"].startswith("unknown group version field"):  # `rules` is known, were it not for the head
        assert "audit/unknown-version" in [each.rule.code for each in check(row["yaml"])]
        return
    for field in re.findall(r'unknown field "([^"]*)"', said):
        assert field in [each.path for each in warned if each.rule.code == "audit/unknown-field"]
    for key in re.findall(r'key "([^"]*)" already set in map', said):
        assert key in [
            each.message.split('"')[1] for each in warned if each.rule.code == "yaml/duplicate-key"
        ]


@pytest.fixture(scope="module")
def policies() -> dict[str, Decide]:
    found = {}
    for name, text in EVALUATE["policies"].items():
        documents = yamltree.read(Snippet.whole(Source(f"{name}.yaml", text)), audit.dialect).documents
        decide = audit.load(documents, Target()).decide
        assert decide is not None
        found[name] = decide
    return found


def request(row: dict[str, Any]) -> dict[str, object]:
    """The request of a row, as a case writes it."""
    given = row["request"]
    fields = ["user", "groups"]
    if "url" in given:
        fields += ["method", "url"]
    elif given["resourceRequest"]:
        fields += ["verb", "resource", "subresource", "namespace", "name"]
        return {"group": given["apiGroup"], **{field: given[field] for field in fields}}
    else:
        fields += ["verb", "path"]
    return {field: given[field] for field in fields}


@pytest.mark.parametrize("name", EVALUATE["policies"])
def test_a_request_is_decided_as_the_server_does(name: str, policies: dict[str, Decide]) -> None:
    of_policy = [row for row in EVALUATE["rows"] if row["policy"] == name]

    for row in of_policy:
        verdict = policies[name]({"request": request(row)})
        assert isinstance(verdict, Verdict), row
        assert verdict.decision == {
            "level": row["level"],
            "rule": None if row["rule"] < 0 else row["rule"],
            "omit_stages": row["omitStages"],
            "omit_managed_fields": row["omitManagedFields"],
        }, row
    assert of_policy


def test_a_url_is_resolved_as_the_server_does() -> None:
    for row in EVALUATE["rows"]:
        given, derived = row["request"], row["request"].get("derived")
        if derived:
            found = resolved(given["method"], given["url"])
            assert {
                "apiGroup": found.group,
                "name": found.name,
                "namespace": found.namespace,
                "resource": found.resource,
                "resourceRequest": found.path is None,
                "subresource": found.subresource,
                "verb": found.verb,
            } == {key: value for key, value in derived.items() if key not in ("apiVersion", "path")}
            assert found.path in (None, derived["path"])
