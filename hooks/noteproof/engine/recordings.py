"""Recorded events or an audit log: a file of lines → one verdict on all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO

from noteproof import jsonlines
from noteproof.cases import LOGGED, RECORDED, Policy, malformed
from noteproof.engine.loading import Loader
from noteproof.engine.logs import weigh
from noteproof.finding import Diagnostic, Finding, Severity, Value, Verdict, diagnose
from noteproof.jsonlines import Line
from noteproof.reading import LIMIT
from noteproof.text import Snippet, Source, Span, Unreadable, decoded

_HINT = 'write one event a line, as in `{"evt.type": "execve", "proc.name": "sh"}`'
_EXAMPLES = {RECORDED: "shell.events.jsonl", LOGGED: "night.audit.jsonl"}
_FAULTS = 1_000
"""The faults of one recording that are told one by one."""


@dataclass(slots=True)
class Recordings:
    """The recordings that the cases of one page name, each judged once by a policy."""

    loader: Loader
    _judged: dict[tuple[str, str], Verdict] = field(default_factory=dict)

    def asking(self, policy: Policy, kind: str, home: Source) -> Policy:
        """A policy that judges the file which a case names; `home` is where the case is written."""

        def decide(case: dict[str, object]) -> Verdict | tuple[Finding, ...]:
            named = case[kind]
            at = Value((kind,))
            if not isinstance(named, str) or not named:
                hint = f"name a file of JSON lines, as in `{kind}: {_EXAMPLES[kind]}`"
                return (malformed.at(at, f"`{kind}` names no file", hint),)
            path = self.loader.beside(named, home)
            try:
                return self._verdict(path, policy, kind)
            except Unreadable as fault:
                near = self.loader.near(path, fault)
                hint = f"did you mean `{near}`?" if near else "name a file by its path from this one"
                return (malformed.at(at, f"`{kind}: {named}` names a file that {fault.reason}", hint),)

        return replace(policy, decide=decide)

    def _verdict(self, path: str, policy: Policy, kind: str) -> Verdict:
        if (path, policy.name) not in self._judged:
            data = self.loader.files.read_bytes(path)
            self._judged[path, policy.name] = (logged if kind == LOGGED else judged)(path, data, policy)
        return self._judged[path, policy.name]


def judged(path: str, data: bytes, policy: Policy) -> Verdict:
    """The verdict on all events of a file that can be judged, with what is wrong with the others."""
    parts: list[Verdict] = []
    faults: list[Diagnostic] = []
    untold = 0
    for each in _each(jsonlines.read(path, data, _HINT, LIMIT), policy):
        if isinstance(each, Verdict):
            parts.append(each)
        elif len(faults) < _FAULTS:
            faults.extend(each)
        else:
            untold += 1
    if not parts and not faults:
        faults.append(_of_file(path, data, "this recording holds no event", Severity.WARNING))
    if untold:
        faults.append(_of_file(path, data, f"{untold:,} more lines of this recording are broken"))
    return _together(parts, tuple(faults), policy.order)


def logged(path: str, data: bytes, policy: Policy) -> Verdict:
    """The verdict on an audit log: what the policy would have recorded of it."""
    assert policy.meter is not None
    weighed = weigh(path, BytesIO(data), policy.meter(True))
    faults = weighed.diagnostics
    if not weighed.summary["events"] and not faults:
        faults = (_of_file(path, data, "this log holds no event", Severity.WARNING),)
    return Verdict(weighed.summary, faults=faults)


def _each(lines: Iterable[Line | Diagnostic], policy: Policy) -> Iterator[Verdict | tuple[Diagnostic, ...]]:
    """The verdict on each event, or what is wrong with it; a line that comes again is judged once."""
    known: dict[str, Verdict] = {}
    for line in lines:
        if isinstance(line, Diagnostic):
            yield (line,)
            continue
        judged = known.get(line.text) or _event(line, policy)
        if isinstance(judged, Verdict):
            known[line.text] = judged
        yield judged


def _event(line: Line, policy: Policy) -> Verdict | tuple[Diagnostic, ...]:
    findings = tuple(_nested(line.value))
    if not findings:
        answer = policy.decide({"event": line.value})
        if isinstance(answer, Verdict):
            return answer
        findings = tuple(finding.rerouted(lambda route: route[1:]) for finding in answer)
    whole = Snippet.whole(line.source)
    return tuple(diagnose(finding, whole, line.span) for finding in findings)


def _nested(event: dict[str, object]) -> Iterator[Finding]:
    """The fields whose values are neither scalars nor lists of scalars."""
    for field_name, value in event.items():
        inner = value if isinstance(value, list) else [value]
        if any(isinstance(each, (dict, list)) for each in inner):
            fault = f"the value of `{field_name}` is neither a scalar nor a list of scalars"
            yield jsonlines.broken_line.at(Value((field_name,)), fault, "write the fields of an event flat")


def _of_file(path: str, data: bytes, fault: str, severity: Severity | None = None) -> Diagnostic:
    source: Source = decoded(path, data)[0]
    return Diagnostic(malformed, source, Span(0, 0), fault, _HINT, own_severity=severity)


def _together(parts: list[Verdict], faults: tuple[Diagnostic, ...], order: tuple[str, ...]) -> Verdict:
    """One verdict for many: all their alerts, and the macros that hold for any of them, in order."""
    alerts = [alert for part in parts for alert in _list(part, "alerts")]
    held = dict.fromkeys(str(macro) for part in parts for macro in _list(part, "macros"))
    place = {name: at for at, name in enumerate(order)}
    macros = sorted(held, key=lambda name: place.get(name, len(order)))
    by = "; ".join(dict.fromkeys(part.by for part in parts if part.by))
    route = next((part.route for part in parts if part.route is not None), None)
    return Verdict({"alerts": alerts, "macros": macros}, route, by, tuple(parts), faults)


def _list(verdict: Verdict, name: str) -> list[object]:
    held = verdict.decision.get(name)
    return list(held) if isinstance(held, (list, tuple)) else []
