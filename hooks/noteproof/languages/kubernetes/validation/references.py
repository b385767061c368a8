"""References to other objects, by the group, kind and name."""

from __future__ import annotations

from collections.abc import Iterator

from noteproof.finding import Value
from noteproof.languages.kubernetes.validation.criteria import named
from noteproof.languages.kubernetes.validation.names import SEGMENT, SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Fault, Node, Text
from noteproof.languages.kubernetes.validation.rules import invalid_name


def reference(node: Node) -> Iterator[Fault]:
    """A group, if one is given, a kind and a name."""
    yield from named_group(node.placed("apiGroup"))
    yield from named(node.placed("kind"), "kind", SEGMENT)
    yield from named(node.placed("name"), "referenced object", SEGMENT)


def named_group(text: Text | None) -> Iterator[Fault]:
    """An API group; an empty text is none."""
    if text is not None and not text.text:
        yield invalid_name.at(
            Value(text.route), "", "API group", "it is empty", "remove it to mean the core group"
        )
    elif text is not None:
        yield from named(text, "API group", SUBDOMAIN)
