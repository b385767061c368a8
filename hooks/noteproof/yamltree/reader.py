"""A snippet's text → its documents as one program reads them, with every fault that it meets on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import yaml

from noteproof.finding import Finding
from noteproof.text import Snippet, Span
from noteproof.yamltree import faults as rules
from noteproof.yamltree.compose import Composer, Unreadable
from noteproof.yamltree.dialects import Dialect
from noteproof.yamltree.document import Document
from noteproof.yamltree.elision import blanked, elided

_SEPARATOR = re.compile(r"^---[ \t]*(?:#.*)?(?:\r?\n|\r|\Z)", re.MULTILINE)
_UNKNOWN_CHARACTER = re.compile(
    "[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_TABS = 1000
"""How many tabs of a document are read past, one parse each; a document with more is left there."""

_HINTS = {
    "mapping values are not allowed": "quote a value that holds `: `, or indent the line as its neighbours are",
    "could not find expected ':'": "write `key: value`, and indent the line as its neighbours are",
    "did not find expected key": "indent the line as the other keys of its mapping are",
    "did not find expected '-' indicator": "indent the line as the other items of its list are",
    "did not find expected ',' or": "close the bracket, or put a comma between the items",
    "did not find expected node content": "write a value here",
    "cannot start any token": "quote a value that begins with this character",
    "block sequence entries are not allowed": "begin the list on a line of its own",
    "found unexpected end of stream": "close the quotation mark",
    "found unexpected document indicator": "close the quotation mark before the line `---`",
    "unknown escape character": "double the backslash, or use single quotes",
    "found unexpected ':'": "put a blank after the colon, or quote the text",
    "expected comment or line break": "begin the text of a block scalar on the next line",
    "invalid Unicode character escape": "write the character itself",
    "incompatible YAML document": "remove the %YAML line",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a program reads of a snippet: the documents that have a value, empty ones too, and the faults.

    `whole` is false where a document could not be read: what is known of the snippet is then not all.
    """

    documents: tuple[Document, ...]
    findings: tuple[Finding, ...]
    whole: bool


class _PurePython(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    """PyYAML's parser where it was built without libyaml, as in a browser."""

    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)


_Parser: Any = getattr(yaml.cyaml, "CParser", None) if yaml.__with_libyaml__ else _PurePython


def read(snippet: Snippet, dialect: Dialect) -> Reading:
    """Read a snippet as the program of a dialect does."""
    findings: list[Finding] = []
    text = _known_characters(snippet.text, findings)
    documents: list[Document] = []
    whole = True
    for base, part in _parts(text):
        reader = _PartReader(snippet, dialect, part, base, findings)
        documents.extend(reader.read())
        whole = whole and reader.whole
    findings.sort(key=_start)
    return Reading(tuple(documents), tuple(findings), whole)


def _start(finding: Finding) -> int:
    return finding.where.start if isinstance(finding.where, Span) else 0


def _known_characters(text: str, findings: list[Finding]) -> str:
    """The text with a printable stand-in for each character that YAML does not know."""
    if text.isascii() and text.isprintable():
        return text

    def stand_in(found: re.Match[str]) -> str:
        findings.append(rules.control_character.at(Span(*found.span()), found.group()))
        return "\ufffd"

    return _UNKNOWN_CHARACTER.sub(stand_in, text)


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """The parts between lines `---`, each with its offset: a broken one does not hide the others.

    kubectl cuts a file the same way. A part that opens with a directive keeps the `---` that ends it.
    """
    if "---" not in text:
        yield 0, text
        return
    start = 0
    for cut in _SEPARATOR.finditer(text):
        if text.startswith("%", start):
            continue
        if start or text[: cut.start()].strip():
            yield start, text[start : cut.start()]
        start = cut.end()
    yield start, text[start:]


