"""The security contexts of a pod and of its containers, as validation.go of Kubernetes 1.36 asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Part
from noteproof.languages.kubernetes.validation import field_rules
from noteproof.languages.kubernetes.validation.criteria import INT32, between, one_of
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, whole_number
from noteproof.languages.kubernetes.validation.rules import out_of_range

LISTS_OF_CONTAINERS = ("initContainers", "containers", "ephemeralContainers")

_PROC_MOUNTS = ("Default", "Unmasked")
_UNMASKED = "Unmasked"
_NO_DEVICES = 35
"""The minor version since which block devices are refused in a pod with users of its own."""

_MOUNTED_BY_LABEL = 37
"""The minor version since which SELinuxMount is on, and `seLinuxChangePolicy: MountOption` is taken."""

_CHANGES: tuple[str, ...] = ("Recursive", "MountOption")

_WORDS = {
    "fsGroupChangePolicy": (0, ("Always", "OnRootMismatch")),
    "supplementalGroupsPolicy": (33, ("Merge", "Strict")),
}
"""The words of fields, and the minor version since which the server reads the field."""

_READ = 33
"""The minor version since which servers do not drop `hostUsers`, `procMount` and `seLinuxChangePolicy`."""


def contexts_of(spec: Node, key: str = "") -> Iterator[Node]:
    """The security contexts of all containers of a pod, or those of them that have a field."""
    for list_of in LISTS_OF_CONTAINERS:
        listed = spec.value.get(list_of)
        for at, it in enumerate(listed if isinstance(listed, list) else ()):
            context = it.get("securityContext") if isinstance(it, dict) else None
            if context and isinstance(context, dict) and (not key or key in context):
                yield Node(context, (*spec.route, list_of, at, "securityContext"), spec.scene)


def _ids(context: Node) -> Iterator[Finding]:
    for key in ("runAsUser", "runAsGroup", "fsGroup"):
        if key in context.value:
            yield from between(context, key, 0, INT32, 64)


def _of_container(context: Node) -> Iterator[Finding]:
    yield from _ids(context)
    if "procMount" in context.value and not context.scene.drops(_READ):
        yield from one_of(context, "procMount", _PROC_MOUNTS, default=False)
    if context.flag("allowPrivilegeEscalation") is False:
        yield from _escalation(context)


def _escalation(context: Node) -> Iterator[Finding]:
    """What lets a container gain privileges though it is said that it may not."""
    if context.flag("privileged"):
        what = "`allowPrivilegeEscalation` cannot be false where `privileged` is true"
        yield field_rules.conflicting_fields.at(_escalates(context), what, "remove `privileged: true`")
    capabilities = context.node("capabilities")
    if capabilities is not None and any(it.text == "CAP_SYS_ADMIN" for it in capabilities.texts("add")):
        what = "`allowPrivilegeEscalation` cannot be false with the capability CAP_SYS_ADMIN"
        hint = "remove `CAP_SYS_ADMIN` from `capabilities.add`"
        yield field_rules.conflicting_fields.at(_escalates(context), what, hint)


def _escalates(context: Node) -> Part:
    """The place of the flag; the server names the whole context."""
    return context.named(context.route, context.at("allowPrivilegeEscalation"))


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
    for key, (since, words) in _WORDS.items():
        if key in context.value and not context.scene.drops(since):
            yield from one_of(context, key, words, default=False)
    if "seLinuxChangePolicy" in context.value and not context.scene.drops(_READ):
        changes = _CHANGES if context.scene.minor >= _MOUNTED_BY_LABEL else _CHANGES[:1]
        yield from one_of(context, "seLinuxChangePolicy", changes, default=False)


def _unmasked(spec: Node) -> Iterator[Finding]:
    """A /proc that hides nothing asks for users of the pod's own."""
    if spec.flag("hostUsers") is False or spec.scene.drops(_READ) or spec.leaves_out():
        return
    for context in contexts_of(spec, "procMount"):
        if context.text("procMount") == _UNMASKED:
            what = "`procMount: Unmasked` shows all of /proc, and needs `hostUsers: false`"
            yield field_rules.conflicting_fields.at(
                context.at("procMount"), what, "add `hostUsers: false` to the spec of the pod"
            )


def _host_namespaces(spec: Node) -> Iterator[Fault]:
    """What of the node a pod may not share beside other things that it asks for."""
    if spec.flag("shareProcessNamespace") and spec.flag("hostPID"):
        where = spec.named(
            spec.to("securityContext", "shareProcessNamespace"), spec.at("shareProcessNamespace")
        )
        what = "`shareProcessNamespace` and `hostPID` cannot both be true"
        yield field_rules.conflicting_fields.at(where, what, "remove `shareProcessNamespace`")
    if spec.flag("hostUsers") is False and not spec.scene.drops(_READ):
        for key in ("hostNetwork", "hostPID", "hostIPC"):
            if spec.flag(key):
                what = f"`{key}` cannot be true where `hostUsers` is false"
                yield field_rules.conflicting_fields.at(
                    spec.at(key), what, f"remove `{key}: true`", "Forbidden"
                )
        if spec.scene.minor >= _NO_DEVICES:
            yield from _devices(spec)


def _devices(spec: Node) -> Iterator[Finding]:
    """Block devices, whose owners cannot be mapped to the users of the pod."""
    for containers in LISTS_OF_CONTAINERS:
        for container in spec.nodes(containers):
            if container.value.get("volumeDevices"):
                what = "`volumeDevices` cannot be given where `hostUsers` is false"
                hint = "remove `hostUsers: false`, or mount a file system"
                yield field_rules.conflicting_fields.at(
                    container.key("volumeDevices"), what, hint, "Forbidden"
                )


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.SecurityContext": (_of_container,),
    "core.v1.PodSecurityContext": (_of_pod,),
    "core.v1.PodSpec": (_unmasked, _host_namespaces),
}
