"""Characters that no text holds, in the place of those that libyaml reads otherwise than the programs do."""

from __future__ import annotations

import re

COLON = "\ufdd0"
"""A colon that is part of a text to go-yaml, as in `[a:]`."""

ESCAPE = "\ufdd1"
"""The backslash of `"\\'"`."""

ORDER_MARK = "\ufdd2"
"""A byte order mark, which libyaml drops at the beginning of a line."""

FOREIGN_BREAKS = str.maketrans("\x85\u2028\u2029", "\ufdd3\ufdd4\ufdd5")
"""The line breaks of YAML 1.1 that are text like any other to yaml-cpp."""

_BACK = {stand_in: chr(character) for character, stand_in in FOREIGN_BREAKS.items()}

WRITTEN = {ord(COLON): ":", ord(ESCAPE): "\\", ord(ORDER_MARK): "\ufeff", **_BACK}
"""Translates a text back to what the author wrote."""

MEANT = {**WRITTEN, ord(ESCAPE): ""}
"""Translates a value to what the program reads."""

_ANY = re.compile("[\ufdd0-\ufdd5]")


def stand_in(text: str) -> bool:
    """Whether any of them stands in a text."""
    return not text.isascii() and _ANY.search(text) is not None
