"""The pictures that a page shows: how each is written, with the offsets of its parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from noteproof.page.image_marks import marks
from noteproof.page.image_tags import Address, Tag, candidates, tag_at
from noteproof.page.image_targets import Written
from noteproof.page.picture import is_picture
from noteproof.page.prose import Prose, prose_of, within
from noteproof.text import Span

_ANY = re.compile(r"!\[|<(?:img|source)(?![A-Za-z0-9-])", re.IGNORECASE)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()>#+\-.!])")
_TITLE = r"""(?:"[^"]*+"|'[^']*+')"""
_ANGLED = re.compile(rf"\(\s*+<([^<>]*+)>\s*+(?:{_TITLE}\s*+)?+\)")
_PLAIN = re.compile(rf"""\(\s*+((?:[^\s()<>"'\\]|\\\S)*+)(?:\s++{_TITLE})?+\s*+\)""")
_BACKSLASHED = re.compile(
    rf"""\(\s*+((?=[^\s()\\]+\\[^\s()]*\\\()(?:[^\s()<>"']|\([^\s()<>"']*+\))++)(?:\s++{_TITLE})?+\s*+\)"""
)
"""A path with backslashes, a name in which begins with a parenthesis: `..\\img\\(a).png`."""
_TITLED = re.compile(r"""(?s)(.*?)(?<!\s)\s++(?:"[^"]*+"|'[^']*+')""")
_WIKI = re.compile(r"!\[\[([^\[\]|\n]{1,500})(?:\|([^\[\]\n]{0,500}))?\]\](?![(\[])")
_REFERENCE = re.compile(r"\s?\[([^\]]{0,500})\]")
_DEFINITION = re.compile(r"(?m)^[ \t>]*+\[(?!\^)([^\[\]\n]{1,500})\]:[ ]*+(?:\n[ ]*+)?(\S++)")
_LIST_TOKEN = r"""[^ =}\n]+="[^"\n]*"|[^ =}\n]+='[^'\n]*'|[^ =}\n]+=[^ =}\n]+|[^ =}\n]+"""
_LIST = re.compile(rf"\{{:?[ ]*+((?:{_LIST_TOKEN}|[ ])++)\}}")
_LIST_PART = re.compile(_LIST_TOKEN)
_LONGEST_LIST = 1_000
_LONGEST_LOOSE = 4_000
"""How far an address with blanks or parentheses is looked for."""


