"""How the server shares its attention: FlowSchema and PriorityLevelConfiguration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Value
from noteproof.languages.kubernetes.validation import field_rules, rules
from noteproof.languages.kubernetes.validation.admission import admission_rules
from noteproof.languages.kubernetes.validation.criteria import (
    between,
    formed,
    named,
    not_empty,
    not_none,
    one_of,
    unsupported,
)
from noteproof.languages.kubernetes.validation.names import LABEL, SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text

_VERBS = ("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "*")
_SUBJECTS = {"User": "user", "Group": "group", "ServiceAccount": "serviceAccount"}
_LEVELS = {"Limited": "limited", "Exempt": "exempt"}
_LAST = 10_000
_MOST_QUEUES = 10_000_000


def _schema(spec: Node) -> Iterator[Fault]:
    yield from between(spec, "matchingPrecedence", 1, _LAST)
    method, level = spec.node("distinguisherMethod"), spec.node("priorityLevelConfiguration")
    if method is not None:
        yield from one_of(method, "type", ("ByUser", "ByNamespace"), default=False)
    if level is not None:
        yield from named(level.placed("name"), "priority level", SUBDOMAIN)


def _rules(rule: Node) -> Iterator[Fault]:
    """Whose requests, and which."""
    yield from not_none(rule, "subjects")
    empty = not rule.value.get("resourceRules") and not rule.value.get("nonResourceRules")
    if empty and not rule.leaves_out():
        what = "the rule says whose requests it is for, but not which"
        yield field_rules.conflicting_fields.at(rule.key(), what, "add `resourceRules:`", "Required value")


def _subject(subject: Node) -> Iterator[Fault]:
    kind = subject.placed("kind")
    yield from one_of(subject, "kind", tuple(_SUBJECTS), default=False)
    if kind is None or kind.text not in _SUBJECTS:
        return
    for name, key in _SUBJECTS.items():
        if name == kind.text and not subject.has(key):
            yield subject.missing(key)
        elif name != kind.text and subject.has(key):
            why = f"the subject is a {kind.text}"
            yield rules.forbidden_field.at(subject.key(key), key, why, "remove it")
    one = subject.node(_SUBJECTS[kind.text])
    if one is not None:
        name_of = one.placed("name")
        yield from not_empty(name_of)
        if kind.text == "ServiceAccount":
            if name_of is not None and name_of.text != "*":
                yield from formed(name_of, "ServiceAccount", SUBDOMAIN)
            yield from named(one.placed("namespace"), "namespace", LABEL)


def _wild(rule: Node, *keys: str) -> Iterator[Fault]:
    """Lists in which the wildcard stands alone."""
    yield from not_none(rule, *keys)
    for key in keys:
        given = list(rule.texts(key))
        star = next((it for it in given if it.text == "*"), None)
        if star is not None and len(given) > 1:
            where = rule.named(rule.to(key), Value(star.route))
            yield admission_rules.wildcard_beside_others.at(where, "*", f"other {key}")


def _verbs(rule: Node) -> Iterator[Fault]:
    given = list(rule.texts("verbs"))
    unknown = next((it for it in given if it.text not in _VERBS), None)
    if unknown is not None and not _stars(given):
        yield unsupported(unknown, _VERBS, rule.named(rule.to("verbs"), Value(unknown.route)))


def _stars(given: list[Text]) -> bool:
    return any(it.text == "*" for it in given)


def _resource_rule(rule: Node) -> Iterator[Fault]:
    yield from _wild(rule, "verbs", "apiGroups", "resources")
    yield from _verbs(rule)
    given = list(rule.texts("namespaces"))
    if not given and not rule.flag("clusterScope") and not rule.value.get("namespaces"):
        yield rule.missing("namespaces")
    if not _stars(given):
        for text in given:
            yield from named(text, "namespace", LABEL)
    elif len(given) > 1:
        where = rule.key("namespaces")
        yield admission_rules.wildcard_beside_others.at(where, "*", "other namespaces")


def _other_rule(rule: Node) -> Iterator[Fault]:
    yield from _wild(rule, "verbs", "nonResourceURLs")
    yield from _verbs(rule)


def _level(spec: Node) -> Iterator[Fault]:
    kind = spec.placed("type")
    yield from one_of(spec, "type", tuple(_LEVELS), default=False)
    if kind is None or kind.text not in _LEVELS:
        return
    for name, key in _LEVELS.items():
        if name != kind.text and spec.has(key):
            why = f"the level is {kind.text}"
            yield rules.forbidden_field.at(spec.key(key), key, why, f"remove it, or write `type: {name}`")
    if kind.text == "Limited" and not spec.has("limited"):
        yield spec.missing("limited")


def _limited(level: Node) -> Iterator[Fault]:
    yield from between(level, "nominalConcurrencyShares", 0)
    yield from between(level, "lendablePercent", 0, 100)
    yield from between(level, "borrowingLimitPercent", 0)
    response = level.node("limitResponse")
    if response is None and not level.has("limitResponse"):
        yield level.missing("limitResponse", "type")


def _response(response: Node) -> Iterator[Fault]:
    yield from one_of(response, "type", ("Queue", "Reject"), default=False)
    kind = response.text("type")
    if kind == "Reject" and response.has("queuing"):
        why = "what is rejected does not wait"
        yield rules.forbidden_field.at(response.key("queuing"), "queuing", why, "remove it")
    elif kind == "Queue" and not response.has("queuing"):
        yield response.missing("queuing")


def _queuing(queuing: Node) -> Iterator[Fault]:
    yield from between(queuing, "queueLengthLimit", 1)
    yield from between(queuing, "queues", 1, _MOST_QUEUES)
    queues = queuing.number("queues") or 64
    yield from between(queuing, "handSize", 1, max(queues, 1))


CHECKS: Mapping[str, tuple[Check, ...]] = {
    f"flowcontrol.{version}.{name}": (check,)
    for version in ("v1", "v1beta3")
    for name, check in (
        ("FlowSchemaSpec", _schema),
        ("PolicyRulesWithSubjects", _rules),
        ("Subject", _subject),
        ("ResourcePolicyRule", _resource_rule),
        ("NonResourcePolicyRule", _other_rule),
        ("PriorityLevelConfigurationSpec", _level),
        ("LimitedPriorityLevelConfiguration", _limited),
        ("LimitResponse", _response),
        ("QueuingConfiguration", _queuing),
    )
}
