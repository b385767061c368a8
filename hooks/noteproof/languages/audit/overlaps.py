"""Whether two rules name requests in common, and whether one names nothing but what the other names."""

from __future__ import annotations

from collections.abc import Sequence

from noteproof.languages.audit.matching import Pattern, patterns
from noteproof.languages.audit.policy import GroupResources, PolicyRule

_ALL = (GroupResources("*"),)
"""What a rule without `resources` asks for."""


def meet(one: PolicyRule, other: PolicyRule) -> bool:
    """Whether some request matches both rules. A user may be in many groups, so groups never part them."""
    if (one.is_for_urls and other.is_for_resources) or (one.is_for_resources and other.is_for_urls):
        return False
    if not all(map(_share, (one.users, one.verbs), (other.users, other.verbs))):
        return False
    if one.is_for_urls and other.is_for_urls:
        return any(_urls_meet(here, there) for here in one.urls for there in other.urls)
    if not _share(one.namespaces, other.namespaces):
        return False
    return any(
        _entries_meet(here, there) for here in one.resources or _ALL for there in other.resources or _ALL
    )


def lies_within(inner: PolicyRule, outer: PolicyRule) -> bool:
    """Whether each request that matches the inner rule matches the outer one as well."""
    if not _is_part(inner.users, outer.users) or not _is_part(inner.verbs, outer.verbs):
        return False
    if not _is_part(inner.groups, outer.groups):
        return False
    if outer.is_for_urls:
        return inner.is_for_urls and all(
            any(_url_covers(whole, url) for whole in outer.urls) for url in inner.urls
        )
    if not outer.is_for_resources:
        return True
    if not inner.is_for_resources or not _is_part(inner.namespaces, outer.namespaces):
        return False
    return all(
        any(_entry_covers(whole, entry, pattern) for whole in outer.resources or _ALL)
        for entry in inner.resources or _ALL
        for pattern in _real(entry)
    )


def _share(one: Sequence[str], other: Sequence[str]) -> bool:
    return not one or not other or not {*one}.isdisjoint(other)


def _is_part(inner: Sequence[str], outer: Sequence[str]) -> bool:
    """Whether what the inner list lets through, the outer one does; an empty list lets everything through."""
    return not outer or (bool(inner) and {*inner} <= {*outer})


def _urls_meet(one: str, other: str) -> bool:
    if one.endswith("*") and other.endswith("*"):
        here, there = one.rstrip("*"), other.rstrip("*")
        return here.startswith(there) or there.startswith(here)
    return _url_covers(one, other) or _url_covers(other, one)


def _url_covers(whole: str, url: str) -> bool:
    if not whole.endswith("*"):
        return whole == url
    return (url.rstrip("*") if url.endswith("*") else url).startswith(whole.rstrip("*"))


def _entries_meet(one: GroupResources, other: GroupResources) -> bool:
    if "*" not in (one.group, other.group) and one.group != other.group:
        return False
    names = (one.names if one.resources else (), other.names if other.resources else ())
    return _share(*names) and any(
        _patterns_meet(here, there) for here in _real(one) for there in _real(other)
    )


def _real(entry: GroupResources) -> list[Pattern]:
    """The patterns of an entry but for the letters of those that have another meaning, and for empty ones."""
    found = [*patterns(entry)]
    meant = [(form, text) for form, text in found if form == "*" or (form != "=" and text)]
    return [*meant, *(each for each in found if each[0] == "=" and "*" not in each[1].split("/"))]


def _patterns_meet(one: Pattern, other: Pattern) -> bool:
    (form, text), (to, other_text) = sorted(
        (one, other), key=lambda pattern: ["*", "*/", "/*", "="].index(pattern[0])
    )
    if form == "*" or form == to == "=":
        return form == "*" or text == other_text
    if to == "=":
        resource, _, subresource = other_text.partition("/")
        return text == (subresource if form == "*/" else resource)
    return form != to or text == other_text


def _entry_covers(whole: GroupResources, entry: GroupResources, pattern: Pattern) -> bool:
    if whole.group not in ("*", entry.group):
        return False
    inner = entry.names if entry.resources else ()
    if not _is_part(inner, whole.names if whole.resources else ()):
        return False
    return any(_pattern_covers(each, pattern) for each in _real(whole))


def _pattern_covers(whole: Pattern, pattern: Pattern) -> bool:
    if whole[0] == "*" or whole == pattern:
        return True
    form, text = pattern
    if form != "=":
        return False
    resource, _, subresource = text.partition("/")
    return (whole[0] == "*/" and whole[1] == subresource != "") or (whole[0] == "/*" and whole[1] == resource)
