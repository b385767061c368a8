"""Webhooks and admission policies: what the server refuses of them."""

from __future__ import annotations

import pytest
from test_kubernetes_storage import said

RULE = "{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods]}"
SERVICE = "{service: {name: s, namespace: m}}"


def hook(rest: str = "", config: str = SERVICE, name: str = "a.example.com", rule: str = RULE) -> str:
    return (
        "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\n"
        f"metadata: {{name: w}}\nwebhooks:\n- name: {name}\n  clientConfig: {config}\n  rules: [{rule}]\n"
        + (rest or "  sideEffects: None\n  admissionReviewVersions: [v1]\n")
    )


def policy(rest: str, match: str = f"{{resourceRules: [{RULE}]}}", kind: str = "Validating") -> str:
    return (
        f"apiVersion: admissionregistration.k8s.io/v1\nkind: {kind}AdmissionPolicy\nmetadata: {{name: p}}\n"
        f"spec:\n  matchConstraints: {match}\n{rest}"
    )


def binding(spec: str) -> str:
    return (
        "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding\n"
        f"metadata: {{name: b}}\nspec: {spec}\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (hook(), []),
        (hook(name="example.com"), ["name: Invalid value"]),
        (hook(name="A.example.com"), ["name: Invalid value"]),
        (hook(name="''"), ["name: Required value"]),
        (hook("  sideEffects: Some\n  admissionReviewVersions: [v2]\n"),
         ["admissionReviewVersions: Invalid value", "sideEffects: Unsupported value"]),
        (hook("  sideEffects: None\n  admissionReviewVersions: [v2, v1beta1]\n"), []),
        (hook("  sideEffects: None\n  admissionReviewVersions: [V2, v1]\n"),
         ["admissionReviewVersions[0]: Invalid value"]),
        (hook("  sideEffects: None\n  admissionReviewVersions: [v1, v1]\n"),
         ["admissionReviewVersions[1]: Invalid value"]),
        (hook("  sideEffects: None\n  admissionReviewVersions: []\n"),
         ["admissionReviewVersions: Required value"]),
        (hook("  timeoutSeconds: 31\n"),
         ["admissionReviewVersions: Required value", "sideEffects: Required value",
          "timeoutSeconds: Invalid value"]),
        (hook(config="{}"), ["clientConfig: Required value"]),
        (hook(config="{url: 'https://a', service: {name: s, namespace: m}}"),
         ["clientConfig: Required value"]),
        (hook(config="{url: 'https://a.io:8443/b'}"), []),
        (hook(config="{url: 'http://a'}"), ["clientConfig.url: Invalid value"]),
        (hook(config="{url: 'https://u@a/?b#c'}"), ["clientConfig.url: Invalid value"]),
        (hook(config="{service: {name: s, namespace: m, path: /a/b/, port: 1}}"), []),
        (hook(config="{service: {name: s, namespace: m, path: a, port: 0}}"),
         ["clientConfig.service.path: Invalid value", "clientConfig.service.port: Invalid value"]),
        (hook(config="{service: {name: s}}"), ["clientConfig.service.namespace: Required value"]),
        (hook(rule="{}"), [f"rules[0].{it}: Required value"
                           for it in ("apiGroups", "apiVersions", "operations", "resources")]),
        (hook(rule=RULE.replace("CREATE", "create")), ["rules[0].operations[0]: Unsupported value"]),
        (hook(rule=RULE.replace("CREATE", "'*', CREATE")), ["rules[0].operations: Invalid value"]),
        (hook(rule=RULE.replace("[pods]", "['*', pods]")), ["rules[0].resources: Invalid value"]),
        (hook(rule=RULE.replace("[pods]", "['*', pods/exec]")), []),
        (hook(rule=RULE.replace("[pods]", "[pods/*, pods/exec]")), ["rules[0].resources[1]: Invalid value"]),
        (hook(rule=RULE.replace("[pods]", "['']")), ["rules[0].resources[0]: Required value"]),
        (hook(rule=RULE[:-1] + ", scope: namespaced}"), ["rules[0].scope: Unsupported value"]),
    ],
)  # fmt: skip
def test_a_webhook_can_be_called(text: str, expected: list[str]) -> None:
    assert sorted(set(said(text))) == [f"webhooks[0].{it}" for it in expected]


