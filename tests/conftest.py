"""What tests share: golden files, files in memory, and small projects on disk."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from noteproof.text import Source, Unreadable, decoded

ROOT = Path(__file__).parent.parent
"""The project's own folder."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="write the golden files again")


@pytest.fixture
def holds(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Holds a text against a golden file; with `--bless`, writes that file."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--bless"):
            path.write_text(text, encoding="utf-8", newline="\n")

        assert path.read_text(encoding="utf-8") == text

    return compare


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


@pytest.fixture
def lay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Lays files out in a folder of the test's own, which becomes the working directory."""
    monkeypatch.chdir(tmp_path)

    def write(files: Mapping[str, str | bytes]) -> Path:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path

    return write
