"""The paths that an author lists as writable → an emptyDir for each, mounted where it is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from noteproof.finding import Route
from noteproof.languages.kubernetes.hardening.left import Left
from noteproof.languages.kubernetes.immutability.mounted import Mounted, mounts_of
from noteproof.languages.kubernetes.immutability.paths import holds_code
from noteproof.languages.kubernetes.immutability.subjects import Subject, subjects_of
from noteproof.languages.kubernetes.immutability.volumes import volumes_of
from noteproof.languages.kubernetes.mounts import clean
from noteproof.languages.kubernetes.templates import Pod
from noteproof.schema.values import shortened
from noteproof.text import Span
from noteproof.yamltree.changes import Add, Change

_OTHERS = re.compile(r"[^a-z0-9]+")
_LONGEST = 63
"""The letters of a volume's name, which is a DNS label."""


class Listed(NamedTuple):
    """Paths that are to be writable, where they are listed, and the container that is meant, or all."""

    paths: tuple[str, ...]
    span: Span
    container: Route | None


@dataclass(slots=True)
class Scratch:
    """What is to be added to a pod, and what cannot be."""

    changes: list[Change]
    left: list[Left]


def scratch(pod: Pod, listed: Sequence[Listed]) -> Scratch:
    """The volumes and mounts by which a pod's containers can write where its author says that they do.

    A path that a writable mount holds already needs none. One volume serves all containers of a list.
    """
    found = Scratch([], [])
    if not listed:
        return found
    volumes = volumes_of(pod)
    named = _Names(volumes)
    takers = {it.route: _Taker.of(it) for it in subjects_of(pod, volumes)}
    regular = [it for it in takers.values() if it.is_regular]
    spec = (*pod.route, "spec")
    for each in listed:
        own = takers.get(each.container) if each.container is not None else None
        meant = regular if each.container is None else [own] if own else []
        for path in _outermost(each.paths):
            if holds_code(path):
                found.left.append(_code(path, each))
                continue
            found.left.extend(_taken(path, it.fixed[path], each) for it in meant if it.cannot(path))
            takes = [it for it in meant if it.takes(path)]
            if takes:
                name = named.after(path)
                found.changes.append(Add((*spec, "volumes"), {"name": name, "emptyDir": {}}))
                mount = {"name": name, "mountPath": path}
                found.changes.extend(Add((*it.route, "volumeMounts"), mount) for it in takes)
                for it in takes:
                    it.writable.add(path)
    return found


class _Taker(NamedTuple):
    """A container, by the paths that it can write, and by those at which it has something read-only."""

    route: Route
    is_regular: bool
    writable: set[str]
    fixed: Mapping[str, Mounted]

    @classmethod
    def of(cls, subject: Subject) -> _Taker:
        """The container as it is."""
        mounts = [*mounts_of(subject)]
        return cls(
            subject.route,
            subject.kind == "container",
            {it.path for it in mounts if it.is_writable},
            {it.path: it for it in mounts if not it.is_writable},
        )

    def can_write(self, path: str) -> bool:
        """Whether a writable mount holds a path already."""
        return "/" in self.writable or any(above in self.writable for above in (path, *_above(path)))

    def cannot(self, path: str) -> bool:
        """Whether a read-only mount stands at the very path."""
        return path in self.fixed and not self.can_write(path)

    def takes(self, path: str) -> bool:
        """Whether it needs a mount at a path, and has room for it."""
        return path not in self.fixed and not self.can_write(path)


class _Names:
    """Names for volumes that no other volume has."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._numbers: dict[str, int] = {}

    def after(self, path: str) -> str:
        """A name for the volume of a path."""
        stem = _OTHERS.sub("-", path.lower()).strip("-")[:_LONGEST].strip("-") or "writable"
        number, name = self._numbers.get(stem, 1), stem
        while name in self._taken:
            number += 1
            name = f"{stem[: _LONGEST - len(str(number)) - 1].rstrip('-')}-{number}"
        self._numbers[stem] = number
        self._taken.add(name)
        return name


def _outermost(paths: Sequence[str]) -> Iterator[str]:
    """The paths that are not below another one of them, each once."""
    seen = dict.fromkeys(map(clean, paths))
    return (path for path in seen if not any(above in seen for above in _above(path)))


def _above(path: str) -> Iterator[str]:
    """The folders that hold a path, the root aside."""
    while path := path.rpartition("/")[0]:
        yield path


def _code(path: str, listed: Listed) -> Left:
    message = f'"{shortened(path)}" holds programs: a container that can write there is mutable'
    return Left(listed.span, message, "list the paths that the program writes to, and no path of programs")


def _taken(path: str, mount: Mounted, listed: Listed) -> Left:
    message = f'"{shortened(path)}" is to be writable, and {mount.called} is mounted there read-only'
    return Left(listed.span, message, "list another path, or take the mount away")
