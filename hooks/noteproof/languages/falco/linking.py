"""Definitions → rules whose conditions are parsed, checked and joined with their lists and macros."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from noteproof.finding import Key, Severity, Value
from noteproof.language import Found
from noteproof.languages.falco import condition_rules, element_rules, event_sets, excepting, outputs, parsing
from noteproof.languages.falco.checking import Checked, check
from noteproof.languages.falco.complaint import Complaint
from noteproof.languages.falco.definitions import Definitions, Named, RuleDefinition
from noteproof.languages.falco.lists import LONGEST, Lists
from noteproof.languages.falco.outputs import Template
from noteproof.languages.falco.patchwork import Cut, Patchwork, spaced
from noteproof.languages.falco.scalars import Element
from noteproof.languages.falco.syntax import Check, Expression, Macro, leaves
from noteproof.languages.falco.tables import SOURCES, SYSCALL
from noteproof.languages.falco.tokens import Unparsable
from noteproof.text import Span, nearest

_REPAIRS = 20
"""How many faults of the syntax of a condition are told at once."""

_UNKNOWN = (condition_rules.unknown_field, condition_rules.unknown_event_type)


@dataclass(slots=True)
class LinkedMacro:
    """A macro: its condition as Falco sees it, and the macros that it uses. No expression: it is refused.

    `whole` says whether every macro that it names is there.
    """

    name: str
    text: Patchwork
    expression: Expression | None
    uses: tuple[str, ...] = ()
    whole: bool = True


@dataclass(slots=True)
class LinkedRule:
    """A rule: its condition, the event types that it is for, and its output. It `loads`, or is refused."""

    definition: RuleDefinition
    text: Patchwork
    output: Patchwork
    expression: Expression
    types: int
    template: Template
    loads: bool


@dataclass(slots=True)
class Linked:
    """What was read. `tests` holds what became of each check in the rules of a source.

    `inner_first` are the names of the macros, each behind those that it uses.
    """

    read: list[LinkedRule]
    macros: dict[str, LinkedMacro]
    lists: Lists
    tests: dict[tuple[Check, str], Checked]
    inner_first: list[str]

    @property
    def rules(self) -> list[LinkedRule]:
        """The rules that load."""
        return [rule for rule in self.read if rule.loads]


@dataclass(slots=True)
class Linker:
    """Links all definitions. What is wrong goes to `found`."""

    definitions: Definitions
    found: list[Found]
    _lists: Lists = field(init=False)
    _macros: dict[str, LinkedMacro] = field(default_factory=dict)
    _tests: dict[tuple[Check, str], Checked] = field(default_factory=dict)
    _types: dict[str, event_sets.Both] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)
    _reported: set[tuple[str, str]] = field(default_factory=set)

    def link(self) -> Linked:
        """Link everything that can be linked; what is refused is left out."""
        self._lists = Lists.of(self.definitions.lists)
        for each in self.definitions.macros:
            self._macros[each.name] = self._macro(each)
        inner_first = self._break_loops()
        for name in inner_first:
            self._types[name] = self._types_of(self._macros[name])
        read = [linked for each in self.definitions.rules if (linked := self._rule(each)) is not None]
        self._unused()
        self._unchecked_macros()
        return Linked(read, self._macros, self._lists, self._tests, inner_first)

    def say(self, text: Patchwork, complaints: Iterable[Complaint]) -> None:
        """Put what is wrong with a text among what was found, where it was written."""
        for rule, span, words, severity in complaints:
            document, part = text.place(span.start, span.end)
            finding = rule.at(part, *words)
            if severity is not None:
                finding = replace(finding, says=replace(finding.says, severity=severity))
            self.found.append(Found(document, finding))

    def _macro(self, macro: Named) -> LinkedMacro:
        condition = spaced(macro.pieces)
        text = self._with_lists(condition)
        parsed = self._parsed(text)
        if parsed is None:
            return LinkedMacro(macro.name, text or condition, None)
        text, expression, fine = parsed
        uses = tuple(self._resolved(expression, text, macro.horizon, macro.name))
        whole = fine and _names(expression) <= set(uses)
        return LinkedMacro(macro.name, text, expression, uses, whole)

    def _with_lists(self, condition: Patchwork) -> Patchwork | None:
        text = self._lists.put_into(condition)
        if text is None:
            fault = f"with its lists, this condition is longer than {LONGEST:,} characters"
            words = (fault, "name fewer lists, or shorter ones")
            span = Span(0, len(condition.text))
            self.say(condition, [Complaint(condition_rules.condition_syntax, span, words)])
        return text

    def _parsed(self, text: Patchwork | None) -> tuple[Patchwork, Expression, bool] | None:
        """A text, its expression and whether Falco parses it; what it does not is mended where that is sure.

        So whoever wrote `&&` hears at once of all that is wrong behind it.
        """
        for repaired in range(_REPAIRS + 1):
            if text is None:
                return None
            try:
                return text, parsing.parse(text.text), not repaired
            except Unparsable as fault:
                words = self._words(text, fault)
                self.say(text, [Complaint(condition_rules.condition_syntax, fault.span, words)])
                text = _repaired(text, fault)
        return None

    def _words(self, text: Patchwork, fault: Unparsable) -> tuple[str, str]:
        """What to say of a syntax error: where a list's items break the condition, that they do."""
        at = fault.span.start
        name = next((each for each in (text.list_at(at), text.list_at(max(at - 1, 0))) if each), "")
        if not name:
            return fault.fault, fault.hint
        hint = (
            f"write `in ({name})` to compare with its items, or give the list a name that is no word of yours"
        )
        return f"`{name}` is a list, in whose place Falco reads: {self._lists.shown(name)}", hint

    def _resolved(
        self, expression: Expression, text: Patchwork, horizon: float, of: str = ""
    ) -> Iterator[str]:
        """The macros that an expression names, each once; those that are not there go to what was found."""
        seen: set[str] = set()
        for leaf in leaves(expression):
            if not isinstance(leaf, Macro) or leaf.name in seen:
                continue
            seen.add(leaf.name)
            macro = self.definitions.macros.named.get(leaf.name)
            if macro is not None and macro.index < horizon:
                self._used.add(leaf.name)
                yield leaf.name
            elif leaf.name not in self.definitions.macros.broken:
                words = (leaf.name, self._no_macro(leaf.name, of))
                self.say(text, [Complaint(condition_rules.undefined_macro, leaf.span, words)])

    def _no_macro(self, name: str, of: str) -> str:
        if name in ("and", "or", "not"):
            return f"write the check that belongs to `{name}`, or remove the word"
        if name == of:
            return (
                "a macro does not see itself: remove it here, or append with `override: {condition: append}`"
            )
        if name in self.definitions.macros.named:
            return f"a macro sees only macros above it: move `{name}` up"
        if name in self._lists:
            return f"`{name}` is a list: compare a field with it, as in `proc.name in ({name})`"
        near = nearest(name, self.definitions.macros.named)
        return f"did you mean `{near}`?" if near else "define it, or name the file that does: `# after: …`"

    def _break_loops(self) -> list[str]:
        """Take out the macros that lead back to themselves; gives all, each behind those that it uses."""
        done: list[str] = []
        states: dict[str, int] = {}
        for start in self._macros:
            waiting = [(start, False)]
            while waiting:
                name, left = waiting.pop()
                if left:
                    states[name] = 2
                    done.append(name)
                    continue
                if states.get(name):
                    continue
                states[name] = 1
                waiting.append((name, True))
                for used in self._macros[name].uses:
                    if states.get(used) == 1:
                        self._loop(self._macros[name], used)
                    elif not states.get(used):
                        waiting.append((used, False))
        return done

    def _loop(self, macro: LinkedMacro, used: str) -> None:
        assert macro.expression is not None
        leaf = next(
            each for each in leaves(macro.expression) if isinstance(each, Macro) and each.name == used
        )
        self.say(macro.text, [Complaint(condition_rules.macro_loop, leaf.span, (macro.name,))])
        macro.expression, macro.uses = None, ()

    def _rule(self, rule: RuleDefinition) -> LinkedRule | None:
        if rule.source != SYSCALL and rule.source not in SOURCES:
            return None
        message = spaced(rule.output)
        output = outputs.read(message.text, rule.source)
        dropped = not output.fine and rule.skips_unknown and _is_unknown(output.complaints)
        if dropped:
            self._drop(rule, str(output.complaints[0].words[0]))
        else:
            self.say(message, output.complaints)
            self._info(message)
        element = Element(rule.home, {}, "this rule", self.found)
        text = self._with_lists(excepting.expanded(rule, element))
        parsed = self._parsed(text)
        if parsed is None:
            return None
        text, expression, fine = parsed
        uses = tuple(self._resolved(expression, text, float("inf")))
        complaints = self._complaints(expression, rule.source)
        of_macros = [(macro, self._complaints_of(macro, rule.source)) for macro in self._reached(uses)]
        everything = [*complaints, *(each for _, inner in of_macros for each in inner)]
        refusing = [each for each in everything if each.refuses]
        if refusing and rule.skips_unknown and refusing[0].rule in _UNKNOWN:
            self._drop(rule, str(refusing[0].words[0]))
            return None
        self.say(text, complaints)
        for macro, inner in of_macros:
            if (macro.name, rule.source) not in self._reported:
                self._reported.add((macro.name, rule.source))
                self.say(macro.text, inner)
        sound = all(macro.whole and macro.expression is not None for macro, _ in of_macros)
        loads = sound and fine and element.sound and rule.sound and _names(expression) <= set(uses)
        types = event_sets.of(expression, self._types.__getitem__)[0] if loads else 0
        if loads and rule.source == SYSCALL and rule.warns_of_types and not refusing:
            self._types_named(rule, types)
        loads = loads and not refusing and output.fine
        return LinkedRule(rule, text, message, expression, types, output.template, loads)

    def _info(self, message: Patchwork) -> None:
        at = message.text.find(outputs.INFO)
        if at >= 0:
            hint = "remove it: the container plugin adds its fields by itself"
            span = Span(at, at + len(outputs.INFO))
            words = ("`%container.info` prints nothing any more", hint)
            self.say(message, [Complaint(element_rules.deprecated_key, span, words)])

    def _drop(self, rule: RuleDefinition, fault: str) -> None:
        hint = "mend the field, or remove `skip-if-unknown-filter`"
        finding = condition_rules.unknown_filter.at(Key(rule.home.name("rule")), fault, hint)
        self.found.append(Found(rule.home.document, finding))

    def _types_named(self, rule: RuleDefinition, types: int) -> None:
        why = ""
        if not types:
            why = "no event type can fulfil this rule"
        elif event_sets.codes(types) > event_sets.TOO_MANY:
            why = "this rule is tried for every event"
            if types != event_sets.every():
                why = f"this rule is tried for {types.bit_count()} event types"
        if why:
            finding = condition_rules.no_event_type.at(Value(rule.home.name("rule")), why)
            self.found.append(Found(rule.home.document, finding))

    def _complaints(self, expression: Expression, source: str) -> list[Complaint]:
        found: list[Complaint] = []
        for leaf in leaves(expression):
            if isinstance(leaf, Check):
                key = leaf, source
                if key not in self._tests:
                    self._tests[key] = check(leaf, source)
                found.extend(self._tests[key].complaints)
        return found

    def _complaints_of(self, macro: LinkedMacro, source: str) -> list[Complaint]:
        return [] if macro.expression is None else self._complaints(macro.expression, source)

    def _reached(self, uses: tuple[str, ...]) -> list[LinkedMacro]:
        """The macros that are used, and those that they use, each once."""
        seen: dict[str, LinkedMacro] = {}
        waiting = list(reversed(uses))
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen[name] = self._macros[name]
                waiting.extend(reversed(seen[name].uses))
        return list(seen.values())

    def _types_of(self, macro: LinkedMacro) -> event_sets.Both:
        """The event types of a macro whose own macros' types are known."""
        neutral = (event_sets.every(), event_sets.every())
        if macro.expression is None:
            return neutral
        return event_sets.of(macro.expression, lambda used: self._types.get(used, neutral))

    def _unused(self) -> None:
        """Say which macros and lists nothing uses; among definitions alone that is no more than a remark."""
        with_rules = {id(rule.home.document.snippet) for rule in self.definitions.rules}
        for kind, used in ((self.definitions.macros, self._used), (self.definitions.lists, self._lists.used)):
            for each in kind:
                if each.name not in used:
                    alone = id(each.home.document.snippet) not in with_rules
                    severity = Severity.INFO if alone else None
                    where = Key(each.home.name(kind.word))
                    finding = element_rules.unused.at(where, kind.word, each.name, severity)
                    self.found.append(Found(each.home.document, finding))

    def _unchecked_macros(self) -> None:
        """Look at the macros that no rule uses: Falco does not, so that what it would refuse is a warning."""
        checked = {name for name, _ in self._reported}
        for macro in self._macros.values():
            if macro.name not in checked and macro.expression is not None:
                self.say(macro.text, map(_milder, self._fewest(macro.expression)))

    def _fewest(self, expression: Expression) -> list[Complaint]:
        """What is wrong with a condition, to the source that takes it, or else to system calls."""
        for source in (SYSCALL, *SOURCES):
            complaints = self._complaints(expression, source)
            if not any(each.refuses for each in complaints):
                return complaints
        return self._complaints(expression, SYSCALL)


def _repaired(text: Patchwork, fault: Unparsable) -> Patchwork | None:
    if fault.repair is None:
        return None
    span, meant = fault.repair
    return text.mended([Cut(span.start, span.end, meant, fault.span, "")])


def _names(expression: Expression) -> set[str]:
    """The macros that an expression names."""
    return {leaf.name for leaf in leaves(expression) if isinstance(leaf, Macro)}


def _milder(complaint: Complaint) -> Complaint:
    return complaint._replace(severity=Severity.WARNING) if complaint.refuses else complaint


def _is_unknown(complaints: tuple[Complaint, ...]) -> bool:
    """Whether an output is refused for a field that is none, and not for one that is for conditions only."""
    refusing = [each for each in complaints if each.rule is condition_rules.output_syntax]
    return bool(refusing) and "conditions only" not in str(refusing[0].words[0])
