"""What is wrong with a condition that Falco's parser refuses, and what to write instead."""

from __future__ import annotations

import re

from noteproof.languages.falco.syntax import Check, Expression, Extracted, Macro, Not, Value
from noteproof.languages.falco.tokens import FIELD, IDENTIFIER, Reader, Unparsable
from noteproof.text import Span, nearest

OPERATORS = (
    *("exists", "=", "!=", "<", "<=", ">", ">=", "contains", "icontains", "bcontains", "startswith"),
    *("bstartswith", "endswith", "glob", "iglob", "regex", "in", "intersects", "pmatch"),
)
LISTS = ("intersects", "in", "pmatch")
TRANSFORMERS = ("tolower", "toupper", "b64", "basename", "len", "join", "concat", "getopt")
_KEYWORDS = ("and", "or", "not", *OPERATORS)

_FOREIGN = {
    "&&": "and", "&": "and", "||": "or", "|": "or", "!": "not ", "===": "=", "~": "regex", "=~": "regex",
    "<>": "!=", "=<": "<=", "=>": ">=", "like": "glob", "matches": "regex", "match": "glob", "is": "=",
    "equals": "=", "eq": "=", "ne": "!=", "starts": "startswith", "ends": "endswith", "has": "contains",
    "includes": "contains", "has_any": "in", "isin": "in", "gt": ">", "lt": "<", "ge": ">=", "le": "<=",
}  # fmt: skip
"""What other languages write, and what Falco does."""

_WORD = re.compile(r"[^\s()\"',]+")
_SIGNS = re.compile(r"[&|!<>=~]+")


def too_deep(at: int, limit: int) -> Unparsable:
    """That parentheses nest deeper than Falco follows."""
    hint = "take inner parts out into macros"
    return Unparsable(f"this nests deeper than {limit:,} levels, Falco's own limit", hint, Span(at, at + 1))


def unclosed(opened: int) -> Unparsable:
    """That a parenthesis is never closed."""
    span = Span(opened, opened + 1)
    return Unparsable("this `(` is never closed", "add the missing `)`", span, (span, " "))


def unclosed_call(reader: Reader, name: str, start: int) -> Unparsable:
    """That the parenthesis of a transformer is not closed."""
    what = f"`{name}(`" if name else "this `(`"
    return Unparsable(
        f"expected `)` here, to close {what}", "close it, or part its operands with commas", _here(reader)
    )


def unclosed_argument(reader: Reader, opened: int) -> Unparsable:
    """That a bracket behind a field is not closed."""
    return Unparsable("expected `]` here", "write the argument without blanks: `[name]`", _here(reader))


def no_argument(reader: Reader) -> Unparsable:
    """That a bracket behind a field holds no argument."""
    hint = "write an index or a name between the brackets, without blanks: `[1]`, `[app]`"
    return Unparsable("expected a field's argument here", hint, _here(reader))


def no_field(reader: Reader, name: str) -> Unparsable:
    """That a transformer is not over a field."""
    return Unparsable(
        f"expected a field here, for `{name}(`", "name a field, such as `proc.name`", _here(reader)
    )


def after_keyword(reader: Reader, keyword: str) -> Unparsable:
    """That `and` or `or` is followed by neither a blank nor a parenthesis."""
    start = reader.at - len(keyword)
    if reader.at >= len(reader.text):
        hint = f"write what follows, or remove the `{keyword}`"
        return Unparsable(f"nothing follows this `{keyword}`", hint, Span(start, reader.at))
    rest = IDENTIFIER.match(reader.text, start)
    word = rest.group() if rest else keyword
    if word != keyword:
        fault = f"expected `and` or `or` here, and not `{word}`"
        return Unparsable(fault, "join checks by `and` or `or`", Span(start, start + len(word)))
    fault = f"`{keyword}` wants a blank behind it"
    if not reader.text[reader.at].isascii():
        return Unparsable(
            f"{fault}, and this is another character",
            "write an ordinary blank",
            Span(reader.at, reader.at + 1),
        )
    return Unparsable(fault, "add a blank", Span(start, reader.at))


