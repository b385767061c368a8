"""Policy files in loading order → what they decide together, or why they do not load."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from noteproof import reading
from noteproof.cases import Policy
from noteproof.engine.loading import Loader
from noteproof.engine.outcome import Outcome, Settings, State
from noteproof.engine.placing import close, of_documents
from noteproof.engine.written import Written, target_of
from noteproof.finding import Diagnostic, Finding, Severity
from noteproof.language import Language, Loaded, Target
from noteproof.text import Files, Unreadable, decoded


class Mixed(Exception):
    """Policies of several languages, which no program loads together."""


@dataclass(frozen=True, slots=True)
class Policies:
    """Policies that were loaded together: what decides, or why nothing does, and what was found on the way.

    `loads` is false where they do not load; `language` is `None` where no language knows them.
    """

    loads: bool
    policy: Policy | str
    language: Language | None
    diagnostics: tuple[Diagnostic, ...]


def load(paths: Sequence[str], loader: Loader, kinds: Iterable[str]) -> Policies:
    """Load policy files one after the other, each after what its own `# after:` names, and each file once.

    As Falco stops at the first file that does not load, every beginning of the list has to. `kinds` are what
    the policies will be asked, which tells the language where the files do not. Raises `Mixed`.
    """
    broken = tuple(fault for path in paths for fault in _illegible(path, loader))
    if broken:
        return Policies(False, "", None, broken)
    language = _language(paths, loader, kinds)
    if language is None:
        return Policies(True, f"{paths[-1]} is no policy that is known", None, ())
    files: dict[str, Written] = {}
    faults: dict[str, list[Finding]] = {}
    for path in paths:
        named = loader.file(path, language)
        _, faults[path] = loader.before(named.said, named.snippet, language, [])
        try:
            chain = loader.chain(path, language)
        except Unreadable:  # which the faults tell
            chain = [named]
        files.update((each.snippet.source.path, each) for each in chain)
    target = target_of(files[paths[-1]].said, loader.settings, faults[paths[-1]])
    return _together(paths[-1], list(files.values()), faults, language, target, loader)


def policies(paths: Sequence[str], files: Files, settings: Settings, kinds: Iterable[str]) -> Policies:
    """The policies of files, loaded as for cases of those kinds. Raises `Mixed`."""
    return load(paths, Loader(files, settings), kinds)


def _illegible(path: str, loader: Loader) -> list[Diagnostic]:
    """What is wrong with a file before anyone looks at what it says."""
    try:
        return reading.faults(*decoded(path, loader.files.read_bytes(path)))
    except Unreadable as fault:
        return [reading.cannot(fault)]


def _language(paths: Sequence[str], loader: Loader, kinds: Iterable[str]) -> Language | None:
    """The language of policies: that which claims them, or else that which can answer."""
    languages = loader.settings.languages
    claimed: dict[str, tuple[str, Language]] = {}
    for path in paths:
        for language in languages:
            documents = loader.file(path, language).reading.documents
            if any(language.claims(document.value) for document in documents):
                claimed.setdefault(language.name, (path, language))
                break
    if len(claimed) > 1:
        (one, first), (other, second), *_ = claimed.values()
        raise Mixed(
            f"{one} is of {first.name} and {other} of {second.name}; name policies of one language at a time"
        )
    if claimed:
        return next(iter(claimed.values()))[1]
    asked = (language for kind in kinds for language in languages if kind in language.asks)
    return next(asked, None)


def _together(
    name: str,
    files: list[Written],
    faults: dict[str, list[Finding]],
    language: Language,
    target: Target,
    loader: Loader,
) -> Policies:
    """Load each beginning of a list of files, up to the first that does not load."""
    for count in range(1, len(files) + 1):
        some = files[:count]
        loaded = language.load([document for file in some for document in file.reading.documents], target)
        outcomes = [_closed(file, faults, language, loaded, loader) for file in some]
        errors = [each for outcome in outcomes for each in outcome.met if each.severity is Severity.ERROR]
        diagnostics = (*(each for outcome in outcomes for each in outcome.diagnostics), *errors)
        if any(each.severity is Severity.ERROR for each in diagnostics):
            return Policies(False, "", language, diagnostics)
    policy = Policy.of(name, loaded) or f"{name} gives no decisions"
    return Policies(True, policy, language, diagnostics)


def _closed(
    file: Written, faults: dict[str, list[Finding]], language: Language, loaded: Loaded, loader: Loader
) -> Outcome:
    """What is wrong with one of the files that were loaded together."""
    findings = (*file.findings(language), *faults.get(file.snippet.source.path, ()))
    placed = of_documents(findings, loaded.findings, file.snippet)
    outcome = Outcome(file.snippet, State.CHECKED, language.name)
    return close(outcome, file.said, placed, file.reading, loader.settings)
