"""The tables of Kubernetes types, held against the package that they are made from."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from noteproof.languages.kubernetes.tables import FIRST_MINOR, LAST_MINOR, known_groups, lifetimes, table
from noteproof.schema.shapes import ListOf, MapOf, Missing, Reading, Scalar, Struct

MINORS = range(FIRST_MINOR, LAST_MINOR + 1)


@pytest.fixture(scope="module")
def generator(script: Callable[[str], ModuleType]) -> ModuleType:
    return script("kubernetes_tables")


def definitions(minor: int) -> dict[str, Any]:
    """The definitions of a version, found without the generator's help."""
    files = distribution("kubernetes-validate").files or ()
    name = f"v1.{minor}.0-local/_definitions.json"
    path = next(file for file in files if str(file).replace("\\", "/").endswith(name))
    return dict(json.loads(Path(str(path.locate())).read_text("utf-8"))["$defs"])


def test_a_version_takes_less_than_25_kilobytes(generator: ModuleType) -> None:
    assert all(path.stat().st_size < 25_000 for path in generator.TABLES.iterdir())


def test_the_tables_hold_no_prose(generator: ModuleType) -> None:
    assert all(len(word) < 120 for text in generator.tables().values() for word in text.split())


def test_the_versions_are_those_of_the_package() -> None:
    names = {
        str(file).replace("\\", "/").split("/")[-2]
        for file in distribution("kubernetes-validate").files or ()
    }

    assert {f"v1.{minor}.0-local" for minor in MINORS} == {name for name in names if name.endswith("-local")}


@pytest.mark.parametrize("minor", MINORS)
def test_every_field_of_every_type_is_there(minor: int) -> None:
    known = table(minor)
    fields = {
        (name.rpartition(".")[2], field)
        for name, schema in definitions(minor).items()
        for field in schema.get("properties", {})
    }
    found = {(name.rpartition(".")[2], field) for name in known.lines for field in known.struct(name).fields}

    assert fields == found


@pytest.mark.parametrize("minor", MINORS)
def test_every_kind_is_there(minor: int) -> None:
    kinds = {
        (f"{it['group']}/{it['version']}".lstrip("/"), it["kind"])
        for schema in definitions(minor).values()
        for it in schema.get("x-kubernetes-group-version-kind", ())
        if {"apiVersion", "kind"} <= schema["properties"].keys()
        and it["kind"] not in ("DeleteOptions", "Status")
    }

    assert kinds | {("v1", "DeleteOptions"), ("v1", "Status"), ("v1", "List")} == table(minor).kinds.keys()


@pytest.mark.parametrize("minor", MINORS)
def test_every_type_that_a_field_names_can_be_read(minor: int) -> None:
    known = table(minor)
    for name in known.lines:
        for type in known.struct(name).fields.values():
            while isinstance(type, (ListOf, MapOf)):
                type = type.item if isinstance(type, ListOf) else type.value
            if isinstance(type, Struct):
                assert type.fields is not None


EXAMPLES = {
    "IntOrString": "http",
    "JSONSchemaPropsOrArray": [{}],
    "JSONSchemaPropsOrBool": True,
    "JSONSchemaPropsOrStringArray": ["a"],
    "MicroTime": "2026-01-31T12:00:00.000000Z",
    "Quantity": "1Gi",
    "Time": "2026-01-31T12:00:00Z",
    "boolean": True,
    "byte": "YQ==",
    "integer": 5,
    "number": 1.5,
    "string": "x",
}


