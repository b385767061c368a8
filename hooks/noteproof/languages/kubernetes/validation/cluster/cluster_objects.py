"""Nodes, Namespaces and Leases: what is asked of the few fields that are written by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from noteproof.finding import Finding, Value
from noteproof.languages.kubernetes.fields import missing_field
from noteproof.languages.kubernetes.pod_security import LEVELS
from noteproof.languages.kubernetes.validation import address_rules, field_rules
from noteproof.languages.kubernetes.validation.addresses import read_block
from noteproof.languages.kubernetes.validation.config.data_rules import too_large
from noteproof.languages.kubernetes.validation.criteria import between, not_negative, unsupported
from noteproof.languages.kubernetes.validation.metadata import labels
from noteproof.languages.kubernetes.validation.metadata.metadata import STANDARD_FINALIZERS
from noteproof.languages.kubernetes.validation.metadata.metadata_rules import (
    invalid_finalizer,
    pod_security_label,
)
from noteproof.languages.kubernetes.validation.network.service_rules import mixed_families
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text
from noteproof.languages.kubernetes.validation.pods.tolerations import EFFECTS
from noteproof.languages.kubernetes.validation.rules import duplicate_value
from noteproof.schema.values import shortened
from noteproof.text import nearest

_MODES = ("enforce", "enforce-version", "audit", "audit-version", "warn", "warn-version")
_POD_SECURITY = "pod-security.kubernetes.io/"
_VERSION = re.compile(r"latest|v1\.(?:0|[1-9][0-9]*)")
_MOUNTABLE = "kubernetes.io/enforce-mountable-secrets"


def _node(node: Node) -> Iterator[Fault]:
    spec = node.node("spec")
    if spec is None:
        return
    seen: dict[tuple[str, str], Node] = {}
    for at, taint in enumerate(spec.nodes("taints")):
        # The server calls them so, though they stand in the spec.
        route = node.to("metadata", "taints", at)
        for found in _taint(taint):
            step = found.route[-1] if found.route else ""
            yield Finding(found.rule, taint.named((*route, step), found.where), found.says)
        for key in ("key", "effect"):
            if not taint.has(key) and not taint.leaves_out():
                place = taint.named((*route, key), taint.at())
                yield missing_field.at(place, key, f"add `{key}:` to the taint")
        pair = (taint.filled("key"), taint.filled("effect"))
        first = seen.setdefault(pair, taint)
        if first is not taint:
            what = f'two taints have the key "{shortened(pair[0])}" and the effect {shortened(pair[1])}'
            yield duplicate_value.at(
                taint.named(route, taint.at()), what, first.at(), "remove one of the two", "Duplicate value"
            )
    yield from _ranges(spec)


def _taint(taint: Node) -> Iterator[Finding]:
    yield from labels.key_of(taint.placed("key"), "the key of a taint")
    yield from labels.value_of(taint.placed("value"), "the value of a taint")
    effect = taint.placed("effect")
    if effect is not None and effect.text not in EFFECTS:
        yield unsupported(effect, EFFECTS)


def _ranges(spec: Node) -> Iterator[Fault]:
    """The ranges of a node's pods: one of each family at most."""
    given = list(spec.texts("podCIDRs"))
    first = spec.placed("podCIDR")
    if not given and first is not None and first.text:
        given = [Text(first.text, first.route)]
    strict = address_rules.is_strict(spec.scene)
    for at, text in enumerate(given):
        for found in address_rules.block(text, strict):
            yield Finding(found.rule, spec.named(spec.to("podCIDRs", at), found.where), found.says)
    if len(given) > 2:
        hint = "write one of IPv4 and one of IPv6"
        yield too_large.at(spec.key("podCIDRs"), "`podCIDRs`", len(given), 2, hint, "Invalid value")
    families = [block.address.family for it in given if (block := read_block(it.text)) is not None]
    if len(families) == 2 and families[0] == families[1]:
        what = f"both ranges are of {families[0]}"
        yield mixed_families.at(spec.at("podCIDRs"), what, "write one of IPv4 and one of IPv6")


def _namespace(spec: Node) -> Iterator[Fault]:
    for text in spec.texts("finalizers"):
        why = labels.key_fault(text.text)
        if why is None and "/" not in text.text and text.text not in STANDARD_FINALIZERS:
            why = "it has no domain"
        if why:
            place = spec.named(spec.to("finalizers"), Value(text.route))
            yield invalid_finalizer.at(place, shortened(text.text), why, "remove it")


def _pod_security(namespace: Node) -> Iterator[Fault]:
    """The labels that Pod Security Admission reads, which refuses a Namespace with others of its domain."""
    metadata = namespace.node("metadata")
    for key, value in metadata.pairs("labels") if metadata is not None else ():
        mode = key.removeprefix(_POD_SECURITY)
        if mode == key or metadata is None or not isinstance(value, str):
            continue
        if mode not in _MODES:
            meant = nearest(mode, _MODES)
            hint = (
                f"did you mean `{_POD_SECURITY}{meant}`?" if meant else f"write {_listed(_MODES)} behind it"
            )
            what = f"there is no label `{shortened(key)}`"
            yield pod_security_label.at(metadata.key("labels", key), what, hint)
        elif mode.endswith("-version") and not _VERSION.fullmatch(value):
            hint = (
                f"write `v{value}`" if _VERSION.fullmatch(f"v{value}") else "write `latest`, or as in `v1.36`"
            )
            what = f'"{shortened(value)}" is no version of the Pod Security Standards'
            yield pod_security_label.at(metadata.at("labels", key), what, hint)
        elif not mode.endswith("-version") and value not in LEVELS:
            meant = nearest(value, LEVELS)
            hint = f"did you mean `{meant}`?" if meant else f"write {_listed(LEVELS)}"
            what = f'"{shortened(value)}" is no level of the Pod Security Standards'
            yield pod_security_label.at(metadata.at("labels", key), what, hint)


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"`{it}`" for it in words[:-1]) + f" or `{words[-1]}`"


def _account(account: Node) -> Iterator[Fault]:
    metadata = account.node("metadata")
    annotations = metadata.node("annotations") if metadata is not None else None
    if annotations is not None and _MOUNTABLE in annotations.value and account.scene.minor >= 32:
        hint = "keep Secrets that others may not mount in a namespace of their own"
        yield field_rules.deprecated_field.at(annotations.key(_MOUNTABLE), _MOUNTABLE, "deprecated", hint)


def _lease(spec: Node) -> Iterator[Fault]:
    yield from between(spec, "leaseDurationSeconds", 1)
    yield from not_negative(spec, "leaseTransitions")


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.Node": (_node,),
    "core.v1.Namespace": (_pod_security,),
    "core.v1.NamespaceSpec": (_namespace,),
    "core.v1.ServiceAccount": (_account,),
    "coordination.v1.LeaseSpec": (_lease,),
}
