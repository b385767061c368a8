"""The checks on the privileges that a container has, may gain, or keeps."""

from __future__ import annotations

from collections.abc import Container

from noteproof.languages.kubernetes.pod_security.ruling import Fault, Refusal
from noteproof.languages.kubernetes.pod_security.subject import Holder, Subject
from noteproof.languages.kubernetes.pod_security.values import Fields, fields, flag, texts
from noteproof.languages.kubernetes.pod_security.wording import containers, listed, shown

_DEFAULT = frozenset({
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE",
    "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
})  # fmt: skip
"""The capabilities that containers have without asking."""

_BINDING = frozenset({"NET_BIND_SERVICE"})

_PREFIX = "CAP_"
"""What the kernel's names begin with, and those of a manifest do not."""


def privileged(subject: Subject) -> Refusal | None:
    """No container may be privileged."""
    bad = [it for it in subject.containers if flag(it.security, "privileged")]
    if not bad:
        return None
    faults = [
        Fault(it.at("privileged"), "a privileged container owns its node", "remove `privileged: true`")
        for it in bad
    ]
    detail = f"{containers(bad)} must not set securityContext.privileged=true"
    return Refusal("privileged", detail, tuple(faults))


def escalation(subject: Subject) -> Refusal | None:
    """Every container must say that its processes gain no privileges."""
    bad = [it for it in subject.containers if flag(it.security, "allowPrivilegeEscalation") is not False]
    if not bad:
        return None
    detail = f"{containers(bad)} must set securityContext.allowPrivilegeEscalation=false"
    return Refusal("allowPrivilegeEscalation != false", detail, tuple(_escalating(it) for it in bad))


def escalation_but_windows(subject: Subject) -> Refusal | None:
    """The same, but for pods of Windows, which does not know of it."""
    return None if subject.is_windows else escalation(subject)


def default_capabilities(subject: Subject) -> Refusal | None:
    """No container may add a capability that is not in the default set."""
    return _added("non-default capabilities", subject, _DEFAULT, "is not in the default set")


def no_capabilities(subject: Subject) -> Refusal | None:
    """Every container must drop all capabilities, and may add only the one to bind low ports."""
    reason = "unrestricted capabilities"
    keeping = [it for it in subject.containers if not _drops_all(_capabilities(it))]
    added = _added(reason, subject, _BINDING, "may not be added, as only `NET_BIND_SERVICE` may")
    if not keeping:
        return added
    faults = tuple(
        Fault(it.at("capabilities", "drop"), "the container keeps capabilities", 'write `drop: ["ALL"]`')
        for it in keeping
    )
    detail = f'{containers(keeping)} must set securityContext.capabilities.drop=["ALL"]'
    if added:
        return Refusal(reason, f"{detail}; {added.detail}", (*faults, *added.faults))
    return Refusal(reason, detail, faults)


def no_capabilities_but_windows(subject: Subject) -> Refusal | None:
    """The same, but for pods of Windows, which has no capabilities."""
    return None if subject.is_windows else no_capabilities(subject)


def _added(reason: str, subject: Subject, allowed: Container[str], why: str) -> Refusal | None:
    """What there is to say of capabilities that are added and may not be."""
    bad: list[Holder] = []
    names: set[str] = set()
    faults: list[Fault] = []
    for container in subject.containers:
        wrong = [it for it in texts(_capabilities(container), "add") if it[1] not in allowed]
        if wrong:
            bad.append(container)
            names.update(name for _, name in wrong)
            faults.extend(
                Fault(
                    container.at("capabilities", "add", at),
                    f"the capability {shown(name)} {why}",
                    _mended(name, allowed),
                )
                for at, name in wrong
            )
    if not bad:
        return None
    detail = f"{containers(bad)} must not include {listed(sorted(names))} in securityContext.capabilities.add"
    return Refusal(reason, detail, tuple(faults))


def _capabilities(container: Holder) -> Fields:
    return fields(container.security, "capabilities") or {}


def _drops_all(capabilities: Fields) -> bool:
    return any(name == "ALL" for _, name in texts(capabilities, "drop"))


def _escalating(container: Holder) -> Fault:
    return Fault(
        container.at("allowPrivilegeEscalation"),
        "a process of the container may gain more privileges than it began with",
        "write `allowPrivilegeEscalation: false`",
    )


def _mended(name: str, allowed: Container[str]) -> str:
    plain = name.upper().removeprefix(_PREFIX)
    return f"write `{plain}`" if plain in allowed else "remove it"
