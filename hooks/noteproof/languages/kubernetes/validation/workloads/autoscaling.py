"""Autoscalers: what they scale, between which numbers of pods, and how fast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Value, printed
from noteproof.languages.kubernetes.fields import missing_field
from noteproof.languages.kubernetes.validation import field_rules, rules
from noteproof.languages.kubernetes.validation.criteria import (
    INT32,
    between,
    called,
    empty,
    not_empty,
    one_of,
)
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.quantities import quantity
from noteproof.languages.kubernetes.validation.workloads import metrics
from noteproof.schema.values import shortened

_AN_HOUR = 3600
_HALF_AN_HOUR = 1800
_WITHOUT_PODS = ("Object", "External")
_WITH_SCALE_TO_ZERO = 37
"""The minor version since which a workload can be scaled to no pod at all."""
_WITH_TOLERANCE = 35
"""The minor version since which the tolerance of an autoscaler counts."""


def _replicas(spec: Node) -> Iterator[Fault]:
    """At least one pod, and at most no fewer than at least; `minReplicas` is 1 by default."""
    to_none = spec.scene.minor >= _WITH_SCALE_TO_ZERO
    yield from between(spec, "minReplicas", 0 if to_none else 1)
    yield from between(spec, "maxReplicas", 1)
    least, most = spec.number("minReplicas"), spec.number("maxReplicas")
    if least is not None and most is not None and 1 <= most < least:
        hint = f"write {least} or more, as `minReplicas` is {least}"
        yield rules.out_of_range.at(spec.at("maxReplicas"), "maxReplicas", str(most), hint)
    lonely = not any(it.text("type") in _WITHOUT_PODS for it in spec.nodes("metrics"))
    if least == 0 and to_none and lonely and not spec.leaves_out():
        place = spec.named(spec.to("metrics"), Value(spec.to("minReplicas")))
        why = "no metric is of `type: Object` or `External`, which are there without a pod, too"
        yield rules.forbidden_field.at(place, "minReplicas: 0", why, "write 1, or add such a metric")


def _first_version(spec: Node) -> Iterator[Fault]:
    """The one metric of autoscaling/v1, which the server turns into one of autoscaling/v2."""
    share = spec.number("targetCPUUtilizationPercentage")
    if share is not None and share < 1:
        route = spec.to("metrics", 0, "resource", "target", "averageUtilization")
        key = "targetCPUUtilizationPercentage"
        place = spec.named(route, Value(spec.to(key)))
        yield rules.out_of_range.at(place, key, str(share), "write a number from 1 upwards")


def _scaling(scaling: Node) -> Iterator[Fault]:
    yield from between(scaling, "stabilizationWindowSeconds", 0, _AN_HOUR)
    yield from one_of(scaling, "selectPolicy", ("Max", "Min", "Disabled"), default=False)
    if scaling.value.get("policies") == []:
        yield empty(scaling.to("policies"))
    for policy in scaling.nodes("policies"):
        yield from not_empty(policy.placed("type"))
        yield from one_of(policy, "type", ("Pods", "Percent"))
        yield from between(policy, "value", 1, INT32)
        yield from between(policy, "periodSeconds", 1, _HALF_AN_HOUR)
    if scaling.has("tolerance") and scaling.scene.minor >= _WITH_TOLERANCE:
        tolerance = quantity(scaling.value["tolerance"])
        if tolerance is not None and tolerance.value < 0:
            hint = "write 0 or more: `0.1` is a tenth"
            yield rules.out_of_range.at(scaling.at("tolerance"), "tolerance", "less than 0", hint)


def _reference(reference: Node) -> Iterator[Fault]:
    """What is scaled, or described, by kind and name."""
    yield from metrics.segment(reference, "kind", "kind")
    yield from metrics.segment(reference, "name", reference.filled("kind") or "target")
    if reference.scene.minor >= WITH_API_VERSION:
        yield from _api_version(reference)


def _api_version(reference: Node) -> Iterator[Fault]:
    """The API of a kind; that of what is scaled has a group."""
    needs_group = reference.route[-1:] == ("scaleTargetRef",) and reference.text("kind") != _WITHOUT_GROUP
    version = reference.placed("apiVersion")
    if version is not None and version.text:
        group, slash, rest = version.text.partition("/")
        why = "it names no group" if needs_group and not (slash and group) else None
        why = "it has more than one `/`" if "/" in rest else why
        if why:
            text = shortened(version.text)
            yield field_rules.malformed_text.at(
                Value(version.route), "apiVersion", text, why, f"write {_API}"
            )
    elif needs_group and not _is_open(reference):
        route = reference.to("apiVersion")
        finding = missing_field.at(
            reference.named(route, reference.key()), printed(route), f"add `apiVersion:` with {_API}"
        )
        yield called(finding, "Invalid value")


def _is_open(reference: Node) -> bool:
    """Whether the API may stand elsewhere, or is written in a way that is refused already."""
    is_mistyped = reference.has("apiVersion") and reference.text("apiVersion") is None
    return reference.leaves_out() or is_mistyped or reference.misspells("apiVersion")


WITH_API_VERSION = 34
"""The minor version since which the server looks at the API of what is scaled."""
_WITHOUT_GROUP = "ReplicationController"
_API = "the API of its kind, which is `apps/v1` for a Deployment"
_OF_BOTH = {f"autoscaling.{version}.CrossVersionObjectReference": (_reference,) for version in ("v1", "v2")}

CHECKS: Mapping[str, tuple[Check, ...]] = {
    **_OF_BOTH,
    "autoscaling.v1.HorizontalPodAutoscalerSpec": (_replicas, _first_version),
    "autoscaling.v2.HorizontalPodAutoscalerSpec": (_replicas,),
    "autoscaling.v2.HPAScalingRules": (_scaling,),
}
