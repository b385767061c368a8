"""Where a text is a template that makes YAML, rather than YAML."""

from __future__ import annotations

import re

_OPENING = re.compile(r"\{\{")
_BLOCK_HEADER = re.compile(r"(?:^|[ \t:-])[|>][-+0-9]*[ \t]*(?:#.*)?$")


def template(text: str, at: int) -> tuple[int, int] | None:
    """The range of the first `{{ }}` that a parser trips over, if it begins before the end of a line."""
    end_of_line = re.compile(r"[\r\n]|\Z").search(text, min(at, len(text)))
    limit = end_of_line.start() if end_of_line else len(text)
    for found in _OPENING.finditer(text, 0, limit):
        if _is_text(text, found.start()):
            continue
        end = text.find("}}", found.end())
        return found.start(), end + 2 if end >= 0 else found.end()
    return None


def _is_text(text: str, at: int) -> bool:
    """Whether an offset stands in quotation marks, a comment, a block scalar or a plain text."""
    start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    before = text[start:at]
    if before.count('"') % 2 or before.count("'") % 2 or re.search(r"(?:^|[ \t])#", before):
        return True
    words = before.rstrip()
    begins_value = not words or words[-1] in ":,[{" or (words[-1] == "-" and words != before)
    return not begins_value or _in_block(text, start, len(before) - len(before.lstrip()))


def _in_block(text: str, start: int, indent: int) -> bool:
    """Whether a line with an indentation belongs to a block scalar that opens above it."""
    while start > 0 and indent > 0:
        end = start - 1
        start = max(text.rfind("\n", 0, end), text.rfind("\r", 0, end)) + 1
        line = text[start:end]
        width = len(line) - len(line.lstrip())
        if line.strip() and width < indent:
            if _BLOCK_HEADER.search(line.rstrip()):
                return True
            indent = width
    return False
