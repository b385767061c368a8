"""What the MkDocs hooks call: the check of each page as it is built."""

from __future__ import annotations

import logging
import os
import posixpath
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from markdown import Markdown
from markdown.extensions import Extension
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from noteproof import catalogue, config, directives, engine, pages, project, reading
from noteproof.finding import Diagnostic, Severity
from noteproof.page import blocks, images
from noteproof.page.picturing import PICTURE as _PICTURES
from noteproof.page.picturing import Pictures
from noteproof.render import html as marks
from noteproof.render import human, table
from noteproof.text import Snippet, Source, Span, Unreadable, decoded

log = logging.getLogger("mkdocs.hooks.snippets")

_LEVELS = {Severity.ERROR: logging.ERROR, Severity.WARNING: logging.WARNING, Severity.INFO: logging.INFO}
_RULES = "reference/rules"


@dataclass
class Build:
    """What the hooks of one build share. MkDocs makes a new configuration for each, and so a new `Build`."""

    project: project.Project
    docs: str
    tracing: blocks.Tracing | None = None
    pictures: Pictures | None = None
    page: Page | None = None
    source: Source | None = None
    body: int = 1
    broken: Diagnostic | None = None
    said: set[tuple[object, ...]] = field(default_factory=set)
    rendered: deque[tuple[Page, Source, blocks.Page, tuple[Diagnostic, ...]]] = field(default_factory=deque)
    shown_in: dict[str, dict[str, str]] = field(default_factory=dict)

    def say(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Log diagnostics in the words of the command, each once however many pages show it."""
        for each in diagnostics:
            key = (each.source.path, each.span, each.rule.code, each.message)
            if key not in self.said:
                self.said.add(key)
                log.log(_LEVELS[each.severity], "%s", human.block(each).rstrip("\n"))


def _build(mkdocs: MkDocsConfig) -> Build:
    """The build that a configuration is for; begun by the first hook that asks."""
    known = getattr(mkdocs, "noteproof", None)
    if isinstance(known, Build):
        return known
    root = (
        os.path.dirname(os.path.abspath(mkdocs.config_file_path)) if mkdocs.config_file_path else os.getcwd()
    )
    docs = os.path.relpath(mkdocs.docs_dir, root).replace(os.sep, "/")
    try:
        settings = config.read(root)
    except config.Wrong as fault:
        raise PluginError(f"noteproof: {fault}") from None
    site = config.Site(
        docs,
        mkdocs.site_url or None,
        mkdocs.use_directory_urls,
        tuple(mkdocs.markdown_extensions),
        mkdocs.mdx_configs,
    )
    build = Build(project.open_project(root, [mkdocs.docs_dir], settings, site), docs)
    _refuse_astray(build)
    mkdocs.noteproof = build  # type: ignore[attr-defined]  # a place that is made anew with each configuration
    mkdocs.markdown_extensions.append(build.project.guard)  # type: ignore[arg-type]  # Python-Markdown takes both
    mkdocs.markdown_extensions.append(_Unbroken(build))  # type: ignore[arg-type]
    return build


def _refuse_astray(build: Build) -> None:
    """End the build at a folder that leads out of the project or back to itself: MkDocs would follow it."""
    said = [reading.cannot(fault) for fault in project.astray(build.project.files, build.docs)]
    build.say(said)
    if said:
        raise PluginError("noteproof: MkDocs would follow these folders, so nothing is built")


class _Unbroken(Extension):
    """Keeps a page that Markdown cannot render from ending the build: its mark stands in its place."""

    def __init__(self, build: Build) -> None:
        super().__init__()
        self._build = build

    def extendMarkdown(self, md: Markdown) -> None:  # Python-Markdown calls it so
        """Take part in a rendering."""
        build, convert = self._build, md.convert

        def converted(source: str) -> str:
            try:
                return convert(source)
            except (AssertionError, LookupError, RuntimeError, TypeError, ValueError) as fault:
                page, says = build.source or Source("", ""), blocks.unrenderable.words(type(fault).__name__)
                build.broken = Diagnostic(
                    blocks.unrenderable, page, page.line_span(1), says.message, says.hint
                )
                return marks.mark([build.broken], (), lambda code: None)

        md.convert = converted  # type: ignore[method-assign]  # of this one page


def check_blocks(config: MkDocsConfig) -> None:
    """Follow the rendering of every page."""
    build = _build(config)
    build.tracing = blocks.Tracing(build.project.files, None, build.project.markdown.root)
    config.markdown_extensions.append(build.tracing)  # type: ignore[arg-type]  # Python-Markdown takes both


def check_images(config: MkDocsConfig) -> None:
    """Repair the pictures of every page as it is rendered."""
    build = _build(config)
    build.pictures = Pictures()
    config.markdown_extensions.append(build.pictures)  # type: ignore[arg-type]  # Python-Markdown takes both


def check_reference(config: MkDocsConfig) -> None:
    """Have a page for every rule."""
    _build(config)


def prepare_files(files: Files, config: MkDocsConfig) -> None:
    """Take out the files that are not to be read, and publish the snippets."""
    build = _build(config)
    for file in list(files):
        if file.src_dir == config.docs_dir and file.generated_by is None:
            _admit(build, file, files, config)
    _publish_snippets(build, files, config)


def _admit(build: Build, file: File, files: Files, config: MkDocsConfig) -> None:
    """Leave a file as it is, or take it out; in the place of a page, put what is wrong with it."""
    name = posixpath.join(build.docs, file.src_uri)
    is_page = file.is_documentation_page()
    shown = None
    try:
        if not is_page:
            build.project.files.real(name)
            if name.endswith(project.YAML):
                build.say(project.Run(build.project).check([name]).diagnostics)
            return
        source, broken = decoded(name, build.project.files.read_bytes(name))
        said = reading.faults(source, broken)
        if reading.is_legible(said):
            shown = source.text
    except Unreadable as fault:
        said = [reading.cannot(fault)]
    if said:
        build.say(said)
        files.remove(file)
    if said and is_page:
        shown = marks.mark(said, (), lambda code: None) if shown is None else shown
        files.append(File.generated(config, file.src_uri, content=shown, inclusion=file.inclusion))


def _publish_snippets(build: Build, files: Files, config: MkDocsConfig) -> None:
    """Check the files of the snippets folder and publish them at `/snippets/`."""
    folder = build.project.settings.snippets
    there = build.project.files.is_folder(folder)
    names = list(project.notes(build.project.files, [folder])) if there else []
    build.say(project.Run(build.project).check(names).diagnostics)
    recordings = project.recordings(build.project.files, folder) if there else ()
    for name in (*names, *recordings):
        if name.endswith((*project.YAML, *project.RECORDINGS)):
            try:
                text = build.project.files.read(name).text
            except Unreadable:
                continue
            if directives.read(Snippet.whole(Source(name, text))).expectations:
                text = f"# What the comments below expect is there on purpose.\n{text}"
            inner = posixpath.join("snippets", posixpath.relpath(name, folder))
            files.append(File.generated(config, inner, content=text, inclusion=InclusionLevel.NOT_IN_NAV))


def begin_page(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Follow the rendering of this page."""
    build = _build(config)
    _open(build, markdown, page)
    assert build.tracing is not None
    assert build.source is not None
    build.tracing.begin(build.source, build.body)
    build.project.guard.begin(build.source)


def _open(build: Build, markdown: str, page: Page) -> Source:
    """The page as a file: the text above the Markdown is its front matter."""
    if build.source is not None and build.page is page:
        return build.source
    text = page.file.content_string
    build.page, build.broken = page, None
    build.source = Source(posixpath.join(build.docs, page.file.src_uri), text)
    build.body = text[: len(text) - len(markdown)].count("\n") + 1 if text.endswith(markdown) else 1
    return build.source


def repair_page(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Have the pictures of this page repaired as it is rendered; the file stays as it is."""
    build = _build(config)
    source = _open(build, markdown, page)
    library = build.project.library

    def repaired(text: str) -> str:
        return images.repair(Source(source.path, text), library).text

    assert build.pictures is not None
    build.pictures.begin(repaired)
    if build.tracing is None:
        view = blocks.trace(source, build.project.files, build.project.markdown, build.body)
        found = _pictures(build, source, view)
        build.say(pages.prose(source, view, found, build.project.settings).diagnostics)


def _pictures(build: Build, source: Source, view: blocks.Page) -> tuple[Diagnostic, ...]:
    """What is to be said of a page's pictures, when they are looked at."""
    if build.pictures is None or not _PICTURES.search(source.text):
        return ()
    return images.repair(source, build.project.library, pages.code_spans(source, view)).diagnostics


def finish_page(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Keep what was seen as a page was rendered; the checks come when all pages are."""
    build = _build(config)
    assert build.tracing is not None
    assert build.source is not None
    left_out = build.project.guard.finish()
    view = build.tracing.finish(html) if build.broken is None else blocks.Page((), (build.broken,), html)
    build.rendered.append((page, build.source, view, left_out))
    return html


@event_priority(50)
def finish_notes(env: object, config: MkDocsConfig, files: Files) -> None:
    """Check the blocks of all pages, one after the other, and put the marks beside them.

    Checking page by page between renderings takes half as long again: each throws the other's code and
    tables out of the processor's cache. The reference's links to the notes come after this.
    """
    build = _build(config)
    while build.rendered:
        page, source, view, left_out = build.rendered.popleft()
        beside, tables = _marks(build, page, source, view, left_out, files)
        page.content = blocks.fill(table.fold(page.content or "", tables), beside)
    build.project.files.forget()


def _marks(
    build: Build,
    page: Page,
    source: Source,
    view: blocks.Page,
    left_out: tuple[Diagnostic, ...],
    files: Files,
) -> tuple[dict[int, str], dict[int, str]]:
    """Check a page and say what is wrong with it: the marks of its blocks, and the tables of its cases."""
    found = left_out or _pictures(build, source, view)
    checked = pages.check(source, view, found, build.project.files, build.project.settings)
    build.say(engine.report((outcome for _, outcome in checked.blocks), checked.diagnostics).diagnostics)

    def address(code: str) -> str | None:
        rule = files.get_file_from_path(f"{_RULES}/{code}.md")
        return get_relative_url(rule.url, page.url) if rule else None

    of_fences: dict[tuple[str, Span], list[Diagnostic]] = {}
    for each in checked.diagnostics:
        of_fences.setdefault((each.source.path, each.span), []).append(each)
    beside: dict[int, str] = {}
    tables: dict[int, str] = {}
    for block, outcome in checked.blocks:
        of_fence = of_fences.get((block.fence_source.path, block.fence), ())
        faults = (*of_fence, *outcome.diagnostics)
        beside[block.number] = _file(build, block, page, files) + marks.mark(faults, outcome.met, address)
        if outcome.decided:
            tables[block.number] = table.table(outcome.decided)
    for met in (*checked.met, *(met for _, outcome in checked.blocks for met in outcome.met)):
        build.shown_in.setdefault(met.rule.code, {})[page.url] = str(page.title or page.url)
    return beside, tables


def _file(build: Build, block: blocks.Block, page: Page, files: Files) -> str:
    """A link to the published file that a block shows whole; nothing for any other block."""
    origins = block.snippet.origins
    source = origins[0].source if origins else None
    if source is None or source is build.source or block.snippet.text.strip() != source.text.strip():
        return ""
    name = posixpath.relpath(source.path, build.project.settings.snippets)
    published = files.get_file_from_path(posixpath.join("snippets", name))
    return marks.download(name, get_relative_url(published.url, page.url)) if published else ""


def add_reference(files: Files, config: MkDocsConfig) -> None:
    """Add a page for each rule and each table, and the list of them."""
    for name, text in catalogue.tables().items():
        files.append(File.generated(config, f"reference/{name}.md", content=text))
    for code, rule in catalogue.by_code().items():
        files.append(File.generated(config, f"{_RULES}/{code}.md", content=catalogue.page(rule)))
    files.append(File.generated(config, "reference/index.md", content=catalogue.index("rules")))


def link_reference(env: object, config: MkDocsConfig, files: Files) -> None:
    """Say on each rule's page which notes show its fault on purpose."""
    build = _build(config)
    for code, notes in build.shown_in.items():
        file = files.get_file_from_path(f"{_RULES}/{code}.md")
        if file is not None and file.page is not None and file.page.content is not None:
            own = file.page.url
            links = [
                (title, get_relative_url(url, own))
                for url, title in sorted(notes.items())
                if not url.startswith("reference/")
            ]
            file.page.content += marks.back_links(links)
