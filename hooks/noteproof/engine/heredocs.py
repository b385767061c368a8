"""The heredocs of a shell script."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

_OPENING = re.compile(r"(?<!<)<<-?[ \t]*[\"']?(\w+)[\"']?(?!<)")


def heredocs(text: str) -> Iterator[str]:
    """The text of each heredoc that is closed."""
    if "<<" not in text:
        return
    lines = text.splitlines()
    closing: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        closing.setdefault(line.strip(), []).append(number)
    after = 0
    for number, line in enumerate(lines):
        found = _OPENING.search(line) if number >= after else None
        ends = closing.get(found[1], []) if found else []
        end = bisect_right(ends, number)
        if end < len(ends):
            after = ends[end] + 1
            yield "\n".join(lines[number + 1 : ends[end]])
