"""A fault at a stretch of a condition's or an output's text, before anyone knows where that was written."""

from __future__ import annotations

from typing import Any, NamedTuple

from noteproof.finding import Rule, Severity
from noteproof.text import Span


class Complaint(NamedTuple):
    """A rule that is broken, the stretch of the text, and the words that the rule is given.

    `severity` stands in for the rule's own.
    """

    rule: Rule[Any]
    span: Span
    words: tuple[object, ...]
    severity: Severity | None = None

    @property
    def refuses(self) -> bool:
        """Whether Falco takes no rule that it is about."""
        return (self.severity or self.rule.severity) is Severity.ERROR
