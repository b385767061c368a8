"""What a page's text says of Falco in passing: names of fields, whole conditions and outputs, commands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from noteproof.finding import AnyRule, Finding, Says, Severity, rule
from noteproof.languages.falco.complaints import TRANSFORMERS
from noteproof.languages.falco.fields import CONFUSED
from noteproof.languages.falco.misspelling import meant, printed_part
from noteproof.languages.falco.options import removed, removed_option
from noteproof.text import Span

_LONGEST = 2_000
_NAME = r"[A-Za-z][A-Za-z0-9_]*+(?:\.[A-Za-z0-9_]++)++"
_ARGUMENT = r"(?:\[[^\[\]]*+\])?+"
_FIELD = re.compile(rf"(?:(?P<percent>%\d*+)|(?<![\w.%/@:$#~\\-]))(?P<name>{_NAME}){_ARGUMENT}")
_ITEM = re.compile(rf"(?P<percent>%\d*+)?(?P<name>{_NAME}){_ARGUMENT}(?:\s*+[,;/|]\s*+|\s++|\Z)")
_GOES_ON = re.compile(r"[\w/@~-]|[.:]\w|\(")
_TEST = re.compile(
    r"\s*+(?:==?(?![=~])|!=|<=?|>=?)(?!>)"
    r"|\s++(?:(?:in|pmatch|intersects)\s*+\(|i?contains\s|bcontains\s|b?startswith\s|endswith\s|i?glob\s"
    r"|regex\s|exists\b)"
)
_TRANSFORMED = re.compile(rf"(?:{'|'.join(('val', *TRANSFORMERS))})\(\s*\Z")
_PROGRAM = re.compile(r"[;{}]|&&|\|\||=>|[!=]==|\breturn\b")
_DENIED = re.compile(r"\b(?:no|not a|no such|instead of|rather than)(?: \w+)? (?:field )?`+\Z", re.IGNORECASE)
_OF_FALCO = ("falco", "sysdig", "evt.", "proc.")
_COMMAND = re.compile(r"falco\b[^\n`]{0,200}?\s-")
_WORDS = re.compile(_NAME)


@rule("falco/misspelt-field", Severity.WARNING)
def misspelt_field(name: str, field: str) -> Says:
    """A field of Falco's that a page's text speaks of is one that Falco has.

    Readers copy names from the text into their rules, and Falco does not start with a field that it does not
    know. On pages that speak of Falco, inline code is looked at, and cells of tables that hold one word:
    names that stand alone, conditions, outputs. A name is reported only where it is a field but for a letter
    or two, or one that is often confused with a field; not behind `no field`, `instead of` and the like.

    ````markdown
    <!-- expect: falco/misspelt-field -->
    In an output of Falco's, `%user.id` stands for the number of the user.
    ````

    ````markdown
    In an output of Falco's, `%user.uid` stands for the number of the user.
    ````
    """
    return Says(f"`{name}` is no field of Falco's", f"did you mean `{field}`?")


rules: tuple[AnyRule, ...] = (misspelt_field, removed_option)


def may_slip(text: str) -> bool:
    """Whether a page is worth a closer look: it speaks of Falco, and something in it might be a slip."""
    lower = text.lower()
    if not any(word in lower for word in _OF_FALCO):
        return False
    if "falco" in lower and ("`-" in lower or _COMMAND.search(lower)):
        return True
    dotted = " ".join(word for word in text.split() if "." in word)
    return any(meant(name, sure=True) for name in set(_WORDS.findall(dotted)))


def slips(text: str, before: str = "", after: str = "") -> Iterator[Finding]:
    """What is wrong with the text of inline code, or of a cell that is one word, on a page about Falco.

    `before` and `after` are what stands around it.
    """
    if len(text) > _LONGEST:
        return
    yield from removed(text, before, after)
    if _DENIED.search(before):
        return
    items = _items(text)
    program = _PROGRAM.search(text)
    for found in items or _FIELD.finditer(text):
        name = found["name"]
        if found["percent"] is not None:
            field = None if name not in CONFUSED and printed_part(name) else meant(name, sure=True)
        elif items:
            field = meant(name, sure=False)
        else:
            field = meant(name, sure=True) if not program and _is_compared(text, found) else None
        if field:
            yield misspelt_field.at(Span(*found.span("name")), name, field)


def _items(text: str) -> list[re.Match[str]]:
    """The names of a text that is nothing but names, with commas, bars or blanks between them."""
    items: list[re.Match[str]] = []
    at = 0
    while found := _ITEM.match(text, at):
        items.append(found)
        at = found.end()
    return items if at == len(text) else []


def _is_compared(text: str, found: re.Match[str]) -> bool:
    """Whether a name stands where a condition of Falco's has a field: before an operator, or transformed."""
    if _GOES_ON.match(text, found.end()):
        return False
    return bool(_TEST.match(text, found.end()) or _TRANSFORMED.search(text, 0, found.start()))
