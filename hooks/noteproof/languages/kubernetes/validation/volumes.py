"""The sources of volumes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Value
from noteproof.languages.kubernetes.validation import volume_rules
from noteproof.languages.kubernetes.validation.criteria import not_empty, one_of
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text
from noteproof.schema.values import shortened

_HOST_PATH_TYPES = (
    "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket", "CharDevice", "BlockDevice",
)  # fmt: skip


def _host_path(source: Node) -> Iterator[Fault]:
    yield from not_empty(source.placed("path"))
    yield from without_steps_up(source.placed("path"))
    yield from one_of(source, "type", _HOST_PATH_TYPES)


def without_steps_up(path: Text | None) -> Iterator[Finding]:
    """A path that does not climb by `..`."""
    if path is not None and ".." in path.text.split("/"):
        straight = posixpath.normpath(path.text) if path.text.startswith("/") else None
        yield volume_rules.invalid_path.at(
            Value(path.route), shortened(path.text), straight and shortened(straight)
        )


CHECKS: Mapping[str, tuple[Check, ...]] = {"core.v1.HostPathVolumeSource": (_host_path,)}
