"""Where a picture's address leads, and how it should have been written."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from noteproof.page.picture import Library, is_picture

_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]+):")
_ON_GITHUB = re.compile(
    r"(?i)(?:(?:https?:)?//)?(?:www\.)?github\.com/([^/\s?#]+)/([^/\s?#]+)/(?:blob|tree|raw)/"
    r"(refs/(?:heads|tags)/[^/?#]+|[^/?#]+)/([^?#]+)"
)
_RAW = re.compile(
    r"(?i)(?:https?:)?//raw\.githubusercontent\.com/([^/\s?#]+)/([^/\s?#]+)/"
    r"(refs/(?:heads|tags)/[^/?#]+|[^/?#]+)/([^?#]+)"
)
_UNSAFE = re.compile(r"""[\s\x00-\x1f\x7f%()<>"'\[\]\\`*?#:;&{}|^,$=\ud800-\udfff]""")

PAGE = "is a web page about the picture"
ELSEWHERE = "is a file of this project"
ROOTED = "starts at the root of the server"
BACKSLASHES = "is written with backslashes"
SPELLING = "differs from the file's name in letter case, blanks or percent-encoding"
DEPTH = "starts from the wrong folder"
SERVED = "counts from the page's address, not from its file"
EXTENSION = "lacks the file's extension"
MARKS = "has a mark that is not percent-encoded"
WIKI = "is a wiki link"


class Written(str):
    """An address as it is written in Markdown, in which a backslash may be an escape or stand for a slash."""

    __slots__ = ("meant",)
    meant: str

    def __new__(cls, text: str, meant: str) -> Written:
        """An address, and what it means when its backslashes are escapes."""
        written = super().__new__(cls, text)
        written.meant = meant
        return written


@dataclass(frozen=True, slots=True)
class Led:
    """The file of the project that an address leads to."""

    path: str


@dataclass(frozen=True, slots=True)
class Mended:
    """What an address should have been: a file of the project, or an `address` elsewhere.

    `why` completes "<address> …"; `rest` is the address's fragment, which the new one keeps;
    `among` are files that might have been meant.
    """

    why: str
    path: str | None = None
    address: str = ""
    rest: str = ""
    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remote:
    """An address on another host. `among` are files of the project that might serve instead."""

    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """An address that might mean any of several files."""

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """An address that leads nowhere. `path` is where it was looked for; `why` says more, if there is more."""

    path: str
    why: str = ""


class Outside:
    """An address that leads out of the project."""


class Embedded:
    """An address that is its own picture (`data:`)."""


Target = Led | Mended | Remote | Ambiguous | Missing | Outside | Embedded