class _PartReader:
    """Reads one part of a snippet, past what it can read past. Use once."""

    def __init__(self, snippet: Snippet, dialect: Dialect, text: str, base: int, findings: list[Finding]) -> None:
        self._snippet = snippet
        self._dialect = dialect
        self._text = text
        self._base = base
        self._findings = findings
        self._left_out: tuple[int, ...] = ()
        self.whole = True

    def read(self) -> list[Document]:
        """The documents of the part; after a fault that cannot be read past, those before it."""
        for _ in range(_TABS):
            faults: list[Finding] = []
            documents: list[Document] = []
            again = self._attempt(documents, faults)
            if not again:
                self._findings.extend(faults)
                return documents
        self.whole = False
        return documents

    def _attempt(self, documents: list[Document], faults: list[Finding]) -> bool:
        """Parse the part once; true when something was read past, and it is to be parsed again."""
        parser = _Parser(self._text)
        get_event = parser.get_event
        ended = False
        try:
            while (event := get_event()) is not None:
                kind = event.__class__
                if kind is yaml.DocumentEndEvent:
                    ended = not self._dialect.reads_after_end
                elif kind is yaml.DocumentStartEvent:
                    if ended:
                        self._after_end(event.start_mark.index, documents, faults)
                        break
                    self._version(event, faults)
                    composer = Composer(self._dialect, self._text, self._base, faults)
                    value, root = composer.compose(get_event)
                    documents.append(self._document(value, root, faults))
            if not documents:
                documents.append(self._document(None, None, faults))
        except Unreadable:
            self.whole = False
            self._as_template(faults)
        except yaml.MarkedYAMLError as error:
            if ended:
                self._after_end(_place(error), documents, faults)
                return False
            return self._stopped(error, faults)
        return False

    def _document(self, value: object, root: Any, faults: list[Finding]) -> Document:
        document = Document(self._snippet, value, root, self._base, self._text)
        if not self._left_out and "..." not in self._text and "…" not in self._text:
            return document
        routes, found = elided(document, self._left_out)
        faults.extend(found)
        return Document(self._snippet, value, root, self._base, self._text, frozenset(routes))

    def _version(self, event: Any, faults: list[Finding]) -> None:
        if event.version and tuple(event.version) != (1, 1) and not self._dialect.yaml_1_2:
            span = self._snippet_span(event.start_mark.index, event.end_mark.index)
            faults.append(_syntax(span, "found incompatible YAML document"))
            raise Unreadable

    def _after_end(self, at: int, documents: list[Document], faults: list[Finding]) -> None:
        """What stands after `...`: a document never read, or the rest of one that something was left out of."""
        mark = self._text.rfind("...", 0, at)
        if mark < 0 or re.match(r"(?:apiVersion|kind):", self._text[at:]):
            line = re.compile(r"[^\r\n]*").match(self._text, at)
            span = self._snippet_span(at, line.end() if line else at)
            faults.append(rules.unread_document.at(span, self._dialect.reader))
        else:
            faults.append(rules.elision.at(self._snippet_span(mark, mark + 3), "...", "ends"))
            last = documents[-1]
            documents[-1] = replace(last, elided=last.elided | {()})

    def _stopped(self, error: yaml.MarkedYAMLError, faults: list[Finding]) -> bool:
        """Read past a tab or `...`; report what cannot be read past."""
        at = min(_place(error), len(self._text))
        problem = str(error.problem or error.context or "it cannot be read")
        if self._text.startswith("\t", at) and ("tab" in problem or "start any token" in problem):
            self._findings.append(rules.tab.at(self._snippet_span(at, at + 1), self._dialect.reader))
            self._text = f"{self._text[:at]} {self._text[at + 1 :]}"
            return True
        if self._leave_out():
            return True
        faults.append(_syntax(self._line_span(at), problem))
        self.whole = False
        self._as_template(faults)
        return False

    def _leave_out(self) -> bool:
        """Blank the lines that are `...` alone, and report the first; false when there is none."""
        if self._left_out:
            return False
        text, lines = blanked(self._text)
        if not lines:
            return False
        mark = self._text[lines[0]]
        mark = "..." if mark == "." else mark
        span = self._snippet_span(lines[0], lines[0] + len(mark))
        self._findings.append(rules.elision.at(span, mark, "breaks"))
        self._text = text
        self._left_out = lines
        return True

    def _as_template(self, faults: list[Finding]) -> None:
        """Say once that a text is a template, instead of how it fails to be YAML."""
        at = self._text.find("{{")
        if at >= 0:
            end = self._text.find("}}", at)
            end = end + 2 if end >= 0 else at + 2
            faults[:] = [rules.template.at(self._snippet_span(at, end))]

    def _snippet_span(self, start: int, end: int) -> Span:
        return Span(self._base + start, self._base + end)

    def _line_span(self, at: int) -> Span:
        """From an offset to the end of its line; the last character of the text at its end."""
        if at >= len(self._text.rstrip()):
            at = max(len(self._text.rstrip()) - 1, 0)
        end = at
        while end < len(self._text) and self._text[end] not in "\r\n":
            end += 1
        return self._snippet_span(at, end)


def _place(error: yaml.MarkedYAMLError) -> int:
    mark = error.problem_mark or error.context_mark
    return int(mark.index) if mark else 0


def _syntax(span: Span, problem: str) -> Finding:
    hint = next((hint for part, hint in _HINTS.items() if part in problem), "compare the line with its neighbours")
    return rules.syntax.at(span, problem, hint)
