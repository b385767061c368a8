"""What each field of a pod changes in its grade and its level: a page, decided as it is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from noteproof.finding import Route, printed
from noteproof.languages.kubernetes import immutability, pod_security
from noteproof.languages.kubernetes.templates import pods_in
from noteproof.text import Snippet, Source
from noteproof.yamltree import KUBERNETES, read

TITLES = {"matrix": "What each field of a pod changes"}
"""The pages by their names, and the title of each."""

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  securityContext:
    runAsNonRoot: true
    runAsUser: 101
    seccompProfile:
      type: RuntimeDefault
  containers:
  - name: web
    image: nginx:1.29
    securityContext:
      readOnlyRootFilesystem: true
      allowPrivilegeEscalation: false
      capabilities:
        drop: ["ALL"]
    volumeMounts:
    - name: tmp
      mountPath: /tmp
  volumes:
  - name: tmp
    emptyDir: {}
"""

_SPEC = ("spec",)
_OF_POD = ("spec", "securityContext")
_CONTAINER = ("spec", "containers", 0)
_OF_CONTAINER = (*_CONTAINER, "securityContext")

_HARDENING: tuple[tuple[str, Mapping[Route, str]], ...] = (
    ("nothing", {}),
    ("the root is read-only", {(*_OF_CONTAINER, "readOnlyRootFilesystem"): "true"}),
    ("no new privileges", {(*_OF_CONTAINER, "allowPrivilegeEscalation"): "false"}),
    ("all capabilities are dropped", {(*_OF_CONTAINER, "capabilities"): '{drop: ["ALL"]}'}),
    ("not root", {(*_OF_POD, "runAsNonRoot"): "true"}),
    ("the runtime's seccomp profile", {(*_OF_POD, "seccompProfile"): "{type: RuntimeDefault}"}),
)
"""The steps from a plain pod to a hardened one, each on top of those before."""

_CHANGES: tuple[Mapping[Route, str | None], ...] = (
    {(*_OF_CONTAINER, "readOnlyRootFilesystem"): None},
    {(*_OF_CONTAINER, "privileged"): "true", (*_OF_CONTAINER, "allowPrivilegeEscalation"): None},
    {(*_OF_CONTAINER, "allowPrivilegeEscalation"): None},
    {(*_OF_CONTAINER, "capabilities"): None},
    {(*_OF_CONTAINER, "capabilities", "add"): "[NET_BIND_SERVICE]"},
    {(*_OF_CONTAINER, "capabilities", "add"): "[NET_ADMIN]"},
    {(*_OF_CONTAINER, "capabilities", "add"): "[SYS_ADMIN]"},
    {(*_OF_POD, "runAsNonRoot"): None},
    {(*_OF_POD, "runAsNonRoot"): None, (*_OF_POD, "runAsUser"): None},
    {(*_OF_POD, "runAsNonRoot"): None, (*_OF_POD, "runAsUser"): "0"},
    {(*_OF_CONTAINER, "runAsNonRoot"): "false"},
    {(*_OF_POD, "seccompProfile"): None},
    {(*_OF_POD, "seccompProfile"): "{type: Unconfined}"},
    {(*_SPEC, "hostPID"): "true"},
    {(*_SPEC, "hostNetwork"): "true"},
    {(*_SPEC, "hostUsers"): "false"},
    {(*_SPEC, "volumes", 0, "emptyDir"): None, (*_SPEC, "volumes", 0, "hostPath"): "{path: /var/tmp}"},
    {
        (*_SPEC, "volumes", 0, "emptyDir"): None,
        (*_SPEC, "volumes", 0, "hostPath"): "{path: /var/tmp}",
        (*_CONTAINER, "volumeMounts", 0, "readOnly"): "true",
    },
    {(*_CONTAINER, "volumeMounts", 0, "mountPath"): "/usr/local/bin"},
    {(*_CONTAINER, "ports"): "[{containerPort: 80, hostPort: 80}]"},
    {(*_CONTAINER, "image"): f"nginx@sha256:{'0123456789abcdef' * 4}"},
    {(*_SPEC, "automountServiceAccountToken"): "false"},
)
"""What is changed in the hardened pod; nothing in the place of a value removes its field."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a pod comes to: its grade, the strictest level that allows it, and why not more."""

    grade: immutability.Grade
    level: pod_security.Level
    why: str


