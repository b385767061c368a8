"""The comments that speak to the checker."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from noteproof.finding import AnyRule, Finding, Says, Severity, rule
from noteproof.text import Snippet, Source, Span, lines_of, nearest

NAMES = ("in", "after", "read-by", "kubernetes", "unchecked")
_LONG_NAMES = ("after", "read-by", "kubernetes", "unchecked", "expect", "writable")
READERS = ("kubectl", "api", "kubelet")

_CODE = re.compile(r"[a-z][a-z0-9-]*/[a-z][a-z0-9-]*")
_EXPECT = re.compile(r"(?:^|(?<=[ \t\r]))#[ \t]*expect[ \t]*:(?P<words>[^\r\n]*)", re.MULTILINE)
_SPELT = re.compile("expec|exepct", re.IGNORECASE)
_NEAR_EXPECT = re.compile(
    r"(?:^|(?<=[ \t]))#[ \t]*(?:expect(?:s|ed)?|expec|exepct)[ \t]*:?[ \t]*[a-z]+/[a-z]",
    re.MULTILINE | re.IGNORECASE,
)
_WRITABLE = re.compile(r"(?:^|(?<=[ \t]))#[ \t]*writable[ \t]*:(?P<words>[^\r\n]*)", re.MULTILINE)
_OPENING = re.compile(r"#[ \t]*(?P<name>[A-Za-z][A-Za-z_-]*)[ \t]*:(?P<words>.*)")
_NO_COLON = re.compile(
    r"#[ \t]*(?:(?P<reader>read[-_]by[ \t]+\w+)|(?P<version>kubernetes[ \t]*[<>=].*)"
    r"|(?P<unchecked>unchecked(?:[ \t]*[–—=].*|[ \t]+-+[ \t].*|[ \t]+because\b.*|)))",
    re.IGNORECASE,
)
_MEANT = {"reader": "read-by", "version": "kubernetes", "unchecked": "unchecked"}
_HTML = re.compile(r"[ \t>]*<!--[ \t]*expect[ \t]*:(?P<words>.*?)-->[ \t]*")
_NEAR_HTML = re.compile(r"[ \t>]*<!--[ \t]*expect[^-]*?/.*-->", re.IGNORECASE)
_VERSION = re.compile(r"(?P<sign>>=|<=|>|<|=?)[ \t]*1\.(?P<minor>[0-9]{1,3})")


@rule("directive/malformed", Severity.ERROR)
def malformed(comment: str, fault: str, hint: str) -> Says:
    """A comment that speaks to the checker says something that it understands.

    A misspelt one would otherwise be silently taken for English.

    ```yaml
    # read-by: kubeclt  # expect: directive/malformed
    apiVersion: v1
    kind: Namespace
    metadata:
      name: web
    ```

    ```yaml
    # read-by: kubectl
    apiVersion: v1
    kind: Namespace
    metadata:
      name: web
    ```
    """
    return Says(f"`{comment}` {fault}", hint)


@rule("expect/unmet", Severity.ERROR)
def unmet(code: str, codes: frozenset[str]) -> Says:
    """An expected diagnostic is there.

    An expectation is a promise to the reader that this very fault is shown here.

    ```yaml
    apiVersion: v1
    kind: Namespace
    metadata:
      name: web  # expect: kubernetes/unknown-field expect/unmet
    ```

    ```yaml
    apiVersion: v1
    kind: Namespace
    metadata:
      nmae: web  # expect: kubernetes/unknown-field
    ```
    """
    hint = "remove the expectation, or show the fault again"
    if codes and code not in codes:
        near = nearest(code, codes, 6)
        hint = f"did you mean `{near}`?" if near else "no rule has this code; see the list of rules"
    return Says(f"`{code}` is expected here and does not come", hint)


rules: tuple[AnyRule, ...] = (malformed, unmet)


@dataclass(frozen=True, slots=True)
class Expectation:
    """Diagnostics that are to come on one line: their codes, the line, and the span of the comment."""

    codes: tuple[str, ...]
    line: int
    span: Span
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Writable:
    """Paths that containers write to, and the span of the comment that lists them."""

    paths: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Directive:
    """One of the opening comments: what it says, and where."""

    words: str
    span: Span


@dataclass(frozen=True, slots=True)
class Directives:
    """What the comments of a snippet say to the checker.

    `versions` are constraints as signs and minors, such as (">=", 34); `kubernetes` says the last of them.
    """

    place: Directive | None = None
    after: tuple[Directive, ...] = ()
    read_by: Directive | None = None
    versions: tuple[tuple[str, int], ...] = ()
    kubernetes: Directive | None = None
    unchecked: Directive | None = None
    expectations: tuple[Expectation, ...] = ()
    findings: tuple[Finding, ...] = ()
    writable: tuple[Writable, ...] = ()

    def speaks_of(self, known: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the known Kubernetes versions that the snippet speaks of: all constraints hold."""
        return tuple(
            version
            for version in known
            if all(_holds(int(version.split(".")[1]), sign, minor) for sign, minor in self.versions)
        )


