"""Audit policies and requests: what is said of each, and where."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from textwrap import dedent

import pytest
from memory import Memory

from noteproof import catalogue, engine, yamltree
from noteproof.finding import Diagnostic, Severity, Verdict
from noteproof.language import Target
from noteproof.languages import audit
from noteproof.languages.audit.selectors import is_label_selector
from noteproof.languages.audit.urls import resolved
from noteproof.text import Snippet, Source

SETTINGS = engine.Settings(catalogue.LANGUAGES, codes=frozenset(catalogue.by_code()))
HEAD = "apiVersion: audit.k8s.io/v1\nkind: Policy\n"
ALL = HEAD + "rules:\n- level: Metadata\n"


def check(text: str, files: dict[str, str] | None = None) -> tuple[Diagnostic, ...]:
    """What is wrong with a file."""
    (outcome,) = engine.check([Snippet.whole(Source("policy.yaml", text))], Memory(files or {}), SETTINGS)
    return outcome.diagnostics


def policy(rules: str) -> str:
    """A policy with these rules and a last one for all the rest."""
    return f"{HEAD}rules:\n{dedent(rules).strip()}\n- level: Metadata\n"


def said(text: str, *without: str) -> list[str]:
    """Each diagnostic as its place, its code, and the hint."""
    return [
        f"{each.start.line}:{each.start.column} {each.rule.code.removeprefix('audit/')}: {each.hint}"
        for each in check(text)
        if each.rule.code not in without
    ]


def test_a_policy_is_one_file() -> None:
    [found] = check(f"# after: first.yaml\n{ALL}", {"first.yaml": ALL})

    assert found.rule.code == "audit/one-file"
    assert found.severity is Severity.ERROR
    assert "first.yaml" in found.message


def decide(request: str, rules: str = "- level: Metadata") -> tuple[Diagnostic, ...]:
    """What is wrong with a case that asks a policy."""
    text = f"cases:\n- request: {request}\n  level: Metadata\n"
    snippets = [
        Snippet.whole(Source("policy.yaml", f"{HEAD}rules:\n{rules}\n")),
        Snippet.whole(Source("cases.yaml", text)),
    ]
    return engine.check(snippets, Memory(), SETTINGS)[1].diagnostics


@pytest.mark.parametrize(
    ("field", "hint"),
    [
        ("resources", "did you mean `resource`?"),
        ("apiGroup", "did you mean `group`?"),
        ("requestURI", "did you mean `url`?"),
        ("username", "did you mean `user`?"),
        ("zone", "the fields are `user`, `groups`, `verb`, "),
    ],
)
def test_an_unknown_field_of_a_request_is_named(field: str, hint: str) -> None:
    [found] = decide(f"{{user: ann, verb: get, resource: pods, {field}: x}}")

    assert ("audit/request-field", f"`{field}` is no field of a request") == (found.rule.code, found.message)
    assert found.hint.startswith(hint)
    assert found.source.text[found.span.start : found.span.end] == field


@pytest.mark.parametrize(
    ("request_text", "place", "message"),
    [
        ("ann", "ann", 'a request is a mapping, not the string "ann"'),
        ("{user: [ann], resource: pods}", "[ann]", "`user` is text, not a list"),
        ("{user: ann, groups: devs, resource: pods}", "devs", '`groups` is a list, not the string "devs"'),
        ("{groups: [{a: b}], resource: pods}", "{a: b}", "a group is text, not a mapping"),
        ("{user: ann, verb: get}", "request", "this request says nothing of what it is for"),
        ("{verb: get, resource: pods/log}", "pods/log", "a request names its subresource apart"),
        ("{path: /healthz, namespace: dev}", "namespace", "`namespace` stands beside `path`, which only a"),
        ("{method: GET, url: /version, verb: get}", "verb", "`verb` stands beside `url`, which says it all"),
        ("{url: /version}", "url", "`method` is missing"),
        ("{method: GET}", "method", "`url` is missing"),
        ("{method: get, url: /version}", "get", "`get` is no method: HTTP writes them in capitals"),
        ("{path: healthz}", "healthz", "a path begins with `/`"),
        (
            '{method: "G T", url: /version}',
            "/version",
            "the API server refuses this URL: it comes with",
        ),
        ("{method: GET, url: version}", "version", "the API server refuses this URL: it begins neither with"),
        ("{method: GET, url: /a%2}", "/a%2", "the API server refuses this URL: it holds a `%` that"),
        (
            "{method: GET, url: /api/v1/watch}",
            "/api/v1/watch",
            "the API server refuses this URL: it names no",
        ),
        ('{method: GET, url: "/a b"}', '"/a b"', "the API server refuses this URL: it holds a blank"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(request_text: str, place: str, message: str) -> None:
    [found] = decide(request_text)

    assert found.rule.code == "audit/request-value"
    assert found.message.startswith(message)
    assert found.hint
    assert found.source.text[found.span.start : found.span.end] == place


STAR, GROUPS = "no-wildcard", "user-or-group"
HABITS = [
    ("users: ['*']", "'*'", STAR, "leave `users` out for all of them"),
    (
        "users: ['system:serviceaccount:kube-system:*']",
        "'system:serviceaccount:kube-system:*'",
        STAR,
        "write `userGroups: [system:serviceaccounts:kube-system]`",
    ),
    ("users: ['system:node:*']", "'system:node:*'", STAR, "write `userGroups: [system:nodes]`"),
    ("users: [bot-*]", "bot-*", STAR, "name each user, or their group in `userGroups`"),
    ("userGroups: ['*']", "'*'", STAR, "leave `userGroups` out for all of them"),
    ("users: ['system:masters']", "'system:masters'", GROUPS, "write `userGroups: [system:masters]`"),
    ("userGroups: ['system:apiserver']", "'system:apiserver'", GROUPS, "write `users: [system:apiserver]`"),
    (
        "users: ['system:serviceaccount:bot']",
        "'system:serviceaccount:bot'",
        GROUPS,
        "write `system:serviceaccount:NAMESPACE:NAME`",
    ),
    ("verbs: ['*']", "'*'", STAR, "leave `verbs` out for all of them"),
    ("verbs: [GET]", "GET", "unknown-verb", "write `get`, in lower case"),
    ("verbs: [write]", "write", "unknown-verb", "write `create, update, patch`"),
    ("verbs: [exec]", "exec", "unknown-verb", "it is a subresource: write `pods/exec` below `resources`"),
    (
        "verbs: [impersonate]",
        "impersonate",
        "unknown-verb",
        "remove it: permissions of RBAC have this verb, requests do not",
    ),
    ("verbs: [post], namespaces: [dev]", "post", "unknown-verb", "write `create`"),
    (
        "verbs: [list], nonResourceURLs: ['*']",
        "list",
        "unknown-verb",
        "write methods in lower case: `get`, `head`, `post`, `put`, `patch`, `delete`",
    ),
    ("namespaces: ['kube-*']", "'kube-*'", STAR, "leave `namespaces` out for all of them"),
    (
        "nonResourceURLs: [/api/v1/pods]",
        "/api/v1/pods",
        "resource-url",
        "name them below `resources:` instead",
    ),
    (
        "nonResourceURLs: [/apis/apps/v1/*]",
        "/apis/apps/v1/*",
        "resource-url",
        "name them below `resources:` instead",
    ),
    ("nonResourceURLs: ['/healthz?verbose']", "'/healthz?verbose'", "resource-url", "write `/healthz`"),
]


@pytest.mark.parametrize(
    ("query", "verb", "name"),
    [
        ("", "list", ""),
        ("watch=true", "watch", ""),
        ("watch=0", "list", ""),
        ("watch=False", "list", ""),
        ("watch", "watch", ""),
        ("watch=true&limit=x", "watch", ""),
        ("fieldSelector=metadata.name%3Dweb", "list", "web"),
        ("fieldSelector=metadata.name==web,status.phase!=Running", "list", "web"),
        ("fieldSelector=metadata.name%3Db%2Cmetadata.name%3Da", "list", "a"),
        ("fieldSelector=metadata.name%3Da%2Cmetadata.name%3D%3Db", "list", "b"),
        ("fieldSelector=metadata.name!%3Dweb", "list", ""),
        ("fieldSelector=web", "list", ""),
        (r"fieldSelector=metadata.name=a\,b", "list", "a,b"),
        ("fieldSelector=metadata.name=..", "list", ""),
        ("fieldSelector=metadata.name=a/b", "list", ""),
        ("fieldSelector=metadata.name=a&limit=500", "list", "a"),
        ("fieldSelector=metadata.name=a&limit=x", "list", ""),
        ("fieldSelector=metadata.name=a&limit=9223372036854775808", "list", ""),
        ("fieldSelector=metadata.name=a&labelSelector=app%3Dweb", "list", "a"),
        ("fieldSelector=metadata.name=a&labelSelector=app%3D%3D%3D", "list", ""),
        ("fieldSelector=metadata.name=a&labelSelector=a%20b", "list", ""),
        ("fieldSelector=metadata.name=a;b", "list", ""),
        ("fieldSelector=metadata.name=%zz", "list", ""),
    ],
)
def test_a_query_tells_verb_and_name(query: str, verb: str, name: str) -> None:
    found = resolved("GET", f"/api/v1/namespaces/dev/pods?{query}")

    assert (found.verb, found.name) == (verb, name)


@pytest.mark.parametrize(
    ("selector", "is_one"),
    [
        ("", True),
        ("app", True),
        ("!app", True),
        ("app=web,tier!=db", True),
        ("app == web , tier in (a, b)", True),
        ("app notin (a)", True),
        ("size > 5", True),
        ("k8s.io/app=", True),
        ("in in (in)", True),
        ("app===web", False),
        ("app web", False),
        ("app,", False),
        (",app", False),
        ("app in ()", False),
        ("app in (a", False),
        ("size > x", False),
        ("-app", False),
        ("K8S/app", False),
        ("app=" + "a" * 64, False),
    ],
)
def test_a_label_selector_is_told_from_what_is_none(selector: str, is_one: bool) -> None:
    assert is_label_selector(selector) is is_one


def test_a_url_in_a_case_needs_no_quotes() -> None:
    assert decide("{method: GET, url: /api/v1/pods?watch=true&limit=5}") == ()


@pytest.mark.parametrize(("rule", "place", "code", "hint"), HABITS, ids=[habit[0] for habit in HABITS])
def test_a_habit_that_matches_nothing_is_told(rule: str, place: str, code: str, hint: str) -> None:
    [found] = check(policy(f"- {{level: None, {rule}}}"))

    assert (found.rule.code, found.severity, found.hint) == (f"audit/{code}", Severity.WARNING, hint)
    assert found.source.text[found.span.start : found.span.end] == place


def test_a_rule_that_records_at_no_stage_is_told() -> None:
    [found] = check(
        policy("- {level: Metadata, users: [a], omitStages: [RequestReceived, ResponseComplete]}")
    )

    assert found.rule.code == "audit/all-stages-omitted"
    assert found.hint == "keep `ResponseComplete`, or write `level: None`"


@pytest.mark.parametrize("asks", ["verbs: [watch]", "resources: [{group: '', resources: [pods/exec]}]"])
def test_a_rule_for_requests_that_last_has_a_stage_left(asks: str) -> None:
    both = "omitStages: [RequestReceived, ResponseComplete]"

    assert said(policy(f"- {{level: Metadata, {asks}, {both}}}")) == []
    assert len(said(policy(f"- {{level: Metadata, {asks}, {both[:-1]}, ResponseStarted]}}"))) == 1


def entry(group: str, resources: str, more: str = "") -> str:
    return policy(f"- level: None\n  resources:\n  - group: {group}\n    resources: {resources}\n{more}")


@pytest.mark.parametrize(
    ("group", "resources", "expected"),
    [
        ('""', "[pod]", "7:17 unknown-resource: write `pods`, in the plural"),
        ('""', "[Pods]", "7:17 unknown-resource: write `pods`, in lower case"),
        ('""', "[Pod]", "7:17 unknown-resource: write `pods`, in lower case and in the plural"),
        ('""', "[cm]", "7:17 unknown-resource: write `configmaps`"),
        ('""', "[deployments]", "7:17 unknown-resource: `deployments` is in the group `apps`"),
        ('""', "[Deployment]", "7:17 unknown-resource: `deployments` is in the group `apps`"),
        ('""', "[secretz]", "7:17 unknown-resource: did you mean `secrets`?"),
        ('""', "[pods/logs]", "7:17 unknown-resource: did you mean `pods/log`?"),
        ('""', "[secrets/data]", "7:17 unknown-resource: write `secrets`"),
        ('""', "['*/logs']", "7:17 unknown-resource: did you mean `*/log`?"),
        ('""', "['*/*']", "7:17 wide-pattern: write `*`, which takes the subresources along"),
        (
            '""',
            "['pods/*']",
            "7:17 wide-pattern: write `pods/*` beside `pods` to say so, or name the subresources",
        ),
        ("apps", "[pods]", '7:17 unknown-resource: `pods` is in the group `""`'),
        ("apps", "[ingress]", "7:17 unknown-resource: `ingresses` is in the group `networking.k8s.io`"),
        (
            "apps",
            "[deployments.apps]",
            "7:17 unknown-resource: write `group: apps` and `resources: [deployments]`",
        ),
        ("'*'", "[pod]", "7:17 unknown-resource: write `pods`, in the plural"),
        ("core", "[pods]", '6:12 unknown-group: write `""` for the core group'),
        ("v1", "[pods]", '6:12 unknown-group: write `""` for the core group'),
        ("rbac", "[roles]", "6:12 unknown-group: did you mean `rbac.authorization.k8s.io`?"),
        ("rbac.authorization", "[roles]", "6:12 unknown-group: did you mean `rbac.authorization.k8s.io`?"),
        ("rbac.authorisation.k8s.io", "[x]", "6:12 unknown-group: did you mean `rbac.authorization.k8s.io`?"),
        ("app", "[deployments]", "6:12 unknown-group: did you mean `apps`?"),
        (
            "deployments",
            "[deployments]",
            "6:12 unknown-group: `deployments` is a resource; its group is `apps`",
        ),
        ("example.com", "[Widgets]", "7:17 unknown-resource: write `widgets`"),
    ],
)
def test_a_resource_that_no_request_is_for_is_told(group: str, resources: str, expected: str) -> None:
    assert said(entry(group, resources)) == [expected]


@pytest.mark.parametrize(
    ("group", "resources"),
    [
        ('""', "[pods, pods/log, 'pods/*', services/proxy, '*/status']"),
        ("'*'", "['*', '*/scale', widgets]"),
        ("apps", "[deployments/scale]"),
        ("example.com", "[widgets, widgets/status, '*/anything']"),
        ("metrics.k8s.io", "[pods, nodes]"),
        ("networking.istio.io", "[gateways]"),
        ("apps.openshift.io", "[deploymentconfigs]"),
        ("policy.networking.k8s.io", "[adminnetworkpolicies]"),
        ("scheduling.x-k8s.io", "[podgroups]"),
        ("core.oam.dev", "[applications]"),
        ("cert-manager.io", "[certificates]"),
        ("batch", "[]"),
    ],
)
def test_a_resource_that_may_be_served_is_not_doubted(group: str, resources: str) -> None:
    assert said(entry(group, resources)) == []


def test_a_resource_of_another_version_is_told_to_be() -> None:
    of_later = entry("admissionregistration.k8s.io", "[mutatingadmissionpolicies]")

    assert said(of_later) == []
    [found] = check(f"# kubernetes: <=1.30\n{of_later}")
    assert "is of Kubernetes 1.32 to 1.37" in found.message


def test_the_group_extensions_is_a_remark() -> None:
    [found] = check(entry("extensions", "[deployments]"))

    assert (found.rule.code, found.severity) == ("audit/unknown-group", Severity.INFO)


@pytest.mark.parametrize(
    ("verbs", "resources", "expected"),
    [
        ("[create, get]", "[configmaps]", ["9:5 name-of-nothing"]),
        ("[deletecollection]", "['*']", ["9:5 name-of-nothing"]),
        ("[create]", "[pods/exec]", []),
        ("[get, update]", "[configmaps]", []),
    ],
)
def test_names_where_requests_have_none_are_told(verbs: str, resources: str, expected: list[str]) -> None:
    text = policy(
        f"- level: Metadata\n  verbs: {verbs}\n  resources:\n  - group: ''\n    resources: {resources}\n"
        "    resourceNames: [a]"
    )

    assert [each.partition(":")[0] + ":" + each.split(":")[1] for each in said(text)] == expected


def test_an_unknown_field_says_what_it_leaves_open() -> None:
    found = check(policy("- level: None\n  groups: ['system:nodes']\n  verb: [get]"))

    assert [each.message for each in found] == [
        'unknown field "groups", which kube-apiserver ignores, so that this rule holds for the members'
        " of every group",
        'unknown field "verb", which kube-apiserver ignores, so that this rule holds for every verb',
        "no request reaches this rule: rules[0] (None) decides what it matches",
    ]


OF_SECRETS = "resources: [{group: '', resources: [secrets]}]"
OF_A_SECRET = "resources: [{group: '', resources: [secrets], resourceNames: [a]}]"
OF_TOKENS = "resources: [{group: '', resources: [serviceaccounts/token]}]"


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (f"- {{level: Request, {OF_SECRETS}}}", ["4 records the bodies of Secrets"]),
        (f"- {{level: Request, verbs: [get, list], {OF_SECRETS}}}", []),
        (f"- {{level: RequestResponse, verbs: [get], {OF_SECRETS}}}", ["4 records the bodies of Secrets"]),
        (f"- {{level: RequestResponse, verbs: [watch], {OF_SECRETS}}}", []),
        (f"- {{level: Metadata, {OF_SECRETS}}}", []),
        (
            f"- {{level: Metadata, {OF_SECRETS}}}\n- {{level: Request, namespaces: [dev]}}",
            ["5 records the bodies of ConfigMaps"],
        ),
        (f"- {{level: None, users: [a], {OF_SECRETS}}}\n- {{level: Request, users: [a], {OF_SECRETS}}}", []),
        (
            "- {level: Request, namespaces: ['']}",
            ["4 records the bodies of Secrets, ConfigMaps and token reviews"],
        ),
        (
            "- {level: Request, resources: [{group: authentication.k8s.io}]}",
            ["4 records the bodies of token reviews"],
        ),
        ("- {level: Request, resources: [{group: authentication.k8s.io}], namespaces: [dev]}", []),
        (
            f"- {{level: RequestResponse, {OF_TOKENS}}}",
            ["4 records the bodies of tokens of service accounts"],
        ),
        (f"- {{level: Request, {OF_TOKENS}}}", []),
        (f"- {{level: Request, verbs: [update], {OF_A_SECRET}}}", ["4 records the bodies of Secrets"]),
        ("- {level: Request, nonResourceURLs: ['*']}", []),
    ],
)
def test_bodies_that_nobody_should_read_are_told(rules: str, expected: list[str]) -> None:
    found = [each for each in check(policy(rules)) if each.rule.code == "audit/sensitive-body"]

    assert [
        f"{each.start.line} {each.message.partition(' ')[2].partition(' ')[2].partition(':')[0]}"
        for each in found
    ] == expected


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (
            "- {level: Metadata, users: [a]}\n- {level: None, users: [a], verbs: [get]}",
            ["5 unreachable-rule: no request reaches this rule: rules[0] (Metadata) decides what it matches"],
        ),
        (
            "- {level: None, users: [a]}\n- {level: Metadata, users: [b]}\n"
            "- {level: Request, users: [b, a], verbs: [list]}",
            [
                "6 unreachable-rule: no request reaches this rule:"
                " rules[0] (None) and rules[1] (Metadata) decide what it matches"
            ],
        ),
        (
            f"- {{level: None, {OF_SECRETS}}}\n"
            "- {level: Metadata, resources: [{group: '', resources: [secrets, configmaps]}]}",
            ["5 partly-reached: `secrets` never reaches this rule: rules[0] (None) decides all of it"],
        ),
        (
            f"- {{level: None, verbs: [get]}}\n- {{level: Metadata, {OF_SECRETS}}}",
            [
                "5 partly-reached: a part of what this rule names is recorded at a lower level:"
                " rules[0] (None) comes first"
            ],
        ),
        (f"- {{level: Metadata, {OF_SECRETS}}}\n- {{level: None, verbs: [get]}}", []),
        (f"- {{level: None, users: [a], {OF_SECRETS}}}\n- {{level: Metadata, {OF_SECRETS}}}", []),
    ],
)
def test_what_never_reaches_a_rule_is_told(rules: str, expected: list[str]) -> None:
    found = check(policy(rules))

    assert [f"{each.start.line} {each.rule.code[6:]}: {each.message}" for each in found] == expected


def test_what_no_rule_matches_is_a_remark() -> None:
    [found] = check(f"{HEAD}rules:\n- {{level: Metadata, {OF_SECRETS}}}\n")

    assert (found.rule.code, found.severity, found.start.line) == ("audit/no-catch-all", Severity.INFO, 3)
    assert "`get pods`" in found.message
    assert "`get secrets`" not in found.message


def test_a_part_is_checked_at_its_place_and_not_said_to_lack_anything() -> None:
    found = check("# in: Policy.rules[0]\nresources:\n- group: ''\n  resources: [pod]\nverbs: get\n")

    assert [(each.rule.code, each.start.line, each.path) for each in found] == [
        ("audit/unknown-resource", 4, "resources[0].resources[0]"),
        ("audit/wrong-type", 5, "verbs"),
    ]


def test_a_place_that_a_policy_does_not_have_is_refused() -> None:
    [found] = check("# in: Policy.rulez[0]\nlevel: Metadata\n")

    assert (found.rule.code, found.hint) == ("directive/malformed", "did you mean `rules`?")


def test_what_an_author_leaves_out_is_not_missing() -> None:
    assert [each.rule.code for each in check(f"{HEAD}rules:\n- level: None\n  users: [a]\n# …\n")] == [
        "yaml/elision"
    ]


EVENT = """\
apiVersion: audit.k8s.io/v1
kind: Event
level: Metadata
auditID: 6f0d2c1e
stage: ResponseComplete
requestURI: /version
verb: get
user: {username: ann}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (EVENT, []),
        (EVENT.replace("Metadata", "metadata"), ["3:8 invalid-event: write `Metadata`"]),
        (EVENT.replace("ResponseComplete", "panic"), ["5:8 invalid-event: write `Panic`"]),
        (EVENT.replace("verb: get\n", ""), ["1:1 invalid-event: add `verb:`"]),
        (EVENT + "userAgents: [a]\n", ["9:1 unknown-field: did you mean `userAgent`?"]),
        (EVENT + "stageTimestamp: now\n", ["9:17 wrong-type: write it as `2026-01-31T12:00:00.000000Z`"]),
        (EVENT.replace("v1", "v1beta1"), ["1:13 unknown-version: write `apiVersion: audit.k8s.io/v1`"]),
    ],
)
def test_an_event_is_held_against_what_the_server_writes(text: str, expected: list[str]) -> None:
    assert said(text) == expected


