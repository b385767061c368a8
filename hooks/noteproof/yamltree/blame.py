"""Where an author would look for a fault of syntax, and what mends it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from noteproof.finding import Finding
from noteproof.text import Span
from noteproof.yamltree import faults as rules
from noteproof.yamltree.parsing import last_event

_LINE_BREAK = re.compile(r"\r\n|\n|\r")
_KEY = re.compile(r"(?:- +)*(?P<key>[^\s#][^:#]*?) *:(?= |$)")
_DASH = re.compile(r"-(?=[^\s-])|[\u2010-\u2015\u2212]")
"""A dash that begins no item of a list: no blank follows, or it is a longer one, as word processors write."""
_BRACKETS = {"[": "]", "{": "}"}
_KEY_END = re.compile(r":(?=[ \t]|$)")
_LONGEST_KEY = 1024
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"", re.DOTALL)

_SAID = {
    "block sequence entries are not allowed": (
        "a list begins on the line of its key",
        "begin the list on a line of its own",
    ),
    "unknown escape character": (
        "the backslash begins no escape that is known",
        "double the backslash, or use single quotes",
    ),
    "expected comment or line break": (
        "text follows the sign of a block scalar",
        "begin the text of a block scalar on the next line",
    ),
    "mapping keys are not allowed": ("`?` begins a key here", "quote a value that begins with `?`"),
    "invalid Unicode character escape": ("the escape names no character", "write the character itself"),
    "incompatible YAML document": ("its version is not 1.1", "remove the %YAML line"),
    "found unexpected ':'": (
        "the colon stands where no key can end",
        "put a blank after the colon, or quote the text",
    ),
    "<document start>": (
        "this line belongs to nothing above it",
        "indent it as the first line, or separate documents with a line `---`",
    ),
}


@dataclass(frozen=True, slots=True)
class _Fault:
    """What the parser said: the problem and its place, and the place where what it was reading begins."""

    text: str
    problem: str
    at: int
    began: int

    def line(self, at: int) -> tuple[int, str]:
        """Where the line of an offset begins, and what it holds."""
        start = max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at)) + 1
        end = _LINE_BREAK.search(self.text, start)
        return start, self.text[start : end.start() if end else len(self.text)]

    def number(self, at: int) -> int:
        """The number of the line of an offset, from 1."""
        return len(_LINE_BREAK.findall(self.text, 0, at)) + 1

    def before(self, at: int) -> tuple[int, str] | None:
        """The nearest line above an offset's that is neither blank nor a comment."""
        start, _ = self.line(at)
        while start > 0:
            start, line = self.line(start - 1)
            if line.strip() and not line.lstrip().startswith("#"):
                return start, line
        return None


_Said = tuple[int, str, str]
"""Where the fault stands, what it is, and the hint."""


def syntax(text: str, error: yaml.MarkedYAMLError, base: int) -> Finding:
    """The finding that a text is not YAML, in an author's words; `base` is added to its offsets."""
    fault = _Fault(
        text, str(error.problem or error.context or "it cannot be read"), place(error), _began(error)
    )
    at, message, hint = _said(fault)
    at = min(at, max(len(text.rstrip()) - 1, 0))
    start, line = fault.line(at)
    end = max(start + len(line.rstrip()), at)
    return rules.syntax.at(Span(base + at, base + end), message, hint)


def place(error: yaml.MarkedYAMLError) -> int:
    """The offset at which the parser stopped."""
    mark = error.problem_mark or error.context_mark
    return int(mark.index) if mark else 0


def _began(error: yaml.MarkedYAMLError) -> int:
    return int(error.context_mark.index) if error.context_mark else place(error)