def example(schema: Any, known: dict[str, Any], above: tuple[str, ...] = ()) -> Any:
    """A value of a schema with every field set, as far as types do not hold themselves."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        found = EXAMPLES.get(name.rpartition(".")[2])
        return found or (None if name in above else example(known[name], known, (*above, name)))
    plain = schema.get("type", [])
    kind = plain if isinstance(plain, str) else next((it for it in plain if it != "null"), None)
    if kind == "array":
        return [example(schema["items"], known, above)]
    if kind == "object" and "additionalProperties" in schema:
        return {"key": example(schema["additionalProperties"], known, above)}
    if kind == "object":
        return {field: example(it, known, above) for field, it in schema.get("properties", {}).items()}
    return EXAMPLES[schema.get("format") if schema.get("format") == "byte" else kind] if kind else {"any": 1}


@pytest.mark.parametrize("minor", MINORS)
def test_every_kind_takes_every_field_with_a_value_of_its_type(minor: int) -> None:
    schemas = definitions(minor)
    known = table(minor)
    for (version, kind), short in known.kinds.items():
        if kind == "List":
            continue
        name = next(it for it in schemas if it.endswith("." + short))
        reading = Reading()
        type = known.kind(version, kind)
        assert type
        type.read(example(schemas[name], schemas, (name,)), (), reading)

        assert [fault for fault in reading.faults if not isinstance(fault, Missing)] == []


@pytest.mark.parametrize(
    ("name", "field", "phrase"),
    [
        ("core.v1.Container", "args", "a list"),
        ("core.v1.Container", "stdin", "a boolean"),
        ("core.v1.Container", "image", "a string"),
        ("core.v1.ContainerPort", "containerPort", "a whole number"),
        ("core.v1.HTTPGetAction", "port", "a whole number or a string"),
        ("core.v1.EmptyDirVolumeSource", "sizeLimit", "a quantity"),
        ("core.v1.ConfigMap", "binaryData", "a mapping"),
        ("meta.v1.ObjectMeta", "creationTimestamp", "a time"),
        ("events.v1.Event", "eventTime", "a time with six decimals"),
        ("apiextensions.v1.JSONSchemaProps", "maximum", "a number"),
        ("apiextensions.v1.JSONSchemaProps", "items", "a schema or a list"),
        ("apiextensions.v1.JSONSchemaProps", "additionalProperties", "a schema or a boolean"),
        ("apiextensions.v1.JSONSchemaProps", "default", "anything"),
        ("apps.v1.ControllerRevision", "data", "anything"),
        ("certificates.v1.CertificateSigningRequestSpec", "request", "base64 text"),
    ],
)
def test_a_field_has_its_type(name: str, field: str, phrase: str) -> None:
    assert phrase == table(36).struct(name).fields[field].phrase


def test_the_maps_of_a_pod_have_the_types_of_their_values() -> None:
    limits = table(36).struct("core.v1.ResourceRequirements").fields["limits"]
    data = table(36).struct("core.v1.Secret").fields["data"]

    assert isinstance(limits, MapOf)
    assert isinstance(data, MapOf)
    assert (limits.value.phrase, data.value.phrase) == ("a quantity", "base64 text")
    assert isinstance(data.value, Scalar)


def test_the_server_demands_less_than_the_schema_requires() -> None:
    known = table(36)

    assert known.struct("core.v1.PodSpec").required == ("containers",)
    assert known.struct("rbac.v1.RoleRef").required == ("kind", "name")
    assert table(30).struct("networking.v1.NetworkPolicySpec").required == ()
    assert table(30).struct("scheduling.v1.PriorityClass").required == ()
    assert known.struct("apiextensions.v1.CustomResourceDefinitionVersion").required == ("name",)


@pytest.mark.parametrize(
    ("version", "kind", "first", "last"),
    [
        ("v1", "Pod", 25, 37),
        ("autoscaling/v2beta2", "HorizontalPodAutoscaler", 25, 25),
        ("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema", 26, 31),
        ("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", 30, 37),
        ("resource.k8s.io/v1", "DeviceClass", 34, 37),
    ],
)
def test_a_kind_has_its_lifetime(version: str, kind: str, first: int, last: int) -> None:
    assert (first, last) == lifetimes()[version, kind]


def test_the_groups_are_those_of_kubernetes() -> None:
    assert {
        "",
        "apps",
        "batch",
        "policy",
        "networking.k8s.io",
        "rbac.authorization.k8s.io",
    } <= known_groups().keys()
    assert (
        not {"audit.k8s.io", "cilium.io", "kubelet.config.k8s.io", "admission.k8s.io"} & known_groups().keys()
    )
