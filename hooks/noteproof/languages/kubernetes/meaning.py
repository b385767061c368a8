"""What the author of an unknown field meant: the hint that goes with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Route, printed
from noteproof.languages.kubernetes.whole import Whole, as_written, bare, dotted, paths
from noteproof.schema.shapes import ListOf, MapOf, Struct, Type
from noteproof.text import nearest

NO_ADVICE = "remove it, or check the spelling"

_MANY = 100
"""So many fields beside an unknown one are looked at; a mapping of more is no manifest."""

_FEW = 12
"""So many fields are listed in a hint; of more, the nearest."""

_LONG = 100
"""No field's name is longer."""

_SHARED = 3
"""A field of more types than this belongs nowhere in particular."""

# Where the right word is not alike, by the Go name of the type.
_OTHER_WORDS = {
    ("ConfigMapKeySelector", "configMapName"): "name",
    ("ConfigMapVolumeSource", "configMapName"): "name",
    ("ContainerPort", "port"): "containerPort",
    ("EnvVar", "key"): "name",
    ("HTTPIngressPath", "serviceName"): "backend",
    ("SecretKeySelector", "secretName"): "name",
    ("Volume", "pvc"): "persistentVolumeClaim",
    ("VolumeMount", "path"): "mountPath",
}


def misspelt(key: str, type: Struct) -> str | None:
    """The field that a key was meant to be, by its letters."""
    if len(key) > _LONG:
        return None
    plain = _letters(key)
    alike = next((field for field in type.fields if _letters(field) == plain), None)
    other = _OTHER_WORDS.get((type.name.rpartition(".")[2], key))
    return alike or other or _ending(key, type) or nearest(key, type.fields) or _beginning(key, type)


def advice(route: Route, type: Struct, whole: Whole) -> str:
    """The hint for an unknown field at a route."""
    key = str(route[-1])
    if len(key) > _LONG:
        return NO_ADVICE
    unseen = next((sign for sign in key if not sign.isprintable()), None)
    if unseen:
        return f"the key holds the character U+{ord(unseen):04X}, which is not seen: delete it"
    found = next((field for field in type.fields if _letters(field) == _letters(key)), None)
    if found:
        return f"did you mean `{found}`?"
    for ask in (
        _lost_indentation,
        _one_letter,
        _label,
        _replaced,
        _moved_down,
        _moved_up,
        _lifted,
        _nearest,
        _elsewhere,
        _other_kind,
    ):
        hint = ask(route, key, type, whole)
        if hint:
            return hint
    if not type.fields:
        return "remove it: nothing may stand here"
    if len(type.fields) <= _FEW:
        return f"the fields here are {_listed(type.fields)}"
    close = _closest(key, type.fields)
    return f"{NO_ADVICE}: the nearest are {_listed(close)}" if close else NO_ADVICE


def _lost_indentation(route: Route, key: str, type: Struct, whole: Whole) -> str | None:
    """A key above at the same level is empty, and would have this field."""
    siblings = whole.at(route[:-1])
    if not isinstance(siblings, Mapping):
        return None
    keys = list(siblings)
    empty = [it for it in keys[: keys.index(key)] if siblings[it] is None] if key in siblings else []
    for sibling in reversed(empty[-_FEW:]):
        inner = type.fields.get(sibling)
        if isinstance(inner, Struct) and key in inner.fields:
            return f"the indentation is lost: indent it below `{sibling}`"
    if (
        empty
        and isinstance(type.fields.get(empty[-1]), MapOf)
        and keys.index(empty[-1]) == keys.index(key) - 1
    ):
        return f"the indentation is lost: indent it below `{empty[-1]}`"
    for sibling in reversed(empty[-_FEW:]):
        inner = type.fields.get(sibling)
        path = (
            next((p for owner, p in paths(inner) if key in owner.fields), None)
            if isinstance(inner, Struct)
            else None
        )
        if path and bare(path[0]) in siblings:
            return f"the indentation is lost: indent it below `{dotted((), (sibling, *path))}`"
    return None


def _one_letter(route: Route, key: str, type: Struct, whole: Whole) -> str | None:
    found = nearest(key, type.fields, 1)
    return f"did you mean `{found}`?" if found else None


def _label(route: Route, key: str, type: Struct, whole: Whole) -> str | None:
    """A label in a selector, which has its labels one level below."""
    if "matchLabels" in type.fields and isinstance(whole.at(route), str):
        return f"labels stand one level below: write `matchLabels:`, and `{key}` indented below it"
    return None


