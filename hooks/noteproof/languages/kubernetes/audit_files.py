"""Whether the files that kube-apiserver's audit flags name are mounted, there, and of use."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Key, Value
from noteproof.languages.kubernetes import audit_flags, flag_values, mount_rules
from noteproof.languages.kubernetes.audit_flags import FILES
from noteproof.languages.kubernetes.commands import Command, Given, Scene
from noteproof.languages.kubernetes.mounts import Mount, Mounts, Shape, Volume, clean
from noteproof.schema.values import shortened
from noteproof.text import nearest

_UPSTREAM = {
    "audit-policy-file": "loading audit policy file",
    "audit-webhook-config-file": "initializing audit webhook",
}


def check(
    command: Command, container: Mapping[str, object], mounts: Mounts, scene: Scene
) -> Iterator[Finding]:
    """What keeps the files of auditing from being read, or written and kept."""
    folder, last = container.get("workingDir"), command.last()
    for name, what in FILES.items():
        given = last.get(name)
        if given is not None and given.value and flag_values.is_readable(given):
            yield from _read(given, clean(given.value, folder), what, mounts, scene)
    log = last.get("audit-log-path")
    if log is not None and audit_flags.is_kept(log.value or "") and flag_values.is_readable(log):
        yield from _written(log, clean(log.value or "", folder), container, mounts, scene)


def _read(given: Given, path: str, what: str, mounts: Mounts, scene: Scene) -> Iterator[Finding]:
    """What is wrong with the way to a file that must be there."""
    mount, shown = mounts.at(path), shortened(path)
    if mount is None:
        if mounts.whole:
            near = nearest(path, (it.path for it in mounts.mounts))
            upstream = _UPSTREAM[given.name]
            yield mount_rules.unmounted_file.at(scene.value(given), shown, what, near, upstream)
        return
    volume = mounts.volumes.get(mount.volume)
    if volume is None:
        return
    if volume.source in ("", "emptyDir"):
        yield mount_rules.empty_volume.at(_source(volume), shown, what, volume.source)
    mismatch = _mismatch(mount, volume, path, "Directory")
    if mismatch is not None:
        yield mismatch
    elif volume.type == "FileOrCreate":
        yield mount_rules.created_file.at(_type(volume), shown, what)


def _written(
    given: Given, path: str, container: Mapping[str, object], mounts: Mounts, scene: Scene
) -> Iterator[Finding]:
    """What is wrong with the place of the log."""
    mount, shown, folder = mounts.at(path), shortened(path), shortened(posixpath.dirname(path))
    if mount is None:
        if mounts.whole:
            near = nearest(posixpath.dirname(path), mounts.writable)
            fails = _has_fixed_files(container)
            yield mount_rules.unmounted_log.at(scene.value(given), shown, folder, near, fails)
        return
    volume = mounts.volumes.get(mount.volume)
    if mount.read_only:
        why = "the mount is read-only"
        hint = "remove `readOnly: true`"
        yield mount_rules.read_only_log.at(Key((*mount.route, "readOnly")), shown, why, hint)
    elif volume is not None and volume.is_read_only:
        why, hint = f"`{volume.source}` is read-only", "write `hostPath:` and a directory of the node"
        yield mount_rules.read_only_log.at(_source(volume), shown, why, hint)
    mismatch = None if volume is None else _mismatch(mount, volume, path, "DirectoryOrCreate")
    if volume is not None and mount.path == path and volume.shape is Shape.DIRECTORY:
        hint = f"name a file in it: `--{given.name}={shown}/audit.log`"
        of_log = scene.value(given)
        yield mount_rules.mismatched_mount.at(of_log, "a directory", shown, shown, hint)
    elif mismatch is not None:
        yield mismatch
    elif mount.path == path:
        at = Value((*mount.route, "mountPath"))
        yield mount_rules.mounted_log_file.at(at, shown, folder)
    if volume is None:
        return
    if volume.source in ("", "emptyDir"):
        yield mount_rules.passing_log.at(_source(volume), shown, volume.source)
    elif volume.type in ("Directory", "File") and mismatch is None:
        yield mount_rules.log_must_exist.at(_type(volume), volume.type, shortened(volume.path))


def _mismatch(mount: Mount, volume: Volume, path: str, directory: str) -> Finding | None:
    """That a volume of the node is a file or a directory where its mount needs the other."""
    if volume.source != "hostPath" or mount.is_part:
        return None
    is_file = mount.path == path
    wanted = Shape.FILE if is_file else Shape.DIRECTORY
    shape = volume.shape
    type = "File" if is_file else directory
    if shape is not Shape.UNKNOWN:
        if shape is wanted:
            return None
        what, at = f"{shape.value} (`type: {volume.type}`)", _type(volume)
        hint = f"write `type: {type}`"
    else:
        if _looks_like(volume, mount, path) is not (Shape.DIRECTORY if is_file else Shape.FILE):
            return None
        what, at = f'"{shortened(volume.path)}" of the node', Value((*volume.route, "hostPath", "path"))
        hint = f"write `path: {shortened(path if is_file else mount.path)}`"
    if not is_file and posixpath.basename(clean(volume.path)) == posixpath.basename(path):
        hint = f"mount it at `{shortened(path)}`"
    return mount_rules.mismatched_mount.at(at, what, shortened(mount.path), shortened(path), hint)


def _looks_like(volume: Volume, mount: Mount, path: str) -> Shape:
    """What a path of the node is by its name beside the names in the container, where no type says it."""
    there = clean(volume.path)
    if mount.path == path:
        return Shape.DIRECTORY if there == posixpath.dirname(path) else Shape.UNKNOWN
    name = posixpath.basename(there)
    is_file = "." in name and name == posixpath.basename(path) and name != posixpath.basename(mount.path)
    return Shape.FILE if is_file else Shape.UNKNOWN


def _has_fixed_files(container: Mapping[str, object]) -> bool:
    context = container.get("securityContext")
    return isinstance(context, dict) and context.get("readOnlyRootFilesystem") is True


def _source(volume: Volume) -> Key:
    return Key((*volume.route, volume.source) if volume.source else volume.route)


def _type(volume: Volume) -> Value:
    return Value((*volume.route, "hostPath", "type"))
