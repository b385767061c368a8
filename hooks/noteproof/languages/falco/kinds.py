"""Falco's types: which operators each has, and how each reads a value that is compared with."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

from noteproof.languages.falco.tables import ports

TEXTS = frozenset({"CHARBUF", "FSPATH", "FSRELPATH"})
NUMBERS = {
    "INT8": (8, True), "INT16": (16, True), "INT32": (32, True), "INT64": (64, True), "FD": (64, True),
    "PID": (64, True), "ERRNO": (64, True), "UINT8": (8, False), "UINT16": (16, False),
    "UINT32": (32, False), "UINT64": (64, False), "FLAGS8": (8, False), "FLAGS16": (16, False),
    "FLAGS32": (32, False), "ENUMFLAGS8": (8, False), "ENUMFLAGS16": (16, False),
    "ENUMFLAGS32": (32, False), "MODE": (32, False), "UID": (32, False), "GID": (32, False),
    "RELTIME": (64, False), "ABSTIME": (64, False), "SYSCALLID": (16, False), "L4PROTO": (8, False),
}  # fmt: skip
"""The whole numbers: how many bits each has, and whether it has a sign."""

_ORDERED = ("exists", "=", "!=", "<", "<=", ">", ">=", "in", "intersects")
_EQUAL = ("exists", "=", "!=", "in", "intersects")
_OPERATORS = {
    **dict.fromkeys(
        TEXTS,
        (*_ORDERED, "contains", "icontains", "startswith", "endswith", "glob", "iglob", "regex", "pmatch"),
    ),
    **dict.fromkeys((*NUMBERS, "DOUBLE", "PORT"), _ORDERED),
    **dict.fromkeys(("BOOL", "IPADDR", "IPNET"), _EQUAL),
    "BYTEBUF": (*_EQUAL, "contains", "startswith", "endswith", "bcontains", "bstartswith"),
}
_OF_LISTS = ("exists", "in", "intersects")

_UNREADABLE = frozenset({"SYSCALLID", "SIGTYPE", "SIGSET", "BYTEBUF", "SOCKTUPLE", "FDLIST", "DYNAMIC"})
"""The types of arguments for which Falco reads no value, so that `evt.rawarg` is compared with none."""

_WORDS = {
    **dict.fromkeys(TEXTS, "a text"),
    **dict.fromkeys(NUMBERS, "a number"),
    "DOUBLE": "a number",
    "PORT": "a port",
    "BOOL": "true or false",
    "IPADDR": "an IP address",
    "IPNET": "a network",
    "BYTEBUF": "a buffer of bytes",
    "RELTIME": "a time in nanoseconds",
    "ABSTIME": "a time in nanoseconds",
}


def operators(kind: str, is_list: bool) -> tuple[str, ...]:
    """The operators that a type has."""
    return _OF_LISTS if is_list else _OPERATORS.get(kind, ("exists",))


def modified(kind: str) -> tuple[str, ...]:
    """The operators of a type that take `oneof`, `anyof` or `allof`."""
    return tuple(
        each for each in operators(kind, False) if each not in (*_OF_LISTS, "<", "<=", ">", ">=", "pmatch")
    )


def words(kind: str, is_list: bool = False) -> str:
    """What a type is, for a message."""
    return f"a list of {_PLURAL.get(kind, 'values')}" if is_list else _WORDS.get(kind, f"of the type {kind}")


_PLURAL = {"CHARBUF": "texts", "UINT64": "numbers", "IPADDR": "addresses", "IPNET": "networks"}


def is_comparable(kind: str) -> bool:
    """Whether Falco can compare an argument of an event, taken raw, with a value."""
    return kind not in _UNREADABLE


class Refused(ValueError):
    """A value that a type does not take: what is wrong, and what to write instead."""

    def __init__(self, fault: str, hint: str) -> None:
        super().__init__(fault)
        self.fault = fault
        self.hint = hint


Address = tuple[int, int]
"""An IP address: its version and its number."""

Network = tuple[int, int, int]
"""A network: the version, the number of its first address, and the mask."""


def reader(kind: str) -> Callable[[str], object]:
    """How a type reads a constant of a condition. The reader raises `Refused`."""
    if kind in TEXTS or kind == "BYTEBUF":
        return str
    if kind in NUMBERS:
        bits, signed = NUMBERS[kind]
        return lambda text: number(text, bits, signed)
    return _READERS.get(kind, str)


_NUMBER = re.compile(r"[ \t\n\v\f\r]*([+-]?[0-9]+)")


def number(text: str, bits: int, signed: bool) -> int:
    """A whole number as C's `sscanf` reads it: too large a one is cut to 64 bits, then to its own width."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        hint = "write a whole number in decimal"
        if re.fullmatch(r"0[xX][0-9a-fA-F]+", text):
            hint = f"write it in decimal: {int(text, 16)}"
        raise Refused(f"`{text}` is not a number", hint)
    value = int(found[1][:40])
    if signed:
        value = max(min(value, 2**63 - 1), -(2**63))
        value &= (1 << bits) - 1
        return value - (1 << bits) if value >= 1 << (bits - 1) else value
    if abs(value) >= 2**64:
        value = 2**64 - 1
    return value & ((1 << bits) - 1)


