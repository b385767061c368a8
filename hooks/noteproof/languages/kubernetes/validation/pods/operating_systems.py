"""What a pod may not ask for on Linux and on Windows, and what containers of the Windows host need."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from noteproof.finding import Finding
from noteproof.languages.kubernetes.validation import field_rules, rules
from noteproof.languages.kubernetes.validation.criteria import formed, not_empty
from noteproof.languages.kubernetes.validation.names import SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.pods.security_contexts import LISTS_OF_CONTAINERS, contexts_of
from noteproof.schema.values import shortened
from noteproof.text import nearest

_SYSTEMS = ("linux", "windows")

_NOT_OF_WINDOWS_PODS = ("hostUsers", "shareProcessNamespace")
_FALSE_ON_WINDOWS = ("hostPID", "hostIPC")
_NOT_OF_WINDOWS_CONTEXTS = (
    "appArmorProfile", "seLinuxOptions", "seccompProfile", "fsGroup", "fsGroupChangePolicy", "runAsUser",
    "runAsGroup", "supplementalGroups", "supplementalGroupsPolicy", "seLinuxChangePolicy",
)  # fmt: skip
_NOT_OF_WINDOWS_CONTAINERS = (
    "appArmorProfile", "seLinuxOptions", "seccompProfile", "capabilities", "readOnlyRootFilesystem",
    "privileged", "allowPrivilegeEscalation", "procMount", "runAsUser", "runAsGroup",
)  # fmt: skip

_SPEC_BYTES = 64 * 1024
_DOMAIN, _USER = 255, 104
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NETBIOS = re.compile(r'[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}')
_DNS_LABEL = re.compile(r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?")
_NOT_IN_USER = re.compile(r'["/\\:;|=,+*?<>@\[\]]')


def _system(spec: Node) -> Iterator[Fault]:
    """The fields that the operating system of a pod does not have."""
    system = spec.node("os") if "os" in spec.value else None
    name = system.placed("name") if system else None
    if system is None or name is None:
        return
    yield from not_empty(name)
    if name.text and name.text not in _SYSTEMS:
        where, meant = spec.named(system.route, system.at("name")), nearest(name.text, _SYSTEMS)
        yield rules.unsupported_value.at(where, "os.name", shortened(name.text), meant, _SYSTEMS)
    elif name.text == "linux":
        yield from _linux(spec)
    elif name.text == "windows":
        yield from _windows(spec)


def _linux(spec: Node) -> Iterator[Finding]:
    for context in _contexts(spec):
        if context.has("windowsOptions"):
            yield _forbidden(context, "windowsOptions", "Linux")


def _windows(spec: Node) -> Iterator[Finding]:
    for key in _NOT_OF_WINDOWS_PODS:
        if spec.has(key):
            yield _forbidden(spec, key, "Windows")
    for key in _FALSE_ON_WINDOWS:
        if spec.flag(key):
            yield _forbidden(spec, key, "Windows")
    pod = spec.node("securityContext")
    if pod is not None:
        for key in _NOT_OF_WINDOWS_CONTEXTS:
            if pod.has(key):
                yield _forbidden(pod, key, "Windows")
        if pod.value.get("sysctls"):
            yield _forbidden(pod, "sysctls", "Windows")
    for context in contexts_of(spec):
        for key in _NOT_OF_WINDOWS_CONTAINERS:
            if context.has(key):
                yield _forbidden(context, key, "Windows")


def _contexts(spec: Node) -> Iterator[Node]:
    pod = spec.node("securityContext")
    if pod is not None:
        yield pod
    yield from contexts_of(spec)


def _forbidden(node: Node, key: str, system: str) -> Finding:
    return rules.forbidden_field.at(
        node.key(key), key, f"pods of {system} have no such thing", f"remove `{key}`"
    )


def _host_process(spec: Node) -> Iterator[Finding]:
    """Containers that run on the Windows host itself: all of a pod or none, and on the host's network."""
    pod = _is_host_process(spec)
    if pod is None and next(contexts_of(spec, "windowsOptions"), None) is None:
        return
    listed = [spec.value.get(key) for key in LISTS_OF_CONTAINERS]
    count = sum(len(it) for it in listed if isinstance(it, list))
    own = [(it, _host_option(it)) for it in contexts_of(spec)]
    said = [(it, flag) for it, flag in own if flag is not None]
    for context, flag in said:
        if pod is not None and flag is not pod:
            what = f"`hostProcess` is {str(flag).lower()} here, and {str(pod).lower()} for the pod"
            yield field_rules.conflicting_fields.at(
                context.at("windowsOptions", "hostProcess"), what, "write the same value in both"
            )
    hosts = sum(flag is True for _, flag in said) + (count - len(said) if pod else 0)
    if hosts and hosts != count:
        what = "some containers of the pod are HostProcess containers, and others are not"
        hint = "set `hostProcess: true` for the pod, not for one container"
        yield field_rules.conflicting_fields.at(spec.at(), what, hint)
    if hosts and not (spec.flag("hostNetwork") or spec.leaves_out()):
        what = "HostProcess containers need `hostNetwork: true`"
        yield field_rules.conflicting_fields.at(
            spec.named(spec.to("hostNetwork"), spec.key()),
            what,
            "add `hostNetwork: true` to the spec of the pod",
        )


