"""What a level or a grade has against a pod → the changes of its manifest that mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from noteproof.finding import Route
from noteproof.languages.kubernetes import immutability, pod_security
from noteproof.languages.kubernetes.immutability.mounted import devices_of, mounts_of
from noteproof.languages.kubernetes.immutability.subjects import subjects_of
from noteproof.languages.kubernetes.templates import Pod
from noteproof.schema.places import value_at
from noteproof.yamltree.changes import Add, Change, Remove, Set

_BINDING = "NET_BIND_SERVICE"
_PROFILE = "RuntimeDefault"

_VALUES: Mapping[str, object] = {
    "readOnlyRootFilesystem": True,
    "allowPrivilegeEscalation": False,
    "privileged": False,
    "hostProcess": False,
    "hostNetwork": False,
    "hostPID": False,
    "hostIPC": False,
    "runAsNonRoot": True,
    "procMount": "Default",
    "seccompProfile": {"type": _PROFILE},
}
"""The fields that get another value, and that value."""

_OUT = frozenset({"runAsUser", "hostPort", "host"})
"""The fields that go."""

_OF_POD = ("initContainers", "containers", "ephemeralContainers", "volumes")
_OF_CONTAINER = ("volumeMounts", "volumeDevices")
"""A security context that is made comes before these."""


def mends(pod: Pod, value: object, also: Sequence[Change] = ()) -> list[Change]:
    """The changes of a document's value by which the level restricted allows a pod, and it grades immutable.

    `also` are changes that are made beside them; a list that gets something stays.

    What cannot be mended without changing what the pod is for has none: it stays, and is to be said.
    """
    held = _Held(pod, value)
    is_windows = value_at(pod.spec, ("os", "name")) == "windows"
    changes: dict[Route, Change] = {}
    for line in immutability.grade(pod).every_line:
        if line.state in ("fails", "unknown") and (line.name == "user" or not is_windows):
            changes.update((it.route, it) for it in _mend(line.route, held))
    for cause in pod_security.evaluate(pod, "restricted", None).causes:
        changes.update((it.route, it) for it in _mend(cause.route, held))
    return [_placed(change, pod) for change in _pruned(changes, value, also)]


class _Held:
    """A pod, and the value of the document that holds it."""

    def __init__(self, pod: Pod, value: object) -> None:
        self.pod = pod
        self.value = value

    @cached_property
    def mounted(self) -> frozenset[str]:
        """The names of the volumes that containers mount."""
        subjects = subjects_of(self.pod, {})
        return frozenset(
            it.name for subject in subjects for it in (*mounts_of(subject), *devices_of(subject))
        )


def _mend(route: Route, held: _Held) -> Iterator[Change]:
    """What mends a fault at a route; nothing where the pod is made for it."""
    last = route[-1]
    below = route[len(held.pod.route) : -1]
    inside = next((_INSIDE[str(step)] for step in below if step in _INSIDE), None)
    if inside is not None:
        yield from inside(route, held)
    elif last == "drop":
        yield from _drop_all(route, held)
    elif last == "runAsNonRoot":
        yield from _non_root(route, held)
    elif last in _VALUES:
        yield Set(route, _VALUES[str(last)])
    elif last in _OUT:
        yield Remove(route)
        if last == "runAsUser":
            yield from _non_root((*route[:-1], "runAsNonRoot"), held)


def _non_root(route: Route, held: _Held) -> Iterator[Change]:
    """Root is refused for the whole pod, or where a container says otherwise."""
    said = value_at(held.value, route)
    if said is False:
        yield Set(route, True)
    elif said is not True:
        yield Set((*held.pod.route, "spec", "securityContext", "runAsNonRoot"), True)


def _drop_all(route: Route, held: _Held) -> Iterator[Change]:
    """All capabilities in the place of those that are dropped one by one."""
    dropped = value_at(held.value, route)
    if not isinstance(dropped, list):
        yield Set(route, ["ALL"])
    elif not dropped:
        yield Add(route, "ALL")
    else:
        yield Set((*route, 0), "ALL")
        for at in range(1, len(dropped)):
            yield Remove((*route, at))


def _capability(route: Route, held: _Held) -> Iterator[Change]:
    """A capability goes that may not be added; the one that may is spelt as Kubernetes does."""
    added = str(value_at(held.value, route)).upper().removeprefix("CAP_")
    yield Set(route, _BINDING) if added == _BINDING else Remove(route)


def _profile(route: Route, held: _Held) -> Iterator[Change]:
    yield Set(route, _PROFILE)


def _sysctl(route: Route, held: _Held) -> Iterator[Change]:
    yield Remove(route[:-1])


def _label(route: Route, held: _Held) -> Iterator[Change]:
    yield Remove(route)


def _annotation(route: Route, held: _Held) -> Iterator[Change]:
    yield Set(route, "runtime/default")


def _mount(route: Route, held: _Held) -> Iterator[Change]:
    """A mount of what the node or a program has is what the pod is for."""
    yield from ()


def _volume(route: Route, held: _Held) -> Iterator[Change]:
    """A volume that no container mounts goes; another is what the pod is for."""
    at = route.index("volumes", len(held.pod.route))
    name = value_at(held.value, (*route[: at + 2], "name"))
    if isinstance(name, str) and name not in held.mounted:
        yield Remove(route[: at + 2])


_INSIDE: Mapping[str, Callable[[Route, _Held], Iterator[Change]]] = {
    "seccompProfile": _profile,
    "appArmorProfile": _profile,
    "seLinuxOptions": _label,
    "sysctls": _sysctl,
    "add": _capability,
    "annotations": _annotation,
    "volumeMounts": _mount,
    "volumes": _volume,
}
"""What mends a fault that stands below a field."""


def _pruned(changes: Mapping[Route, Change], value: object, also: Sequence[Change]) -> Iterator[Change]:
    """The changes; a list or a mapping of which nothing would stay goes itself."""
    gone: dict[Route, set[str | int]] = {}
    stays = {change.route for change in also}
    for change in changes.values():
        if isinstance(change, Remove):
            gone.setdefault(change.route[:-1], set()).add(change.route[-1])
        else:
            stays.update(change.route[:end] for end in range(len(change.route)))
    empty = {
        route
        for route, steps in gone.items()
        if route not in stays and len(steps) == _size(value_at(value, route))
    }
    yield from (change for route, change in changes.items() if route[:-1] not in empty)
    yield from (Remove(route) for route in empty)


def _size(value: object) -> int:
    return len(value) if isinstance(value, (dict, list)) else 0


def _placed(change: Change, pod: Pod) -> Change:
    """A change with the keys before which it puts a security context."""
    if not isinstance(change, Set):
        return change
    is_of_pod = change.route[len(pod.route) :][:2] == ("spec", "securityContext")
    return change._replace(before=_OF_POD if is_of_pod else _OF_CONTAINER)
