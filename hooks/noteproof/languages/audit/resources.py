"""The resources of Kubernetes by their groups, read from the table in this package.

`scripts/audit_tables.py` writes the table and says what its lines mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pkgutil import get_data

CORE = ""
"""The name of the core group."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource of a group: its name in the plural, its kind, its subresources, who serves it."""

    group: str
    name: str
    kind: str
    minors: frozenset[int]
    subresources: tuple[str, ...]


@cache
def resources() -> tuple[Resource, ...]:
    """Every resource that any version of Kubernetes knows."""
    data = get_data(__package__, "tables/resources.txt")
    assert data is not None
    return tuple(_resource(*line.split(" ")) for line in data.decode().splitlines())


def _resource(group: str, name: str, kind: str, runs: str, subresources: str = "") -> Resource:
    minors: set[int] = set()
    for run in runs.split(","):
        first, _, last = run.partition("-")
        minors.update(range(int(first), int(last) + 1))
    below = tuple(filter(None, subresources.split(",")))
    return Resource("" if group == "-" else group, name, kind, frozenset(minors), below)


@cache
def by_group() -> Mapping[str, Mapping[str, Resource]]:
    """The resources of each group by their names."""
    found: dict[str, dict[str, Resource]] = {}
    for resource in resources():
        found.setdefault(resource.group, {})[resource.name] = resource
    return found


@cache
def by_name() -> Mapping[str, tuple[Resource, ...]]:
    """The resources of each name, which more than one group may have."""
    found: dict[str, tuple[Resource, ...]] = {}
    for resource in resources():
        found[resource.name] = (*found.get(resource.name, ()), resource)
    return found


SHORT: Mapping[str, str] = {
    "cm": "configmaps",
    "crd": "customresourcedefinitions",
    "crds": "customresourcedefinitions",
    "csr": "certificatesigningrequests",
    "deploy": "deployments",
    "ds": "daemonsets",
    "ep": "endpoints",
    "ev": "events",
    "hpa": "horizontalpodautoscalers",
    "ing": "ingresses",
    "netpol": "networkpolicies",
    "no": "nodes",
    "ns": "namespaces",
    "pdb": "poddisruptionbudgets",
    "po": "pods",
    "pv": "persistentvolumes",
    "pvc": "persistentvolumeclaims",
    "quota": "resourcequotas",
    "rc": "replicationcontrollers",
    "rs": "replicasets",
    "sa": "serviceaccounts",
    "sc": "storageclasses",
    "sts": "statefulsets",
    "svc": "services",
}
"""The short names of resources, which kubectl takes and no policy does."""
