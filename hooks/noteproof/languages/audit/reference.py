"""What an audit policy's words mean, as pages for readers."""

from __future__ import annotations

from collections.abc import Iterator

from noteproof.languages.audit.examples import TOPICS
from noteproof.languages.audit.levels import LEVELS, RANK, REQUEST, REQUEST_RESPONSE, STAGES

TITLES = {
    "levels": "Audit levels and stages",
    "matching": "How an audit policy matches",
}
"""The pages by their names, and the title of each."""

NAMES = (*LEVELS, *STAGES)
"""The words that are explained."""

_SEEN = "As observed on kube-apiserver 1.36.2."


def pages() -> dict[str, str]:
    """The Markdown of each page by its name."""
    made = {"levels": _level_lines(), "matching": _matching_lines()}
    return {name: "\n".join([f"# {TITLES[name]}", "", _SEEN, "", *lines]) for name, lines in made.items()}


def _level_lines() -> Iterator[str]:
    yield from ("## Levels", "", "| level | metadata | body of the request | body of the response |")
    yield "|---|---|---|---|"
    for level, rank in RANK.items():
        recorded = (rank > 0, rank >= RANK[REQUEST], rank >= RANK[REQUEST_RESPONSE])
        yield f"| `{level}` | {' | '.join('yes' if each else 'no' for each in recorded)} |"
    yield from ("", *_OF_LEVELS, "", "## Stages", "", "| stage | when |", "|---|---|")
    yield from (f"| `{stage}` | {when} |" for stage, when in STAGES.items())
    yield from ("", *_OF_STAGES, "")


_OF_LEVELS = (
    "Metadata are the user, the time, the verb, the object, the source address and the result. Requests for"
    " no resource, such as `/healthz`, never have bodies in the log. `omitManagedFields: true` leaves"
    " `metadata.managedFields` out of the bodies; that of a rule counts before that of the policy.",
)
_OF_STAGES = (
    "Each stage is an event of its own, and those of one request share their `auditID`. `omitStages` of the"
    " policy and of the rule add up. What no rule matches is at the level `None`.",
)


def _matching_lines() -> Iterator[str]:
    yield from ("The first rule that matches decides. Within a rule, all that it lists has to match.", "")
    for topic in TOPICS:
        yield from (f"## {topic.title}", "", topic.lead, "")
        yield from ("| a rule with this, a request like that | matches | |", "|---|---|---|")
        for each in topic.examples:
            told = "**yes**" if each.matches else "no"
            yield f"| `{each.rule}`<br>`{each.request}` | {told} | {each.remark} |"
        yield ""


def explained(word: str) -> str | None:
    """What a level or a stage means, as Markdown; nothing for any other word."""
    known = {**LEVELS, **STAGES}
    name = next((each for each in known if each.lower() == word.lower()), None)
    if name is None:
        return None
    of = "level" if name in LEVELS else "stage"
    return f"# {name}\n\nThe {of} of an audit event: {known[name]}.\n"
