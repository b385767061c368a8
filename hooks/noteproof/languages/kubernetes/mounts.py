"""What a container mounts, from which volumes of its pod, and which mount holds a path."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from noteproof.finding import Route
from noteproof.languages.kubernetes.commands import Scene
from noteproof.text import nearest


class Shape(Enum):
    """What stands at a path of the node: a file, a directory, something else, or nobody can say."""

    FILE = "a file"
    DIRECTORY = "a directory"
    OTHER = "neither a file nor a directory"
    UNKNOWN = "unknown"


_SHAPES = {
    "File": Shape.FILE, "FileOrCreate": Shape.FILE,
    "Directory": Shape.DIRECTORY, "DirectoryOrCreate": Shape.DIRECTORY,
    "Socket": Shape.OTHER, "CharDevice": Shape.OTHER, "BlockDevice": Shape.OTHER,
}  # fmt: skip

_SHORT = 4
"""Paths as short as `/etc` are alike by chance."""

_READ_ONLY = frozenset({"configMap", "secret", "downwardAPI", "projected", "image"})


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume of a pod: the key of its source, `emptyDir` where it has none, and the source's fields."""

    name: str
    source: str
    fields: Mapping[str, object]
    route: Route

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be written to it, whatever its mount says."""
        return self.source in _READ_ONLY

    @property
    def type(self) -> str:
        """What the kubelet makes sure of before it mounts a path of the node; "" where of nothing."""
        type = self.fields.get("type") if self.source == "hostPath" else None
        return type if isinstance(type, str) else ""

    @property
    def path(self) -> str:
        """The path of the node that is mounted."""
        path = self.fields.get("path") if self.source == "hostPath" else None
        return path if isinstance(path, str) else ""

    @property
    def shape(self) -> Shape:
        """What its type says that it is."""
        return _SHAPES.get(self.type, Shape.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Mount:
    """A mount of a container, at a clean path. `is_part`: it shows a part of its volume, by `subPath`."""

    path: str
    volume: str
    read_only: bool
    is_part: bool
    route: Route

    def holds(self, path: str) -> bool:
        """Whether a path is the mount's own, or below it."""
        return path == self.path or path.startswith(self.path.rstrip("/") + "/")


@dataclass(frozen=True, slots=True)
class Mounts:
    """The mounts of a container and the volumes of its pod.

    `whole`: these are all the mounts, so that one may say what is missing.
    """

    mounts: tuple[Mount, ...]
    volumes: Mapping[str, Volume]
    whole: bool

    @property
    def writable(self) -> list[str]:
        """The paths below which something can be written and is kept; a short one is near to nothing."""
        return [
            mount.path
            for mount in self.mounts
            if not mount.read_only and len(mount.path) > _SHORT and mount.volume in self.volumes
        ]

    def at(self, path: str) -> Mount | None:
        """The mount that holds a path: the longest of those that do, and of equals the last."""
        holding = [mount for mount in self.mounts if mount.holds(path)]
        return max(reversed(holding), key=lambda mount: len(mount.path), default=None)


def clean(path: str, folder: object = None) -> str:
    """A path of a container without `..`, doubled and trailing slashes; a relative one begins in `folder`."""
    start = folder if isinstance(folder, str) else ""
    return "/" + posixpath.normpath(posixpath.join("/", start, path)).lstrip("/")


def mounts_of(
    container: Mapping[str, object], route: Route, spec: Mapping[str, object], spec_route: Route, scene: Scene
) -> Mounts:
    """The mounts of a container that stands at a route, and the volumes of its pod's spec."""
    mounts, whole = _items(container, route, "volumeMounts", scene)
    found = []
    for at, value in mounts:
        path, volume = value.get("mountPath"), value.get("name")
        if isinstance(path, str) and path and isinstance(volume, str):
            is_part = bool(value.get("subPath") or value.get("subPathExpr"))
            found.append(Mount(clean(path), volume, value.get("readOnly") is True, is_part, at))
        else:
            whole = False
    by_name = {}
    for at, value in _items(spec, spec_route, "volumes", scene)[0]:
        name = value.get("name")
        if isinstance(name, str):
            by_name[name] = _volume(name, value, at)
    return Mounts(tuple(found), by_name, whole)


def _volume(name: str, value: Mapping[str, object], route: Route) -> Volume:
    sources = [(key, it) for key, it in value.items() if key != "name" and it is not None]
    source, fields = sources[0] if sources else ("", {})
    return Volume(name, source, fields if isinstance(fields, dict) else {}, route)


def _items(
    holder: Mapping[str, object], route: Route, key: str, scene: Scene
) -> tuple[list[tuple[Route, Mapping[str, object]]], bool]:
    """The mappings of a list with their routes, and whether the list is whole and nothing else."""
    value = holder.get(key)
    if value is None:
        return [], scene.is_whole(route) and nearest(key, holder) is None
    if not isinstance(value, list):
        return [], False
    found: list[tuple[Route, Mapping[str, object]]] = [
        ((*route, key, at), it) for at, it in enumerate(value) if isinstance(it, dict)
    ]
    whole = all(scene.is_whole((*route, key, at)) for at in range(len(value)))
    # A comment between a key and its list may stand for entries of either.
    whole = whole and scene.is_whole((*route, key)) and scene.is_whole(route)
    return found, whole and len(found) == len(value)