def _replaced(route: Route, key: str, type: Struct, whole: Whole) -> str | None:
    field = _OTHER_WORDS.get((type.name.rpartition(".")[2], key)) or _ending(key, type)
    return f"did you mean `{field}`?" if field else None


def _moved_down(route: Route, key: str, type: Struct, whole: Whole) -> str | None:
    """A structure one level below has this field, best one that is there or has other fields from here."""
    homes = []
    siblings = whole.at(route[:-1])
    around = set(siblings) if isinstance(siblings, dict) and len(siblings) <= _MANY else set()
    for name, inner in type.fields.items():
        item = inner.item if isinstance(inner, ListOf) else inner
        if name != "status" and isinstance(item, Struct) and key in item.fields:
            strangers = sum(1 for it in around if it in item.fields and it not in type.fields)
            rank = (name not in around, -strangers, name not in type.required, name)
            homes.append((*rank, isinstance(inner, ListOf)))
    if not homes or len(homes) > _SHARED + 1:
        return None
    *_, name, many = min(homes)
    return f"`{key}` belongs under `{dotted(route[:-1], (name + '[]' if many else name,))}`"


def _moved_up(route: Route, key: str, type: Struct, whole: Whole) -> str | None:
    """A structure around has this field."""
    for prefix, outer in reversed(list(whole.structs(route[:-1]))[:-1]):
        if key in outer.fields:
            return (
                f"`{key}` belongs under `{printed(prefix)}`"
                if prefix
                else f"`{key}` belongs at the top level"
            )
    return None


def _lifted(route: Route, key: str, type: Struct, whole: Whole) -> str | None:
    """The value holds fields of this very structure."""
    value = whole.at(route)
    if isinstance(value, dict) and value and all(it in type.fields for it in value):
        kind = type.name.rpartition(".")[2]
        return f"a {kind} has no `{key}`: move {_listed(value)} out of it, to where `{key}` stands"
    return None


def _nearest(route: Route, key: str, type: Struct, whole: Whole) -> str | None:
    found = nearest(key, type.fields) or _beginning(key, type)
    return f"did you mean `{found}`?" if found else None


def _elsewhere(route: Route, key: str, type: Struct, whole: Whole) -> str | None:
    """A structure elsewhere in the object has this field, and few have."""
    home = _home(key, whole.type) if isinstance(whole.type, Struct) else None
    if home:
        return f"`{key}` belongs under `{dotted((), as_written(home, route))}`"
    home = _home(key, whole.pod) if whole.pod else None
    return f"`{key}` belongs under `{dotted((), home)}` of a Pod" if home else None


def _home(key: str, root: Struct) -> tuple[str, ...] | None:
    homes = [(owner, path) for owner, path in paths(root) if key in owner.fields]
    if not homes or (len(homes[0][1]) > 1 and len({owner.name for owner, _ in homes}) > _SHARED):
        return None
    return homes[0][1]


def _other_kind(route: Route, key: str, type: Struct, whole: Whole) -> str | None:
    """A field of a Deployment's spec, in the spec of a pod or of another workload."""
    kind = type.name.rpartition(".")[2].removesuffix("Spec")
    if kind in ("Pod", "DaemonSet", "Job", "StatefulSet") and key in (
        "replicas",
        "selector",
        "strategy",
        "template",
    ):
        return f"a {kind} has no `{key}`, a Deployment has: remove it, or change the kind"
    return None


def _ending(key: str, type: Struct) -> str | None:
    """The one field that ends in a key, as `secretName` ends in `name`."""
    if not key:
        return None
    ends = [field for field in type.fields if field.endswith(key[0].upper() + key[1:])]
    return ends[0] if len(ends) == 1 else None


def _beginning(key: str, type: Struct) -> str | None:
    """The one field that begins with a key, as `livenessProbe` begins with `liveness`."""
    begin = [it for it in type.fields if it.startswith(key) and it[len(key) :][:1].isupper()]
    return begin[0] if len(begin) == 1 else None


def _closest(key: str, fields: Mapping[str, Type]) -> list[str]:
    from difflib import get_close_matches  # only where something is wrong already

    return get_close_matches(key, list(fields), 3, 0.5)


def _listed(names: Iterator[str] | Mapping[str, object] | list[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def _letters(word: str) -> str:
    """A word without what the eye passes over: letter case, blanks, hyphens, underscores."""
    return "".join(it for it in word if it.isalnum() or it == "$").casefold()
