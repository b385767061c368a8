"""The blocks of a page are those of its real rendering: on two thousand random pages, and on chosen ones."""

from __future__ import annotations

import _markupbase
import random
import re
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown import Markdown
from mkdocs.utils.meta import get_data

from noteproof.page import homes, tracing
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
        below = [
            PurePosixPath(name).relative_to(folder).parts
            for name in self.texts
            if name.startswith(folder + "/")
        ]
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
    "fences.md": (
        "fences 1\n\n```yaml\nin: fences\n  deep: 1\n```\n\n~~~\ntilde: fences\n~~~\n\n    indented: fences\n"
    ),
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
FAULTY = [
    'yaml foo="x"',
    "yaml foo",
    "yaml title=x",
    "{.yaml",
    "`x",
    'yaml hl_lines="x"',
    "a b c",
    "yaml\u00a0x",
]
OPTIONS = [
    'yaml title="x.yaml"',
    'yaml hl_lines="1 2"',
    'yaml title="a b" linenums="1"',
    "yaml title",
    "text linenums",
]


class Writer:
    """Writes random pieces of pages, most of their lines unlike any other."""

    def __init__(self, seed: int, piece: int) -> None:
        self.random = random.Random(seed)
        self.piece, self.count = piece, 0

    def word(self) -> str:
        self.count += 1
        if self.random.random() < 0.1:
            return self.random.choice(
                ["same: line", "- same", "same", "# same", "<b>same</b>", "a & b", "*same*"]
            )
        values = ["v", "<v>", "&amp;", "`v`", "x  ", "a	b", "> v", "|"]
        return f"p{self.piece}n{self.count}: {self.random.choice(values)}"

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
                lines.append(
                    self.random.choice(
                        ["```", "~~~", "````", "```yaml", "  ```", "<!--", "-->", "<div>", "</div>"]
                    )
                )
            elif kind < 0.93:
                lines.append(
                    self.random.choice(
                        [';--8<-- "whole.yaml"', "x\x02y\x03z", "form\x0cfeed", "u\u2028v", "\x00", "a\rb"]
                    )
                )
            else:
                lines.append(
                    self.random.choice(
                        [">", "> quoted", "!!! note", "- item", "1. one", "===", "    ", "[^1]: note"]
                    )
                )
        return lines

    def fence(self) -> list[str]:
        run = self.random.choice(["```", "```", "```", "````", "`````", "~~~", "~~~~"])
        end = (
            run
            if self.random.random() < 0.85
            else self.random.choice(["```", "````", "~~~", "", " " + run, run + "x"])
        )
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
        if pick < 0.45:
            return self.quoted_item()
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
            return [
                f"[^{self.count}]: note {self.word()}",
                "",
                *("    " + line for line in self.blocks(depth + 1)),
            ]
        if pick < 0.9:
            tag = self.random.choice(
                ["<div>", '<div markdown="1">', "<details markdown>", "<p>", "<span>", "<script>"]
            )
            return [tag, *self.blocks(depth + 1), "</" + tag[1:].split(" ")[0].rstrip(">") + ">"]
        return self.random.choice(
            [[self.word()], ["## " + self.word()], ["text `code", self.word() + "` text"], ["", "---", ""],
             ["```inline```"], ["a | b", "- | -", f"{self.word()} | c"], ["term", ":   " + self.word()],
             ["* * *"]]
        )  # fmt: skip

    def quoted_item(self) -> list[str]:
        """Indented code in a quote whose mark stands on the line of a list item's mark."""
        marker = self.random.choice(["- ", "* ", "-   ", "1. ", "1. - ", "- - ", "> - ", "10. "])
        room = self.random.choice([">     ", ">      ", "> \t", "> >     "])
        body = [self.word() for _ in range(self.random.choice([1, 1, 2, 3]))]
        further = self.random.choice([" " * len(marker), "    "]) + room
        return ["", marker + room + body[0], *(further + line for line in body[1:]), ""]

    def container(self, depth: int) -> list[str]:
        inner = self.blocks(depth + 1)
        kind = self.random.choice(
            ["quote", "admonition", "details", "tab", "item", "number", "definition", "lazy"]
        )
        if kind in ("quote", "lazy"):
            loose = kind == "lazy"
            return [
                line if loose and self.random.random() < 0.1 else ("> " + line).rstrip(" ") for line in inner
            ]
        indent = self.random.choice(["    ", "    ", "    ", "\t", "  ", "   "])
        head = {
            "admonition": '!!! note "x"', "details": "??? tip", "tab": '=== "One"',
            "item": "- " + self.word(), "number": "1. " + self.word(),
            "definition": f"term\n:   {self.word()}",
        }[kind]  # fmt: skip
        if kind == "item" and self.random.random() < 0.2 and inner:
            head, inner = "- " + inner[0], inner[1:]
        gap = [""] if self.random.random() < 0.8 else []
        return [
            *head.split("\n"),
            *gap,
            *(indent + line if line.strip() or self.random.random() < 0.1 else line for line in inner),
        ]


