"""The metadata of objects and of templates: names, labels, owners, finalizers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Key, Part, Value
from noteproof.languages.kubernetes.demands import is_namespaced
from noteproof.languages.kubernetes.validation import names, rules
from noteproof.languages.kubernetes.validation.criteria import empty, formed, invalid_name
from noteproof.languages.kubernetes.validation.metadata import metadata_rules
from noteproof.languages.kubernetes.validation.metadata.kinds import asks_for_domains, form_of, names_hosts
from noteproof.languages.kubernetes.validation.metadata.labels import (
    check_annotations,
    check_labels,
    key_fault,
)
from noteproof.languages.kubernetes.validation.names import LABEL, SUBDOMAIN, Form
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text
from noteproof.schema.places import value_at
from noteproof.schema.values import shortened

_LONGEST_PREFIX = 58
_RANDOM = "bcdfg"
STANDARD_FINALIZERS = ("kubernetes", "orphan", "foregroundDeletion")
_HAVE_THEIR_PODS_LABELS = frozenset({"batch.v1.Job", "core.v1.ReplicationController"})
"""The types that by default have the labels of their template themselves."""
_OF_CLAIMS = frozenset({"labels", "annotations"})


def _metadata(meta: Node) -> Iterator[Fault]:
    """Whose metadata it is tells its route: the object's own, a template's, that of a claim for a volume."""
    last = meta.route[-2:]
    if len(meta.route) < 2:
        yield from _of_object(meta)
    elif last == ("template", "metadata"):
        # The server names them as if they stood beside the metadata.
        above = meta.route[:-1]
        yield from check_labels(meta, "labels", (*above, "labels"))
        yield from check_annotations(meta, "annotations", (*above, "annotations"))
        if meta.scene.type in _HAVE_THEIR_PODS_LABELS and not _has_labels(meta):
            yield from check_labels(meta, "labels", ("metadata", "labels"))
    elif last == ("volumeClaimTemplate", "metadata"):
        yield from check_labels(meta, "labels")
        yield from check_annotations(meta, "annotations")
        for key, value in meta.value.items():
            if key not in _OF_CLAIMS and value:
                why = "the claim of an ephemeral volume is named after its pod"
                yield rules.forbidden_field.at(meta.key(key), shortened(key), why, "remove it")


def _has_labels(meta: Node) -> bool:
    """Whether the object that a template stands in has labels of its own."""
    return bool(value_at(meta.scene.document.value, (*meta.scene.base, "metadata", "labels")))


def _of_object(meta: Node) -> Iterator[Fault]:
    kind = meta.scene.kind
    if kind:
        yield from _names(meta, kind)
    if "labels" in meta.value:
        yield from check_labels(meta, "labels")
    if "annotations" in meta.value:
        yield from check_annotations(meta, "annotations")
    if "ownerReferences" in meta.value:
        yield from _owners(meta)
    if "finalizers" in meta.value:
        yield from _finalizers(meta, kind)


def _names(meta: Node, kind: str) -> Iterator[Fault]:
    by_kubelet = meta.scene.by_kubelet
    name = meta.placed("name")
    form = form_of(kind, meta.scene.minor)
    prefix = meta.placed("generateName") if "generateName" in meta.value and not by_kubelet else None
    if prefix is not None and prefix.text:
        yield from _generated(meta, prefix, kind, form, name is None or not name.text)
    elif name is not None and not name.text:
        yield empty(name.route)
    if name is not None and name.text:
        if by_kubelet:
            yield from _of_static_pod(name)
        else:
            yield from _of_server(name, kind, form)
    if meta.filled("namespace"):
        if is_namespaced(kind):
            yield from formed(meta.placed("namespace"), "namespace", LABEL)
        else:
            yield metadata_rules.stray_namespace.at(meta.key("namespace"), kind)


def _of_server(name: Text, kind: str, form: Form) -> Iterator[Fault]:
    """A name of the form of its kind, that should be the name of a host if it becomes one."""
    why = names.fault(name.text, form)
    if why:
        yield invalid_name(name, _worded(kind), why, form)
    elif form is not LABEL and names_hosts(kind) and not (kind == "Job" and len(name.text) > LABEL.longest):
        why = names.fault(name.text, LABEL)
        if why:
            yield metadata_rules.long_hostname.at(Value(name.route), shortened(name.text), kind, why)


def _generated(meta: Node, prefix: Text, kind: str, form: Form, is_used: bool) -> Iterator[Fault]:
    """The prefix of a generated name, and the name; the server appends five characters."""
    whose = _worded(kind)
    yield from formed(prefix._replace(text=names.of_prefix(prefix.text, form)), whose, form)
    made = prefix.text[:_LONGEST_PREFIX] + _RANDOM
    why = names.fault(made, form) if is_used else None
    if why:
        fault = invalid_name(prefix._replace(text=made), whose, why, form)
        yield Finding(fault.rule, meta.named(meta.to("name"), fault.where), fault.says)


def _of_static_pod(name: Text) -> Iterator[Fault]:
    """The kubelet adds a dash and the name of its node."""
    if len(name.text) <= SUBDOMAIN.longest - len("-n"):
        why = names.fault(name.text + "-n", SUBDOMAIN)
        if why:
            yield invalid_name(name, "pod", why, SUBDOMAIN)


def _worded(kind: str) -> str:
    return "pod" if kind == "Pod" else "namespace" if kind == "Namespace" else kind


def _owners(meta: Node) -> Iterator[Fault]:
    """The server names the fields of all owners alike, without their numbers."""
    base = meta.to("ownerReferences")
    controllers = 0
    for owner in meta.nodes("ownerReferences"):
        version, kind = owner.filled("apiVersion"), owner.filled("kind")
        for key in ("apiVersion", "kind", "name", "uid"):
            empty = not owner.filled(key) or (key == "apiVersion" and not _has_version(version))
            if not empty or owner.leaves_out(key) or (owner.has(key) and owner.text(key) is None):
                continue
            at = Value(owner.to(key)) if owner.has(key) else Key(owner.route)
            place = owner.named((*base, key), at)
            what, hint = f"the owner has no {key}", f"write its `{key}`"
            if owner.filled(key):
                what = f'"{shortened(version)}" is neither a version nor a group, `/` and a version'
                hint = "write it as in `v1` or `apps/v1`"
            yield metadata_rules.invalid_owner.at(place, what, hint)
        if (version, kind) == ("v1", "Event"):
            place = owner.named(base, Value(owner.to("kind")))
            yield metadata_rules.invalid_owner.at(place, "an Event cannot own anything", "name another owner")
        controllers += owner.flag("controller") is True
        if controllers > 1 and owner.flag("controller"):
            place = owner.named(base, Value(owner.to("controller")))
            why = "two owners are the controller"
            yield metadata_rules.invalid_owner.at(place, why, "leave `controller: true` to one of them")


def _has_version(version: str) -> bool:
    """Whether a text is a version, or a group, `/` and a version."""
    return not version.endswith("/") and version.count("/") < 2


def _finalizers(meta: Node, kind: str) -> Iterator[Fault]:
    base = meta.to("finalizers")
    given = set()
    for text in meta.texts("finalizers"):
        given.add(text.text)
        why = key_fault(text.text)
        place: Part | Value = meta.named(base, Value(text.route))
        hint = "write a domain, `/` and a name: `example.com/cleanup`"
        if not why and kind and asks_for_domains(kind) and "/" not in text.text:
            why = None if text.text in STANDARD_FINALIZERS else "it has no domain"
            place = Value(text.route)
        if why:
            yield metadata_rules.invalid_finalizer.at(place, shortened(text.text), why, hint)
    if {"orphan", "foregroundDeletion"} <= given:
        why = "`orphan` keeps what the object owns, and `foregroundDeletion` deletes it"
        yield metadata_rules.invalid_finalizer.at(Key(base), "orphan", why, "keep one of the two")


CHECKS: Mapping[str, tuple[Check, ...]] = {"meta.v1.ObjectMeta": (_metadata,)}
