"""The pods that an object is or describes: a Pod itself, the template of a workload, those in a List."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from noteproof.finding import Route
from noteproof.schema.places import value_at

_TEMPLATES: Mapping[str, Route] = {
    "Pod": (),
    "PodTemplate": ("template",),
    "ReplicationController": ("spec", "template"),
    "ReplicaSet": ("spec", "template"),
    "Deployment": ("spec", "template"),
    "DaemonSet": ("spec", "template"),
    "StatefulSet": ("spec", "template"),
    "Job": ("spec", "template"),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
}
"""Where the pod of a kind stands in it."""

_LISTS = frozenset({"List", "PodList"})


@dataclass(frozen=True, slots=True)
class Pod:
    """A pod, or the template of one, that stands at a route of its document.

    A metadata or a spec that is not there, or is no mapping, is an empty one. `claims` are the routes of what
    a StatefulSet makes a volume of for each of its pods, by the volumes' names.
    """

    metadata: Mapping[str, object]
    spec: Mapping[str, object]
    route: Route = ()
    claims: Mapping[str, Route] = field(default_factory=dict)


def pods_in(value: object, route: Route = ()) -> Iterator[Pod]:
    """The pods of a document, in the order in which they stand there."""
    if not isinstance(value, dict):
        return
    kind = value.get("kind")
    if not isinstance(kind, str):
        return
    if kind in _LISTS:
        items = value.get("items")
        for at, item in enumerate(items if isinstance(items, list) else ()):
            if kind == "PodList" and isinstance(item, dict):
                yield _pod(item, (*route, "items", at))
            else:
                yield from pods_in(item, (*route, "items", at))
        return
    way = _TEMPLATES.get(kind)
    if way is not None:
        pod = _pod(value_at(value, way), (*route, *way))
        yield replace(pod, claims=_claims(value, route)) if kind == "StatefulSet" else pod


def _pod(value: object, route: Route) -> Pod:
    held = value if isinstance(value, dict) else {}
    return Pod(_mapping(held.get("metadata")), _mapping(held.get("spec")), route)


def _claims(value: object, route: Route) -> Mapping[str, Route]:
    way = ("spec", "volumeClaimTemplates")
    held = value_at(value, way)
    found: dict[str, Route] = {}
    for at in range(len(held) if isinstance(held, list) else 0):
        name = value_at(held, (at, "metadata", "name"))
        if isinstance(name, str):
            found[name] = (*route, *way, at)
    return found


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
