"""The forms that names of objects and of their parts have, and how to mend a name that has another."""

from __future__ import annotations

import re
from dataclasses import dataclass

_STEP = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_NOT_ALLOWED = re.compile(r"[^-.a-z0-9]")


@dataclass(frozen=True, slots=True)
class Form:
    """A form of names, of at most `longest` characters. `joint` stands between the parts of a mended name."""

    pattern: re.Pattern[str]
    longest: int
    joint: str


LABEL = Form(re.compile(_STEP), 63, "-")
"""A DNS label, as of a container or a volume: no dots."""

SUBDOMAIN = Form(re.compile(rf"{_STEP}(?:\.{_STEP})*"), 253, ".")
"""A DNS subdomain, as of a pod: labels with dots between them."""

LABEL_1035 = Form(re.compile(r"[a-z](?:[-a-z0-9]*[a-z0-9])?"), 63, "-")
"""A DNS label as RFC 1035 has it, as of a Service before Kubernetes 1.36: it begins with a letter."""

SHORT_SUBDOMAIN = Form(SUBDOMAIN.pattern, 63, ".")
"""A DNS subdomain that is short enough for the value of a label, as of a CSI driver."""

CRON_JOB = Form(SUBDOMAIN.pattern, 52, ".")
"""The name of a CronJob, which leaves room for the time that is added to the names of its Jobs."""

SEGMENT = Form(re.compile(r"(?!\.\.?\Z)[^/%]*"), 1 << 62, "-")
"""A step of a URL's path, as of a Role: all that can stand there."""

_DOTLESS = (LABEL, LABEL_1035)


def of_prefix(name: str, form: Form) -> str:
    """A name that is fit exactly if names that are generated from a prefix are, as the server tests it."""
    # The server has the last two characters fall away when the last one is a dash.
    return f"{name[:-2]}a" if form is not SEGMENT and len(name) > 1 and name.endswith("-") else name


def fault(name: str, form: Form) -> str | None:
    """Why a name is not of a form, if it is not."""
    if form is SEGMENT:
        return _segment_fault(name)
    if len(name) > form.longest:
        return f"it has {len(name)} characters, and may have {form.longest}"
    if form.pattern.fullmatch(name):
        return None
    wrong = _NOT_ALLOWED.search(name)
    if wrong and wrong[0].isupper():
        return "it has upper-case letters"
    if wrong:
        return f"it has {shown(wrong[0])}"
    if form in _DOTLESS and "." in name:
        return "it has a dot"
    if form is LABEL_1035 and name[:1].isdigit():
        return "it begins with a digit"
    part = " each part between dots" if "." in name else ""
    return f"it does not begin and end{' in' + part if part else ''} with a letter or digit"


def advice(name: str, form: Form) -> str:
    """How to write a name in a form."""
    if form is SEGMENT:
        return "write it without `/` and `%`" if name not in (".", "..") else "give it another name"
    letters = [it for it in name if it.isalnum()]
    parts = (part.strip("-") for part in _NOT_ALLOWED.sub("-", name.lower()).split("."))
    mended = form.joint.join(part for part in parts if part)
    if all(it.isascii() for it in letters) and mended != name and fault(mended, form) is None:
        return f"write `{mended}`"
    signs = (
        "lower-case letters, digits and `-`"
        if form in _DOTLESS
        else "lower-case letters, digits, `-` and `.`"
    )
    ends = "a letter or digit at each end"
    if form is LABEL_1035:
        ends = "a letter at the beginning, a letter or digit at the end"
    return f"use {signs}, at most {form.longest}, with {ends}"


def _segment_fault(name: str) -> str | None:
    if name in (".", ".."):
        return "it would lead elsewhere in a URL"
    sign = next((it for it in "/%" if it in name), None)
    return f"it has `{sign}`" if sign else None


def shown(sign: str) -> str:
    """A character as a message tells it."""
    if sign.isspace():
        return "a blank"
    return f"`{sign}`" if sign.isprintable() and sign != "`" else "a character that is not allowed"
