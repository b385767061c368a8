"""The pins: exact, of one mind with pyproject.toml, and of no machine."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent

PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[0-9][A-Za-z0-9.]*)")
FILES = ("requirements.txt", "requirements-dev.txt")


def lines(file: str) -> list[str]:
    return [line for line in (ROOT / file).read_text().splitlines() if line and not line.startswith("#")]


def pins(file: str) -> dict[str, str]:
    found = [PIN.fullmatch(line) for line in lines(file)]
    return {canonicalize_name(pin["name"]): pin["version"] for pin in found if pin}


def wanted(*extras: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    listed = [*project["dependencies"]]
    for extra in extras:
        listed += project["optional-dependencies"][extra]
    return [Requirement(line) for line in listed]


@pytest.mark.parametrize("file", FILES)
def test_every_line_is_an_exact_pin(file: str) -> None:
    assert [line for line in lines(file) if not PIN.fullmatch(line)] == []
    assert len(pins(file)) == len(lines(file))


@pytest.mark.parametrize(("file", "extras"), [(FILES[0], ()), (FILES[1], ("dev",))])
def test_what_pyproject_asks_for_is_pinned(file: str, extras: tuple[str, ...]) -> None:
    found = pins(file)

    assert [
        str(asked)
        for asked in wanted(*extras)
        if not asked.specifier.contains(found.get(canonicalize_name(asked.name), "0"))
    ] == []


def test_developers_run_what_readers_run() -> None:
    assert pins(FILES[0]).items() <= pins(FILES[1]).items()


@pytest.mark.parametrize("file", FILES)
def test_the_pins_name_no_machine_and_no_registry(file: str) -> None:
    text = (ROOT / file).read_text()

    assert not re.search(r"https?:|file:/|--|@|(?:^|\s)/", text)
