"""What the project says of itself: `[tool.noteproof]` of its pyproject.toml, and its mkdocs.yml."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from noteproof.language import VERSIONS
from noteproof.text import nearest


class Wrong(Exception):
    """The configuration, or the command's words, cannot be used; the text says where and what to do."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a project; `repositories` maps "owner/name" to the folder that holds its files."""

    kubernetes: str = "1.36"
    snippets: str = "snippets"
    repositories: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Site:
    """What a mkdocs.yml says: where the notes are and how their Markdown is read.

    `left_out` are the patterns, as in a .gitignore, of what is not built.
    """

    docs: str = "docs"
    url: str | None = None
    directory_urls: bool = True
    extensions: tuple[str, ...] | None = None
    extension_configs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    def rule(self, code: str) -> str | None:
        """The address of a rule's published page."""
        end = "/" if self.directory_urls else ".html"
        return f"{self.url.rstrip('/')}/reference/rules/{code}{end}" if self.url else None


_KEYS = ("kubernetes", "snippets", "images")
_IMAGE_KEYS = ("repositories",)


def read(folder: str) -> Config:
    """The settings in the pyproject.toml of a folder or of the nearest one above."""
    path = _above(os.path.realpath(folder))
    if path is None:
        return Config()
    try:
        with open(path, "rb") as file:
            data = tomllib.load(file)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise Wrong(f"{path}: {fault}") from None
    except OSError as fault:
        raise Wrong(f"{path}: {fault.strerror}") from None
    tool = data.get("tool", {})
    return _config(tool.get("noteproof", {}) if isinstance(tool, dict) else {}, path)


def _above(folder: str) -> str | None:
    while True:
        path = os.path.join(folder, "pyproject.toml")
        if os.path.isfile(path):
            return path
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def _config(table: object, path: str) -> Config:
    known = _table(table, _KEYS, "tool.noteproof", path)
    images = _table(known.get("images", {}), _IMAGE_KEYS, "tool.noteproof.images", path)
    repositories = images.get("repositories", {})
    if not isinstance(repositories, dict) or not all(
        isinstance(folder, str) for folder in repositories.values()
    ):
        raise Wrong(
            f'{path}: tool.noteproof.images.repositories maps names to folders: {{"owner/name" = "docs"}}'
        )
    snippets = known.get("snippets", Config().snippets)
    if not isinstance(snippets, str) or snippets.startswith(("/", "\\")) or ".." in snippets.split("/"):
        raise Wrong(f"{path}: tool.noteproof.snippets is not the name of a folder below this one, with `/`")
    return Config(
        version(str(known.get("kubernetes", "1.36")), f"{path}: tool.noteproof.kubernetes"),
        snippets.rstrip("/"),
        repositories,
    )


def _table(table: object, keys: tuple[str, ...], name: str, path: str) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise Wrong(f"{path}: {name} is not a table")
    for key in table:
        if key not in keys:
            near = nearest(key, keys)
            hint = (
                f"did you mean `{near}`?" if near else f"it knows {', '.join(f'`{each}`' for each in keys)}"
            )
            raise Wrong(f"{path}: `{key}` is not a key of [{name}]; {hint}")
    return table


def version(text: str, where: str) -> str:
    """A Kubernetes version that is known, from "1.36" or "v1.36.2"."""
    minor = ".".join(text.removeprefix("v").split(".")[:2])
    if minor not in VERSIONS:
        raise Wrong(
            f"{where}: `{text}` is not a version that is known; name one from {VERSIONS[0]} to {VERSIONS[-1]}"
        )
    return minor


class _Tolerant(yaml.SafeLoader):
    """Reads mkdocs.yml without running what its tags name."""


_Tolerant.add_multi_constructor("", lambda loader, suffix, node: None)


def site(folder: str) -> Site:
    """What the mkdocs.yml of a folder says; MkDocs' own defaults where there is none."""
    path = os.path.join(folder, "mkdocs.yml")
    if not os.path.isfile(path):
        return Site()
    try:
        with open(path, encoding="utf-8-sig") as file:
            data = yaml.load(file, Loader=_Tolerant)
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise Wrong(f"{path}: {fault}") from None
    if not isinstance(data, dict):
        raise Wrong(f"{path}: it holds no settings")
    names: list[str] = []
    configs: dict[str, Mapping[str, Any]] = {}
    listed = data.get("markdown_extensions") or []
    if not isinstance(listed, list | dict):
        raise Wrong(f"{path}: `markdown_extensions` is not a list")
    for entry in [listed] if isinstance(listed, dict) else listed:
        for name, settings in entry.items() if isinstance(entry, dict) else ((entry, None),):
            names.append(str(name))
            if isinstance(settings, dict):
                configs[str(name)] = settings
    return Site(
        str(data.get("docs_dir") or "docs").rstrip("/"),
        data.get("site_url") or None,
        bool(data.get("use_directory_urls", True)),
        tuple(names) if "markdown_extensions" in data else None,
        configs,
        tuple(
            line for key in ("exclude_docs", "draft_docs") for line in str(data.get(key) or "").splitlines()
        ),
    )
