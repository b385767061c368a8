"""The priorities of rules."""

from __future__ import annotations

from noteproof.finding import Value
from noteproof.languages.falco import element_rules as rules
from noteproof.languages.falco.scalars import Element
from noteproof.text import nearest

PRIORITIES = ("Emergency", "Alert", "Critical", "Error", "Warning", "Notice", "Informational", "Debug")
"""The priorities as Falco prints them, the gravest first."""

_PRIORITIES = {**{each.lower(): each for each in PRIORITIES}, "info": "Informational"}
_MEANT = {
    "warn": "WARNING", "err": "ERROR", "crit": "CRITICAL", "emerg": "EMERGENCY", "high": "CRITICAL",
    "medium": "WARNING", "low": "NOTICE", "fatal": "EMERGENCY", "severe": "CRITICAL", "information": "INFO",
    "trace": "DEBUG",
}  # fmt: skip


def read(element: Element) -> str | None:
    """The priority of an element as Falco prints it."""
    text = element.text("priority")
    if text is None:
        return None
    spelt = _PRIORITIES.get(text.text.lower())
    if spelt is None:
        bare = text.text.strip().lower()
        near = (_PRIORITIES.get(bare) and bare.upper()) or _MEANT.get(bare) or nearest(text.text, PRIORITIES)
        known = ", ".join(each.upper() for each in PRIORITIES)
        hint = f"did you mean `{near.upper()}`?" if near else f"write one of {known}"
        where = Value(element.home.name("priority"))
        element.refuse(rules.unknown_priority.at(where, text.text, hint))
    return spelt
