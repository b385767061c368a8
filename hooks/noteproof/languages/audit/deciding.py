"""A case's request → the verdict of a policy, with the line of the rule that decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from noteproof.finding import Finding, Key, Verdict
from noteproof.languages.audit.asking import request_of
from noteproof.languages.audit.explaining import why_not
from noteproof.languages.audit.matching import Matcher, Ruling
from noteproof.languages.audit.policy import Policy
from noteproof.languages.audit.requests import Request
from noteproof.yamltree import Document

UNMATCHED = "no rule"


@dataclass(slots=True)
class Decider:
    """Decides the requests of cases by the policy of a document."""

    document: Document
    policy: Policy
    matcher: Matcher
    _lines: dict[int, str] = field(default_factory=dict)

    def __call__(self, case: dict[str, object]) -> Verdict | tuple[Finding, ...]:
        """The verdict on a case, or what is wrong with its request."""
        request = request_of(case)
        if not isinstance(request, Request):
            return request
        ruling = self.matcher.decide(request)
        route = None if ruling.rule is None else ("rules", ruling.rule)
        steps = partial(self._steps, request, ruling)
        return Verdict(decision_of(ruling), route, self._by(ruling.rule), steps=steps)

    def _by(self, rule: int | None) -> str:
        if rule is None:
            return UNMATCHED
        if rule not in self._lines:
            _, line = self.document.line(Key(("rules", rule)))
            self._lines[rule] = f"rules[{rule}], line {line}"
        return self._lines[rule]

    def _steps(self, request: Request, ruling: Ruling) -> Iterator[str]:
        """What each rule makes of a request, in the order in which they are tried."""
        for at, rule in enumerate(self.policy.rules):
            if at == ruling.rule:
                yield f"{self._by(at)} ({rule.level}): matches, and no later rule is asked"
                return
            yield f"{self._by(at)} ({rule.level}): {why_not(rule, request)}"
        yield "no rule matches, so nothing is recorded"


def decision_of(ruling: Ruling) -> dict[str, object]:
    """What a policy decided, as the command prints it."""
    return {
        "level": ruling.level,
        "rule": ruling.rule,
        "omit_stages": list(ruling.omit_stages),
        "omit_managed_fields": ruling.omit_managed_fields,
    }
