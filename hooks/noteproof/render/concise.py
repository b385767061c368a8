"""A report for editors and `grep`: one line a diagnostic."""

from __future__ import annotations

from noteproof.finding import Diagnostic, Report
from noteproof.render.words import clean


def render(report: Report) -> str:
    """A line for each diagnostic; nothing where there is none."""
    return "".join(line(diagnostic) + "\n" for diagnostic in report.diagnostics)


def line(diagnostic: Diagnostic) -> str:
    """One diagnostic: place, severity, code, message and hint."""
    start = diagnostic.start
    place = f"{clean(diagnostic.source.path)}:{start.line}:{start.column}"
    hint = f" ({clean(diagnostic.hint)})" if diagnostic.hint else ""
    return f"{place}: {diagnostic.severity} {diagnostic.rule.code}: {clean(diagnostic.message)}{hint}"
