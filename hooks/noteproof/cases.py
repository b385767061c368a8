"""A cases document → what its policies decide, held against what its author expects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from noteproof.finding import AnyRule, Finding, Key, Route, Says, Severity, Value, Verdict, rule
from noteproof.language import Decide

TARGET = "for"


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
def no_policy(kind: str, why: str) -> Says:
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
    return Says(
        f"nothing decides this `{kind}`: {why}", "put the policy above the case, or name its file with `for:`"
    )


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
def one_sided(kind: str) -> Says:
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
    return Says(f"all of these `{kind}` cases expect the same", "add a case that shows the other side")


rules: tuple[AnyRule, ...] = (differs, no_policy, malformed, one_sided)


@dataclass(frozen=True, slots=True)
class Case:
    """One thing asked of a policy: its kind, its content as written, and the decision expected of it."""

    route: Route
    kind: str
    content: dict[str, object]
    expected: dict[str, object]
    target: str | None


@dataclass(frozen=True, slots=True)
class Decided:
    """A case, the verdict on it, and whether that is what was expected."""

    case: Case
    verdict: Verdict
    as_expected: bool


Find = Callable[[Case], Decide | str]
"""The policy that a case asks, or why there is none."""


def is_cases(value: object) -> bool:
    """Whether a document is a cases document."""
    return isinstance(value, dict) and set(value) == {"cases"}


def read(value: object, kinds: frozenset[str], findings: list[Finding]) -> Iterator[Case]:
    """The cases of a cases document, whose values are text as written; `kinds` are what can be asked."""
    listed = value.get("cases") if isinstance(value, dict) else None
    if not isinstance(listed, list):
        hint = "write a list: `cases:` and below it `- request: …`"
        findings.append(malformed.at(Key(("cases",)), "`cases` holds no list", hint))
        return
    for at, item in enumerate(listed):
        route: Route = ("cases", at)
        asked = [key for key in item if key in kinds] if isinstance(item, dict) else []
        if not isinstance(item, dict) or len(asked) != 1:
            what = "asks nothing" if not asked else "asks more than one thing"
            hint = f"give each case one of {', '.join(f'`{kind}`' for kind in sorted(kinds))}"
            findings.append(malformed.at(Key(route), f"this case {what}", hint))
            continue
        kind = asked[0]
        target = item.get(TARGET)
        expected = {key: wanted for key, wanted in item.items() if key not in (kind, TARGET)}
        yield Case(route, kind, item, expected, None if target is None else str(target))


def run(cases: Iterator[Case], find: Find, findings: list[Finding]) -> tuple[Decided, ...]:
    """Ask each case of its policy; what differs, or cannot be asked, goes to the findings."""
    decided: list[Decided] = []
    for case in cases:
        policy = find(case)
        if isinstance(policy, str):
            findings.append(no_policy.at(Key((*case.route, case.kind)), case.kind, policy))
            continue
        if not case.expected:
            findings.append(
                malformed.at(Key(case.route), "this case expects nothing", "say what is to be decided")
            )
        verdict = policy(case.content)
        wrong = tuple(_differences(case, verdict))
        findings.extend(wrong)
        decided.append(Decided(case, verdict, not wrong))
    findings.extend(_one_sided(decided))
    return tuple(decided)


def _differences(case: Case, verdict: Verdict) -> Iterator[Finding]:
    for key, wanted in case.expected.items():
        route = (*case.route, key)
        if key not in verdict.decision:
            known = ", ".join(f"`{name}`" for name in verdict.decision)
            fault = f"a decision on `{case.kind}` has no `{key}`"
            yield malformed.at(Key(route), fault, f"expect one of {known}")
        elif not same(wanted, verdict.decision[key]):
            yield differs.at(Value(route), key, written(wanted), written(verdict.decision[key]), verdict.by)


def _one_sided(decided: list[Decided]) -> Iterator[Finding]:
    events = [each.case for each in decided if "alerts" in each.case.expected]
    sides = {bool(case.expected["alerts"]) for case in events}
    if len(sides) == 1:
        yield one_sided.at(Key(events[0].route), events[0].kind)


def same(wanted: object, decided: object) -> bool:
    """Whether a decision is the expected one.

    Text as written is compared with the decision's own text. An expected mapping names the parts that
    count; an expected name stands for the mapping whose first part it is (`alerts: [A rule]`).
    """
    if isinstance(wanted, dict):
        return isinstance(decided, dict) and all(
            key in decided and same(value, decided[key]) for key, value in wanted.items()
        )
    if isinstance(wanted, list):
        return (
            isinstance(decided, (list, tuple))
            and len(wanted) == len(decided)
            and all(same(one, other) for one, other in zip(wanted, decided, strict=True))
        )
    if isinstance(decided, dict):
        return bool(decided) and same(wanted, next(iter(decided.values())))
    return written(wanted) == written(decided)


def written(value: object) -> str:
    """A decision's part as an author writes it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {written(part)}" for key, part in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(written(part) for part in value) + "]"
    return str(value)