def after_check(reader: Reader, last: Expression, opened: list[int]) -> Unparsable:
    """That something else than `and`, `or` or `)` stands behind a check."""
    here = reader.text[reader.at]
    span = _here(reader)
    said = reader.text[span.start : span.end]
    expected = "expected `and`, `or` or `)` here" if opened else "expected `and` or `or` here"
    if here == ")":
        fault, hint = "this `)` closes nothing", "remove it, or add the `(` that it closes"
        return Unparsable(fault, hint, span, (Span(span.start, span.start + 1), " "))
    if here == "#":
        hint = "remove the line: inside a block scalar, and inside quotes, `#` begins no comment"
        end = reader.text.find("\n", span.start)
        repair = (Span(span.start, end), " ") if end >= 0 else None
        return Unparsable("this `#` begins no comment, and is no part of a condition", hint, span, repair)
    if foreign := _foreign(reader, ("and", "or")):
        return foreign
    while isinstance(last, Not) and not last.grouped:
        last = last.child
    if isinstance(last, Macro):
        return _after_macro(reader, last, span)
    written = reader.text[last.span.start : last.span.end]
    if isinstance(last, Check) and isinstance(last.right, tuple) and len(last.right) == 1:
        sign = f"{last.operator}{last.right[0].text}"
        if sign in _FOREIGN and not last.bracketed:
            where = Span(last.operator_span.start, last.right_span.end)
            meant = _FOREIGN[sign]
            return Unparsable(f"`{sign}` is no operator", f"write `{meant}`", where, (where, f" {meant} "))
    if here in "'\"" and written[-1:] not in "'\")":
        return Unparsable(
            f"{expected}: a quote does not go on with a text", "put the whole value in quotes", span
        )
    if here == "," and isinstance(last, Check) and not last.bracketed and last.operator in LISTS:
        hint = f"put the values in parentheses: `{last.operator} (a, b)`"
        return Unparsable(f"{expected}: the values of `{last.operator}` stand in parentheses", hint, span)
    if here in "=,(":
        hint = "put the value in quotes: it holds a `" + here + "`"
        return Unparsable(f"{expected}: a value without quotes ends before `{here}`", hint, span)
    hint = "join checks by `and` or `or`, and put a value that holds blanks in quotes"
    return Unparsable(f"{expected}, and not `{said}`", hint, span)


def _after_macro(reader: Reader, last: Macro, span: Span) -> Unparsable:
    name = last.name
    if name in ("and", "or"):
        hint = f"remove the `{name}`, or write what it joins"
        return Unparsable(f"`{name}` joins nothing here", hint, last.span)
    if name.lower() in _KEYWORDS and name not in _KEYWORDS:
        return _capitals(name, last.span)
    if name.lower() in TRANSFORMERS and name not in TRANSFORMERS:
        hint = f"write `{name.lower()}(`: transformers are lower case"
        return Unparsable(f"`{name}` is no transformer", hint, last.span, (last.span, name.lower()))
    if name not in TRANSFORMERS and reader.text.startswith("(", last.span.end):
        hint = f"use one of {', '.join(f'`{each}`' for each in TRANSFORMERS)}"
        return Unparsable(f"`{name}` is no transformer", hint, last.span)
    if reader.text.startswith("(", reader.at):
        hint = "write a transformer without a blank before its `(`"
        return Unparsable(f"`{name}` is neither a field nor a transformer that takes `(`", hint, last.span)
    hint = "name a field with its class, as in `proc.name`, or join macros by `and` or `or`"
    return Unparsable(f"`{name}` is no field, and a macro is not compared", hint, last.span)


