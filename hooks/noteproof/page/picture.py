"""The pictures of a project: where they are, how heavy, how large."""

from __future__ import annotations

import io
import posixpath
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote

import imagesize

from noteproof.page.image_tags import tag_at
from noteproof.text import Files, Unreadable, nearest

_MEASURED = frozenset(
    {".apng", ".avif", ".bmp", ".gif", ".heic", ".jfif", ".jp2", ".jpeg", ".jpg", ".png", ".svg", ".tif",
     ".tiff", ".webp"}
)  # fmt: skip
EXTENSIONS = _MEASURED | {".ico"}
_MOST_BYTES = 16_000_000
_MOST_PIXELS = 1_000_000
_SVG_HEAD = 65_536
_DEEPEST = 40
_SVG = re.compile(r"<svg(?=[\s/>])")
_LENGTH = re.compile(r"\s*\+?(\d{1,7}(?:\.\d{1,9})?)(?:px)?\s*")
_BOX = re.compile(
    r"[\s,]*+-?[\d.]+[\s,]++-?[\d.]+[\s,]++(\d{1,7}(?:\.\d{1,9})?)[\s,]++(\d{1,7}(?:\.\d{1,9})?)\s*"
)


@dataclass(frozen=True, slots=True)
class Images:
    """How pictures are looked for.

    `repositories`: "owner/name" of a repository to the folder that holds its files here.
    `docs`: the folder of the notes; only what is below it is published.
    `limit`: the bytes above which a picture is heavy.
    `directory_urls`: whether `a/b.md` is served as `a/b/`, as MkDocs does unless told otherwise.
    """

    repositories: Mapping[str, str] = field(default_factory=dict)
    docs: str = "docs"
    limit: int = 500_000
    directory_urls: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture file. `width` and `height` are in pixels, `None` where it tells none.

    `fault` completes "<path> …" when a reader's browser could not show it.
    """

    bytes: int
    width: int | None = None
    height: int | None = None
    fault: str = ""


class Library:
    """What a run knows of the project's pictures: each folder listed and each file read at most once.

    Make one a build; it does not notice files that come later.
    """

    def __init__(self, files: Files, settings: Images | None = None) -> None:
        self.settings = settings or Images()
        self.docs = posixpath.normpath("/" + self.settings.docs).strip("/")
        self._files = files
        self._listings: dict[str, Mapping[str, list[str]]] = {}
        self._pictures: dict[str, Picture] = {}
        self._repositories = {name.lower(): folder for name, folder in self.settings.repositories.items()}

    def published(self, path: str) -> bool:
        """Whether a file is below the folder of the notes."""
        return not self.docs or path.startswith(self.docs + "/")

    def folder_of(self, repository: str) -> str | None:
        """The folder that holds the files of a repository "owner/name", if the settings name one."""
        return self._repositories.get(repository.lower())

    def has(self, path: str, ground: str = "") -> bool:
        """Whether a file is there under exactly this name, letter case included.

        `ground` is a folder above it whose own name is not in question.
        """
        return path in self._walk(path, ground, exact=True)

    def like(self, path: str, ground: str = "", extension: bool = False) -> tuple[str, ...]:
        """The files whose names differ from a path in letter case, blanks or percent-encoding only.

        With `extension`, the pictures that bear the path's name and an extension.
        """
        return tuple(sorted(self._walk(path, ground, exact=False, extension=extension)))

    def _walk(self, path: str, ground: str, exact: bool, extension: bool = False) -> list[str]:
        inside = self.docs if self.docs and path.startswith(self.docs + "/") else ground
        *folders, name = path[len(inside) :].strip("/").split("/")
        if ".." in folders or len(folders) > _DEEPEST:
            return []
        found = [inside]
        for folder in folders:
            found = [hit for held in found for hit in self._named(held, folder + "/", exact)]
        if extension:
            return [
                posixpath.join(held, other)
                for held in found
                for others in self._listing(held).values()
                for other in others
                if is_picture(other) and alike(posixpath.splitext(other)[0]) == alike(name)
            ]
        return [hit for held in found for hit in self._named(held, name, exact)]

    def _named(self, folder: str, name: str, exact: bool) -> list[str]:
        """The entries of a folder with a name; a folder's ends with `/`, which is left out of the answer."""
        entries = self._listing(folder).get(alike(name), [])
        return [posixpath.join(folder, entry.rstrip("/")) for entry in entries if not exact or entry == name]

    def _listing(self, folder: str) -> Mapping[str, list[str]]:
        """The entries of a folder by what they are alike in."""
        if folder not in self._listings:
            listing: dict[str, list[str]] = {}
            try:
                entries = self._files.list(folder)
            except Unreadable:
                entries = ()
            for entry in entries:
                listing.setdefault(alike(entry), []).append(entry)
            self._listings[folder] = listing
        return self._listings[folder]

    @cached_property
    def _by_name(self) -> Mapping[str, list[str]]:
        """The published pictures by what their names are alike in."""
        named: dict[str, list[str]] = {}
        for path in sorted(self._published(self.docs, set())):
            named.setdefault(alike(posixpath.basename(path)), []).append(path)
        return named

    def _published(self, folder: str, seen: set[str]) -> Iterator[str]:
        """The pictures below a folder; a folder that a symlink leads to twice is entered once."""
        try:
            real = self._files.real(folder)
        except Unreadable:
            return
        if real in seen or folder.count("/") > _DEEPEST:
            return
        seen.add(real)
        for entry in sorted(entry for entries in self._listing(folder).values() for entry in entries):
            path = posixpath.join(folder, entry.rstrip("/"))
            if entry.endswith("/") and not entry.startswith("."):
                yield from self._published(path, seen)
            elif is_picture(entry):
                yield path

    def named(self, name: str) -> tuple[str, ...]:
        """The published pictures of a name, whatever their folder."""
        return tuple(self._by_name.get(alike(name), ()))

    def stemmed(self, stem: str) -> tuple[str, ...]:
        """The published pictures of a name that lacks its extension."""
        return tuple(path for extension in sorted(EXTENSIONS) for path in self.named(stem + extension))

    def ending(self, parts: list[str]) -> tuple[str, ...]:
        """The published pictures whose paths end with these names."""
        wanted = [alike(part) for part in parts]
        return tuple(
            path
            for path in self.named(parts[-1])
            if [alike(p) for p in path.split("/")][-len(parts) :] == wanted
        )

    def suggestion(self, path: str) -> str | None:
        """The picture that a path which leads nowhere most likely means: in its folder, else anywhere."""
        folder, name = posixpath.split(path)
        if same := self.named(name) or self.stemmed(posixpath.splitext(name)[0]):
            return min(same, key=lambda other: (posixpath.dirname(other) != folder, other))
        beside = [
            entry for entries in self._listing(folder).values() for entry in entries if is_picture(entry)
        ]
        if close := nearest(name, beside):
            return posixpath.join(folder, close)
        found = nearest(alike(name), self._by_name)
        return self._by_name[found][0] if found else None

    def picture(self, path: str) -> Picture:
        """What a file is as a picture."""
        if path not in self._pictures:
            try:
                self._pictures[path] = self._measured(path)
            except Unreadable as error:
                self._pictures[path] = Picture(0, fault=error.reason)
        return self._pictures[path]

    def _measured(self, path: str) -> Picture:
        weight = self._files.size(path)
        extension = posixpath.splitext(path)[1].lower()
        if extension not in _MEASURED or weight > _MOST_BYTES:
            return Picture(weight)
        data = self._files.read_bytes(path)
        if not data:
            return Picture(weight, fault="is empty")
        if extension == ".svg":
            return _drawing(weight, data)
        width, height = imagesize.get(io.BytesIO(data))
        if not (0 < width < _MOST_PIXELS and 0 < height < _MOST_PIXELS):
            return Picture(weight, fault="is not a picture")
        return Picture(weight, int(width), int(height))


