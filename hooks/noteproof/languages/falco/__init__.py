"""Falco's rules files: which documents are theirs, and how Falco reads them."""

from __future__ import annotations

from collections.abc import Sequence

from noteproof.finding import AnyRule
from noteproof.language import Loaded, Reach, Target
from noteproof.yamltree import FALCO, Document

name = "falco"
dialect = FALCO
rules: tuple[AnyRule, ...] = ()
asks = frozenset({"event", "events"})

_ELEMENTS = frozenset({"rule", "macro", "list", "required_engine_version", "required_plugin_versions"})


def claims(value: object) -> bool:
    """Whether a document is a list with an element of a rules file, `- Rule:` and `- rules:` among them."""
    return isinstance(value, list) and any(isinstance(item, dict) and _is_element(item) for item in value)


def _is_element(item: dict[str, object]) -> bool:
    return any(key.lower().removesuffix("s") in _ELEMENTS or key in _ELEMENTS for key in item)


def claims_fragment(value: object) -> bool:
    """A rules file has no parts that are commonly shown alone."""
    return False


def claims_place(place: str) -> bool:
    """A rules file has no places that `# in:` could name."""
    return False


def load(documents: Sequence[Document], target: Target) -> Loaded:
    """The documents as Falco reads them; what their rules mean is not looked at."""
    return Loaded((), Reach.PARSED)