def _said(fault: _Fault) -> _Said:
    problem = fault.problem
    if "unexpected end of stream" in problem or "unexpected document indicator" in problem:
        return fault.began, "the quotation mark that opens here is not closed", "close the quotation mark"
    if long := _long_key(fault):
        return long
    if "mapping values are not allowed" in problem:
        return _second_colon(fault)
    if "could not find expected ':'" in problem:
        start, line = fault.line(fault.began)
        return _no_key(start, line)
    if "did not find expected ',' or" in problem:
        return _after_closing(fault) or _bracket(fault)
    if "expected key" in problem or "expected '-' indicator" in problem:
        return _after_closing(fault) or _indentation(fault)
    if "cannot start any token" in problem or "node content" in problem:
        return _no_start(fault)
    if "expected alphabetic or numeric" in problem and fault.text[fault.began : fault.began + 1] in (
        "*",
        "&",
    ):
        sign = fault.text[fault.began]
        what = "an alias" if sign == "*" else "an anchor"
        return (
            fault.began,
            f"`{sign}` begins {what} and no name follows",
            f"quote a value that begins with `{sign}`",
        )
    if "hexdecimal" in problem:
        escape = max(fault.text.rfind("\\", 0, fault.at), fault.began)
        sign = fault.text[escape : escape + 2]
        return (
            escape,
            f"`{sign}` begins an escape of hexadecimal digits",
            "double the backslash, or use single quotes",
        )
    for part, (message, hint) in _SAID.items():
        if part in problem:
            return fault.at, message, hint
    return fault.at, problem, "compare the line with its neighbours"


def _long_key(fault: _Fault) -> _Said | None:
    """A key that is longer than a parser looks for its colon, if the fault is that."""
    if any(
        part in fault.problem for part in ("could not find expected ':'", "mapping values", "expected ',' or")
    ):
        for at in (fault.began, fault.at):
            start, line = fault.line(at)
            words = line.lstrip(" \t-{")
            end = _KEY_END.search(words)
            if end and end.start() > _LONGEST_KEY:
                own = start + len(line) - len(words)
                return own, f"a key may have at most {_LONGEST_KEY:,} characters", "shorten the key"
    return None


def _second_colon(fault: _Fault) -> _Said:
    """A `: ` where no key may stand: in a value, or after a line that is none or is not above this one."""
    start, line = fault.line(fault.at)
    first = re.search(r":[ \t]+", fault.text[start : fault.at])
    if first:
        quote = "quote the value, as it holds `: `"
        return start + first.end(), "a second `: ` stands in one line", quote
    above = fault.before(fault.at)
    if above is None:
        return fault.at, "a colon stands where no key can be", "quote a text that holds `: `"
    key = _KEY.match(above[1].lstrip())
    if key is None or _DASH.match(above[1].lstrip()):
        return _no_key(*above)
    own = start + len(line) - len(line.lstrip())
    message = f"this line is indented deeper than line {fault.number(above[0])}, which it would continue"
    return own, message, f"indent it as `{key['key']}` above"


def _no_key(start: int, line: str) -> _Said:
    """A line that ought to be `key: value` and is not."""
    own = start + len(line) - len(line.lstrip())
    words = line.strip()
    dash = _DASH.match(words)
    if dash:
        hint = "put a blank after the dash" if dash[0] == "-" else f"write `- ` instead of `{dash[0]}`"
        return own, "this line is neither a list item nor `key: value`", hint
    if ":" in words:
        return own, "this line is not `key: value`", "put a blank after the colon"
    return own, "this line is not `key: value`", "write a colon and a blank after the key"


def _bracket(fault: _Fault) -> _Said:
    """A bracket that is not closed, or a comma that is missing."""
    opening = fault.text[fault.began : fault.began + 1]
    if opening not in _BRACKETS or not _closes(fault.text, fault.began):
        hint = f"close it with `{_BRACKETS.get(opening, ']')}`"
        return fault.began, f"the bracket `{opening}` that opens here is not closed", hint
    at = fault.at
    if fault.text[at : at + 1] == ":":
        at = max(fault.text.rfind(blank, 0, at) for blank in " \t\n\r") + 1
    colon = "" if opening == "[" else ", or a colon between key and value"
    return at, "a comma is missing before this", f"put a comma between the items{colon}"


def _closes(text: str, at: int) -> bool:
    """Whether as many brackets close after an opening one as open, those in quotation marks aside."""
    depth = 0
    for found in re.finditer(rf"{_QUOTED.pattern}|[\[\]{{}}]", text[at:], re.DOTALL):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found.group(), 0)
        if depth == 0:
            return True
    return False


