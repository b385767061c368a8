"""The requests that a rule names, as a few of each kind that stand for all, and which rules come before it.

A rule names requests by attributes that do not hang together: a user, a group, a verb, a namespace, a
resource with its name, or a path. For each attribute some values stand for all others: those that the rule
lists, and where it lists none a value that no rule lists, since whatever an earlier rule matches of that it
matches of every value. A user of one group stands for those of more: more groups only let more rules match.
So a rule is out of reach if each combination of such values is matched by an earlier rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from noteproof.finding import Route
from noteproof.languages.audit.matching import Matcher
from noteproof.languages.audit.policy import GroupResources, PolicyRule

USERS, GROUPS, VERBS, NAMESPACES, RESOURCES = range(5)
"""The places of the attributes in the space of requests for resources."""

OTHER = "\0"
"""A value that no policy lists."""

_ALL = GroupResources("*")

MANY = 512
"""So many combinations are kept; with more it is left open whether a rule is reached."""

WORK = 4_000_000
"""So many sets of rules are compared for one policy: some seconds' worth."""


@dataclass(slots=True)
class Budget:
    """How much work is left for a policy; what is asked when none is, is left open."""

    left: int = WORK

    def spend(self, work: int) -> bool:
        """Whether there is work left after so much more."""
        self.left -= work
        return self.left > 0


@dataclass(frozen=True, slots=True)
class Value:
    """A value of an attribute: the rules that it satisfies, as bits, and where in a rule it is listed."""

    rules: int
    route: Route = ()


@dataclass(frozen=True, slots=True)
class Space:
    """What a rule names: for each attribute the values that stand for all."""

    attributes: tuple[tuple[Value, ...], ...]

    def only(self, attribute: int, values: Sequence[Value]) -> Space:
        """The same with other values of one attribute."""
        return Space((*self.attributes[:attribute], tuple(values), *self.attributes[attribute + 1 :]))


@dataclass(frozen=True, slots=True)
class Cover:
    """Whether rules match all of a space, and then a few of them that do so together."""

    is_whole: bool
    by: tuple[int, ...] = ()


def spaces(rule: PolicyRule, matcher: Matcher) -> Iterator[Space]:
    """What a rule names: requests for resources, requests for none, or both."""
    users = _values(rule.users, ("users",), matcher.users.of)
    groups = tuple(
        Value(matcher.groups.of(group), ("userGroups", at)) for at, group in enumerate(rule.groups)
    ) or (Value(matcher.groups.free),)
    verbs = _values(rule.verbs, ("verbs",), matcher.verbs.of)
    if not rule.is_for_urls:
        namespaces = _values(rule.namespaces, ("namespaces",), matcher.namespaces.of)
        resources = tuple(_resources(rule.resources or (_ALL,), matcher))
        yield Space((users, groups, verbs, namespaces, resources))
    if not rule.is_for_resources:
        urls = tuple(
            Value(matcher.urls.of(sample(url)), ("nonResourceURLs", at)) for at, url in enumerate(rule.urls)
        )
        yield Space((users, groups, verbs, urls or (Value(matcher.urls.of(sample("*"))),)))


def _values(listed: Sequence[str], route: Route, of: Callable[[str], int]) -> tuple[Value, ...]:
    return tuple(Value(of(value), (*route, at)) for at, value in enumerate(listed)) or (Value(of(OTHER)),)


def sample(url: str) -> str:
    """A path that a URL matches and that as few others match as can be; every path begins with `/`."""
    return (url.rstrip("*") or "/") + OTHER if url.endswith("*") else url


def _resources(entries: Sequence[GroupResources], matcher: Matcher) -> Iterator[Value]:
    for at, entry in enumerate(entries):
        group = OTHER if entry.group == "*" else entry.group
        route: Route = ("resources", at)
        if not entry.resources:
            yield Value(matcher.resources.of(group, OTHER, "", OTHER), route)
        for item, written in enumerate(entry.resources):
            for resource, subresource in samples(written):
                for name in entry.names or (OTHER,):
                    rules = matcher.resources.of(group, resource, subresource, name)
                    yield Value(rules, (*route, "resources", item))


def samples(written: str) -> Iterator[tuple[str, str]]:
    """Resources with their subresources that a pattern matches and that as few others match as can be."""
    head, slash, tail = written.partition("/")
    if written == "*":
        yield OTHER, ""
        return
    if written.startswith("*/") and written.lstrip("*/"):
        yield OTHER, written.lstrip("*/")
    if written.endswith("/*") and written.rstrip("/*"):
        yield written.rstrip("/*"), OTHER
    if not ("*" in (head, tail) and slash):
        yield head, tail


def cover(space: Space, earlier: int, budget: Budget) -> Cover:
    """Whether the rules among `earlier` match all of a space; an empty one needs no rule."""
    if not all(space.attributes):
        return Cover(True)
    left = {earlier}
    for values in space.attributes:
        least = _least({value.rules for value in values}, budget)
        if not budget.spend(len(left) * len(least)):
            return Cover(False)
        left = {before & value for before in left for value in least}
        if 0 in left:
            return Cover(False)
        if len(left) > MANY:
            left = set(_least(left, budget))
        if len(left) > MANY:
            return Cover(False)
    return Cover(True, tuple(sorted(_hitting(left))))


def _least(different: set[int], budget: Budget) -> list[int]:
    """The sets that hold no other one; of very many, all."""
    least: list[int] = []
    if len(different) == 1 or len(different) > 4 * MANY or not budget.spend(len(different) ** 2 // 4):
        return [*different]
    for each in sorted(different, key=int.bit_count):
        if not any(other & each == other for other in least):
            least.append(each)
    return least


def _hitting(sets: Iterable[int]) -> set[int]:
    """A few rules of which each set holds one: that which stands in all of them, if any does."""
    sets = list(sets)
    shared = -1
    for each in sets:
        shared &= each
    if shared:
        return {(shared & -shared).bit_length() - 1}
    chosen: set[int] = set()
    bits = 0
    for each in sorted(sets, key=int.bit_count):
        if not each & bits:
            chosen.add((each & -each).bit_length() - 1)
            bits |= each & -each
    return chosen