def _drawing(weight: int, data: bytes) -> Picture:
    """An SVG by its root element: `width` and `height` in pixels, else those of its `viewBox`.

    `imagesize` takes the first `width` of the file, which in a drawing without one is some rectangle's.
    """
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    text = data[:_SVG_HEAD].decode(encoding, "replace")
    root = _SVG.search(text)
    tag = root and tag_at(text, root.start(), len(text))
    if not tag:
        return Picture(weight, fault="is not a picture")
    given = {attribute.name: attribute.value or "" for attribute in tag.attributes}
    width, height = (_LENGTH.fullmatch(given.get(name, "")) for name in ("width", "height"))
    box = _BOX.fullmatch(given.get("viewbox", ""))
    if width and height:
        size = float(width[1]), float(height[1])
    elif box:
        size = float(box[1]), float(box[2])
    else:
        return Picture(weight)
    return Picture(weight, round(size[0]), round(size[1])) if min(size) >= 1 else Picture(weight)


def is_picture(name: str) -> bool:
    """Whether a file's name says that it is a picture."""
    return posixpath.splitext(name)[1].lower() in EXTENSIONS


def alike(name: str) -> str:
    """A name without what people get wrong: letter case, blanks, percent-encoding, composed accents."""
    if "%" in name:
        name = unquote(name)
    return "".join(unicodedata.normalize("NFC", name).casefold().split())
