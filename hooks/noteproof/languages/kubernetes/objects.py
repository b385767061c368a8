"""Whole objects: each document of a manifest held against the type that it says it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import partial

from noteproof.finding import Finding, Key, Route, Severity, Value, printed
from noteproof.language import ReadBy
from noteproof.languages.kubernetes import apiserver, meaning, static_pods, validation
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
from noteproof.languages.kubernetes.validation.nodes import Scene
from noteproof.languages.kubernetes.versions import (
    missing_kind,
    missing_version,
    not_an_object,
    removed_api,
    unknown_kind,
    unknown_version,
)
from noteproof.languages.kubernetes.whole import Whole
from noteproof.schema import builtin, values
from noteproof.schema.shapes import Fault, Mismatch, Missing, Reading, Struct, Type, Unknown
from noteproof.yamltree import Document

_MANY = 100
_LABELS_ALONE = "write the labels themselves here: this selector has no `matchLabels`"
"""So many unknown fields of an object are given thought; a text with more is no manifest."""


def check(document: Document, table: Table, reader: ReadBy) -> tuple[list[Finding], bool]:
    """What is wrong with a document that is an object, and whether its kind is one that can be checked."""
    return _check(document.value, (), document, table, reader)


def check_part(value: object, type: Type, document: Document, table: Table, reader: ReadBy) -> list[Finding]:
    """What is wrong with a part of an object; nothing is said to be missing from it."""
    reading = Reading(validation.WATCHED)
    if value is not None and value.__class__ is not type.plain:
        type.read(value, (), reading)
    faults = [fault for fault in reading.faults if not isinstance(fault, Missing)]
    pod = table.struct("core.v1.Pod") if isinstance(type, Struct) and type.name.startswith("core.") else None
    decoded = _staged(faults, Whole(type, value, pod), (), document, reader)
    asked = validation.check(reading.met, Scene(document, (), table.minor, reader, is_part=True))
    refused = [(Stage.VALIDATE, it) for it in asked if isinstance(it, Finding)]
    return [*_in_stages([*decoded, *refused], document, reader), *apiserver.check_part(value, document)]


class Stage(IntEnum):
    """The stages of an object at the server: what fails in one is all that the server tells of it."""

    MAP = 0
    DECODE = 1
    STRICT = 2
    VALIDATE = 3


_FIRST = {
    Stage.MAP: "does not know the kind",
    Stage.DECODE: "names wrong types first",
    Stage.STRICT: "names unknown fields first",
}


_UNMAPPED = (not_an_object, unknown_kind, missing_kind, missing_version, unknown_version, removed_api)


def before_repeats(findings: Iterable[Finding]) -> str | None:
    """Why the API server, which finds keys that come twice once it has decoded an object, tells of none."""
    refusing = {finding.rule.code for finding in findings}
    if any(it.code in refusing for it in _UNMAPPED):
        return f"the server {_FIRST[Stage.MAP]}"
    return f"the server {_FIRST[Stage.DECODE]}" if wrong_type.code in refusing else None


def _check(
    value: object, base: Route, document: Document, table: Table, reader: ReadBy
) -> tuple[list[Finding], bool]:
    """The same of an object that stands at `base`; the routes of its findings begin at the object."""
    if not isinstance(value, dict):
        return [not_an_object.at(Value(()), values.described(value))], True
    kubelet = reader == "kubelet"
    identity = identify(value, table, kubelet)
    staged = [(Stage.MAP, finding) for finding in identity.findings]
    hint = _not_taken(identity, reader)
    if hint:
        refused = unknown_kind.at(Value(("kind",)), identity.kind, str(value.get("apiVersion")), hint)
        staged.append((Stage.MAP, refused))
    if identity.foreign or identity.type is None:
        return [finding for _, finding in staged], not identity.foreign
    reading = Reading(validation.WATCHED)
    identity.type.read(value, (), reading)
    faults = reading.faults
    if not _is_named(value):
        faults.extend(_nameless(value, identity, kubelet))
    scene = Scene(document, base, table.minor, reader, type=identity.type.name)
    missing = (it for it in faults if isinstance(it, Missing) and not document.leaves_out((*base, *it.at)))
    asked = list(validation.check(reading.met, scene, missing))
    faults.extend(it for it in asked if isinstance(it, Missing))
    if faults:
        left = _sifted(faults, identity, base, document, kubelet)
        staged.extend(_staged(left, Whole(identity.type, value), base, document, reader))
    staged.extend((Stage.VALIDATE, it) for it in asked if isinstance(it, Finding))
    if kubelet and identity.type.name == "core.v1.Pod":
        staged.extend((Stage.VALIDATE, finding) for finding in static_pods.check(value, table.minor))
    findings = _in_stages(staged, document, reader)
    if identity.type.name == "core.v1.Pod":
        findings.extend(apiserver.check(value, base, document, table.minor))
    if identity.kind == "List" and isinstance(value.get("items"), list):
        for at, item in enumerate(value["items"]):
            below = _check(item, (*base, "items", at), document, table, reader)[0]
            findings.extend(finding.rerouted(partial(_below, ("items", at))) for finding in below)
    return findings, True


def _not_taken(identity: Identity, reader: ReadBy) -> str | None:
    """What to do about an object that is of a known kind, and not of one that its reader takes."""
    if not identity.kind or not (identity.foreign or identity.type):
        return None
    if reader == "kubelet" and identity.kind != "Pod":
        return "the kubelet runs nothing but Pods: give this to the API server"
    if reader == "api" and identity.type and identity.kind.endswith("List"):
        return "the API takes one object at a time: give this to kubectl, which sends each item"
    return None


def _in_stages(staged: list[tuple[Stage, Finding]], document: Document, reader: ReadBy) -> list[Finding]:
    """The findings, of which those say so that the server tells only once an earlier stage has passed."""
    errors = [stage for stage, finding in staged if finding.severity is Severity.ERROR]
    repeats = document.repeats and reader == "api" and Stage.STRICT not in errors
    first = min((*errors, Stage.STRICT) if repeats else errors, default=Stage.VALIDATE)
    if first is max(errors, default=first):
        return [finding for _, finding in staged]
    who = "the kubelet" if reader == "kubelet" else "the server"
    why = "names repeated keys first" if repeats and first is Stage.STRICT else _FIRST[first]
    return [
        finding.told_later(f"{who} {why}")
        if stage > first and finding.severity is Severity.ERROR
        else finding
        for stage, finding in staged
    ]


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


def _staged(
    faults: Iterable[Fault], whole: Whole, base: Route, document: Document, reader: ReadBy
) -> Iterator[tuple[Stage, Finding]]:
    """The findings of faults, each with the stage at which the server finds it."""
    dropper = "the kubelet" if reader == "kubelet" else "kubectl" if _kind(whole.type) == "List" else None
    advised = 0
    for fault in faults:
        if isinstance(fault, Unknown):
            name, advised = values.shortened(str(fault.route[-1])), advised + 1
            many = advised > _MANY
            hint = meaning.NO_ADVICE if many else meaning.advice(fault.route, fault.type, whole)
            if fault.dropped or dropper:
                yield (
                    Stage.STRICT,
                    dropped_field.at(Key(fault.route), name, dropper or "the API server", hint),
                )
            else:
                yield Stage.STRICT, unknown_field.at(Key(fault.route), name, hint)
        elif isinstance(fault, Mismatch):
            written = values.as_written(fault.value, (*base, *fault.route), document)
            found, hint = (
                values.described(fault.value, written),
                values.advice(fault.type, fault.value, written),
            )
            if fault.type is builtin.STRING and fault.route[-1] == "matchLabels":
                hint = _LABELS_ALONE
            if (
                reader == "kubectl"
                and fault.route == ("metadata", "namespace")
                and is_namespaced(_kind(whole.type))
            ):
                yield Stage.DECODE, lost_namespace.at(Value(fault.route), found, hint)
                continue
            upstream = values.upstream(fault.type, fault.value)
            yield Stage.DECODE, wrong_type.at(Value(fault.route), fault.type.phrase, found, hint, upstream)
        else:
            hint = f"add `{fault.route[-1]}:`{_under(fault)}"
            yield Stage.VALIDATE, missing_field.at(Key(fault.route), printed(fault.route), hint)


def _kind(type: Type) -> str:
    return type.name.rpartition(".")[2] if isinstance(type, Struct) else ""


def _under(fault: Missing) -> str:
    above = fault.route[:-1]
    return f" below `{printed(above)}`" if above else " at the top level"


def _below(base: Route, route: Route) -> Route:
    return (*base, *route)
