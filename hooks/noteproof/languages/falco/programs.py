"""A condition → steps with jumps, which run without recursion however deep the condition nests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from noteproof.languages.falco.comparing import Holds
from noteproof.languages.falco.events import Event
from noteproof.languages.falco.syntax import And, Check, Expression, Macro, Not

HOLDS, FAILS = -1, -2
"""Where a run ends."""

Step = tuple[Holds, int, int]
"""A comparison, and the step that follows when it holds and when it does not."""

First = Callable[[Event], int]
"""The number of the first of some conditions that holds for an event, or -1."""

_INLINE = 2_000
"""How many steps a condition may have with its macros' steps in it; a longer one asks a macro as a whole."""


@dataclass(frozen=True, slots=True)
class Call:
    """A step that asks a macro."""

    macro: str
    holds: int
    fails: int


@dataclass(slots=True)
class Programs:
    """Makes programs. `test` compiles a check, `macro` gives a macro's condition."""

    test: Callable[[Check], Holds]
    macro: Callable[[str], Expression]
    _called: dict[str, list[Step | Call]] = field(default_factory=dict)

    def steps(self, expression: Expression, size: int) -> list[Step]:
        """The steps of a condition of a size, its macros' steps counted."""
        steps = self._steps(expression, size > _INLINE)
        if any(isinstance(step, Call) for step in steps):
            return [(self._nested(steps), HOLDS, FAILS)]
        return [step for step in steps if not isinstance(step, Call)]

    def _steps(self, expression: Expression, calls: bool) -> list[Step | Call]:
        """The steps of a condition. Labels count down from -3 until every step has its number."""
        steps: list[tuple[Holds | str, int, int]] = []
        labels: dict[int, int] = {HOLDS: HOLDS, FAILS: FAILS}
        free = -3
        waiting: list[tuple[Expression, int, int, int]] = [(expression, free, HOLDS, FAILS)]
        while waiting:
            part, label, yes, no = waiting.pop()
            while isinstance(part, Not) or (isinstance(part, Macro) and not calls):
                if isinstance(part, Not):
                    part, yes, no = part.child, no, yes
                else:
                    part = self.macro(part.name)
            if isinstance(part, (Check, Macro)):
                labels[label] = len(steps)
                steps.append((self.test(part) if isinstance(part, Check) else part.name, yes, no))
                continue
            parts = part.parts
            entries = [label, *range(free - 1, free - len(parts), -1)]
            free -= len(parts) - 1
            follow = [*entries[1:], None]
            inner = []
            for each, entry, after in zip(parts, entries, follow, strict=True):
                if isinstance(part, And):
                    inner.append((each, entry, yes if after is None else after, no))
                else:
                    inner.append((each, entry, yes, no if after is None else after))
            waiting.extend(reversed(inner))
        return [
            Call(check, labels[yes], labels[no])
            if isinstance(check, str)
            else (check, labels[yes], labels[no])
            for check, yes, no in steps
        ]

    def _nested(self, steps: list[Step | Call]) -> Holds:
        """A run that asks each macro once."""
        return lambda event: self._run(steps, event, {})

    def macro_holds(self, name: str, event: Event, known: dict[str, bool]) -> bool:
        """Whether a macro holds for an event; `known` are the macros that were asked before, and grows."""
        if name not in known:
            known[name] = self._run(self._of_macro(name), event, known)
        return known[name]

    def _run(self, steps: list[Step | Call], event: Event, known: dict[str, bool]) -> bool:
        """Run steps, keeping a stack of those that wait for a macro."""
        stack: list[tuple[list[Step | Call], Call]] = []
        at = 0
        while True:
            step = steps[at]
            if isinstance(step, Call):
                if step.macro not in known:
                    stack.append((steps, step))
                    steps, at = self._of_macro(step.macro), 0
                    continue
                at = step.holds if known[step.macro] else step.fails
            else:
                at = step[1] if step[0](event) else step[2]
            while at < 0:
                if not stack:
                    return at == HOLDS
                steps, call = stack.pop()
                known[call.macro] = at == HOLDS
                at = call.holds if at == HOLDS else call.fails

    def _of_macro(self, name: str) -> list[Step | Call]:
        if name not in self._called:
            self._called[name] = self._steps(self.macro(name), calls=True)
        return self._called[name]


def first(conditions: Sequence[Sequence[Step]], known: Callable[[Holds], bool | None]) -> First:
    """The function that says which of some conditions is the first to hold for an event, or -1.

    All of them are one run of steps: where one fails, the next begins. `known` tells how comparisons come out
    for every event that the function is asked about; those are left out.
    """
    steps: list[Step] = []
    for number, condition in enumerate(conditions):
        begin, end = len(steps), len(steps) + len(condition)
        ends = {HOLDS: -1 - number, FAILS: end}
        for check, holds, fails in condition:
            steps.append((check, ends.get(holds, begin + holds), ends.get(fails, begin + fails)))
    none = -1 - len(conditions)
    leads = {len(steps): none}
    kept: list[Step] = []
    for at in range(len(steps) - 1, -1, -1):
        check, holds, fails = steps[at]
        holds, fails = leads.get(holds, holds), leads.get(fails, fails)
        comes = known(check)
        if comes is None:
            leads[at] = len(kept)
            kept.append((check, holds, fails))
        else:
            leads[at] = holds if comes else fails
    last = len(kept) - 1
    program = [
        (check, last - holds if holds >= 0 else holds, last - fails if fails >= 0 else fails)
        for check, holds, fails in reversed(kept)
    ]
    begin = leads[0] if leads[0] < 0 else last - leads[0]

    def run(event: Event) -> int:
        at = begin
        while at >= 0:
            check, holds, fails = program[at]
            at = holds if check(event) else fails
        return -1 if at == none else -1 - at

    return run
