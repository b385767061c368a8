"""Every import of the core stands on the floors that `noteproof.FLOORS` draws."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import noteproof

HOME = Path(noteproof.__file__).parent
MODULES = sorted(path for path in HOME.rglob("*.py") if path != HOME / "__init__.py")
DOORS = {"config", "disk", "project", "site", "weighing", "cli"}
OF_PAGES = {"markdown", "pymdownx", "imagesize"}
OUTSIDE = {"os", "sys", "socket", "subprocess", "urllib.request", "http", "tempfile", "shutil", "pathlib"}
CALLS = {"open", "print", "input", "exec", "eval", "__import__", "breakpoint"}


def name(path: Path) -> tuple[str, ...]:
    """A module's dotted name below `noteproof`."""
    parts = path.relative_to(HOME).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


def imports(path: Path) -> Iterator[str]:
    """The dotted name of everything that a module imports, names from packages of our own included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            if node.module == "noteproof":
                yield from (f"noteproof.{alias.name}" for alias in node.names)
            else:
                yield str(node.module)
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def called(path: Path) -> set[str]:
    """The names of the functions that a module calls by their bare names."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


def of_names_only(path: Path) -> bool:
    """Whether a module uses `os` for the names of paths and nothing else."""
    used = {
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node).startswith("os.")
    }
    return used <= {"os.sep", "os.path", "os.path.relpath", "os.path.abspath"}


def roots(path: Path) -> set[str]:
    """The packages that a module imports, our own aside."""
    return {imported.split(".")[0] for imported in imports(path)} - {"noteproof", "__future__"}


ids = [".".join(name(path)) for path in MODULES]


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_a_module_imports_from_lower_floors_or_its_own_package(path: Path) -> None:
    own = name(path)[0]
    used = {imported.split(".")[1] for imported in imports(path) if imported.startswith("noteproof.")}
    wrong = {other for other in used - {own} if noteproof.FLOORS[other] >= noteproof.FLOORS[own]}

    assert not wrong


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_a_module_of_the_core_imports_the_standard_library_and_yaml_only(path: Path) -> None:
    own = name(path)[0]
    allowed = {"yaml"} | (OF_PAGES if own == "page" else set())
    foreign = {root for root in roots(path) if root not in sys.stdlib_module_names}

    assert own in DOORS or foreign <= allowed


@pytest.mark.parametrize("path", MODULES, ids=ids)
def test_only_the_doors_reach_outside(path: Path) -> None:
    reached = (set(imports(path)) & OUTSIDE) | (called(path) & CALLS)
    if of_names_only(path):
        reached.discard("os")

    assert name(path)[0] in DOORS or not reached


@pytest.mark.parametrize("path", [path for path in MODULES if name(path)[0] == "languages"], ids=str)
def test_a_language_imports_no_other_language(path: Path) -> None:
    own = name(path)[:2]
    others = {
        tuple(imported.split(".")[1:3])
        for imported in imports(path)
        if imported.startswith("noteproof.languages.")
    }

    assert len(own) == 1 or others <= {own}


def test_every_module_has_a_floor() -> None:
    assert {name(path)[0] for path in MODULES} == set(noteproof.FLOORS)
