"""Changes to a document → edits of its text, which leave every other line as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from noteproof.text import Edit, Span
from noteproof.yamltree import rendering
from noteproof.yamltree.changes import Change
from noteproof.yamltree.document import Alias, Document, Event, Items, Mapping, Node, begins, extent, walk
from noteproof.yamltree.plan import Entry, Plan, own_entries
from noteproof.yamltree.rendering import Style

_KEEPS_BLANKS = re.compile(r"[|>][0-9]?\+")
_BREAK = re.compile(r"[\r\n]")


class Written(NamedTuple):
    """Edits of a snippet's text, in order, and the changes that cannot be made by any."""

    edits: tuple[Edit, ...]
    aliased: tuple[Change, ...]


def write(document: Document, changes: Iterable[Change]) -> Written:
    """The edits that make changes in the text of a document.

    What an alias or a merge brings from elsewhere is not edited: the text there stands for other places too.
    """
    plan = Plan(document.root, changes)
    writer = _Writer(document, plan)
    writer.visit(document.root)
    return Written(writer.in_order(), tuple(plan.aliased))


class _Writer:
    """Collects the edits of one document, those of inner values before those of outer ones. Use once."""

    def __init__(self, document: Document, plan: Plan) -> None:
        self._text = document.text
        self._base = document.base
        self._plan = plan
        self._style = _style(document)
        found = re.search(r"\r\n|\n|\r", document.snippet.text)
        self._break = found.group() if found else "\n"
        self._edits: dict[Span, str] = {}

    def in_order(self) -> tuple[Edit, ...]:
        """The edits by their places in the snippet's text."""
        shifted = ((Span(self._base + span[0], self._base + span[1]), it) for span, it in self._edits.items())
        return tuple(Edit(span, text) for span, text in sorted(shifted))

    def visit(self, node: Node | None) -> None:
        """Make the changes in a value and in those below it."""
        if isinstance(node, Mapping):
            self._mapping(node)
        elif isinstance(node, Items):
            self._items(node)
        elif node is not None and not isinstance(node, Alias) and self._plan.grows(node):
            self._replace(node, rendering.flow(self._plan.grown(node)))

    def _edit(self, start: int, end: int, text: str) -> None:
        span = Span(start, end)
        self._edits[span] = self._edits.get(span, "") + text

    def _replace(self, node: Event, text: str) -> None:
        """Put a text in the place of a scalar."""
        start, end = extent(node)
        self._edit(start, end, text if end > start or self._text[start - 1] in "[{ " else f" {text}")

    # Mappings

    def _mapping(self, node: Mapping) -> None:
        own, removed, missing = own_entries(node), self._plan.removed(node), self._plan.missing(node)
        kept = [entry for entry in own if entry[0] not in removed]
        for entry in kept:
            self._value(node, entry)
        if not removed and not missing:
            return
        if node.open.flow_style:
            starts = [
                (event.start_mark.index, self._end(event.end_mark.index, inner)) for _, event, inner in own
            ]
            self._cut_flow(node, starts, [key in removed for key, _, _ in own])
            added = [f"{rendering.scalar(key)}: {rendering.flow(value)}" for key, value, _ in missing]
            self._into_flow(node, [self._flow_end(event, inner) for _, event, inner in kept], added)
            return
        if not kept:
            if removed:
                self._edit(*extent(node), self._instead(own, {key: value for key, value, _ in missing}))
            return
        places = [(event.start_mark.index, self._end(event.end_mark.index, inner)) for _, event, inner in own]
        self._cut_block(places, [key in removed for key, _, _ in own])
        column = self._column(own[0][1].start_mark.index)
        for key, value, before in missing:
            self._insert_entry(kept, before, [*rendering.entries({key: value}, column, self._style)])

    def _instead(self, own: list[Entry], values: dict[str, object]) -> str:
        """What stands in the place of all entries of a block."""
        if not values:
            return "{}"
        lines = rendering.entries(values, self._column(own[0][1].start_mark.index), self._style)
        return self._break.join(lines).lstrip(" ")

    def _value(self, holder: Mapping, entry: Entry) -> None:
        """Make the changes in the value of a key; what was nothing, or empty, becomes a block below it."""
        _, event, node = entry
        value: object = None
        if isinstance(node, Mapping) and node.open.flow_style and not node.entries:
            value = {key: value for key, value, _ in self._plan.missing(node)}
        elif isinstance(node, Items) and node.open.flow_style and not node.items:
            value = self._plan.items(node)
        elif not isinstance(node, (Mapping, Items, Alias)) and self._plan.grows(node):
            value = self._plan.grown(node)
        if not value or not isinstance(value, (dict, list)) or holder.open.flow_style:
            self.visit(node)
            return
        start, end = extent(node)
        if self._text[start:end].startswith(("&", "!")):
            self._edit(end, end, f" {rendering.flow(value)}")
            return
        column = self._column(event.start_mark.index)
        if isinstance(value, dict):
            lines = [*rendering.entries(value, column + self._style.nested, self._style)]
        else:
            lines = [*rendering.items(value, column + self._style.list, self._style)]
        if end > start:
            colon = self._stripped(event.end_mark.index, start)
            self._edit(colon, end, "")
        line_end = self._line_end(max(end, event.end_mark.index))
        self._edit(line_end, line_end, "".join(self._break + line for line in lines))

    def _insert_entry(self, kept: list[Entry], before: tuple[str, ...], lines: list[str]) -> None:
        at = next((at for at, (key, _, _) in enumerate(kept) if key in before), len(kept))
        if at == 0:
            start = self._line_start(kept[0][1].start_mark.index)
            if not self._text[start : kept[0][1].start_mark.index].strip(" "):
                start = self._above_comments(start, lines[0])
                self._edit(start, start, "".join(line + self._break for line in lines))
                return
            at = 1
        _, event, node = kept[at - 1]
        self._insert_after(self._end(event.end_mark.index, node), node, lines)

    def _insert_after(self, end: int, node: Node, lines: list[str]) -> None:
        """Put lines behind the line on which a value ends."""
        if self._keeps_blanks(self._last(node)) and self._text[end - 1 : end] in ("\n", "\r"):
            self._edit(end, end, "".join(line + self._break for line in lines))
        else:
            place = self._line_end(end)
            self._edit(place, place, "".join(self._break + line for line in lines))

    def _above_comments(self, start: int, line: str) -> int:
        """The start of the first of the comment lines that stand right above a line, as far in as that."""
        margin = line[: len(line) - len(line.lstrip(" "))]
        while start > 0:
            above = self._line_start(start - 1 - (self._text[start - 2 : start] == "\r\n"))
            if not self._text.startswith(f"{margin}#", above):
                break
            start = above
        return start

    # Lists

    def _items(self, node: Items) -> None:
        removed, added = self._plan.removed(node), self._plan.items(node)
        kept = [item for at, item in enumerate(node.items) if at not in removed]
        for item in kept:
            self.visit(item)
        if not removed and not added:
            return
        gone = [at in removed for at in range(len(node.items))]
        if node.open.flow_style:
            self._cut_flow(node, [extent(item) for item in node.items], gone)
            self._into_flow(
                node, [extent(item)[1] for item in kept], [rendering.flow([it])[1:-1] for it in added]
            )
            return
        if not node.items:
            return
        dashes = self._dashes(node)
        lines = [*rendering.items(added, self._column(dashes[0]), self._style)]
        if not kept:
            text = self._break.join(lines).lstrip(" ") if added else "  []"  # farther in than the key above
            self._edit(dashes[0], extent(node)[1], text)
            return
        places = [(dash, self._end(dash + 1, item)) for dash, item in zip(dashes, node.items, strict=True)]
        self._cut_block(places, gone)
        if added:
            self._insert_after(self._end(dashes[0], kept[-1]), kept[-1], lines)

    def _dashes(self, node: Items) -> list[int]:
        """Where the dash of each item stands."""
        first = node.open.start_mark.index
        if self._text[first] != "-":  # an anchor comes before it
            first = self._text.index("-", self._line_end(first))
        found = [first]
        for before in node.items[:-1]:
            found.append(self._dash(max(found[-1] + 1, *extent(before)), first))
        return found

    def _dash(self, after: int, first: int) -> int:
        """The next dash at the column of the first one that begins a line."""
        pattern = re.compile(rf"^ {{{self._column(first)}}}-(?=\s|\Z)", re.MULTILINE)
        found = pattern.search(self._text, after)
        return found.end() - 1 if found else after

    # Places

    def _cut_block(self, places: list[tuple[int, int]], gone: list[bool]) -> None:
        """Take entries or items out of a block, of which one at least stays; each by whole lines."""
        at = 0
        while at < len(places):
            start, end = places[at]
            line = self._line_start(start)
            if not gone[at]:
                at += 1
            elif self._text[line:start].strip(" "):  # behind a dash: what stays next takes its place
                at = gone.index(False, at)
                self._edit(start, places[at][0], "")
            else:
                self._cut_lines(line, self._line_end(end))
                at += 1

    def _cut_lines(self, start: int, end: int) -> None:
        """Take whole lines out, from the start of one to the end of another."""
        if end < len(self._text):
            self._edit(start, end + (2 if self._text.startswith("\r\n", end) else 1), "")
        else:
            self._edit(start - len(self._break) if start else 0, end, "")

    def _cut_flow(self, node: Mapping | Items, places: list[tuple[int, int]], gone: list[bool]) -> None:
        if gone and all(gone):
            self._edit(places[0][0], places[-1][1], "")
            return
        for at, out in enumerate(gone):
            if out and all(gone[:at]):
                self._edit(places[at][0], places[at + 1][0], "")
            elif out:
                self._edit(places[at - 1][1], places[at][1], "")

    def _into_flow(self, node: Mapping | Items, ends: list[int], added: list[str]) -> None:
        """Put entries or items behind the last that stays in brackets; behind a nothing there is no place."""
        if not added:
            return
        text = ", ".join(added)
        opened = self._text.index("{" if isinstance(node, Mapping) else "[", node.open.start_mark.index) + 1
        if not ends:
            self._edit(opened, opened, text)
        elif ends[-1] < 0:
            self._edit(opened, opened, f"{text}, ")
        else:
            self._edit(ends[-1], ends[-1], f", {text}")

    def _flow_end(self, event: Event, node: Node) -> int:
        """The end of an entry in brackets; -1 where its value is not written."""
        start, end = extent(node)
        return end if end > start else -1

    def _end(self, least: int, node: Node) -> int:
        """The end of what stays of a value, without the blank lines that end a text but belong to nothing."""
        last = self._last(node)
        start, end = extent(last)
        if not self._keeps_blanks(last):
            end = self._stripped(start, end)
        return max(end, begins(last), least)

    def _last(self, node: Node) -> Node:
        """The last value in a block that stays where it is; the block itself where none does."""
        while isinstance(node, (Mapping, Items)) and not node.open.flow_style:
            inner: list[tuple[str | int, Node]] = (
                [(key, value) for key, _, value in own_entries(node)]
                if isinstance(node, Mapping)
                else [*enumerate(node.items)]
            )
            removed = self._plan.removed(node)
            last = next((value for step, value in reversed(inner) if step not in removed), None)
            if last is None:
                break
            node = last
        return node

    def _stripped(self, start: int, end: int) -> int:
        while end > start and self._text[end - 1] in " \t\r\n":
            end -= 1
        return end

    def _keeps_blanks(self, node: Node) -> bool:
        """Whether a value is a text that keeps the blank lines behind it: `|+`."""
        if isinstance(node, (Mapping, Items, Alias)) or node.style not in ("|", ">"):
            return False
        start = node.start_mark.index
        return _KEEPS_BLANKS.search(self._text[start : start + 200].partition("\n")[0]) is not None

    def _column(self, at: int) -> int:
        """The column of an offset, from 0."""
        return at - self._line_start(at)

    def _line_start(self, at: int) -> int:
        return max(self._text.rfind("\n", 0, at), self._text.rfind("\r", 0, at)) + 1

    def _line_end(self, at: int) -> int:
        found = _BREAK.search(self._text, at)
        return found.start() if found else len(self._text)


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
