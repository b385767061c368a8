"""The variables of a container: their names, and where their values come from.

As `ValidateEnv` and `ValidateEnvFrom` of Kubernetes 1.36 ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Value
from noteproof.languages.kubernetes.fields import missing_field
from noteproof.languages.kubernetes.validation import field_rules, rules
from noteproof.languages.kubernetes.validation.config.config_data import key_fault
from noteproof.languages.kubernetes.validation.criteria import called, filled, formed, not_empty
from noteproof.languages.kubernetes.validation.names import LABEL, SUBDOMAIN, of_prefix
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text
from noteproof.languages.kubernetes.validation.pods import container_rules
from noteproof.languages.kubernetes.validation.pods.downward import (
    FIELDS,
    field_of_pod,
    resource_of_container,
)
from noteproof.languages.kubernetes.validation.pods.paths import relative_and_free
from noteproof.schema.values import shortened

_RELAXED = 32
"""The first minor version in which a variable may be called by any printable ASCII but `=`."""

_FILES = 35
"""The first minor version in which a variable takes its value from a file."""

_RELAXED_NAME = re.compile("[ -<>-~]+")
_STRICT_NAME = re.compile("[-._a-zA-Z][-._a-zA-Z0-9]*")
_KEY = re.compile("[-._a-zA-Z0-9]+")
_FILE_KEY_LONGEST = 128

_SOURCES = ("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef")


def _variable(variable: Node) -> Iterator[Fault]:
    yield from _called(variable, "name")
    if "valueFrom" in variable.value:
        source = variable.node("valueFrom")
        if source is not None:
            yield from _source(source, variable)


def _called(node: Node, key: str) -> Iterator[Finding]:
    """What a variable is called, or a prefix that it gets."""
    written = node.value.get(key)
    if isinstance(written, str) and not _is_name(written, node.scene.minor):
        name = node.placed(key)
        if name is not None and name.text:
            yield from _named(name, node.scene.minor)
        elif key == "name":
            yield from not_empty(name)


def _is_name(text: str, minor: int) -> bool:
    """Whether a variable may be called so."""
    if minor >= _RELAXED:
        return _RELAXED_NAME.fullmatch(text) is not None
    return _STRICT_NAME.fullmatch(text) is not None and text != "." and not text.startswith("..")


def _named(name: Text, minor: int) -> Iterator[Finding]:
    relaxed = minor >= _RELAXED
    if not _is_name(name.text, minor):
        why = (
            "it has `=`"
            if "=" in name.text
            else "it has a character that is not allowed"
            if relaxed or _KEY.fullmatch(name.text) is None
            else "it begins with a digit or two dots"
        )
        hint = "use letters, digits and `_`, with a letter first"
        yield rules.invalid_name.at(Value(name.route), shortened(name.text), "variable", why, hint)


def _source(source: Node, variable: Node) -> Iterator[Fault]:
    given = [key for key in _SOURCES if source.has(key)]
    if "fileKeyRef" in given and source.scene.drops(_FILES):
        given.remove("fileKeyRef")
    for key in given:
        selector = source.node(key)
        if selector is not None:
            yield from _SELECTORS[key](selector)
    where = variable.key("valueFrom")
    if not given:
        if not source.leaves_out() and not source.misspells_one_of(_SOURCES):
            known = _SOURCES[:-1] if source.scene.drops(_FILES) else _SOURCES
            hint = f"add `{'`, `'.join(known[:-1])}` or `{known[-1]}` below it"
            yield called(missing_field.at(where, "valueFrom", hint, "without a source"), "Invalid value")
    elif variable.filled("value"):
        what = "`value` and `valueFrom` cannot both be given"
        yield field_rules.conflicting_fields.at(where, what, "keep one of the two")
    elif len(given) > 1:
        what = f"`{given[0]}` and `{given[1]}` cannot both be given"
        yield field_rules.conflicting_fields.at(where, what, "keep one of the two")


def _key_of(owner: str) -> Check:
    """The check of a reference to a key of an object."""

    def check(selector: Node) -> Iterator[Finding]:
        name = selector.filled("name")
        if not name and not selector.leaves_out("name"):
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
    why = key_fault(key.text) if key.text else None
    if why:
        hint = f"write a key of the {owner}: letters, digits, `-`, `_` and `.`"
        yield field_rules.malformed_text.at(Value(key.route), "key", shortened(key.text), why, hint)


def _file_key(selector: Node) -> Iterator[Finding]:
    volume, path, key = (selector.placed(it) for it in ("volumeName", "path", "key"))
    yield from not_empty(volume)
    yield from formed(volume, "volume", LABEL)
    yield from not_empty(path)
    yield from relative_and_free(path)
    yield from not_empty(key)
    if key is not None and key.text:
        yield from _named(key, _RELAXED)
        if len(key.text) > _FILE_KEY_LONGEST:
            why, hint = f"it has {len(key.text)} characters", f"use at most {_FILE_KEY_LONGEST}"
            yield rules.invalid_name.at(Value(key.route), shortened(key.text), "variable", why, hint)


_SELECTORS: Mapping[str, Check] = {
    "fieldRef": lambda selector: field_of_pod(selector, FIELDS),
    "resourceFieldRef": resource_of_container,
    "configMapKeyRef": _key_of("ConfigMap"),
    "secretKeyRef": _key_of("Secret"),
    "fileKeyRef": _file_key,
}


def _all_of(source: Node) -> Iterator[Fault]:
    """All keys of a ConfigMap or a Secret, with a prefix."""
    yield from _called(source, "prefix")
    given = [key for key in ("configMapRef", "secretRef") if source.has(key)]
    for key in given:
        reference = source.node(key)
        if reference is not None:
            yield from filled(reference, "name")
            name = reference.placed("name")
            if name is not None:
                # The server takes it for the beginning of a name.
                name = name._replace(text=of_prefix(name.text, SUBDOMAIN))
            yield from formed(name, "ConfigMap" if key == "configMapRef" else "Secret", SUBDOMAIN)
    # The server names the list.
    where = source.named(source.route[:-1], source.key())
    if len(given) > 1:
        what = "`configMapRef` and `secretRef` cannot both be given"
        yield field_rules.conflicting_fields.at(where, what, "make two items of it")
    elif not given and not source.leaves_out():
        hint = "add `configMapRef:` or `secretRef:` to it"
        yield called(missing_field.at(where, "envFrom", hint, "without a source"), "Invalid value")


def _hidden(container: Node) -> Iterator[Finding]:
    """Variables that are set twice, the second not from the first."""
    listed = container.value.get("env")
    if not isinstance(listed, list) or len(listed) < 2:
        return
    names = [name for it in listed if isinstance(it, dict) and isinstance(name := it.get("name"), str)]
    if len(names) == len(set(names)):
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
