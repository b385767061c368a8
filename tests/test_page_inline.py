"""The inline code of a page is that of its real rendering: on random pages, and on chosen ones."""

from __future__ import annotations

import random
import re
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown import Markdown
from memory import Memory

from noteproof import pages
from noteproof.page.blocks import Settings, trace
from noteproof.page.frontmatter import body_line
from noteproof.page.inline import names
from noteproof.text import Snippet, Source, Span


def found(text: str) -> list[Snippet]:
    source = Source("docs/page.md", text)
    page = trace(source, Memory())
    return [each.snippet for each in names(source, pages.code_spans(source, page), page.html)]


def texts(text: str) -> list[str]:
    return [snippet.text for snippet in found(text)]


class Shown(HTMLParser):
    """The texts of the inline code in an HTML text, and those of its cells that are one bare word."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: list[str] = []
        self.cells: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if "td" in self._open or "th" in self._open:
            self.cells[-1] += " <an element> "
        self._open.append(tag)
        if tag == "code" and "pre" not in self._open:
            self.codes.append("")
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "code" in self._open and "pre" not in self._open:
            self.codes[-1] += data
        if self._open and self._open[-1] in ("td", "th"):
            self.cells[-1] += data


def shown(text: str) -> tuple[list[str], list[str]]:
    body = text.replace("\r\n", "\n").split("\n")[body_line(text) - 1 :]
    configs = {name: dict(config) for name, config in Settings().configs.items()}
    html = Markdown(extensions=[*Settings().extensions], extension_configs=configs).convert("\n".join(body))
    parser = Shown()
    parser.feed(html)
    parser.close()
    flat = [" ".join(code.split()) for code in parser.codes]
    cells = [cell.strip() for cell in parser.cells]
    return [code for code in flat if code], [cell for cell in cells if re.fullmatch(r"[\w.]+", cell)]


class Writer:
    """Writes random pages as authors write them, all of their words unlike each other."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0
        self.tidy = self.random.random() < 0.5

    def word(self) -> str:
        self.count += 1
        return f"w{self.count}"

    def code(self) -> str:
        word = self.word()
        return self.random.choice(
            [f"`{word}`", f"`` {word} ` x{word} ``", f"``` {word} `` ```", f"`{word} & <{word}>`",
             f"` {word} `", f"`%{word}[0]=\\`", f"`#!yaml {word}: 1`",
             f"`{word}\n{word}`", f"``{word} `x{word}` y``"]
        )  # fmt: skip

    def phrase(self) -> str:
        code = self.code()
        return self.random.choice(
            [self.word(), self.word(), code, code, code, f"**{code}**", f"*{code}*", f"[{code}](x.md)",
             f"[a {code} b][ref]", f"\\`{self.word()}", f"{self.word()}\\\\", f"<b>{code}</b>", f"({code})",
             f"<!-- {code} -->" if self.tidy else f"``{self.word()}", f"![{self.word()}](x.png)",
             f"{code}{{ .wide }}", f'<span title="x">{code}</span>', f"a|{code}"]
        )  # fmt: skip

    def line(self, most: int = 4) -> str:
        return " ".join(self.phrase() for _ in range(self.random.randint(1, most)))

    def row(self, width: int, border: bool) -> str:
        cells = [
            self.random.choice(
                [self.word(), f"{self.word()}.{self.word()}", self.code(), f"**{self.code()}** {self.word()}",
                 "`a|b`", "x \\| y", ""]
            ).replace("\n", " ")
            for _ in range(width)
        ]  # fmt: skip
        line = " | ".join(cells)
        return f"| {line} |" if border else f"x{line}y"

    def table(self) -> list[str]:
        width, border = self.random.randint(2, 3), self.random.random() < 0.7
        under = " | ".join(self.random.choice(["---", ":-:", "-"]) for _ in range(width))
        rows = [self.row(width, border) for _ in range(self.random.randint(1, 3))]
        return [self.row(width, border), f"|{under}|" if border else under, *rows]

    def block(self, depth: int) -> list[str]:
        pick = self.random.random()
        if pick < 0.3:
            lines = [self.line() for _ in range(self.random.randint(1, 3))]
            return "\n".join(lines).split("\n")
        if pick < 0.4:
            return [f"## {self.line(2)}".replace("\n", " ")]
        if pick < 0.55:
            return self.table()
        if pick < 0.62:
            return ["```yaml", self.word(), self.code(), "```"]
        if pick < 0.68:
            return ["<!--", self.line(), "-->"]
        if pick < 0.72:
            return ["<div>", self.line(), "</div>"]
        if pick < 0.76:
            return [f"Term {self.word()}", f":   {self.line(2)}".replace("\n", " ")]
        if depth > 2:
            return [self.word()]
        inner = self.blocks(depth + 1)
        if pick < 0.84:
            return [("> " + line).rstrip() for line in inner]
        head = f"!!! note\n\n{'    '}" if pick < 0.92 else f"- {self.line(2)}\n\n    "
        return (head + "\n    ".join(inner)).split("\n")

    def blocks(self, depth: int) -> list[str]:
        lines: list[str] = []
        for _ in range(self.random.randint(1, 3)):
            lines += [*self.block(depth), ""]
        return "\n".join(lines).split("\n")

    def page(self) -> str:
        front = self.random.choice(["", "", "---\ntitle: x\n---\n\n# Title\n\n"])
        end = self.random.choice(["\n", "\n", "\r\n"])
        return (front + "\n".join(self.blocks(0)) + "\n\n[ref]: x.md\n").replace("\n", end)


