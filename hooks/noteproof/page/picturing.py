"""The step of a rendering at which a page's pictures are repaired: after its fences were taken out."""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

PICTURE = re.compile(r"!\[|<(?:img|source)\b", re.IGNORECASE)
"""What a text has to hold to show a picture."""

_AFTER_FENCES = 24
"""Between SuperFences (25) and raw HTML (20): no fence is left in the text, and no tag is taken out yet."""


class Pictures(Extension):
    """The extension that repairs; between pages it does nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._repair: Callable[[str], str] | None = None

    def begin(self, repair: Callable[[str], str]) -> None:
        """Rewrite the text of the next rendering with a function that keeps its lines apart."""
        self._repair = repair

    def extendMarkdown(self, md: Markdown) -> None:  # Python-Markdown calls it so
        """Take part in a rendering, if a page has begun."""
        repair, self._repair = self._repair, None
        if repair is not None:
            md.preprocessors.register(_Repairing(md, repair), "noteproof_pictures", _AFTER_FENCES)


class _Repairing(Preprocessor):
    """Hands the text on, repaired; a line in front keeps a rule at its top from looking like front matter."""

    def __init__(self, md: Markdown, repair: Callable[[str], str]) -> None:
        super().__init__(md)
        self._repair = repair

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(("", *lines))
        if not PICTURE.search(text):
            return lines
        return self._repair(text).split("\n")[1:]
