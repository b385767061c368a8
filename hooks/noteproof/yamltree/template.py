"""Where a text is a template that makes YAML, rather than YAML."""

from __future__ import annotations

import re

_BLOCK_HEADER = re.compile(r"(?:^|[ \t:-])[|>][-+0-9]*[ \t]*(?:#.*)?$")
_DASHES = re.compile(r" *(?:- +)*(?![|>])")


def template(text: str, at: int) -> tuple[int, int] | None:
    """The range of the first `{{ }}` or `{% %}` that a parser trips over, if not below an offset's line."""
    start = 0
    block: int | None = None
    for line in text.splitlines(keepends=True):
        if start > at:
            return None
        words = line.strip()
        indent = len(line) - len(line.lstrip(" "))
        if block is not None and words and indent <= block:
            block = None
        if block is None:
            opening = _opening(line)
            if opening is not None:
                end = text.find("%}" if line[opening + 1] == "%" else "}}", start + opening + 2)
                return start + opening, end + 2 if end >= 0 else start + opening + 2
            if _BLOCK_HEADER.search(line.rstrip()):
                dashes = _DASHES.match(line)
                block = dashes.end() if dashes else indent
        start += len(line)
    return None


def _opening(line: str) -> int | None:
    """The first `{{` or `{%` of a line that is in no quotation marks, no comment and no plain text."""
    for found in re.finditer(r"\{[{%]", line):
        before = line[: found.start()]
        words = before.rstrip()
        begins_value = not words or words[-1] in ":,[{" or (words[-1] == "-" and words != before)
        quoted = before.count('"') % 2 or before.count("'") % 2 or re.search(r"(?:^|[ \t])#", before)
        if begins_value and not quoted:
            return found.start()
    return None
