"""What a container mounts: each mount with its volume, and whether it can be written to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from noteproof.finding import Route
from noteproof.languages.kubernetes.immutability.subjects import Subject
from noteproof.languages.kubernetes.immutability.volumes import is_read_only
from noteproof.languages.kubernetes.immutability.written import flag, items, text
from noteproof.languages.kubernetes.mounts import Volume, clean
from noteproof.schema.values import shortened

_RECURSIVE = frozenset({"Enabled", "IfPossible"})


@dataclass(frozen=True, slots=True)
class Mounted:
    """A mount, or a block device. The path is clean; the volume is nothing where the pod does not have it."""

    path: str
    name: str
    volume: Volume | None
    is_writable: bool
    is_recursive: bool
    route: Route

    @property
    def called(self) -> str:
        """The volume, for a message."""
        return f'volume "{shortened(self.name)}"' if self.name else "a volume without a name"

    @property
    def at(self) -> str:
        """The path, for a message."""
        return f'at "{shortened(self.path)}"' if self.path else "without a path"

    @property
    def change(self) -> str:
        """How it becomes read-only."""
        return f"set `readOnly: true` in the mount {self.at}"


def mounts_of(subject: Subject) -> Iterator[Mounted]:
    """The mounts of a container. `readOnly` is false by default."""
    for route, value in items(subject.fields, "volumeMounts", subject.route):
        volume = subject.volumes.get(text(value, "name"))
        yield Mounted(
            _path(text(value, "mountPath"), subject),
            text(value, "name"),
            volume,
            flag(value, "readOnly") is not True and not _is_fixed(volume),
            text(value, "recursiveReadOnly") in _RECURSIVE,
            route,
        )


def devices_of(subject: Subject) -> Iterator[Mounted]:
    """The raw block devices of a container, which are read-only where their volume is."""
    for route, value in items(subject.fields, "volumeDevices", subject.route):
        volume = subject.volumes.get(text(value, "name"))
        path = _path(text(value, "devicePath"), subject)
        yield Mounted(path, text(value, "name"), volume, not _is_fixed(volume), False, route)


def _is_fixed(volume: Volume | None) -> bool:
    return volume is not None and is_read_only(volume)


def _path(written: str, subject: Subject) -> str:
    """A path as the runtime reads it; one of Windows stays as it is written."""
    return clean(written) if written and not subject.is_windows else written
