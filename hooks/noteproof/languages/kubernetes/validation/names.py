"""The forms that names of objects and of their parts have, and how to mend a name that has another."""

from __future__ import annotations

import re
from dataclasses import dataclass

_STEP = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_NOT_ALLOWED = re.compile(r"[^-.a-z0-9]")


@dataclass(frozen=True, slots=True)
class Form:
    """A form of names. `joint` stands between the parts of a mended one."""

    pattern: re.Pattern[str]
    longest: int
    joint: str


LABEL = Form(re.compile(_STEP), 63, "-")
"""A DNS label, as of a container or a volume: no dots."""

SUBDOMAIN = Form(re.compile(rf"{_STEP}(?:\.{_STEP})*"), 253, ".")
"""A DNS subdomain, as of a pod: labels with dots between them."""


def fault(name: str, form: Form) -> str | None:
    """Why a name is not of a form, if it is not."""
    if len(name) > form.longest:
        return f"it has {len(name)} characters, and may have {form.longest}"
    if form.pattern.fullmatch(name):
        return None
    wrong = _NOT_ALLOWED.search(name)
    if wrong and wrong[0].isupper():
        return "it has upper-case letters"
    if wrong:
        return f"it has {_shown(wrong[0])}"
    if form is LABEL and "." in name:
        return "it has a dot"
    part = " each part between dots" if "." in name else ""
    return f"it does not begin and end{' in' + part if part else ''} with a letter or digit"


def advice(name: str, form: Form) -> str:
    """How to write a name in a form."""
    letters = [it for it in name if it.isalnum()]
    parts = (part.strip("-") for part in _NOT_ALLOWED.sub("-", name.lower()).split("."))
    mended = form.joint.join(part for part in parts if part)
    if all(it.isascii() for it in letters) and mended != name and fault(mended, form) is None:
        return f"write `{mended}`"
    signs = (
        "lower-case letters, digits and `-`" if form is LABEL else "lower-case letters, digits, `-` and `.`"
    )
    return f"use {signs}, at most {form.longest}, with a letter or digit at each end"


def _shown(sign: str) -> str:
    if sign.isspace():
        return "a blank"
    return f"`{sign}`" if sign.isprintable() and sign != "`" else "a character that is not allowed"
