"""The mounts of volumes that are refused: the server looks for them among the volumes that are right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from noteproof.finding import Finding, Route, Value
from noteproof.languages.kubernetes.validation.nodes import Node, Scene
from noteproof.languages.kubernetes.validation.pods.volume_rules import missing_volume
from noteproof.schema.shapes import Met
from noteproof.schema.values import shortened

OF_POD = frozenset({"core.v1.Pod"})
"""The types whose checks look at volumes only after the server has taken them."""

_HOLDERS = (
    ("containers", "volumeMounts"), ("containers", "volumeDevices"),
    ("initContainers", "volumeMounts"), ("initContainers", "volumeDevices"),
)  # fmt: skip


def mounts(met: Iterable[Met], faulty: Iterable[Route], scene: Scene) -> Iterator[Finding]:
    """The mounts of volumes that have a fault; `faulty` are the routes of all faults in volumes."""
    refused: dict[Route, set[str | int]] = defaultdict(set)
    for route in faulty:
        at = route.index("volumes")
        if len(route) > at + 1:
            refused[route[:at]].add(route[at + 1])
    for name, value, route in met:
        if name == "core.v1.PodSpec" and route in refused:
            yield from _mounts(Node(value, route, scene), refused[route])


def _mounts(spec: Node, refused: set[str | int]) -> Iterator[Finding]:
    right: set[str] = set()
    wrong: set[str] = set()
    for volume in spec.nodes("volumes"):
        (wrong if volume.route[-1] in refused else right).add(volume.filled("name"))
    wrong -= right
    for containers, mounted in _HOLDERS:
        for container in spec.nodes(containers):
            for mount in container.nodes(mounted):
                name = mount.filled("name")
                if name and name in wrong:
                    yield missing_volume.at(Value(mount.to("name")), shortened(name), None, is_refused=True)
