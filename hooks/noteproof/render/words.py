"""Text that is safe to print, whoever wrote it."""

from __future__ import annotations

_CONTROL = dict.fromkeys(
    (*range(32), *range(127, 160), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd"
)


def clean(text: str) -> str:
    """The text in one line, without a character that could move a cursor or turn the reading direction."""
    return text.translate(_CONTROL)
