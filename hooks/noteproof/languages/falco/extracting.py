"""How a field's value is taken from an event, and what transformers make of it."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from operator import itemgetter

from noteproof.languages.falco import kinds, tables
from noteproof.languages.falco.events import Event
from noteproof.languages.falco.operands import Constant, FieldOf, Several, Source, Transformed

Extract = Callable[[Event], object]
"""Takes a value from an event; None where there is none."""

_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")

_TYPE_LETTERS = {
    "file": "f", "directory": "d", "ipv4": "4", "ipv6": "6", "unix": "u", "pipe": "p", "event": "e",
    "signalfd": "s", "eventpoll": "l", "inotify": "i", "timerfd": "t", "netlink": "n", "userfaultfd": "u",
    "io_uring": "r", "bpf": "b", "memfd": "m", "pidfd": "P", "unknown": "o",
}  # fmt: skip
"""The letters of the kinds of descriptors (`fd.typechar` and `fd.type`)."""


def of(source: Source) -> Extract:
    """How the value of an operand is taken from an event."""
    if isinstance(source, FieldOf):
        return of_field(source.reference.text)
    if isinstance(source, Constant):
        text = source.text
        return lambda event: text
    if isinstance(source, Several):
        return _several([of(item) for item in source.items])
    return _transformed(source)


def of_field(text: str) -> Extract:
    """How a field is taken from an event: what is given for it, or else what follows from other fields."""
    derive = _derivation(text)
    if derive is None:
        return lambda event: event.get(text)
    return lambda event: event[text] if text in event else derive(event)


def follows(text: str) -> bool:
    """Whether a field follows from others, where it is not given."""
    return _derivation(text) is not None


def _derivation(text: str) -> Extract | None:
    """How a field follows from others, where it is not given."""
    if text.startswith("evt.type.is."):
        wanted = text.removeprefix("evt.type.is.")
        return lambda event: None if event.get("evt.type") is None else int(event["evt.type"] == wanted)
    if text.startswith("proc.env["):
        return lambda event: _variable(event.get("proc.env"), text[9:-1])
    if text.startswith("proc.args["):
        return lambda event: _word(event.get("proc.args"), text[10:-1])
    if text in _PROTOCOLS:
        port = _PROTOCOLS[text]
        return lambda event: _service(event.get(port))
    if text in _PARENTS:
        other = _PARENTS[text]
        return lambda event: event.get(other)
    return _DERIVED.get(text)


_OF_PARENT = {
    "proc.pname": "proc.aname[1]",
    "proc.ppid": "proc.apid[1]",
    "proc.pexe": "proc.aexe[1]",
    "proc.pexepath": "proc.aexepath[1]",
    "proc.pcmdline": "proc.acmdline[1]",
}
_PARENTS = {**_OF_PARENT, **{ancestor: field for field, ancestor in _OF_PARENT.items()}}
"""The fields of a process's parent, which is its first ancestor."""

_PROTOCOLS = {
    "fd.cproto": "fd.cport",
    "fd.sproto": "fd.sport",
    "fd.lproto": "fd.lport",
    "fd.rproto": "fd.rport",
}


def _failed(event: Event) -> object:
    raw, result = event.get("evt.rawres"), event.get("evt.res")
    if isinstance(raw, int):
        return raw < 0
    return None if result is None else result != "SUCCESS"


def _result(event: Event) -> object:
    raw = event.get("evt.rawres")
    return "SUCCESS" if isinstance(raw, int) and raw >= 0 else None


def _types(event: Event) -> object:
    kind = of_field("fd.type")(event)
    return None if kind is None else (kind,)


def _directory(event: Event) -> object:
    name = event.get("fd.name")
    if not isinstance(name, str) or not name.startswith("/"):
        return None
    return name.rpartition("/")[0] or "/"


def _filename(event: Event) -> object:
    name = event.get("fd.name")
    return name.rpartition("/")[2] if isinstance(name, str) and name.startswith("/") else None


def _letter(event: Event) -> object:
    return _TYPE_LETTERS.get(str(event.get("fd.type")))


def _kind(event: Event) -> object:
    given = event.get("fd.typechar")
    return next((kind for kind, letter in _TYPE_LETTERS.items() if letter == given), None)


_DERIVED: dict[str, Extract] = {
    "evt.dir": lambda event: "<",
    "syscall.type": lambda event: event.get("evt.type"),
    "evt.failed": _failed,
    "evt.res": _result,
    "fd.directory": _directory,
    "fd.filename": _filename,
    "fd.typechar": _letter,
    "fd.type": _kind,
    "fd.nameraw": lambda event: event.get("fd.name"),
    "fd.types": _types,
}


def _service(port: object) -> object:
    return None if not isinstance(port, int) else tables.services().get(port, str(port))


def _variable(environment: object, name: str) -> object:
    """A variable of an environment that is given as text; empty where it is not there."""
    if not isinstance(environment, str):
        return None
    value: list[str] | None = None
    for word in environment.split(" "):
        if _VARIABLE.match(word):
            if value is not None:
                break
            value = [word.partition("=")[2]] if word.startswith(f"{name}=") else None
        elif value is not None:
            value.append(word)
    return " ".join(value) if value is not None else ""


def _word(arguments: object, index: str) -> object:
    if not isinstance(arguments, str) or not index.isdigit():
        return None
    words = arguments.split(" ")
    return words[int(index)] if len(index) < 9 and int(index) < len(words) else ""


