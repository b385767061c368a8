"""The ports of containers: numbers, names, and that none is given twice.

As `validateContainerPorts` and `checkHostPortConflicts` of Kubernetes 1.36 ask. In a Pod of the host's
network each port is given the same port of the node, before it is validated; in a template it is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from noteproof.finding import Finding, Value
from noteproof.languages.kubernetes.validation import port_names, rules
from noteproof.languages.kubernetes.validation.criteria import (
    between,
    one_of,
    repeated,
    unique,
    warned,
)
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.pods import container_rules
from noteproof.languages.kubernetes.validation.pods.containers import is_sidecar
from noteproof.schema.values import shortened

_MANY = 20
"""With so many others of its number a port is compared; a pod that has more is no manifest."""


def _port(port: Node) -> Iterator[Fault]:
    value = port.value
    if value.get("containerPort") == 0:
        yield port.missing("containerPort")
    else:
        yield from between(port, "containerPort", 1, port_names.HIGHEST)
    if value.get("hostPort"):
        yield from between(port, "hostPort", 1, port_names.HIGHEST)
    if "protocol" in value:
        yield from one_of(port, "protocol", port_names.PROTOCOLS)
    if value.get("name"):
        yield from port_names.named_port(port.placed("name"))


def _names(container: Node) -> Iterator[Finding]:
    """The names of a container's ports are unique."""
    listed = container.value.get("ports")
    if isinstance(listed, list) and len(listed) > 1:
        names = (port.placed("name") for port in container.nodes("ports"))
        yield from unique(
            (name for name in names if name and port_names.fault(name.text) is None),
            'two ports of the container are called "{}"',
            "give this port a name of its own",
        )


def _of_pod(spec: Node) -> Iterator[Finding]:
    """The ports of the node, of which each is given once, and ports that are declared twice."""
    regular = [*_ports(spec, "containers")]
    first = [*_ports(spec, "initContainers")]
    if not regular and not first:
        return
    on_host = spec.flag("hostNetwork") is True
    given = on_host and "template" not in spec.route
    if on_host:
        yield from _like_the_container(regular)
    if given:
        yield from _copied([*first, *regular])
    yield from _conflicts(regular, given)
    alone: dict[int, list[Node]] = {}
    for port in first:
        at = port.route[-3]
        alone.setdefault(at if isinstance(at, int) else 0, []).append(port)
    for ports in alone.values():
        yield from _conflicts(ports, given)
    yield from _doubtful([*first, *regular], given)
    yield from _namesakes(spec)


def _ports(spec: Node, key: str) -> Iterator[Node]:
    for container in spec.nodes(key):
        if container.value.get("ports"):
            yield from container.nodes("ports")


def _like_the_container(ports: Iterable[Node]) -> Iterator[Finding]:
    """On the host's network a port of the container is the port of the node."""
    for port in ports:
        number, own = port.number("hostPort"), port.number("containerPort")
        if number and number != own:
            instead = f"write {own}, or remove it" if own else "remove it"
            hint = f"{instead}: with `hostNetwork` the container's port is the node's"
            yield rules.out_of_range.at(port.at("hostPort"), "hostPort", str(number), hint)


def _copied(ports: Iterable[Node]) -> Iterator[Finding]:
    """What is no port of the container is no port of the node either, which it is given."""
    for port in ports:
        if port.number("containerPort") and not port.value.get("hostPort"):
            for finding in between(port, "containerPort", 1, port_names.HIGHEST):
                where = port.named(port.to("hostPort"), finding.where)
                hint = (
                    f"write a `containerPort` from 1 to {port_names.HIGHEST}:"
                    " with `hostNetwork` it is the node's port"
                )
                yield rules.out_of_range.at(where, "hostPort", str(port.number("containerPort")), hint)


def _host_port(port: Node, given: bool) -> int:
    return port.number("hostPort") or (port.number("containerPort") or 0 if given else 0)


def _conflicts(ports: Iterable[Node], given: bool) -> Iterator[Finding]:
    """Each port of the node, by protocol and address, is given once."""
    seen: dict[tuple[int, str, str], Node] = {}
    for port in ports:
        number = _host_port(port, given)
        if not number:
            continue
        key = (number, port.filled("protocol") or "TCP", port.filled("hostIP"))
        first = seen.setdefault(key, port)
        if first is not port:
            written = "hostPort" if port.number("hostPort") else "containerPort"
            of_first = "hostPort" if first.number("hostPort") else "containerPort"
            route: tuple[str | int, ...] = port.to("hostPort")
            if "initContainers" in route:
                # The server counts from the init container itself, and so calls each the first.
                at = route.index("initContainers") + 1
                route = (*route[:at], 0, *route[at + 1 :])
            yield rules.duplicate_value.at(
                port.named(route, port.at(written)),
                f"the port {number} of the node is given twice",
                first.at(of_first),
                "choose another `hostPort`",
                "Duplicate value",
            )


def _doubtful(ports: Iterable[Node], given: bool) -> Iterator[Finding]:
    """Ports that the server takes and warns of."""
    seen: dict[tuple[int, str], list[tuple[int, str, Node]]] = {}
    for port in ports:
        number, host, address = (
            port.number("containerPort"), _host_port(port, given), port.filled("hostIP"),
        )  # fmt: skip
        if address and not host:
            yield container_rules.idle_host_ip.at(
                port.named(port.route, port.at("hostIP")), shortened(address)
            )
        if not number:
            continue
        protocol = port.filled("protocol") or "TCP"
        others = seen.setdefault((number, protocol), [])
        for other_host, other_address, other in others[:_MANY]:
            how = _likeness(host, address, other_host, other_address)
            if how:
                where = port.named(port.route, port.at("containerPort"))
                yield container_rules.repeated_port.at(
                    where, f"{number}/{protocol}", Value(other.to("containerPort")), how
                )
                break
        others.append((host, address, port))


def _namesakes(spec: Node) -> Iterator[Finding]:
    """Ports of one name in two containers that run at once: the server warns that one is never taken."""
    running = [*spec.nodes("containers"), *(it for it in spec.nodes("initContainers") if is_sidecar(it))]
    names = (port.placed("name") for it in running if it.value.get("ports") for port in it.nodes("ports"))
    for first, name in repeated(names):
        if first.route[:-2] != name.route[:-2]:
            what = f'two containers have a port called "{shortened(name.text)}"'
            hint = "give this port a name of its own: services and probes take the other"
            again = rules.duplicate_value.at(
                Value(name.route), what, Value(first.route), hint, "Duplicate value"
            )
            yield from warned([again])


def _likeness(host: int, address: str, other_host: int, other_address: str) -> str:
    """How two declarations of one port stand to each other, in the server's word; two that differ in nothing
    but a port of the node are refused."""
    if host == other_host and address == other_address:
        return "" if host else "duplicate"
    if not host or not other_host:
        return "overlapping"
    return "dangerously ambiguous" if host == other_host and bool(address) != bool(other_address) else ""


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.ContainerPort": (_port,),
    "core.v1.Container": (_names,),
    "core.v1.EphemeralContainer": (_names,),
    "core.v1.PodSpec": (_of_pod,),
}
