"""The fields, event types and services that Falco 0.44.1 knows, read from the tables in this package.

`scripts/falco_tables.py` writes the tables and says what their lines mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pkgutil import get_data

SYSCALL = "syscall"
"""The source of events that rules are about unless they name another."""

SOURCES = {
    SYSCALL: "",
    "k8s_audit": "k8saudit",
    "aws_cloudtrail": "cloudtrail",
    "okta": "okta",
    "github": "github",
}
"""The sources of events, and the plugin that each comes from."""

EXTRACTORS = frozenset({"json"})
"""The plugins whose fields are of any source but system calls."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field as `falco --list` shows it.

    `kind` is its type in Falco's words, `family` its class, or the plugin that it comes from. `arguments` are
    the ways in which an argument is written: "index" `[0]`, "key" `[name]`, "dot" `.name`.
    """

    name: str
    kind: str
    family: str
    arguments: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()

    @property
    def is_list(self) -> bool:
        """Whether its value is a list."""
        return "list" in self.flags

    @property
    def needs_argument(self) -> bool:
        """Whether it means nothing without an argument."""
        return "required" in self.flags

    @property
    def is_deprecated(self) -> bool:
        """Whether Falco means to drop it."""
        return "deprecated" in self.flags


_ARGUMENTS = frozenset({"index", "key", "dot"})

# The fields that events of every source have, as the plugins' manual says: those of the event itself.
_COMMON = (
    *("evt.num", "evt.time", "evt.datetime", "evt.rawtime", "evt.reltime", "evt.pluginname"),
    *("evt.plugininfo", "evt.source", "evt.is_async", "evt.asynctype", "evt.hostname"),
)


@cache
def fields() -> dict[str, Field]:
    """The fields of system calls by their names, in Falco's order."""
    return dict(_fields("fields.txt"))


@cache
def plugin_fields() -> dict[str, Field]:
    """The fields of the plugins by their names."""
    return {
        name: Field(field.name, field.kind, field.family, frozenset({"index", "key"}), field.flags)
        for name, field in _fields("plugins.txt")
    }


@cache
def fields_of(source: str) -> dict[str, Field]:
    """The fields that a rule of a source can use; of a source that is not known, those of every source."""
    if source == SYSCALL:
        return fields()
    plugin = SOURCES.get(source)
    common = {name: field for name, field in fields().items() if _is_common(name)}
    own = {
        name: field
        for name, field in plugin_fields().items()
        if field.family == plugin or field.family in EXTRACTORS
    }
    return {**common, **own}


@cache
def longest_name() -> int:
    """The length of the longest name of a field, an event type or an argument."""
    return max(map(len, (*fields(), *plugin_fields(), *event_types(), *arguments())))


def _is_common(name: str) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in _COMMON)


@cache
def event_types() -> dict[str, dict[str, str]]:
    """The event types, and the types of the arguments of each; those that Falco only counts have none."""
    types = {}
    for line in _lines("events.txt"):
        name, *arguments = line.split(" ")
        types[name] = dict(each.split(":", 1) for each in arguments)
    return types


@cache
def arguments() -> dict[str, str]:
    """The arguments of events, and the type by which Falco takes each: that of the first event with it."""
    found = {"ID": "SYSCALLID", "nativeID": "UINT16"}
    for held in event_types().values():
        for name, kind in held.items():
            found.setdefault(name, kind)
    return found


@cache
def ports() -> dict[str, int]:
    """The names of services, and the port of each."""
    found: dict[str, int] = {}
    for line in _lines("services.txt"):
        port, *names = line.split(" ")
        for name in names:
            found.setdefault(name, int(port))
    return found


@cache
def services() -> dict[int, str]:
    """The ports that have a name, and that name."""
    return {int(port): name for port, name, *_ in (line.split(" ") for line in _lines("services.txt"))}


def _fields(file: str) -> Iterator[tuple[str, Field]]:
    family = ""
    for line in _lines(file):
        if line.startswith("# "):
            family = line[2:]
            continue
        name, kind, *words = line.split(" ")
        how = _ARGUMENTS.intersection(words)
        yield name, Field(name, kind, family, how, frozenset(words) - how)


def _lines(file: str) -> list[str]:
    data = get_data(__package__, f"tables/{file}")
    assert data is not None
    return data.decode().splitlines()
