"""A ResourceQuota: which resources it bounds, and for which pods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Value, Where
from noteproof.languages.kubernetes.fields import missing_field
from noteproof.languages.kubernetes.validation import resource_names, rules
from noteproof.languages.kubernetes.validation.cluster import quota_rules
from noteproof.languages.kubernetes.validation.criteria import called, unsupported
from noteproof.languages.kubernetes.validation.metadata.selectors import OPERATORS
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text
from noteproof.languages.kubernetes.validation.quantities import ONE, quantity
from noteproof.schema.values import shortened
from noteproof.text import nearest

_PAGES = (resource_names.PAGES, f"requests.{resource_names.PAGES}")
_OF_QUOTAS = resource_names.STANDARD - {"storage"}
_OF_PODS = frozenset(
    {"pods"} | {f"{it}{name}" for it in ("", "requests.", "limits.") for name in ("cpu", "memory")}
)
_OF_CLAIMS = frozenset({"persistentvolumeclaims", "requests.storage"})

_SCOPES: Mapping[str, frozenset[str]] = {
    "Terminating": _OF_PODS,
    "NotTerminating": _OF_PODS,
    "BestEffort": frozenset({"pods"}),
    "NotBestEffort": _OF_PODS,
    "PriorityClass": _OF_PODS,
    "CrossNamespacePodAffinity": _OF_PODS,
    "VolumeAttributesClass": _OF_CLAIMS,
}
"""The scopes, each with the resources that it can bound."""

_APART = (("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating"))
_ONLY_THERE = frozenset(_SCOPES) - {"PriorityClass", "VolumeAttributesClass"}


def resource_fault(name: str, known: frozenset[str]) -> str | None:
    """Why a resource has no such name, if it is none of the known, nor of pages, nor has a domain."""
    if not resource_names.is_qualified(name):
        return "it is not of the form `name` or `domain/name`"
    if "/" in name or name in known or name.startswith(_PAGES):
        return None
    return "Kubernetes has no such resource here, and it has no domain"


def resource_hint(name: str, known: frozenset[str]) -> str:
    """How to name a resource instead."""
    meant = resource_names.MEANT.get(name)
    meant = meant if meant in known else nearest(name, sorted(known))
    return f"did you mean `{meant}`?" if meant else "write its whole name, as `example.com/name`"


def _hard(spec: Node) -> Iterator[Fault]:
    for name, value in spec.pairs("hard"):
        where = spec.key("hard", name)
        why = resource_fault(name, _OF_QUOTAS)
        if why:
            hint = resource_hint(name, _OF_QUOTAS)
            yield rules.invalid_name.at(where, shortened(name), "resource in a quota", why, hint)
        amount = quantity(value)
        if amount is None:
            continue
        whole = amount.in_milli % ONE == 0
        if amount.value < 0 or (not whole and resource_names.is_whole(name)):
            hint = "write a number from 0 upwards" if whole else "write a whole number"
            yield rules.out_of_range.at(spec.at("hard", name), shortened(name), shortened(str(value)), hint)


def _scopes(spec: Node) -> Iterator[Fault]:
    if "scopes" in spec.value:
        scopes = list(spec.texts("scopes"))
        for it in scopes:
            if it.text not in _SCOPES:
                where = spec.named(spec.to("scopes"), Value(it.route))
                yield called(unsupported(it, tuple(_SCOPES), where), "Invalid value")
        yield from _bound(spec, scopes, spec.key("scopes"))
    selector = spec.node("scopeSelector")
    if selector is not None:
        wanted = list(selector.nodes("matchExpressions"))
        named = [name for one in wanted if (name := one.placed("scopeName"))]
        yield from _bound(spec, named, selector.key("matchExpressions"))
        for one in wanted:
            yield from _selected(one, selector.to("matchExpressions"))


def _bound(spec: Node, scopes: list[Text], where: Where) -> Iterator[Fault]:
    """Each scope can bound what the quota bounds, and none excludes another."""
    given = [name for name, _ in spec.pairs("hard") if name in _OF_QUOTAS or name.startswith(_PAGES)]
    for scope in {it.text: it for it in scopes if it.text in _SCOPES}:
        other = next((name for name in given if name not in _SCOPES[scope]), None)
        if other is not None:
            can = "`, `".join(sorted(_SCOPES[scope]))
            what = f"a quota for the scope `{scope}` cannot bound `{shortened(other)}`"
            yield quota_rules.quota_scope.at(
                where, what, f"bound `{can}` here, and others in a quota without scope"
            )
    names = {it.text for it in scopes}
    for one, opposite in _APART:
        if one in names and opposite in names:
            what = f"nothing is both `{one}` and `{opposite}`"
            yield quota_rules.quota_scope.at(where, what, "remove one of the two, or make two quotas")


def _selected(one: Node, above: tuple[str | int, ...]) -> Iterator[Fault]:
    """A scope with an operator; the server calls its fields by a route without an index."""

    def named(key: str) -> Where:
        return one.named((*above, key), one.at(key) if one.has(key) else one.key())

    scope, operator = one.placed("scopeName"), one.placed("operator")
    for key, text in (("scopeName", scope), ("operator", operator)):
        if text is None and not (one.has(key) or one.leaves_out(key) or one.misspells(key)):
            fault = missing_field.at(named(key), key, f"add `{key}:`")
            yield called(fault, "Invalid value")
    if scope is not None and scope.text not in _SCOPES:
        yield called(unsupported(scope, tuple(_SCOPES), named("scopeName")), "Invalid value")
    if operator is None:
        return
    if operator.text not in OPERATORS:
        yield called(unsupported(operator, OPERATORS, named("operator")), "Invalid value")
    elif scope is not None and scope.text in _ONLY_THERE and operator.text != "Exists":
        what = f"the scope `{scope.text}` has no values to compare"
        yield quota_rules.quota_scope.at(named("operator"), what, "write `operator: Exists`")
    values = one.value.get("values")
    if operator.text in ("In", "NotIn") and not values:
        if not one.leaves_out():
            yield missing_field.at(named("values"), "values", "add `values:`")
    elif operator.text in ("Exists", "DoesNotExist") and values:
        what = f"`{operator.text}` compares with no values"
        yield quota_rules.quota_scope.at(named("values"), what, "remove `values`")


CHECKS: Mapping[str, tuple[Check, ...]] = {"core.v1.ResourceQuotaSpec": (_hard, _scopes)}
