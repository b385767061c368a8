"""What a run knows of the project's pictures: their sizes, their names, and what is no picture."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from noteproof.disk import Disk
from noteproof.page.image_rules import example_files
from noteproof.page.image_targets import encoded
from noteproof.page.picture import EXTENSIONS, Images, Library, Picture
from noteproof.text import Source, Unreadable


class One:
    """Files with one picture in them."""

    def __init__(self, name: str, data: bytes) -> None:
        self.path, self.data = f"docs/{name}", data

    def read(self, path: str) -> Source:
        raise Unreadable(path, "is no text")

    def read_bytes(self, path: str) -> bytes:
        return self.data

    def size(self, path: str) -> int:
        return len(self.data)

    def list(self, folder: str) -> tuple[str, ...]:
        return (self.path.removeprefix("docs/"),) if folder == "docs" else ()

    def real(self, path: str) -> str:
        return path


def picture(name: str, data: bytes) -> Picture:
    return Library(One(name, data)).picture(f"docs/{name}")


GIF = b"GIF89a" + struct.pack("<HH", 3, 4) + b"\0\0\0"
SIZES = {
    "png": ("a.png", example_files()["docs/img/falco.png"], (1, 1)),
    "jpeg": ("a.JPG", example_files()["docs/img/audit.jpg"], (1, 1)),
    "gif": ("a.gif", GIF, (3, 4)),
    "a name that tells another format": ("a.png", GIF, (3, 4)),
    "svg": ("a.svg", b'<svg width="30" height="20.4"/>', (30, 20)),
    "svg in pixels": ("a.svg", b"<svg height='20px' width='30px'>", (30, 20)),
    "svg by its box": ("a.svg", b'<svg viewBox="0 0 300 200"><rect width="7" height="8"/></svg>', (300, 200)),
    "svg with commas in its box": ("a.svg", b'<svg viewBox="-1,-1,3e1,200"/>', (None, None)),
    "svg in percent": ("a.svg", b'<svg width="100%" height="100%" viewBox="0 0 30 20"/>', (30, 20)),
    "svg behind a comment": (
        "a.svg",
        b"<?xml version='1.0'?>\n<!-- x -->\n<svg width='3' height='2'/>",
        (3, 2),
    ),
    "svg in UTF-16": ("a.svg", "\ufeff<svg width='3' height='2'/>".encode("utf-16-le"), (3, 2)),
    "svg without a size": ("a.svg", b"<svg></svg>", (None, None)),
    "icon": ("a.ico", b"\0\0\1\0", (None, None)),
}


@pytest.mark.parametrize(("name", "data", "size"), SIZES.values(), ids=SIZES)
def test_a_picture_tells_its_size(name: str, data: bytes, size: tuple[int | None, int | None]) -> None:
    found = picture(name, data)

    assert (found.width, found.height, found.fault) == (*size, "")


NO_PICTURES = {
    "a web page": ("a.png", b"<!DOCTYPE html>", "is not a picture"),
    "a web page called svg": ("a.svg", b"<!DOCTYPE html><p>", "is not a picture"),
    "a placeholder": (
        "a.jpg",
        b"version https://git-lfs.example/spec/v1\noid sha256:0\n",
        "is not a picture",
    ),
    "nothing": ("a.webp", b"", "is empty"),
    "a picture that broke off": ("a.png", b"\x89PNG\r\n\x1a\n", "is not a picture"),
    "a picture without pixels": ("a.gif", b"GIF89a\0\0\0\0\0\0\0", "is not a picture"),
}


@pytest.mark.parametrize(("name", "data", "fault"), NO_PICTURES.values(), ids=NO_PICTURES)
def test_what_is_no_picture_is_told(name: str, data: bytes, fault: str) -> None:
    assert picture(name, data) == Picture(len(data), fault=fault)


@given(st.sampled_from(sorted(EXTENSIONS)), st.binary(max_size=200))
@example(".png", b"P6 " + b"9" * 5_000 + b" 1 255\n")
@example(".svg", b"\xff\xfe<")
def test_no_bytes_break_it(extension: str, data: bytes) -> None:
    found = picture("a" + extension, data)

    assert (found.width or 1) > 0
    assert (found.height or 1) > 0


@given(st.text(st.characters(codec=None), max_size=20))
def test_an_encoded_path_has_nothing_that_markdown_or_html_would_read(path: str) -> None:
    assert not set(encoded(path)) & set(" \t\n\r\x0b\x0c\x85\u2028\0()<>[]\"'\\`*?#:;&{}|^,=")


def test_folders_that_lead_into_each_other_are_entered_once(tmp_path: Path) -> None:
    one, two = tmp_path / "docs" / "one", tmp_path / "docs" / "two"
    for folder in (one, two):
        folder.mkdir(parents=True)
        for name in "abc":
            (folder / name).symlink_to(tmp_path / "docs", target_is_directory=True)
    (one / "x.png").write_bytes(GIF)

    assert Library(Disk(str(tmp_path))).named("X.png") == ("docs/one/x.png",)


def test_a_picture_that_a_symlink_leads_outside_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(GIF)
    (tmp_path / "project" / "docs").mkdir(parents=True)
    (tmp_path / "project" / "docs" / "x.png").symlink_to(tmp_path / "secret.png")
    found = Library(Disk(str(tmp_path / "project"))).picture("docs/x.png")

    assert found.width is None
    assert "outside" in found.fault or "out of" in found.fault


def test_the_folder_of_the_notes_may_be_the_project() -> None:
    library = Library(One("a.png", GIF), Images(docs="."))

    assert library.docs == ""
    assert library.published("a.png")
