"""The tolerations of a pod: taints that it bears, by key, operator, value and effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Value
from noteproof.languages.kubernetes.validation import field_rules
from noteproof.languages.kubernetes.validation.criteria import one_of
from noteproof.languages.kubernetes.validation.metadata.labels import key_of, value_of
from noteproof.languages.kubernetes.validation.nodes import Check, Node, Text

_OPERATORS = ("Equal", "Exists")
EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")


def _toleration(it: Node) -> Iterator[Finding]:
    key, operator, effect = it.placed("key"), it.filled("operator"), it.filled("effect")
    if key is not None and key.text:
        yield from key_of(key, "the key of a taint")
    elif operator != "Exists" and not it.leaves_out() and (key is not None or not it.has("key")):
        where = it.named(it.to("operator"), it.at("operator") if "operator" in it.value else it.key())
        what = "a toleration without a key is for every taint, and needs `operator: Exists`"
        yield field_rules.conflicting_fields.at(
            where, what, "add the key of a taint, or write `operator: Exists`"
        )
    if it.has("tolerationSeconds") and effect != "NoExecute" and (effect or not it.leaves_out()):
        where = it.named(it.to("effect"), it.at("effect") if "effect" in it.value else it.key())
        what = "`tolerationSeconds` is for the effect NoExecute"
        yield field_rules.conflicting_fields.at(
            where, what, "write `effect: NoExecute`, or remove the seconds"
        )
    value = it.placed("value")
    if value is not None and value.text:
        yield from _value(it, operator, value)
    yield from one_of(it, "operator", _OPERATORS)
    yield from one_of(it, "effect", EFFECTS)


def _value(it: Node, operator: str, value: Text) -> Iterator[Finding]:
    """The value of a taint, where one is asked for; the server names the operator."""
    where = it.named(it.to("operator"), Value(value.route))
    if operator == "Exists":
        what = "`operator: Exists` asks for the key alone, and there is a value"
        yield field_rules.conflicting_fields.at(where, what, "remove `value`, or write `operator: Equal`")
    elif operator in ("", "Equal"):
        yield from value_of(value, "the value of a taint", where)


CHECKS: Mapping[str, tuple[Check, ...]] = {"core.v1.Toleration": (_toleration,)}
