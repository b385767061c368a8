"""A snippet as a program reads it, with what its comments say."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from noteproof import directives, yamltree
from noteproof.directives import Directives
from noteproof.engine.outcome import Settings
from noteproof.finding import Finding, Severity, Where
from noteproof.language import VERSIONS, Language, ReadBy, Target
from noteproof.text import Snippet, Span
from noteproof.yamltree import Reading

_REPEATS = ("yaml/duplicate-key", "yaml/merged-key")
_READERS: dict[str, ReadBy] = {"kubectl": "kubectl", "api": "api", "kubelet": "kubelet"}


@dataclass(frozen=True, slots=True)
class Written:
    """A snippet, what its comments say, and what a program reads of it."""

    snippet: Snippet
    said: Directives
    reading: Reading

    @classmethod
    def of(
        cls, snippet: Snippet, said: Directives, reading: Reading, language: Language | None = None
    ) -> Written:
        """What is written in a snippet; what seemed to be a comment and is text of a scalar says nothing."""
        said = _in_comments(said, reading)
        reader = language.reader_of_one(_read_by(said)) if language else None
        return cls(snippet, said, reading.first(snippet, reader) if reader else reading)

    def findings(self, language: Language | None) -> tuple[Finding, ...]:
        """What is wrong with the text, whatever its documents mean."""
        return (*self.said.findings, *_as_read(self.reading, language, self.said))


def target_of(said: Directives, settings: Settings, faults: list[Finding]) -> Target:
    """What a snippet is checked for, by its own word or by the settings."""
    versions = said.speaks_of(VERSIONS) if said.versions else settings.kubernetes
    if not versions and said.kubernetes:
        fault = "names no version that is known"
        hint = f"name a version from {VERSIONS[0]} to {VERSIONS[-1]}"
        words = f"# kubernetes: {said.kubernetes.words}"
        faults.append(directives.malformed.at(said.kubernetes.span, words, fault, hint))
    place = (said.place.words, said.place.span) if said.place else (None, None)
    return Target(versions or settings.kubernetes, _read_by(said), *place)


def _read_by(said: Directives) -> ReadBy:
    """Who reads a manifest."""
    return _READERS[said.read_by.words] if said.read_by else "kubectl"


def _in_comments(said: Directives, reading: Reading) -> Directives:
    """What the comments say, without those that are text of a scalar, as in `echo "# expect: …"`."""
    if not said.expectations and not said.findings and not said.writable:
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
        writable=tuple(each for each in said.writable if speaks(each.span)),
    )


def _as_read(reading: Reading, language: Language | None, said: Directives) -> Iterator[Finding]:
    """The findings of a reading, as grave as they are to who reads it.

    The server refuses a key that comes twice, of which kubectl keeps one; kubectl refuses a file that it cuts
    in a wrong place, and where nobody knows who reads a text that is a warning.
    """
    strict = said.read_by is not None and said.read_by.words == "api"
    strict = strict and (language is None or language.dialect is yamltree.KUBERNETES)
    for finding in reading.findings:
        if strict and finding.rule.code in _REPEATS:
            fault = finding.says.message.partition(";")[0]
            message = f'{fault}; the server refuses it ("already set in map")'
            yield replace(finding, says=replace(finding.says, message=message, severity=Severity.ERROR))
        elif language is not None and finding.rule.code == "yaml/separator":
            yield replace(finding, says=replace(finding.says, severity=Severity.ERROR))
        else:
            yield finding


def repeats_later(findings: Iterable[Finding], why: str) -> tuple[Finding, ...]:
    """The findings, of which those on keys that come twice say why their program tells of them later."""
    return tuple(
        it.told_later(why) if it.rule.code in _REPEATS and it.severity is Severity.ERROR else it
        for it in findings
    )
