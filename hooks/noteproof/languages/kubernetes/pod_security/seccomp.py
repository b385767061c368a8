"""The checks on seccomp profiles: by annotations up to Kubernetes 1.18, by fields since."""

from __future__ import annotations

from collections.abc import Sequence

from noteproof.languages.kubernetes.pod_security.ruling import Fault, Refusal
from noteproof.languages.kubernetes.pod_security.subject import Holder, Subject
from noteproof.languages.kubernetes.pod_security.values import fields, text
from noteproof.languages.kubernetes.pod_security.wording import (
    containers,
    either,
    listed,
    literal,
    named,
    setters,
    shown,
)

_REASON = "seccompProfile"

_TYPES = frozenset({"RuntimeDefault", "Localhost"})

_OF_POD = "seccomp.security.alpha.kubernetes.io/pod"
_OF_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/"
_PROFILES = frozenset({"runtime/default", "docker/default"})
_ON_NODE = "localhost/"


def annotated(subject: Subject) -> Refusal | None:
    """No annotation may choose a profile other than the runtime's or one of the node's files."""
    keys = [_OF_POD, *(_OF_CONTAINER + it.name for it in subject.containers)]
    bad = {
        key: value
        for key in keys
        if (value := subject.annotations.get(key)) is not None
        and value not in _PROFILES
        and not value.startswith(_ON_NODE)
    }
    if not bad:
        return None
    faults = [
        Fault(
            (*subject.annotations_at, key),
            f"the annotation sets the seccomp profile {shown(value)}",
            "write `runtime/default`, or remove the annotation",
        )
        for key, value in bad.items()
    ]
    found = ", ".join(sorted(f"{key}={literal(value)}" for key, value in bad.items()))
    detail = f"forbidden {either('annotation', 'annotations', len(bad))} {found}"
    return Refusal(_REASON, detail, tuple(faults))


def allowed(subject: Subject) -> Refusal | None:
    """No profile may be of another type than RuntimeDefault and Localhost."""
    bad = _wrong(subject)
    return Refusal(_REASON, _detail(bad), tuple(_fault(it) for it in bad)) if bad else None


def demanded(subject: Subject) -> Refusal | None:
    """The same, and the pod or each of its containers must have a profile."""
    bad, of_pod = _wrong(subject), _type(subject.pod)
    missing = [] if of_pod in _TYPES else [it for it in subject.containers if _type(it) is None]
    faults = [_fault(it) for it in bad]
    if missing and of_pod is None:
        faults.append(_unsaid(subject.pod, missing))
    if bad:
        return Refusal(_REASON, _detail(bad), tuple(faults))
    if missing:
        what = 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"'
        return Refusal(_REASON, f"pod or {containers(missing)} {what}", tuple(faults))
    return None


def demanded_but_windows(subject: Subject) -> Refusal | None:
    """The same, but for pods of Windows, which has no seccomp."""
    return None if subject.is_windows else demanded(subject)


def _type(holder: Holder) -> str | None:
    """The type of a profile, which is empty where it is not written."""
    profile = fields(holder.security, "seccompProfile")
    return None if profile is None else text(profile, "type")


def _wrong(subject: Subject) -> list[Holder]:
    return [it for it in subject.holders if (type := _type(it)) is not None and type not in _TYPES]


def _detail(bad: Sequence[Holder]) -> str:
    types = sorted({_type(it) or "" for it in bad})
    return f"{' and '.join(setters(bad))} must not set securityContext.seccompProfile.type to {listed(types)}"


def _fault(holder: Holder) -> Fault:
    return Fault(
        holder.at("seccompProfile", "type"),
        f"the type of the seccomp profile is {shown(_type(holder) or '')}",
        "write `type: RuntimeDefault`",
    )


def _unsaid(pod: Holder, missing: Sequence[Holder]) -> Fault:
    return Fault(
        pod.at("seccompProfile"),
        f"no seccomp profile holds {named(missing)}",
        "write `seccompProfile: {type: RuntimeDefault}` in the pod's security context",
    )
