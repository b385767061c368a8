"""The checks on the kinds of volumes; one without a source is an `emptyDir`."""

from __future__ import annotations

from noteproof.languages.kubernetes.pod_security.ruling import Fault, Refusal
from noteproof.languages.kubernetes.pod_security.subject import Subject
from noteproof.languages.kubernetes.pod_security.values import Fields, entries, text
from noteproof.languages.kubernetes.pod_security.wording import either, listed

_ALLOWED = (
    "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected",
    "secret",
)  # fmt: skip

_RESTRICTED = (
    "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "gitRepo", "nfs", "iscsi", "glusterfs", "rbd",
    "flexVolume", "cinder", "cephfs", "flocker", "fc", "azureFile", "vsphereVolume", "quobyte", "azureDisk",
    "photonPersistentDisk", "portworxVolume", "scaleIO", "storageos",
)  # fmt: skip
"""All the other kinds, in the order in which a volume's kind is looked for."""

_ADVICE = "use an `emptyDir`, a `persistentVolumeClaim`, or another kind that is allowed"


def no_host_paths(subject: Subject) -> Refusal | None:
    """No volume may be a path of the node."""
    pod = subject.pod
    bad = [it for it in entries(pod.fields, "volumes") if it[1].get("hostPath") is not None]
    if not bad:
        return None
    faults = [
        Fault((*pod.route, "volumes", at, "hostPath"), "the volume is a path of the node", _ADVICE)
        for at, _ in bad
    ]
    names = listed(text(volume, "name") for _, volume in bad)
    detail = f"{either('volume', 'volumes', len(bad))} {names}"
    return Refusal("hostPath volumes", detail, tuple(faults))


def few_kinds(subject: Subject) -> Refusal | None:
    """Every volume must be of one of the kinds that reach no node and no storage by themselves."""
    pod = subject.pod
    bad = [
        (at, kind, text(volume, "name"))
        for at, volume in entries(pod.fields, "volumes")
        if (kind := _restricted(volume)) is not None
    ]
    if not bad:
        return None
    kinds = sorted({kind for _, kind, _ in bad})
    faults = [
        Fault((*pod.route, "volumes", at, kind), f"the volume is of the kind `{kind}`", _ADVICE)
        for at, kind, _ in bad
    ]
    detail = (
        f"{either('volume', 'volumes', len(bad))} {listed(name for _, _, name in bad)} "
        f"{either('uses', 'use', len(bad))} "
        f"{either('restricted volume type', 'restricted volume types', len(kinds))} {listed(kinds)}"
    )
    return Refusal("restricted volume types", detail, tuple(faults))


def _restricted(volume: Fields) -> str | None:
    """The kind of a volume that is of none of those which are allowed."""
    if any(volume.get(kind) is not None for kind in _ALLOWED):
        return None
    return next((kind for kind in _RESTRICTED if volume.get(kind) is not None), None)