@dataclass(frozen=True)
class Page:
    """A page and the pictures that it can reach."""

    path: str
    library: Library

    @property
    def folder(self) -> str:
        """The folder of the page's file."""
        return posixpath.dirname(self.path)

    @property
    def inside(self) -> bool:
        """Whether the page is in the project."""
        return not self.path.startswith("/") and not posixpath.normpath(self.path).startswith("..")

    @property
    def ground(self) -> str:
        """The folder that addresses cannot lead out of: the project, or that of a page outside it."""
        return "" if self.inside else self.folder

    @property
    def published(self) -> bool:
        """Whether the page is one of the notes."""
        return self.inside and self.library.published(self.path)

    @property
    def served(self) -> str:
        """The folder from which a browser counts, as if the site lay among the notes."""
        stem = posixpath.splitext(posixpath.basename(self.path))[0]
        if (
            not self.published
            or not self.library.settings.directory_urls
            or stem.lower() in ("index", "readme")
        ):
            return self.folder
        return posixpath.join(self.folder, stem)

    def address(self, path: str, served: bool = False) -> str:
        """The address of a file as the page writes it, or as its HTML must say it when it is served."""
        return encoded(posixpath.relpath("/" + path, "/" + (self.served if served else self.folder)))

    def target(self, text: str, raw: bool = False) -> Target:
        """Where an address leads; `raw` if it stands in HTML, which is served as it is written."""
        written = text.strip()
        text = text.meant if isinstance(text, Written) else written
        github = _ON_GITHUB.fullmatch(text.partition("#")[0].partition("?")[0])
        if github:
            return self._repository(github, PAGE)
        scheme = _SCHEME.match(text)
        if scheme and scheme[1].lower() == "data":
            return Embedded()
        if text.startswith("//") or scheme:
            raw_address = _RAW.fullmatch(text.partition("#")[0].partition("?")[0])
            if raw_address and self.library.folder_of(f"{raw_address[1]}/{raw_address[2]}") is not None:
                return self._repository(raw_address, ELSEWHERE)
            if scheme and scheme[1].lower() == "file":
                return Missing(text, "names a file of one computer")
            return Remote()
        return self._local(text, written, raw)

    def _repository(self, found: re.Match[str], why: str) -> Target:
        """The file of the project, if the settings say that it holds the repository, else the raw address."""
        owner, name, ref, path = (unquote(part) for part in found.groups())
        folder = self.library.folder_of(f"{owner}/{name}") if self.inside else None
        among: tuple[str, ...] = ()
        if folder is not None:
            wanted = posixpath.normpath(posixpath.join(folder.strip("/"), path.strip("/")))
            if self._reachable(wanted):
                among = (wanted,) if self.library.has(wanted) else self.library.like(wanted)
            if len(among) == 1:
                return Mended(why, among[0])
            nearest = () if among else self.library.suggestion(wanted)
            among = among or ((nearest,) if nearest else ())
        if why is ELSEWHERE:
            return Ambiguous(among) if len(among) > 1 else Remote(among)
        address = "https://raw.githubusercontent.com/" + encoded(f"{owner}/{name}/{ref}/{path}")
        return Mended(why, None, address, "", among)

    def _reachable(self, path: str) -> bool:
        """Whether a reader of the page can be given a file."""
        if not self.inside:
            return path.startswith(f"{self.ground}/")
        return not path.startswith("..") and (not self.published or self.library.published(path))

    def _local(self, text: str, written: str, raw: bool) -> Target:
        readings = tuple(self._readings(text, written, raw))
        if not readings:
            return Missing(text, "" if text else "is empty")
        rest = fragment(text)
        reachable = [reading for reading in readings if self._reachable(reading.path)]
        for path, why in ((reading.path, reading.why) for reading in reachable):
            if self.library.has(path, self.ground):
                return Mended(why, path, "", "" if why is MARKS else rest) if why else Led(path)
        for found, why in self._guesses(reachable, readings):
            if len(found) == 1:
                return Mended(why, found[0], "", rest)
            if found:
                return Ambiguous(found)
        first = readings[0].path
        if first.startswith("..") if self.inside else not self._reachable(first):
            return Outside()
        if not self._reachable(first) and self.library.has(first):
            return Missing(first, f"is outside {self.library.docs}/, which alone is published")
        return Missing(first)

    def _guesses(
        self, reachable: Sequence[Reading], readings: Sequence[Reading]
    ) -> Iterator[tuple[tuple[str, ...], str]]:
        for reading in reachable:
            yield self.library.like(reading.path, self.ground), SPELLING
        for reading in reachable:
            if not is_picture(reading.path):
                yield self.library.like(reading.path, self.ground, extension=True), EXTENSION
        for reading in readings if self.inside else ():
            # A bare name is not enough to say that a picture of another folder is meant,
            # unless that folder is one that the page itself is in.
            parts = [part for part in reading.written.split("/") if part not in ("", ".", "..")]
            found = self.library.ending(parts) if parts and is_picture(parts[-1]) else ()
            if len(parts) == 1:
                found = tuple(
                    path for path in found if f"{self.folder}/".startswith(posixpath.dirname(path) + "/")
                )
            yield found, DEPTH

    def _readings(self, text: str, written: str, raw: bool) -> Iterator[Reading]:
        """What an address may mean, the likeliest first; it is `written` with the escapes of Markdown."""
        plain, path = (unquote(each.partition("#")[0].partition("?")[0]) for each in (text, written))
        if not plain:
            return
        yield self._reading(plain, self.folder, ROOTED if plain.startswith("/") else "")
        if raw and not plain.startswith("/") and self.served != self.folder:
            yield self._reading(plain, self.served, SERVED)
        for backslashed in dict.fromkeys((path, plain)):
            if "\\" in backslashed:
                yield self._reading(backslashed.replace("\\", "/"), self.folder, BACKSLASHES)
        if plain != text and ("#" in text or "?" in text):
            yield self._reading(unquote(text), self.folder, MARKS)

    def _reading(self, written: str, folder: str, why: str) -> Reading:
        if written.startswith("/"):
            folder = self.library.docs if self.inside else self.ground
        return Reading(written, posixpath.normpath(posixpath.join(folder, written.lstrip("/"))), why)

    def wiki(self, name: str) -> Target:
        """The published picture that `![[name]]` means: wherever it is, its path ends with the name."""
        name = name.partition("#")[0].replace("\\", "/").strip()
        parts = [part for part in name.split("/") if part not in ("", ".", "..")]
        if not self.inside or not parts:
            return Missing(name)
        found = self.library.ending(parts)
        if not found and len(parts) == 1 and not is_picture(name):
            found = self.library.stemmed(name)
        if len(found) > 1:
            found = tuple(path for path in found if posixpath.dirname(path) == self.folder) or found
        if len(found) > 1:
            return Ambiguous(found)
        return (
            Mended(WIKI, found[0])
            if found
            else Missing(posixpath.normpath(posixpath.join(self.folder, name)))
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an address: as written, the path that it then means, and what was wrong with it."""

    written: str
    path: str
    why: str


def encoded(path: str) -> str:
    """A path as an address, safe in Markdown, in a table's cell, in an attribute and in a `srcset`.

    Letters of every script stay legible; only what has a meaning of its own is percent-encoded.
    """
    return _UNSAFE.sub(lambda mark: quote(mark[0].encode("utf-8", "surrogatepass"), safe=""), path)


def fragment(address: str) -> str:
    """The fragment of an address with its `#`, safe in Markdown and in HTML; empty where there is none."""
    return "#" + encoded(unquote(address.partition("#")[2])) if "#" in address else ""
