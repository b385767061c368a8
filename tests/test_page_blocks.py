"""The blocks of a page are those of its real rendering: on two thousand random pages, and on chosen ones."""

from __future__ import annotations

import _markupbase
import random
import re
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markdown import Markdown

from noteproof.page import tracing
from noteproof.page.blocks import Block, Page, Settings, Tracing, fill, trace
from noteproof.page.frontmatter import body_line
from noteproof.text import Files, Source, Unreadable

EXTENSIONS = Settings().extensions


class Memory:
    """Files that are held in memory; a name that begins with `out` leads out of the project."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.texts = texts

    def read(self, path: str) -> Source:
        return Source(self.real(path), self.texts[path])

    def read_bytes(self, path: str) -> bytes:
        return self.read(path).text.encode()

    def size(self, path: str) -> int:
        return len(self.read_bytes(path))

    def list(self, folder: str) -> tuple[str, ...]:
        below = [PurePosixPath(name).relative_to(folder).parts for name in self.texts if name.startswith(folder + "/")]
        return tuple(sorted({parts[0] + "/" * (len(parts) > 1) for parts in below}))

    def real(self, path: str) -> str:
        if "/out" in path:
            raise Unreadable(path, "leads out of the project", outside=True)
        if path not in self.texts:
            raise Unreadable(path, "does not exist")
        return path


SNIPPETS = {
    "whole.yaml": "whole: 1\nlist:\n  - whole 2\n\twhole: tab\n",
    "parts.yaml": (
        "# --8<-- [start:one]\n  one: 1\n  one: 2\n\n  one: 3\n# --8<-- [end:one]\nbetween: 1\n"
        "# --8<-- [start:two]\ntwo: 1\n# ;--8<-- [start:no]\ntwo: 2\n# --8<-- [end:two]\n"
    ),
    "windows.yaml": "windows: 1\r\nwindows: 2\r\n\r\nwindows: 4\r\n",
    "fences.md": "fences 1\n\n```yaml\nin: fences\n  deep: 1\n```\n\n~~~\ntilde: fences\n~~~\n\n    indented: fences\n",
    "nested.md": 'nested 1\n\n```\n--8<-- "whole.yaml"\nnested: 2\n```\n\n    --8<-- "parts.yaml:one"\n',
    "open.md": "open 1\n\n```yaml\nnever: closed\n",
    "loop.md": 'loop 1\n--8<-- "loop.md"\nloop 3\n',
    "empty.md": "",
    "separators.yaml": "page\x0cfeed: 1\nline\u2028separator: 2\nnext\x85line: 3\n",
}
NAMES = [
    *SNIPPETS, "parts.yaml:one", "parts.yaml:two", "parts.yaml:none", "whole.yaml:2:3", "whole.yaml:-2",
    "whole.yaml:1:1,3:4", "windows.yaml:2:", "missing.yaml", "../mkdocs.yml",
]  # fmt: skip
INFOS = ["", "", "yaml", "yaml", " yaml", "yml", "bash", "{.yaml}", "{.yaml .extra #id}", ".yaml"]
FAULTY = ['yaml foo="x"', "yaml foo", "yaml title=x", "{.yaml", "`x", "yaml hl_lines=\"x\"", "a b c", "yaml\u00a0x"]
OPTIONS = ['yaml title="x.yaml"', 'yaml hl_lines="1 2"', 'yaml title="a b" linenums="1"', "yaml title", "text linenums"]


class Writer:
    """Writes random pieces of pages, most of their lines unlike any other."""

    def __init__(self, seed: int, piece: int) -> None:
        self.random = random.Random(seed)  # noqa: S311
        self.piece, self.count = piece, 0

    def word(self) -> str:
        self.count += 1
        if self.random.random() < 0.1:
            return self.random.choice(["same: line", "- same", "same", "# same", "<b>same</b>", "a & b", "*same*"])
        return f"p{self.piece}n{self.count}: {self.random.choice(['v', '<v>', '&amp;', '`v`', 'x  ', 'a	b', '> v', '|'])}"

    def content(self) -> list[str]:
        lines = []
        for _ in range(self.random.choice([0, 1, 1, 2, 3, 5])):
            kind = self.random.random()
            if kind < 0.55:
                lines.append("  " * self.random.choice([0, 0, 0, 1, 2]) + self.word())
            elif kind < 0.7:
                lines.append(self.random.choice(["", "", " ", "  ", "    ", "\t"]))
            elif kind < 0.77:
                lines.append("\t" + self.word())
            elif kind < 0.86:
                lines.append(f'--8<-- "{self.random.choice(NAMES)}"')
            elif kind < 0.9:
                lines.append(self.random.choice(["```", "~~~", "````", "```yaml", "  ```", "<!--", "-->", "<div>", "</div>"]))
            elif kind < 0.93:
                lines.append(self.random.choice([";--8<-- \"whole.yaml\"", "x\x02y\x03z", "form\x0cfeed", "u\u2028v", "\x00", "a\rb"]))
            else:
                lines.append(self.random.choice([">", "> quoted", "!!! note", "- item", "1. one", "===", "    ", "[^1]: note"]))
        return lines

    def fence(self) -> list[str]:
        run = self.random.choice(["```", "```", "```", "````", "`````", "~~~", "~~~~"])
        end = run if self.random.random() < 0.85 else self.random.choice(["```", "````", "~~~", "", " " + run, run + "x"])
        info = self.random.choice(INFOS if self.random.random() < 0.7 else FAULTY + OPTIONS)
        return [run + info, *self.content(), end]

    def blocks(self, depth: int) -> list[str]:
        lines: list[str] = []
        for _ in range(self.random.choice([1, 1, 2, 3])):
            lines += self.block(depth)
            lines += [""] * self.random.choice([0, 1, 1, 1, 2])
        return lines

    def block(self, depth: int) -> list[str]:
        pick = self.random.random()
        if depth < 4 and pick < 0.42:
            return self.container(depth)
        if pick < 0.66:
            return self.fence()
        if pick < 0.76:
            indent = self.random.choice(["    ", "    ", "\t", "     ", "        "])
            body = self.content() if self.random.random() < 0.6 else self.fence()
            return ["", *(indent + line if line else line for line in body), ""]
        if pick < 0.8:
            return ["<!--", *self.blocks(depth + 2), "-->"]
        if pick < 0.83:
            return [f'--8<-- "{self.random.choice(NAMES)}"']
        if pick < 0.85:
            return ["--8<--", self.random.choice(NAMES), "", self.random.choice(NAMES), "--8<--"]
        if pick < 0.87:
            return [f"[^{self.count}]: note {self.word()}", "", *("    " + line for line in self.blocks(depth + 1))]
        if pick < 0.9:
            tag = self.random.choice(["<div>", '<div markdown="1">', "<details markdown>", "<p>", "<span>", "<script>"])
            return [tag, *self.blocks(depth + 1), "</" + tag[1:].split(" ")[0].rstrip(">") + ">"]
        return self.random.choice(
            [[self.word()], ["## " + self.word()], ["text `code", self.word() + "` text"], ["", "---", ""],
             ["```inline```"], ["a | b", "- | -", f"{self.word()} | c"], ["term", ":   " + self.word()], ["* * *"]]
        )  # fmt: skip

    def container(self, depth: int) -> list[str]:
        inner = self.blocks(depth + 1)
        kind = self.random.choice(["quote", "admonition", "details", "tab", "item", "number", "definition", "lazy"])
        if kind in ("quote", "lazy"):
            loose = kind == "lazy"
            return [line if loose and self.random.random() < 0.1 else ("> " + line).rstrip(" ") for line in inner]
        indent = self.random.choice(["    ", "    ", "    ", "\t", "  ", "   "])
        head = {
            "admonition": '!!! note "x"', "details": "??? tip", "tab": '=== "One"', "item": "- " + self.word(),
            "number": "1. " + self.word(), "definition": f"term\n:   {self.word()}",
        }[kind]  # fmt: skip
        if kind == "item" and self.random.random() < 0.2 and inner:
            head, inner = "- " + inner[0], inner[1:]
        gap = [""] if self.random.random() < 0.8 else []
        return [*head.split("\n"), *gap, *(indent + line if line.strip() or self.random.random() < 0.1 else line for line in inner)]


FRONT = ["", "", "", "---\ntitle: x\n---\n", "---\ntitle: x\n...\n\n\n", "---\n- no\n- mapping\n---\n", "Key: value\n\n"]


def page_of(seeds: list[int]) -> str:
    lines: list[str] = []
    for piece, seed in enumerate(seeds):
        lines += [*Writer(seed, piece).blocks(0), ""]
    chance = random.Random(sum(seeds))  # noqa: S311
    end = "\r\n" if chance.random() < 0.1 else "\n"
    return (chance.choice(FRONT) + "\n".join(lines)).replace("\n", end)


# As a browser reads a comment's end; older versions of the parser also took `--`, blanks and `>` for one.
_markupbase._commentclose = re.compile("--!?>")  # type: ignore[attr-defined]


class Codes(HTMLParser):
    """The texts of the code blocks in an HTML text."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._inside = self._pre = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "pre":
            self._pre = True
        elif tag == "code" and self._pre:
            self._inside = True
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "code":
            self._inside = False
        elif tag == "pre":
            self._pre = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts[-1] += data


