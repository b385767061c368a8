"""What can be wrong with a file before anyone looks at what it says."""

from __future__ import annotations

from noteproof.finding import AnyRule, Diagnostic, Says, Severity, rule
from noteproof.text import Source, Span, Unreadable

LIMIT = 1_200_000
"""The longest YAML file that is checked, in characters: some hundred thousand lines, read in seconds."""

PAGE_LIMIT = 6_000_000
"""The longest page that is looked at, in characters. Of its prose, Markdown is given less (`page/tangled`);
its fences are checked all the same."""


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
def too_large(size: int, limit: int) -> Says:
    """A file of the notes is of a size that a reader could read.

    ````markdown
    Millions of characters would not fit here.
    ````

    ````markdown
    A chapter.
    ````
    """
    return Says(
        f"this file has {size:,} characters, more than {limit:,}, and is not checked", "split the file"
    )


rules: tuple[AnyRule, ...] = (unreadable, not_utf8, too_large)


def cannot(fault: Unreadable) -> Diagnostic:
    """That a file cannot be read, at its beginning."""
    says = unreadable.words(fault.reason, fault.outside)
    return Diagnostic(unreadable, Source(fault.path, ""), Span(0, 0), says.message, says.hint)


def undecoded(source: Source, at: Span) -> Diagnostic:
    """That a file is not UTF-8, at the first such byte."""
    says = not_utf8.words()
    return Diagnostic(not_utf8, source, at, says.message, says.hint)


def oversized(source: Source, at: Span, size: int, limit: int = LIMIT) -> Diagnostic:
    """That a file, or a block of one, is too large to be checked."""
    says = too_large.words(size, limit)
    return Diagnostic(too_large, source, at, says.message, says.hint)


def faults(source: Source, broken: Span | None) -> list[Diagnostic]:
    """What is wrong with a file that could be read; `broken` is the first character that is not UTF-8."""
    found = [] if broken is None else [undecoded(source, broken)]
    limit = LIMIT if source.path.endswith((".yaml", ".yml")) else PAGE_LIMIT
    if len(source.text) > limit:
        found.append(oversized(source, Span(0, 0), len(source.text), limit))
    return found


def is_legible(found: list[Diagnostic]) -> bool:
    """Whether a file can be looked into in spite of what is wrong with it."""
    return all(each.rule.code == not_utf8.code for each in found)
