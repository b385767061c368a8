"""Requests for certificates, services of APIs, and how the server shares its attention."""

from __future__ import annotations

import base64

import pytest
from test_kubernetes_storage import said

PEM = b"-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n"
REQUEST = base64.b64encode(PEM).decode()
SIGNER = "kubernetes.io/kube-apiserver-client"


def csr(request: str = REQUEST, signer: str = SIGNER, rest: str = "usages: [client auth]") -> str:
    return (
        "apiVersion: certificates.k8s.io/v1\nkind: CertificateSigningRequest\nmetadata: {name: c}\n"
        f"spec: {{request: {request}, signerName: {signer}, {rest}}}\n"
    )


def api(spec: str, name: str = "v1.example.com") -> str:
    head = "apiVersion: apiregistration.k8s.io/v1\nkind: APIService\n"
    return f"{head}metadata: {{name: {name}}}\nspec: {{group: example.com, version: v1, {spec}}}\n"


def flow(kind: str, spec: str) -> str:
    head = f"apiVersion: flowcontrol.apiserver.k8s.io/v1\nkind: {kind}\n"
    return f"{head}metadata: {{name: f}}\nspec: {spec}\n"


RULE = "resourceRules: [{verbs: [get], apiGroups: [''], resources: [pods], namespaces: ['*']}]"
GROUP = "subjects: [{kind: Group, group: {name: a}}]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (csr(), []),
        (csr(request="YWJj"), ["spec.request: Invalid value"]),
        (csr(signer="example"), ["spec.signerName: Invalid value"]),
        (csr(signer="kubernetes.io/legacy-unknown"), ["spec.signerName: Invalid value"]),
        (csr(rest="usages: []"), ["spec.usages: Required value"]),
        (csr(rest="usages: [Client Auth, any, any], expirationSeconds: 599"),
         ["spec.expirationSeconds: Invalid value", "spec.usages[0]: Unsupported value",
          "spec.usages[2]: Duplicate value"]),
        (csr().split("spec:")[0],
         ["spec.request: Required value", "spec.signerName: Required value", "spec.usages: Required value"]),
        (api("groupPriorityMinimum: 1, versionPriority: 1"), []),
        (api("groupPriorityMinimum: 0, versionPriority: 1001"),
         ["spec.groupPriorityMinimum: Invalid value", "spec.versionPriority: Invalid value"]),
        (api("groupPriorityMinimum: 1, versionPriority: 1", "example"), ["metadata.name: Invalid value"]),
        (api("groupPriorityMinimum: 1, versionPriority: 1, insecureSkipTLSVerify: true, caBundle: YWJj,"
             " service: {name: a, namespace: b}"), ["spec.insecureSkipTLSVerify: Invalid value"]),
        (api("groupPriorityMinimum: 1, versionPriority: 1, service: {name: a, port: 0}"),
         ["spec.service.namespace: Required value", "spec.service.port: Invalid value"]),
        (flow("FlowSchema", f"{{priorityLevelConfiguration: {{name: a}}, rules: [{{{GROUP}, {RULE}}}]}}"),
         []),
        (flow("FlowSchema", f"{{priorityLevelConfiguration: {{name: a}}, rules: [{{{GROUP}}}]}}"),
         ["spec.rules[0]: Required value"]),
        (flow("FlowSchema", "{matchingPrecedence: 10001, priorityLevelConfiguration: {name: A}}"),
         ["spec.matchingPrecedence: Invalid value", "spec.priorityLevelConfiguration.name: Invalid value"]),
        (flow("FlowSchema", "{priorityLevelConfiguration: {name: a},"
              f" rules: [{{subjects: [{{kind: User, group: {{name: a}}}}], {RULE}}}]}}"),
         ["spec.rules[0].subjects[0].group: Forbidden", "spec.rules[0].subjects[0].user: Required value"]),
        (flow("PriorityLevelConfiguration", "{type: Limited, limited: {limitResponse: {type: Reject}}}"), []),
        (flow("PriorityLevelConfiguration", "{type: Limited}"), ["spec.limited: Required value"]),
        (flow("PriorityLevelConfiguration", "{type: limited}"), ["spec.type: Unsupported value"]),
        (flow("PriorityLevelConfiguration", "{type: Limited, limited: {limitResponse: {type: Queue}}}"),
         ["spec.limited.limitResponse.queuing: Required value"]),
        (flow("PriorityLevelConfiguration", "{type: Limited, limited: {limitResponse:"
              " {type: Queue, queuing: {queues: 2, handSize: 3}}}}"),
         ["spec.limited.limitResponse.queuing.handSize: Invalid value"]),
    ],
)  # fmt: skip
def test_what_the_server_refuses(text: str, expected: list[str]) -> None:
    assert said(text) == expected
