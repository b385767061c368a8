"""Definitions of custom resources: what the server refuses of them."""

from __future__ import annotations

import pytest
from test_kubernetes_storage import said

HOOK = "webhook: {conversionReviewVersions: [v1], clientConfig: {service: {name: a, namespace: b}}}"
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
         ["spec.additionalPrinterColumns[0].type: Invalid value"]),
        (crd(rest=", additionalPrinterColumns: [{name: A, type: string}]"),
         ["spec.additionalPrinterColumns[0].JSONPath: Required value"]),
        (crd(rest=", additionalPrinterColumns: [{name: A, type: string, jsonPath: a}]"),
         ["spec.additionalPrinterColumns[0].JSONPath: Invalid value"]),
        (crd(rest=", subresources: {scale: {specReplicasPath: .spec.a, statusReplicasPath: .status.b, "
             "labelSelectorPath: .spec.c}}"), []),
        (crd(rest=", subresources: {scale: {statusReplicasPath: .status.b, labelSelectorPath: c}}"),
         ["spec.subresources.scale.labelSelectorPath: Invalid value",
          "spec.subresources.scale.specReplicasPath: Required value"]),
        (crd(rest=", deprecated: true, deprecationWarning: use v2"), []),
        (crd(rest=", deprecationWarning: use v2"), ["spec.versions[0].deprecationWarning: Invalid value"]),
        (crd() + "status: {acceptedNames: {kind: '', plural: ''}, conditions: [], storedVersions: []}\n", []),
        (crd(names="{plural: tabs}"),
         [f"spec.names.{it}: Required value" for it in ("kind", "listKind", "singular")]),
        (crd("{type: object, properties: {a: {type: string}}}", ", selectableFields: [{jsonPath: .a}]"), []),
        (crd("{type: object, properties: {a: {type: object}}}",
             ", selectableFields: [{jsonPath: .a}, {jsonPath: .b}]"),
         [f"spec.selectableFields[{at}].jsonPath: Invalid value" for at in (0, 1)]),
        (crd(spec="group: example.com, scope: Cluster, conversion: {strategy: Webhook}"),
         ["spec.conversion.conversionReviewVersions: Required value",
          "spec.conversion.webhookClientConfig: Required value"]),
        (crd(spec=f"group: example.com, scope: Cluster, conversion: {{strategy: Webhook, {HOOK}}}"), []),
        (crd(spec=f"group: example.com, scope: Cluster, conversion: {{strategy: None, {HOOK}}}"),
         ["spec.conversion.conversionReviewVersions: Forbidden",
          "spec.conversion.webhookClientConfig: Forbidden"]),
        (crd(spec="group: example.com, scope: Cluster, conversion: {strategy: Webhook, webhook: "
             "{conversionReviewVersions: [V2], clientConfig: {url: 'http://a'}}}"),
         ["spec.conversion.conversionReviewVersions: Invalid value",
          "spec.conversion.conversionReviewVersions[0]: Invalid value",
          "spec.conversion.webhookClientConfig.url: Invalid value"]),
        (crd(spec="group: example.com, scope: Cluster, conversion: {strategy: none}"),
         ["spec.conversion.strategy: Unsupported value"]),
    ],
)  # fmt: skip
def test_a_definition_names_its_resource_and_stores_one_version(text: str, expected: list[str]) -> None:
    assert said(text) == expected


OPENED = "x-kubernetes-int-or-string: true"
EITHER = "anyOf: [{type: integer}, {type: string}]"
MAP = "type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k]"
KEY = "properties: {k: {type: string}}"
SCHEMA = "spec.validation.openAPIV3Schema"


