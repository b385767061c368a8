"""Static pods: what the kubelet refuses to run without the API server, held against what it said."""

from __future__ import annotations

from typing import Any

import pytest

from noteproof import yamltree
from noteproof.finding import Finding, printed
from noteproof.language import Target
from noteproof.languages import kubernetes
from noteproof.text import Snippet, Source


def load(text: str, versions: tuple[str, ...] = ("1.36",), read_by: Any = "kubelet") -> list[Finding]:
    documents = yamltree.read(Snippet.whole(Source("x.yaml", text)), kubernetes.dialect).documents
    loaded = kubernetes.load(documents, Target(versions, read_by))
    return [found.finding for found in loaded.findings]


def pod(rest: str, name: str = "p") -> str:
    head = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n"
    return f"{head}  containers:\n  - name: c\n    image: nginx\n{rest}"


def references(findings: list[Finding]) -> list[str]:
    """The place and the kubelet's word of each reference."""
    return [
        f"{printed(it.route or ())} {(it.says.upstream or '').removeprefix('static pods may not reference ')}"
        for it in findings
        if it.rule.code == "static-pod/api-reference"
    ]


@pytest.mark.parametrize(
    ("rest", "place"),
    [
        ("  serviceAccountName: a", "spec.serviceAccountName serviceaccounts"),
        ("  serviceAccount: a", "spec.serviceAccount serviceaccounts"),
        ("  imagePullSecrets: [{name: a}]", "spec.imagePullSecrets[0] secrets"),
        ("  resourceClaims: [{name: a}]", "spec.resourceClaims resourceclaims"),
        (
            "    env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}]",
            "spec.containers[0].env[0].valueFrom.secretKeyRef secrets",
        ),
        (
            "    env: [{name: A, valueFrom: {configMapKeyRef: {name: s, key: k}}}]",
            "spec.containers[0].env[0].valueFrom.configMapKeyRef configmaps",
        ),
        ("    envFrom: [{secretRef: {name: s}}]", "spec.containers[0].envFrom[0].secretRef secrets"),
        ("    envFrom: [{configMapRef: {name: s}}]", "spec.containers[0].envFrom[0].configMapRef configmaps"),
        (
            "  initContainers: [{name: i, image: n, envFrom: [{secretRef: {name: s}}]}]",
            "spec.initContainers[0].envFrom[0].secretRef secrets",
        ),
        (
            "  volumes: [{name: v, configMap: {name: s}}]",
            "spec.volumes[0].configMap configmaps",
        ),
        (
            "  volumes: [{name: v, secret: {secretName: s}}]",
            "spec.volumes[0].secret secrets",
        ),
        (
            "  volumes: [{name: v, persistentVolumeClaim: {claimName: s}}]",
            "spec.volumes[0].persistentVolumeClaim persistentvolumeclaims",
        ),
        (
            "  volumes: [{name: v, ephemeral: {}}]",
            "spec.volumes[0].ephemeral persistentvolumeclaims (via ephemeral volumes)",
        ),
        ("  volumes: [{name: v, csi: {driver: d}}]", "spec.volumes[0].csi csidrivers (via CSI volumes)"),
        (
            "  volumes: [{name: v, azureFile: {secretName: s, shareName: t}}]",
            "spec.volumes[0].azureFile secrets",
        ),
        (
            "  volumes: [{name: v, glusterfs: {endpoints: e, path: p}}]",
            "spec.volumes[0].glusterfs endpoints (via glusterFS volumes)",
        ),
        (
            "  volumes: [{name: v, cephfs: {monitors: [m], secretRef: {name: s}}}]",
            "spec.volumes[0].cephfs.secretRef secrets",
        ),
        (
            "  volumes: [{name: v, projected: {sources: [{}, {serviceAccountToken: {path: t}}]}}]",
            "spec.volumes[0].projected.sources[1].serviceAccountToken"
            " serviceaccounts (via projected volumes)",
        ),
        (
            "  volumes: [{name: v, projected: {sources: [{configMap: {name: s}}]}}]",
            "spec.volumes[0].projected.sources[0].configMap configmaps",
        ),
        (
            "  volumes: [{name: v, projected: {sources: [{clusterTrustBundle: {path: t}}]}}]",
            "spec.volumes[0].projected.sources[0].clusterTrustBundle clustertrustbundles",
        ),
    ],
)
def test_a_reference_is_reported_at_its_field(rest: str, place: str) -> None:
    assert [place] == references(load(pod(rest)))


@pytest.mark.parametrize(
    "rest",
    [
        "  serviceAccountName: ''",
        "  imagePullSecrets: []",
        "  imagePullSecrets: [{}]",
        "  resourceClaims: []",
        "  automountServiceAccountToken: false",
        "    env: [{name: A, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]",
        "    env: [{name: A, valueFrom: {secretKeyRef: {key: k}}}]",
        "  volumes: [{name: v, secret: null}]",
        "  volumes: [{name: v}, {name: w, emptyDir: {}}, {name: x, hostPath: {path: /x}}]",
        "  volumes: [{name: v, nfs: {server: s, path: p}}, {name: w, image: {reference: r}}]",
        "  volumes: [{name: v, projected: {sources: [{downwardAPI: {}}]}}]",
        "  volumes: [{name: v, downwardAPI: {}}]",
        "  volumes: [{name: v, cephfs: {monitors: [m]}}]",
    ],
)
def test_what_the_node_has_itself_is_no_reference(rest: str) -> None:
    assert references(load(pod(rest))) == []


def test_a_reference_is_refused_since_1_34_and_by_the_kubelet_alone() -> None:
    text = pod("  serviceAccountName: a")

    assert load(text, ("1.33",)) == []
    assert load(text, read_by="kubectl") == []
    assert [it.says.message for it in load(text, ("1.33", "1.34", "1.35"))] == [
        "a static pod may not refer to serviceaccounts in Kubernetes 1.34 to 1.35"
    ]


@pytest.mark.parametrize(("length", "codes"), [(251, []), (252, ["static-pod/long-name"])])
def test_a_name_leaves_room_for_that_of_the_node(length: int, codes: list[str]) -> None:
    assert codes == [it.rule.code for it in load(pod("", "x" * length))]
    warned = [it.rule.code for it in load(pod("", "x" * length), read_by="kubectl")]
    assert warned == ["kubernetes/long-hostname"]
