"""What the API server refuses in an object that it could decode: each type with what is asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from noteproof.finding import AnyRule, Finding, Severity
from noteproof.languages.kubernetes.validation import (
    absences,
    access,
    access_rules,
    address_rules,
    admission_bindings,
    admission_matches,
    admission_policies,
    admission_rules,
    affinity,
    api_services,
    autoscaling,
    cel,
    certificate_requests,
    classes,
    cloud_volumes,
    cluster_ips,
    cluster_objects,
    cluster_ranges,
    config_data,
    container_rules,
    containers,
    crd_rules,
    cronjobs,
    custom_resources,
    data_rules,
    disruption,
    dns,
    endpoints,
    environment,
    flow_control,
    gates,
    ingress_classes,
    ingress_rules,
    ingresses,
    jobs,
    label_keys,
    label_rules,
    limit_ranges,
    metadata,
    metadata_rules,
    metrics,
    mounts,
    network_volumes,
    operating_systems,
    persistent_claims,
    persistent_volumes,
    pod_annotations,
    pod_resources,
    pod_rules,
    pod_specs,
    pod_warnings,
    policy_peers,
    ports,
    privileges,
    probes,
    profile_annotations,
    profiles,
    projections,
    quota_rules,
    quotas,
    refused_volumes,
    resources,
    rollouts,
    scheduling,
    security_contexts,
    selectors,
    service_ports,
    service_rules,
    services,
    spreading,
    storage_classes,
    storage_rules,
    storage_warnings,
    sysctls,
    tolerations,
    volume_rules,
    volume_sources,
    volumes,
    webhooks,
    workload_rules,
    workloads,
)
from noteproof.languages.kubernetes.validation import (
    rules as common,
)
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Scene
from noteproof.schema.shapes import Met, Missing

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
    *address_rules.rules,
    *data_rules.rules,
    *service_rules.rules,
    *ingress_rules.rules,
    *access_rules.rules,
    pod_rules.conflicting_fields,
    pod_rules.malformed_text,
    pod_rules.too_many_items,
    pod_rules.deprecated_field,
    pod_rules.matches_nothing,
    container_rules.unknown_resource,
    container_rules.request_above_limit,
    container_rules.missing_claim,
    container_rules.fractional_bytes,
    container_rules.repeated_port,
    container_rules.idle_host_ip,
    container_rules.hidden_variable,
    gates.gated_field,
    *label_rules.rules,
    *workload_rules.rules,
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
    environment.CHECKS,
    mounts.CHECKS,
    resources.CHECKS,
    pod_resources.CHECKS,
    ports.CHECKS,
    probes.CHECKS,
    privileges.CHECKS,
    volumes.CHECKS,
    persistent_claims.CHECKS,
    persistent_volumes.CHECKS,
    storage_classes.CHECKS,
    storage_warnings.CHECKS,
    quotas.CHECKS,
    limit_ranges.CHECKS,
    classes.CHECKS,
    cel.CHECKS,
    admission_matches.CHECKS,
    webhooks.CHECKS,
    admission_policies.CHECKS,
    admission_bindings.CHECKS,
    custom_resources.CHECKS,
    flow_control.CHECKS,
    api_services.CHECKS,
    certificate_requests.CHECKS,
    config_data.CHECKS,
    policy_peers.CHECKS,
    services.CHECKS,
    service_ports.CHECKS,
    cluster_ips.CHECKS,
    endpoints.CHECKS,
    cluster_objects.CHECKS,
    access.CHECKS,
    ingresses.CHECKS,
    ingress_classes.CHECKS,
    cluster_ranges.CHECKS,
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
    selectors.CHECKS,
    rollouts.CHECKS,
    workloads.CHECKS,
    jobs.CHECKS,
    cronjobs.CHECKS,
    disruption.CHECKS,
    autoscaling.CHECKS,
    metrics.CHECKS,
    gates.CHECKS,
    absences.CHECKS,
)

WATCHED = frozenset(_CHECKS)
"""The types of which something is asked."""


def check(met: Sequence[Met], scene: Scene, missing: Iterable[Missing] = ()) -> Iterator[Fault]:
    """What is wrong with the mappings of watched types that were met in an object, or in a part of one.

    `missing` is what the schema needs and is not there.
    """
    faulty = [it.route for it in missing if "volumes" in it.route]
    for name, value, route in met:
        node = Node(value, route, scene)
        for ask in _CHECKS[name]:
            for fault in ask(node):
                yield fault
                if _is_of_volume(fault) and name not in refused_volumes.OF_POD:
                    faulty.append(fault.route or ())
    if faulty:
        yield from refused_volumes.mounts(met, faulty, scene)


def _is_of_volume(fault: Fault) -> bool:
    """Whether the server refuses a volume for a fault."""
    if isinstance(fault, Finding) and fault.severity is not Severity.ERROR:
        return False
    return fault.route is not None and "volumes" in fault.route
