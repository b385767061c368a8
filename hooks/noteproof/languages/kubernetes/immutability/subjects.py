"""The containers of a pod, each with what decides about it: its own fields, its pod's, and the volumes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from noteproof.finding import Route, printed
from noteproof.languages.kubernetes.immutability.grades import Kind
from noteproof.languages.kubernetes.immutability.written import Fields, items, mapping, text
from noteproof.languages.kubernetes.mounts import Volume
from noteproof.languages.kubernetes.templates import Pod
from noteproof.schema.values import shortened

T = TypeVar("T")

KEYS: Mapping[str, Kind] = {
    "containers": "container",
    "initContainers": "init container",
    "ephemeralContainers": "ephemeral container",
}


@dataclass(frozen=True, slots=True)
class Written(Generic[T]):
    """The value that counts, or nothing, where it is written or belongs, and whether that is the pod's."""

    value: T | None
    route: Route
    is_of_pod: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """A container. `fields` are its own, `spec` those of its pod, each at its route."""

    kind: Kind
    fields: Fields
    route: Route
    spec: Fields
    spec_route: Route
    volumes: Mapping[str, Volume]

    @property
    def name(self) -> str:
        """Its name, or "" where it has none."""
        return text(self.fields, "name")

    @property
    def label(self) -> str:
        """How messages call it."""
        called = f'"{shortened(self.name)}"' if self.name else f"`{printed(self.route[-2:])}`"
        return f"{self.kind} {called}"

    @property
    def context(self) -> Fields:
        """Its own security context."""
        return mapping(self.fields, "securityContext")

    @property
    def context_route(self) -> Route:
        """Where its own security context stands or belongs."""
        return (*self.route, "securityContext")

    @property
    def pod_context(self) -> Fields:
        """The security context of its pod."""
        return mapping(self.spec, "securityContext")

    @property
    def is_windows(self) -> bool:
        """Whether its pod is for Windows nodes."""
        return text(mapping(self.spec, "os"), "name") == "windows"

    def over_pod(self, read: Callable[[Fields, str], T | None], *way: str) -> Written[T]:
        """A value of its security context, or else of its pod's; where neither has it, its own is missing."""
        pod_route = (*self.spec_route, "securityContext")
        for context, route, is_of_pod in (
            (self.context, self.context_route, False),
            (self.pod_context, pod_route, True),
        ):
            for key in way[:-1]:
                context = mapping(context, key)
            value = read(context, way[-1])
            if value is not None:
                return Written(value, (*route, *way), is_of_pod)
        return Written(None, (*self.context_route, *way))


def subjects_of(pod: Pod, volumes: Mapping[str, Volume]) -> Iterator[Subject]:
    """The containers of a pod, behind them the init containers, behind them the ephemeral ones."""
    spec_route = (*pod.route, "spec")
    for key, kind in KEYS.items():
        for route, fields in items(pod.spec, key, spec_route):
            yield Subject(kind, fields, route, pod.spec, spec_route, volumes)
