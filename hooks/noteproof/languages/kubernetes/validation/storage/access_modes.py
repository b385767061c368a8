"""How a volume may be mounted: what a PersistentVolume offers, and a claim asks for."""

from __future__ import annotations

from collections.abc import Iterator

from noteproof.finding import Value
from noteproof.languages.kubernetes.validation import rules
from noteproof.languages.kubernetes.validation.criteria import present, unsupported
from noteproof.languages.kubernetes.validation.nodes import Fault, Node

_ACCESS_MODES = ("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")
VOLUME_MODES = ("Filesystem", "Block")
_ALONE = "ReadWriteOncePod"


def access_modes(spec: Node) -> Iterator[Fault]:
    """At least one mode; the one for a single pod stands alone."""
    yield from present(spec, "accessModes")
    modes = list(spec.texts("accessModes"))
    known = [it for it in modes if it.text in _ACCESS_MODES]
    for it in modes:
        if it.text not in _ACCESS_MODES:
            # The server names the list, not the item.
            where = spec.named(spec.to("accessModes"), Value(it.route))
            yield unsupported(it, _ACCESS_MODES, where)
    alone = [it for it in known if it.text == _ALONE]
    if alone and len(alone) < len(known):
        where = spec.named(spec.to("accessModes"), Value(alone[0].route))
        why = "it is for one pod alone, and the other modes are for more"
        yield rules.forbidden_field.at(where, _ALONE, why, f"keep `{_ALONE}` or the others")
