"""Text that is safe to print, whoever wrote it."""

from __future__ import annotations

import re
from html import escape

_UNPRINTABLE = (
    *range(32), *range(127, 160), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A),
    *range(0xD800, 0xE000),
)  # fmt: skip
_CONTROL = dict.fromkeys(_UNPRINTABLE, "\ufffd")


_BACKTICKS = re.compile(r"`([^`]+)`")


def clean(text: str) -> str:
    """The text in one line, without a character that could move a cursor or turn the reading direction."""
    return text.translate(_CONTROL)


def clipped(text: str, length: int) -> str:
    """The text, or its beginning where it is longer."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def as_code(text: str) -> str:
    """The HTML of a text, what stands between backticks as code."""
    return _BACKTICKS.sub(r"<code>\1</code>", escape(clean(text)))
