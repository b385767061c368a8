"""Snippets → what is wrong with each, and what its policies decide."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from noteproof import cases, directives, yamltree
from noteproof.directives import Directive, Directives
from noteproof.expectations import settle
from noteproof.finding import AnyRule, Diagnostic, Finding, Report, Tally, Value, Where, diagnose
from noteproof.language import VERSIONS, Decide, Found, Language, Loaded, ReadBy, Target
from noteproof.text import Files, Snippet, Source, Span, Unreadable, nearest
from noteproof.yamltree import Dialect, Document, Reading

YAML_LABELS = frozenset({"yaml", "yml"})
SHELL_LABELS = frozenset({"bash", "sh", "shell", "zsh", "console", "shell-session"})

_HEAD = re.compile(
    r"^[ \t]*(?:-[ \t]+)?[\"']?(?:api_?versions?|kind|rules?|macros?|lists?|required_\w+|cases)[\"']?[ \t]*:",
    re.MULTILINE | re.IGNORECASE,
)
_HEREDOC = re.compile(r"<<(-?)[ \t]*[\"']?(\w+)[\"']?[^\n]*\n(.*?)\n[ \t]*\2[ \t]*(?:\n|\Z)", re.DOTALL)


class State(StrEnum):
    """How far a snippet was looked at; `OTHER` is not ours to look at."""

    CHECKED = "checked"
    FRAGMENT = "fragment"
    PARSED = "parsed"
    UNCHECKED = "unchecked"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run knows beforehand.

    `languages` in the order in which they are asked; `kubernetes` the versions that a snippet speaks of when
    it says nothing; `snippets` the folder of the notes' YAML; `language` the name of the language that
    unclaimed YAML is of, if one was given; `codes` the codes of all rules.
    """

    languages: tuple[Language, ...]
    kubernetes: tuple[str, ...] = ("1.36",)
    snippets: str = "snippets"
    language: str | None = None
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one snippet.

    `met` are the diagnostics that were expected, `decided` the cases that were asked in it,
    `heredocs` how many YAML texts a shell block holds.
    """

    snippet: Snippet
    state: State
    language: str | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    met: tuple[Diagnostic, ...] = ()
    decided: tuple[cases.Decided, ...] = ()
    heredocs: int = 0


def check(snippets: Iterable[Snippet], files: Files, settings: Settings) -> tuple[Outcome, ...]:
    """What is wrong with each snippet of a page, or with one file, and what its cases decide."""
    page = _Page(files, settings)
    return tuple(page.check(snippet) for snippet in snippets)


def report(outcomes: Iterable[Outcome], others: Iterable[Diagnostic] = (), pages: int = 0) -> Report:
    """One report of many outcomes and of diagnostics from elsewhere; what is shown twice is reported once."""
    found = list(others)
    tally = Tally(pages=pages)
    for outcome in outcomes:
        found.extend(outcome.diagnostics)
        tally += _tally(outcome)
    return Report(in_order(found), tally)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Diagnostics by file and place, each once however often it is shown."""
    unique = {(each.source.path, each.span, each.rule.code, each.message): each for each in diagnostics}
    return tuple(unique[key] for key in sorted(unique))


def _tally(outcome: Outcome) -> Tally:
    if outcome.heredocs:
        return Tally(snippets=outcome.heredocs, unchecked=outcome.heredocs)
    if outcome.state is State.OTHER:
        return Tally()
    return Tally(
        snippets=1,
        checked=outcome.state is State.CHECKED,
        fragments=outcome.state is State.FRAGMENT,
        parsed=outcome.state is State.PARSED,
        unchecked=outcome.state is State.UNCHECKED,
        cases=len(outcome.decided),
    )


@dataclass(slots=True)
class _Read:
    """A snippet that a language claims: its documents, and those that are loaded before them."""

    language: Language
    before: tuple[Document, ...]
    documents: tuple[Document, ...]
    loaded: Loaded | None = None


