"""Linked rules → which of them fires for an event, and what it says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from noteproof.finding import Finding, Key, Verdict
from noteproof.languages.falco import event_sets, events, kinds, rendering
from noteproof.languages.falco import pitfall_rules as rules
from noteproof.languages.falco.checking import Test
from noteproof.languages.falco.comparing import EngineStops, Holds, compiled
from noteproof.languages.falco.events import Event
from noteproof.languages.falco.linking import Linked, LinkedMacro, LinkedRule
from noteproof.languages.falco.operands import FieldOf
from noteproof.languages.falco.programs import First, Programs, Step, first
from noteproof.languages.falco.rendering import Render
from noteproof.languages.falco.syntax import And, Check, Expression, leaves
from noteproof.languages.falco.tables import SYSCALL


@dataclass(frozen=True, slots=True)
class Ready:
    """A rule that is compiled."""

    rule: LinkedRule
    steps: list[Step]
    render: Render


@dataclass(frozen=True, slots=True)
class Tried:
    """What is tried for events of a source and a type.

    `first` finds the first of the rules that holds; a short macro comes with what finds whether it holds.
    """

    rules: Sequence[Ready]
    first: First
    macros: Sequence[tuple[str, First | None]]


_SHORT = 50
"""The comparisons from which on a macro is asked as a whole, and once for all the others that use it."""


class Ruleset:
    """Rules that are compiled once, by the event types that each is tried for."""

    def __init__(self, linked: Linked) -> None:
        self._linked = linked
        self._holds: dict[tuple[Check, str], Holds] = {}
        self._programs: dict[str, Programs] = {}
        self._of_type: set[Holds] = set()
        self._sizes: dict[str, int] = {}
        whole: set[str] = set()
        for macro in map(linked.macros.__getitem__, linked.inner_first):
            if macro.expression is not None:
                self._sizes[macro.name] = self._size_of(macro.expression)
            if self._is_whole(macro, whole):
                whole.add(macro.name)
        self._ready = [self._compiled(rule) for rule in linked.rules if rule.definition.enabled]
        self._tried: dict[tuple[str, str | None], Tried] = {}
        self._macros = [name for name in linked.macros if name in whole]

    def decide(self, event: Event) -> tuple[Ready | None, list[str]]:
        """The first rule that holds for an event, since Falco raises that one only, and the macros that hold.

        The macros are in the order of their definitions. Raises `EngineStops`.
        """
        kind = event.get("evt.type")
        key = events.source_of(event), None if kind is None else str(kind)
        tried = self._tried.get(key) or self._tried.setdefault(key, self._made(*key))
        number = tried.first(event)
        known: dict[str, bool] = {}
        programs = self._programs_of(SYSCALL)
        macros = [
            name
            for name, holds in tried.macros
            if (programs.macro_holds(name, event, known) if holds is None else not holds(event))
        ]
        return None if number < 0 else tried.rules[number], macros

    def steps(self, event: Event) -> Iterator[str]:
        """What becomes of each rule for an event, in their order, and why those fail that do."""
        kind = event.get("evt.type")
        source = events.source_of(event)
        for rule in self._linked.rules:
            if not rule.definition.enabled:
                why = "is disabled"
            elif not _is_tried(rule, source, None if kind is None else str(kind)):
                why = "is for events of another source or type"
            else:
                failing = self._failing(rule, event)
                if failing is None:
                    yield f"{_named(rule)}: holds, and no later rule fires"
                    return
                why = f"`{failing}` does not hold"
            yield f"{_named(rule)}: {why}"
        yield "no rule holds"

    def _failing(self, rule: LinkedRule, event: Event) -> str | None:
        """The first of the parts which a condition joins by `and` that does not hold for an event."""
        programs = self._programs_of(rule.definition.source)
        expression = rule.expression
        for part in expression.parts if isinstance(expression, And) else (expression,):
            holds = first([programs.steps(part, self._size_of(part))], lambda test: None)
            if holds(event) < 0:
                return " ".join(rule.text.text[part.span.start : part.span.end].split())
        return None

    def _made(self, source: str, kind: str | None) -> Tried:
        """The rules for events of a source and a type."""
        ready = [each for each in self._ready if _is_tried(each.rule, source, kind)]
        typed: Event = {"evt.type": kind}

        def known(holds: Holds) -> bool | None:
            return holds(typed) if kind is not None and holds in self._of_type else None

        programs = self._programs_of(SYSCALL)
        macros = [
            (name, first([programs.steps(self._condition(name), size)], known) if size < _SHORT else None)
            for name in self._macros
            if (size := self._sizes[name])
        ]
        return Tried(ready, first([each.steps for each in ready], known), macros)

    def _compiled(self, rule: LinkedRule) -> Ready:
        steps = self._programs_of(rule.definition.source).steps(
            rule.expression, self._size_of(rule.expression)
        )
        return Ready(rule, steps, rendering.compiled(rule.template))

    def _programs_of(self, source: str) -> Programs:
        if source not in self._programs:

            def test(check: Check) -> Holds:
                key = check, source
                if key not in self._holds:
                    found = self._linked.tests[key].test
                    assert found is not None
                    self._holds[key] = compiled(found)
                    if _asks_type_only(found):
                        self._of_type.add(self._holds[key])
                return self._holds[key]

            self._programs[source] = Programs(test, self._condition)
        return self._programs[source]

    def _condition(self, name: str) -> Expression:
        expression = self._linked.macros[name].expression
        assert expression is not None
        return expression

    def _size_of(self, expression: Expression) -> int:
        """How many comparisons a condition has, those of a macro counted each time it is named."""
        return sum(
            1 if isinstance(leaf, Check) else self._sizes.get(leaf.name, 1) for leaf in leaves(expression)
        )

    def _is_whole(self, macro: LinkedMacro, whole: set[str]) -> bool:
        """Whether every comparison of a macro can be made, and each macro that it uses is `whole`."""
        if macro.expression is None or not macro.whole:
            return False
        for leaf in leaves(macro.expression):
            if isinstance(leaf, Check):
                checked = self._linked.tests.get((leaf, SYSCALL))
                if checked is None or checked.test is None:
                    return False
            elif leaf.name not in whole:
                return False
        return True


def _is_tried(rule: LinkedRule, source: str, kind: str | None) -> bool:
    """Whether a rule is tried for events of a source, which may be any plugin's, and of a type if known."""
    if source != SYSCALL or rule.definition.source != SYSCALL:
        return rule.definition.source == source or (not source and rule.definition.source != SYSCALL)
    return kind is None or bool(event_sets.bits().get(kind, 0) & rule.types)


