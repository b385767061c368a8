"""What the server takes of volumes and claims, and warns of, as `pkg/api` of Kubernetes 1.36 does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Key
from noteproof.languages.kubernetes.validation import field_rules
from noteproof.languages.kubernetes.validation.nodes import Check, Node
from noteproof.languages.kubernetes.validation.pods import container_rules
from noteproof.languages.kubernetes.validation.pods.volumes import REMOVED
from noteproof.languages.kubernetes.validation.quantities import ONE, quantity
from noteproof.schema.values import shortened

_ANNOTATIONS: Mapping[str, tuple[str, str]] = {
    "volume.beta.kubernetes.io/storage-class": ("1.8", "write `storageClassName` into the spec"),
    "volume.beta.kubernetes.io/mount-options": ("1.31", "write `mountOptions` into the spec"),
}
_OF_CLAIMS = ("volume.beta.kubernetes.io/storage-class",)


def _annotated(kind: Node, known: tuple[str, ...]) -> Iterator[Finding]:
    metadata = kind.node("metadata")
    annotations = metadata.node("annotations") if metadata else None
    for key in known if annotations else ():
        if annotations is not None and key in annotations.value:
            since, hint = _ANNOTATIONS[key]
            where = Key(annotations.to(key))
            yield field_rules.deprecated_field.at(where, key, f"deprecated since Kubernetes {since}", hint)


def _volume(kind: Node) -> Iterator[Finding]:
    yield from _annotated(kind, tuple(_ANNOTATIONS))
    spec = kind.node("spec")
    if spec is None:
        return
    if spec.text("persistentVolumeReclaimPolicy") == "Recycle":
        where, hint = spec.at("persistentVolumeReclaimPolicy"), "let a StorageClass make and delete volumes"
        yield field_rules.deprecated_field.at(where, "Recycle", "deprecated", hint)
    for key in spec.value:
        removed = REMOVED.get(key)
        if removed and spec.has(key):
            hint = "use a volume of a CSI driver instead"
            yield field_rules.deprecated_field.at(spec.key(key), key, removed[0], hint)


def _claim(kind: Node) -> Iterator[Finding]:
    yield from _annotated(kind, _OF_CLAIMS)


def _size(spec: Node) -> Iterator[Finding]:
    """A size in thousandths of bytes, as `1m` is, where millions were meant."""
    resources = spec.node("resources")
    requests = resources.node("requests") if resources else None
    amount = quantity(requests.value["storage"]) if requests and "storage" in requests.value else None
    if requests is not None and amount is not None and amount.in_milli % ONE:
        written = shortened(str(requests.value["storage"]))
        yield container_rules.fractional_bytes.at(requests.at("storage"), "storage", written, "1Gi")


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.PersistentVolume": (_volume,),
    "core.v1.PersistentVolumeClaim": (_claim,),
    "core.v1.PersistentVolumeClaimSpec": (_size,),
}
