"""What Kubernetes removed before the versions of the tables, and what replaced a kind that is gone."""

from __future__ import annotations

from noteproof.languages.kubernetes.tables import lifetimes

# From the deprecated API migration guide of the Kubernetes documentation, and the changelogs.
_REMOVED = {
    "admissionregistration.k8s.io/v1beta1": {
        22: "MutatingWebhookConfiguration ValidatingWebhookConfiguration"
    },
    "apiextensions.k8s.io/v1beta1": {22: "CustomResourceDefinition"},
    "apiregistration.k8s.io/v1beta1": {22: "APIService"},
    "apps/v1beta1": {16: "ControllerRevision Deployment StatefulSet"},
    "apps/v1beta2": {16: "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet"},
    "auditregistration.k8s.io/v1alpha1": {19: "AuditSink"},
    "authentication.k8s.io/v1beta1": {22: "TokenReview"},
    "authorization.k8s.io/v1beta1": {
        22: "LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview"
    },
    "autoscaling/v2beta1": {25: "HorizontalPodAutoscaler"},
    "batch/v1beta1": {25: "CronJob"},
    "batch/v2alpha1": {21: "CronJob"},
    "certificates.k8s.io/v1beta1": {22: "CertificateSigningRequest"},
    "coordination.k8s.io/v1beta1": {22: "Lease"},
    "discovery.k8s.io/v1beta1": {25: "EndpointSlice"},
    "events.k8s.io/v1beta1": {25: "Event"},
    "extensions/v1beta1": {
        16: "DaemonSet Deployment NetworkPolicy PodSecurityPolicy ReplicaSet",
        22: "Ingress",
    },
    "networking.k8s.io/v1beta1": {22: "Ingress IngressClass"},
    "node.k8s.io/v1beta1": {25: "RuntimeClass"},
    "policy/v1beta1": {25: "PodDisruptionBudget PodSecurityPolicy"},
    "rbac.authorization.k8s.io/v1alpha1": {23: "ClusterRole ClusterRoleBinding Role RoleBinding"},
    "rbac.authorization.k8s.io/v1beta1": {22: "ClusterRole ClusterRoleBinding Role RoleBinding"},
    "scheduling.k8s.io/v1beta1": {22: "PriorityClass"},
    "settings.k8s.io/v1alpha1": {20: "PodPreset"},
    "storage.k8s.io/v1beta1": {22: "CSIDriver CSINode StorageClass VolumeAttachment"},
}

_BY_KIND = {
    (version, kind): minor
    for version, removals in _REMOVED.items()
    for minor, kinds in removals.items()
    for kind in kinds.split()
}

_INSTEAD = {
    "AuditSink": "give the API server a webhook with `--audit-webhook-config-file`",
    "PodPreset": "use a mutating admission webhook or policy",
    "PodSecurityPolicy": "use Pod Security Admission: label the namespace"
    " `pod-security.kubernetes.io/enforce: baseline` or `restricted`",
}

GROUPS = frozenset(version.rpartition("/")[0] for version in _REMOVED)
"""The API groups that something was removed from."""


def removed_in(version: str, kind: str, minor: int) -> int | None:
    """The minor version that removed a kind of an apiVersion, if that is at or before `minor`."""
    known = lifetimes().get((version, kind))
    gone = known[1] + 1 if known else _BY_KIND.get((version, kind))
    return gone if gone is not None and gone <= minor else None


def is_removed_kind(kind: str) -> bool:
    """Whether a kind lives on in no apiVersion, but its successor is known."""
    return kind in _INSTEAD


def instead(kind: str) -> str:
    """What to use instead of a kind that lives on in no apiVersion, as an imperative."""
    return _INSTEAD.get(kind, "nothing replaces it: remove it")
