"""Classes that a pod names: RuntimeClass, by which handler it runs, and PriorityClass, how urgent it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.languages.kubernetes.validation import resource_names, rules
from noteproof.languages.kubernetes.validation.cluster.quotas import resource_fault, resource_hint
from noteproof.languages.kubernetes.validation.criteria import called, named, not_empty, one_of
from noteproof.languages.kubernetes.validation.metadata.labels import check_labels
from noteproof.languages.kubernetes.validation.names import LABEL
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.quantities import ONE, quantity
from noteproof.schema.values import shortened

_HIGHEST = 10**9
"""The highest priority that is not the system's."""

_TAINT = ("key", "operator", "value", "effect")

_OF_SYSTEM = {"system-cluster-critical": 2 * _HIGHEST, "system-node-critical": 2 * _HIGHEST + 1000}


def _runtime(kind: Node) -> Iterator[Fault]:
    yield from named(kind.placed("handler"), "handler", LABEL)
    overhead = kind.node("overhead")
    if overhead is not None:
        yield from _overhead(overhead)
    scheduling = kind.node("scheduling")
    if scheduling is not None:
        yield from check_labels(scheduling, "nodeSelector")
        yield from _tolerations(scheduling)


def _tolerations(scheduling: Node) -> Iterator[Fault]:
    """Each toleration stands once, whatever its seconds are."""
    seen: dict[tuple[str, ...], Node] = {}
    for it in scheduling.nodes("tolerations"):
        first = seen.setdefault(tuple(it.filled(key) for key in _TAINT), it)
        if first is not it:
            what = "the toleration stands twice"
            yield rules.duplicate_value.at(it.key(), what, first.key(), "remove it", "Duplicate value")


def _overhead(overhead: Node) -> Iterator[Fault]:
    """What a pod costs besides its containers, which the server calls limits."""
    names = set()
    for name, value in overhead.pairs("podFixed"):
        names.add(name)
        route = overhead.to("limits", name)
        why = resource_fault(name, resource_names.OF_CONTAINERS)
        if why:
            hint = resource_hint(name, resource_names.OF_CONTAINERS)
            where = overhead.named(route, overhead.key("podFixed", name))
            yield rules.invalid_name.at(where, shortened(name), "resource of a pod", why, hint)
        amount = quantity(value)
        if amount is not None and (
            amount.value < 0 or (amount.in_milli % ONE and resource_names.is_whole(name))
        ):
            hint = "write a number from 0 upwards" if amount.value < 0 else "write a whole number"
            where = overhead.named(route, overhead.at("podFixed", name))
            yield rules.out_of_range.at(where, shortened(name), shortened(str(value)), hint)
    if any(map(resource_names.is_pages, names)) and not names & {"cpu", "memory"}:
        why = "huge pages need CPU or memory beside them"
        yield rules.forbidden_field.at(overhead.key(), "overhead", why, "add `cpu:` or `memory:`")


def _priority(kind: Node) -> Iterator[Fault]:
    metadata = kind.node("metadata")
    name = metadata.filled("name") if metadata else ""
    value = kind.number("value") or 0
    if metadata and name.startswith("system-"):
        if _OF_SYSTEM.get(name) != value or kind.flag("globalDefault"):
            why = "names that begin with `system-` are the system's"
            fault = rules.invalid_name.at(
                metadata.at("name"), shortened(name), "priority class", why, "begin it with another word"
            )
            yield called(fault, "Forbidden")
    elif value > _HIGHEST:
        why = f"a priority above {_HIGHEST} is the system's"
        yield rules.forbidden_field.at(kind.at("value"), "value", why, f"write at most {_HIGHEST}")
    yield from not_empty(kind.placed("preemptionPolicy"))
    yield from one_of(kind, "preemptionPolicy", ("PreemptLowerPriority", "Never"))


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "node.v1.RuntimeClass": (_runtime,),
    "scheduling.v1.PriorityClass": (_priority,),
}
