"""A cases document → what its policies decide, held against what its author expects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from noteproof.comparison import brief, in_the_manner_of, same
from noteproof.finding import AnyRule, Finding, Key, Route, Says, Severity, Value, Verdict, rule
from noteproof.language import Decide, Language, Loaded, Meter

TARGET = "for"
RECORDED, LOGGED = "events", "log"
"""The kinds of cases that name a file: of events recorded for Falco, and of an audit log."""

_QUALIFIERS = {"pod-security": frozenset({"version"})}
"""The keys beside a kind that are part of what is asked."""

_ANSWERED = frozenset({"immutable"})
"""The kinds whose own value is what is expected."""


@rule("case/differs", Severity.ERROR)
def differs(asked: str, expected: str, decided: str, by: str) -> Says:
    """A policy decides what its cases say.

    The expected decision and the real one are compared exactly.

    ```yaml
    # unchecked: a cases document speaks of the policy above it
    cases:
      - request: {user: alice, verb: get, resource: secrets, namespace: prod}
        level: None
    ```

    ```yaml
    # unchecked: a cases document speaks of the policy above it
    cases:
      - request: {user: alice, verb: get, resource: secrets, namespace: prod}
        level: Metadata
    ```
    """
    where = f", decided by {by}" if by else ""
    return Says(f"{asked} is {decided}, not {expected}{where}", "mend the policy, or the expectation")


@rule("case/no-policy", Severity.ERROR)
def no_policy(kind: str, why: str, hint: str = "") -> Says:
    """A case speaks of a policy that is there and loads.

    A case goes to the nearest block above it that can answer it, or to the file that `for:` names.

    ```yaml
    cases:
      - request: {user: alice, verb: get, resource: secrets}  # expect: case/no-policy
        level: Metadata
    ```

    ```yaml
    # unchecked: a cases document speaks of the policy above it
    cases:
      - for: audit/policy.yaml
        request: {user: alice, verb: get, resource: secrets}
        level: Metadata
    ```
    """
    hint = hint or "put the policy above the case, or name its file with `for:`"
    return Says(f"nothing decides this `{kind}`: {why}", hint)


@rule("case/malformed", Severity.ERROR)
def malformed(fault: str, hint: str) -> Says:
    """A case asks one thing and says what is expected.

    ```yaml
    cases:
      - level: Metadata  # expect: case/malformed
    ```

    ```yaml
    # unchecked: a cases document speaks of the policy above it
    cases:
      - request: {user: alice, verb: get, resource: secrets}
        level: Metadata
    ```
    """
    return Says(fault, hint)


@rule("case/one-sided", Severity.INFO)
def one_sided(fires: bool) -> Says:
    """The cases of a policy show both sides of it.

    Events that only ever fire, or never do, would pass for a policy that always or never does.

    ```yaml
    # unchecked: a cases document speaks of the rules above it
    cases:
      - event: {evt.type: execve, proc.name: sh}
        alerts: [Shell in a container]
    ```

    ```yaml
    # unchecked: a cases document speaks of the rules above it
    cases:
      - event: {evt.type: execve, proc.name: sh}
        alerts: [Shell in a container]
      - event: {evt.type: execve, proc.name: ls}
        alerts: []
    ```
    """
    if fires:
        return Says("every event of these cases fires a rule", "add an event at which nothing fires")
    return Says("no event of these cases fires a rule", "add an event at which one fires")


rules: tuple[AnyRule, ...] = (differs, no_policy, malformed, one_sided)


@dataclass(frozen=True, slots=True)
class Case:
    """One thing asked of a policy: its kind, its content as written, and the decision expected of it."""

    route: Route
    kind: str
    content: dict[str, object]
    expected: dict[str, object]
    target: str | None

    @property
    def is_of_a_file(self) -> bool:
        """Whether it names a file of recorded events or a log."""
        return self.kind in (RECORDED, LOGGED)

    @property
    def wanted(self) -> str:
        """What is expected, in words."""
        return "; ".join(f"{key} {brief(value)}" for key, value in self.expected.items())


@dataclass(frozen=True, slots=True)
class Policy:
    """What decides a case. `name` tells policies apart, `order` is that of the names in its decisions.

    `meter` gives what weighs a log, where the policy can.
    """

    name: str
    decide: Decide
    order: tuple[str, ...] = ()
    meter: Callable[[bool], Meter] | None = None

    @classmethod
    def of(cls, name: str, loaded: Loaded) -> Policy | None:
        """What decides by the documents that were loaded; nothing where they decide nothing."""
        return None if loaded.decide is None else cls(name, loaded.decide, loaded.order, loaded.meter)


@dataclass(frozen=True, slots=True)
class Decided:
    """A case, the verdict on it, whether that is as expected, and the name of the policy."""

    case: Case
    verdict: Verdict
    as_expected: bool
    policy: str = ""

    @property
    def events(self) -> int:
        """How many events of a file were judged."""
        weighed = self.verdict.decision.get("events")
        return weighed if isinstance(weighed, int) else len(self.verdict.parts)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one thing that stands among the cases: how it was decided, and what is wrong with it.

    Without `case` it is none; without `decided` it could not be read, or nothing decides it.
    """

    case: Case | None
    decided: Decided | None
    findings: tuple[Finding, ...]


