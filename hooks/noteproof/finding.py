"""What the checker says: rules, findings, diagnostics, verdicts and the report that gathers them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Generic, Literal, NamedTuple, ParamSpec

from noteproof.text import Edit, Position, Snippet, Source, Span

P = ParamSpec("P")

Route = tuple[str | int, ...]
"""The way to a value of a document: `("spec", "containers", 0, "image")`."""


class Key(NamedTuple):
    """The key by which a route's last step is written; for an item of a list, the item's first key."""

    route: Route


class Value(NamedTuple):
    """The value that a route leads to."""

    route: Route


class Part(NamedTuple):
    """A span of the snippet's text, inside the value that a route leads to."""

    route: Route
    span: Span


Where = Key | Value | Part | Span
"""Where a finding stands: a place of the document, or a span of the snippet's text."""


class Severity(StrEnum):
    """How bad: refused or broken, taken but surely not meant, or a remark."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Fix:
    """Safe edits of one source that mend what a diagnostic reports."""

    title: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a message speaks of, such as an earlier definition."""

    where: Where
    message: str


@dataclass(frozen=True, slots=True)
class Says:
    """What a rule says of one fault.

    `message` names the value and has no full stop; `hint` is one imperative sentence;
    `upstream` is the real program's own name for the fault; `fix` edits the snippet's text;
    `severity` stands in for the rule's own where this case is graver or milder.
    """

    message: str
    hint: str = ""
    upstream: str | None = None
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Rule(Generic[P]):
    """A kind of fault: its code, its severity, the function that words it, and its reference page.

    The page is the function's docstring: a promise in the first line, then Markdown, with a bad example
    in its first fence, which expects this very code, and a good one in its second.
    """

    code: str
    severity: Severity
    words: Callable[P, Says] = field(repr=False)
    doc: str = field(repr=False)

    def at(self, where: Where, *args: P.args, **kwargs: P.kwargs) -> Finding:
        """The finding that this rule is broken at a place."""
        return Finding(self, where, self.words(*args, **kwargs))


def rule(code: str, severity: Severity) -> Callable[[Callable[P, Says]], Rule[P]]:
    """Make a rule of the function that words it."""

    def of(words: Callable[P, Says]) -> Rule[P]:
        return Rule(code, severity, words, _page(words.__doc__ or ""))

    return of


def _page(docstring: str) -> str:
    """A docstring without its indentation; `inspect.cleandoc` would lose the tabs of an example."""
    first, _, rest = docstring.partition("\n")
    return f"{first.strip()}\n{textwrap.dedent(rest)}".strip()


AnyRule = Rule[...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule broken at a place of a document or of a snippet's text."""

    rule: AnyRule
    where: Where
    says: Says

    @property
    def route(self) -> Route | None:
        """The route that the finding speaks of, if it speaks of one."""
        return None if isinstance(self.where, Span) else self.where.route

    @property
    def severity(self) -> Severity:
        """The severity of this case, which is its rule's unless the rule says otherwise."""
        return self.says.severity or self.rule.severity

    def told_later(self, why: str) -> Finding:
        """The same finding, which says why its program tells of it only once others are mended."""
        return replace(self, says=replace(self.says, message=f"{self.says.message} ({why})"))

    def rerouted(self, change: Callable[[Route], Route]) -> Finding:
        """The same finding with its routes changed, as from those in a part to those in the whole."""

        def changed(where: Where) -> Where:
            return where if isinstance(where, Span) else where._replace(route=change(where.route))

        related = tuple(Related(changed(each.where), each.message) for each in self.says.related)
        return Finding(self.rule, changed(self.where), replace(self.says, related=related))


@dataclass(frozen=True, slots=True)
class Remark:
    """A related place, found in its source."""

    source: Source
    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding at its place in a file. `path` is the printed route within the document."""

    rule: AnyRule
    source: Source
    span: Span
    message: str
    hint: str = ""
    path: str | None = None
    upstream: str | None = None
    related: tuple[Remark, ...] = ()
    fix: Fix | None = None
    own_severity: Severity | None = None

    @property
    def severity(self) -> Severity:
        """The severity of this case, which is its rule's unless the rule says otherwise."""
        return self.own_severity or self.rule.severity

    @property
    def start(self) -> Position:
        """The line and column of the first character."""
        return self.source.position(self.span.start)

    @property
    def end(self) -> Position:
        """The line and column just past the last character."""
        return self.source.position(self.span.end)


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the checklist behind a verdict: whether it is so, what would mend it, and its line.

    `about` names the part that it speaks of, with what that comes to; items of one part stand together.
    """

    state: Literal["ok", "fails", "unknown", "remark"]
    message: str
    change: str = ""
    line: int | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a policy decided: `decision` as the command prints it, and the route of what decided it.

    `by` says the same in words, such as "rule `X`, line 30". Of recorded events, `parts` are the verdicts on
    each of them, and `faults` what is wrong with those that could not be judged. `steps` tells, rule by rule,
    how the policy came to it; it is worked out only when it is asked for. `checklist` tells the same of a
    manifest: all that was looked at, and what would have to be changed.
    """

    decision: dict[str, object]
    route: Route | None = None
    by: str = ""
    parts: tuple[Verdict, ...] = ()
    faults: tuple[Diagnostic, ...] = ()
    steps: Callable[[], Iterable[str]] | None = field(default=None, compare=False, repr=False)
    checklist: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """What was looked at: nothing is skipped in silence."""

    pages: int = 0
    snippets: int = 0
    checked: int = 0
    fragments: int = 0
    parsed: int = 0
    unchecked: int = 0
    cases: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.pages + other.pages,
            self.snippets + other.snippets,
            self.checked + other.checked,
            self.fragments + other.fragments,
            self.parsed + other.parsed,
            self.unchecked + other.unchecked,
            self.cases + other.cases,
        )


