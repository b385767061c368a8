"""A snippet's text → its documents as one program reads them, with every fault that it meets on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from noteproof.finding import Finding, Severity
from noteproof.text import Snippet, Span
from noteproof.yamltree import faults as rules
from noteproof.yamltree.dialects import Dialect
from noteproof.yamltree.document import Document
from noteproof.yamltree.part import PartReader
from noteproof.yamltree.stand_ins import FOREIGN_BREAKS, ORDER_MARK

_SEPARATOR = re.compile(r"^---[ \t]*(?:#.*)?(?:\r?\n|\r|\Z)", re.MULTILINE)
_UNKNOWN_CHARACTER = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]+")
_CROWDED = re.compile(r"^---[ \t]*(?P<rest>[^ \t\r\n#][^\r\n]*)", re.MULTILINE)
_DIRECTIVE = re.compile(r"\A(?:(?:[ \t]*#[^\n]*|[ \t\r]*)\n)*(?P<line>%[^\r\n]*)")
_CONTENT = re.compile(r"^(?:---[ \t]+)?[ \t]*([^\s#%-][^\r\n]*|-(?!--)[^\r\n]*)", re.MULTILINE)
_BEGINNING = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)
_MARK = "\ufeff"
_LONG = 20_000
"""The characters of a line that nobody reads: some hundred lines of a page."""
_LONG_LINE = re.compile(rf"[^\r\n]{{{_LONG},}}")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a program reads of a snippet: the documents that have a value, empty ones too, and the faults.

    `whole` is false where a document could not be read: what is known of the snippet is then not all.
    """

    documents: tuple[Document, ...]
    findings: tuple[Finding, ...]
    whole: bool

    def first(self, snippet: Snippet, reader: str) -> Reading:
        """What a program reads that reads one document only; what comes after it is said to be unread."""
        cut = _second(snippet.text)
        own = tuple(each for each in self.findings if each.rule is not rules.separator)  # those are kubectl's
        said = None if cut is None else _CONTENT.search(snippet.text, cut)
        if cut is None or said is None:
            return Reading(self.documents, own, self.whole)
        documents = tuple(each for each in self.documents if each.base < cut)[:1]
        findings = tuple(each for each in own if _start(each) < cut)
        empty = bool(documents) and documents[0].value is None
        unread = rules.unread_document.at(Span(*said.span(1)), reader, "empty" if empty else "other")
        return Reading(documents, (*findings, unread), self.whole)


def read(snippet: Snippet, dialect: Dialect) -> Reading:
    """Read a snippet as the program of a dialect does."""
    findings: list[Finding] = []
    text = _known_characters(snippet.text, findings)
    if not dialect.foreign_breaks and not text.isascii():
        text = text.translate(FOREIGN_BREAKS)
    documents: list[Document] = []
    whole = True
    for base, part in _parts(text):
        reader = PartReader(snippet, dialect, part, base, findings)
        documents.extend(reader.read())
        whole = whole and reader.whole
    if dialect.cut_at_lines and "---" in text:
        _cut(text, findings)
    if len(text) > _LONG:
        findings.extend(
            rules.long_line.at(Span(*line.span()), len(line.group())) for line in _LONG_LINE.finditer(text)
        )
    findings.sort(key=_start)
    named = (_named(finding, dialect) for finding in findings) if dialect.refusal else findings
    return Reading(tuple(documents), tuple(named), whole)


def _named(finding: Finding, dialect: Dialect) -> Finding:
    """A finding with its program's own name for it: that of a refusal, or none."""
    refused = (finding.says.severity or finding.rule.severity) is Severity.ERROR
    name = dialect.refusal if refused else None
    if "missing before the comma" in finding.says.message:  # yaml-cpp reads a null there, which Falco refuses
        name = dialect.null_item
    return replace(finding, says=replace(finding.says, upstream=name))


def _cut(text: str, findings: list[Finding]) -> None:
    """Report the lines at which kubectl cuts a file and should not, instead of what they do to YAML."""
    crowded = list(_CROWDED.finditer(text))
    if crowded:
        lines = [range(*found.span()) for found in crowded]
        findings[:] = [
            each
            for each in findings
            if each.rule not in (rules.syntax, rules.unread_document)
            or not any(_start(each) in line for line in lines)
        ]
    for found in crowded:
        fault = "kubectl takes this line for a separator of documents, which holds nothing after `---`"
        hint = "begin the document on the next line, or indent the line if it is text"
        span = Span(*found.span("rest"))
        findings.append(rules.separator.at(span, fault, hint, Severity.ERROR))
    directive = _DIRECTIVE.match(text)
    if directive and not any(_start(each) == directive.start("line") for each in findings):
        fault = "kubectl cuts the file at `---` and refuses this line, as no document follows it"
        span = Span(*directive.span("line"))
        findings.append(rules.separator.at(span, fault, "remove the line", Severity.WARNING))


def _start(finding: Finding) -> int:
    return finding.where.start if isinstance(finding.where, Span) else 0


def _known_characters(text: str, findings: list[Finding]) -> str:
    """The text with a printable stand-in for each character that YAML does not know."""
    if text.isascii() and text.isprintable():
        return text

    def stand_in(found: re.Match[str]) -> str:
        characters = found.group()
        span = Span(*found.span())
        if not characters.strip(_MARK):
            findings.append(rules.byte_order_mark.at(span))
            return ORDER_MARK * len(characters)
        findings.append(rules.control_character.at(span, characters.strip(_MARK)[0]))
        return "\ufffd" * len(characters)

    opening = text.startswith(_MARK)
    return text[:opening] + _UNKNOWN_CHARACTER.sub(stand_in, text[opening:])


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """The parts that lines `---` open, each with its offset: a broken one does not hide the others.

    kubectl cuts a file the same way. Comments and directives before the first `---` are no document.
    """
    start = 1 if text.startswith(_MARK) else 0
    if "---" in text:
        opened = False
        for cut in _SEPARATOR.finditer(text):
            before = text[start : cut.start()]
            if opened or any(map(_speaks, before.splitlines())):
                yield start, before
                start = cut.start()
            opened = True
    yield start, text[start:]


def _second(text: str) -> int | None:
    """Where the second document of a text begins, if there is one."""
    start, opened = 0, False
    for found in _BEGINNING.finditer(text):
        if opened or any(map(_speaks, text[start : found.start()].splitlines())):
            return found.start()
        start, opened = found.start(), True
    return None


def _speaks(line: str) -> bool:
    """Whether a line is content, and neither blank nor a comment nor a directive."""
    return bool(line.strip()) and not line.lstrip().startswith("#") and not line.startswith("%")
