"""Policies and cases, as the command is given them → what the policies decide on each case, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from noteproof import cases, directives
from noteproof.cases import Answer, Case, Decided, Policy
from noteproof.engine import questions
from noteproof.engine.loading import Loader
from noteproof.engine.outcome import Outcome, Settings, State, in_order
from noteproof.engine.placing import Placed, close, of_text
from noteproof.engine.policies import Policies, load
from noteproof.engine.questions import Question, Questions
from noteproof.engine.recordings import Recordings
from noteproof.finding import Diagnostic, Severity, Value, diagnose
from noteproof.text import Files, Source, Span


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of the case at a place: the verdict on it, or the fault for which there is none."""

    at: tuple[Source, Span]
    case: Case | None
    decided: Decided | None
    fault: Diagnostic | None


@dataclass(frozen=True, slots=True)
class Decisions:
    """What policies decided on cases, in the order of the cases, and what is to be said of both.

    `loads` is false where the policies do not load; nothing is then decided.
    """

    loads: bool
    decisions: tuple[Decision, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def is_as_expected(self) -> bool:
        """Whether the policies load, and nothing differs and nothing is wrong."""
        return self.loads and all(each.severity is not Severity.ERROR for each in self.diagnostics)


def decide(policies: Sequence[str], name: str, data: bytes, files: Files, settings: Settings) -> Decisions:
    """What policies, named in loading order, decide on the cases of a file.

    Raises `policies.Mixed` where they are of several languages.
    """
    asked = questions.read(name, data, cases.kinds(settings.languages))
    loader = Loader(files, settings)
    kinds = dict.fromkeys(each.asked.kind for each in asked.items if isinstance(each.asked, Case))
    loaded = load(policies, loader, kinds)
    if not loaded.loads:
        return Decisions(False, (), in_order(loaded.diagnostics))
    recordings = Recordings(loader)
    answers = [_answer(each, loaded, recordings) for each in asked.items]
    decisions = tuple(map(_decision, asked.items, answers))
    said = _said(asked, answers, settings)
    return Decisions(True, decisions, in_order((*loaded.diagnostics, *asked.faults, *said)))


def _answer(question: Question, loaded: Policies, recordings: Recordings) -> Answer | Diagnostic:
    asked = question.asked
    if isinstance(asked, Diagnostic):
        return asked
    if not isinstance(asked, Case):
        return Answer(None, None, (asked,))
    return cases.answer(asked, _policy(asked, question, loaded, recordings), is_question=True)


def _policy(case: Case, question: Question, loaded: Policies, recordings: Recordings) -> Policy | str:
    """The policy that is asked, or why it cannot be."""
    policy, language = loaded.policy, loaded.language
    if language is not None and case.kind not in language.asks:
        known = " or ".join(f"`{kind}`" for kind in sorted(language.asks))
        return f"the policy is of {language.name}, which answers {known}"
    if isinstance(policy, Policy) and case.is_of_a_file:
        return recordings.asking(policy, case.kind, question.snippet.source)
    return policy


def _decision(question: Question, answer: Answer | Diagnostic) -> Decision:
    if isinstance(answer, Diagnostic):
        return Decision(question.at, None, None, answer)
    if answer.decided is not None:
        return Decision(question.at, answer.case, answer.decided, None)
    fault = diagnose(answer.findings[0], question.snippet, question.place)
    return Decision(question.at, answer.case, None, fault)


def _said(
    asked: Questions, answers: Sequence[Answer | Diagnostic], settings: Settings
) -> tuple[Diagnostic, ...]:
    """What is to be said of the cases, apart from what their file expects."""
    written = asked.written
    placed = of_text(written.findings(None)) if written else []
    elsewhere: list[tuple[Span, Diagnostic]] = []
    for question, answer in zip(asked.items, answers, strict=True):
        if isinstance(answer, Diagnostic):
            elsewhere.append((Span(0, 0), answer))
            continue
        placed.extend(Placed(finding, question.place) for finding in answer.findings)
        if answer.decided and answer.decided.verdict.faults:
            case = answer.decided.case
            named = question.place(Value((*case.route, case.kind)))
            elsewhere.extend((named, fault) for fault in answer.decided.verdict.faults)
    outcome = Outcome(asked.snippet, State.CHECKED, "cases")
    said, reading = (written.said, written.reading) if written else (directives.NONE, None)
    return close(outcome, said, placed, reading, settings, elsewhere).diagnostics
