"""ConfigMaps and Secrets."""

from __future__ import annotations

from collections.abc import Mapping

from noteproof.finding import AnyRule
from noteproof.languages.kubernetes.validation.config import config_data, data_rules
from noteproof.languages.kubernetes.validation.nodes import Check

rules: tuple[AnyRule, ...] = data_rules.rules

CHECKS: Mapping[str, tuple[Check, ...]] = config_data.CHECKS
