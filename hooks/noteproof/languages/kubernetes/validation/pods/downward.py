"""The downward API: the fields of a pod, and the resources of a container, that its programs can be told.

As `validateObjectFieldSelector` and `validateContainerResourceFieldSelector` of Kubernetes 1.36 ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from noteproof.finding import Finding, Value
from noteproof.languages.kubernetes.validation import field_rules, resource_names, rules
from noteproof.languages.kubernetes.validation.criteria import empty, unsupported
from noteproof.languages.kubernetes.validation.nodes import Node, Text
from noteproof.languages.kubernetes.validation.quantities import ONE, quantity
from noteproof.schema.values import shortened
from noteproof.text import nearest

FIELDS = (
    "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
    "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
)  # fmt: skip
"""The fields of a pod that a variable can take its value from."""

_KNOWN = frozenset(
    {
        *FIELDS, "metadata.labels", "metadata.annotations", "spec.restartPolicy", "spec.schedulerName",
        "status.phase", "spec.host",
    }
)  # fmt: skip
"""All fields that the downward API knows, of which each place takes some."""

_RENAMED: Mapping[str, str] = {"spec.host": "spec.nodeName"}
"""Fields that are taken for others, as they were called once."""

_AMOUNTS = tuple(
    f"{kind}.{name}" for kind in ("limits", "requests") for name in sorted(resource_names.OF_CONTAINERS)
)


def field_of_pod(selector: Node, known: Sequence[str]) -> Iterator[Finding]:
    """A field of the pod that is among the known, or a label or annotation of it by its key."""
    path = selector.placed("fieldPath")
    if path is None:
        return
    if not path.text:
        yield empty(path.route)
    elif selector.filled("apiVersion") not in ("", "v1"):
        where = selector.named(path.route, selector.at("apiVersion"))
        version = shortened(selector.filled("apiVersion"))
        why, hint = "the fields of a pod are those of `v1`", "remove it"
        yield field_rules.malformed_text.at(where, "apiVersion", version, why, hint)
    elif path.text.endswith("']") and "['" in path.text[1:]:
        whole, _, key = path.text[:-2].partition("['")
        if whole not in ("metadata.labels", "metadata.annotations"):
            yield _no_field(path, known, "Invalid value")
        elif not resource_names.is_qualified(key.lower() if whole.endswith("annotations") else key):
            where = selector.named(selector.route, selector.at("fieldPath"))
            why, hint = "its key is no `name` or `domain/name`", "write a key between the quotes"
            yield field_rules.malformed_text.at(where, "fieldPath", shortened(path.text), why, hint)
    elif _RENAMED.get(path.text, path.text) not in known:
        yield _no_field(path, known, "Unsupported value" if path.text in _KNOWN else "Invalid value")


def _no_field(path: Text, known: Sequence[str], upstream: str) -> Finding:
    meant = nearest(path.text, known)
    return rules.unsupported_value.at(
        Value(path.route), "fieldPath", shortened(path.text), meant, known, upstream
    )


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
