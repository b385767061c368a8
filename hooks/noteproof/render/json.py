"""A report for programs: one object."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from noteproof.engine import Decision, Decisions
from noteproof.finding import Diagnostic, Fix, Report
from noteproof.text import Source

VERSION = 1


Address = Callable[[str], str | None]
"""A rule's code to the address of its published page, or to nothing where it has none."""


def render(report: Report, address: Address = lambda code: None) -> str:
    """The object as text."""
    tally = report.tally
    return (
        json.dumps(
            {
                "version": VERSION,
                "diagnostics": [as_object(diagnostic, address) for diagnostic in report.diagnostics],
                "tally": {
                    "pages": tally.pages,
                    "snippets": tally.snippets,
                    "checked": tally.checked,
                    "fragments": tally.fragments,
                    "parsed": tally.parsed,
                    "unchecked": tally.unchecked,
                    "cases": tally.cases,
                },
            },
            indent=2,
        )
        + "\n"
    )


def decisions(decided: Decisions, address: Address = lambda code: None, explain: bool = False) -> str:
    """The object that tells what policies decided on each case, as text; `explain`: and by which steps."""
    told = [_decision(each, address, explain) for each in decided.decisions]
    said = [as_object(diagnostic, address) for diagnostic in decided.diagnostics]
    return json.dumps({"version": VERSION, "decisions": told, "diagnostics": said}, indent=2) + "\n"


def _decision(decision: Decision, address: Address, explain: bool) -> dict[str, Any]:
    if decision.decided is None:
        return {"error": decision.fault and as_object(decision.fault, address)}
    verdict = decision.decided.verdict
    if not explain or verdict.steps is None:
        return verdict.decision
    return {**verdict.decision, "explanation": list(verdict.steps())}


def log(summary: dict[str, object] | None, found: Iterable[Diagnostic], address: Address) -> str:
    """The object that tells what a policy would have recorded of a log, as text."""
    said = [as_object(diagnostic, address) for diagnostic in found]
    told = {"version": VERSION, "summary": summary, "diagnostics": said}
    return json.dumps(told, indent=2) + "\n"


def as_object(diagnostic: Diagnostic, address: Address = lambda code: None) -> dict[str, Any]:
    """One diagnostic; what is absent is null."""
    start, end = diagnostic.start, diagnostic.end
    return {
        "code": diagnostic.rule.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "hint": diagnostic.hint or None,
        "file": diagnostic.source.path,
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "path": diagnostic.path,
        "upstream": diagnostic.upstream,
        "url": address(diagnostic.rule.code),
        "fix": diagnostic.fix and _fix(diagnostic.fix, diagnostic.source),
    }


def _fix(fix: Fix, source: Source) -> dict[str, Any]:
    edits = []
    for edit in fix.edits:
        start, end = source.position(edit.span.start), source.position(edit.span.end)
        edits.append(
            {
                "line": start.line,
                "column": start.column,
                "end_line": end.line,
                "end_column": end.column,
                "text": edit.text,
            }
        )
    return {"title": fix.title, "edits": edits}
