"""A text sewn from pieces that know where they were written: a condition with its appendices and lists."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from noteproof.finding import Part, Route
from noteproof.text import Span
from noteproof.yamltree import Document


class Place(NamedTuple):
    """A text of a document."""

    document: Document
    route: Route


class Patch(NamedTuple):
    """Where a piece that begins at `start` was written: at an offset `at` of the text at a place.

    Its characters stand there one by one, or else all of them stand for the `width` characters from `at`, as
    the items of the list `of` stand for its name. A piece without a place was written by nobody.
    """

    start: int
    place: Place | None
    at: int
    width: int | None = None
    of: str = ""


class Cut(NamedTuple):
    """A stretch of a text, and the items of a list that are to stand there, for its name at `meant`."""

    start: int
    end: int
    text: str
    meant: Span
    of: str


@dataclass(frozen=True, slots=True)
class Patchwork:
    """A text and its pieces, in order."""

    text: str
    patches: tuple[Patch, ...] = field(repr=False)

    @classmethod
    def written(cls, document: Document, route: Route, text: str) -> Patchwork:
        """The text that stands at a route of a document."""
        return cls(text, (Patch(0, Place(document, route), 0),))

    def between(self, start: int, end: int) -> Patchwork:
        """A stretch of the text."""
        return Patchwork(self.text[start:end], tuple(self._cut_out(start, end, 0)))

    def stripped(self, characters: str) -> Patchwork:
        """The text without these characters at both ends."""
        end = len(self.text.rstrip(characters))
        start = end - len(self.text[:end].lstrip(characters))
        return self.between(start, end)

    def mended(self, cuts: Sequence[Cut]) -> Patchwork:
        """The text with other texts in the place of stretches of it, which are apart and in order."""
        texts: list[str] = []
        patches: list[Patch] = []
        length = at = 0
        for cut in cuts:
            texts.append(self.text[at : cut.start])
            patches.extend(self._cut_out(at, cut.start, length))
            length += cut.start - at
            texts.append(cut.text)
            patches.append(self._standing_for(cut, length))
            length += len(cut.text)
            at = cut.end
        texts.append(self.text[at:])
        patches.extend(self._cut_out(at, len(self.text), length))
        return Patchwork("".join(texts), tuple(patches))

    def list_at(self, offset: int) -> str:
        """The list whose items stand at an offset; empty where the text is as written."""
        return self.patches[self._patch(offset)].of

    def place(self, start: int, end: int) -> tuple[Document, Part]:
        """Where a stretch was written, up to the end of the piece that it begins in."""
        first = self._patch(start)
        patch = self.patches[first]
        if patch.place is None:
            first = self._neighbour(first)
            patch = self.patches[first]
        assert patch.place is not None
        document, route = patch.place
        stop = self.patches[first + 1].start if first + 1 < len(self.patches) else len(self.text)
        if patch.width is not None:
            begin, last = patch.at, patch.at + patch.width - 1
        else:
            begin = patch.at + min(max(start, patch.start), stop) - patch.start
            last = patch.at + min(max(end, patch.start), stop) - patch.start - 1
        where = document.within(route, begin)
        stop = document.within(route, last) + 1 if last >= begin else where
        return document, Part(route, Span(where, stop))

    def _patch(self, offset: int) -> int:
        return max(bisect_right(self.patches, offset, key=lambda patch: patch.start) - 1, 0)

    def _neighbour(self, number: int) -> int:
        """The nearest piece that somebody wrote: the next one, or else the last before."""
        after = (each for each in range(number, len(self.patches)) if self.patches[each].place)
        before = (each for each in range(number, -1, -1) if self.patches[each].place)
        return next(after, next(before, 0))

    def _standing_for(self, cut: Cut, start: int) -> Patch:
        patch = self.patches[self._patch(cut.meant.start)]
        if patch.width is not None or patch.place is None:
            return patch._replace(start=start)
        at = patch.at + cut.meant.start - patch.start
        return Patch(start, patch.place, at, max(cut.meant.end - cut.meant.start, 1), cut.of)

    def _cut_out(self, start: int, end: int, at: int) -> Iterable[Patch]:
        """The pieces of a stretch, as they are when it begins at an offset `at`."""
        number = self._patch(start)
        while number < len(self.patches) and (patch := self.patches[number]).start < max(end, start + 1):
            begin = max(patch.start, start)
            inner = patch.at + begin - patch.start if patch.width is None else patch.at
            yield patch._replace(start=at + begin - start, at=inner)
            number += 1


def sewn(pieces: Iterable[Patchwork | str]) -> Patchwork:
    """Pieces one behind the other; a plain text among them was written by nobody."""
    texts: list[str] = []
    patches: list[Patch] = []
    length = 0
    for piece in pieces:
        if isinstance(piece, str):
            texts.append(piece)
            patches.append(Patch(length, None, 0))
            length += len(piece)
        else:
            texts.append(piece.text)
            patches.extend(patch._replace(start=patch.start + length) for patch in piece.patches)
            length += len(piece.text)
    return Patchwork("".join(texts), tuple(patches))


def spaced(pieces: Sequence[Patchwork]) -> Patchwork:
    """Pieces with a blank between each two, as Falco appends."""
    if len(pieces) == 1:
        return pieces[0]
    parts: list[Patchwork | str] = [pieces[0]]
    for piece in pieces[1:]:
        parts += (" ", piece)
    return sewn(parts)
