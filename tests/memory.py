"""Files that are nowhere on disk, for the floors that ask for `Files`."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field

from noteproof.text import Source, Unreadable, decoded


@dataclass
class Memory:
    """The files of a project that is nowhere on disk."""

    texts: Mapping[str, str | bytes] = field(default_factory=dict)

    def read(self, path: str) -> Source:
        return decoded(path, self.read_bytes(path))[0]

    def read_bytes(self, path: str) -> bytes:
        content = self.texts.get(self.real(path))
        if content is None:
            raise Unreadable(path, "does not exist")
        return content.encode() if isinstance(content, str) else content

    def size(self, path: str) -> int:
        return len(self.read_bytes(path))

    def list(self, folder: str) -> tuple[str, ...]:
        below = "" if folder in ("", ".") else folder.rstrip("/") + "/"
        inner = [path.removeprefix(below) for path in self.texts if path.startswith(below)]
        return tuple(sorted({name.partition("/")[0] + "/" * ("/" in name) for name in inner}))

    def real(self, path: str) -> str:
        name = posixpath.normpath(path)
        if name.startswith(("..", "/")):
            raise Unreadable(path, "leads out of the project", outside=True)
        return name
