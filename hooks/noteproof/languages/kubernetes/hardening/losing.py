"""What a pod may miss once it is hardened, which its author has to try."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from noteproof.finding import Key, Route
from noteproof.languages.kubernetes.hardening.left import Left
from noteproof.languages.kubernetes.immutability.subjects import subjects_of
from noteproof.languages.kubernetes.immutability.written import number
from noteproof.languages.kubernetes.templates import Pod
from noteproof.schema.places import value_at
from noteproof.schema.values import shortened
from noteproof.yamltree.changes import Add, Change, Remove, Set
from noteproof.yamltree.rendering import flow

_RIGHTS = frozenset({"privileged", "hostProcess", "hostNetwork", "hostPID", "hostIPC"})
_FEW = 5
"""So many of the things that are gone are named."""


def notes(pod: Pod, value: object, changes: Sequence[Change]) -> Iterator[Left]:
    """What changes of a pod, in a document of a value, may take from it."""
    if not changes:
        return
    at = Key((*pod.route, "spec"))
    fields = {change.route[-1] for change in changes}
    if fields & {"runAsNonRoot", "runAsUser"} and _has_user_of_image(pod):
        message = "the pod does not start where the user of an image is root"
        hint = "set a `runAsUser` other than 0 there, if the image has no user of its own"
        yield Left(at, message, hint, is_note=True)
    if "readOnlyRootFilesystem" in fields and not any(_is_mount(change) for change in changes):
        message = "the root filesystem becomes read-only"
        hint = "list the paths that a program writes to, as in `# writable: /tmp /var/run`"
        yield Left(at, message, hint, is_note=True)
    gone = list(dict.fromkeys(_gone(changes, value)))
    if gone:
        named = ", ".join(gone[:_FEW]) + (f" and {len(gone) - _FEW} more" if len(gone) > _FEW else "")
        yield Left(at, f"the pod loses {named}", "try whether it still does what it is for", is_note=True)


def _is_mount(change: Change) -> bool:
    return isinstance(change, Add) and change.route[-1] == "volumeMounts"


def _has_user_of_image(pod: Pod) -> bool:
    """Whether a container runs as the user of its image: no user is set that is not root."""
    return any(not subject.over_pod(number, "runAsUser").value for subject in subjects_of(pod, {}))


def _gone(changes: Sequence[Change], value: object) -> Iterator[str]:
    """What is taken away, as it is written."""
    for change in changes:
        held = value_at(value, change.route)
        if isinstance(change, Set) and change.route[-1] in _RIGHTS:
            yield f"`{change.route[-1]}: {flow(held)}`"
        elif isinstance(change, Remove) and "drop" not in change.route:
            yield f"`{_field(change.route)}: {shortened(flow(held))}`"


def _field(route: Route) -> str:
    return next(str(step) for step in reversed(route) if isinstance(step, str))
