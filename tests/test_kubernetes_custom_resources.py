"""Definitions of custom resources: what the server refuses of them."""

from __future__ import annotations

import pytest
from test_kubernetes_storage import said

OPEN = "{type: object, x-kubernetes-preserve-unknown-fields: true}"


def crd(
    schema: str = OPEN,
    rest: str = "",
    *,
    name: str = "tabs.example.com",
    names: str = "{plural: tabs, kind: Tab}",
    spec: str = "group: example.com, scope: Namespaced",
    version: str = "name: v1, served: true, storage: true",
) -> str:
    return (
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n"
        f"metadata: {{name: {name}}}\nspec: {{{spec}, names: {names},\n  versions:\n"
        f"  [{{{version}, schema: {{openAPIV3Schema:\n    {schema}}}{rest}}}]}}\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (crd(), []),
        (crd(name="tab.example.com"), ["metadata.name: Invalid value"]),
        (crd(spec="group: example, scope: Namespaced", name="tabs.example"), ["spec.group: Invalid value"]),
        (crd(spec="group: example.com, scope: namespaced"), ["spec.scope: Unsupported value"]),
        (crd(spec="group: a.k8s.io, scope: Cluster", name="tabs.a.k8s.io"),
         ["metadata.annotations[api-approved.kubernetes.io]: Required value"]),
        (crd(names="{plural: tabs, kind: Tab, listKind: Tab, shortNames: [T]}"),
         ["spec.names.listKind: Invalid value", "spec.names.shortNames[0]: Invalid value"]),
        (crd(names="{plural: Tabs, kind: T-ab, singular: a.b}", name="Tabs.example.com"),
         ["metadata.name: Invalid value", "spec.names.plural: Invalid value",
          "spec.names.singular: Invalid value"]),
        (crd(version="name: v1, served: true, storage: false"), ["spec.versions: Invalid value"]),
        (crd(version="name: '1', served: true, storage: true"),
         ["spec.version: Invalid value", "spec.versions[0].name: Invalid value"]),
        (crd().replace(f"schema: {{openAPIV3Schema:\n    {OPEN}}}", "deprecated: false"),
         ["spec.versions[0].schema.openAPIV3Schema: Required value"]),
        (crd(rest=", subresources: {scale: {specReplicasPath: .a, statusReplicasPath: .status.b}}"),
         ["spec.subresources.scale.specReplicasPath: Invalid value"]),
        (crd(rest=", additionalPrinterColumns: [{name: A, type: int, jsonPath: .a}]"),
         ["spec.additionalPrinterColumns[0].type: Unsupported value"]),
        (crd(spec="group: example.com, scope: Cluster, conversion: {strategy: Webhook}"),
         ["spec.conversion.webhook.clientConfig: Required value"]),
        (crd(spec="group: example.com, scope: Cluster, conversion: {strategy: none}"),
         ["spec.conversion.strategy: Unsupported value"]),
    ],
)  # fmt: skip
def test_a_definition_names_its_resource_and_stores_one_version(text: str, expected: list[str]) -> None:
    assert said(text) == expected


SCHEMA = "spec.validation.openAPIV3Schema"


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("{type: object, properties: {spec: {type: array, items: {type: string}}}}", []),
        ("{type: object, properties: {a: {x-kubernetes-int-or-string: true}}}", []),
        ("{properties: {}}", ["type: Required value"]),
        ("{type: string}", ["type: Invalid value"]),
        ("{type: object, properties: {spec: {properties: {a: {type: string}}}}}",
         ["properties[spec].type: Required value"]),
        ("{type: object, properties: {status: {type: array}}}", ["properties[status].items: Required value"]),
        ("{type: object, properties: {a: {type: int}}}", ["properties[a].type: Unsupported value"]),
        ("{type: object, properties: {a: {type: object, x-kubernetes-preserve-unknown-fields: false}}}",
         ["properties[a].x-kubernetes-preserve-unknown-fields: Invalid value"]),
        ("{type: object, properties: {a: {type: array, items: {type: string}, x-kubernetes-list-type: map}}}",
         ["properties[a].x-kubernetes-list-map-keys: Required value"]),
        ("{type: object, properties: {a: {type: object, x-kubernetes-list-type: sets}}}",
         ["properties[a].type: Invalid value", "properties[a].x-kubernetes-list-type: Unsupported value"]),
        ("{type: object, additionalProperties: {}}", ["additionalProperties.type: Required value"]),
        ("{type: object, properties: {a: {$ref: b}}}", ["properties[a].$ref: Forbidden"]),
        ("{type: object, properties: {a: {type: array, items: {type: string}, uniqueItems: true}}}",
         ["properties[a].uniqueItems: Forbidden"]),
        ("{type: object, properties: {a: {type: string}}, additionalProperties: {type: string}}",
         ["additionalProperties: Forbidden"]),
        ("{type: object, properties: {a: {type: string, anyOf: [{type: string}, {minLength: 2}]}}}",
         ["properties[a].anyOf[0].type: Forbidden"]),
    ],
)  # fmt: skip
def test_a_schema_says_the_type_of_every_field(schema: str, expected: list[str]) -> None:
    assert said(crd(schema)) == [f"{SCHEMA}.{it}" for it in expected]


def test_an_expression_in_a_schema_is_balanced() -> None:
    schema = "{type: object, x-kubernetes-validations: [{rule: 'size(self'}]}"

    assert said(crd(schema)) == [
        "spec.versions[0].schema.openAPIV3Schema.x-kubernetes-validations[0].rule: Invalid value"
    ]
