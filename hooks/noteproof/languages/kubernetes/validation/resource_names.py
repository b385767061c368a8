"""The names of resources: those that Kubernetes knows, extended ones, and pages of memory."""

from __future__ import annotations

import re
from collections.abc import Mapping

OF_CONTAINERS = frozenset({"cpu", "memory", "ephemeral-storage"})
"""The resources without a domain that a container can ask for; pages come besides."""

_OBJECTS = frozenset(
    {
        "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps",
        "persistentvolumeclaims", "services.nodeports", "services.loadbalancers",
    }
)  # fmt: skip
"""The objects that a quota counts, in whole numbers."""

STANDARD = (
    OF_CONTAINERS
    | _OBJECTS
    | {"storage", "requests.storage"}
    | {f"{kind}.{name}" for kind in ("requests", "limits") for name in OF_CONTAINERS}
)
"""The resources without a domain, of containers and in quotas; pages come besides."""

PAGES = "hugepages-"
"""What the name of a resource of huge pages begins with; the size of a page follows."""

MEANT: Mapping[str, str] = {
    "mem": "memory", "ram": "memory", "storage": "ephemeral-storage", "disk": "ephemeral-storage",
    "cpus": "cpu", "core": "cpu", "cores": "cpu", "gpu": "nvidia.com/gpu",
}  # fmt: skip
"""What is often written for the name of a resource."""

_DOMAIN = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*")
_NAME = re.compile(r"[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?")


def is_qualified(name: str) -> bool:
    """Whether a name is of the form `name` or `domain/name`, as names of resources and labels are."""
    domain, slash, rest = name.rpartition("/")
    if slash and (len(domain) > 253 or not _DOMAIN.fullmatch(domain)):
        return False
    return len(rest) <= 63 and _NAME.fullmatch(rest) is not None


def is_pages(name: str) -> bool:
    """Whether a resource is of huge pages."""
    return name.startswith(PAGES)


def is_native(name: str) -> bool:
    """Whether a resource is one of Kubernetes itself."""
    return "/" not in name or "kubernetes.io/" in name


def is_extended(name: str) -> bool:
    """Whether a resource is an extended one, as `nvidia.com/gpu`."""
    return not is_native(name) and not name.startswith("requests.") and is_qualified(f"requests.{name}")


def is_whole(name: str) -> bool:
    """Whether a resource is given out in whole numbers only."""
    return name in _OBJECTS or is_extended(name)


def is_overcommitted(name: str) -> bool:
    """Whether a request of a resource may be below its limit."""
    return is_native(name) and not is_pages(name)
