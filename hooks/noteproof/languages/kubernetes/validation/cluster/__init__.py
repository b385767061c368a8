"""What is allowed, and how much: roles, quotas, limits, classes, flow control."""

from __future__ import annotations

from collections.abc import Mapping

from noteproof.finding import AnyRule
from noteproof.languages.kubernetes.validation.cluster import (
    access,
    access_rules,
    certificate_requests,
    classes,
    cluster_objects,
    flow_control,
    limit_ranges,
    quota_rules,
    quotas,
)
from noteproof.languages.kubernetes.validation.nodes import Check, joined

rules: tuple[AnyRule, ...] = (
    quota_rules.limit_order,
    quota_rules.limit_ratio,
    quota_rules.quota_scope,
    *access_rules.rules,
)

CHECKS: Mapping[str, tuple[Check, ...]] = joined(
    quotas.CHECKS,
    limit_ranges.CHECKS,
    classes.CHECKS,
    flow_control.CHECKS,
    certificate_requests.CHECKS,
    cluster_objects.CHECKS,
    access.CHECKS,
)
