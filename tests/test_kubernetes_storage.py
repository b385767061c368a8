"""Volumes of the cluster, claims and classes of storage: what the server refuses of them."""

from __future__ import annotations

import pytest

from noteproof import yamltree
from noteproof.finding import Severity, printed
from noteproof.language import Target
from noteproof.languages import kubernetes
from noteproof.text import Snippet, Source


def said(text: str, place: str | None = None, minor: str = "1.36") -> list[str]:
    """Each finding in the words of the server: its place, and the server's own name for it."""
    documents = yamltree.read(Snippet.whole(Source("x.yaml", text)), kubernetes.dialect).documents
    return sorted(
        f"{printed(it.finding.route or ())}: {it.finding.says.upstream}"
        for it in kubernetes.load(documents, Target((minor,), "kubectl", place)).findings
        if it.finding.severity is Severity.ERROR
    )


def volume(rest: str, capacity: str = "{storage: 1Gi}", modes: str = "[ReadWriteOnce]") -> str:
    head = "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: v}\nspec:\n"
    return f"{head}  capacity: {capacity}\n  accessModes: {modes}\n{rest}"


def claim(rest: str = "", size: str = "1Gi", modes: str = "[ReadWriteOnce]") -> str:
    head = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: v}\nspec:\n"
    return f"{head}  accessModes: {modes}\n  resources: {{requests: {{storage: {size}}}}}\n{rest}"


