"""What is said of a pod: its grade, the checklist behind the grade, and what stays writable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from noteproof.finding import Route

Grade = Literal["immutable", "mutable", "unknown"]
"""Whether something can change while it runs; `unknown` where the manifest does not tell."""

State = Literal["ok", "fails", "unknown", "remark"]
"""How a check went. A failed one makes a container mutable, an unknown one its grade; a remark, nothing."""

_GRADES: Mapping[State, Grade] = {"fails": "mutable", "unknown": "unknown"}

Kind = Literal["container", "init container", "ephemeral container"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a checklist.

    `name` is the check's own, and does not change. `route` leads to the value that decided, or to where the
    field that is missing belongs. `message` says what is so, without a full stop; `change` is the step that
    would mend it, as one imperative, and is empty where there is nothing to mend.
    """

    name: str
    state: State
    route: Route
    message: str
    change: str = ""


@dataclass(frozen=True, slots=True)
class Mount:
    """A place where a container can write, whatever its root filesystem is: a mount, or a raw block device.

    `path` is the clean path in the container. `kind` is the key of the volume's source (`emptyDir`), or
    `unknown` where the pod does not have the volume. `purpose` says what it is for.
    """

    container: str
    path: str
    volume: str
    kind: str
    purpose: str
    route: Route


@dataclass(frozen=True, slots=True)
class ContainerGrade:
    """The grade of one container, and the lines that it follows from. The name is "" where it has none."""

    name: str
    kind: Kind
    route: Route
    grade: Grade
    lines: tuple[Line, ...]
    mounts: tuple[Mount, ...]


@dataclass(frozen=True, slots=True)
class PodGrade:
    """The grade of a pod and of its containers.

    `lines` are those of no single container. `reasons` are the messages of all lines that fail or are
    unknown, in order; what is said of the whole pod stands there once.
    """

    grade: Grade
    containers: tuple[ContainerGrade, ...]
    lines: tuple[Line, ...]
    reasons: tuple[str, ...]

    @property
    def every_line(self) -> tuple[Line, ...]:
        """The lines of the pod, behind them those of each container."""
        return (*self.lines, *(line for it in self.containers for line in it.lines))


def from_lines(lines: Iterable[Line]) -> Grade:
    """The grade that a checklist comes to."""
    return worst(_GRADES.get(line.state, "immutable") for line in lines)


def worst(grades: Iterable[Grade]) -> Grade:
    """The grade of a whole, from those of its parts."""
    held = set(grades)
    if "mutable" in held:
        return "mutable"
    return "unknown" if "unknown" in held else "immutable"
