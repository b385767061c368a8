"""A document → the lists, macros and rules that its elements define, append to or change."""

from __future__ import annotations

import re
from dataclasses import dataclass

from noteproof.finding import Key, Severity, Value
from noteproof.language import Found
from noteproof.languages.falco import element_rules as rules
from noteproof.languages.falco import excepting, overriding, priorities, requiring, tables
from noteproof.languages.falco.definitions import (
    Definitions,
    Home,
    Kind,
    Named,
    RuleDefinition,
)
from noteproof.languages.falco.patchwork import Patchwork
from noteproof.languages.falco.scalars import Element
from noteproof.text import nearest
from noteproof.yamltree import Document

KEYS = {
    "required_engine_version": ("required_engine_version",),
    "required_plugin_versions": ("required_plugin_versions",),
    "list": ("list", "items", "override", "append"),
    "macro": ("macro", "condition", "override", "append"),
    "rule": (
        *("rule", "desc", "condition", "output", "priority", "source", "enabled", "capture"),
        *("capture_duration", "tags", "exceptions", "override", "append", "warn_evttypes"),
        "skip-if-unknown-filter",
    ),
}
"""The kinds of elements in the order in which Falco asks for them, and the keys of each."""

_KEY_MEANT = {
    "description": "desc", "severity": "priority", "level": "priority", "filter": "condition",
    "message": "output", "outputs": "output", "name": "rule", "values": "items", "item": "items",
    "label": "tags", "labels": "tags", "enable": "enabled", "disabled": "enabled",
    "skip_if_unknown_filter": "skip-if-unknown-filter",
}  # fmt: skip

_LIST_NAME = re.compile(r"[^()\"' \t\n\v\f\r=,]+")
_MACRO_NAME = re.compile(r"[a-zA-Z]+[a-zA-Z0-9_]*")

TRIMMED = " \t\n\v\f\r"
"""What Falco trims at both ends of an output."""


