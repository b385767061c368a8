"""The variables of a container: their names, and where their values come from.

As `ValidateEnv` and `ValidateEnvFrom` of Kubernetes 1.36 ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from noteproof.finding import Finding, Value
from noteproof.languages.kubernetes.validation import container_rules, resource_names, rules
from noteproof.languages.kubernetes.validation.criteria import (
    empty,
    filled,
    formed,
    not_empty,
    unsupported,
)
from noteproof.languages.kubernetes.validation.names import LABEL, SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text
from noteproof.languages.kubernetes.validation.paths import without_steps_up
from noteproof.languages.kubernetes.validation.quantities import ONE, quantity
from noteproof.schema.values import shortened
from noteproof.text import nearest

RELAXED = 32
"""The first minor version in which a variable may be called by any printable ASCII but `=`."""

_RELAXED_NAME = re.compile("[ -<>-~]+")
_STRICT_NAME = re.compile("[-._a-zA-Z][-._a-zA-Z0-9]*")
_KEY = re.compile("[-._a-zA-Z0-9]+")
_KEY_LONGEST = 253
_FILE_KEY_LONGEST = 128

SOURCES = ("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef")
FIELDS = (
    "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
    "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
)  # fmt: skip
"""The fields of a pod that a variable can take its value from."""

_OTHER_FIELDS = frozenset(
    {
        "metadata.labels", "metadata.annotations", "spec.restartPolicy", "spec.schedulerName",
        "status.phase", "spec.host",
    }
)  # fmt: skip
"""The other fields that the downward API knows, of which a variable takes none."""

_AMOUNTS = tuple(
    f"{kind}.{name}" for kind in ("limits", "requests") for name in sorted(resource_names.OF_CONTAINERS)
)


def _variable(variable: Node) -> Iterator[Fault]:
    name = variable.placed("name")
    if name is not None:
        yield from not_empty(name)
        if name.text:
            yield from _named(name, variable.scene.minor, "variable")
    if "valueFrom" in variable.value:
        source = variable.node("valueFrom")
        if source is not None:
            yield from _source(source, variable)


def _named(name: Text, minor: int, owner: str) -> Iterator[Finding]:
    relaxed = minor >= RELAXED
    if relaxed:
        fine = _RELAXED_NAME.fullmatch(name.text)
    else:
        fine = _STRICT_NAME.fullmatch(name.text)
        if fine and (name.text == "." or name.text.startswith("..")):
            fine = None
    if not fine:
        why = (
            "it has `=`"
            if "=" in name.text
            else "it has a character that is not allowed"
            if relaxed or _KEY.fullmatch(name.text) is None
            else "it begins with a digit or two dots"
        )
        hint = "use letters, digits and `_`, with a letter first"
        yield rules.invalid_name.at(Value(name.route), shortened(name.text), owner, why, hint)


def _source(source: Node, variable: Node) -> Iterator[Fault]:
    given = [key for key in SOURCES if source.has(key)]
    for key in given:
        selector = source.node(key)
        if selector is not None:
            yield from _SELECTORS[key](selector)
    why = ""
    if not given:
        if not source.leaves_out() and not any(nearest(key, SOURCES) for key in list(source.value)[:20]):
            why, hint = "it names no source", f"add `{'`, `'.join(SOURCES[:-1])}` or `{SOURCES[-1]}` below it"
    elif variable.filled("value"):
        why, hint = "the variable has a `value` already", "keep one of the two"
    elif len(given) > 1:
        why, hint = f"`{given[0]}` and `{given[1]}` are two sources", "keep one of the two"
    if why:
        yield rules.forbidden_field.at(variable.key("valueFrom"), "valueFrom", why, hint, "Invalid value")


def _field(selector: Node) -> Iterator[Finding]:
    yield from field_of_pod(selector, FIELDS)


def field_of_pod(selector: Node, known: Sequence[str]) -> Iterator[Finding]:
    """A field of the pod that is among the known, or a label or annotation of it by its key."""
    path = selector.placed("fieldPath")
    if path is None:
        return
    if not path.text:
        yield empty(path.route)
    elif selector.filled("apiVersion") not in ("", "v1"):
        yield unsupported(path, known)
    elif path.text.endswith("']") and "['" in path.text[1:]:
        whole, _, key = path.text[:-2].partition("['")
        if whole not in ("metadata.labels", "metadata.annotations"):
            yield _no_field(path, known, "Invalid value")
        elif not resource_names.is_qualified(key.lower() if whole.endswith("annotations") else key):
            where = selector.named(selector.route, selector.at("fieldPath"))
            owner = whole.partition(".")[2][:-1]
            why, hint = "it is no `name` or `domain/name`", f"write the key of {_A[owner]}"
            yield rules.invalid_name.at(where, shortened(key), owner, why, hint)
    elif path.text not in known:
        is_field = path.text in _OTHER_FIELDS or path.text in FIELDS
        yield _no_field(path, known, "Unsupported value" if is_field else "Invalid value")


_A = {"label": "a label", "annotation": "an annotation"}


def _no_field(path: Text, known: Sequence[str], upstream: str) -> Finding:
    meant = nearest(path.text, known)
    return rules.unsupported_value.at(
        Value(path.route), "fieldPath", shortened(path.text), meant, known, upstream
    )


def _amount(selector: Node) -> Iterator[Finding]:
    yield from resource_of_container(selector)


def resource_of_container(selector: Node) -> Iterator[Finding]:
    """A request or limit of a container, and what it is divided by."""
    name = selector.placed("resource")
    if name is None:
        return
    pages = name.text.startswith(("limits.hugepages-", "requests.hugepages-"))
    if not name.text:
        yield empty(name.route)
    elif name.text not in _AMOUNTS and not pages:
        yield unsupported(name, _AMOUNTS)
    if selector.has("divisor") and (pages or name.text in _AMOUNTS):
        yield from _divisor(selector, name.text.endswith(".cpu"))


def _divisor(selector: Node, of_cpu: bool) -> Iterator[Finding]:
    divisor = quantity(selector.value["divisor"])
    if divisor is None or divisor.value == 0 or divisor.value == ONE:
        return
    value, style = divisor
    units = _POWERS_OF_CPU if of_cpu else _POWERS
    if value not in units.get(style, ()):
        hint = "write `1` or `1m`" if of_cpu else "write `1`, or one unit, such as `1Mi` or `1M`"
        written = shortened(str(selector.value["divisor"]))
        yield rules.out_of_range.at(selector.at("divisor"), "divisor", written, hint)


_POWERS_OF_CPU: Mapping[str, frozenset[int]] = {"decimal": frozenset({ONE // 1000})}
_POWERS: Mapping[str, frozenset[int]] = {
    "decimal": frozenset(ONE * 1000**power for power in range(1, 7)),
    "binary": frozenset(ONE * 1024**power for power in range(1, 7)),
}


def _key_of(owner: str) -> Check:
    """The check of a reference to a key of an object."""

    def check(selector: Node) -> Iterator[Finding]:
        name = selector.filled("name")
        if not name and not selector.scene.is_part and not selector.leaves_out("name"):
            where = selector.named(selector.to("name"), selector.key())
            yield rules.invalid_name.at(where, "", owner, "it is empty", f"add the `name:` of the {owner}")
        yield from formed(selector.placed("name"), owner, SUBDOMAIN)
        yield from key_of_object(selector.placed("key"), owner)

    return check


def key_of_object(key: Text | None, owner: str) -> Iterator[Finding]:
    """A key that a ConfigMap or a Secret can have."""
    if key is None:
        return
    yield from not_empty(key)
    text = key.text
    if not text:
        return
    if len(text) > _KEY_LONGEST:
        why = f"it has {len(text)} characters, and may have {_KEY_LONGEST}"
    elif not _KEY.fullmatch(text):
        why = "it has a character that is not allowed"
    elif text == "." or text.startswith(".."):
        why = "it would be a step in a path"
    else:
        return
    hint = "use letters, digits, `-`, `_` and `.`"
    yield rules.invalid_name.at(Value(key.route), shortened(text), f"key of a {owner}", why, hint)


def _file_key(selector: Node) -> Iterator[Finding]:
    volume, path, key = (selector.placed(it) for it in ("volumeName", "path", "key"))
    yield from not_empty(volume)
    yield from formed(volume, "volume", LABEL)
    yield from not_empty(path)
    yield from without_steps_up(path)
    yield from not_empty(key)
    if key is not None and key.text:
        yield from _named(key, RELAXED, "variable")
        if len(key.text) > _FILE_KEY_LONGEST:
            why, hint = f"it has {len(key.text)} characters", f"use at most {_FILE_KEY_LONGEST}"
            yield rules.invalid_name.at(Value(key.route), shortened(key.text), "variable", why, hint)


_SELECTORS: Mapping[str, Check] = {
    "fieldRef": _field,
    "resourceFieldRef": _amount,
    "configMapKeyRef": _key_of("ConfigMap"),
    "secretKeyRef": _key_of("Secret"),
    "fileKeyRef": _file_key,
}


def _all_of(source: Node) -> Iterator[Fault]:
    """All keys of a ConfigMap or a Secret, with a prefix."""
    prefix = source.placed("prefix")
    if prefix is not None and prefix.text:
        yield from _named(prefix, source.scene.minor, "variable")
    given = [key for key in ("configMapRef", "secretRef") if source.has(key)]
    for key in given:
        reference = source.node(key)
        if reference is not None:
            yield from filled(reference, "name")
            name = reference.placed("name")
            if name is not None and name.text[1:].endswith("-"):
                # The server takes it for the beginning of a name.
                name = name._replace(text=f"{name.text[:-2]}a")
            yield from formed(name, "ConfigMap" if key == "configMapRef" else "Secret", SUBDOMAIN)
    if len(given) != 1 and not source.leaves_out():
        why, hint = (
            ("it has two sources", "make two items of it")
            if given
            else ("an item names no source", "add `configMapRef:` or `secretRef:` to it")
        )
        # The server names the list.
        where = source.named(source.route[:-1], source.key())
        yield rules.forbidden_field.at(where, "envFrom", why, hint, "Invalid value")


def _hidden(container: Node) -> Iterator[Finding]:
    """Variables that are set twice, the second not from the first."""
    listed = container.value.get("env")
    if not isinstance(listed, list) or len(listed) < 2:
        return
    seen: dict[str, Node] = {}
    for variable in container.nodes("env"):
        name = variable.text("name")
        if not name:
            continue
        first = seen.setdefault(name, variable)
        value, itself = variable.filled("value"), f"$({name})"
        if first is not variable and (variable.has("valueFrom") or value == itself or itself not in value):
            where = container.named(variable.route, variable.at("name"))
            yield container_rules.hidden_variable.at(where, shortened(name), first.at("name"))


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.EnvVar": (_variable,),
    "core.v1.EnvFromSource": (_all_of,),
    "core.v1.Container": (_hidden,),
    "core.v1.EphemeralContainer": (_hidden,),
}
