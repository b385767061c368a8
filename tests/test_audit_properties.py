"""Random audit policies and requests: what is said of a policy, held against trying every request."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from noteproof import yamltree
from noteproof.finding import Finding
from noteproof.language import Target
from noteproof.languages import audit
from noteproof.languages.audit.asking import FIELDS
from noteproof.languages.audit.explaining import why_not
from noteproof.languages.audit.levels import LEVELS
from noteproof.languages.audit.matching import Matcher
from noteproof.languages.audit.overlaps import lies_within, meet
from noteproof.languages.audit.policy import GroupResources, Policy, PolicyRule
from noteproof.languages.audit.requests import Request
from noteproof.languages.audit.spaces import Budget, cover, spaces
from noteproof.text import Snippet, Source

USERS, GROUPS, VERBS = ("ann", "bob"), ("devs", "ops"), ("get", "create")
NAMESPACES, NAMES = ("dev", ""), ("web", "")
API_GROUPS = ("", "apps", "*")
PATTERNS = ("pods", "pods/log", "pods/*", "*/log", "*", "*/*", "**", "*/", "jobs", "jobs/status")
URLS = ("/version", "/version/", "/api*", "/apis/*", "/a*", "*", "/", "/*")

OTHERS = ("other",)
"""A value of each attribute that no policy lists."""


def some(values: tuple[str, ...], most: int = 2) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=most, unique=True).map(tuple)


entries = st.builds(
    lambda group, resources, names: GroupResources(group, resources, names if resources else ()),
    st.sampled_from(API_GROUPS),
    some(PATTERNS),
    some(NAMES, 1),
)
whos = {"users": some(USERS), "groups": some(GROUPS), "verbs": some(VERBS)}
rules = st.one_of(
    st.builds(
        PolicyRule,
        level=st.sampled_from([*LEVELS]),
        **whos,
        resources=st.lists(entries, max_size=2).map(tuple),
        namespaces=some(NAMESPACES, 1),
    ),
    st.builds(PolicyRule, level=st.sampled_from([*LEVELS]), **whos, urls=some(URLS)),
)
policies = st.lists(rules, min_size=1, max_size=5).map(lambda listed: Policy(tuple(listed)))


def requests() -> Iterator[Request]:
    """Every request of a small world: each value that policies list here, and one that none lists."""
    who = itertools.product((*USERS, *OTHERS), ((), ("devs",), ("ops",), ("devs", "ops")), (*VERBS, *OTHERS))
    for user, groups, verb in who:
        for path in (
            "/version",
            "/version/",
            "/api",
            "/api/v1",
            "/apis",
            "/apis/apps",
            "/a",
            "/",
            "/other",
        ):
            yield Request(user, groups, verb, path=path)
        for group, resource, subresource, namespace, name in itertools.product(
            ("", "apps", *OTHERS),
            ("pods", "jobs", "**", *OTHERS),
            ("", "log", "status", *OTHERS),
            (*NAMESPACES, *OTHERS),
            (*NAMES, *OTHERS),
        ):
            yield Request(user, groups, verb, group, resource, subresource, namespace, name)


WORLD = [*requests()]


@settings(deadline=None)
@given(policies, st.lists(st.sampled_from(WORLD), min_size=1, max_size=200))
def test_the_rule_that_decides_is_the_first_of_which_no_demand_is_unmet(
    policy: Policy, asked: list[Request]
) -> None:
    matcher = Matcher(policy)

    for request in asked:
        first = next((at for at, rule in enumerate(policy.rules) if why_not(rule, request) is None), None)
        assert matcher.decide(request).rule == first


@settings(deadline=None)
@given(policies)
def test_a_rule_is_out_of_reach_exactly_when_no_request_reaches_it(policy: Policy) -> None:
    matcher = Matcher(policy)
    reached = {matcher.decide(request).rule for request in WORLD}

    for at, rule in enumerate(policy.rules):
        whole = all(cover(part, (1 << at) - 1, Budget()).is_whole for part in spaces(rule, matcher))
        assert whole == (at not in reached), rule


@given(policies)
def test_the_rules_that_shadow_another_do_so_without_the_rest(policy: Policy) -> None:
    matcher = Matcher(policy)
    for at, rule in enumerate(policy.rules):
        for part in spaces(rule, matcher):
            covered = cover(part, (1 << at) - 1, Budget())
            if covered.is_whole:
                some_of_them = sum(1 << number for number in covered.by)
                assert cover(part, some_of_them, Budget()).is_whole
                assert all(number < at for number in covered.by)


@settings(deadline=None)
@given(policies)
def test_what_no_rule_matches_is_there_exactly_when_a_request_falls_through(policy: Policy) -> None:
    matcher = Matcher(policy)
    every = (1 << len(policy.rules)) - 1
    whole = all(cover(part, every, Budget()).is_whole for part in spaces(PolicyRule(), matcher))

    assert whole == all(matcher.matching(request) for request in WORLD)


@settings(deadline=None)
@given(rules, rules)
def test_two_rules_meet_exactly_when_a_request_matches_both(one: PolicyRule, other: PolicyRule) -> None:
    matcher = Matcher(Policy((one, other)))

    assert meet(one, other) == any(matcher.matching(request) == 0b11 for request in WORLD)


@settings(deadline=None)
@given(rules, rules)
def test_a_rule_that_lies_within_another_matches_nothing_else(inner: PolicyRule, outer: PolicyRule) -> None:
    matcher = Matcher(Policy((inner, outer)))
    if lies_within(inner, outer):
        assert all(matcher.matching(request) != 0b01 for request in WORLD)


def found(text: str) -> list[Finding]:
    """What is found in a policy's text, each finding in a place that is written."""
    reading = yamltree.read(Snippet.whole(Source("policy.yaml", text)), audit.dialect)
    findings = []
    for each in audit.load(reading.documents, Target()).findings:
        span = each.document.span(each.finding.where)
        assert 0 <= span.start <= span.end <= len(text)
        findings.append(each.finding)
    return findings


