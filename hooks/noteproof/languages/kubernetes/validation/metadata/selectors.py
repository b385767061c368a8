"""Selectors of labels: whether one is right, and whether it matches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.languages.kubernetes.validation import rules
from noteproof.languages.kubernetes.validation.criteria import called, one_of
from noteproof.languages.kubernetes.validation.metadata.labels import (
    check_labels,
    key_fault,
    key_of,
    texts,
    value_fault,
    value_of,
)
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.schema.values import shortened

OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist")
FIELDS = ("matchLabels", "matchExpressions")
"""The fields of a selector of labels."""


def _selector(selector: Node) -> Iterator[Fault]:
    if "metrics" in selector.route:
        # The server never looks into the selector of a metric.
        return
    if "matchLabels" in selector.value:
        yield from check_labels(selector, "matchLabels")
    if "matchExpressions" in selector.value:
        for it in selector.nodes("matchExpressions"):
            yield from requirement(it)


def requirement(node: Node) -> Iterator[Fault]:
    """A key, an operator and values, of a selector of labels."""
    yield from key_of(node.placed("key"))
    operator = node.text("operator")
    if operator is not None:
        for fault in one_of(node, "operator", OPERATORS, default=False):
            yield called(fault, "Invalid value")
    values = node.value.get("values")
    if operator in ("In", "NotIn") and not values and not node.leaves_out("values"):
        yield node.missing("values")
    elif operator in ("Exists", "DoesNotExist") and values:
        why = f"`{operator}` asks for the key alone"
        yield rules.forbidden_field.at(
            node.key("values"), "values", why, "remove it, or write `operator: In`"
        )
    for text in node.texts("values"):
        yield from value_of(text)


def is_empty(selector: Node) -> bool:
    """Whether a selector asks for nothing, and so matches everything."""
    return not selector.value.get("matchLabels") and not selector.value.get("matchExpressions")


def is_right(selector: Node) -> bool:
    """Whether the server can build a selector: all that it asks for is written as it must be."""
    asked = texts(selector.value.get("matchLabels"))
    if any(key_fault(key) or value_fault(value) for key, value in asked.items()):
        return False
    for it in selector.nodes("matchExpressions"):
        operator, values = it.text("operator"), list(it.texts("values"))
        if operator not in OPERATORS or (operator in OPERATORS[:2]) != bool(values):
            return False
        if key_fault(it.filled("key")) or any(value_fault(value.text) for value in values):
            return False
    return True


def unmatched(selector: Node, given: Mapping[str, str]) -> str | None:
    """What a right selector asks for that labels do not have, if there is something."""
    for key, value in texts(selector.value.get("matchLabels")).items():
        if given.get(key) != value:
            return f"`{shortened(key)}: {shortened(value)}`"
    for it in selector.nodes("matchExpressions"):
        key, operator = it.filled("key"), it.filled("operator")
        values = {text.text for text in it.texts("values")}
        there = given.get(key)
        fits = {
            "In": there in values,
            "NotIn": there is None or there not in values,
            "Exists": there is not None,
            "DoesNotExist": there is None,
        }
        if not fits.get(operator, True):
            return f"`{shortened(key)}` with `operator: {operator}`"
    return None


CHECKS: Mapping[str, tuple[Check, ...]] = {"meta.v1.LabelSelector": (_selector,)}
