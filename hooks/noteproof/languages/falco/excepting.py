"""The exceptions of a rule: how they are written, and the condition that they come to."""

from __future__ import annotations

from collections.abc import Iterator

from noteproof.finding import Key, Related, Route, Value
from noteproof.languages.falco import element_rules as rules
from noteproof.languages.falco import fields, tables
from noteproof.languages.falco.complaints import OPERATORS
from noteproof.languages.falco.definitions import Entry, ExceptionDefinition, Home, RuleDefinition
from noteproof.languages.falco.fields import Unknown
from noteproof.languages.falco.operands import Typing
from noteproof.languages.falco.parsing import LISTS, MODIFIERS, SYMBOLS, WORDS, transform_at
from noteproof.languages.falco.patchwork import Patchwork, sewn, spaced
from noteproof.languages.falco.scalars import Element
from noteproof.languages.falco.tokens import Reader, Unparsable
from noteproof.text import nearest

_KEYS = ("name", "fields", "comps", "values")
_MEANT = {"value": "values", "comp": "comps", "field": "fields", "comparisons": "comps", "operators": "comps"}
_VALIDATE = "LOAD_ERR_VALIDATE"


def read(element: Element, appends: bool) -> list[ExceptionDefinition]:
    """The exceptions of an element; `appends` says that they may lack fields."""
    value = element.value.get("exceptions")
    where = element.home.name("exceptions")
    if value is None:
        return []
    if not isinstance(value, list):
        hint = "begin each exception with a dash: `- name: …`"
        element.refuse(rules.wrong_exception.at(Key(where), "`exceptions` is no list", hint))
        return []
    found: dict[str, ExceptionDefinition] = {}
    listed = []
    for at, item in enumerate(value):
        one = _one(element, (*where, at), item, appends)
        if one is None:
            continue
        if one.name in found:
            first = Related(Value((*found[one.name].home.route, "name")), f"`{one.name}` stands here first")
            element.doubt(rules.exception_twice.at(Value((*one.home.route, "name")), one.name, first))
        found.setdefault(one.name, one)
        listed.append(one)
    return listed


def _one(element: Element, route: Route, item: object, appends: bool) -> ExceptionDefinition | None:
    if not isinstance(item, dict):
        hint = "write `- name: …` with `fields:` and `values:`"
        element.refuse(rules.wrong_exception.at(Value(route), "an exception is a mapping", hint))
        return None
    for key in item:
        if key not in _KEYS:
            meant = _MEANT.get(key) or nearest(key, _KEYS)
            hint = f"did you mean `{meant}`?" if meant else "remove it"
            element.doubt(rules.exception_key.at(Key((*route, key)), key, hint))
    inner = Element(Home(element.home.document, route), item, "this exception", element.found)
    name = inner.text("name")
    chosen = _texts(inner, "fields")
    if not chosen and not appends:
        _lacks_fields(inner, item)
    comps = _texts(inner, "comps")
    values: list[Entry] = []
    if "values" in item:
        values = _values(inner, item["values"])
    elif appends and name is not None:
        inner.doubt(rules.nothing_to_append.at(Key(route), name.text))
    element.sound = element.sound and inner.sound
    if name is None:
        return None
    return ExceptionDefinition(name.text, chosen, comps, values, inner.home)


def _texts(element: Element, key: str) -> Patchwork | tuple[Patchwork, ...] | None:
    """One text, or a list of them."""
    value = element.value.get(key)
    if isinstance(value, list) and value:
        where = element.home.name(key)
        for at, item in enumerate(value):
            if not isinstance(item, str) or not item:
                _refuse(
                    element, (*where, at), f"this entry of `{key}` is no text", "write a text, or remove it"
                )
        texts = [(at, item) for at, item in enumerate(value) if isinstance(item, str) and item]
        return tuple(Patchwork.written(element.home.document, (*where, at), item) for at, item in texts)
    return element.text(key, required=False) if isinstance(value, str) and value else None


def _lacks_fields(element: Element, item: dict[str, object]) -> None:
    hint = "write `fields: [proc.name]`"
    if "fields" in item:
        _refuse(element, element.home.name("fields"), "`fields` names no field", hint)
    else:
        where = Key(element.home.route)
        element.refuse(rules.missing_key.at(where, "this exception", "fields", hint))


