"""Parts of objects: the place that `# in:` names, and the fragments that are known without it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from noteproof.finding import Says, Severity, rule
from noteproof.languages.kubernetes.apiserver import PROGRAM
from noteproof.languages.kubernetes.tables import LAST_MINOR, Table, known_kinds, table
from noteproof.schema.places import WAY, NoPlace, follow
from noteproof.schema.shapes import Fields, ListOf, MapOf, Struct, Type
from noteproof.text import nearest

_PLACE = re.compile(f"(?P<kind>[A-Za-z][A-Za-z0-9]*)(?P<rest>{WAY})")

_WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob")

# What every item of a list has, that is taken for one of these types.
_LISTS: tuple[tuple[str, frozenset[str]], ...] = (
    ("core.v1.VolumeMount", frozenset({"name", "mountPath"})),
    ("core.v1.Container", frozenset({"name", "image"})),
    ("core.v1.EnvVar", frozenset({"name", "value"})),
    ("core.v1.EnvVar", frozenset({"name", "valueFrom"})),
    ("core.v1.ContainerPort", frozenset({"containerPort"})),
    ("rbac.v1.PolicyRule", frozenset({"apiGroups", "resources", "verbs"})),
)

# Keys that tell a part of a pod from other YAML, and what their value, or each item of it, holds.
_MAPPINGS: Mapping[str, frozenset[str]] = {
    "affinity": frozenset({"nodeAffinity", "podAffinity", "podAntiAffinity"}),
    "lifecycle": frozenset({"postStart", "preStop"}),
    "livenessProbe": frozenset({"exec", "httpGet", "tcpSocket", "grpc"}),
    "readinessProbe": frozenset({"exec", "httpGet", "tcpSocket", "grpc"}),
    "resources": frozenset({"limits", "requests"}),
    "startupProbe": frozenset({"exec", "httpGet", "tcpSocket", "grpc"}),
}
_ITEMS: Mapping[str, frozenset[str]] = {
    "containers": frozenset({"name", "image"}),
    "env": frozenset({"name"}),
    "envFrom": frozenset({"configMapRef", "secretRef"}),
    "imagePullSecrets": frozenset({"name"}),
    "initContainers": frozenset({"name", "image"}),
    "ports": frozenset({"containerPort"}),
    "tolerations": frozenset({"key", "operator", "effect"}),
    "topologySpreadConstraints": frozenset({"topologyKey"}),
    "volumeMounts": frozenset({"mountPath"}),
    "volumes": frozenset({"name"}),
}
_BOOLEANS = frozenset({"hostNetwork", "hostPID", "hostIPC", "hostUsers", "automountServiceAccountToken"})
_TELLING = frozenset({*_MAPPINGS, *_ITEMS, *_BOOLEANS, "securityContext", "spec", "metadata"})

# Telling keys that tell something when misspelt, too: their value says more than a name.
_TELLING_NEARLY = _TELLING - {"spec", "metadata", "volumes", "env", "imagePullSecrets"}

# Types of which one item's key is so telling that a key like none of theirs is a fault.
_SURE = frozenset({"core.v1.VolumeMount", "core.v1.ContainerPort", "rbac.v1.PolicyRule"})

# Keys of other programs that are near to a key of Kubernetes: the steps of Drone and Woodpecker.
_OTHERS = frozenset({"commands"})

_MANY = 100
"""So many keys of a mapping are looked at; one with more is no fragment that is shown in a note."""


@rule("kubernetes/unknown-place", Severity.ERROR)
def unknown_place(place: str, step: str, hint: str) -> Says:
    """`# in:` names a place of the API: a kind, and the way to one of its fields.

    ```yaml
    # in: Pod.spec.contaners[0]  # expect: kubernetes/unknown-place
    securityContext:
      privileged: false
    ```

    ```yaml
    # in: Pod.spec.containers[0]
    securityContext:
      privileged: false
    ```
    """
    return Says(f'`# in: {place}` names no place: there is no "{step}"', hint)


def claims_place(words: str) -> bool:
    """Whether a place begins with a kind or a type of Kubernetes, or is the program whose flags are shown."""
    if words == PROGRAM:
        return True
    found = _PLACE.match(words)
    if not found:
        return False
    name = found["kind"]
    return name.lower() in known_kinds() or _named_type(name, table(LAST_MINOR)) is not None


def place(words: str, table: Table) -> Type | NoPlace:
    """The type of the place that `# in:` names."""
    found = _PLACE.match(words)
    if not found or found.end() != len(words):
        rest = words[found.end() :] if found else words
        return NoPlace(rest, "name a kind and the way to a field, as in `# in: Pod.spec.containers[0]`")
    name = found["kind"]
    homes = table.homes(name)
    type: Type | None = table.kind(homes[0], name) if homes else _named_type(name, table)
    if type is None:
        meant = nearest(name, {kind for _, kind in table.kinds})
        return NoPlace(name, f"did you mean `{meant}`?" if meant else "begin with a kind, such as `Pod`")
    there = follow(type, found["rest"])
    return there if isinstance(there, NoPlace) else there.type


def _named_type(name: str, table: Table) -> Struct | None:
    """The type of a Go name, such as `PodSpec`, the core and the stable first."""
    found = [it for it in table.lines if it.rpartition(".")[2] == name]
    found.sort(key=lambda it: (not it.startswith("core."), "alpha" in it, "beta" in it, it))
    return table.struct(found[0]) if found else None


def claims_fragment(value: object) -> bool:
    """Whether a value is commonly known as a part of a Kubernetes object."""
    return (isinstance(value, dict) or is_list_of_parts(value)) and guess(
        value, table(LAST_MINOR)
    ) is not None


def is_list_of_parts(value: object) -> bool:
    """Whether a value is a list of mappings, of which none says that it is an object."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(it, dict) and it and not it.keys() & {"apiVersion", "kind"} for it in value)
    )


