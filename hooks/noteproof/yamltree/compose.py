"""One document's events → its plain value and the tree of what was written."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import yaml

from noteproof.finding import Finding, Related
from noteproof.text import Span
from noteproof.yamltree import faults as rules
from noteproof.yamltree import stand_ins
from noteproof.yamltree.dialects import Dialect
from noteproof.yamltree.document import Alias, Event, Items, Mapping, Node
from noteproof.yamltree.goyaml import Refused

DEPTH = 250
"""How deep values may nest: far below Python's own limit, far above what the programs' types need."""

_ScalarEvent = yaml.ScalarEvent
_MappingStart = yaml.MappingStartEvent
_MappingEnd = yaml.MappingEndEvent
_SequenceStart = yaml.SequenceStartEvent
_SequenceEnd = yaml.SequenceEndEvent
_AliasEvent = yaml.AliasEvent
_DocumentEnd = yaml.DocumentEndEvent


class _Anchor:
    """What an anchor stands for, once that has been read; `height` says how deep its `size` nodes nest."""

    __slots__ = ("closed", "deepest", "depth", "event", "height", "node", "size", "value")

    def __init__(self, event: Event) -> None:
        self.event = event
        self.closed = False
        self.depth = self.deepest = 0

    def close(self, value: object, node: Node, size: int, height: int) -> None:
        self.value, self.node, self.size, self.height = value, node, size, height
        self.closed = True


class Unreadable(Exception):
    """The document has no value to speak of; the finding that says why is among the findings."""


class Composer:
    """Builds one document. Use once."""

    def __init__(self, dialect: Dialect, text: str, base: int, findings: list[Finding]) -> None:
        self._dialect = dialect
        self._text = text
        self._base = base
        self._findings = findings
        self._anchors: dict[str, _Anchor] = {}
        self._open: list[_Anchor] = []
        self._nodes = 0
        self._aliased = 0
        self._deepest = 0
        self._refused = False

    def compose(self, get_event: Callable[[], Any]) -> tuple[object, Node | None]:
        """The value and the tree of the document whose first event is the next one."""
        plain = self._dialect.plain
        first_wins = self._dialect.first_wins
        merges = self._dialect.merges
        odd = self._may_differ()
        stack: list[tuple[Any, ...]] = []
        mapping: dict[str, object] | None = None
        items: list[object] | None = None
        holder: Any = None
        entries: dict[str, tuple[Event, Node]] = {}
        key: str | None = None
        key_event: Event = None
        value: object
        node: Node
        while True:
            event = get_event()
            kind = event.__class__
            if kind is _ScalarEvent:
                self._nodes += 1
                if odd:
                    self._differ(event, holder)
                if event.tag is not None:
                    value = self._tagged(event)
                elif event.implicit[0]:
                    value = plain(event.value)
                else:
                    value = event.value
                if event.anchor is not None:
                    self._name(event).close(value, event, 1, 0)
                if mapping is not None and key_event is None:
                    if merges and event.value == "<<" and event.implicit[0]:
                        key, key_event = None, event
                    else:
                        key, key_event = self._key(value, event), event
                    continue
                if isinstance(value, float) and not math.isfinite(value):
                    self._refuse(rules.bad_value, event, "a number that is not finite", "quote the value")
                    value = None
                node = event
            elif kind is _MappingStart or kind is _SequenceStart:
                self._nodes += 1
                if len(stack) > self._deepest:
                    self._deepen(len(stack), event)
                if mapping is not None and key_event is None:
                    self._refuse(rules.bad_key, event, "a mapping or a list cannot be a key")
                    raise Unreadable
                stack.append((mapping, items, holder, entries, key, key_event, self._nodes))
                if event.anchor is not None:
                    self._open_anchor(event, len(stack))
                key = key_event = None
                if kind is _MappingStart:
                    mapping, items, holder = {}, None, Mapping(event)
                    entries = holder.entries
                else:
                    mapping, items, holder = None, [], Items(event)
                continue
            elif kind is _MappingEnd or kind is _SequenceEnd:
                node = holder
                node.close = event
                value = mapping if mapping is not None else items
                mapping, items, holder, entries, key, key_event, before = stack.pop()
                if node.open.anchor is not None:
                    self._close_anchor(value, node, self._nodes - before + 1)
            elif kind is _AliasEvent:
                value, node = self._alias(event, len(stack))
                if mapping is not None and key_event is None:
                    key, key_event = self._key(value, event), event
                    continue
            elif kind is _DocumentEnd:
                return None, None
            else:
                continue
            if mapping is not None:
                if key is None:
                    self._merge(mapping, entries, key_event, value, node)
                elif key in mapping:
                    self._twice(key, key_event, entries[key][0], first_wins, holder)
                    if not first_wins:
                        mapping[key] = value
                        entries[key] = (key_event, node)
                else:
                    if not merges and key == "<<":
                        self._refuse(rules.merge_ignored, key_event, self._dialect.reader)
                    mapping[key] = value
                    entries[key] = (key_event, node)
                key = key_event = None
            elif items is not None:
                items.append(value)
                holder.items.append(node)
            elif self._refused:
                raise Unreadable
            else:
                return value, node

    def _refuse(self, rule: Any, event: Event, *words: object) -> None:
        self._findings.append(rule.at(self._span(event), *words))

    def _span(self, event: Event) -> Span:
        start, end = event.start_mark.index, event.end_mark.index
        return Span(self._base + start, self._base + max(end, start))

    def _related(self, event: Event, message: str) -> Related:
        return Related(self._span(event), message)

    def _key(self, value: object, event: Event) -> str:
        if isinstance(value, str):
            return value
        try:
            if isinstance(value, (dict, list)):
                raise Refused("a mapping or a list cannot be a key")
            return self._dialect.key(value)
        except Refused as fault:
            self._reject(rules.bad_key, event, str(fault))
            return f"\0{event.start_mark.index}"

    def _tagged(self, event: Event) -> object:
        try:
            return self._dialect.tagged(event.tag, event.value)
        except Refused as fault:
            self._reject(
                rules.bad_value, event, str(fault), "write a text that fits the tag, or drop the tag"
            )
            return None

    def _may_differ(self) -> bool:
        """Whether the text holds something that the dialect reads otherwise than libyaml does."""
        text = self._text
        if stand_ins.stand_in(text) or ("?" in text and ("[" in text or "{" in text)):
            return True
        return not self._dialect.slash_escape and "\\/" in text

    def _differ(self, event: Event, holder: Any) -> None:
        """Read a scalar as the dialect does, where libyaml reads it otherwise."""
        event.value = event.value.translate(stand_ins.MEANT)
        if event.style == '"' and not self._dialect.slash_escape:
            self._slashes(event)
        elif self._dialect.question_is_text:
            return
        elif not event.style and "?" in event.value and holder is not None and holder.open.flow_style:
            at = self._text.index("?", event.start_mark.index)
            self._reject_at(at, "`?` ends a text in brackets", "quote the text")

    def _slashes(self, event: Event) -> None:
        """Report `"\\/"`, an escape that libyaml knows and go-yaml v2 does not."""
        start, end = event.start_mark.index, event.end_mark.index
        at = self._text.find("\\", start, end)
        while at >= 0:
            if self._text[at + 1] == "/":
                self._reject_at(at, r"`\/` is not an escape", "write `/` without a backslash", 2)
            at = self._text.find("\\", at + 2, end)

    def _reject_at(self, at: int, problem: str, hint: str, width: int = 1) -> None:
        self._findings.append(rules.syntax.at(Span(self._base + at, self._base + at + width), problem, hint))
        self._refused = True

    def _reject(self, rule: Any, event: Event, *words: object) -> None:
        """Report what makes the document unreadable; the rest of it is still looked at."""
        self._refuse(rule, event, *words)
        self._refused = True

    def _deepen(self, depth: int, event: Event) -> None:
        self._deepest = depth
        if depth > DEPTH:
            self._refuse(rules.too_deep, event, DEPTH)
            raise Unreadable

    def _name(self, event: Event) -> _Anchor:
        """A new anchor, from here on the one of its name."""
        name = event.anchor
        earlier = self._anchors.get(name)
        if earlier is not None:
            first = self._related(earlier.event, f"`&{name}` is given here first")
            self._refuse(rules.anchor_redefined, event, name, first)
        anchor = self._anchors[name] = _Anchor(event)
        return anchor

    def _open_anchor(self, event: Event, depth: int) -> None:
        anchor = self._name(event)
        anchor.depth, anchor.deepest = depth, self._deepest
        self._deepest = depth
        self._open.append(anchor)

    def _close_anchor(self, value: object, node: Node, size: int) -> None:
        anchor = self._open.pop()
        anchor.close(value, node, size, self._deepest - anchor.depth + 1)
        self._deepest = max(self._deepest, anchor.deepest)

    def _alias(self, event: Event, depth: int) -> tuple[object, Node]:
        """The value that an alias stands for; nothing, when it stands for none."""
        name = event.anchor
        self._nodes += 1
        anchor = self._anchors.get(name)
        if anchor is None:
            hint = f"write the anchor `&{name}` before it, or quote a value that begins with `*`"
            self._reject(rules.alias, event, name, "has no anchor before it", hint)
            return None, event
        if not anchor.closed:
            self._reject(rules.alias, event, name, "stands inside its own anchor", "write the value out")
            return None, event
        self._nodes += anchor.size
        self._aliased += anchor.size
        if self._aliased > 100 and self._nodes > 1000 and self._aliased > self._nodes * _allowed(self._nodes):
            self._refuse(rules.excessive_aliasing, event)
            raise Unreadable
        if depth + anchor.height > self._deepest:
            self._deepen(depth + anchor.height, event)
        return anchor.value, Alias(event, anchor.node)

    def _merge(
        self,
        mapping: dict[str, object],
        entries: dict[str, tuple[Event, Node]],
        event: Event,
        value: object,
        node: Node,
    ) -> None:
        """Merge as go-yaml v2 does: in the order written, so that a merge overwrites what is before it."""
        target = node.target if isinstance(node, Alias) else node
        parts = [(value, target)]
        if isinstance(target, Items) and not isinstance(node, Alias) and isinstance(value, list):
            parts = list(zip(value, target.items, strict=True))[::-1]
        for part, written in parts:
            written = written.target if isinstance(written, Alias) else written
            if isinstance(written, _AliasEvent):
                return
            if not isinstance(written, Mapping) or not isinstance(part, dict):
                self._reject(rules.merge, event)
                return
            for key in part:
                if key in mapping:
                    message = f'"{key}" is set here'
                    self._refuse(
                        rules.merged_key, event, key, "merge", self._related(entries[key][0], message)
                    )
            mapping.update(part)
            entries.update(written.entries)

    def _twice(self, key: str, event: Event, earlier: Event, first_wins: bool, holder: Mapping) -> None:
        if earlier.start_mark.index < holder.open.start_mark.index:
            merged = self._related(earlier, f'"{key}" is merged from here')
            self._refuse(rules.merged_key, event, key, "key written later", merged)
            return
        first = self._related(earlier, f'"{key}" stands here first')
        keeps = "first" if first_wins else "last"
        self._refuse(rules.duplicate_key, event, key, keeps, self._dialect.reader, first)


def _allowed(nodes: int) -> float:
    """The share of a document's nodes that may come from aliases (go-yaml v2's `allowedAliasRatio`)."""
    if nodes <= 400_000:
        return 0.99
    if nodes >= 4_000_000:
        return 0.10
    return 0.99 - 0.89 * (nodes - 400_000) / 3_600_000
