"""The marks of a paragraph: which brackets pair, and where a picture may begin."""

from __future__ import annotations

import re

from noteproof.text import Span

_MARK = re.compile(r"`+|\\[\s\S]|!(?=\[)|[\[\]()]|<!--|<(?=img|source)", re.IGNORECASE)
_BACKTICKS = re.compile("`+")


def marks(text: str, paragraph: Span) -> tuple[list[int], dict[int, int]]:
    """Where pictures may begin in a paragraph, and for every bracket that opens the one that closes it.

    What is escaped, in a code span or in a comment counts for neither.
    """
    starts: list[int] = []
    pairs: dict[int, int] = {}
    open_marks: dict[str, list[int]] = {"]": [], ")": []}
    runs: _Runs | None = None
    last_close = text.rfind("-->", *paragraph)
    at = paragraph.start
    while found := _MARK.search(text, at, paragraph.end):
        mark = found[0]
        at = found.end()
        if mark == "!" or mark == "<":
            starts.append(found.start())
        elif mark == "[":
            open_marks["]"].append(found.start())
        elif mark == "(":
            open_marks[")"].append(found.start())
        elif mark in open_marks:
            if open_marks[mark]:
                pairs[open_marks[mark].pop()] = found.start()
        elif mark[0] == "`":
            runs = runs or _Runs(text, paragraph)
            at = runs.code_end(found.start(), found.end())
        elif mark == "<!--" and at <= last_close:
            at = text.index("-->", at) + 3
    return starts, pairs


class _Runs:
    """The runs of backticks of a paragraph, by which code spans close."""

    def __init__(self, text: str, paragraph: Span) -> None:
        self._by_length: dict[int, list[int]] = {}
        for run in _BACKTICKS.finditer(text, *paragraph):
            self._by_length.setdefault(len(run[0]), []).append(run.start())
        # Openings are asked for from left to right, so what lies behind is let go.
        for starts in self._by_length.values():
            starts.reverse()

    def code_end(self, start: int, end: int) -> int:
        """The offset behind the code span that a run opens, or behind the run if it opens none.

        The next run of the same length closes it. Python-Markdown, unlike CommonMark, lets the first of
        the longest shorter runs close it when no run is as long.
        """
        length = end - start
        if (close := self._next(length, end)) is not None:
            return close + length
        longest = max((other for other in self._by_length if self._next(other, end) is not None), default=0)
        close = self._next(longest, end) if longest < length else None
        return end if close is None else close + longest

    def _next(self, length: int, offset: int) -> int | None:
        starts = self._by_length.get(length, [])
        while starts and starts[-1] < offset:
            starts.pop()
        return starts[-1] if starts else None
