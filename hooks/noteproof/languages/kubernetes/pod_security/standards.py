"""The standards: which checks each level holds a pod to in which version, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from noteproof.languages.kubernetes.pod_security import (
    apparmor,
    host,
    privileges,
    proc_mounts,
    seccomp,
    selinux,
    sysctls,
    users,
    volumes,
)
from noteproof.languages.kubernetes.pod_security.ruling import LEVELS, Level, Test


@dataclass(frozen=True, slots=True)
class Check:
    """A check, and what it does from each minor version on, the oldest first.

    `instead_of`: where restricted has this check, it does without that one of baseline.
    """

    id: str
    revisions: tuple[tuple[int, Test], ...]
    instead_of: str | None = None

    def test(self, minor: int) -> Test | None:
        """What it does in a minor version, if it is there already."""
        return next((test for since, test in reversed(self.revisions) if since <= minor), None)


BASELINE = (
    Check("appArmorProfile", ((0, apparmor.confined),)),
    Check("capabilities_baseline", ((0, privileges.default_capabilities),)),
    Check("hostNamespaces", ((0, host.namespaces),)),
    Check("hostPathVolumes", ((0, volumes.no_host_paths),)),
    Check("hostPorts", ((0, host.ports),)),
    Check("hostProbesAndHostLifecycle", ((34, host.probed_hosts),)),
    Check("privileged", ((0, privileges.privileged),)),
    Check("procMount", ((0, proc_mounts.masked), (35, proc_mounts.masked_on_the_node))),
    Check("seLinuxOptions", ((0, selinux.labels), (31, selinux.labels_1_31))),
    Check("seccompProfile_baseline", ((0, seccomp.annotated), (19, seccomp.allowed))),
    Check(
        "sysctls",
        ((0, sysctls.safe), (27, sysctls.safe_1_27), (29, sysctls.safe_1_29), (32, sysctls.safe_1_32)),
    ),
    Check("windowsHostProcess", ((0, host.processes),)),
)
"""The checks of baseline, in the order of their ids, which is that of Kubernetes' reasons.

Taken from `k8s.io/pod-security-admission` 0.36.2, as are all their words.
"""

RESTRICTED = (
    Check("allowPrivilegeEscalation", ((8, privileges.escalation), (25, privileges.escalation_but_windows))),
    Check(
        "capabilities_restricted",
        ((22, privileges.no_capabilities), (25, privileges.no_capabilities_but_windows)),
        instead_of="capabilities_baseline",
    ),
    Check("procMount_restricted", ((35, proc_mounts.masked),), instead_of="procMount"),
    Check("restrictedVolumes", ((0, volumes.few_kinds),), instead_of="hostPathVolumes"),
    Check("runAsNonRoot", ((0, users.non_root), (35, users.non_root_on_the_node))),
    Check("runAsUser", ((23, users.other_than_zero), (35, users.other_than_zero_on_the_node))),
    Check(
        "seccompProfile_restricted",
        ((19, seccomp.demanded), (25, seccomp.demanded_but_windows)),
        instead_of="seccompProfile_baseline",
    ),
)
"""The checks that restricted adds, which come after those of baseline."""

NEWEST = max(since for check in (*BASELINE, *RESTRICTED) for since, _ in check.revisions)
"""The minor version since which nothing has changed; later ones are like it."""


def checks(level: Level, minor: int | None) -> tuple[tuple[str, Test], ...]:
    """The checks of a level in a minor version, or in the latest, each with its id."""
    return _CHECKS[level, NEWEST if minor is None else max(0, min(minor, NEWEST))]


def _checks(level: Level, minor: int) -> Iterator[tuple[str, Test]]:
    if level == "privileged":
        return
    added = [it for it in RESTRICTED if level == "restricted" and it.test(minor)]
    replaced = {it.instead_of for it in added}
    for check in (*(it for it in BASELINE if it.id not in replaced), *added):
        test = check.test(minor)
        if test:
            yield check.id, test


_CHECKS = {(level, minor): tuple(_checks(level, minor)) for level in LEVELS for minor in range(NEWEST + 1)}