HOST = "  hostPath: {path: /mnt}\n"
LOCAL = """\
  local: {path: /mnt}
  nodeAffinity:
    required:
      nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [a]}]}]
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(volume(HOST), [], id="one of a host"),
        pytest.param(volume(LOCAL), [], id="a local one"),
        pytest.param(volume("  csi: {driver: Csi.example.com, volumeHandle: a}\n"), [], id="of a driver"),
        pytest.param(
            "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: v}\n",
            ["spec.accessModes: Required value", "spec.capacity: Required value", "spec: Required value"],
            id="no spec",
        ),
        pytest.param(volume(""), ["spec: Required value"], id="no source"),
        pytest.param(volume("  # …\n"), [], id="left out"),
        pytest.param(
            volume(HOST + "  nfs: {server: a, path: /}\n  cephfs: {monitors: [a]}\n"),
            ["spec.cephFS: Forbidden", "spec.nfs: Forbidden"],
            id="three sources",
        ),
        pytest.param(volume("  local: {path: /mnt}\n"), ["spec.nodeAffinity: Required value"], id="anywhere"),
        pytest.param(
            volume(LOCAL.replace("/mnt", "/a/../b")), ["spec.local.path: Invalid value"], id="steps up"
        ),
        pytest.param(volume(HOST, "{memory: 1Gi}"), ["spec.capacity: Invalid value"], id="memory"),
        pytest.param(volume(HOST, "{storage: 0}"), ["spec.capacity[storage]: Invalid value"], id="no size"),
        pytest.param(volume(HOST, "{}"), ["spec.capacity: Required value"], id="no capacity"),
        pytest.param(volume(HOST, modes="[RWO]"), ["spec.accessModes: Unsupported value"], id="short mode"),
        pytest.param(volume(HOST, modes="[]"), ["spec.accessModes: Required value"], id="no mode"),
        pytest.param(
            volume(HOST, modes="[ReadWriteOnce, ReadWriteOncePod]"),
            ["spec.accessModes: Forbidden"],
            id="alone",
        ),
        pytest.param(
            volume(HOST + "  persistentVolumeReclaimPolicy: retain\n  volumeMode: block\n"),
            ["spec.persistentVolumeReclaimPolicy: Unsupported value", "spec.volumeMode: Unsupported value"],
            id="words",
        ),
        pytest.param(
            volume("  hostPath: {path: //}\n  persistentVolumeReclaimPolicy: Recycle\n"),
            ["spec.persistentVolumeReclaimPolicy: Forbidden"],
            id="recycled root",
        ),
        pytest.param(
            volume(HOST + "  storageClassName: Fast\n"), ["spec.storageClassName: Invalid value"], id="class"
        ),
        pytest.param(
            volume("  csi: {driver: a_b, volumeHandle: a, nodePublishSecretRef: {name: a}}\n"),
            ["spec.csi.driver: Invalid value", "spec.csi.nodePublishSecretRef.namespace: Required value"],
            id="a driver's name",
        ),
    ],
)
def test_a_volume_has_a_size_and_one_source(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(claim("  storageClassName: ''\n  volumeMode: Block\n"), [], id="plain"),
        pytest.param(claim(size="0"), ["spec.resources[storage]: Invalid value"], id="nothing"),
        pytest.param(claim(size="null"), ["spec.resources[storage]: Invalid value"], id="null"),
        pytest.param(
            "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: v}\n",
            ["spec.accessModes: Required value", "spec.resources[storage]: Required value"],
            id="no spec",
        ),
        pytest.param(
            claim().replace("requests", "limits"), ["spec.resources[storage]: Required value"], id="limits"
        ),
        pytest.param(claim(modes="[ReadWriteOnes]"), ["spec.accessModes: Unsupported value"], id="mode"),
        pytest.param(claim("  dataSource: {kind: PersistentVolumeClaim, name: a}\n"), [], id="copy"),
        pytest.param(
            claim("  dataSource: {kind: VolumeSnapshot, name: a}\n"),
            ["spec.dataSource: Invalid value"],
            id="no group",
        ),
        pytest.param(
            claim("  dataSource: {kind: VolumeSnapshot, name: a, apiGroup: snapshot.storage.k8s.io}\n"),
            [],
            id="snapshot",
        ),
        pytest.param(
            claim(
                "  dataSource: {kind: PersistentVolumeClaim, name: a}\n"
                "  dataSourceRef: {kind: PersistentVolumeClaim, name: b}\n"
            ),
            ["spec: Invalid value"],
            id="two sources",
        ),
        pytest.param(
            claim("  volumeAttributesClassName: Fast\n"),
            ["spec.volumeAttributesClassName: Invalid value"],
            id="attributes",
        ),
    ],
)
def test_a_claim_asks_for_storage(text: str, expected: list[str]) -> None:
    assert said(text) == expected


def test_the_claims_of_a_stateful_set_are_taken_as_they_are() -> None:
    text = """\
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: s}
spec:
  serviceName: s
  selector: {matchLabels: {a: b}}
  template:
    metadata: {labels: {a: b}}
    spec: {containers: [{name: c, image: nginx}]}
  volumeClaimTemplates: [{metadata: {name: d}, spec: {}}]
