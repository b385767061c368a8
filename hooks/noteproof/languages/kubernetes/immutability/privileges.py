"""Which rights a container has that undo a read-only root, or lead to more."""

from __future__ import annotations

from collections.abc import Iterator

from noteproof.languages.kubernetes.immutability.grades import Line
from noteproof.languages.kubernetes.immutability.subjects import Subject
from noteproof.languages.kubernetes.immutability.written import flag, mapping, state_of, texts
from noteproof.schema.values import shortened

_MIGHTY = frozenset({"SYS_ADMIN", "ALL"})
"""With CAP_SYS_ADMIN a process can mount, and so remount its root as writable."""

_PREFIX = "CAP_"


def privileged(subject: Subject) -> Iterator[Line]:
    """A privileged container can remount its root as writable; a HostProcess container has no root."""
    name = "privileged"
    host_process = subject.over_pod(flag, "windowsOptions", "hostProcess")
    route = (*subject.context_route, name)
    is_privileged = flag(subject.context, name) is True
    if is_privileged:
        message = f"{subject.label} is privileged: it can remount its root filesystem as writable"
        yield Line(name, "fails", route, message, "remove `privileged: true`")
    if host_process.value:
        message = f"{subject.label} is a HostProcess container: it runs on the node itself"
        yield Line(name, "fails", host_process.route, message, "remove `hostProcess: true`")
    elif not is_privileged:
        yield Line(name, "ok", route, f"{subject.label} is not privileged")


def escalation(subject: Subject) -> Iterator[Line]:
    """`false` takes effect only where the container has not all the rights already."""
    name = "allowPrivilegeEscalation"
    route = (*subject.context_route, name)
    can = f"{subject.label} can gain privileges: `{name}`"
    mighty = next(mighty_capabilities(subject), None)
    if subject.is_windows:
        yield _not_on_windows(subject, name)
    elif flag(subject.context, name) is not False:
        change = f"set `{name}: false` in the `securityContext` of the container"
        yield Line(name, "fails", route, f"{can} {state_of(subject.context, name)}", change)
    elif flag(subject.context, "privileged"):
        message = f"{can} is false, but a privileged container always can"
        yield Line(name, "fails", route, message, "remove `privileged: true`")
    elif mighty is not None:
        added = shortened(mighty[1])
        message = f'{can} is false, but with the capability "{added}" it always can'
        yield Line(name, "fails", route, message, f'remove "{added}" from `capabilities.add`')
    else:
        yield Line(name, "ok", route, f"{subject.label} cannot gain privileges: `{name}` is false")


def added_capabilities(subject: Subject) -> Iterator[Line]:
    """Each of the capabilities with which a container can remount its root as writable."""
    name = "capabilities.add"
    route = (*subject.context_route, "capabilities", "add")
    found = list(mighty_capabilities(subject))
    if subject.is_windows:
        yield _not_on_windows(subject, name)
        return
    for at, written in found:
        read = _bare(written)
        as_read = "" if written.removeprefix(_PREFIX) == read else f", which a runtime can take for {read}"
        why = "it can remount its root filesystem as writable"
        message = f'{subject.label} adds the capability "{shortened(written)}"{as_read}: {why}'
        yield Line(name, "fails", (*route, at), message, f'remove "{shortened(written)}" from `{name}`')
    if not found:
        yield Line(name, "ok", route, f"{subject.label} adds neither SYS_ADMIN nor ALL")


def dropped_capabilities(subject: Subject) -> Iterator[Line]:
    """That all capabilities are dropped, which is better and decides nothing."""
    name = "capabilities.drop"
    route = (*subject.context_route, "capabilities", "drop")
    dropped = (word.upper() for _, word in texts(mapping(subject.context, "capabilities"), "drop"))
    if subject.is_windows:
        yield _not_on_windows(subject, name)
    elif "ALL" in dropped:
        yield Line(name, "ok", route, f"{subject.label} drops all capabilities")
    else:
        message = f"{subject.label} does not drop all capabilities"
        yield Line(name, "remark", route, message, f"set `{name}: [ALL]`, and add those that it needs")


def mighty_capabilities(subject: Subject) -> Iterator[tuple[int, str]]:
    """The added capabilities that are or hold CAP_SYS_ADMIN, as written, with their indices."""
    for at, word in texts(mapping(subject.context, "capabilities"), "add"):
        if _bare(word) in _MIGHTY:
            yield at, word


def _bare(capability: str) -> str:
    """The name of a capability; runtimes read it in any case, some of them with `CAP_`."""
    return capability.upper().removeprefix(_PREFIX)


def _not_on_windows(subject: Subject, name: str) -> Line:
    route = (*subject.context_route, *name.split("."))
    return Line(name, "remark", route, f"{subject.label} is for Windows, which has no `{name}`")
