"""Which values the audit flags take: by themselves, and once kube-apiserver looks at them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from noteproof.finding import Finding
from noteproof.languages.kubernetes import go_text
from noteproof.languages.kubernetes.audit_flags import FLAGS, ROTATION, Flag, Kind
from noteproof.languages.kubernetes.commands import Command, Given, Scene, is_open
from noteproof.languages.kubernetes.flag_rules import wrong_value
from noteproof.schema.values import shortened
from noteproof.text import nearest

_DIGITS = re.compile(r"\s*([0-9]+)\s*[A-Za-z]*\s*")
_MANY_DIGITS = 18
"""A number with no more digits fits into 64 bits."""

_INVALID = "invalid argument"
_TRUTHS = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
_QUOTES = "\"'`\u2018\u2019\u201c\u201d"


def check(command: Command, scene: Scene, on: frozenset[str]) -> Iterator[Finding]:
    """The values that keep the server from starting, or that it ignores where a backend is not `on`."""
    last = command.last()
    for given in command.flags:
        flag = FLAGS.get(given.name) if given.dashes == 2 else None
        if flag is None or not (is_known(given) or (given.value is None and flag.kind is Kind.BOOLEAN)):
            continue
        value = "true" if given.value is None else given.value
        hint = _unreadable(flag, value)
        if hint is not None:
            unmended = flag.kind is Kind.PATH
            yield wrong_value.at(
                scene.value(given),
                given.name,
                flag.values,
                shortened(value),
                hint,
                None if unmended else _INVALID,
                flag.name == "audit-log-path",
            )
        elif last[given.name] is given:
            refused = _refused(flag, value, command)
            if refused is not None:
                expected, hint, upstream = refused
                ignored = flag.backend not in on
                yield wrong_value.at(
                    scene.value(given), given.name, expected, shortened(value), hint, upstream, ignored
                )


def is_its_own(given: Given) -> bool:
    """Whether a flag has a value, and not the next flag in its place."""
    return given.value is not None and not (given.held is not None and given.value.startswith("--"))


def is_known(given: Given) -> bool:
    """Whether a flag has a value of its own, and one that is written out."""
    return is_its_own(given) and not is_open(given.value or "")


def is_readable(given: Given) -> bool:
    """Whether a flag has a value of which nothing but its meaning can be wrong."""
    return is_known(given) and _unreadable(FLAGS[given.name], given.value or "") is None


def _unreadable(flag: Flag, value: str) -> str | None:
    """The hint for a text that is not even of the kind which a flag takes; nothing for one that is."""
    if flag.kind in (Kind.PATH, Kind.CHOICE):
        return _mangled(flag, value) if flag.kind is Kind.PATH else None
    if flag.kind is Kind.BOOLEAN:
        if go_text.boolean(value) is not None:
            return None
        meant = _TRUTHS.get(value.strip().casefold()) or nearest(value, ("true", "false"))
        return f"write `--{flag.name}={meant}`" if meant else "write `true` or `false`"
    if flag.kind is Kind.DURATION:
        if go_text.duration(value) is not None:
            return None
        digits = _DIGITS.fullmatch(value)
        return f"write a number and its unit, as in `{digits[1] if digits else '10'}s`"
    if flag.kind is Kind.NUMBER:
        return None if go_text.number(value) is not None else "write a number, such as `10`"
    if go_text.whole_number(value) is not None:
        return None
    digits = _DIGITS.fullmatch(_unquoted(value))
    if digits is None or len(digits[1]) > _MANY_DIGITS:
        return "write a whole number"
    counts = f": it counts {flag.unit}" if flag.unit else ""
    return f"write `--{flag.name}={digits[1].lstrip('0') or '0'}`{counts}"


def _mangled(flag: Flag, value: str) -> str | None:
    """The hint for a path that has something of another language about it."""
    if " --" in value:
        return "give each flag an item of its own: no shell takes this one apart"
    if value.endswith("\\"):
        return "remove the backslash: no shell reads this"
    if value.endswith("/"):
        example = "audit.log" if flag.backend == "log" else "policy.yaml"
        return f"name a file in the directory: `--{flag.name}={value}{example}`"
    if len(value) > 1 and value[0] in _QUOTES and value[-1] in _QUOTES:
        return f"write `--{flag.name}={_unquoted(value)}`: no shell takes the quotes off"
    return (
        f"write `--{flag.name}={value.strip()}`: the blank is part of the path"
        if value.strip() != value
        else None
    )


def _unquoted(value: str) -> str:
    return value.strip().strip(_QUOTES).strip()


def _refused(flag: Flag, value: str, command: Command) -> tuple[str, str, str] | None:
    """What is expected instead of a value that the server refuses, the hint, and its own words."""
    if flag.kind is Kind.CHOICE:
        return _no_choice(flag, value)
    if flag.backend and "-batch-" in flag.name and "truncate" not in flag.name:
        return _of_batch(flag, value, command)
    if flag.name.endswith(("-truncate-max-batch-size", "-truncate-max-event-size")):
        return _of_truncation(flag, value, command)
    return _too_small(flag, value)


def _no_choice(flag: Flag, value: str) -> tuple[str, str, str] | None:
    if value in flag.choices:
        return None
    upstream = (
        "invalid group version"
        if flag.name.endswith("-version")
        else f"invalid audit {flag.backend} {flag.name.rpartition('-')[2]}"
    )
    word = _unquoted(value)
    meant = word if word in flag.choices else nearest(word, flag.choices)
    return flag.values, f"write `--{flag.name}={meant or flag.default}`", upstream


def _too_small(flag: Flag, value: str) -> tuple[str, str, str] | None:
    number = go_text.whole_number(value) if flag.least is not None else None
    if number is None or flag.least is None or number >= flag.least:
        return None
    upstream = "can't be a negative number" if flag.name in ROTATION else "must be a positive number"
    return flag.values, f"write `--{flag.name}={flag.default}`, or another", upstream


def _of_batch(flag: Flag, value: str, command: Command) -> tuple[str, str, str] | None:
    """What the server refuses in the mode `batch`; in the others it does not look."""
    prefix = f"audit-{flag.backend}"
    if _text(f"{prefix}-mode", command) != "batch":
        return None
    throttled = go_text.boolean(_text(f"{prefix}-batch-throttle-enable", command) or "")
    if flag.name.endswith("-throttle-enable"):
        for name in (f"{prefix}-batch-throttle-qps", f"{prefix}-batch-throttle-burst"):
            if throttled and command.whole and name not in command.last() and FLAGS[name].default == "0":
                expected = f"`false` while `--{name}` is not set"
                return expected, f"add `--{name}=10`", "must be a positive number"
        return None
    if "-throttle-" not in flag.name:
        return _too_small(flag, value)
    number = go_text.number(value) if flag.kind is Kind.NUMBER else go_text.whole_number(value)
    if not throttled or number is None or not number <= 0:
        return None
    return (
        f"{flag.kind} above 0",
        f"write `--{flag.name}=10`, or another",
        "must be a positive number",
    )


def _of_truncation(flag: Flag, value: str, command: Command) -> tuple[str, str, str] | None:
    """What the server refuses of the sizes of a batch and an event, said of one of the two."""
    own = "batch" if flag.name.endswith("-batch-size") else "event"
    sizes = {own: flag.name}
    other = "event" if own == "batch" else "batch"
    sizes[other] = flag.name.replace(f"-max-{own}-", f"-max-{other}-")
    given = command.last()
    batch, event = (go_text.whole_number(_text(sizes[it], command) or "") for it in ("batch", "event"))
    sure = command.whole or sizes[other] in given
    said_there = own == "event" and sizes["batch"] in given
    if batch is None or event is None or batch >= event or not sure or event <= 0 or said_there:
        return _too_small(flag, value)
    bound = "no less" if own == "batch" else "no more"
    expected = f"{bound} than `--{sizes[other]}`, which is {event if own == 'batch' else batch}"
    hint = f"write `--{flag.name}={FLAGS[flag.name].default}`, or mend `--{sizes[other]}`"
    return expected, hint, "must be greater than max event size"


def _text(name: str, command: Command) -> str | None:
    """The value of a flag, which is its default where it is not given."""
    given = command.last().get(name)
    return FLAGS[name].default if given is None else "true" if given.value is None else given.value
