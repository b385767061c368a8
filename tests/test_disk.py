"""The project's files, and nothing outside the project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from noteproof.disk import LIMIT, Disk
from noteproof.text import Unreadable

Lay = Callable[..., Path]


@pytest.fixture
def root(lay: Lay) -> Path:
    """A project with a secret beside it, and links to that secret."""
    root = lay({"p/a.md": "a", "p/b/c.md": "c", "secret": "s", "pp/x.md": "x"}) / "p"
    (root / "out.md").symlink_to("../secret")
    (root / "up").symlink_to("..")
    (root / "in.md").symlink_to("b/c.md")
    (root / "loop").symlink_to("loop")
    return root


@pytest.mark.parametrize(
    "path",
    ["../secret", "out.md", "up/secret", "b/../../secret", "/etc/passwd", "../pp/x.md", "b/../up/secret"],
)
def test_what_leads_out_of_the_project_is_refused(root: Path, path: str) -> None:
    disk = Disk(str(root))

    for ask in (disk.read, disk.read_bytes, disk.size, disk.real):
        with pytest.raises(Unreadable, match="leads out of the project") as caught:
            ask(path)

        assert caught.value.outside
    assert disk.list(path) == ()
    assert not disk.is_folder(path)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("nowhere.md", "does not exist"),
        ("b", "is a folder"),
        ("loop", "is a symlink that leads back to itself"),
        ("a.md/b", "cannot be read: not a directory"),
        ("x" * 300, "cannot be read: file name too long"),
        ("a\0b", "is no name of a file"),
    ],
    ids=["missing", "folder", "loop", "below a file", "long", "NUL"],
)
def test_what_is_no_file_says_why(root: Path, path: str, reason: str) -> None:
    with pytest.raises(Unreadable) as caught:
        Disk(str(root)).read_bytes(path)

    assert caught.value.reason == reason
    assert not caught.value.outside


def test_a_file_longer_than_any_note_is_not_read(root: Path) -> None:
    with (root / "long.md").open("wb") as file:
        file.truncate(LIMIT + 1)

    with pytest.raises(Unreadable, match="is larger than 16 MB"):
        Disk(str(root)).read_bytes("long.md")


def test_a_symlink_inside_the_project_is_followed(root: Path) -> None:
    disk = Disk(str(root))

    assert disk.read("in.md").text == "c"
    assert disk.real("in.md") == "b/c.md"


def test_a_listing_is_sorted_and_tells_folders(root: Path) -> None:
    disk = Disk(str(root))

    assert disk.list(".") == ("a.md", "b/", "in.md", "loop", "out.md", "up/")
    assert disk.list("nowhere") == ()


def test_a_listing_is_kept_until_it_is_forgotten(root: Path) -> None:
    disk = Disk(str(root))
    before = disk.list("b")
    (root / "b/d.md").touch()

    assert disk.list("b") == before
    disk.forget()
    assert disk.list("b") == ("c.md", "d.md")


def test_what_the_user_named_may_lie_outside(root: Path) -> None:
    disk = Disk(str(root), ["../secret"])

    assert disk.read("../secret").text == "s"
    assert disk.name("../secret") == "../secret"
    assert disk.name(str(root / "a.md")) == "a.md"


def test_a_project_in_a_symlinked_folder_works(lay: Lay) -> None:
    base = lay({"real/a.md": "a"})
    (base / "link").symlink_to("real")

    assert Disk(str(base / "link")).read("a.md").text == "a"
