"""Where the Markdown of a page begins: below the front matter that MkDocs takes off."""

from __future__ import annotations

import re

_YAML = re.compile(r"-{3}[ \t]*\n(.*?\n)(?:\.{3}|-{3})[ \t]*\n", re.DOTALL)
_KEY = re.compile(r"[ ]{0,3}[A-Za-z0-9_-]+:")
_MORE = re.compile(r"[ ]{4}|\t")
_MAPPING = re.compile(r"""(?:[^\s#\-\[\]{}"'&*!|>%@`,?:][^\n#]*?|"[^"\n]*"|'[^'\n]*')\s*:(?:\s|$)|\{""")


def body_line(text: str) -> int:
    """The line, from 1, at which MkDocs begins to render.

    As `mkdocs.utils.meta.get_data` decides it, but for one thing: whether what stands between `---` is a YAML
    mapping is told from its first line with content. Where it is known better, it need not be asked.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    match = _YAML.match(text)
    if match:
        lines = (line for line in match[1].split("\n") if line.strip() and not line.lstrip().startswith("#"))
        first = next(lines, "")
        end = match.end() if _MAPPING.match(first.lstrip()) else 0
    else:
        end = _of_keys(text)
    if end:
        end += len(text[end:]) - len(text[end:].lstrip("\n"))
    cut_short = 0 < end == len(text) and text[-1] != "\n"
    return text.count("\n", 0, end) + 1 + cut_short


def _of_keys(text: str) -> int:
    """The offset at which lines of `Key: value` at the top end, with the blank line behind them."""
    at, seen = 0, False
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end]
        if not line.strip():
            return min(end + 1, len(text))
        if _KEY.match(line):
            seen = True
        elif not (seen and _MORE.match(line)):
            return at
        at = end + 1
    return len(text)