NONE = Directives()


def _holds(minor: int, sign: str, bound: int) -> bool:
    if sign == ">=":
        return minor >= bound
    if sign == "<=":
        return minor <= bound
    if sign == ">":
        return minor > bound
    if sign == "<":
        return minor < bound
    return minor == bound


def read(snippet: Snippet) -> Directives:
    """What the comments of a snippet say; they are read from its text, whether or not it is YAML."""
    text = snippet.text
    if "#" not in text:
        return NONE
    findings: list[Finding] = []
    expectations = tuple(_expectations(snippet, findings)) if _SPELT.search(text) else ()
    opening = tuple(_opening(text, findings))
    writable = tuple(_writable(text, opening, findings)) if "ritable" in text else ()
    if not opening and not expectations and not findings and not writable:
        return NONE
    return replace(_gather(opening, expectations, findings), writable=writable)


def _opening(text: str, findings: list[Finding]) -> Iterator[tuple[str, str, Span]]:
    """The name, the words and the span of each comment above the content that may be a directive.

    One that lacks no more than its colon goes to the findings.
    """
    at = 0
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        if stripped and not stripped.startswith("#") and stripped != "---":
            return
        found = _OPENING.match(stripped)
        if found:
            start = at + line.index("#")
            words = _EXPECT.sub("", found["words"]).strip()
            yield found["name"], words, Span(start, start + len(stripped))
        elif stripped.startswith("#") and (near := _NO_COLON.fullmatch(_EXPECT.sub("", stripped).strip())):
            span = Span(at + line.index("#"), at + len(line.rstrip()))
            hint = _USAGE[_MEANT[str(near.lastgroup)]]
            findings.append(malformed.at(span, near.group()[:60], "lacks the colon of a directive", hint))
        at += len(line)


def _gather(
    opening: tuple[tuple[str, str, Span], ...], expectations: tuple[Expectation, ...], findings: list[Finding]
) -> Directives:
    said: dict[str, Directive] = {}
    after: list[Directive] = []
    versions: list[tuple[str, int]] = []
    for name, words, span in opening:
        if name not in NAMES:
            known = name.casefold() if name.casefold() in NAMES else nearest(name, _LONG_NAMES, 1)
            if known and name != "expect" and len(name) > 2:
                fault = f"is not a directive; did you mean `# {known}:`?"
                findings.append(malformed.at(span, f"# {name}:", fault, f"write `# {known}: …`"))
            continue
        if not words:
            findings.append(malformed.at(span, f"# {name}:", "says nothing", _USAGE[name]))
        elif name == "after":
            after.append(Directive(words, span))
        elif name in said and name != "kubernetes":
            findings.append(malformed.at(span, f"# {name}:", "is said twice", "keep one of the two"))
        elif name == "read-by" and words not in READERS:
            near = nearest(words, READERS)
            hint = f"did you mean `# read-by: {near}`?" if near else _USAGE[name]
            findings.append(malformed.at(span, f"# read-by: {words}", "names no reader that is known", hint))
        elif name == "kubernetes":
            parts = [_VERSION.fullmatch(part.strip()) for part in words.replace(",", " , ").split(",")]
            if not all(parts):
                findings.append(
                    malformed.at(span, f"# kubernetes: {words}", "is not a range of versions", _USAGE[name])
                )
            versions.extend((part["sign"], int(part["minor"])) for part in parts if part)
            said[name] = Directive(words, span)
        else:
            said[name] = Directive(words, span)
    return Directives(
        said.get("in"),
        tuple(after),
        said.get("read-by"),
        tuple(versions),
        said.get("kubernetes"),
        said.get("unchecked"),
        expectations,
        tuple(findings),
    )


def _writable(
    text: str, opening: tuple[tuple[str, str, Span], ...], findings: list[Finding]
) -> Iterator[Writable]:
    """What comments list as writable; below the opening ones, one without a path is English."""
    heads = {span.start for _, _, span in opening}
    for found in _WRITABLE.finditer(text):
        span = Span(found.start(), found.start() + len(found.group().rstrip()))
        listed = _EXPECT.sub("", found["words"]).partition(" -- ")[0]
        paths = tuple(listed.replace(",", " ").split())
        if found.start() not in heads and not any(path.startswith("/") for path in paths):
            continue
        fault = next(filter(None, map(_fault_of_path, paths)), None) if paths else "says nothing"
        if fault:
            findings.append(malformed.at(span, found.group().strip()[:60], fault, _USAGE["writable"]))
        else:
            yield Writable(paths, span)


