"""Pods, and the templates of workloads: containers, volumes, security, scheduling."""

from __future__ import annotations

from collections.abc import Mapping

from noteproof.finding import AnyRule
from noteproof.languages.kubernetes.validation.nodes import Check, joined
from noteproof.languages.kubernetes.validation.pods import (
    affinity,
    cloud_volumes,
    container_rules,
    containers,
    dns,
    environment,
    label_keys,
    mounts,
    network_volumes,
    operating_systems,
    overlaps,
    pod_annotations,
    pod_resources,
    pod_specs,
    pod_warnings,
    ports,
    privileges,
    probes,
    profile_annotations,
    profiles,
    projections,
    resources,
    scheduling,
    security_contexts,
    spreading,
    sysctls,
    tolerations,
    volume_rules,
    volume_sources,
    volumes,
)

rules: tuple[AnyRule, ...] = (
    volume_rules.invalid_path,
    volume_rules.missing_volume,
    privileges.privileged,
    container_rules.unknown_resource,
    container_rules.request_above_limit,
    container_rules.missing_claim,
    container_rules.fractional_bytes,
    container_rules.repeated_port,
    container_rules.idle_host_ip,
    container_rules.hidden_variable,
)

CHECKS: Mapping[str, tuple[Check, ...]] = joined(
    pod_specs.CHECKS,
    containers.CHECKS,
    environment.CHECKS,
    mounts.CHECKS,
    resources.CHECKS,
    pod_resources.CHECKS,
    ports.CHECKS,
    probes.CHECKS,
    privileges.CHECKS,
    volumes.CHECKS,
    volume_sources.CHECKS,
    network_volumes.CHECKS,
    cloud_volumes.CHECKS,
    projections.CHECKS,
    scheduling.CHECKS,
    tolerations.CHECKS,
    affinity.CHECKS,
    spreading.CHECKS,
    label_keys.CHECKS,
    dns.CHECKS,
    profile_annotations.CHECKS,
    pod_annotations.CHECKS,
    pod_warnings.CHECKS,
    security_contexts.CHECKS,
    profiles.CHECKS,
    sysctls.CHECKS,
    operating_systems.CHECKS,
    overlaps.CHECKS,
)
