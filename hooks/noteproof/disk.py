"""The project's files on disk, and nothing outside the project."""

from __future__ import annotations

import errno
import gzip
import io
import os
import stat
import zlib
from collections.abc import Iterable, Iterator

from noteproof.text import Source, Unreadable, decoded

LIMIT = 16 * 1024 * 1024
"""No file that a note needs is longer, in bytes."""


class Disk:
    """The files below a folder, by names with `/`. Every name is judged by its real path.

    `named` are paths that the user gave; those that lie outside the folder may be read, with what is beside
    or below them.
    """

    def __init__(self, root: str, named: Iterable[str] = ()) -> None:
        self._root = os.path.realpath(root)
        self._open = [self._root]
        self._listed: dict[str, tuple[str, ...]] = {}
        for path in named:
            where = os.path.normpath(os.path.join(self._root, path))
            if not _below(where, self._root):
                real = os.path.realpath(where)
                self._open.append(real if os.path.isdir(real) else os.path.dirname(real))

    def name(self, path: str) -> str:
        """The name of a path as it is shown: relative to the folder where it lies below it."""
        where = os.path.normpath(os.path.join(self._root, path))
        if _below(where, self._root):
            return os.path.relpath(where, self._root).replace(os.sep, "/")
        return os.path.normpath(path).replace(os.sep, "/")

    def read(self, path: str) -> Source:
        """The text of a file; bytes that are not UTF-8 read as U+FFFD."""
        return decoded(path, self.read_bytes(path))[0]

    def read_bytes(self, path: str) -> bytes:
        """The bytes of a file."""
        where = self._inside(path)
        try:
            self._judge(
                path, os.stat(where)
            )  # before it is opened: opening a named pipe would wait for its writer
            with open(where, "rb") as file:
                return file.read()
        except OSError as fault:
            raise Unreadable(path, _reason(fault)) from None

    def write(self, source: Source) -> None:
        """Put a text in the place of a file's own, with the byte order mark that the file has."""
        data = self.read_bytes(source.path)
        if decoded(source.path, data)[1] is not None:
            raise Unreadable(source.path, "is not UTF-8 and is left as it is")
        mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
        try:
            with open(self._inside(source.path), "wb") as file:
                file.write(mark + source.text.encode())
        except OSError as fault:
            raise Unreadable(source.path, _reason(fault)) from None

    def size(self, path: str) -> int:
        """The length of a file in bytes."""
        try:
            return os.stat(self._inside(path)).st_size
        except OSError as fault:
            raise Unreadable(path, _reason(fault)) from None

    def list(self, folder: str) -> tuple[str, ...]:
        """The sorted names in a folder, a folder's own name ending with `/`; empty where there is none."""
        if folder not in self._listed:
            self._listed[folder] = self._names(folder)
        return self._listed[folder]

    def is_folder(self, path: str) -> bool:
        """Whether a name is that of a folder."""
        try:
            return os.path.isdir(self._inside(path))
        except Unreadable:
            return False

    def is_link(self, path: str) -> bool:
        """Whether a name is that of a symlink."""
        return os.path.islink(os.path.join(self._root, path))

    def real(self, path: str) -> str:
        """The name of the file that a path leads to, symlinks followed."""
        return os.path.relpath(self._inside(path), self._root).replace(os.sep, "/")

    def forget(self) -> None:
        """Look at the folders anew."""
        self._listed.clear()

    def _names(self, folder: str) -> tuple[str, ...]:
        try:
            with os.scandir(self._inside(folder)) as entries:
                return tuple(sorted(entry.name + "/" * _is_folder(entry) for entry in entries))
        except (OSError, Unreadable):
            return ()

    def _inside(self, path: str) -> str:
        if "\0" in path:
            raise Unreadable(path.replace("\0", "\ufffd"), "is no name of a file")
        try:
            real = os.path.realpath(os.path.join(self._root, path))
        except (OSError, ValueError):
            raise Unreadable(path, "is no name of a file") from None
        if not any(_below(real, root) for root in self._open):
            raise Unreadable(path, "leads out of the project", outside=True)
        return real

    @staticmethod
    def _judge(path: str, found: os.stat_result) -> None:
        if stat.S_ISDIR(found.st_mode):
            raise Unreadable(path, "is a folder")
        if not stat.S_ISREG(found.st_mode):
            raise Unreadable(path, "is not a file")
        if found.st_size > LIMIT:
            raise Unreadable(path, f"is larger than {LIMIT // 1024 // 1024} MB")


def opened(path: str) -> io.BufferedReader:
    """A file of any length that the user named, or a pipe, wherever it is; to be read bit by bit."""
    try:
        if stat.S_ISDIR(os.stat(path).st_mode):
            raise Unreadable(path, "is a folder")
        return open(path, "rb")
    except OSError as fault:
        raise Unreadable(path, _reason(fault)) from None


def lines(path: str, file: io.BufferedReader, longest: int) -> Iterator[bytes]:
    """The lines of a log, unpacked where gzip packed it; of a line that is too long, the beginning.

    Raises `Unreadable` where the file ends too early, or is damaged.
    """
    log = gzip.GzipFile(fileobj=file) if file.peek(2)[:2] == b"\x1f\x8b" else file
    try:
        while line := log.readline(longest + 1):
            yield line
            while len(line) > longest and not line.endswith(b"\n"):
                line = log.readline(longest + 1)
    except EOFError:
        raise Unreadable(path, "ends before its gzip does, so what follows is lost") from None
    except (gzip.BadGzipFile, zlib.error):
        raise Unreadable(path, "holds gzip that is damaged, so what follows is lost") from None
    except OSError as fault:
        raise Unreadable(path, _reason(fault)) from None


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a symlink that leads to itself
        return False


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _reason(fault: OSError) -> str:
    if isinstance(fault, FileNotFoundError):
        return "does not exist"
    if isinstance(fault, PermissionError):
        return "may not be read"
    if isinstance(fault, IsADirectoryError):
        return "is a folder"
    if fault.errno == errno.ELOOP:
        return "is a symlink that leads back to itself"
    return f"cannot be read: {(fault.strerror or 'the system does not say why').lower()}"
