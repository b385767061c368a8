"""The files that `--8<--` includes name, read through the project's own eyes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from noteproof.finding import Rule, Says, Severity, rule
from noteproof.text import Files, Source, Unreadable, nearest

MOST_INCLUDES = 1_000
MOST_CHARACTERS = 10_000_000
DEEPEST = 40

_SECTION = re.compile(r"-+8<-+[ \t]+\[[ \t]*start[ \t]*:[ \t]*([a-z][-_0-9a-z]*)[ \t]*\]", re.IGNORECASE)


@rule("page/include-missing", Severity.ERROR)
def include_missing(name: str, reason: str, hint: str = "name a file below the folder of snippets") -> Says:
    """An include names a file that is there, and a section or lines that the file has.

    The page shows nothing where an include finds nothing, so the reader meets a hole.
    Names are relative to the folder of snippets; letter case counts.

    ````markdown
    <!-- expect: page/include-missing -- no such file -->
    --8<-- "pods/imutable.yaml"
    ````

    ````markdown
    ```yaml
    apiVersion: v1
    kind: Namespace
    metadata:
      name: web
    ```
    ````
    """
    return Says(f"`{name:.80}` {reason}", hint)


@rule("page/include-outside", Severity.ERROR)
def include_outside(name: str, reason: str) -> Says:
    """An include stays inside the folder that snippets are taken from.

    A name that climbs out with `..`, an absolute path, and a symbolic link that leads out of the project
    are refused, and the page shows nothing in their place.

    ````markdown
    <!-- expect: page/include-outside -- not a file of ours -->
    --8<-- "../../etc/passwd"
    ````

    ````markdown
    ```yaml
    apiVersion: v1
    kind: Namespace
    metadata:
      name: web
    ```
    ````
    """
    return Says(f"`{name:.80}` {reason}", "include a file below the folder of snippets")


@rule("page/include-loop", Severity.ERROR)
def include_loop(name: str, reason: str) -> Says:
    """An included file does not include itself, nor thousands of others.

    A file that is already being included is left out the second time, so the page shows less than its author
    expects. What includes files without end, by depth or by number, is cut off.

    ````markdown
    <!-- expect: page/include-loop -- it would include itself -->
    --8<-- "loop.md"
    ````

    ````markdown
    ```yaml
    apiVersion: v1
    kind: Namespace
    metadata:
      name: web
    ```
    ````
    """
    return Says(f"`{name:.80}` {reason}", "remove one of the includes")


@rule("page/include-remote", Severity.ERROR)
def include_remote(name: str) -> Says:
    """An include is a file of the project, not an address.

    Checks and builds do not ask the network, and what another host serves can change after a review.

    ````markdown
    <!-- expect: page/include-remote -- another host -->
    --8<-- "https://example.com/pod.yaml"
    ````

    ````markdown
    ```yaml
    apiVersion: v1
    kind: Namespace
    metadata:
      name: web
    ```
    ````
    """
    return Says(
        f"`{name:.80}` is an address, and includes are not fetched", "save it below the folder of snippets"
    )


RULES: tuple[Rule[...], ...] = (include_missing, include_outside, include_loop, include_remote)


class Refused(Exception):
    """An include that stays empty, and the rule that says why; nothing, where it has been said enough."""

    def __init__(self, by: Rule[...], says: Says | None) -> None:
        super().__init__(by.code)
        self.by = by
        self.says = says


@dataclass
class Includes:
    """The included files of one page: each is read once, and there is an end to them.

    `bases` are the folders, or single files, that names are relative to, as names in the project.
    """

    files: Files
    bases: tuple[str, ...]
    restricted: bool = True
    _read: dict[str, Source] = field(default_factory=dict)
    _count: int = 0
    _characters: int = 0
    _full: bool = False

    def find(self, path: str, open_now: Collection[str]) -> str:
        """The real name of the file that an include means; `open_now` are the files it stands in.

        Raises `Refused`.
        """
        if path.lower().startswith(("http://", "https://")):
            raise Refused(include_remote, include_remote.words(path))
        real = self._resolve(path)
        if real in open_now:
            raise Refused(include_loop, include_loop.words(path, "includes itself"))
        if len(open_now) >= DEEPEST:
            raise Refused(include_loop, include_loop.words(path, f"stands more than {DEEPEST} includes deep"))
        self._count += 1
        self._characters += len(self._read[real].text)
        if self._count > MOST_INCLUDES or self._characters > MOST_CHARACTERS:
            said, self._full = self._full, True
            says = include_loop.words(path, "is one include too many for one page")
            raise Refused(include_loop, None if said else says)
        return real

    def source(self, real: str) -> Source:
        """The text of a file that `find` has found."""
        return self._read[real]

    def _resolve(self, path: str) -> str:
        outside = ""
        for base in self.bases:
            name = posixpath.normpath(posixpath.join(base, path))
            if self.restricted and not _below(name, base):
                if not self._is_base(name, base, path):
                    outside = f"leads out of `{base}`"
                    continue
            elif not _below(name, "."):
                outside = "leads out of the project"
                continue
            try:
                real = self.files.real(name)
                if real not in self._read:
                    self._read[real] = self.files.read(real)
            except Unreadable as unreadable:
                outside = "leads out of the project" if unreadable.outside else outside
                continue
            except (OSError, ValueError):
                continue
            return real
        if outside:
            raise Refused(include_outside, include_outside.words(path, outside))
        near = self._instead(path)
        hint = (f"write `{near}`",) if near else ()
        raise Refused(include_missing, include_missing.words(path, "does not exist", *hint))

    def _is_base(self, name: str, base: str, path: str) -> bool:
        """Whether a base is itself the very file that is asked for."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(base), path)) == base or name == base

    def _instead(self, path: str) -> str | None:
        """The name nearest to one that is not there: of a file in its folder, else of the folder."""
        folder, name = posixpath.split(posixpath.normpath(path))
        for base in self.bases:
            listed = self._list(posixpath.join(base, folder))
            found = nearest(name, [entry for entry in listed if not entry.endswith("/")])
            found = found or next((entry for entry in listed if entry.casefold() == name.casefold()), None)
            if found:
                return posixpath.join(folder, found)
            parent, last = posixpath.split(folder)
            folders = [
                entry[:-1] for entry in self._list(posixpath.join(base, parent)) if entry.endswith("/")
            ]
            other = nearest(last, folders) if last else None
            if other and name in self._list(posixpath.join(base, parent, other)):
                return posixpath.join(parent, other, name)
        return None

    def _list(self, folder: str) -> tuple[str, ...]:
        try:
            return self.files.list(posixpath.normpath(folder))
        except (Unreadable, OSError, ValueError):
            return ()


def _below(name: str, base: str) -> bool:
    """Whether a normal name lies in a folder of the project, by its letters alone."""
    if name.startswith(("/", "../")) or name in ("..", "."):
        return False
    base = posixpath.normpath(base)
    return base == "." or name.startswith(base + "/")


def missing_section(name: str, section: str, lines: Sequence[str]) -> Says:
    """What to say of a section that a file does not have."""
    known = [match[1] for line in lines for match in _SECTION.finditer(line)]
    other = nearest(section, known)
    hint = f"write `{name}:{other}`" if other else f"mark it in the file: `# --8<-- [start:{section:.40}]`"
    return include_missing.words(f"{name}:{section}", "is a section that the file does not have", hint)
