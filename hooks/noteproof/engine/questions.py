"""The cases that a command is given: a cases document, or JSON lines with one case on each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from noteproof import cases, directives, jsonlines, reading, yamltree
from noteproof.cases import Case, malformed
from noteproof.engine.written import Written
from noteproof.finding import Diagnostic, Finding, Key, Value, Where, diagnose
from noteproof.jsonlines import Line
from noteproof.text import Snippet, Source, Span, decoded, lines_of

LIMIT = 20_000_000
"""The longest file of JSON lines that is read, in characters."""

_YAML = (".yaml", ".yml")
_LINES = (".jsonl", ".ndjson")
_DOCUMENT = re.compile(r"\[|\{[ \t]*(?:[\"']?cases[\"']?[ \t]*:|$)")
_HINT = 'write one case a line, as in `{"event": {"evt.type": "execve"}, "alerts": []}`'


@dataclass(frozen=True, slots=True)
class Question:
    """What stands in one place among the cases: a case, or what is wrong; `place` finds its places."""

    asked: Case | Finding | Diagnostic
    snippet: Snippet
    place: Callable[[Where], Span]

    @property
    def at(self) -> tuple[Source, Span]:
        """Where it stands."""
        if isinstance(self.asked, Diagnostic):
            return self.asked.source, self.asked.span
        where = Key(self.asked.route) if isinstance(self.asked, Case) else self.asked.where
        return self.snippet.locate(self.place(where))


@dataclass(frozen=True, slots=True)
class Questions:
    """The cases of a file in order, what is wrong with the file, and of a document what is written in it."""

    snippet: Snippet
    items: tuple[Question, ...] = ()
    faults: tuple[Diagnostic, ...] = ()
    written: Written | None = None


def read(name: str, data: bytes, kinds: frozenset[str]) -> Questions:
    """The cases of a file; `kinds` are what can be asked."""
    source, broken = decoded(name, data)
    snippet = Snippet.whole(source)
    if _is_lines(source):
        return Questions(snippet, tuple(_of_lines(snippet, data, kinds)))
    faults: tuple[Diagnostic, ...] = (reading.undecoded(source, broken),) if broken else ()
    if len(source.text) > reading.LIMIT:
        return Questions(snippet, (), (*faults, reading.oversized(source, Span(0, 0), len(source.text))))
    document = yamltree.read(snippet, yamltree.CASES)
    written = Written.of(snippet, directives.read(snippet), document)
    items: list[Question] = []
    for each in document.documents:
        found: list[Finding] = []
        items.extend(Question(asked, snippet, each.span) for asked in _of_document(each.value, kinds, found))
        faults += tuple(diagnose(finding, snippet, each.span) for finding in found)
    return Questions(snippet, tuple(items), faults, written)


def _is_lines(source: Source) -> bool:
    """Whether a file holds JSON lines, by its name or else by its looks."""
    if source.path.endswith((*_YAML, *_LINES)):
        return source.path.endswith(_LINES)
    lines = [line.strip() for line in lines_of(source.text) if line.strip()]
    begun = sum(line.startswith("{") for line in lines)
    return bool(lines) and 2 * begun >= len(lines) and not _DOCUMENT.match(lines[0])


def _of_lines(snippet: Snippet, data: bytes, kinds: frozenset[str]) -> Iterator[Question]:
    for line in jsonlines.read(snippet.source.path, data, _HINT, LIMIT):
        if isinstance(line, Diagnostic):
            yield Question(line, snippet, lambda where: Span(0, 0))
        else:
            yield Question(_of_line(line, kinds), snippet, line.span)


def _of_line(line: Line, kinds: frozenset[str]) -> Case | Finding:
    case = cases.of_item(line.value, (), kinds)
    if isinstance(case, Finding) and any("." in key for key in line.value):
        hint = 'write `{"event": {…}}`, or ask about a file of recorded events with `{"events": "…"}`'
        return malformed.at(Key(()), "this line is an event, and no case", hint)
    return case


def _of_document(value: object, kinds: frozenset[str], found: list[Finding]) -> Iterator[Case | Finding]:
    """The cases of a document, which is `cases:` with a list, or the list alone."""
    if isinstance(value, list):
        yield from (cases.of_item(item, (at,), kinds) for at, item in enumerate(value))
    elif isinstance(value, dict) and isinstance(value.get("cases"), list):
        yield from cases.read(value, kinds)
        for key in value:
            if key != "cases":
                found.append(
                    malformed.at(Key((key,)), f"`{key}` is no part of a cases document", "remove it")
                )
    elif value is not None:
        hint = "write a list: `cases:` and below it `- event: …`"
        found.append(malformed.at(Value(()), "this is no cases document", hint))