class Form(Enum):
    """The ways to write a picture."""

    INLINE = "![alt](address)"
    REFERENCE = "![alt][name]"
    UNDEFINED = "![alt][name] without a definition"
    WIKI = "![[name]]"
    TAG = "<img>"
    SOURCE = "<source srcset>"


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that a page shows.

    `addresses`: where it is (several for a `srcset`; the first is the `src`, if there is one).
    `alt` is `None` where none is written; `alt_span` then is what lacks it.
    `attributes` are the author's, from the tag or the attribute list behind the picture; `room` is where
    more can be added, and `listed` whether a list or tag is open there.
    """

    form: Form
    span: Span
    addresses: tuple[Address, ...]
    alt: str | None
    alt_span: Span
    room: int
    listed: bool = False
    attributes: Mapping[str, str | None] = field(default_factory=dict)
    has_src: bool = True


def shown(text: str, code: Iterable[Span]) -> tuple[Shown, ...]:
    """The pictures of a page, in order, whose rendered code blocks stand at `code`."""
    if not _ANY.search(text):
        return ()
    page = _Page(prose_of(text, code))
    return tuple(page.pictures())


class _Page:
    """One reading of a page."""

    def __init__(self, prose: Prose) -> None:
        self.prose = prose
        self.text = prose.text
        self.definitions: dict[str, Address] = {}
        for found in _DEFINITION.finditer(self.text) if "]:" in self.text else ():
            if not prose.hides(found.start(1)) and not within(prose.raw, found.start(1)):
                bare = found[2].lstrip("<")
                start = found.end(2) - len(bare)
                bare = bare.rstrip(">")
                self.definitions[_folded(found[1].strip())] = Address(bare, Span(start, start + len(bare)))

    def pictures(self) -> Iterator[Shown]:
        """The pictures, paragraph by paragraph; nothing is read where none can stand."""
        at = 0
        while found := _ANY.search(self.text, at):
            at = found.end()
            if over := self.prose.hides(found.start()):
                at = over.end
            elif within(self.prose.raw, found.start()):
                tag = tag_at(self.text, found.start(), len(self.text))
                if tag:
                    at = tag.span.end
                    yield from _tagged(self.text, tag)
            else:
                paragraph = self.prose.paragraph(found.start())
                yield from self._inline(paragraph)
                at = max(at, paragraph.end)

    def _inline(self, paragraph: Span) -> Iterator[Shown]:
        starts, pairs = marks(self.text, paragraph)
        at = paragraph.start
        for start in starts:
            if start < at:
                continue
            if self.text[start] == "<":
                tag = tag_at(self.text, start, paragraph.end)
                if tag:
                    at = tag.span.end
                    yield from _tagged(self.text, tag)
                continue
            picture = self._picture(start, paragraph.end, pairs)
            if picture:
                at = picture.span.end
                yield picture

    def _picture(self, start: int, end: int, pairs: Mapping[int, int]) -> Shown | None:
        """picture = "![[" name [ "|" alt ] "]]" | "![" alt "]" ( "(" … ")" | "[" name "]" | "[]" | "" )."""
        text = self.text
        wiki = _WIKI.match(text, start, end)
        if wiki:
            alt_span = Span(*wiki.span(2)) if wiki[2] else Span(*wiki.span())
            return Shown(
                Form.WIKI,
                Span(*wiki.span()),
                (Address(wiki[1].strip(), Span(*wiki.span(1))),),
                wiki[2],
                alt_span,
                wiki.end(),
            )
        close = pairs.get(start + 1)
        if close is None:
            return None
        alt = _unescaped(text[start + 2 : close])
        alt_span = Span(start + 2, close) if alt.strip() else Span(start, close + 1)
        if text.startswith("(", close + 1):
            found = _destination(text, close + 1, end, pairs)
            return found and self._marked(Form.INLINE, Span(start, found[1]), found[0], alt, alt_span)
        name = _REFERENCE.match(text, close + 1, end)
        if name:
            address = self.definitions.get(_folded(name[1]) or _folded(alt))
            if address is None:
                address = Address(name[1] or alt, Span(*name.span(1)) if name[1] else Span(start + 2, close))
                return self._marked(Form.UNDEFINED, Span(start, name.end()), address, alt, alt_span)
            return self._marked(Form.REFERENCE, Span(start, name.end()), address, alt, alt_span)
        if address := self.definitions.get(_folded(alt)):
            return self._marked(Form.REFERENCE, Span(start, close + 1), address, alt, alt_span)
        return None

    def _marked(self, form: Form, span: Span, address: Address, alt: str, alt_span: Span) -> Shown:
        """A picture in Markdown, with the attribute list that follows it.

        list = "{" [ ":" ] { name "=" value | word | " " } "}"
        """
        found = _LIST.match(self.text, span.end, span.end + _LONGEST_LIST)
        if not found:
            return Shown(form, span, (address,), alt, alt_span, span.end)
        attributes: dict[str, str | None] = {}
        for part in _LIST_PART.findall(found[1]):
            name, given, value = part.partition("=")
            attributes[name.lower()] = value.strip("\"'") if given else None
        alt = attributes.get("alt") or alt
        room = found.start(1) + len(found[1].rstrip())
        return Shown(form, span, (address,), alt, alt_span, room, True, attributes)


def _destination(text: str, start: int, end: int, pairs: Mapping[int, int]) -> tuple[Address, int] | None:
    """The address in the parentheses that open at `start`, and the offset behind them.

    destination = "(" ( "<" … ">" | address ) [ title ] ")"
    An address may hold blanks and paired parentheses.
    """
    found = _ANGLED.match(text, start, end) or _PLAIN.match(text, start, end)
    path = _BACKSLASHED.match(text, start, end)
    if path and is_picture(path[1]) and not (found and is_picture(found[1])):
        found = path
    if found:
        return _address(text, *found.span(1)), found.end()
    close = pairs.get(start)
    if close is None or close - start > _LONGEST_LOOSE:
        return None
    inside = text[start + 1 : close]
    titled = _TITLED.fullmatch(inside.rstrip())
    bare = titled[1] if titled else inside
    first = start + 1 + len(bare) - len(bare.lstrip())
    return _address(text, first, max(first, start + 1 + len(bare.rstrip()))), close + 1


def _address(text: str, start: int, end: int) -> Address:
    written = text[start:end].strip()
    meant = _unescaped(written).strip()
    return Address(written if meant == written else Written(written, meant), Span(start, end))


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(r"\1", text) if "\\" in text else text


def _folded(name: str) -> str:
    return " ".join(name.lower().split())


def _tagged(text: str, tag: Tag) -> Iterator[Shown]:
    """The picture of an `<img>`, or the choices of a `<source>`."""
    src, srcset, alt = tag.get("src"), tag.get("srcset"), tag.get("alt")
    addresses = []
    if tag.name == "img" and src and src.value is not None:
        addresses.append(Address(src.value.strip(), src.span))
    if srcset and srcset.value is not None:
        addresses.extend(candidates(text, srcset.span))
    form = Form.TAG if tag.name == "img" else Form.SOURCE
    if form is Form.SOURCE and not addresses:
        return
    start = tag.span.start
    yield Shown(
        form,
        tag.span,
        tuple(addresses),
        (alt.value or "") if alt else None,
        alt.span if alt and alt.span.end > alt.span.start else Span(start, start + 1 + len(tag.name)),
        tag.room,
        True,
        {attribute.name: attribute.value for attribute in reversed(tag.attributes)},
        bool(src and src.value is not None),
    )