@dataclass(frozen=True, slots=True)
class Report:
    """The diagnostics of a run, in the order of files and places, and what was looked at."""

    diagnostics: tuple[Diagnostic, ...]
    tally: Tally

    def worst(self) -> Severity | None:
        """The gravest severity among the diagnostics."""
        present = {diagnostic.severity for diagnostic in self.diagnostics}
        return next((severity for severity in Severity if severity in present), None)


def diagnose(finding: Finding, snippet: Snippet, span: Callable[[Where], Span]) -> Diagnostic:
    """The diagnostic of a finding; `span` finds a place of the document in the snippet's text."""
    says = finding.says
    source, home = snippet.locate(span(finding.where))
    related = tuple(Remark(*snippet.locate(span(other.where)), other.message) for other in says.related)
    fix = says.fix and _fix_at_home(says.fix, snippet, source)
    route = finding.route
    return Diagnostic(
        finding.rule,
        source,
        home,
        says.message,
        says.hint,
        None if route is None else printed(route),
        says.upstream,
        related,
        fix,
        says.severity,
    )


def own_span(where: Where) -> Span:
    """The span of a finding that speaks of a text itself, and of no document in it."""
    assert isinstance(where, Span)
    return where


def _fix_at_home(fix: Fix, snippet: Snippet, source: Source) -> Fix | None:
    """The fix in the file's own offsets, or nothing when it would reach into another file."""
    edits = []
    for edit in fix.edits:
        home, span = snippet.locate(edit.span)
        if (
            home.path != source.path
            or home.text[span.start : span.end] != snippet.text[edit.span.start : edit.span.end]
        ):
            return None
        edits.append(Edit(span, edit.text))
    return Fix(fix.title, tuple(edits))


def printed(route: Route) -> str:
    """A route as Kubernetes prints it: `spec.containers[0].image`, free-form keys in brackets.

    A key of a free-form map is one that could not be a field's name, or stands under a field that
    holds such a map (`limits`, `data`, `labels` and their kin).
    """
    text = ""
    before: str | int | None = None
    for step in route:
        if isinstance(step, int) or (text and _in_brackets(before, step)):
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
        before = step
    return text


def _in_brackets(before: str | int | None, step: str) -> bool:
    if before in FREE_FORM:
        # A pod's `overhead` is such a map, that of a RuntimeClass holds one.
        return (before, step) not in (("overhead", "podFixed"), ("overhead", "limits"))
    # The server calls the size that a claim asks for so, though `resources` holds `requests`.
    return not _is_name(step) or (before, step) == ("resources", "storage")


def _is_name(step: str) -> bool:
    return step.replace("_", "").replace("-", "").removeprefix("$").isalnum()


FREE_FORM = frozenset(
    {"labels", "annotations", "data", "stringData", "binaryData", "limits", "requests", "nodeSelector",
     "matchLabels", "hard", "capacity", "allocatable", "overhead", "default", "defaultRequest", "min", "max",
     "maxLimitRequestRatio", "properties"}
)  # fmt: skip
