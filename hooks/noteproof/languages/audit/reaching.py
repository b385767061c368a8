"""Which requests reach which rule of a policy, and what it then records that it should not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from noteproof.finding import Finding, Key, Related, Route
from noteproof.finding import Value as At
from noteproof.languages.audit.levels import NAMELESS, RANK, REQUEST
from noteproof.languages.audit.matching import Matcher
from noteproof.languages.audit.overlaps import lies_within, meet
from noteproof.languages.audit.policy import GroupResources, Policy, PolicyRule
from noteproof.languages.audit.reach_rules import (
    no_catch_all,
    partly_reached,
    sensitive_body,
    too_involved,
    unreachable_rule,
)
from noteproof.languages.audit.requests import Request
from noteproof.languages.audit.spaces import (
    NAMESPACES,
    OTHER,
    RESOURCES,
    VERBS,
    Budget,
    Cover,
    Space,
    Value,
    cover,
    spaces,
)
from noteproof.yamltree import Document

_PAIR = 100
"""The work of comparing two rules with each other, against that of two sets of rules."""

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Secret:
    """A resource whose bodies are not for a log.

    `asking` are the verbs of which the request holds the secret, `answering` those of which the response
    does.
    """

    what: str
    why: str
    group: str
    resource: str
    subresource: str = ""
    asking: tuple[str, ...] = ()
    answering: tuple[str, ...] = ()
    is_cluster_wide: bool = False


_DATA = ("create", "update", "patch"), ("get", "list", "deletecollection")

SECRETS = (
    Secret("Secrets", "their data is only encoded, not encrypted", "", "secrets", "", *_DATA),
    Secret("ConfigMaps", "passwords stand in many of them", "", "configmaps", "", *_DATA),
    Secret(
        "token reviews",
        "the token stands in them",
        "authentication.k8s.io",
        "tokenreviews",
        asking=("create",),
        is_cluster_wide=True,
    ),
    Secret(
        "tokens of service accounts",
        "whoever reads one can use it",
        "",
        "serviceaccounts",
        "token",
        answering=("create",),
    ),
)
"""What a policy had better record without bodies."""

_WHO = ("alice", ("system:authenticated",))
_KNOWN = (
    ("get pods", Request(*_WHO, "get", "", "pods", "", "dev", "web-0")),
    ("create deployments", Request(*_WHO, "create", "apps", "deployments", "", "dev")),
    ("get secrets", Request(*_WHO, "get", "", "secrets", "", "dev", "door")),
    ("get pods/exec", Request(*_WHO, "get", "", "pods", "exec", "dev", "web-0")),
    ("delete namespaces", Request(*_WHO, "delete", "", "namespaces", "", "dev", "dev")),
    ("list nodes", Request(*_WHO, "list", "", "nodes")),
    ("get /healthz", Request(*_WHO, "get", path="/healthz")),
)
"""Requests that readers know."""


@dataclass(slots=True)
class _Reaching:
    """A policy whose rules are looked at one after the other."""

    policy: Policy
    matcher: Matcher
    document: Document
    budget: Budget = field(default_factory=Budget)
    unreached: set[int] = field(default_factory=set)

    def of_rule(self, at: int) -> Iterator[Finding]:
        rule, earlier = self.policy.rules[at], (1 << at) - 1
        parts = [*spaces(rule, self.matcher)]
        covers = [cover(part, earlier, self.budget) for part in parts]
        if all(each.is_whole for each in covers):
            by = sorted({*covers[0].by, *covers[-1].by})
            if by:
                self.unreached.add(at)
                verb = "decide" if len(by) > 1 else "decides"
                yield unreachable_rule.at(Key(("rules", at)), f"{self._named(by)} {verb}", self._related(by))
            return
        yield from self._dead_values(at, parts)
        yield from self._crossed(at, rule)
        yield from self._bodies(at, rule, parts)

    def _dead_values(self, at: int, parts: Sequence[Space]) -> Iterator[Finding]:
        """The values that a rule lists and that earlier rules leave nothing of."""
        for part in parts:
            for number, values in enumerate(part.attributes):
                by_route: dict[Route, list[Value]] = {}
                for value in values:
                    by_route.setdefault(value.route, []).append(value)
                if len(by_route) < 2:
                    continue
                known: dict[frozenset[int], Cover] = {}
                for route, same in by_route.items():
                    rules = frozenset(value.rules for value in same)
                    if rules not in known:
                        known[rules] = cover(part.only(number, same), (1 << at) - 1, self.budget)
                    if known[rules].is_whole:
                        yield self._dead(at, route, known[rules].by)

    def _dead(self, at: int, route: Route, by: Sequence[int]) -> Finding:
        whole = ("rules", at, *route)
        span = self.document.span(At(whole))
        written = self.document.snippet.text[span.start : span.end].strip("\"'")
        said = f"{self._named(by)} {'decide' if len(by) > 1 else 'decides'} all of it"
        return partly_reached.at(
            At(whole), f"`{written[:60]}` never reaches this rule", said, self._related(by)
        )

    def _crossed(self, at: int, rule: PolicyRule) -> Iterator[Finding]:
        """The earlier rules that take a part of what a rule names, and record less of it."""
        if not (rule.users or rule.groups or rule.verbs or rule.is_for_resources or rule.urls):
            return
        crossing = [
            number
            for number in self._meeting(at, rule)
            if RANK[self.policy.rules[number].level] < RANK[rule.level]
            and not lies_within(self.policy.rules[number], rule)
        ]
        if crossing:
            shown = crossing[:_SHOWN]
            said = f"{self._named(shown)} {'come' if len(shown) > 1 else 'comes'} first"
            what = "a part of what this rule names is recorded at a lower level"
            yield partly_reached.at(Key(("rules", at)), what, said, self._related(shown))

    def _meeting(self, at: int, rule: PolicyRule) -> Iterator[int]:
        """The earlier rules that name requests in common with a rule."""
        candidates = (1 << at) - 1
        for values, asking in (
            (rule.users, self.matcher.users),
            (rule.verbs, self.matcher.verbs),
            (rule.namespaces, self.matcher.namespaces),
        ):
            if values:
                satisfied = 0
                for value in values:
                    satisfied |= asking.of(value)
                candidates &= satisfied
        while candidates and self.budget.spend(_PAIR):
            lowest = candidates & -candidates
            candidates ^= lowest
            number = lowest.bit_length() - 1
            if number not in self.unreached and meet(self.policy.rules[number], rule):
                yield number

    def _bodies(self, at: int, rule: PolicyRule, parts: Sequence[Space]) -> Iterator[Finding]:
        """What a rule records that nobody should read in a log."""
        if RANK[rule.level] < RANK[REQUEST] or rule.is_for_urls:
            return
        kept = [secret for secret in SECRETS if self._keeps(at, rule, parts[0], secret)]
        if kept:
            whats = [secret.what for secret in kept]
            what = " and ".join(filter(None, (", ".join(whats[:-1]), whats[-1])))
            alone = bool(rule.resources) and all(map(_is_of_secrets, rule.resources))
            yield sensitive_body.at(Key(("rules", at)), rule.level, what, kept[0].why, alone)

    def _keeps(self, at: int, rule: PolicyRule, part: Space, secret: Secret) -> bool:
        """Whether a request reaches a rule whose body, as the rule records it, holds a secret."""
        verbs = secret.asking if rule.level == REQUEST else (*secret.asking, *secret.answering)
        names = (OTHER, *dict.fromkeys(name for entry in rule.resources for name in entry.names))
        bit = 1 << at
        for verb in verbs:
            of_verb = self.matcher.verbs.of(verb)
            for name in ("",) if verb in NAMELESS and not secret.subresource else names:
                of_resource = self.matcher.resources.of(
                    secret.group, secret.resource, secret.subresource, name
                )
                space = part.only(VERBS, [Value(of_verb)]).only(RESOURCES, [Value(of_resource)])
                if secret.is_cluster_wide:
                    space = space.only(NAMESPACES, [Value(self.matcher.namespaces.of(""))])
                named = all(any(value.rules & bit for value in values) for values in space.attributes)
                if named and not cover(space, bit - 1, self.budget).is_whole:
                    return True
        return False

    def unmatched(self) -> Iterator[Finding]:
        """That there are requests which no rule matches, with some that everybody knows."""
        every = (1 << len(self.policy.rules)) - 1
        if all(cover(part, every, Budget()).is_whole for part in spaces(PolicyRule(), self.matcher)):
            return
        known = [told for told, request in _KNOWN if not self.matcher.matching(request)][:_SHOWN]
        such = f", such as {', '.join(f'`{told}`' for told in known)}" if known else ""
        yield no_catch_all.at(Key(("rules",)), such)

    def _named(self, rules: Sequence[int]) -> str:
        shown = [f"rules[{rule}] ({self.policy.rules[rule].level})" for rule in rules[:_SHOWN]]
        if len(rules) > _SHOWN:
            shown.append(f"{len(rules) - _SHOWN} more")
        return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))

    def _related(self, rules: Sequence[int]) -> tuple[Related, ...]:
        return tuple(Related(Key(("rules", rule)), f"rules[{rule}] is here") for rule in rules[:_SHOWN])


def _is_of_secrets(entry: GroupResources) -> bool:
    """Whether an entry names nothing but what a policy had better record without bodies."""
    known = {(it.group, f"{it.resource}/{it.subresource}".rstrip("/")) for it in SECRETS}
    return bool(entry.resources) and all((entry.group, written) in known for written in entry.resources)


def of_policy(policy: Policy, matcher: Matcher, document: Document, fragment: bool) -> Iterator[Finding]:
    """What is to be said of the order of a policy's rules, and of what they leave."""
    reaching = _Reaching(policy, matcher, document)
    for at in range(len(policy.rules)):
        yield from reaching.of_rule(at)
    if reaching.budget.left <= 0:
        yield too_involved.at(Key(("rules",)))
    if not fragment and ("rules",) not in document.elided:
        yield from reaching.unmatched()
