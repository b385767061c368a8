"""The parts of a custom resource's schema, each with the route by which the server calls it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from noteproof.finding import Finding, Key, Route
from noteproof.languages.kubernetes.validation.admission import crd_rules
from noteproof.languages.kubernetes.validation.nodes import Node
from noteproof.schema.places import value_at

JUNCTIONS = ("allOf", "anyOf", "oneOf")
"""Fields with lists of schemas that narrow values."""

_INT_OR_STRING = [{"type": "integer"}, {"type": "string"}]
"""The one `anyOf` that may say types: of a quantity, or of a port."""


class Part(NamedTuple):
    """A part of a schema, the server's route to it, and what it is a schema of.

    That is the root, an item or a field; a `narrowed` part only restricts what another allows, and `first`
    is the first such part of an `allOf` that stands in none.
    """

    node: Node
    route: Route
    of: str

    @property
    def narrows(self) -> bool:
        """Whether it only restricts what another part allows."""
        return self.of in ("narrowed", "first")

    def fault(self, what: str, hint: str, upstream: str, *steps: str | int) -> Finding:
        """The finding about a field of the part, or about the lack of one: then it stands above."""
        there = len(steps)
        while there and value_at(self.node.value, steps[:there]) is None:
            there -= 1
        where = self.node.named((*self.route, *steps), Key(self.node.to(*steps[:there])))
        return crd_rules.structural_schema.at(where, what, hint, upstream)


def parts(root: Node, route: Route) -> Iterator[Part]:
    """A schema and those in it, from above."""
    left = [Part(root, route, "root")]
    while left:
        part = left.pop()
        yield part
        left.extend(reversed(list(_below(part))))


def _below(part: Part) -> Iterator[Part]:
    node, route, _ = part
    within = "narrowed" if part.narrows else ""
    properties = node.node("properties") if "properties" in node.value else None
    if properties is not None:
        for key in properties.value:
            below = properties.node(key)
            if below is not None:
                yield Part(below, (*route, "properties", key), within or "field")
    for key, kind in (("items", "item"), ("additionalProperties", "field"), ("not", "narrowed")):
        below = node.node(key) if key in node.value else None
        if below is not None:
            yield Part(below, (*route, key), within or kind)
    for key in JUNCTIONS:
        if key not in node.value or (
            key == "anyOf" and part.of != "narrowed" and node.value[key] == _INT_OR_STRING
        ):
            continue
        for at, below in enumerate(node.nodes(key)):
            of = "first" if key == "allOf" and not at and not within else "narrowed"
            yield Part(below, (*route, key, below.route[-1]), of)
