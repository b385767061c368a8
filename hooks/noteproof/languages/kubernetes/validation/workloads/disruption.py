"""Budgets of disruption: how many pods may be away at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Key
from noteproof.languages.kubernetes.validation import field_rules
from noteproof.languages.kubernetes.validation.criteria import one_of
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.workloads.amounts import check_amount


def _budget(spec: Node) -> Iterator[Fault]:
    if spec.has("minAvailable") and spec.has("maxUnavailable"):
        # The server names the whole spec.
        place = spec.named(spec.route, Key(spec.to("maxUnavailable")))
        what = "a budget has `minAvailable` or `maxUnavailable`, not both"
        yield field_rules.conflicting_fields.at(place, what, "remove one of the two")
    yield from check_amount(spec, "minAvailable")
    yield from check_amount(spec, "maxUnavailable")
    yield from one_of(spec, "unhealthyPodEvictionPolicy", ("AlwaysAllow", "IfHealthyBudget"), default=False)


CHECKS: Mapping[str, tuple[Check, ...]] = {"policy.v1.PodDisruptionBudgetSpec": (_budget,)}
