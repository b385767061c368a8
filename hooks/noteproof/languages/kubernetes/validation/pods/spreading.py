"""Topology spread constraints: over what the pods are spread, which are counted, and how evenly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Finding
from noteproof.languages.kubernetes.validation import field_rules, rules
from noteproof.languages.kubernetes.validation.criteria import between, not_empty, one_of
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.pods.label_keys import MERGED, in_selector, label_keys
from noteproof.schema.values import shortened

_HARD = "DoNotSchedule"
_ACTIONS = (_HARD, "ScheduleAnyway")
_POLICIES = ("Honor", "Ignore")


def _constraint(it: Node) -> Iterator[Finding]:
    yield from between(it, "maxSkew", 1)
    yield from not_empty(it.placed("topologyKey"))
    yield from one_of(it, "whenUnsatisfiable", _ACTIONS, default=False)
    yield from one_of(it, "nodeAffinityPolicy", _POLICIES, default=False)
    yield from one_of(it, "nodeTaintsPolicy", _POLICIES, default=False)
    if it.has("minDomains"):
        yield from between(it, "minDomains", 1)
        action = it.text("whenUnsatisfiable")
        if action is not None and action != _HARD:
            what = f"`minDomains` is for constraints with `whenUnsatisfiable: {_HARD}`"
            yield field_rules.conflicting_fields.at(it.at("minDomains"), what, "remove `minDomains`")
    if "matchLabelKeys" in it.value:
        yield from label_keys(it)
        if it.scene.minor < MERGED:
            yield from in_selector(it)
    if not it.has("labelSelector") and not it.leaves_out() and not it.scene.by_kubelet:
        what = "the constraint has no `labelSelector`, so it counts no pods"
        where = it.named(it.to("labelSelector"), it.key())
        yield field_rules.matches_nothing.at(
            where, what, "add `labelSelector:` with the labels of these pods"
        )


def _unique(spec: Node) -> Iterator[Fault]:
    """No two constraints are of one topology and one action."""
    if "topologySpreadConstraints" not in spec.value:
        return
    constraints = list(spec.nodes("topologySpreadConstraints"))
    last: dict[tuple[str, str], Node] = {}
    doubled = []
    for it in reversed(constraints):
        pair = (it.filled("topologyKey"), it.filled("whenUnsatisfiable"))
        later = last.setdefault(pair, it)
        if later is not it and all(pair):
            doubled.append((it, later))
    for it, later in reversed(doubled):
        what = f"two constraints are of `{shortened(it.filled('topologyKey'))}`, and do the same"
        where = it.called("{topologyKey, whenUnsatisfiable}", it.at("topologyKey"))
        first = later.at("topologyKey")
        yield rules.duplicate_value.at(where, what, first, "keep one of the two", "Duplicate value")


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.TopologySpreadConstraint": (_constraint,),
    "core.v1.PodSpec": (_unique,),
}
