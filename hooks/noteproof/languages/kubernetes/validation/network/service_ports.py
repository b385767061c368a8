"""The ports of a Service: which it needs, their names and numbers, and that no two are the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Value
from noteproof.languages.kubernetes.validation.criteria import between, empty, formed, one_of, unique
from noteproof.languages.kubernetes.validation.metadata import labels
from noteproof.languages.kubernetes.validation.names import LABEL
from noteproof.languages.kubernetes.validation.network import service_rules
from noteproof.languages.kubernetes.validation.network.services import is_headless, type_of
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.port_names import HIGHEST, PROTOCOLS, named_port
from noteproof.languages.kubernetes.validation.rules import duplicate_value, out_of_range

_KUBELET = 10250
"""The port of the kubelet, which the server lets no load balancer open."""


def _ports(spec: Node) -> Iterator[Fault]:
    ports = list(spec.nodes("ports"))
    type = type_of(spec)
    if spec.value.get("ports") in (None, []) and type != "ExternalName" and not is_headless(spec):
        yield spec.missing("ports")
    for port in ports:
        if len(ports) > 1 and not port.filled("name"):
            yield empty(port.to("name")) if port.has("name") else port.missing("name")
        if type == "LoadBalancer" and port.number("port") == _KUBELET:
            hint = "give `port` another number, with `targetPort: 10250`"
            place = port.named(port.route, port.at("port"))
            yield out_of_range.at(place, "port", "10250, at which each node's kubelet listens", hint)
        if type == "ClusterIP" and port.number("nodePort"):
            yield service_rules.service_type.at(
                port.key("nodePort"), "nodePort", "Services of the type NodePort or LoadBalancer",
                "remove it, or write `type: NodePort`", "Forbidden",
            )  # fmt: skip
    names = [port.placed("name") for port in ports]
    yield from unique(names, 'two ports are called "{}"', "give this port a name of its own")
    yield from _repeated(ports)


def _without_spec(service: Node) -> Iterator[Fault]:
    if not service.has("spec"):
        yield service.missing("spec", "ports")


def _repeated(ports: list[Node]) -> Iterator[Fault]:
    """Ports with the number and protocol of one before, in the cluster or on the nodes."""
    inside: dict[tuple[str, int], Node] = {}
    outside: dict[tuple[str, int], Node] = {}
    for port in ports:
        protocol = port.filled("protocol") or "TCP"
        number, on_node = port.number("port"), port.number("nodePort")
        if number is not None:
            first = inside.setdefault((protocol, number), port)
            if first is not port:
                yield duplicate_value.at(
                    Value(port.route), f"two ports are {number}/{protocol}", Value(first.route),
                    "give this port another number", "Duplicate value",
                )  # fmt: skip
        if on_node:
            first = outside.setdefault((protocol, on_node), port)
            if first is not port:
                yield duplicate_value.at(
                    port.at("nodePort"), f"two ports are {on_node}/{protocol} on the nodes",
                    first.at("nodePort"), "give this port another number, or none", "Duplicate value",
                )  # fmt: skip


def _port(port: Node) -> Iterator[Fault]:
    yield from formed(port.placed("name"), "port", LABEL)
    yield from between(port, "port", 1, HIGHEST)
    yield from one_of(port, "protocol", PROTOCOLS)
    if "appProtocol" in port.value:
        yield from labels.key_of(port.placed("appProtocol"), "the protocol of an application")
    yield from _target(port)


def _target(port: Node) -> Iterator[Fault]:
    """Where traffic goes: to the port of the same number, unless it is said otherwise."""
    target = port.value.get("targetPort")
    if target in (None, "", 0):
        number = port.number("port") or 0
        is_open = port.has("port") and port.number("port") is None
        if not 1 <= number <= HIGHEST and not is_open and not port.leaves_out():
            place = port.at("port") if port.has("port") else port.at()
            hint = f"give `port` a number from 1 to {HIGHEST}, which is taken here, too"
            yield out_of_range.at(port.named(port.to("targetPort"), place), "targetPort", str(number), hint)
    elif isinstance(target, str):
        yield from named_port(port.placed("targetPort"))
    else:
        yield from between(port, "targetPort", 1, HIGHEST)


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.Service": (_without_spec,),
    "core.v1.ServiceSpec": (_ports,),
    "core.v1.ServicePort": (_port,),
}
