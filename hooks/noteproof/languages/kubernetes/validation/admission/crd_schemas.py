"""The schemas of custom resources: what the server can keep to, and where a type is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from noteproof.finding import Finding, Key, Route
from noteproof.languages.kubernetes.validation.admission import crd_rules
from noteproof.languages.kubernetes.validation.nodes import Node, Text
from noteproof.schema.values import shortened
from noteproof.text import nearest

_FORBIDDEN: Mapping[str, str] = {
    "$ref": "write the schema here", "definitions": "write each schema where it is used",
    "dependencies": "use `x-kubernetes-validations`", "patternProperties": "use `additionalProperties`",
    "additionalItems": "use `items`", "id": "remove it",
}  # fmt: skip
_JUNCTIONS = ("allOf", "anyOf", "oneOf")
_NOT_NARROWED = ("type", "description", "title", "default", "nullable", "additionalProperties")
"""Fields that may not stand where `allOf` and its kin narrow values."""
_OPEN = ("x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields")
_LIST, _KEYS, _MAP = "x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-map-type"
_LISTS, _MAPS = ("atomic", "set", "map"), ("atomic", "granular")
_TYPES = ("array", "boolean", "integer", "number", "object", "string")
_MEANT = {
    "int": "integer",
    "bool": "boolean",
    "float": "number",
    "map": "object",
    "list": "array",
    "str": "string",
}
_EMBEDDED = "x-kubernetes-embedded-resource"


class _Part(NamedTuple):
    """A part of a schema, the server's route to it, and what it is a schema of."""

    node: Node
    route: Route
    of: str


def check(root: Node, route: Route) -> Iterator[Finding]:
    """What is wrong with a schema that stands at a node, and that the server calls by a route."""
    parts = list(_parts(root, route))
    refused = [fault for part in parts for fault in _refused(part)]
    yield from refused
    if not refused:
        # The server builds the types only of what it can keep to.
        for part in parts:
            yield from _untyped(part)


def expressions(root: Node) -> Iterator[Text | None]:
    """The CEL expressions in a schema."""
    for part in _parts(root, ()):
        if "x-kubernetes-validations" in part.node.value:
            for it in part.node.nodes("x-kubernetes-validations"):
                yield it.placed("rule")


def _parts(root: Node, route: Route) -> Iterator[_Part]:
    """A schema and those in it, from above."""
    left = [_Part(root, route, "root")]
    while left:
        part = left.pop()
        yield part
        left.extend(reversed(list(_below(part))))


def _below(part: _Part) -> Iterator[_Part]:
    node, route, of = part
    within = "narrowed" if of == "narrowed" else ""
    properties = node.node("properties") if "properties" in node.value else None
    if properties is not None:
        for key in properties.value:
            below = properties.node(key)
            if below is not None:
                yield _Part(below, (*route, "properties", key), within or "field")
    for key, kind in (("items", "item"), ("additionalProperties", "field"), ("not", "narrowed")):
        below = node.node(key) if key in node.value else None
        if below is not None:
            yield _Part(below, (*route, key), within or kind)
    for key in _JUNCTIONS:
        if key in node.value:
            for below in node.nodes(key):
                yield _Part(below, (*route, key, below.route[-1]), "narrowed")


def _at(part: _Part, key: str) -> tuple[Node, Route, Key]:
    here = Key(part.node.to(key) if key in part.node.value else part.node.route)
    return part.node, (*part.route, key), here


