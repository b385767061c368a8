"""The characters of a page: that there are any, and none that cannot be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from noteproof.finding import AnyRule, Diagnostic, Says, Severity, rule
from noteproof.text import Source, Span

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")


@rule("page/empty", Severity.WARNING)
def empty() -> Says:
    """A page says something.

    ````markdown
    ````

    ````markdown
    # Falco

    Falco watches system calls.
    ````
    """
    return Says("this page is empty", "write it, or delete the file")


@rule("page/control-character", Severity.ERROR)
def control_character(code: int) -> Says:
    """A page holds no character that a browser cannot show.

    ````markdown
    A control character cannot be shown here.
    ````

    ````markdown
    Text, blanks, tabs and line ends.
    ````
    """
    return Says(f"the control character U+{code:04X} stands here", "delete the character")


def check(source: Source, code: frozenset[int]) -> Iterator[Diagnostic]:
    """What is wrong with a page's characters; `code` are the lines that are checked as YAML."""
    if not source.text.strip():
        says = empty.words()
        yield Diagnostic(empty, source, Span(0, len(source.text)), says.message, says.hint)
    for found in _CONTROL.finditer(source.text):
        if source.position(found.start()).line not in code:
            says = control_character.words(ord(found.group()[0]))
            yield Diagnostic(control_character, source, Span(*found.span()), says.message, says.hint)


rules: tuple[AnyRule, ...] = (empty, control_character)