def _after_closing(fault: _Fault) -> _Said | None:
    """Text after a closing quotation mark or bracket, if the fault is that."""
    last = last_event(fault.text)
    if last is None:
        return None
    start, end = last.start_mark.index, last.end_mark.index
    if fault.text[end : fault.at].strip(" \t") or not fault.text[end - 1 : end].strip():
        return None
    closing = fault.text[end - 1]
    if isinstance(last, yaml.ScalarEvent) and last.style in ("'", '"'):
        if _LINE_BREAK.search(fault.text, start, end):
            message = f"the quotation mark that opens here is not closed before line {fault.number(fault.at)}"
            return start, message, "close the quotation mark where the value ends"
        if end < fault.at and fault.text[fault.at : fault.at + 1] in ("'", '"'):
            return None
        inner = "''" if closing == "'" else '\\"'
        hint = f"quote the whole value, and write a `{closing}` inside it as `{inner}`"
        return fault.at, "text follows the closing quotation mark", hint
    if isinstance(last, (yaml.SequenceEndEvent, yaml.MappingEndEvent)) and closing in "]}":
        return fault.at, f"text follows the closing `{closing}`", "quote the whole value"
    if isinstance(last, yaml.AliasEvent):
        return fault.at, f"text follows the alias `*{last.anchor}`", "quote a value that begins with `*`"
    return None


def _indentation(fault: _Fault) -> _Said:
    """A line whose indentation fits none above it, or which is no key, or no item."""
    start, line = fault.line(fault.at)
    own = len(line) - len(line.lstrip())
    sign = line[own : own + 1]
    if sign and not sign.isprintable():
        what = f"the character U+{ord(sign):04X}, which is not seen, stands in front of the line"
        return start + own, what, "delete the character"
    if fault.at > start + own:
        return fault.at, "this fits neither as a key nor as a value", "quote the value"
    holder = fault.began - fault.line(fault.began)[0]
    item = re.match(r"- |-$", line.strip())
    if re.match(r":(?:[ \t]|$)", line.strip()):
        return fault.at, "a key is missing before the colon", "write a key, or quote a text that begins so"
    if own == holder and item:
        return fault.at, "a list item stands among keys", "indent it below its key, or write `key: value`"
    if own == holder:
        return fault.at, "a key stands among list items", "indent it below its item, or begin it with `- `"
    wide, narrow = _neighbours(fault, start, own)
    known = ", or ".join(f"by {width}, like line {number}" for width, number in (narrow, wide) if number)
    return fault.at, f"its indentation of {own} fits no line above", f"indent it {known}"


def _neighbours(fault: _Fault, start: int, own: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """The nearest wider and the nearest narrower indentation above a line, each with its line's number."""
    wide = narrow = (0, 0)
    at = start
    while not narrow[1] and (above := fault.before(at)) is not None:
        at, line = above
        widths = [found.end() for found in re.finditer(r"(?:^|(?<=-)) *(?=\S)", line[: _content(line)])]
        for width in widths:
            if width > own and (not wide[1] or width < wide[0]):
                wide = (width, fault.number(at))
            elif width < own and not narrow[1]:
                narrow = (width, fault.number(at))
    return wide, narrow


def _content(line: str) -> int:
    """Where a line's content begins, after the dashes of list items; one further, so that it is seen."""
    found = re.match(r" *(?:- +)*", line)
    return (found.end() if found else 0) + 1


def _no_start(fault: _Fault) -> _Said:
    """A character with which no value begins."""
    sign = fault.text[fault.at : fault.at + 1]
    if sign in "]}" and sign:
        return (
            fault.at,
            f"`{sign}` closes no bracket",
            f"remove it, or quote a value that begins with `{sign}`",
        )
    if sign in "@`%" and sign:
        name = "a backtick" if sign == "`" else f"`{sign}`"
        return fault.at, f"a value cannot begin with {name}", f"quote a value that begins with {name}"
    if sign == ",":
        return fault.at, "a value is missing before the comma", "write a value, or remove the comma"
    return fault.at, "a value is missing here", "write a value, or quote it"
