"""What is asked of fields of many subjects: filled, one of a few words, within bounds, unique, of a form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from noteproof.finding import Finding, Route, Severity, Value, Where, printed
from noteproof.languages.kubernetes.fields import missing_field
from noteproof.languages.kubernetes.validation import names, rules
from noteproof.languages.kubernetes.validation.names import Form
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text
from noteproof.schema.shapes import Missing
from noteproof.schema.values import shortened
from noteproof.text import nearest

INT32 = (1 << 31) - 1
"""The largest number of 32 bits."""


def filled(node: Node, key: str) -> Iterator[Fault]:
    """A text that has to be there, and not be empty."""
    if not node.has(key):
        yield Missing(node.route, node.to(key))
    elif node.text(key) == "":
        yield empty(node.to(key))


def present(node: Node, key: str) -> Iterator[Fault]:
    """A field that has to be there; an empty list or mapping counts as none."""
    if node.value.get(key) in (None, [], {}):
        yield Missing(node.route, node.to(key))


def empty(route: Route) -> Finding:
    """The finding that a required text is empty."""
    return missing_field.at(Value(route), printed(route), f"write the {route[-1]}", "empty")


def called(finding: Finding, upstream: str) -> Finding:
    """The same finding under another name of the server's."""
    return replace(finding, says=replace(finding.says, upstream=upstream))


def warned(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings as warnings: the server takes what they speak of."""
    for it in findings:
        yield replace(it, says=replace(it.says, severity=Severity.WARNING, upstream=None))


def filled_as(node: Node, key: str, route: Route, upstream: str = "Required value") -> Iterator[Finding]:
    """The same as `filled` of a text that the server calls by another route than its own."""
    if node.text(key) == "":
        yield called(replace(empty(node.to(key)), where=node.named(route, node.at(key))), upstream)
    elif not (node.has(key) or node.leaves_out() or node.misspells(key)):
        name = printed(node.to(key))
        yield called(missing_field.at(node.named(route, node.key()), name, f"add `{key}:`"), upstream)


def not_empty(text: Text | None) -> Iterator[Finding]:
    """A text that is not empty, where it is written; that it is not there the schema says."""
    if text is not None and not text.text:
        yield empty(text.route)


def one_of(node: Node, key: str, known: Sequence[str], default: bool = True) -> Iterator[Finding]:
    """A text that is one of a few words; `default`: an empty one stands for the default."""
    text = node.text(key)
    if text is not None and text not in known and not (default and not text):
        yield unsupported(Text(text, node.to(key)), known)


def unsupported(text: Text, known: Sequence[str], where: Where | None = None) -> Finding:
    """The finding that a text is none of the words that its field takes; `where`: if not at its value."""
    steps = [step for step in text.route if isinstance(step, str)]
    return rules.unsupported_value.at(
        where or Value(text.route),
        steps[-1],
        shortened(text.text),
        nearest(text.text, known),
        known,
    )


def between(node: Node, key: str, low: int, high: int = INT32, bits: int = 32) -> Iterator[Finding]:
    """A number within bounds, both of them included; one of more bits than its field's is of a wrong type."""
    number = node.number(key)
    if number is not None and not low <= number <= high and -1 << bits - 1 <= number < 1 << bits - 1:
        bounds = f"from {low} upwards" if number < low and high >= INT32 else f"from {low} to {high}"
        yield rules.out_of_range.at(node.at(key), key, str(number), f"write a number {bounds}")


def not_negative(node: Node, *keys: str) -> Iterator[Finding]:
    """Numbers that are not below nought."""
    for key in keys:
        yield from between(node, key, 0, (1 << 63) - 1, 64)


def named(text: Text | None, owner: str, form: Form) -> Iterator[Finding]:
    """A name that is filled and of a form."""
    if text is not None:
        yield from not_empty(text)
        yield from formed(text, owner, form)


def formed(text: Text | None, owner: str, form: Form) -> Iterator[Finding]:
    """A name that is of a form, unless it is empty. `owner` is what it names, as "container"."""
    why = names.fault(text.text, form) if text is not None and text.text else None
    if text is not None and why:
        yield invalid_name(text, owner, why, form)


def invalid_name(text: Text, owner: str, why: str, form: Form) -> Finding:
    """The finding that a name is not of its form."""
    hint = names.advice(text.text, form)
    return rules.invalid_name.at(Value(text.route), shortened(text.text), owner, why, hint)


def repeated(texts: Iterable[Text | None]) -> Iterator[tuple[Text, Text]]:
    """Each text that was there before, behind its first; empty ones aside."""
    seen: dict[str, Text] = {}
    for it in texts:
        if it is not None and it.text:
            first = seen.setdefault(it.text, it)
            if first is not it:
                yield first, it


def unique(
    texts: Iterable[Text | None], what: str, hint: str, upstream: str = "Duplicate value"
) -> Iterator[Finding]:
    """Texts of which none stands twice; `what` says it with `{}` for the text."""
    for first, text in repeated(texts):
        said = what.replace("{}", shortened(text.text))
        yield rules.duplicate_value.at(Value(text.route), said, Value(first.route), hint, upstream)


def where_absent(key: str, *checks: Check) -> Check:
    """The checks of a part that counts as empty where it is not written."""

    def ask(node: Node) -> Iterator[Fault]:
        if node.value.get(key) is None and not node.misspells(key):
            part = Node({}, node.to(key), node.scene)
            for check in checks:
                yield from check(part)

    return ask


def not_none(node: Node, *keys: str) -> Iterator[Fault]:
    """Lists that have an item where they are written; that one is not written the schema says."""
    for key in keys:
        if node.value.get(key) == []:
            yield node.missing(key)
