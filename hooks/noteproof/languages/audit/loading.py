"""A document of the audit group → what is wrong with it, and what the policy in it decides."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

from noteproof import directives
from noteproof.finding import Finding, Key, Route, Severity
from noteproof.language import Found, Loaded, Reach, Target
from noteproof.languages.audit import fields, habits, reaching
from noteproof.languages.audit.deciding import Decider
from noteproof.languages.audit.events import events_in, invalid
from noteproof.languages.audit.heads import head_of
from noteproof.languages.audit.matching import Matcher
from noteproof.languages.audit.metering import LogMeter
from noteproof.languages.audit.policy import policy_of
from noteproof.languages.audit.policy_rules import missing_level, no_rules, one_file, wrong_type
from noteproof.languages.audit.types import EVENT, EVENT_LIST, POLICY
from noteproof.languages.audit.validation import validate
from noteproof.schema.places import WAY, NoPlace, follow
from noteproof.yamltree import Document

_PLACE = re.compile(f"Policy({WAY})")
_TYPES = {"Policy": POLICY, "Event": EVENT, "EventList": EVENT_LIST}
_PLACES = "name a kind and the way to a field, as in `# in: Policy.rules[0]`"


def load(documents: Sequence[Document], target: Target, fragment: bool) -> Loaded:
    """The documents as kube-apiserver reads them: the first of the last file counts, and no other.

    `fragment`: no document says what it is, so that nothing is said to be missing from it.
    """
    if not documents:  # no document is YAML, which is said already
        return Loaded((), Reach.CHECKED)
    own = documents[-1].snippet
    document = next(each for each in documents if each.snippet is own)
    if target.place is not None:
        found = _of_part(document, target.place, target)
        return Loaded(tuple(Found(document, each) for each in found), Reach.FRAGMENT)
    found, decider = _load_whole(document, fragment, _minors(target))
    if document is not documents[0]:
        found.append(one_file.at(Key(()), documents[0].snippet.source.path))
    faulty = any(finding.severity is Severity.ERROR for finding in found)
    reach = Reach.FRAGMENT if fragment else Reach.CHECKED
    placed = tuple(Found(document, each) for each in found)
    if faulty or decider is None:
        return Loaded(placed, reach)
    return Loaded(placed, reach, decider, meter=partial(LogMeter, decider.matcher))


def _load_whole(
    document: Document, fragment: bool, minors: frozenset[int]
) -> tuple[list[Finding], Decider | None]:
    """What is wrong with a document, and what decides where nothing is."""
    value = document.value
    head = head_of(document)
    found = [] if fragment else [*head.findings]
    if not isinstance(value, dict):
        return found, None
    found.extend(fields.faults(value, _TYPES[head.kind], document))
    if head.kind != "Policy":
        for route, event in events_in(value):
            found.extend(invalid(event, route))
        return found, None
    wrong = [finding.route or () for finding in found if finding.rule is wrong_type]
    refused = [*validate(value)]
    found.extend(finding for finding in refused if not _is_left_out(finding, value, document))
    policy = policy_of(value)
    strange = habits.of_policy(value, minors)
    found.extend(each for each in strange if not any(_is_below(each.route, route) for route in wrong))
    faulty = bool(refused) or any(finding.severity is Severity.ERROR for finding in found)
    matcher = Matcher(policy)
    if not faulty:
        found.extend(reaching.of_policy(policy, matcher, document, fragment))
    return found, None if fragment else Decider(document, policy, matcher)


def _of_part(document: Document, words: str, target: Target) -> list[Finding]:
    """What is wrong with a part, of which `# in:` says where in a policy or an event it stands."""
    found = _PLACE.fullmatch(words)
    there = follow(POLICY, found[1]) if found else NoPlace(words, _PLACES)
    if isinstance(there, NoPlace):
        fault = f'names no place: there is no "{there.step}"'
        return [directives.malformed.at(target.place_at or Key(()), f"# in: {words}", fault, there.hint)]
    said = [*fields.faults(document.value, there.type, document)]
    whole = document.value
    for step in reversed(there.route):
        whole = [whole] if isinstance(step, int) else {step: whole}
    if isinstance(whole, dict):
        base = there.route
        around = (*validate(whole), *habits.of_policy(whole, _minors(target)))
        inside = (
            each for each in around if (each.route or ())[: len(base)] == base and not _is_of_whole(each)
        )
        said.extend(each.rerouted(lambda route: route[len(base) :]) for each in inside)
    return said


def _is_of_whole(finding: Finding) -> bool:
    """Whether a finding says that something is missing, which a part may leave out."""
    return finding.rule in (no_rules, missing_level)


def _is_left_out(finding: Finding, policy: Mapping[str, object], document: Document) -> bool:
    """Whether something is missing where the author says that something was left out."""
    if not _is_of_whole(finding) or (finding.rule is no_rules and policy.get("rules") == []):
        return False
    return finding.route in document.elided or () in document.elided


def _is_below(route: Route | None, above: Route) -> bool:
    return (route or ())[: len(above)] == above


def _minors(target: Target) -> frozenset[int]:
    """The minor versions that a snippet speaks of."""
    return frozenset(int(version.partition(".")[2]) for version in target.kubernetes)
