"""Snippets → what is wrong with each, and what its policies decide."""

from noteproof.engine.checking import check
from noteproof.engine.deciding import Decision, Decisions, decide
from noteproof.engine.outcome import Outcome, Settings, State, in_order, report
from noteproof.engine.policies import Mixed

__all__ = [
    "Decision",
    "Decisions",
    "Mixed",
    "Outcome",
    "Settings",
    "State",
    "check",
    "decide",
    "in_order",
    "report",
]