FRONT = [
    "",
    "",
    "",
    "---\ntitle: x\n---\n",
    "---\ntitle: x\n...\n\n\n",
    "---\n- no\n- mapping\n---\n",
    "Key: value\n\n",
]


def page_of(seeds: list[int]) -> str:
    lines: list[str] = []
    for piece, seed in enumerate(seeds):
        lines += [*Writer(seed, piece).blocks(0), ""]
    chance = random.Random(sum(seeds))
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
    codes.feed(re.sub(r"<!--(?!.*?--!?>)", "&lt;!--", html, flags=re.DOTALL))  # parsers disagree on these
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
        assert (
            source.text[block.fence.start : block.fence.end].strip() == "".join(raw[:1]).strip()
            or "8<" in raw[0]
        )


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
    shown_lines = {
        source.position(origin.start).line
        for block in page.blocks
        for origin in block.snippet.origins
        if origin.source is source and block.snippet.text
    }
    for diagnostic in page.diagnostics:
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(diagnostic.source.text)
        if diagnostic.rule.code == "page/lost-fence" and diagnostic.source is source:
            assert diagnostic.start.line not in shown_lines
            assert source.text[diagnostic.span.start] in "`~"
    return page


@settings(max_examples=2000, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(0, 2**40), min_size=1, max_size=6), st.booleans())
def test_blocks_are_those_of_the_real_rendering(folder: Path, seeds: list[int], coloured: bool) -> None:
    check(page_of(seeds), folder, coloured)