def test_the_conditions_of_a_webhook() -> None:
    rest = "  sideEffects: None\n  admissionReviewVersions: [v1]\n  matchConditions:\n"
    twice = "  - {name: a, expression: a}\n  - {name: a, expression: f(}\n  - {name: '', expression: ' '}\n"

    assert said(hook(rest + twice)) == [
        "webhooks[0].matchConditions[1].expression: Invalid value",
        "webhooks[0].matchConditions[1].name: Duplicate value",
        "webhooks[0].matchConditions[2].expression: Required value",
        "webhooks[0].matchConditions[2].name: Required value",
    ]


def test_two_webhooks_have_two_names() -> None:
    body = hook().split("webhooks:\n")[1]

    assert said(hook() + body) == ["webhooks[1].name: Duplicate value"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (policy("  validations: [{expression: 'true', reason: Forbidden}]\n"), []),
        (policy("  auditAnnotations: [{key: a, valueExpression: \"'b'\"}]\n"), []),
        (policy(""), ["spec.auditAnnotations: Required value", "spec.validations: Required value"]),
        (policy("  validations: [{expression: 'true'}]\n", "{}"),
         ["spec.matchConstraints.resourceRules: Required value"]),
        (policy("  validations: [{expression: 'true'}]\n", "null"),
         ["spec.matchConstraints: Required value"]),
        (policy("  failurePolicy: fail\n  validations: [{expression: ' ', reason: Bad, message: ' '}]\n"),
         ["spec.failurePolicy: Unsupported value", "spec.validations[0].expression: Required value",
          "spec.validations[0].message: Invalid value", "spec.validations[0].reason: Unsupported value"]),
        (policy("  validations: [{expression: 'f(', message: \"a\\nb\"}]\n"),
         ["spec.validations[0].expression: Invalid value", "spec.validations[0].message: Invalid value"]),
        (policy("  validations: [{expression: 'true'}]\n  variables: [{name: in, expression: '1'}]\n"),
         ["spec.variables[0].name: Invalid value"]),
        (policy("  validations: [{expression: 'true'}]\n  paramKind: {apiVersion: v1, kind: A-b}\n"), []),
        (policy("  validations: [{expression: 'true'}]\n  paramKind: {apiVersion: A/v1}\n"),
         ["spec.paramKind.apiVersion: Invalid value", "spec.paramKind.kind: Required value"]),
        (policy("  auditAnnotations: [{key: a b, valueExpression: \"'b'\"}]\n"),
         ["spec.auditAnnotations[0].key: Invalid value"]),
        (policy("  reinvocationPolicy: Never\n"
                "  mutations: [{patchType: JSONPatch, jsonPatch: {expression: a}}]\n", kind="Mutating"), []),
        (policy("  mutations: [{patchType: JSONPatch}]\n", kind="Mutating"),
         ["spec.mutations[0].jsonPatch: Required value", "spec.reinvocationPolicy: Required value"]),
        (policy("  reinvocationPolicy: Never\n", kind="Mutating"), ["spec.mutations: Required value"]),
        (binding("{policyName: p, validationActions: [Deny, Audit]}"), []),
        (binding("{policyName: P, validationActions: [deny]}"),
         ["spec.policyName: Invalid value", "spec.validationActions[0]: Unsupported value"]),
        (binding("{policyName: p, validationActions: []}"), ["spec.validationActions: Required value"]),
        (binding("null"), ["spec.policyName: Required value", "spec.validationActions: Required value"]),
        (binding("{policyName: p, validationActions: [Deny, Warn, Deny]}"),
         ["spec.validationActions: Invalid value", "spec.validationActions[2]: Duplicate value"]),
        (binding("{policyName: p, validationActions: [Deny], paramRef: {}}"),
         ["spec.paramRef.parameterNotFoundAction: Required value", "spec.paramRef: Required value"]),
        (binding("{policyName: p, validationActions: [Deny],"
                 " paramRef: {name: a, selector: {}, parameterNotFoundAction: deny}}"),
         ["spec.paramRef.name: Forbidden", "spec.paramRef.parameterNotFoundAction: Unsupported value",
          "spec.paramRef.selector: Forbidden"]),
    ],
)  # fmt: skip
def test_a_policy_says_what_it_judges(text: str, expected: list[str]) -> None:
    assert said(text) == expected
