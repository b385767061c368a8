"""Labels and annotations: what their keys and values may be, as the server's `IsQualifiedName` asks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Key, Route, Value, Where
from noteproof.languages.kubernetes.validation import names
from noteproof.languages.kubernetes.validation.metadata import label_rules
from noteproof.languages.kubernetes.validation.names import SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Node, Text, bytes_of
from noteproof.schema.values import shortened

_NAME = re.compile(r"[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
_NOT_ALLOWED = re.compile(r"[^-A-Za-z0-9_.]")
_LONGEST = 63
_MOST_BYTES = 256 << 10
_HINT = (
    "write letters, digits, `-`, `_` and `.`, at most 63, with a letter or digit at each end;"
    " a domain and `/` may stand before them"
)
_RUN = re.compile(r"[^-A-Za-z0-9_./]+")


def key_hint(key: str) -> str:
    """How to write the key of a label."""
    if key.endswith(":") and key_fault(key[:-1]) is None:
        return f"write a blank behind the colon: `{key[:-1]}: `, and the value"
    prefix, slash, name = key.rpartition("/")
    mended = prefix.lower() + slash + _RUN.sub("-", name).strip("-_.")
    if len(key) < _LONGEST and key.isascii() and mended != key and key_fault(mended) is None:
        return f"write `{mended}`"
    return _HINT


def key_fault(key: str) -> str | None:
    """Why a text cannot be the key of a label: a name that may have a DNS subdomain and `/` in front."""
    if _NAME.fullmatch(key):
        return None
    prefix, slash, name = key.rpartition("/")
    if "/" in prefix:
        return "it has more than one `/`"
    if slash and not prefix:
        return "nothing stands before the `/`"
    why = prefix and names.fault(prefix, SUBDOMAIN)
    if why:
        return f"before the `/` stands no DNS subdomain: {why}"
    behind = "behind the `/` " if slash else ""
    if not name:
        return "nothing stands behind the `/`" if slash else "it is empty"
    return _part_fault(name, behind)


def value_fault(value: str) -> str | None:
    """Why a text cannot be the value of a label, if it cannot; an empty one can."""
    return _part_fault(value, "") if value and not _NAME.fullmatch(value) else None


def _part_fault(part: str, where: str) -> str | None:
    if len(part) > _LONGEST:
        return f"{where or 'it '}{'stand' if where else 'has'} {len(part)} characters, and may {_LONGEST}"
    if _NAME.fullmatch(part):
        return None
    wrong = _NOT_ALLOWED.search(part)
    if wrong:
        return f"{where or 'it '}{'stands' if where else 'has'} {names.shown(wrong[0])}"
    return f"{where or 'it '}does not begin and end with a letter or digit"


def key_of(text: Text | None, what: str = "the key of a label") -> Iterator[Finding]:
    """A text that is the key of a label, where it is written; an empty one is none."""
    why = key_fault(text.text) if text is not None else None
    if text is not None and why:
        yield invalid_key(text, what, why)


def invalid_key(text: Text, what: str, why: str) -> Finding:
    """The finding that a text cannot be a key."""
    return label_rules.invalid_label.at(
        Value(text.route), shortened(text.text), what, why, key_hint(text.text)
    )


def value_of(
    text: Text | None, what: str = "the value of a label", where: Where | None = None
) -> Iterator[Finding]:
    """A text that is the value of a label, where it is written; `where`: if not at its own place."""
    why = value_fault(text.text) if text is not None else None
    if text is not None and why:
        hint = label_rules.value_hint(text.text)
        yield label_rules.invalid_label.at(where or Value(text.route), shortened(text.text), what, why, hint)


def check_labels(node: Node, key: str, route: Route | None = None) -> Iterator[Finding]:
    """The labels in a field. The server names the mapping only, by `route` where that is another."""
    given = node.value.get(key)
    if not given or not isinstance(given, dict):
        return
    for name, value in given.items():
        why = key_fault(name)
        if why:
            place = node.named(route or node.to(key), Key(node.to(key, name)))
            yield label_rules.invalid_label.at(
                place, shortened(name), "the key of a label", why, key_hint(name)
            )
        why = value_fault(value) if value.__class__ is str else None
        if why and not node.elides(key, name):
            place = node.named(route or node.to(key), Value(node.to(key, name)))
            hint = label_rules.value_hint(value)
            yield label_rules.invalid_label.at(place, shortened(value), "the value of a label", why, hint)


def check_annotations(node: Node, key: str, route: Route | None = None) -> Iterator[Finding]:
    """The annotations in a field: their keys, whose letters may be upper-case, and the size of them all."""
    given = node.value.get(key)
    if not given or not isinstance(given, dict):
        return
    for name in given:
        why = key_fault(name.lower())
        if why:
            place = node.named(route or node.to(key), Key(node.to(key, name)))
            what = "the key of an annotation"
            yield label_rules.invalid_label.at(place, shortened(name), what, why, key_hint(name))
    size = sum(map(len, given)) + sum(len(it) for it in given.values() if isinstance(it, str))
    if size > _MOST_BYTES >> 2:
        size = sum(bytes_of(it) for pair in given.items() for it in pair)
        if size > _MOST_BYTES:
            place = node.named(route or node.to(key), Key(node.to(key)))
            yield label_rules.too_many_annotations.at(place, size, _MOST_BYTES)


def texts(given: object) -> Mapping[str, str]:
    """The labels that a value holds, as the server reads them: null is an empty text."""
    if not isinstance(given, dict):
        return {}
    return {key: value or "" for key, value in given.items() if value is None or isinstance(value, str)}
