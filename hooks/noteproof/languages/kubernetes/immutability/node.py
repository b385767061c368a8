"""What of its node a container shares: namespaces, and paths that it can write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from noteproof.finding import Route
from noteproof.languages.kubernetes.immutability.grades import Line
from noteproof.languages.kubernetes.immutability.mounted import Mounted, mounts_of
from noteproof.languages.kubernetes.immutability.subjects import Subject
from noteproof.languages.kubernetes.immutability.written import flag
from noteproof.languages.kubernetes.mounts import Shape, Volume
from noteproof.schema.values import shortened

_SHARED: Mapping[str, str] = {
    "hostPID": "the process IDs",
    "hostIPC": "the inter-process communication",
    "hostNetwork": "the network",
}

_HOST_PATH = "hostPath"


def host_namespaces(subject: Subject) -> Iterator[Line]:
    """A pod shares them for all of its containers, and says so in its spec."""
    for name, what in _SHARED.items():
        route = (*subject.spec_route, name)
        if flag(subject.spec, name):
            message = f"the pod shares {what} of its node: `{name}` is true"
            yield Line(name, "fails", route, message, f"remove `{name}: true`")
        else:
            yield Line(name, "ok", route, f"the pod does not share {what} of its node")


def host_paths(subject: Subject) -> Iterator[Line]:
    """Every mount of a path of the node, which has to be read-only."""
    found = False
    for mount in mounts_of(subject):
        if mount.volume is not None and mount.volume.source == _HOST_PATH:
            found = True
            yield _of_node(subject, mount, mount.volume)
    if not found:
        route = (*subject.route, "volumeMounts")
        yield Line(_HOST_PATH, "ok", route, f"{subject.label} mounts no path of the node")


def unmounted_host_paths(subjects: Iterable[Subject], volumes: Mapping[str, Volume]) -> Iterator[Line]:
    """The paths of the node that are volumes of a pod, though none of its containers mounts them."""
    mounted = {mount.name for subject in subjects for mount in mounts_of(subject)}
    for name, volume in volumes.items():
        if volume.source == _HOST_PATH and name not in mounted:
            message = f'no container mounts volume "{shortened(name)}", which is {_place(volume)}'
            route: Route = (*volume.route, _HOST_PATH)
            yield Line(_HOST_PATH, "remark", route, message, f'remove the volume "{shortened(name)}"')


def _of_node(subject: Subject, mount: Mounted, volume: Volume) -> Line:
    """A read-only mount is no mount of what the node mounts below it, and no lock on sockets and devices."""
    route = (*mount.route, "readOnly")
    if mount.is_writable:
        message = f"{subject.label} can write {_place(volume)}, which is mounted {mount.at}"
        return Line(_HOST_PATH, "fails", route, message, mount.change)
    message = f"{subject.label} has {_place(volume)} {mount.at}, read-only"
    if volume.shape is Shape.OTHER or volume.path.endswith(".sock"):
        message += ", which keeps nobody from using a socket or a device"
        return Line(_HOST_PATH, "remark", mount.route, message, f"remove the mount {mount.at}")
    if volume.shape is Shape.FILE or mount.is_recursive:
        return Line(_HOST_PATH, "ok", route, message)
    message += ", but what the node mounts below that path can still be writable"
    change = f"set `recursiveReadOnly: Enabled` in the mount {mount.at}"
    return Line(_HOST_PATH, "remark", (*mount.route, "recursiveReadOnly"), message, change)


def _place(volume: Volume) -> str:
    return f'"{shortened(volume.path)}" of the node' if volume.path else "a path of the node"