@dataclass(slots=True)
class _Page:
    """The snippets of one page, in order: a case asks those above it."""

    files: Files
    settings: Settings
    above: list[_Read] = field(default_factory=list)

    def check(self, snippet: Snippet) -> Outcome:
        if snippet.label in SHELL_LABELS:
            return Outcome(snippet, State.OTHER, heredocs=self._heredocs(snippet))
        if snippet.label is not None and snippet.label.lower() not in YAML_LABELS:
            return Outcome(snippet, State.OTHER)
        if snippet.label is None and snippet.origins and not _HEAD.search(snippet.text):
            return Outcome(snippet, State.OTHER)
        said = directives.read(snippet)
        if said.unchecked:
            return self._close(Outcome(snippet, State.UNCHECKED), said, _of_text(said.findings), None)
        return self._check_yaml(snippet, said)

    def _check_yaml(self, snippet: Snippet, said: Directives) -> Outcome:
        language, reading = self._claimed(snippet, said)
        placed = _of_text((*said.findings, *reading.findings))
        if language is None:
            if any(cases.is_cases(document.value) for document in reading.documents):
                return self._check_cases(snippet, said)
            if snippet.label is None and snippet.origins:
                return Outcome(snippet, State.OTHER)
            if said.place:
                placed.extend(_of_text([_no_place(said.place)]))
            return self._close(Outcome(snippet, State.PARSED), said, placed, reading)
        own = _Read(language, self._before(said, snippet, language, placed), reading.documents)
        target = self._target(snippet, said, placed)
        own.loaded = language.load((*own.before, *own.documents), target)
        self.above.append(own)
        placed.extend(_of_documents(own.loaded.findings, snippet))
        return self._close(Outcome(snippet, State(own.loaded.reach), language.name), said, placed, reading)

    def _claimed(self, snippet: Snippet, said: Directives) -> tuple[Language | None, Reading]:
        """The language of a snippet, and how its program reads it; without one, how Kubernetes would."""
        readings: dict[str, Reading] = {}

        def reading(dialect: Dialect) -> Reading:
            if dialect.name not in readings:
                readings[dialect.name] = yamltree.read(snippet, dialect)
            return readings[dialect.name]

        languages = self.settings.languages
        if said.place:
            for language in languages:
                if language.claims_place(said.place.words):
                    return language, reading(language.dialect)
            return None, reading(yamltree.KUBERNETES)
        for language in languages:
            if any(language.claims(document.value) for document in reading(language.dialect).documents):
                return language, reading(language.dialect)
        if snippet.label is None and snippet.origins:
            return None, reading(yamltree.KUBERNETES)
        for language in languages:
            forced = language.name == self.settings.language
            documents = reading(language.dialect).documents
            if forced or any(language.claims_fragment(document.value) for document in documents):
                return language, reading(language.dialect)
        return None, reading(yamltree.KUBERNETES)

    def _target(self, snippet: Snippet, said: Directives, placed: list[Placed]) -> Target:
        """What the snippet is checked for, by its own word or by the settings."""
        versions = said.speaks_of(VERSIONS) if said.versions else self.settings.kubernetes
        if not versions:
            hint = f"name a version from {VERSIONS[0]} to {VERSIONS[-1]}"
            finding = directives.malformed.at(
                snippet.line_span(1), "# kubernetes:", "names no version that is known", hint
            )
            placed.append(Placed(finding, _as_it_is))
            versions = self.settings.kubernetes
        read_by: ReadBy = "kubectl"
        if said.read_by and said.read_by.words in ("api", "kubelet"):
            read_by = "api" if said.read_by.words == "api" else "kubelet"
        return Target(versions, read_by, said.place.words if said.place else None)

    def _before(
        self, said: Directives, snippet: Snippet, language: Language, placed: list[Placed]
    ) -> tuple[Document, ...]:
        """The documents that `# after:` names, each once, in loading order."""
        documents: list[Document] = []
        for directive in said.after:
            if directive.words == "above":
                earlier = next((read for read in reversed(self.above) if read.language is language), None)
                if earlier is None:
                    placed.extend(_of_text([_not_after(directive, "names a block above, and there is none")]))
                else:
                    documents.extend((*earlier.before, *earlier.documents))
                continue
            source, _ = snippet.locate(directive.span)
            try:
                documents.extend(self._file(_beside(directive.words, source, self.settings), language, ()))
            except Unreadable as fault:
                near = nearest(posixpath.basename(fault.path), self.files.list(posixpath.dirname(fault.path)))
                placed.extend(_of_text([_not_after(directive, f"names a file that {fault.reason}", near or "")]))
        return tuple({id(document): document for document in documents}.values())

    def _file(self, path: str, language: Language, on_the_way: tuple[str, ...]) -> tuple[Document, ...]:
        """The documents of a file, and before them those that it comes after."""
        if path in on_the_way:
            return ()
        snippet = Snippet.whole(self.files.read(path))
        said = directives.read(snippet)
        before: list[Document] = []
        for directive in said.after:
            if directive.words != "above":
                beside = _beside(directive.words, snippet.source, self.settings)
                before.extend(self._file(beside, language, (*on_the_way, path)))
        return (*before, *yamltree.read(snippet, language.dialect).documents)

    def _check_cases(self, snippet: Snippet, said: Directives) -> Outcome:
        reading = yamltree.read(snippet, yamltree.FALCO)
        placed = _of_text((*said.findings, *reading.findings))
        kinds = frozenset[str]().union(*(language.asks for language in self.settings.languages))
        decided: list[cases.Decided] = []
        for document in reading.documents:
            findings: list[Finding] = []
            asked = cases.read(document.value, kinds, findings)
            decided.extend(cases.run(asked, lambda case: self._policy(case, snippet), findings))
            placed.extend(Placed(finding, document.span) for finding in findings)
        outcome = Outcome(snippet, State.CHECKED, "cases", decided=tuple(decided))
        return self._close(outcome, said, placed, reading)

    def _policy(self, case: cases.Case, snippet: Snippet) -> Decide | str:
        """The policy that a case asks: the file that it names, or the nearest block above that can answer."""
        languages = [language for language in self.settings.languages if case.kind in language.asks]
        target = case.target or _beside_cases(snippet.source.path)
        if target is None:
            above = next((read for read in reversed(self.above) if read.language in languages), None)
            if above is None:
                return "no block above can answer it"
            decide = above.loaded.decide if above.loaded else None
            return decide or "the block above it gives no decisions"
        try:
            source = self.files.read(_beside(target, snippet.source, self.settings))
        except Unreadable as fault:
            return str(fault)
        for language in languages:
            documents = self._file(source.path, language, ())
            if any(language.claims(document.value) for document in documents):
                return language.load(documents, Target(self.settings.kubernetes)).decide or f"{source.path} does not load"
        return f"{source.path} cannot answer it"

    def _heredocs(self, snippet: Snippet) -> int:
        """How many YAML texts of a language that we know a shell block holds."""
        if "<<" not in snippet.text:
            return 0
        found = 0
        for heredoc in _HEREDOC.finditer(snippet.text):
            inner = Snippet(heredoc[3], snippet.source)
            documents = yamltree.read(inner, yamltree.KUBERNETES).documents
            found += any(
                language.claims(document.value) for language in self.settings.languages for document in documents
            )
        return found

    def _close(self, outcome: Outcome, said: Directives, placed: list[Placed], reading: Reading | None) -> Outcome:
        """The outcome with its findings at their places, the expected ones apart."""
        snippet = outcome.snippet
        placed = sorted(placed, key=lambda each: each.span)
        found = [(snippet.line_of(each.span.start), diagnose(each.finding, snippet, each.place)) for each in placed]
        if not said.expectations:
            return replace(outcome, diagnostics=tuple(diagnostic for _, diagnostic in found))
        settled = settle(found, said.expectations, _covered(snippet, reading), self.settings.codes)
        unmet = tuple(diagnose(finding, snippet, _as_it_is) for finding in settled.unmet)
        return replace(outcome, diagnostics=(*settled.left, *unmet), met=settled.met)


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding and how its places are found in the snippet's text."""

    finding: Finding
    place: Callable[[Where], Span]

    @property
    def span(self) -> Span:
        """Where the finding stands in the snippet's text."""
        return self.place(self.finding.where)


