"""How an element changes an earlier one: `override`, and the `append: true` of before."""

from __future__ import annotations

from noteproof.finding import Key, Value
from noteproof.languages.falco import element_rules as rules
from noteproof.languages.falco import excepting, priorities
from noteproof.languages.falco.definitions import Definitions, RuleDefinition
from noteproof.languages.falco.scalars import Element
from noteproof.text import nearest

APPENDABLE = ("condition", "output", "desc", "tags", "exceptions")
REPLACEABLE = (
    *APPENDABLE,
    *("priority", "enabled", "capture", "capture_duration", "warn_evttypes", "skip-if-unknown-filter"),
)

Override = dict[str, str]
"""The keys that `override` names, and `append` or `replace` for each."""


def append_flag(element: Element) -> bool:
    """Whether an element says `append: true`, of which Falco warns."""
    append = element.flag("append", False)
    if append:
        kind = next(each for each in ("list", "macro", "rule") if each in element.value)
        key = {"list": "items", "macro": "condition", "rule": "condition"}[kind]
        hint = f"write `override: {{{key}: append}}`"
        where = Key(element.home.name("append"))
        element.doubt(rules.deprecated_key.at(where, "`append` is deprecated", hint))
    return append


def appends(element: Element, key: str) -> bool:
    """Whether a list or a macro is appended to."""
    append = append_flag(element)
    override = read(element, (key,), (key,))
    if append and override:
        refuse_both(element)
    return append or (override or {}).get(key) == "append"


def refuse_both(element: Element) -> None:
    """Say that an element cannot have `append: true` and `override`."""
    fault = "`append: true` and `override` exclude each other"
    element.refuse(rules.wrong_override.at(Key(element.home.name("append")), fault, "remove `append`"))


def read(
    element: Element, appendable: tuple[str, ...] = APPENDABLE, replaceable: tuple[str, ...] = REPLACEABLE
) -> Override | None:
    """What an element says under `override`; a single value there, or nothing, says nothing."""
    value = element.value.get("override")
    where = element.home.name("override")
    if isinstance(value, list) and value:
        hint = "write a mapping, as in `override: {condition: append}`"
        element.refuse(
            rules.wrong_override.at(Value(where), "`override` is a list", hint, "LOAD_ERR_VALIDATE")
        )
        return {}
    if not isinstance(value, dict) or not value:
        return None
    override: Override = {}
    for key, how in value.items():
        here = (*where, key)
        if how not in ("append", "replace"):
            several = isinstance(how, (list, dict))
            said = "nothing" if how is None else "several values" if several else f"`{how}`"
            hint = f"write `{key}: append` or `{key}: replace`"
            fault = f"`{key}` is neither appended to nor replaced, but {said}"
            upstream = "LOAD_ERR_VALIDATE" if several else "LOAD_ERR_YAML_VALIDATE"
            element.refuse(rules.wrong_override.at(Value(here), fault, hint, upstream))
        elif key not in replaceable:
            near = nearest(key, replaceable)
            hint = (
                f"did you mean `{near}`?"
                if near
                else f"name one of {', '.join(f'`{k}`' for k in replaceable)}"
            )
            element.refuse(rules.wrong_override.at(Key(here), f"`{key}` cannot be overridden", hint))
        elif how == "append" and key not in appendable:
            fault = f"`{key}` cannot be appended to"
            element.refuse(rules.wrong_override.at(Key(here), fault, f"write `{key}: replace`"))
        else:
            override[key] = how
    return override


def change(element: Element, name: str, override: Override, definitions: Definitions) -> None:
    """Append to an earlier rule, and replace parts of it, as `override` says."""
    for key, how in override.items():
        if key not in element.value:
            fault = f"`{key}` is to {_doing(how)}, and is not there"
            hint = f"add `{key}: …` to this element, or remove it from `override`"
            element.refuse(rules.wrong_override.at(Key((*element.home.name("override"), key)), fault, hint))
    written = element.value.get("override")
    named = written if isinstance(written, dict) else {}
    for key in REPLACEABLE:
        if key in element.value and key not in override and key not in named:
            how = "append" if key in APPENDABLE else "replace"
            hint = f"add `{key}: {how}` to `override`, or remove the key"
            fault = f"`override` does not say what becomes of `{key}`"
            element.refuse(rules.wrong_override.at(Key(element.home.name(key)), fault, hint))
    rule = definitions.base(definitions.rules, name, element.home, "this changes")
    replaced = {key for key, how in override.items() if how == "replace"}
    appended = {key for key, how in override.items() if how == "append"}
    _append(element, rule, appended)
    _replace(element, rule, replaced)


def append_rule(element: Element, name: str, definitions: Definitions) -> None:
    """Append to an earlier rule's condition and exceptions; `append: true` passes over all else."""
    if not element.has("condition") and not element.has("exceptions"):
        fault, hint = "nothing is appended to the rule", "add `condition:` or `exceptions:`"
        element.refuse(rules.no_base.at(Key(element.home.name("append")), fault, hint))
        return
    rule = definitions.base(definitions.rules, name, element.home, "this appends to")
    _append(element, rule, {key for key in ("condition", "exceptions") if element.has(key)})


def _doing(how: str) -> str:
    return "be appended to" if how == "append" else "be replaced"


def _append(element: Element, rule: RuleDefinition | None, keys: set[str]) -> None:
    for key in ("condition", "output"):
        text = element.text(key, required=False) if key in keys else None
        if text is not None and rule is not None:
            getattr(rule, key).append(text)
    if "desc" in keys:
        element.text("desc", required=False)
    if "tags" in keys:
        element.texts("tags", required=False)
    if "exceptions" in keys:
        for each in excepting.read(element, appends=True):
            excepting.append(element, each, rule)


def _replace(element: Element, rule: RuleDefinition | None, keys: set[str]) -> None:
    condition = element.text("condition", required=False) if "condition" in keys else None
    output = element.text("output", required=False) if "output" in keys else None
    spelt = priorities.read(element) if "priority" in keys and element.has("priority") else None
    if "tags" in keys:
        element.texts("tags", required=False)
    exceptions = excepting.read(element, appends=False) if "exceptions" in keys else None
    if "desc" in keys:
        element.text("desc", required=False)
    enabled = element.flag("enabled", True)
    warns = element.flag("warn_evttypes", True)
    skips = element.flag("skip-if-unknown-filter", False)
    if rule is None:
        return
    rule.condition = [condition] if condition else rule.condition
    rule.output = [output] if output else rule.output
    rule.priority = spelt or rule.priority
    rule.exceptions = rule.exceptions if exceptions is None else exceptions
    rule.enabled = enabled if "enabled" in keys else rule.enabled
    rule.warns_of_types = warns if "warn_evttypes" in keys else rule.warns_of_types
    rule.skips_unknown = skips if "skip-if-unknown-filter" in keys else rule.skips_unknown
