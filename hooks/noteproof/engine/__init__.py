"""Snippets → what is wrong with each, and what its policies decide."""

from noteproof.engine.checking import check
from noteproof.engine.deciding import Decision, Decisions, decide
from noteproof.engine.logs import Weighed, weigh
from noteproof.engine.outcome import Outcome, Settings, State, in_order, report
from noteproof.engine.policies import Mixed, Policies, policies

__all__ = [
    "Decision",
    "Decisions",
    "Mixed",
    "Outcome",
    "Policies",
    "Settings",
    "State",
    "Weighed",
    "check",
    "decide",
    "in_order",
    "policies",
    "report",
    "weigh",
]
