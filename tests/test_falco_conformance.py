"""What Falco 0.44.1 said and decided, held against what the checker says and decides."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from noteproof import yamltree
from noteproof.finding import Finding, Severity, Verdict
from noteproof.language import Loaded, Target
from noteproof.languages import falco
from noteproof.languages.falco import kinds
from noteproof.languages.falco.checking import check
from noteproof.languages.falco.parsing import parse
from noteproof.languages.falco.syntax import Check
from noteproof.languages.falco.tokens import Unparsable
from noteproof.text import Snippet, Source

FOLDER = Path(__file__).parent / "conformance/falco"


def rows(name: str) -> list[Any]:
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))["rows"]


def parameters(name: str) -> list[Any]:
    return [pytest.param(row, id=row["id"]) for row in rows(name)]


def load(texts: Sequence[str]) -> tuple[Loaded, list[Finding]]:
    """What loading files gave, and everything that was found in them, their YAML included."""
    readings = [
        yamltree.read(Snippet.whole(Source(f"{number}.yaml", text)), falco.dialect)
        for number, text in enumerate(texts)
    ]
    loaded = falco.load([document for reading in readings for document in reading.documents], Target())
    found = [finding for reading in readings for finding in reading.findings]
    return loaded, [*found, *(each.finding for each in loaded.findings)]


def said(found: Sequence[Finding], errors: bool) -> set[str]:
    """Falco's own names for what was found."""
    return {
        finding.says.upstream
        for finding in found
        if finding.says.upstream and (_severity(finding) is Severity.ERROR) is errors
    }


def _severity(finding: Finding) -> Severity:
    return finding.says.severity or finding.rule.severity


def codes(results: Sequence[dict[str, Any]]) -> set[str]:
    return {result["code"] for result in results}


@pytest.mark.parametrize("row", parameters("load"))
def test_a_file_loads_or_is_refused_as_falco_says(row: dict[str, Any]) -> None:
    _, found = load([row["yaml"]])

    assert any(_severity(finding) is Severity.ERROR for finding in found) != row["ok"]
    assert codes(row["errors"]) <= said(found, errors=True)
    if row["ok"]:
        assert codes(row["warnings"]) == said(found, errors=False)
    else:
        assert codes(row["warnings"]) <= said(found, errors=True) | said(found, errors=False)


@pytest.mark.parametrize("row", parameters("load_several_files"))
def test_files_one_after_another_load_as_falco_says(row: dict[str, Any]) -> None:
    texts = [file["content"] for file in row["files"]]

    for number, result in enumerate(row["results"], 1):
        _, found = load(texts[:number])

        assert said(found, errors=True) == codes(result["errors"])
        assert said(found, errors=False) == codes(result["warnings"])


def rules_file(row: dict[str, Any]) -> str:
    """The rule of a row, which is JSON and so YAML."""
    rule = {
        "rule": "R",
        "desc": "d",
        "condition": row["condition"],
        "output": row.get("output_template", "x"),
        "priority": "INFO",
    }
    if "exceptions" in row:
        rule["exceptions"] = row["exceptions"]
    return json.dumps([*row.get("pre", []), rule])


