"""The paths that an author lists as writable → an emptyDir for each, mounted where it is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
    names = set(volumes)
    given: dict[Route, list[str]] = {}
    subjects = [*subjects_of(pod, volumes)]
    spec = (*pod.route, "spec")
    for each in listed:
        meant = [it for it in subjects if _is_meant(it, each)]
        for path in _outermost(each.paths):
            if holds_code(path):
                found.left.append(_code(path, each))
                continue
            takers = [
                it
                for it in meant
                if not any(_is_in(path, other) for other in given.get(it.route, ()))
                and not _is_held(path, it, each, found)
            ]
            if takers:
                name = _name(path, names)
                names.add(name)
                found.changes.append(Add((*spec, "volumes"), {"name": name, "emptyDir": {}}))
                mount = {"name": name, "mountPath": path}
                found.changes.extend(Add((*it.route, "volumeMounts"), mount) for it in takers)
                for it in takers:
                    given.setdefault(it.route, []).append(path)
    return found


def _is_meant(subject: Subject, listed: Listed) -> bool:
    if listed.container is None:
        return subject.kind == "container"
    return subject.route == listed.container


def _outermost(paths: Sequence[str]) -> Iterator[str]:
    """The paths that are not below another one of them, each once."""
    seen = dict.fromkeys(map(clean, paths))
    for path in seen:
        above = path.rpartition("/")[0]
        while above and above not in seen:
            above = above.rpartition("/")[0]
        if not above:
            yield path


def _is_held(path: str, subject: Subject, listed: Listed, found: Scratch) -> bool:
    """Whether a mount leaves no place for another one: it is writable, or stands at the very path."""
    for mount in mounts_of(subject):
        if mount.is_writable and _is_in(path, mount.path):
            return True
        if mount.path == path:
            found.left.append(_taken(path, mount, listed))
            return True
    return False


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _name(path: str, names: set[str]) -> str:
    """A name for the volume of a path that no other volume has."""
    stem = _OTHERS.sub("-", path.lower()).strip("-")[:_LONGEST].strip("-") or "writable"
    name, number = stem, 1
    while name in names:
        number += 1
        name = f"{stem[: _LONGEST - len(str(number)) - 1].rstrip('-')}-{number}"
    return name


def _code(path: str, listed: Listed) -> Left:
    message = f'"{shortened(path)}" holds programs: a container that can write there is mutable'
    return Left(listed.span, message, "list the paths that the program writes to, and no path of programs")


def _taken(path: str, mount: Mounted, listed: Listed) -> Left:
    message = f'"{shortened(path)}" is to be writable, and {mount.called} is mounted there read-only'
    return Left(listed.span, message, "list another path, or take the mount away")