@settings(max_examples=1000, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**40))
def test_inline_code_is_that_of_the_real_rendering(seed: int) -> None:
    text = Writer(seed).page()
    codes, cells = shown(text)
    said = sorted(" ".join(each.split()) for each in texts(text))

    assert said == sorted([*codes, *cells]), text


PLACES = {
    "a sentence": ("The field `a.b` is one.", ["a.b"]),
    "a heading": ("# Of `a.b`\n\n`c` d\n---\n", ["a.b", "c"]),
    "items": ("- `a`\n- x\n    - `b`\n\n1. `c`\n", ["a", "b", "c"]),
    "a quote": ("> `a`\n> > `b`\n", ["a", "b"]),
    "an admonition": ('!!! note "x"\n\n    `a` is\n\n??? tip\n    `b`\n', ["a", "b"]),
    "a tab": ('=== "One"\n\n    `a`\n', ["a"]),
    "a footnote": ("x[^1]\n\n[^1]: `a` is\n", ["a"]),
    "a link": ("[`a`](b.md) [the `b`][c]\n\n[c]: d.md\n", ["a", "b"]),
    "emphasis": ("**`a`** *the `b`*", ["a", "b"]),
    "longer runs": ("``a`` `` `b` `` ```c`d```", ["a", "`b`", "c`d"]),
    "runs of other lengths": ("`a``b` and ``c`d``", ["a``b", "c`d"]),
    "a run that a shorter one closes": ("```a`` b", ["`a"]),
    "escapes": ("\\`a\\` `b\\` \\\\`c`", ["b\\", "c"]),
    "an open run": ("an ` open\n\none `a`", ["a"]),
    "two lines": ("`a\nb`\n\n> `c\n> d`\n", ["a\nb", "c\nd"]),
    "a named language": ("`#!yaml a: 1` `:::yaml b: 1` `#!/bin/sh`", ["a: 1", "b: 1", "#!/bin/sh"]),
    "a table": ("| a.b | `c` |\n|---|---|\n| two words | d |\n", ["a.b", "c", "d"]),
    "a table without outer bars": ("a | `b`\n- | -\n`c|d` | e \\| f\n", ["a", "b", "c|d"]),
    "a table in an item": ("- x\n\n    | `a` | y z |\n    |---|---|\n    | b | *c* |\n", ["a", "b"]),
    "a cell's code and words": ("| a | b |\n|---|---|\n| `c` or `d` | see e |\n", ["a", "b", "c", "d"]),
    "a row longer than its header": ("| a | b |\n|---|---|\n| c | d | e |\n", ["a", "b", "c", "d"]),
    "no table": ("a | b\n\n- | -\n", []),
    "front matter": ("---\ntitle: `a`\n---\n\n`b`\n", ["b"]),
    "a fence": ("```\n`a`\n```\n\n~~~text\n`b`\n~~~\n", []),
    "indented code": ("x\n\n    `a`\n\n- y\n\n        `b`\n", []),
    "a comment": ("<!-- `a` -->\n\nx <!-- `b` --> `c`\n", ["c"]),
    "raw HTML": ("<div>\n`a`\n</div>\n\n<div markdown>\n`b`\n</div>\n", ["b"]),
    "a picture's alternative": ("![`a`](b.png)", []),
}


@pytest.mark.parametrize(("text", "right"), PLACES.values(), ids=PLACES)
def test_inline_code_is_found_where_a_reader_sees_it(text: str, right: list[str]) -> None:
    assert texts(text) == right


def test_a_text_knows_where_each_of_its_lines_stands() -> None:
    text = "---\ntitle: x\n---\r\n# T\r\n\r\n> The ``  a.b\r\n>   and c ``.\r\n"
    (snippet,) = found(text)

    assert snippet.text == "a.b \nand c"
    for word in ("a.b", "and c"):
        at = snippet.text.index(word)
        source, span = snippet.locate(Span(at, at + len(word)))
        assert source.text[slice(*span)] == word


def test_what_the_page_does_not_show_is_not_found() -> None:
    source = Source("docs/page.md", "`a` `b`")

    (name,) = names(source, (), "<p><code>b</code></p>")
    assert name.snippet.text == "b"
    assert list(names(source, (), "")) == []


ALPHABET = [
    "`", "``", "```", "\\", "|", "\n", "\n\n", "\r\n", "\r", "    ", "> ", "- ", "# ", "<!--", "-->", "<b>",
    "a", "b.c", "|-|-|\n", "| a |", "---\n", "[", "](", ")", "![", "#!yaml ", "<div>", "</div>",
    "\x00", "\u2028", ":   ", "!!! x\n",
    "\x0c", "\t", " ", "~~~\n", "&lt;", "*", "é",
]  # fmt: skip


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(ALPHABET), max_size=50).map("".join))
def test_no_text_stops_it_and_every_span_lies_in_its_source(text: str) -> None:
    for snippet in found(text):
        assert len(snippet.origins) == snippet.text.count("\n") + 1
        for line, origin in zip(snippet.text.split("\n"), snippet.origins, strict=True):
            assert text[origin.start :].startswith(line.rstrip())


@pytest.mark.parametrize(
    "unit", ["`", "`a` ", "`a``", "| a ", "|-", "\\`", "|\n", "> `", "- `\n", "|-|\n", "<!--`a`"]
)
def test_a_line_of_many_marks_is_read_in_one_go(unit: str) -> None:
    text = "| a | b |\n|---|---|\n" + unit * (60_000 // len(unit)) + "`c`"
    names(Source("docs/page.md", text), (), "<code>c</code>")
    assert all(each.snippet.text for each in names(Source("docs/page.md", text), (), "<code>c</code>"))