Find = Callable[[Case], Policy | str]
"""The policy that a case asks, or why there is none."""


def is_cases(value: object) -> bool:
    """Whether a document is a cases document."""
    return isinstance(value, dict) and set(value) == {"cases"}


def kinds(languages: Iterable[Language]) -> frozenset[str]:
    """What can be asked of policies in these languages."""
    return frozenset[str]().union(*(language.asks for language in languages))


def read(value: object, kinds: frozenset[str]) -> Iterator[Case | Finding]:
    """The cases of a cases document, in order; what is none is a finding in its place.

    `kinds` are what can be asked.
    """
    listed = value.get("cases") if isinstance(value, dict) else None
    if not isinstance(listed, list):
        hint = "write a list: `cases:` and below it `- request: …`"
        yield malformed.at(Key(("cases",)), "`cases` holds no list", hint)
        return
    for at, item in enumerate(listed):
        yield of_item(item, ("cases", at), kinds)


def of_item(item: object, route: Route, kinds: frozenset[str]) -> Case | Finding:
    """What is written at a route as a case; a finding where it is none."""
    asked = [key for key in item if key in kinds] if isinstance(item, dict) else []
    if not isinstance(item, dict) or len(asked) != 1:
        what = "asks nothing" if not asked else "asks more than one thing"
        hint = f"give each case one of {', '.join(f'`{kind}`' for kind in sorted(kinds))}"
        return malformed.at(Key(route), f"this case {what}", hint)
    kind = asked[0]
    target = item.get(TARGET)
    asking = {TARGET, *_QUALIFIERS.get(kind, ())}
    if kind not in _ANSWERED or item[kind] is None:
        asking.add(kind)
    expected = {key: wanted for key, wanted in item.items() if key not in asking}
    return Case(route, kind, item, expected, None if target is None else str(target))


def run(asked: Iterable[Case | Finding], find: Find) -> Iterator[Answer]:
    """Ask each case of its policy, in order; an answer tells what differs, or why there is no decision."""
    for item in asked:
        yield Answer(None, None, (item,)) if isinstance(item, Finding) else answer(item, find(item))


def answer(case: Case, policy: Policy | str, is_question: bool = False) -> Answer:
    """What becomes of a case that is asked of a policy. A question need not say what it expects."""
    if isinstance(policy, str):
        hint = "ask it of a policy that can, in a run of its own" if is_question else ""
        return Answer(case, None, (no_policy.at(Key((*case.route, case.kind)), case.kind, policy, hint),))
    findings: list[Finding] = []
    if not case.expected and not is_question:
        findings.append(
            malformed.at(Key(case.route), "this case expects nothing", "say what is to be decided")
        )
    verdict = policy.decide(case.content)
    if not isinstance(verdict, Verdict):
        read = (finding.rerouted(lambda route: (*case.route, *route)) for finding in verdict)
        return Answer(case, None, (*findings, *read))
    wrong = tuple(_differences(case, verdict))
    decided = Decided(case, verdict, not wrong and not verdict.faults, policy.name)
    return Answer(case, decided, (*findings, *wrong))


def _differences(case: Case, verdict: Verdict) -> Iterator[Finding]:
    for key, wanted in case.expected.items():
        route = (*case.route, key)
        if key not in verdict.decision:
            known = ", ".join(f"`{name}`" for name in verdict.decision)
            fault = f"a decision on `{case.kind}` has no `{key}`"
            yield malformed.at(Key(route), fault, f"expect one of {known}")
            continue
        decided = verdict.decision[key]
        if not same(wanted, decided):
            told = brief(in_the_manner_of(wanted, decided))
            yield differs.at(Value(route), key, brief(wanted), told, verdict.by)


def one_sided_policies(decided: Iterable[Decided]) -> Iterator[tuple[Decided, Finding]]:
    """The policies whose cases show one side of them only, each by its first case that shows it."""
    by_policy: dict[str, list[Decided]] = {}
    for each in decided:
        if "alerts" in each.case.expected:
            by_policy.setdefault(each.policy, []).append(each)
    for those in by_policy.values():
        sides = frozenset[bool]().union(*map(_sides, those))
        if len(sides) == 1:
            yield those[0], one_sided.at(Key(those[0].case.route), True in sides)


def _sides(decided: Decided) -> set[bool]:
    """Whether a case shows an event that fires, and one that does not."""
    if decided.case.kind == RECORDED:
        return {bool(part.decision.get("alerts")) for part in decided.verdict.parts}
    return {bool(decided.case.expected["alerts"])}