def ancestors(name: str) -> Callable[[Event], tuple[object, ...]]:
    """How a field of all ancestors is taken: `[1]`, `[2]`, … or else the text split at blanks.

    Where neither is given there may be the parent's own field.
    """
    parent = _PARENTS.get(f"{name}[1]")
    number = name == "proc.apid"

    def values(event: Event) -> tuple[object, ...]:
        indexed = tuple(_indexed(event, name))
        text = event.get(name)
        if indexed or not isinstance(text, str):
            return indexed or _given(event, parent)
        if number:
            return tuple(int(word) for word in text.split() if word.lstrip("-").isdigit())
        return tuple(_split(event, name, text))

    return values


def _given(event: Event, field: str | None) -> tuple[object, ...]:
    value = event.get(field) if field else None
    return () if value is None else (value,)


def _indexed(event: Event, name: str) -> Iterator[object]:
    """What is given for single ancestors, the process itself not counted, the nearest first."""
    begin = f"{name}["
    given = [
        (int(field[len(begin) : -1][-9:]), value)
        for field, value in event.items()
        if value is not None and field.startswith(begin) and field[len(begin) : -1].isdigit()
    ]
    yield from (value for number, value in sorted(given, key=itemgetter(0)) if number > 0)


def _split(event: Event, name: str, text: str) -> Iterator[str]:
    """The values in a text. A command line begins with its process's name, where the names are given."""
    words = [word for word in text.split(" ") if word]
    if name != "proc.acmdline":
        yield from words
        return
    names = [str(value) for value in _indexed(event, "proc.aname")]
    if not names or not text.startswith(names[0]):
        yield text
        yield from words
        return
    begin = 0
    for following in names[1:]:
        end = text.find(f" {following}", begin + 1)
        if end < 0:
            break
        yield text[begin:end]
        begin = end + 1
    yield text[begin:]


def _several(items: list[Extract]) -> Extract:
    def extract(event: Event) -> object:
        values = tuple(item(event) for item in items)
        return None if None in values else values

    return extract


def _transformed(source: Transformed) -> Extract:
    operands = [of(operand) for operand in source.operands]
    if source.name == "join":
        separator, items = operands
        return lambda event: _join(separator(event), items(event))
    if source.name == "concat":
        return lambda event: _join("", tuple(each(event) for each in operands))
    if source.name == "getopt":
        listed, letters = operands
        option = source.option
        return lambda event: _options(listed(event), letters(event), option)
    change, inner = _CHANGES[source.name], operands[0]
    if source.name != "len" and source.is_list:
        return lambda event: _each(change, inner(event))

    def extract(event: Event) -> object:
        value = inner(event)
        return None if value is None else change(value)

    return extract


def _each(change: Callable[[object], object], values: object) -> object:
    if not isinstance(values, tuple):
        return None
    changed = tuple(change(value) for value in values)
    return None if None in changed else changed


def _decoded(value: object) -> object:
    """What a text in base64 says, padded or not; nothing where it is no base64."""
    text = str(value)
    bare = text.rstrip("=")
    if not _BASE64.fullmatch(text) or len(bare) % 4 == 1:
        return None
    return base64.b64decode(bare + "=" * (-len(bare) % 4)).decode("utf-8", "surrogateescape")


def _length(value: object) -> object:
    return len(value) if isinstance(value, tuple) else len(str(value).encode("utf-8", "surrogateescape"))


_CHANGES: dict[str, Callable[[object], object]] = {
    "tolower": lambda value: str(value).translate(_LOWER),
    "toupper": lambda value: str(value).translate(_UPPER),
    "basename": lambda value: str(value).rpartition("/")[2],
    "b64": _decoded,
    "len": _length,
}


def _join(separator: object, items: object) -> object:
    if separator is None or not isinstance(items, tuple) or None in items:
        return None
    texts = [plain(item) for item in items]
    hold(sum(map(len, texts)) + len(str(separator)) * len(texts))
    return str(separator).join(texts)


LONGEST = 8_000_000
"""The longest text that is made of an event, in characters."""


def hold(length: int) -> None:
    """Raise `kinds.Refused` where a text that is made of an event becomes too long."""
    if length > LONGEST:
        raise kinds.Refused(f"makes a text of more than {LONGEST:,} characters", "shorten it, or the rule")


def _options(words: object, letters: object, wanted: str | None) -> object:
    """The options among words, as `getopt` finds them: the value of one, or all letters that are there."""
    if not isinstance(words, tuple) or not isinstance(letters, str):
        return None
    found: dict[str, str] = {}
    at = 0
    while at < len(words):
        word = str(words[at])
        at += 1
        if word == "--":
            break
        rest = word[1:] if word.startswith("-") else ""
        while rest:
            letter, rest = rest[0], rest[1:]
            place = letters.find(letter)
            if place >= 0 and letters[place + 1 : place + 2] == ":":
                if not rest and at < len(words):
                    rest, at = str(words[at]), at + 1
                found[letter], rest = rest, ""
            elif place >= 0:
                found[letter] = ""
    if wanted is None:
        return tuple(found) or None
    return found.get(wanted)


def plain(value: object) -> str:
    """A value as Falco prints it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.1f}"
    if isinstance(value, tuple):
        return (
            kinds.spelt_address(value)
            if _is_address(value)
            else f"({','.join(plain(each) for each in value)})"
        )
    return str(value)


def _is_address(value: tuple[object, ...]) -> bool:
    return len(value) == 2 and value[0] in (4, 6) and isinstance(value[1], int)
