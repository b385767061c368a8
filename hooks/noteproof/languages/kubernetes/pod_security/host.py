"""The checks on what a pod shares with its node: namespaces, ports, Windows' processes, hosts to probe."""

from __future__ import annotations

from collections.abc import Iterator

from noteproof.finding import Route
from noteproof.languages.kubernetes.pod_security.ruling import Fault, Refusal
from noteproof.languages.kubernetes.pod_security.subject import Holder, Subject
from noteproof.languages.kubernetes.pod_security.values import Fields, entries, fields, flag, number, text
from noteproof.languages.kubernetes.pod_security.wording import containers, either, listed, setters, shown

_NAMESPACES = {"hostNetwork": "the network", "hostPID": "the processes", "hostIPC": "the shared memory"}

_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_HOOKS = ("postStart", "preStop")
_HANDLERS = ("httpGet", "tcpSocket")


def namespaces(subject: Subject) -> Refusal | None:
    """The pod may not have a namespace of its node."""
    spec = subject.pod
    shared = [key for key in _NAMESPACES if flag(spec.fields, key)]
    if not shared:
        return None
    faults = [
        Fault((*spec.route, key), f"the pod shares {_NAMESPACES[key]} of its node", f"remove `{key}: true`")
        for key in shared
    ]
    return Refusal("host namespaces", ", ".join(f"{key}=true" for key in shared), tuple(faults))


def ports(subject: Subject) -> Refusal | None:
    """No container may have a port of the node."""
    bad: list[Holder] = []
    taken: set[str] = set()
    faults: list[Fault] = []
    for container in subject.containers:
        found = list(_ports(container, subject.copies_ports))
        if found:
            bad.append(container)
            taken.update(str(port) for port, _ in found)
            faults.extend(fault for _, fault in found)
    if not bad:
        return None
    detail = (
        f"{containers(bad)} {either('uses', 'use', len(bad))} "
        f"{either('hostPort', 'hostPorts', len(taken))} {', '.join(sorted(taken))}"
    )
    return Refusal("hostPort", detail, tuple(faults))


def processes(subject: Subject) -> Refusal | None:
    """Nothing may run as a process of a Windows node."""
    bad = [it for it in subject.holders if flag(fields(it.security, "windowsOptions") or {}, "hostProcess")]
    if not bad:
        return None
    faults = [
        Fault(
            holder.at("windowsOptions", "hostProcess"),
            "`hostProcess: true` runs it on the node, outside of any container",
            "remove `hostProcess: true`",
        )
        for holder in bad
    ]
    detail = f"{' and '.join(setters(bad))} must not set securityContext.windowsOptions.hostProcess=true"
    return Refusal("hostProcess", detail, tuple(faults))


def probed_hosts(subject: Subject) -> Refusal | None:
    """No probe and no hook of a container may ask another host than the pod."""
    bad: dict[str, Holder] = {}
    hosts: set[str] = set()
    faults: list[Fault] = []
    for container in subject.containers:
        for route, host in _hosts(container):
            bad[container.name] = container
            hosts.add(host)
            faults.append(Fault(route, f"the kubelet is sent to the host {shown(host)}", "remove `host`"))
    if not bad:
        return None
    word = "probe or lifecycle host"
    detail = (
        f"{containers([bad[name] for name in sorted(bad)])} {either('uses', 'use', len(bad))} "
        f"{either(word, f'{word}s', len(hosts))} {listed(sorted(hosts))}"
    )
    return Refusal(word, detail, tuple(faults))


def _ports(container: Holder, copies: bool) -> Iterator[tuple[int, Fault]]:
    """The ports of the node that a container has."""
    for at, port in entries(container.fields, "ports"):
        route = (*container.route, "ports", at)
        written, own = number(port, "hostPort"), number(port, "containerPort")
        if written:
            message = f"port {written} of the node is taken for the container"
            yield written, Fault((*route, "hostPort"), message, "remove `hostPort`")
        elif own and copies and "ephemeralContainers" not in container.route:
            message = f"with `hostNetwork`, port {own} of the container is one of the node"
            yield own, Fault((*route, "containerPort"), message, "remove `hostNetwork: true`")


def _hosts(container: Holder) -> Iterator[tuple[Route, str]]:
    """The hosts that the probes and the hooks of a container name."""
    lifecycle = fields(container.fields, "lifecycle") or {}
    askers: list[tuple[Route, Fields]] = [
        *(((*container.route, key), fields(container.fields, key) or {}) for key in _PROBES),
        *(((*container.route, "lifecycle", key), fields(lifecycle, key) or {}) for key in _HOOKS),
    ]
    for route, asker in askers:
        for key in _HANDLERS:
            host = text(fields(asker, key) or {}, "host")
            if host:
                yield (*route, key, "host"), host
