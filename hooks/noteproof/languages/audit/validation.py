"""What kube-apiserver's validation says of a policy's values, all of it, each fault at its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Key, Route, Value
from noteproof.languages.audit.levels import LEVELS, STAGES
from noteproof.languages.audit.policy import listed, text
from noteproof.languages.audit.policy_rules import (
    invalid_group,
    invalid_url,
    missing_level,
    mixed_rule,
    names_without_resources,
    no_rules,
    unknown_level,
    unknown_stage,
)
from noteproof.schema.values import shortened
from noteproof.text import nearest

_SUBDOMAIN = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*")
_LONGEST = 253
_SCHEME = re.compile("[a-z]+://[^/]*")
_OF_PATH = re.compile(r"[^*()\[\]\\^$| ]*")


def validate(policy: Mapping[str, object]) -> Iterator[Finding]:
    """What is wrong with the values of a policy; what is of a wrong type is said elsewhere."""
    rules = policy.get("rules")
    if rules is None or rules == []:
        near = next((key for key in policy if nearest(key, ("rules",))), None)
        written = "rules" if "rules" in policy else near
        hint = "add a rule, such as `- level: Metadata` for everything"
        if written == near and near is not None:
            hint = f"write `rules` instead of `{near}`"
        yield no_rules.at(Key((written,) if written else ()), hint)
    yield from _stages(policy.get("omitStages"), ("omitStages",))
    for at, rule in enumerate(listed(rules)):
        if isinstance(rule, dict) or rule is None:
            yield from _rule(rule or {}, ("rules", at))


def _rule(rule: Mapping[str, object], route: Route) -> Iterator[Finding]:
    level = rule.get("level")
    if level is None or level == "":
        yield _missing_level(rule, route)
    elif isinstance(level, str) and level not in LEVELS:
        yield unknown_level.at(Value((*route, "level")), shortened(level), f"write {one_of(level, LEVELS)}")
    urls = rule.get("nonResourceURLs")
    for at, url in enumerate(listed(urls)):
        if isinstance(url, str) or url is None:
            yield from _url(text(url), (*route, "nonResourceURLs", at))
    for at, entry in enumerate(listed(rule.get("resources"))):
        if isinstance(entry, dict):
            yield from _entry(entry, (*route, "resources", at))
    yield from _stages(rule.get("omitStages"), (*route, "omitStages"))
    beside = next((key for key in ("resources", "namespaces") if listed(rule.get(key))), None)
    if listed(urls) and beside:
        yield mixed_rule.at(Key((*route, "nonResourceURLs")), beside)


def _missing_level(rule: Mapping[str, object], route: Route) -> Finding:
    if "rules" in rule:
        return missing_level.at(
            Key(route), "the entries of `rules:` begin with `- level:`, not with `- rules:`"
        )
    if "level" in rule:
        return missing_level.at(Key((*route, "level")), f"write {one_of('', LEVELS)}")
    near = next((key for key in rule if nearest(key, ("level",))), None)
    if near is not None:
        return missing_level.at(Key((*route, near)), f"write `level` instead of `{near}`")
    return missing_level.at(Key(route), "add `level:` with how much is to be recorded")


def one_of(word: str, known: Mapping[str, str]) -> str:
    """What to write for a level or a stage: that which was meant, or any of them."""
    folded = re.sub("[^a-z]", "", word.lower())
    meant = next((each for each in known if each.lower() == folded), None) or nearest(word, known, 4)
    names = [f"`{each}`" for each in known]
    return f"`{meant}`" if meant else f"{', '.join(names[:-1])} or {names[-1]}"


def _stages(stages: object, route: Route) -> Iterator[Finding]:
    for at, stage in enumerate(listed(stages)):
        if (isinstance(stage, str) or stage is None) and stage not in STAGES:
            hint = f"write {one_of(text(stage), STAGES)}"
            yield unknown_stage.at(Value((*route, at)), shortened(text(stage)), hint)


def _url(url: str, route: Route) -> Iterator[Finding]:
    if url == "*":
        return
    hint = f"write `{shortened(_mended(url))}`"
    if not url.startswith("/"):
        yield invalid_url.at(Value(route), shortened(url), "does not begin with `/`", hint)
    if "*" in url[:-1]:
        yield invalid_url.at(Value(route), shortened(url), "has a `*` that is not its last character", hint)


def _mended(url: str) -> str:
    """A URL of a policy that is like one which is none: a path, up to its first `*` or what is no path."""
    found = _SCHEME.match(url.strip())
    path = url.strip()[found.end() :] if found else url.strip()
    kept = _OF_PATH.match(path.lstrip("/* "))
    assert kept is not None
    rest = path.lstrip("/* ")[kept.end() :]
    if not kept.group() and "*" in path:
        return "*"
    return f"/{kept.group()}{'*' if '*' in rest else ''}"


def _entry(entry: Mapping[str, object], route: Route) -> Iterator[Finding]:
    group = entry.get("group")
    if isinstance(group, str) and not is_group(group):
        yield invalid_group.at(Value((*route, "group")), shortened(group), _group_hint(group))
    if listed(entry.get("resourceNames")) and not listed(entry.get("resources")):
        yield names_without_resources.at(Key((*route, "resourceNames")))


def is_group(name: str) -> bool:
    """Whether a name may be that of an API group; `*` stands for all of them."""
    return name in ("", "*") or (len(name) <= _LONGEST and _SUBDOMAIN.fullmatch(name) is not None)


def _group_hint(group: str) -> str:
    if len(group) > _LONGEST:
        return f"shorten it: the name of a group has at most {_LONGEST} characters"
    before = re.split("[/ ]", group.strip().lower())[0]
    if before in ("v1", "core"):
        return 'write `""` for the core group'
    if "*" in group:
        return "name each group; only `*` alone stands for all of them"
    if before != group and before and is_group(before):
        return f"write `{before}`"
    return "write it with small letters, digits, `-` and `.` between them, as in `apps`"
