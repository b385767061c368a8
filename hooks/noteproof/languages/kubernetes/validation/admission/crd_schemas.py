"""The schemas of custom resources: what the server can keep to, and where a type is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Route
from noteproof.languages.kubernetes.validation.admission import (
    crd_completeness,
    crd_lists,
    crd_patterns,
    crd_rules,
    crd_validations,
)
from noteproof.languages.kubernetes.validation.admission.crd_parts import Part, parts
from noteproof.languages.kubernetes.validation.nodes import Node
from noteproof.schema.values import shortened
from noteproof.text import nearest

_FORBIDDEN: Mapping[str, str] = {
    "$ref": "write the schema here", "definitions": "write each schema where it is used",
    "dependencies": "use `x-kubernetes-validations`", "patternProperties": "use `additionalProperties`",
    "additionalItems": "use `items`", "id": "remove it",
}  # fmt: skip
_INT_OR_STRING, _PRESERVES, _EMBEDDED = (
    f"x-kubernetes-{it}" for it in ("int-or-string", "preserve-unknown-fields", "embedded-resource")
)
_NOT_NARROWED = (
    "type", "description", "title", "nullable", "additionalProperties", "externalDocs", _PRESERVES, _EMBEDDED,
    _INT_OR_STRING, "x-kubernetes-list-map-keys", "x-kubernetes-list-type", "x-kubernetes-map-type",
    "x-kubernetes-validations",
)  # fmt: skip
"""Fields that may not stand where `allOf` and its kin narrow values."""
_NOT_AT_ROOT = ("allOf", "anyOf", "oneOf", "not", "default", "enum", "additionalProperties", "nullable")
"""Fields that may not stand at the root of a schema whose status is a subresource."""
_TYPES: Mapping[str, tuple[type, ...]] = {
    "array": (list,), "boolean": (bool,), "integer": (int,), "number": (int, float), "object": (dict,),
    "string": (str,),
}  # fmt: skip
_MEANT = {
    "int": "integer", "bool": "boolean", "float": "number", "map": "object", "list": "array", "str": "string",
}  # fmt: skip
_OF_OBJECTS = {"apiVersion": "string", "kind": "string", "metadata": "object"}
"""The fields that every object has, with their types."""


def check(root: Node, route: Route, has_status: bool = False) -> Iterator[Finding]:
    """What is wrong with a schema that stands at a node, and that the server calls by a route.

    `has_status`: the status is a subresource.
    """
    yield from _of_root(Part(root, route, "root"), has_status)
    known = list(parts(root, route))
    unkept = [fault for part in known for fault in _unkept(part)]
    yield from unkept
    for part in known:
        yield from _refused(part)
        yield from crd_lists.check(part)
        yield from crd_validations.check(part)
    if not unkept:
        # The server builds the types only of what it can keep to.
        for part in known:
            yield from crd_patterns.check(part)
            yield from _narrowed(part) if part.narrows else _structural(part)


def _of_root(root: Part, has_status: bool) -> Iterator[Finding]:
    value = root.node.value
    if value.get("nullable") is True:
        yield root.fault("an object cannot be null", "remove `nullable`", "Forbidden", "nullable")
    other = next((it for it in _NOT_AT_ROOT if value.get(it)), None) if has_status else None
    if other:
        what = f"`{other}` cannot stand at the root, since the status is a subresource"
        where = root.node.named(root.route, root.node.key(other))
        yield crd_rules.structural_schema.at(
            where, what, f"move `{other}` below `properties`", "Invalid value"
        )


def _unkept(part: Part) -> Iterator[Finding]:
    """Fields without which the server goes no further."""
    value = part.node.value
    for key, hint in _FORBIDDEN.items():
        if key in value and value[key] not in (None, {}, ""):
            what = f"`{key}` may not stand in the schema of a custom resource"
            yield part.fault(what, hint, "Forbidden", key)
    if isinstance(value.get("items"), list):
        what, hint = "`items` is one schema, not a list", "write one schema for all items"
        yield part.fault(what, hint, "Forbidden", "items")
    if value.get(_PRESERVES) is False:
        yield part.fault(f"`{_PRESERVES}` is true or absent", "remove it", "Invalid value", _PRESERVES)


def _refused(part: Part) -> Iterator[Finding]:
    value = part.node.value
    kind = value.get("type")
    if value.get("uniqueItems") is True:
        hint = "use `x-kubernetes-list-type: set`"
        yield part.fault("`uniqueItems` takes too long to check", hint, "Forbidden", "uniqueItems")
    if kind == "null":
        hint = "write the type, and `nullable: true`"
        yield part.fault("`type` cannot be null", hint, "Forbidden", "type")
    if isinstance(kind, str) and kind and kind not in _TYPES:
        what = f"`type` cannot be `{shortened(kind)}`"
        yield part.fault(what, _type_hint(kind), "Unsupported value", "type")
    if value.get("properties") and value.get("additionalProperties") not in (None, True):
        what = "`additionalProperties` and `properties` exclude each other"
        yield part.fault(what, "keep one of the two", "Forbidden", "additionalProperties")


def _type_hint(kind: str) -> str:
    meant = _MEANT.get(kind.lower()) or nearest(kind, tuple(_TYPES))
    return f"did you mean `{meant}`?" if meant else f"write `{'`, `'.join(_TYPES)}`"


def _narrowed(part: Part) -> Iterator[Finding]:
    value = part.node.value
    given = [key for key in _NOT_NARROWED if value.get(key) not in (None, "", False, [])]
    if value.get("default") is not None:
        given.append("default")
    for key in given:
        what = f"`{key}` is said again where values are only narrowed"
        yield part.fault(what, f"remove `{key}`", "Forbidden", key)
    fields = part.node.node("properties") if "properties" in value else None
    if fields is not None and "metadata" in fields.value:
        what = "the metadata cannot be narrowed here"
        yield part.fault(what, "remove `metadata`", "Forbidden", "properties", "metadata")


def _structural(part: Part) -> Iterator[Finding]:
    node, value = part.node, part.node.value
    kind, root, embedded = value.get("type"), part.of == "root", value.get(_EMBEDDED) is True
    is_open = node.elides()
    yield from crd_completeness.check(part)
    yield from _typed(part, embedded)
    if kind == "array" and value.get("items") is None and not is_open:
        what, hint = "the array does not say of what", "add `items:` with the schema of an item"
        yield part.fault(what, hint, "Required value", "items")
    if (root or embedded) and value.get("additionalProperties") is not None and not value.get("properties"):
        what = f"the fields of {'an embedded object' if embedded else 'an object'} have names"
        hint = f"use `properties`, or `{_PRESERVES}: true`"
        yield part.fault(what, hint, "Forbidden", "additionalProperties")
    if root or embedded:
        yield from _of_objects(part, root)
    if embedded and not value.get("properties") and value.get(_PRESERVES) is not True and not is_open:
        what = "an embedded object needs fields, or leave to have any"
        yield part.fault(what, f"add `{_PRESERVES}: true`", "Required value", "properties")
    for key in (_PRESERVES, _EMBEDDED) if value.get(_INT_OR_STRING) is True else ():
        if value.get(key) is True:
            what = f"`{_INT_OR_STRING}` and `{key}` exclude each other"
            yield part.fault(what, "keep one of the two", "Invalid value", key)
    default = value.get("default")
    if default is not None and isinstance(kind, str) and kind in _TYPES and not _is_of(default, kind):
        yield part.fault(
            f"the default is of another type than `{kind}`", "write another", "Invalid value", "default"
        )


def _is_of(value: object, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _TYPES[kind]) or (kind == "integer" and isinstance(value, float))


def _typed(part: Part, embedded: bool) -> Iterator[Finding]:
    value, root = part.node.value, part.of == "root"
    kind = value.get("type")
    if not kind and (embedded or not any(value.get(key) is True for key in (_INT_OR_STRING, _PRESERVES))):
        if not part.node.elides() and not (root and part.node.scene.is_part):
            hint = "add `type: object`" if root else "add `type:`"
            yield part.fault(f"the {part.of} has no type", hint, "Required value", "type")
    elif kind != "object" and (embedded or root) and isinstance(kind, str):
        what = f"the type of {'an embedded object' if embedded else 'the root'} cannot be `{shortened(kind)}`"
        yield part.fault(what, "write `type: object`", "Invalid value", "type")


def _of_objects(part: Part, root: bool) -> Iterator[Finding]:
    """What is said of the fields that every object has."""
    fields = part.node.node("properties") if "properties" in part.node.value else None
    for key, kind in _OF_OBJECTS.items() if fields else ():
        field = fields.node(key) if fields else None
        given = field.value.get("type") if field else None
        if given is not None and given != kind:
            what = f"`{key}` of an object is of the type `{kind}`"
            yield part.fault(what, f"write `type: {kind}`", "Invalid value", "properties", key, "type")
        if root and key == "metadata" and field is not None:
            names = {name for name, _ in field.pairs("properties")}
            if set(field.value) - {"type", "default", "properties"} or names - {"name", "generateName"}:
                what = "of the metadata only `name` and `generateName` can be described"
                hint = "write `metadata: {type: object}`"
                yield part.fault(what, hint, "Forbidden", "properties", key)
