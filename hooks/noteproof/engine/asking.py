"""The cases of a snippet, each asked of the policy above it or of the one that it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from noteproof import cases
from noteproof.cases import TARGET, Answer, Case, Decided, Find, Policy
from noteproof.directives import Directives
from noteproof.engine.loading import Loader, Read
from noteproof.engine.outcome import Outcome, Settings, State
from noteproof.engine.placing import Placed, close, of_text
from noteproof.engine.recordings import Recordings
from noteproof.finding import Diagnostic, Value
from noteproof.text import Snippet, Source, Span
from noteproof.yamltree import Document, Reading


@dataclass(slots=True)
class Asked:
    """A snippet whose cases were asked. All that is to be said of it is known when all of its page is."""

    snippet: Snippet
    said: Directives
    reading: Reading
    answers: list[tuple[Document, Answer]]
    remarks: list[Placed] = field(default_factory=list)

    @property
    def decided(self) -> Iterator[tuple[Document, Decided]]:
        """The cases that were decided, each with its document."""
        return ((document, each.decided) for document, each in self.answers if each.decided)

    def close(self, settings: Settings) -> Outcome:
        """What became of the snippet."""
        placed = of_text((*self.said.findings, *self.reading.findings))
        for document, answer in self.answers:
            placed.extend(Placed(finding, document.span) for finding in answer.findings)
        placed.extend(self.remarks)
        outcome = Outcome(
            self.snippet, State.CHECKED, "cases", decided=tuple(decided for _, decided in self.decided)
        )
        return close(outcome, self.said, placed, self.reading, settings, self._of_recordings())

    def _of_recordings(self) -> Iterator[tuple[Span, Diagnostic]]:
        """What is wrong with the recordings, each fault with the place at which a case names its file."""
        for document, decided in self.decided:
            for fault in decided.verdict.faults:
                yield document.span(Value((*decided.case.route, decided.case.kind))), fault


def finder(
    loader: Loader, recordings: Recordings, snippet: Snippet, document: Document, above: list[Read]
) -> Find:
    """How the policies are found that the cases of one document ask."""

    def home(case: Case, key: str) -> Source:
        return snippet.locate(document.span(Value((*case.route, key))))[0]

    def find(case: Case) -> Policy | str:
        policy = loader.policy(case, home(case, TARGET), snippet, above)
        if isinstance(policy, Policy) and case.is_of_a_file:
            return recordings.asking(policy, case.kind, home(case, case.kind))
        return policy

    return find


def weigh(asked: Iterable[Asked]) -> None:
    """Remark on the policies of a page of which its cases show one side only."""
    homes = [(each, document, decided) for each in asked for document, decided in each.decided]
    for first, remark in cases.one_sided_policies(decided for _, _, decided in homes):
        each, document = next((each, document) for each, document, decided in homes if decided is first)
        each.remarks.append(Placed(remark, document.span))
