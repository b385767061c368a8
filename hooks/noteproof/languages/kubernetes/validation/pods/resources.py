"""The resources of a container: which it asks for, how much, and how requests and limits stand to each other.

As `ValidateContainerResourceRequirements` of Kubernetes 1.36 asks, after a pod's limits were copied into the
requests that it does not make.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace

from noteproof.finding import Finding, Key, Value
from noteproof.languages.kubernetes.fields import missing_field
from noteproof.languages.kubernetes.validation import resource_names, rules
from noteproof.languages.kubernetes.validation.criteria import filled_as, formed
from noteproof.languages.kubernetes.validation.names import LABEL
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.pods import container_rules
from noteproof.languages.kubernetes.validation.quantities import ONE, Quantity, quantity
from noteproof.schema.values import shortened
from noteproof.text import nearest

_BYTES = ("memory", "ephemeral-storage")
_CLAIMED = 34
"""The first minor version in which containers claim resources."""
_MANY = 100
"""So many claims of a pod are given thought; a pod with more is no manifest."""


def _resources(container: Node) -> Iterator[Fault]:
    if container.value.get("resources"):
        resources = container.node("resources")
        if resources is not None:
            yield from required(resources, container.scene.is_part or "template" not in container.route)


def required(resources: Node, copied: bool) -> Iterator[Fault]:
    """What is wrong with requests and limits; `copied`: limits stand for the requests that are not made."""
    limits, requests = resources.node("limits"), resources.node("requests")
    for amounts in (limits, requests):
        if amounts is not None:
            yield from _amounts(amounts, copied and amounts is limits, requests)
    if requests is not None:
        yield from _compared(resources, requests, limits)
    named = {*(limits.value if limits else ()), *(requests.value if requests else ())}
    pages = next((name for name in named if resource_names.is_pages(name)), None)
    if pages is not None and named.isdisjoint(("cpu", "memory")):
        why, hint = "huge pages need cpu or memory beside them", "add `cpu` or `memory` to the limits"
        yield rules.forbidden_field.at(Key(resources.route), shortened(pages), why, hint)


def _amounts(amounts: Node, copied: bool, requests: Node | None) -> Iterator[Fault]:
    for name, written in amounts.value.items():
        said = [*_name(name, amounts), *_amount(name, written, amounts)]
        yield from said
        if copied and (requests is None or name not in requests.value):
            for finding in said:
                route = (*amounts.route[:-1], "requests", name)
                says = replace(finding.says, message=f"{finding.says.message}; the request is a copy of it")
                yield Finding(finding.rule, amounts.named(route, finding.where), says)


def _name(name: str, amounts: Node) -> Iterator[Finding]:
    """The name of a resource that a container can ask for."""
    if name in resource_names.OF_CONTAINERS or resource_names.is_pages(name):
        return
    if "/" in name and (resource_names.is_native(name) or resource_names.is_extended(name)):
        if resource_names.is_qualified(name):
            return
        meant = None
    else:
        meant = resource_names.MEANT.get(name.lower()) or nearest(name, resource_names.OF_CONTAINERS)
    yield container_rules.unknown_resource.at(amounts.key(name), shortened(name), meant)


def _amount(name: str, written: object, amounts: Node) -> Iterator[Finding]:
    """An amount of a resource, which may not be negative, and of some resources is whole."""
    amount = quantity(written)
    if amount is None:
        return
    value, hint = shortened(str(written)), ""
    if amount.value < 0:
        hint = "write a quantity from 0 upwards"
    elif resource_names.is_whole(name) and amount.in_milli % ONE:
        hint = "write a whole number: it cannot be divided"
    elif resource_names.is_pages(name):
        hint = _pages(name, amount)
    elif name in _BYTES and amount.in_milli % ONE:
        meant = shortened(_in_bytes(str(written)))
        yield container_rules.fractional_bytes.at(amounts.at(name), name, value, meant)
    if hint:
        called = f"{amounts.route[-1]}[{shortened(name)}]" if amounts.route else shortened(name)
        yield rules.out_of_range.at(amounts.at(name), called, value, hint)


def _pages(name: str, amount: Quantity) -> str:
    """What to write instead of an amount that is no multiple of the size of a page, if it is none."""
    size = name.removeprefix(resource_names.PAGES)
    page = quantity(size)
    if page is None:
        return "name the size of a page, as in `hugepages-2Mi`"
    whole = -(-page.value // ONE)
    return f"write a multiple of {shortened(size)}" if whole and -(-amount.value // ONE) % whole else ""


def _in_bytes(written: str) -> str:
    number = written.strip().removesuffix("m")
    return f"{number}Mi" if number != written.strip() and number.isdigit() else "128Mi"


def _compared(resources: Node, requests: Node, limits: Node | None) -> Iterator[Finding]:
    """Requests that are above their limits, or are not what they have to be."""
    for name, written in requests.value.items():
        overcommitted = resource_names.is_overcommitted(name)
        if limits is None or name not in limits.value:
            if not overcommitted and not resources.leaves_out():
                where = resources.named(resources.to("limits"), requests.key(name))
                what = f"limits[{shortened(name)}]"
                yield missing_field.at(where, what, "add the same amount to the limits")
            continue
        request, limit = quantity(written), quantity(limits.value[name])
        if request is None or limit is None or request.in_milli == limit.in_milli:
            continue
        if not overcommitted or request.in_milli > limit.in_milli:
            where = resources.named(requests.route, requests.at(name))
            yield container_rules.request_above_limit.at(
                where,
                shortened(name),
                shortened(str(written)),
                shortened(str(limits.value[name])),
                Value(limits.to(name)),
                not overcommitted,
            )


def _claims(spec: Node) -> Iterator[Finding]:
    """The claims that containers name are the pod's."""
    if spec.scene.drops(_CLAIMED):
        return
    owned = spec.value.get("resourceClaims")
    whole = not spec.leaves_out("resourceClaims")
    there = {claim.filled("name") for claim in spec.nodes("resourceClaims")} if owned else set()
    for key in ("containers", "initContainers"):
        for container in spec.nodes(key):
            resources = container.node("resources") if "resources" in container.value else None
            if resources is not None and "claims" in resources.value:
                yield from _claimed(resources, there if whole else None)


def _claimed(resources: Node, there: Set[str] | None) -> Iterator[Finding]:
    """Each claim, or request in it, stands once; `there` are the claims that can be named, if known."""
    seen: dict[str, dict[str, Node]] = {}
    for claim in resources.nodes("claims"):
        name, request = claim.filled("name"), claim.filled("request")
        where = resources.named(claim.route, claim.at("name"))
        yield from filled_as(claim, "name", claim.route)
        if not name:
            continue
        requests = seen.setdefault(name, {})
        first = requests.get("", requests.get(request))
        if first is None and requests and not request:
            first = next(iter(requests.values()))
        if request and "" not in requests:
            yield from formed(claim.placed("request"), "request", LABEL)
        requests.setdefault(request, claim)
        if first is not None:
            what = f'the container names the claim "{shortened(name)}" twice'
            yield rules.duplicate_value.at(
                where, what, first.at("name"), "keep one of the two", "Duplicate value"
            )
        if there is not None and name not in there:
            meant = nearest(name, there) if len(there) < _MANY else None
            yield container_rules.missing_claim.at(where, shortened(name), meant)


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.Container": (_resources,),
    "core.v1.PodSpec": (_claims,),
}
