"""The spec of a Pod, or of a workload's template: what its parts have to be to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Value
from noteproof.languages.kubernetes.validation.criteria import named, unique
from noteproof.languages.kubernetes.validation.names import LABEL
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.pods import volume_rules
from noteproof.languages.kubernetes.validation.pods.claims import claimed
from noteproof.schema.values import shortened
from noteproof.text import nearest

_MANY = 100
"""So many mounts without a volume, and volumes, are given thought; a pod with more is no manifest."""


def containers_of(spec: Node) -> Iterator[Node]:
    """The containers, behind them the init containers and the ephemeral ones, as the server looks at them."""
    yield from spec.nodes("containers")
    yield from spec.nodes("initContainers")
    yield from spec.nodes("ephemeralContainers")


def _names(spec: Node) -> Iterator[Fault]:
    """The names of containers and volumes are labels, and unique."""
    containers = [it.placed("name") for it in containers_of(spec)]
    volumes = [it.placed("name") for it in spec.nodes("volumes")]
    for owner, given in (("container", containers), ("volume", volumes)):
        for name in given:
            yield from named(name, owner, LABEL)
        yield from unique(given, f'two {owner}s are called "{{}}"', f"give this {owner} a name of its own")


def _without_volume(spec: Node) -> Iterator[Finding]:
    """The mounts of volumes that the pod does not have, if it is known which ones it has."""
    volumes = list(spec.nodes("volumes"))
    known = [name for volume in volumes if (name := volume.text("name"))]
    listed = spec.value.get("volumes")
    if listed is None:
        # `volume:` is refused already; the kubelet drops it.
        whole = not spec.scene.is_part and (spec.scene.by_kubelet or nearest("volumes", spec.value) is None)
    else:
        whole = isinstance(listed, list) and len(known) == len(listed)
    if not whole or spec.leaves_out("volumes") or any(it.leaves_out() for it in volumes):
        return
    there = frozenset((*known, *claimed(spec)))
    mounts = (
        mount
        for container in containers_of(spec)
        for key in ("volumeMounts", "volumeDevices")
        if container.value.get(key)
        for mount in container.nodes(key)
    )
    lost = (mount for mount in mounts if (name := mount.text("name")) and name not in there)
    for count, mount in enumerate(lost):
        name = mount.filled("name")
        meant = nearest(name, there) if max(count, len(there)) < _MANY else None
        yield volume_rules.missing_volume.at(Value(mount.to("name")), shortened(name), meant)


CHECKS: Mapping[str, tuple[Check, ...]] = {"core.v1.PodSpec": (_names, _without_volume)}