@dataclass(slots=True)
class ElementReader:
    """Reads documents one behind the other. What is wrong goes to `found`."""

    definitions: Definitions
    found: list[Found]

    def read(self, document: Document) -> None:
        """Take in the elements of a document; an empty one has none."""
        value = document.value
        if value is None:
            return
        if not isinstance(value, list):
            fault = "this document is a mapping" if isinstance(value, dict) else "this document is one value"
            hint = "begin each element with a dash: `- rule: …`"
            if isinstance(value, dict) and "customRules" in value:
                hint = "this is Helm's values.yaml: write its rules into a file of their own"
            self.found.append(Found(document, rules.not_a_list.at(Key(()), f"{fault}, and no list", hint)))
            return
        for at, item in enumerate(value):
            if item is not None:
                self._element(document, at, item)

    def _element(self, document: Document, at: int, item: object) -> None:
        if not isinstance(item, dict):
            hint = "write `- rule: …`, with a blank behind the colon"
            finding = rules.not_a_list.at(Value((at,)), "this element is no mapping", hint)
            self.found.append(Found(document, finding))
            return
        home = Home(document, (at,))
        kind = next((each for each in KEYS if each in item), None)
        if kind is None:
            self.found.append(Found(document, rules.unknown_element.at(Key((at,)), _meant_element(item))))
            return
        element = Element(
            home, item, f"this {kind}" if kind in ("list", "macro", "rule") else "this", self.found
        )
        self._unknown_keys(element, kind)
        if kind == "required_engine_version":
            requiring.engine(element)
        elif kind == "required_plugin_versions":
            self.definitions.plugins |= requiring.plugins(element)
        elif kind == "list":
            self._list(element)
        elif kind == "macro":
            self._macro(element)
        else:
            self._rule(element)

    def _unknown_keys(self, element: Element, kind: str) -> None:
        for key in element.value:
            if key not in KEYS[kind]:
                meant = _KEY_MEANT.get(key) or nearest(key, KEYS[kind])
                if meant not in KEYS[kind] or meant in element.value:
                    meant = None
                hint = f"did you mean `{meant}`?" if meant else "remove it"
                if key in KEYS and key != kind:
                    hint = f"begin an element of its own with `- {key}:`"
                where = Key(element.home.name(key))
                element.doubt(rules.unknown_key.at(where, element.what, key, hint))

    def _list(self, element: Element) -> None:
        name = self._name(element, "list", _LIST_NAME, "use no blanks, quotes, parentheses, commas or `=`")
        self._define(element, self.definitions.lists, name, "items", element.texts("items"))

    def _macro(self, element: Element) -> None:
        name = self._name(element, "macro", _MACRO_NAME, "use letters, digits and `_`, a letter first")
        condition = element.text("condition")
        pieces = None if condition is None else [condition]
        self._define(element, self.definitions.macros, name, "condition", pieces)

    def _define(
        self, element: Element, kind: Kind[Named], name: str | None, key: str, pieces: list[Patchwork] | None
    ) -> None:
        """Define a list or a macro, or append to one, by the pieces that stand at a key."""
        appends = overriding.appends(element, key)
        if name is None:
            return
        if not element.sound or pieces is None:
            kind.broken.add(name)
        elif appends:
            self.definitions.append(kind, Named(name, pieces, element.home))
        else:
            self.definitions.define(kind, Named(name, pieces, element.home))

    def _name(self, element: Element, kind: str, pattern: re.Pattern[str], hint: str) -> str | None:
        text = element.text(kind)
        if text is None:
            return None
        if not pattern.fullmatch(text.text):
            where = Value(element.home.name(kind))
            element.doubt(rules.invalid_name.at(where, kind, text.text, hint))
        return text.text

    def _rule(self, element: Element) -> None:
        name = element.text("rule")
        if name is None:
            return
        append = overriding.append_flag(element)
        override = overriding.read(element)
        if append and override:
            overriding.refuse_both(element)
        elif override is not None:
            overriding.change(element, name.text, override, self.definitions)
        elif append:
            overriding.append_rule(element, name.text, self.definitions)
        elif not any(map(element.has, ("condition", "output", "desc", "priority"))):
            self._switch(element, name.text)
        else:
            self._whole(element, name.text)
        if not element.sound:
            self.definitions.rules.broken.add(name.text)

    def _switch(self, element: Element, name: str) -> None:
        """An element that does no more than enable or disable an earlier rule."""
        if not element.has("enabled"):
            for key in ("condition", "output", "desc", "priority"):
                element.text(key)
            return
        enabled = element.flag("enabled", True)
        fault = "`enabled` alone, without `override`, is deprecated"
        hint = "add `override: {enabled: replace}`"
        element.doubt(rules.deprecated_key.at(Key(element.home.name("enabled")), fault, hint))
        base = self.definitions.base(self.definitions.rules, name, element.home, "this enables or disables")
        if base is not None:
            base.enabled = enabled

    def _whole(self, element: Element, name: str) -> None:
        """A rule with all its keys."""
        condition, output = element.text("condition"), element.text("output")
        element.text("desc")
        spelt = priorities.read(element)
        source_text = element.text("source", required=False)
        source = source_text.text if source_text else tables.SYSCALL
        enabled = element.flag("enabled", True)
        warns = element.flag("warn_evttypes", True)
        skips = element.flag("skip-if-unknown-filter", False)
        element.flag("capture", False)
        element.whole_number("capture_duration")
        element.texts("tags", required=False)
        exceptions = excepting.read(element, appends=False)
        for each in exceptions:
            excepting.validate(element, each, source)
        if condition is None or output is None:
            return
        rule = RuleDefinition(
            *(name, [condition], [output.stripped(TRIMMED)], spelt or "", element.home),
            *(source, enabled, warns, skips),
        )
        rule.sound = element.sound and spelt is not None
        rule.exceptions = exceptions if rule.sound else []
        self._unknown_source(element, source)
        self.definitions.define_rule(rule)

    def _unknown_source(self, element: Element, source: str) -> None:
        """Say that a Falco without a plugin drops the rule, unless the file says that it needs the plugin."""
        plugin = tables.SOURCES.get(source)
        if source == tables.SYSCALL or plugin in self.definitions.plugins:
            return
        hint = f"add `required_plugin_versions` with the plugin `{plugin}` above the rules"
        severity = Severity.INFO
        if plugin is None:
            severity = Severity.WARNING
            by_plugin = {name: each for each, name in tables.SOURCES.items() if name}
            near = by_plugin.get(source) or nearest(source, tables.SOURCES)
            hint = (
                f"did you mean `{near}`?" if near else "name a source that a plugin gives, or remove the key"
            )
        where = Value(element.home.name("source"))
        element.doubt(rules.unknown_source.at(where, source, plugin or "", hint, severity))


def _meant_element(item: dict[str, object]) -> str:
    for key in item:
        near = key.lower() if key.lower() in KEYS else nearest(key, KEYS)
        if near:
            return f"did you mean `- {near}:`?"
    return f"begin it with one of {', '.join(f'`{kind}`' for kind in reversed(KEYS))}"
