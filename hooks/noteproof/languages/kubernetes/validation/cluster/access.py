"""Roles and their bindings: what is allowed, and to whom (RBAC)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Value
from noteproof.languages.kubernetes.validation.cluster.access_rules import idle_rule, mixed_rule
from noteproof.languages.kubernetes.validation.criteria import empty, named, one_of, present
from noteproof.languages.kubernetes.validation.names import SEGMENT, SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text
from noteproof.languages.kubernetes.validation.rules import invalid_name
from noteproof.schema.shapes import Missing
from noteproof.schema.values import shortened

GROUP = "rbac.authorization.k8s.io"
_ACCOUNT = "ServiceAccount"
_USERS = "system:serviceaccount:"
"""So begin the names that service accounts have as users."""
_KINDS = (_ACCOUNT, "User", "Group")


def _rule(rule: Node) -> Iterator[Fault]:
    if rule.value.get("verbs") == []:
        yield rule.missing("verbs")
    if rule.value.get("nonResourceURLs"):
        others = [key for key in ("apiGroups", "resources", "resourceNames") if rule.value.get(key)]
        if others:
            why = f"the rule has `{others[0]}`, too"
            yield mixed_rule.at(rule.key("nonResourceURLs"), why, "give it a rule of its own")
        return
    yield from present(rule, "apiGroups")
    yield from present(rule, "resources")


def _idle(rule: Node) -> Iterator[Fault]:
    """Words that no request has."""
    for group in rule.texts("apiGroups"):
        if "/" in group.text:
            hint = f"write `{shortened(group.text.partition('/')[0])}`"
            yield _allows_nothing(group, "the group", "a group has no version", hint)
        elif group.text in ("v1", "core"):
            yield _allows_nothing(group, "the group", "the core group is the empty text", 'write `""`')
    for key, what in (("resources", "the resource"), ("verbs", "the verb")):
        for text in rule.texts(key):
            if text.text != text.text.lower():
                hint = f"write `{shortened(text.text.lower())}`"
                yield _allows_nothing(text, what, "requests have it in lower case", hint)


def _allows_nothing(text: Text, what: str, why: str, hint: str) -> Finding:
    return idle_rule.at(Value(text.route), f'{what} "{shortened(text.text)}"', why, hint)


def _role(role: Node) -> Iterator[Fault]:
    for rule in role.nodes("rules"):
        if rule.value.get("nonResourceURLs"):
            why = "a Role is about resources of its namespace"
            yield mixed_rule.at(rule.key("nonResourceURLs"), why, "move the rule to a ClusterRole")


def _aggregation(role: Node) -> Iterator[Fault]:
    aggregation = role.node("aggregationRule")
    if aggregation is not None:
        yield from present(aggregation, "clusterRoleSelectors")


def _binding(binding: Node) -> Iterator[Fault]:
    yield from _role_ref(binding, ("Role", "ClusterRole"))


def _cluster_binding(binding: Node) -> Iterator[Fault]:
    yield from _role_ref(binding, ("ClusterRole",))
    for subject in binding.nodes("subjects"):
        if subject.text("kind") == _ACCOUNT and not subject.filled("namespace"):
            if subject.has("namespace"):
                yield empty(subject.to("namespace"))
            else:
                yield subject.missing("namespace")


def _role_ref(binding: Node, kinds: tuple[str, ...]) -> Iterator[Fault]:
    role = binding.node("roleRef")
    if role is not None:
        yield from one_of(role, "apiGroup", (GROUP,))
        yield from one_of(role, "kind", kinds, default=False)
        yield from named(role.placed("name"), "role", SEGMENT)
    elif not binding.has("roleRef"):
        at = binding.to("roleRef") if "roleRef" in binding.value else binding.route
        yield Missing(at, binding.to("roleRef", "kind"))
        yield Missing(at, binding.to("roleRef", "name"))


def _subject(subject: Node) -> Iterator[Fault]:
    yield from one_of(subject, "kind", _KINDS, default=False)
    kind, name = subject.text("kind"), subject.placed("name")
    if kind == _ACCOUNT:
        parts = name.text.split(":") if name is not None else []
        if name is not None and name.text.startswith(_USERS) and len(parts) == len(_USERS.split(":")) + 1:
            why, hint = (
                "it is the name of a user",
                f"write `name: {shortened(parts[-1])}`, and its `namespace`",
            )
            yield invalid_name.at(Value(name.route), shortened(name.text), "service account", why, hint)
        else:
            yield from named(name, "service account", SUBDOMAIN)
        yield from one_of(subject, "apiGroup", ())
    else:
        if name is not None and not name.text:
            yield empty(name.route)
        if kind in _KINDS:
            yield from one_of(subject, "apiGroup", (GROUP,))


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "rbac.v1.PolicyRule": (_rule, _idle),
    "rbac.v1.Role": (_role,),
    "rbac.v1.ClusterRole": (_aggregation,),
    "rbac.v1.RoleBinding": (_binding,),
    "rbac.v1.ClusterRoleBinding": (_cluster_binding,),
    "rbac.v1.Subject": (_subject,),
}
