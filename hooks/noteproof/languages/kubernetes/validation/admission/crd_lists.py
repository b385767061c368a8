"""How the lists and mappings of a custom resource are merged: atomic, as a set, as a map with keys."""

from __future__ import annotations

from collections.abc import Iterator

from noteproof.finding import Finding
from noteproof.languages.kubernetes.validation.admission.crd_parts import Part
from noteproof.languages.kubernetes.validation.nodes import Node
from noteproof.schema.values import shortened

_LIST, _KEYS, _MAP = "x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-map-type"
_LISTS, _MAPS = ("atomic", "set", "map"), ("atomic", "granular")
_FIELDS = (_LIST, _KEYS, _MAP)


def check(part: Part) -> Iterator[Finding]:
    """What is wrong with how a list or a mapping is merged."""
    value = part.node.value
    if not any(key in value for key in _FIELDS):
        return
    listed, mapped, keys = value.get(_LIST), value.get(_MAP), value.get(_KEYS)
    yield from _kind(part, _LIST, listed, _LISTS, "array")
    yield from _kind(part, _MAP, mapped, _MAPS, "object")
    items = part.node.node("items")
    if listed == "map" and not keys and not part.node.elides():
        what = "a list that is merged as a map needs the keys of its items"
        yield part.fault(what, f"add `{_KEYS}:`", "Required value", _KEYS)
    if keys and listed != "map":
        word = "Invalid value" if listed else "Required value"
        what = "keys are for lists that are merged as a map"
        yield part.fault(what, f"write `{_LIST}: map`", word, _LIST)
    if items is None:
        return
    if listed in ("set", "map") and items.flag("nullable"):
        what = f"an item of a list that is merged as a {listed} cannot be null"
        yield part.fault(what, "remove `nullable`", "Forbidden", "items", "nullable")
    if listed == "map":
        yield from _map(part, items)
    elif listed == "set":
        yield from _set(part, items)


def _kind(part: Part, key: str, given: object, known: tuple[str, ...], of: str) -> Iterator[Finding]:
    """Whether a word is known, and stands at a list or a mapping."""
    if not isinstance(given, str):
        return
    kind = part.node.value.get("type")
    if given not in known:
        what, hint = f"`{key}` cannot be `{shortened(given)}`", f"write `{'`, `'.join(known)}`"
        yield part.fault(what, hint, "Unsupported value", key)
    if kind != of:
        word = "Invalid value" if kind else "Required value"
        yield part.fault(f"`{key}` is for the type `{of}`", f"write `type: {of}`", word, "type")


def _map(part: Part, items: Node) -> Iterator[Finding]:
    """The keys are fields of the items, which are never without one."""
    if items.value.get("type") != "object":
        what = "the items of a list that is merged as a map are objects"
        yield part.fault(what, "write `type: object`", "Invalid value", "items", "type")
        return
    fields, required = items.node("properties"), {it.text for it in items.texts("required")}
    keys = [it.text for it in part.node.texts(_KEYS)]
    for key in dict.fromkeys(keys):
        field = fields.node(key) if fields else None
        if field is None:
            what = f"the items have no field `{shortened(key)}`"
            yield part.fault(what, "name a field of the items", "Invalid value", _KEYS)
            continue
        route = ("items", "properties", key)
        if field.value.get("type") in ("array", "object"):
            what = f"the key `{shortened(key)}` is no single value"
            yield part.fault(what, "name a field with text or a number", "Invalid value", *route, "type")
        if key not in required and not field.has("default"):
            what = f"an item could be without its key `{shortened(key)}`"
            yield part.fault(what, "add it to `required`", "Required value", *route, "default")
        if field.flag("nullable"):
            what = f"the key `{shortened(key)}` cannot be null"
            yield part.fault(what, "remove `nullable`", "Forbidden", *route, "nullable")
    if len(set(keys)) < len(keys):
        yield part.fault("a key stands twice", "remove one of the two", "Invalid value", _KEYS)


def _set(part: Part, items: Node) -> Iterator[Finding]:
    """The items of a set are whole: two are the same or not."""
    kind = items.value.get("type")
    what = "the items of a set are not merged themselves"
    if kind == "array" and items.value.get(_LIST) not in (None, "atomic"):
        yield part.fault(what, f"write `{_LIST}: atomic`", "Invalid value", "items", _LIST)
    elif kind == "object" and items.value.get(_MAP) != "atomic":
        yield part.fault(what, f"add `{_MAP}: atomic`", "Invalid value", "items", _MAP)
