"""Audit policies and events: which documents are theirs, and how kube-apiserver reads them."""

from __future__ import annotations

from collections.abc import Sequence

from noteproof.finding import AnyRule
from noteproof.language import Loaded, Reach, Target
from noteproof.yamltree import KUBERNETES, Document

name = "audit"
dialect = KUBERNETES
rules: tuple[AnyRule, ...] = ()
asks = frozenset({"request"})
names: tuple[str, ...] = ()


def claims(value: object) -> bool:
    """Whether a document is of the group audit.k8s.io, or reads like a policy with its head mistyped."""
    if not isinstance(value, dict):
        return False
    for key, version in value.items():
        if key.lower().startswith("apiversion") and isinstance(version, str):
            return version.lower().startswith("audit.k8s.io/")
    return str(value.get("kind", "Policy")).lower() == "policy" and _has_levels(value.get("rules"))


def _has_levels(rules: object) -> bool:
    return isinstance(rules, list) and any(isinstance(item, dict) and "level" in item for item in rules)


def claims_fragment(value: object) -> bool:
    """The `rules` of a policy, shown alone."""
    return isinstance(value, dict) and set(value) == {"rules"} and _has_levels(value["rules"])


def claims_place(place: str) -> bool:
    """Whether `# in:` names a place in a policy."""
    return place.split(".")[0] == "Policy"


def explains(word: str) -> str | None:
    """No word of its own as yet."""
    return None


def load(documents: Sequence[Document], target: Target) -> Loaded:
    """The documents as kube-apiserver reads them; what a policy means is not looked at."""
    return Loaded((), Reach.PARSED)
