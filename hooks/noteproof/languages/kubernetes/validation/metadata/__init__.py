"""The metadata of every kind: names, labels, annotations, owners, and selectors of labels."""

from __future__ import annotations

from collections.abc import Mapping

from noteproof.finding import AnyRule
from noteproof.languages.kubernetes.validation.metadata import (
    label_rules,
    metadata,
    metadata_rules,
    selectors,
)
from noteproof.languages.kubernetes.validation.nodes import Check, joined

rules: tuple[AnyRule, ...] = (
    *label_rules.rules,
    *metadata_rules.rules,
)

CHECKS: Mapping[str, tuple[Check, ...]] = joined(
    metadata.CHECKS,
    selectors.CHECKS,
)
