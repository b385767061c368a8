"""The checks on how much of /proc a container sees."""

from __future__ import annotations

from noteproof.languages.kubernetes.pod_security.ruling import Fault, Refusal
from noteproof.languages.kubernetes.pod_security.subject import Subject
from noteproof.languages.kubernetes.pod_security.wording import containers, listed, shown


def masked(subject: Subject) -> Refusal | None:
    """Every container must see /proc through the default mask."""
    bad = [
        (container, mount)
        for container in subject.containers
        if isinstance(mount := container.security.get("procMount"), str) and mount != "Default"
    ]
    if not bad:
        return None
    faults = [
        Fault(
            container.at("procMount"),
            f"the mask of /proc is {shown(mount)}",
            "write `procMount: Default`, or remove it",
        )
        for container, mount in bad
    ]
    mounts = listed(sorted({mount for _, mount in bad}))
    detail = f"{containers([it for it, _ in bad])} must not set securityContext.procMount to {mounts}"
    return Refusal("procMount", detail, tuple(faults))


def masked_on_the_node(subject: Subject) -> Refusal | None:
    """The same, but for a pod with users of its own, to whom /proc gives nothing of the node."""
    return None if subject.has_own_users else masked(subject)
