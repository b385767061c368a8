"""The metrics that an autoscaler looks at, and what each is to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.languages.kubernetes.validation import rules
from noteproof.languages.kubernetes.validation.criteria import (
    between,
    called,
    empty,
    named,
    not_empty,
    one_of,
)
from noteproof.languages.kubernetes.validation.names import LABEL, SEGMENT
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.quantities import quantity

_SOURCES: Mapping[str, str] = {
    "Object": "object",
    "External": "external",
    "Pods": "pods",
    "Resource": "resource",
    "ContainerResource": "containerResource",
}
"""The field of each type of metric, in the order in which the server looks at them."""

_TARGETS = ("Utilization", "Value", "AverageValue")


def segment(node: Node, key: str, owner: str) -> Iterator[Fault]:
    """A text that is filled, and can stand in a URL."""
    yield from named(node.placed(key), owner, SEGMENT)


def _metric(metric: Node) -> Iterator[Fault]:
    """A metric has one source, of the field that its type names."""
    kind = metric.text("type")
    if kind is None:
        return
    if not kind:
        yield empty(metric.to("type"))
    yield from one_of(metric, "type", tuple(sorted(_SOURCES)))
    expected = _SOURCES.get(kind)
    if expected and not metric.has(expected) and not metric.leaves_out(expected):
        yield metric.missing(expected)
    given = [key for key in _SOURCES.values() if metric.has(key)]
    for key in given if len(given) > 1 else [it for it in given if expected and it != expected]:
        if key != expected:
            why = f"the metric is of `type: {kind}`"
            yield rules.forbidden_field.at(metric.key(key), key, why, "write a metric of its own for it")


def _target(target: Node) -> Iterator[Fault]:
    yield from not_empty(target.placed("type"))
    for wrong in one_of(target, "type", _TARGETS):
        yield called(wrong, "Invalid value")
    for key in ("value", "averageValue"):
        amount = quantity(target.value[key]) if target.has(key) else None
        if amount is not None and amount.value <= 0:
            what = "0 or less"
            yield rules.out_of_range.at(target.at(key), key, what, "write more than 0")
    yield from between(target, "averageUtilization", 1)


def _either(source: Node, first: str, second: str) -> Iterator[Fault]:
    """One of two ways to say the target; the server names the first where there is none, else the second."""
    target = source.node("target")
    if target is None:
        return
    if not target.has(first) and not target.has(second):
        yield target.missing(first)
    elif target.has(first) and target.has(second):
        why = f"`{first}` says the target already"
        yield rules.forbidden_field.at(target.key(second), second, why, "keep one of the two")


def _resource(source: Node) -> Iterator[Fault]:
    yield from not_empty(source.placed("name"))
    yield from _either(source, "averageUtilization", "averageValue")


def _container_resource(source: Node) -> Iterator[Fault]:
    yield from _resource(source)
    yield from named(source.placed("container"), "container", LABEL)


def _object(source: Node) -> Iterator[Fault]:
    target = source.node("target")
    said = target is None or target.has("value") or target.has("averageValue") or target.leaves_out()
    if target is not None and not said:
        yield target.missing("averageValue")


def _pods(source: Node) -> Iterator[Fault]:
    target = source.node("target")
    if target is not None and not target.has("averageValue") and not target.leaves_out():
        yield target.missing("averageValue")


def _external(source: Node) -> Iterator[Fault]:
    yield from _either(source, "averageValue", "value")


def _identifier(identifier: Node) -> Iterator[Fault]:
    yield from segment(identifier, "name", "metric")


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "autoscaling.v2.MetricSpec": (_metric,),
    "autoscaling.v2.MetricTarget": (_target,),
    "autoscaling.v2.MetricIdentifier": (_identifier,),
    "autoscaling.v2.ResourceMetricSource": (_resource,),
    "autoscaling.v2.ContainerResourceMetricSource": (_container_resource,),
    "autoscaling.v2.ObjectMetricSource": (_object,),
    "autoscaling.v2.PodsMetricSource": (_pods,),
    "autoscaling.v2.ExternalMetricSource": (_external,),
}