def lost(text: str, files: Files = FILES) -> list[tuple[int, str]]:
    page = trace(Source("docs/page.md", text), files)
    return [
        (each.start.line, each.message.removeprefix("this fence renders as a paragraph: "))
        for each in page.diagnostics
        if each.rule.code == "page/lost-fence"
    ]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (
            'x\n\n```yaml file="x"\na\n```\n',
            3,
            "`file` is not an option of a fence; known: title, hl_lines, linenums",
        ),
        (
            "```shell script\na\n```\n",
            1,
            "`script` is not an option of a fence; known: title, hl_lines, linenums",
        ),
        ("```yaml title=x\na\n```\n", 1, "the value of `title` is not quoted"),
        ('```yaml hl_lines="all"\na\n```\n', 1, "`hl_lines` takes numbers"),
        ("```yaml,x\na\n```\n", 1, "`yaml,x` is not a language"),
        ("```yaml\u00a0x\na\n```\n", 1, "its first line holds the blank U+00A0"),
        ("```{.yaml\na\n```\n", 1, "`{` is never closed"),
        ("```{.yaml} x\na\n```\n", 1, "nothing may follow the braces"),
        ("```a `b\na\n```\n", 1, "its first line holds a backtick"),
        ("```yaml\na\n", 1, "opened here, never closed"),
        ("!!! note\n\n    ```yaml\n    a\n\nText.\n", 3, "opened here, never closed"),
        ("````yaml\n```sh\na\n```\n\n```sh\nb\n```\n", 1, "opened here, never closed"),
        ("```yaml\na\n````\n", 1, 'opened with "```", closed with "````"'),
        ("```yaml\na\n~~~\n", 1, 'opened with "```", closed with "~~~"'),
        ("```yaml\na\n  ```\n", 1, "its closing fence is indented further than its opening"),
        ("  ```yaml\n  a\n```\n", 1, "its closing fence is indented less than its opening"),
        ("  ```yaml\na: 1\n  ```\n", 1, "`a: 1` is indented less than the fence"),
        ("> ```yaml\n>\n> a\n>\n```\n", 1, "its closing fence stands outside its quote"),
        (
            "<!--\n```yaml\n-->\n\n````sh\na\n````\n",
            5,
            "an earlier fence that never closes takes it for content",
        ),
        ("- ```yaml\n  a\n  ```\n", 1, "it stands behind the list marker `-`"),
        ("> ```yaml x\n> a\n> ```\n", 1, "`x` is not an option of a fence; known: title, hl_lines, linenums"),
        (
            "<div>\n```yaml x\na\n```\n</div>\n",
            2,
            "`x` is not an option of a fence; known: title, hl_lines, linenums",
        ),
    ],
)
def test_a_lost_fence_is_reported_once_at_its_opening_with_the_reason(
    text: str, line: int, reason: str
) -> None:
    assert lost(text) == [(line, reason)]


@pytest.mark.parametrize(
    "text",
    [
        "````markdown\n```yaml x\na\n```\n````\n",
        "<!--\n```yaml x\na\n```\n-->\n",
        "text\n\n    ```yaml x\n    a\n    ```\n",
        "text\n\n    ```yaml\n",
        "Some `code\n```yaml x\nends` here.\n",
        "```kubectl get pods```\n",
        "- ```kubectl get pods``` lists them\n",
        "<pre>\n```yaml x\n</pre>\n",
        "<script>\n```yaml x\n</script>\n",
        '```yaml title="x" linenums="1" hl_lines="1-2 4"\na\n```\n',
        "~~~ {.yaml #id .other}\na\n~~~\n",
    ],
)
def test_what_only_looks_like_a_lost_fence_is_left_alone(text: str) -> None:
    assert lost(text) == []


def test_every_fence_behind_a_list_marker_is_reported() -> None:
    assert [line for line, _ in lost("1. ```sh\n   a\n   ```\n2. ```sh\n   b\n   ```\n")] == [1, 4]


def test_a_lost_fence_of_an_included_file_is_reported_there() -> None:
    page = trace(Source("docs/page.md", '--8<-- "open.md"\n\n--8<-- "open.md"\n'), FILES)

    assert [(each.source.path, each.start) for each in page.diagnostics] == [("snippets/open.md", (3, 1))]


@pytest.mark.parametrize(
    ("name", "code", "hint"),
    [
        ("whole.yml", "page/include-missing", "write `whole.yaml`"),
        ("parts.yaml:tow", "page/include-missing", "write `parts.yaml:two`"),
        ("whole.yaml:90:", "page/include-missing", "name lines that it has"),
        ("whole.yaml:" + "9" * 5000, "page/include-missing", "name a file below the folder of snippets"),
        ("../../etc/passwd", "page/include-outside", "include a file below the folder of snippets"),
        ("/etc/passwd", "page/include-outside", "include a file below the folder of snippets"),
        ("out.yaml", "page/include-outside", "include a file below the folder of snippets"),
        ("https://example.com/x", "page/include-remote", "save it below the folder of snippets"),
    ],
)
def test_an_include_that_finds_nothing_is_reported_where_it_stands(name: str, code: str, hint: str) -> None:
    text = f'before\n\n```yaml\na: 1\n  --8<-- "{name}"\nb: 2\n```\n'
    page = trace(Source("docs/page.md", text), FILES)

    assert [(each.rule.code, each.start, each.hint) for each in page.diagnostics] == [(code, (5, 3), hint)]
    assert [block.snippet.text for block in page.blocks] in (["a: 1\nb: 2"], ["a: 1\n  \nb: 2"])


