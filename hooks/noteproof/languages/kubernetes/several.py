"""Several versions at once: what is wrong in all of them, and what only in some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from noteproof.finding import Finding, Where
from noteproof.languages.kubernetes.tables import FIRST_MINOR, LAST_MINOR


def minor_of(version: str) -> int:
    """The minor version of "1.36", moved to the nearest that the tables know."""
    number = version.removeprefix("v").partition(".")[2].partition(".")[0]
    minor = int(number) if number.isdecimal() else LAST_MINOR
    return min(max(minor, FIRST_MINOR), LAST_MINOR)


def merged(by_minor: Mapping[int, list[Finding]]) -> list[Finding]:
    """Each finding once, in the words of the newest version that has it; those of some versions name them."""
    if len(by_minor) == 1:
        return next(iter(by_minor.values()))
    minors: dict[tuple[str, Where], list[int]] = {}
    newest: dict[tuple[str, Where], list[Finding]] = {}
    for minor, findings in sorted(by_minor.items()):
        here: dict[tuple[str, Where], list[Finding]] = {}
        for finding in findings:
            here.setdefault((finding.rule.code, finding.where), []).append(finding)
        for key, same in here.items():
            minors.setdefault(key, []).append(minor)
            newest[key] = same
    return [
        finding if len(minors[key]) == len(by_minor) else _only_in(finding, minors[key])
        for key, same in newest.items()
        for finding in same
    ]


def _only_in(finding: Finding, minors: list[int]) -> Finding:
    says = finding.says
    if "Kubernetes 1." in says.message:
        return finding
    return replace(finding, says=replace(says, message=f"{says.message} in Kubernetes {_named(minors)}"))


def _named(minors: list[int]) -> str:
    """Minor versions as "1.25 to 1.28 and 1.30"."""
    runs: list[list[int]] = []
    for minor in minors:
        if runs and runs[-1][-1] == minor - 1:
            runs[-1].append(minor)
        else:
            runs.append([minor])
    return " and ".join(f"1.{run[0]} to 1.{run[-1]}" if len(run) > 1 else f"1.{run[0]}" for run in runs)
