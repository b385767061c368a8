"""Probes and lifecycle hooks: what handles them, and how often they are tried.

As `validateProbe`, `validateLifecycle` and `validateHandler` of Kubernetes 1.36 ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from noteproof.finding import Finding
from noteproof.languages.kubernetes.fields import missing_field
from noteproof.languages.kubernetes.validation import field_rules, port_names, rules
from noteproof.languages.kubernetes.validation.criteria import (
    between,
    filled_as,
    not_negative,
    one_of,
    present,
)
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.port_names import HIGHEST
from noteproof.schema.values import shortened

_OF_PROBES = ("exec", "httpGet", "tcpSocket", "grpc")
_OF_HOOKS = ("exec", "httpGet", "tcpSocket", "sleep")
_SECONDS = ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")
_HEADER = re.compile("[-A-Za-z0-9]+")
_ONCE = ("livenessProbe", "startupProbe")
_ZERO_SLEEP = 33
"""The first minor version in which a hook may sleep no time at all."""


def _probe(probe: Node) -> Iterator[Fault]:
    yield from _handler(probe, _OF_PROBES)
    yield from not_negative(probe, *(key for key in _SECONDS if key in probe.value))
    kind = probe.route[-1] if probe.route else ""
    threshold = probe.number("successThreshold")
    if kind in _ONCE and threshold and threshold > 1:
        hint = f"remove it: of a `{kind}` one success is enough"
        yield rules.out_of_range.at(probe.at("successThreshold"), "successThreshold", str(threshold), hint)
    if "terminationGracePeriodSeconds" in probe.value:
        yield from _grace_period(probe, kind)


def _grace_period(probe: Node, kind: str | int) -> Iterator[Finding]:
    key = "terminationGracePeriodSeconds"
    if kind == "readinessProbe":
        if probe.number(key) is not None:
            why, hint = "a container that is not ready is not stopped", "remove it"
            yield rules.forbidden_field.at(probe.key(key), key, why, hint, "Invalid value")
    else:
        yield from between(probe, key, 1, (1 << 63) - 1, 64)


def _hook(hook: Node) -> Iterator[Fault]:
    yield from _handler(hook, _OF_HOOKS)


def _handler(owner: Node, known: Sequence[str]) -> Iterator[Fault]:
    """Exactly one handler, and what that one needs."""
    given = [key for key in known if owner.value.get(key) is not None]
    for other in given[1:]:
        why = f"`{given[0]}` handles it already"
        yield rules.forbidden_field.at(owner.key(other), other, why, "keep one of the two")
    if given:
        handler = owner.node(given[0])
        if handler is not None and given[0] in _HANDLERS:
            yield from _HANDLERS[given[0]](handler)
    elif not owner.leaves_out() and not owner.misspells_one_of(known):
        name = str(owner.route[-1])
        listed = ", ".join(f"`{key}:`" for key in known[:-1])
        hint = f"add {listed} or `{known[-1]}:` below `{name}`"
        yield missing_field.at(owner.key(), name, hint, "without a handler")


def _exec(action: Node) -> Iterator[Fault]:
    yield from present(action, "command")


def _http_get(action: Node) -> Iterator[Finding]:
    yield from _port(action)
    if "scheme" in action.value:
        yield from one_of(action, "scheme", ("HTTP", "HTTPS"))
    if "httpHeaders" in action.value:
        for header in action.nodes("httpHeaders"):
            # The server names the list.
            yield from filled_as(header, "name", action.to("httpHeaders"), "Invalid value")
            name = header.filled("name")
            if name and not _HEADER.fullmatch(name):
                where = action.named(action.to("httpHeaders"), header.at("name"))
                why = "it may have letters, digits and `-` only"
                hint = "write a name such as `X-Api-Key`"
                yield field_rules.malformed_text.at(where, "name", shortened(name), why, hint)


def _port(action: Node) -> Iterator[Finding]:
    """A number, or the name of a port of the container."""
    if action.value.get("port").__class__ is str:
        yield from port_names.named_port(action.placed("port"))
    else:
        yield from between(action, "port", 1, HIGHEST)


_HANDLERS: Mapping[str, Check] = {"exec": _exec, "httpGet": _http_get, "tcpSocket": _port, "grpc": _port}


def _sleeps(spec: Node) -> Iterator[Finding]:
    """A hook does not sleep longer than its pod is given to end."""
    for key in ("containers", "initContainers"):
        for container in spec.nodes(key):
            if "lifecycle" in container.value:
                lifecycle = container.node("lifecycle")
                for hook in (lifecycle.node("postStart"), lifecycle.node("preStop")) if lifecycle else ():
                    if hook is not None and "sleep" in hook.value:
                        yield from _sleeping(hook, spec)


def _sleeping(hook: Node, spec: Node) -> Iterator[Finding]:
    sleep = hook.node("sleep")
    if sleep is None or any(hook.has(key) for key in _OF_HOOKS[:-1]) or spec.elides():
        return
    grace = spec.number("terminationGracePeriodSeconds")
    longest = 30 if grace is None else grace if grace >= 0 else 1
    seconds = sleep.number("seconds") or 0
    shortest = 0 if spec.scene.minor >= _ZERO_SLEEP else 1
    if not shortest <= seconds <= longest:
        where = hook.named(sleep.route, sleep.at("seconds"))
        hint = f"write a number from {shortest} to {longest}, the pod's `terminationGracePeriodSeconds`"
        yield rules.out_of_range.at(where, "seconds", str(seconds), hint)


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.Probe": (_probe,),
    "core.v1.LifecycleHandler": (_hook,),
    "core.v1.PodSpec": (_sleeps,),
}
