"""Linked rules → which of them fires for an event, and what it says."""

from __future__ import annotations

from dataclasses import dataclass

from noteproof.finding import Finding, Key, Route, Value, Verdict
from noteproof.languages.falco import event_sets, events, rendering
from noteproof.languages.falco import pitfall_rules as rules
from noteproof.languages.falco.comparing import EngineStops, Holds, compiled
from noteproof.languages.falco.events import Event
from noteproof.languages.falco.linking import Linked, LinkedMacro, LinkedRule
from noteproof.languages.falco.programs import Programs
from noteproof.languages.falco.rendering import Render
from noteproof.languages.falco.syntax import Check, Expression, leaves
from noteproof.languages.falco.tables import SYSCALL


@dataclass(frozen=True, slots=True)
class Ready:
    """A rule that is compiled."""

    rule: LinkedRule
    holds: Holds
    render: Render


class Ruleset:
    """Rules that are compiled once, by the event types that each is tried for."""

    def __init__(self, linked: Linked) -> None:
        self._linked = linked
        self._sizes: dict[str, int] = {}
        self._whole: dict[str, bool] = {}
        self._holds: dict[tuple[int, str], Holds] = {}
        self._programs: dict[str, Programs] = {}
        self._by_type: dict[str, list[Ready]] = {name: [] for name in event_sets.bits()}
        self._untyped: list[Ready] = []
        self._of_plugins: dict[str, list[Ready]] = {}
        for rule in linked.rules:
            if rule.definition.enabled:
                self._add(rule)
        self._macros = [macro.name for macro in linked.macros.values() if self._is_whole(macro)]

    def alert(self, event: Event) -> Ready | None:
        """The first rule that holds for an event: Falco raises that one only. Raises `EngineStops`."""
        for ready in self._tried(event):
            if ready.holds(event):
                return ready
        return None

    def macros(self, event: Event) -> list[str]:
        """The macros that hold for an event, in the order of their definitions. Raises `EngineStops`."""
        known: dict[str, bool] = {}
        programs = self._programs_of(SYSCALL)
        return [name for name in self._macros if programs.macro_holds(name, event, known)]

    def _tried(self, event: Event) -> list[Ready]:
        source = events.source_of(event) if any(name[:3] in _OF_PLUGINS for name in event) else SYSCALL
        if source == SYSCALL:
            kind = event.get("evt.type")
            return self._untyped if kind is None else self._by_type.get(str(kind), [])
        if source:
            return self._of_plugins.get(source, [])
        return [ready for several in self._of_plugins.values() for ready in several]

    def _add(self, rule: LinkedRule) -> None:
        source = rule.definition.source
        ready = Ready(
            rule,
            self._programs_of(source).compiled(rule.expression, self._size_of(rule.expression)),
            rendering.compiled(rule.template),
        )
        if source != SYSCALL:
            self._of_plugins.setdefault(source, []).append(ready)
            return
        self._untyped.append(ready)
        for name in event_sets.names(rule.types):
            self._by_type[name].append(ready)

    def _programs_of(self, source: str) -> Programs:
        if source not in self._programs:

            def test(check: Check) -> Holds:
                key = id(check), source
                if key not in self._holds:
                    found = self._linked.tests[key][1].test
                    assert found is not None
                    self._holds[key] = compiled(found)
                return self._holds[key]

            self._programs[source] = Programs(test, self._condition)
        return self._programs[source]

    def _condition(self, name: str) -> Expression:
        expression = self._linked.macros[name].expression
        assert expression is not None
        return expression

    def _size_of(self, expression: Expression) -> int:
        """How many comparisons a condition has, those of a macro counted each time it is named."""
        return sum(1 if isinstance(leaf, Check) else self._size(leaf.name) for leaf in leaves(expression))

    def _size(self, name: str) -> int:
        waiting = [name]
        while waiting:
            current = waiting[-1]
            macro = self._linked.macros[current]
            missing = [used for used in macro.uses if used not in self._sizes]
            if missing and current not in self._sizes:
                waiting.extend(missing)
                continue
            waiting.pop()
            if current not in self._sizes and macro.expression is not None:
                self._sizes[current] = sum(
                    1 if isinstance(leaf, Check) else self._sizes.get(leaf.name, 1)
                    for leaf in leaves(macro.expression)
                )
        return self._sizes[name]

    def _is_whole(self, macro: LinkedMacro) -> bool:
        """Whether every comparison of a macro, and of those that it uses, can be made."""
        waiting = [macro.name]
        while waiting:
            current = self._linked.macros[waiting[-1]]
            missing = [used for used in current.uses if used not in self._whole]
            if missing and current.name not in self._whole:
                waiting.extend(missing)
                continue
            waiting.pop()
            self._whole.setdefault(current.name, self._is_whole_itself(current))
        return self._whole[macro.name]

    def _is_whole_itself(self, macro: LinkedMacro) -> bool:
        """The same for a macro of whose macros it is known."""
        if macro.expression is None or not macro.whole:
            return False
        for leaf in leaves(macro.expression):
            if isinstance(leaf, Check):
                checked = self._linked.tests.get((id(leaf), SYSCALL))
                if checked is None or checked[1].test is None:
                    return False
            elif not self._whole[leaf.name]:
                return False
        return True


_OF_PLUGINS = frozenset({"ka.", "ct.", "okt", "git", "jso", "jev", "evt"})


def decide(ruleset: Ruleset, case: dict[str, object]) -> Verdict | tuple[Finding, ...]:
    """What the rules decide on the event of a case."""
    given = case.get("event")
    if not isinstance(given, dict):
        hint = "write a mapping of fields: `event: {evt.type: execve, proc.name: sh}`"
        return (rules.event_value.at(Key(("event",)), "event", "is a mapping of fields to values", hint),)
    event = events.read(given)
    if isinstance(event, tuple):
        return tuple(_below(finding) for finding in event)
    try:
        ready = ruleset.alert(event)
        macros = ruleset.macros(event)
    except EngineStops as fault:
        return (rules.engine_stops.at(Key(("event",)), str(fault)),)
    decision: dict[str, object] = {"alerts": [_alert(ready, event)] if ready else [], "macros": macros}
    if ready is None:
        return Verdict(decision)
    home = ready.rule.definition.home
    line = _line(home.document, home.route)
    return Verdict(decision, home.route, f"rule `{ready.rule.definition.name}`, line {line}")


def _line(document: object, route: Route) -> int:
    from noteproof.yamltree import Document

    assert isinstance(document, Document)
    source, span = document.snippet.locate(document.span(Key(route)))
    return source.position(span.start).line


def _below(finding: Finding) -> Finding:
    route = ("event", *(finding.route or ()))
    where = Value(route) if isinstance(finding.where, Value) else Key(route)
    return Finding(finding.rule, where, finding.says)


def _alert(ready: Ready, event: Event) -> dict[str, object]:
    text, values = ready.render(event)
    definition = ready.rule.definition
    return {
        "rule": definition.name,
        "priority": definition.priority,
        "output": text,
        "output_fields": values,
    }
