"""Snippets → what is wrong with each, and what its policies decide."""

from noteproof import cases, directives, yamltree
from noteproof.engine.checking import check
from noteproof.engine.outcome import Outcome, Settings, State, in_order, report
from noteproof.finding import AnyRule

__all__ = ["Outcome", "Settings", "State", "check", "in_order", "report", "rules"]

rules: tuple[AnyRule, ...] = (*yamltree.rules, *directives.rules, *cases.rules)
