"""The programs' dialects: how each turns the scalars and keys of YAML into plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from noteproof.yamltree import goyaml


@dataclass(frozen=True, slots=True)
class Dialect:
    """One program's way of reading YAML.

    `plain` gives the value of a scalar without quotes or tag, `tagged` that of one with a tag,
    `key` the text of a mapping's key from its value.
    `merges`: whether `<<` merges. `first_wins`: which of two equal keys counts.
    `yaml_1_2`: whether a `%YAML 1.2` document is accepted. `slash_escape`: whether `"\\/"` is.
    `colon_is_text`: whether the colon of `[a:]` is part of the text.
    `question_is_text`: whether a text in brackets may hold `?`, as in `[/pods?watch=true]`.
    `foreign_breaks`: whether U+0085, U+2028 and U+2029 end a line.
    `reads_after_end`: whether a document after `...` is read.
    `cut_at_lines`: whether a file is cut at lines that begin with `---`, before it is read as YAML.
    `refusal`: the program's own name for what it refuses as YAML; empty where the rules know it;
    `null_item`: its name for an item that is missing, as in `[a,,b]`.
    """

    name: str
    reader: str
    plain: Callable[[str], object]
    tagged: Callable[[str, str], object]
    key: Callable[[object], str]
    merges: bool
    first_wins: bool
    yaml_1_2: bool
    slash_escape: bool
    colon_is_text: bool
    foreign_breaks: bool
    reads_after_end: bool
    cut_at_lines: bool
    refusal: str
    null_item: str = ""
    question_is_text: bool = False


KUBERNETES = Dialect(
    name="kubernetes",
    reader="Kubernetes",
    plain=goyaml.plain,
    tagged=goyaml.tagged,
    key=goyaml.key,
    merges=True,
    first_wins=False,
    yaml_1_2=False,
    slash_escape=False,
    colon_is_text=True,
    foreign_breaks=True,
    reads_after_end=False,
    cut_at_lines=True,
    refusal="",
)
"""sigs.k8s.io/yaml over its fork of go-yaml v2, as in Kubernetes 1.36."""


@lru_cache(maxsize=1 << 14)
def _cpp_plain(text: str) -> object:
    """A plain scalar as written; only the words of null are no text."""
    return None if text in ("", "~", "null", "Null", "NULL") else text


def _cpp_key(value: object) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else str(value)


FALCO = Dialect(
    name="falco",
    reader="Falco",
    plain=_cpp_plain,
    tagged=lambda tag, text: text,
    key=_cpp_key,
    merges=False,
    first_wins=True,
    yaml_1_2=True,
    slash_escape=True,
    colon_is_text=False,
    foreign_breaks=False,
    reads_after_end=True,
    cut_at_lines=False,
    refusal="LOAD_ERR_YAML_PARSE",
    null_item="LOAD_ERR_YAML_VALIDATE",
)
"""yaml-cpp as Falco 0.44.1 uses it: every scalar is text."""

CASES = replace(FALCO, name="cases", reader="noteproof", refusal="", null_item="", question_is_text=True)
"""A cases document, which no program but this one reads: every scalar is text, and URLs need no quotes."""