def _is_host_process(spec: Node) -> bool | None:
    context = spec.node("securityContext") if "securityContext" in spec.value else None
    return _host_option(context) if context is not None else None


def _host_option(context: Node) -> bool | None:
    options = context.node("windowsOptions") if "windowsOptions" in context.value else None
    return options.flag("hostProcess") if options is not None else None


def _options(options: Node) -> Iterator[Finding]:
    """The credentials and the user of a Windows container."""
    name = options.placed("gmsaCredentialSpecName")
    if name is not None and not name.text:
        yield _malformed(
            options, "gmsaCredentialSpecName", name.text, "it is empty", "write the name, or remove it"
        )
    yield from formed(name, "GMSA credential spec", SUBDOMAIN)
    spec = options.text("gmsaCredentialSpec")
    if spec is not None and not 0 < len(spec.encode()) <= _SPEC_BYTES:
        why = f"it is longer than {_SPEC_BYTES} bytes" if spec else "it is empty"
        yield _malformed(options, "gmsaCredentialSpec", spec, why, "write the credential spec, or remove it")
    user = options.text("runAsUserName")
    fault = None if user is None else _user_fault(user)
    if user is not None and fault:
        hint = "write a name like `ContainerUser`, or a domain, `\\` and a name"
        yield _malformed(options, "runAsUserName", user, fault, hint)


def _malformed(options: Node, key: str, text: str, why: str, hint: str) -> Finding:
    return field_rules.malformed_text.at(options.at(key), key, shortened(text), why, hint)


def _user_fault(name: str) -> str | None:
    """Why a text does not name a user of Windows, with or without a domain."""
    if not name:
        return "it is empty"
    if _CONTROL.search(name):
        return "it has control characters"
    domain, backslash, user = name.rpartition("\\")
    if "\\" in domain:
        return "it has more than one backslash"
    if backslash and not _is_domain(domain):
        return "its domain has the form of neither NetBIOS nor DNS"
    if not user:
        return "it names no user"
    if len(user.encode()) > _USER:
        return f"its user is longer than {_USER} bytes"
    if not user.strip(". "):
        return "its user has nothing but dots and blanks"
    return 'it has one of the signs " / : ; | = , + * ? < > @ [ ]' if _NOT_IN_USER.search(user) else None


def _is_domain(domain: str) -> bool:
    if len(domain.encode()) > _DOMAIN:
        return False
    return bool(_NETBIOS.fullmatch(domain)) or all(_DNS_LABEL.fullmatch(it) for it in domain.split("."))


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.PodSpec": (_system, _host_process),
    "core.v1.WindowsSecurityContextOptions": (_options,),
}
