"""The step of a rendering that refuses the paragraphs which would keep the renderer busy for minutes.

Python-Markdown goes back over a text for every bracket that is not closed, every tag that does not end, and
so on: twenty thousand of them in one paragraph take it minutes. No page that anyone reads comes near.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from noteproof.finding import AnyRule, Diagnostic, Says, Severity, rule
from noteproof.text import Source

LIMIT = 5_000_000
"""The most characters that the renderer may have to go back over in one page, by a rough count."""

LONGEST = 300_000
"""The most characters of a page, with what it includes and without its code."""

_AFTER_FENCES = 24.5
"""Between SuperFences (25) and the repair of pictures (24): what a fence holds is not gone over."""

_BRACKET = re.compile(r"\\.|[\[\]()]")
_STRAY = re.compile(r"<(?=[A-Za-z/!?])[^<>]*(?=<|\Z)")
_FOOTNOTE = re.compile(r"\[\^")
_UNDERLINE = re.compile(r"^[ \t]*(?:=+|-+)[ \t]*$", re.MULTILINE)
_CONTAINER = re.compile(r"^[ \t]*(?:\?{3}|!{3}|={3})", re.MULTILINE)
_EMPHASIS = re.compile(r"[*_]")


@rule("page/tangled", Severity.ERROR)
def tangled(what: str) -> Says:
    """A page is one that Markdown can render in reasonable time.

    The renderer goes back over the text for each bracket that is not closed and each tag that does not end.
    Where there are thousands of them it would be busy for minutes, so what holds them is neither shown nor
    checked.

    ````markdown
    Thousands of opening brackets would not fit here.
    ````

    ````markdown
    A [link](https://kubernetes.io/), *emphasis* and `code`.
    ````
    """
    return Says(
        f"{what} would keep Markdown busy for minutes, so this text is left out", "put the text in a fence"
    )


rules: tuple[AnyRule, ...] = (tangled,)


class Guard(Extension):
    """The extension that leaves out what is too tangled. `begin` says of which page, `finish` what it was."""

    def __init__(self) -> None:
        super().__init__()
        self._page = Source("", "")
        self._found: list[Diagnostic] = []

    def begin(self, page: Source) -> None:
        """Report on this page from here on."""
        self._page, self._found = page, []

    def finish(self) -> tuple[Diagnostic, ...]:
        """What was found in the page."""
        found, self._found = tuple(self._found), []
        return found

    def extendMarkdown(self, md: Markdown) -> None:  # Python-Markdown calls it so
        """Take part in a rendering."""
        md.preprocessors.register(_Guarding(md, self._report), "noteproof_tangles", _AFTER_FENCES)

    def _report(self, what: str, line: str) -> None:
        words = line.strip()
        at = max(0, self._page.text.find(words))
        says = tangled.words(what)
        span = self._page.line_span(self._page.position(at).line)
        self._found.append(Diagnostic(tangled, self._page, span, says.message, says.hint))


class _Guarding(Preprocessor):
    """Empties the lines of tangled paragraphs; a fence's place, already taken out, stays."""

    def __init__(self, md: Markdown, report: Callable[[str, str], None]) -> None:
        super().__init__(md)
        self._report = report

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        length = sum(len(line) for line in lines if "\x02" not in line)
        if length <= LONGEST and _at_most(text) <= LIMIT:
            return lines
        if length > LONGEST:
            self._report(f"{length:,} characters of prose", lines[0])
            return _fences_of(lines)
        page = [_strays(text), (len(_FOOTNOTE.findall(text)) ** 2, "thousands of footnotes")]
        most, what = max(page)
        if most > LIMIT:
            sign = _STRAY if "tags" in what else _FOOTNOTE
            self._report(what, next(line for line in lines if sign.search(line)))
            return _fences_of(lines)
        left = list(lines)
        spent = 0
        for start, end in _paragraphs(lines):
            most, what = max(_work("\n".join(lines[start:end])))
            if spent + most > LIMIT:
                self._report(what, lines[start])
                left[start:end] = ["" for _ in range(start, end)]
            else:
                spent += most
        return left


def _fences_of(lines: list[str]) -> list[str]:
    """What stands for fences, with nothing around it."""
    return [line.lstrip(" >") if "\x02" in line else "" for line in lines]


def _at_most(text: str) -> int:
    """No less than the work that a text makes, told from the number of its signs alone."""
    opening = sum(map(text.count, "[(<"))
    others = sum(map(text.count, "*_^=-?!"))
    return opening * len(text) + others * others


def _paragraphs(lines: list[str]) -> Iterator[tuple[int, int]]:
    """The ranges of lines between blank ones."""
    start = 0
    for at, line in enumerate((*lines, "")):
        if not line.strip():
            if at > start:
                yield start, at
            start = at + 1


def _strays(text: str) -> tuple[int, str]:
    """Tags that do not end: the rest of the page is read again for each."""
    return sum(
        len(text) - found.start() for found in _STRAY.finditer(text)
    ), "thousands of tags that do not end"


def _work(paragraph: str) -> Iterator[tuple[int, str]]:
    """Each sort of work that a paragraph makes, and what makes it."""
    yield _brackets(paragraph), "thousands of brackets that are not closed"
    yield len(_UNDERLINE.findall(paragraph)) ** 2, "thousands of headings in one paragraph"
    yield len(_CONTAINER.findall(paragraph)) ** 2 // 10, "thousands of containers in one paragraph"
    yield len(_EMPHASIS.findall(paragraph)) ** 2 // 500, "thousands of signs of emphasis in one paragraph"


def _brackets(text: str) -> int:
    """The way from every opening bracket to the one that closes it, or to the end, together."""
    work = 0
    opened: dict[str, list[int]] = {"]": [], ")": []}
    for found in _BRACKET.finditer(text):
        sign, at = found.group(), found.start()
        if sign == "[":
            opened["]"].append(at)
        elif sign == "(" and text[at - 1 : at] == "]":
            opened[")"].append(at)
        elif opened.get(sign):
            work += at - opened[sign].pop()
    return work + sum(len(text) - at for left in opened.values() for at in left)
