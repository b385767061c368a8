"""A LimitRange: the bounds of what containers, pods and claims ask for, which have to be in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from noteproof.finding import Route, Value
from noteproof.languages.kubernetes.validation import resource_names, rules
from noteproof.languages.kubernetes.validation.cluster import quota_rules
from noteproof.languages.kubernetes.validation.cluster.quotas import resource_fault, resource_hint
from noteproof.languages.kubernetes.validation.criteria import called, unique, unsupported
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.quantities import ONE, quantity
from noteproof.schema.values import shortened

_TYPES = ("Pod", "Container", "PersistentVolumeClaim")

_DEFAULTS = (("default", "max"), ("defaultRequest", "default"), ("defaultRequest", "min"))
"""Which bound of a container is what other bound where it is left out, in the order of the server."""

_ORDER = (
    ("min", "max", "min"),
    ("min", "defaultRequest", "defaultRequest"),
    ("defaultRequest", "max", "defaultRequest"),
    ("defaultRequest", "default", "defaultRequest"),
    ("min", "default", "default"),
    ("default", "max", "default"),
)
"""Bounds of which the first may not be above the second, and which of them the server names."""


class _Bound(NamedTuple):
    """A bound of a resource in billionths, and where it is written."""

    value: int
    written: str
    route: Route


def _said(bound: _Bound, key: str, whose: str = "") -> str:
    """A bound in words, with what stands for it where it is left out."""
    origin = bound.route[-2]
    instead = "" if origin == key else f", which is left out and so is `{origin}`,"
    return f"`{key}`{whose}{instead} ({bound.written})"


def _item(item: Node) -> Iterator[Fault]:
    kind = item.filled("type")
    yield from _type(item)
    if kind == "Pod":
        for key in ("default", "defaultRequest"):
            if item.value.get(key):
                why = "a pod asks for nothing of its own, its containers do"
                yield rules.forbidden_field.at(item.key(key), key, why, "move it to `type: Container`")
    bounds = _bounds(item, kind)
    yield from _names(item, kind, bounds)
    if kind == "PersistentVolumeClaim" and not any("storage" in bounds[key] for key in ("min", "max")):
        yield item.missing("limits")
    for low, high, named in _ORDER:
        for name, bound in bounds[low].items():
            above = bounds[high].get(name)
            if above is not None and bound.value > above.value:
                said = _said(bound, low, f" of {shortened(name)}"), _said(above, high)
                at, other = (bound, above) if named == low else (above, bound)
                where = item.named(item.to(named, name), Value(at.route))
                yield quota_rules.limit_order.at(where, *said, Value(other.route))
    yield from _ratios(item, bounds)
    for name, request in bounds["defaultRequest"].items():
        limit = bounds["default"].get(name)
        if limit and limit.value > request.value and not resource_names.is_overcommitted(name):
            said = _said(limit, "default", f" of {shortened(name)}"), _said(request, "defaultRequest")
            where = item.named(item.to("defaultRequest", name), Value(request.route))
            yield quota_rules.limit_order.at(where, *said, Value(limit.route))


def _type(item: Node) -> Iterator[Fault]:
    kind = item.placed("type")
    if kind is not None and kind.text not in _TYPES:
        if "/" not in kind.text:
            yield called(unsupported(kind, _TYPES), "Invalid value")
        elif not resource_names.is_qualified(kind.text):
            why = "it is not of the form `domain/name`"
            hint = "write `Container`, `Pod` or `PersistentVolumeClaim`"
            yield rules.invalid_name.at(Value(kind.route), shortened(kind.text), "type of limits", why, hint)


def _bounds(item: Node, kind: str) -> Mapping[str, dict[str, _Bound]]:
    """The bounds of each resource, by field; of a container with the defaults that the server fills in."""
    keys = ["min", "max", "maxLimitRequestRatio", *(() if kind == "Pod" else ("default", "defaultRequest"))]
    bounds: dict[str, dict[str, _Bound]] = {key: {} for key in (*keys, "default", "defaultRequest")}
    for key in keys:
        for name, value in item.pairs(key):
            amount = quantity(value)
            if amount is not None:
                bounds[key][name] = _Bound(amount.in_milli, shortened(str(value)), item.to(key, name))
    if kind == "Container":
        for key, other in _DEFAULTS:
            bounds[key] = bounds[other] | bounds[key]
    return bounds


def _names(item: Node, kind: str, bounds: Mapping[str, dict[str, _Bound]]) -> Iterator[Fault]:
    of_pods = kind in ("Pod", "Container")
    known = resource_names.OF_CONTAINERS if of_pods else resource_names.STANDARD
    for key, given in bounds.items():
        for name, bound in given.items():
            why = resource_fault(name, known)
            if (
                not why
                and of_pods
                and not resource_names.is_native(name)
                and not resource_names.is_extended(name)
            ):
                why = "it is not of the form of an extended resource"
            if why:
                hint = resource_hint(name, known)
                where = item.named(item.to(key, name), Value(bound.route))
                yield rules.invalid_name.at(where, shortened(name), "resource with limits", why, hint)


def _ratios(item: Node, bounds: Mapping[str, dict[str, _Bound]]) -> Iterator[Fault]:
    for name, ratio in bounds["maxLimitRequestRatio"].items():
        if ratio.value < ONE:
            why = "a limit is not below its request"
            yield quota_rules.limit_ratio.at(
                Value(ratio.route), ratio.written, why, "write a number from 1 upwards"
            )
        low, high = bounds["min"].get(name), bounds["max"].get(name)
        if low and high and low.value > 0 and ratio.value * low.value > high.value * ONE:
            why = f"`max` ({high.written}) is not so much more than `min` ({low.written})"
            yield quota_rules.limit_ratio.at(
                Value(ratio.route), ratio.written, why, "lower it, or raise `max`"
            )


def _types(spec: Node) -> Iterator[Fault]:
    yield from unique(
        (item.placed("type") for item in spec.nodes("limits")),
        "there are limits of `{}` already",
        "join the two",
    )


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.LimitRangeSpec": (_types,),
    "core.v1.LimitRangeItem": (_item,),
}
