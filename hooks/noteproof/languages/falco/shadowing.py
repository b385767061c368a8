"""Rules that no event reaches, because an earlier rule holds wherever they do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from noteproof.finding import Key, Related
from noteproof.language import Found
from noteproof.languages.falco import pitfall_rules as rules
from noteproof.languages.falco.linking import Linked, LinkedRule
from noteproof.languages.falco.patchwork import Patchwork
from noteproof.languages.falco.syntax import And, Check, Expression, FieldName, Macro

_COMPARED = 50
"""How many different comparisons of one field are held against those of later rules."""

_MOST = 500
"""How many parts of a condition are looked at; a longer one is taken to hold for something of its own."""


def shadowed(linked: Linked) -> Iterator[Found]:
    """The rules that a rule before them leaves nothing to.

    A condition is taken as parts that all have to hold. Where each part of an earlier rule is among the parts
    of a later one, and the earlier is tried for all event types of the later, the later never fires.
    """
    rules = [(rule, frozenset(_parts(rule, linked))) for rule in linked.rules if rule.definition.enabled]
    known: dict[str, list[str]] = {}
    often = Counter(part for _, parts in rules for part in parts)
    earlier: dict[tuple[str, str], list[tuple[LinkedRule, frozenset[str]]]] = {}
    for rule, parts in rules:
        source = rule.definition.source
        whole = parts.union(*(_implied(part, known) for part in parts))
        by = next(
            (
                other
                for key in ("", *whole)
                for other, fewer in earlier.get((source, key), ())
                if fewer <= whole and not rule.types & ~other.types
            ),
            None,
        )
        if by is not None:
            yield _finding(rule, by)
        rarest = min(parts, key=lambda part: (often[part], part), default="")
        earlier.setdefault((source, rarest), []).append((rule, parts))
        for part in parts:
            same = known.setdefault(part.partition("\0")[0], [])
            if len(same) < _COMPARED and part not in same:
                same.append(part)


def _implied(part: str, known: dict[str, list[str]]) -> Iterator[str]:
    """What holds wherever a part does: that a value is among more values, or begins with less."""
    left, *rest = part.split("\0")
    if len(rest) < 3 or rest[0] not in ("=", "in", "startswith") or rest[1]:
        return
    operator, values = rest[0], set(rest[2:])
    for other in known.get(left, ()):
        sign, modifier, *others = [*other.split("\0")[1:], "", ""]
        others = others[:-2]
        if modifier or not others:
            continue
        if sign == "startswith":
            holds = all(value.startswith(others[0]) for value in values)
        else:
            holds = sign in ("=", "in") and operator != "startswith" and values <= set(others)
        if holds:
            yield other


def _finding(rule: LinkedRule, by: LinkedRule) -> Found:
    home, other = rule.definition.home, by.definition.home
    span = other.document.span(Key(other.name("rule")))
    message = f"`{by.definition.name}` stands here"
    related = Related(span, message) if other.document.snippet is home.document.snippet else None
    where = Key(home.name("rule"))
    finding = rules.shadowed_rule.at(where, rule.definition.name, by.definition.name, related)
    return Found(home.document, finding)


def _parts(rule: LinkedRule, linked: Linked) -> Iterator[str]:
    """The parts of a condition that all have to hold, but for those that only name event types."""
    waiting: list[tuple[Expression, Patchwork]] = [(rule.expression, rule.text)]
    count = 0
    while waiting:
        part, text = waiting.pop()
        count += 1
        if count > _MOST:
            yield f"\0{id(rule)}"
            return
        if isinstance(part, And):
            waiting.extend((each, text) for each in part.parts)
        elif isinstance(part, Macro):
            macro = linked.macros[part.name]
            assert macro.expression is not None
            waiting.append((macro.expression, macro.text))
        elif not _names_types(part):
            yield _spelt(part, text)


def _names_types(part: Expression) -> bool:
    return (
        isinstance(part, Check)
        and isinstance(part.left, FieldName)
        and part.left.text == "evt.type"
        and part.operator in ("=", "!=", "in")
        and part.modifier is None
    )


def _spelt(part: Expression, text: Patchwork) -> str:
    """A part as text in which equal parts are equal; one that names macros is so only within its own text."""
    if isinstance(part, Check) and isinstance(part.right, tuple):
        left = "".join(text.text[part.left.span.start : part.left.span.end].split())
        values = [value.text for value in part.right]
        if part.operator == "in":
            values.sort()
        return "\0".join((left, part.operator, part.modifier or "", *values))
    return " ".join(text.text[part.span.start : part.span.end].split())
