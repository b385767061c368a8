"""The words of the command line, and what is said where they make no sense."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import takewhile
from typing import NoReturn

from noteproof import catalogue, config
from noteproof.text import nearest

FORMATS = ("human", "concise", "json")
DECISION_FORMATS = ("human", "json")

_CHECK = (
    "Check Markdown and YAML files. Exit 0: clean; 1: an error, or with --strict a warning; 3: no file found."
)
_DECIDE = (
    "Say what policies decide on cases: each event, request or pod as the real program would decide it. The "
    "cases are those of a cases document (YAML), or JSON lines with one case on each; what they expect is "
    "compared. Or say what an audit policy would have recorded of an audit log, which may be packed by gzip. "
    "Exit 0: all as expected; 1: a policy does not load, a case differs, a case or a line of the log cannot "
    "be read; 3: no case or event found."
)
_FIX = (
    "Make the edits that are safe: label fences, repair the links to pictures. With --harden instead: harden "
    "pods, so that the level restricted allows them and they cannot change while they run; each path that a "
    "comment `# writable: /path` lists gets an emptyDir. Exit 0: done; 1: a pod does not pass yet; "
    "3: no file found."
)
_EXPLAIN = (
    "Print what is known of a code that the checker names, of a field or message of Falco, of a level or "
    "stage of auditing, or of a flag such as --audit-log-path."
)


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are the command's own."""

    def error(self, message: str) -> NoReturn:
        raise config.Wrong(f"{message}; `{self.prog} --help` tells more")


def read(argv: Sequence[str]) -> argparse.Namespace:
    """The words of the command line. Raises `config.Wrong`."""
    parser = _Parser(
        prog="noteproof",
        description="Read the YAML of notes as kube-apiserver, kubelet or Falco would read it.",
        allow_abbrev=False,
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    _check(verbs.add_parser("check", help="check Markdown and YAML files", description=_CHECK))
    _decide(verbs.add_parser("decide", help="say what policies decide on cases", description=_DECIDE))
    _fix(verbs.add_parser("fix", help="make the safe edits", description=_FIX))
    explain = verbs.add_parser("explain", help="explain a rule or a field", description=_EXPLAIN)
    explain.add_argument("word", metavar="CODE|FIELD", help="such as kubernetes/unknown-field or proc.name")
    if argv[:1] == ["explain"] and len(argv) == 2 and argv[1].startswith("--audit-"):
        argv = ["explain", "--", argv[1]]  # a flag of kube-apiserver, not of this command
    _known(argv, verbs.choices)
    words, unknown = parser.parse_known_args(argv)
    if unknown:
        raise config.Wrong(_no_option(unknown[0], verbs.choices[words.verb]))
    return words


def _check(verb: argparse.ArgumentParser) -> None:
    languages = [language.name for language in catalogue.LANGUAGES]
    _paths(verb)
    _format(verb, FORMATS)
    verb.add_argument("--kubernetes", metavar="VERSION", help="the version to check for, such as 1.36")
    verb.add_argument(
        "--as",
        dest="language",
        metavar="LANGUAGE",
        type=_one_of(languages),
        help=f"what YAML files are whose content does not say: {any_of(languages)}",
    )
    verb.add_argument("--strict", action="store_true", help="exit 1 for warnings too")


def _decide(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "policies",
        nargs="+",
        metavar="POLICY",
        help="the YAML files of one program's policy in loading order, each after what its `# after:` names",
    )
    asked = verb.add_mutually_exclusive_group(required=True)
    asked.add_argument(
        "--cases",
        metavar="FILE",
        help="the cases, or - for standard input; `for:` in them is not heeded, the policies given decide",
    )
    asked.add_argument("--log", metavar="FILE", help="an audit log, or - for standard input")
    verb.add_argument("--explain", action="store_true", help="say of each rule why it does not decide a case")
    _format(verb, DECISION_FORMATS)


def _fix(verb: argparse.ArgumentParser) -> None:
    _paths(verb)
    verb.add_argument("--diff", action="store_true", help="print what would change, and change nothing")
    verb.add_argument("--harden", action="store_true", help="harden the pods instead")


def _paths(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "paths", nargs="*", metavar="PATH", help="files and folders; default: docs and snippets"
    )


def _format(verb: argparse.ArgumentParser, known: Sequence[str]) -> None:
    verb.add_argument("--format", metavar="FORMAT", type=_one_of(known), default=known[0], help=any_of(known))


def _known(argv: Sequence[str], verbs: Mapping[str, argparse.ArgumentParser]) -> None:
    """Refuse a verb that there is not, and an option that it does not have."""
    verb = next((word for word in argv if not word.startswith("-")), None)
    if verb is None:
        return
    if verb not in verbs:
        raise config.Wrong(f"`{verb}` is no verb; {instead(verb, list(verbs))}")
    known = _options(verbs[verb])
    for word in takewhile(lambda word: word != "--", argv):
        if word.startswith("--") and word.partition("=")[0] not in known:
            raise config.Wrong(_no_option(word, verbs[verb]))


def _options(verb: argparse.ArgumentParser) -> list[str]:
    return [name for action in verb._actions for name in action.option_strings if len(name) > 2]


def _no_option(word: str, verb: argparse.ArgumentParser) -> str:
    return f"`{word}` is no option; {instead(word.partition('=')[0], _options(verb))}"


def _one_of(known: Sequence[str]) -> Callable[[str], str]:
    """A reader of one of these words."""

    def read(word: str) -> str:
        if word not in known:
            raise argparse.ArgumentTypeError(f"`{word}` is not known; {instead(word, known)}")
        return word

    return read


def instead(word: str, known: Iterable[str]) -> str:
    """What may have been meant by a word, or else what there is."""
    known = list(known)
    near = nearest(word, known)
    return f"did you mean `{near}`?" if near else f"there is {any_of([f'`{each}`' for each in known])}"


def any_of(words: Sequence[str]) -> str:
    """Words as alternatives: `a, b or c`."""
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))
