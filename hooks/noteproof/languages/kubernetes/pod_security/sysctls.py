"""The check on kernel parameters: only those that are safe to set for one pod."""

from __future__ import annotations

from collections.abc import Container

from noteproof.languages.kubernetes.pod_security.ruling import Fault, Refusal
from noteproof.languages.kubernetes.pod_security.subject import Subject
from noteproof.languages.kubernetes.pod_security.values import entries, text
from noteproof.languages.kubernetes.pod_security.wording import shown

_SAFE = frozenset({
    "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range", "net.ipv4.tcp_syncookies",
})  # fmt: skip
_SAFE_1_27 = _SAFE | {"net.ipv4.ip_local_reserved_ports"}
_SAFE_1_29 = _SAFE_1_27 | {
    "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
}  # fmt: skip
_SAFE_1_32 = _SAFE_1_29 | {"net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"}


def safe(subject: Subject) -> Refusal | None:
    """What is safe up to Kubernetes 1.26."""
    return _safe(subject, _SAFE)


def safe_1_27(subject: Subject) -> Refusal | None:
    """What is safe in Kubernetes 1.27 and 1.28."""
    return _safe(subject, _SAFE_1_27)


def safe_1_29(subject: Subject) -> Refusal | None:
    """What is safe from Kubernetes 1.29 to 1.31."""
    return _safe(subject, _SAFE_1_29)


def safe_1_32(subject: Subject) -> Refusal | None:
    """What is safe since Kubernetes 1.32."""
    return _safe(subject, _SAFE_1_32)


def _safe(subject: Subject, names: Container[str]) -> Refusal | None:
    bad = [
        (at, name)
        for at, sysctl in entries(subject.pod.security, "sysctls")
        if (name := text(sysctl, "name")) not in names
    ]
    if not bad:
        return None
    faults = [
        Fault(
            subject.pod.at("sysctls", at, "name"),
            f"the sysctl {shown(name)} is not among the safe ones",
            "remove it",
        )
        for at, name in bad
    ]
    return Refusal("forbidden sysctls", ", ".join(name for _, name in bad), tuple(faults))
