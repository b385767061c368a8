"""The command `noteproof`."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NoReturn, TextIO

from noteproof import catalogue, config, fixes, project
from noteproof.finding import Report, Severity
from noteproof.render import concise, human, json
from noteproof.render.words import clean
from noteproof.text import Source, Unreadable, nearest

CLEAN, FOUND, USAGE, NOTHING = 0, 1, 2, 3
FORMATS = ("human", "concise", "json")


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


def main(argv: Sequence[str], stdout: TextIO | None = None, stderr: TextIO | None = None) -> int:
    """Run the command; returns its exit code: 0 clean, 1 found, 2 wrong usage, 3 nothing to check."""
    out, err = stdout or sys.stdout, stderr or sys.stderr
    try:
        words = _words(argv)
        if words.verb == "explain":
            return _explain(words, out)
        return _check(words, out, err) if words.verb == "check" else _fix(words, out, err)
    except SystemExit:  # --help
        return CLEAN
    except config.Wrong as fault:
        err.write(f"noteproof: {clean(str(fault))}\n")
        return USAGE


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are the command's own."""

    def error(self, message: str) -> NoReturn:
        raise config.Wrong(f"{message}; `{self.prog} --help` tells more")


def _words(argv: Sequence[str]) -> argparse.Namespace:
    """The words of the command line. Raises `config.Wrong`."""
    parser = _Parser(
        prog="noteproof",
        description="Read the YAML of notes as kube-apiserver, kubelet or Falco would read it.",
        allow_abbrev=False,
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    check = verbs.add_parser(
        "check", help="check Markdown and YAML files", description=_CHECK, allow_abbrev=False
    )
    check.add_argument(
        "paths", nargs="*", metavar="PATH", help="files and folders; default: docs and snippets"
    )
    languages = [language.name for language in catalogue.LANGUAGES]
    check.add_argument(
        "--format", metavar="FORMAT", type=_one_of(FORMATS), default="human", help=_or(FORMATS)
    )
    check.add_argument("--kubernetes", metavar="VERSION", help="the version to check for, such as 1.36")
    check.add_argument(
        "--as",
        dest="language",
        metavar="LANGUAGE",
        type=_one_of(languages),
        help=f"what YAML files are whose content does not say: {_or(languages)}",
    )
    check.add_argument("--strict", action="store_true", help="exit 1 for warnings too")
    fix = verbs.add_parser("fix", help="make the safe edits", description=_FIX, allow_abbrev=False)
    fix.add_argument("paths", nargs="*", metavar="PATH", help="files and folders; default: docs and snippets")
    fix.add_argument("--diff", action="store_true", help="print what would change, and change nothing")
    explain = verbs.add_parser("explain", help="explain a rule", description="Print the page of a rule.")
    explain.add_argument("code", metavar="CODE", help="such as kubernetes/unknown-field")
    verb = next((word for word in argv if not word.startswith("-")), None)
    if verb is not None and verb not in verbs.choices:
        raise config.Wrong(f"`{verb}` is no verb; {_instead(verb, list(verbs.choices))}")
    words, unknown = parser.parse_known_args(argv)
    if unknown:
        chosen = verbs.choices[words.verb]
        options = [name for action in chosen._actions for name in action.option_strings if len(name) > 2]
        raise config.Wrong(f"`{unknown[0]}` is no option; {_instead(unknown[0].partition('=')[0], options)}")
    return words


def _one_of(known: Sequence[str]) -> Callable[[str], str]:
    """A reader of one of these words."""

    def read(word: str) -> str:
        if word not in known:
            raise argparse.ArgumentTypeError(f"`{word}` is not known; {_instead(word, known)}")
        return word

    return read


def _instead(word: str, known: Sequence[str]) -> str:
    """What may have been meant by a word, or else what there is."""
    near = nearest(word, known)
    return f"did you mean `{near}`?" if near else f"there is {_or([f'`{each}`' for each in known])}"


def _or(words: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


_CHECK = (
    "Check Markdown and YAML files. Exit 0: clean; 1: an error, or with --strict a warning; 3: no file found."
)


_FIX = "Make the edits that are safe: label fences, repair the links to pictures. Exit 3: no file found."


def _check(words: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    settings, site = config.read(os.getcwd()), config.site(os.getcwd())
    if words.kubernetes:
        settings = replace(settings, kubernetes=config.version(words.kubernetes, "--kubernetes"))
    run, report = _run(words.paths, settings, site, words.language, err)
    if run.files or words.format == "json":
        out.write(_rendered(report, words.format, site))
    return exit_code(report, words.strict) if run.files else NOTHING


def _fix(words: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    run, report = _run(words.paths, config.read(os.getcwd()), config.site(os.getcwd()), None, err)
    sources = {found.source.path: found.source for found in report.diagnostics if found.fix}
    for source in sources.values():
        made = fixes.of(source, report.diagnostics)
        text = fixes.apply(source, made)
        if words.diff:
            out.write(fixes.diff(source, text))
            continue
        try:
            run.project.files.write(Source(source.path, text))
            out.write(f"{clean(source.path)}: {len(made)} fixed\n")
        except Unreadable as fault:
            err.write(f"noteproof: {clean(str(fault))}\n")
    return CLEAN if run.files else NOTHING


def _run(
    given: Sequence[str], settings: config.Config, site: config.Site, language: str | None, err: TextIO
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
    run = project.Run(opened)
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


def _explain(words: argparse.Namespace, out: TextIO) -> int:
    rules = catalogue.by_code()
    rule = rules.get(words.code)
    if rule is None:
        near = nearest(words.code, rules, 6) or _of_any_group(words.code, rules)
        hint = f"did you mean `{near}`?" if near else "`noteproof check` names the codes that it finds"
        raise config.Wrong(f"no rule has the code `{words.code}`; {hint}")
    out.write(catalogue.page(rule))
    return CLEAN


def _of_any_group(word: str, codes: Iterable[str]) -> str | None:
    """The code whose part after the slash is nearest to a word."""
    names = {code.partition("/")[2]: code for code in codes}
    return names.get(word) or names.get(nearest(word, names) or "")
