"""The security contexts of a pod and of its containers, as validation.go of Kubernetes 1.36 asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Finding
from noteproof.languages.kubernetes.validation import pod_rules
from noteproof.languages.kubernetes.validation.criteria import INT32, between, one_of
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, whole_number
from noteproof.languages.kubernetes.validation.rules import out_of_range

LISTS_OF_CONTAINERS = ("initContainers", "containers", "ephemeralContainers")

_PROC_MOUNTS = ("Default", "Unmasked")
_UNMASKED = "Unmasked"
_MOUNTED_BY_LABEL = 37
"""The minor version since which SELinuxMount is on, and `seLinuxChangePolicy: MountOption` is taken."""

_CHANGES: tuple[str, ...] = ("Recursive", "MountOption")

_WORDS = {
    "fsGroupChangePolicy": ("Always", "OnRootMismatch"),
    "supplementalGroupsPolicy": ("Merge", "Strict"),
}


def contexts_of(spec: Node) -> Iterator[Node]:
    """The security contexts of all containers of a pod."""
    for key in LISTS_OF_CONTAINERS:
        listed = spec.value.get(key)
        for at, it in enumerate(listed if isinstance(listed, list) else ()):
            context = it.get("securityContext") if isinstance(it, dict) else None
            if isinstance(context, dict) and context:
                yield Node(context, (*spec.route, key, at, "securityContext"), spec.scene)


def _ids(context: Node) -> Iterator[Finding]:
    for key in ("runAsUser", "runAsGroup", "fsGroup"):
        if key in context.value:
            yield from between(context, key, 0, INT32, 64)


def _of_container(context: Node) -> Iterator[Finding]:
    yield from _ids(context)
    if "procMount" in context.value:
        yield from one_of(context, "procMount", _PROC_MOUNTS, default=False)
    if context.flag("allowPrivilegeEscalation") is False:
        yield from _escalation(context)


def _escalation(context: Node) -> Iterator[Finding]:
    """What lets a container gain privileges though it is said that it may not."""
    where = context.named(context.route, context.at("allowPrivilegeEscalation"))
    if context.flag("privileged"):
        what = "`allowPrivilegeEscalation` cannot be false where `privileged` is true"
        yield pod_rules.conflicting_fields.at(where, what, "remove `privileged: true`")
    capabilities = context.node("capabilities")
    if capabilities is not None and any(it.text == "CAP_SYS_ADMIN" for it in capabilities.texts("add")):
        what = "`allowPrivilegeEscalation` cannot be false with the capability CAP_SYS_ADMIN"
        yield pod_rules.conflicting_fields.at(where, what, "remove `CAP_SYS_ADMIN` from `capabilities.add`")


def _of_pod(context: Node) -> Iterator[Finding]:
    yield from _ids(context)
    groups = context.value.get("supplementalGroups")
    for at, it in enumerate(groups if isinstance(groups, list) else ()):
        group = whole_number(it)
        if group is not None and not 0 <= group <= INT32 and -1 << 63 <= group < 1 << 63:
            hint = f"write a number from 0 to {INT32}"
            yield out_of_range.at(
                context.at("supplementalGroups", at), "supplementalGroups", str(group), hint
            )
    for key, words in _WORDS.items():
        if key in context.value:
            yield from one_of(context, key, words, default=False)
    if "seLinuxChangePolicy" in context.value:
        changes = _CHANGES if context.scene.minor >= _MOUNTED_BY_LABEL else _CHANGES[:1]
        yield from one_of(context, "seLinuxChangePolicy", changes, default=False)


def _unmasked(spec: Node) -> Iterator[Finding]:
    """A /proc that hides nothing asks for users of the pod's own."""
    if spec.flag("hostUsers") is False or spec.scene.is_part or spec.leaves_out():
        return
    for context in contexts_of(spec):
        if context.text("procMount") == _UNMASKED:
            what = "`procMount: Unmasked` shows all of /proc, and needs `hostUsers: false`"
            yield pod_rules.conflicting_fields.at(
                context.at("procMount"), what, "add `hostUsers: false` to the spec of the pod"
            )


def _host_namespaces(spec: Node) -> Iterator[Fault]:
    """What of the node a pod may not share beside other things that it asks for."""
    if spec.flag("shareProcessNamespace") and spec.flag("hostPID"):
        where = spec.named(
            spec.to("securityContext", "shareProcessNamespace"), spec.at("shareProcessNamespace")
        )
        what = "`shareProcessNamespace` and `hostPID` cannot both be true"
        yield pod_rules.conflicting_fields.at(where, what, "remove `shareProcessNamespace`")
    if spec.flag("hostUsers") is False:
        for key in ("hostNetwork", "hostPID", "hostIPC"):
            if spec.flag(key):
                what = f"`{key}` cannot be true where `hostUsers` is false"
                yield pod_rules.conflicting_fields.at(
                    spec.at(key), what, f"remove `{key}: true`", "Forbidden"
                )


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.SecurityContext": (_of_container,),
    "core.v1.PodSecurityContext": (_of_pod,),
    "core.v1.PodSpec": (_unmasked, _host_namespaces),
}
