"""Writes the resources that an audit policy can name, from the kinds in `kubernetes-validate`.

    python scripts/audit_tables.py            writes hooks/noteproof/languages/audit/tables/
    python scripts/audit_tables.py --check    says which files differ, and exits 1 if any does

The name of a resource is the plural that Kubernetes guesses from its kind, which holds for all of its own.
The definitions do not tell subresources; those below are the paths of the API of Kubernetes 1.36, read from
the PyPI package `kubernetes` 36.0.0. A line of `resources.txt` is a group (`-` is the core group), a
resource, its kind, the minor versions that serve it, and its subresources:

    apps deployments Deployment 25-37 scale,status
"""

from __future__ import annotations

import sys
from collections import defaultdict
from importlib.metadata import distribution
from pathlib import Path

import generated
from kubernetes_tables import PACKAGE, kinds_of, runs, short, versions

TABLES = Path(__file__).resolve().parent.parent / "hooks/noteproof/languages/audit/tables"

NO_RESOURCES = {
    "APIGroup",
    "APIGroupList",
    "APIResourceList",
    "APIVersions",
    "DeleteOptions",
    "Eviction",
    "Scale",
    "Status",
    "TokenRequest",
    "WatchEvent",
}
"""Kinds that are the body of a request or an answer, or of a subresource, and no resource."""

SUBRESOURCES = {
    ("", "namespaces"): "finalize status",
    ("", "nodes"): "proxy status",
    ("", "persistentvolumeclaims"): "status",
    ("", "persistentvolumes"): "status",
    ("", "pods"): "attach binding ephemeralcontainers eviction exec log portforward proxy resize status",
    ("", "replicationcontrollers"): "scale status",
    ("", "resourcequotas"): "status",
    ("", "serviceaccounts"): "token",
    ("", "services"): "proxy status",
    ("apps", "deployments"): "scale status",
    ("apps", "replicasets"): "scale status",
    ("apps", "statefulsets"): "scale status",
    ("certificates.k8s.io", "certificatesigningrequests"): "approval status",
    ("storage.k8s.io", "csinodes"): "",
}
"""The subresources of the core group, and of others those that are not told by a field `status`."""


def tables() -> dict[str, str]:
    """Every file of the tables, by name, as text."""
    known: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    with_status: dict[tuple[str, str], bool] = {}
    for minor, definitions in versions():
        types = {short(name): schema for name, schema in definitions.items()}
        for (version, kind), name in kinds_of(types).items():
            if kind in NO_RESOURCES or kind.endswith("List"):
                continue
            group = version.rpartition("/")[0]
            known[group, plural(kind), kind].add(minor)
            fields = types[name].get("properties", {})
            asked = kind.endswith("Review")  # asked and answered at once, and not stored
            with_status[group, plural(kind)] = not asked and {"status", "metadata"} <= fields.keys()
    lines = []
    for (group, resource, kind), minors in sorted(known.items()):
        below = SUBRESOURCES.get((group, resource), "status" if with_status[group, resource] else "").split()
        lines.append(
            f"{group or '-'} {resource} {kind} {','.join(runs(sorted(minors)))} {','.join(below)}".rstrip()
        )
    source = f"{PACKAGE} {distribution(PACKAGE).version}, Apache License 2.0"
    return {
        "resources.txt": "".join(f"{line}\n" for line in lines),
        "SOURCE.txt": f"{source}, by scripts/audit_tables.py\n",
    }


def plural(kind: str) -> str:
    """The resource of a kind, as `UnsafeGuessKindToResource` of k8s.io/apimachinery guesses it."""
    name = kind.lower()
    if name.endswith("endpoints"):
        return name
    if name.endswith("s"):
        return f"{name}es"
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"


if __name__ == "__main__":
    about = "Write the resources that an audit policy can name."
    sys.exit(generated.main(sys.argv[1:], about, TABLES, tables, Path(__file__).name))
