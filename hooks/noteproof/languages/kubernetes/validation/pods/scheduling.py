"""Where, how and for how long a pod runs: node, classes, gates, policies and times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from noteproof.finding import Finding, Value
from noteproof.languages.kubernetes.validation import field_rules, rules
from noteproof.languages.kubernetes.validation.criteria import (
    between,
    empty,
    filled_as,
    formed,
    not_empty,
    one_of,
    repeated,
    unique,
)
from noteproof.languages.kubernetes.validation.metadata.labels import check_labels, key_of
from noteproof.languages.kubernetes.validation.names import LABEL, SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.pods.containers import RESTARTS
from noteproof.languages.kubernetes.validation.pods.resources import required
from noteproof.schema.values import shortened

_NAMES = {
    "serviceAccountName": ("service account", SUBDOMAIN),
    "nodeName": ("node", SUBDOMAIN),
    "priorityClassName": ("PriorityClass", SUBDOMAIN),
    "runtimeClassName": ("RuntimeClass", SUBDOMAIN),
    "hostname": ("host", LABEL),
    "subdomain": ("host", LABEL),
}
_HOST_LONGEST = 64
_OVERRIDES = 35
"""The minor version since which HostnameOverride is on."""

_CLAIM_SOURCES = ("resourceClaimName", "resourceClaimTemplateName")
_PREEMPTIONS = ("PreemptLowerPriority", "Never")


def _names(spec: Node) -> Iterator[Fault]:
    """The names of what a pod belongs to. One that is empty counts as none, but for the RuntimeClass's."""
    for key, (owner, form) in _NAMES.items():
        if key in spec.value and not (key == "nodeName" and spec.scene.by_kubelet):
            yield from formed(spec.placed(key), owner, form)
    if "serviceAccount" in spec.value and not spec.filled("serviceAccountName"):
        for found in formed(spec.placed("serviceAccount"), "service account", SUBDOMAIN):
            yield replace(found, where=spec.named(spec.to("serviceAccountName"), found.where))
    if spec.text("runtimeClassName") == "":
        yield empty(spec.to("runtimeClassName"))
    if "nodeSelector" in spec.value:
        yield from check_labels(spec, "nodeSelector")


def _policies(spec: Node) -> Iterator[Finding]:
    yield from one_of(spec, "restartPolicy", RESTARTS)
    if "preemptionPolicy" in spec.value:
        yield from not_empty(spec.placed("preemptionPolicy"))
        yield from one_of(spec, "preemptionPolicy", _PREEMPTIONS)
    if "activeDeadlineSeconds" in spec.value:
        yield from between(spec, "activeDeadlineSeconds", 1, bits=64)


def _gates(spec: Node) -> Iterator[Fault]:
    """What has to be so before a pod is scheduled, and before it counts as ready."""
    for gate in spec.nodes("readinessGates") if "readinessGates" in spec.value else ():
        yield from _qualified(gate, "conditionType", "a readiness gate", gate.to("conditionType"))
    if "schedulingGates" not in spec.value:
        return
    gates = list(spec.nodes("schedulingGates"))
    for gate in gates:
        yield from _qualified(gate, "name", "a scheduling gate", gate.route)
    for first, name in repeated(gate.placed("name") for gate in gates):
        where = spec.named(name.route[:-1], Value(name.route))
        what = f'two scheduling gates are called "{shortened(name.text)}"'
        yield rules.duplicate_value.at(
            where, what, Value(first.route), "keep one of the two", "Duplicate value"
        )
    if gates and spec.filled("nodeName") and not spec.scene.by_kubelet and len(spec.route) <= 1:
        why = "a pod with scheduling gates is not on a node yet"
        yield rules.forbidden_field.at(spec.key("nodeName"), "nodeName", why, "remove it, or the gates")


def _qualified(gate: Node, key: str, owner: str, route: tuple[str | int, ...]) -> Iterator[Fault]:
    name = gate.placed(key)
    yield from filled_as(gate, key, route)
    for found in key_of(name, f"the name of {owner}") if name is not None and name.text else ():
        yield replace(found, where=gate.named(route, found.where))


def _claims(spec: Node) -> Iterator[Fault]:
    """Resource claims: each has a name, and is there already or made from a template."""
    if "resourceClaims" not in spec.value:
        return
    claims = list(spec.nodes("resourceClaims"))
    for claim in claims:
        yield from not_empty(claim.placed("name"))
        yield from formed(claim.placed("name"), "resource claim", LABEL)
        given, template = claim.placed("resourceClaimName"), claim.placed("resourceClaimTemplateName")
        yield from formed(given, "ResourceClaim", SUBDOMAIN)
        yield from formed(template, "ResourceClaimTemplate", SUBDOMAIN)
        if given is not None and template is not None:
            what = "`resourceClaimName` and `resourceClaimTemplateName` cannot both be given"
            yield field_rules.conflicting_fields.at(
                claim.named(claim.route, Value(template.route)), what, "keep one of the two"
            )
        elif not any(map(claim.has, _CLAIM_SOURCES)) and not claim.leaves_out():
            what = "the claim has neither `resourceClaimName` nor `resourceClaimTemplateName`"
            where = claim.named(claim.route, claim.key())
            yield field_rules.conflicting_fields.at(where, what, "add `resourceClaimName:`")
    names = (claim.placed("name") for claim in claims)
    yield from unique(names, 'two resource claims are called "{}"', "give this one a name of its own")


def _overhead(spec: Node) -> Iterator[Fault]:
    """What a pod needs beside its containers, which the server takes for limits."""
    overhead = spec.value.get("overhead")
    if overhead and isinstance(overhead, dict):
        limits = Node({"limits": overhead}, spec.to("overhead"), spec.scene)
        for fault in required(limits, copied=False):
            if isinstance(fault, Finding) and fault.route is not None:
                name = fault.route[-1]
                where = spec.called(f"overhead.limits[{name}]", spec.key("overhead", name))
                yield replace(fault, where=where)


def _host(spec: Node) -> Iterator[Finding]:
    """A name of the host that stands in for all others."""
    name = spec.placed("hostnameOverride") if "hostnameOverride" in spec.value else None
    if name is None or spec.scene.minor < _OVERRIDES:
        return
    if len(name.text) > _HOST_LONGEST:
        why = f"it has {len(name.text)} characters, and may have {_HOST_LONGEST}"
        hint = "choose a shorter name"
        yield field_rules.malformed_text.at(
            Value(name.route), "hostnameOverride", shortened(name.text), why, hint, "Too long"
        )
    yield from formed(name, "host", SUBDOMAIN)
    for key in ("setHostnameAsFQDN", "hostNetwork"):
        if name.text and spec.flag(key):
            why = "`hostnameOverride` names the host"
            yield rules.forbidden_field.at(spec.key(key), key, why, "keep one of the two")


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.PodSpec": (_names, _policies, _gates, _claims, _overhead, _host)
}
