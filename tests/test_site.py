"""The site: small projects built with the hooks, and what is then in their HTML."""

from __future__ import annotations

import logging
import re
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from alarms import Alarms
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from noteproof import catalogue, config, project
from noteproof.page.image_rules import example_files
from noteproof.render import human

ROOT = Path(__file__).parent.parent

PICTURE = example_files()["docs/img/falco.png"]
POD = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: web\n"
MISSPELT = POD + "  lables: {}\n"
EXPECTED = MISSPELT.replace("{}", "{}  # expect: kubernetes/unknown-field -- a typing error")
DOUBLED = POD + "  name: shop\n"
ALL = ("snippets", "images", "reference")

Lay = Callable[..., Path]


def fence(text: str) -> str:
    return f"```yaml\n{text}```\n"


@dataclass
class Built:
    """A site that was built: what was logged, by level, and the pages."""

    root: Path
    strict: bool
    finished: bool = True
    said: list[tuple[int, str]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def html(self, page: str) -> str:
        return (self.root / "site" / page).read_text(encoding="utf-8")

    def marks(self, page: str) -> list[str]:
        """The marks of a page, as tags."""
        return re.findall(r'<div class="noteproof.*?</div>', self.html(page), re.DOTALL)

    @property
    def words(self) -> list[str]:
        return [words for _, words in self.said]


class Listening(logging.Handler):
    """Remembers what is logged."""

    def __init__(self, built: Built) -> None:
        super().__init__(logging.INFO)
        self.built = built

    def emit(self, record: logging.LogRecord) -> None:
        if record.name == "mkdocs.hooks.snippets":
            self.built.said.append((record.levelno, record.getMessage()))
        elif record.levelno >= logging.ERROR:
            self.built.errors.append(record.getMessage())


@pytest.fixture
def made(lay: Lay, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Built]:
    """Builds a project of a few files, in the plainest theme there is."""
    logger = logging.getLogger("mkdocs")
    before = logger.level

    def make(
        files: Mapping[str, str | bytes],
        hooks: tuple[str, ...] = ALL,
        strict: bool = False,
        settings: str = "",
        arrange: Callable[[Path], object] = lambda root: None,
        folder: str = ".",
    ) -> Built:
        listed = "".join(f"  - {ROOT.as_posix()}/hooks/{name}.py\n" for name in hooks)
        theme = "<html><body>{{ page.content }}</body></html>"
        extensions = "".join(
            f"  - {name}\n"
            for name in ("admonition", "attr_list", "toc", "pymdownx.superfences", "pymdownx.details")
        )
        text = (
            f"site_name: Notes\nplugins: []\ntheme: {{name: null, custom_dir: theme}}\nhooks:\n{listed}"
            f"markdown_extensions:\n{extensions}  - pymdownx.highlight\n"
            f"  - pymdownx.snippets: {{base_path: [snippets], check_paths: true}}\n{settings}"
        )
        every = {"mkdocs.yml": text, "theme/main.html": theme, "docs/index.md": "# Home\n", **files}
        root = lay({f"{folder}/{name}": content for name, content in every.items()}) / folder
        monkeypatch.chdir(root)
        arrange(root)
        built = Built(root, strict)
        handler = Listening(built)
        logger.addHandler(handler)
        try:
            logger.setLevel(logging.INFO)
            build(load_config(str(root / "mkdocs.yml"), strict=strict))
        except Abort:
            built.finished = False
        finally:
            logger.removeHandler(handler)
            logger.setLevel(before)
        return built

    return make


def command(root: Path) -> list[str]:
    """What the command says of a project, one text for each diagnostic."""
    settings, site = config.read(str(root)), config.site(str(root))
    paths = project.default_paths(str(root), settings, site)
    opened = project.open_project(str(root), paths, settings, site)
    report = project.Run(opened).check(project.notes(opened.files, paths))
    return [human.block(each).rstrip("\n") for each in report.diagnostics]


# What fails a build


@pytest.mark.parametrize(
    ("page", "passes"),
    [
        (fence(POD), True),
        (fence(MISSPELT), False),
        (fence(DOUBLED), False),
        (fence(EXPECTED), True),
        ("![A picture](/img/x.png)\n", True),
        ("![A picture](img/y.png)\n", False),
    ],
    ids=["clean", "error", "warning", "expected", "info", "missing picture"],
)
def test_a_strict_build_fails_on_errors_and_warnings_only(
    made: Callable[..., Built], page: str, passes: bool
) -> None:
    files = {"docs/index.md": page, "docs/img/x.png": PICTURE}

    assert made(files, strict=True).finished == passes


def test_a_bad_snippet_that_no_page_shows_fails_the_build_too(made: Callable[..., Built]) -> None:
    built = made({"snippets/pods/x.yaml": MISSPELT}, strict=True)

    assert not built.finished
    assert built.words[0].startswith('snippets/pods/x.yaml:5:3: error: unknown field "lables"')


def test_without_strict_the_page_is_built_and_shows_the_mark(made: Callable[..., Built]) -> None:
    built = made({"docs/index.md": fence(MISSPELT)})

    (mark,) = built.marks("index.html")

    assert built.finished
    assert "noteproof--error" in mark
    assert "unknown field &quot;lables&quot;" in mark
    assert 'href="reference/rules/kubernetes/unknown-field/"' in mark
    assert built.html("index.html").index("lables") < built.html("index.html").index(mark)


# The same words


INNER = "".join(f"    {line}\n" for line in ("```", *POD.splitlines(), "```"))
CHAPTER = {
    "docs/a.md": f"---\ntitle: A\n---\n# A\n\n{fence(MISSPELT)}\n!!! note\n\n{INNER}",
    "docs/b.md": '# B\n\n![A picture](img/y.png)\n\n```yaml\n--8<-- "x.yaml"\n```\n\n```yaml\nkind: Pod\n',
    "docs/c.md": '# C\n\n```yaml\n--8<-- "x.yaml"\n```\n\n--8<-- "../../etc/passwd"\n\n![](/img/x.png)\n',
    "docs/img/x.png": PICTURE,
    "docs/empty.md": "",
    "docs/bytes.md": b"# Bytes\n\na \xff b \x07\n",
    "docs/long.md": "word " * 1_000_000,
    "docs/tangled.md": "# Tangled\n\n" + "[" * 50_000,
    "docs/deep.md": "1. " * 20_000,
    "docs/crlf.md": ("# Lines\n\n" + fence(MISSPELT)).replace("\n", "\r\n"),
    "snippets/x.yaml": MISSPELT,
    "snippets/tab.yaml": "apiVersion: v1\nkind: Namespace\nmetadata:\n\tname: web\n",
}  # fmt: skip


@pytest.mark.parametrize("strict", [False, True], ids=["lenient", "strict"])
def test_the_build_says_what_the_command_says_each_thing_once(
    made: Callable[..., Built], strict: bool
) -> None:
    built = made(CHAPTER, strict=strict)

    assert sorted(built.words) == sorted(command(built.root))
    assert built.finished == (not strict)


def test_levels_are_those_of_the_severities(made: Callable[..., Built]) -> None:
    built = made(CHAPTER)

    for level, words in built.said:
        severity = words.split(": ")[1]
        assert logging.getLevelName(level).lower() == severity


def test_lines_are_those_of_the_file_below_its_front_matter(made: Callable[..., Built]) -> None:
    built = made({"docs/index.md": "---\ntitle: Home\ntags: [a]\n---\n\n# Home\n\n" + fence(MISSPELT)})

    assert [words.split(": ")[0] for words in built.words] == ["docs/index.md:13:3"]
    assert "docs/index.md, line 13" in built.marks("index.html")[0]


def test_an_included_snippet_is_reported_once_at_its_own_place(made: Callable[..., Built]) -> None:
    page = '# Page\n\n```yaml\n--8<-- "x.yaml"\n```\n'
    built = made({"docs/index.md": page, "docs/other.md": page, "snippets/x.yaml": MISSPELT})

    assert [words.split(": ")[0] for words in built.words] == ["snippets/x.yaml:5:3"]
    assert len(built.marks("index.html")) == len(built.marks("other/index.html")) == 1


# Marks and the pages of the rules


def test_an_expected_fault_is_a_calm_mark_and_its_rule_points_back(made: Callable[..., Built]) -> None:
    built = made({"docs/a/x.md": f"# Shown\n\n{fence(EXPECTED)}"}, strict=True)

    (mark,) = built.marks("a/x/index.html")
    rule = built.html("reference/rules/kubernetes/unknown-field/index.html")

    assert 'class="noteproof noteproof--expected"' in mark
    assert 'href="../../reference/rules/kubernetes/unknown-field/"' in mark
    assert '<a href="../../../../a/x/">Shown</a>' in rule
    assert "# expect: kubernetes/unknown-field" in unescape(
        re.sub("<[^>]+>", "", built.html("a/x/index.html"))
    )


def test_every_rule_has_a_page_that_the_index_links_to(made: Callable[..., Built]) -> None:
    built = made({})
    index = built.html("reference/index.html")

    for code in catalogue.by_code():
        assert f'href="rules/{code}/"' in index
        assert f">{code}<" in built.html(f"reference/rules/{code}/index.html")


def test_marks_point_right_without_directory_urls(made: Callable[..., Built]) -> None:
    built = made({"docs/a/x.md": fence(MISSPELT) + fence(EXPECTED)}, settings="use_directory_urls: false\n")

    assert all(
        'href="../reference/rules/kubernetes/unknown-field.html"' in mark for mark in built.marks("a/x.html")
    )
    assert '<a href="../../../a/x.html">' in built.html("reference/rules/kubernetes/unknown-field.html")


def test_what_an_author_writes_is_shown_as_text(made: Callable[..., Built]) -> None:
    built = made({"docs/index.md": fence(POD + '  "<script>alert(1)</script>": x\n')})

    assert "<script>" not in built.html("index.html")


# Pictures


def test_pictures_are_repaired_and_dressed(made: Callable[..., Built]) -> None:
    page = (
        "# Page\n\n![A first one](/img/x.png)\n\n![A second one](img/x)\n\n"
        "![A third one](https://github.com/ann/notes/blob/main/img/x.png)\n\n"
        '<img src="img/x.png" alt="A fourth one">\n'
    )
    table = '[tool.noteproof.images]\nrepositories = {"ann/notes" = "docs"}\n'
    built = made({"docs/a.md": page, "docs/img/x.png": PICTURE, "pyproject.toml": table}, strict=True)

    tags = re.findall(r"<img [^>]*>", built.html("a/index.html"))

    assert len(tags) == 4
    for number, tag in enumerate(tags):
        for attribute in ('src="../img/x.png"', 'width="1"', 'height="1"', 'decoding="async"'):
            assert attribute in tag
        assert ('loading="lazy"' in tag) == (number > 0)
    assert {level for level, _ in built.said} == {logging.INFO}
    assert (built.root / "docs/a.md").read_text() == page


# Cases


ALARM = "alarm: Fire\non: smoke\n"
CASES = "cases:\n  - event: {what: smoke}\n    alerts: [Fire]\n  - event: {}\n    alerts: []\n"


@pytest.fixture
def alarms(monkeypatch: pytest.MonkeyPatch) -> None:
    """The language of alarms, besides those that there are."""
    monkeypatch.setattr(catalogue, "LANGUAGES", (Alarms(), *catalogue.LANGUAGES))


@pytest.mark.usefixtures("alarms")
@pytest.mark.parametrize(
    "page",
    [
        fence(ALARM) + "\n" + fence(CASES),
        fence(ALARM) + "\n- In a list:\n\n" + textwrap.indent(fence(CASES), "    "),
        fence(ALARM) + "\n!!! note\n\n" + textwrap.indent(fence(CASES), "    "),
        '```yaml\n--8<-- "a.yaml"\n```\n\n```yaml title="x" linenums="1"\n--8<-- "a.cases.yaml"\n```\n',
    ],
    ids=["fence", "list", "note", "included"],
)
def test_a_block_of_cases_is_a_table_above_its_yaml(made: Callable[..., Built], page: str) -> None:
    files = {"docs/index.md": page, "snippets/a.yaml": ALARM, "snippets/a.cases.yaml": CASES}
    built = made(files, hooks=("snippets",), strict=True)
    html = built.html("index.html")

    assert built.finished
    assert html.count('<table class="noteproof-cases"') == html.count("<details") == 1
    assert html.index("noteproof-cases") < html.index("<details") < html.index("cases") + len(html)
    inner = html[html.index("<details") : html.index("</details>")]
    assert "alerts" in re.sub("<[^>]+>", "", inner)
    assert "data-noteproof" not in html


@pytest.mark.usefixtures("alarms")
def test_cases_that_cannot_be_decided_stay_as_they_are_written(made: Callable[..., Built]) -> None:
    built = made({"docs/index.md": fence(CASES)})

    assert "<details" not in built.html("index.html")
    assert "case/no-policy" in built.marks("index.html")[0]


@pytest.mark.usefixtures("alarms")
def test_a_recording_is_read_from_the_folder_of_the_snippets(made: Callable[..., Built]) -> None:
    cases = "cases:\n  - events: house.jsonl\n    alerts: [Fire]\n"
    files = {"docs/a/b.md": fence(ALARM) + fence(cases), "snippets/house.jsonl": '{"what": "smoke"}\n{\n{}\n'}
    built = made(files, hooks=("snippets",))

    assert [words.split(": ")[0] for words in built.words] == ["snippets/house.jsonl:2:2"]
    assert "with 2 recorded events" in built.html("a/b/index.html")
    assert "snippets/house.jsonl, line 2" in built.marks("a/b/index.html")[0]


# Snippets to download


def test_snippets_are_published_and_broken_ones_say_so(made: Callable[..., Built]) -> None:
    built = made({"snippets/pods/x.yaml": POD, "snippets/pods/y-broken.yaml": EXPECTED}, strict=True)

    assert built.html("snippets/pods/x.yaml") == POD
    assert built.html("snippets/pods/y-broken.yaml") == (
        f"# What the comments below expect is there on purpose.\n{EXPECTED}"
    )


# Hooks alone


def test_the_snippets_hook_works_alone(made: Callable[..., Built]) -> None:
    built = made({"docs/index.md": fence(MISSPELT) + "\n![A picture](img/y.png)\n"}, hooks=("snippets",))

    assert [words.split("[")[-1] for words in built.words] == ["kubernetes/unknown-field]"] or len(
        built.words
    ) == 1
    assert "<code>kubernetes/unknown-field</code>" in built.marks("index.html")[0]
    assert not (built.root / "site/reference").exists()


def test_the_images_hook_works_alone(made: Callable[..., Built]) -> None:
    missing = "<!-- expect: image/missing -->\n![Another](img/y.png)\n"
    page = f"![A picture](/img/x.png)\n\n{fence(MISSPELT)}\n{missing}"
    built = made({"docs/index.md": page, "docs/img/x.png": PICTURE}, hooks=("images",))

    assert 'src="img/x.png"' in built.html("index.html")
    assert [words.split(": ")[1] for words in built.words] == ["info"]
    assert built.marks("index.html") == []


def test_a_block_that_shows_a_whole_file_links_to_it(made: Callable[..., Built]) -> None:
    page = '```yaml\n--8<-- "x.yaml"\n```\n\n```yaml\n--8<-- "x.yaml:1:2"\n```\n'
    built = made({"docs/a/p.md": page.replace(":1:2", "::2"), "snippets/x.yaml": POD})

    assert built.html("a/p/index.html").count('<a href="../../snippets/x.yaml" download>x.yaml</a>') == 1
    assert (built.root / "site/snippets/x.yaml").read_text() == POD


@pytest.mark.parametrize("hooks", [("snippets", "images"), ("images", "snippets")])
def test_the_order_of_the_hooks_is_free(made: Callable[..., Built], hooks: tuple[str, ...]) -> None:
    files = {"docs/a/b/p.md": "![A picture](../../img/x.png)\n", "docs/img/x.png": PICTURE}
    built = made(files, hooks=hooks, strict=True)

    assert (built.finished, built.words) == (True, [])
    assert 'src="../../../img/x.png"' in built.html("a/b/p/index.html")


def test_a_faulty_file_of_yaml_among_the_notes_fails_the_build_as_it_fails_the_check(
    made: Callable[..., Built],
) -> None:
    built = made({"docs/x.yaml": MISSPELT}, strict=True)

    assert (built.finished, built.words) == (False, command(built.root))


def test_the_reference_hook_works_alone(made: Callable[..., Built]) -> None:
    built = made({"docs/index.md": fence(MISSPELT)}, hooks=("reference",), strict=True)

    assert built.finished
    assert (built.root / "site/reference/rules/kubernetes/unknown-field/index.html").exists()


def test_a_wrong_configuration_ends_the_build_with_the_words_of_the_command(
    made: Callable[..., Built],
) -> None:
    built = made({"pyproject.toml": "[tool.noteproof]\nkubernets = 1\n"})

    assert not built.finished
    assert "`kubernets` is not a key of [tool.noteproof]; did you mean `kubernetes`?" in built.errors[0]


# Strangers' files


def test_nothing_outside_the_project_is_published(lay: Lay, made: Callable[..., Built]) -> None:
    secret = lay({"secret/x.md": "TOP SECRET"}) / "secret/x.md"
    page = '# Page\n\n--8<-- "x.yaml"\n\n![A picture](img/x.png)\n'

    def arrange(root: Path) -> None:
        for name in ("docs/out.md", "docs/img/x.png", "snippets/x.yaml"):
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).symlink_to(secret)

    built = made({"docs/index.md": page}, arrange=arrange, folder="project")
    published = [path for path in (built.root / "site").rglob("*") if path.is_file()]

    assert [path for path in published if "TOP SECRET" in path.read_text(errors="replace")] == []
    assert sorted(words for words in built.words if not words.startswith("docs/img")) == sorted(
        command(built.root)
    )
    assert "this file leads out of the project" in built.marks("out/index.html")[0]