def _values(element: Element, value: object) -> list[Entry]:
    where = element.home.name("values")
    if not isinstance(value, list):
        hint = "write a list of tuples: `values: [[sh, admin]]`"
        element.refuse(rules.wrong_exception.at(Key(where), "`values` is no list", hint))
        return []
    return [_entry(element, (*where, at), item) for at, item in enumerate(value)]


def _entry(element: Element, route: Route, value: object) -> Entry:
    if isinstance(value, list):
        return tuple(_member(element, (*route, at), item) for at, item in enumerate(value))
    return _plain(element, route, value)


def _member(element: Element, route: Route, value: object) -> Patchwork | tuple[Patchwork, ...]:
    if isinstance(value, list):
        return tuple(_plain(element, (*route, at), item) for at, item in enumerate(value))
    return _plain(element, route, value)


def _plain(element: Element, route: Route, value: object) -> Patchwork:
    if not isinstance(value, str) or not value:
        fault = "a value of an exception is empty" if not value else "a value of an exception is a mapping"
        element.refuse(
            rules.wrong_exception.at(Value(route), fault, 'write a text, or `"\\"\\""` for an empty one')
        )
        value = ""
    return Patchwork.written(element.home.document, route, value)


def append(element: Element, new: ExceptionDefinition, rule: RuleDefinition | None) -> None:
    """Append values to a rule's exception of a name, or else the exception."""
    if rule is None:
        return
    earlier = next((each for each in rule.exceptions if each.name == new.name), None)
    if earlier is None:
        if new.fields is None:
            hint = "add `fields:`, or name an exception that the rule has"
            fault = f"the rule has no exception `{new.name}`, and this one has no fields"
            _refuse(element, new.home.route, fault, hint)
        elif not new.values:
            _refuse(element, new.home.route, f"the new exception `{new.name}` has no values", "add `values:`")
        else:
            validate(element, new, rule.source)
            rule.exceptions.append(new)
        return
    for key in ("fields", "comps"):
        if getattr(new, key) is not None:
            fault = f"the exception `{new.name}` has its `{key}` already"
            _refuse(element, (*new.home.route, key), fault, f"remove `{key}` here: values alone are appended")
    earlier.values.extend(new.values)


def _refuse(element: Element, route: Route, fault: str, hint: str) -> None:
    element.refuse(rules.wrong_exception.at(Key(route), fault, hint, _VALIDATE))


def validate(element: Element, exception: ExceptionDefinition, source: str) -> None:
    """Hold the fields of an exception against its comparisons, and both against what there is."""
    chosen, comps, route = exception.fields, exception.comps, exception.home.route
    if chosen is None:
        return
    if isinstance(chosen, tuple):
        if isinstance(comps, Patchwork):
            hint = f"write a list as long as `fields`: `comps: [{comps.text}]`"
            _refuse(element, (*route, "comps"), "`fields` is a list, and `comps` is not", hint)
            comps = None
        elif comps is not None and len(comps) != len(chosen):
            fault = f"the fields are {len(chosen)}, and the comparisons {len(comps)}"
            _refuse(element, (*route, "comps"), fault, "write one comparison for each field")
        for at, comp in enumerate(comps or ()):
            if not _is_operator(comp.text.strip()):
                _refuse(element, (*route, "comps", at), f"`{comp.text}` is no operator", _meant(comp.text))
        named = [((*route, "fields", at), each) for at, each in enumerate(chosen)]
    else:
        if isinstance(comps, tuple):
            fault = "`fields` is one field, and `comps` is a list"
            _refuse(element, (*route, "comps"), fault, "write one comparison, such as `comps: in`")
        elif comps is not None and not _is_for_one(comps.text.strip()):
            hint = "write `in`, `pmatch`, `intersects`, or an operator with a modifier: `startswith oneof`"
            fault = f"one field is not compared with many values by `{comps.text}`"
            _refuse(element, (*route, "comps"), fault, hint)
        named = [((*route, "fields"), chosen)]
    if source in tables.SOURCES:
        for where, each in named:
            _field(element, where, each.text, source)