def test_a_policy_of_ten_thousand_rules_is_checked() -> None:
    rules = "".join(f"- level: Metadata\n  users: [user-{at}]\n  verbs: [get]\n" for at in range(9_999))

    assert check(f"{HEAD}rules:\n{rules}- level: None\n") == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ALL, "audit"),
        ("apiVersion: audit.k8s.io/v1\nkind: Policy\n", "audit"),
        ("apiVersions: audit.k8s.io/v1\nkind: Policy\n", "audit"),
        ("apiVersion: audit.k8s.io/v1\nkind: Event\n", "audit"),
        ("apiVersion: v1\nkind: Policy\nrules:\n- level: Metadata\n", "audit"),
        ("kind: AuditPolicy\nrules:\n- level: Metadata\n", "audit"),
        ("rules:\n- level: Metadata\n", "audit"),
        ("apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nrules:\n- verbs: [get]\n", "kubernetes"),
        ("apiVersion: v1\nkind: Event\nmetadata: {name: x}\n", "kubernetes"),
        ("apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nspec: {}\n", "kubernetes"),
        ("rules:\n- host: a\n", None),
    ],
)
def test_a_document_goes_to_the_program_that_reads_it(text: str, language: str | None) -> None:
    (outcome,) = engine.check([Snippet.whole(Source("x.yaml", text))], Memory(), SETTINGS)

    assert outcome.language == language