def no_check(reader: Reader) -> Unparsable:
    """That no field, macro or parenthesis stands where a check begins."""
    text, at = reader.text, reader.at
    if not text.strip():
        return Unparsable("there is no condition", "write a check, such as `evt.type = execve`", Span(0, 1))
    if at >= len(text):
        return Unparsable("the condition ends where a check is expected", "write the check", _here(reader))
    if text[at] == "#":
        return after_check(reader, Macro("", Span(at, at)), [])
    if text[at] == ")":
        return Unparsable("these parentheses hold nothing", "write a check between them", _here(reader))
    if text[at] == "%":
        hint = "write a field without `%`; that is for outputs"
        return Unparsable("expected a field, a macro or `(` here", hint, _here(reader))
    if text[at] in "\"'":
        hint = "write keywords, fields and macros without quotes"
        return Unparsable(
            "expected a field, a macro or `(` here, and not a text in quotes", hint, _here(reader)
        )
    foreign = _foreign(reader, ("not ",))
    if foreign:
        return foreign
    hint = "begin a check with a field, such as `proc.name`, a macro, or `(`"
    return Unparsable("expected a field, a macro or `(` here", hint, _here(reader))


def is_no_macro(reader: Reader, name: str, start: int) -> None:
    """Raise where a word in the place of a macro is a keyword in capitals. Raises `Unparsable`."""
    if name in ("AND", "OR", "NOT", "And", "Or", "Not"):
        raise _capitals(name, reader.span(start))


def _capitals(name: str, span: Span) -> Unparsable:
    hint = f"write `{name.lower()}`: keywords are lower case"
    return Unparsable(f"`{name}` is no keyword", hint, span, (span, name.lower()))


def no_operator(reader: Reader, left: Extracted) -> Unparsable:
    """That a field is followed by no operator."""
    field = reader.text[left.span.start : left.span.end]
    if reader.at >= len(reader.text) or reader.text[reader.at] == ")":
        hint = f"compare it, as in `{field} = …`, or ask whether it has a value: `{field} exists`"
        return Unparsable(f"`{field}` is compared with nothing", hint, left.span)
    if reader.text.startswith(".", reader.at) or reader.text.startswith("[", reader.at):
        return Unparsable(f"`{field}` is followed by no name", "complete the field's name", left.span)
    word = IDENTIFIER.match(reader.text, reader.at)
    said = word.group() if word else ""
    if said == "not":
        return Unparsable(
            "`not` stands before a check, not inside it",
            f"write `not {field} in (…)`",
            reader_span(reader, said),
        )
    if said in ("and", "or"):
        hint = f"compare it, as in `{field} = …`, or write `{field} exists`"
        return Unparsable(f"`{field}` is compared with nothing", hint, left.span)
    if foreign := _foreign(reader, OPERATORS):
        return foreign
    if said.lower() in OPERATORS and said not in OPERATORS:
        hint = f"write `{said.lower()}`: operators are lower case"
        where = reader_span(reader, said)
        return Unparsable(f"`{said}` is no operator", hint, where, (where, said.lower()))
    if said in OPERATORS:
        hint = f"write a blank behind `{said}`, or quote what follows"
        return Unparsable(f"`{said}` wants a blank behind it", hint, reader_span(reader, said))
    near = nearest(said, OPERATORS)
    span = _here(reader)
    hint = f"did you mean `{near}`?" if near else f"use one of {', '.join(f'`{each}`' for each in OPERATORS)}"
    fault = f"expected an operator here, and not `{reader.text[span.start : span.end]}`"
    return Unparsable(fault, hint, span, (reader_span(reader, said), near) if near else None)


def reader_span(reader: Reader, word: str) -> Span:
    """The span of a word that comes next."""
    return Span(reader.at, reader.at + len(word))


def no_number(reader: Reader, operator: str) -> Unparsable:
    """That `<` and its kin are followed by no number."""
    span = _here(reader)
    said = reader.text[span.start : span.end]
    if reader.text.startswith(("=", ">", "<"), reader.at) and f"{operator}{said[:1]}" in _FOREIGN:
        written = f"{operator}{said[:1]}"
        where = Span(reader.at - len(operator), reader.at + 1)
        meant = _FOREIGN[written]
        return Unparsable(f"`{written}` is no operator", f"write `{meant}`", where, (where, meant))
    hint = "write a number without quotes, such as `1024`, or a field, as in `val(proc.ppid)`"
    return Unparsable(f"expected a number behind `{operator}`", hint, span)


