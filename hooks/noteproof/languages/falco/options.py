"""The options of the `falco` command that are gone, and what does their work in Falco 0.44.1."""

from __future__ import annotations

import re
from collections.abc import Iterator

from noteproof.finding import Finding, Says, Severity, rule
from noteproof.text import Span

_CONTAINERS = "leave it out: the plugin `container` names containers and pods by itself"
_REPLAY = "-o engine.kind=replay -o engine.replay.capture_file=FILE"
_METRICS = "-o metrics.enabled=true -o metrics.output_file=FILE"
_RULE = "write `-o 'rules[].disable.rule=NAME'`, or override the rule with `enabled: false`"
_ONLY_TAG = "write `-o 'rules[].disable.rule=*' -o 'rules[].enable.tag=TAG'`"
_GVISOR = "leave it out: Falco no longer reads the events of gVisor"

GONE = {
    "-A": "write `-o base_syscalls.all=true`",
    "-b": "write `-o buffer_format_base64=true`",
    "-d": "let the service manager run Falco in the background",
    "-D": _RULE,
    "-e": f"write `{_REPLAY}`",
    "-g": _GVISOR,
    "-G": _GVISOR,
    "-k": _CONTAINERS,
    "-K": _CONTAINERS,
    "-s": f"write `{_METRICS}`",
    "-S": "write `-o falco_libs.snaplen=BYTES`",
    "-t": _ONLY_TAG,
    "-T": "write `-o 'rules[].disable.tag=TAG'`",
    "-u": "leave it out: Falco no longer instruments programs in user space",
    "--cri": "name the sockets in the `init_config` of the plugin `container`",
    "--daemon": "let the service manager run Falco in the background",
    "--disable-cri-async": _CONTAINERS,
    "--gvisor-config": _GVISOR,
    "--k8s-api": _CONTAINERS,
    "--k8s-api-cert": _CONTAINERS,
    "--k8s-node": _CONTAINERS,
    "--list-syscall-events": "write `--list-events`",
    "--modern-bpf": "write `-o engine.kind=modern_ebpf`",
    "--nodriver": "write `-o engine.kind=nodriver`",
    "--print-base64": "write `-o buffer_format_base64=true`",
    "--snaplen": "write `-o falco_libs.snaplen=BYTES`",
    "--userspace": "leave it out: Falco no longer instruments programs in user space",
}
DEPRECATED = {
    "--markdown": "write `--format markdown`",
    "-p": "set `append_output` in `falco.yaml`",
}
_TAKE_A_VALUE = frozenset("cDegGkKlMoprPSstTV")
_FLAGS = frozenset("LNUhiv")
_KNOWN = {*GONE, *DEPRECATED}
_APART = frozenset({";", "|", "&", "(", ")", "--"})

_WORD = re.compile(r"""(?:[^\s"';|&<>()]|"[^"]*"|'[^']*')+|[;|&<>()]""")
_BEFORE = re.compile(r"(?:[$#!]|sudo|env|exec|nohup|time|[A-Za-z_]\w*=.*|-[A-Za-z]+|timeout|\d+[smh]?)\Z")
"""What may stand before a command: a prompt, assignments, and programs that run another one."""
_FALCO = re.compile(r"(?:\S*/)?falco\Z")
_IMAGE = re.compile(r"\S*falcosecurity/falco(?:[:@]\S+)?\Z")


@rule("falco/removed-option", Severity.WARNING)
def removed_option(option: str, instead: str, deprecated: bool) -> Says:
    """A `falco` command in a page's text has options that `falco` has.

    Falco lost many options of older tutorials, and ends at one that it does not know. Inline code is looked
    at that holds the whole command, or an option alone if its sentence names Falco first; otherwise `-k` may
    belong to any program. A sentence that says itself that the option is gone is right. An option that still
    works, and will not for long, is a remark.

    ````markdown
    <!-- expect: falco/removed-option -->
    Replay a capture with `falco -r rules.yaml -e capture.scap`.
    ````

    ````markdown
    Replay a capture with
    `falco -r rules.yaml -o engine.kind=replay -o engine.replay.capture_file=capture.scap`.
    ````
    """
    if deprecated:
        return Says(f"the option `{option}` of `falco` is deprecated", instead, severity=Severity.INFO)
    return Says(f"`falco` no longer has the option `{option}`", instead)


def removed(text: str, before: str = "", after: str = "") -> Iterator[Finding]:
    """The options in a command line that `falco` no longer has, or soon will not have.

    A text that begins with an option is one of `falco`'s if the sentence `before` speaks of Falco last.
    """
    if _SAYS_SO.search(_SENTENCE.split(before)[-1] + _SENTENCE.split(after)[0]):
        return
    if text.startswith("-"):
        if _speaks_of_falco(before):
            yield from _options(f"falco {text}", -len("falco "))
    elif "falco" in text:
        yield from _options(text, 0)


def _speaks_of_falco(before: str) -> bool:
    """Whether a sentence names Falco, then no other code than options."""
    sentence = _SENTENCE.split(before)[-1]
    _, falco, rest = sentence.lower().rpartition("falco")
    codes = rest.removeprefix("`").split("`")[1::2]
    return bool(falco) and not _GOES_ON.match(rest) and all(code.startswith("-") for code in codes if code)


_SENTENCE = re.compile(r"[.!?;]\s|\n\s*(?:[-*+|]|\d+\.)\s")
_GOES_ON = re.compile(r"[./-]?\w")
_SAYS_SO = re.compile(
    r"\b(?:no longer|not any ?more|gone|removed|dropped|deprecated|lost|until|older|used to)\b",
    re.IGNORECASE,
)


def _options(text: str, shift: int) -> Iterator[Finding]:
    inside = skip = False
    last: str | None = None
    for found in _WORD.finditer(text):
        word = found[0]
        if skip:
            skip = False
        elif word in _APART:
            inside, last = False, None
        elif inside:
            option, width, skip = _judged(word)
            if option:
                deprecated = option in DEPRECATED
                instead = DEPRECATED[option] if deprecated else GONE[option]
                at = found.start() + shift
                yield removed_option.at(Span(at, at + width), option, instead, deprecated)
        elif _FALCO.match(word) and (last is None or _IMAGE.match(last)):
            inside = True
        elif last is not None or not _BEFORE.match(word):
            last = word


def _judged(word: str) -> tuple[str, int, bool]:
    """The option in a word that is gone, the length up to its end, and whether its value is the next word.

    Options of one letter may be written as one word, the last of them with its value.
    """
    if word.startswith("--"):
        option = word.partition("=")[0]
        return option if option in _KNOWN else "", len(option), False
    if not word.startswith("-"):
        return "", 0, False
    for at, letter in enumerate(word[1:], 1):
        option = f"-{letter}" if f"-{letter}" in _KNOWN else ""
        if option or letter not in _FLAGS:
            return option, at + 1, letter in _TAKE_A_VALUE and at + 1 == len(word)
    return "", 0, False
