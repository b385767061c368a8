"""Kinds that make pods, and those that look after their number."""

from __future__ import annotations

from collections.abc import Mapping

from noteproof.finding import AnyRule
from noteproof.languages.kubernetes.validation.nodes import Check, joined
from noteproof.languages.kubernetes.validation.workloads import (
    absences,
    autoscaling,
    cronjobs,
    disruption,
    jobs,
    metrics,
    rollouts,
    workload_rules,
    workloads,
)

rules: tuple[AnyRule, ...] = (*workload_rules.rules,)

CHECKS: Mapping[str, tuple[Check, ...]] = joined(
    rollouts.CHECKS,
    workloads.CHECKS,
    jobs.CHECKS,
    cronjobs.CHECKS,
    disruption.CHECKS,
    autoscaling.CHECKS,
    metrics.CHECKS,
    absences.CHECKS,
)
