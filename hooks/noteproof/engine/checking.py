"""The snippets of one page, in order, each to the language that claims it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from noteproof import cases, directives, yamltree
from noteproof.directives import Directive, Directives
from noteproof.engine.asking import Asked, finder, weigh
from noteproof.engine.heredocs import heredocs
from noteproof.engine.loading import Loader, Read
from noteproof.engine.outcome import Outcome, Settings, State
from noteproof.engine.placing import Placed, close, of_documents, of_text
from noteproof.engine.recordings import Recordings
from noteproof.engine.written import Written, repeats_later, target_of
from noteproof.finding import Finding
from noteproof.language import Language
from noteproof.text import Files, Snippet
from noteproof.yamltree import Dialect, Reading

YAML_LABELS = frozenset({"yaml", "yml"})
SHELL_LABELS = frozenset({"bash", "sh", "shell", "zsh", "console", "shell-session"})

_HEAD = re.compile(
    r"(?:^[ \t]*(?:-[ \t]+)?|[{,][ \t]*)[\"']?"
    r"(?:api_?versions?|kind|rules?|macros?|lists?|required_\w+|cases)[\"']?[ \t]*:",
    re.MULTILINE | re.IGNORECASE,
)


def check(snippets: Iterable[Snippet], files: Files, settings: Settings) -> tuple[Outcome, ...]:
    """What is wrong with each snippet of a page, or with one file, and what its cases decide."""
    loader = Loader(files, settings)
    page = _Page(settings, loader, Recordings(loader))
    seen = [page.check(snippet) for snippet in snippets]
    weigh(each for each in seen if isinstance(each, Asked))
    return tuple(each.close(settings) if isinstance(each, Asked) else each for each in seen)


@dataclass(slots=True)
class _Page:
    """The snippets of one page, in order: a case asks those above it."""

    settings: Settings
    loader: Loader
    recordings: Recordings
    above: list[Read] = field(default_factory=list)

    def check(self, snippet: Snippet) -> Outcome | Asked:
        label = snippet.label.lower() if snippet.label is not None else None
        if label in SHELL_LABELS:
            return Outcome(snippet, State.OTHER, heredocs=self._heredocs(snippet))
        if label is not None and label not in YAML_LABELS:
            return Outcome(snippet, State.OTHER)
        if not _unmarked(snippet):
            return self._check_ours(snippet)
        outcome = self._check_ours(snippet) if _HEAD.search(snippet.text) else None
        if outcome is None or (isinstance(outcome, Outcome) and outcome.state is State.OTHER):
            return Outcome(snippet, State.OTHER, heredocs=self._heredocs(snippet))
        return outcome

    def _check_ours(self, snippet: Snippet) -> Outcome | Asked:
        """A snippet that is YAML by its label, or that may be; `OTHER` if it is not after all."""
        said = directives.read(snippet)
        if not said.unchecked:
            return self._check_yaml(snippet, said)
        language, reading = self._claimed(snippet, said)
        if language is None and _unmarked(snippet) and not _holds_cases(reading):
            return Outcome(snippet, State.OTHER)
        outcome = Outcome(snippet, State.UNCHECKED, language.name if language else None)
        return self._close(outcome, said, of_text(said.findings), None)

    def _check_yaml(self, snippet: Snippet, said: Directives) -> Outcome | Asked:
        language, reading = self._claimed(snippet, said)
        written = Written.of(snippet, said, reading, language)
        said, reading, findings = written.said, written.reading, written.findings(language)
        if language is None:
            placed = of_text(findings)
            as_cases = yamltree.read(snippet, yamltree.CASES) if "cases" in snippet.text else reading
            if _holds_cases(as_cases):
                return self._ask_cases(snippet, said, as_cases)
            if _unmarked(snippet):
                return Outcome(snippet, State.OTHER)
            if said.place:
                placed.extend(of_text([_no_place(said.place)]))
            return self._close(Outcome(snippet, State.PARSED), said, placed, reading)
        before, faults = self.loader.before(said, snippet, language, self.above)
        own = Read(language, before, reading.documents)
        is_named = language.name == self.settings.language and not snippet.origins
        target = replace(target_of(said, self.settings, faults), is_named=is_named)
        own.loaded = language.load((*before, *own.documents), target)
        self.above.append(own)
        if own.loaded.before_repeats:
            findings = repeats_later(findings, own.loaded.before_repeats)
        placed = of_documents((*findings, *faults), own.loaded.findings, snippet)
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

    def _ask_cases(self, snippet: Snippet, said: Directives, reading: Reading) -> Asked:
        kinds = cases.kinds(self.settings.languages)
        asked = Asked(snippet, said, reading, [])
        for document in reading.documents:
            if document.value is not None:
                find = finder(self.loader, self.recordings, snippet, document, self.above)
                answers = cases.run(cases.read(document.value, kinds), find)
                asked.answers.extend((document, answer) for answer in answers)
        return asked

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


def _no_place(directive: Directive) -> Finding:
    hint = "name a kind and the way to a field, as in `# in: Pod.spec.containers[0]`"
    return directives.malformed.at(
        directive.span, f"# in: {directive.words}", "names no place that is known", hint
    )
