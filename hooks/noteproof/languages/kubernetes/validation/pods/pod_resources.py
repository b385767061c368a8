"""The resources of a whole pod: what its containers ask for has to fit into them.

As `validatePodResources` of Kubernetes 1.36 asks. Before 1.34 the server dropped them, and so asks nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from noteproof.finding import Finding
from noteproof.languages.kubernetes.validation import field_rules, resource_names, rules
from noteproof.languages.kubernetes.validation.criteria import unsupported
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text
from noteproof.languages.kubernetes.validation.pods.containers import is_sidecar
from noteproof.languages.kubernetes.validation.pods.resources import required
from noteproof.languages.kubernetes.validation.quantities import quantity
from noteproof.schema.values import shortened

_FIRST_MINOR = 34
_OF_PODS = ("cpu", "memory")


def _resources(spec: Node) -> Iterator[Fault]:
    resources = spec.node("resources") if spec.value.get("resources") else None
    if resources is None or spec.scene.minor < _FIRST_MINOR:
        return
    if resources.value.get("claims"):
        why, hint = "claims are made by containers", "move it below the `resources` of the container"
        yield rules.forbidden_field.at(resources.key("claims"), "claims", why, hint)
    for key in ("limits", "requests"):
        for name, _ in resources.pairs(key):
            if name == "ephemeral-storage" or "/" in name:
                yield unsupported(Text(name, resources.to(key, name)), _OF_PODS)
    yield from required(resources, False)
    if not spec.elides():
        yield from _requested(spec, resources)
        yield from _limited(spec, resources)


def _requested(spec: Node, resources: Node) -> Iterator[Finding]:
    """A pod requests at least what its containers do together; what it does not request, a Pod is given."""
    requests, limits = resources.node("requests"), resources.node("limits")
    together = _together(spec)
    for amounts in (requests, limits):
        for name, written in amounts.value.items() if amounts is not None else ():
            copied = amounts is not requests
            if copied and ("template" in spec.route or (requests is not None and name in requests.value)):
                continue
            amount = quantity(written)
            if amounts is None or amount is None or not (name in _OF_PODS or resource_names.is_pages(name)):
                continue
            if together[name] > amount.in_milli:
                route = resources.to("requests") if copied else amounts.to(name)
                called = f"{amounts.route[-1]}[{shortened(name)}]"
                hint = "write as much as the requests of the containers together, or remove it"
                where = resources.named(route, amounts.at(name))
                yield rules.out_of_range.at(where, called, shortened(str(written)), hint)


def _together(spec: Node) -> Counter[str]:
    """What the containers of a pod request at most at one time, in billionths.

    Sidecars stay, and the other init containers run one by one.
    """
    running: Counter[str] = Counter()
    most: Counter[str] = Counter()
    for container in spec.nodes("initContainers"):
        for name, amount in _requests(container):
            most[name] = max(most[name], running[name] + amount)
            if is_sidecar(container):
                running[name] += amount
    for container in spec.nodes("containers"):
        for name, amount in _requests(container):
            running[name] += amount
    return most | running


def _requests(container: Node) -> Iterator[tuple[str, int]]:
    """What a container requests of each resource, or else its limit."""
    resources = container.node("resources")
    if resources is not None:
        amounts = dict(resources.pairs("limits")) | dict(resources.pairs("requests"))
        for name, written in amounts.items():
            amount = quantity(written)
            if amount is not None:
                yield name, amount.in_milli


def _limited(spec: Node, resources: Node) -> Iterator[Finding]:
    """No container may use more than its pod."""
    limits = resources.node("limits")
    if limits is None:
        return
    for at, container in enumerate(spec.nodes("containers")):
        own = container.node("resources")
        amounts = own.node("limits") if own is not None else None
        for name in amounts.value if amounts is not None else ():
            if amounts is None or name not in limits.value:
                continue
            amount, most = quantity(amounts.value[name]), quantity(limits.value[name])
            if amount is not None and most is not None and amount.in_milli > most.in_milli:
                # The server names a place below the pod's resources.
                route = resources.to("containers", at, name, "limits")
                what = f"the limit of `{shortened(name)}` is above that of the pod"
                where = amounts.named(route, amounts.at(name))
                yield field_rules.conflicting_fields.at(where, what, "write at most the limit of the pod")


CHECKS: Mapping[str, tuple[Check, ...]] = {"core.v1.PodSpec": (_resources,)}
