"""Endpoints and EndpointSlices: the addresses behind a Service."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Value, printed
from noteproof.languages.kubernetes.fields import missing_field
from noteproof.languages.kubernetes.validation import address_rules, field_rules, names
from noteproof.languages.kubernetes.validation.config.data_rules import too_large
from noteproof.languages.kubernetes.validation.criteria import (
    between,
    empty,
    formed,
    invalid_name,
    one_of,
    unique,
)
from noteproof.languages.kubernetes.validation.metadata import labels
from noteproof.languages.kubernetes.validation.names import LABEL, SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text
from noteproof.languages.kubernetes.validation.port_names import HIGHEST, PROTOCOLS
from noteproof.languages.kubernetes.validation.rules import duplicate_value
from noteproof.schema.values import shortened

_DEPRECATED_SINCE = 33
_ADDRESS_TYPES = ("IPv4", "IPv6", "FQDN")
_MOST_ENDPOINTS = 1000
_MOST_ADDRESSES = 100
_MOST_PORTS = 20_000
_MOST_TOPOLOGY = 16
_MOST_HINTS = 8


def _old_kind(endpoints: Node) -> Iterator[Fault]:
    if endpoints.scene.minor >= _DEPRECATED_SINCE:
        hint = "write an EndpointSlice of discovery.k8s.io/v1"
        yield field_rules.deprecated_field.at(endpoints.at("kind"), "Endpoints", "deprecated", hint)


def _subset(subset: Node) -> Iterator[Fault]:
    given = subset.value.get("addresses") or subset.value.get("notReadyAddresses")
    if not given and not subset.leaves_out():
        hint = "write `addresses:` or `notReadyAddresses:`"
        yield missing_field.at(Value(subset.route), printed(subset.route), hint, "without addresses")
    ports = list(subset.nodes("ports"))
    for port in ports if len(ports) > 1 else ():
        if not port.filled("name"):
            yield empty(port.to("name")) if port.has("name") else port.missing("name")


def _address(address: Node) -> Iterator[Fault]:
    strict = address_rules.is_strict(address.scene)
    ip = address.placed("ip")
    faults = list(address_rules.address(ip, strict)) if ip is not None else []
    faults += formed(address.placed("hostname"), "host", LABEL)
    faults += formed(address.placed("nodeName"), "node", SUBDOMAIN)
    yield from faults
    if ip is not None and not faults:
        yield from address_rules.reachable(ip)
        yield from address_rules.odd(ip, strict)


def _port(port: Node) -> Iterator[Fault]:
    yield from formed(port.placed("name"), "port", LABEL)
    yield from one_of(port, "protocol", PROTOCOLS)
    yield from labels.key_of(port.placed("appProtocol"), "the protocol of an application")


def _old_port(port: Node) -> Iterator[Fault]:
    yield from _port(port)
    yield from between(port, "port", 1, HIGHEST)


def _slice(slice: Node) -> Iterator[Fault]:
    type = slice.text("addressType")
    if type == "":
        yield empty(slice.to("addressType"))
    yield from one_of(slice, "addressType", _ADDRESS_TYPES)
    yield from _few(slice, "endpoints", _MOST_ENDPOINTS)
    endpoints = list(slice.nodes("endpoints"))
    for endpoint in endpoints if len(endpoints) <= _MOST_ENDPOINTS else ():
        yield from _endpoint(endpoint, type)
    yield from _few(slice, "ports", _MOST_PORTS)
    yield from _slice_ports(list(slice.nodes("ports")))


def _slice_ports(ports: list[Node]) -> Iterator[Fault]:
    seen: dict[str, Node] = {}
    for port in ports:
        name = port.filled("name")
        first = seen.setdefault(name, port)
        if first is not port:
            place = port.named(port.to("name"), port.at("name") if port.has("name") else port.at())
            what = f'two ports are called "{shortened(name)}"' if name else "two ports have no name"
            yield duplicate_value.at(
                place, what, first.at("name"), "give this port a name of its own", "Duplicate value"
            )


def _endpoint(endpoint: Node, type: str | None) -> Iterator[Fault]:
    strict = address_rules.is_strict(endpoint.scene)
    if endpoint.value.get("addresses") == []:
        yield endpoint.missing("addresses")
    yield from _few(endpoint, "addresses", _MOST_ADDRESSES)
    for text in endpoint.texts("addresses"):
        if type in ("IPv4", "IPv6"):
            yield from address_rules.address_of(text, type, strict)
            yield from address_rules.reachable(text)
            yield from address_rules.odd(text, strict)
        elif type == "FQDN":
            yield from _domain(text)
    yield from _few(endpoint, "deprecatedTopology", _MOST_TOPOLOGY)
    yield from labels.check_labels(endpoint, "deprecatedTopology")
    yield from formed(endpoint.placed("nodeName"), "node", SUBDOMAIN)
    yield from formed(endpoint.placed("hostname"), "host", LABEL)
    hints = endpoint.node("hints")
    if hints is None:
        return
    for key in ("forZones", "forNodes"):
        yield from _few(hints, key, _MOST_HINTS)
        what, hint = 'two hints are "{}"', "remove one of the two"
        yield from unique([it.placed("name") for it in hints.nodes(key)], what, hint)


def _domain(text: Text) -> Iterator[Finding]:
    """A domain name of two labels at least, with a dot at the end or not."""
    name = text.text.removesuffix(".")
    if not text.text:
        yield empty(text.route)
        return
    why = names.fault(name, SUBDOMAIN)
    if why is None and "." not in name:
        why = "it is one label, with no domain behind it"
    if why is None:
        why = next((it for label in name.split(".") if (it := names.fault(label, LABEL))), None)
    if why:
        yield invalid_name(text, "host", why, SUBDOMAIN)


def _few(node: Node, key: str, most: int) -> Iterator[Finding]:
    """A list that is not too long."""
    given = node.value.get(key)
    if isinstance(given, (list, dict)) and len(given) > most:
        yield too_large.at(node.key(key), f"`{key}`", len(given), most, "spread them over several objects")


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.Endpoints": (_old_kind,),
    "core.v1.EndpointSubset": (_subset,),
    "core.v1.EndpointAddress": (_address,),
    "core.v1.EndpointPort": (_old_port,),
    "discovery.v1.EndpointSlice": (_slice,),
    "discovery.v1.EndpointPort": (_port,),
}
