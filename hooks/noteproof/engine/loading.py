"""The documents that a snippet comes after, and the policies that cases ask."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field

from noteproof import directives, yamltree
from noteproof.cases import Case, Policy
from noteproof.directives import Directive, Directives
from noteproof.engine.outcome import Settings
from noteproof.engine.written import Written, target_of
from noteproof.finding import Finding, Severity
from noteproof.language import Language, Loaded
from noteproof.reading import LIMIT
from noteproof.text import Files, Snippet, Source, Unreadable, nearest
from noteproof.yamltree import Document

_PAGES = (".md", ".markdown")


@dataclass(slots=True)
class Read:
    """A snippet that a language claims: its documents, and those that are loaded before them."""

    language: Language
    before: tuple[Document, ...]
    documents: tuple[Document, ...]
    loaded: Loaded | None = None


@dataclass(slots=True)
class Loader:
    """Loads the files that the snippets of one page name, each once."""

    files: Files
    settings: Settings
    _files: dict[tuple[str, str], Written] = field(default_factory=dict)
    _asked: dict[tuple[str, tuple[str, ...]], Policy | str] = field(default_factory=dict)

    def before(
        self, said: Directives, snippet: Snippet, language: Language, above: list[Read]
    ) -> tuple[tuple[Document, ...], list[Finding]]:
        """The documents that `# after:` names, each once, in loading order, and what is wrong with it."""
        documents: list[Document] = []
        findings: list[Finding] = []
        for directive in said.after:
            if directive.words == "above":
                earlier = next((read for read in reversed(above) if read.language is language), None)
                if earlier is None:
                    findings.append(_not_after(directive, "names a block above, and there is none"))
                else:
                    documents.extend((*earlier.before, *earlier.documents))
                continue
            source, _ = snippet.locate(directive.span)
            path = self.beside(directive.words, source)
            try:
                for each in self.chain(path, language, (source.path,)):
                    documents.extend(each.reading.documents)
            except Unreadable as fault:
                findings.append(_not_after(directive, _why(path, fault), self.near(path, fault)))
        return tuple({id(document): document for document in documents}.values()), findings

    def policy(self, case: Case, home: Source, snippet: Snippet, above: list[Read]) -> Policy | str:
        """The policy that a case asks: the file that it names, or the nearest block above that can answer.

        `home` is the file in which the case is written.
        """
        languages = [language for language in self.settings.languages if case.kind in language.asks]
        target = case.target or _beside_cases(snippet.source.path)
        if target is None:
            return _nearest(above, languages)
        asked = self.beside(target, home), tuple(language.name for language in languages)
        if asked not in self._asked:
            self._asked[asked] = self._compiled(asked[0], languages)
        return self._asked[asked]

    def _compiled(self, path: str, languages: list[Language]) -> Policy | str:
        for language in languages:
            try:
                files = self.chain(path, language)
            except Unreadable as fault:
                return str(fault)
            if any(language.claims(document.value) for document in files[-1].reading.documents):
                documents = [document for file in files for document in file.reading.documents]
                loaded = language.load(documents, target_of(files[-1].said, self.settings, []))
                return Policy.of(path, loaded) or f"{path} {_undecided(loaded)}"
        return f"{path} cannot answer it"

    def chain(self, path: str, language: Language, on_the_way: tuple[str, ...] = ()) -> list[Written]:
        """A file, and before it those that it comes after, each once."""
        loaded: dict[str, Written] = {}
        waiting = [(path, on_the_way, False)]
        while waiting:
            path, on_the_way, ready = waiting.pop()
            if path in loaded:
                continue
            if path in on_the_way:
                raise Unreadable(path, "comes after itself")
            file = self.file(path, language)
            if ready:
                loaded[path] = file
                continue
            waiting.append((path, on_the_way, True))
            after = [each.words for each in file.said.after if each.words != "above"]
            for words in reversed(after):
                waiting.append((self.beside(words, file.snippet.source), (*on_the_way, path), False))
        return list(loaded.values())

    def file(self, path: str, language: Language) -> Written:
        """A file as a language reads it."""
        key = path, language.name
        if key not in self._files:
            snippet = Snippet.whole(self.files.read(path))
            if len(snippet.text) > LIMIT:
                raise Unreadable(path, f"has {len(snippet.text):,} characters, more than {LIMIT:,}")
            reading = yamltree.read(snippet, language.dialect)
            self._files[key] = Written.of(snippet, directives.read(snippet), reading, language)
        return self._files[key]

    def beside(self, path: str, source: Source) -> str:
        """A path that a snippet names: from its own folder, or on a page from the notes' YAML."""
        folder = self.settings.snippets if source.path.endswith(_PAGES) else posixpath.dirname(source.path)
        return posixpath.normpath(posixpath.join(folder, path))

    def near(self, path: str, fault: Unreadable) -> str:
        """The name beside a path that may have been meant, where the file is not there."""
        if fault.path != path or fault.outside:
            return ""
        folder, name = posixpath.split(path)
        try:
            return nearest(name, self.files.list(folder)) or ""
        except Unreadable:
            return ""


def _nearest(above: list[Read], languages: list[Language]) -> Policy | str:
    """The nearest block above that one of these languages claims."""
    at = next((at for at in reversed(range(len(above))) if above[at].language in languages), None)
    if at is None:
        return "no block above can answer it"
    loaded = above[at].loaded
    policy = Policy.of(f"block {at}", loaded) if loaded else None
    return policy or "the block above it gives no decisions"


def _undecided(loaded: Loaded) -> str:
    """Why a policy gives no decisions."""
    refused = any(each.finding.severity is Severity.ERROR for each in loaded.findings)
    return "does not load" if refused else "gives no decisions"


def _why(path: str, fault: Unreadable) -> str:
    if fault.path == path:
        return f"names a file that {fault.reason}"
    return f"names a file that comes after {fault.path}, which {fault.reason}"


def _beside_cases(path: str) -> str | None:
    """The file whose cases a file beside it holds: `x.yaml` of `x.cases.yaml`."""
    stem = posixpath.basename(path).removesuffix(".cases.yaml")
    return f"{stem}.yaml" if path.endswith(".cases.yaml") else None


def _not_after(directive: Directive, fault: str, near: str = "") -> Finding:
    hint = f"did you mean `{near}`?" if near else "name a file by its path from this one"
    return directives.malformed.at(directive.span, f"# after: {directive.words}", fault, hint)
