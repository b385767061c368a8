"""A Service: its type, what belongs to the type, and how traffic comes to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Value
from noteproof.languages.kubernetes.fields import missing_field
from noteproof.languages.kubernetes.validation import address_rules, field_rules
from noteproof.languages.kubernetes.validation.criteria import between, formed, one_of
from noteproof.languages.kubernetes.validation.metadata import labels
from noteproof.languages.kubernetes.validation.names import SUBDOMAIN
from noteproof.languages.kubernetes.validation.network import service_rules
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text
from noteproof.languages.kubernetes.validation.port_names import HIGHEST

_TYPES = ("ClusterIP", "NodePort", "LoadBalancer", "ExternalName")
_AFFINITIES = ("None", "ClientIP")
_POLICIES = ("Cluster", "Local")
_LONGEST_AFFINITY = 86_400
"""The seconds of a day."""

_BALANCED = ("loadBalancerClass", "allocateLoadBalancerNodePorts")
_DISTRIBUTIONS = ("PreferSameZone", "PreferSameNode", "PreferClose")
_WITH_DISTRIBUTION = 31
"""The minor version before which the server dropped `trafficDistribution`."""
_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges"
_HINTS = "service.kubernetes.io/topology-aware-hints"


def type_of(spec: Node) -> str:
    """The type of a Service after defaulting."""
    return spec.filled("type") or "ClusterIP"


def is_headless(spec: Node) -> bool:
    """Whether a Service has no address of its own."""
    several = list(spec.texts("clusterIPs"))
    return len(several) == 1 and several[0].text == "None" if several else spec.filled("clusterIP") == "None"


def is_exposed(spec: Node) -> bool:
    """Whether traffic from outside of the cluster can come to a Service."""
    type = type_of(spec)
    return type in ("NodePort", "LoadBalancer") or (
        type == "ClusterIP" and bool(spec.value.get("externalIPs"))
    )


def _type(spec: Node) -> Iterator[Fault]:
    yield from one_of(spec, "type", _TYPES)
    yield from labels.check_labels(spec, "selector")
    type = type_of(spec)
    if type != "LoadBalancer":
        for key in _BALANCED:
            if spec.has(key):
                yield _misplaced(spec, key, "LoadBalancer", "Forbidden")
        if spec.value.get("loadBalancerSourceRanges"):
            yield _misplaced(
                spec, "loadBalancerSourceRanges", "LoadBalancer", "Forbidden", "LoadBalancerSourceRanges"
            )
    elif "loadBalancerClass" in spec.value:
        yield from labels.key_of(spec.placed("loadBalancerClass"), "a class of load balancers")
    if type == "ExternalName":
        for key in ("clusterIPs", "ipFamilies", "ipFamilyPolicy"):
            if spec.value.get(key) not in (None, []):
                yield _misplaced(spec, key, "ClusterIP", "Forbidden")
        if spec.filled("clusterIP") and not spec.value.get("clusterIPs"):
            yield _misplaced(spec, "clusterIP", "ClusterIP", "Forbidden", "clusterIPs")
        yield from _external_name(spec)
    elif is_headless(spec) and type in ("NodePort", "LoadBalancer"):
        several = bool(spec.value.get("clusterIPs"))
        value = spec.at("clusterIPs", 0) if several else spec.at("clusterIP")
        said = "Services of the type ClusterIP", f"remove `None`, or `type: {type}`"
        yield service_rules.service_type.at(
            spec.named(spec.to("clusterIPs", 0), value), "clusterIP: None", *said, "Invalid value"
        )


def _external_name(spec: Node) -> Iterator[Fault]:
    name = spec.filled("externalName").removesuffix(".")
    if name:
        yield from formed(Text(name, spec.to("externalName")), "host", SUBDOMAIN)
    elif spec.has("externalName"):
        hint = "write the name of the host that it stands for"
        yield missing_field.at(spec.at("externalName"), "externalName", hint, "empty")
    else:
        yield spec.missing("externalName")


def _traffic(spec: Node) -> Iterator[Fault]:
    """How traffic from outside and from inside comes to the pods."""
    if is_exposed(spec):
        yield from one_of(spec, "externalTrafficPolicy", _POLICIES)
    elif spec.filled("externalTrafficPolicy"):
        yield _misplaced(spec, "externalTrafficPolicy", "NodePort", "Invalid value")
    if "healthCheckNodePort" in spec.value:
        if type_of(spec) == "LoadBalancer" and spec.text("externalTrafficPolicy") == "Local":
            if spec.number("healthCheckNodePort") != 0:
                yield from between(spec, "healthCheckNodePort", 1, HIGHEST)
        elif spec.number("healthCheckNodePort"):
            types = "a LoadBalancer with `externalTrafficPolicy: Local`"
            yield service_rules.service_type.at(
                spec.key("healthCheckNodePort"), "healthCheckNodePort", types, "remove it", "Invalid value"
            )
    yield from one_of(spec, "internalTrafficPolicy", _POLICIES, default=False)
    yield from _distribution(spec)


def _distribution(spec: Node) -> Iterator[Fault]:
    minor = spec.scene.minor
    if "trafficDistribution" in spec.value and minor >= _WITH_DISTRIBUTION:
        known = _DISTRIBUTIONS if minor >= 34 else _DISTRIBUTIONS[-1:]
        yield from one_of(spec, "trafficDistribution", known, default=False)
        if minor >= 35 and spec.text("trafficDistribution") == "PreferClose":
            yield field_rules.deprecated_field.at(
                spec.at("trafficDistribution"), "PreferClose", "deprecated", "write `PreferSameZone`"
            )


def _affinity(spec: Node) -> Iterator[Fault]:
    yield from one_of(spec, "sessionAffinity", _AFFINITIES)
    config = spec.node("sessionAffinityConfig") if spec.text("sessionAffinity") == "ClientIP" else None
    client = config.node("clientIP") if config else None
    if client is not None:
        yield from between(client, "timeoutSeconds", 1, _LONGEST_AFFINITY)


def _addresses(spec: Node) -> Iterator[Fault]:
    strict = address_rules.is_strict(spec.scene)
    for text in spec.texts("externalIPs"):
        faults = list(address_rules.address(text, strict))
        yield from faults or address_rules.reachable(text)
        yield from address_rules.odd(text, strict)
    for at, text in enumerate(spec.texts("loadBalancerSourceRanges")):
        bare = text._replace(text=text.text.strip())
        for found in address_rules.block(bare, strict):
            yield _at(found, spec, spec.to("LoadBalancerSourceRanges", at))
        yield from address_rules.odd_block(bare, strict)
    balanced = spec.placed("loadBalancerIP")
    if balanced is not None and balanced.text:
        yield from address_rules.odd(balanced, strict)


def _at(found: Finding, spec: Node, route: tuple[str | int, ...]) -> Finding:
    """The finding under another route, which the server gives it."""
    return Finding(found.rule, spec.named(route, found.where), found.says)


def _ignored(spec: Node) -> Iterator[Fault]:
    """What the server warns of."""
    outside = bool(spec.value.get("externalIPs"))
    type = type_of(spec)
    if type == "ClusterIP" and is_headless(spec):
        given = [key for key in ("loadBalancerIP", "externalIPs") if spec.value.get(key)]
        given += ["sessionAffinity"] if spec.text("sessionAffinity") not in (None, "", "None") else []
        for key in given:
            yield service_rules.ignored_field.at(spec.key(key), key, "the Service is headless", "remove it")
    elif outside and type != "ExternalName" and spec.scene.minor >= 36:
        hint = "use a LoadBalancer or a Gateway instead"
        yield field_rules.deprecated_field.at(spec.key("externalIPs"), "externalIPs", "deprecated", hint)
    if type == "ExternalName" and outside:
        why = "the Service only gives a host another name"
        yield service_rules.ignored_field.at(spec.key("externalIPs"), "externalIPs", why, "remove it")
    if type != "ExternalName" and spec.filled("externalName"):
        why, hint = f"the type of the Service is {type}", "add `type: ExternalName`, or remove it"
        yield service_rules.ignored_field.at(spec.key("externalName"), "externalName", why, hint)


def _annotations(service: Node) -> Iterator[Fault]:
    """The annotations that say what fields say by now."""
    metadata, spec = service.node("metadata"), service.node("spec")
    annotations = metadata.node("annotations") if metadata else None
    if annotations is None:
        return
    if _HINTS in annotations.value and service.scene.minor >= 27:
        hint = "write `service.kubernetes.io/topology-mode`"
        yield field_rules.deprecated_field.at(annotations.key(_HINTS), _HINTS, "deprecated", hint)
    ranges = annotations.placed(_RANGES)
    if ranges is None or (spec is not None and spec.value.get("loadBalancerSourceRanges")):
        return
    if spec is None or type_of(spec) != "LoadBalancer":
        hint = "remove it, or write `type: LoadBalancer`"
        owner = "Services of the type LoadBalancer"
        yield service_rules.service_type.at(Value(ranges.route), "the annotation", owner, hint, "Forbidden")
    strict = address_rules.is_strict(service.scene)
    for part in ranges.text.strip().split(",") if ranges.text.strip() else ():
        yield from address_rules.block(Text(part.strip(), ranges.route), strict)


def _misplaced(spec: Node, key: str, type: str, upstream: str, called: str = "") -> Finding:
    """The finding that a field is of another type. `called`: how the server calls it."""
    also = " or LoadBalancer" if type == "NodePort" else ""
    types = "types that have an address in the cluster" if type == "ClusterIP" else f"type {type}{also}"
    place = spec.named(spec.to(called or key), spec.key(key))
    hint = f"remove it, or write `type: {type}`"
    return service_rules.service_type.at(place, key, f"Services of the {types}", hint, upstream)


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.Service": (_annotations,),
    "core.v1.ServiceSpec": (_type, _traffic, _affinity, _addresses, _ignored),
}
