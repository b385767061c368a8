"""kube-apiserver in a Pod, or its flags alone: what they say of auditing, and whether the files are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import AnyRule, Finding, Key, Route, Value
from noteproof.languages.kubernetes import audit_files, flag_rules, flags, mount_rules
from noteproof.languages.kubernetes.commands import Item, Scene, items_of, names_program, words
from noteproof.languages.kubernetes.fields import wrong_type
from noteproof.languages.kubernetes.mounts import mounts_of
from noteproof.schema.builtin import STRING
from noteproof.schema.values import advice, described, shortened
from noteproof.yamltree import Document

PROGRAM = "kube-apiserver"

rules: tuple[AnyRule, ...] = (
    flag_rules.unknown_flag,
    flag_rules.stray_argument,
    flag_rules.flag_without_value,
    flag_rules.wrong_value,
    flag_rules.deprecated_flag,
    flag_rules.repeated_flag,
    flag_rules.policy_without_backend,
    flag_rules.backend_without_policy,
    flag_rules.changed_default,
    flag_rules.no_flags,
    mount_rules.unmounted_file,
    mount_rules.unmounted_log,
    mount_rules.empty_volume,
    mount_rules.passing_log,
    mount_rules.mismatched_mount,
    mount_rules.created_file,
    mount_rules.read_only_log,
    mount_rules.mounted_log_file,
    mount_rules.log_must_exist,
)


def check(pod: Mapping[str, object], base: Route, document: Document, minor: int) -> Iterator[Finding]:
    """What is wrong with auditing in each container of a Pod that runs kube-apiserver."""
    spec = pod.get("spec")
    containers = spec.get("containers") if isinstance(spec, dict) else None
    if not isinstance(spec, dict) or not isinstance(containers, list):
        return
    for at, container in enumerate(containers):
        if isinstance(container, dict) and names_program(container, PROGRAM):
            scene, route = Scene(document, base), ("spec", "containers", at)
            items, whole = words(container, route, scene)
            command = flags.parsed(items[1:], whole)
            yield from flags.check(command, scene)
            yield from flags.check_pairs(command, minor)
            mounts = mounts_of(container, route, spec, ("spec",), scene)
            yield from audit_files.check(command, container, mounts, scene)


def check_part(value: object, document: Document) -> Iterator[Finding]:
    """What is wrong with the flags in a part of a Pod: its spec, its containers, or one of them."""
    scene = Scene(document)
    for route, container in _containers(value, ()):
        if names_program(container, PROGRAM):
            items, _ = words(container, route, scene)
            yield from flags.check(flags.parsed(items[1:], whole=False), scene)


def _containers(value: object, route: Route) -> Iterator[tuple[Route, Mapping[str, object]]]:
    """The mappings that may be containers in a part of a Pod, with their routes."""
    if isinstance(value, list):
        yield from (((*route, at), it) for at, it in enumerate(value) if isinstance(it, dict))
    elif isinstance(value, dict):
        inner = next((key for key in ("spec", "containers") if key in value), None)
        if inner is None:
            yield route, value
        else:
            yield from _containers(value[inner], (*route, inner))


def check_flags(value: object, document: Document) -> Iterator[Finding]:
    """What is wrong with a list of flags that is shown alone, of which others may be left out."""
    scene = Scene(document)
    items: list[Item] = []
    if isinstance(value, dict) and value and value.keys() <= {"command", "args"}:
        for key in ("command", "args"):
            listed = value.get(key)
            if isinstance(listed, list):
                items += items_of(listed, (key,), scene)[0]
                yield from _not_text(listed, (key,), document)
            elif listed is not None:
                yield flag_rules.no_flags.at(Value((key,)), described(listed), _hint(listed))
    elif isinstance(value, list):
        items += items_of(value, (), scene)[0]
        yield from _not_text(value, (), document)
    else:
        at = Key((next(iter(value)),)) if isinstance(value, dict) and value else Value(())
        yield flag_rules.no_flags.at(at, described(value), _hint(value))
    if items and items[0].text.rpartition("/")[2] == PROGRAM:
        del items[0]
    yield from flags.check(flags.parsed(items, whole=False), scene)


def _not_text(values: list[object], route: Route, document: Document) -> Iterator[Finding]:
    """The items of a list that are no text: `- --audit-log-path: /x` is a mapping, `- 30` a number."""
    for at, value in enumerate(values):
        if value is not None and not isinstance(value, str):
            place = Value((*route, at))
            plain = not isinstance(value, (dict, list))
            span = document.span(place)
            written = document.snippet.text[span.start : span.end] if plain else ""
            hint = advice(STRING, value, written) if plain else _hint(value)
            yield wrong_type.at(place, "a string", described(value, written), hint, "cannot unmarshal")


def _hint(value: object) -> str:
    """How to write as flags what is none."""
    if isinstance(value, dict) and value:
        key, inner = next(iter(value.items()))
        if not isinstance(inner, (dict, list)):
            shown = "" if inner is None else f"={inner}"
            return f"write it as one text: `- {shortened('--' + key.lstrip('-') + shown)}`"
    return "write each flag after a dash: `- --audit-log-path=/var/log/kubernetes/audit/audit.log`"
