"""Which containers a comment `# writable:` speaks of, by where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from noteproof.directives import Writable
from noteproof.finding import Route, Value
from noteproof.languages.kubernetes.hardening.scratch import Listed
from noteproof.languages.kubernetes.immutability.subjects import KEYS
from noteproof.languages.kubernetes.templates import Pod
from noteproof.schema.places import value_at
from noteproof.text import Span, lines_of
from noteproof.yamltree import Document


class Places:
    """The lines of the containers of a document, each with the comments right above it or at its end."""

    def __init__(self, document: Document, pods: Sequence[Pod]) -> None:
        self._snippet = document.snippet
        self._lines = [*lines_of(document.snippet.text)]
        self._containers: dict[int, Route] = {}
        self._pods: dict[int, Route] = {}
        self._every = [pod.route for pod in pods]
        for pod in pods:
            span = document.span(Value((*pod.route, "spec")))
            self._pods.update((line, pod.route) for line in self._own(span))
            for key in KEYS:
                held = value_at(pod.spec, (key,))
                for at in range(len(held) if isinstance(held, list) else 0):
                    route = (*pod.route, "spec", key, at)
                    for line in self._lines_of(document.span(Value(route))):
                        self._containers[line] = route
                        self._pods[line] = pod.route

    def listed(self, writable: Sequence[Writable]) -> dict[Route, list[Listed]]:
        """What comments list for each pod: those in no pod speak of all."""
        found: dict[Route, list[Listed]] = {pod: [] for pod in self._every}
        for each in writable:
            line = self._snippet.line_of(each.span.start)
            listed = Listed(each.paths, each.span, self._containers.get(line))
            for pod in (self._pods[line],) if line in self._pods else self._every:
                found[pod].append(listed)
        return found

    def _own(self, span: Span) -> range:
        return range(
            self._snippet.line_of(span.start), self._snippet.line_of(max(span.start, span.end - 1)) + 1
        )

    def _lines_of(self, span: Span) -> range:
        """The lines of a container; a comment as far in as its keys belongs to the container above it."""
        own = self._own(span)
        column = span.start - self._snippet.line_span(own.start).start
        first, last = own.start, own.stop
        while first > 1 and 0 <= self._comment(first - 1) < column:
            first -= 1
        while last <= len(self._lines) and self._comment(last) >= column:
            last += 1
        return range(first, last)

    def _comment(self, number: int) -> int:
        """The column of the comment that a line is; -1 where it is none."""
        line = self._lines[number - 1]
        bare = line.lstrip(" ")
        return len(line) - len(bare) if bare.startswith("#") else -1
