"""IP addresses and CIDR blocks, as `ParseIPSloppy` of Kubernetes reads them, and their strict forms."""

from __future__ import annotations

import re
from typing import NamedTuple

STRICT_SINCE = 36
"""The minor version since which StrictIPCIDRValidation is on."""

_DIGITS = re.compile("[0-9]+")
_GROUP = re.compile("[0-9A-Fa-f]+")
_MAPPED = 0xFFFF << 32
"""The IPv6 prefix of IPv4 addresses, ::ffff:0:0/96."""


class Address(NamedTuple):
    """An address of 32 or 128 bits. `has_zeros`: a part of it is written with zeros that lead."""

    bits: int
    value: int
    has_zeros: bool

    @property
    def is_mapped(self) -> bool:
        """Whether it is an IPv4 address in the form of an IPv6 one."""
        return self.bits == 128 and self.value >> 32 == _MAPPED >> 32

    @property
    def is_four(self) -> bool:
        """Whether it counts as IPv4: a mapped one does."""
        return self.bits == 32 or self.is_mapped

    @property
    def family(self) -> str:
        """IPv4 or IPv6."""
        return "IPv4" if self.is_four else "IPv6"

    @property
    def canonical(self) -> str:
        """How it is written: with dots, or as RFC 5952 has it."""
        return _dotted(self.value & 0xFFFFFFFF) if self.is_four else _grouped(self.value)


class Block(NamedTuple):
    """A block of addresses, by one of them and the length of the prefix they share."""

    address: Address
    length: int
    has_zeros: bool

    @property
    def first(self) -> Address:
        """Its first address."""
        free = self.address.bits - self.length
        return self.address._replace(value=self.address.value >> free << free)

    @property
    def is_first(self) -> bool:
        """Whether it is written by its first address, not by one inside of it."""
        return self.address.value == self.first.value

    @property
    def canonical(self) -> str:
        """How it is written."""
        mapped = 96 if self.address.is_mapped and self.length >= 96 else 0
        return f"{self.first.canonical}/{self.length - mapped}"

    def holds(self, other: Block) -> bool:
        """Whether another block is a strict part of it."""
        if self.address.bits != other.address.bits or self.length >= other.length:
            return False
        free = self.address.bits - self.length
        return self.address.value >> free == other.address.value >> free


def read_address(text: str) -> Address | None:
    """The address that a text is, if it is one; zeros may lead its parts."""
    return _six(text) if ":" in text else _four(text)


def read_block(text: str) -> Block | None:
    """The block that a text like `10.0.0.0/8` is, if it is one; zeros may lead its parts."""
    before, slash, after = text.partition("/")
    address = read_address(before) if slash else None
    length = _number(after, 128)
    if address is None or length is None or length > address.bits:
        return None
    return Block(address, length, address.has_zeros or _has_zeros(after))


def address_fault(text: str, strict: bool, canonical: bool = False) -> str | None:
    """Why a text is not an address that the server takes. `canonical`: it has to be in its one best form."""
    address = read_address(text)
    if address is None:
        return "it is not an IP address"
    if strict and address.has_zeros:
        return "zeros lead a part of it, which some programs read as octal"
    if strict and address.is_mapped:
        return "it is an IPv4 address in the form of an IPv6 one"
    return "it is not in its canonical form" if canonical and text != address.canonical else None


def block_fault(text: str, strict: bool, canonical: bool = False) -> str | None:
    """Why a text is not a block that the server takes, in the same way."""
    block = read_block(text)
    if block is None:
        return "it is not an address, a slash and the length of a prefix"
    if strict and block.has_zeros:
        return "zeros lead a part of it, which some programs read as octal"
    if strict and block.address.is_mapped:
        return "it has an IPv4 address in the form of an IPv6 one"
    if strict and not block.is_first:
        return "its address has bits behind the prefix, so that it could mean the block or the one address"
    return "it is not in its canonical form" if canonical and text != block.canonical else None


def special_range(address: Address) -> str | None:
    """The range of an address, if no endpoint can be of it, as `ValidateNonSpecialIP` asks."""
    four, value = address.is_four, address.value & 0xFFFFFFFF if address.is_four else address.value
    if value == 0:
        return "unspecified"
    if value >> 24 == 127 if four else value == 1:
        return "loopback"
    if value >> 16 == 0xA9FE if four else value >> 118 == 0xFE80 >> 6:
        return "link-local"
    if value >> 8 == 0xE00000 if four else value >> 112 & 0xFF0F == 0xFF02:
        return "link-local multicast"
    return None


def _number(text: str, highest: int) -> int | None:
    if not _DIGITS.fullmatch(text):
        return None
    text = text.lstrip("0")
    number = int(text or "0") if len(text) <= 3 else highest + 1
    return number if number <= highest else None


def _has_zeros(text: str) -> bool:
    return len(text) > 1 and text[0] == "0"


def _four(text: str) -> Address | None:
    parts = text.split(".", 4)
    numbers = [number for part in parts if (number := _number(part, 255)) is not None]
    if len(parts) != 4 or len(numbers) != 4:
        return None
    value = numbers[0] << 24 | numbers[1] << 16 | numbers[2] << 8 | numbers[3]
    return Address(32, value, any(map(_has_zeros, parts)))


def _six(text: str) -> Address | None:
    before, gap, after = text.partition("::")
    head, tail = (part.split(":", 8) if part else [] for part in (before, after))
    has_zeros = False
    last = tail if gap else head
    if last and "." in last[-1]:
        four = _four(last.pop())
        if four is None:
            return None
        last += [f"{four.value >> 16:x}", f"{four.value & 0xFFFF:x}"]
        has_zeros = four.has_zeros
    missing = 8 - len(head) - len(tail)
    if missing < 0 or (missing > 0) != bool(gap):
        return None
    value = 0
    for group in (*head, *["0"] * missing, *tail):
        if not _GROUP.fullmatch(group) or len(group.lstrip("0")) > 4:
            return None
        value = value << 16 | int(group, 16)
        has_zeros = has_zeros or len(group) > 4
    return Address(128, value, has_zeros)


def _dotted(value: int) -> str:
    return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))


def _grouped(value: int) -> str:
    groups = [value >> shift & 0xFFFF for shift in range(112, -16, -16)]
    runs = [(at, _zeros_from(groups, at)) for at in range(8)]
    at, length = max(runs, key=lambda run: run[1])
    if length < 2:
        return ":".join(f"{it:x}" for it in groups)
    return (
        ":".join(f"{it:x}" for it in groups[:at]) + "::" + ":".join(f"{it:x}" for it in groups[at + length :])
    )


def _zeros_from(groups: list[int], at: int) -> int:
    length = 0
    while at + length < 8 and groups[at + length] == 0:
        length += 1
    return length
