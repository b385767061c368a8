"""One part of a snippet, between lines `---` → its documents, read past what can be read past."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import yaml

from noteproof.finding import Finding, Severity
from noteproof.text import Snippet, Span
from noteproof.yamltree import faults as rules
from noteproof.yamltree.blame import place, syntax
from noteproof.yamltree.compose import Composer, Unreadable
from noteproof.yamltree.dialects import Dialect
from noteproof.yamltree.document import Document
from noteproof.yamltree.elision import blanked, elided, mark_at
from noteproof.yamltree.parsing import Parser
from noteproof.yamltree.stand_ins import COLON, ESCAPE, WRITTEN
from noteproof.yamltree.template import template

_WORK = 3_000_000
"""How many characters are parsed again to read past tabs one by one; then all that are left go at once."""

_REPEATS = (rules.duplicate_key, rules.merged_key)

_BEGINNING_TABS = re.compile(r"^[ \t]*\t[ \t]*", re.MULTILINE)
_STARTS_OBJECT = re.compile(r"(?:apiVersion|kind):")
_TO_LINE_END = re.compile(r"[^\r\n]*")
_LAST_LINE = re.compile(r"^(\.\.\.)[ \t]*(?:#[^\r\n]*)?[\r\n]*\Z", re.MULTILINE)


def _elisions_once(findings: list[Finding]) -> Iterator[Finding]:
    """Findings, of elisions only the first, or the first remark on one where no other is."""
    elisions = [each for each in findings if each.rule is rules.elision]
    if len(elisions) > 1:
        first = min(elisions, key=lambda each: (each.says.severity is Severity.INFO, each.where))
        return (each for each in findings if each.rule is not rules.elision or each is first)
    return iter(findings)


class PartReader:
    """Reads one part. `findings` are added to. Use once.

    `left_out` holds the offsets of marks such as `...` that were blanked before.
    """

    def __init__(
        self,
        snippet: Snippet,
        dialect: Dialect,
        text: str,
        base: int,
        findings: list[Finding],
        left_out: tuple[int, ...] = (),
    ) -> None:
        self._snippet = snippet
        self._dialect = dialect
        self._text = text
        self._base = base
        self._findings = findings
        self._left_out = left_out
        self._work = 0
        self._tabs: set[int] = set()
        self.whole = True
        self.stopped = len(text)

    def read(self) -> list[Document]:
        """The documents of the part; after a fault that cannot be read past, those before it."""
        while True:
            faults: list[Finding] = []
            documents: list[Document] = []
            if not self._attempt(documents, faults):
                self._findings.extend(_elisions_once(faults))
                return documents

    def _attempt(self, documents: list[Document], faults: list[Finding]) -> bool:
        """Parse the part once; true when something was read past, and it is to be parsed again."""
        parser = Parser(self._text)
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
                    before = len(faults)
                    value, root = composer.compose(get_event)
                    repeats = any(it.rule in _REPEATS for it in faults[before:])
                    documents.append(self._document(value, root, faults, repeats))
            if not documents:
                documents.append(self._document(None, None, faults))
            self._ends_elided(documents, faults)
        except Unreadable:
            self.whole = False
            self._as_template(faults, len(self._text))
        except yaml.MarkedYAMLError as error:
            if ended:
                self._after_end(place(error), documents, faults)
                return False
            return self._read_past(error) or self._stop(error, documents, faults)
        return False

    def _document(self, value: object, root: Any, faults: list[Finding], repeats: bool = False) -> Document:
        text = self._text if self._text.isascii() else self._text.translate(WRITTEN)
        document = Document(self._snippet, value, root, self._base, text, repeats=repeats)
        if not self._left_out and "..." not in text and "…" not in text:
            return document
        routes, found = elided(document, self._left_out)
        faults.extend(found)
        return replace(document, elided=frozenset(routes))

    def _version(self, event: Any, faults: list[Finding]) -> None:
        if event.version and tuple(event.version) != (1, 1) and not self._dialect.yaml_1_2:
            span = self._span(event.start_mark.index, event.end_mark.index)
            faults.append(rules.syntax.at(span, "its version is not 1.1", "remove the %YAML line"))
            raise Unreadable

    def _after_end(self, at: int, documents: list[Document], faults: list[Finding]) -> None:
        """What stands after `...`: a document never read, or the rest of one that is not whole."""
        mark = self._text.rfind("...", 0, at)
        if mark < 0 or _STARTS_OBJECT.match(self._text, at):
            line = _TO_LINE_END.match(self._text, at)
            span = self._span(at, line.end() if line else at)
            faults.append(
                rules.unread_document.at(span, self._dialect.reader, "end" if mark >= 0 else "dedent")
            )
        else:
            faults.append(rules.elision.at(self._span(mark, mark + 3), "...", "ends"))
            last = documents[-1]
            documents[-1] = replace(last, elided=last.elided | {()})

    def _ends_elided(self, documents: list[Document], faults: list[Finding]) -> None:
        """A last line `...` with nothing after it: to YAML the end, to an author something left out."""
        last = documents[-1]
        if "\n..." in self._text and isinstance(last.value, (dict, list)) and not self._left_out:
            found = _LAST_LINE.search(self._text)
            if found:
                faults.append(rules.elision.at(self._span(*found.span(1)), "...", "comment"))
                documents[-1] = replace(last, elided=last.elided | {()})

    def _read_past(self, error: yaml.MarkedYAMLError) -> bool:
        """Put something harmless in the place of a tab, or of a colon that is text to go-yaml."""
        at = min(place(error), len(self._text))
        problem = str(error.problem)
        if self._text.startswith("\t", at) and ("tab" in problem or "start any token" in problem):
            self._work += at
            self._blank(at, at + 1 if self._work < _WORK else len(self._text))
            return True
        if "found unexpected ':'" in problem and self._dialect.colon_is_text:
            self._findings.append(rules.colon_is_text.at(self._span(at, at + 1), self._dialect.reader))
            return self._stand_in(at, COLON)
        return self._text.startswith("\\'", at) and "escape" in problem and self._stand_in(at, ESCAPE)

    def _stand_in(self, at: int, character: str) -> bool:
        """Put a stand-in for one character, if the author uses no such character."""
        if character in self._snippet.text or self._work > _WORK:
            return False
        self._work += at
        self._text = f"{self._text[:at]}{character}{self._text[at + 1 :]}"
        return True

    def _blank(self, start: int, end: int) -> None:
        """Blanks for the tabs that begin the lines of a range, each reported."""

        def blanks(found: re.Match[str]) -> str:
            for at, character in enumerate(found.group(), start + found.start()):
                if character == "\t":
                    self._tabs.add(at)
                    self._findings.append(rules.tab.at(self._span(at, at + 1), self._dialect.reader))
            return " " * len(found.group())

        between = _BEGINNING_TABS.sub(blanks, self._text[start:end])
        self._text = self._text[:start] + between + self._text[end:]

    def _stop(self, error: yaml.MarkedYAMLError, documents: list[Document], faults: list[Finding]) -> bool:
        """Report what cannot be read past, unless it is that `...` stands for something left out."""
        self.stopped = place(error)
        began = error.context_mark.index if error.context_mark else -1
        if self._leave_out(began, documents, faults):
            return False
        fault = syntax(self._text, error, self._base)
        if not self._indented_by_tab(fault):
            faults.append(fault)
        self.whole = False
        self._as_template(faults, self.stopped)
        return False

    def _indented_by_tab(self, fault: Finding) -> bool:
        """Whether a fault stands on a line that a tab indents, which is reported and says it all."""
        assert isinstance(fault.where, Span)
        at = fault.where.start - self._base
        indentation = re.split(r"[\r\n]", self._text[:at])[-1]
        return not indentation.strip() and any(tab in self._tabs for tab in range(at - len(indentation), at))

    def _leave_out(self, began: int, documents: list[Document], faults: list[Finding]) -> bool:
        """Read on with blanks for the lines that are `...` alone; false when that leads no further.

        `began` is where the parser began what it could not read.
        """
        text, marks = blanked(self._text)
        if self._left_out or not marks:
            return False
        rest: list[Finding] = []
        reader = PartReader(self._snippet, self._dialect, text, self._base, rest, marks)
        read = reader.read()
        if reader.stopped <= self.stopped and not reader.whole and began not in marks:
            return False
        start, end = mark_at(self._text, marks[0])
        faults[:] = [rules.elision.at(self._span(start, end), self._text[start:end], "breaks"), *rest]
        documents[:] = read
        self.whole = reader.whole
        return True

    def _as_template(self, faults: list[Finding], at: int) -> None:
        """Say once that a text is a template, instead of how it fails to be YAML."""
        found = template(self._text, at)
        if found:
            marks = "{% %}" if self._text.startswith("{%", found[0]) else "{{ }}"
            faults[:] = [rules.template.at(self._span(*found), marks)]

    def _span(self, start: int, end: int) -> Span:
        return Span(self._base + start, self._base + end)
