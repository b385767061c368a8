"""Writes the files that a script generates, or says which of them differ."""

from __future__ import annotations

import argparse
import gzip
from collections.abc import Callable, Mapping
from pathlib import Path


def main(
    arguments: list[str], about: str, folder: Path, made: Callable[[], Mapping[str, str]], by: str
) -> int:
    """Write the files of a folder, or with `--check` compare them with those that are there."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--check", action="store_true", help="write nothing, report what differs")
    check = parser.parse_args(arguments).check
    wanted = made()
    stale = differing(folder, wanted)
    if check:
        for name in stale:
            print(f"{folder.parent.name}/{folder.name}/{name} is stale: run python scripts/{by}")
        return 1 if stale else 0
    folder.mkdir(exist_ok=True)
    for name in stale:
        path = folder / name
        if name in wanted:
            path.write_bytes(packed(name, wanted[name]))
        else:
            path.unlink()
        print(f"{'wrote' if name in wanted else 'removed'} {folder.parent.name}/{folder.name}/{name}")
    return 0


def differing(folder: Path, wanted: Mapping[str, str]) -> list[str]:
    """The names of the files that are missing, stale, or not wanted any more."""
    present = {path.name: unpacked(path) for path in folder.glob("*.txt*")} if folder.is_dir() else {}
    return sorted(name for name in {*wanted, *present} if wanted.get(name) != present.get(name))


def packed(name: str, text: str) -> bytes:
    """The bytes of a file; compressed without a date when its name says so."""
    data = text.encode()
    if not name.endswith(".gz"):
        return data
    packed = bytearray(gzip.compress(data, 9, mtime=0))
    packed[9] = 255  # the byte that names the operating system: unknown
    return bytes(packed)


def unpacked(path: Path) -> str:
    """The text of a file that `packed` made."""
    data = path.read_bytes()
    return (gzip.decompress(data) if path.name.endswith(".gz") else data).decode()
