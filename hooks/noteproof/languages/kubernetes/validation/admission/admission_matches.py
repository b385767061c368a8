"""Which requests a webhook or an admission policy is asked about: rules of resources, and conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from noteproof.finding import Value
from noteproof.languages.kubernetes.validation import field_rules
from noteproof.languages.kubernetes.validation.admission import admission_rules
from noteproof.languages.kubernetes.validation.criteria import (
    called,
    empty,
    formed,
    invalid_name,
    not_empty,
    one_of,
    present,
    repeated,
    unique,
    unsupported,
)
from noteproof.languages.kubernetes.validation.metadata.labels import key_of
from noteproof.languages.kubernetes.validation.names import LABEL_1035, SEGMENT, fault
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text
from noteproof.schema.values import shortened

FAILURE_POLICIES = ("Fail", "Ignore")
MATCH_POLICIES = ("Equivalent", "Exact")
REINVOCATIONS = ("Never", "IfNeeded")
VERSIONS = ("v1", "v1beta1", "v1alpha1")
"""The versions of the API group in which the kinds are, or were."""

_OPERATIONS = ("CREATE", "UPDATE", "DELETE", "CONNECT", "*")
_SCOPES = ("Cluster", "Namespaced", "*")
_MOST_CONDITIONS = 64
_LISTS = ("operations", "apiGroups", "apiVersions", "resources")


def _rule(rule: Node) -> Iterator[Fault]:
    """Operations, groups, versions and resources: some of each, or the wildcard alone."""
    for key in _LISTS:
        yield from present(rule, key)
        given = list(rule.texts(key))
        stars = [it for it in given if it.text == "*"]
        if stars and len(given) > 1 and key != "resources":
            where = rule.named(rule.to(key), Value(stars[0].route))
            yield admission_rules.wildcard_beside_others.at(where, "*", f"other {key}")
        if key == "operations":
            for it in given:
                if it.text not in _OPERATIONS:
                    yield unsupported(it, _OPERATIONS)
        elif key != "apiGroups":
            for it in given:
                if not it.text:
                    yield empty(it.route)
        if key == "resources":
            yield from _resources(rule, given)
    yield from one_of(rule, "scope", _SCOPES, default=False)


def _resources(rule: Node, given: Sequence[Text]) -> Iterator[Fault]:
    """No resource that a wildcard before it covers already."""
    whole, parts = set(), set()
    last_is_named, all_named = False, False
    for it in given:
        resource, slash, part = it.text.partition("/")
        if not slash:
            all_named = all_named or it.text == "*"
            # Of those without a subresource the server looks at the last.
            last_is_named = it.text != "*" if it.text else last_is_named
            continue
        for wildcard, covers in ((f"{resource}/*", resource in whole), (f"*/{part}", part in parts)):
            if covers:
                others = f"`{shortened(it.text)}`"
                yield admission_rules.wildcard_beside_others.at(Value(it.route), shortened(wildcard), others)
        if part == "*":
            whole.add(resource)
        if resource == "*":
            parts.add(part)
    where = rule.key("resources")
    if len(given) > 1 and any(it.text == "*/*" for it in given):
        yield admission_rules.wildcard_beside_others.at(where, "*/*", "other resources")
    if all_named and last_is_named:
        yield admission_rules.wildcard_beside_others.at(where, "*", "resources")


def _named_rule(rule: Node) -> Iterator[Fault]:
    yield from _rule(rule)
    names = list(rule.texts("resourceNames"))
    for name in names:
        yield from formed(name, "object", SEGMENT)
    yield from unique(names, 'the name "{}" stands twice', "remove one of them")


def _match_resources(match: Node) -> Iterator[Fault]:
    yield from one_of(match, "matchPolicy", MATCH_POLICIES, default=False)


def conditions(node: Node) -> Iterator[Fault]:
    """The names of conditions are unique, and there are not too many."""
    if "matchConditions" not in node.value:
        return
    given = list(node.nodes("matchConditions"))
    if len(given) > _MOST_CONDITIONS:
        fault = field_rules.too_many_items.at(
            node.key("matchConditions"), "matchConditions", len(given), _MOST_CONDITIONS, "conditions"
        )
        yield called(fault, "Too many")
    yield from unique(
        (it.placed("name") for it in given), 'two conditions are called "{}"', "give each a name of its own"
    )


def _condition(condition: Node) -> Iterator[Fault]:
    name = condition.placed("name")
    yield from not_empty(name)
    if name is not None and name.text:
        yield from key_of(name, "the name of a condition")
    yield from not_blank(condition, "expression")


def not_blank(node: Node, key: str) -> Iterator[Fault]:
    """A text that is more than blanks, where it is written."""
    text = node.text(key)
    if text is not None and not text.strip():
        yield empty(node.to(key))


def review_versions(hook: Node) -> Iterator[Fault]:
    """The versions in which a webhook is asked: each once, and one of them that the server speaks."""
    given = list(hook.texts("admissionReviewVersions"))
    for _, it in repeated(given):
        what = f'the version "{shortened(it.text)}" stands twice'
        yield field_rules.conflicting_fields.at(Value(it.route), what, "remove one of them")
    for it in given:
        why = fault(it.text, LABEL_1035)
        if why:
            yield invalid_name(it, "version", why, LABEL_1035)
    if given and not any(it.text in VERSIONS[:2] for it in given):
        where = hook.named(hook.to("admissionReviewVersions"), Value(given[0].route))
        yield called(unsupported(given[0], VERSIONS[:2], where), "Invalid value")


CHECKS: Mapping[str, tuple[Check, ...]] = {
    f"admissionregistration.{version}.{name}": (check,)
    for version in VERSIONS
    for name, check in (
        ("RuleWithOperations", _rule),
        ("NamedRuleWithOperations", _named_rule),
        ("MatchResources", _match_resources),
        ("MatchCondition", _condition),
    )
}
