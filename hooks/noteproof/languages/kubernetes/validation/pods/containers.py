"""A container, init and ephemeral ones too: its image, its words, and what its kind may not have.

As `validateContainerCommon`, `validateContainers` and `validateInitContainers` of Kubernetes 1.36 ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Finding
from noteproof.languages.kubernetes.fields import missing_field
from noteproof.languages.kubernetes.validation import field_rules, rules
from noteproof.languages.kubernetes.validation.criteria import called, filled, one_of
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.schema.values import shortened

PULL_POLICIES = ("Always", "IfNotPresent", "Never")
_MESSAGE_POLICIES = ("File", "FallbackToLogsOnError")
RESTARTS = ("Always", "OnFailure", "Never")
_RESTART_RULES = 35
"""The first minor version in which a container of any kind restarts by rules of its own."""
_WITH_RULES = 34
"""The first minor version in which it may say so; the server does not hear it yet."""
_RESTART_ALL = 36
_RESIZED = 33
"""The first minor version in which containers are resized in place."""
_RULES = 20
_EXIT_CODES = 255
_RUNNING = ("livenessProbe", "readinessProbe", "startupProbe", "lifecycle")
_NOT_EPHEMERAL = (*_RUNNING, "ports", "resources", "resizePolicy", "restartPolicy", "restartPolicyRules")


def _image(container: Node) -> Iterator[Fault]:
    image = container.text("image")
    if not image:
        yield from filled(container, "image")
    elif (image[0].isspace() or image[-1].isspace()) and "template" not in container.route:
        why, hint = "it begins or ends with a blank", f"write `{shortened(image.strip())}`"
        yield field_rules.malformed_text.at(container.at("image"), "image", shortened(image), why, hint)


def _words(container: Node) -> Iterator[Finding]:
    if "imagePullPolicy" in container.value:
        yield from one_of(container, "imagePullPolicy", PULL_POLICIES)
    if "terminationMessagePolicy" in container.value:
        yield from one_of(container, "terminationMessagePolicy", _MESSAGE_POLICIES)


def _restart(container: Node) -> Iterator[Fault]:
    """When a container restarts: of old only init containers may say so, by `Always`."""
    value = container.value
    if "restartPolicy" in value:
        if container.scene.minor >= _WITH_RULES:
            if not container.scene.drops(_RESTART_RULES):
                yield from one_of(container, "restartPolicy", RESTARTS, default=False)
        elif is_init(container):
            yield from one_of(container, "restartPolicy", ("Always",), default=False)
        elif container.route and container.has("restartPolicy"):
            why, hint = "before Kubernetes 1.34 only init containers have one", "set it on the pod"
            yield rules.forbidden_field.at(container.key("restartPolicy"), "restartPolicy", why, hint)
    if value.get("restartPolicyRules") and not container.scene.drops(_RESTART_RULES):
        if not container.has("restartPolicy"):
            yield container.missing("restartPolicy")
        yield from _restart_rules(container)


def _restart_rules(container: Node) -> Iterator[Fault]:
    listed = container.value["restartPolicyRules"]
    if isinstance(listed, list) and len(listed) > _RULES:
        where = container.at("restartPolicyRules")
        many = field_rules.too_many_items.at(where, "restartPolicyRules", len(listed), _RULES, "rules")
        yield called(many, "Too many")
    actions = ("Restart", "RestartAllContainers") if container.scene.minor >= _RESTART_ALL else ("Restart",)
    for rule in container.nodes("restartPolicyRules"):
        yield from one_of(rule, "action", actions, default=False)
        codes = rule.node("exitCodes")
        if codes is None:
            if not rule.has("exitCodes"):
                yield rule.missing("exitCodes")
            continue
        yield from one_of(codes, "operator", ("In", "NotIn"), default=False)
        values = codes.value.get("values")
        if isinstance(values, list) and len(values) > _EXIT_CODES:
            where = codes.at("values")
            many = field_rules.too_many_items.at(where, "values", len(values), _EXIT_CODES, "codes")
            yield called(many, "Too many")


def is_init(container: Node) -> bool:
    """Whether it is known to be an init container."""
    return len(container.route) > 1 and container.route[-2] == "initContainers"


def is_sidecar(container: Node) -> bool:
    """Whether it is an init container that restarts always, so that it runs beside the others."""
    return container.text("restartPolicy") == "Always"


def _of_init(container: Node) -> Iterator[Finding]:
    """An init container that ends has no probes and hooks; one that restarts always, a sidecar, has them."""
    if is_init(container) and not is_sidecar(container):
        for key in _RUNNING:
            if container.has(key):
                why = "an init container runs to its end before the others start"
                hint = "remove it, or make the container a sidecar by `restartPolicy: Always`"
                yield rules.forbidden_field.at(container.key(key), key, why, hint)


def _resize(container: Node) -> Iterator[Finding]:
    """Each resource is resized in one way."""
    if not container.value.get("resizePolicy") or container.scene.drops(_RESIZED):
        return
    seen: set[str] = set()
    for policy in container.nodes("resizePolicy"):
        name = policy.filled("resourceName")
        if name in seen:
            where = container.named(policy.route, policy.at("resourceName"))
            what, hint = f'"{shortened(name)}" has two policies', "keep one of the two"
            yield rules.duplicate_value.at(where, what, container.at("resizePolicy"), hint, "Duplicate value")
        seen.add(name)
        for key, known in (
            ("resourceName", ("cpu", "memory")),
            ("restartPolicy", ("NotRequired", "RestartContainer")),
        ):
            for finding in one_of(policy, key, known, default=False):
                where = container.named(container.to("resizePolicy"), finding.where)
                yield Finding(finding.rule, where, finding.says)
            if policy.lacks(key):
                where = container.named(container.to("resizePolicy"), policy.key())
                yield missing_field.at(where, key, f"add `{key}:`")


def _ephemeral(container: Node) -> Iterator[Finding]:
    """What a container that is added to a running pod may not have."""
    for key in _NOT_EPHEMERAL:
        if container.value.get(key) or (key in _RUNNING and container.has(key)):
            why, hint = "an ephemeral container is there to look, not to serve", "remove it"
            yield rules.forbidden_field.at(container.key(key), key, why, hint)


def _no_ephemeral(spec: Node) -> Iterator[Finding]:
    """Ephemeral containers are added to a pod that runs."""
    if spec.value.get("ephemeralContainers"):
        why, hint = "they are added to a running pod", "remove it, and use `kubectl debug`"
        where = spec.key("ephemeralContainers")
        yield rules.forbidden_field.at(where, "ephemeralContainers", why, hint)


def _resize_and_restart(spec: Node) -> Iterator[Finding]:
    """A container of a pod that never restarts is resized without a restart."""
    if spec.text("restartPolicy") != "Never":
        return
    for key in ("containers", "initContainers"):
        for container in spec.nodes(key):
            for policy in container.nodes("resizePolicy") if "resizePolicy" in container.value else ():
                if policy.text("restartPolicy") == "RestartContainer":
                    where = spec.named(container.to("resizePolicy"), policy.at("restartPolicy"))
                    why, hint = "the pod's `restartPolicy` is `Never`", "write `NotRequired`"
                    yield rules.forbidden_field.at(where, "RestartContainer", why, hint, "Invalid value")


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.Container": (_image, _words, _restart, _of_init, _resize),
    "core.v1.EphemeralContainer": (_image, _words, _ephemeral),
    "core.v1.PodSpec": (_no_ephemeral, _resize_and_restart),
}
