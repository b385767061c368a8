"""Whether what is narrowed in a custom resource's schema is there: a field, or the items of a list."""

from __future__ import annotations

from collections.abc import Iterator

from noteproof.finding import Finding, Route
from noteproof.languages.kubernetes.validation.admission.crd_parts import JUNCTIONS, Part
from noteproof.languages.kubernetes.validation.nodes import Node
from noteproof.schema.values import shortened


def check(part: Part) -> Iterator[Finding]:
    """The fields and items that `allOf` and its kin narrow below a part, and that it does not have."""
    left = [(below, part.node, part.route) for below in _narrowing(part.node)]
    while left:
        narrowed, whole, route = left.pop()
        left.extend((below, whole, route) for below in _narrowing(narrowed))
        for below, there, at in _pairs(narrowed, whole, route):
            if there is not None:
                left.append((below, there, at))
            elif not whole.elides():
                yield _absent(part, below, at)


def _narrowing(node: Node) -> Iterator[Node]:
    negated = node.node("not") if "not" in node.value else None
    if negated is not None:
        yield negated
    for key in JUNCTIONS:
        if key in node.value:
            yield from node.nodes(key)


def _pairs(narrowed: Node, whole: Node, route: Route) -> Iterator[tuple[Node, Node | None, Route]]:
    """What is narrowed, what it is of, and the server's route to that."""
    items = narrowed.node("items") if "items" in narrowed.value else None
    if items is not None:
        yield items, whole.node("items"), (*route, "items")
    fields = narrowed.node("properties") if "properties" in narrowed.value else None
    if fields is not None:
        known = whole.node("properties")
        for key in fields.value:
            field = fields.node(key)
            if field is not None:
                yield field, known.node(key) if known else None, (*route, "properties", key)


def _absent(part: Part, below: Node, route: Route) -> Finding:
    what = f"`{shortened(str(route[-1]))}` is narrowed here, and the schema does not have it"
    named = part._replace(node=below, route=route)
    return named.fault(
        what, "describe it beside `allOf`, `anyOf`, `oneOf` or `not` as well", "Required value"
    )
