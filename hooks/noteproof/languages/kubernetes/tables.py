"""The kinds and types that each version of Kubernetes knows, read from the tables in this package.

`scripts/kubernetes_tables.py` writes the tables and says what their lines mean.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pkgutil import get_data

from noteproof.languages.kubernetes.demands import is_demanded
from noteproof.schema.builtin import ANY, HANDMADE, SCALARS
from noteproof.schema.shapes import Fields, ListOf, MapOf, Struct, Type

FIRST_MINOR = 25
LAST_MINOR = 37

_GZIP = 31
"""The window of `zlib` that reads a gzip file."""

# Lists are flattened by kubectl, and by no server: no schema names them.
_LIST = Fields({"apiVersion": SCALARS["s"], "kind": SCALARS["s"], "items": ListOf(ANY)}, ())


@dataclass(frozen=True)
class Table:
    """The kinds and types of one minor version."""

    minor: int
    kinds: dict[tuple[str, str], str] = field(repr=False)
    lines: dict[str, str] = field(repr=False)
    _structs: dict[str, Struct] = field(default_factory=dict, repr=False)

    def kind(self, version: str, kind: str) -> Struct | None:
        """The type of a kind in an apiVersion."""
        name = self.kinds.get((version, kind))
        return self.struct(name) if name else None

    def struct(self, name: str) -> Struct:
        """The type of a name; its fields are read on first use."""
        found = self._structs.get(name)
        if found is None:
            found = self._structs[name] = Struct(name, self._fields)
        return found

    @cached_property
    def versions(self) -> frozenset[str]:
        """Every apiVersion."""
        return frozenset(version for version, _ in self.kinds)

    def homes(self, kind: str) -> list[str]:
        """The apiVersions that a kind lives in, the stable and well-known first."""
        return sorted((version for version, it in self.kinds if it == kind), key=_rank)

    def _fields(self, name: str) -> Fields:
        if name == "core.v1.List":
            return Fields({**_LIST.types, "metadata": self.struct("meta.v1.ListMeta")}, ())
        package = name.rpartition(".")[0]
        types: dict[str, Type] = {}
        required = []
        for entry in self.lines[name].split():
            written, _, text = entry.partition(":")
            key = written.rstrip("!")
            types[key] = self._type(text, package)
            if key != written and is_demanded(name, key, types[key].phrase):
                required.append(key)
        return Fields(types, tuple(required))

    def _type(self, text: str, package: str) -> Type:
        if text[0] == "[":
            return ListOf(self._type(text[1:], package))
        if text[0] == "{":
            return MapOf(self._type(text[1:], package))
        scalar = SCALARS.get(text)
        if scalar:
            return scalar
        name = text if text.count(".") else f"{package}.{text}"
        made = HANDMADE.get(name)
        return made(self.struct) if made else self.struct(name)


@cache
def table(minor: int) -> Table:
    """The table of a minor version, or of the nearest that there is."""
    minor = min(max(minor, FIRST_MINOR), LAST_MINOR)
    head, _, body = zlib.decompress(_read(f"1.{minor}.txt.gz"), _GZIP).decode().partition("\n\n")
    kinds = {("v1", "List"): "core.v1.List"}
    for line in head.splitlines():
        version, *entries = line.split(" ")
        for entry in entries:
            kind, _, name = entry.partition("=")
            kinds[version, kind] = name
    lines = {}
    for line in body.splitlines():
        name, _, fields = line.partition(" ")
        lines[name] = fields
    return Table(minor, kinds, lines)


@cache
def lifetimes() -> dict[tuple[str, str], tuple[int, int]]:
    """The first and the last minor version, among those in the tables, that know a kind of an apiVersion."""
    found = {}
    for line in _read("kinds.txt").decode().splitlines():
        version, kind, runs = line.split(" ")
        found[version, kind] = (int(runs.split("-")[0]), int(runs.split("-")[-1]))
    found["v1", "List"] = (FIRST_MINOR, LAST_MINOR)
    return found


@cache
def known_kinds() -> dict[str, str]:
    """Every kind that any version knows, by its name in lower case."""
    return {kind.lower(): kind for _, kind in lifetimes()}


@cache
def known_groups() -> dict[str, frozenset[str]]:
    """The versions of every API group that any version of Kubernetes knows; "" is the core group."""
    groups: dict[str, set[str]] = {}
    for version, _ in lifetimes():
        group, _, number = version.rpartition("/")
        groups.setdefault(group, set()).add(number)
    return {group: frozenset(numbers) for group, numbers in groups.items()}


def kinds_in(group: str) -> Iterator[str]:
    """Every kind that any version knows in an API group."""
    return (kind for version, kind in lifetimes() if version.rpartition("/")[0] == group)


def _rank(version: str) -> tuple[bool, bool, bool, str, int]:
    """The order of apiVersions: stable, beta, alpha; core and `apps` first; then the highest number."""
    group, _, number = version.rpartition("/")
    major = number.removeprefix("v").partition("alpha")[0].partition("beta")[0]
    return "alpha" in number, "beta" in number, group not in ("", "apps"), group, -int(major)


def _read(name: str) -> bytes:
    data = get_data(__package__, f"tables/{name}")
    if data is None:
        raise FileNotFoundError(name)
    return data
