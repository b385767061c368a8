"""Workloads that keep pods running: their selectors and templates, and how many there are to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from noteproof.finding import Finding, Key, Says, Severity, Value
from noteproof.languages.kubernetes.validation import rules
from noteproof.languages.kubernetes.validation.criteria import (
    called,
    formed,
    not_negative,
    one_of,
)
from noteproof.languages.kubernetes.validation.metadata import label_rules
from noteproof.languages.kubernetes.validation.metadata.labels import texts
from noteproof.languages.kubernetes.validation.metadata.selectors import FIELDS, is_empty, is_right, unmatched
from noteproof.languages.kubernetes.validation.names import LABEL
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.workloads import workload_rules
from noteproof.languages.kubernetes.validation.workloads.rollouts import progress
from noteproof.schema.places import value_at
from noteproof.schema.values import shortened

_LABELS = ("template", "metadata", "labels")


def _selects(kind: str, spec: Node) -> Iterator[Fault]:
    """The selector is there, asks for something, and matches the labels of the template."""
    selector = spec.node("selector")
    if spec.elides():
        return
    if selector is None:
        if not spec.has("selector") and not spec.scene.is_part and not spec.misspells("selector"):
            yield mismatch(spec, "without a `selector`, no pod is the workload's own", _how_to_select(spec))
        return
    if is_empty(selector):
        # What stands there under another name is refused already.
        is_other = not selector.scene.by_kubelet and any(it not in FIELDS for it in selector.value)
        if not selector.elides() and not is_other:
            yield label_rules.empty_selector.at(Value(selector.route), kind)
    elif not is_right(selector):
        # The server says it of the part at fault, and of the whole.
        if kind != "DaemonSet":
            why = "the selector cannot be read, for what is wrong below it"
            yield label_rules.selector_mismatch.at(Value(selector.route), why, "mend what is wrong below it")
    elif not spec.elides("template") and not spec.misspells("template"):
        yield from matched(spec, selector)


def matched(spec: Node, selector: Node) -> Iterator[Fault]:
    """A right selector matches the labels of the template."""
    labels = value_at(spec.value, _LABELS)
    if labels is None and spec.scene.is_part:
        return
    asked = unmatched(selector, texts(labels))
    if asked:
        hint = f"write {asked} there" if "operator" not in asked else "let the labels and the selector agree"
        yield mismatch(
            spec, f"the selector asks for {asked}, which the labels of the template have not", hint
        )


def mismatch(spec: Node, why: str, hint: str) -> Finding:
    """The finding that a template has not the labels that are asked for, at what is written of them."""
    place: Value | Key = Value(spec.to(*_LABELS))
    for end in (3, 2, 1):
        if value_at(spec.value, _LABELS[:end]) is not None:
            place = Value(spec.to(*_LABELS)) if end == 3 else Key(spec.to(*_LABELS[:end]))
            break
    else:
        place = Key(spec.route)
    return label_rules.selector_mismatch.at(spec.named(spec.to(*_LABELS), place), why, hint)


def _how_to_select(spec: Node) -> str:
    labels = texts(value_at(spec.value, _LABELS))
    first = next(iter(labels.items()), ("app", "web"))
    return f"add `selector: {{matchLabels: {{{shortened(first[0])}: {shortened(first[1])}}}}}`"


def _always(kind: str, spec: Node) -> Iterator[Fault]:
    """The pods of the workload are started again whenever they end."""
    inner = pod_of(spec)
    if inner is None:
        return
    policy = inner.text("restartPolicy")
    if policy in ("OnFailure", "Never"):
        place = Value(inner.to("restartPolicy"))
        yield workload_rules.restart_policy.at(place, kind, policy, "`Always`", "Unsupported value")
    if inner.has("activeDeadlineSeconds"):
        why = f"the pods of a {kind} have no end"
        hint = "remove it, or write a Job"
        key = "activeDeadlineSeconds"
        yield rules.forbidden_field.at(inner.key(key), key, why, hint)


def pod_of(spec: Node) -> Node | None:
    """The spec of the template, if there is one."""
    template = spec.node("template")
    return template.node("spec") if template is not None else None


def _numbers(spec: Node) -> Iterator[Fault]:
    yield from not_negative(spec, "replicas", "minReadySeconds", "revisionHistoryLimit")


def _deployment(spec: Node) -> Iterator[Fault]:
    yield from not_negative(spec, "replicas")
    yield from progress(spec)


def _stateful_set(spec: Node) -> Iterator[Fault]:
    yield from not_negative(spec, "replicas", "minReadySeconds")
    for fault in one_of(spec, "podManagementPolicy", ("OrderedReady", "Parallel")):
        yield called(fault, "Invalid value")
    ordinals, policy = spec.node("ordinals"), spec.node("persistentVolumeClaimRetentionPolicy")
    if ordinals is not None:
        yield from not_negative(ordinals, "start")
    if policy is not None:
        yield from one_of(policy, "whenDeleted", ("Retain", "Delete"))
        yield from one_of(policy, "whenScaled", ("Retain", "Delete"))
    if spec.scene.minor >= _WITH_SERVICE_NAME:
        yield from formed(spec.placed("serviceName"), "Service", LABEL)
    kept = spec.number("revisionHistoryLimit")
    if kept is not None and kept < 0:
        says = rules.out_of_range.words("revisionHistoryLimit", str(kept), "write 0 or more")
        message = f"`revisionHistoryLimit: {kept}` keeps every revision for ever"
        milder = Says(message, says.hint, severity=Severity.WARNING)
        yield Finding(rules.out_of_range, spec.at("revisionHistoryLimit"), milder)


_WITH_SERVICE_NAME = 33
"""The minor version since which the server looks at the name of a StatefulSet's Service."""


