"""Paths that have to stay below where they begin, as `validateLocalDescendingPath` of Kubernetes asks."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from noteproof.finding import Finding, Value, Where
from noteproof.languages.kubernetes.validation.nodes import Text
from noteproof.languages.kubernetes.validation.pods import volume_rules
from noteproof.schema.values import shortened


def climbs(path: str) -> bool:
    """Whether a path has `..` for a part."""
    return ".." in path and ".." in path.split("/")


def without_steps_up(path: Text | None) -> Iterator[Finding]:
    """A path that does not climb by `..`."""
    if path is not None and climbs(path.text):
        straight = posixpath.normpath(path.text) if path.text.startswith("/") else None
        yield volume_rules.invalid_path.at(
            Value(path.route), shortened(path.text), straight and shortened(straight)
        )


def relative(path: Text | None, where: Where | None = None) -> Iterator[Finding]:
    """A path that does not begin at the root, and does not climb. `where`: if not at its own place."""
    if path is None:
        return
    if path.text.startswith("/"):
        straight = shortened(path.text.lstrip("/")) or None
        yield volume_rules.invalid_path.at(
            where or Value(path.route), shortened(path.text), straight, "begins at the root"
        )
    if climbs(path.text):
        yield volume_rules.invalid_path.at(
            where or Value(path.route), shortened(path.text), None, relative=True
        )


def relative_and_free(path: Text | None, where: Where | None = None) -> Iterator[Finding]:
    """The same of a path that does not begin with `..` either, which the kubelet keeps for itself."""
    yield from relative(path, where)
    if path is not None and path.text.startswith("..") and path.text[2:3] != "/" and path.text != "..":
        yield volume_rules.invalid_path.at(
            where or Value(path.route), shortened(path.text), shortened(path.text.lstrip(".")) or None,
            "begins with `..`, which the kubelet keeps for itself",
        )  # fmt: skip
