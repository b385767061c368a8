"""A PersistentVolumeClaim, also in an ephemeral volume: how much storage, and what it is filled from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.languages.kubernetes.fields import missing_field
from noteproof.languages.kubernetes.validation import rules
from noteproof.languages.kubernetes.validation.criteria import (
    formed,
    not_empty,
    one_of,
    where_absent,
)
from noteproof.languages.kubernetes.validation.names import LABEL, SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.quantities import quantity
from noteproof.languages.kubernetes.validation.storage import storage_rules
from noteproof.languages.kubernetes.validation.storage.access_modes import VOLUME_MODES, access_modes
from noteproof.schema.values import shortened

_FIRST_WITH_ATTRIBUTES = 34
"""The minor version from which claims have classes of attributes unless that is switched off."""


def claim(spec: Node) -> Iterator[Fault]:
    """What is asked of the spec of a claim."""
    if "volumeClaimTemplates" in spec.route:
        # The server takes these as they are; the controller creates the claims later.
        return
    yield from access_modes(spec)
    yield from _size(spec)
    yield from formed(spec.placed("storageClassName"), "storage class", SUBDOMAIN)
    yield from one_of(spec, "volumeMode", VOLUME_MODES, default=False)
    if spec.scene.minor >= _FIRST_WITH_ATTRIBUTES:
        yield from formed(spec.placed("volumeAttributesClassName"), "class of volume attributes", SUBDOMAIN)
    if "dataSource" in spec.value or "dataSourceRef" in spec.value:
        yield from _filled_from(spec)


def _size(spec: Node) -> Iterator[Fault]:
    """The storage that is asked for, more than none; the server calls its place otherwise."""
    named = spec.to("resources", "storage")
    resources = spec.node("resources")
    requests = resources.node("requests") if resources else None
    if requests is not None and "storage" in requests.value:
        amount = quantity(requests.value["storage"])
        if amount is not None and amount.in_milli <= 0:
            where = spec.named(named, requests.at("storage"))
            written = shortened(str(requests.value["storage"]))
            yield rules.out_of_range.at(where, "storage", written, "write a size above nought, as `1Gi`")
    elif not (requests or resources or spec).leaves_out():
        where = spec.named(named, (requests or resources or spec).key())
        hint = "add `storage:` below `resources.requests`"
        yield missing_field.at(where, "resources.requests.storage", hint)


def _filled_from(spec: Node) -> Iterator[Fault]:
    source, reference = spec.node("dataSource"), spec.node("dataSourceRef")
    for it in (source, reference):
        if it is not None:
            yield from _referred(it)
    if source is None or reference is None:
        return
    if reference.filled("namespace"):
        why = "may not stand beside a `dataSourceRef` with a namespace"
        yield storage_rules.other_data_source.at(spec.key(), why, "remove `dataSource`")
    elif any(source.text(key) != reference.text(key) for key in ("apiGroup", "kind", "name")):
        why = "and `dataSourceRef` name different things"
        yield storage_rules.other_data_source.at(spec.key(), why, "remove one of the two")


def _referred(reference: Node) -> Iterator[Fault]:
    for key in ("name", "kind"):
        yield from not_empty(reference.placed(key))
    group = reference.placed("apiGroup")
    if group is not None and group.text:
        yield from formed(group, "API group", SUBDOMAIN)
    elif reference.filled("kind") not in ("", "PersistentVolumeClaim"):
        kind = reference.filled("kind")
        hint = (
            "add `apiGroup: snapshot.storage.k8s.io`" if kind == "VolumeSnapshot" else "add its `apiGroup:`"
        )
        where = reference.named(reference.route, reference.at("kind"))
        why = "the core group has no other sources than claims"
        yield rules.invalid_name.at(where, shortened(kind), "source", why, hint)
    yield from formed(reference.placed("namespace"), "namespace", LABEL)


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.PersistentVolumeClaim": (where_absent("spec", claim),),
    "core.v1.PersistentVolumeClaimTemplate": (where_absent("spec", claim),),
    "core.v1.PersistentVolumeClaimSpec": (claim,),
}
