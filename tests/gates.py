"""A policy language of gates, small enough to see through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from noteproof import yamltree
from noteproof.finding import AnyRule, Key, Says, Severity, Value, Verdict, rule
from noteproof.language import Decide, Found, Loaded, Reach, Target
from noteproof.yamltree import Dialect, Document


@rule("gate/no-name", Severity.ERROR)
def no_name() -> Says:
    """A gate has a name."""
    return Says("this gate has no name", "give it one")


@rule("gate/unknown-field", Severity.WARNING)
def unknown_field(name: str) -> Says:
    """A gate has no other field."""
    return Says(f'unknown field "{name}"', "remove it")


@dataclass
class Gates:
    """A policy language of gates: `gate` names one, `open` lists the names that it lets in.

    All gates that are loaded together count; the first that lists a name decides. It remembers its targets.
    """

    name: str = "gates"
    dialect: Dialect = yamltree.KUBERNETES
    rules: tuple[AnyRule, ...] = (no_name, unknown_field)
    asks: frozenset[str] = frozenset({"knock"})
    names: tuple[str, ...] = ()
    targets: list[Target] = field(default_factory=list)
    loads: int = 0

    def claims(self, value: object) -> bool:
        return isinstance(value, dict) and "gate" in value

    def claims_fragment(self, value: object) -> bool:
        return isinstance(value, dict) and "open" in value

    def claims_place(self, place: str) -> bool:
        return place.startswith("Gate")

    def reader_of_one(self, read_by: str) -> str | None:
        return None

    def explains(self, word: str) -> str | None:
        return None

    def load(self, documents: Sequence[Document], target: Target) -> Loaded:
        self.targets.append(target)
        self.loads += 1
        fragment = target.place is not None or not any(self.claims(document.value) for document in documents)
        found = tuple(each for document in documents for each in self._findings(document, fragment))
        decide = None if any(each.finding.rule is no_name for each in found) else self._decide(documents)
        if any(isinstance(each.value, dict) and "undecided" in each.value for each in documents):
            decide = None
        return Loaded(found, Reach.FRAGMENT if fragment else Reach.CHECKED, decide)

    def _findings(self, document: Document, fragment: bool) -> list[Found]:
        value = document.value if isinstance(document.value, dict) else {}
        found = [
            Found(document, unknown_field.at(Key((key,)), key))
            for key in value
            if key not in ("gate", "open")
        ]
        if not fragment and value.get("gate") is None and () not in document.elided:
            found.append(Found(document, no_name.at(Value(("gate",)))))
        return found

    def _decide(self, documents: Sequence[Document]) -> Decide:
        def decide(case: dict[str, object]) -> Verdict:
            for number, document in enumerate(documents, 1):
                value = document.value
                if isinstance(value, dict) and case["knock"] in (value.get("open") or ()):
                    return Verdict({"opens": True, "gate": value["gate"]}, by=f"gate {number}")
            return Verdict({"opens": False, "gate": None})

        return decide
