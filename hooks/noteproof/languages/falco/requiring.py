"""What a file requires: a version of the engine, and plugins."""

from __future__ import annotations

import re

from noteproof.finding import Key, Value
from noteproof.languages.falco import element_rules as rules
from noteproof.languages.falco.definitions import Home
from noteproof.languages.falco.scalars import Element

ENGINE = (0, 62, 0)
"""The version of the engine of Falco 0.44.1."""

_WHOLE = re.compile(r"[0-9]+")
_VERSION = re.compile(r"(?P<major>[0-9]+)\.(?P<minor>[0-9]+)\.(?P<patch>[0-9]+)(?:[-+].*)?")


def engine(element: Element) -> None:
    """Hold the version that an element requires against the engine's."""
    text = element.text("required_engine_version")
    if text is None:
        return
    where = Value(element.home.name("required_engine_version"))
    wanted = (0, _int(text.text), 0) if _WHOLE.fullmatch(text.text) else _version(text.text)
    if wanted is None:
        fault, hint = f"`{text.text}` is no version of the engine", "write three numbers, as in `0.57.0`"
        element.refuse(rules.required_version.at(where, fault, hint, "LOAD_ERR_YAML_VALIDATE"))
    elif wanted[0] != ENGINE[0] or wanted > ENGINE:
        fault = f"this requires the engine {_spelt(wanted)}, and that of Falco 0.44.1 is {_spelt(ENGINE)}"
        element.refuse(rules.required_version.at(where, fault, "require a version up to that"))


def plugins(element: Element) -> set[str]:
    """The plugins that an element requires, those that would do instead included."""
    value = element.value["required_plugin_versions"]
    where = element.home.name("required_plugin_versions")
    if not isinstance(value, list):
        hint = "write a list of `name` and `version`, each beginning with a dash"
        element.refuse(rules.bad_value.at(Key(where), "`required_plugin_versions` is no list", hint))
        return set()
    names: set[str] = set()
    for at, item in enumerate(value):
        names |= _plugin(element, Home(element.home.document, (*where, at)), item, True)
    return names


def _plugin(element: Element, home: Home, item: object, alternatives: bool) -> set[str]:
    if not isinstance(item, dict):
        hint = "write `- name: …` and `version: …`"
        element.refuse(rules.bad_value.at(Value(home.route), "a plugin is no mapping here", hint))
        return set()
    inner = Element(home, item, "this plugin", element.found)
    name, version = inner.text("name"), inner.text("version")
    if version is not None and _version(version.text) is None:
        fault, hint = f"`{version.text}` is no version of a plugin", "write three numbers, as in `0.7.0`"
        inner.refuse(rules.required_version.at(Value(home.name("version")), fault, hint))
    names = {name.text} if name else set()
    others = item.get("alternatives")
    if alternatives and "alternatives" in item:
        if not isinstance(others, list):
            fault = "`alternatives` is no list"
            inner.refuse(rules.bad_value.at(Key(home.name("alternatives")), fault, "write a list of plugins"))
            others = []
        for at, other in enumerate(others):
            found = _plugin(inner, Home(home.document, (*home.name("alternatives"), at)), other, False)
            if found & names:
                fault, hint = "this plugin is its own alternative", "name another plugin, or remove it"
                where = Key((*home.name("alternatives"), at))
                inner.refuse(rules.required_version.at(where, fault, hint))
            names |= found
    element.sound = element.sound and inner.sound
    return names


def _version(text: str) -> tuple[int, int, int] | None:
    found = _VERSION.fullmatch(text)
    return (_int(found["major"]), _int(found["minor"]), _int(found["patch"])) if found else None


def _int(digits: str) -> int:
    """A number, one of very many digits as a very large one."""
    return int(digits) if len(digits) < 10 else 10**9


def _spelt(version: tuple[int, int, int]) -> str:
    return ".".join(map(str, version))