def no_list(reader: Reader, operator: str) -> Unparsable:
    """That `in` and its kin are followed by no list."""
    span = _here(reader)
    said = reader.text[span.start : span.end]
    plain = reader.at < len(reader.text) and said and not set(said) & set("()[]{}'\"")
    hint = f"put the values in parentheses: `({said})`" if plain else "write the values as `(a, b)`"
    return Unparsable(f"expected a list in parentheses behind `{operator}`", hint, span)


def no_string(reader: Reader, after: str) -> Unparsable:
    """That no value stands where one is compared with."""
    text, at = reader.text, reader.at
    quote = text[at : at + 1]
    if quote in ("'", '"') and quote:
        return _unclosed_quote(text, at, quote)
    meant = {"=": "=", "~": "regex"}.get(quote)
    if meant and text[at - 1 : at] == "=":
        where = Span(at - 2 if text[at - 2 : at] == "==" else at - 1, at + 1)
        sign = text[where.start : where.end]
        return Unparsable(f"`{sign}` is no operator", f"write `{meant}`", where, (where, f" {meant} "))
    if after == "," and quote == ")":
        return Unparsable("a list does not end with a comma", "remove the comma", Span(at - 1, at))
    if after == "," and quote == "(":
        hint = "write its values one behind the other"
        return Unparsable("a list holds no other list", hint, _here(reader))
    what = "another value" if after == "," else f"a value behind `{after}`"
    where = _here(reader)
    if quote in "()," and quote:
        hint = "put a value that holds parentheses, commas or `=` in quotes"
        return Unparsable(f"expected {what}, and not `{quote}`", hint, where)
    return Unparsable(f"expected {what}", 'write a value, or `""` for an empty text', where)


def in_list(reader: Reader, opened: int, values: list[Value]) -> Unparsable:
    """That a list is not closed where it should be."""
    text, at = reader.text, reader.at
    if at >= len(text):
        return unclosed(opened)
    quote = text[at]
    if quote in "'\"" and quote not in text[at + 1 :]:
        return _unclosed_quote(text, at, quote)
    span = _here(reader)
    said = text[span.start : span.end]
    if quote == "(":
        return Unparsable("a list holds no other list", "write the values one behind the other", span)
    if quote == "#":
        hint = "remove the comment: inside a condition `#` begins none"
        return Unparsable("expected `,` or `)` here", hint, span)
    if not values and FIELD.match(text, at):
        return Unparsable("expected a value here", "put it in quotes", span)
    hint = "part the values by commas, and put one that holds blanks in quotes"
    return Unparsable(f"expected `,` or `)` here, and not `{said}`", hint, span)


def _unclosed_quote(text: str, at: int, quote: str) -> Unparsable:
    fault, span = "this quote is never closed", Span(at, at + 1)
    if text.rstrip().endswith(f"\\{quote}"):
        hint = "a text in quotes cannot end in a backslash: write it without quotes"
        return Unparsable(f"{fault}: a backslash stands before the last one", hint, span)
    return Unparsable(fault, f"add the missing `{quote}`", span)


def _foreign(reader: Reader, wanted: tuple[str, ...]) -> Unparsable | None:
    """What another language would write here, if it has a word of Falco's that is wanted."""
    found = _SIGNS.match(reader.text, reader.at) or IDENTIFIER.match(reader.text, reader.at)
    if found is None:
        return None
    written = found.group()
    meant = _FOREIGN.get(written) or _FOREIGN.get(written.lower()) or _lower(written)
    if meant is None or (meant not in wanted and meant.strip() not in _KEYWORDS[:3]):
        return None
    hint = f"write `{meant.strip()}`"
    if written.lower() == meant:
        hint += ": keywords are lower case"
    where = Span(*found.span())
    return Unparsable(f"`{written}` means nothing to Falco", hint, where, (where, f" {meant} "))


def _lower(written: str) -> str | None:
    return written.lower() if written.lower() in ("and", "or") and not written.islower() else None


def _here(reader: Reader) -> Span:
    """The word that comes next, or the last character where none does."""
    found = _WORD.match(reader.text, reader.at)
    if found:
        return Span(*found.span())
    if reader.at < len(reader.text):
        return Span(reader.at, reader.at + 1)
    end = len(reader.text.rstrip())
    return Span(max(end - 1, 0), max(end, 1))
