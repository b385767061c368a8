"""What is wrong with the audit flags of one kube-apiserver, each alone and one beside the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from noteproof.finding import Finding, Value
from noteproof.languages.kubernetes import audit_flags, flag_rules, flag_values, go_text
from noteproof.languages.kubernetes.audit_flags import BACKENDS, FLAGS, ROTATION, Kind
from noteproof.languages.kubernetes.commands import UNKNOWN, Command, Given, Item, Scene, read
from noteproof.schema.values import shortened
from noteproof.text import nearest

_FLAG = re.compile(r"--[A-Za-z][\w-]*(=|$)")
_NO_NAME = re.compile(r"[\s:]")
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"
_EXAMPLES = {"audit-log-maxage": "30", "audit-log-maxbackup": "10", "audit-log-maxsize": "100"}


def parsed(items: list[Item], whole: bool) -> Command:
    """The flags among the words that kube-apiserver is given."""
    return read(items, whole, _needs_value)


def _needs_value(name: str) -> bool | None:
    """Whether an audit flag takes a value that may stand in the next item; of other flags nobody knows."""
    flag = FLAGS.get(name)
    return None if flag is None else flag.kind is not Kind.BOOLEAN


def check(command: Command, scene: Scene) -> Iterator[Finding]:
    """What can be said of flags without knowing which others there are."""
    for given in command.flags:
        if given.dashes == 2 and given.name in FLAGS:
            yield from _known(given, scene)
        elif _is_of_audit(given.name):
            yield _unknown(given, scene)
    last = command.last()
    half_given = frozenset(_half_given(command))
    on = frozenset(
        backend
        for backend, switch in BACKENDS.items()
        if not command.whole or switch in half_given or (switch in last and last[switch].value != "")
    )
    yield from flag_values.check(command, scene, on)
    for given in command.flags:
        if given.name in FLAGS and last[given.name] is not given:
            yield flag_rules.repeated_flag.at(scene.name(given), given.name, scene.name(last[given.name]))
    for stray in command.strays:
        if stray.text and stray.text != UNKNOWN:
            yield _stray(stray, command)


def check_pairs(command: Command, minor: int) -> Iterator[Finding]:
    """What can be said of the flags together in a version, if they are all there are."""
    if not command.whole:
        return
    last, meant = command.last(), frozenset(_half_given(command))
    policy = last.get("audit-policy-file")
    has_policy = "audit-policy-file" in meant or (policy is not None and policy.value != "")
    backends = [last[name] for name in BACKENDS.values() if name in last and last[name].value != ""]
    if policy is not None and has_policy and not backends and not meant & set(BACKENDS.values()):
        yield flag_rules.policy_without_backend.at(Value(policy.item.route))
    for given in backends:
        if not has_policy and flag_values.is_its_own(given):
            yield flag_rules.backend_without_policy.at(Value(given.item.route), given.name)
    log = last.get("audit-log-path")
    unset = [FLAGS[name] for name in ROTATION if name not in last and name not in meant]
    if unset and log is not None and audit_flags.is_kept(log.value or ""):
        yield flag_rules.changed_default.at(
            Value(log.item.route),
            [flag.name for flag in unset],
            [flag.earlier for flag in unset],
            [flag.default for flag in unset],
            [f"--{flag.name}={_EXAMPLES[flag.name]}" for flag in unset],
            audit_flags.CHANGED,
            minor,
        )


def is_flag(text: str) -> bool:
    """Whether a text begins like a flag with two dashes."""
    return _FLAG.match(text) is not None


def _known(given: Given, scene: Scene) -> Iterator[Finding]:
    flag = FLAGS[given.name]
    if flag.instead:
        yield flag_rules.deprecated_flag.at(scene.name(given), given.written, flag.instead)
    if flag.kind is Kind.BOOLEAN:
        return
    hint = f"write `--{given.written}=` and the value behind it"
    if given.value is None:
        yield flag_rules.flag_without_value.at(scene.name(given), given.written, "", hint, False)
    elif given.held is not None and is_flag(given.value):
        taken = flag.name == "audit-log-path"
        yield flag_rules.flag_without_value.at(
            scene.name(given), given.written, shortened(given.value), hint, taken
        )


def _is_of_audit(name: str) -> bool:
    """Whether a flag is one of auditing, perhaps misspelt: no other flag begins with a word like `audit`."""
    first = name.lstrip("-").partition("-")[0].casefold()
    return first.startswith("audit") or nearest(first, ("audit",), 2) is not None


def _meant(name: str) -> str | None:
    """The audit flag that a name which is none was meant to be."""
    head = _NO_NAME.split(name.lstrip("-"), maxsplit=1)[0]
    return head if head in FLAGS else audit_flags.MEANT.get(head) or nearest(head, FLAGS)


def _half_given(command: Command) -> Iterator[str]:
    """The names of the flags that are given in a way that is reported, so that they are not missing too."""
    for given in command.flags:
        known = given.name in FLAGS and given.dashes == 2
        meant = None if known or not _is_of_audit(given.name) else _meant(given.name)
        if meant is not None:
            yield meant
        if given.value is not None and (given.held is not None or " --" in given.value):
            for word in given.value.split():
                if is_flag(word):
                    yield audit_flags.bare(word)
    for stray in command.strays:
        meant = _meant(audit_flags.bare(stray.text.lstrip(_DASHES)))
        if meant is not None:
            yield meant


def _unknown(given: Given, scene: Scene) -> Finding:
    written = shortened(given.item.text[: given.dashes + len(given.written)])
    upstream = "unknown flag" if given.dashes == 2 else "unknown shorthand flag"
    if given.dashes == 2 and given.written[:1] in ("-", ""):
        upstream = "bad flag syntax"
    return flag_rules.unknown_flag.at(scene.name(given), written, _advice(given), upstream)


def _advice(given: Given) -> str:
    """How to write the flag that was meant."""
    removed = audit_flags.REMOVED.get(given.name)
    if removed:
        return f"remove it: {removed}"
    meant = _meant(given.name)
    if meant is None:
        return "check the spelling: `kube-apiserver --help` lists the flags"
    head, *rest = _NO_NAME.split(given.written, maxsplit=1)
    if rest:
        value = shortened(given.item.text[given.dashes + len(head) :].strip(" \t=:"))
        return f"write `--{meant}={value}` in one item, without a blank: no shell takes it apart"
    if given.dashes == 1 and given.name == meant:
        return f"write two dashes: `--{meant}`"
    return f"did you mean `--{meant}`?"


def _stray(stray: Item, command: Command) -> Finding:
    """That a word is no flag, and the flag that it was meant to be, or to be the value of."""
    text = stray.text
    meant = _meant(audit_flags.bare(text.lstrip(_DASHES)))
    if meant is not None:
        rest = text.partition("=")[2]
        shown = shortened(f"--{meant}={rest}" if rest else f"--{meant}")
        hint = f"begin it with two hyphens: `{shown}`"
    else:
        before = (*stray.route[:-1], int(stray.route[-1]) - 1)
        flag = next((it for it in command.flags if it.item.route == before and it.value is None), None)
        if flag is not None and flag.name in FLAGS:
            value = "true" if go_text.boolean(text) is None else text
            hint = f"write `--{flag.name}={value}`: a boolean flag takes no value from the next item"
        else:
            hint = "write each flag in an item of its own, as `--flag=value`"
    return flag_rules.stray_argument.at(Value(stray.route), shortened(text), hint)