def _double(text: str) -> float:
    try:
        return float.fromhex(text.strip()) if "x" in text.lower() else float(text)
    except (ValueError, OverflowError):
        raise Refused(f"`{text}` is not a number", "write a number, such as `0.5`") from None


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        near = {"yes": "true", "no": "false", "1": "true", "0": "false"}.get(text.lower(), text.lower())
        hint = f"write `{near}`" if near in ("true", "false") else "write `true` or `false`"
        raise Refused(f"`{text}` is neither `true` nor `false`", hint)
    return text == "true"


def port(text: str) -> int:
    """The number of a port, given as that or by the name of its service."""
    if not text:
        return 0
    if text.isascii() and text.isdigit():
        if len(text) > 10 or int(text) > 2**31 - 1:
            raise Refused(f"`{text}` is not a port", "write a number up to 65535")
        return int(text) & 0xFFFF
    if text not in ports():
        raise Refused(
            f"`{text}` is neither a port nor a service that is known", "write the number of the port"
        )
    return ports()[text]


def address(text: str) -> Address:
    """An IP address: of version 4 if it holds a dot, else of version 6."""
    try:
        if "." in text and ":" not in text:
            return 4, int(ipaddress.IPv4Address(text))
        if "." not in text and "%" not in text:
            return 6, int(ipaddress.IPv6Address(text))
    except ValueError:
        pass
    hint = "write an address, such as `10.0.0.1`"
    if "/" in text:
        hint = "write an address without `/`, or compare the network, as in `fd.snet`"
    raise Refused(f"`{text}` is not an IP address", hint)


def network(text: str) -> Network:
    """A network as address and length, such as `10.0.0.0/8`."""
    base, slash, length = text.partition("/")
    if not slash:
        raise Refused(f"`{text}` is not a network: it has no `/`", f"write its length too, as in `{text}/32`")
    try:
        version, start = address(base)
        bits = int(length) if re.fullmatch(r"[+]?[0-9]{1,6}", length) else -1
    except Refused:
        raise Refused(f"`{text}` is not a network", "write one as in `10.0.0.0/8`") from None
    most = 32 if version == 4 else 128
    if version == 4:
        bits = bits & 0xFF if bits >= 0 else bits
    if not (0 if version == 4 else 1) <= bits <= most:
        hint = f"write a length from {0 if version == 4 else 1} to {most}"
        raise Refused(f"`{text}` is not a network: its length is not one", hint)
    mask = ((1 << bits) - 1) << (most - bits)
    return version, start & mask, mask


def byte_string(text: str) -> str:
    """Bytes that are given in hexadecimal, as the characters of those numbers."""
    if len(text) % 2 or not re.fullmatch(r"[0-9a-fA-F]*", text):
        raise Refused(f"`{text}` is not bytes in hexadecimal", "write two hexadecimal digits a byte: `cafe`")
    return bytes.fromhex(text).decode("latin-1")


def octets(text: str) -> str:
    """The bytes of a text, as the characters of those numbers."""
    return text.encode("utf-8", "surrogateescape").decode("latin-1")


def shown_octets(text: str) -> str:
    """Bytes, given as characters, as Falco prints a buffer: each one that does not print is a dot."""
    return "".join(sign if " " <= sign <= "~" else "." for sign in text)


def shown_bytes(text: str) -> str:
    """A text as Falco prints it in a buffer."""
    return shown_octets(octets(text))


_READERS: dict[str, Callable[[str], object]] = {
    "DOUBLE": _double,
    "BOOL": _boolean,
    "PORT": port,
    "IPADDR": address,
    "IPNET": network,
}


def spelt_address(value: tuple[object, ...]) -> str:
    """An address as Falco prints it."""
    version, number = value
    assert isinstance(number, int)
    return str(ipaddress.IPv4Address(number) if version == 4 else ipaddress.IPv6Address(number))
