"""What is asked before an object is stored: webhooks, policies, definitions and services of the API."""

from __future__ import annotations

from collections.abc import Mapping

from noteproof.finding import AnyRule
from noteproof.languages.kubernetes.validation.admission import (
    admission_bindings,
    admission_matches,
    admission_policies,
    admission_rules,
    api_services,
    crd_rules,
    custom_resources,
    webhooks,
)
from noteproof.languages.kubernetes.validation.nodes import Check, joined

rules: tuple[AnyRule, ...] = (
    *admission_rules.rules,
    *crd_rules.rules,
)

CHECKS: Mapping[str, tuple[Check, ...]] = joined(
    admission_matches.CHECKS,
    webhooks.CHECKS,
    admission_policies.CHECKS,
    admission_bindings.CHECKS,
    custom_resources.CHECKS,
    api_services.CHECKS,
)