words = st.sampled_from(
    ("Metadata", "none", "", "*", "pods", "pods/*", "system:*", "get", "READ", "core", "apps/v1", "/healthz",
     "~", "1", "true", "[]", "{}", "[[a]]", "{a: b}", "[pods, '*/*', 1]",
     "[{group: '', resources: [pod, 1]}]", "[{group: apps, resources: ['*/x', /y], resourceNames: [z]}]",
     "[RequestReceived, panic]", "&a [*a]")
)  # fmt: skip
keys = st.sampled_from(
    ("level", "users", "userGroups", "verbs", "resources", "namespaces", "nonResourceURLs", "omitStages",
     "omitManagedFields", "groups", "Level", "rules", "1")
)  # fmt: skip
odd_rules = st.lists(st.tuples(keys, words), min_size=1, max_size=5)


@given(st.lists(odd_rules, max_size=4), words, st.booleans())
def test_a_policy_of_any_shape_is_read_to_its_end(
    listed: list[list[tuple[str, str]]], stages: str, ends: bool
) -> None:
    text = f"apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: {stages}\nrules:\n"
    for rule in listed:
        lines = [f"{key}: {value}" for key, value in rule]
        text += "- " + "\n  ".join(lines) + "\n"
    text += "- level: Metadata\n" if ends else ""

    found(text)


odd_values = st.one_of(
    st.none(),
    st.text(max_size=5),
    st.integers(),
    st.lists(st.one_of(st.text(max_size=3), st.none()), max_size=2),
    st.sampled_from(
        ("GET", "get", "/api/v1/pods", "/api/v1/watch", "/%", "pods/log", "https://a", "//", "/a b")
    ),
)
odd_requests = st.dictionaries(st.sampled_from((*FIELDS, "apiGroup", "x")), odd_values)


@given(odd_requests)
def test_a_request_of_any_shape_is_decided_or_refused(request: dict[str, object]) -> None:
    text = "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n"
    documents = yamltree.read(Snippet.whole(Source("policy.yaml", text)), audit.dialect).documents
    decide = audit.load(documents, Target()).decide
    assert decide is not None

    answer = decide({"request": request})

    if isinstance(answer, tuple):
        assert answer
        assert all(finding.hint for finding in (each.says for each in answer))
    else:
        assert answer.decision["level"] == "Metadata"
