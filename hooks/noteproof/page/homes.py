"""Which lines of a page an indented code block is made of."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import islice

from markdown import Markdown

from noteproof.page.fences import Looks
from noteproof.page.probing import Probe, probe
from noteproof.page.trail import Recording

_OPENING = re.compile(r"(?:[ >:]|[-*+](?= )|\d+\.(?= )|\[\^[^\[\]]*+\]:)*+")
_ROOM = re.compile(r" {4,}+")
_MOST_ROOMS = 50
_FAR = 100
_WORDED = re.compile(r"\s*(?:(?:[-*+#>]+|\d+\.)\s+)*+\w")

Home = tuple[int, int]
"""A line of the page as SuperFences saw it, and how many of its columns are not the code's."""


@dataclass(frozen=True)
class Found:
    """The lines of each indented block, by the block's number, and the fences that came out as prose."""

    codes: dict[int, list[Home]]
    prose: set[int]


def find(md: Markdown, recording: Recording, looks: list[Looks]) -> Found:
    """Follow the lines of indented code, and those that look like fences, through a second parse.

    A tag can change what a line means where the line is not code (`!!! note`, `-->`). So lines that begin
    with a word are tagged first, which proves where they came from; the lines between them stand where
    they stand on the page. Only a block that has no such line needs all that look like its lines tagged.
    """
    if not recording.codes and not looks:
        return Found({}, set())
    texts = [_lines(text) for _, text in recording.codes.values()]
    candidates = _candidates(recording, texts)
    fences = {each.at: each.run for each in looks}
    worded = {at for code, ats in candidates.items() if _WORDED.match(code) for at in ats}
    first = _probed(md, recording, worded | set(fences), fences)
    homes = _read(first, recording, texts)
    if homes is None or not all(any(lines) for lines in homes):
        again = _probed(md, recording, {at for ats in candidates.values() for at in ats}, {})
        homes = _read(again, recording, texts) or homes or [[None] * len(text) for text in texts]
    codes: dict[int, list[Home]] = {}
    last = -1
    likely = candidates | _resembling(recording, texts, candidates)
    for key, text, lines in zip(recording.codes, texts, homes, strict=True):
        number = recording.marked.get(key)
        filled = _filled(recording, text, lines, likely, last)
        last = filled[-1][0]
        if number is not None:
            codes[number] = filled
    return Found(codes, first.prose)


def _probed(md: Markdown, recording: Recording, tagged: set[int], fences: dict[int, str]) -> Probe:
    """The second parse; nothing, where a page that rendered once, at the limit of nesting, does not again."""
    try:
        return probe(md, recording, tagged, fences)
    except (LookupError, RuntimeError, ValueError):
        return Probe()


def _lines(code: str) -> list[str]:
    """The lines of a code element's text."""
    text = code.removesuffix("\n").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return text.split("\n")


def _candidates(recording: Recording, texts: list[list[str]]) -> dict[str, list[int]]:
    """The lines that may have become code, by the line of code: it stands behind four blanks or more.

    In front of these may stand whatever opens quotes, list items, definitions and footnotes; code may begin
    with such a mark itself, so every place behind four blanks is tried.
    """
    wanted: dict[str, set[str]] = {}
    for text in texts:
        for line in text:
            if line.strip():
                wanted.setdefault(line.strip(), set()).add(line.rstrip())
    found: dict[str, list[int]] = {}
    for at, line in enumerate(recording.lines) if wanted else ():
        bare = line.rstrip()
        for room in islice(_ROOM.finditer(bare, 0, _opening(bare)), _MOST_ROOMS):
            for code in wanted.get(bare[room.end() :], ()):
                if bare.endswith("    " + code):
                    found.setdefault(code, []).append(at)
    return found