def _refused(part: _Part) -> Iterator[Finding]:
    value = part.node.value
    for key, hint in _FORBIDDEN.items():
        if key in value and value[key] not in (None, {}, ""):
            yield _forbidden(part, key, f"`{key}` may not stand in the schema of a custom resource", hint)
    if value.get("uniqueItems") is True:
        yield _forbidden(
            part, "uniqueItems", "`uniqueItems` takes too long to check", "use `x-kubernetes-list-type: set`"
        )
    if value.get("type") == "null":
        yield _forbidden(part, "type", "`type` cannot be null", "write the type, and `nullable: true`")
    if isinstance(value.get("items"), list):
        yield _forbidden(part, "items", "`items` is one schema, not a list", "write one schema for all items")
    kind = value.get("type")
    if isinstance(kind, str) and kind and kind not in _TYPES:
        yield _other(
            part, "type", f"`type` cannot be `{shortened(kind)}`", _type_hint(kind), "Unsupported value"
        )
    if any(key in value for key in (_LIST, _KEYS, _MAP, _OPEN[1])):
        yield from _extended(part)
    if value.get("properties") and value.get("additionalProperties") not in (None, True):
        what = "`additionalProperties` and `properties` exclude each other"
        yield _forbidden(part, "additionalProperties", what, "keep one of the two")


def _extended(part: _Part) -> Iterator[Finding]:
    """How lists and mappings are merged, and whether a field is left open."""
    value = part.node.value
    kind, listed, mapped = value.get("type"), value.get(_LIST), value.get(_MAP)
    if value.get(_OPEN[1]) is False:
        yield _other(part, _OPEN[1], f"`{_OPEN[1]}` is true or absent", "remove it", "Invalid value")
    for key, given, known, of in ((_LIST, listed, _LISTS, "array"), (_MAP, mapped, _MAPS, "object")):
        if not isinstance(given, str):
            continue
        if given not in known:
            hint = f"write `{'`, `'.join(known)}`"
            yield _other(part, key, f"`{key}` cannot be `{shortened(given)}`", hint, "Unsupported value")
        if kind != of:
            word = "Invalid value" if kind else "Required value"
            yield _other(part, "type", f"`{key}` is for the type `{of}`", f"write `type: {of}`", word)
    keys = value.get(_KEYS)
    if listed == "map" and not keys and not part.node.elides():
        what = "a list that is merged as a map needs the keys of its items"
        yield _other(part, _KEYS, what, f"add `{_KEYS}:`", "Required value")
    if keys and listed != "map":
        word = "Invalid value" if listed else "Required value"
        yield _other(
            part, _LIST, "keys are for lists that are merged as a map", f"write `{_LIST}: map`", word
        )


def _type_hint(kind: str) -> str:
    meant = _MEANT.get(kind.lower()) or nearest(kind, _TYPES)
    return f"did you mean `{meant}`?" if meant else f"write `{'`, `'.join(_TYPES)}`"


def _other(part: _Part, key: str, what: str, hint: str, upstream: str) -> Finding:
    node, route, here = _at(part, key)
    return crd_rules.structural_schema.at(node.named(route, here), what, hint, upstream)


def _forbidden(part: _Part, key: str, what: str, hint: str) -> Finding:
    return _other(part, key, what, hint, "Forbidden")


def _untyped(part: _Part) -> Iterator[Finding]:
    value, root = part.node.value, part.of == "root"
    kind = value.get("type")
    if part.of == "narrowed":
        for key in _NOT_NARROWED:
            if key in value and value[key] not in (None, "", False):
                what = f"`{key}` is said again where values are only narrowed"
                yield _forbidden(part, key, what, f"remove `{key}`")
        return
    embedded = value.get(_EMBEDDED) is True
    leaves_out = part.node.elides()
    if not kind and (embedded or not any(value.get(key) is True for key in _OPEN)):
        if not leaves_out and not (root and part.node.scene.is_part):
            hint = "add `type: object`" if root else "add `type:`"
            yield _other(part, "type", f"the {part.of} has no type", hint, "Required value")
    elif kind != "object" and (embedded or root) and isinstance(kind, str):
        what = f"the type of {'an embedded object' if embedded else 'the root'} cannot be `{shortened(kind)}`"
        yield _other(part, "type", what, "write `type: object`", "Invalid value")
    if kind == "array" and value.get("items") is None and not leaves_out:
        what, hint = "the array does not say of what", "add `items:` with the schema of an item"
        yield _other(part, "items", what, hint, "Required value")
