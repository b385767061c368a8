"""The annotations that stood for profiles of AppArmor and seccomp, before there were fields for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from noteproof.finding import Finding, Key, Route, Value, Where
from noteproof.languages.kubernetes.validation import field_rules, rules
from noteproof.languages.kubernetes.validation.nodes import Check, Node, Text
from noteproof.languages.kubernetes.validation.pods.paths import relative
from noteproof.languages.kubernetes.validation.pods.pod_annotations import annotated
from noteproof.languages.kubernetes.validation.pods.profiles import LOCALHOST
from noteproof.languages.kubernetes.validation.pods.security_contexts import LISTS_OF_CONTAINERS
from noteproof.schema.values import shortened
from noteproof.text import nearest

_APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/"
_SECCOMP = "container.seccomp.security.alpha.kubernetes.io/"
_SECCOMP_OF_POD = "seccomp.security.alpha.kubernetes.io/pod"

_MANY = 100
"""So many containers are given thought; a pod with more is no manifest."""

_NAMED = "localhost/"
_APP_ARMOR_VALUES = {"runtime/default": "RuntimeDefault", "unconfined": "Unconfined"}
_SECCOMP_VALUES = {**_APP_ARMOR_VALUES, "docker/default": "RuntimeDefault"}


def _profiles(pod: Node) -> Iterator[Finding]:
    """What is wrong with the annotations of a Pod or of a template."""
    metadata = pod.value.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    if not annotations or not isinstance(annotations, dict):
        return
    given = [key for key in annotations if ".kubernetes.io/" in key and _is_profile(key)]
    spec = pod.node("spec")
    if given and spec is not None:
        containers = {it.filled("name"): it for key in LISTS_OF_CONTAINERS for it in spec.nodes(key)}
        for key in given:
            value = annotations[key]
            if value is None or isinstance(value, str):
                at = Text(value or "", pod.to("metadata", "annotations", key))
                yield from _annotation(pod, at, spec, containers)


def _is_profile(key: str) -> bool:
    return key == _SECCOMP_OF_POD or key.startswith((_APP_ARMOR, _SECCOMP))


def _annotation(pod: Node, at: Text, spec: Node, containers: Mapping[str, Node]) -> Iterator[Finding]:
    key = str(at.route[-1])
    if key == _SECCOMP_OF_POD:
        yield from _seccomp(pod, at, spec, spec)
        return
    armor = key.startswith(_APP_ARMOR)
    name = key.removeprefix(_APP_ARMOR if armor else _SECCOMP)
    container = containers.get(name)
    if not armor:
        yield from _seccomp(pod, at, spec, container)
        return
    whole = not any(spec.leaves_out(it) for it in LISTS_OF_CONTAINERS)
    if container is None and whole and not spec.scene.is_part:
        meant = nearest(name, containers) if len(containers) < _MANY else None
        hint = f"did you mean `{_APP_ARMOR}{meant}`?" if meant else "name a container of the pod"
        why = f'the pod has no container "{shortened(name)}"'
        where = annotated(pod, Key(at.route))
        yield field_rules.malformed_text.at(where, "annotations", shortened(key), why, hint)
    value = at.text
    if value and value not in _APP_ARMOR_VALUES and not value.startswith(_NAMED):
        yield _unknown(at, annotated(pod, Value(at.route)), "AppArmor")
    if container is not None:
        yield from _app_armor_field(at, spec, container)


def _app_armor_field(at: Text, spec: Node, container: Node) -> Iterator[Finding]:
    """The field of a container, or of its pod, which has to say the same."""
    field = _profile_of(container, "appArmorProfile") or _profile_of(spec, "appArmorProfile")
    if field is None:
        yield from _deprecated(at, spec, "deprecated since Kubernetes 1.30", "appArmorProfile")
    elif _is_new_pod(spec) and _system(spec) != "windows":
        route = container.to("securityContext", "appArmorProfile")
        yield from _same(at, field, route, _APP_ARMOR_VALUES)


def _seccomp(pod: Node, at: Text, spec: Node, owner: Node | None) -> Iterator[Finding]:
    """A profile of seccomp; the server names it by the dots of its key."""
    above = "annotations" if pod.route else "metadata.annotations"
    where = pod.called(f"{above}.{at.route[-1]}", Value(at.route))
    if at.text.startswith(_NAMED):
        yield from relative(Text(at.text.removeprefix(_NAMED), at.route), where)
    elif at.text not in _SECCOMP_VALUES:
        yield _unknown(at, where, "seccomp")
    field = _profile_of(owner, "seccompProfile") if owner is not None else None
    if owner is not None and field is None:
        yield from _deprecated(at, spec, "without function since Kubernetes 1.27", "seccompProfile")
    elif field is not None and _is_new_pod(spec):
        yield from _same(at, field, field.route, _SECCOMP_VALUES)


def _same(at: Text, field: Node, route: Route, words: Mapping[str, str]) -> Iterator[Finding]:
    """A field that says what its annotation says."""
    kind, name = field.filled("type"), field.text("localhostProfile")
    meant = LOCALHOST if at.text.startswith(_NAMED) else words.get(at.text, "")
    why, hint = "the annotation says otherwise", "remove the annotation"
    if kind != meant and kind in (LOCALHOST, *words.values()):
        found = rules.forbidden_field.at(field.at("type"), "type", why, hint)
    elif kind == LOCALHOST and name not in (None, at.text.removeprefix(_NAMED)):
        found = rules.forbidden_field.at(field.at("localhostProfile"), "localhostProfile", why, hint)
    else:
        return
    assert found.route is not None
    yield replace(found, where=field.named((*route, found.route[-1]), found.where))


def _profile_of(node: Node, key: str) -> Node | None:
    context = node.node("securityContext")
    return context.node(key) if context is not None else None


def _unknown(at: Text, where: Where, owner: str) -> Finding:
    why = f"it is no profile of {owner}"
    hint = "write `runtime/default`, `unconfined`, or `localhost/` and a name"
    return field_rules.malformed_text.at(where, shortened(str(at.route[-1])), shortened(at.text), why, hint)


def _deprecated(at: Text, spec: Node, since: str, field: str) -> Iterator[Finding]:
    if not spec.scene.by_kubelet:
        hint = f"set `{field}` in the `securityContext` instead"
        yield field_rules.deprecated_field.at(Key(at.route), shortened(str(at.route[-1])), since, hint)


def _is_new_pod(spec: Node) -> bool:
    """Whether it is a Pod, not a template of one, for which the server does not compare."""
    return spec.route[-1:] == ("spec",) and "template" not in spec.route[-2:]


def _system(spec: Node) -> str:
    system = spec.node("os")
    return system.filled("name") if system is not None else ""


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.Pod": (_profiles,),
    "core.v1.PodTemplateSpec": (_profiles,),
}
