"""The metadata of objects: names by their kind, labels, owners, finalizers, in the words of the server."""

from __future__ import annotations

import pytest

from noteproof import yamltree
from noteproof.finding import Finding, Severity, printed
from noteproof.language import ReadBy, Target
from noteproof.languages import kubernetes
from noteproof.text import Snippet, Source

NAME = "metadata.name: Invalid value"


def found(text: str, read_by: ReadBy = "kubectl", version: str = "1.36") -> list[Finding]:
    documents = yamltree.read(Snippet.whole(Source("x.yaml", text)), kubernetes.dialect).documents
    return [it.finding for it in kubernetes.load(documents, Target((version,), read_by)).findings]


def said(text: str, read_by: ReadBy = "kubectl", version: str = "1.36") -> list[str]:
    """Each error in the words of the server: its place, and the server's own name for it."""
    return [
        f"{printed(it.route or ())}: {it.says.upstream}"
        for it in found(text, read_by, version)
        if it.severity is Severity.ERROR
    ]


def pod(metadata: str) -> str:
    spec = "spec: {containers: [{name: c, image: nginx}]}"
    return f"apiVersion: v1\nkind: Pod\nmetadata: {{{metadata}}}\n{spec}\n"


def template(metadata: str) -> str:
    spec = "spec: {containers: [{name: c, image: nginx}]}"
    inner = f"template: {{metadata: {{{metadata}}}, {spec}}}"
    return f"apiVersion: v1\nkind: PodTemplate\nmetadata: {{name: t}}\n{inner}\n"


def stub(kind: str, name: str) -> str:
    bodies = {
        "Namespace": ("v1", ""),
        "ConfigMap": ("v1", ""),
        "ServiceAccount": ("v1", ""),
        "Service": ("v1", "spec: {ports: [{port: 80}]}"),
        "ClusterRole": ("rbac.authorization.k8s.io/v1", "rules: []"),
        "PodDisruptionBudget": ("policy/v1", "spec: {minAvailable: 1}"),
        "CronJob": (
            "batch/v1",
            "spec: {schedule: '@daily', jobTemplate: {spec: {template: {spec: {restartPolicy: Never,"
            " containers: [{name: c, image: i}]}}}}}",
        ),
        "StatefulSet": (
            "apps/v1",
            "spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}},"
            " spec: {containers: [{name: c, image: i}]}}}",
        ),
    }
    version, body = bodies[kind]
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: {name}}}\n{body}\n"


@pytest.mark.parametrize(
    ("kind", "name", "fits"),
    [
        ("Namespace", "dev", True),
        ("Namespace", "Dev", False),
        ("Namespace", "a.b", False),
        ("ConfigMap", "a.b", True),
        ("ConfigMap", "a_b", False),
        ("ConfigMap", "a..b", False),
        ("ConfigMap", "x" * 253, True),
        ("ConfigMap", "x" * 254, False),
        ("ServiceAccount", "'1'", True),
        ("Service", "1a", True),
        ("Service", "a.b", False),
        ("Service", "x" * 64, False),
        ("ClusterRole", "system:node", True),
        ("ClusterRole", "a/b", False),
        ("ClusterRole", "a%b", False),
        ("ClusterRole", "..", False),
        ("ClusterRole", "..a", True),
        ("PodDisruptionBudget", "Web_1", True),
        ("PodDisruptionBudget", "a/b", False),
        ("CronJob", "x" * 52, True),
        ("CronJob", "x" * 53, False),
        ("StatefulSet", "web", True),
        ("StatefulSet", "a.b", False),
    ],
)
def test_a_name_is_of_the_form_of_its_kind(kind: str, name: str, fits: bool) -> None:
    assert said(stub(kind, name)) == ([] if fits else [NAME])


def test_the_name_of_a_service_may_begin_with_a_digit_since_1_36() -> None:
    assert said(stub("Service", "1a"), version="1.35") == [NAME]
    assert said(stub("Service", "a1"), version="1.35") == []


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ("generateName: web-", []),
        ("generateName: P_", ["metadata.generateName: Invalid value", NAME]),
        ("generateName: web., name: web", ["metadata.generateName: Invalid value"]),
        ("generateName: '', name: web", []),
        ("generateName: P-, name: ''", [NAME]),
        ("name: p, namespace: a.b", ["metadata.namespace: Invalid value"]),
        ("name: p, namespace: ''", []),
        ("name: p, labels: {app: ''}", []),
        ("name: p, labels: {app: null}", []),
        ("name: p, labels: {app: a b}", ["metadata.labels: Invalid value"]),
        ("name: p, labels: {app: _a}", ["metadata.labels: Invalid value"]),
        ("name: p, labels: {app: A_b.C-1}", []),
        (f"name: p, labels: {{app: {'x' * 63}}}", []),
        (f"name: p, labels: {{app: {'x' * 64}}}", ["metadata.labels: Invalid value"]),
        ("name: p, labels: {app:}", ["metadata.labels: Invalid value"]),
        ("name: p, labels: {example.com/App_1: x}", []),
        ("name: p, labels: {Example.com/app: x}", ["metadata.labels: Invalid value"]),
        ("name: p, labels: {a/b/c: x, /d: x, e/: x}", ["metadata.labels: Invalid value"] * 3),
        ("name: p, annotations: {Example.com/App: a b}", []),
        ("name: p, annotations: {a b: x}", ["metadata.annotations: Invalid value"]),
        ("name: p, finalizers: [a/b, orphan]", []),
        ("name: p, finalizers: [cleanup]", ["metadata.finalizers[0]: Invalid value"]),
        ("name: p, finalizers: ['a b/c']", ["metadata.finalizers: Invalid value"]),
        ("name: p, finalizers: [orphan, foregroundDeletion]", ["metadata.finalizers: Invalid value"]),
        ("name: p, ownerReferences: [{apiVersion: v1, kind: Node, name: o, uid: u}]", []),
        (
            "name: p, ownerReferences: [{kind: X, name: ''}]",
            [
                "metadata.ownerReferences.apiVersion: Invalid value",
                "metadata.ownerReferences.name: Invalid value",
                "metadata.ownerReferences.uid: Invalid value",
            ],
        ),
        (
            "name: p, ownerReferences: [{apiVersion: a/b/v1, kind: A, name: o, uid: u}]",
            ["metadata.ownerReferences.apiVersion: Invalid value"],
        ),
        (
            "name: p, ownerReferences: [{apiVersion: v1, kind: Event, name: o, uid: u}]",
            ["metadata.ownerReferences: Invalid value"],
        ),
        (
            "name: p, ownerReferences: [{apiVersion: v1, kind: A, name: o, uid: u, controller: true},"
            " {apiVersion: v1, kind: A, name: m, uid: v, controller: true}]",
            ["metadata.ownerReferences: Invalid value"],
        ),
    ],
)
def test_the_metadata_of_a_pod(metadata: str, expected: list[str]) -> None:
    assert said(pod(metadata)) == expected


