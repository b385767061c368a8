"""Falco's `pmatch`: whether one of some paths leads to a path, component by component."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from noteproof.languages.falco import globbing

_WILD = frozenset("*?[")


@dataclass(slots=True)
class _Folder:
    """What patterns say below a path: by name, by glob, and whether one of them ends there."""

    named: dict[str, _Folder] = field(default_factory=dict)
    globs: dict[str, tuple[Callable[[str], bool], _Folder]] = field(default_factory=dict)
    ends: bool = False

    def below(self, component: str) -> _Folder:
        """The folder of a pattern's component, made if there is none."""
        if _WILD.isdisjoint(component):
            return self.named.setdefault(component, _Folder())
        if component not in self.globs:
            self.globs[component] = globbing.matcher(component), _Folder()
        return self.globs[component][1]

    def entered(self, component: str) -> Iterator[_Folder]:
        """The folders that a value's component leads to."""
        named = self.named.get(component)
        if named is not None:
            yield named
        for matches, folder in self.globs.values():
            if matches(component):
                yield folder


def matcher(patterns: Sequence[str]) -> Callable[[str], bool]:
    """The function that says whether a pattern is a value's path or leads to it.

    Empty components count on neither side. A pattern's component with one of `*?[` is a glob. Every glob
    that takes a component is tried; libsinsp, in `match_components_glob` of `prefix_search.h` at commit
    135cc56, goes on a component too far once one has led nowhere, and which it tries first is up to its
    hashes.
    """
    root = _Folder()
    for pattern in patterns:
        folder = root
        for component in _components(pattern):
            folder = folder.below(component)
        folder.ends = True

    def matches(value: str) -> bool:
        folders = [root]
        for component in _components(value):
            if any(folder.ends for folder in folders):
                return True
            folders = [below for folder in folders for below in folder.entered(component)]
            if not folders:
                return False
        return any(folder.ends for folder in folders)

    return matches


def _components(path: str) -> list[str]:
    """The components of a path that are not empty."""
    return [component for component in path.split("/") if component]
