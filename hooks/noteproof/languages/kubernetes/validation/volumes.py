"""The sources of volumes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.languages.kubernetes.validation.criteria import not_empty, one_of
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.paths import without_steps_up

_HOST_PATH_TYPES = (
    "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket", "CharDevice", "BlockDevice",
)  # fmt: skip


def _host_path(source: Node) -> Iterator[Fault]:
    yield from not_empty(source.placed("path"))
    yield from without_steps_up(source.placed("path"))
    yield from one_of(source, "type", _HOST_PATH_TYPES)


CHECKS: Mapping[str, tuple[Check, ...]] = {"core.v1.HostPathVolumeSource": (_host_path,)}
