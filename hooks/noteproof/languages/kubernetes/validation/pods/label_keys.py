"""Keys of labels whose values are the pod's own: `matchLabelKeys`, which the server adds to a selector."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Part, Value
from noteproof.languages.kubernetes.validation import field_rules, rules
from noteproof.languages.kubernetes.validation.criteria import warned
from noteproof.languages.kubernetes.validation.metadata.labels import key_of, texts
from noteproof.languages.kubernetes.validation.nodes import Check, Node, Text
from noteproof.schema.values import shortened

MERGED = 34
"""The minor version since which the keys of a spread constraint are added to its selector."""

_FIELDS = ("matchLabelKeys", "mismatchLabelKeys")
_AFFINITIES = ("podAffinity", "podAntiAffinity")
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
_HINT = "keep one of the two"


def label_keys(term: Node) -> Iterator[Finding]:
    """Keys of labels, beside a selector, of which none is to match and not to match."""
    given = {field: list(term.texts(field)) for field in _FIELDS if term.value.get(field)}
    for field, listed in given.items():
        if not term.has("labelSelector") and not term.leaves_out():
            why = "there is no `labelSelector` that it could add to"
            yield rules.forbidden_field.at(term.key(field), field, why, "add `labelSelector:`")
        else:
            for text in listed:
                yield from key_of(text)
    others = {it.text for it in given.get("mismatchLabelKeys", ())}
    for text in given.get("matchLabelKeys", ()) if others else ():
        if text.text in others:
            yield _both(text, Value(text.route), "mismatchLabelKeys")


def in_selector(term: Node) -> Iterator[Finding]:
    """Keys that the selector has, too: before they were added to it, each of them was refused."""
    selector = term.node("labelSelector")
    if selector is None:
        return
    asked = set(texts(selector.value.get("matchLabels")))
    asked.update(it.filled("key") for it in selector.nodes("matchExpressions"))
    for text in term.texts("matchLabelKeys"):
        if text.text in asked:
            yield _both(text, Value(text.route), "labelSelector")


def _of_pod(pod: Node) -> Iterator[Finding]:
    for term in _terms(pod):
        yield from _doubled(term, {} if pod.scene.by_kubelet else _labels(pod))


def _of_template(template: Node) -> Iterator[Finding]:
    """The server looks at the keys of a template when its pods are made, which then fail."""
    for term in _terms(template):
        found = list(_doubled(term, {}))
        yield from found or warned(_doubled(term, _labels(template)))


def _doubled(term: Node, labels: Mapping[str, str]) -> Iterator[Finding]:
    """Keys that are in a selector twice, once the labels of the pod have been added to it."""
    selector = term.node("labelSelector")
    if selector is None:
        return
    places = {text.text: (at, text) for at, text in enumerate(term.texts("matchLabelKeys"))}
    asked = [it.filled("key") for it in selector.nodes("matchExpressions")]
    seen = set(texts(selector.value.get("matchLabels")))
    for key in (*asked, *(key for key in places if key in labels)):
        if key in places and key in seen:
            at, text = places[key]
            yield _both(text, term.named(term.to(at), Value(text.route)), "labelSelector")
        seen.add(key)


def _terms(pod: Node) -> Iterator[Node]:
    """What of a pod adds labels of the pod to a selector."""
    spec = pod.value.get("spec")
    if not isinstance(spec, dict) or not ("affinity" in spec or "topologySpreadConstraints" in spec):
        return
    node = Node(spec, pod.to("spec"), pod.scene)
    affinity = node.node("affinity")
    for key in _AFFINITIES if affinity is not None else ():
        kind = affinity.node(key) if affinity is not None else None
        if kind is not None:
            yield from (it for it in kind.nodes(_REQUIRED) if "matchLabelKeys" in it.value)
            weighted = (it.node("podAffinityTerm") for it in kind.nodes(_PREFERRED))
            yield from (it for it in weighted if it is not None and "matchLabelKeys" in it.value)
    if pod.scene.minor >= MERGED:
        constraints = node.nodes("topologySpreadConstraints")
        yield from (it for it in constraints if "matchLabelKeys" in it.value)


def _labels(pod: Node) -> Mapping[str, str]:
    metadata = pod.node("metadata")
    return texts(metadata.value.get("labels")) if metadata is not None else {}


def _both(text: Text, where: Value | Part, field: str) -> Finding:
    what = f"`{shortened(text.text)}` is in `matchLabelKeys` and in `{field}`"
    return field_rules.conflicting_fields.at(where, what, _HINT)


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.Pod": (_of_pod,),
    "core.v1.PodTemplateSpec": (_of_template,),
}
