"""What the API server refuses in an object that it could decode: each type with what is asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from noteproof.finding import AnyRule, Finding, Severity
from noteproof.languages.kubernetes.validation import (
    address_rules,
    admission,
    cel,
    cluster,
    config,
    field_rules,
    metadata,
    network,
    pods,
    storage,
    workloads,
)
from noteproof.languages.kubernetes.validation import (
    rules as common,
)
from noteproof.languages.kubernetes.validation.nodes import Fault, Node, Scene, joined
from noteproof.languages.kubernetes.validation.pods import refused_volumes
from noteproof.schema.shapes import Met, Missing

rules: tuple[AnyRule, ...] = (
    *common.rules,
    *field_rules.rules,
    *address_rules.rules,
    *cel.rules,
    *metadata.rules,
    *pods.rules,
    *workloads.rules,
    *network.rules,
    *config.rules,
    *storage.rules,
    *admission.rules,
    *cluster.rules,
)

_CHECKS = joined(
    metadata.CHECKS,
    pods.CHECKS,
    workloads.CHECKS,
    network.CHECKS,
    config.CHECKS,
    storage.CHECKS,
    admission.CHECKS,
    cluster.CHECKS,
    cel.CHECKS,
)

WATCHED = frozenset(_CHECKS)
"""The types of which something is asked."""


def check(met: Sequence[Met], scene: Scene, missing: Iterable[Missing] = ()) -> Iterator[Fault]:
    """What is wrong with the mappings of watched types that were met in an object, or in a part of one.

    `missing` is what the schema needs and is not there.
    """
    faulty = [it.route for it in missing if "volumes" in it.route]
    for name, value, route in met:
        node = Node(value, route, scene)
        for ask in _CHECKS[name]:
            for fault in ask(node):
                yield fault
                if _is_of_volume(fault) and name not in refused_volumes.OF_POD:
                    faulty.append(fault.route or ())
    if faulty:
        yield from refused_volumes.mounts(met, faulty, scene)


def _is_of_volume(fault: Fault) -> bool:
    """Whether the server refuses a volume for a fault."""
    if isinstance(fault, Finding) and fault.severity is not Severity.ERROR:
        return False
    return fault.route is not None and "volumes" in fault.route
