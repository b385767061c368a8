"""What each source of a volume needs, apart from files that it projects: volumes.go of Kubernetes 1.36."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from noteproof.finding import Finding, Value
from noteproof.languages.kubernetes.fields import missing_field
from noteproof.languages.kubernetes.validation import names, pod_rules, rules
from noteproof.languages.kubernetes.validation.criteria import (
    between,
    filled,
    formed,
    not_empty,
    one_of,
    present,
    unsupported,
)
from noteproof.languages.kubernetes.validation.names import LABEL, SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text
from noteproof.languages.kubernetes.validation.paths import relative, without_steps_up
from noteproof.schema.values import shortened

_HOST_PATH_TYPES = (
    "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket", "CharDevice", "BlockDevice",
)  # fmt: skip
_PULL_POLICIES = ("Always", "IfNotPresent", "Never")
_CACHING = ("None", "ReadOnly", "ReadWrite")
_MANAGED = "Managed"
_DISKS = ("Shared", "Dedicated", _MANAGED)
_DISK_URIS = {True: "/subscriptions/", False: "https://"}

_LUN = 255
_PARTITION = 255
_TENANT = 64
_LONG = 300
_DRIVER = 63

_INITIATORS = {
    "iqn": re.compile(r"iqn\.\d{4}-\d{2}\.[A-Za-z0-9.-]+:[^,;*&$|\s]+$"),
    "eui": re.compile(r"^eui.[A-Za-z0-9]{16}$"),
    "naa": re.compile(r"^naa.[A-Za-z0-9]{32}$"),
}


def _texts(*keys: str) -> Check:
    """A check that texts which the schema requires are not empty."""

    def check(source: Node) -> Iterator[Finding]:
        for key in keys:
            yield from not_empty(source.placed(key))

    return check


def _host_path(source: Node) -> Iterator[Fault]:
    yield from not_empty(source.placed("path"))
    yield from without_steps_up(source.placed("path"))
    yield from one_of(source, "type", _HOST_PATH_TYPES)


def _git_repo(source: Node) -> Iterator[Finding]:
    yield from not_empty(source.placed("repository"))
    yield from relative(source.placed("directory"))


def _nfs(source: Node) -> Iterator[Finding]:
    yield from not_empty(source.placed("server"))
    path = source.placed("path")
    yield from not_empty(path)
    if path is not None and path.text and not path.text.startswith("/"):
        why = "it does not begin at the root"
        yield pod_rules.malformed_text.at(
            source.at("path"), "path", shortened(path.text), why, f"write `/{shortened(path.text)}`"
        )


def _iscsi(source: Node) -> Iterator[Fault]:
    yield from not_empty(source.placed("targetPortal"))
    yield from not_empty(source.placed("iqn"))
    yield from _initiator(source.placed("iqn"), source)
    yield from between(source, "lun", 0, _LUN)
    if (source.flag("chapAuthDiscovery") or source.flag("chapAuthSession")) and not source.has("secretRef"):
        yield source.missing("secretRef")
    name = source.placed("initiatorName")
    if name is not None:
        where = source.named(source.to("initiatorname"), source.at("initiatorName"))
        fault = "it is empty" if not name.text else _initiator_fault(name.text)
        if fault:
            yield pod_rules.malformed_text.at(
                where, "initiatorName", shortened(name.text), fault, _INITIATOR_HINT
            )


_INITIATOR_HINT = "write a name like `iqn.2003-01.org.example:disk`"


def _initiator(name: Text | None, source: Node) -> Iterator[Finding]:
    fault = _initiator_fault(name.text) if name is not None and name.text else None
    if name is not None and fault:
        yield pod_rules.malformed_text.at(
            source.at("iqn"), "iqn", shortened(name.text), fault, _INITIATOR_HINT
        )


def _initiator_fault(name: str) -> str | None:
    form = _INITIATORS.get(name[:3])
    if form is None:
        return "it begins with none of `iqn`, `eui` and `naa`"
    # The server looks for the form anywhere in the name, which takes long in a long one.
    found = form.search(name) if len(name) < _LONG else form.match(name)
    return None if found else f"it has not the form of `{name[:3]}` names"


def _fibre_channel(source: Node) -> Iterator[Fault]:
    targets, wide = source.value.get("targetWWNs"), source.value.get("wwids")
    if not targets and not wide:
        yield source.missing("targetWWNs")
    if targets and wide:
        what = "`targetWWNs` and `wwids` cannot both be given"
        yield pod_rules.conflicting_fields.at(source.at("targetWWNs"), what, "keep one of the two")
    if targets:
        if not source.has("lun"):
            yield source.missing("lun")
        yield from between(source, "lun", 0, _LUN)


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


def _quobyte(source: Node) -> Iterator[Finding]:
    registry, tenant = source.placed("registry"), source.filled("tenant")
    yield from not_empty(registry)
    yield from not_empty(source.placed("volume"))
    if registry is None or not registry.text:
        return
    if len(tenant.encode()) > _TENANT:
        why = f"it is longer than {_TENANT} characters"
        yield pod_rules.malformed_text.at(
            source.at("tenant"), "tenant", shortened(tenant), why, "write a UUID", "Required value"
        )
    elif not all(_is_host_and_port(it) for it in registry.text.split(",")):
        why = "it is not a list of hosts and ports"
        yield pod_rules.malformed_text.at(
            source.at("registry"), "registry", shortened(registry.text), why, "write it like `registry:7861`"
        )


def _is_host_and_port(text: str) -> bool:
    host, colon, port = text.rpartition(":")
    if host.startswith("["):
        return bool(colon) and host.endswith("]") and "[" not in host[1:] and "]" not in port
    return bool(colon) and not any(sign in host + port for sign in ":[]")


def _flocker(source: Node) -> Iterator[Fault]:
    name, uuid = source.filled("datasetName"), source.filled("datasetUUID")
    if not name and not uuid:
        where = source.named(source.route, source.key())
        yield missing_field.at(where, "datasetName` or `datasetUUID", "add `datasetName:`")
    if name and uuid:
        where = source.named(source.route, source.at("datasetUUID"))
        what = "`datasetName` and `datasetUUID` cannot both be given"
        yield pod_rules.conflicting_fields.at(where, what, "keep `datasetName`")
    if "/" in name:
        yield pod_rules.malformed_text.at(
            source.at("datasetName"), "datasetName", shortened(name), "it has `/` in it", "remove the `/`"
        )


def _flex_volume(source: Node) -> Iterator[Finding]:
    yield from not_empty(source.placed("driver"))
    for key, _ in source.pairs("options"):
        domain = "." + key.partition("/")[0].lower() if "/" in key else "." + key.lower()
        if domain.endswith((".kubernetes.io", ".k8s.io")):
            where, why = source.key("options", key), "options of kubernetes.io and k8s.io are reserved"
            yield pod_rules.malformed_text.at(
                where, "options", shortened(key), why, "choose a domain of yours"
            )


def _azure_disk(source: Node) -> Iterator[Finding]:
    yield from not_empty(source.placed("diskName"))
    yield from not_empty(source.placed("diskURI"))
    yield from one_of(source, "cachingMode", _CACHING, default=False)
    yield from one_of(source, "kind", _DISKS, default=False)
    uri, kind = source.placed("diskURI"), source.text("kind") or "Shared"
    begin = _DISK_URIS[kind == _MANAGED]
    if uri is not None and not uri.text.startswith(begin):
        yield unsupported(uri, (f"{begin}…",))


def _storageos(source: Node) -> Iterator[Fault]:
    yield from filled(source, "volumeName")
    yield from formed(source.placed("volumeName"), "StorageOS volume", LABEL)
    yield from formed(source.placed("volumeNamespace"), "StorageOS namespace", LABEL)
    yield from _secret(source, "secretRef")


def _cinder(source: Node) -> Iterator[Fault]:
    yield from not_empty(source.placed("volumeID"))
    yield from _secret(source, "secretRef")


def _secret(source: Node, key: str) -> Iterator[Fault]:
    """A secret that is referred to has a name."""
    reference = source.node(key) if key in source.value else None
    if reference is not None:
        yield from filled(reference, "name")


def _monitors(*texts: str) -> Check:
    """A check of a source of Ceph."""

    def check(source: Node) -> Iterator[Fault]:
        if source.value.get("monitors") == []:
            yield from present(source, "monitors")
        for key in texts:
            yield from not_empty(source.placed(key))

    return check


def _csi(source: Node) -> Iterator[Fault]:
    driver = source.placed("driver")
    yield from not_empty(driver)
    yield from csi_driver(driver)
    reference = source.node("nodePublishSecretRef") if "nodePublishSecretRef" in source.value else None
    if reference is not None:
        yield from filled(reference, "name")
        yield from formed(reference.placed("name"), "Secret", SUBDOMAIN)


def csi_driver(name: Text | None) -> Iterator[Finding]:
    """The name of a driver: like a subdomain, at most 63 characters, upper-case letters allowed."""
    if name is None or not name.text:
        return
    why = names.fault(name.text.lower(), SUBDOMAIN)
    if why:
        hint = names.advice(name.text.lower(), SUBDOMAIN)
        yield rules.invalid_name.at(Value(name.route), shortened(name.text), "CSI driver", why, hint)
    elif len(name.text) > _DRIVER:
        why = f"it has {len(name.text)} characters, and may have {_DRIVER}"
        yield pod_rules.malformed_text.at(
            Value(name.route), "driver", shortened(name.text), why, "write the name of the driver", "Too long"
        )


def _ephemeral(source: Node) -> Iterator[Fault]:
    if not source.has("volumeClaimTemplate"):
        yield source.missing("volumeClaimTemplate")


def _scale_io(source: Node) -> Iterator[Fault]:
    yield from filled(source, "volumeName")


def _image(source: Node) -> Iterator[Fault]:
    yield from filled(source, "reference")
    yield from one_of(source, "pullPolicy", _PULL_POLICIES)


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.HostPathVolumeSource": (_host_path,),
    "core.v1.GitRepoVolumeSource": (_git_repo,),
    "core.v1.NFSVolumeSource": (_nfs,),
    "core.v1.ISCSIVolumeSource": (_iscsi,),
    "core.v1.FCVolumeSource": (_fibre_channel,),
    "core.v1.GCEPersistentDiskVolumeSource": (_gce,),
    "core.v1.AWSElasticBlockStoreVolumeSource": (_aws,),
    "core.v1.PersistentVolumeClaimVolumeSource": (_texts("claimName"),),
    "core.v1.GlusterfsVolumeSource": (_texts("endpoints", "path"),),
    "core.v1.QuobyteVolumeSource": (_quobyte,),
    "core.v1.FlockerVolumeSource": (_flocker,),
    "core.v1.FlexVolumeSource": (_flex_volume,),
    "core.v1.AzureFileVolumeSource": (_texts("secretName", "shareName"),),
    "core.v1.AzureDiskVolumeSource": (_azure_disk,),
    "core.v1.VsphereVirtualDiskVolumeSource": (_texts("volumePath"),),
    "core.v1.PhotonPersistentDiskVolumeSource": (_texts("pdID"),),
    "core.v1.PortworxVolumeSource": (_texts("volumeID"),),
    "core.v1.ScaleIOVolumeSource": (
        _texts("gateway", "system"),
        _scale_io,
    ),
    "core.v1.StorageOSVolumeSource": (_storageos,),
    "core.v1.CinderVolumeSource": (_cinder,),
    "core.v1.CephFSVolumeSource": (_monitors(),),
    "core.v1.RBDVolumeSource": (_monitors("image"),),
    "core.v1.CSIVolumeSource": (_csi,),
    "core.v1.EphemeralVolumeSource": (_ephemeral,),
    "core.v1.ImageVolumeSource": (_image,),
}