def with_field(field: str) -> str:
    return f"{{type: object, properties: {{a: {{{field}}}}}}}"


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
         ["properties[a].items.type: Invalid value",
          "properties[a].x-kubernetes-list-map-keys: Required value"]),
        ("{type: object, properties: {a: {type: object, x-kubernetes-list-type: sets}}}",
         ["properties[a].type: Invalid value", "properties[a].x-kubernetes-list-type: Unsupported value"]),
        ("{type: object, additionalProperties: {}}",
         ["additionalProperties.type: Required value", "additionalProperties: Forbidden"]),
        ("{type: object, properties: {a: {$ref: b}}}", ["properties[a].$ref: Forbidden"]),
        ("{type: object, properties: {a: {type: array, items: {type: string}, uniqueItems: true}}}",
         ["properties[a].uniqueItems: Forbidden"]),
        ("{type: object, properties: {a: {type: string}}, additionalProperties: {type: string}}",
         ["additionalProperties: Forbidden"]),
        ("{type: object, properties: {a: {type: string, anyOf: [{type: string}, {minLength: 2}]}}}",
         ["properties[a].anyOf[0].type: Forbidden"]),
        (with_field(f"{EITHER}, x-kubernetes-int-or-string: true"), []),
        (with_field(f"{OPENED}, allOf: [{{{EITHER}}}]"), []),
        ("{type: object, properties: {a: {anyOf: [{type: string}], x-kubernetes-int-or-string: true}}}",
         ["properties[a].anyOf[0].type: Forbidden"]),
        ("{type: object, additionalProperties: {type: string}}", ["additionalProperties: Forbidden"]),
        (with_field("type: string, pattern: '^(?:a|[(?!])\\(?=?$'"), []),
        (with_field("type: string, pattern: '^(?!a)'"), ["properties[a].pattern: Invalid value"]),
        (with_field("type: string, pattern: '(a)\\1'"), ["properties[a].pattern: Invalid value"]),
        (with_field("type: string, pattern: '[a'"), ["properties[a].pattern: Invalid value"]),
        ("{type: object, nullable: true}", ["nullable: Forbidden"]),
        ("{type: object, properties: {metadata: {type: object, properties: {name: {type: string}}}}}", []),
        ("{type: object, properties: {metadata: {type: object, required: [name]}}}",
         ["properties[metadata]: Forbidden"]),
        ("{type: object, properties: {kind: {type: integer}}}", ["properties[kind].type: Invalid value"]),
        ("{type: object, properties: {a: {type: object, x-kubernetes-embedded-resource: true}}}",
         ["properties[a].properties: Required value"]),
        ("{type: object, anyOf: [{properties: {b: {minLength: 1}}}]}", ["properties[b]: Required value"]),
        ("{type: object, properties: {b: {type: string}}, anyOf: [{properties: {b: {minLength: 1}}}]}", []),
        ("{type: object, properties: {a: {type: integer, default: '3'}, b: {type: number, default: 3}}}",
         ["properties[a].default: Invalid value"]),
        (with_field(f"{MAP}, items: {{type: object, {KEY}, required: [k]}}"),
         []),
        (with_field(f"{MAP}, items: {{type: object, {KEY}}}"),
         ["properties[a].items.properties[k].default: Required value"]),
        (with_field(f"{MAP}, items: {{type: object}}"),
         ["properties[a].x-kubernetes-list-map-keys: Invalid value"]),
        (with_field(f"{MAP}, items: {{type: string}}"),
         ["properties[a].items.type: Invalid value"]),
        ("{type: object, properties: {a: {type: array, x-kubernetes-list-type: set, items: {type: object}}}}",
         ["properties[a].items.x-kubernetes-map-type: Invalid value"]),
        ("{type: object, x-kubernetes-validations: [{rule: ' '}, {rule: 'true', message: ' ', reason: Bad}]}",
         ["x-kubernetes-validations[0].rule: Required value",
          "x-kubernetes-validations[1].message: Invalid value",
          "x-kubernetes-validations[1].reason: Unsupported value"]),
    ],
)  # fmt: skip
def test_a_schema_says_the_type_of_every_field(schema: str, expected: list[str]) -> None:
    assert said(crd(schema)) == [f"{SCHEMA}.{it}" for it in expected]


def test_a_root_with_a_status_beside_it_only_says_its_fields() -> None:
    schema = "{type: object, properties: {a: {type: string}}, oneOf: [{required: [a]}]}"

    assert said(crd(schema)) == []
    assert said(crd(schema, ", subresources: {status: {}}")) == [f"{SCHEMA}: Invalid value"]


def test_an_expression_in_a_schema_is_balanced() -> None:
    schema = "{type: object, x-kubernetes-validations: [{rule: 'size(self'}]}"

    assert said(crd(schema)) == [f"{SCHEMA}.x-kubernetes-validations[0].rule: Invalid value"]
