"""Whether a container can write its root filesystem."""

from __future__ import annotations

from collections.abc import Iterator

from noteproof.languages.kubernetes.immutability.grades import Line
from noteproof.languages.kubernetes.immutability.subjects import Subject
from noteproof.languages.kubernetes.immutability.written import flag, state_of
from noteproof.schema.values import shortened

_NAME = "readOnlyRootFilesystem"
_CHANGE = f"set `{_NAME}: true` in the `securityContext` of the container"


def read_only_root(subject: Subject) -> Iterator[Line]:
    """The field is a container's own, false by default, and has to be true; Windows does not have it."""
    route = (*subject.context_route, _NAME)
    can = f"{subject.label} can write its root filesystem"
    if subject.is_windows:
        change = f"run it in a pod for Linux, with `{_NAME}: true`"
        yield Line(_NAME, "fails", route, f"{can}: on Windows no root is read-only", change)
    elif flag(subject.context, _NAME):
        yield Line(_NAME, "ok", route, f"{subject.label} cannot write its root filesystem: `{_NAME}` is true")
    else:
        yield Line(_NAME, "fails", route, f"{can}: {_why(subject)}", _CHANGE)


def _why(subject: Subject) -> str:
    """Why the root is writable, the two classic mistakes by their names."""
    if subject.context.get(_NAME) is None:
        for key in subject.context:
            if key != _NAME and key.casefold() == _NAME.casefold():
                return f"there is no field `{shortened(key)}`, it is spelt `{_NAME}`"
        if _NAME in subject.pod_context:
            return f"the `securityContext` of a pod has no `{_NAME}`, only that of a container has"
    return f"`{_NAME}` {state_of(subject.context, _NAME)}"
