"""Entries of a mapping in braces, and items of a list in brackets, taken out and put in."""

from __future__ import annotations

from noteproof.yamltree.sheet import Sheet


def cut(sheet: Sheet, places: list[tuple[int, int]], gone: list[bool]) -> None:
    """Take entries out, each with one comma; `places` are where they begin and end."""
    if True not in gone:
        return
    if False not in gone:
        sheet.edit(places[0][0], places[-1][1], "")
        return
    first = gone.index(False)
    if first:
        sheet.edit(places[0][0], places[first][0], "")
    for at in range(first + 1, len(gone)):
        if gone[at]:
            sheet.edit(places[at - 1][1], places[at][1], "")


def insert(sheet: Sheet, opened: int, ends: list[int], added: list[str]) -> None:
    """Put entries behind the last of those that end at `ends`.

    An end of -1 is that of a key without a value, behind which there is no place; `opened` is just inside.
    """
    if not added:
        return
    text = ", ".join(added)
    if not ends:
        sheet.edit(opened, opened, text)
    elif ends[-1] < 0:
        sheet.edit(opened, opened, f"{text}, ")
    else:
        sheet.edit(ends[-1], ends[-1], f", {text}")
