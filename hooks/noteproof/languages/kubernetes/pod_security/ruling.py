"""What a level says of a pod: Kubernetes' words, and each cause at its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from noteproof.finding import Route
from noteproof.languages.kubernetes.pod_security.subject import Subject

Level = Literal["privileged", "baseline", "restricted"]

LEVELS: tuple[Level, ...] = ("privileged", "baseline", "restricted")
"""The levels, the laxest first."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that a check forbids or misses, at its place in the document.

    `check` is the check's id in the standards. A field that is missing has the route that it would have.
    """

    check: str
    route: Route
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """Whether a level allows a pod, Kubernetes' reason and detail for each check that does not, and why."""

    allowed: bool
    reasons: tuple[str, ...]
    details: tuple[str, ...]
    causes: tuple[Cause, ...]


class Fault(NamedTuple):
    """A cause before it bears the id of a check: two checks may forbid the same."""

    route: Route
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """What one check says of a pod that it does not allow; there is at least one fault."""

    reason: str
    detail: str
    faults: tuple[Fault, ...]


Test = Callable[[Subject], Refusal | None]
"""What a check does in some versions: it refuses a pod, or says nothing."""
