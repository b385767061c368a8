"""A page with its picture links repaired, and what was to say about them.

The rule of the notes: every picture's address is relative to the file of the page, in Markdown and in raw
HTML alike, so that GitHub and editors show it. A *fix* writes such an address, and is stable: a page once
fixed has nothing left to repair. The *rendering* differs from the fixed page in two ways that are no faults
of the page and are not reported: MkDocs turns the addresses of Markdown pictures into those of the served
page but leaves raw HTML alone, so in raw HTML they are turned here; and pictures get their size, `loading`
and `decoding`.

Pictures in an included file (`--8<--`) are seen where that file is a page of its own, not in the page that
includes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from noteproof.finding import Diagnostic, Finding, diagnose, own_span
from noteproof.page import image_rules as say
from noteproof.page.image_dress import dressed, linked, wiki_width
from noteproof.page.image_links import Form, Shown, shown
from noteproof.page.image_rules import rules
from noteproof.page.image_tags import Address
from noteproof.page.image_targets import (
    Ambiguous,
    Led,
    Mended,
    Missing,
    Outside,
    Page,
    Remote,
    Target,
    fragment,
)
from noteproof.page.picture import Images, Library
from noteproof.text import Edit, Snippet, Source, Span

__all__ = ["Images", "Library", "Repaired", "repair", "rules"]

_HOST = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?://)?(?:[^/?#@\s]*@)?([^/?#\s]+)")
_MOST_SUGGESTIONS = 50
"""A nearest name is looked up this often a page: who has more missing pictures has another problem."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """A page as it is to be rendered, with as many lines as before, and what is to say about its source.

    `edits` are what makes `text` of the source's text.
    """

    text: str
    diagnostics: tuple[Diagnostic, ...] = ()
    edits: tuple[Edit, ...] = ()


def repair(source: Source, library: Library, code: Iterable[Span] = ()) -> Repaired:
    """The page with its pictures repaired.

    `source` is the whole file, front matter included; `code` are the spans of its rendered code blocks,
    fence lines included. One `library` serves a whole build.
    """
    pictures = shown(source.text, code)
    if not pictures:
        return Repaired(source.text)
    desk = _Desk(source, Page(source.path, library))
    for picture in pictures:
        desk.judge(picture)
    snippet = Snippet.whole(source)
    diagnostics = sorted(
        (diagnose(finding, snippet, own_span) for finding in desk.findings), key=lambda found: found.span
    )
    edits = tuple(Edit(span, desk.edits[span]) for span in sorted(desk.edits))
    return Repaired(_applied(source.text, edits), tuple(diagnostics), edits)


def _applied(text: str, edits: Sequence[Edit]) -> str:
    parts = []
    at = 0
    for edit in edits:
        parts += [text[at : edit.span.start], edit.text]
        at = edit.span.end
    return "".join([*parts, text[at:]])


class _Desk:
    """The work on one page: what was found and edited so far."""

    def __init__(self, source: Source, page: Page) -> None:
        self.source = source
        self.page = page
        self.library = page.library
        self.findings: list[Finding] = []
        self.edits: dict[Span, str] = {}
        self._judged: dict[Span, str | None] = {}
        self._heavy: set[str] = set()
        self._called: dict[str, tuple[str, Span]] = {}
        self._suggestions = 0
        self._includes = "--8<--" in source.text
        self._first = True

    def judge(self, picture: Shown) -> None:
        """Repair a picture, report its faults and dress it for the page."""
        if picture.form is Form.UNDEFINED:
            self._undefined(picture)
            return
        if not picture.addresses:
            self._report(say.missing.at(_opening(picture), ""))
        paths = [self._address(picture, address) for address in picture.addresses]
        path = paths[0] if paths and picture.has_src else None
        if picture.form is Form.SOURCE:
            return
        self._alt(picture, path)
        self._dress(picture, path)

    def _report(self, finding: Finding) -> None:
        self.findings.append(finding)

    def _address(self, picture: Shown, address: Address) -> str | None:
        """The file that an address leads to; a definition that serves several pictures is judged once."""
        if address.span not in self._judged:
            raw = picture.form in (Form.TAG, Form.SOURCE)
            if picture.form is Form.WIKI:
                target = self.page.wiki(address.text)
            else:
                target = self.page.target(address.text, raw)
            self._judged[address.span] = self._act(picture, address, target, raw)
        return self._judged[address.span]

    def _act(self, picture: Shown, address: Address, target: Target, raw: bool) -> str | None:
        where = address.span if address.text else _opening(picture)
        path: str | None = None
        if isinstance(target, Led):
            path = target.path
        elif isinstance(target, Mended):
            path = target.path
            self._mend(picture, address, target)
            if target.path is None:
                if len(target.among) > 1:
                    self._report(say.ambiguous.at(where, address.text, target.among))
                self._report(
                    say.remote.at(where, target.address, _host(target.address), self._near(target.among))
                )
        elif isinstance(target, Remote):
            self._report(say.remote.at(where, address.text, _host(address.text), self._near(target.among)))
        elif isinstance(target, Ambiguous):
            self._report(say.ambiguous.at(where, address.text, target.paths))
        elif isinstance(target, Outside):
            self._report(say.unreadable.at(where, address.text, "leads outside the project"))
        elif isinstance(target, Missing):
            self._report(say.missing.at(where, address.text, target.why, self._suggestion(target.path)))
        if path is None:
            return None
        if raw and isinstance(target, Led) and self.page.served != self.page.folder:
            self._edit(address.span, self.page.address(path, served=True) + fragment(address.text))
        self._weigh(where, path)
        return path

    def _near(self, paths: Sequence[str]) -> tuple[str, ...]:
        return tuple(self.page.address(path) for path in paths)

    def _suggestion(self, path: str) -> str | None:
        self._suggestions += 1
        if self._suggestions > _MOST_SUGGESTIONS or not self.page.inside or path.startswith(".."):
            return None
        found = self.library.suggestion(path)
        return found and self.page.address(found)

    def _mend(self, picture: Shown, address: Address, target: Mended) -> None:
        """Report a repair with its fix, and make it in what is rendered."""
        raw = picture.form in (Form.TAG, Form.SOURCE)
        becomes = self.page.address(target.path) + target.rest if target.path else target.address
        span = picture.span if picture.form is Form.WIKI else address.span
        text = linked(picture, becomes) if picture.form is Form.WIKI else becomes
        # A line end within an address would be lost with it, and every line after it would move.
        edit = None if _spans_lines(self.source.text, span) or _spans_lines(text) else Edit(span, text)
        where = span if span.end > span.start else picture.span
        self._report(say.repaired.at(where, address.text, becomes, target.why, edit))
        if edit and raw and target.path:
            text = self.page.address(target.path, served=True) + target.rest
        if edit:
            self._edit(span, text)

    def _edit(self, span: Span, text: str) -> None:
        if not _spans_lines(self.source.text, span):
            self.edits[span] = text

    def _weigh(self, where: Span, path: str) -> None:
        picture = self.library.picture(path)
        if picture.fault:
            self._report(say.unreadable.at(where, path, picture.fault))
        limit = self.library.settings.limit
        if picture.bytes > limit and path not in self._heavy:
            self._heavy.add(path)
            self._report(say.heavy.at(where, path, picture.bytes, limit))

    def _undefined(self, picture: Shown) -> None:
        """A reference that nothing defines is shown as it is written; an included file might define it."""
        if self._includes:
            return
        name = picture.addresses[0]
        where = name.span if name.span.end > name.span.start else picture.span
        self._report(say.missing.at(where, name.text, "is a reference that nothing on this page defines"))

    def _alt(self, picture: Shown, path: str | None) -> None:
        """Report alternative text that is lacking, or that another picture of the page has."""
        name = picture.addresses[0].text if picture.addresses else ""
        alt = " ".join((picture.alt or "").split())
        if not alt or wiki_width(picture):
            given = picture.attributes
            decorates = given.get("role") in ("presentation", "none") or given.get("aria-hidden") == "true"
            if not (decorates and picture.alt is not None):
                self._report(say.no_alt.at(picture.alt_span, path or name))
            return
        first, place = self._called.setdefault(alt.casefold(), (path or name, picture.alt_span))
        if first != (path or name):
            self._report(say.repeated_alt.at(picture.alt_span, alt, place))

    def _dress(self, picture: Shown, path: str | None) -> None:
        file = self.library.picture(path) if path else None
        edit = dressed(picture, file, self._first, self.edits.get(picture.span))
        self._first = False
        if edit:
            self.edits[edit.span] = edit.text


def _opening(picture: Shown) -> Span:
    """What stands for a picture that has no address: all of it, or the `<img` of a tag."""
    start = picture.span.start
    return Span(start, start + len("<img")) if picture.form is Form.TAG else picture.span


def _spans_lines(text: str, span: Span | None = None) -> bool:
    part = text if span is None else text[span.start : span.end]
    return "\n" in part or "\r" in part


def _host(address: str) -> str:
    found = _HOST.match(address)
    return f"`{found[1][:80]}`" if found else "`?`"
