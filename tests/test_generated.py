"""The tables that noteproof carries, held against what they are made from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

GENERATORS = ("kubernetes_tables", "falco_tables", "audit_tables", "time_zones")


@pytest.fixture
def generated(script: Callable[[str], ModuleType]) -> ModuleType:
    return script("generated")


@pytest.fixture(scope="session", params=GENERATORS)
def generator(script: Callable[[str], ModuleType], request: pytest.FixtureRequest) -> ModuleType:
    return script(request.param)


def test_the_tables_are_those_that_their_source_gives(generated: ModuleType, generator: ModuleType) -> None:
    assert generated.differing(generator.TABLES, generator.tables()) == []


def test_the_tables_of_two_runs_are_the_same(generated: ModuleType, generator: ModuleType) -> None:
    once, twice = ([generated.packed(*it) for it in generator.tables().items()] for _ in range(2))

    assert once == twice


def test_check_says_which_file_is_stale(
    generated: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def write(*arguments: str) -> int:
        made = {"one.txt": "1\n", "two.txt.gz": "2\n"}
        code: int = generated.main(list(arguments), "about", tmp_path / "tables", lambda: made, "it.py")
        return code

    assert write("--check") == 1
    assert write() == 0
    assert write("--check") == 0
    (tmp_path / "tables/one.txt").write_text("nothing\n")
    (tmp_path / "tables/three.txt").write_text("left over\n")
    capsys.readouterr()

    assert write("--check") == 1
    assert [line.partition(" is stale: run ")[0] for line in capsys.readouterr().out.splitlines()] == [
        f"{tmp_path.name}/tables/one.txt",
        f"{tmp_path.name}/tables/three.txt",
    ]
    assert write() == 0
    assert sorted(path.name for path in (tmp_path / "tables").iterdir()) == ["one.txt", "two.txt.gz"]
