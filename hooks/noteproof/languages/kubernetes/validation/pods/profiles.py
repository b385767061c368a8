"""The profiles of seccomp and AppArmor in a security context."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.languages.kubernetes.validation import field_rules
from noteproof.languages.kubernetes.validation.criteria import empty, not_empty, one_of
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.pods.paths import relative
from noteproof.schema.values import shortened

LOCALHOST = "Localhost"
_NAMELESS = ("RuntimeDefault", "Unconfined")
_TYPES = ("RuntimeDefault", "Localhost", "Unconfined")
_LONGEST = 4095
"""The longest path of a profile, in bytes."""


def _seccomp(profile: Node) -> Iterator[Fault]:
    """A profile may be named only if the type is Localhost, be it that there is no type or an unknown one."""
    kind = profile.text("type")
    absent = kind is None and not profile.has("type") and not profile.leaves_out()
    yield from _type(profile, has_no_name=absent or kind not in (None, LOCALHOST))
    if kind == LOCALHOST and "localhostProfile" in profile.value:
        yield from relative(profile.placed("localhostProfile"))


def _app_armor(profile: Node) -> Iterator[Fault]:
    yield from _type(profile, has_no_name=profile.text("type") in _NAMELESS)
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


def _type(profile: Node, has_no_name: bool) -> Iterator[Fault]:
    """A known type, which says whether the profile is named."""
    yield from not_empty(profile.placed("type"))
    yield from one_of(profile, "type", _TYPES)
    if profile.text("type") == LOCALHOST:
        if not profile.has("localhostProfile"):
            yield profile.missing("localhostProfile")
    elif has_no_name and profile.has("localhostProfile"):
        yield field_rules.conflicting_fields.at(
            profile.key("localhostProfile"), "`localhostProfile` is only for profiles of the type Localhost",
            "write `type: Localhost`, or remove `localhostProfile`",
        )  # fmt: skip


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.SeccompProfile": (_seccomp,),
    "core.v1.AppArmorProfile": (_app_armor,),
}
