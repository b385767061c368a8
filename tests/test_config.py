"""What the project says of itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from noteproof import config
from noteproof.config import Config, Site, Wrong

Lay = Callable[..., Path]


def test_the_settings_are_those_of_the_nearest_pyproject_above(lay: Lay) -> None:
    root = lay(
        {"pyproject.toml": '[tool.noteproof]\nkubernetes = "v1.30.2"\nsnippets = "yaml"\n', "a/b/x": ""}
    )

    assert config.read(str(root / "a/b")) == Config("1.30", "yaml")


def test_a_pyproject_without_our_table_says_nothing(lay: Lay) -> None:
    root = lay({"pyproject.toml": '[project]\nname = "x"\n'})

    assert config.read(str(root)) == Config()


def test_repositories_are_mapped_to_folders(lay: Lay) -> None:
    root = lay({"pyproject.toml": '[tool.noteproof.images]\nrepositories = {"ann/notes" = "docs"}\n'})

    assert config.read(str(root)).repositories == {"ann/notes": "docs"}


NO_FOLDER = "tool.noteproof.snippets is not the name of a folder below this one"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "[tool.noteproof]\nsnipets = 1\n",
            "`snipets` is not a key of [tool.noteproof]; did you mean `snippets`?",
        ),
        (
            "[tool.noteproof]\nx = 1\n",
            "`x` is not a key of [tool.noteproof]; it knows `kubernetes`, `snippets`, `images`",
        ),
        (
            "[tool.noteproof.images]\nrepos = 1\n",
            "`repos` is not a key of [tool.noteproof.images]; it knows `repositories`",
        ),
        ("[tool]\nnoteproof = 1\n", "tool.noteproof is not a table"),
        ("[tool.noteproof]\nimages = 1\n", "tool.noteproof.images is not a table"),
        ("[tool.noteproof]\nsnippets = 1\n", NO_FOLDER),
        ('[tool.noteproof]\nsnippets = "../x"\n', NO_FOLDER),
        ('[tool.noteproof]\nsnippets = "/x"\n', NO_FOLDER),
        (
            "[tool.noteproof]\nkubernetes = 1.3\n",
            "tool.noteproof.kubernetes: `1.3` is not a version that is known",
        ),
        (
            "[tool.noteproof.images]\nrepositories = []\n",
            "tool.noteproof.images.repositories maps names to folders",
        ),
        ("[tool.noteproof\n", "Expected ']'"),
        (b"\xff", "'utf-8' codec"),
    ],
)
def test_what_cannot_be_used_is_named(lay: Lay, text: str | bytes, complaint: str) -> None:
    root = lay({"pyproject.toml": text})

    with pytest.raises(Wrong) as caught:
        config.read(str(root))

    assert complaint in str(caught.value)
    assert str(caught.value).startswith(f"{root / 'pyproject.toml'}: ")


def test_a_site_is_what_mkdocs_yml_says(lay: Lay) -> None:
    root = lay(
        {
            "mkdocs.yml": "docs_dir: notes/\nsite_url: https://x.example/\nuse_directory_urls: false\n"
            "markdown_extensions:\n  - toc:\n      permalink: true\n  - tables\n"
            "theme: {icon: !ENV [X, y]}\nx: !!python/name:os.system\n"
        }
    )

    assert config.site(str(root)) == Site(
        "notes", "https://x.example/", False, ("toc", "tables"), {"toc": {"permalink": True}}
    )


@pytest.mark.parametrize(
    ("site", "address"),
    [
        (Site(), None),
        (Site(url="https://x.example/notes"), "https://x.example/notes/reference/rules/a/b/"),
        (Site(url="https://x.example/", directory_urls=False), "https://x.example/reference/rules/a/b.html"),
    ],
)
def test_a_rule_has_an_address_where_the_site_has_one(site: Site, address: str | None) -> None:
    assert site.rule("a/b") == address


def test_extensions_may_be_a_mapping(lay: Lay) -> None:
    root = lay({"mkdocs.yml": "markdown_extensions:\n  toc: {permalink: true}\n  tables:\n"})

    assert config.site(str(root)).extensions == ("toc", "tables")


def test_without_mkdocs_yml_its_defaults_hold(lay: Lay) -> None:
    assert config.site(str(lay({}))) == Site()


@pytest.mark.parametrize("text", ["- a\n", "a: [\n", b"\xff", "markdown_extensions: 5\n"])
def test_a_mkdocs_yml_that_is_none_is_named(lay: Lay, text: str | bytes) -> None:
    root = lay({"mkdocs.yml": text})

    with pytest.raises(Wrong, match=r"mkdocs\.yml: "):
        config.site(str(root))
