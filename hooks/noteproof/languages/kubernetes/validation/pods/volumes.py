"""The volumes of a pod: each has one source, and some sources know its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Finding
from noteproof.languages.kubernetes.static_pods import PREVENTED
from noteproof.languages.kubernetes.validation import field_rules, names, rules
from noteproof.languages.kubernetes.validation.names import SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.pods.volume_rules import unknown_medium
from noteproof.languages.kubernetes.validation.quantities import quantity
from noteproof.schema.values import shortened
from noteproof.text import nearest

_MEDIA = ("Memory", "HugePages")
_PAGES = "HugePages-"
_SOURCES = (
    "emptyDir", "hostPath", "gitRepo", "gcePersistentDisk", "awsElasticBlockStore", "secret", "nfs", "iscsi",
    "glusterfs", "flocker", "persistentVolumeClaim", "rbd", "cinder", "cephfs", "quobyte", "downwardAPI",
    "fc", "flexVolume", "configMap", "azureFile", "vsphereVolume", "photonPersistentDisk", "portworxVolume",
    "azureDisk", "storageos", "projected", "scaleIO", "csi", "ephemeral", "image",
)  # fmt: skip
"""The sources, in the order in which the server looks for them."""

_RANKS = {key: at for at, key in enumerate(_SOURCES)}

_CALLED = {"cephfs": "cephFS", "downwardAPI": "downwarAPI"}
"""What the server calls a second source, where that is not the name of its field."""

REMOVED: Mapping[str, tuple[str, str]] = {
    "photonPersistentDisk": ("without function since Kubernetes 1.16", "photonPersistentDisk"),
    "gitRepo": ("off since Kubernetes 1.33", "gitRepo"),
    "scaleIO": ("without function since Kubernetes 1.22", "scaleIO"),
    "flocker": ("without function since Kubernetes 1.25", "flocker"),
    "storageos": ("without function since Kubernetes 1.25", "storageOS"),
    "quobyte": ("without function since Kubernetes 1.25", "quobyte"),
    "glusterfs": ("without function since Kubernetes 1.26", "glusterfs"),
    "cephfs": ("without function since Kubernetes 1.31", "cephfs"),
    "rbd": ("without function since Kubernetes 1.31", "rbd"),
}
"""The sources that the server warns of, since when, and what it calls them."""

_INITIATED = 64
"""So long may the name of a volume and its portal be, with a colon between, where an initiator is named."""

_DRIVER = "use a claim of a CSI driver instead"


def _sources(volume: Node) -> Iterator[Finding]:
    value = volume.value
    given = [key for key in value if key in _RANKS and value[key] is not None]
    for other in sorted(given, key=_RANKS.__getitem__)[1:]:
        where = volume.named(volume.to(_CALLED.get(other, other)), volume.key(other))
        why = "a volume has one source"
        yield rules.forbidden_field.at(where, other, why, "give each source a volume of its own")
    if volume.scene.by_kubelet:
        return
    for key in value:
        removed = REMOVED.get(key)
        if removed and value[key] is not None:
            where = volume.named(volume.to(removed[1]), volume.key(key))
            hint = "clone it in an init container, into an `emptyDir`" if key == "gitRepo" else _DRIVER
            yield field_rules.deprecated_field.at(where, key, removed[0], hint)


def _empty_dir(source: Node) -> Iterator[Finding]:
    medium = source.text("medium") if "medium" in source.value else None
    if medium and medium not in _MEDIA and not medium.startswith(_PAGES):
        yield unknown_medium.at(source.at("medium"), shortened(medium), nearest(medium, _MEDIA))
    if "sizeLimit" in source.value and source.has("sizeLimit"):
        limit = quantity(source.value["sizeLimit"])
        if limit is not None and limit.value < 0:
            why = "a size is not negative"
            yield rules.forbidden_field.at(
                source.at("sizeLimit"), "sizeLimit", why, "write a size like `1Gi`"
            )


def _initiator(volume: Node) -> Iterator[Finding]:
    """A volume of iSCSI with an initiator, whose name becomes a part of the name of an interface."""
    source = volume.node("iscsi") if "iscsi" in volume.value else None
    if source is None or not source.has("initiatorName"):
        return
    name = volume.filled("name")
    if len(f"{name}:{source.filled('targetPortal')}".encode()) > _INITIATED:
        what = f"the name and the portal have more than {_INITIATED} characters together"
        yield field_rules.conflicting_fields.at(
            volume.at("name"), what, "choose a shorter name for the volume"
        )


def _have(pod: Node, key: str) -> bool:
    """Whether a volume of a pod has a source."""
    spec = pod.value.get("spec")
    volumes = spec.get("volumes") if isinstance(spec, dict) else None
    return isinstance(volumes, list) and any(isinstance(it, dict) and key in it for it in volumes)


def _claims(pod: Node) -> Iterator[Fault]:
    """The claims that are made for the ephemeral volumes of a pod, which are named after both."""
    if not _have(pod, "ephemeral"):
        return
    metadata, spec = pod.node("metadata"), pod.node("spec")
    name = metadata.filled("name") if metadata is not None else ""
    if spec is None or not name:
        return
    volumes = list(spec.nodes("volumes"))
    made = set()
    for volume in volumes:
        if volume.has("ephemeral") and (volume_name := volume.filled("name")):
            claim = f"{name}-{volume_name}"
            made.add(claim)
            why = names.fault(claim, SUBDOMAIN)
            if why:
                owner, hint = "claim, made of pod and volume", "choose another name for the volume"
                yield rules.invalid_name.at(volume.at("name"), shortened(claim), owner, why, hint)
    if not made:
        return
    for volume in volumes:
        source = volume.node("persistentVolumeClaim")
        wanted = source.text("claimName") if source is not None else None
        if source is not None and wanted in made:
            what = f'the claim "{shortened(wanted or "")}" is made for an ephemeral volume of the pod'
            yield field_rules.conflicting_fields.at(
                source.at("claimName"), what, "mount the ephemeral volume, or name another claim"
            )


def _tokens(pod: Node) -> Iterator[Finding]:
    """A token is of a service account, which the pod has to name."""
    if pod.scene.by_kubelet and pod.scene.minor >= PREVENTED:
        return  # It can have no token at all.
    spec = pod.node("spec") if _have(pod, "projected") else None
    if spec is None or pod.scene.is_part or spec.leaves_out():
        return
    if spec.filled("serviceAccountName") or spec.filled("serviceAccount"):
        return
    for volume in spec.nodes("volumes"):
        projected = volume.node("projected") if "projected" in volume.value else None
        for source in projected.nodes("sources") if projected is not None else ():
            if source.has("serviceAccountToken"):
                where, why = source.key("serviceAccountToken"), "the pod names no service account"
                hint = "add `serviceAccountName:` to the spec of the pod"
                yield rules.forbidden_field.at(where, "serviceAccountToken", why, hint)


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.Volume": (_sources, _initiator),
    "core.v1.EmptyDirVolumeSource": (_empty_dir,),
    "core.v1.Pod": (_claims, _tokens),
}
