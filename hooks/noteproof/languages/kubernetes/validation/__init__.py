"""What the API server refuses in an object that it could decode: each type with what is asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from noteproof.finding import AnyRule
from noteproof.languages.kubernetes.validation import (
    address_rules,
    admission_matches,
    admission_policies,
    admission_rules,
    cel,
    claims,
    classes,
    containers,
    crd_rules,
    custom_resources,
    flow_control,
    label_rules,
    limit_ranges,
    metadata,
    metadata_rules,
    operating_systems,
    persistent_volumes,
    pod_rules,
    pod_specs,
    ports,
    privileges,
    probes,
    profiles,
    projections,
    quota_rules,
    quotas,
    requests,
    security_contexts,
    selectors,
    storage_classes,
    storage_rules,
    sysctls,
    volume_rules,
    volume_sources,
    volumes,
    webhooks,
)
from noteproof.languages.kubernetes.validation import (
    rules as common,
)
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Scene
from noteproof.schema.shapes import Met

rules: tuple[AnyRule, ...] = (
    common.duplicate_value,
    common.unsupported_value,
    common.out_of_range,
    common.forbidden_field,
    common.invalid_name,
    volume_rules.invalid_path,
    volume_rules.missing_volume,
    privileges.privileged,
    cel.unbalanced_cel,
    cel.cel_not_compiled,
    storage_rules.missing_source,
    storage_rules.other_data_source,
    quota_rules.limit_order,
    quota_rules.limit_ratio,
    quota_rules.quota_scope,
    *admission_rules.rules,
    *crd_rules.rules,
    pod_rules.conflicting_fields,
    pod_rules.malformed_text,
    pod_rules.too_many_items,
    pod_rules.deprecated_field,
    pod_rules.matches_nothing,
    address_rules.invalid_address,
    address_rules.odd_address,
    *label_rules.rules,
    *metadata_rules.rules,
)


def _joined(*tables: Mapping[str, tuple[Check, ...]]) -> dict[str, tuple[Check, ...]]:
    joined: dict[str, tuple[Check, ...]] = {}
    for table in tables:
        for name, checks in table.items():
            joined[name] = (*joined.get(name, ()), *checks)
    return joined


_CHECKS = _joined(
    metadata.CHECKS,
    pod_specs.CHECKS,
    containers.CHECKS,
    ports.CHECKS,
    probes.CHECKS,
    privileges.CHECKS,
    volumes.CHECKS,
    claims.CHECKS,
    persistent_volumes.CHECKS,
    storage_classes.CHECKS,
    quotas.CHECKS,
    limit_ranges.CHECKS,
    classes.CHECKS,
    cel.CHECKS,
    admission_matches.CHECKS,
    webhooks.CHECKS,
    admission_policies.CHECKS,
    custom_resources.CHECKS,
    flow_control.CHECKS,
    requests.CHECKS,
    volume_sources.CHECKS,
    projections.CHECKS,
    security_contexts.CHECKS,
    profiles.CHECKS,
    sysctls.CHECKS,
    operating_systems.CHECKS,
    selectors.CHECKS,
)

WATCHED = frozenset(_CHECKS)
"""The types of which something is asked."""


def check(met: Iterable[Met], scene: Scene) -> Iterator[Fault]:
    """What is wrong with the mappings of watched types that were met in an object, or in a part of one."""
    for name, value, route in met:
        node = Node(value, route, scene)
        for ask in _CHECKS[name]:
            yield from ask(node)
