"""The volumes of a pod: what each source needs, and what projected files may be called."""

from __future__ import annotations

import pytest
from test_kubernetes_pods import hints, load, pod, said

from noteproof.finding import Severity, printed

DISK = "eui.0123456789abcdef"
ITEM = "items: [{key: a, path: b}]"
V = "spec.volumes[0]"
CLAIM = "{spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}"


def volume(source: str, rest: str = "") -> str:
    return pod(f"  volumes:\n  - {{name: v, {source}}}\n{rest}")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("emptyDir: {sizeLimit: 0}", []),
        ("emptyDir: {sizeLimit: -1}", ["emptyDir.sizeLimit: Forbidden"]),
        ("emptyDir: {medium: memory}", []),
        ("emptyDir: {}, hostPath: {path: /a}", ["hostPath: Forbidden"]),
        ("hostPath: {path: /a}, emptyDir: {}, cephfs: {monitors: [a]}",
         ["hostPath: Forbidden", "cephFS: Forbidden"]),
        ("hostPath: {path: /a}, emptyDir: null", []),
        ("gitRepo: {repository: a, directory: b}", []),
        ("gitRepo: {repository: a, directory: /b}", ["gitRepo.directory: Invalid value"]),
        ("gcePersistentDisk: {pdName: a, partition: 255}", []),
        ("gcePersistentDisk: {partition: 256}",
         ["persistentDisk.pdName: Required value", "persistentDisk.partition: Invalid value"]),
        ("awsElasticBlockStore: {volumeID: ''}", ["awsElasticBlockStore.volumeID: Required value"]),
        ("nfs: {server: a, path: /b}", []),
        ("nfs: {server: '', path: b}", ["nfs.server: Required value", "nfs.path: Invalid value"]),
        ("iscsi: {targetPortal: a, iqn: 'iqn.2001-04.org.example:d', lun: 255}", []),
        ("iscsi: {targetPortal: a, iqn: iqn.d, lun: 256}",
         ["iscsi.iqn: Invalid value", "iscsi.lun: Invalid value"]),
        ("iscsi: {targetPortal: a, iqn: eui.0123456789abcdef, chapAuthSession: true}",
         ["iscsi.secretRef: Required value"]),
        ("iscsi: {targetPortal: a, iqn: eui.0123456789abcdef, initiatorName: x}",
         ["iscsi.initiatorname: Invalid value"]),
        (f"iscsi: {{targetPortal: {'x' * 64}, iqn: {DISK}, initiatorName: {DISK}}}", ["name: Invalid value"]),
        ("fc: {wwids: [a]}", []),
        ("fc: {}", ["fc.targetWWNs: Required value"]),
        ("fc: {targetWWNs: [a]}", ["fc.lun: Required value"]),
        ("fc: {targetWWNs: [a], wwids: [b], lun: 0}", ["fc.targetWWNs: Invalid value"]),
        ("flocker: {datasetUUID: a}", []),
        ("flocker: {}", ["flocker: Required value"]),
        ("flocker: {datasetName: a/b}", ["flocker.datasetName: Invalid value"]),
        ("quobyte: {registry: 'a:1,b:2', volume: c}", []),
        ("quobyte: {registry: a, volume: c}", ["quobyte.registry: Invalid value"]),
        ("flexVolume: {driver: a, options: {b: c}}", []),
        ("flexVolume: {driver: a, options: {x.k8s.io/b: c}}",
         ["flexVolume.options[x.k8s.io/b]: Invalid value"]),
        ("azureDisk: {diskName: a, diskURI: 'https://b'}", []),
        ("azureDisk: {diskName: a, diskURI: 'https://b', kind: Managed}",
         ["azureDisk.diskURI: Unsupported value"]),
        ("azureDisk: {diskName: a, diskURI: 'https://b', cachingMode: none}",
         ["azureDisk.cachingMode: Unsupported value"]),
        ("scaleIO: {gateway: a, system: b, volumeName: c}", []),
        ("scaleIO: {gateway: a, system: b}", ["scaleIO.volumeName: Required value"]),
        ("storageos: {volumeName: A}", ["storageos.volumeName: Invalid value"]),
        ("cinder: {volumeID: a, secretRef: {}}", ["cinder.secretRef.name: Required value"]),
        ("rbd: {monitors: [], image: a}", ["rbd.monitors: Required value"]),
        ("csi: {driver: a.B}", []),
        ("csi: {driver: a_b}", ["csi.driver: Invalid value"]),
        (f"csi: {{driver: {'x' * 64}}}", ["csi.driver: Too long"]),
        ("csi: {driver: a, nodePublishSecretRef: {name: B}}", ["csi.name: Invalid value"]),
        ("csi: {driver: a, nodePublishSecretRef: {}}", ["csi.nodePublishSecretRef.name: Required value"]),
        (f"ephemeral: {{volumeClaimTemplate: {CLAIM}}}", []),
        ("ephemeral: {}", ["ephemeral.volumeClaimTemplate: Required value"]),
        ("image: {reference: a}", []),
        ("image: {pullPolicy: always}",
         ["image.reference: Required value", "image.pullPolicy: Unsupported value"]),
        ("persistentVolumeClaim: {claimName: ''}", ["persistentVolumeClaim.claimName: Required value"]),
        ("configMap: {name: a, defaultMode: 0777}", []),
        ("configMap: {name: a, defaultMode: 777}", ["configMap.defaultMode: Invalid value"]),
        ("secret: {}", ["secret.secretName: Required value"]),
        ("secret: {secretName: A_b, items: [{key: a, path: b/c, mode: 0400}]}", []),
        ("secret: {secretName: a, items: [{key: '', path: ''}]}",
         ["secret.items[0].key: Required value", "secret.items[0].path: Required value"]),
        ("secret: {secretName: a, items: [{key: a, path: /b}]}", ["secret.items[0].path: Invalid value"]),
        ("secret: {secretName: a, items: [{key: a, path: ..b}]}", ["secret.items[0].path: Invalid value"]),
        ("secret: {secretName: a, items: [{key: a, path: b/..c}]}", []),
        ("downwardAPI: {items: [{path: a, fieldRef: {fieldPath: metadata.labels}}]}", []),
        ("downwardAPI: {items: [{path: a, fieldRef: {fieldPath: \"metadata.labels['x']\"}}]}", []),
        ("downwardAPI: {items: [{path: a, fieldRef: {fieldPath: status.podIP}}]}",
         ["downwardAPI.fieldRef.fieldPath: Unsupported value"]),
        ("downwardAPI: {items: [{fieldRef: {fieldPath: metadata.name}}]}",
         ["downwardAPI.path: Required value"]),
        ("downwardAPI: {items: [{path: a}]}", ["downwardAPI: Required value"]),
        ("downwardAPI: {items: [{path: a, resourceFieldRef: {containerName: c, resource: limits.cpu}}]}", []),
        ("downwardAPI: {items: [{path: a, resourceFieldRef: {resource: limits.cpu}}]}",
         ["downwardAPI.resourceFieldRef.containerName: Required value"]),
    ],
)  # fmt: skip
def test_a_source_has_what_it_needs(source: str, expected: list[str]) -> None:
    assert sorted(said(volume(source))) == sorted(f"{V}.{it}" for it in expected)