def test_an_include_of_itself_is_reported_in_the_file_that_does_it() -> None:
    page = trace(Source("docs/page.md", '--8<-- "loop.md"\n'), FILES)

    found = [(each.rule.code, each.source.path, each.start.line) for each in page.diagnostics]
    assert found == [("page/include-loop", "snippets/loop.md", 2)]


def test_includes_that_multiply_come_to_an_end() -> None:
    files = {f"snippets/b{at}.md": f'--8<-- "b{at + 1}.md"\n' * 10 for at in range(20)}
    page = trace(Source("docs/page.md", '--8<-- "b0.md"\n'), Memory(files | {"snippets/b20.md": "x"}))

    assert [each.rule.code for each in page.diagnostics] == ["page/include-loop"]


def test_a_block_knows_its_file_its_lines_and_the_place_of_its_label() -> None:
    text = '---\ntitle: x\n---\n\n!!! note\n\n    ```\n    a:\t1\n    --8<-- "parts.yaml:one"\n    ```\n'
    source = Source("docs/page.md", text)
    (block,) = trace(source, FILES).blocks

    assert block.snippet.text == "a:\t1\n  one: 1\n  one: 2\n\n  one: 3"
    places = [(each.source.path, *each.source.position(each.start)) for each in block.snippet.origins]
    parts = "snippets/parts.yaml"
    assert places == [("docs/page.md", 8, 5), (parts, 2, 1), (parts, 3, 1), (parts, 4, 1), (parts, 5, 1)]
    assert block.label_at is not None
    assert source.position(block.label_at) == (7, 8)
    assert block.snippet.label is None


@pytest.mark.parametrize(
    ("opening", "further"),
    [
        ("- >     ", "  >     "),
        ("* > \t", "  > \t"),
        ("-   >     ", "  >     "),
        ("1. >     ", "   >     "),
        ("1. - >     ", "  >     "),
        ("+ > >     ", "  > >     "),
    ],
)
def test_indented_code_in_a_quote_of_a_list_item_has_its_own_lines(opening: str, further: str) -> None:
    source = Source("docs/page.md", f"# T\n\nSome words.\n\n{opening}a: 1\n{further}  - b\n")
    (block,) = trace(source, FILES).blocks

    assert block.snippet.text.split() == ["a:", "1", "-", "b"]
    assert [source.position(each.start).line for each in block.snippet.origins] == [5, 6]
    assert source.text[block.fence.start : block.fence.end].strip() == "a: 1"


def test_a_line_of_unknown_origin_is_next_to_the_others_of_its_block(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: object) -> dict[str, list[int]]:
        return {}

    text = "# T\n\nWords.\n\n- >     a: 1\n  >     b: 2\n"
    for name in ("_candidates", "_resembling"):
        monkeypatch.setattr(homes, name, nothing)
    (block,) = trace(source := Source("docs/page.md", text), FILES).blocks

    assert block.snippet.text == "a: 1\nb: 2"
    assert [source.position(each.start).line for each in block.snippet.origins] == [5, 6]


def test_a_line_that_only_resembles_one_of_the_page_is_taken_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(homes, "_candidates", lambda *_: {})
    text = "# T\n\nWords.\n\n    a: 1\n    b: 2\n"
    (block,) = trace(source := Source("docs/page.md", text), FILES).blocks

    assert [source.position(each.start).line for each in block.snippet.origins] == [5, 6]


