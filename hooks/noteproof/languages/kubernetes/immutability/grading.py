"""The grade of a pod: the checks in the order of the checklist, over each of its containers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from noteproof.languages.kubernetes.immutability import node, privileges
from noteproof.languages.kubernetes.immutability.grades import (
    ContainerGrade,
    Line,
    PodGrade,
    from_lines,
    worst,
)
from noteproof.languages.kubernetes.immutability.handlers import exec_handlers
from noteproof.languages.kubernetes.immutability.image import pinned_image
from noteproof.languages.kubernetes.immutability.root import read_only_root
from noteproof.languages.kubernetes.immutability.subjects import Subject, subjects_of
from noteproof.languages.kubernetes.immutability.user import user
from noteproof.languages.kubernetes.immutability.volumes import volumes_of
from noteproof.languages.kubernetes.immutability.writable import mounts_over_code, writable_mounts
from noteproof.languages.kubernetes.templates import Pod

CHECKS: tuple[Callable[[Subject], Iterator[Line]], ...] = (
    read_only_root,
    privileges.privileged,
    privileges.escalation,
    privileges.added_capabilities,
    privileges.dropped_capabilities,
    user,
    node.host_namespaces,
    node.host_paths,
    mounts_over_code,
    pinned_image,
    exec_handlers,
)


def grade(pod: Pod) -> PodGrade:
    """The grade of a pod: that of its worst container, where `unknown` is worse than `immutable`.

    It is the same whoever reads the manifest: what a reader drops is not set, and what one refuses is graded
    as if it were taken.
    """
    volumes = volumes_of(pod)
    subjects = tuple(subjects_of(pod, volumes))
    containers = tuple(_of_container(subject) for subject in subjects)
    lines = (*_without_containers(pod, containers), *node.unmounted_host_paths(subjects, volumes))
    listed = chain(lines, *(it.lines for it in containers))
    reasons = dict.fromkeys(it.message for it in listed if it.state in ("fails", "unknown"))
    grades = (from_lines(lines), *(it.grade for it in containers))
    return PodGrade(worst(grades), containers, lines, tuple(reasons))


def _of_container(subject: Subject) -> ContainerGrade:
    lines = tuple(line for check in CHECKS for line in check(subject))
    mounts = tuple(writable_mounts(subject))
    return ContainerGrade(subject.name, subject.kind, subject.route, from_lines(lines), lines, mounts)


def _without_containers(pod: Pod, containers: tuple[ContainerGrade, ...]) -> Iterator[Line]:
    if not any(it.kind == "container" for it in containers):
        route = (*pod.route, "spec", "containers")
        message = "the pod has no containers that could be graded"
        yield Line("containers", "unknown", route, message, "write the containers into `spec.containers`")
