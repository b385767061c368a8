"""Which rule of a policy decides a request: the first that matches, as kube-apiserver 1.36.2 finds it.

A set of rules is a number, of which each bit stands for the rule of that place. For every value that a rule
asks for it is known beforehand which rules it satisfies, so that a request costs some lookups and `&`,
however many rules there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from noteproof.languages.audit.policy import GroupResources, Policy, PolicyRule
from noteproof.languages.audit.requests import Request

_REMEMBERED = 4096
"""So many resources are remembered with the rules that ask for them."""

Pattern = tuple[str, str]
"""A form of pattern and its text: `("=", "pods/log")`, `("*", "")`, `("*/", "log")`, `("/*", "pods")`."""


@dataclass(slots=True)
class Asking:
    """Which rules a value of one attribute satisfies: those that list it, and `free`, which list none."""

    free: int = 0
    by_value: dict[str, int] = field(default_factory=dict)

    def add(self, bit: int, values: Iterable[str]) -> None:
        """Take in what a rule lists."""
        listed = False
        for value in values:
            listed = True
            self.by_value[value] = self.by_value.get(value, 0) | bit
        if not listed:
            self.free |= bit

    def of(self, value: str) -> int:
        """The rules that a value satisfies."""
        return self.by_value.get(value, 0) | self.free


@dataclass(slots=True)
class AskingForUrls:
    """Which rules a path satisfies: those with a URL that is the path, or that ends in `*` and begins it."""

    free: int = 0
    whole: dict[str, int] = field(default_factory=dict)
    beginnings: dict[str, int] = field(default_factory=dict)
    _lengths: set[int] = field(default_factory=set)

    def add(self, bit: int, urls: Iterable[str]) -> None:
        """Take in what a rule lists."""
        for url in urls:
            self.whole[url] = self.whole.get(url, 0) | bit
            if url.endswith("*"):
                beginning = url.rstrip("*")
                self.beginnings[beginning] = self.beginnings.get(beginning, 0) | bit
                self._lengths.add(len(beginning))

    def of(self, path: str) -> int:
        """The rules that a path satisfies."""
        found = self.free | self.whole.get(path, 0)
        for length in self._lengths:
            found |= self.beginnings.get(path[:length], 0)
        return found


@dataclass(slots=True)
class _Named:
    """The rules that ask for a resource whatever its name, and those that list names of it."""

    any: int = 0
    by_name: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class AskingForResources:
    """Which rules a resource and its name satisfy."""

    free: int = 0
    _patterns: dict[tuple[str, Pattern], _Named] = field(default_factory=dict)
    _known: dict[tuple[str, str, str], _Named] = field(default_factory=dict)

    def add(self, bit: int, entries: Iterable[GroupResources]) -> None:
        """Take in what a rule lists."""
        listed = False
        for entry in entries:
            listed = True
            for pattern in patterns(entry):
                named = self._patterns.setdefault((entry.group, pattern), _Named())
                if entry.names and entry.resources:
                    for name in entry.names:
                        named.by_name[name] = named.by_name.get(name, 0) | bit
                else:
                    named.any |= bit
        if not listed:
            self.free |= bit

    def of(self, group: str, resource: str, subresource: str, name: str) -> int:
        """The rules that a resource satisfies."""
        key = (group, resource, subresource)
        named = self._known.get(key)
        if named is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            named = self._known[key] = self._all(group, resource, subresource)
        return named.any | named.by_name.get(name, 0)

    def _all(self, group: str, resource: str, subresource: str) -> _Named:
        asked: list[Pattern] = [("*", ""), ("/*", resource)]
        asked += (
            [("=", f"{resource}/{subresource}"), ("*/", subresource)] if subresource else [("=", resource)]
        )
        found = _Named(self.free)
        for of_group in {group, "*"}:
            for pattern in asked:
                named = self._patterns.get((of_group, pattern))
                if named:
                    found.any |= named.any
                    for name, bits in named.by_name.items():
                        found.by_name[name] = found.by_name.get(name, 0) | bits
        return found


def patterns(entry: GroupResources) -> Iterable[Pattern]:
    """What an entry of `resources` matches, as forms; one without resources matches all of its group."""
    if not entry.resources:
        yield "*", ""
    for written in entry.resources:
        yield "=", written
        if written == "*":
            yield "*", ""
        if written.startswith("*/"):
            yield "*/", written.lstrip("*/")
        if written.endswith("/*"):
            yield "/*", written.rstrip("/*")


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a policy decides of a request; `rule` is `None` where no rule matches."""

    rule: int | None
    level: str
    omit_stages: tuple[str, ...]
    omit_managed_fields: bool


class Matcher:
    """A policy, made ready to decide."""

    def __init__(self, policy: Policy) -> None:
        self.users, self.groups, self.verbs = Asking(), Asking(), Asking()
        self.namespaces, self.resources, self.urls = Asking(), AskingForResources(), AskingForUrls()
        self.rulings = [_ruling(at, rule, policy) for at, rule in enumerate(policy.rules)]
        self.unmatched = Ruling(None, "None", policy.omit_stages, policy.omit_managed_fields)
        for at, rule in enumerate(policy.rules):
            bit = 1 << at
            self.users.add(bit, rule.users)
            self.groups.add(bit, rule.groups)
            self.verbs.add(bit, rule.verbs)
            if rule.is_for_urls:
                self.urls.add(bit, rule.urls)
                continue
            self.namespaces.add(bit, rule.namespaces)
            self.resources.add(bit, rule.resources)
            if not rule.is_for_resources:
                self.urls.free |= bit

    def matching(self, request: Request) -> int:
        """All rules that match a request, a bit each."""
        found = self.of_who(request.user, request.groups, request.verb)
        if request.path is not None:
            return found and found & self.urls.of(request.path)
        return found and found & self.of_what(
            request.group, request.resource, request.subresource, request.namespace, request.name
        )

    def of_who(self, user: str, groups: Sequence[str], verb: str) -> int:
        """The rules that a user with groups and a verb satisfy."""
        of_groups, by_group = self.groups.free, self.groups.by_value
        if by_group:
            for group in groups:
                of_groups |= by_group.get(group, 0)
        return of_groups & self.users.of(user) & self.verbs.of(verb)

    def of_what(self, group: str, resource: str, subresource: str, namespace: str, name: str) -> int:
        """The rules that a resource in a namespace satisfies."""
        return self.namespaces.of(namespace) & self.resources.of(group, resource, subresource, name)

    def decide(self, request: Request) -> Ruling:
        """What the first rule that matches says."""
        return self.first(self.matching(request))

    def first(self, rules: int) -> Ruling:
        """What the first of some rules says."""
        return self.rulings[(rules & -rules).bit_length() - 1] if rules else self.unmatched


def _ruling(at: int, rule: PolicyRule, policy: Policy) -> Ruling:
    stages = tuple(sorted({*rule.omit_stages, *policy.omit_stages}))
    omits = policy.omit_managed_fields if rule.omit_managed_fields is None else rule.omit_managed_fields
    return Ruling(at, rule.level, stages, omits)
