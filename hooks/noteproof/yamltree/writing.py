"""Changes to a document → edits of its text, which leave every other line as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from noteproof.text import Edit
from noteproof.yamltree import brackets, rendering
from noteproof.yamltree.changes import Change
from noteproof.yamltree.document import Alias, Document, Event, Items, Mapping, Node, begins, extent, walk
from noteproof.yamltree.plan import Entry, Plan, own_entries
from noteproof.yamltree.rendering import Style
from noteproof.yamltree.sheet import Sheet

_KEEPS_BLANKS = re.compile(r"[|>][0-9]?\+")


class Written(NamedTuple):
    """Edits of a snippet's text, in order, and the changes that cannot be made by any."""

    edits: tuple[Edit, ...]
    aliased: tuple[Change, ...]


def write(document: Document, changes: Iterable[Change]) -> Written:
    """The edits that make changes in the text of a document.

    What an alias or a merge brings from elsewhere is not edited: the text there stands for other places too.
    """
    plan = Plan(document.root, changes)
    sheet = Sheet(document.text)
    _Writer(sheet, plan, _style(document)).visit(document.root)
    return Written(sheet.edits(document.base), tuple(plan.aliased))


class _Writer:
    """Makes the changes of one document, those in inner values before those in outer ones. Use once."""

    def __init__(self, sheet: Sheet, plan: Plan, style: Style) -> None:
        self._sheet = sheet
        self._plan = plan
        self._style = style

    def visit(self, node: Node | None) -> None:
        """Make the changes in a value and in those below it."""
        if isinstance(node, Mapping):
            self._mapping(node)
        elif isinstance(node, Items):
            self._items(node)
        elif node is not None and not isinstance(node, Alias) and self._plan.grows(node):
            text, (start, end) = rendering.flow(self._plan.grown(node)), extent(node)
            is_apart = end > start or self._sheet.text[start - 1] in "[{ "
            self._sheet.edit(start, end, text if is_apart else f" {text}")

    def _mapping(self, node: Mapping) -> None:
        own, removed, missing = own_entries(node), self._plan.removed(node), self._plan.missing(node)
        kept = [entry for entry in own if entry[0] not in removed]
        for entry in kept:
            self._value(node, entry)
        if not removed and not missing:
            return
        if node.open.flow_style:
            places = [
                (event.start_mark.index, max(extent(it)[1], event.end_mark.index)) for _, event, it in own
            ]
            gone = [key in removed for key, _, _ in own]
            brackets.cut(self._sheet, places, gone)
            added = [f"{rendering.scalar(key)}: {rendering.flow(value)}" for key, value, _ in missing]
            ends = [extent(inner)[1] if _is_written(inner) else -1 for _, _, inner in kept]
            brackets.insert(self._sheet, self._inside(node, "{"), ends, added)
        elif own:
            self._block(node, own, kept)

    def _block(self, node: Mapping, own: list[Entry], kept: list[Entry]) -> None:
        removed, missing = self._plan.removed(node), self._plan.missing(node)
        column = self._sheet.column(self._start(own[0][1]))
        if not kept:
            lines = rendering.entries({key: value for key, value, _ in missing}, column, self._style)
            self._sheet.edit(*extent(node), self._sheet.line_break.join(lines).lstrip(" ") or "{}")
            return
        places = [(self._start(event), self._end(event.end_mark.index, inner)) for _, event, inner in own]
        self._cut(places, [key in removed for key, _, _ in own])
        for key, value, before in missing:
            ends = kept[-1] is own[-1]
            self._insert(kept, before, [*rendering.entries({key: value}, column, self._style)], ends)

    def _value(self, holder: Mapping, entry: Entry) -> None:
        """Make the changes in the value of a key; what was nothing, or empty, becomes a block below it."""
        _, event, node = entry
        column = self._sheet.column(self._start(event))
        value = None if holder.open.flow_style else self._block_of(node)
        start, end = extent(node)
        if isinstance(value, dict) and value:
            lines = rendering.entries(value, column + self._style.nested, self._style)
        elif isinstance(value, list) and value:
            lines = rendering.items(value, column + self._style.list, self._style)
        else:
            self.visit(node)
            return
        if end > start:
            self._sheet.edit(self._sheet.stripped(event.end_mark.index, start), end, "")
        self._sheet.insert_below(max(end, event.end_mark.index), lines)

    def _block_of(self, node: Node) -> object:
        """The value that comes in the place of nothing, or into an empty mapping or list; else nothing."""
        if isinstance(node, Alias):
            return None
        if not isinstance(node, (Mapping, Items)):
            return self._plan.grown(node) if self._plan.grows(node) else None
        if not node.open.flow_style or node.open.anchor is not None or node.open.tag is not None:
            return None
        if isinstance(node, Items):
            return None if node.items else self._plan.items(node)
        return None if node.entries else {key: value for key, value, _ in self._plan.missing(node)}

    def _insert(self, kept: list[Entry], before: tuple[str, ...], lines: list[str], ends: bool) -> None:
        """Put the lines of an entry before the first of some keys, or behind all.

        `ends`: with the last that is kept the block ends, so comments below it speak of nothing that follows.
        """
        at = next((at for at, (key, _, _) in enumerate(kept) if key in before), len(kept))
        first = self._start(kept[0][1])
        start = self._sheet.line_start(first)
        margin = self._sheet.text[start:first]
        if at == 0 and not margin.strip(" "):
            self._sheet.insert_above(self._sheet.above_comments(start, margin), lines)
        else:  # behind the first at least, which may stand behind a dash
            _, event, node = kept[max(at, 1) - 1]
            least = self._sheet.column(first) + (0 if ends and at == len(kept) else 1)
            self._insert_after(self._end(event.end_mark.index, node), node, lines, least)

    def _insert_after(self, end: int, node: Node, lines: list[str], least: int) -> None:
        """Put lines behind the line on which a value ends, and its comments from a column on."""
        if self._keeps_blanks(self._last(node)) and self._sheet.line_start(end) == end:
            self._sheet.insert_above(end, lines)
        else:
            self._sheet.insert_below(self._sheet.below_comments(end, least), lines)

    def _items(self, node: Items) -> None:
        removed, added = self._plan.removed(node), self._plan.items(node)
        kept = [item for at, item in enumerate(node.items) if at not in removed]
        for item in kept:
            self.visit(item)
        if not removed and not added:
            return
        gone = [at in removed for at in range(len(node.items))]
        if node.open.flow_style:
            brackets.cut(self._sheet, [extent(item) for item in node.items], gone)
            ends = [extent(item)[1] for item in kept]
            brackets.insert(
                self._sheet, self._inside(node, "["), ends, [rendering.in_list(it) for it in added]
            )
            return
        dashes = self._dashes(node)
        lines = [*rendering.items(added, self._sheet.column(dashes[0]), self._style)]
        if kept:
            self._cut([(at, self._end(at + 1, it)) for at, it in zip(dashes, node.items, strict=True)], gone)
        else:
            text = self._sheet.line_break.join(lines).lstrip(" ")
            self._sheet.edit(dashes[0], extent(node)[1], text or "  []")  # farther in than the key above
        if kept and added:
            self._insert_after(
                self._end(dashes[0], kept[-1]), kept[-1], lines, self._sheet.column(dashes[0]) + 1
            )

    def _dashes(self, node: Items) -> list[int]:
        """Where the dash of each item stands."""
        text, first = self._sheet.text, node.open.start_mark.index
        if text[first] != "-":  # an anchor comes before it
            first = text.index("-", self._sheet.line_end(first))
        dash = re.compile(rf"^ {{{self._sheet.column(first)}}}-(?=\s|\Z)", re.MULTILINE)
        found = [first]
        for before in node.items[:-1]:
            after = max(found[-1] + 1, *extent(before))
            following = dash.search(text, after)
            found.append(following.end() - 1 if following else after)
        return found

    def _cut(self, places: list[tuple[int, int]], gone: list[bool]) -> None:
        """Take entries or items out of a block, of which one at least stays; each by whole lines."""
        at = 0
        while at < len(places):
            start, end = places[at]
            line = self._sheet.line_start(start)
            if not gone[at]:
                at += 1
            elif self._sheet.text[line:start].strip(" ") and not all(gone[at:]):  # behind a dash
                at = gone.index(False, at)  # what stays next takes its place
                self._sheet.edit(start, places[at][0], "")
            else:
                self._sheet.cut_lines(line, self._sheet.line_end(end))
                at += 1

    def _start(self, key: Event) -> int:
        """Where a key starts, or the `?` right before it."""
        start: int = key.start_mark.index
        bare = self._sheet.text[self._sheet.line_start(start) : start].rstrip(" ")
        return self._sheet.line_start(start) + len(bare) - 1 if bare.endswith("?") else start

    def _inside(self, node: Mapping | Items, bracket: str) -> int:
        """Just behind the bracket that opens a mapping or a list."""
        return self._sheet.text.index(bracket, node.open.start_mark.index) + 1

    def _end(self, least: int, node: Node) -> int:
        """The end of what stays of a value, without the blank lines that end a text but belong to nothing."""
        last = self._last(node)
        start, end = extent(last)
        if not self._keeps_blanks(last):
            end = self._sheet.stripped(start, end)
        return max(end, begins(last), least)

    def _last(self, node: Node) -> Node:
        """The last value in a block that stays where it is; the block itself where none does."""
        while isinstance(node, (Mapping, Items)) and not node.open.flow_style:
            removed = self._plan.removed(node)
            inner = [
                value
                for step, value in (
                    ((key, value) for key, _, value in own_entries(node))
                    if isinstance(node, Mapping)
                    else enumerate(node.items)
                )
                if step not in removed
            ]
            if not inner:
                break
            node = inner[-1]
        return node

    def _keeps_blanks(self, node: Node) -> bool:
        """Whether a value is a text that keeps the blank lines behind it: `|+`."""
        if isinstance(node, (Mapping, Items, Alias)) or node.style not in ("|", ">"):
            return False
        start = node.start_mark.index
        return _KEEPS_BLANKS.search(self._sheet.text[start : start + 200].partition("\n")[0]) is not None


def _is_written(node: Node) -> bool:
    start, end = extent(node)
    return end > start


def _style(document: Document) -> Style:
    """How a document is laid out, by its first nested mapping and its first list below a key."""
    nested, dashes = None, None
    for _, node in walk((), document.root):
        if nested is not None and dashes is not None:
            break
        if isinstance(node, Mapping) and not node.open.flow_style:
            for _, event, inner in own_entries(node):
                column = event.start_mark.column
                if isinstance(inner, Items) and not inner.open.flow_style and dashes is None:
                    dashes = inner.open.start_mark.column - column
                elif isinstance(inner, Mapping) and not inner.open.flow_style and inner.entries:
                    first = own_entries(inner)[:1]
                    nested = first[0][1].start_mark.column - column if first and nested is None else nested
    return Style(nested if nested and nested > 0 else 2, dashes if dashes in (1, 2, 4) else 0)
