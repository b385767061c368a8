"""Volumes from clouds: what each source needs, as Kubernetes 1.36 validates it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from noteproof.finding import Finding
from noteproof.languages.kubernetes.fields import missing_field
from noteproof.languages.kubernetes.validation.criteria import (
    between,
    filled,
    not_empty,
    one_of,
    unsupported,
)
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.pods.volume_sources import secret_of, texts_of

_CACHING = ("None", "ReadOnly", "ReadWrite")
_MANAGED = "Managed"
_DISKS = ("Shared", "Dedicated", _MANAGED)
_DISK_URIS = {True: "/subscriptions/", False: "https://"}
_PARTITION = 255


def _gce(source: Node) -> Iterator[Finding]:
    """A disk of Google's cloud, which the server calls `persistentDisk`."""
    called = (*source.route[:-1], "persistentDisk")
    if not source.filled("pdName") and not source.leaves_out():
        where = source.named((*called, "pdName"), source.key())
        yield missing_field.at(where, "pdName", "add `pdName:`")
    for found in between(source, "partition", 0, _PARTITION):
        yield replace(found, where=source.named((*called, "partition"), found.where))


def _aws(source: Node) -> Iterator[Finding]:
    yield from not_empty(source.placed("volumeID"))
    yield from between(source, "partition", 0, _PARTITION)


def _azure_disk(source: Node) -> Iterator[Finding]:
    yield from not_empty(source.placed("diskName"))
    yield from not_empty(source.placed("diskURI"))
    yield from one_of(source, "cachingMode", _CACHING, default=False)
    yield from one_of(source, "kind", _DISKS, default=False)
    uri, kind = source.placed("diskURI"), source.text("kind") or "Shared"
    begin = _DISK_URIS[kind == _MANAGED]
    if uri is not None and not uri.text.startswith(begin):
        yield unsupported(uri, (f"{begin}…",))


def _cinder(source: Node) -> Iterator[Fault]:
    yield from not_empty(source.placed("volumeID"))
    yield from secret_of(source, "secretRef")


def _persistent_cinder(source: Node) -> Iterator[Fault]:
    yield from not_empty(source.placed("volumeID"))
    secret = source.node("secretRef")
    if secret is not None:
        yield from filled(secret, "name")
        yield from filled(secret, "namespace")


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.GCEPersistentDiskVolumeSource": (_gce,),
    "core.v1.AWSElasticBlockStoreVolumeSource": (_aws,),
    "core.v1.AzureFileVolumeSource": (texts_of("secretName", "shareName"),),
    "core.v1.AzureDiskVolumeSource": (_azure_disk,),
    "core.v1.VsphereVirtualDiskVolumeSource": (texts_of("volumePath"),),
    "core.v1.PhotonPersistentDiskVolumeSource": (texts_of("pdID"),),
    "core.v1.PortworxVolumeSource": (texts_of("volumeID"),),
    "core.v1.CinderVolumeSource": (_cinder,),
    "core.v1.CinderPersistentVolumeSource": (_persistent_cinder,),
    "core.v1.AzureFilePersistentVolumeSource": (texts_of("secretName", "shareName", "secretNamespace"),),
}
