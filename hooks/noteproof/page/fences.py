"""Fences that do not render as one, and why."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from noteproof.finding import Rule, Says, Severity, rule

_LOOKS = re.compile(
    r"(?P<prefix>[> \t]*+(?P<item>(?:(?:[-+*:]|\d{1,9}[.)])[ \t]++[> \t]*+)*+))"
    r"(?P<run>`{3,}+|~{3,}+)(?P<info>.*)",
    re.DOTALL,
)
_WORD = re.compile(r"""(?P<key>[^\s="']+)(?:=(?P<value>"[^"]*"|'[^']*'|\S*))?|\S+""")
_LABEL = re.compile(r"[ \t]*\.?[\w#.+-]+(?=[ \t]|$)")
KNOWN = ("title", "hl_lines", "linenums")


@rule("page/lost-fence", Severity.ERROR)
def lost_fence(reason: str, hint: str) -> Says:
    """A fence renders as a code block.

    SuperFences takes a fence only when it understands all of its first line (a language, then `title`,
    `hl_lines` or `linenums`, or attributes in braces) and finds a closing fence of the same characters, the
    same length and the same indentation. Any other renders as a paragraph, and nothing says so.

    ````markdown
    <!-- expect: page/lost-fence -- `file` is not an option -->
    ```yaml file="pod.yaml"
    kind: Pod
    ```
    ````

    ````markdown
    ```yaml title="pod.yaml"
    kind: Pod
    ```
    ````
    """
    return Says(f"this fence renders as a paragraph: {reason}", hint)


RULES: tuple[Rule[...], ...] = (lost_fence,)


@dataclass(frozen=True)
class Looks:
    """A line that looks like a fence: where its run begins, the run, what follows it, what is in front."""

    at: int
    run: str
    info: str
    item: str
    width: int
    quotes: int

    @property
    def bare(self) -> bool:
        """Whether it could close a fence."""
        return not self.info.strip() and not self.item

    @property
    def shown(self) -> str:
        """The run as a message shows it: in quotation marks, as it may be of backticks."""
        return f'"{self.run:.20}"'

    def closes(self, other: Looks) -> bool:
        """Whether it was surely meant to close another, even if its length or character is wrong."""
        return self.bare and self.at > other.at


def look(at: int, line: str) -> Looks | None:
    """The fence that a line looks like; a run that closes on its own line is inline code."""
    if "```" not in line and "~~~" not in line:
        return None
    match = _LOOKS.match(line)
    if match is None:
        return None
    run, info = match["run"], match["info"]
    if any(len(other) == len(run) for other in re.findall(re.escape(run[0]) + "+", info)):
        return None
    return Looks(at, run, info, match["item"].strip(), len(match["prefix"]), match["prefix"].count(">"))


def outside(lines: list[str], taken: Iterable[tuple[int, int]]) -> Iterator[Looks]:
    """The lines that look like a fence and are not part of a fence that was taken; `taken` is in order."""
    at = 0
    for start, end in [*taken, (len(lines), len(lines))]:
        for number in range(at, start):
            looks = look(number, lines[number])
            if looks:
                yield looks
        at = end


def lost(
    lines: list[str], candidates: list[Looks], broken: dict[int, int | None]
) -> Iterator[tuple[int, Says]]:
    """The lost fences of a page, each with its reason; not what is lost only because an earlier one is.

    `broken` tells, of fences that opened, at which line they were given up (at none: at the page's end).
    """
    closer_of: Looks | None = None
    until = -1
    starts = sorted(broken)
    for looks in candidates:
        if looks.at < until:
            continue
        if closer_of is not None and looks.closes(closer_of):
            closer_of = None
            end = broken.get(looks.at, looks.at)
            until = len(lines) if end is None else end
            continue
        if looks.at == until and looks.at not in broken and not looks.item:
            # An earlier fence was given up on this very line, and took it along.
            closer_of = looks
            continue
        if looks.at in broken:
            end = broken[looks.at]
            until = len(lines) if end is None else end
            says, closed = _unclosed(lines, looks, until)
        else:
            says, closed = _swallowed(looks, starts, broken) or _refused(looks), False
        closer_of = None if closed else looks
        yield looks.at, says


def _swallowed(looks: Looks, starts: list[int], broken: dict[int, int | None]) -> Says | None:
    """What to say of a fence that another, which never closes, takes for content.

    The other is in a comment or in indented code, or it would have been reported instead.
    """
    before = bisect_left(starts, looks.at) - 1
    end = broken[starts[before]] if before >= 0 else -1
    if looks.item or (end is not None and end < looks.at):
        return None
    return lost_fence.words(
        "an earlier fence that never closes takes it for content", "close the fence above it"
    )


def _refused(looks: Looks) -> Says:
    """Why a fence did not open."""
    if looks.item:
        return lost_fence.words(
            f"it stands behind the list marker `{looks.item}`",
            "begin the fence on a line of its own, four columns further in than the marker",
        )
    info = looks.info.strip(" \t")
    if looks.run[0] == "`" and "`" in info:
        return lost_fence.words(
            "its first line holds a backtick", "take the backtick out, or fence with `~~~`"
        )
    if "{" in info:
        return _braces(info)
    odd = next((letter for letter in info if letter.isspace() and letter not in " \t"), None)
    if odd:
        return lost_fence.words(
            f"its first line holds the blank U+{ord(odd):04X}", "write a plain space instead"
        )
    label = _LABEL.match(info)
    if label is None and info:
        word = info.split()[0]
        return lost_fence.words(f"`{word:.40}` is not a language", "label it with a word such as `yaml`")
    for match in _WORD.finditer(info, label.end() if label else 0):
        fault = _option(match)
        if fault:
            return fault
    return lost_fence.words(
        "its first line is not understood", 'write a language, then options as `title="…"`'
    )


def _braces(info: str) -> Says:
    hint = 'write attributes as `{.yaml title="…"}`, at the end of the line'
    if not info.endswith("}"):
        where = "nothing may follow the braces" if "}" in info else "`{` is never closed"
        return lost_fence.words(where, hint)
    return lost_fence.words("what stands before the braces is not a language", hint)


def _option(match: re.Match[str]) -> Says | None:
    """What is wrong with one option, if anything."""
    key, value = match["key"], match["value"]
    if key not in KNOWN:
        known = ", ".join(KNOWN)
        return lost_fence.words(
            f"`{key or match[0]:.40}` is not an option of a fence; known: {known}",
            "remove it or use one of the known options",
        )
    if value is not None and value[:1] not in ('"', "'"):
        return lost_fence.words(f"the value of `{key}` is not quoted", f'write `{key}="…"`')
    if key == "hl_lines":
        pattern, example = r"\d+(-\d+)?([ \t]+\d+(-\d+)?)*", "1 3-5"
    elif key == "linenums":
        pattern, example = r"\d.*", "1"
    else:
        return None
    if value is None or not re.fullmatch(pattern, value[1:-1]):
        return lost_fence.words(f"`{key}` takes numbers", f'write `{key}="{example}"`')
    return None


def _unclosed(lines: list[str], looks: Looks, until: int) -> tuple[Says, bool]:
    """Why a fence that opened did not close, and whether its mistaken closing fence was found."""
    hint = f"close it with {looks.shown} in the same column"
    inner = ""
    for at in range(looks.at + 1, until):
        other = look(at, lines[at])
        if other is None or other.width < looks.width:
            continue
        if inner or not other.bare:
            if not inner:
                inner = other.run
            elif other.bare and other.run == inner:
                inner = ""
        elif other.run == looks.run:
            return lost_fence.words("its closing fence is indented further than its opening", hint), True
        else:
            return lost_fence.words(f"opened with {looks.shown}, closed with {other.shown}", hint), True
    after = next(filter(None, (look(at, lines[at]) for at in range(until, len(lines)))), None)
    if after and after.bare and after.run == looks.run and after.width <= looks.width:
        if after.at == until and after.quotes != looks.quotes:
            return lost_fence.words("its closing fence stands outside its quote", "quote both alike"), False
        if after.at == until and after.width == looks.width:
            return lost_fence.words("its formatter failed", "mend the options or the formatter"), True
        if after.at == until:
            return lost_fence.words(
                "its closing fence is indented less than its opening", "indent both alike"
            ), False
        reason = f"`{lines[until].strip():.40}` is indented less than the fence"
        return lost_fence.words(reason, "indent all of its lines at least as far as the fence"), False
    return lost_fence.words("opened here, never closed", hint), False
