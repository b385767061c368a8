"""The volumes of a pod: which of them can be written to, and how long what is written stays."""

from __future__ import annotations

from collections.abc import Mapping

from noteproof.languages.kubernetes.immutability.written import flag, items, text
from noteproof.languages.kubernetes.mounts import Volume
from noteproof.languages.kubernetes.templates import Pod
from noteproof.schema.values import shortened

_OUTSIDE = "storage outside of the pod"

_KEEPS: Mapping[str, str] = {
    "emptyDir": "scratch space that ends with the pod",
    "persistentVolumeClaim": "a claim, whose data outlives the pod",
    "ephemeral": "a claim that ends with the pod",
    "hostPath": "a path of the node, which outlives the pod",
    "csi": "storage of a CSI driver",
    "gitRepo": "a copy of a Git repository that ends with the pod",
    "configMap": "a ConfigMap",
    "secret": "a Secret",
    "downwardAPI": "fields of the pod",
    "projected": "several sources in one",
    "image": "the files of an image",
    "flocker": _OUTSIDE, "photonPersistentDisk": _OUTSIDE, "vsphereVolume": _OUTSIDE,
    "awsElasticBlockStore": _OUTSIDE, "azureDisk": _OUTSIDE, "azureFile": _OUTSIDE, "cephfs": _OUTSIDE,
    "cinder": _OUTSIDE, "fc": _OUTSIDE, "flexVolume": _OUTSIDE, "gcePersistentDisk": _OUTSIDE,
    "glusterfs": _OUTSIDE, "iscsi": _OUTSIDE, "nfs": _OUTSIDE, "portworxVolume": _OUTSIDE,
    "quobyte": _OUTSIDE, "rbd": _OUTSIDE, "scaleIO": _OUTSIDE, "storageos": _OUTSIDE,
}  # fmt: skip
"""Every source of a volume, and what is kept in it."""

_WITHOUT_READ_ONLY = frozenset(
    {"emptyDir", "ephemeral", "hostPath", "gitRepo", "flocker", "photonPersistentDisk", "vsphereVolume"}
)
"""The writable sources that have no field `readOnly` of their own."""


def volumes_of(pod: Pod) -> Mapping[str, Volume]:
    """The volumes by their names. One without a source is an `emptyDir`, as the server makes it one.

    A claim of a StatefulSet comes in the place of a volume of its name.
    """
    found = {name: Volume(name, "persistentVolumeClaim", {}, at) for name, at in pod.claims.items()}
    for route, value in items(pod.spec, "volumes", (*pod.route, "spec")):
        name = text(value, "name")
        source, fields = next(
            ((key, it) for key, it in value.items() if key in _KEEPS and isinstance(it, dict)),
            ("emptyDir", {}),
        )
        if name:
            found.setdefault(name, Volume(name, source, fields, route))
    return found


def is_read_only(volume: Volume) -> bool:
    """Whether nobody can write to a volume, whatever a mount of it says."""
    if volume.is_read_only:
        return True
    return volume.source not in _WITHOUT_READ_ONLY and flag(volume.fields, "readOnly") is True


def keeps(volume: Volume) -> str:
    """What is kept in a volume, and for how long."""
    if volume.source == "emptyDir" and text(volume.fields, "medium") == "Memory":
        return "scratch space in memory that ends with the pod"
    if volume.source == "hostPath" and volume.path:
        return f'"{shortened(volume.path)}" of the node, which outlives the pod'
    return _KEEPS[volume.source]