@dataclass(frozen=True, slots=True)
class Guess:
    """The type of a fragment; `None` for one that is surely of Kubernetes, but of which kind none can say."""

    type: Type | None


def guess(value: object, table: Table) -> Guess | None:
    """What part of an object a value is, if it is one; a misspelt key does not hide it."""
    if isinstance(value, list):
        return _guess_list(value, table)
    if not isinstance(value, dict) or not all(_tells(key, value[key]) for key in value if key in _TELLING):
        return None
    if value.keys() <= {"metadata", "spec"}:
        return _guess_object(value, table) if value else None
    if value.keys() == {"securityContext"}:
        return _guess_security(value["securityContext"], table)
    if isinstance(value.get("image"), dict) or isinstance(value.get("serviceAccount"), dict):
        return None  # The values of a Helm chart: these two are plain in a pod.
    types = [table.struct(name) for name in ("core.v1.Container", "core.v1.PodSpec")]
    if any(key in _TELLING for key in value):
        for type in types:
            if value.keys() <= type.fields.keys():
                return Guess(type)
    if not _is_told(value, table):
        return None
    sure = _has_containers(value)
    return _best([(type, _fit(value, type, sure)) for type in types])


@dataclass(frozen=True, slots=True)
class _Fit:
    """How many keys of a mapping are fields of a type, nearly are, and are not at all."""

    exact: int
    near: int
    strange: int


def _fit(value: dict[str, object], type: Struct, sure: bool) -> _Fit | None:
    """How a mapping fits a type, if more of it fits than not; `sure`: keys like no field are faults."""
    if len(value) > _MANY:
        return None
    exact = near = strange = 0
    for key, it in value.items():
        field = type.fields.get(key)
        if field is not None:
            if not _is_shaped(it, field):
                return None
            exact += 1
        elif _meant(key, it, type) is not None:
            near += 1
        else:
            strange += 1
    if strange and (not sure or strange >= exact + near):
        return None
    return _Fit(exact, near, strange)


def _best(fits: list[tuple[Struct, _Fit | None]]) -> Guess | None:
    """The type that a mapping fits with the fewest faults, the first of equals."""
    found = [(fit.strange, fit.near, at) for at, (_, fit) in enumerate(fits) if fit is not None]
    return Guess(fits[min(found)[2]][0]) if found else None


def _is_shaped(value: object, type: Type) -> bool:
    """Whether a value is a mapping, a list or a plain value where its field asks for one."""
    if value is None:
        return True
    if isinstance(type, (Struct, MapOf)):
        return isinstance(value, dict)
    return isinstance(value, list) == isinstance(type, ListOf) and not isinstance(value, dict)


def _near(key: str, known: Collection[str]) -> str | None:
    """The known key that another is a misspelling of; a short key is one only in its letter case."""
    meant = None if key in known or key in _OTHERS else nearest(key, known, 2)
    return meant if meant and (len(key) > 3 or meant.casefold() == key.casefold()) else None


def _meant(key: str, value: object, type: Struct) -> str | None:
    """The field of a type that a key is a misspelling of, and that such a value could be for."""
    meant = _near(key, type.fields.keys())
    return meant if meant is not None and _is_shaped(value, type.fields[meant]) else None


def _is_told(value: dict[str, object], table: Table) -> bool:
    """Whether a key of a mapping, perhaps misspelt, and its value tell that it is a part of a pod."""
    for key, it in list(value.items())[:_MANY]:
        telling = key if key in _TELLING - {"spec", "metadata"} else _near(key, _TELLING_NEARLY)
        if telling == "securityContext":
            if _guess_security(it, table) is not None:
                return True
        elif telling is not None and _tells(telling, it) and it != []:
            return True
    return False


