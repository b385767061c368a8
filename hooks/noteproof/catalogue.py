"""The languages and rules that there are, and the text of each rule's page."""

from __future__ import annotations

import re

from noteproof import cases, directives, reading, yamltree
from noteproof.finding import AnyRule
from noteproof.language import Language
from noteproof.languages import audit, falco, kubernetes
from noteproof.page import blocks, characters, images, labels, tangles

_EXAMPLE = re.compile(r"^(?P<fence>`{3,})\w+\n.*?^(?P=fence)\n", re.MULTILINE | re.DOTALL)
"""The first fence of a docstring, which is the bad example."""

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
    doc = rule.doc.replace("--8<--", ";--8<--")
    head = f"# {rule.code}\n\n**{rule.severity}**\n\n"
    bad = _EXAMPLE.search(doc)
    if bad is None:
        return f"{head}{doc}\n"
    said, good = doc[: bad.start()].strip(), doc[bad.end() :].strip()
    return f"{head}{said}\n\n## Wrong\n\n{bad.group()}\n## Right\n\n{good}\n"


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