def test_tabs_are_those_of_the_author_and_a_tab_that_is_cut_leaves_blanks() -> None:
    text = "- item\n\n\t```yaml\n\ta:\t1\n\t\n\t\tb: 2\n\t```\n\n> ```yaml\n>\tc: 3\n> ```\n"
    page = trace(Source("docs/page.md", text), FILES)

    assert [block.snippet.text for block in page.blocks] == ["a:\t1\n\n\tb: 2", "  c: 3"]


def test_the_names_that_are_relied_on_are_there() -> None:
    for owner, names in tracing.RELIED_ON.items():
        for name in names:
            assert hasattr(owner, name), f"{owner.__name__} no longer has {name}"
    md = Markdown(extensions=["footnotes", "pymdownx.snippets", "pymdownx.superfences"])
    order = [type(each).__name__ for each in md.preprocessors]
    assert order[:3] == ["SnippetPreprocessor", "NormalizeWhitespace", "SuperFencesBlockPreprocessor"]
    assert type(md.parser.blockprocessors["code"]).__name__ == "SuperFencesCodeBlockProcessor"
    following = Tracing(FILES)
    following.begin(Source("docs/page.md", ""))
    following.extendMarkdown(md)
    assert [type(each).__mro__[1].__name__ for each in md.preprocessors][:3] == order[:3]
    for registry, names in ((md.preprocessors, ["snippet"]), (md.treeprocessors, ["footnote", "inline"])):
        assert all(name in registry for name in names)  # type: ignore[operator]
    attributes = ["base_path", "restrict_base_path", "check_paths", "url_download", "dedent_subsections"]
    assert all(hasattr(md.preprocessors["snippet"], name) for name in attributes)
    fences = md.preprocessors["fenced_code_block"]
    fences.run(["```", "a", "```"])
    for name in ("fence", "lang", "options", "ws", "ws_virtual_len", "stack", "extension"):
        assert hasattr(fences, name)


def test_a_tracing_that_has_not_begun_changes_nothing() -> None:
    md = Markdown(extensions=["pymdownx.superfences", Tracing(FILES)])

    assert md.convert("```\na\n```") == Markdown(extensions=["pymdownx.superfences"]).convert("```\na\n```")


ALPHABET = [
    "```", "~~~", "\n", "\n\n", "    ", "\t", "> ", "- ", "<!--", "-->", "yaml", "{", "}", '"', "=", "`", "x",
    "--8<-- ", '"whole.yaml"', "\r", "\r\n", "\x00", "\x02", "\x03", "\x0c", "\u2028", "\ud800", "[^1]: ",
    "<div>", "</div>", "<script>", "!!! note", ":   ", "| a | b |", "\U000f0000", "&lt;", "---\n", "a: ",
]  # fmt: skip


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(ALPHABET), max_size=60).map("".join))
def test_no_text_stops_it_and_every_span_lies_in_its_source(text: str) -> None:
    page = trace(Source("docs/page.md", text), FILES)

    for diagnostic in page.diagnostics:
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(diagnostic.source.text)
    for block in page.blocks:
        assert 0 <= block.fence.start <= block.fence.end <= len(block.fence_source.text)
        assert len(block.snippet.origins) == block.snippet.text.count("\n") + 1
        assert all(0 <= each.start <= len(each.source.text) for each in block.snippet.origins)


@pytest.mark.parametrize(
    "text",
    [*(f"{front}# Title\n" for front in FRONT), "", "\n\nx", "---\n", "---\nx: 1\n---",
     "Key: v\n    more\nx\n",
     "---\n# a remark\ntitle: x\n---\nx", "---\ntext\n---\nx", "No key\n", "Key: v", "---\n{a: 1}\n---\nx",
     '---\n"a": 1\n---\n\n\nx', "---\n- a: 1\n---\nx", "--- \na: 1\n--- \nx", "Note: x\n\n\n\n```\na\n```\n"],
)  # fmt: skip
def test_the_body_begins_where_mkdocs_says(text: str) -> None:
    body, _ = get_data(text)

    assert "\n".join(text.split("\n")[body_line(text) - 1 :]) == body
