"""References to other objects, by the group, kind and name."""

from __future__ import annotations

from collections.abc import Iterator

from noteproof.languages.kubernetes.validation.criteria import invalid_name, named
from noteproof.languages.kubernetes.validation.names import SEGMENT, SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Fault, Node, Text


def reference(node: Node, group: str = "apiGroup", kind: str = "kind") -> Iterator[Fault]:
    """A group, if one is given, a kind and a name; `group` and `kind` are what the fields are called."""
    yield from named_group(node.placed(group))
    yield from named(node.placed(kind), "kind", SEGMENT)
    yield from named(node.placed("name"), "referenced object", SEGMENT)


def named_group(text: Text | None) -> Iterator[Fault]:
    """An API group; an empty text is none."""
    if text is not None and not text.text:
        yield invalid_name(text, "API group", "it is empty; leave it out for the core group", SUBDOMAIN)
    elif text is not None:
        yield from named(text, "API group", SUBDOMAIN)
