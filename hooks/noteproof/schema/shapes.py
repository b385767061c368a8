"""How the API server decodes a value of each type, and the faults that it finds on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, Protocol

from noteproof.finding import Route


class Unknown(NamedTuple):
    """A key that `type` has no field for. `dropped`: the server does not refuse it here, it ignores it."""

    route: Route
    type: Struct
    dropped: bool


class Mismatch(NamedTuple):
    """A value that is not of the type that its place asks for."""

    route: Route
    type: Type
    value: object


class Missing(NamedTuple):
    """A field that is needed and not there.

    `at` is the route of the deepest mapping on the way that is written, be it null.
    """

    at: Route
    route: Route


Fault = Unknown | Mismatch | Missing


class Met(NamedTuple):
    """A mapping of a type that is watched for, by the name of the type, and its route."""

    name: str
    value: Mapping[str, object]
    route: Route


@dataclass(slots=True)
class Reading:
    """One pass over a document: the faults so far, and whether unknown fields are being dropped.

    Of the types that are `watched` for, each mapping is `met` before those below it.
    """

    watched: frozenset[str] = frozenset()
    faults: list[Fault] = field(default_factory=list)
    met: list[Met] = field(default_factory=list)
    dropping: bool = False


class Type(Protocol):
    """A type of a field."""

    @property
    def plain(self) -> type | None:
        """The Python class of which every value is right, if there is one."""

    @property
    def phrase(self) -> str:
        """The type in words, with its article."""

    def read(self, value: object, route: Route, reading: Reading) -> None:
        """Add the faults of a value that is not null."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A type without parts."""

    phrase: str
    fits: Callable[[object], bool] = field(repr=False)
    plain: type | None = None

    def read(self, value: object, route: Route, reading: Reading) -> None:
        """Add a fault unless the value fits."""
        if not self.fits(value):
            reading.faults.append(Mismatch(route, self, value))


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list, of which every item has one type; a null item stands for the zero value."""

    item: Type
    plain: None = None
    phrase: str = "a list"

    def read(self, value: object, route: Route, reading: Reading) -> None:
        """Add the faults of the items."""
        if value.__class__ is not list:
            reading.faults.append(Mismatch(route, self, value))
            return
        item, plain = self.item, self.item.plain
        for at, it in enumerate(value):
            if it.__class__ is not plain and (it is not None or item.__class__ is Struct):
                item.read({} if it is None else it, (*route, at), reading)


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping with keys of the author's choice, of which every value has one type."""

    value: Type
    plain: None = None
    phrase: str = "a mapping"

    def read(self, value: object, route: Route, reading: Reading) -> None:
        """Add the faults of the values."""
        if value.__class__ is not dict:
            reading.faults.append(Mismatch(route, self, value))
            return
        inner, plain = self.value, self.value.plain
        for key, it in value.items():
            if it.__class__ is not plain and it is not None:
                inner.read(it, (*route, key), reading)


class Fields(NamedTuple):
    """The fields of a structure, and those without which the server refuses it."""

    types: Mapping[str, Type]
    required: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Struct:
    """A mapping whose keys are given. Its fields are read from the tables on first use."""

    name: str
    _read_fields: Callable[[str], Fields] = field(repr=False)
    plain: None = None
    phrase: str = "a mapping"

    @cached_property
    def _both(self) -> Fields:
        return self._read_fields(self.name)

    @cached_property
    def fields(self) -> Mapping[str, Type]:
        """The type of each field."""
        return self._both.types

    @cached_property
    def required(self) -> tuple[str, ...]:
        """The fields without which the server refuses the object."""
        return self._both.required

    @cached_property
    def needed_below(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The fields that hold no pointer, so that absent they count as empty, and what is needed in each."""
        inner = ((key, self.fields.get(key)) for key in ("spec", "template") if key not in self.required)
        return tuple((key, it.required) for key, it in inner if isinstance(it, Struct) and it.required)

    def read(self, value: object, route: Route, reading: Reading) -> None:
        """Add the faults of the fields, and of those that are missing."""
        if value.__class__ is not dict:
            reading.faults.append(Mismatch(route, self, value))
            return
        if self.name in reading.watched:
            reading.met.append(Met(self.name, value, route))
        known = self.fields.get
        for key, it in value.items():
            inner = known(key)
            if inner is None:
                reading.faults.append(Unknown((*route, key), self, reading.dropping))
            elif it.__class__ is not inner.plain and it is not None:
                inner.read(it, (*route, key), reading)
        for key in self.required:
            it = value.get(key)
            if it is None or (key == "containers" and it == []):
                reading.faults.append(Missing(route, (*route, key)))
        for key, needed in self.needed_below:
            if value.get(key) is None:
                at = (*route, key) if key in value else route
                reading.faults.extend(Missing(at, (*route, key, it)) for it in needed)


@dataclass(frozen=True, slots=True)
class Schema:
    """A part of a CustomResourceDefinition's schema that may be a schema, or something plainer instead.

    Go decodes it by hand and leniently: unknown fields below it are dropped in silence.
    """

    schema: Struct
    other: Type
    strict: bool
    plain: None = None

    @property
    def phrase(self) -> str:
        """The type in words."""
        return f"a schema or {self.other.phrase}"

    def read(self, value: object, route: Route, reading: Reading) -> None:
        """Add the faults of the schema, or of what stands in its place."""
        dropping, reading.dropping = reading.dropping, True
        if value.__class__ is dict:
            self.schema.read(value, route, reading)
        elif value.__class__ is list and isinstance(self.other, ListOf):
            self.other.read(value, route, reading)
        elif self.strict and value.__class__ is not self.other.plain:
            reading.faults.append(Mismatch(route, self, value))
        reading.dropping = dropping