def codes_of(html: str) -> list[str]:
    codes = Codes()
    codes.feed(html)
    codes.close()
    return codes.texts


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    (folder / "snippets").mkdir()
    for name, text in SNIPPETS.items():
        (folder / "snippets" / name).write_bytes(text.encode())
    return folder


def configs_of(folder: Path, coloured: bool) -> dict[str, dict[str, object]]:
    return {
        "pymdownx.snippets": {"base_path": [str(folder / "snippets")]},
        "pymdownx.tabbed": {"alternate_style": True},
        "pymdownx.highlight": {"use_pygments": coloured, "stripnl": False},
    }


FILES: Files = Memory({f"snippets/{name}": text for name, text in SNIPPETS.items()})


def shown(line: str) -> str:
    """A line as far as a rendering can tell: without what it removes."""
    line = line.replace("\x02", "").replace("\x03", "")
    return line.rstrip()


def same_line(raw: str, rendered: str) -> bool:
    """Whether a line as written renders so, from one of the columns a tab may be counted from."""
    return any(shown((" " * at + shown(raw)).expandtabs(4)[at:]) == shown(rendered) for at in range(4))


def agree(block: Block, code: str) -> None:
    """A block says what its rendering says, and each line stands where the block says it stands."""
    raw, rendered = block.snippet.text.split("\n"), code.split("\n")
    while rendered and not rendered[-1].strip():
        rendered.pop()
    while raw and not raw[-1].strip():
        raw.pop()

    assert len(raw) == len(rendered), (raw, rendered)
    assert len(block.snippet.origins) == block.snippet.text.count("\n") + 1
    for line, other, origin in zip(raw, rendered, block.snippet.origins, strict=False):
        assert same_line(line, other), (line, other)
        if "8<" not in line:
            home = origin.source.line(origin.source.position(origin.start).line)
            assert home.endswith(line.lstrip()), (line, home)
            if not line.startswith(" "):
                assert origin.source.text[origin.start :].startswith(line)
    source = block.fence_source
    if block.kind == "fence":
        assert source.text[block.fence.start] in "`~"
        assert block.label_at is not None
    else:
        assert source.text[block.fence.start : block.fence.end].strip() == "".join(raw[:1]).strip() or "8<" in raw[0]