@pytest.mark.parametrize(
    ("sources", "rest", "expected"),
    [
        ("{secret: {name: a}}, {configMap: {name: a}}", "", []),
        ("{secret: {}}", "", ["projected.sources[0].secret.name: Required value"]),
        ("{secret: {name: a}, configMap: {name: a}}", "", ["projected.sources[0]: Forbidden"]),
        (
            f"{{secret: {{name: a, {ITEM}}}}}, {{configMap: {{name: a, {ITEM}}}}}",
            "",
            ["projected: Invalid value"],
        ),
        ("{serviceAccountToken: {path: a}}", "  serviceAccountName: b", []),
        ("{serviceAccountToken: {}}", "  serviceAccountName: b", ["projected.path: Required value"]),
        ("{serviceAccountToken: {path: a}}", "", ["projected.sources[0].serviceAccountToken: Forbidden"]),
        (
            "{serviceAccountToken: {path: /a, expirationSeconds: 599}}",
            "  serviceAccountName: b",
            [
                "projected.path: Invalid value",
                "projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value",
            ],
        ),
        ("{clusterTrustBundle: {name: a, path: b}}", "", []),
        (
            "{clusterTrustBundle: {path: b}}",
            "",
            ["projected.sources[0].clusterTrustBundle: Required value"],
        ),
        (
            "{clusterTrustBundle: {path: b, name: a, signerName: c.d/e}}",
            "",
            ["projected.sources[0].clusterTrustBundle: Invalid value"],
        ),
        (
            "{downwardAPI: {items: [{path: ..a, fieldRef: {fieldPath: metadata.uid}}]}}",
            "",
            ["projected.sources[0].downwardAPI.path: Invalid value"],
        ),
    ],
)  # fmt: skip
def test_a_volume_projects_several_sources(sources: str, rest: str, expected: list[str]) -> None:
    found = said(volume(f"projected: {{sources: [{sources}]}}", rest))

    assert sorted(found) == sorted(f"{V}.{it}" for it in expected)


