"""Services and what leads to them: endpoints, Ingresses, NetworkPolicies."""

from __future__ import annotations

from collections.abc import Mapping

from noteproof.finding import AnyRule
from noteproof.languages.kubernetes.validation.network import (
    cluster_ips,
    cluster_ranges,
    endpoints,
    ingress_classes,
    ingress_rules,
    ingresses,
    policy_peers,
    service_ports,
    service_rules,
    services,
)
from noteproof.languages.kubernetes.validation.nodes import Check, joined

rules: tuple[AnyRule, ...] = (
    *service_rules.rules,
    *ingress_rules.rules,
)

CHECKS: Mapping[str, tuple[Check, ...]] = joined(
    policy_peers.CHECKS,
    services.CHECKS,
    service_ports.CHECKS,
    cluster_ips.CHECKS,
    endpoints.CHECKS,
    ingresses.CHECKS,
    ingress_classes.CHECKS,
    cluster_ranges.CHECKS,
)
