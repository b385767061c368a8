"""What Falco takes without a word, and no author means: in documents as written, and in conditions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from noteproof.finding import Part, Value
from noteproof.language import Found
from noteproof.languages.falco import condition_rules
from noteproof.languages.falco import pitfall_rules as rules
from noteproof.languages.falco.complaint import Complaint
from noteproof.languages.falco.lists import Lists
from noteproof.languages.falco.operands import FieldOf, Source, Transformed
from noteproof.languages.falco.outputs import Slot
from noteproof.languages.falco.patchwork import Patchwork
from noteproof.languages.falco.syntax import (
    And,
    Check,
    Expression,
    FieldName,
    Or,
    fields_of,
    walk,
)
from noteproof.languages.falco.syntax import Value as Constant
from noteproof.languages.falco.tables import fields
from noteproof.languages.falco.tables import fields_of as known_to
from noteproof.text import Span, nearest
from noteproof.yamltree import Document

_COMMENT = re.compile(r"^[ \t]*(#[^\r\n]*)", re.MULTILINE)
_ODD = re.compile("[\u2018\u2019\u201c\u201d\u00a0\u2000-\u200b\u202f\u3000\ufeff]")
_LIST_LIKE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")
_WORDS_ONLY = re.compile(r"[^|()\[\]{}.*+?^$\\]+(?:\|[^|()\[\]{}.*+?^$\\]+)+")
_QUOTES = "\u2018\u2019\u201c\u201d"


def of_document(document: Document) -> Iterator[Found]:
    """What stands in the texts of a document's elements and only looks like something else."""
    if not isinstance(document.value, list):
        return
    for at, item in enumerate(document.value):
        if not isinstance(item, dict):
            continue
        for key in ("condition", "output", "desc"):
            text = item.get(key)
            if not isinstance(text, str):
                continue
            if "#" in text:
                yield from _comments(document, (at, key), key)
            if key == "condition" and not text.isascii():
                yield from _odd(document, (at, key), text)


def _comments(document: Document, route: tuple[str | int, ...], key: str) -> Iterator[Found]:
    """The lines of a block scalar that look like comments."""
    start, end = document.span(Value(route))
    written = document.snippet.text[start:end]
    if written[:1] not in ("|", ">"):
        return
    header = len(written.partition("\n")[0])
    for found in _COMMENT.finditer(written, header):
        span = Span(start + found.start(1), start + found.end(1))
        yield Found(document, rules.swallowed_comment.at(Part(route, span), key))


def _odd(document: Document, route: tuple[str | int, ...], text: str) -> Iterator[Found]:
    for found in _ODD.finditer(text):
        quote = found.group() in _QUOTES
        what = f"the typographic quote `{found.group()}`" if quote else "this unusual blank"
        hint = "write a straight quote" if quote else "write an ordinary blank"
        start = document.within(route, found.start())
        part = Part(route, Span(start, document.within(route, found.end() - 1) + 1))
        yield Found(document, rules.odd_character.at(part, what, hint))


