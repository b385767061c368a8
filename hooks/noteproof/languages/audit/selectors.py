"""Whether a label selector is one that `k8s.io/apimachinery/pkg/labels` can read."""

from __future__ import annotations

import re

_WORD = r"[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
_LABEL = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_KEY = rf"(?:{_LABEL}(?:\.{_LABEL})*/)?{_WORD}"
_VALUE = rf"(?:{_WORD})?"
_BLANKS = r"[ \t\r\n]*"
_SET = rf"(?:in|notin){_BLANKS}\({_BLANKS}(?!\)){_VALUE}(?:{_BLANKS},{_BLANKS}{_VALUE})*{_BLANKS}\)"
_DEMAND = re.compile(
    rf"{_BLANKS}(?:!{_BLANKS}{_KEY}|{_KEY}{_BLANKS}"
    rf"(?:(?:==?|!=){_BLANKS}{_VALUE}|[<>]{_BLANKS}[0-9]{{1,18}}|(?<![-A-Za-z0-9_./]){_SET})?){_BLANKS}"
)


def is_label_selector(text: str) -> bool:
    """Whether a text is a label selector; an empty one is."""
    if not text.strip(" \t\r\n"):
        return True
    at = 0
    while found := _DEMAND.match(text, at):
        at = found.end()
        if at == len(text):
            return True
        if text[at] != ",":
            return False
        at += 1
    return False
