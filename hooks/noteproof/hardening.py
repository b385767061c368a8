"""What was checked → the hardened pods that are proposed in its place, and what is left to the author."""

from __future__ import annotations

from typing import NamedTuple

from noteproof import directives, homing, yamltree
from noteproof.engine import Outcome, State
from noteproof.engine.written import Written
from noteproof.finding import Fix, Severity
from noteproof.languages import kubernetes
from noteproof.languages.kubernetes import hardening
from noteproof.text import Source, Span

_MEND = "mend what `noteproof check` finds in it"


class Left(NamedTuple):
    """What is left to the author, at its place in a file as it is; a note keeps no pod from passing."""

    source: Source
    span: Span
    message: str
    hint: str
    is_note: bool


class Proposal(NamedTuple):
    """The edits of one file that harden the pods of one snippet, how many pods, and what is left."""

    source: Source
    fix: Fix | None
    pods: int
    left: tuple[Left, ...]


def propose(outcome: Outcome) -> Proposal | None:
    """A hardened version of the pods of a snippet; nothing where it has none, or nothing is to be said.

    What shows its faults on purpose, and what has errors, is left as it is.
    """
    snippet = outcome.snippet
    has_errors = any(it.severity is Severity.ERROR for it in outcome.diagnostics)
    if outcome.state is State.PARSED and has_errors:
        return _left_alone(outcome, "the snippet cannot be read and is left as it is", _MEND)
    if outcome.state is not State.CHECKED or outcome.language != kubernetes.name:
        return None
    read = yamltree.read(snippet, kubernetes.dialect)
    written = Written.of(snippet, directives.read(snippet), read, kubernetes)
    hardened = hardening.harden(snippet, written.reading.documents, written.said.writable)
    if not hardened.edits and not hardened.left:
        return None
    if written.said.expectations:
        message = "the snippet shows its faults on purpose and is left as it is"
        return _left_alone(outcome, message, "remove its `# expect:` to have it hardened", is_note=True)
    if has_errors:
        return _left_alone(outcome, "the snippet has errors and is left as it is", _MEND)
    found = homing.home(snippet, hardened.edits)
    if found is None or (hardened.edits and not found[1]):
        message = "the snippet comes from several files"
        return _left_alone(outcome, message, "harden the files that it includes")
    left = tuple(
        Left(*snippet.locate(document.span(it.where)), it.message, it.hint, it.is_note)
        for document, it in hardened.left
    )
    source, edits = found
    return Proposal(source, Fix("harden the pods", edits) if edits else None, hardened.pods, left)


def _left_alone(outcome: Outcome, message: str, hint: str, is_note: bool = False) -> Proposal:
    snippet = outcome.snippet
    left = Left(*snippet.locate(Span(0, 0)), message, hint, is_note)
    return Proposal(left.source, None, 0, (left,))
