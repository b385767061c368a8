"""Which user a container runs as."""

from __future__ import annotations

from collections.abc import Iterator

from noteproof.languages.kubernetes.immutability.grades import Line
from noteproof.languages.kubernetes.immutability.subjects import Subject, Written
from noteproof.languages.kubernetes.immutability.written import flag, number

_NAME = "user"


def user(subject: Subject) -> Iterator[Line]:
    """Root only where the manifest says so; the user of the image is not known.

    A container's value counts before its pod's, each field for itself. `runAsNonRoot: true` changes no user:
    the kubelet does not start a container that would run as root.
    """
    non_root = subject.over_pod(flag, "runAsNonRoot")
    given: Written[int] = subject.over_pod(number, "runAsUser")
    if subject.is_windows and not non_root.value:
        message = f"whether {subject.label} runs as an administrator of Windows is not known"
        yield Line(_NAME, "unknown", non_root.route, message, "set `runAsNonRoot: true`")
    elif subject.is_windows or (given.value is None and non_root.value):
        message = f"{subject.label} does not run as root: {_whose(non_root)}`runAsNonRoot` is true"
        yield Line(_NAME, "ok", non_root.route, message)
    elif given.value is None:
        message = f"{subject.label} runs as the user of its image, which the manifest does not tell"
        change = "set `runAsNonRoot: true`, and a `runAsUser` where the user of the image is root"
        yield Line(_NAME, "unknown", non_root.route, message, change)
    elif given.value != 0:
        message = f"{subject.label} runs as user {_shown(given.value)}, not as root"
        yield Line(_NAME, "ok", given.route, message)
    elif non_root.value:
        both = f"{_whose(non_root)}`runAsNonRoot` is true and {_whose(given)}`runAsUser` is 0"
        message = f"{subject.label} does not start: {both}"
        yield Line(_NAME, "remark", given.route, message, "set a `runAsUser` other than 0")
    else:
        message = f"{subject.label} runs as root: {_whose(given)}`runAsUser` is 0"
        change = "set `runAsNonRoot: true` and a `runAsUser` other than 0"
        yield Line(_NAME, "fails", given.route, message, change)


def _whose(written: Written[bool] | Written[int]) -> str:
    return "the pod's " if written.is_of_pod else ""


def _shown(user: int) -> str:
    """A number in digits, unless it has far too many to be a user."""
    return str(user) if abs(user) < 2**64 else "of too many digits"