def test_the_claim_of_an_ephemeral_volume_is_the_pods_own() -> None:
    ephemeral = f"{{name: v, ephemeral: {{volumeClaimTemplate: {CLAIM}}}}}"
    text = "  volumes: [%s, {name: w, persistentVolumeClaim: {claimName: %s}}]"

    assert said(pod(text % (ephemeral, "other"))) == []
    assert said(pod(text % (ephemeral, "p-v"))) == [
        "spec.volumes[1].persistentVolumeClaim.claimName: Invalid value"
    ]
    assert said(pod(text % (ephemeral, "other"), name="x" * 252)) == ["spec.volumes[0].name: Invalid value"]


def test_a_mount_of_a_refused_volume_finds_none() -> None:
    mounts = "{name: v, mountPath: /v}, {name: w, mountPath: /w}, {name: x, mountPath: /x}"
    volumes = "{name: v, hostPath: {path: ..}}, {name: w, persistentVolumeClaim: {}}, {name: x}"
    text = pod(f"  volumes: [{volumes}]", container=f"{{name: c, image: nginx, volumeMounts: [{mounts}]}}")

    assert said(text)[2:] == [
        "spec.containers[0].volumeMounts[0].name: Not found",
        "spec.containers[0].volumeMounts[1].name: Not found",
    ]


def test_a_part_may_have_its_volumes_elsewhere() -> None:
    text = "volumeMounts: [{name: v, mountPath: /v}]\n"

    assert load(text, place="Pod.spec.containers[0]").findings == ()


def test_volumes_of_drivers_that_are_gone_are_warned_of() -> None:
    found = [it.finding for it in load(volume("storageos: {volumeName: a}")).findings]

    assert [(printed(it.route or ()), it.severity) for it in found] == [(f"{V}.storageOS", Severity.WARNING)]
    assert load(volume("nfs: {server: a, path: /b}")).findings == ()


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("configMap: {name: a, defaultMode: 644}", "write `0644`, in octal"),
        ("configMap: {name: a, defaultMode: 999}", "write a number from 0 to 0777, in octal"),
        ("configMap: {name: a, items: [{key: a, path: /b}]}", "write `b`"),
        ("nfs: {server: a, path: b}", "write `/b`"),
        ("image: {reference: a, pullPolicy: always}", "did you mean `Always`?"),
    ],
)
def test_a_hint_mends_the_source(source: str, hint: str) -> None:
    assert hints(volume(source)) == [hint]


