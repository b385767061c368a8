"""What a Job does when its pods fail, and when it counts as done."""

from __future__ import annotations

import re
from collections.abc import Iterator

from noteproof.finding import Finding, Value
from noteproof.languages.kubernetes.fields import missing_field
from noteproof.languages.kubernetes.validation import field_rules, rules
from noteproof.languages.kubernetes.validation.criteria import (
    called,
    empty,
    not_negative,
    one_of,
    unsupported,
)
from noteproof.languages.kubernetes.validation.metadata.labels import invalid_key, key_fault
from noteproof.languages.kubernetes.validation.nodes import Fault, Node, Text
from noteproof.schema.values import shortened

WITH_SUCCESS = 31
"""The minor version before which the server dropped `successPolicy`."""
_ACTIONS = ("Count", "FailIndex", "FailJob", "Ignore")
_MOST_RULES = 20
_MOST_CODES = 255
_MOST_INDEXES = 64 << 10
_MANY = 100
"""So many containers are given thought; a Job with more is no manifest."""
_INDEX = re.compile(r"[-+]?[0-9]+")


def failures(spec: Node) -> Iterator[Fault]:
    """The rules of `podFailurePolicy`."""
    policy = spec.node("podFailurePolicy")
    if policy is None:
        return
    given = list(policy.nodes("rules"))
    yield from _few(policy, "rules", len(given), _MOST_RULES)
    containers = _containers(spec)
    for it in given:
        yield from _failure(spec, it, containers)


def _failure(spec: Node, it: Node, containers: frozenset[str] | None) -> Iterator[Fault]:
    action = it.text("action")
    if action == "FailIndex" and not spec.has("backoffLimitPerIndex"):
        hint = "add `backoffLimitPerIndex:` to the Job"
        why = "only Jobs with a `backoffLimitPerIndex` have indexes that fail"
        yield called(rules.forbidden_field.at(it.at("action"), "action", why, hint), "Invalid value")
    else:
        yield from _word(it, "action", _ACTIONS)
    codes, conditions = it.node("onExitCodes"), list(it.nodes("onPodConditions"))
    if codes is not None:
        yield from _exit_codes(codes, containers)
    yield from _few(it, "onPodConditions", len(conditions), _MOST_RULES)
    for condition in conditions:
        yield from _condition(condition)
    looks_at = [key for key in ("onExitCodes", "onPodConditions") if it.value.get(key) not in (None, [])]
    if len(looks_at) > 1 or not (looks_at or it.leaves_out()):
        why = "a rule looks at exit codes or at conditions, at one of the two"
        hint = "write `onExitCodes:` or `onPodConditions:`"
        yield field_rules.conflicting_fields.at(Value(it.route), why, hint)


def _exit_codes(codes: Node, containers: frozenset[str] | None) -> Iterator[Fault]:
    yield from _word(codes, "operator", ("In", "NotIn"))
    name = codes.placed("containerName")
    if name is not None and containers is not None and name.text not in containers:
        known = sorted(containers) if len(containers) <= _MANY else ()
        yield called(unsupported(name, known), "Invalid value")
    values = codes.value.get("values")
    if values is None or values == []:
        if not codes.leaves_out("values"):
            route = codes.to("values")
            place = Value(route) if codes.has("values") else codes.named(route, Value(codes.route))
            what = missing_field.at(place, "values", "write at least one exit code", "empty")
            yield called(what, "Invalid value")
        return
    if not isinstance(values, list):
        return
    yield from _few(codes, "values", len(values), _MOST_CODES)
    yield from _ordered(codes, values)


def _ordered(codes: Node, values: list[object]) -> Iterator[Finding]:
    """Exit codes stand in order, each once, and 0 is no failure."""
    seen: dict[int, int] = {}
    last, unordered = None, False
    for at, value in enumerate(values):
        if not isinstance(value, int) or isinstance(value, bool):
            continue
        if value == 0 and codes.text("operator") == "In":
            hint = "remove it: 0 is success"
            yield rules.out_of_range.at(codes.at("values", at), "values", "0", hint)
        if value in seen:
            first = codes.at("values", seen[value])
            what = f"the exit code {value} is there twice"
            place = codes.at("values", at)
            yield rules.duplicate_value.at(place, what, first, "remove one", "Duplicate value")
        seen.setdefault(value, at)
        unordered = unordered or (last is not None and last > value)
        last = value
    if unordered:
        hint = "write them from the least to the greatest"
        yield rules.out_of_range.at(codes.at("values"), "values", "out of order", hint)