_LONGEST_PATH = 4096
"""The bytes of a path on Linux, the one that ends it included."""


def _fault_of_path(path: str) -> str | None:
    """What is wrong with a path that is to be writable."""
    if not path.startswith("/"):
        return f"lists `{path[:60]}`, which is no absolute path"
    if not path.strip("/."):
        return f"lists `{path[:60]}`, which is all of the root filesystem"
    if ".." in path.split("/") or ":" in path or len(path) >= _LONGEST_PATH:
        return f"lists `{path[:60]}`, at which nothing can be mounted"
    return None


_USAGE = {
    "writable": "list absolute paths, as in `# writable: /var/cache/nginx /run`",
    "in": "name a place, as in `# in: Pod.spec.containers[0]`",
    "after": "name a file, as in `# after: falco/base.yaml`, or write `# after: above`",
    "read-by": f"write `# read-by:` with one of {', '.join(READERS)}",
    "kubernetes": "write `# kubernetes: >=1.34`, or `1.36`, or `>=1.30, <1.34`",
    "unchecked": "give the reason, as in `# unchecked: a Helm template`",
}


def _expectations(snippet: Snippet, findings: list[Finding]) -> Iterator[Expectation]:
    text = snippet.text
    taken: set[int] = set()
    below = _content_below(list(lines_of(text)), lambda line: not line.lstrip().startswith("#"))
    for found in _EXPECT.finditer(text):
        line = snippet.line_of(found.start())
        taken.add(line)
        span = Span(found.start(), found.start() + len(found.group().rstrip()))
        codes, reason, fault = _codes(found["words"])
        if fault:
            findings.append(malformed.at(span, found.group().strip()[:60], fault, _EXPECT_USAGE))
            continue
        alone = not text[snippet.line_span(line).start : found.start()].strip()
        yield Expectation(codes, below[line - 1] if alone else line, span, reason)
    for found in _NEAR_EXPECT.finditer(text):
        line = snippet.line_of(found.start())
        if line not in taken:
            end = snippet.line_span(line).end
            words = text[found.start() : end].strip()
            findings.append(
                malformed.at(Span(found.start(), end), words[:60], "does not parse", _EXPECT_USAGE)
            )


_EXPECT_USAGE = "write `# expect: <code>`, more codes after blanks, and a reason after ` -- `"


def _codes(words: str) -> tuple[tuple[str, ...], str, str]:
    """The codes, the reason, and what is wrong with the words of an expectation."""
    listed, _, reason = f"{words} ".partition(" -- ")
    codes = tuple(listed.replace(",", " ").split())
    if not codes:
        return (), reason, "names no code"
    for code in codes:
        if not _CODE.fullmatch(code):
            return (), reason, f"holds `{code}`, which is not a code"
    return codes, reason.strip(), ""


def _content_below(lines: list[str], speaks: Callable[[str], bool]) -> list[int]:
    """For each line the number of the nearest one below that has content, or else its own."""
    below = list(range(1, len(lines) + 1))
    nearest_below = 0
    for number in range(len(lines), 0, -1):
        below[number - 1] = nearest_below or number
        line = lines[number - 1]
        if line.strip() and speaks(line):
            nearest_below = number
    return below


def in_prose(source: Source, code: frozenset[int]) -> tuple[tuple[Expectation, ...], tuple[Finding, ...]]:
    """The expectations of a page's prose: HTML comments, each for the next line with content.

    `code` holds the numbers of the lines that are code. Spans are the page's own.
    """
    if "<!--" not in source.text or "xpec" not in source.text.casefold():
        return (), ()
    found: list[Expectation] = []
    findings: list[Finding] = []
    lines = list(lines_of(source.text))
    below = _content_below(lines, lambda line: not _HTML.fullmatch(line))
    for number, line in enumerate(lines, 1):
        if number in code or "<!--" not in line:
            continue
        match = _HTML.fullmatch(line)
        if not match and not _NEAR_HTML.match(line):
            continue
        span = source.line_span(number)
        codes, reason, fault = _codes(match["words"]) if match else ((), "", "does not parse")
        if fault:
            usage = "write `<!-- expect: <code> -- reason -->` alone on the line above"
            findings.append(malformed.at(span, line.strip()[:60], fault, usage))
            continue
        found.append(Expectation(codes, below[number - 1], span, reason))
    return tuple(found), tuple(findings)
