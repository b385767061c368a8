"""Admission policies: which requests they judge, and by which expressions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from noteproof.finding import Value
from noteproof.languages.kubernetes.validation import cel, field_rules, rules
from noteproof.languages.kubernetes.validation.admission.admission_matches import (
    FAILURE_POLICIES,
    REINVOCATIONS,
    VERSIONS,
    conditions,
    not_blank,
)
from noteproof.languages.kubernetes.validation.criteria import (
    called,
    filled,
    invalid_name,
    not_empty,
    one_of,
    present,
    unique,
    where_absent,
)
from noteproof.languages.kubernetes.validation.metadata.labels import invalid_key, key_fault
from noteproof.languages.kubernetes.validation.names import LABEL_1035, SUBDOMAIN, fault
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text
from noteproof.schema.values import shortened

_REASONS = ("Forbidden", "Invalid", "RequestEntityTooLarge")
_PATCHES = {"JSONPatch": "jsonPatch", "ApplyConfiguration": "applyConfiguration"}
_MOST_ANNOTATIONS = 20
_LONGEST_VALUE = 5 << 10
_IDENTIFIER = re.compile(r"[_a-zA-Z][_a-zA-Z0-9]*")
_RESERVED = frozenset(
    {
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if",
        "import", "let", "loop", "package", "namespace", "return", "var", "void", "while",
    }
)  # fmt: skip


def _policy(spec: Node) -> Iterator[Fault]:
    """What policies of both sorts have: the resources that they are for, and their conditions."""
    yield from one_of(spec, "failurePolicy", FAILURE_POLICIES, default=False)
    match = spec.node("matchConstraints")
    if match is not None:
        yield from present(match, "resourceRules")
    elif not spec.has("matchConstraints"):
        yield spec.missing("matchConstraints")
    yield from conditions(spec)


def _validating(spec: Node) -> Iterator[Fault]:
    yield from _policy(spec)
    annotations = list(spec.nodes("auditAnnotations"))
    if not spec.value.get("validations") and not spec.value.get("auditAnnotations"):
        yield spec.missing("validations")
        yield spec.missing("auditAnnotations")
    if len(annotations) > _MOST_ANNOTATIONS:
        yield field_rules.too_many_items.at(
            spec.key("auditAnnotations"),
            "auditAnnotations",
            len(annotations),
            _MOST_ANNOTATIONS,
            "annotations",
        )
    yield from unique(
        (it.placed("key") for it in annotations),
        'two annotations are called "{}"',
        "give each a key of its own",
    )
    yield from cel.remark(_expressions(spec))


def _mutating(spec: Node) -> Iterator[Fault]:
    yield from _policy(spec)
    yield from present(spec, "mutations")
    yield from filled(spec, "reinvocationPolicy")
    yield from one_of(spec, "reinvocationPolicy", REINVOCATIONS)
    yield from cel.remark(_expressions(spec))


def _expressions(spec: Node) -> Iterator[Text | None]:
    for key in ("validations", "matchConditions", "variables"):
        for it in spec.nodes(key):
            yield it.placed("expression")
    for it in spec.nodes("auditAnnotations"):
        yield it.placed("valueExpression")
    for it in spec.nodes("mutations"):
        for key in _PATCHES.values():
            patch = it.node(key)
            yield patch.placed("expression") if patch else None


def _audited(policy: Node) -> Iterator[Fault]:
    """The keys of audit annotations, before which the name of the policy is put."""
    metadata, spec = policy.node("metadata"), policy.node("spec")
    name = metadata.filled("name") if metadata else ""
    for it in spec.nodes("auditAnnotations") if spec and name else ():
        key = it.placed("key")
        why = key_fault(f"{name}/{key.text}") if key else None
        if key is not None and why:
            yield invalid_key(key, "the key of an audit annotation", why)


def _validation(validation: Node) -> Iterator[Fault]:
    yield from not_blank(validation, "expression")
    yield from one_of(validation, "reason", _REASONS, default=False)
    for key in ("message", "messageExpression"):
        text = validation.text(key)
        if not text:
            continue
        if not text.strip():
            why, hint = "it is blank", f"write the {key}, or remove it"
        elif key == "message" and re.search(r"[\r\n]", text.strip()):
            why, hint = "it has more than one line", "write it on one line"
        else:
            continue
        yield field_rules.malformed_text.at(validation.at(key), key, shortened(text), why, hint)


def _annotation(annotation: Node) -> Iterator[Fault]:
    yield from not_blank(annotation, "valueExpression")
    text = annotation.filled("valueExpression")
    if len(text.strip()) > _LONGEST_VALUE:
        why = f"it has {len(text)} characters, and may have {_LONGEST_VALUE}"
        where = annotation.at("valueExpression")
        yield field_rules.malformed_text.at(
            where, "valueExpression", shortened(text), why, "put parts of it into variables", "Required value"
        )


def _variable(variable: Node) -> Iterator[Fault]:
    yield from not_blank(variable, "name")
    yield from not_blank(variable, "expression")
    name = variable.filled("name")
    if name.strip() and (not _IDENTIFIER.fullmatch(name) or name in _RESERVED):
        why = "CEL keeps the word for itself" if name in _RESERVED else "it is no name in CEL"
        hint = "use letters, digits and `_`, no digit first"
        yield rules.invalid_name.at(variable.at("name"), shortened(name), "variable", why, hint)


def _mutation(mutation: Node) -> Iterator[Fault]:
    kind = mutation.placed("patchType")
    if kind is None:
        return
    yield from not_empty(kind)
    yield from one_of(mutation, "patchType", tuple(_PATCHES))
    key = _PATCHES.get(kind.text)
    if key is None:
        return
    patch = mutation.node(key)
    if patch is None:
        yield mutation.missing(key)
    elif not patch.filled("expression").strip():
        yield patch.missing("expression")
    for other in _PATCHES.values():
        if other != key and mutation.has(other):
            why = f"`patchType` is `{kind.text}`"
            yield called(
                rules.forbidden_field.at(mutation.key(other), other, why, "remove it"), "Invalid value"
            )


def _param_kind(kind: Node) -> Iterator[Fault]:
    yield from filled(kind, "apiVersion")
    yield from filled(kind, "kind")
    version = kind.placed("apiVersion")
    if version is not None and version.text:
        group, slash, number = version.text.rpartition("/")
        why = fault(group, SUBDOMAIN) if slash and group else fault(number, LABEL_1035)
        if why:
            hint = "write a group, `/` and a version, as `example.com/v1`"
            yield rules.invalid_name.at(Value(version.route), shortened(version.text), "version", why, hint)
    name = kind.placed("kind")
    why = fault(name.text.lower(), LABEL_1035) if name and name.text else None
    if name is not None and why:
        yield invalid_name(name, "kind", why, LABEL_1035)


CHECKS: Mapping[str, tuple[Check, ...]] = {
    f"admissionregistration.{version}.{name}": checks
    for version in VERSIONS
    for name, checks in (
        ("ValidatingAdmissionPolicy", (where_absent("spec", _validating), _audited)),
        ("ValidatingAdmissionPolicySpec", (_validating,)),
        ("MutatingAdmissionPolicy", (where_absent("spec", _mutating),)),
        ("MutatingAdmissionPolicySpec", (_mutating,)),
        ("Validation", (_validation,)),
        ("AuditAnnotation", (_annotation,)),
        ("Variable", (_variable,)),
        ("Mutation", (_mutation,)),
        ("ParamKind", (_param_kind,)),
    )
}
