"""The mounts and block devices of a container: their paths, and which volumes can serve.

As `ValidateVolumeMounts` and `ValidateVolumeDevices` of Kubernetes 1.36 ask; of some faults the server names
the list, not the mount.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from noteproof.finding import Finding, Value
from noteproof.languages.kubernetes.validation import field_rules, rules
from noteproof.languages.kubernetes.validation.criteria import not_empty, one_of, unique
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.pods.paths import relative, without_steps_up
from noteproof.schema.values import shortened

_PROPAGATIONS = ("Bidirectional", "HostToContainer", "None")
_RECURSED = 31
"""The first minor version in which mounts are read-only through and through."""
_RECURSIONS = ("Disabled", "Enabled", "IfPossible")
_IMAGE_PARTS = 33
"""The first minor version in which a directory of an image can be mounted by itself."""


def _mount(mount: Node) -> Iterator[Fault]:
    value = mount.value
    yield from not_empty(mount.placed("name"))
    yield from not_empty(mount.placed("mountPath"))
    if value.get("subPath"):
        yield from _below(mount, "subPath")
    if value.get("subPathExpr"):
        yield from _below(mount, "subPathExpr")
        if value.get("subPath"):
            what = "`subPath` and `subPathExpr` cannot both be given"
            yield field_rules.conflicting_fields.at(mount.key("subPathExpr"), what, "keep one of the two")
    if "mountPropagation" in value:
        for finding in one_of(mount, "mountPropagation", _PROPAGATIONS, default=False):
            yield _of_list(mount, finding, "mountPropagation")
    if "recursiveReadOnly" in value and not mount.scene.drops(_RECURSED):
        yield from _recursive(mount)


def _below(mount: Node, key: str) -> Iterator[Finding]:
    """A path below the volume: relative, and without steps up."""
    path = mount.placed(key)
    for finding in relative(path):
        yield _of_list(mount, finding, key)


def _of_list(mount: Node, finding: Finding, key: str) -> Finding:
    """The same finding under the route by which the server calls it."""
    return Finding(finding.rule, mount.named((*mount.route[:-1], key), finding.where), finding.says)


def _recursive(mount: Node) -> Iterator[Finding]:
    """Only what is read-only, and takes no mounts from the node, is read-only through and through."""
    key = "recursiveReadOnly"
    for finding in one_of(mount, key, _RECURSIONS, default=False):
        yield _of_list(mount, finding, key)
    if mount.text(key) in ("Enabled", "IfPossible"):
        if mount.flag("readOnly") is not True:
            why, hint = "the mount is not read-only", "add `readOnly: true`"
            yield _of_list(mount, rules.forbidden_field.at(mount.at(key), key, why, hint), key)
        if mount.text("mountPropagation") not in (None, "None"):
            why, hint = "the mount takes in others", "remove `mountPropagation`"
            yield _of_list(mount, rules.forbidden_field.at(mount.at(key), key, why, hint), key)


def _mounts(container: Node) -> Iterator[Fault]:
    """Each mount has a path of its own; what a privileged container shares with its node, no other does."""
    value = container.value
    mounts = list(container.nodes("volumeMounts")) if value.get("volumeMounts") else []
    if len(mounts) > 1:
        yield from unique(
            (mount.placed("mountPath") for mount in mounts),
            'two mounts of the container are at "{}"',
            "mount this one at another path",
            "must be unique",
        )
    for mount in mounts:
        if mount.value.get("mountPropagation") == "Bidirectional" and not _is_privileged(container):
            key, why = "mountPropagation", "only a privileged container mounts for its node"
            hint = "write `HostToContainer`, or remove it"
            yield _of_list(mount, rules.forbidden_field.at(mount.at(key), key, why, hint), key)
    if value.get("volumeDevices"):
        yield from _devices(list(container.nodes("volumeDevices")), mounts)


def _is_privileged(container: Node) -> bool:
    context = container.node("securityContext")
    # A part that does not show the context may stand in a privileged container.
    return context is not None and context.flag("privileged") is True


def _devices(devices: list[Node], mounts: list[Node]) -> Iterator[Fault]:
    for device in devices:
        yield from not_empty(device.placed("name"))
        yield from not_empty(device.placed("devicePath"))
        yield from without_steps_up(device.placed("devicePath"))
    for key, what in (("name", "two devices are of the volume"), ("devicePath", "two devices are at")):
        said, hint = f'{what} "{{}}"', "keep one of the two"
        yield from unique((device.placed(key) for device in devices), said, hint, "must be unique")
    for key, other, what in (
        ("name", "name", "the volume"),
        ("devicePath", "mountPath", "the path"),
    ):
        yield from _both(devices, key, mounts, other, what)
        yield from _both(mounts, other, devices, key, what)


def _both(
    nodes: Iterable[Node], key: str, others: Iterable[Node], other: str, what: str
) -> Iterator[Finding]:
    """What is a device and a mount at once."""
    taken = {text.text: text for it in others if (text := it.placed(other)) and text.text}
    for node in nodes:
        text = node.placed(key)
        if text is not None and text.text in taken:
            said = f'{what} "{shortened(text.text)}" is mounted, and a device too'
            first = Value(taken[text.text].route)
            yield rules.duplicate_value.at(
                Value(text.route), said, first, "keep one of the two", "must not already exist"
            )


def _of_ephemeral(container: Node) -> Iterator[Finding]:
    for mount in container.nodes("volumeMounts") if container.value.get("volumeMounts") else ():
        for key in ("subPath", "subPathExpr"):
            if mount.value.get(key):
                why, hint = "an ephemeral container mounts whole volumes", "remove it"
                yield rules.forbidden_field.at(mount.key(key), key, why, hint)


def _served(spec: Node) -> Iterator[Finding]:
    """Which volumes serve as devices, and of which a part can be mounted."""
    asked = ("volumeDevices",) if spec.scene.minor >= _IMAGE_PARTS else ("volumeDevices", "volumeMounts")
    containers = [
        container
        for key in ("containers", "initContainers")
        for container in spec.nodes(key)
        if any(container.value.get(it) for it in asked)
    ]
    if containers and spec.value.get("volumes"):
        volumes = {name: it for it in spec.nodes("volumes") if (name := it.text("name"))}
        for container in containers:
            yield from _claimed(container, volumes)
            yield from _whole_images(container, volumes)


def _claimed(container: Node, volumes: Mapping[str, Node]) -> Iterator[Finding]:
    for device in container.nodes("volumeDevices"):
        volume = volumes.get(device.filled("name"))
        if volume is None or volume.elides():
            continue
        if not volume.has("persistentVolumeClaim") and not volume.has("ephemeral"):
            why, hint = "only a claim gives a device", "mount it below `volumeMounts`, or use a claim"
            name = shortened(device.filled("name"))
            yield rules.forbidden_field.at(device.at("name"), name, why, hint, "Invalid value")


def _whole_images(container: Node, volumes: Mapping[str, Node]) -> Iterator[Finding]:
    if container.scene.minor >= _IMAGE_PARTS:
        return
    for mount in container.nodes("volumeMounts"):
        if not mount.value.get("subPath") and not mount.value.get("subPathExpr"):
            continue
        volume = volumes.get(mount.filled("name"))
        if volume is not None and volume.has("image"):
            for key in ("subPath", "subPathExpr"):
                if mount.value.get(key):
                    why, hint = "an image is mounted whole", "remove it"
                    yield rules.forbidden_field.at(mount.key(key), key, why, hint, "Invalid value")


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.VolumeMount": (_mount,),
    "core.v1.Container": (_mounts,),
    "core.v1.EphemeralContainer": (_mounts, _of_ephemeral),
    "core.v1.PodSpec": (_served,),
}
