"""What tests share: golden files, small projects on disk, and the project's own site."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

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


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The project's own site, built strictly; once, however many processes run the tests."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    folder = shared / "own-site"
    with _alone(shared / "own-site.lock"):
        if not (folder / "index.html").exists():
            command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
            environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
            done = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def script() -> Callable[[str], ModuleType]:
    """Loads one of the project's scripts by its name, as a module."""

    def load(name: str) -> ModuleType:
        with pytest.MonkeyPatch.context() as patch:
            patch.syspath_prepend(str(ROOT / "scripts"))
            return importlib.import_module(name)

    return load


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One process at a time; the others wait for it."""
    while True:
        try:
            lock.mkdir()
            break
        except FileExistsError:
            time.sleep(0.05)
    try:
        yield
    finally:
        lock.rmdir()
