"""Volumes from storage in the network: what each source needs, as Kubernetes 1.36 validates it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from noteproof.finding import Finding
from noteproof.languages.kubernetes.fields import missing_field
from noteproof.languages.kubernetes.validation import field_rules
from noteproof.languages.kubernetes.validation.criteria import (
    between,
    filled,
    formed,
    not_empty,
    present,
)
from noteproof.languages.kubernetes.validation.names import LABEL
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text
from noteproof.languages.kubernetes.validation.pods.volume_sources import secret_of, texts_of
from noteproof.schema.values import shortened

_LUN = 255
_TENANT = 64
_LONG = 300

_INITIATORS = {
    "iqn": re.compile(r"iqn\.\d{4}-\d{2}\.[A-Za-z0-9.-]+:[^,;*&$|\s]+$"),
    "eui": re.compile(r"^eui.[A-Za-z0-9]{16}$"),
    "naa": re.compile(r"^naa.[A-Za-z0-9]{32}$"),
}
_INITIATOR_HINT = "write a name like `iqn.2003-01.org.example:disk`"


def _nfs(source: Node) -> Iterator[Finding]:
    yield from not_empty(source.placed("server"))
    path = source.placed("path")
    yield from not_empty(path)
    if path is not None and path.text and not path.text.startswith("/"):
        why = "it does not begin at the root"
        yield field_rules.malformed_text.at(
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
            yield field_rules.malformed_text.at(
                where, "initiatorName", shortened(name.text), fault, _INITIATOR_HINT
            )


def _initiator(name: Text | None, source: Node) -> Iterator[Finding]:
    fault = _initiator_fault(name.text) if name is not None and name.text else None
    if name is not None and fault:
        yield field_rules.malformed_text.at(
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
        yield field_rules.conflicting_fields.at(source.at("targetWWNs"), what, "keep one of the two")
    if targets:
        if not source.has("lun"):
            yield source.missing("lun")
        yield from between(source, "lun", 0, _LUN)


def _quobyte(source: Node) -> Iterator[Finding]:
    registry, tenant = source.placed("registry"), source.filled("tenant")
    yield from not_empty(registry)
    yield from not_empty(source.placed("volume"))
    if registry is None or not registry.text:
        return
    if len(tenant.encode()) > _TENANT:
        why = f"it is longer than {_TENANT} characters"
        yield field_rules.malformed_text.at(
            source.at("tenant"), "tenant", shortened(tenant), why, "write a UUID", "Required value"
        )
    elif not all(_is_host_and_port(it) for it in registry.text.split(",")):
        why = "it is not a list of hosts and ports"
        yield field_rules.malformed_text.at(
            source.at("registry"), "registry", shortened(registry.text), why, "write it like `registry:7861`"
        )


def _is_host_and_port(text: str) -> bool:
    host, colon, port = text.rpartition(":")
    if host.startswith("["):
        return bool(colon) and host.endswith("]") and "[" not in host[1:] and "]" not in port
    return bool(colon) and not any(sign in host + port for sign in ":[]")


def _flocker(source: Node) -> Iterator[Fault]:
    name, uuid = source.filled("datasetName"), source.filled("datasetUUID")
    if not name and not uuid and not source.leaves_out():
        where = source.named(source.route, source.key())
        yield missing_field.at(where, "datasetName` or `datasetUUID", "add `datasetName:`")
    if name and uuid:
        where = source.named(source.route, source.at("datasetUUID"))
        what = "`datasetName` and `datasetUUID` cannot both be given"
        yield field_rules.conflicting_fields.at(where, what, "keep `datasetName`")
    if "/" in name:
        yield field_rules.malformed_text.at(
            source.at("datasetName"), "datasetName", shortened(name), "it has `/` in it", "remove the `/`"
        )


def _scale_io(source: Node) -> Iterator[Fault]:
    yield from filled(source, "volumeName")


def _storageos(source: Node) -> Iterator[Fault]:
    yield from filled(source, "volumeName")
    yield from formed(source.placed("volumeName"), "StorageOS volume", LABEL)
    yield from formed(source.placed("volumeNamespace"), "StorageOS namespace", LABEL)
    yield from secret_of(source, "secretRef")


def _monitors(*texts: str) -> Check:
    """A check of a source of Ceph."""

    def check(source: Node) -> Iterator[Fault]:
        if source.value.get("monitors") == []:
            yield from present(source, "monitors")
        for key in texts:
            yield from not_empty(source.placed(key))

    return check


def _glusterfs(source: Node) -> Iterator[Finding]:
    namespace = source.placed("endpointsNamespace")
    if namespace is not None and not namespace.text:
        hint = "write the namespace, or remove it"
        where = source.at("endpointsNamespace")
        yield field_rules.malformed_text.at(where, "endpointsNamespace", "", "it is empty", hint)
    yield from formed(namespace, "namespace", LABEL)


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.NFSVolumeSource": (_nfs,),
    "core.v1.ISCSIVolumeSource": (_iscsi,),
    "core.v1.ISCSIPersistentVolumeSource": (_iscsi,),
    "core.v1.GlusterfsPersistentVolumeSource": (texts_of("endpoints", "path"), _glusterfs),
    "core.v1.ScaleIOPersistentVolumeSource": (texts_of("gateway", "system"), _scale_io),
    "core.v1.CephFSPersistentVolumeSource": (_monitors(),),
    "core.v1.RBDPersistentVolumeSource": (_monitors("image"),),
    "core.v1.FCVolumeSource": (_fibre_channel,),
    "core.v1.GlusterfsVolumeSource": (texts_of("endpoints", "path"),),
    "core.v1.QuobyteVolumeSource": (_quobyte,),
    "core.v1.FlockerVolumeSource": (_flocker,),
    "core.v1.ScaleIOVolumeSource": (texts_of("gateway", "system"), _scale_io),
    "core.v1.StorageOSVolumeSource": (_storageos,),
    "core.v1.CephFSVolumeSource": (_monitors(),),
    "core.v1.RBDVolumeSource": (_monitors("image"),),
}
