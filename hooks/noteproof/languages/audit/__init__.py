"""Audit policies and events: which documents are theirs, and how kube-apiserver reads them."""

from __future__ import annotations

from collections.abc import Sequence

from noteproof.finding import AnyRule
from noteproof.language import Loaded, ReadBy, Target
from noteproof.languages.audit import (
    asking,
    fields,
    habit_rules,
    loading,
    metering,
    policy_rules,
    reach_rules,
    reference,
)
from noteproof.languages.audit.policy import listed
from noteproof.yamltree import KUBERNETES, Document

name = "audit"
dialect = KUBERNETES
rules: tuple[AnyRule, ...] = (
    *policy_rules.RULES,
    *fields.RULES,
    *habit_rules.RULES,
    *reach_rules.RULES,
    *asking.RULES,
    *metering.RULES,
)
asks = frozenset({asking.ASKED, "log"})
names = reference.NAMES


def claims(value: object) -> bool:
    """Whether a document is of the group audit.k8s.io, or reads like a policy whose head is wrong."""
    if not isinstance(value, dict):
        return False
    versions = (it for key, it in value.items() if key.lower().startswith("apiversion"))
    if any(isinstance(it, str) and it.lower().startswith("audit.k8s.io") for it in versions):
        return True
    if len(value) < 2 or "rules" not in value or "spec" in value:
        return False
    kind = str(value.get("kind", "policy")).lower()
    return (
        kind == "policy"
        if "kind" in value and not _has_levels(value)
        else "polic" in kind and _has_levels(value)
    )


def _has_levels(value: dict[str, object]) -> bool:
    return any(isinstance(item, dict) and "level" in item for item in listed(value.get("rules")))


def claims_fragment(value: object) -> bool:
    """The `rules` of a policy, shown alone."""
    return isinstance(value, dict) and set(value) == {"rules"} and _has_levels(value)


def claims_place(place: str) -> bool:
    """Whether `# in:` names a place in a policy."""
    return place.split(".")[0] == "Policy"


def reader_of_one(read_by: ReadBy) -> str | None:
    """kube-apiserver, which reads the first document of a policy file."""
    return "kube-apiserver"


def explains(word: str) -> str | None:
    """What a level or a stage means."""
    return reference.explained(word)


def load(documents: Sequence[Document], target: Target) -> Loaded:
    """The documents as kube-apiserver 1.36.2 reads an audit policy, or as events that it wrote."""
    written = any(claims(document.value) for document in documents)
    named = written or target.is_named
    fragment = not named and any(claims_fragment(document.value) for document in documents)
    return loading.load(documents, target, fragment)
