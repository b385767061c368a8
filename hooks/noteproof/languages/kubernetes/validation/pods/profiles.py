"""The profiles of seccomp and AppArmor in a security context."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Finding
from noteproof.languages.kubernetes.validation import field_rules
from noteproof.languages.kubernetes.validation.criteria import empty, not_empty, one_of
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.pods.paths import relative
from noteproof.schema.values import shortened

LOCALHOST = "Localhost"
_TYPES = ("RuntimeDefault", "Localhost", "Unconfined")
_LONGEST = 4095
"""The longest path of a profile, in bytes."""


def _seccomp(profile: Node) -> Iterator[Fault]:
    yield from _type(profile)
    if "localhostProfile" in profile.value:
        if profile.text("type") == LOCALHOST:
            yield from relative(profile.placed("localhostProfile"))
        elif profile.has("localhostProfile") and profile.lacks("type"):
            yield _not_local(profile)


def _app_armor(profile: Node) -> Iterator[Fault]:
    yield from _type(profile)
    name = profile.placed("localhostProfile")
    if profile.text("type") != LOCALHOST or name is None:
        return
    if not name.text:
        yield empty(name.route)
    elif name.text != name.text.strip():
        yield field_rules.malformed_text.at(
            profile.at("localhostProfile"), "localhostProfile", shortened(name.text),
            "there are blanks around it", f"write `{shortened(name.text.strip())}`",
        )  # fmt: skip
    elif len(name.text.encode()) > _LONGEST:
        yield field_rules.malformed_text.at(
            profile.at("localhostProfile"), "localhostProfile", shortened(name.text),
            f"it is longer than {_LONGEST} bytes", "write the name of a profile on the node", "Too long",
        )  # fmt: skip


def _type(profile: Node) -> Iterator[Fault]:
    """A known type, which says whether the profile is named."""
    yield from not_empty(profile.placed("type"))
    yield from one_of(profile, "type", _TYPES)
    kind = profile.text("type")
    if kind == LOCALHOST:
        if not profile.has("localhostProfile"):
            yield profile.missing("localhostProfile")
    elif kind is not None and profile.has("localhostProfile"):
        yield _not_local(profile)


def _not_local(profile: Node) -> Finding:
    return field_rules.conflicting_fields.at(
        profile.key("localhostProfile"), "`localhostProfile` is only for profiles of the type Localhost",
        "write `type: Localhost`, or remove `localhostProfile`",
    )  # fmt: skip


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.SeccompProfile": (_seccomp,),
    "core.v1.AppArmorProfile": (_app_armor,),
}
