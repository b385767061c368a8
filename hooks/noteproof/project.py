"""A project's notes and snippets on disk: which files are checked, and the check of each."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pathspec.gitignore import GitIgnoreSpec

from noteproof import catalogue, engine, pages, reading
from noteproof.config import Config, Site
from noteproof.disk import Disk
from noteproof.finding import Diagnostic, Report, Tally
from noteproof.page import blocks, images, tangles
from noteproof.text import Snippet, Source, Unreadable, decoded

MARKDOWN = (".md", ".markdown")
YAML = (".yaml", ".yml")
RECORDINGS = (".jsonl",)
SKIPPED = frozenset({"node_modules", "__pycache__", "venv"})
"""Folders that never hold notes; so are those whose name begins with a dot, and the `site/` that is built."""


@dataclass(frozen=True, slots=True)
class Project:
    """What is needed to check the files of a folder."""

    files: Disk
    settings: engine.Settings
    markdown: blocks.Settings
    library: images.Library
    guard: tangles.Guard


def open_project(
    root: str, paths: Sequence[str], config: Config, site: Site, language: str | None = None
) -> Project:
    """The project in a folder, with the paths that the user named."""
    files = Disk(root, paths)
    settings = engine.Settings(
        catalogue.LANGUAGES,
        (config.kubernetes,),
        config.snippets,
        language,
        frozenset(catalogue.by_code()),
    )
    default = blocks.Settings()
    guard = tangles.Guard()
    extensions = default.extensions if site.extensions is None else [*filter(_known, site.extensions)]
    markdown = blocks.Settings(
        (*extensions, guard),
        default.configs if site.extensions is None else site.extension_configs,
        root=root,
    )
    pictures = images.Images(dict(config.repositories), site.docs, directory_urls=site.directory_urls)
    return Project(files, settings, markdown, images.Library(files, pictures), guard)


def _known(extension: str) -> bool:
    """Whether an extension may be loaded: those of the two packages that render, and none of a stranger's."""
    head, _, _ = extension.partition(".")
    return head in ("markdown", "pymdownx") or "." not in extension


@dataclass(slots=True)
class Run:
    """A check in progress: what was found so far, file by file; `each` is told what became of a snippet."""

    project: Project
    each: Callable[[engine.Outcome], None] = lambda outcome: None
    found: list[Diagnostic] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    files: int = 0

    def check(self, names: Iterable[str]) -> Report:
        """Check files by their names, each alone. What is kept of a clean file is its part of the tally."""
        for name in names:
            self.files += 1
            report = self._file(name)
            self.found.extend(report.diagnostics)
            self.tally += report.tally
        return Report(engine.in_order(self.found), self.tally)

    def _file(self, name: str) -> Report:
        files = self.project.files
        try:
            astray = _astray(files, name) if files.is_link(name) else None
            if astray is not None:
                raise astray
            source, broken = decoded(name, files.read_bytes(name))
        except Unreadable as fault:
            return Report((reading.cannot(fault),), Tally())
        faults = reading.faults(source, broken)
        if not reading.is_legible(faults):
            return Report(tuple(faults), Tally())
        if name.endswith(MARKDOWN):
            return self._page(source, faults)
        outcomes = engine.check([Snippet.whole(source)], files, self.project.settings)
        self._tell(outcomes)
        return engine.report(outcomes, faults)

    def _page(self, source: Source, faults: list[Diagnostic]) -> Report:
        project = self.project
        project.guard.begin(source)
        page = blocks.trace(source, project.files, project.markdown)
        others = project.guard.finish()
        if not others:  # pictures of a page that is in part left out are not judged
            others = images.repair(source, project.library, pages.code_spans(source, page)).diagnostics
        outcome = pages.check(source, page, others, project.files, project.settings)
        inner = [each for _, each in outcome.blocks]
        self._tell(inner)
        return engine.report(inner, (*faults, *outcome.diagnostics), pages=1)

    def _tell(self, outcomes: Iterable[engine.Outcome]) -> None:
        for outcome in outcomes:
            self.each(outcome)


def notes(files: Disk, paths: Iterable[str]) -> Iterator[str]:
    """The names of the Markdown and YAML files among the paths and below them, each once, in order."""
    seen: set[str] = set()
    for path in paths:
        for name in _below(files, files.name(path), (*MARKDOWN, *YAML)):
            if name not in seen:
                seen.add(name)
                yield name


def recordings(files: Disk, folder: str) -> Iterator[str]:
    """The names of the files of recorded events below a folder, in order."""
    return _below(files, files.name(folder), RECORDINGS)


def _below(files: Disk, name: str, endings: tuple[str, ...]) -> Iterator[str]:
    entries = files.list(name)
    if not entries:
        if name.endswith(endings):
            yield name
        return
    for entry in entries:
        if entry.startswith("."):
            continue
        inner = entry if name == "." else posixpath.join(name, entry)
        if not entry.endswith("/"):
            if entry.endswith(endings):
                yield inner
        elif files.is_link(inner.rstrip("/")):
            if _astray(files, inner.rstrip("/")):
                yield inner.rstrip("/")
        elif entry.rstrip("/") not in SKIPPED and inner != "site/":
            yield from _below(files, inner.rstrip("/"), endings)


def astray(files: Disk, folder: str) -> Iterator[Unreadable]:
    """The symlinks below a folder that lead to folders outside the project, or back to themselves."""
    for entry in files.list(folder):
        inner = posixpath.normpath(posixpath.join(folder, entry))
        if entry.endswith("/") and files.is_link(inner):
            fault = _astray(files, inner)
            if fault is not None:
                yield fault
        elif entry.endswith("/"):
            yield from astray(files, inner)


def _astray(files: Disk, link: str) -> Unreadable | None:
    try:
        real = files.real(link)
    except Unreadable as fault:
        return fault
    if real == "." or link == real or link.startswith(f"{real}/"):
        return Unreadable(link, "is a symlink that leads back to itself")
    return None


def default_paths(root: str, config: Config, site: Site) -> list[str]:
    """What is checked when no path is given: the notes and the snippets, so far as they are there."""
    return [path for path in (site.docs, config.snippets) if os.path.isdir(os.path.join(root, path))]


def built(names: Iterable[str], site: Site) -> Iterator[str]:
    """Those of the names that MkDocs builds, or that are none of its business."""
    left_out = GitIgnoreSpec.from_lines(site.left_out)
    for name in names:
        below = name.removeprefix(f"{site.docs}/")
        if below == name or not left_out.match_file(below):
            yield name
