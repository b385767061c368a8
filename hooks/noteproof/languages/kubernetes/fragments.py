"""Parts of objects: the place that `# in:` names, and the fragments that are known without it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from noteproof.finding import Says, Severity, rule
from noteproof.languages.kubernetes.shapes import Fields, ListOf, Struct, Type
from noteproof.languages.kubernetes.tables import LAST_MINOR, Table, known_kinds, table
from noteproof.languages.kubernetes.whole import below
from noteproof.text import nearest

_PLACE = re.compile(r"(?P<kind>[A-Za-z][A-Za-z0-9]*)(?P<rest>(?:\.[A-Za-z_$][\w$-]*|\[[^\[\]]*\])*)")
_STEP = re.compile(r"\.([A-Za-z_$][\w$-]*)|\[([^\[\]]*)\]")

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


@dataclass(frozen=True, slots=True)
class NoPlace:
    """The step of a place that leads nowhere, and the words that were perhaps meant."""

    step: str
    hint: str


COMMANDS = frozenset({"kube-apiserver"})
"""Places that are lists of a command's flags; these are read, and not looked into."""


def claims_place(words: str) -> bool:
    """Whether a place begins with a kind of Kubernetes, or with the name of one of its types."""
    if words in COMMANDS:
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
    for step in _STEP.finditer(found["rest"]):
        # A list may be stepped over: `Pod.spec.containers.securityContext`.
        if step[1] and isinstance(type, ListOf):
            type = type.item
        inner = below(type, step[1] or (step[2] if not isinstance(type, ListOf) else 0))
        if inner is None:
            known = type.fields if isinstance(type, Struct) else ()
            meant = nearest(step[1] or step[2], known)
            return NoPlace(
                step[1] or step[2], f"did you mean `{meant}`?" if meant else "see `kubectl explain`"
            )
        type = inner
    return type


def _named_type(name: str, table: Table) -> Struct | None:
    """The type of a Go name, such as `PodSpec`, the core and the stable first."""
    found = [it for it in table.lines if it.rpartition(".")[2] == name]
    found.sort(key=lambda it: (not it.startswith("core."), "alpha" in it, "beta" in it, it))
    return table.struct(found[0]) if found else None


def claims_fragment(value: object) -> bool:
    """Whether a value is commonly known as a part of a Kubernetes object."""
    if isinstance(value, dict):
        if not any(key in _TELLING for key in value):
            return False
    elif not isinstance(value, list) or not value or not all(isinstance(it, dict) and it for it in value):
        return False
    return guess(value, table(LAST_MINOR)) is not None


@dataclass(frozen=True, slots=True)
class Guess:
    """The type of a fragment; `None` for one that is surely of Kubernetes, but of which kind none can say."""

    type: Type | None


def guess(value: object, table: Table) -> Guess | None:
    """What part of an object a value is, if it is one."""
    if isinstance(value, list):
        return _guess_list(value, table)
    if not isinstance(value, dict) or not all(_tells(key, value[key]) for key in value if key in _TELLING):
        return None
    if value.keys() <= {"metadata", "spec"}:
        return _guess_object(value, table)
    if value.keys() == {"securityContext"}:
        return _guess_security(value["securityContext"], table)
    if not any(key in _TELLING for key in value):
        return None
    for name in ("core.v1.Container", "core.v1.PodSpec"):
        if value.keys() <= table.struct(name).fields.keys():
            return Guess(table.struct(name))
    return None


def _tells(key: str, value: object) -> bool:
    """Whether the value of a telling key is what it is in a pod."""
    if key in _BOOLEANS:
        return isinstance(value, bool)
    if key in _ITEMS:
        return isinstance(value, list) and all(
            isinstance(it, dict) and it.keys() & _ITEMS[key] for it in value
        )
    if key in _MAPPINGS:
        return isinstance(value, dict) and bool(value.keys() & _MAPPINGS[key])
    return isinstance(value, dict) and bool(value)


def _guess_list(items: list[object], table: Table) -> Guess | None:
    found = [item for item in items if isinstance(item, dict)]
    for name, needed in _LISTS:
        type = table.struct(name)
        if all(needed <= item.keys() <= type.fields.keys() for item in found):
            return Guess(ListOf(type))
    volume = table.struct("core.v1.Volume")
    sources = volume.fields.keys() - {"name"}
    if all(
        "name" in item and item.keys() & sources and item.keys() <= volume.fields.keys() for item in found
    ):
        return Guess(ListOf(volume))
    return None


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
    if "template" in spec or "jobTemplate" in spec:
        for kind in _WORKLOADS:
            type = table.struct(f"{'batch' if kind.endswith('Job') else 'apps'}.v1.{kind}Spec")
            if spec.keys() <= type.fields.keys():
                return type
    return None


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