def _as_it_is(where: Where) -> Span:
    """The place of a finding that speaks of the text itself."""
    return where if isinstance(where, Span) else Span(0, 0)


def _of_text(findings: Iterable[Finding]) -> list[Placed]:
    return [Placed(finding, _as_it_is) for finding in findings]


def _of_documents(found: Iterable[Found], snippet: Snippet) -> Iterator[Placed]:
    """The findings in a snippet's own documents, but for what is said of a mark such as `...`."""
    for each in found:
        elided = each.document.elided
        if each.document.snippet is snippet and not (elided and _speaks_of_mark(each)):
            yield Placed(each.finding, each.document.span)


def _speaks_of_mark(found: Found) -> bool:
    route = found.finding.route
    if route is None or route not in found.document.elided:
        return False
    span = found.document.span(Value(route))
    return found.document.snippet.text[span.start : span.end] in ("...", "…")


def _covered(snippet: Snippet, reading: Reading | None) -> Callable[[int], range]:
    """The lines that an expectation for a line speaks of: that line, and the block scalar that it opens."""
    last: dict[int, int] = {}
    for document in reading.documents if reading else ():
        for span in document.block_scalars():
            last[snippet.line_of(span.start)] = snippet.line_of(max(span.start, span.end - 1))
    return lambda line: range(line, last.get(line, line) + 1)


def _beside(path: str, source: Source, settings: Settings) -> str:
    """A path that a snippet names: from its own folder, or from the notes' YAML when it stands on a page."""
    folder = settings.snippets if source.path.endswith(".md") else posixpath.dirname(source.path)
    return posixpath.normpath(posixpath.join(folder, path))


def _beside_cases(path: str) -> str | None:
    """The file whose cases a file beside it holds: `x.yaml` of `x.cases.yaml`."""
    stem = posixpath.basename(path).removesuffix(".cases.yaml")
    return f"{stem}.yaml" if path.endswith(".cases.yaml") else None


def _not_after(directive: Directive, fault: str, near: str = "") -> Finding:
    hint = f"did you mean `{near}`?" if near else "name a file by its path from this one"
    return directives.malformed.at(directive.span, f"# after: {directive.words}", fault, hint)


def _no_place(directive: Directive) -> Finding:
    hint = "name a kind and the way to a field, as in `# in: Pod.spec.containers[0]`"
    return directives.malformed.at(directive.span, f"# in: {directive.words}", "names no place that is known", hint)


rules: tuple[AnyRule, ...] = (*yamltree.rules, *directives.rules, *cases.rules)
