"""What the checks look at: a pod's security context and those of its containers, after defaulting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from noteproof.finding import Route
from noteproof.languages.kubernetes.pod_security.values import Fields, entries, fields, flag, text
from noteproof.languages.kubernetes.templates import Pod

_GROUPS = ("initContainers", "containers", "ephemeralContainers")
"""The containers of a pod, in the order in which they are looked at."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The pod, whose spec this is, or one of its containers: what may have a security context."""

    name: str
    fields: Fields
    route: Route
    is_pod: bool = False

    @property
    def security(self) -> Fields:
        """Its security context, which is empty where there is none."""
        return fields(self.fields, "securityContext") or {}

    def at(self, *steps: str | int) -> Route:
        """The route to a field of its security context."""
        return (*self.route, "securityContext", *steps)


@dataclass(frozen=True, slots=True)
class Subject:
    """A pod as the checks see it.

    `copies_ports`: the API server copies each `containerPort` into a `hostPort` that is not set. It does so
    for a Pod with `hostNetwork`, and not for a template: the Pods that are made from it come by again.
    """

    annotations: Mapping[str, str]
    annotations_at: Route
    pod: Holder
    containers: tuple[Holder, ...]
    copies_ports: bool

    @property
    def holders(self) -> tuple[Holder, ...]:
        """The pod and then its containers."""
        return (self.pod, *self.containers)

    @property
    def is_windows(self) -> bool:
        """Whether the pod says that it is for Windows."""
        return text(fields(self.pod.fields, "os") or {}, "name") == "windows"

    @property
    def has_own_users(self) -> bool:
        """Whether the pod has a user namespace, so that its root is nobody on the node."""
        return flag(self.pod.fields, "hostUsers") is False


def subject_of(pod: Pod) -> Subject:
    """A pod for the checks to look at."""
    spec_at = (*pod.route, "spec")
    found = fields(pod.metadata, "annotations") or {}
    return Subject(
        {
            key: value or ""
            for key, value in found.items()
            if isinstance(key, str) and (value is None or isinstance(value, str))
        },
        (*pod.route, "metadata", "annotations"),
        Holder("", pod.spec, spec_at, is_pod=True),
        tuple(
            Holder(text(container, "name"), container, (*spec_at, group, at))
            for group in _GROUPS
            for at, container in entries(pod.spec, group)
        ),
        flag(pod.spec, "hostNetwork") is True and pod.route[-1:] != ("template",),
    )
