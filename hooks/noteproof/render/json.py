"""A report for programs: one object."""

from __future__ import annotations

import json
from typing import Any

from noteproof.finding import Diagnostic, Fix, Report
from noteproof.text import Source

VERSION = 1


def render(report: Report, site: str | None = None) -> str:
    """The object as text; `site` is the address of the published notes, for links to the rules' pages."""
    tally = report.tally
    return (
        json.dumps(
            {
                "version": VERSION,
                "diagnostics": [as_object(diagnostic, site) for diagnostic in report.diagnostics],
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


def as_object(diagnostic: Diagnostic, site: str | None = None) -> dict[str, Any]:
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
        "url": f"{site.rstrip('/')}/reference/rules/{diagnostic.rule.code}/" if site else None,
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
