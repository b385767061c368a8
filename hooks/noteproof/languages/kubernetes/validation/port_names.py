"""Numbers and names of ports: a name is an IANA service name (RFC 6335), as `IsValidPortName` asks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from noteproof.finding import Finding, Value
from noteproof.languages.kubernetes.validation.nodes import Text
from noteproof.languages.kubernetes.validation.rules import invalid_name
from noteproof.schema.values import shortened

HIGHEST = 65535
"""The largest number of a port."""

PROTOCOLS = ("TCP", "UDP", "SCTP")
"""The protocols that a port can be of."""

_LONGEST = 15
_ALLOWED = re.compile("[-a-z0-9]+")
_LETTER = re.compile("[a-z]")
_OUTSIDE = re.compile("[^a-z0-9]+")


def named_port(text: Text | None) -> Iterator[Finding]:
    """A name that a port can have."""
    why = fault(text.text) if text is not None else None
    if text is not None and why:
        hint = advice(text.text)
        yield invalid_name.at(Value(text.route), shortened(text.text), "port", why, hint)


def fault(name: str) -> str | None:
    """Why a name is not one that a port can have."""
    if len(name) > _LONGEST:
        return f"it has {len(name)} characters, and may have {_LONGEST}"
    if not name:
        return "it is empty"
    if not _ALLOWED.fullmatch(name):
        return "it may have lower-case letters, digits and `-` only"
    if not _LETTER.search(name):
        return "it has no letter"
    if "--" in name:
        return "it has two `-` side by side"
    return "it begins or ends with `-`" if "-" in (name[0], name[-1]) else None


def advice(name: str) -> str:
    """How to write the name of a port instead."""
    if name.isascii() and name.isdigit() and len(name) <= 5:
        return f"write {int(name)} without quotes, if it is the number"
    mended = _OUTSIDE.sub("-", name.lower()).strip("-")
    if name.isascii() and mended != name and fault(mended) is None:
        return f"write `{mended}`"
    return f"use lower-case letters, digits and single `-` between them, at most {_LONGEST}"