def _asks_type_only(test: Test) -> bool:
    return test.right is None and isinstance(test.left, FieldOf) and test.left.reference.text == "evt.type"


def decide(ruleset: Ruleset, case: dict[str, object]) -> Verdict | tuple[Finding, ...]:
    """What the rules decide on the event of a case."""
    given = case.get("event")
    if not isinstance(given, dict):
        hint = "write a mapping of fields: `event: {evt.type: execve, proc.name: sh}`"
        return (rules.event_value.at(Key(("event",)), "event", "is a mapping of fields to values", hint),)
    event = events.read(given)
    if isinstance(event, tuple):
        return tuple(finding.rerouted(lambda route: ("event", *route)) for finding in event)
    try:
        ready, macros = ruleset.decide(event)
        alerts = [_alert(ready, event)] if ready else []
    except EngineStops as fault:
        return (rules.engine_stops.at(Key(("event",)), str(fault)),)
    except kinds.Refused as fault:
        return (rules.event_value.at(Key(("event",)), "event", fault.fault, fault.hint),)
    decision: dict[str, object] = {"alerts": alerts, "macros": macros}
    steps = partial(ruleset.steps, event)
    if ready is None:
        return Verdict(decision, steps=steps)
    return Verdict(decision, ready.rule.definition.home.route, _named(ready.rule), steps=steps)


def _named(rule: LinkedRule) -> str:
    home = rule.definition.home
    _, line = home.document.line(Key(home.route))
    return f"rule `{rule.definition.name}`, line {line}"


def _alert(ready: Ready, event: Event) -> dict[str, object]:
    text, values = ready.render(event)
    definition = ready.rule.definition
    return {
        "rule": definition.name,
        "priority": definition.priority,
        "output": text,
        "output_fields": values,
    }
