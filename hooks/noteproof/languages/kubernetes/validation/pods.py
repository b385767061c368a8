"""A Pod itself: its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.languages.kubernetes.validation import names
from noteproof.languages.kubernetes.validation.criteria import invalid_name, named
from noteproof.languages.kubernetes.validation.names import SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node


def _name(pod: Node) -> Iterator[Fault]:
    metadata = pod.node("metadata")
    name = metadata.placed("name") if metadata else None
    by_kubelet = pod.scene.by_kubelet
    if metadata is None or name is None:
        return
    if not name.text and metadata.filled("generateName") and not by_kubelet:
        return
    if not name.text or not by_kubelet:
        yield from named(name, "pod", SUBDOMAIN)
    elif len(name.text) <= SUBDOMAIN.longest - len("-n"):
        # The kubelet adds a dash and the name of its node.
        why = names.fault(name.text + "-n", SUBDOMAIN)
        if why:
            yield invalid_name(name, "pod", why, SUBDOMAIN)


CHECKS: Mapping[str, tuple[Check, ...]] = {"core.v1.Pod": (_name,)}