def _has_containers(value: dict[str, object]) -> bool:
    """Whether a mapping lists containers, each with its name and image."""
    listed = value.get("containers")
    return (
        isinstance(listed, list)
        and bool(listed)
        and all(isinstance(it, dict) and {"name", "image"} <= it.keys() for it in listed)
    )


def _tells(key: str, value: object) -> bool:
    """Whether the value of a telling key is what it is in a pod."""
    if key in _BOOLEANS:
        return isinstance(value, bool)
    if key in _ITEMS:
        return isinstance(value, list) and all(
            isinstance(it, dict) and _has_one(it, _ITEMS[key]) for it in value
        )
    if key in _MAPPINGS:
        return isinstance(value, dict) and _has_one(value, _MAPPINGS[key])
    return isinstance(value, dict) and bool(value)


def _has_one(value: dict[str, object], keys: frozenset[str]) -> bool:
    """Whether one of some keys is there, or a misspelling of one."""
    return bool(value.keys() & keys) or any(_near(key, keys) for key in list(value)[:_MANY])


def _guess_list(items: list[object], table: Table) -> Guess | None:
    found = [item for item in items if isinstance(item, dict)]
    if not found:
        return None
    volume = table.struct("core.v1.Volume")
    sources = volume.fields.keys() - {"name"}
    for exactly in (True, False):
        for name, needed in _LISTS:
            type = table.struct(name)
            if all(_is_item(item, type, needed, exactly) for item in found):
                return Guess(ListOf(type))
        if all(
            "name" in item
            and _is_item(item, volume, frozenset({"name"}), exactly)
            and any(key in sources or _meant(key, item[key], volume) for key in item)
            for item in found
        ):
            return Guess(ListOf(volume))
    return None


def _is_item(item: dict[str, object], type: Struct, needed: frozenset[str], exactly: bool) -> bool:
    """Whether an item of a list has what is needed and is of a type; one needed key may be misspelt."""
    if exactly or item.keys() <= type.fields.keys():
        return needed <= item.keys() <= type.fields.keys()
    lacking = needed - item.keys()
    if len(lacking) > 1 or not all(any(_near(key, {it}) for key in item) for it in lacking):
        return False
    return _fit(item, type, type.name in _SURE) is not None


def _guess_object(value: dict[str, object], table: Table) -> Guess | None:
    """A `spec:`, a `metadata:`, or both without a kind."""
    meta = table.struct("meta.v1.ObjectMeta")
    metadata, spec = value.get("metadata"), value.get("spec")
    if isinstance(metadata, dict) and not metadata.keys() & {
        "name",
        "generateName",
        "namespace",
        "labels",
        "annotations",
    }:
        return None
    types: dict[str, Type] = {"metadata": meta}
    if isinstance(spec, dict):
        inner = _spec(spec, table)
        if inner is None:
            return Guess(None)
        types["spec"] = inner
    return Guess(Struct("fragment", lambda _: Fields(types, ())))


def _spec(spec: dict[str, object], table: Table) -> Struct | None:
    if "containers" in spec:
        return table.struct("core.v1.PodSpec")
    fits: list[tuple[Struct, _Fit | None]] = []
    if _has_one(spec, frozenset({"template", "jobTemplate"})):
        for kind in _WORKLOADS:
            type = table.struct(f"{'batch' if kind.endswith('Job') else 'apps'}.v1.{kind}Spec")
            if spec.keys() <= type.fields.keys():
                return type
            fit = _fit(spec, type, sure=False)
            fits.append((type, fit if fit and fit.exact >= fit.near else None))
    elif _is_told(spec, table):
        type = table.struct("core.v1.PodSpec")
        fits.append((type, _fit(spec, type, sure=False)))
    best = _best(fits)
    return best.type if best and isinstance(best.type, Struct) else None


def _guess_security(context: object, table: Table) -> Guess | None:
    """A security context alone: of a container, or of a pod when its fields are rather those of a pod."""
    if not isinstance(context, dict):
        return None
    container, pod = table.struct("core.v1.SecurityContext"), table.struct("core.v1.PodSecurityContext")
    of_container = sum(key in container.fields for key in context)
    of_pod = sum(key in pod.fields for key in context)
    if (
        not of_container
        and not of_pod
        and not any(nearest(key, {*container.fields, *pod.fields}) for key in context)
    ):
        return None
    name = "core.v1.PodSpec" if of_pod > of_container else "core.v1.Container"
    return Guess(table.struct(name))
