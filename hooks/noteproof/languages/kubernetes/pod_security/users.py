"""The checks on the user that a container runs as."""

from __future__ import annotations

from noteproof.languages.kubernetes.pod_security.ruling import Fault, Refusal
from noteproof.languages.kubernetes.pod_security.subject import Holder, Subject
from noteproof.languages.kubernetes.pod_security.values import flag
from noteproof.languages.kubernetes.pod_security.wording import containers, named, setters

_REASON = "runAsNonRoot != true"


def non_root(subject: Subject) -> Refusal | None:
    """The pod or each of its containers must say that root is refused, and none may say otherwise."""
    of_pod = _says(subject.pod)
    wrong = [it for it in subject.holders if _says(it) is False]
    unsaid = [] if of_pod else [it for it in subject.containers if _says(it) is None]
    faults = [
        Fault(it.at("runAsNonRoot"), "`runAsNonRoot: false` allows root", "write `runAsNonRoot: true`")
        for it in wrong
    ]
    if unsaid and of_pod is None:
        faults.append(_missing(subject.pod, unsaid))
    if wrong:
        detail = f"{' and '.join(setters(wrong))} must not set securityContext.runAsNonRoot=false"
        return Refusal(_REASON, detail, tuple(faults))
    if unsaid:
        detail = f"pod or {containers(unsaid)} must set securityContext.runAsNonRoot=true"
        return Refusal(_REASON, detail, tuple(faults))
    return None


def non_root_on_the_node(subject: Subject) -> Refusal | None:
    """The same, but for a pod with users of its own, whose root is none on the node."""
    return None if subject.has_own_users else non_root(subject)


def other_than_zero(subject: Subject) -> Refusal | None:
    """Nothing may run as the user 0."""
    bad = [it for it in subject.holders if _is_zero(it.security.get("runAsUser"))]
    if not bad:
        return None
    faults = [
        Fault(it.at("runAsUser"), "`runAsUser: 0` is root", "write the number of another user") for it in bad
    ]
    return Refusal("runAsUser=0", f"{' and '.join(setters(bad))} must not set runAsUser=0", tuple(faults))


def other_than_zero_on_the_node(subject: Subject) -> Refusal | None:
    """The same, but for a pod with users of its own."""
    return None if subject.has_own_users else other_than_zero(subject)


def _says(holder: Holder) -> bool | None:
    return flag(holder.security, "runAsNonRoot")


def _is_zero(user: object) -> bool:
    return isinstance(user, (int, float)) and not isinstance(user, bool) and user == 0


def _missing(pod: Holder, unsaid: list[Holder]) -> Fault:
    return Fault(
        pod.at("runAsNonRoot"),
        f"nothing keeps {named(unsaid)} from running as root",
        "write `runAsNonRoot: true` in the pod's security context",
    )
