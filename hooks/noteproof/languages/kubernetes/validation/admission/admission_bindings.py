"""Bindings of admission policies: to which resources and parameters, and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.languages.kubernetes.validation import field_rules, rules
from noteproof.languages.kubernetes.validation.admission.admission_matches import VERSIONS
from noteproof.languages.kubernetes.validation.criteria import (
    filled,
    formed,
    named,
    not_none,
    one_of,
    unique,
    unsupported,
    where_absent,
)
from noteproof.languages.kubernetes.validation.names import SEGMENT, SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node

_ACTIONS = ("Deny", "Warn", "Audit")


def _binding(spec: Node) -> Iterator[Fault]:
    yield from named(spec.placed("policyName"), "policy", SUBDOMAIN)
    yield from not_none(spec, "validationActions")
    actions = list(spec.texts("validationActions"))
    for it in actions:
        if it.text not in _ACTIONS:
            yield unsupported(it, _ACTIONS)
    yield from unique(actions, "the action `{}` stands twice", "remove one of them")
    if {"Deny", "Warn"} <= {it.text for it in actions}:
        what = "`Deny` says already what `Warn` would"
        yield field_rules.conflicting_fields.at(spec.key("validationActions"), what, "keep one of the two")


def _mutating_binding(spec: Node) -> Iterator[Fault]:
    yield from filled(spec, "policyName")
    yield from formed(spec.placed("policyName"), "policy", SUBDOMAIN)


def _param_ref(reference: Node) -> Iterator[Fault]:
    name, selector = reference.placed("name"), reference.has("selector")
    yield from formed(name, "object", SEGMENT)
    if name is not None and name.text and selector:
        for key in ("name", "selector"):
            why = "`name` and `selector` exclude each other"
            yield rules.forbidden_field.at(reference.key(key), key, why, "keep one of the two")
    elif not selector and not reference.filled("name") and not reference.scene.is_part:
        what = "parameters are found by a `name` or a `selector`, and here is neither"
        yield field_rules.conflicting_fields.at(reference.key(), what, "add `name:`", "Required value")
    yield from filled(reference, "parameterNotFoundAction")
    yield from one_of(reference, "parameterNotFoundAction", ("Allow", "Deny"))


CHECKS: Mapping[str, tuple[Check, ...]] = {
    f"admissionregistration.{version}.{name}": (check,)
    for version in VERSIONS
    for name, check in (
        ("ParamRef", _param_ref),
        ("ValidatingAdmissionPolicyBindingSpec", _binding),
        ("MutatingAdmissionPolicyBinding", where_absent("spec", _mutating_binding)),
        ("MutatingAdmissionPolicyBindingSpec", _mutating_binding),
    )
}
