"""The phrases that Kubernetes' details are made of: names in quotation marks, one or many, who did it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from noteproof.languages.kubernetes.pod_security.subject import Holder
from noteproof.schema.values import shortened

_ESCAPES = {
    "\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v",
    "\\": "\\\\", '"': '\\"',
}  # fmt: skip

_FEW = 3
"""So many containers are named in a message."""


def listed(items: Iterable[str]) -> str:
    """Texts in quotation marks, as they are and in their order: `"a", "b"`."""
    return ", ".join(f'"{item}"' for item in items)


def either(one: str, many: str, count: int) -> str:
    """The one word or the other."""
    return one if count == 1 else many


def containers(holders: Sequence[Holder]) -> str:
    """Containers by their names: `container "a"`, `containers "a", "b"`."""
    return f"{either('container', 'containers', len(holders))} {listed(it.name for it in holders)}"


def setters(holders: Sequence[Holder]) -> list[str]:
    """The pod, and those containers, that set something: `pod`, `container "a"`."""
    inner = [holder for holder in holders if not holder.is_pod]
    return ["pod"] * (len(inner) < len(holders)) + ([containers(inner)] if inner else [])


def named(holders: Sequence[Holder]) -> str:
    """Containers by the names of the first few, for a message."""
    names = ", ".join(shown(it.name) for it in holders[:_FEW])
    more = f" and {len(holders) - _FEW} more" if len(holders) > _FEW else ""
    return f"{either('container', 'containers', len(holders))} {names}{more}"


def literal(text: str) -> str:
    """A text in quotation marks on one line, as Go's `%q` writes it."""
    return '"' + "".join(_ESCAPES.get(it) or _escaped(it) for it in text) + '"'


def shown(text: str) -> str:
    """A text in quotation marks for a message: on one line, and cut where it is long."""
    return literal(shortened(text))


def _escaped(sign: str) -> str:
    if sign.isprintable():
        return sign
    code = ord(sign)
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
