"""What the names of each kind have to be, as the server's strategies ask of them."""

from __future__ import annotations

from noteproof.languages.kubernetes.validation.names import (
    CRON_JOB,
    LABEL,
    LABEL_1035,
    SEGMENT,
    SHORT_SUBDOMAIN,
    SUBDOMAIN,
    Form,
)

_LABELS = frozenset({"Namespace", "StatefulSet"})

# Of these the server asks nothing but what it asks of each name: that it can stand in a URL.
_SEGMENTS = frozenset(
    {
        "APIService", "CertificateSigningRequest", "ClusterRole", "ClusterRoleBinding", "ClusterTrustBundle",
        "ComponentStatus", "CustomResourceDefinition", "Event", "IPAddress", "PodDisruptionBudget", "Role",
        "RoleBinding", "StorageVersion",
    }
)  # fmt: skip

_HOSTS = frozenset({"Pod", "Deployment", "ReplicaSet", "ReplicationController", "Job", "CronJob"})

_APIMACHINERY = frozenset(
    {
        "APIService", "CustomResourceDefinition", "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding",
        "MutatingWebhookConfiguration", "PodDisruptionBudget", "StorageVersion", "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration",
    }
)  # fmt: skip

_DIGITS_FIRST = 36
"""The minor version from which on the name of a Service may begin with a digit."""


def form_of(kind: str, minor: int) -> Form:
    """The form of the names of a kind."""
    if kind in _LABELS:
        return LABEL
    if kind in _SEGMENTS:
        return SEGMENT
    if kind == "Service":
        return LABEL if minor >= _DIGITS_FIRST else LABEL_1035
    if kind == "CronJob":
        return CRON_JOB
    return SHORT_SUBDOMAIN if kind == "CSIDriver" else SUBDOMAIN


def names_hosts(kind: str) -> bool:
    """Whether the name of an object of a kind becomes a host name, of which the server warns."""
    return kind in _HOSTS


def asks_for_domains(kind: str) -> bool:
    """Whether the server asks for a domain in the names of a kind's finalizers."""
    return kind not in _APIMACHINERY
