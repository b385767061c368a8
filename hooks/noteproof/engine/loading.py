"""The documents that a snippet comes after, and the policies that cases ask."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field

from noteproof import cases, directives, yamltree
from noteproof.directives import Directive, Directives
from noteproof.engine.outcome import Settings
from noteproof.finding import Finding, Severity
from noteproof.language import Decide, Language, Loaded, Target
from noteproof.text import Files, Snippet, Source, Unreadable, nearest
from noteproof.yamltree import Document


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
    _files: dict[tuple[str, str], tuple[Snippet, tuple[Document, ...]]] = field(default_factory=dict)
    _asked: dict[tuple[str, str], Decide | str] = field(default_factory=dict)

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
            path = self._beside(directive.words, source)
            try:
                documents.extend(self._chain(path, language, (source.path,)))
            except Unreadable as fault:
                findings.append(_not_after(directive, _why(path, fault), self._near(path, fault)))
        return tuple({id(document): document for document in documents}.values()), findings

    def policy(self, case: cases.Case, snippet: Snippet, above: list[Read]) -> Decide | str:
        """The policy that a case asks: the file that it names, or the nearest block above that can answer."""
        languages = [language for language in self.settings.languages if case.kind in language.asks]
        target = case.target or _beside_cases(snippet.source.path)
        if target is None:
            nearest_above = next((read for read in reversed(above) if read.language in languages), None)
            if nearest_above is None:
                return "no block above can answer it"
            loaded = nearest_above.loaded
            return (loaded and loaded.decide) or "the block above it gives no decisions"
        path = self._beside(target, snippet.source)
        if (path, case.kind) not in self._asked:
            self._asked[path, case.kind] = self._compiled(path, languages)
        return self._asked[path, case.kind]

    def _compiled(self, path: str, languages: list[Language]) -> Decide | str:
        for language in languages:
            try:
                documents = tuple(self._chain(path, language, ()))
            except Unreadable as fault:
                return str(fault)
            _, own = self._file(path, language)
            if any(language.claims(document.value) for document in own):
                loaded = language.load(documents, Target(self.settings.kubernetes))
                return loaded.decide or f"{path} {_undecided(loaded)}"
        return f"{path} cannot answer it"

    def _chain(self, path: str, language: Language, on_the_way: tuple[str, ...]) -> Iterator[Document]:
        """The documents of a file, and before them those that it comes after, each once."""
        loaded: dict[str, tuple[Document, ...]] = {}
        waiting = [(path, on_the_way, False)]
        while waiting:
            path, on_the_way, ready = waiting.pop()
            if path in loaded:
                continue
            if path in on_the_way:
                raise Unreadable(path, "comes after itself")
            snippet, documents = self._file(path, language)
            if ready:
                loaded[path] = documents
                continue
            waiting.append((path, on_the_way, True))
            after = [said.words for said in directives.read(snippet).after if said.words != "above"]
            for words in reversed(after):
                waiting.append((self._beside(words, snippet.source), (*on_the_way, path), False))
        return (document for documents in loaded.values() for document in documents)

    def _file(self, path: str, language: Language) -> tuple[Snippet, tuple[Document, ...]]:
        key = path, language.dialect.name
        if key not in self._files:
            snippet = Snippet.whole(self.files.read(path))
            self._files[key] = snippet, yamltree.read(snippet, language.dialect).documents
        return self._files[key]

    def _beside(self, path: str, source: Source) -> str:
        """A path that a snippet names: from its own folder, or on a page from the notes' YAML."""
        folder = self.settings.snippets if source.path.endswith(".md") else posixpath.dirname(source.path)
        return posixpath.normpath(posixpath.join(folder, path))

    def _near(self, path: str, fault: Unreadable) -> str:
        if fault.path != path or fault.outside:
            return ""
        folder, name = posixpath.split(path)
        try:
            return nearest(name, self.files.list(folder)) or ""
        except Unreadable:
            return ""


def _undecided(loaded: Loaded) -> str:
    """Why a policy gives no decisions."""
    severities = {each.finding.says.severity or each.finding.rule.severity for each in loaded.findings}
    return "does not load" if Severity.ERROR in severities else "gives no decisions"


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