@pytest.mark.parametrize("bad", ["null", "3", "x", "[]", "{}", "[null]", "[3]", "[[]]", "[{}]", "{a: 1}"])
@pytest.mark.parametrize(
    "key",
    ["securityContext", "affinity", "tolerations", "topologySpreadConstraints", "dnsConfig", "hostAliases",
     "resourceClaims", "schedulingGates", "readinessGates", "overhead", "os", "nodeSelector", "volumes"],
)  # fmt: skip
def test_no_shape_of_a_field_is_too_odd(key: str, bad: str) -> None:
    load(pod(f"  {key}: {bad}"))
    load(pod(f"  {key}: {bad}"), "kubelet")


@pytest.mark.parametrize(
    "bad",
    ["null", "3", "x", "[]", "{}", "[null]", "[{}]", "{items: [null]}", "{sources: [null]}",
     "{sources: [{secret: 3}]}", "{items: 3}", "{items: [{path: 3, mode: x}]}"],
)  # fmt: skip
@pytest.mark.parametrize(
    "key",
    ["configMap", "secret", "downwardAPI", "projected", "csi", "ephemeral", "iscsi", "gcePersistentDisk"],
)
def test_no_shape_of_a_source_is_too_odd(key: str, bad: str) -> None:
    load(volume(f"{key}: {bad}"))


@pytest.mark.parametrize(
    ("volume", "expected"),
    [
        ("configMap: {name: a, items: [{key: a, path: b}, {key: b, path: bc}]}", []),
        ("configMap: {name: a, items: [{key: a, path: b/c}, {key: b, path: b/d}]}", []),
        ("configMap: {name: a, items: [{key: a, path: b}, {key: b, path: b}]}", ["configMap.items[1].path"]),
        (
            "secret: {secretName: a, items: [{key: a, path: b/c}, {key: b, path: b}]}",
            ["secret.items[0].path"],
        ),
        (
            "projected: {sources: [{serviceAccountToken: {path: t}}, "
            "{configMap: {name: a, items: [{key: a, path: t}]}}]}",
            ["projected.sources[1].configMap.items[0].path"],
        ),
    ],
)
def test_files_of_a_volume_that_are_in_each_others_way_are_warned_of(
    volume: str, expected: list[str]
) -> None:
    text = pod(f"  serviceAccountName: a\n  volumes: [{{name: v, {volume}}}]")
    found = [it.finding for it in load(text).findings]

    assert [printed(it.route or ()) for it in found] == [f"spec.volumes[0].{it}" for it in expected]
    assert all(it.severity is Severity.WARNING for it in found)


def test_a_claim_of_an_ephemeral_volume_without_a_spec_lacks_what_the_spec_would_say() -> None:
    assert said(volume("ephemeral: {volumeClaimTemplate: {}}")) == [
        f"{V}.ephemeral.volumeClaimTemplate.spec.accessModes: Required value",
        f"{V}.ephemeral.volumeClaimTemplate.spec.resources[storage]: Required value",
    ]
    assert said(volume("ephemeral: {}")) == [f"{V}.ephemeral.volumeClaimTemplate: Required value"]


@pytest.mark.parametrize(
    ("medium", "hint"),
    [
        ("''", None),
        ("Memory", None),
        ("HugePages-2Mi", None),
        ("memory", "did you mean `Memory`?"),
        ("HugePages2Mi", "did you mean `HugePages`?"),
        ("disk", "write `Memory`, or leave `medium` out for the disk"),
    ],
)
def test_the_kubelet_knows_few_media(medium: str, hint: str | None) -> None:
    found = [it.finding for it in load(volume(f"emptyDir: {{medium: {medium}}}")).findings]

    assert [it.says.hint for it in found] == ([hint] if hint else [])
    assert all(
        it.severity is Severity.WARNING and printed(it.route) == f"{V}.emptyDir.medium" for it in found
    )
