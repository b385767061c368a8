"""The whole output for people: each page of `golden/` beside what the command says of it."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from noteproof.cli import main
from noteproof.page.image_rules import example_files

GOLDEN = Path(__file__).parent / "golden"
PAGES = sorted(path for path in GOLDEN.iterdir() if path.suffix in (".md", ".yaml"))
SNIPPETS = {
    "snippets/namespace.yaml": "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: web\n",
    "snippets/broken.yaml": "apiVersion: v1\nkind: Namespace\nmetadata:\n  nmae: web\n",
}
REPOSITORIES = '[tool.noteproof.images]\nrepositories = {"ann/notes" = "docs"}\n'


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_output_is_the_golden_one(
    page: Path, lay: Callable[..., Path], holds: Callable[[Path, str], None]
) -> None:
    folder = lay({"pyproject.toml": REPOSITORIES, **SNIPPETS, **example_files("docs")})
    shutil.copy(page, folder / "docs" / page.name)
    out = io.StringIO()

    main(["check", f"docs/{page.name}"], out)

    holds(page.with_suffix(".out"), out.getvalue())


def test_every_golden_output_has_its_page() -> None:
    outputs = {path.stem for path in GOLDEN.iterdir() if path.suffix == ".out"}

    assert outputs == {page.stem for page in PAGES}
