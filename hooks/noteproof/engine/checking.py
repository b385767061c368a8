"""The snippets of one page, in order, each to the language that claims it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from noteproof import cases, directives, yamltree
from noteproof.directives import Directive, Directives
from noteproof.engine.heredocs import heredocs
from noteproof.engine.loading import Loader, Read
from noteproof.engine.outcome import Outcome, Settings, State
from noteproof.engine.placing import Placed, close, of_documents, of_text
from noteproof.finding import Finding, Severity, Where
from noteproof.language import VERSIONS, Language, ReadBy, Target
from noteproof.text import Files, Snippet, Span
from noteproof.yamltree import Dialect, Reading

YAML_LABELS = frozenset({"yaml", "yml"})
SHELL_LABELS = frozenset({"bash", "sh", "shell", "zsh", "console", "shell-session"})

_HEAD = re.compile(
    r"(?:^[ \t]*(?:-[ \t]+)?|[{,][ \t]*)[\"']?"
    r"(?:api_?versions?|kind|rules?|macros?|lists?|required_\w+|cases)[\"']?[ \t]*:",
    re.MULTILINE | re.IGNORECASE,
)
_READERS: dict[str, ReadBy] = {"kubectl": "kubectl", "api": "api", "kubelet": "kubelet"}


def check(snippets: Iterable[Snippet], files: Files, settings: Settings) -> tuple[Outcome, ...]:
    """What is wrong with each snippet of a page, or with one file, and what its cases decide."""
    page = _Page(settings, Loader(files, settings))
    return tuple(page.check(snippet) for snippet in snippets)


@dataclass(slots=True)
class _Page:
    """The snippets of one page, in order: a case asks those above it."""

    settings: Settings
    loader: Loader
    above: list[Read] = field(default_factory=list)

    def check(self, snippet: Snippet) -> Outcome:
        label = snippet.label.lower() if snippet.label is not None else None
        if label in SHELL_LABELS:
            return Outcome(snippet, State.OTHER, heredocs=self._heredocs(snippet))
        if label is not None and label not in YAML_LABELS:
            return Outcome(snippet, State.OTHER)
        if not _unmarked(snippet):
            return self._check_ours(snippet)
        outcome = self._check_ours(snippet) if _HEAD.search(snippet.text) else None
        if outcome is None or outcome.state is State.OTHER:
            return Outcome(snippet, State.OTHER, heredocs=self._heredocs(snippet))
        return outcome

    def _check_ours(self, snippet: Snippet) -> Outcome:
        """A snippet that is YAML by its label, or that may be; `OTHER` if it is not after all."""
        said = directives.read(snippet)
        if not said.unchecked:
            return self._check_yaml(snippet, said)
        language, reading = self._claimed(snippet, said)
        if language is None and _unmarked(snippet) and not _holds_cases(reading):
            return Outcome(snippet, State.OTHER)
        outcome = Outcome(snippet, State.UNCHECKED, language.name if language else None)
        return self._close(outcome, said, of_text(said.findings), None)

    def _check_yaml(self, snippet: Snippet, said: Directives) -> Outcome:
        language, reading = self._claimed(snippet, said)
        said = _in_comments(said, reading)
        placed = of_text((*said.findings, *_as_read(reading, language, said)))
        if language is None:
            if _holds_cases(reading):
                return self._check_cases(snippet, said)
            if _unmarked(snippet):
                return Outcome(snippet, State.OTHER)
            if said.place:
                placed.extend(of_text([_no_place(said.place)]))
            return self._close(Outcome(snippet, State.PARSED), said, placed, reading)
        before, faults = self.loader.before(said, snippet, language, self.above)
        own = Read(language, before, reading.documents)
        target = self._target(said, faults)
        own.loaded = language.load((*before, *own.documents), target)
        self.above.append(own)
        placed.extend((*of_text(faults), *of_documents(own.loaded.findings, snippet)))
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
        if _unmarked(snippet):
            return None, reading(yamltree.KUBERNETES)
        for language in languages:
            forced = language.name == self.settings.language
            documents = reading(language.dialect).documents
            if forced or any(language.claims_fragment(document.value) for document in documents):
                return language, reading(language.dialect)
        return None, reading(yamltree.KUBERNETES)

    def _target(self, said: Directives, faults: list[Finding]) -> Target:
        """What the snippet is checked for, by its own word or by the settings."""
        versions = said.speaks_of(VERSIONS) if said.versions else self.settings.kubernetes
        if not versions and said.kubernetes:
            fault, hint = (
                "names no version that is known",
                f"name a version from {VERSIONS[0]} to {VERSIONS[-1]}",
            )
            words = f"# kubernetes: {said.kubernetes.words}"
            faults.append(directives.malformed.at(said.kubernetes.span, words, fault, hint))
        read_by = _READERS[said.read_by.words] if said.read_by else "kubectl"
        place = (said.place.words, said.place.span) if said.place else (None, None)
        return Target(versions or self.settings.kubernetes, read_by, *place)

    def _check_cases(self, snippet: Snippet, said: Directives) -> Outcome:
        reading = yamltree.read(snippet, yamltree.FALCO)
        placed = of_text((*said.findings, *reading.findings))
        kinds = frozenset[str]().union(*(language.asks for language in self.settings.languages))
        decided: list[cases.Decided] = []
        for document in reading.documents:
            if document.value is None:
                continue
            findings: list[Finding] = []
            asked = cases.read(document.value, kinds, findings)
            decided.extend(
                cases.run(asked, lambda case: self.loader.policy(case, snippet, self.above), findings)
            )
            placed.extend(Placed(finding, document.span) for finding in findings)
        outcome = Outcome(snippet, State.CHECKED, "cases", decided=tuple(decided))
        return self._close(outcome, said, placed, reading)

    def _heredocs(self, snippet: Snippet) -> int:
        """How many YAML texts of a language that we know a shell block holds."""
        found = 0
        for text in heredocs(snippet.text):
            documents = yamltree.read(Snippet(text, snippet.source), yamltree.KUBERNETES).documents
            found += any(
                language.claims(document.value)
                for language in self.settings.languages
                for document in documents
            )
        return found

    def _close(
        self, outcome: Outcome, said: Directives, placed: list[Placed], reading: Reading | None
    ) -> Outcome:
        return close(outcome, said, placed, reading, self.settings)


def _unmarked(snippet: Snippet) -> bool:
    """Whether a snippet is a fence that bears no label."""
    return snippet.label is None and bool(snippet.origins)


def _holds_cases(reading: Reading) -> bool:
    return any(cases.is_cases(document.value) for document in reading.documents)


def _in_comments(said: Directives, reading: Reading) -> Directives:
    """What the comments say, without those that are text of a scalar, as in `echo "# expect: …"`."""
    if not said.expectations and not said.findings:
        return said
    texts: list[Span] = []
    for document in reading.documents:
        for _, span, _ in document.scalars():
            written = document.snippet.text[span.start : span.end]
            header = len(written.partition("\n")[0]) if written[:1] in ("|", ">") else 0
            texts.append(Span(span.start + header, span.end))
    texts.sort()

    def speaks(where: Where) -> bool:
        assert isinstance(where, Span)
        before = bisect_right(texts, where.start, key=lambda span: span.start) - 1
        return before < 0 or where.start >= texts[before].end

    return replace(
        said,
        expectations=tuple(each for each in said.expectations if speaks(each.span)),
        findings=tuple(each for each in said.findings if speaks(each.where)),
    )


def _as_read(reading: Reading, language: Language | None, said: Directives) -> Iterator[Finding]:
    """The findings of a reading; the server refuses a key that comes twice, of which kubectl keeps one."""
    strict = said.read_by is not None and said.read_by.words == "api"
    strict = strict and (language is None or language.dialect is yamltree.KUBERNETES)
    for finding in reading.findings:
        if strict and finding.rule.code in ("yaml/duplicate-key", "yaml/merged-key"):
            fault = finding.says.message.partition(";")[0]
            message = f'{fault}; the server refuses it ("already set in map")'
            yield replace(finding, says=replace(finding.says, message=message, severity=Severity.ERROR))
        else:
            yield finding


def _no_place(directive: Directive) -> Finding:
    hint = "name a kind and the way to a field, as in `# in: Pod.spec.containers[0]`"
    return directives.malformed.at(
        directive.span, f"# in: {directive.words}", "names no place that is known", hint
    )
