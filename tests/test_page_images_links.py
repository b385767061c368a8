"""Which pictures of a page a reader sees: the scanner held against the real rendering."""

from __future__ import annotations

import html.parser

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noteproof.page.image_links import Form, shown
from noteproof.page.image_targets import Written
from noteproof.text import Span

EXTENSIONS = [
    "attr_list",
    "tables",
    "admonition",
    "footnotes",
    "def_list",
    "md_in_html",
    "pymdownx.superfences",
    "pymdownx.details",
    "pymdownx.tabbed",
]


class _Pictures(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.found.append(dict(attrs).get("src") or "")


def rendered(text: str) -> list[str]:
    reader = _Pictures()
    reader.feed(markdown.markdown(text, extensions=EXTENSIONS))
    reader.close()
    return reader.found


def scanned(text: str, code: tuple[Span, ...] = ()) -> list[str]:
    pictures = shown(text, code)
    forms = (Form.INLINE, Form.REFERENCE, Form.TAG)
    texts = [p.addresses[0].text if p.has_src and p.addresses else "" for p in pictures if p.form in forms]
    return [text.meant if isinstance(text, Written) else text for text in texts]


SEEN = {
    "plain": "![a](x.png)",
    "with a title": '![a](x.png "the title")',
    "with a title that holds a parenthesis": '![a](x.png "b) c")',
    "in angle brackets": "![a](<x y.png>)",
    "with a blank": "![a](x y.png)",
    "with a blank and a title": "![a](x y.png 'title')",
    "with parentheses": "![a](x(1).png)",
    "with nested parentheses": "![a](x(1(2)).png)",
    "with an escaped parenthesis": r"![a](x\).png)",
    "with a quote": "![a](it's.png)",
    "with blanks inside": "![a](  x.png  )",
    "with brackets in its text": "![a [b] c](x.png)",
    "with an escaped bracket in its text": r"![a \] c](x.png)",
    "with code in its text": "![a `]` c](x.png)",
    "over two lines": "![a\nb](x.png)",
    "in a link": "[![a](x.png)](y.md)",
    "in a link with a title": '[![a](x.png "t")](y.md "u")',
    "by a reference": "![a][b]\n\n[b]: x.png",
    "by a reference in another case": "![a][The Ref]\n\n[the ref]: x.png 'title'",
    "by an empty reference": "![a][]\n\n[a]: <x.png>",
    "by a short reference": "![a]\n\n[a]: x.png",
    "in a row of a table": "a | b\n--|--\n![a](x.png) | `c`",
    "in a row with bars": "| a | b |\n|--|--|\n| ![a](x.png) | `c` |",
    "in a list": "- one\n- ![a](x.png)\n",
    "deep in a list": "- one\n\n    - two\n\n        ![a](x.png)\n",
    "in a quote": "> ![a](x.png)",
    "in an item of a quote": "> - a\n>\n>     ![a](x.png)",
    "in an admonition": "!!! note\n\n    ![a](x.png)",
    "in details": "??? note\n    ![a](x.png)",
    "in a tab": '=== "One"\n\n    ![a](x.png)',
    "in a heading": "# ![a](x.png) b",
    "after an unclosed backtick": "a ` b ![a](x.png)",
    "between code spans": "`a` ![a](x.png) `b`",
    "with an attribute list": "![a](x.png){ width=3 }",
    "after an escaped backtick": r"\` ![a](x.png) `",
    "after a comment": "<!-- c --> ![a](x.png)",
    "after an unclosed comment": "a <!-- c ![a](x.png)",
    "twice in a line": "![a](x.png)![b](y.png)",
    "raw": '<img src="x.png">',
    "raw in single quotes": "<img src='x.png' />",
    "raw in capitals": '<IMG SRC="x.png">',
    "raw without quotes": "<img src=x.png>",
    "raw over lines": 'a\n<img\n  src="x.png"\n  alt="a">',
    "raw in a figure": '<figure>\n\n    <img src="x.png">\n\n</figure>',
    "raw in a block": '<div>\n<img src="x.png">\n</div>\n\n![a](y.png)',
    "in a block of Markdown": "<div markdown>\n\n![a](x.png)\n\n</div>",
    "raw with a > in its text": '<img alt="a > b" src="x.png">',
    "in a footnote": "a[^1]\n\n[^1]:\n    ![a](x.png)",
    "in a definition": "a\n:   ![a](x.png)",
    "in a numbered list": "1. a\n\n    ![a](x.png)\n\n2. b",
}

UNSEEN = {
    "in a code span": "`![a](x.png)`",
    "in a longer code span": "`` ` ![a](x.png) ``",
    "in a code span over lines": "`a\n![a](x.png)`",
    "in indented code": "a\n\n    ![a](x.png)\n",
    "in indented code after a tab": "a\n\n\t![a](x.png)\n",
    "in indented code of a list": "- a\n\n        ![a](x.png)\n",
    "in indented code after a list": "- a\n\nb\n\n    ![a](x.png)\n",
    "in indented code of a quote": "> a\n>\n>     ![a](x.png)\n",
    "in indented code of an admonition": "!!! note\n    a\n\n        ![a](x.png)",
    "in a comment": "<!-- ![a](x.png) -->",
    "in a comment over blank lines": "<!--\n\n![a](x.png)\n\n-->",
    "in a comment within a line": "a <!-- ![a](x.png) --> b",
    "escaped": r"\![a](x.png)",
    "escaped at its bracket": r"!\[a](x.png)",
    "unclosed": "![a](x.png",
    "without a parenthesis": "![a] (x.png)",
    "by a reference that nothing defines": "![a][b]",
    "Markdown in raw HTML": "<div>\n![a](x.png)\n</div>",
    "raw in a code span": '`<img src="x.png">`',
    "raw in indented code": 'a\n\n    <img src="x.png">\n',
    "raw in a comment": '<!-- <img src="x.png"> -->',
    "raw in a comment of a block": '<div>\n<!-- <img src="x.png"> -->\n</div>',
    "an image of another name": '<imgx src="x.png">',
}


@pytest.mark.parametrize("text", SEEN.values(), ids=SEEN)
def test_a_picture_that_is_rendered_is_found(text: str) -> None:
    assert scanned(text) == rendered(text)
    assert scanned(text)


@pytest.mark.parametrize("text", UNSEEN.values(), ids=UNSEEN)
def test_what_does_not_render_as_a_picture_is_not_one(text: str) -> None:
    assert scanned(text) == rendered(text) == []


FENCED = "```\n- ![a](x.png)\n\n    ![b](x.png)\n\n```\n![c](y.png) `z`\n\n    ![d](x.png)\n"
CODE = FENCED[: FENCED.index("![c]")]


def test_a_code_block_hides_its_pictures() -> None:
    assert scanned(FENCED, (Span(0, len(CODE)),)) == rendered(FENCED) == ["y.png"]


def test_a_code_block_may_be_given_line_by_line_without_its_last_fence() -> None:
    starts = [at for at in range(len(CODE)) if at == 0 or CODE[at - 1] == "\n"]
    lines = tuple(Span(at, CODE.index("\n", at)) for at in starts[:-1])

    assert scanned(FENCED, lines) == ["y.png"]


def test_front_matter_shows_nothing() -> None:
    assert scanned("---\ntitle: ![a](x.png)\n---\n\n![b](y.png)\n") == ["y.png"]


def test_carriage_returns_change_nothing() -> None:
    text = "a\n\n    ![a](x.png)\n\n<img\nsrc='y.png'>\n\n- b\n\n    ![c](z.png)\n"

    assert scanned(text.replace("\n", "\r\n")) == scanned(text) == ["y.png", "z.png"]


PIECES = st.sampled_from(
    [
        "![a](x.png)",
        "![b](<y.png>)",
        '![c](z.png "t")',
        "[![d](l.png)](m.md)",
        '<img src="r.png" alt="r">',
        "`code`",
        "`![e](no.png)`",
        "words",
        "<!-- ![f](hidden.png) -->",
        r"\![g](no.png)",
        "![h][ref]",
        "`",
        "``",
        "**bold",
        "![i](i.png){ width=3 }",
        "![j](<j k.png> 'title')",
        "![k](k_(1).png)",
    ]
)
LINES = st.lists(PIECES, min_size=1, max_size=3).map(" ".join)


def indented(text: str) -> str:
    return "".join(f"    {line}\n" if line else "\n" for line in text.splitlines())


def quoted(text: str) -> str:
    return "".join(f"> {line}\n" if line else ">\n" for line in text.splitlines())


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        inner.map(lambda text: "!!! note\n\n" + indented(text)),
        inner.map(lambda text: "??? note\n\n" + indented(text)),
        inner.map(lambda text: "- item\n\n" + indented(text)),
        inner.map(lambda text: "1. item\n\n" + indented(text)),
        inner.map(lambda text: '=== "tab"\n\n' + indented(text)),
        inner.map(quoted),
        inner.map(lambda text: "<div markdown>\n\n" + text + "\n\n</div>"),
        LINES.map(lambda text: "<figure>\n    " + text + "\n</figure>"),
        LINES.map(lambda text: "<!--\n\n" + text.replace("-->", "") + "\n\n-->"),
        LINES.map(lambda text: "| a | b |\n|---|---|\n| " + text.replace("`", "") + " | c |"),
        LINES.map(lambda text: "# " + text),
        st.lists(inner, min_size=2, max_size=3).map("\n\n".join),
        inner.map(lambda text: "before\n\n" + text + "\n\nafter"),
        inner.map(lambda text: "words\n\n" + indented(text) + "\n\nafter"),
    )


PAGES = st.recursive(LINES, nested, max_leaves=6).map(lambda text: text + "\n\n[ref]: ref.png\n")


@settings(max_examples=400, deadline=None)
@given(PAGES)
def test_the_pictures_of_any_page_are_those_of_its_rendering(text: str) -> None:
    assert scanned(text) == rendered(text)