def decide(value: object) -> Decided:
    """What the one pod of a manifest comes to by the latest standards."""
    (pod,) = pods_in(value)
    graded = immutability.grade(pod)
    rulings = [(level, pod_security.evaluate(pod, level, None)) for level in pod_security.LEVELS]
    level = [level for level, ruling in rulings if ruling.allowed][-1]
    refused = next((ruling.reasons for _, ruling in rulings if not ruling.allowed), ())
    grades = (reason.removeprefix('container "web" ') for reason in graded.reasons)
    return Decided(graded.grade, level, "<br>".join((*grades, *(f"*{it}*" for it in refused))))


def pages() -> dict[str, str]:
    """The Markdown of each page by its name."""
    return {"matrix": "\n".join([f"# {TITLES['matrix']}", "", *_lines()])}


def _lines() -> Iterator[str]:
    yield "Each line below was decided when this page was made, by the checker that reads the notes."
    yield "The level is the strictest of the latest Pod Security Standards that allows the pod."
    yield from ("", "## The pod", "", "```yaml", *POD.splitlines(), "```", "")
    before = decide(_value(POD))
    yield f"It is **{before.grade}**, and the level *{before.level}* allows it."
    yield from ("", "## One thing changed", "")
    yield from ("| changed | grade | level | why |", "|---|---|---|---|")
    for change in _CHANGES:
        yield f"| {_written(change)} | {_row(_changed(_value(POD), change))} |"
    yield from ("", "## Step by step", "", _STEPS, "")
    yield from ("| step | written | grade | level | why |", "|---|---|---|---|---|")
    value = _plain()
    for name, change in _HARDENING:
        value = _changed(value, change)
        yield f"| {name} | {_written(change)} | {_row(value)} |"
    yield ""


_STEPS = "The same pod without any of its security settings, and one more of them in each line."


def _row(value: object) -> str:
    decided = decide(value)
    why = decided.why.replace("|", "\\|")
    return f"**{decided.grade}** | {decided.level} | {why}"


def _written(change: Mapping[Route, str | None]) -> str:
    return "<br>".join(_shown(route, text) for route, text in change.items())


def _shown(route: Route, text: str | None) -> str:
    """A change, as `hostPID: true` under the name of what holds it."""
    where = printed(route).removeprefix("spec.").replace("containers[0].", "").replace("securityContext.", "")
    of_pod = route[:2] == _OF_POD
    said = f"`{where}` removed" if text is None else f"`{where}: {_short(text)}`"
    return f"{said} (pod)" if of_pod else said


def _short(text: str) -> str:
    return text if len(text) < 40 else f"{text[:24]}…"


def _value(text: str) -> dict[str, Any]:
    """The value of a manifest of one document."""
    (document,) = read(Snippet.whole(Source("", text)), KUBERNETES).documents
    assert isinstance(document.value, dict)
    return document.value


def _plain() -> dict[str, Any]:
    """The pod without its security contexts."""
    return _changed(_value(POD), {_OF_POD: None, _OF_CONTAINER: None})


def _changed(value: dict[str, Any], change: Mapping[Route, str | None]) -> dict[str, Any]:
    """A manifest with values set or removed; mappings on the way are made where there are none."""
    changed = deepcopy(value)
    for route, text in change.items():
        holder: Any = changed
        for step in route[:-1]:
            holder = holder.setdefault(step, {}) if isinstance(holder, dict) else holder[step]
        if text is None:
            holder.pop(route[-1], None)
        else:
            holder[route[-1]] = _value(f"it: {text}")["it"]
    return changed
