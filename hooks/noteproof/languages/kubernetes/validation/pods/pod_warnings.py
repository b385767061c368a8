"""What the server takes of a pod and warns of: `warningsForPodSpecAndMeta` of Kubernetes 1.36."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from noteproof.finding import Finding, Value
from noteproof.languages.kubernetes.fields import missing_field
from noteproof.languages.kubernetes.validation import address_rules, field_rules
from noteproof.languages.kubernetes.validation.address_rules import is_strict
from noteproof.languages.kubernetes.validation.criteria import unique, warned
from noteproof.languages.kubernetes.validation.nodes import Check, Node, Text
from noteproof.languages.kubernetes.validation.rules import out_of_range

_LABELS = {
    "beta.kubernetes.io/arch": ("1.14", "kubernetes.io/arch"),
    "beta.kubernetes.io/os": ("1.14", "kubernetes.io/os"),
    "failure-domain.beta.kubernetes.io/region": ("1.17", "topology.kubernetes.io/region"),
    "failure-domain.beta.kubernetes.io/zone": ("1.17", "topology.kubernetes.io/zone"),
    "beta.kubernetes.io/instance-type": ("1.17", "node.kubernetes.io/instance-type"),
}


def _of_spec(spec: Node) -> Iterator[Finding]:
    if spec.scene.by_kubelet:
        return
    value = spec.value
    if "nodeSelector" in value:
        for key, _ in spec.pairs("nodeSelector"):
            if key in _LABELS:
                yield replace(_label(Text(key, ())), where=spec.key("nodeSelector", key))
    if "hostAliases" in value:
        addresses = [it.placed("ip") for it in spec.nodes("hostAliases")]
        yield from warned(unique(addresses, 'two aliases are of "{}"', "give the first one all the names"))
        for address in addresses:
            if address is not None:
                yield from address_rules.odd(address, is_strict(spec.scene))
    if "imagePullSecrets" in value:
        yield from _pull_secrets(spec)
    seconds = spec.number("terminationGracePeriodSeconds")
    if seconds is not None and seconds < 0:
        name, hint = "terminationGracePeriodSeconds", "write a number from 0 upwards: this one counts as 1"
        yield from warned([out_of_range.at(spec.at(name), name, str(seconds), hint)])


def _label(text: Text) -> Finding:
    since, instead = _LABELS[text.text]
    said = f"deprecated since Kubernetes {since}"
    return field_rules.deprecated_field.at(Value(text.route), text.text, said, f"write `{instead}`")


def _pull_secrets(spec: Node) -> Iterator[Finding]:
    secrets = list(spec.nodes("imagePullSecrets"))
    yield from warned(
        unique(
            (it.placed("name") for it in secrets), 'two pull secrets are called "{}"', "keep one of the two"
        )
    )
    for it in secrets:
        if not it.filled("name") and not it.leaves_out():
            where = it.at("name") if it.has("name") else it.named(it.to("name"), it.key())
            yield from warned(
                [missing_field.at(where, "imagePullSecrets[].name", "write the name of a Secret")]
            )


def _of_requirement(it: Node) -> Iterator[Finding]:
    yield from _deprecated(it, "key")


def _of_constraint(it: Node) -> Iterator[Finding]:
    yield from _deprecated(it, "topologyKey")


def _deprecated(it: Node, key: str) -> Iterator[Finding]:
    text = it.placed(key)
    if text is not None and text.text in _LABELS and not it.scene.by_kubelet:
        yield _label(text)


def _of_pods(term: Node) -> Iterator[Finding]:
    if not term.has("labelSelector") and not term.leaves_out() and not term.scene.by_kubelet:
        what = "the term has no `labelSelector`, so it is of no pods"
        where = term.named(term.to("labelSelector"), term.key())
        yield field_rules.matches_nothing.at(
            where, what, "add `labelSelector:` with the labels of those pods"
        )


def _of_servers(config: Node) -> Iterator[Finding]:
    if not config.scene.by_kubelet:
        for server in config.texts("nameservers"):
            yield from address_rules.odd(server, is_strict(config.scene))


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.PodSpec": (_of_spec,),
    "core.v1.NodeSelectorRequirement": (_of_requirement,),
    "core.v1.TopologySpreadConstraint": (_of_constraint,),
    "core.v1.PodAffinityTerm": (_of_pods,),
    "core.v1.PodDNSConfig": (_of_servers,),
}
