"""A PersistentVolume: its size, its one source, and from which nodes it can be reached."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from noteproof.finding import Value
from noteproof.languages.kubernetes.validation import rules
from noteproof.languages.kubernetes.validation.criteria import (
    formed,
    not_empty,
    one_of,
    present,
    where_absent,
)
from noteproof.languages.kubernetes.validation.names import SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text
from noteproof.languages.kubernetes.validation.pods.paths import without_steps_up
from noteproof.languages.kubernetes.validation.pods.volume_sources import csi_driver
from noteproof.languages.kubernetes.validation.quantities import quantity
from noteproof.languages.kubernetes.validation.storage import storage_rules
from noteproof.languages.kubernetes.validation.storage.access_modes import VOLUME_MODES, access_modes
from noteproof.schema.values import shortened

_POLICIES = ("Retain", "Delete", "Recycle")

_SOURCES = (
    "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "flocker", "nfs", "rbd", "quobyte",
    "cephfs", "iscsi", "cinder", "fc", "flexVolume", "azureFile", "vsphereVolume", "photonPersistentDisk",
    "portworxVolume", "azureDisk", "scaleIO", "local", "storageos", "csi",
)  # fmt: skip
"""The sources in the order in which the server looks at them: it refuses those behind the first."""

_NAMED = {"cephfs": "cephFS"}
"""Sources that the server calls otherwise."""


def volume(spec: Node) -> Iterator[Fault]:
    """What is asked of the spec of a volume; one that stands in an attachment is the driver's."""
    if spec.route and spec.route[-1] == "inlineVolumeSpec":
        return
    yield from access_modes(spec)
    yield from _capacity(spec)
    yield from one_of(spec, "persistentVolumeReclaimPolicy", _POLICIES)
    yield from one_of(spec, "volumeMode", VOLUME_MODES, default=False)
    yield from formed(spec.placed("storageClassName"), "storage class", SUBDOMAIN)
    yield from _sources(spec)
    affinity = spec.node("nodeAffinity")
    if affinity is not None:
        yield from present(affinity, "required")
    elif spec.has("local"):
        yield spec.missing("nodeAffinity")


def _capacity(spec: Node) -> Iterator[Fault]:
    """The storage alone, and more than none."""
    yield from present(spec, "capacity")
    capacity = spec.node("capacity")
    if capacity is None or not capacity.value:
        return
    for name, value in capacity.value.items():
        if name != "storage":
            where = spec.named(spec.to("capacity"), capacity.key(name))
            hint = "did you mean `storage`?" if "storage" not in capacity.value else "remove it"
            why = "a volume has no capacity but `storage`"
            yield rules.invalid_name.at(where, shortened(name), "capacity of a volume", why, hint)
        amount = quantity(value)
        if amount is not None and amount.in_milli <= 0:
            written = shortened(str(value))
            yield rules.out_of_range.at(
                capacity.at(name), name, written, "write a size above nought, as `1Gi`"
            )


def _sources(spec: Node) -> Iterator[Fault]:
    given = [key for key in _SOURCES if spec.has(key)]
    for other in given[1:]:
        if other != "flexVolume":
            why = f"`{given[0]}` is the source already"
            where = spec.named(spec.to(_NAMED.get(other, other)), spec.key(other))
            yield rules.forbidden_field.at(where, other, why, "keep one source")
    if not given and not spec.leaves_out():
        yield storage_rules.missing_source.at(spec.key())
    root = spec.node("hostPath")
    policy = spec.placed("persistentVolumeReclaimPolicy")
    if root and policy and policy.text == "Recycle" and _is_root(root.filled("path")):
        why = "it would empty the whole disk of the node"
        yield rules.forbidden_field.at(Value(policy.route), "Recycle", why, "write `Retain`")


def _is_root(path: str) -> bool:
    return posixpath.normpath(path) in ("/", "//")


def driver_name(text: Text | None) -> Iterator[Fault]:
    """The name of a storage driver, which is not empty."""
    yield from not_empty(text)
    yield from csi_driver(text)


def _csi(source: Node) -> Iterator[Fault]:
    yield from driver_name(source.placed("driver"))
    yield from not_empty(source.placed("volumeHandle"))
    for key in source.value:
        secret = source.node(key) if key.endswith("SecretRef") else None
        if secret is not None:
            for part in ("name", "namespace"):
                if not secret.filled(part):
                    yield secret.missing(part)


def _local(source: Node) -> Iterator[Fault]:
    yield from not_empty(source.placed("path"))
    yield from without_steps_up(source.placed("path"))


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.PersistentVolume": (where_absent("spec", volume),),
    "core.v1.PersistentVolumeSpec": (volume,),
    "core.v1.CSIPersistentVolumeSource": (_csi,),
    "core.v1.LocalVolumeSource": (_local,),
}
