"""A second parse of a page, with tags on some lines: where the tags turn up is where the lines went.

Only pages with indented code, or with a line that looks like a fence and is none, are parsed again.
Python-Markdown joins and cuts lines on the way to indented code, so a line cannot carry its origin there;
but what follows the indentation of a code line is passed on as it stands, and so is a tag at its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.util import HTML_PLACEHOLDER_RE

from noteproof.page.trail import Recording

HIDDEN = (
    r"<!--(?s:.*?)--!?>"
    r"|<(?P<inert>script|style|template|textarea|title|noscript|iframe)\b(?s:.*?)(?:</(?P=inert)\s*>|\Z)"
)
"""What a reader does not see of an HTML text: comments, and elements that do not show what they hold."""

_TAG = r"<[a-zA-Z/](?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>"
_MARKER = r"<span data-noteproof=\"(?P<number>[0-9]{1,9})\" hidden></span>"
_SEEN = re.compile(rf"{_MARKER}|{HIDDEN}|{_TAG}", re.IGNORECASE)
_NUMBER = re.compile(_MARKER)
_HIDING = re.compile(r"<(?:!--|script|style|template|textarea|title|noscript|iframe)", re.IGNORECASE)
_RAW_CODE = re.compile(rf"{HIDDEN}|<(?P<code>pre|code)\b(?s:.*?)(?:</(?P=code)\s*>|\Z)|{_TAG}", re.IGNORECASE)


@dataclass
class Probe:
    """What the second parse told: the text of each indented block, and the lines that came out as prose."""

    codes: list[str] = field(default_factory=list)
    prose: set[int] = field(default_factory=set)
    tag: re.Pattern[str] = field(default_factory=lambda: re.compile(r"(?!)"))


def seen(html: str) -> list[int]:
    """The numbers of the markers that stand in what a reader sees, in order, each once."""
    pattern = _SEEN if _HIDING.search(html) else _NUMBER
    matches = pattern.finditer(_closed(html))
    return list(dict.fromkeys(int(match["number"]) for match in matches if match["number"]))


def _closed(html: str) -> str:
    """The HTML without the beginnings of comments that never end: what follows one is checked."""
    last = max(html.rfind("-->"), html.rfind("--!>"), 0)
    return html[:last] + html[last:].replace("<!--", "<!__")


def probe(md: Markdown, recording: Recording, tagged: Iterable[int], fences: dict[int, str]) -> Probe:
    """Parse a recorded page again with tags at the end of some lines.

    `fences` are the lines, among the tagged, that look like a fence, with their run of backticks or tildes.
    """
    mark = _unused("\n".join(recording.lines))
    found = Probe(tag=re.compile(f"{mark}([0-9]+){mark}"))
    chosen = set(tagged)
    standing = {fence.start for fence in recording.fences}
    lines = [
        f"{line}{mark}{home}{mark}" if home in chosen and home not in standing else line
        for line, home in zip(recording.out, recording.homes, strict=True)
    ]
    first, recording.codes = recording.codes, {}
    try:
        root = _parse(md, lines, recording, chosen, mark)
    finally:
        again, recording.codes = recording.codes, first
    found.codes = [text for _, text in again.values()]
    if fences:
        found.prose = set(_prose(md, root, found.tag, fences))
    return found


def _unused(text: str) -> str:
    """A private character that the text does not hold."""
    return next(chr(code) for code in range(0xF0000, 0xFFFFD) if chr(code) not in text)


def _parse(md: Markdown, lines: list[str], recording: Recording, tagged: set[int], mark: str) -> Element:
    """The tree of a page from the lines that SuperFences left, with its stashes as they were then."""
    md.htmlStash.rawHtmlBlocks = list(recording.stash)
    md.htmlStash.html_counter = len(recording.stash)
    fences: Any = md.preprocessors["fenced_code_block"]
    fences.extension.stash.stash = _tagged_reverts(recording, tagged, mark)
    if "footnote" in md.treeprocessors:  # the first definition of a footnote stands, so the old ones must go
        footnotes: Any = md.treeprocessors["footnote"]
        footnotes.footnotes.reset()
    after = md.preprocessors.get_index_for_name("fenced_code_block") + 1
    for preprocessor in list(md.preprocessors)[after:]:
        lines = preprocessor.run(lines)
    root: Element = md.parser.parseDocument(lines).getroot()  # type: ignore[assignment]  # never empty
    for name in ("footnote", "inline"):
        if name in md.treeprocessors:
            root = md.treeprocessors[name].run(root) or root
    return root


def _tagged_reverts(recording: Recording, tagged: set[int], mark: str) -> dict[str, Any]:
    """What SuperFences puts back where indented code has swallowed a fence, with tags on its lines."""
    reverts = dict(recording.reverts)
    for fence in recording.fences:
        if fence.key not in reverts:
            continue
        text, indent = reverts[fence.key]
        lines = text.split("\n")
        homes = [*range(fence.start, fence.end)]
        if len(lines) == len(homes):
            lines = [
                f"{line}{mark}{home}{mark}" if home in tagged else line
                for line, home in zip(lines, homes, strict=True)
            ]
        elif len(lines) == 3:  # a fence without content is put back with an empty line
            ends = zip((lines[0], lines[2]), (homes[0], homes[-1]), strict=True)
            lines = [f"{line}{mark}{home}{mark}" if home in tagged else line for line, home in ends]
            lines.insert(1, "")
        reverts[fence.key] = ("\n".join(lines), indent)
    return reverts


def _prose(md: Markdown, root: Element, tag: re.Pattern[str], fences: dict[int, str]) -> Iterator[int]:
    """The tagged lines that a reader sees outside code which something else than their own backticks made."""
    stack: list[tuple[Element, bool]] = [(root, False)]
    coloured: set[int] = set()
    while stack:
        element, in_pre = stack.pop()
        in_pre = in_pre or element.tag == "pre"
        inline = element.tag == "code"
        if element.text and not in_pre:
            yield from _own(element.text, tag, fences) if inline else _all(element.text, tag, fences)
            if inline:
                coloured.update(int(match[1]) for match in HTML_PLACEHOLDER_RE.finditer(element.text))
        stack += [(child, in_pre) for child in element]
        if element.tail:
            yield from _all(element.tail, tag, fences)
    for key, html in enumerate(md.htmlStash.rawHtmlBlocks):
        if isinstance(html, str) and tag.search(html):
            if key in coloured:
                yield from _own(re.sub("<[^>]*>", "", html), tag, fences)
            else:
                yield from _all(_RAW_CODE.sub(" ", _closed(html)), tag, fences)


def _all(text: str, tag: re.Pattern[str], fences: dict[int, str]) -> Iterator[int]:
    return (int(match[1]) for match in tag.finditer(text) if int(match[1]) in fences)


def _own(text: str, tag: re.Pattern[str], fences: dict[int, str]) -> Iterator[int]:
    """The tagged lines whose own backticks began this inline code: these are then not a part of it."""
    for match in tag.finditer(text):
        line = int(match[1])
        if line in fences and fences[line] not in text[: match.start()]:
            yield line
