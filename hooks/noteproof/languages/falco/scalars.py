"""The values of an element's keys, read as Falco reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from noteproof.finding import Finding, Key, Value
from noteproof.language import Found
from noteproof.languages.falco import element_rules as rules
from noteproof.languages.falco.definitions import Home
from noteproof.languages.falco.patchwork import Patchwork

_TRUE = frozenset(
    spelt for word in ("true", "yes", "on", "y") for spelt in (word, word.title(), word.upper())
)
_FALSE = frozenset(
    spelt for word in ("false", "no", "off", "n") for spelt in (word, word.title(), word.upper())
)
_WHOLE = re.compile(r"[+]?(?:0[xX][0-9a-fA-F]+|[0-9]+)")


@dataclass(slots=True)
class Element:
    """One element of a document: a mapping, where it stands, and what it is in words.

    What is wrong with its values goes to `found`; `sound` says whether nothing was.
    """

    home: Home
    value: dict[str, object]
    what: str
    found: list[Found]
    sound: bool = True

    def refuse(self, finding: Finding) -> None:
        """Say what Falco refuses in this element."""
        self.sound = False
        self.doubt(finding)

    def doubt(self, finding: Finding) -> None:
        """Say what is to be said of this element, which loads all the same."""
        self.found.append(Found(self.home.document, finding))

    def has(self, key: str) -> bool:
        """Whether a key is there, if only with an empty value."""
        return key in self.value

    def text(self, key: str, required: bool = True) -> Patchwork | None:
        """The text of a key, which has to say something."""
        if self._lacks(key, required):
            return None
        where = self.home.name(key)
        value = self.value[key]
        if value is None:
            self.refuse(rules.bad_value.at(Key(where), f"`{key}` is empty", _example(key)))
        elif not isinstance(value, str):
            hint = "write one value; begin it with a quote if it begins with `[`, `{` or `*`"
            self.refuse(rules.bad_value.at(Value(where), f"`{key}` is not a single value", hint))
        elif not value:
            self.refuse(rules.bad_value.at(Value(where), f"`{key}` is empty", _example(key)))
        else:
            return Patchwork.written(self.home.document, where, value)
        return None

    def flag(self, key: str, default: bool) -> bool:
        """Whether a key is true, as yaml-cpp reads that."""
        text = self.text(key, required=False)
        if text is None:
            return default
        if text.text in _TRUE or text.text in _FALSE:
            return text.text in _TRUE
        fault = f"`{text.text}` is neither true nor false"
        self.refuse(rules.bad_value.at(Value(self.home.name(key)), fault, "write `true` or `false`"))
        return default

    def whole_number(self, key: str) -> None:
        """Hold a key to be a whole number, if it is there."""
        text = self.text(key, required=False)
        if text is not None and not _WHOLE.fullmatch(text.text):
            fault = f"`{text.text}` is not a whole number"
            self.refuse(
                rules.bad_value.at(Value(self.home.name(key)), fault, "write a number, such as `5000`")
            )

    def texts(self, key: str, required: bool = True) -> list[Patchwork] | None:
        """The texts of a list of plain values."""
        if self._lacks(key, required):
            return None
        value = self.value[key]
        where = self.home.name(key)
        if not isinstance(value, list):
            hint = f"write a list: `{key}: [one, other]`"
            self.refuse(rules.bad_value.at(Value(where), f"`{key}` is not a list", hint))
            return None
        return list(self._items(key, value))

    def _lacks(self, key: str, required: bool) -> bool:
        """Whether a key is not there, which is refused where it is required."""
        if key not in self.value and required:
            self.refuse(rules.missing_key.at(Key(self.home.route), self.what, key, _example(key)))
        return key not in self.value

    def _items(self, key: str, value: list[object]) -> Iterator[Patchwork]:
        for at, item in enumerate(value):
            where = (*self.home.name(key), at)
            if isinstance(item, str):
                yield Patchwork.written(self.home.document, where, item)
            elif item is None:
                fault, hint = f"an item of `{key}` is empty", 'remove it, or quote it: `"null"`'
                self.refuse(rules.bad_value.at(Value(where), fault, hint))
            else:
                fault = f"an item of `{key}` is not a single value"
                hint = "write its values one by one; the name of another list stands for that list's items"
                self.refuse(rules.bad_value.at(Value(where), fault, hint))


_EXAMPLES = {
    "rule": "give it a name: `rule: Shell in a container`",
    "macro": "give it a name: `macro: spawned_process`",
    "list": "give it a name: `list: shell_names`",
    "condition": "write one, such as `condition: evt.type = execve and proc.name = sh`",
    "output": "write one, such as `output: shell (user=%user.name)`",
    "desc": "write one: `desc: …` says what the rule finds",
    "priority": "write one, such as `priority: WARNING`",
    "items": "write them: `items: [sh, bash]`",
    "enabled": "write `enabled: true` or `false`",
    "source": "write one, such as `source: k8s_audit`, or remove the key",
}


def _example(key: str) -> str:
    return _EXAMPLES.get(key, f"write `{key}: …`")
