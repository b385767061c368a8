"""The volumes that a StatefulSet claims for its pods."""

from __future__ import annotations

from collections.abc import Iterator

from noteproof.languages.kubernetes.validation.nodes import Node
from noteproof.schema.places import value_at


def claimed(spec: Node) -> Iterator[str]:
    """The names of the volumes that the spec of a pod has of its StatefulSet, if it stands in one."""
    if spec.route[-2:] != ("template", "spec"):
        return
    beside = (*spec.scene.base, *spec.route[:-2], "volumeClaimTemplates")
    claims = value_at(spec.scene.document.value, beside)
    for claim in claims if isinstance(claims, list) else ():
        name = value_at(claim, ("metadata", "name"))
        if isinstance(name, str):
            yield name