def test_each_rule_is_told_why_it_does_not_decide() -> None:
    rules = """\
        - {level: None, users: [bob]}
        - {level: None, userGroups: [ops]}
        - {level: None, verbs: [list]}
        - {level: None, nonResourceURLs: [/healthz]}
        - {level: None, namespaces: [prod]}
        - {level: None, resources: [{group: apps}]}
        - {level: None, resources: [{group: "", resources: [pods]}]}
        - {level: None, resources: [{group: "", resources: [pods/log], resourceNames: [db]}]}
        - {level: Request, resources: [{group: "", resources: ["*/log"]}]}
    """
    documents = yamltree.read(Snippet.whole(Source("policy.yaml", policy(rules))), audit.dialect).documents
    decide = audit.load(documents, Target()).decide
    assert decide is not None
    url = "/api/v1/namespaces/dev/pods/web/log"
    verdict = decide({"request": {"user": "ann", "groups": ["devs"], "method": "GET", "url": url}})

    assert isinstance(verdict, Verdict)
    assert verdict.steps is not None
    assert list(verdict.steps()) == [
        "rules[0], line 4 (None): `users` lists bob, not ann",
        "rules[1], line 5 (None): `userGroups` lists ops, and the user is in devs",
        "rules[2], line 6 (None): `verbs` lists list, not get",
        "rules[3], line 7 (None): it asks for non-resource URLs, and the request is for a resource",
        "rules[4], line 8 (None): `namespaces` lists prod, not dev",
        "rules[5], line 9 (None): `resources` names apps, not the core group",
        "rules[6], line 10 (None): `resources` lists pods, not pods/log;"
        " `pods` does not take its subresources along",
        "rules[7], line 11 (None): `resourceNames` lists db, not web",
        "rules[8], line 12 (Request): matches, and no later rule is asked",
    ]