def check(text: str, folder: Path, coloured: bool) -> Page:
    source = Source("docs/page.md", text)
    body = body_line(text)
    markdown = "\n".join(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[body - 1 :])
    configs = configs_of(folder, coloured)
    try:
        real = Markdown(extensions=[*EXTENSIONS], extension_configs=configs).convert(markdown)
    except RuntimeError:  # a footnote in a footnote stops Python-Markdown
        page = trace(source, FILES, Settings(EXTENSIONS, configs, root=str(folder)), body)
        assert [each.rule.code for each in page.diagnostics] == ["page/unrenderable"]
        return page
    following = Tracing(FILES, root=str(folder))
    following.begin(source, body)
    marked = Markdown(extensions=[*EXTENSIONS, following], extension_configs=configs).convert(markdown)
    page = following.finish(marked)

    assert fill(marked, {}) == real
    codes = codes_of(real)
    assert len(page.blocks) == len(codes)
    for block, code in zip(page.blocks, codes, strict=True):
        agree(block, code)
    plain = trace(source, FILES, Settings(EXTENSIONS, configs, root=str(folder)), body)
    assert [block.snippet for block in plain.blocks] == [block.snippet for block in page.blocks]
    assert plain.diagnostics == page.diagnostics
    for diagnostic in page.diagnostics:
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(diagnostic.source.text)
    return page


@settings(max_examples=2000, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(0, 2**40), min_size=1, max_size=6), st.booleans())
def test_blocks_are_those_of_the_real_rendering(folder: Path, seeds: list[int], coloured: bool) -> None:
    check(page_of(seeds), folder, coloured)
