"""The command `noteproof`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TextIO

from noteproof import catalogue, config, project
from noteproof.finding import Report, Severity
from noteproof.render import concise, human, json
from noteproof.text import nearest

CLEAN, FOUND, USAGE, NOTHING = 0, 1, 2, 3
FORMATS = ("human", "concise", "json")


def entry() -> None:
    """The command as it is installed."""
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FOUND)


def main(argv: Sequence[str], stdout: TextIO | None = None, stderr: TextIO | None = None) -> int:
    """Run the command; returns its exit code: 0 clean, 1 found, 2 wrong usage, 3 nothing to check."""
    out, err = stdout or sys.stdout, stderr or sys.stderr
    try:
        words = _parser().parse_args(argv)
    except SystemExit as stop:
        return CLEAN if stop.code in (0, None) else USAGE
    try:
        return _check(words, out, err) if words.verb == "check" else _explain(words, out, err)
    except config.Wrong as fault:
        err.write(f"noteproof: {fault}\n")
        return USAGE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="noteproof", description="Read the YAML of notes as kube-apiserver, kubelet or Falco would read it."
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    check = verbs.add_parser("check", help="check Markdown and YAML files", description=_CHECK)
    check.add_argument("paths", nargs="*", metavar="PATH", help="files and folders; default: docs and snippets")
    check.add_argument("--format", choices=FORMATS, default="human")
    check.add_argument("--kubernetes", metavar="VERSION", help="the version to check for, such as 1.36")
    check.add_argument("--as", dest="language", metavar="LANGUAGE", choices=[one.name for one in catalogue.LANGUAGES])
    check.add_argument("--strict", action="store_true", help="exit 1 for warnings too")
    explain = verbs.add_parser("explain", help="explain a rule", description="Print the page of a rule.")
    explain.add_argument("code", metavar="CODE", help="such as kubernetes/unknown-field")
    return parser


_CHECK = "Check Markdown and YAML files. Exit 0: clean; 1: an error, or with --strict a warning; 3: no file found."


def _check(words: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    root = os.getcwd()
    settings, site = config.read(root), config.site(root)
    if words.kubernetes:
        settings = config.replaced(settings, kubernetes=config.version(words.kubernetes, "--kubernetes"))
    paths = words.paths or project.default_paths(root, settings, site)
    for path in words.paths:
        if not os.path.lexists(path):
            raise config.Wrong(f"{path}: there is no such file or folder")
    opened = project.open_project(root, paths, settings, site, words.language)
    run = project.Run(opened)
    report = run.check(project.notes(opened.files, paths))
    out.write(_rendered(report, words.format, site.url))
    if not run.files:
        err.write("noteproof: no Markdown or YAML file found; name a file or a folder\n")
        return NOTHING
    return exit_code(report, words.strict)


def exit_code(report: Report, strict: bool) -> int:
    """1 for an error, or when strict for a warning; never for an info."""
    worst = report.worst()
    return FOUND if worst is Severity.ERROR or (strict and worst is Severity.WARNING) else CLEAN


def _rendered(report: Report, form: str, url: str | None) -> str:
    if form == "json":
        return json.render(report, url)
    return concise.render(report) if form == "concise" else human.render(report)


def _explain(words: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    rules = catalogue.by_code()
    rule = rules.get(words.code)
    if rule is None:
        near = nearest(words.code, rules, 6)
        hint = f"did you mean `{near}`?" if near else "`noteproof check` names the codes that it finds"
        raise config.Wrong(f"no rule has the code `{words.code}`; {hint}")
    out.write(catalogue.page(rule))
    return CLEAN
