"""A condition → steps with jumps, which run without recursion however deep the condition nests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from noteproof.languages.falco.comparing import Holds
from noteproof.languages.falco.events import Event
from noteproof.languages.falco.syntax import And, Check, Expression, Macro, Not

HOLDS, FAILS = -1, -2
"""Where a run ends."""

Step = tuple[Holds, int, int]
"""A comparison, and the step that follows when it holds and when it does not."""

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
    _sizes: dict[str, int] = field(default_factory=dict)
    _called: dict[str, list[Step | Call]] = field(default_factory=dict)

    def compiled(self, expression: Expression, size: int) -> Holds:
        """The function that decides a condition of a size, its macros' steps counted."""
        steps = self._steps(expression, size > _INLINE)
        if any(isinstance(step, Call) for step in steps):
            return self._nested(steps)
        flat = [step for step in steps if not isinstance(step, Call)]
        if all(
            yes == (at + 1 if at + 1 < len(flat) else HOLDS) and no == FAILS
            for at, (_, yes, no) in enumerate(flat)
        ):
            return _conjunction(tuple(check for check, _, _ in flat))
        return _flat(flat)

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


def _conjunction(checks: tuple[Holds, ...]) -> Holds:
    def run(event: Event) -> bool:
        for check in checks:  # noqa: SIM110  # all() with a generator takes twice as long
            if not check(event):
                return False
        return True

    return run


def _flat(steps: list[Step]) -> Holds:
    def run(event: Event) -> bool:
        at = 0
        while at >= 0:
            check, yes, no = steps[at]
            at = yes if check(event) else no
        return at == HOLDS

    return run