class Look:
    """Looks at the parts of conditions for what their author cannot mean."""

    def __init__(self, lists: Lists, macros: Iterable[str]) -> None:
        self._lists = lists
        self._macros = frozenset(macros)

    def at(self, text: Patchwork, expression: Expression) -> Iterator[Complaint]:
        """What there is to say of a condition."""
        for part in walk(expression):
            if isinstance(part, Check):
                yield from self._check(text, part)
            elif isinstance(part, Or):
                yield from _mixed(text, part)

    def _check(self, text: Patchwork, check: Check) -> Iterator[Complaint]:
        values = check.right if isinstance(check.right, tuple) else ()
        listing = check.operator in ("in", "intersects", "pmatch") or check.modifier is not None
        for value in values:
            name = text.list_at(value.span.start + value.quoted)
            if name and text.list_at(value.span.start) != name:
                yield self._put(text, value, name, "between quotes")
            elif value.quoted and (inner := _inside(text, value)):
                yield self._put(text, value, inner, "between quotes")
            elif name and not listing:
                yield self._put(text, value, name, f"behind `{check.operator}`")
            elif listing and not value.quoted and name and value.text in self._lists:
                hint = f"name `{value.text}` here: of the lists in `{name}` Falco puts in no items"
                words = (value.text, f"is a list in the list `{name}` that stays a word", hint)
                yield Complaint(rules.misspelt_list, value.span, words)
            elif listing and not value.quoted and not name:
                yield from self._name(check, value, len(values))
        yield from _defects(check)
        if check.operator == "regex":
            yield from _alternatives(check, values)
        yield from _old_fields(check)

    def _put(self, text: Patchwork, value: Constant, name: str, where: str) -> Complaint:
        return Complaint(rules.list_in_text, value.span, (name, where, self._lists.shown(name)))

    def _name(self, check: Check, value: Constant, count: int) -> Iterator[Complaint]:
        """Whether a bare value in the place of a list's name may have been meant as one."""
        name = value.text
        if isinstance(check.left, FieldName) and check.left.name in ("evt.type", "syscall.type"):
            return
        near = self._lists.near(name) if len(name) > 3 else None
        if name in self._macros:
            hint = f"write the macro by itself: `… and {name}`"
            yield Complaint(rules.misspelt_list, value.span, (name, "is a macro, and no list", hint))
        elif near and "/" not in name and (near.casefold() == name.casefold() or "_" in near or count == 1):
            hint = f"did you mean `{near}`?"
            yield Complaint(rules.misspelt_list, value.span, (name, "is no list that is defined", hint))
        elif count == 1 and (_is_list_like(name) or not check.bracketed):
            hint = "define the list, name the file that does (`# after: …`), or quote the value if it is one"
            yield Complaint(rules.misspelt_list, value.span, (name, "is no list that is defined", hint))


def _is_list_like(name: str) -> bool:
    """Whether a word looks like the name of a list: parts with `_` between them, and a plural."""
    return bool(_LIST_LIKE.fullmatch(name)) and (name.endswith("s") or "list" in name)


def _inside(text: Patchwork, value: Constant) -> str:
    """The list whose items stand inside a value."""
    seen = (
        text.list_at(patch.start)
        for patch in text.patches
        if patch.of and value.span.start < patch.start < value.span.end
    )
    return next(filter(None, seen), "")


def _mixed(text: Patchwork, either: Or) -> Iterator[Complaint]:
    """An `or` between an `and` without parentheses and a check that stands alone."""
    joined = [part for part in either.parts if isinstance(part, And) and not part.grouped]
    alone = [part for part in either.parts if not isinstance(part, And)]
    if not joined or not alone:
        return
    lone = next((part for part in alone if part.span.start > joined[0].span.start), alone[0])
    first = joined[0].parts[0].span
    side = "before" if lone.span.start > first.start else "behind"
    words = (_short(text.text[first.start : first.end]), side)
    yield Complaint(rules.mixed_and_or, Span(*lone.span), words)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) < 50 else f"{flat[:47]}…"


def _alternatives(check: Check, values: Iterable[Constant]) -> Iterator[Complaint]:
    """Alternatives of words; in parentheses or between anchors only where a field holds many words."""
    long = isinstance(check.left, FieldName) and check.left.name.endswith(_LONG)
    for value in values:
        bare = value.text
        if long:
            bare = bare.removeprefix("^").removesuffix("$").removeprefix("(").removesuffix(")")
        if _WORDS_ONLY.fullmatch(bare):
            words = (value.text, bare, ", ".join(bare.split("|")))
            yield Complaint(rules.regex_whole_value, value.span, words)


_LONG = ("cmdline", "args", "exeline", "fd.name", "path")
"""What the names of fields end in whose values are of many words or parts."""


def _defects(check: Check) -> Iterator[Complaint]:
    """What the engine of Falco 0.44.1 decides wrongly."""
    for what, hint in _defect(check):
        yield Complaint(
            rules.engine_defect, Span(check.left.span.start, check.operator_span.end), (what, hint)
        )


