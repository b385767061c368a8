"""The other annotations of a pod that mean something to Kubernetes itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Key, Value, Where
from noteproof.languages.kubernetes.validation import field_rules
from noteproof.languages.kubernetes.validation.nodes import Check, Node
from noteproof.schema.values import shortened

_MIRROR = "kubernetes.io/config.mirror"
_COST = "controller.kubernetes.io/pod-deletion-cost"
_NUMBER = re.compile(r"-[0-9]{1,18}|0|[1-9][0-9]{0,18}")

_DEPRECATED = {
    "scheduler.alpha.kubernetes.io/critical-pod": ("1.16", "write a `priorityClassName` instead"),
    "security.alpha.kubernetes.io/sysctls": ("1.11", "write `sysctls` in the `securityContext` instead"),
    "security.alpha.kubernetes.io/unsafe-sysctls": (
        "1.11",
        "write `sysctls` in the `securityContext` instead",
    ),
}


def _annotations(pod: Node) -> Iterator[Finding]:
    metadata = pod.value.get("metadata")
    given = metadata.get("annotations") if isinstance(metadata, dict) else None
    if not given or not isinstance(given, dict):
        return
    for key in given:
        if key == _MIRROR:
            yield from _mirror(pod)
        elif key == _COST:
            yield from _cost(pod, given[key])
        elif key in _DEPRECATED and not pod.scene.by_kubelet:
            since, hint = _DEPRECATED[key]
            where = pod.key("metadata", "annotations", key)
            yield field_rules.deprecated_field.at(
                where, key, f"without function since Kubernetes {since}", hint
            )


def annotated(pod: Node, where: Key | Value) -> Where:
    """The place of an annotation; the server takes `metadata` out of the path in a template."""
    return pod.named((*pod.route, *where.route[-2:]), where) if pod.route else where


def _mirror(pod: Node) -> Iterator[Finding]:
    spec = pod.node("spec")
    if (
        spec is not None
        and not spec.filled("nodeName")
        and not spec.leaves_out()
        and not pod.scene.by_kubelet
    ):
        what = "the pod stands for a static one, and names no node"
        where = annotated(pod, pod.key("metadata", "annotations", _MIRROR))
        yield field_rules.conflicting_fields.at(where, what, "remove the annotation: the kubelet adds it")


def _cost(pod: Node, written: object) -> Iterator[Finding]:
    text = "" if written is None else written
    if isinstance(text, str) and not (_NUMBER.fullmatch(text) and -1 << 31 <= int(text) < 1 << 31):
        why, hint = "it is no whole number of 32 bits", 'write a number in quotes, as `"-100"`'
        where = annotated(pod, pod.at("metadata", "annotations", _COST))
        yield field_rules.malformed_text.at(where, _COST, shortened(text), why, hint)


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.Pod": (_annotations,),
    "core.v1.PodTemplateSpec": (_annotations,),
}