def test_a_policy_that_is_too_involved_is_told_to_be() -> None:
    """The rules list nearly all of many names each, so that no few of them stand for all."""
    names, draw = [f"n{at}" for at in range(100)], Random(7)
    fields = ("users", "userGroups", "verbs", "namespaces")
    text = f"{HEAD}rules:\n"
    for _ in range(200):
        listed = ", ".join(draw.sample(names, 95))
        text += "- level: None\n" + "".join(f"  {field}: [{listed}]\n" for field in fields)
    whole = ", ".join(names)
    text += "- level: Metadata\n" + "".join(f"  {field}: [{whole}]\n" for field in fields)
    codes = [each.rule.code for each in check(text + "- level: Metadata\n")]

    assert "audit/too-involved" in codes


@pytest.mark.parametrize(
    "rules",
    ["- users: [a]\n...\n", "- users: [a]\n  # …\n", "# ...\n- users: [a]\n", "- {level: bogus}\n# …\n"],
)
def test_a_rule_without_a_level_beside_an_elision_is_read_past(rules: str) -> None:
    (outcome,) = engine.check(
        [Snippet.whole(Source("policy.yaml", f"{HEAD}rules:\n{rules}"))], Memory(), SETTINGS
    )

    assert outcome.language == "audit"


def test_an_empty_list_of_rules_is_refused_whatever_is_left_out() -> None:
    assert "audit/no-rules" in [each.rule.code for each in check(f"{HEAD}rules: []\n...\n")]