@pytest.mark.parametrize("target", ["..", ".", "../.."])
def test_a_folder_that_leads_astray_ends_the_build_before_it_is_followed(
    made: Callable[..., Built], target: str
) -> None:
    built = made({"docs/a/x.md": "# X\n"}, arrange=lambda root: (root / "docs/a/loop").symlink_to(target))

    assert not built.finished
    assert not (built.root / "site").exists()
    assert built.words == command(built.root)
    assert len(built.words) == 1


# The blocks of the real site


class Codes(HTMLParser):
    """The texts of the code blocks of a page's article, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "pre":
            self._open.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre" and self._open:
            self.found.append(self._open.pop())

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1] += data


def test_the_blocks_that_are_checked_are_those_that_readers_see(site: Path) -> None:
    from noteproof.page import blocks

    settings, said = config.read(str(ROOT)), config.site(str(ROOT))
    opened = project.open_project(str(ROOT), [], settings, said)
    pages = sorted((ROOT / "docs").rglob("*.md"))
    for path in pages:
        name = path.relative_to(ROOT).as_posix()
        view = blocks.trace(opened.files.read(name), opened.files, opened.markdown)
        address = path.relative_to(ROOT / "docs").with_suffix("")
        folder = address.parent if address.name == "index" else address
        codes = Codes()
        codes.feed((site / folder / "index.html").read_text(encoding="utf-8"))

        assert [text.strip("\n") for text in codes.found] == [
            block.snippet.text.expandtabs(4).strip("\n") for block in view.blocks
        ], name
    assert len(pages) > 5
