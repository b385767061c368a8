"""Whole objects: each document of a manifest held against the type that it says it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from noteproof.finding import Finding, Key, Route, Value, printed
from noteproof.language import ReadBy
from noteproof.languages.kubernetes import apiserver, meaning, pods, static_pods
from noteproof.languages.kubernetes.demands import is_namespaced, needs_name
from noteproof.languages.kubernetes.fields import (
    dropped_field,
    lost_namespace,
    missing_field,
    unknown_field,
    wrong_type,
)
from noteproof.languages.kubernetes.identity import Identity, identify
from noteproof.languages.kubernetes.tables import Table
from noteproof.languages.kubernetes.versions import not_an_object, unknown_kind
from noteproof.languages.kubernetes.whole import Whole
from noteproof.schema import values
from noteproof.schema.shapes import Fault, Mismatch, Missing, Reading, Struct, Type, Unknown
from noteproof.yamltree import Document

_MANY = 100
"""So many unknown fields of an object are given thought; a text with more is no manifest."""


def check(document: Document, table: Table, reader: ReadBy) -> tuple[list[Finding], bool]:
    """What is wrong with a document that is an object, and whether its kind is one that can be checked."""
    return _check(document.value, (), document, table, reader)


def check_part(value: object, type: Type, document: Document, table: Table, reader: ReadBy) -> list[Finding]:
    """What is wrong with a part of an object; nothing is said to be missing from it."""
    reading = Reading()
    if value is not None and value.__class__ is not type.plain:
        type.read(value, (), reading)
    faults = [fault for fault in reading.faults if not isinstance(fault, Missing)]
    pod = table.struct("core.v1.Pod") if isinstance(type, Struct) and type.name.startswith("core.") else None
    of_fields = _findings(faults, Whole(type, value, pod), (), document, reader)
    return [*of_fields, *apiserver.check_part(value, document)]


def _check(
    value: object, base: Route, document: Document, table: Table, reader: ReadBy
) -> tuple[list[Finding], bool]:
    """The same of an object that stands at `base`; the routes of its findings begin at the object."""
    if not isinstance(value, dict):
        return [not_an_object.at(Value(()), values.described(value))], True
    kubelet = reader == "kubelet"
    identity = identify(value, table, kubelet)
    findings = list(identity.findings)
    if kubelet and identity.kind and (identity.foreign or identity.type) and identity.kind != "Pod":
        hint = "the kubelet runs nothing but Pods: give this to the API server"
        findings.append(unknown_kind.at(Value(("kind",)), identity.kind, str(value.get("apiVersion")), hint))
    if identity.foreign or identity.type is None:
        return findings, not identity.foreign
    reading = Reading()
    identity.type.read(value, (), reading)
    is_pod = identity.type.name == "core.v1.Pod"
    faults = reading.faults
    if not _is_named(value):
        faults.extend(_nameless(value, identity, kubelet))
    if is_pod:
        faults.extend(pods.without_image(value))
    if faults:
        left = _sifted(faults, identity, base, document, kubelet)
        findings.extend(_findings(left, Whole(identity.type, value), base, document, reader))
    if is_pod:
        findings.extend(pods.check(value, base, document, kubelet))
        findings.extend(apiserver.check(value, base, document))
        if kubelet:
            findings.extend(static_pods.check(value, table.minor))
    if identity.kind == "List" and isinstance(value.get("items"), list):
        for at, item in enumerate(value["items"]):
            below = _check(item, (*base, "items", at), document, table, reader)[0]
            findings.extend(finding.rerouted(partial(_below, ("items", at))) for finding in below)
    return findings, True


def _is_named(value: dict[str, object]) -> bool:
    metadata = value.get("metadata")
    return isinstance(metadata, dict) and metadata.get("name") is not None


def _nameless(value: dict[str, object], identity: Identity, kubelet: bool) -> Iterator[Missing]:
    """The fault that a stored object has no name."""
    meta = identity.type.fields.get("metadata") if identity.type else None
    if not isinstance(meta, Struct) or meta.name != "meta.v1.ObjectMeta" or not needs_name(identity.kind):
        return
    metadata = value.get("metadata")
    if metadata is None:
        yield Missing(("metadata",) if "metadata" in value else (), ("metadata", "name"))
    elif (
        isinstance(metadata, dict)
        and metadata.get("name") is None
        and (kubelet or not metadata.get("generateName"))
    ):
        yield Missing(("metadata",), ("metadata", "name"))


def _sifted(
    faults: Iterable[Fault], identity: Identity, base: Route, document: Document, kubelet: bool
) -> Iterator[Fault]:
    """The faults but for those that are said otherwise, or that the author left out on purpose."""
    faults = list(faults)
    unknown = [fault for fault in faults if isinstance(fault, Unknown) and not fault.dropped and not kubelet]
    meant = {
        (*fault.route[:-1], meaning.misspelt(str(fault.route[-1]), fault.type)) for fault in unknown[:_MANY]
    }
    for fault in faults:
        if isinstance(fault, Missing):
            left_out = document.leaves_out((*base, *fault.at)) or "status" in fault.route
            # One fault is said once: `nmae` is refused, and so `name` is missing.
            if left_out or fault.route in meant or fault.route[:-1] in meant:
                continue
        elif len(fault.route) == 1:
            if isinstance(fault, Unknown) and fault.route[0] in identity.misspelt:
                continue
            if isinstance(fault, Mismatch) and fault.route[0] in ("apiVersion", "kind"):
                continue
        yield fault


def _findings(
    faults: Iterable[Fault], whole: Whole, base: Route, document: Document, reader: ReadBy
) -> Iterator[Finding]:
    dropper = "the kubelet" if reader == "kubelet" else "kubectl" if _kind(whole.type) == "List" else None
    advised = 0
    for fault in faults:
        if isinstance(fault, Unknown):
            name, advised = values.shortened(str(fault.route[-1])), advised + 1
            many = advised > _MANY
            hint = meaning.NO_ADVICE if many else meaning.advice(fault.route, fault.type, whole)
            if fault.dropped or dropper:
                yield dropped_field.at(Key(fault.route), name, dropper or "the API server", hint)
            else:
                yield unknown_field.at(Key(fault.route), name, hint)
        elif isinstance(fault, Mismatch):
            written = values.as_written(fault.value, (*base, *fault.route), document)
            found, hint = (
                values.described(fault.value, written),
                values.advice(fault.type, fault.value, written),
            )
            if (
                reader == "kubectl"
                and fault.route == ("metadata", "namespace")
                and is_namespaced(_kind(whole.type))
            ):
                yield lost_namespace.at(Value(fault.route), found, hint)
                continue
            upstream = values.upstream(fault.type, fault.value)
            yield wrong_type.at(Value(fault.route), fault.type.phrase, found, hint, upstream)
        else:
            yield missing_field.at(
                Key(fault.at), printed(fault.route), f"add `{fault.route[-1]}:`{_under(fault)}"
            )


def _kind(type: Type) -> str:
    return type.name.rpartition(".")[2] if isinstance(type, Struct) else ""


def _under(fault: Missing) -> str:
    above = fault.route[:-1]
    return f" below `{printed(above)}`" if above else " at the top level"


def _below(base: Route, route: Route) -> Route:
    return (*base, *route)