def test_a_template_has_labels_but_no_name() -> None:
    assert said(template("name: A_B, namespace: C_D, finalizers: [x], labels: {a: b}")) == []
    assert said(template("labels: {a: b c}, annotations: {d e: f}")) == [
        "template.labels: Invalid value",
        "template.annotations: Invalid value",
    ]


@pytest.mark.parametrize(
    ("annotation", "path"),
    [
        ("container.apparmor.security.beta.kubernetes.io/c: x", "[{}]"),
        ("seccomp.security.alpha.kubernetes.io/pod: x", ".{}"),
        ("controller.kubernetes.io/pod-deletion-cost: x", "[{}]"),
    ],
)
def test_the_annotations_of_a_template_are_named_without_metadata(annotation: str, path: str) -> None:
    named = path.format(annotation.partition(":")[0])

    assert said(template(f"annotations: {{{annotation}}}")) == [f"template.annotations{named}: Invalid value"]


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("app:", "write a blank behind the colon: `app: `, and the value"),
        ("my app", "write `my-app`"),
        ("Example.com/app", "write `example.com/app`"),
    ],
)
def test_the_key_of_a_label_is_mended(key: str, hint: str) -> None:
    labels = "{app:}" if key == "app:" else f"{{{key}: x}}"

    assert found(pod(f"name: p, labels: {labels}"))[0].says.hint == hint


def test_a_job_has_the_labels_of_its_template_unless_it_has_its_own() -> None:
    spec = "restartPolicy: Never, containers: [{name: c, image: i}]"
    text = (
        "apiVersion: batch/v1\nkind: Job\nmetadata: {name: j%s}\n"
        f"spec: {{template: {{metadata: {{labels: {{a: b c}}}}, spec: {{{spec}}}}}}}\n"
    )

    assert said(text % "") == ["spec.template.labels: Invalid value", "metadata.labels: Invalid value"]
    assert said(text % ", labels: {a: b}") == ["spec.template.labels: Invalid value"]


def test_annotations_have_256_kib_in_all() -> None:
    text = "name: p, annotations: {a: %s, b: %s}"
    half = "x" * ((128 << 10) - 1)

    codes = [it.rule.code for it in found(pod(text % (half, half + "y")))]
    assert codes == ["kubernetes/too-many-annotations"]

    assert said(pod(text % (half, half))) == []
    assert said(pod(text % (half, half + "y"))) == ["metadata.annotations: Too long"]
    assert said(pod(text % ("é" * (64 << 10), half))) == ["metadata.annotations: Too long"]


def test_a_name_that_is_no_host_name_is_warned_of() -> None:
    warned = [it.says.message for it in found(pod("name: a.b")) if it.severity is Severity.WARNING]

    assert warned == ['"a.b" makes trouble as the host name of the Pod: it has a dot']
    assert found(pod("name: a-b")) == []
    assert found(pod("name: a.b"), "kubelet") == []


def test_a_namespace_of_what_stands_in_none_is_warned_of() -> None:
    text = stub("ClusterRole", "r, namespace: prod")

    assert [it.rule.code for it in found(text)] == ["kubernetes/stray-namespace"]
    assert found(stub("ConfigMap", "r, namespace: prod")) == []


def test_a_fault_points_at_the_label_and_says_how_to_write_it() -> None:
    text = pod("name: p, labels: {app: web team}")
    documents = yamltree.read(Snippet.whole(Source("x.yaml", text)), kubernetes.dialect).documents
    (fault,) = found(text)
    span = documents[0].span(fault.where)

    assert text[span.start : span.end] == "web team"
    assert fault.says.message == '"web team" cannot be the value of a label: it has a blank'
    assert fault.says.hint == "write `web-team`"


def test_large_names_and_labels_are_read_in_no_time() -> None:
    long = "a." * 500_000

    assert said(pod(f"name: {long}, labels: {{? {long} : {long}}}")) == [
        NAME,
        "metadata.labels: Invalid value",
        "metadata.labels: Invalid value",
    ]
