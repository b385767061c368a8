"""Probes and lifecycle hooks: what handles them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.languages.kubernetes.validation import rules
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node

_HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc")


def _handler(probe: Node) -> Iterator[Fault]:
    given = [key for key in _HANDLERS if probe.has(key)]
    for other in given[1:]:
        why = f"`{given[0]}` handles it already"
        yield rules.forbidden_field.at(probe.key(other), other, why, "keep one of the two")


CHECKS: Mapping[str, tuple[Check, ...]] = {"core.v1.Probe": (_handler,)}
