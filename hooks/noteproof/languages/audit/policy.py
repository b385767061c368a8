"""An audit policy as kube-apiserver holds it once it is decoded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GroupResources:
    """One entry of a rule's `resources`: an API group, and what of it."""

    group: str = ""
    resources: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """One rule: whom and what it asks for, and the level of what it matches; `()` asks for nothing."""

    level: str = ""
    users: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    resources: tuple[GroupResources, ...] = ()
    namespaces: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    omit_stages: tuple[str, ...] = ()
    omit_managed_fields: bool | None = None

    @property
    def is_for_resources(self) -> bool:
        """Whether it asks for resources or namespaces, and so matches requests for resources only."""
        return bool(self.resources or self.namespaces)

    @property
    def is_for_urls(self) -> bool:
        """Whether it matches requests for no resource only."""
        return bool(self.urls) and not self.is_for_resources


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules in their order, and what holds for all of them."""

    rules: tuple[PolicyRule, ...] = ()
    omit_stages: tuple[str, ...] = ()
    omit_managed_fields: bool = False


def policy_of(value: Mapping[str, object]) -> Policy:
    """The policy that a document holds; what is of a wrong type in it counts as absent."""
    return Policy(
        tuple(rule_of(item) for item in listed(value.get("rules"))),
        texts(value.get("omitStages")),
        value.get("omitManagedFields") is True,
    )


def rule_of(value: object) -> PolicyRule:
    """The rule that an item of `rules` holds."""
    if not isinstance(value, dict):
        return PolicyRule()
    omits = value.get("omitManagedFields")
    return PolicyRule(
        text(value.get("level")),
        texts(value.get("users")),
        texts(value.get("userGroups")),
        texts(value.get("verbs")),
        tuple(_entry_of(item) for item in listed(value.get("resources"))),
        texts(value.get("namespaces")),
        texts(value.get("nonResourceURLs")),
        texts(value.get("omitStages")),
        omits if isinstance(omits, bool) else None,
    )


def _entry_of(value: object) -> GroupResources:
    if not isinstance(value, dict):
        return GroupResources()
    return GroupResources(
        text(value.get("group")), texts(value.get("resources")), texts(value.get("resourceNames"))
    )


def listed(value: object) -> list[object]:
    """The items of a list; none of anything else."""
    return value if isinstance(value, list) else []


def texts(value: object) -> tuple[str, ...]:
    """A list of texts as Go decodes it: a null item is an empty text."""
    return tuple(text(item) for item in listed(value))


def text(value: object) -> str:
    """A text; nothing of anything else."""
    return value if isinstance(value, str) else ""
