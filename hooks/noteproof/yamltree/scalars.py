"""Where each character of a scalar's value stands in the text that it was written in."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from functools import lru_cache

_BREAKS = "\n\r\x85\u2028\u2029"
_ESCAPE_WIDTH = {"x": 2, "u": 4, "U": 8}
_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r",
    "e": "\x1b", " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028",
    "P": "\u2029",
}  # fmt: skip

Placed = tuple[str, int]


@lru_cache(maxsize=16)
def offsets(text: str, start: int, end: int, style: str | None, value: str) -> tuple[int, ...]:
    """The offset in `text` of each character of `value`, and of its end.

    `text[start:end]` is the scalar as written, in the YAML style `style` (`|`, `>`, `'`, `"`, or none for
    plain). A scalar written in a way that this cannot follow has all its characters at its start.
    """
    if style in ("|", ">"):
        placed = list(_block(text, start, end, style == ">", value))
    elif style in ("'", '"'):
        placed = list(_flow(text, start + 1, end - 1, style))
    else:
        placed = list(_flow(text, start, end, ""))
    if style in ("|", ">"):
        placed = placed[: len(value)]
    if "".join(character for character, _ in placed) != value:
        return (start,) * (len(value) + 1)
    last = placed[-1][1] + 1 if placed else min(start + 1, end)
    return (*(offset for _, offset in placed), last)


def _line_break(text: str, at: int) -> int:
    """The length of the line break at an offset, or 0."""
    if text.startswith("\r\n", at):
        return 2
    return 1 if at < len(text) and text[at] in _BREAKS else 0


def _flow(text: str, at: int, end: int, quote: str) -> Iterator[Placed]:
    """The characters of a plain or quoted scalar: lines fold into blanks, escapes into characters."""
    while at < end:
        character = text[at]
        if character in " \t" or _line_break(text, at):
            at = yield from _gap(text, at, end, escaped=False)
        elif quote == "'" and text.startswith("''", at):
            yield "'", at
            at += 2
        elif quote == '"' and character == "\\":
            at = yield from _escape(text, at, end)
        else:
            yield character, at
            at += 1


def _gap(text: str, at: int, end: int, escaped: bool) -> Generator[Placed, None, int]:
    """The blanks and line breaks up to the next character: one break is a blank, each further one a break."""
    blanks: list[Placed] = []
    breaks: list[int] = []
    while at < end and (text[at] in " \t" or _line_break(text, at)):
        width = _line_break(text, at)
        if width:
            breaks.append(at)
        elif not breaks:
            blanks.append((text[at], at))
        at += width or 1
    if escaped:
        yield from (("\n", offset) for offset in breaks)
    elif not breaks:
        yield from blanks
    elif len(breaks) == 1:
        yield " ", breaks[0]
    else:
        yield from (("\n", offset) for offset in breaks[1:])
    return at


def _escape(text: str, at: int, end: int) -> Generator[Placed, None, int]:
    """The character that a backslash and what follows it stand for; an escaped line break is nothing."""
    follows = text[at + 1 : at + 2]
    width = _line_break(text, at + 1)
    if width:
        at = yield from _gap(text, _skip_blanks(text, at + 1 + width, end), end, escaped=True)
        return at
    digits = _ESCAPE_WIDTH.get(follows, 0)
    if digits:
        yield chr(int(text[at + 2 : at + 2 + digits], 16)), at
    else:
        yield _ESCAPES.get(follows, follows), at
    return at + 2 + digits


def _skip_blanks(text: str, at: int, end: int) -> int:
    while at < end and text[at] in " \t":
        at += 1
    return at


def _block(text: str, start: int, end: int, folded: bool, value: str) -> Iterator[Placed]:
    """The characters of a literal or folded scalar, line breaks kept as if none were chomped."""
    lines = list(_lines(text, start, end))[1:]
    indent = _indent(text, lines, value)
    pending: list[Placed] = []
    blank_before = False
    first = True
    for begin, stop, after in lines:
        spaces = 0
        while begin + spaces < stop and spaces < indent and text[begin + spaces] == " ":
            spaces += 1
        content = begin + spaces
        if content >= stop and (first or spaces <= indent):
            pending.append(("\n", stop))
            continue
        starts_blank = text[content] in " \t"
        if folded and not first and not blank_before and not starts_blank:
            yield from pending[1:] or [(" ", pending[0][1])]
        else:
            yield from pending
        yield from ((text[offset], offset) for offset in range(content, stop))
        pending = [("\n", stop)] if after > stop else []
        blank_before = starts_blank
        first = False
    yield from pending


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The lines of a range: where each begins, where its content ends, where its line break ends."""
    begin = start
    while begin < end:
        stop = begin
        while stop < end and not _line_break(text, stop):
            stop += 1
        after = min(stop + _line_break(text, stop), end)
        yield begin, stop, after
        begin = max(after, stop + (stop == after))


def _indent(text: str, lines: list[tuple[int, int, int]], value: str) -> int:
    """How many blanks the scalar's lines lose: what its first line has more in the text than in the value."""
    written = next((text[b:s] for b, s, _ in lines if text[b:s].strip(" ")), "")
    kept = next((line for line in value.split("\n") if line.strip(" ")), "")
    return max(_leading(written) - _leading(kept), 0)


def _leading(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
