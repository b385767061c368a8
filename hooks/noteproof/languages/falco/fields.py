"""A field as it is written → the field of Falco's tables that it is, and with which argument."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from noteproof.languages.falco import tables
from noteproof.languages.falco.tables import SYSCALL, Field
from noteproof.text import nearest

_INDEX = re.compile(r"-?[0-9]+")
_WRITTEN = re.compile(r"(?P<name>[^\[\]]*)(?:\[(?P<argument>.*)\])?", re.DOTALL)

CONFUSED = {
    "user.id": "user.uid", "group.id": "group.gid", "proc.command": "proc.cmdline",
    "proc.cmd": "proc.cmdline",
    "proc.path": "proc.exepath", "proc.parent": "proc.pname", "proc.parent.name": "proc.pname",
    "proc.pname.cmdline": "proc.pcmdline", "process.name": "proc.name", "process.cmdline": "proc.cmdline",
    "evt.name": "evt.type", "evt.syscall": "evt.type", "syscall.name": "evt.type", "event.type": "evt.type",
    "fd.path": "fd.name", "fd.file": "fd.name", "file.name": "fd.name", "file.path": "fd.name",
    "fd.ip.name": "fd.sip.name", "fd.rport.name": "fd.rproto", "user.login": "user.loginname",
    "container.image.name": "container.image.repository", "container.pod.name": "k8s.pod.name",
    "container.image.full": "container.image", "k8s.namespace.name": "k8s.ns.name", "k8s.ns": "k8s.ns.name",
    "k8s.namespace": "k8s.ns.name", "k8s.pod": "k8s.pod.name", "pod.name": "k8s.pod.name",
    "container.namespace": "k8s.ns.name", "ka.user": "ka.user.name", "ka.namespace": "ka.target.namespace",
    "ka.resource": "ka.target.resource", "ka.name": "ka.target.name", "evt.is_write": "evt.is_open_write",
    "evt.is_read": "evt.is_open_read", "proc.id": "proc.pid", "proc.uid": "user.uid", "proc.gid": "group.gid",
    "user.gid": "group.gid", "evt.result": "evt.res", "container.image.repo": "container.image.repository",
    "k8s.pod.namespace": "k8s.ns.name", "proc.commandline": "proc.cmdline", "proc.pname.name": "proc.pname",
}  # fmt: skip
"""Names that are often written for others."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A field with its argument. `kind` is the type of its value, `text` how Falco writes it."""

    field: Field
    argument: str | None
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """That a text is no field: what is wrong, and what to write instead.

    `source` names the source of events that would know it.
    """

    fault: str
    hint: str
    source: str = ""


def split(text: str) -> tuple[str, str | None]:
    """A field's name and its argument in brackets."""
    found = _WRITTEN.fullmatch(text)
    return (found["name"], found["argument"]) if found else (text, None)


@lru_cache(maxsize=65536)
def resolve(name: str, argument: str | None, source: str = SYSCALL) -> Reference | Unknown:
    """The field that a name and an argument in brackets mean to a rule of a source."""
    return _known(name, argument, source) or _unknown(name, argument, source)


def _heads(name: str) -> list[str]:
    """What stands before each dot of a name, if a field's name may be as long, the longest first."""
    heads = []
    name = name[: tables.longest_name() + 1]
    while "." in name:
        name = name.rpartition(".")[0]
        heads.append(name)
    return heads


def _with_brackets(field: Field, argument: str | None) -> Reference | Unknown:
    name = field.name
    if argument is None:
        if field.needs_argument:
            return Unknown(f"`{name}` means nothing without an argument", _with_argument(field))
        return Reference(field, None, field.kind, name)
    if "key" in field.arguments or ("index" in field.arguments and _INDEX.fullmatch(argument)):
        return Reference(field, argument, field.kind, f"{name}[{argument}]")
    if "index" in field.arguments:
        return Unknown(f"`{argument}` is no index for `{name}`", f"write a number, as in `{name}[1]`")
    if "dot" in field.arguments:
        return Unknown(f"`{name}` takes no index", _with_argument(field))
    return Unknown(f"`{name}` takes no argument", f"write `{name}`")


