"""The affinity of a pod to nodes and to other pods, as validation.go of Kubernetes 1.36 asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Finding
from noteproof.languages.kubernetes.fields import missing_field
from noteproof.languages.kubernetes.validation import field_rules, rules
from noteproof.languages.kubernetes.validation.criteria import (
    between,
    called,
    empty,
    formed,
    one_of,
    present,
)
from noteproof.languages.kubernetes.validation.metadata.labels import key_of, value_of
from noteproof.languages.kubernetes.validation.metadata.selectors import OPERATORS
from noteproof.languages.kubernetes.validation.names import LABEL, SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.pods.label_keys import label_keys
from noteproof.schema.values import shortened

_OPERATORS = (*OPERATORS, "Gt", "Lt")
_FIELD_OPERATORS = ("In", "NotIn")
_FIELD = "metadata.name"
_HEAVIEST = 100


def _selector(selector: Node) -> Iterator[Fault]:
    if selector.value.get("nodeSelectorTerms") == []:
        yield from present(selector, "nodeSelectorTerms")


def _term(term: Node) -> Iterator[Fault]:
    required = term.route[-1:] != ("preference",)
    for it in term.nodes("matchExpressions"):
        yield from _requirement(it, required)
    for it in term.nodes("matchFields"):
        yield from _field(it)


def _requirement(it: Node, required: bool) -> Iterator[Fault]:
    """A label of a node. Of a mere preference the server does not look at the values."""
    operator = it.text("operator")
    for fault in one_of(it, "operator", _OPERATORS, default=False):
        yield called(fault, "Invalid value")
    values = it.value.get("values")
    count = len(values) if isinstance(values, list) else 0
    if operator in ("In", "NotIn") and not count and not it.leaves_out("values"):
        yield it.missing("values")
    elif operator in ("Exists", "DoesNotExist") and count:
        why = f"`{operator}` asks for the key alone"
        yield rules.forbidden_field.at(it.key("values"), "values", why, "remove it, or write `operator: In`")
    elif operator in ("Gt", "Lt") and (count > 1 or not (count or it.leaves_out("values"))):
        yield _one_value(it, operator)
    yield from key_of(it.placed("key"))
    if required and count:
        for text in it.texts("values"):
            yield from value_of(text)


def _one_value(it: Node, operator: str) -> Finding:
    where = it.at("values") if "values" in it.value else it.named(it.to("values"), it.key())
    hint = "write one value" if it.has("values") else "add `values:` with one value"
    return missing_field.at(where, "values", hint, f"not one value, as `operator: {operator}` asks")


def _field(it: Node) -> Iterator[Fault]:
    """A field of a node: its name is the only one."""
    operator = it.text("operator")
    for fault in one_of(it, "operator", _FIELD_OPERATORS, default=False):
        yield called(fault, "Invalid value")
    values = it.value.get("values")
    count = len(values) if isinstance(values, list) else 0
    if operator in _FIELD_OPERATORS and (count > 1 or not (count or it.leaves_out("values"))):
        yield _one_value(it, operator)
    key = it.text("key")
    if key is not None and key != _FIELD:
        why = "the name is the only field of a node"
        hint = f"write `{_FIELD}`"
        yield field_rules.malformed_text.at(it.at("key"), "key", shortened(key), why, hint)
    elif key is not None:
        for text in it.texts("values"):
            if not text.text:
                yield empty(text.route)
            yield from formed(text, "node", SUBDOMAIN)


def _weight(it: Node) -> Iterator[Finding]:
    if "weight" in it.value:
        yield from between(it, "weight", 1, _HEAVIEST)


def _weighted(it: Node) -> Iterator[Fault]:
    yield from _weight(it)
    if not it.has("podAffinityTerm"):
        yield it.missing("podAffinityTerm", "topologyKey")


def _pods(term: Node) -> Iterator[Fault]:
    """Other pods, by their labels, their namespaces, and what they share with this one."""
    key = term.placed("topologyKey")
    if key is not None:
        if not key.text:
            yield empty(key.route)
        else:
            yield from key_of(key)
    for name in term.texts("namespaces") if "namespaces" in term.value else ():
        for found in formed(name, "namespace", LABEL):
            yield Finding(found.rule, term.named(term.to("namespace"), found.where), found.says)
    if "matchLabelKeys" in term.value or "mismatchLabelKeys" in term.value:
        yield from label_keys(term)


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.NodeSelector": (_selector,),
    "core.v1.NodeSelectorTerm": (_term,),
    "core.v1.PreferredSchedulingTerm": (_weight,),
    "core.v1.WeightedPodAffinityTerm": (_weighted,),
    "core.v1.PodAffinityTerm": (_pods,),
}
