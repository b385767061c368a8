"""The check on AppArmor profiles, by field and by annotation."""

from __future__ import annotations

from noteproof.languages.kubernetes.pod_security.ruling import Fault, Refusal
from noteproof.languages.kubernetes.pod_security.subject import Holder, Subject
from noteproof.languages.kubernetes.pod_security.values import fields, text
from noteproof.languages.kubernetes.pod_security.wording import either, listed, literal, setters, shown

_TYPES = frozenset({"RuntimeDefault", "Localhost"})

_OF_CONTAINER = "container.apparmor.security.beta.kubernetes.io/"
_PROFILES = frozenset({"", "runtime/default"})
_ON_NODE = "localhost/"


def confined(subject: Subject) -> Refusal | None:
    """No profile may be other than the runtime's or one of the node's."""
    bad = [it for it in subject.holders if (type := _type(it)) is not None and type not in _TYPES]
    noted = {
        key: value
        for key, value in subject.annotations.items()
        if key.startswith(_OF_CONTAINER) and value not in _PROFILES and not value.startswith(_ON_NODE)
    }
    if not bad and not noted:
        return None
    values = sorted({_type(it) or "" for it in bad})
    values += sorted(f"{key}={literal(value)}" for key, value in noted.items())
    who = setters(bad) + ([either("annotation", "annotations", len(noted))] if noted else [])
    faults = [
        *(_by_field(it) for it in bad),
        *(_by_annotation(subject, key, value) for key, value in noted.items()),
    ]
    return Refusal(
        either("forbidden AppArmor profile", "forbidden AppArmor profiles", len(values)),
        f"{' and '.join(who)} must not set AppArmor profile type to {listed(values)}",
        tuple(faults),
    )


def _type(holder: Holder) -> str | None:
    """The type of a profile, which is empty where it is not written."""
    profile = fields(holder.security, "appArmorProfile")
    return None if profile is None else text(profile, "type")


def _by_field(holder: Holder) -> Fault:
    return Fault(
        holder.at("appArmorProfile", "type"),
        f"the type of the AppArmor profile is {shown(_type(holder) or '')}",
        "write `type: RuntimeDefault`",
    )


def _by_annotation(subject: Subject, key: str, value: str) -> Fault:
    return Fault(
        (*subject.annotations_at, key),
        f"the annotation sets the AppArmor profile {shown(value)}",
        "write `runtime/default`, or remove the annotation",
    )