"""

    assert said(text) == []


def test_nothing_is_missing_from_a_part_of_a_claim() -> None:
    assert said("volumeMode: Block\n", "PersistentVolumeClaim.spec") == []
    assert said("hostPath: {path: /}\n", "PersistentVolume.spec") == []


def storage_class(rest: str) -> str:
    return f"apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {{name: c}}\n{rest}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("provisioner: Kubernetes.io/no-provisioner\n", [], id="any case"),
        pytest.param("provisioner: ''\n", ["provisioner: Required value"], id="empty"),
        pytest.param("provisioner: a b\n", ["provisioner: Invalid value"], id="blank"),
        pytest.param(
            "provisioner: a\nreclaimPolicy: Recycle\nvolumeBindingMode: immediate\n",
            ["reclaimPolicy: Unsupported value", "volumeBindingMode: Unsupported value"],
            id="words",
        ),
        pytest.param(
            "provisioner: a\nallowedTopologies: [{matchLabelExpressions: [{key: a, values: [b, b]}]}]\n",
            ["allowedTopologies[0].matchLabelExpressions[0].values[1]: Duplicate value"],
            id="topology",
        ),
    ],
)
def test_a_class_names_what_makes_its_volumes(text: str, expected: list[str]) -> None:
    assert said(storage_class(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            storage_class("provisioner: a\nparameters: {'': b}\n"),
            ["parameters: Invalid value"],
            id="no name",
        ),
        pytest.param(
            storage_class(f"provisioner: a\nparameters: {{a: {'b' * 300_000}}}\n"),
            ["parameters: Too long"],
            id="too much",
        ),
        pytest.param(
            storage_class("driverName: a\n").replace("StorageClass", "VolumeAttributesClass"),
            ["parameters: Required value"],
            id="no attributes",
        ),
        pytest.param(
            "apiVersion: storage.k8s.io/v1\nkind: CSIDriver\nmetadata: {name: c}\n"
            "spec: {fsGroupPolicy: file, volumeLifecycleModes: [persistent],"
            " tokenRequests: [{audience: '', expirationSeconds: 5}]}\n",
            [
                "spec.fsGroupPolicy: Unsupported value",
                "spec.tokenRequests[0].expirationSeconds: Invalid value",
                "spec.volumeLifecycleModes: Unsupported value",
            ],
            id="driver",
        ),
        pytest.param(
            "apiVersion: storage.k8s.io/v1\nkind: VolumeAttachment\nmetadata: {name: c}\n"
            "spec: {attacher: a, nodeName: m, source: {persistentVolumeName: p}}\n",
            [],
            id="attachment",
        ),
    ],
)
def test_the_objects_of_drivers(text: str, expected: list[str]) -> None:
    assert said(text) == expected


def warned(text: str) -> list[str]:
    documents = yamltree.read(Snippet.whole(Source("x.yaml", text)), kubernetes.dialect).documents
    return [
        f"{printed(it.finding.route or ())}: {it.finding.rule.code.partition('/')[2]}"
        for it in kubernetes.load(documents, Target(("1.36",), "kubectl", None)).findings
        if it.finding.severity is Severity.WARNING
    ]


def test_the_server_warns_of_what_is_deprecated() -> None:
    policy = "  persistentVolumeReclaimPolicy: Recycle\n"
    beta = "metadata: {name: v, annotations: {volume.beta.kubernetes.io/storage-class: a}}"

    assert warned(volume(HOST)) == warned(claim()) == []
    assert warned(volume(HOST + policy)) == ["spec.persistentVolumeReclaimPolicy: deprecated-field"]
    assert warned(volume("  rbd: {monitors: [a], image: b}\n")) == ["spec.rbd: deprecated-field"]
    assert warned(claim().replace("metadata: {name: v}", beta)) == [
        "metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated-field"
    ]
    assert warned(claim(size="1500m")) == ["spec.resources.requests[storage]: fractional-bytes"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("iscsi: {targetPortal: a, iqn: 'iqn.2015-02.example.com:test', lun: 0}", []),
        ("iscsi: {targetPortal: '', iqn: disk, lun: 256}",
         ["iqn: Invalid value", "lun: Invalid value", "targetPortal: Required value"]),
        ("azureFile: {secretName: a, shareName: b}", []),
        ("azureFile: {secretName: a, shareName: '', secretNamespace: ''}",
         ["secretNamespace: Required value", "shareName: Required value"]),
        ("cinder: {volumeID: a, secretRef: {name: a}}", ["secretRef.namespace: Required value"]),
        ("glusterfs: {endpoints: a, path: b, endpointsNamespace: Ns}", ["endpointsNamespace: Invalid value"]),
        ("flexVolume: {driver: a/b, options: {a.k8s.io/b: c}}", ["options[a.k8s.io/b]: Invalid value"]),
        ("rbd: {monitors: [], image: ''}", ["image: Required value", "monitors: Required value"]),
    ],
)  # fmt: skip
def test_a_volume_says_what_its_source_needs(source: str, expected: list[str]) -> None:
    text = (
        "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: v}\n"
        f"spec: {{capacity: {{storage: 1Gi}}, accessModes: [ReadWriteOnce], {source}}}\n"
    )
    key = source.partition(":")[0]

    assert said(text) == [f"spec.{key}.{it}" for it in expected]