def _with_argument(field: Field) -> str:
    if field.name == "evt.type.is":
        return "write an event type behind it, as in `evt.type.is.open`"
    if "dot" in field.arguments:
        return f"write a name behind it, as in `{field.name}.name`" + (
            f", or an index, as in `{field.name}[0]`" if "index" in field.arguments else ""
        )
    example = "app" if "key" in field.arguments else "1000"
    return f"write one in brackets, as in `{field.name}[{example}]`"


def _with_dot(field: Field, rest: str, argument: str | None) -> Reference | Unknown:
    name, text = field.name, f"{field.name}.{rest}"
    if argument is not None:
        return Unknown(f"`{text}` takes no argument in brackets", f"write `{text}`")
    if name == "thread.cgroup":
        return Reference(field, rest, field.kind, text)
    if name == "evt.abspath":
        if rest in ("src", "dst"):
            return Reference(field, rest, field.kind, text)
        return Unknown(f"`{text}` is no field", "write `evt.abspath`, `evt.abspath.src` or `evt.abspath.dst`")
    if name == "evt.type.is":
        if rest in tables.event_types():
            return Reference(field, rest, field.kind, text)
        near = nearest(rest, tables.event_types())
        return Unknown(f"`{rest}` is no event type", f"did you mean `{name}.{near}`?" if near else _TYPES)
    kind = tables.arguments().get(rest)
    if kind is None:
        near = nearest(rest, tables.arguments())
        hint = (
            f"did you mean `{name}.{near}`?"
            if near
            else "`falco --list-events` names the arguments of events"
        )
        return Unknown(f"no event has an argument `{rest}`", hint)
    return Reference(field, rest, kind if name == "evt.rawarg" else field.kind, text)


_TYPES = "`falco --list-events` names the event types"


def _unknown(name: str, argument: str | None, source: str) -> Unknown:
    home = _home(name, argument, source)
    if home == SYSCALL:
        hint = "use the fields of this source, or drop `source:` from the rule"
        return Unknown(f"`{name}` is a field of system calls, and none of the source `{source}`", hint, home)
    if home:
        own = tables.plugin_fields().get(name)
        plugin = own.family if own else tables.SOURCES.get(home, home)
        hint = f"write `source: {home}` into the rule: the field comes from the plugin `{plugin}`"
        return Unknown(f"`{name}` is no field of the source `{source}`", hint, home)
    for head in _heads(name):
        field = tables.fields_of(source).get(head)
        if field is not None and "key" in field.arguments:
            hint = f"write `{head}[{name[len(head) + 1 :]}]`"
            return Unknown(f"`{name}` is no field of Falco's", hint)
    meant = suggestion(name, source)
    if meant:
        return Unknown(f"`{name}` is no field of Falco's", f"did you mean `{meant}`?")
    return Unknown(f"`{name}` is no field of Falco's", "`falco --list` names the fields")


def _home(name: str, argument: str | None, source: str) -> str:
    """The source whose field a name is, if it is not the one that was asked."""
    for other in tables.SOURCES:
        if other != source and isinstance(_known(name, argument, other), Reference):
            return other
    return ""


def _known(name: str, argument: str | None, source: str) -> Reference | Unknown | None:
    known = tables.fields_of(source)
    if name in known:
        return _with_brackets(known[name], argument or None)
    for head in _heads(name):
        if head in known and "dot" in known[head].arguments:
            return _with_dot(known[head], name[len(head) + 1 :], argument or None)
    return None


@lru_cache(maxsize=4096)
def suggestion(name: str, source: str = SYSCALL) -> str | None:
    """The field that may have been meant by a name that is none."""
    known = tables.fields_of(source)
    confused = CONFUSED.get(name.lower())
    if confused in known:
        return confused
    head, _, _ = name.partition(".")
    same_class = [each for each in known if each.startswith(f"{head}.")]
    return nearest(name, same_class) or nearest(name, known)
