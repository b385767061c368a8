"""What rules files define so far: lists, macros and rules, in the order of their first definitions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from noteproof.finding import Key, Related, Route, Value
from noteproof.language import Found
from noteproof.languages.falco import element_rules as rules
from noteproof.languages.falco.patchwork import Patchwork
from noteproof.languages.falco.tables import SYSCALL
from noteproof.text import Span, nearest
from noteproof.yamltree import Document


@dataclass(frozen=True, slots=True)
class Home:
    """An element: its document and its route."""

    document: Document
    route: Route

    def name(self, key: str) -> Route:
        """The route to one of its keys."""
        return (*self.route, key)


@dataclass(slots=True)
class Named:
    """A list, whose pieces are its items, or a macro, whose pieces are its condition and what was appended.

    It sees those of its kind whose `index` is below its `horizon`.
    """

    name: str
    pieces: list[Patchwork]
    home: Home
    index: int = 0
    horizon: int = 0


Entry = Patchwork | tuple[Patchwork | tuple[Patchwork, ...], ...]
"""Part of an exception: a text, or a list of texts, or a tuple of values of which some are lists."""


@dataclass(slots=True)
class ExceptionDefinition:
    """An exception of a rule."""

    name: str
    fields: Patchwork | tuple[Patchwork, ...] | None
    comps: Patchwork | tuple[Patchwork, ...] | None
    values: list[Entry]
    home: Home


@dataclass(slots=True)
class RuleDefinition:
    """A rule; its condition and its output are as many pieces as were appended.

    One that is not `sound` is refused already, and is looked at for what else is wrong with it.
    """

    name: str
    condition: list[Patchwork]
    output: list[Patchwork]
    priority: str
    home: Home
    source: str = SYSCALL
    enabled: bool = True
    warns_of_types: bool = True
    skips_unknown: bool = False
    exceptions: list[ExceptionDefinition] = field(default_factory=list)
    sound: bool = True
    index: int = 0


class _Definition(Protocol):
    name: str
    home: Home
    index: int


D = TypeVar("D", bound=_Definition)


@dataclass(slots=True)
class Kind(Generic[D]):
    """The definitions of one kind by their names; `broken` are names of elements that could not be read."""

    word: str
    named: dict[str, D] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)

    def __iter__(self) -> Iterator[D]:
        return iter(self.named.values())


@dataclass(slots=True)
class Definitions:
    """All that is defined. What is wrong with the order of definitions goes to `found`."""

    found: list[Found]
    lists: Kind[Named] = field(default_factory=lambda: Kind("list"))
    macros: Kind[Named] = field(default_factory=lambda: Kind("macro"))
    rules: Kind[RuleDefinition] = field(default_factory=lambda: Kind("rule"))
    plugins: set[str] = field(default_factory=set)
    _count: int = 0

    def define(self, kind: Kind[Named], new: Named) -> None:
        """Define a list or a macro, in the place of an earlier one of its name."""
        new.index, new.horizon = self._placed(kind, new)

    def append(self, kind: Kind[Named], more: Named) -> None:
        """Append to a list or a macro, which from then on sees all that is defined before."""
        base = self.base(kind, more.name, more.home, "this appends to")
        if base is not None:
            base.pieces.extend(more.pieces)
            base.horizon = self._count - 1

    def define_rule(self, new: RuleDefinition) -> None:
        """Define a rule, in the place of an earlier one of its name, which has to be of the same source."""
        earlier = self.rules.named.get(new.name)
        if earlier is not None and earlier.source != new.source:
            finding = rules.changed_source.at(
                Key(new.home.name("rule")), new.name, new.source, earlier.source
            )
            self.found.append(Found(new.home.document, finding))
            return
        new.index, _ = self._placed(self.rules, new)

    def base(self, kind: Kind[D], name: str, home: Home, doing: str) -> D | None:
        """What an element appends to or changes; where there is none, that is wrong with it."""
        self._count += 1
        earlier = kind.named.get(name)
        if earlier is None and name not in kind.broken:
            near = nearest(name, kind.named)
            hint = f"did you mean `{near}`?" if near else _define_first(kind.word)
            fault = f"{doing} the {kind.word} `{name}`, and none is defined before"
            self.found.append(Found(home.document, rules.no_base.at(Key(home.name(kind.word)), fault, hint)))
        return earlier

    def _placed(self, kind: Kind[D], new: D) -> tuple[int, int]:
        """Put a definition into its place; gives its index and its horizon."""
        at, self._count = self._count, self._count + 1
        earlier = kind.named.get(new.name)
        kind.named[new.name] = new
        if earlier is None:
            return at, at
        if earlier.home.document.snippet is new.home.document.snippet:
            where = Key(new.home.name(kind.word))
            first = Related(_key_span(earlier.home, kind.word), f"`{new.name}` is defined here first")
            finding = rules.redefined.at(where, kind.word, new.name, first)
            self.found.append(Found(new.home.document, finding))
        return earlier.index, at


def _key_span(home: Home, key: str) -> Span:
    return home.document.span(Value(home.name(key)))


def _define_first(word: str) -> str:
    return f"define the {word} first, or name the file that does: `# after: file.yaml`"
