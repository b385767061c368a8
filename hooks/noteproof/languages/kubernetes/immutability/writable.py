"""Where a container can write beside its root filesystem."""

from __future__ import annotations

from collections.abc import Iterator

from noteproof.languages.kubernetes.immutability import paths
from noteproof.languages.kubernetes.immutability.grades import Line, Mount
from noteproof.languages.kubernetes.immutability.mounted import Mounted, devices_of, mounts_of
from noteproof.languages.kubernetes.immutability.subjects import Subject
from noteproof.languages.kubernetes.immutability.volumes import keeps
from noteproof.schema.values import shortened

_NAME = "volumeMounts"


def mounts_over_code(subject: Subject) -> Iterator[Line]:
    """Every writable mount over programs or libraries, and every mount of a volume that is not there."""
    over_code = False
    for mount in mounts_of(subject):
        if mount.is_writable and not subject.is_windows and paths.holds_code(mount.path):
            over_code = True
            what = f"{mount.called} ({mount.volume.source})" if mount.volume else mount.called
            message = f"{subject.label} can write where programs are: {what} is mounted {mount.at}"
            change = f"{mount.change}, or mount the volume elsewhere"
            yield Line(_NAME, "fails", (*mount.route, "readOnly"), message, change)
        if mount.volume is None:
            message = f"{subject.label} mounts {mount.called}, which the pod does not have"
            yield Line(_NAME, "remark", (*mount.route, "name"), message, _add(mount))
    if not over_code:
        message = f"{subject.label} has no writable mount where programs are"
        yield Line(_NAME, "ok", (*subject.route, _NAME), message)


def _add(mount: Mounted) -> str:
    if not mount.name:
        return "write the name of a volume of the pod"
    return f'add a volume with the name "{shortened(mount.name)}" to the pod'


def writable_mounts(subject: Subject) -> Iterator[Mount]:
    """The mounts that are writable, over code or not, behind them the raw block devices."""
    for mount in mounts_of(subject):
        if mount.is_writable:
            kept = keeps(mount.volume) if mount.volume else "a volume that the pod does not have"
            custom = "" if subject.is_windows else paths.purpose(mount.path)
            yield _listed(subject, mount, f"{custom}, in {kept}" if custom else kept)
    for device in devices_of(subject):
        if device.is_writable:
            yield _listed(subject, device, "a raw block device, which the container can write as it likes")


def _listed(subject: Subject, mount: Mounted, purpose: str) -> Mount:
    kind = mount.volume.source if mount.volume else "unknown"
    return Mount(subject.name, mount.path, mount.name, kind, purpose, mount.route)
