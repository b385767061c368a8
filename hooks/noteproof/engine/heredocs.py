"""The heredocs of a shell script."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

_OPENING = re.compile(
    r"(?<!<)<<-?[ \t]*(?:\\?(?P<word>\w[\w.-]*)|(?P<quote>[\"'])(?P<quoted>[^\"'\n]+)(?P=quote))(?!<)"
)
_PROMPT = re.compile(r"[ \t]*>(?: |$)")


def heredocs(text: str) -> Iterator[str]:
    """The text of each heredoc that is closed, without the prompts of a console."""
    if "<<" not in text:
        return
    lines = text.splitlines()
    closing: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        closing.setdefault(_PROMPT.sub("", line, count=1).strip(), []).append(number)
    begin = 0
    for number, line in enumerate(lines):
        if number < begin:
            continue
        begin = number + 1
        for found in _OPENING.finditer(line):
            ends = closing.get(found["word"] or found["quoted"], [])
            end = bisect_right(ends, begin - 1)
            if end < len(ends):
                yield "\n".join(_without_prompts(lines[begin : ends[end] + 1])[:-1])
                begin = ends[end] + 1


def _without_prompts(lines: list[str]) -> list[str]:
    """The lines without `> `, if each of them, the closing one too, begins with it."""
    if all(map(_PROMPT.match, lines)):
        return [_PROMPT.sub("", line, count=1) for line in lines]
    return lines
