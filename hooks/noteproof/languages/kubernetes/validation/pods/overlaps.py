"""Files of one volume that are in each other's way, of which the server warns since Kubernetes 1.33."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping

from noteproof.finding import Finding, Value
from noteproof.languages.kubernetes.validation import rules
from noteproof.languages.kubernetes.validation.criteria import warned
from noteproof.languages.kubernetes.validation.nodes import Check, Node, Text
from noteproof.schema.values import shortened

_WITH_ITEMS = ("secret", "configMap", "downwardAPI")
_OF_ONE_FILE = ("serviceAccountToken", "clusterTrustBundle")
_HINT = "write another path"


def _items(source: Node) -> Iterator[Finding]:
    return _overlaps(_paths(source))


def _paths(source: Node) -> Iterator[Text]:
    for item in source.nodes("items") if source.value.get("items") else ():
        path = item.placed("path")
        if path is not None:
            yield path


def _projected(volume: Node) -> Iterator[Finding]:
    """Of two files at one path the server says more than a warning, unless one of them is a token."""
    files: list[Text] = []
    refused: set[str] = set()
    for source in volume.nodes("sources"):
        for key in _WITH_ITEMS:
            projection = source.node(key) if key in source.value else None
            for path in _paths(projection) if projection is not None else ():
                if path.text not in refused:
                    files.append(path)
                refused.add(path.text)
        for key in _OF_ONE_FILE:
            projection = source.node(key) if key in source.value else None
            single = projection.placed("path") if projection is not None else None
            if single is not None and (key == "serviceAccountToken" or single.text not in refused):
                files.append(single)
    return _overlaps(files)


def _overlaps(files: Iterable[Text]) -> Iterator[Finding]:
    """Files at one path, and files below a path at which there is another."""
    placed = sorted((f"{posixpath.normpath(it.text)}/", it.route, it.text) for it in files if it.text)
    last = None
    for it in placed:
        if last is None or not it[0].startswith(last[0]):
            last = it
            continue
        path, above = shortened(it[2]), shortened(last[2])
        what = (
            f'two files of the volume are at "{path}"'
            if it[0] == last[0]
            else f'the file "{path}" would be below "{above}", which is a file'
        )
        found = rules.duplicate_value.at(Value(it[1]), what, Value(last[1]), _HINT, "Duplicate value")
        yield from warned([found])


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.ConfigMapVolumeSource": (_items,),
    "core.v1.SecretVolumeSource": (_items,),
    "core.v1.DownwardAPIVolumeSource": (_items,),
    "core.v1.ProjectedVolumeSource": (_projected,),
}
