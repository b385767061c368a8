"""The attributes that a picture gets on its way to the reader: size, `loading`, `decoding`."""

from __future__ import annotations

import re

from noteproof.page.image_links import Form, Shown
from noteproof.page.picture import Picture
from noteproof.text import Edit, Span

_NUMBER = re.compile(r"\d{1,6}(?:px)?")


def dressed(picture: Shown, file: Picture | None, first: bool, link: str | None = None) -> Edit | None:
    """The edit that gives a picture what its author did not, if there is anything to give.

    `file` is the picture's, if it is there; the page's `first` picture is not left to load late.
    `link` is the Markdown that a wiki link has become.
    """
    given = dict(picture.attributes)
    if width := wiki_width(picture):
        given["width"] = str(width)
    wanted = [*_size(given, file), ("loading", "" if first else "lazy"), ("decoding", "async")]
    added = [(name, value) for name, value in wanted if value and name not in given]
    raw = picture.form is Form.TAG
    words = " ".join(f'{name}="{value}"' if raw else f"{name}={value}" for name, value in added)
    if not words:
        return None
    if picture.form is Form.WIKI:
        if link is None:
            return None
        open_list = link.removesuffix(" }") if width else link + "{"
        return Edit(picture.span, f"{open_list} {words} }}")
    return Edit(Span(picture.room, picture.room), f" {words}" if picture.listed else f"{{ {words} }}")


def wiki_width(picture: Shown) -> int | None:
    """The width of a wiki link whose text is a number, as the wikis have it: `![[name|300]]`."""
    alt = (picture.alt or "").strip()
    return _pixels(alt) if picture.form is Form.WIKI and _NUMBER.fullmatch(alt) else None


def linked(picture: Shown, address: str) -> str:
    """The Markdown for a wiki link."""
    if width := wiki_width(picture):
        return f"![]({address}){{ width={width} }}"
    return f"![{(picture.alt or '').strip()}]({address})"


def _size(given: dict[str, str | None], file: Picture | None) -> list[tuple[str, str]]:
    """The width and height to add: the file's, scaled where the author gave one of them."""
    if not file or not file.width or not file.height:
        return []
    width, height = given.get("width"), given.get("height")
    if "width" not in given and "height" not in given:
        return [("width", str(file.width)), ("height", str(file.height))]
    if width and "height" not in given and _NUMBER.fullmatch(width):
        return [("height", str(max(1, round(_pixels(width) * file.height / file.width))))]
    if height and "width" not in given and _NUMBER.fullmatch(height):
        return [("width", str(max(1, round(_pixels(height) * file.width / file.height))))]
    return []


def _pixels(length: str) -> int:
    return int(length.removesuffix("px"))