def _condition(condition: Node) -> Iterator[Fault]:
    kind = condition.placed("type")
    why = key_fault(kind.text) if kind is not None else None
    if kind is not None and why:
        yield invalid_key(kind, "the type of a condition", why)
    yield from one_of(condition, "status", ("False", "True", "Unknown"))


def _word(node: Node, key: str, known: tuple[str, ...]) -> Iterator[Finding]:
    """A word that has to be there, one of a few."""
    if node.text(key) == "":
        yield empty(node.to(key))
    else:
        yield from one_of(node, key, known)


def _few(node: Node, key: str, count: int, most: int) -> Iterator[Finding]:
    if count > most:
        yield called(field_rules.too_many_items.at(node.key(key), key, count, most, "items"), "Too many")


def _containers(spec: Node) -> frozenset[str] | None:
    """The names of the containers in the template, if it is known which ones there are."""
    template = spec.node("template")
    pod = template.node("spec") if template is not None else None
    if pod is None or pod.elides():
        return None
    given = [*pod.nodes("containers"), *pod.nodes("initContainers")]
    return frozenset(it.filled("name") for it in given)


def success(spec: Node) -> Iterator[Fault]:
    """The rules of `successPolicy`, of an Indexed Job."""
    policy = spec.node("successPolicy")
    is_dropped = spec.scene.minor < WITH_SUCCESS
    if policy is None or is_dropped or spec.text("completionMode") != "Indexed":
        return
    given = list(policy.nodes("rules"))
    if not given and policy.value.get("rules") == []:
        yield empty(policy.to("rules"))
    yield from _few(policy, "rules", len(given), _MOST_RULES)
    completions = spec.number("completions")
    if completions is None and not spec.has("completions") and not spec.has("parallelism"):
        completions = 1
    for it in given:
        yield from _success(it, completions)


def _success(it: Node, completions: int | None) -> Iterator[Fault]:
    indexes, count = it.placed("succeededIndexes"), it.number("succeededCount")
    if not it.has("succeededIndexes") and not it.has("succeededCount") and not it.leaves_out():
        hint = "write `succeededIndexes:` or `succeededCount:`"
        yield missing_field.at(
            Value(it.route), "succeededIndexes", hint, "missing, and so is `succeededCount`"
        )
    total = None
    if indexes is not None and completions is not None:
        if len(indexes.text) > _MOST_INDEXES:
            fault = rules.out_of_range.at(
                it.at("succeededIndexes"), "succeededIndexes", "so long", "write fewer ranges"
            )
            yield called(fault, "Too long")
            return
        why, total = _read(indexes, completions)
        if why:
            text, hint = shortened(indexes.text), "write indexes and ranges in order: `0,2-5`"
            what = f'"{text}", where {why}'
            yield rules.out_of_range.at(Value(indexes.route), "succeededIndexes", what, hint)
    yield from not_negative(it, "succeededCount")
    if count is not None and count >= 0:
        most = [bound for bound in (completions, total) if bound is not None]
        if most and count > min(most):
            hint = f"write at most {min(most)}: there are no more indexes"
            yield rules.out_of_range.at(it.at("succeededCount"), "succeededCount", str(count), hint)


def _read(indexes: Text, completions: int) -> tuple[str | None, int]:
    """Why indexes cannot be read, and how many there are."""
    total, last = 0, None
    for part in indexes.text.split(",") if indexes.text else ():
        ends = part.split("-")
        if len(ends) > 2 or not all(len(end) < 20 and _INDEX.fullmatch(end) for end in ends):
            return f"`{shortened(part)}` is neither an index nor a range", 0
        low, high = int(ends[0]), int(ends[-1])
        if high >= completions or low >= completions:
            return f"{max(low, high)} is too large, as there are {completions} completions", 0
        if (len(ends) == 2 and low >= high) or (last is not None and last >= low):
            return f"`{shortened(part)}` is out of order", 0
        total, last = total + high - low + 1, high
    return None, total