LOADS = [row for row in rows("evaluate") if row["load_ok"]]
# Rows that do not load for their output do not say what that is.
REFUSED = [row for row in rows("evaluate") if not row["load_ok"] and "OUTPUT" not in row["error"]["code"]]


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in LOADS if "fires" in row])
def test_a_rule_fires_and_speaks_as_falco_does(row: dict[str, Any]) -> None:
    loaded, found = load([rules_file(row)])
    assert loaded.decide is not None
    verdict = loaded.decide({"event": row["fields"]})
    assert isinstance(verdict, Verdict)
    alerts: Any = verdict.decision["alerts"]

    assert bool(alerts) == row["fires"]
    assert set(row.get("warnings", ())) == said(found, errors=False) or "warnings" not in row
    if alerts:
        assert alerts[0]["output"] == row["rendered"]
        assert alerts[0]["output_fields"] == row["output_fields"]


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=row["id"]) for row in LOADS if "runtime_exception" in row]
)
def test_an_event_that_stops_falco_is_said_to(row: dict[str, Any]) -> None:
    loaded, _ = load([rules_file(row)])
    assert loaded.decide is not None
    faults = loaded.decide({"event": row["fields"]})
    assert isinstance(faults, tuple)

    assert [finding.rule.code for finding in faults] == ["falco/engine-stops"]


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in REFUSED])
def test_a_condition_that_falco_refuses_is_refused(row: dict[str, Any]) -> None:
    loaded, found = load([rules_file(row)])

    assert loaded.decide is None
    assert row["error"]["code"] in said(found, errors=True)


OPERATORS = {
    name: row
    for name, row in json.loads((FOLDER / "operators.json").read_text("utf-8")).items()
    if isinstance(row, dict) and not row["field"].startswith("t.")
}
EVERY = ("exists", "=", "!=", "<", "<=", ">", ">=", *kinds.operators("CHARBUF", False), "bcontains")


def compiles(condition: str) -> bool:
    """Whether a single comparison parses, and its types fit."""
    try:
        parsed = parse(condition)
    except Unparsable:
        return False
    return isinstance(parsed, Check) and check(parsed).test is not None


def value_for(field: str, operator: str) -> str:
    """A constant that fits a field, as far as its operator lets any fit."""
    if operator in ("bcontains", "bstartswith"):
        return "cafe"
    net = field in ("fd.net", "fd.snet")
    values = {"fd.cip": "10.0.0.1", "fd.ip": "10.0.0.1", "evt.is_async": "true", "fd.cport": "80"}
    return "10.0.0.0/8" if net else values.get(field, "1")


@pytest.mark.parametrize("name", OPERATORS)
def test_a_type_has_the_operators_that_falco_compiles(name: str) -> None:
    field, row = OPERATORS[name]["field"], OPERATORS[name]

    def asked(operator: str) -> str:
        value = value_for(field, operator)
        listed = operator in ("in", "intersects", "pmatch")
        return (
            f"{field} exists"
            if operator == "exists"
            else f"{field} {operator} {f'({value})' if listed else value}"
        )

    assert {operator for operator in EVERY if compiles(asked(operator))} == set(row["ops"]) - {"=="} & set(
        EVERY
    )
    assert {
        operator
        for operator in (*kinds.modified("CHARBUF"), *kinds.modified("BYTEBUF"))
        if compiles(f"{field} {operator} anyof ({value_for(field, operator)})")
    } == set(row["ops_with_modifier"])


@pytest.mark.parametrize("name", OPERATORS)
def test_a_type_goes_into_the_transformers_that_falco_compiles(name: str) -> None:
    field, row = OPERATORS[name]["field"], OPERATORS[name]
    calls = {
        "join": f'join(",", ({field})) = x',
        "joinlist": f'join(",", {field}) = x',
        "concat": f"concat({field}, {field}) = x",
        "getopt": f'getopt({field}, "a:")[a] = x',
        "len": f"len({field}) = 1",
    }

    for transformer in ("tolower", "toupper", "b64", "basename", *calls):
        is_list = field == "fd.types"
        plain = f"{transformer}({field}) {'in (x)' if is_list else '= x'}"

        assert compiles(calls.get(transformer, plain)) == (transformer in row["transformers"]), transformer


@pytest.mark.parametrize("name", OPERATORS)
def test_a_type_has_a_right_hand_side_where_falco_compiles_one(name: str) -> None:
    field, row = OPERATORS[name]["field"], OPERATORS[name]

    assert compiles(f"{field} = val({field})") == row["rhs_field"]
    assert compiles(f"{field} in val({field})") == row["rhs_in"]
