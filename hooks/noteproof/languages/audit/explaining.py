"""Why a rule of a policy does not match a request, in words, tried as kube-apiserver tries it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from noteproof.languages.audit.matching import patterns
from noteproof.languages.audit.policy import GroupResources, PolicyRule
from noteproof.languages.audit.requests import Request

_FEW = 6


def why_not(rule: PolicyRule, request: Request) -> str | None:
    """The first of a rule's demands that a request does not meet; nothing where it meets all."""
    return next(_unmet(rule, request), None)


def _unmet(rule: PolicyRule, request: Request) -> Iterator[str]:
    if rule.users and request.user not in rule.users:
        yield f"`users` lists {_listed(rule.users)}, not {_named(request.user)}"
    if rule.groups and not any(group in rule.groups for group in request.groups):
        yield f"`userGroups` lists {_listed(rule.groups)}, and the user is in {_listed(request.groups)}"
    if rule.verbs and request.verb not in rule.verbs:
        yield f"`verbs` lists {_listed(rule.verbs)}, not {_named(request.verb)}"
    if rule.is_for_resources:
        if request.path is not None:
            yield "it asks for resources, and the request is for none"
        elif rule.namespaces and request.namespace not in rule.namespaces:
            yield f"`namespaces` lists {_listed(rule.namespaces)}, not {_named(request.namespace)}"
        elif rule.resources:
            yield from _no_resource(rule.resources, request)
    elif rule.urls:
        if request.path is None:
            yield "it asks for non-resource URLs, and the request is for a resource"
        elif not any(_begins(url, request.path) for url in rule.urls):
            yield f"`nonResourceURLs` lists {_listed(rule.urls)}, not {_named(request.path)}"


def _begins(url: str, path: str) -> bool:
    return url in ("*", path) or (url.endswith("*") and path.startswith(url.rstrip("*")))


def _no_resource(entries: Sequence[GroupResources], request: Request) -> Iterator[str]:
    """Why no entry of `resources` matches; of several reasons, that of the entry which came nearest."""
    reasons: list[tuple[int, str]] = []
    for entry in entries:
        if entry.group not in (request.group, "*"):
            group = request.group or "the core group"
            reasons.append((0, f"`resources` names {entry.group or 'the core group'}, not {group}"))
        elif not any(_covers(pattern, request) for pattern in patterns(entry)):
            aside = ""
            if request.subresource and request.resource in entry.resources:
                aside = f"; `{request.resource}` does not take its subresources along"
            reasons.append((1, f"`resources` lists {_listed(entry.resources)}, not {request.asked}{aside}"))
        elif entry.names and entry.resources and request.name not in entry.names:
            name = request.name or "a request without a name"
            reasons.append((2, f"`resourceNames` lists {_listed(entry.names)}, not {name}"))
        else:
            return
    yield max(reasons, key=lambda reason: reason[0])[1]


def _covers(pattern: tuple[str, str], request: Request) -> bool:
    form, written = pattern
    if form == "*":
        return True
    if form == "=":
        return written == request.asked
    if form == "*/":
        return bool(request.subresource) and written == request.subresource
    return written == request.resource


def _listed(values: Sequence[str]) -> str:
    shown = ", ".join(_named(value) for value in values[:_FEW])
    return f"{shown}, …" if len(values) > _FEW else shown or "none"


def _named(value: str) -> str:
    return value or '""'
