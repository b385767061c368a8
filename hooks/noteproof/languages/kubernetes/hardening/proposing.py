"""Documents → the edits that harden their pods, held against the standards again, and what is left to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from noteproof import yamltree
from noteproof.directives import Writable
from noteproof.finding import Key, Route, Value, printed
from noteproof.languages.kubernetes import immutability, pod_security
from noteproof.languages.kubernetes.hardening.left import Left
from noteproof.languages.kubernetes.hardening.losing import notes
from noteproof.languages.kubernetes.hardening.mending import mends
from noteproof.languages.kubernetes.hardening.placing import Places
from noteproof.languages.kubernetes.hardening.scratch import scratch
from noteproof.languages.kubernetes.templates import Pod, pods_in
from noteproof.text import Edit, Snippet, edited
from noteproof.yamltree import Document
from noteproof.yamltree.changes import Change, changed
from noteproof.yamltree.writing import Written, write


@dataclass(frozen=True, slots=True)
class Hardened:
    """Edits of a snippet's text, the number of pods that they harden, and what is left, by document."""

    edits: tuple[Edit, ...]
    pods: int
    left: tuple[tuple[Document, Left], ...]


def harden(snippet: Snippet, documents: Sequence[Document], writable: Sequence[Writable]) -> Hardened:
    """Harden the pods of a snippet's documents.

    What was written is read again, and decided on again. Where it does not read as what was meant, nothing is
    edited; what does not pass is said at its place in the snippet as it was.
    """
    plans = [_plan(document, listed) for document, listed in _by_document(documents, writable)]
    edits = tuple(edit for plan in plans for edit in plan.written.edits)
    text = edited(snippet.text, edits)
    after = yamltree.read(Snippet(text, snippet.source), yamltree.KUBERNETES) if edits else None
    values = [document.value for document in (after.documents if after else documents)]
    if edits and values != [plan.meant for plan in plans]:
        return Hardened(
            (), 0, tuple((plan.document, _unwritten(plan)) for plan in plans if plan.written.edits)
        )
    left = tuple(
        (plan.document, it)
        for plan, value in zip(plans, values, strict=True)
        for it in dict.fromkeys(plan.left(value))
    )
    return Hardened(edits, sum(len(plan.changes) for plan in plans), left)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be done in one document: the changes of each pod that has some, and what they come to."""

    document: Document
    changes: tuple[tuple[Pod, tuple[Change, ...]], ...]
    written: Written
    beside: tuple[Left, ...]

    @property
    def meant(self) -> object:
        """The value that the document has to have afterwards."""
        aliased = {id(change) for change in self.written.aliased}
        every = (change for _, of_pod in self.changes for change in of_pod)
        return changed(self.document.value, (change for change in every if id(change) not in aliased))

    def left(self, value: object) -> Iterator[Left]:
        """What is left to do in the document, whose value is another one now."""
        yield from self.beside
        if self.document.elided:
            return
        before = {
            message: route for pod in pods_in(self.document.value) for route, message, _ in _faults(pod)
        }
        faults = [fault for pod in pods_in(value) for fault in _faults(pod)]
        yield from (Left(Value(before.get(message, route)), message, hint) for route, message, hint in faults)
        if faults:
            yield from map(_aliased, self.written.aliased)
        for pod, of_pod in self.changes:
            yield from notes(pod, self.document.value, of_pod)


def _plan(document: Document, writable: Sequence[Writable]) -> _Plan:
    pods = [*pods_in(document.value)]
    if not pods or document.elided:
        return _Plan(document, (), Written((), ()), tuple(map(_elided, pods[:1])))
    listed = Places(document, pods).listed(writable) if writable else {}
    beside: list[Left] = []
    every: list[tuple[Pod, tuple[Change, ...]]] = []
    for pod in pods:
        room = scratch(pod, listed.get(pod.route, ()))
        beside += room.left
        of_pod = (*mends(pod, document.value, room.changes), *room.changes)
        if of_pod:
            every.append((pod, of_pod))
    written = write(document, [change for _, of_pod in every for change in of_pod])
    return _Plan(document, tuple(every), written, tuple(beside))


def _by_document(
    documents: Sequence[Document], writable: Sequence[Writable]
) -> Iterator[tuple[Document, list[Writable]]]:
    """The documents, each with the lists of paths that stand in it, or before all of them."""
    first = min((document.span(Value(())).start for document in documents), default=0)
    for at, document in enumerate(documents):
        end = documents[at + 1].base if at + 1 < len(documents) else len(document.snippet.text) + 1
        yield (
            document,
            [it for it in writable if it.span.start < first or document.base <= it.span.start < end],
        )


def _faults(pod: Pod) -> Iterator[tuple[Route, str, str]]:
    """What the level restricted has against a pod, and what makes it mutable."""
    for cause in pod_security.evaluate(pod, "restricted", None).causes:
        yield cause.route, cause.message, cause.hint
    for line in immutability.grade(pod).every_line:
        if line.state in ("fails", "unknown"):
            yield line.route, line.message, line.change


def _aliased(change: Change) -> Left:
    message = f"`{printed(change.route)}` comes from an anchor elsewhere, or is one, and is not edited"
    return Left(Value(change.route), message, "write the value out here, without an anchor or an alias")


def _unwritten(plan: _Plan) -> Left:
    message = "the pod is laid out in a way that cannot be edited safely"
    return Left(Key(()), message, "write it without merges, tags and explicit keys")


def _elided(pod: Pod) -> Left:
    message = "the manifest leaves something out and is left as it is"
    return Left(Key(pod.route), message, "write out what is left out")
