"""The words of a condition: a text that is read from left to right."""

from __future__ import annotations

import re

from noteproof.text import Span

_BLANK = re.compile(r"[ \t\b\r\n]*")
_NOT = re.compile(r"not[ \t\n\v\f\r]+")
IDENTIFIER = re.compile(r"[a-zA-Z][a-zA-Z0-9_]*")
FIELD = re.compile(r"[a-zA-Z][a-zA-Z0-9_]*(?:\.[a-zA-Z][a-zA-Z0-9_]*)+")
ARGUMENT = re.compile(r"[^\]\[\"' \t\n\v\f\r]+")
NUMBER = re.compile(r"0[xX][0-9a-fA-F]+|[+-]?[0-9]+\.?[0-9]*(?:[eE][+-][0-9]+)?")
BARE = re.compile(r"[^()\"' \t\n\v\f\r=,]+")

_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", " ": "\\", "\\": "\\", "/": "/"}


def one_of(*words: str) -> re.Pattern[str]:
    """The pattern of the first of these words that comes next."""
    return re.compile("|".join(map(re.escape, words)))


class Unparsable(Exception):
    """A condition that Falco's parser refuses: what is wrong, what to write instead, and where.

    `repair` is a stretch and what was surely meant to stand there, so that the rest can be read as well.
    """

    def __init__(self, fault: str, hint: str, span: Span, repair: tuple[Span, str] | None = None) -> None:
        super().__init__(fault)
        self.fault = fault
        self.hint = hint
        self.span = span
        self.repair = repair


class Reader:
    """Reads a text. What it reads, it passes."""

    def __init__(self, text: str, at: int = 0) -> None:
        self.text = text
        self.at = at

    def blank(self) -> bool:
        """Pass blanks; whether there were any."""
        start = self.at
        found = _BLANK.match(self.text, start)
        assert found
        self.at = found.end()
        return self.at > start

    def has(self, word: str) -> bool:
        """Pass a word, if it comes next."""
        if self.text.startswith(word, self.at):
            self.at += len(word)
            return True
        return False

    def match(self, pattern: re.Pattern[str]) -> str | None:
        """Pass what a pattern matches, and give it."""
        found = pattern.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        return found.group()

    def negation(self) -> bool:
        """Pass `not` and the blanks that it needs."""
        return self.match(_NOT) is not None

    def quoted(self) -> str | None:
        """Pass a text in quotes and give what it says; nothing if none is closed here. Raises `Unparsable`.

            quoted = "'" chars "'" | '"' chars '"' ;

        A quote with a backslash before it does not close, so that a text cannot end in a backslash.
        """
        quote = self.text[self.at : self.at + 1]
        if quote not in ("'", '"'):
            return None
        end = self.at + 1
        while (end := self.text.find(quote, end)) >= 0 and self.text[end - 1] == "\\":
            end += 1
        if end < 0:
            return None
        start, self.at = self.at, end + 1
        written = self.text[start + 1 : end]
        return self._unescaped(written, start + 1, quote) if "\\" in written else written

    def span(self, start: int) -> Span:
        """What was read since an offset."""
        return Span(start, self.at)

    def _unescaped(self, written: str, start: int, quote: str) -> str:
        said = []
        at = 0
        while at < len(written):
            if written[at] != "\\":
                said.append(written[at])
                at += 1
                continue
            follows = written[at + 1 : at + 2]
            if follows not in _ESCAPES and follows != quote:
                hint = "write `\\\\` for a backslash" if follows not in "'\"" else "write this quote as it is"
                span = Span(start + at, start + at + 2)
                raise Unparsable(f"`\\{follows}` is not an escape in {quote}…{quote}", hint, span)
            said.append(_ESCAPES.get(follows, follows))
            at += 2
        return "".join(said)
