"""What can be wrong with a file before anyone looks at what it says."""

from __future__ import annotations

from noteproof.finding import AnyRule, Diagnostic, Says, Severity, rule
from noteproof.text import Source, Span, Unreadable

LIMIT = 2_000_000
"""The longest text that is checked, in characters: ten times the longest chapter that anyone would read."""


@rule("file/unreadable", Severity.ERROR)
def unreadable(reason: str, outside: bool) -> Says:
    """A file of the project can be read, and is of the project.

    A symlink that leads out of the project is not followed: notes may come from strangers.

    ````markdown
    A file that cannot be read cannot be shown here.
    ````

    ````markdown
    Any other file.
    ````
    """
    if outside:
        return Says("this file leads out of the project", "replace the symlink with a copy of the file")
    return Says(f"this file {reason}", "mend the file, or remove it")


@rule("file/not-utf8", Severity.ERROR)
def not_utf8() -> Says:
    """A file of the notes is text in UTF-8.

    ````markdown
    Bytes that are no text cannot be shown here.
    ````

    ````markdown
    Grüße
    ````
    """
    return Says("this is not UTF-8", "save the file in UTF-8")


@rule("file/too-large", Severity.ERROR)
def too_large(size: int) -> Says:
    """A file of the notes is of a size that a reader could read.

    ````markdown
    Millions of characters would not fit here.
    ````

    ````markdown
    A chapter.
    ````
    """
    message = f"this file has {size / 1e6:.1f} million characters and is not checked; the limit is {LIMIT / 1e6:.0f}"
    return Says(message, "split the file")


rules: tuple[AnyRule, ...] = (unreadable, not_utf8, too_large)


def cannot(fault: Unreadable) -> Diagnostic:
    """That a file cannot be read, at its beginning."""
    says = unreadable.words(fault.reason, fault.outside)
    return Diagnostic(unreadable, Source(fault.path, ""), Span(0, 0), says.message, says.hint)


def undecoded(source: Source, at: Span) -> Diagnostic:
    """That a file is not UTF-8, at the first such byte."""
    says = not_utf8.words()
    return Diagnostic(not_utf8, source, at, says.message, says.hint)


def oversized(source: Source) -> Diagnostic | None:
    """That a file is too large, if it is."""
    if len(source.text) <= LIMIT:
        return None
    says = too_large.words(len(source.text))
    return Diagnostic(too_large, source, Span(0, 0), says.message, says.hint)
