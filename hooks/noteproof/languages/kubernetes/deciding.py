"""A case's `pod-security` or `immutable` → the verdict on the pods of a manifest, with its checklist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from noteproof.finding import Finding, Item, Route, Says, Severity, Value, Verdict, printed, rule
from noteproof.languages.kubernetes import immutability, pod_security
from noteproof.languages.kubernetes.templates import Pod
from noteproof.schema.values import described, shortened
from noteproof.text import nearest
from noteproof.yamltree import Document

LEVEL, GRADE = "pod-security", "immutable"
"""The kinds of cases that a manifest answers."""

_VERSION = "version"
_LATEST = "latest"


@rule("pod-security/unknown-level", Severity.ERROR)
def unknown_level(found: str, meant: str | None) -> Says:
    """A case asks for one of the three levels of the Pod Security Standards.

    ```yaml
    # unchecked: a cases document speaks of the pod above it
    cases:
      - pod-security: strict
        allowed: false
    ```

    ```yaml
    # unchecked: a cases document speaks of the pod above it
    cases:
      - pod-security: restricted
        allowed: false
    ```
    """
    hint = f"did you mean `{meant}`?" if meant else "write `privileged`, `baseline` or `restricted`"
    return Says(f"{found} is no level of the Pod Security Standards", hint)


@rule("pod-security/unknown-version", Severity.ERROR)
def unknown_version(found: str) -> Says:
    """A case may name the version of the standards that it asks for; without one it is the latest.

    ```yaml
    # unchecked: a cases document speaks of the pod above it
    cases:
      - pod-security: restricted
        version: "25"
        allowed: false
    ```

    ```yaml
    # unchecked: a cases document speaks of the pod above it
    cases:
      - pod-security: restricted
        version: "1.25"
        allowed: false
    ```
    """
    return Says(f"{found} is no version of the Pod Security Standards", 'write `latest`, or one as `"1.25"`')


rules = (unknown_level, unknown_version)


@dataclass(frozen=True, slots=True)
class Asked:
    """A pod, and the document that it stands in."""

    document: Document
    pod: Pod

    def line(self, route: Route) -> int:
        """The line of what a route leads to, or of what lacks it."""
        return self.document.line(Value(route))[1]


@dataclass(frozen=True, slots=True)
class Decider:
    """Decides on the pods of a manifest; of several, all have to pass."""

    pods: tuple[Asked, ...]

    def __call__(self, case: dict[str, object]) -> Verdict | tuple[Finding, ...]:
        """The verdict on a case, or what is wrong with it."""
        if GRADE in case:
            return self._grade()
        level, version = case[LEVEL], case.get(_VERSION)
        known = next((it for it in pod_security.LEVELS if it == level), None)
        minor = None if version is None else _minor(version)
        faults: list[Finding] = []
        if known is None:
            meant = nearest(level, pod_security.LEVELS) if isinstance(level, str) else None
            faults.append(unknown_level.at(Value((LEVEL,)), shortened(described(level)), meant))
        if minor == _UNREADABLE:
            faults.append(unknown_version.at(Value((_VERSION,)), shortened(described(version))))
        if known is None or faults:
            return tuple(faults)
        return self._ruling(known, minor)

    def _ruling(self, level: pod_security.Level, minor: int | None) -> Verdict:
        rulings = [(asked, pod_security.evaluate(asked.pod, level, minor)) for asked in self.pods]
        causes = [(asked, cause) for asked, ruling in rulings for cause in ruling.causes]
        decision: dict[str, object] = {
            "allowed": all(ruling.allowed for _, ruling in rulings),
            "reasons": [it for _, ruling in rulings for it in ruling.reasons],
            "details": [it for _, ruling in rulings for it in ruling.details],
        }
        checklist = tuple(
            Item("fails", cause.message, cause.hint, asked.line(cause.route)) for asked, cause in causes
        )
        if not causes:
            return Verdict(decision, checklist=checklist)
        asked, first = causes[0]
        return Verdict(decision, first.route, self._by(asked, first.route), checklist=checklist)

    def _grade(self) -> Verdict:
        graded = [(asked, immutability.grade(asked.pod)) for asked in self.pods]
        grade = immutability.worst(it.grade for _, it in graded)
        decision: dict[str, object] = {
            "immutable": {"immutable": True, "mutable": False}.get(grade, grade),
            "reasons": [reason for _, it in graded for reason in it.reasons],
        }
        checklist = tuple(item for asked, it in graded for item in _checklist(asked, it))
        decided_by = next(
            (
                (asked, line.route)
                for state in ("fails", "unknown")
                for asked, it in graded
                for line in it.every_line
                if line.state == state
            ),
            None,
        )
        if decided_by is None:
            return Verdict(decision, checklist=checklist)
        asked, route = decided_by
        return Verdict(decision, route, self._by(asked, route), checklist=checklist)

    def _by(self, asked: Asked, route: Route) -> str:
        return f"{printed(route)}, line {asked.line(route)}"


_UNREADABLE = -1


def _minor(version: object) -> int | None:
    """The minor number of a version, nothing for the latest, and `_UNREADABLE` for what is none."""
    if version == _LATEST:
        return None
    major, _, minor = version.removeprefix("v").partition(".") if isinstance(version, str) else ("", "", "")
    return int(minor) if major == "1" and minor.isdecimal() and len(minor) < 5 else _UNREADABLE


def _checklist(asked: Asked, grade: immutability.PodGrade) -> Iterator[Item]:
    """The lines of the pod, then those of each container with what it can write to."""
    yield from _items(asked, grade.lines, "")
    for container in grade.containers:
        about = f'{container.kind} "{shortened(container.name)}": {container.grade}'
        yield from _items(asked, container.lines, about)
        for mount in container.mounts:
            said = f"`{shortened(mount.path)}` can be written: {mount.purpose}"
            yield Item("remark", said, "", asked.line(mount.route), about)


def _items(asked: Asked, lines: Iterable[immutability.Line], about: str) -> Iterator[Item]:
    for line in lines:
        yield Item(line.state, line.message, line.change, asked.line(line.route), about)