def _defect(check: Check) -> Iterator[tuple[str, str]]:
    operator, count = check.operator, len(check.right) if isinstance(check.right, tuple) else 1
    if not isinstance(check.left, FieldName):
        yield from _of_transformed(check)
        return
    name = check.left.text
    if name == "fd.ip" and operator == "in":
        yield (
            "`fd.ip in` never holds in Falco 0.44.1",
            "compare with `=` and join by `or`, or use `fd.sip in`",
        )
    elif name in _FOR_ANY and operator == "exists":
        yield f"`{name} exists` holds for files too in Falco 0.44.1", "write `fd.type in (ipv4, ipv6)`"
    elif name == "proc.apid" and operator in ("in", "intersects"):
        yield f"`proc.apid {operator}` never holds in Falco 0.44.1", "compare with `=` and join by `or`"
    elif name in ("fd.ip", "fd.port", "fd.proto") and operator == "intersects":
        yield f"`{name} intersects` stops Falco 0.44.1 at the first connection", "write `in`, or `=`"
    elif name == "fd.net" and (operator in ("in", "intersects") or check.modifier) and count > 1:
        yield "Falco 0.44.1 looks at the first network only", "compare with `=` and join by `or`"
    elif name in _NETWORKS and check.modifier == "anyof" and operator == "=":
        yield f"`{name} = anyof` never holds in Falco 0.44.1", f"write `{name} in`"
    elif name in _NETWORKS and check.modifier == "allof" and operator == "!=":
        yield f"`{name} != allof` always holds in Falco 0.44.1", f"write `not {name} in`"
    elif name in ("fd.ip", "fd.port") and check.modifier and count > 1:
        yield "Falco 0.44.1 looks at the first value only", "compare with `=` and join by `or`"


_FOR_ANY = ("fd.ip", "fd.port", "fd.net", "fd.cip.name", "fd.sip.name")
_NETWORKS = ("fd.cnet", "fd.snet", "fd.lnet", "fd.rnet")


def _of_transformed(check: Check) -> Iterator[tuple[str, str]]:
    if check.operator not in ("in", "intersects") or getattr(check.left, "name", "") not in (
        "tolower",
        "toupper",
    ):
        return
    known = {**known_to("k8s_audit"), **fields()}
    for each in fields_of(check.left):
        if each.name in known and known[each.name].is_list and each.argument is None:
            hint = "compare the list itself"
            yield "what a transformer makes of a list is found in no other list by Falco 0.44.1", hint


def _old_fields(check: Check) -> Iterator[Complaint]:
    """Fields that have no value any more, of which Falco says nothing."""
    for each in fields_of(check.left):
        complaint = _old(each.name, each.span)
        if complaint is not None:
            yield complaint


_SUCCESSORS = {
    "container.healthcheck": "name the probe's command line instead",
    "k8s.ns.id": "use `k8s.ns.name`",
    "k8s.ns.label": "use `k8s.pod.label[…]`",
    "k8s.ns.labels": "use `k8s.pod.labels`",
}


def _old(name: str, span: Span) -> Complaint | None:
    field = fields().get(name)
    if field is None or not field.is_deprecated or name.startswith("evt."):
        return None
    hint = _SUCCESSORS.get(
        name, "remove it: it has no value in Falco 0.44.1; `k8s.pod.name` and `k8s.ns.name` have"
    )
    return Complaint(condition_rules.deprecated_field, span, (name, hint, False))


def of_output(text: str, places: Iterable[tuple[Slot, Span]]) -> Iterator[Complaint]:
    """What there is to say of an output: a field's name that goes on as text, and what prints nothing."""
    for slot, span in places:
        rest = _REST.match(text, span.end)
        if rest is not None and isinstance(slot.source, FieldOf):
            name = slot.source.reference.text
            near = nearest(name + rest.group(), fields())
            hint = (
                f"did you mean `%{near}`?"
                if near and near != name
                else f"write `%{name}` alone, or part the two by a blank"
            )
            where = Span(span.start, rest.end())
            yield Complaint(rules.field_with_rest, where, (name, rest.group(), hint))
        yield from _prints_nothing(slot.source, span)


_REST = re.compile(r"[A-Za-z0-9]+|\[[^\]\s]*\]|[._][A-Za-z][A-Za-z0-9_.]*")


def _prints_nothing(source: Source, span: Span) -> Iterator[Complaint]:
    if isinstance(source, Transformed) and source.name == "len" and not source.operands[0].is_list:
        what, hint = "`%len(…)` of a text prints `<NA>` in Falco 0.44.1", "print the text itself"
        yield Complaint(rules.engine_defect, span, (what, hint))
    elif isinstance(source, FieldOf):
        old = _old(source.reference.field.name, span)
        if old is not None:
            yield old
