"""The command `noteproof`."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TextIO

from noteproof import arguments, catalogue, config, disk, engine, fixes, hardening, project, weighing
from noteproof.finding import Fix, Report, Severity
from noteproof.render import concise, decisions, human, json
from noteproof.render.words import clean
from noteproof.text import Source, Unreadable, nearest
from noteproof.weighing import STDIN

CLEAN, FOUND, USAGE, NOTHING = 0, 1, 2, 3


def entry() -> None:
    """The command as it is installed. A terminal that cannot show a character shows a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    code = FOUND
    try:
        code = main(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the output has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def main(
    argv: Sequence[str],
    stdout: TextIO | None = None,
    stderr: TextIO | None = None,
    stdin: TextIO | None = None,
) -> int:
    """Run the command; returns its exit code: 0 clean, 1 found, 2 wrong usage, 3 nothing to check."""
    out, err = stdout or sys.stdout, stderr or sys.stderr
    try:
        words = arguments.read(argv)
        if words.verb == "explain":
            return _explain(words, out)
        if words.verb == "decide":
            return _decide(words, out, err, stdin or sys.stdin)
        return _check(words, out, err) if words.verb == "check" else _fix(words, out, err)
    except SystemExit:  # --help
        return CLEAN
    except config.Wrong as fault:
        err.write(f"noteproof: {clean(str(fault))}\n")
        return USAGE


def _check(words: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    settings, site = config.read(os.getcwd()), config.site(os.getcwd())
    if words.kubernetes:
        settings = replace(settings, kubernetes=config.version(words.kubernetes, "--kubernetes"))
    run, report = _run(words.paths, settings, site, words.language, err)
    if run.files or words.format == "json":
        out.write(_rendered(report, words.format, site))
    return exit_code(report, words.strict) if run.files else NOTHING


def _fix(words: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    settings, site = config.read(os.getcwd()), config.site(os.getcwd())
    if words.harden:
        return _harden(words, settings, site, out, err)
    run, report = _run(words.paths, settings, site, None, err)
    sources = {found.source.path: found.source for found in report.diagnostics if found.fix}
    for source in sources.values():
        made = fixes.of(source, report.diagnostics)
        _put(run, source, made, f"{len(made)} fixed", words.diff, out, err)
    return CLEAN if run.files else NOTHING


def _harden(
    words: argparse.Namespace, settings: config.Config, site: config.Site, out: TextIO, err: TextIO
) -> int:
    """Harden pods; what is left is said at its place, in the file as it is then."""
    found: dict[str, list[hardening.Proposal]] = {}

    def propose(outcome: engine.Outcome) -> None:
        proposal = hardening.propose(outcome)
        if proposal:
            found.setdefault(proposal.source.path, []).append(proposal)

    run, _ = _run(words.paths, settings, site, None, err, propose)
    for proposals in found.values():
        source = proposals[0].source
        made = fixes.together(it.fix for it in proposals if it.fix)
        pods = sum(it.pods for it in proposals if it.fix in made)
        if made:
            said = f"{pods} {'pod' if pods == 1 else 'pods'} hardened"
            _put(run, source, made, said, words.diff, out, err)
        _say(source, [left for it in proposals for left in it.left], () if words.diff else made, err)
    if not run.files:
        return NOTHING
    every = (left for proposals in found.values() for it in proposals for left in it.left)
    return CLEAN if all(left.is_note for left in every) else FOUND


def _say(source: Source, left: Sequence[hardening.Left], made: Sequence[Fix], err: TextIO) -> None:
    """Say what is left, each once, by the lines that a file has with fixes made."""
    after, moved = Source(source.path, fixes.apply(source, made)), fixes.moved(made)
    for each in dict.fromkeys(left):
        is_here = each.source.path == source.path
        at = after.position(moved(each.span.start)) if is_here else each.source.position(each.span.start)
        place = f"{clean(each.source.path)}:{at.line}:{at.column}"
        word = "note" if each.is_note else "left"
        err.write(f"{place}: {word}: {clean(each.message)} ({clean(each.hint)})\n")


def _put(
    run: project.Run,
    source: Source,
    made: Sequence[Fix],
    said: str,
    diff: bool,
    out: TextIO,
    err: TextIO,
) -> None:
    """Write a file with fixes made, or show what they change."""
    if diff:
        out.write(fixes.diff(source, made))
        return
    try:
        run.project.files.write(Source(source.path, fixes.apply(source, made)))
        out.write(f"{clean(source.path)}: {said}\n")
    except Unreadable as fault:
        err.write(f"noteproof: {clean(str(fault))}\n")


def _run(
    given: Sequence[str],
    settings: config.Config,
    site: config.Site,
    language: str | None,
    err: TextIO,
    each: Callable[[engine.Outcome], None] = lambda outcome: None,
) -> tuple[project.Run, Report]:
    """Check the paths that were given, or else what the project has."""
    root = os.getcwd()
    paths = given or project.default_paths(root, settings, site)
    for path in given:
        if not os.path.lexists(path):
            raise config.Wrong(f"{path}: there is no such file or folder{_near_path(path)}")
        if not os.path.isdir(path) and not path.endswith((*project.MARKDOWN, *project.YAML)):
            err.write(f"noteproof: {clean(path)} is neither Markdown nor YAML and is not checked\n")
    opened = project.open_project(root, paths, settings, site, language)
    run = project.Run(opened, each)
    names = project.notes(opened.files, paths)
    report = run.check(names if given else project.built(names, site))
    if not run.files:
        err.write("noteproof: no Markdown or YAML file found; name a file or a folder\n")
    return run, report


def _near_path(path: str) -> str:
    folder, name = os.path.split(path)
    try:
        near = nearest(name, os.listdir(folder or "."))
    except OSError:
        near = None
    return f"; did you mean `{os.path.join(folder, near)}`?" if near else ""


def exit_code(report: Report, strict: bool) -> int:
    """1 for an error, or when strict for a warning; never for an info."""
    worst = report.worst()
    return FOUND if worst is Severity.ERROR or (strict and worst is Severity.WARNING) else CLEAN


def _rendered(report: Report, form: str, site: config.Site) -> str:
    if form == "json":
        return json.render(report, site.rule)
    return concise.render(report) if form == "concise" else human.render(report)


def _decide(words: argparse.Namespace, out: TextIO, err: TextIO, stdin: TextIO | None) -> int:
    settings, site = config.read(os.getcwd()), config.site(os.getcwd())
    for path in words.policies:
        _existing(path, "name the policy files themselves, in loading order")
        if not path.endswith(project.YAML):
            raise config.Wrong(f"{path} is not YAML; a policy is a file in YAML (.yaml or .yml), not a page")
    given = words.cases if words.log is None else words.log
    if given != STDIN:
        _existing(given, "name a file of cases" if words.log is None else "name a file")
        if given.endswith(project.MARKDOWN):
            raise config.Wrong(f"{given} is Markdown; cases are a file in YAML or JSON lines")
    named = [*words.policies] if words.cases in (None, STDIN) else [*words.policies, given]
    opened = project.open_project(os.getcwd(), named, settings, site)
    policies = list(dict.fromkeys(map(opened.files.name, words.policies)))
    try:
        if words.log is not None:
            weighed = weighing.weigh(policies, given, opened, stdin, err)
            out.write(weighed.as_json(site.rule) if words.format == "json" else weighed.as_text())
            return weighed.exit_code
        name, data = _cases(given, opened.files, stdin)
        decided = engine.decide(policies, name, data, opened.files, opened.settings)
    except (Unreadable, engine.Mixed) as fault:
        raise config.Wrong(str(fault)) from None
    if words.format == "json":
        out.write(json.decisions(decided, site.rule, words.explain))
    else:
        out.write(decisions.render(decided, words.explain))
    if decided.loads and not decided.decisions and decided.is_as_expected:
        hint = "write one as `- event: …` or `- request: …` below `cases:`"
        err.write(f"noteproof: no case found in {clean(name)}; {hint}\n")
        return NOTHING
    return CLEAN if decided.is_as_expected else FOUND


def _existing(path: str, instead: str) -> None:
    """Refuse a path that is not there, or that is a folder."""
    if not os.path.lexists(path):
        raise config.Wrong(f"{path}: there is no such file{_near_path(path)}")
    if os.path.isdir(path):
        raise config.Wrong(f"{path} is a folder; {instead}")


def _cases(path: str, files: disk.Disk, stdin: TextIO | None) -> tuple[str, bytes]:
    """The name and the bytes of the cases."""
    if path != STDIN:
        name = files.name(path)
        return name, files.read_bytes(name)
    given: str | bytes = "" if stdin is None else getattr(stdin, "buffer", stdin).read(disk.LIMIT + 1)
    data = given.encode("utf-8", "surrogatepass") if isinstance(given, str) else given
    if len(data) > disk.LIMIT:
        raise config.Wrong(f"standard input is larger than {disk.LIMIT // 1024 // 1024} MB")
    return STDIN, data


def _explain(words: argparse.Namespace, out: TextIO) -> int:
    text = catalogue.explanation(words.word)
    if text is None:
        near = catalogue.instead(words.word)
        hint = f"did you mean `{near}`?" if near else "`noteproof check` names the codes that it finds"
        what = "nothing is known of" if "." in words.word else "no rule has the code"
        raise config.Wrong(f"{what} `{words.word}`; {hint}")
    out.write(text if text.endswith("\n") else f"{text}\n")
    return CLEAN
