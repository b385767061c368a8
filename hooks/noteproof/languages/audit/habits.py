"""What a policy lets pass that its author cannot have meant, rule by rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from noteproof.finding import Finding, Key, Route, Severity, Value
from noteproof.languages.audit.habit_rules import (
    all_stages_omitted,
    name_of_nothing,
    no_wildcard,
    resource_url,
    unknown_group,
    unknown_resource,
    unknown_verb,
    user_or_group,
    wide_pattern,
)
from noteproof.languages.audit.levels import (
    LASTING_SUBRESOURCES,
    LASTING_VERBS,
    LEVELS,
    METHODS,
    NAMELESS,
    NONE,
    VERBS,
)
from noteproof.languages.audit.naming import GONE, group_hint, resource_hint, subresource_hint
from noteproof.languages.audit.policy import PolicyRule, listed, rule_of, text, texts
from noteproof.languages.audit.validation import is_group
from noteproof.schema.values import shortened
from noteproof.text import nearest

_GROUPS = frozenset(
    {"system:masters", "system:nodes", "system:authenticated", "system:unauthenticated",
     "system:serviceaccounts", "system:bootstrappers", "system:monitoring", "kubeadm:cluster-admins"}
)  # fmt: skip
_USERS = frozenset(
    {"system:admin", "system:anonymous", "system:apiserver", "system:kube-controller-manager",
     "system:kube-proxy", "system:kube-scheduler", "kubernetes-admin", "kubernetes-super-admin"}
)  # fmt: skip
_ACCOUNT, _ACCOUNTS, _NODE = "system:serviceaccount:", "system:serviceaccounts:", "system:node:"

_MEANT_VERBS = {
    "read": "get, list, watch",
    "view": "get, list, watch",
    "write": "create, update, patch",
    "edit": "update, patch",
    "modify": "update, patch",
    "change": "update, patch",
    "apply": "create, patch",
    "add": "create",
    "remove": "delete",
    "post": "create",
    "put": "update",
    "head": "get",
}
_OF_RBAC = frozenset({"approve", "bind", "escalate", "impersonate", "sign", "use", "attest"})
_SPECIAL = frozenset({"proxy", ""})


def of_policy(policy: Mapping[str, object], minors: frozenset[int]) -> Iterator[Finding]:
    """What is strange in the rules of a policy; `minors` are the versions that it speaks of."""
    omitted = texts(policy.get("omitStages"))
    for at, value in enumerate(listed(policy.get("rules"))):
        if isinstance(value, dict):
            yield from _rule(value, ("rules", at), omitted, minors)


def _rule(
    value: Mapping[str, object], route: Route, omitted: Sequence[str], minors: frozenset[int]
) -> Iterator[Finding]:
    rule = rule_of(value)
    for at, user in enumerate(rule.users):
        yield from _user(user, (*route, "users", at))
    for at, group in enumerate(rule.groups):
        yield from _group(group, (*route, "userGroups", at))
    for at, verb in enumerate(rule.verbs):
        yield from _verb(verb, rule, (*route, "verbs", at))
    for at, namespace in enumerate(rule.namespaces):
        if "*" in namespace:
            hint = "leave `namespaces` out for all of them"
            yield no_wildcard.at(
                Value((*route, "namespaces", at)), shortened(namespace), "among namespaces", hint
            )
    for at, entry in enumerate(listed(value.get("resources"))):
        if isinstance(entry, dict):
            yield from _entry(entry, rule, (*route, "resources", at), minors)
    for at, url in enumerate(rule.urls):
        yield from _url(url, (*route, "nonResourceURLs", at))
    left_out = {*rule.omit_stages, *omitted}
    if rule.level in LEVELS and rule.level != NONE and {"RequestReceived", "ResponseComplete"} <= left_out:
        where = Key((*route, "omitStages" if rule.omit_stages else "level"))
        if "ResponseStarted" in left_out or not _is_lasting(rule):
            yield all_stages_omitted.at(where, rule.level)


def _is_lasting(rule: PolicyRule) -> bool:
    """Whether a rule asks only for requests that last, which have a stage `ResponseStarted` as well."""
    asked = [written for entry in rule.resources for written in entry.resources or ("*",)]
    of_subresources = bool(asked) and all(each.partition("/")[2] in LASTING_SUBRESOURCES for each in asked)
    return of_subresources or (bool(rule.verbs) and {*rule.verbs} <= {*LASTING_VERBS})


def _user(user: str, route: Route) -> Iterator[Finding]:
    if "*" in user:
        hint = "leave `users` out for all of them"
        if user == f"{_NODE}*":
            hint = "write `userGroups: [system:nodes]`"
        elif user.startswith(_ACCOUNT):
            of = user.removeprefix(_ACCOUNT).removesuffix("*").strip(":")
            hint = f"write `userGroups: [{_ACCOUNTS if of else _ACCOUNTS[:-1]}{of}]`"
        elif user != "*":
            hint = "name each user, or their group in `userGroups`"
        yield no_wildcard.at(Value(route), shortened(user), "among users", hint)
    elif user in _GROUPS or user.startswith(_ACCOUNTS):
        hint = f"write `userGroups: [{shortened(user)}]`"
        yield user_or_group.at(Value(route), shortened(user), "is a group, and no user is called so", hint)
    elif user.startswith(_ACCOUNT) and user.count(":") != 3:
        hint = f"write `{_ACCOUNT}NAMESPACE:NAME`"
        yield user_or_group.at(Value(route), shortened(user), "is no whole name of a service account", hint)


def _group(group: str, route: Route) -> Iterator[Finding]:
    if "*" in group:
        hint = "leave `userGroups` out for all of them" if group == "*" else "name each group"
        yield no_wildcard.at(Value(route), shortened(group), "among user groups", hint)
    elif group in _USERS or group.startswith((_ACCOUNT, _NODE)):
        hint = f"write `users: [{shortened(group)}]`"
        yield user_or_group.at(Value(route), shortened(group), "is a user, and no group is called so", hint)


def _verb(verb: str, rule: PolicyRule, route: Route) -> Iterator[Finding]:
    of_resources = (*VERBS, *_SPECIAL)
    known = of_resources if rule.is_for_resources else METHODS if rule.urls else (*of_resources, *METHODS)
    if verb in known:
        return
    if "*" in verb:
        yield no_wildcard.at(
            Value(route), shortened(verb), "among verbs", "leave `verbs` out for all of them"
        )
        return
    folded = verb.lower()
    if folded in _OF_RBAC:
        hint = "remove it: permissions of RBAC have this verb, requests do not"
    elif folded in known:
        hint = f"write `{folded}`, in lower case"
    elif rule.is_for_urls and folded in VERBS:
        hint = "write methods in lower case: `get`, `head`, `post`, `put`, `patch`, `delete`"
    elif folded in _MEANT_VERBS:
        hint = f"write `{_MEANT_VERBS[folded]}`"
    elif folded in ("exec", "attach", "portforward", "log", "logs"):
        hint = f"it is a subresource: write `pods/{folded.removesuffix('s')}` below `resources`"
    else:
        near = nearest(verb, known)
        hint = f"did you mean `{near}`?" if near else f"the verbs are {', '.join(f'`{it}`' for it in VERBS)}"
    of = "a non-resource URL" if rule.is_for_urls else "a resource" if rule.is_for_resources else "anything"
    yield unknown_verb.at(Value(route), shortened(verb), of, hint)


def _entry(
    entry: Mapping[str, object], rule: PolicyRule, route: Route, minors: frozenset[int]
) -> Iterator[Finding]:
    group, asked, names = (
        text(entry.get("group")),
        texts(entry.get("resources")),
        texts(entry.get("resourceNames")),
    )
    hint = group_hint(group)
    if not is_group(group):  # which the server refuses
        pass
    elif hint is not None:
        milder = Severity.INFO if group in GONE else None
        yield unknown_group.at(Value((*route, "group")), shortened(group), hint, milder)
    else:
        for at, written in enumerate(asked):
            yield from _resource(written, group, asked, (*route, "resources", at), minors)
    for at, name in enumerate(names):
        if "*" in name:
            hint = "leave `resourceNames` out for all of them"
            yield no_wildcard.at(Value((*route, "resourceNames", at)), shortened(name), "among names", hint)
    nameless = next((verb for verb in rule.verbs if verb in NAMELESS), None)
    if names and "" not in names and nameless and any(it == "*" or "/" not in it for it in asked):
        yield name_of_nothing.at(Key((*route, "resourceNames")), nameless)


def _resource(
    written: str, group: str, beside: Sequence[str], route: Route, minors: frozenset[int]
) -> Iterator[Finding]:
    where, shown = Value(route), shortened(written)
    head, slash, tail = written.partition("/")
    if written == "*":
        return
    if written == "*/*":
        hint = "write `*`, which takes the subresources along"
        yield wide_pattern.at(where, shown, "matches nothing, not even a subresource", hint)
        return
    said = None
    if not head or (slash and not tail):
        said = f'"{shown}" names no resource', f"write `{shortened(written.strip('/*')) or '*'}`"
    elif tail == "*" and "*" not in head:
        said = resource_hint(shortened(head), group, minors)
        if said is None and head not in beside:
            meaning = f"matches `{shortened(head)}` itself as well as its subresources"
            hint = f"write `{shown}` beside `{shortened(head)}` to say so, or name the subresources"
            yield wide_pattern.at(where, shown, meaning, hint)
    elif "*" in tail or ("*" in head and not (head == "*" and slash)):
        hint = "name each resource; only `*`, `*/SUBRESOURCE` and `RESOURCE/*` are patterns"
        yield no_wildcard.at(where, shown, "within the name of a resource", hint)
        return
    else:
        said = (
            subresource_hint(shortened(tail), group) if head == "*" else resource_hint(shown, group, minors)
        )
    if said is not None:
        yield unknown_resource.at(where, *said)


def _url(url: str, route: Route) -> Iterator[Finding]:
    path, question, _ = url.partition("?")
    if not url.startswith("/") or "*" in url[:-1]:  # which the server refuses
        return
    if question:
        fault = "has a query, which is no part of a path, so it matches no request"
        yield resource_url.at(Value(route), shortened(url), fault, f"write `{shortened(path)}`")
        return
    parts = path.lstrip("/").split("/")
    deep = {"api": 3, "apis": 4}.get(parts[0])
    if deep is not None and len(parts) >= deep and (parts[deep - 1] or len(parts) > deep):
        fault = "is that of resources, which no non-resource rule matches"
        yield resource_url.at(Value(route), shortened(url), fault, "name them below `resources:` instead")
