"""The check on SELinux labels: a few types, and no user or role of one's own."""

from __future__ import annotations

from collections.abc import Container, Iterator

from noteproof.languages.kubernetes.pod_security.ruling import Fault, Refusal
from noteproof.languages.kubernetes.pod_security.subject import Holder, Subject
from noteproof.languages.kubernetes.pod_security.values import Fields, fields, text
from noteproof.languages.kubernetes.pod_security.wording import either, listed, setters, shown

_TYPES = frozenset({"", "container_t", "container_init_t", "container_kvm_t"})
_TYPES_1_31 = _TYPES | {"container_engine_t"}

_OTHERS = ("user", "role")


def labels(subject: Subject) -> Refusal | None:
    """A label may have one of the types for containers, up to Kubernetes 1.30."""
    return _labels(subject, _TYPES)


def labels_1_31(subject: Subject) -> Refusal | None:
    """A label may have one of the types for containers, since Kubernetes 1.31."""
    return _labels(subject, _TYPES_1_31)


def _labels(subject: Subject, types: Container[str]) -> Refusal | None:
    found = [(holder, list(_faults(holder, types))) for holder in subject.holders]
    bad = [holder for holder, faults in found if faults]
    if not bad:
        return None
    wrong = sorted({type for it in bad if (type := text(_options(it), "type")) not in types})
    data = [f"{either('type', 'types', len(wrong))} {listed(wrong)}"] if wrong else []
    data += [f"{key} may not be set" for key in _OTHERS if any(text(_options(it), key) for it in bad)]
    return Refusal(
        "seLinuxOptions",
        f"{' and '.join(setters(bad))} set forbidden securityContext.seLinuxOptions: {'; '.join(data)}",
        tuple(fault for _, faults in found for fault in faults),
    )


def _options(holder: Holder) -> Fields:
    return fields(holder.security, "seLinuxOptions") or {}


def _faults(holder: Holder, types: Container[str]) -> Iterator[Fault]:
    type = text(_options(holder), "type")
    if type not in types:
        yield Fault(
            holder.at("seLinuxOptions", "type"),
            f"the SELinux type {shown(type)} is none for containers",
            "write `type: container_t`, or remove `type`",
        )
    for key in _OTHERS:
        if text(_options(holder), key):
            yield Fault(
                holder.at("seLinuxOptions", key),
                f"the {key} of the SELinux label is chosen",
                f"remove `{key}`",
            )
