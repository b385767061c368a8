"""An audit log of any length, read line by line → what a policy would have recorded of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from io import BufferedReader, BytesIO
from typing import TextIO

from noteproof import config, disk, engine
from noteproof.cases import Policy
from noteproof.engine import Weighed
from noteproof.finding import Diagnostic, Severity
from noteproof.languages.audit.metering import LONGEST, broken_log
from noteproof.project import Project
from noteproof.render import human, json, log
from noteproof.render.words import clean
from noteproof.text import Source, Span, Unreadable

STDIN = "-"
"""The name of standard input."""

_EVERY = 5_000
"""The progress is shown anew after so many lines."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """What was found of the policy, and of the log unless the policy does not load."""

    name: str
    policy: str
    of_policy: tuple[Diagnostic, ...]
    weighed: Weighed | None

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong with the policy and with the log."""
        return (*self.of_policy, *(self.weighed.diagnostics if self.weighed else ()))

    @property
    def exit_code(self) -> int:
        """0 where all was read, 1 on an error in the policy or the log, 3 where the log holds no event."""
        if self.weighed is None or any(each.severity is Severity.ERROR for each in self.diagnostics):
            return 1
        return 0 if self.weighed.summary["events"] else 3

    def as_json(self, address: Callable[[str], str | None]) -> str:
        """One object, of which the summary is null where the policy does not load."""
        summary = self.weighed.summary if self.weighed else None
        return json.log(summary, self.diagnostics, address)

    def as_text(self) -> str:
        """Tables for people, and what is wrong below them."""
        parts = [human.block(each) for each in self.diagnostics]
        if self.weighed is None:
            parts.append(
                f"{human.found(self.diagnostics)}\nthe policy does not load, so nothing is weighed\n"
            )
        elif self.weighed.summary["events"]:
            parts.insert(0, log.render(self.name, self.policy, self.weighed))
        else:
            parts.append(f"{clean(self.name)} holds no event of audit.k8s.io/v1\n")
        return "\n".join(parts)


def weigh(paths: Sequence[str], given: str, opened: Project, stdin: TextIO | None, err: TextIO) -> Weighing:
    """Weigh a log by a policy. Raises `config.Wrong`, `Unreadable` and `engine.Mixed`."""
    loaded = engine.policies(paths, opened.files, opened.settings, ["log"])
    meter = loaded.policy.meter if isinstance(loaded.policy, Policy) else None
    if loaded.loads and meter is None:
        raise config.Wrong(f"{paths[-1]} is no audit policy, and only that says what goes into a log")
    name = given if given == STDIN else opened.files.name(given)
    if meter is None:
        return Weighing(name, paths[-1], loaded.diagnostics, None)
    with _opened(given, stdin) as file:
        cut: list[Unreadable] = []
        lines = _shown(file, _until_cut(disk.lines(name, file, LONGEST), cut), err)
        weighed = engine.weigh(name, lines, meter(False))
    hint = "weigh a whole log: `gzip -t` tells whether one is"
    ends = (
        Diagnostic(broken_log, Source(name, ""), Span(0, 0), f"this log {each.reason}", hint) for each in cut
    )
    weighed = replace(weighed, diagnostics=(*weighed.diagnostics, *ends))
    return Weighing(name, paths[-1], loaded.diagnostics, weighed)


def _opened(given: str, stdin: TextIO | None) -> AbstractContextManager[BufferedReader]:
    if given != STDIN:
        return disk.opened(given)
    buffer = getattr(stdin, "buffer", None)
    if isinstance(buffer, BufferedReader):
        return nullcontext(buffer)
    text = "" if stdin is None else stdin.read()
    return BufferedReader(BytesIO(text.encode("utf-8", "surrogatepass")))


def _until_cut(lines: Iterator[bytes], cut: list[Unreadable]) -> Iterator[bytes]:
    """The lines up to the place where a log cannot be read any more."""
    try:
        yield from lines
    except Unreadable as fault:
        cut.append(fault)


def _shown(file: BufferedReader, lines: Iterator[bytes], err: TextIO) -> Iterator[bytes]:
    """The lines, with a bar on a terminal that shows how much of the file is read."""
    if not err.isatty():
        yield from lines
        return
    import click  # only where there is somebody to look

    try:
        size = os.fstat(file.fileno()).st_size
        position = file.tell()
    except OSError:  # a pipe
        with click.progressbar(lines, file=err, label="reading", update_min_steps=_EVERY) as bar:
            yield from bar
        return
    with click.progressbar(length=size, file=err, label="reading") as bar:
        for number, line in enumerate(lines):
            yield line
            if number % _EVERY == 0:
                read = file.tell()
                bar.update(read - position)
                position = read
        bar.update(size - position)
