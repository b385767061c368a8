"""Falco's rules files: which documents are theirs, and how Falco reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from noteproof.finding import AnyRule, Finding, Key, Part, Route, Rule, Severity, Verdict
from noteproof.language import Found, Loaded, Reach, ReadBy, Target
from noteproof.languages.falco import condition_rules, element_rules, pitfall_rules, pitfalls
from noteproof.languages.falco.deciding import Ruleset, decide
from noteproof.languages.falco.definitions import Definitions
from noteproof.languages.falco.elements import KEYS, ElementReader
from noteproof.languages.falco.linking import Linked, Linker
from noteproof.languages.falco.reference import Names, explained
from noteproof.languages.falco.shadowing import shadowed
from noteproof.yamltree import FALCO, Document

name = "falco"
dialect = FALCO
rules: tuple[AnyRule, ...] = (*element_rules.RULES, *condition_rules.RULES, *pitfall_rules.RULES)
asks = frozenset({"event", "events"})
names = Names()


def claims(value: object) -> bool:
    """Whether a document is a list with an element of a rules file, `- Rule:` and `- rules:` among them.

    So is a single element whose dash was forgotten.
    """
    if isinstance(value, dict):
        return any({kind, *rest} <= value.keys() for kind, *rest in _ALONE)
    return isinstance(value, list) and any(isinstance(item, dict) and _is_element(item) for item in value)


_ALONE = (("rule", "condition"), ("macro", "condition"), ("list", "items"))


def _is_element(item: dict[str, object]) -> bool:
    return any(key.lower().removesuffix("s") in KEYS or key in KEYS for key in item)


def claims_fragment(value: object) -> bool:
    """A rules file has no parts that are commonly shown alone."""
    return False


def claims_place(place: str) -> bool:
    """A rules file has no places that `# in:` could name."""
    return False


def reader_of_one(read_by: ReadBy) -> str | None:
    """No program: Falco reads every document of a rules file."""
    return None


def explains(word: str) -> str | None:
    """What a field, a load code or a priority of Falco means."""
    return explained(word)


def load(documents: Sequence[Document], target: Target) -> Loaded:
    """The documents as Falco 0.44.1 loads them, one file behind the other."""
    found, linked, read = _linked(documents)
    own = documents[-1].snippet if documents else None
    before = [document for document in documents if document.snippet is not own]
    broken = [
        each for each in found if each.document.snippet is not own and each.finding.severity is Severity.ERROR
    ]
    if broken and documents:
        newly = _newly_broken(before, documents[-1], broken)
        lasting = [each for each in broken if id(each) not in read]
        if lasting and not newly:
            newly = [_of_earlier(pitfall_rules.after_broken, documents[-1], lasting[0])]
        found.extend(newly)
    decides = not any(each.finding.severity is Severity.ERROR for each in found)
    order = tuple(linked.macros)
    return Loaded(tuple(found), Reach.CHECKED, _Decider(linked) if decides else None, order)


def _linked(documents: Iterable[Document]) -> tuple[list[Found], Linked, set[int]]:
    """What is wrong with documents, what they come to, and which faults Falco finds as it reads an element.

    An element of that kind is dropped; whatever else is wrong it meets again with every later file.
    """
    found: list[Found] = []
    definitions = Definitions(found)
    reader = ElementReader(definitions, found)
    for document in documents:
        reader.read(document)
        found.extend(pitfalls.of_document(document))
    as_read = [*found]
    dropped = {(id(rule.home.document), rule.home.route) for rule in definitions.rules if not rule.sound}
    linker = Linker(definitions, found)
    linked = linker.link()
    look = pitfalls.Look(linked.lists, linked.macros)
    for macro in linked.macros.values():
        if macro.expression is not None:
            linker.say(macro.text, look.at(macro.text, macro.expression))
    for rule in linked.read:
        linker.say(rule.text, look.at(rule.text, rule.expression))
        linker.say(rule.output, pitfalls.of_output(rule.output.text, rule.template.places))
    found.extend(shadowed(linked))
    passing = {id(each) for each in as_read}
    passing.update(id(each) for each in found if (id(each.document), _element_of(each)) in dropped)
    return list(_each_once(found)), linked, passing


def _element_of(found: Found) -> Route:
    return (found.finding.route or ())[:1]


def _each_once(found: Sequence[Found]) -> Iterator[Found]:
    """What was found, without a word on a comment at which a condition breaks off: the error says that."""
    ends = {
        (id(each.document), each.finding.where.span.start)
        for each in found
        if isinstance(each.finding.where, Part) and each.finding.rule is condition_rules.condition_syntax
    }
    for each in found:
        where = each.finding.where
        if (
            each.finding.rule is not pitfall_rules.swallowed_comment
            or not isinstance(where, Part)
            or (id(each.document), where.span.start) not in ends
        ):
            yield each


def _newly_broken(before: Sequence[Document], own: Document, broken: Sequence[Found]) -> list[Found]:
    """What of earlier files loads no more with the last one, said at the beginning of that."""
    known = {_identity(each) for each in _linked(before)[0]}
    return [
        _of_earlier(pitfall_rules.breaks_earlier, own, each)
        for each in broken
        if _identity(each) not in known
    ]


def _of_earlier(rule: Rule[[str, str, str | None]], own: Document, earlier: Found) -> Found:
    """What a fault of an earlier file means for the last one."""
    says = earlier.finding.says
    source, line = earlier.document.line(earlier.finding.where)
    return Found(own, rule.at(Key(()), f"{source.path}, line {line},", says.message, says.upstream))


def _identity(found: Found) -> tuple[str, int, object, str]:
    return found.finding.rule.code, id(found.document), found.finding.where, found.finding.says.message


@dataclass(slots=True)
class _Decider:
    """Decides cases; the rules are compiled when the first one is asked."""

    linked: Linked
    _ruleset: Ruleset | None = field(default=None)

    def __call__(self, case: dict[str, object]) -> Verdict | tuple[Finding, ...]:
        if self._ruleset is None:
            self._ruleset = Ruleset(self.linked)
        return decide(self._ruleset, case)