@pytest.mark.parametrize(
    "text",
    [
        "--- {apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{level: Metadata}]}\n",
        f"--- !!map\n{ALL}",
        f"%YAML 1.1\n---\n{ALL}",
        f"---\n{ALL}---\n# nothing\n",
    ],
)
def test_what_only_kubectl_refuses_is_no_fault_of_a_policy(text: str) -> None:
    assert check(text) == ()


@pytest.mark.parametrize("rest", ["--- x\n", "--- {\n", "---\nfoo: [\n", f"---\n{ALL}", "---\n---\nx: 1\n"])
def test_a_second_document_is_said_to_be_unread_and_nothing_else(rest: str) -> None:
    [found] = check(ALL + rest)

    assert (found.rule.code, found.severity) == ("yaml/unread-document", Severity.WARNING)
    assert found.message == "kube-apiserver reads the first document only, and this is another"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (ALL.replace("audit.k8s.io/v1", "1.0"), "write `apiVersion: audit.k8s.io/v1`"),
        (ALL.replace("Policy", "1"), "write `kind: Policy`"),
        (
            ALL.replace("audit.k8s.io/v1", "audit/v1").replace("level", "leve"),
            "write `apiVersion: audit.k8s.io/v1`",
        ),
        (entry("Core", "[pods]"), 'write `""` for the core group'),
        (entry("a" * 254, "[pods]"), "shorten it: the name of a group has at most 253 characters"),
        (entry("auditregistration.k8s.io", "[auditsinks]"), "remove it: it was removed in Kubernetes 1.19"),
        (entry("policy", "[podsecuritypolicies]"), "remove it"),
        (policy(f"- {{level: Request, {OF_SECRETS}}}"), "write `level: Metadata` here"),
    ],
)
def test_a_hint_says_what_mends_it(text: str, hint: str) -> None:
    assert hint in [each.hint for each in check(text)]


