"""The patterns of a custom resource's schema, which are RE2's: no looking around, no references back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from noteproof.finding import Finding
from noteproof.languages.kubernetes.validation.admission.crd_parts import Part
from noteproof.schema.values import shortened

_TOKEN = re.compile(
    r"\\Q.*?(?:\\E|\Z)|\\.|\[\^?\]?(?:\[:\w+:\]|\\.|[^\]\\])*(?:\]|\\?\Z)|\(\?<?[=!]", re.DOTALL
)


def check(part: Part) -> Iterator[Finding]:
    """What of other dialects a pattern has, and RE2 has not."""
    pattern = part.node.filled("pattern") if "pattern" in part.node.value else ""
    why = _fault(pattern)
    if why:
        what = f"`pattern` cannot be `{shortened(pattern)}`: {why[0]}"
        yield part.fault(what, why[1], "Invalid value", "pattern")


def _fault(pattern: str) -> tuple[str, str] | None:
    for token in _TOKEN.finditer(pattern):
        text = token[0]
        if text.startswith("(?"):
            return f"RE2 has no `{text}`", "say it without looking ahead or behind, or with a rule in CEL"
        if text[0] == "\\" and text[1] in "123456789":
            return f"RE2 has no reference `{text}`", "write what it refers to again"
        if text[0] == "[" and not text.endswith("]"):
            return "a `[` is not closed", "close it with `]`, or escape it"
    return None
