"""The ports of a container."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.languages.kubernetes.validation.criteria import between
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node

HIGHEST = 65535


def _numbers(port: Node) -> Iterator[Fault]:
    if port.number("containerPort") == 0:
        yield port.missing("containerPort")
    else:
        yield from between(port, "containerPort", 1, HIGHEST)


CHECKS: Mapping[str, tuple[Check, ...]] = {"core.v1.ContainerPort": (_numbers,)}
