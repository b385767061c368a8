"""Which of the fields that the schema requires the API server does demand.

The schema requires every Go field that is neither a pointer nor marked as optional. Many of them have a zero
value that validation accepts, or a default; to report those would be a false alarm.
"""

from __future__ import annotations

# Types by the name of their Go type, whichever version of their API they are in.
_NOT_DEMANDED = frozenset(
    {
        ("CapacityRequestPolicyRange", "min"),
        ("CertificateSigningRequest", "spec"),
        ("ClusterRoleBinding", "roleRef"),
        ("ComponentCondition", "status"),
        ("ComponentCondition", "type"),
        ("ContainerResourceMetricSource", "target"),
        ("ContainerResizePolicy", "resourceName"),
        ("ContainerResizePolicy", "restartPolicy"),
        ("ControllerRevision", "revision"),
        ("Counter", "value"),
        ("CronJobSpec", "jobTemplate"),
        ("CSIDriver", "spec"),
        ("CSINode", "spec"),
        ("CSINodeSpec", "drivers"),
        ("CustomResourceColumnDefinition", "jsonPath"),
        ("CustomResourceColumnDefinition", "name"),
        ("CustomResourceColumnDefinition", "type"),
        ("CustomResourceDefinition", "spec"),
        ("CustomResourceDefinitionSpec", "names"),
        ("CustomResourceSubresourceScale", "specReplicasPath"),
        ("CustomResourceSubresourceScale", "statusReplicasPath"),
        ("DaemonSetSpec", "template"),
        ("DeploymentSpec", "template"),
        ("DeviceCapacity", "value"),
        ("DeviceClass", "spec"),
        ("DownwardAPIVolumeFile", "path"),
        ("EndpointSlice", "endpoints"),
        ("Event", "involvedObject"),
        ("Event", "metadata"),
        ("EventSeries", "count"),
        ("EventSeries", "lastObservedTime"),
        ("EvictionResponder", "priority"),
        ("ExternalMetricSource", "metric"),
        ("ExternalMetricSource", "target"),
        ("GCEPersistentDiskVolumeSource", "pdName"),
        ("HorizontalPodAutoscalerSpec", "scaleTargetRef"),
        ("HTTPHeader", "name"),
        ("HTTPHeader", "value"),
        ("IPAddress", "spec"),
        ("ISCSIPersistentVolumeSource", "lun"),
        ("ISCSIVolumeSource", "lun"),
        ("JobSpec", "template"),
        ("LimitedPriorityLevelConfiguration", "limitResponse"),
        ("LimitRangeSpec", "limits"),
        ("NetworkPolicySpec", "podSelector"),
        ("ObjectMetricSource", "describedObject"),
        ("ObjectMetricSource", "metric"),
        ("ObjectMetricSource", "target"),
        ("OwnerReference", "apiVersion"),
        ("OwnerReference", "kind"),
        ("OwnerReference", "name"),
        ("OwnerReference", "uid"),
        ("PersistentVolumeClaimTemplate", "spec"),
        ("PodFailurePolicy", "rules"),
        ("PodFailurePolicyOnExitCodesRequirement", "values"),
        ("PodFailurePolicyOnPodConditionsPattern", "status"),
        ("PodFailurePolicyRule", "onPodConditions"),
        ("PodReadinessGate", "conditionType"),
        ("PodSchedulingGate", "name"),
        ("PodsMetricSource", "metric"),
        ("PodsMetricSource", "target"),
        ("PreferredSchedulingTerm", "preference"),
        ("PriorityClass", "value"),
        ("ResourceClaim", "name"),
        ("ResourceClaim", "spec"),
        ("ResourceClaimTemplate", "spec"),
        ("ResourceClaimTemplateSpec", "spec"),
        ("ResourceMetricSource", "target"),
        ("ResourcePool", "generation"),
        ("RoleBinding", "roleRef"),
        ("RoleRef", "apiGroup"),
        ("ScaleIOPersistentVolumeSource", "secretRef"),
        ("ScaleIOVolumeSource", "secretRef"),
        ("ScopedResourceSelectorRequirement", "operator"),
        ("ScopedResourceSelectorRequirement", "scopeName"),
        ("SelfSubjectRulesReview", "spec"),
        ("ServiceAccountTokenProjection", "path"),
        ("SleepAction", "seconds"),
        ("StatefulSetSpec", "serviceName"),
        ("StatefulSetSpec", "template"),
        ("StorageVersion", "spec"),
        ("Sysctl", "value"),
        ("TokenRequest", "audience"),
        ("TokenRequest", "spec"),
        ("TokenRequestSpec", "audiences"),
        ("ValidatingAdmissionPolicyBinding", "spec"),
        ("ValidationRule", "rule"),
        ("VolumeAttachment", "spec"),
        ("WebhookConversion", "conversionReviewVersions"),
        ("WeightedPodAffinityTerm", "podAffinityTerm"),
    }
)

# Fields that hold the whole of an object, so that what they lack is said of their parts.
_WHOLE = frozenset(
    {"CronJob", "DaemonSet", "Deployment", "HorizontalPodAutoscaler", "ReplicaSet", "StatefulSet"}
)

_NAMELESS = frozenset(
    {
        "Binding", "DeleteOptions", "LocalSubjectAccessReview", "SelfSubjectAccessReview",
        "SelfSubjectReview", "SelfSubjectRulesReview", "SubjectAccessReview", "TokenRequest",
        "TokenReview",
    }
)  # fmt: skip
"""Kinds that are asked and answered, not stored, so that they need no name."""


_CLUSTER_WIDE = frozenset(
    {
        "APIService", "CSIDriver", "CSINode", "CertificateSigningRequest", "ClusterRole",
        "ClusterRoleBinding", "ClusterTrustBundle", "CustomResourceDefinition", "DeviceClass",
        "DeviceTaintRule", "FlowSchema", "IPAddress", "IngressClass", "MutatingAdmissionPolicy",
        "MutatingAdmissionPolicyBinding", "MutatingWebhookConfiguration", "Namespace", "Node",
        "PersistentVolume", "PriorityClass", "PriorityLevelConfiguration", "ResourceSlice",
        "RuntimeClass", "SelfSubjectAccessReview", "SelfSubjectReview", "SelfSubjectRulesReview",
        "ServiceCIDR", "StorageClass", "StorageVersion", "StorageVersionMigration",
        "SubjectAccessReview", "TokenReview", "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration", "VolumeAttachment",
        "VolumeAttributesClass",
    }
)  # fmt: skip


def is_namespaced(kind: str) -> bool:
    """Whether objects of a kind stand in a namespace."""
    return kind not in _CLUSTER_WIDE


def is_demanded(name: str, field: str, phrase: str) -> bool:
    """Whether the server refuses an object that lacks a field which the schema requires."""
    # A status is dropped, or written by a controller; the items of a list may be none.
    if phrase == "a boolean" or field == "status" or name.endswith(("Status", "List")):
        return False
    short = name.rpartition(".")[2]
    return (short, field) not in _NOT_DEMANDED and not (field == "spec" and short in _WHOLE)


def needs_name(kind: str) -> bool:
    """Whether objects of a kind are stored under a name."""
    return not kind.endswith("List") and kind not in _NAMELESS
