"""Decisions for people: each case with what was tried, what was decided and by what; then what is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from noteproof.cases import LOGGED, Case, Decided
from noteproof.comparison import written
from noteproof.engine import Decision, Decisions
from noteproof.finding import Verdict
from noteproof.render import checklist, human
from noteproof.render.words import clean, clipped

_WIDTH = 8
_TRIED = 300
_OUTPUT = 1_000
_LABELS = {"macros": "holds", "omit_stages": "omits", "omit_managed_fields": "omits", "rule": ""}
"""What is told only where it is so, under another name; `by` tells the rule."""


def render(decided: Decisions, explain: bool = False) -> str:
    """The whole output: a block for each case, the diagnostics, and what it comes to.

    `explain`: with what each rule makes of each case.
    """
    parts = [block(decision, explain) for decision in decided.decisions]
    parts.extend(human.block(diagnostic) for diagnostic in decided.diagnostics)
    return "\n".join((*parts, summary(decided)))


def block(decision: Decision, explain: bool = False) -> str:
    """One case: what was tried, what was decided, and whether that was expected; ends with a line end."""
    source, span = decision.at
    place = f"{source.path}:{source.position(span.start).line}"
    tried = "no case" if decision.case is None else _tried(decision.case, decision.decided)
    lines = [f"{place}: {tried}"]
    if decision.fault is not None:
        lines.append(_part("error", decision.fault.message))
    if decision.decided is not None:
        if explain and decision.decided.verdict.steps:
            lines.extend(_part("why", clipped(step, _OUTPUT)) for step in decision.decided.verdict.steps())
        of_log = decision.decided.case.kind == LOGGED
        lines.extend((_weighed if of_log else _verdict)(decision.decided.verdict))
        lines.extend(_expected(decision.decided))
    return "".join(clean(line) + "\n" for line in lines)


def summary(decided: Decisions) -> str:
    """What was found and what was decided, in two lines."""
    found = human.found(decided.diagnostics)
    if not decided.loads:
        return f"{found}\nthe policy does not load, so nothing is decided\n"
    answered = [each.decided for each in decided.decisions if each.decided]
    expecting = [each for each in answered if each.case.expected]
    met = sum(each.as_expected for each in expecting)
    counts = {
        "as expected": met,
        "not as expected": len(expecting) - met,
        "with nothing expected": len(answered) - len(expecting),
        "not decided": len(decided.decisions) - len(answered),
    }
    told = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    return f"{found}\n{human.count(len(decided.decisions), 'case')}" + (f": {told}\n" if told else "\n")


def _tried(case: Case, decided: Decided | None) -> str:
    content = case.content[case.kind]
    if isinstance(content, dict):
        told = ", ".join(f"{field} = {clipped(written(value), 80)}" for field, value in content.items())
    else:
        told = written(content)
    if case.is_of_a_file and decided is not None:
        told += f" ({human.count(decided.events, 'event')})"
    return f"{case.kind}: {clipped(told or 'without a field', _TRIED)}"


def _verdict(verdict: Verdict) -> Iterator[str]:
    for name, value in verdict.decision.items():
        if name == "alerts":
            yield from _alerts(value)
        elif name in ("reasons", "details"):
            continue
        elif name not in _LABELS:
            yield _part(name, clipped(written(value), _OUTPUT))
        elif value and _LABELS[name]:
            told = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else "managed fields"
            yield _part(_LABELS[name], clipped(told, _OUTPUT))
    yield from _refused(verdict.decision)
    if verdict.by:
        yield _part("by", verdict.by)
    yield from (_part(sign, told) for sign, told in checklist.as_lines(verdict.checklist))


def _refused(decision: dict[str, object]) -> Iterator[str]:
    """Why a pod is refused, in the words of Kubernetes: each reason with its detail."""
    reasons, details = decision.get("reasons"), decision.get("details")
    if isinstance(reasons, list) and isinstance(details, list):
        for reason, detail in zip(reasons, details, strict=True):
            yield _part("says", clipped(f"{reason} ({detail})", _OUTPUT))


def _weighed(verdict: Verdict) -> Iterator[str]:
    """What a policy would have recorded of a log."""
    levels = verdict.decision["levels"]
    assert isinstance(levels, dict)
    yield _part("levels", ", ".join(f"{level} {count}" for level, count in levels.items() if count) or "none")
    yield _part("records", f"{verdict.decision['recorded_bytes']} of {verdict.decision['bytes']} bytes")


def _alerts(alerts: object) -> Iterator[str]:
    """The rules that fire, each above what it prints."""
    if not isinstance(alerts, (list, tuple)) or not alerts:
        yield _part("silent", "no rule fires")
        return
    for alert in alerts:
        parts = alert if isinstance(alert, dict) else {"rule": alert}
        priority = f" ({parts['priority']})" if "priority" in parts else ""
        yield _part("fires", f"{parts.get('rule')}{priority}")
        if parts.get("output"):
            yield _part("", clipped(str(parts["output"]), _OUTPUT))


def _expected(decided: Decided) -> Iterator[str]:
    if not decided.case.expected:
        return
    wanted = decided.case.wanted
    if decided.as_expected:
        yield _part("ok", "as expected")
    elif decided.verdict.faults:
        yield _part("differs", f"expected {wanted}; not all events could be judged")
    else:
        yield _part("differs", f"expected {wanted}")


def _part(name: str, told: str) -> str:
    return f"  {name:<{_WIDTH - 1}} {told}"
