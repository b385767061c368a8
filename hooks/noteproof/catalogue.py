"""The languages and rules that there are, and the text of each rule's page."""

from __future__ import annotations

import re
from collections.abc import Iterable

from noteproof import cases, directives, jsonlines, reading, yamltree
from noteproof.finding import AnyRule
from noteproof.language import Language
from noteproof.languages import audit, falco, kubernetes
from noteproof.languages.audit import reference as audit_reference
from noteproof.languages.falco import prose
from noteproof.languages.falco import reference as falco_reference
from noteproof.languages.kubernetes import audit_flags, matrix
from noteproof.page import blocks, characters, images, labels, tangles
from noteproof.text import nearest

_EXAMPLE = re.compile(r"^(?P<fence>`{3,})\w+\n.*?^(?P=fence)\n", re.MULTILINE | re.DOTALL)
"""The first fence of a docstring, which is the bad example."""

LANGUAGES: tuple[Language, ...] = (audit, kubernetes, falco)
"""In the order in which they are asked whether a document is theirs."""

RULES: tuple[AnyRule, ...] = (
    *reading.rules,
    *yamltree.rules,
    *directives.rules,
    *cases.rules,
    *jsonlines.rules,
    *(rule for language in LANGUAGES for rule in language.rules),
    *prose.rules,
    *blocks.RULES,
    *labels.rules,
    *characters.rules,
    *tangles.rules,
    *images.rules,
)


def by_code() -> dict[str, AnyRule]:
    """The rules by their codes, in alphabetical order."""
    return {rule.code: rule for rule in sorted(RULES, key=lambda rule: rule.code)}


def explanation(word: str) -> str | None:
    """The page of the rule that has a code, or what a language says of a word; nothing for any other word."""
    rule = by_code().get(word)
    if rule is not None:
        return page(rule)
    return next((text for language in LANGUAGES if (text := language.explains(word)) is not None), None)


def instead(word: str) -> str | None:
    """The code, or the word of a language, that may have been meant by a word that nothing explains."""
    codes = by_code()
    names = (name for language in LANGUAGES for name in language.names)
    return nearest(word, (*codes, *names), 6) or _of_any_group(word, codes)


def _of_any_group(word: str, codes: Iterable[str]) -> str | None:
    """The code whose part after the slash is nearest to a word."""
    names = {code.partition("/")[2]: code for code in codes}
    return names.get(word) or names.get(nearest(word, names) or "")


def page(rule: AnyRule) -> str:
    """The Markdown of a rule's page, in which no example of an include includes."""
    doc = rule.doc.replace("--8<--", ";--8<--")
    head = f"# {rule.code}\n\n**{rule.severity}**\n\n"
    bad = _EXAMPLE.search(doc)
    if bad is None:
        return f"{head}{doc}\n"
    said, good = doc[: bad.start()].strip(), doc[bad.end() :].strip()
    return f"{head}{said}\n\n## Wrong\n\n{bad.group()}\n## Right\n\n{good}\n"


_TABLES = {"falco": falco_reference, "audit": audit_reference, "kube-apiserver": audit_flags, "pods": matrix}
"""What shows the words of a program as pages, by the folders of these."""


def tables() -> dict[str, str]:
    """The Markdown of the pages that show what a program knows, by their paths, such as "falco/fields"."""
    return {
        f"{folder}/{name}": text for folder, shown in _TABLES.items() for name, text in shown.pages().items()
    }


def index(folder: str) -> str:
    """The Markdown of the reference's first page: its tables, and all rules by their group.

    The pages of the rules are in a folder beside it.
    """
    shown = [
        f"- [{title}]({folder_of}/{name}.md)"
        for folder_of, table in _TABLES.items()
        for name, title in table.TITLES.items()
    ]
    lines = [
        "# Reference",
        "",
        *shown,
        "",
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