@pytest.mark.parametrize(
    ("url", "instead"),
    [
        ("healthz", "/healthz"),
        (" /x", "/x"),
        ("*/*", "*"),
        ("**", "*"),
        ("*x", "/x"),
        ("/api/*/v1", "/api/*"),
        ("/healthz(/.*)?", "/healthz*"),
        ("https://host/x", "/x"),
    ],
)
def test_a_url_that_is_none_is_mended(url: str, instead: str) -> None:
    found = check(policy(f"- {{level: None, nonResourceURLs: ['{url}']}}"))

    assert {each.hint for each in found if each.rule.code == "audit/invalid-url"} == {f"write `{instead}`"}


def test_a_value_of_a_wrong_type_is_said_once() -> None:
    [found] = check(policy("- {level: None, resources: [{group: '', resources: [1]}]}"))

    assert found.rule.code == "audit/wrong-type"


def test_every_path_begins_with_a_slash() -> None:
    found = check(
        policy("- {level: None, resources: [{group: '*'}]}\n- {level: None, nonResourceURLs: ['/*']}")
    )

    assert [each.rule.code for each in found] == ["audit/unreachable-rule"]


def test_rules_alone_are_a_part_unless_the_file_is_said_to_be_a_policy() -> None:
    rules = Snippet.whole(Source("policy.yaml", "rules:\n- level: Metadata\n"))
    named = replace(SETTINGS, language="audit")

    (part,), (whole,) = (engine.check([rules], Memory(), settings) for settings in (SETTINGS, named))
    assert (part.state, part.diagnostics) == (engine.State.FRAGMENT, ())
    assert [each.rule.code for each in whole.diagnostics] == ["audit/unknown-version"]