def _resembling(
    recording: Recording, texts: list[list[str]], known: dict[str, list[int]]
) -> dict[str, list[int]]:
    """The lines that end as a line of code does of which no line is known that may have become it."""
    wanted: dict[str, set[str]] = {}
    for text in texts:
        for line in text:
            if line.strip() and line.rstrip() not in known:
                wanted.setdefault(line.split()[-1], set()).add(line.rstrip())
    found: dict[str, list[int]] = {}
    for at, line in enumerate(recording.lines) if wanted else ():
        for code in wanted.get(line.split()[-1], ()) if line.strip() else ():
            if line.rstrip().endswith(code.strip()):
                found.setdefault(code, []).append(at)
    return found


def _read(result: Probe, recording: Recording, texts: list[list[str]]) -> list[list[Home | None]] | None:
    """The homes that the tags tell, or nothing when the tags changed what is code."""
    if len(result.codes) != len(texts):
        return None
    homes: list[list[Home | None]] = []
    for tagged, text in zip((_lines(code) for code in result.codes), texts, strict=True):
        if len(tagged) != len(text):
            return None
        homes.append([])
        for with_tag, line in zip(tagged, text, strict=True):
            tags = list(result.tag.finditer(with_tag))
            without = result.tag.sub("", with_tag)
            if len(tags) > 1 or without.rstrip() != line.rstrip():
                return None
            homes[-1].append((int(tags[0][1]), _width(recording, int(tags[0][1]), without)) if tags else None)
    return homes


def _width(recording: Recording, at: int, code: str) -> int:
    """How many columns of a line are not its code's."""
    line = recording.lines[at]
    if not line.endswith(code):
        line, code = line.rstrip(), code.rstrip()
    return max(0, len(line) - len(code))


def _filled(
    recording: Recording,
    text: list[str],
    homes: list[Home | None],
    candidates: dict[str, list[int]],
    last: int,
) -> list[Home]:
    """The homes, with those of lines that bore no tag next to those that did.

    A blank line that the page does not have, such as SuperFences puts into an empty fence that it takes back,
    is the empty end of the line before it.
    """
    page = recording.lines
    filled = list(homes)
    anchor = next((at for at, home in enumerate(homes) if home), len(homes))
    after = homes[anchor] if anchor < len(homes) else None
    for at in range(anchor - 1, -1, -1):
        nearby = candidates.get(text[at].rstrip(), [])
        before = bisect_left(nearby, after[0]) - 1 if after else -1
        if before >= 0:
            filled[at] = after = (nearby[before], _width(recording, nearby[before], text[at]))
    for at, line in enumerate(text):
        if filled[at] is not None:
            continue
        behind = filled[at - 1] if at else None
        place, width = behind or (last, 0)
        if not line.strip():
            here = place + 1 if place + 1 < len(page) and not page[place + 1].strip(" >") else max(0, place)
            filled[at] = (here, len(page[here]) if page[here].strip() else width)
            continue
        nearby = candidates.get(line.rstrip(), [])
        if not nearby:
            ahead = next((home[0] - by for by, home in enumerate(filled[at:]) if home), None)
            filled[at] = _plausible(page, place + 1, ahead, at == 0)
            continue
        further = bisect_right(nearby, place)
        home = nearby[further if further < len(nearby) else 0]
        filled[at] = (home, _width(recording, home, line))
    return [home or (0, 0) for home in filled]


def _plausible(page: list[str], start: int, ahead: int | None, first: bool) -> Home:
    """The likeliest home, from a line on, of a line of code that no line of the page resembles.

    `ahead` is where it stands if none is missing before the block's next line that has a home; the `first`
    line of a block of which nothing is known stands where the next indented code does.
    """
    near = range(start, min(start + _FAR, len(page)) if ahead is None else start)
    rest = [at for at in near if page[at].strip(" >")]
    coded = [at for at in rest if "    " in page[at][: _opening(page[at])]] if first else []
    place = max(ahead, start) if ahead is not None else next(iter(coded or rest), start)
    place = max(0, min(place, len(page) - 1))
    return place, _opening(page[place])


def _opening(line: str) -> int:
    """How many columns of a line may stand in front of its code."""
    found = _OPENING.match(line)
    return found.end() if found else 0
