"""What a language package offers: which documents it claims, how it reads them, what it finds in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

from noteproof.finding import AnyRule, Finding, Verdict
from noteproof.text import Span
from noteproof.yamltree import Dialect, Document

ReadBy = Literal["kubectl", "api", "kubelet"]


@dataclass(frozen=True, slots=True)
class Target:
    """What a snippet is checked for.

    `kubernetes`: the versions it speaks of, as "1.36", oldest first; never empty.
    `read_by`: who reads a manifest. `place`: the words of `# in:`, such as "Pod.spec.containers[0]",
    and `place_at` where they stand in the snippet's text. `is_named`: the user said by `--as` what it is.
    """

    kubernetes: tuple[str, ...] = ("1.36",)
    read_by: ReadBy = "kubectl"
    place: str | None = None
    place_at: Span | None = None
    is_named: bool = False


class Reach(StrEnum):
    """How far a snippet was checked."""

    CHECKED = "checked"
    FRAGMENT = "fragment"
    PARSED = "parsed"


@dataclass(frozen=True, slots=True)
class Found:
    """A finding and the document that it speaks of."""

    document: Document
    finding: Finding


Decide = Callable[[dict[str, object]], Verdict | tuple[Finding, ...]]
"""A case, as its mapping is written in a cases document, to the verdict on it.

Of a case that cannot be read, to what is wrong with it, by routes in the case's mapping, such as
`Key(("event", "proc.nme"))`. Values are text as written in YAML, and of JSON's types in JSON lines.
"""


class Meter(Protocol):
    """Weighs a log, line by line: what a policy would have recorded of it."""

    def take(self, line: bytes) -> Sequence[Finding]:
        """Weigh a line, or say what is wrong with it, by places in its JSON or spans of its text."""

    def summary(self) -> dict[str, object]:
        """What was weighed so far, as the command prints it."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading documents gave: the findings, how far they were checked, and how to ask for decisions.

    `decide` is `None` where nothing can be asked: the documents do not load, or are no policy.
    `order` are the names of which decisions list some, the macros that hold, in the order of definition.
    `meter` gives what weighs a log by the policy; with true, each event is held against its types, too.
    `before_repeats` is why a program that refuses keys that come twice tells of them only later.
    """

    findings: tuple[Found, ...]
    reach: Reach
    decide: Decide | None = None
    order: tuple[str, ...] = ()
    meter: Callable[[bool], Meter] | None = None
    before_repeats: str | None = None


class Language(Protocol):
    """One program's way with YAML. A package's module satisfies it."""

    name: str
    dialect: Dialect
    rules: tuple[AnyRule, ...]
    asks: frozenset[str]
    """The keys of a case that this language can answer, such as `event`."""

    def claims(self, value: object) -> bool:
        """Whether a document is of this language, also when mistyped (`- rules:`, `apiVersions:`)."""

    def claims_fragment(self, value: object) -> bool:
        """Whether a part of a document, as `securityContext:` alone, is known to be of this language."""

    def claims_place(self, place: str) -> bool:
        """Whether the words of an `# in:` directive name a place in this language."""

    def reader_of_one(self, read_by: ReadBy) -> str | None:
        """The name of the program, where it reads no document of a file but the first."""

    def load(self, documents: Sequence[Document], target: Target) -> Loaded:
        """Check documents as the program would load them together, in order."""

    def explains(self, word: str) -> str | None:
        """What a word of this language means, as Markdown; nothing for a word that it does not know."""

    @property
    def names(self) -> Iterable[str]:
        """The words that this language explains, for a suggestion where none of them was given."""


VERSIONS = tuple(f"1.{minor}" for minor in range(25, 38))
"""The Kubernetes versions that are known, oldest first."""
