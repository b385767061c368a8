"""A container, init and ephemeral ones too: its image and its mounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.languages.kubernetes.validation.criteria import filled, not_empty, unique
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node


def _image(container: Node) -> Iterator[Fault]:
    yield from filled(container, "image")


def _mounts(container: Node) -> Iterator[Fault]:
    """Each mount names its volume, and has a path of its own."""
    mounts = list(container.nodes("volumeMounts"))
    for mount in mounts:
        yield from not_empty(mount.placed("name"))
        yield from not_empty(mount.placed("mountPath"))
    yield from unique(
        (mount.placed("mountPath") for mount in mounts),
        'two mounts of the container are at "{}"',
        "mount this one at another path",
        "must be unique",
    )


CHECKS: Mapping[str, tuple[Check, ...]] = {"core.v1.Container": (_image, _mounts)}