def _controller(spec: Node) -> Iterator[Fault]:
    """A ReplicationController, whose selector is by default the labels of its template."""
    yield from not_negative(spec, "replicas", "minReadySeconds")
    if spec.leaves_out():
        return
    selector = spec.value.get("selector")
    labels = texts(value_at(spec.value, _LABELS))
    if not spec.has("template"):
        yield spec.missing("template")
    if not selector and not labels:
        if not spec.leaves_out("template"):
            yield spec.missing("selector")
    elif selector and spec.has("template") and not spec.leaves_out("template"):
        for key, value in texts(selector).items():
            if labels.get(key) != value:
                asked = f"`{shortened(key)}: {shortened(value)}`"
                why = f"the selector asks for {asked}, which the labels of the template have not"
                yield mismatch(spec, why, f"write {asked} there")
                break


def _template(template: Node) -> Iterator[Fault]:
    spec = template.node("spec")
    if spec is not None and spec.value.get("ephemeralContainers"):
        place = spec.key("ephemeralContainers")
        why = "they are added to pods that run"
        yield rules.forbidden_field.at(place, "ephemeralContainers", why, "remove it, or use `kubectl debug`")


def _revision(revision: Node) -> Iterator[Fault]:
    if not revision.has("data"):
        yield revision.missing("data")
    yield from not_negative(revision, "revision")


def _asks(kind: str) -> tuple[Check, ...]:
    return (partial(_selects, kind), partial(_always, kind))


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "apps.v1.DeploymentSpec": (_deployment, *_asks("Deployment")),
    "apps.v1.ReplicaSetSpec": (_numbers, *_asks("ReplicaSet")),
    "apps.v1.DaemonSetSpec": (_numbers, *_asks("DaemonSet")),
    "apps.v1.StatefulSetSpec": (_stateful_set, *_asks("StatefulSet")),
    "apps.v1.ControllerRevision": (_revision,),
    "core.v1.ReplicationControllerSpec": (_controller, partial(_always, "ReplicationController")),
    "core.v1.PodTemplateSpec": (_template,),
}
