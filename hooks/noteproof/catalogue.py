"""The languages and rules that there are, and the text of each rule's page."""

from __future__ import annotations

from noteproof import cases, directives, reading, yamltree
from noteproof.finding import AnyRule
from noteproof.language import Language
from noteproof.languages import audit, falco, kubernetes
from noteproof.page import blocks, characters, images, labels, tangles

LANGUAGES: tuple[Language, ...] = (kubernetes, audit, falco)
"""In the order in which they are asked whether a document is theirs."""

RULES: tuple[AnyRule, ...] = (
    *reading.rules,
    *yamltree.rules,
    *directives.rules,
    *cases.rules,
    *(rule for language in LANGUAGES for rule in language.rules),
    *blocks.RULES,
    *labels.rules,
    *characters.rules,
    *tangles.rules,
    *images.rules,
)


def by_code() -> dict[str, AnyRule]:
    """The rules by their codes, in alphabetical order."""
    return {rule.code: rule for rule in sorted(RULES, key=lambda rule: rule.code)}


def page(rule: AnyRule) -> str:
    """The Markdown of a rule's page, in which no example of an include includes."""
    head = [f"# {rule.code}", "", f"**{rule.severity}**", ""]
    return "\n".join((*head, rule.doc.replace("--8<--", ";--8<--"), ""))


def index(folder: str) -> str:
    """The Markdown of the list of all rules, by their group, whose pages are in a folder beside it."""
    lines = [
        "# Rules",
        "",
        "What the checker knows to find. Each rule has a page with a bad and a good example.",
    ]
    group = ""
    for code, rule in by_code().items():
        if code.split("/")[0] != group:
            group = code.split("/")[0]
            lines += ["", f"## {group}", "", "| rule | severity | what holds |", "|---|---|---|"]
        promise = rule.doc.split("\n", 1)[0].replace("|", "\\|")
        lines.append(f"| [`{code}`]({folder}/{code}.md) | {rule.severity} | {promise} |")
    return "\n".join((*lines, ""))
