"""A page as it was rendered → what is wrong with it, block by block and line by line."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from noteproof import directives, engine, reading
from noteproof.engine import Outcome
from noteproof.expectations import settle
from noteproof.finding import Diagnostic, diagnose, own_span
from noteproof.languages.falco.prose import may_slip, slips
from noteproof.page import characters, inline, labels
from noteproof.page.blocks import Block, Page
from noteproof.text import Files, Snippet, Source, Span


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """What became of one page: of each of its blocks, and of the page around them.

    `diagnostics` are those of the page itself, `met` those of them that its prose expects.
    """

    source: Source
    blocks: tuple[tuple[Block, Outcome], ...]
    diagnostics: tuple[Diagnostic, ...]
    met: tuple[Diagnostic, ...]


def check(
    source: Source, page: Page, pictures: Iterable[Diagnostic], files: Files, settings: engine.Settings
) -> PageOutcome:
    """What is wrong with a page, whose blocks were found as it was rendered.

    `pictures` is what was found of its pictures.
    """
    large = [block for block in page.blocks if len(block.snippet.text) > reading.LIMIT]
    checked = [block for block in page.blocks if block not in large] if large else page.blocks
    outcomes = engine.check((block.snippet for block in checked), files, settings)
    blocks = tuple(zip(checked, outcomes, strict=True))
    ours = Page(tuple(block for block, outcome in blocks if outcome.state is not engine.State.OTHER), (), "")
    found = [
        *page.diagnostics,
        *(reading.oversized(block.fence_source, block.fence, len(block.snippet.text)) for block in large),
        *(
            labels.unlabelled(block, outcome.language or "cases")
            for block, outcome in blocks
            if _lacks_label(block, outcome)
        ),
        *pictures,
        *characters.check(source, _code_lines(source, ours)),
        *_names(source, page),
    ]
    around = prose(source, page, found, settings)
    return PageOutcome(source, blocks, around.diagnostics, around.met)


def prose(source: Source, page: Page, found: Iterable[Diagnostic], settings: engine.Settings) -> PageOutcome:
    """What is wrong with a page around its blocks, apart from what its prose expects.

    An expectation above a table is one for each of its rows, since a comment between them would end it.
    """
    expectations, malformed = directives.in_prose(source, _code_lines(source, page))
    here: list[tuple[int, Diagnostic]] = []
    elsewhere: list[Diagnostic] = []
    for each in found:
        if each.source.path == source.path:
            here.append((each.start.line, each))
        else:
            elsewhere.append(each)
    settled = settle(here, expectations, lambda line: inline.rows_below(source, line), settings.codes)
    whole = Snippet.whole(source)
    said = [diagnose(finding, whole, own_span) for finding in (*malformed, *settled.unmet)]
    return PageOutcome(source, (), (*settled.left, *elsewhere, *said), settled.met)


def code_spans(source: Source, page: Page) -> tuple[Span, ...]:
    """The spans of a page's own lines that are code, those of neighbouring lines in one."""
    ranges: list[tuple[int, int]] = []
    for number in sorted(_code_lines(source, page)):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return tuple(Span(source.line_span(first).start, source.line_span(last).end) for first, last in ranges)


def _names(source: Source, page: Page) -> Iterator[Diagnostic]:
    """What is wrong with the names that the text of a page speaks of."""
    if may_slip(source.text):
        for name in inline.names(source, code_spans(source, page), page.html):
            for finding in slips(name.snippet.text, name.before, name.after):
                yield diagnose(finding, name.snippet, own_span)


def _lacks_label(block: Block, outcome: Outcome) -> bool:
    return block.snippet.label is None and outcome.state is not engine.State.OTHER and not outcome.heredocs


def _code_lines(source: Source, page: Page) -> frozenset[int]:
    """The numbers of the lines of a page that its blocks show, opening fences included."""
    starts = source.line_starts
    lines: set[int] = set()
    for block in page.blocks:
        if block.fence_source is source:
            lines.add(bisect_right(starts, block.fence.start))
        lines.update(
            bisect_right(starts, origin.start) for origin in block.snippet.origins if origin.source is source
        )
    return frozenset(lines)