def _field(element: Element, route: Route, text: str, source: str) -> None:
    reader = Reader(text)
    try:
        transform = transform_at(reader)
    except Unparsable as fault:
        _refuse(element, route, f"`{text}` is no field: {fault.fault}", fault.hint)
        return
    if transform is not None:
        typing = Typing(source)
        typing.of(transform)
        for complaint in typing.complaints[:1]:
            _refuse(element, route, str(complaint.words[0]), str(complaint.words[1]))
        return
    found = fields.resolve(*fields.split(text.replace('"', "").replace("'", "")), source)
    if isinstance(found, Unknown) and found.source != tables.SYSCALL:
        _refuse(element, route, found.fault, found.hint)


def _is_operator(text: str) -> bool:
    return text in ("==", *OPERATORS) or _has_modifier(text)


def _has_modifier(text: str) -> bool:
    operator, _, modifier = text.rpartition(" ")
    return modifier in MODIFIERS and operator.strip() in (*SYMBOLS, *WORDS)


def _is_for_one(text: str) -> bool:
    return text in LISTS or _has_modifier(text)


def _meant(text: str) -> str:
    near = nearest(text, OPERATORS)
    return f"did you mean `{near}`?" if near else f"use one of {', '.join(f'`{each}`' for each in OPERATORS)}"


def expanded(rule: RuleDefinition, refuse: Element) -> Patchwork:
    """The condition of a rule with its exceptions; what does not fit goes to `refuse`.

    Falco puts them together as text: `(condition) and not ((field comp value and …) or …)`.
    """
    condition = spaced(rule.condition)
    if not rule.exceptions:
        return condition
    pieces: list[Patchwork | str] = ["(", condition, ")"]
    for exception in rule.exceptions:
        inner = list(_excepted(exception, refuse))
        if inner:
            pieces.extend((" and not (", *inner, ")"))
    return sewn(pieces)


def _excepted(exception: ExceptionDefinition, refuse: Element) -> Iterator[Patchwork | str]:
    chosen, comps = exception.fields, exception.comps
    if isinstance(chosen, Patchwork):
        yield from _of_one(exception, chosen, comps, refuse)
        return
    if chosen is None:
        return
    first = True
    for at, values in enumerate(exception.values):
        if not isinstance(values, tuple) or len(values) != len(chosen):
            count = len(values) if isinstance(values, tuple) else "no list of"
            fault = f"this exception has {len(chosen)} fields, and this tuple {count} values"
            _refuse(refuse, (*exception.home.route, "values", at), fault, "write one value for each field")
            continue
        yield "(" if first else " or ("
        first = False
        for k, (field, value) in enumerate(zip(chosen, values, strict=True)):
            if k:
                yield " and "
            comp = comps[k] if isinstance(comps, tuple) and k < len(comps) else "="
            yield from (" ", field, " ", comp, " ")
            yield from _value(value, comp if isinstance(comp, str) else comp.text)
        yield ")"


def _of_one(
    exception: ExceptionDefinition,
    field: Patchwork,
    comps: Patchwork | tuple[Patchwork, ...] | None,
    refuse: Element,
) -> Iterator[Patchwork | str]:
    """An exception of one field: all its values stand in one list."""
    if not exception.values or isinstance(comps, tuple):
        return
    yield from (field, " ", comps or "in", " (")
    for at, value in enumerate(exception.values):
        if isinstance(value, tuple):
            hint = "write the values one by one, or put the field into a list: `fields: [proc.name]`"
            fault = "`fields` is one field, and this is a list of values"
            _refuse(refuse, (*exception.home.route, "values", at), fault, hint)
            continue
        if at:
            yield ", "
        yield from _quoted(value)
    yield ")"


def _value(value: Patchwork | tuple[Patchwork, ...], comp: str) -> Iterator[Patchwork | str]:
    if isinstance(value, tuple):
        yield "("
        for at, each in enumerate(value):
            if at:
                yield ", "
            yield from _quoted(each)
        yield ")"
    elif _is_for_one(comp.strip()):
        if value.text.startswith("("):
            yield value
        else:
            yield from ("(", value, ")")
    else:
        yield from _quoted(value)


def _quoted(value: Patchwork) -> Iterator[Patchwork | str]:
    """A value, in quotes where it holds a blank and does not begin with one."""
    if " " in value.text and value.text[0] not in "\"'":
        yield from ('"', value, '"')
    else:
        yield value
