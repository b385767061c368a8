"""Volumes of the cluster, claims to them, and classes of them."""

from __future__ import annotations

from collections.abc import Mapping

from noteproof.finding import AnyRule
from noteproof.languages.kubernetes.validation.nodes import Check, joined
from noteproof.languages.kubernetes.validation.storage import (
    persistent_claims,
    persistent_volumes,
    storage_classes,
    storage_rules,
    storage_warnings,
)

rules: tuple[AnyRule, ...] = (
    storage_rules.missing_source,
    storage_rules.other_data_source,
)

CHECKS: Mapping[str, tuple[Check, ...]] = joined(
    persistent_claims.CHECKS,
    persistent_volumes.CHECKS,
    storage_classes.CHECKS,
    storage_warnings.CHECKS,
)
