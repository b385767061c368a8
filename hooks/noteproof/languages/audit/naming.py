"""What is meant by a group or a resource that the API does not know by that name."""

from __future__ import annotations

from collections.abc import Iterator

from noteproof.languages.audit.resources import SHORT, Resource, by_group, by_name, resources
from noteproof.text import nearest

GONE = {
    "auditregistration.k8s.io": "remove it: it was removed in Kubernetes 1.19",
    "extensions": "since Kubernetes 1.22 its resources are in `apps`, `networking.k8s.io` and `policy`",
}
"""Groups that were served once, and where their resources are."""

_CORE_NAMES = frozenset({"core", "v1", "api", "core.k8s.io"})


def group_hint(group: str) -> str | None:
    """What to write instead of a group that nobody serves; nothing for one that may be somebody's own."""
    if group in by_group() or group == "*":
        return None
    if group in _CORE_NAMES:
        return 'write `""` for the core group'
    if group in GONE:
        return GONE[group]
    if "." in group:  # anybody may serve a group with dots: only what is nearly one of Kubernetes' is none
        meant = f"{group}.k8s.io" if f"{group}.k8s.io" in by_group() else nearest(group, by_group(), 1)
        return f"did you mean `{meant}`?" if meant else None
    beginning = next((known for known in by_group() if known.split(".")[0] == group), None)
    meant = beginning or nearest(group, by_group(), 4)
    if meant:
        return f"did you mean `{meant}`?"
    homes = by_name().get(group) or by_name().get(plural(group))
    if homes:
        return f"`{group}` is a resource; its group is {quoted(homes[0].group)}"
    return "`kubectl api-resources` shows the groups"


def resource_hint(written: str, group: str, minors: frozenset[int]) -> tuple[str, str] | None:
    """What is wrong with a resource in a group, and what to write; nothing where it may be served.

    Of a group that is not known, only what no resource can be called is said.
    """
    name, slash, subresource = written.partition("/")
    if not name or (slash and not subresource):
        meant = written.strip("/")
        return f'"{written}" names no resource', f"write `{meant}`" if meant else "name one, or leave it out"
    known = resources() if group == "*" else by_group().get(group, {}).values()
    here = {resource.name: resource for resource in known}
    if name in here:
        return _served(here[name], subresource, group, minors)
    if not here and name == name.lower():
        return None
    if (group, name) == ("policy", "podsecuritypolicies"):
        return f"`{name}` was removed in Kubernetes 1.25", "remove it"
    return _unknown(name, subresource, group, here)


def subresource_hint(subresource: str, group: str) -> tuple[str, str] | None:
    """The same of `*/SUBRESOURCE`."""
    known = resources() if group == "*" else by_group().get(group, {}).values()
    below = {each for resource in known for each in resource.subresources}
    if subresource in below or not known:
        return None
    meant = nearest(subresource, below)
    if group == "*" and not meant:
        return None
    hint = f"did you mean `*/{meant}`?" if meant else _listed(below) or "remove it"
    return f"nothing {_in(group)} has a subresource `{subresource}`", hint


def _served(
    resource: Resource, subresource: str, group: str, minors: frozenset[int]
) -> tuple[str, str] | None:
    if not resource.minors & minors:
        first, last = min(resource.minors), max(resource.minors)
        when = f"Kubernetes 1.{first} to 1.{last}" if first != last else f"Kubernetes 1.{first}"
        return f"`{resource.name}` {_in(group)} is of {when}", "say `# kubernetes:` above, or remove it"
    if not subresource or subresource == "*" or subresource in resource.subresources:
        return None
    meant = nearest(subresource, resource.subresources)
    hint = f"did you mean `{resource.name}/{meant}`?" if meant else _listed(resource.subresources)
    fault = f"`{resource.name}` has no subresource `{subresource}`"
    return fault, hint or f"write `{resource.name}`"


def _unknown(name: str, subresource: str, group: str, here: dict[str, Resource]) -> tuple[str, str] | None:
    rest = f"/{subresource}" if subresource else ""
    for meant in _meant(name):
        if meant in here:
            singular = meant == plural(name.lower())
            told = ("in lower case" * (name != name.lower()), "in the plural" * singular)
            how = ", " + " and ".join(filter(None, told)) if any(told) else ""
            return f"the API has no `{name}`", f"write `{meant}{rest.lower()}`{how}"
        homes = by_name().get(meant)
        if homes and group != "*":
            return f"there is no `{name}` {_in(group)}", f"`{meant}` is in {_groups(homes)}"
    before, dot, after = name.partition(".")
    if dot and before in by_name():
        return f"`{name}` is a resource and its group", f"write `group: {after}` and `resources: [{before}]`"
    if subresource in by_name() and name in by_group():
        return (
            f"`{name}{rest}` is a group and a resource",
            f"write `group: {name}` and `resources: [{subresource}]`",
        )
    if group == "*":
        return None
    near = nearest(name, here)
    if near:
        return f"there is no `{name}` {_in(group)}", f"did you mean `{near}{rest}`?"
    elsewhere = nearest(name, by_name())
    if elsewhere:
        return f"there is no `{name}` {_in(group)}", f"`{elsewhere}` is in {_groups(by_name()[elsewhere])}"
    if not here:
        return f"no resource has capitals, as `{name}` has", f"write `{name.lower()}{rest}`"
    return f"there is no `{name}` {_in(group)}", "name the group that has it, or remove it"


def _meant(name: str) -> Iterator[str]:
    """The names that stand for a singular, a kind, a short name or one in capitals."""
    folded = name.lower()
    yield from (folded, plural(folded))
    if folded in SHORT:
        yield SHORT[folded]


def plural(name: str) -> str:
    """The plural of a singular, as Kubernetes forms it."""
    if name.endswith(("s", "x", "ch")):
        return f"{name}es"
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"


def quoted(group: str) -> str:
    """A group as a policy writes it."""
    return f"`{group}`" if group else '`""`'


def _in(group: str) -> str:
    return "in any group" if group == "*" else f"in the group `{group}`" if group else "in the core group"


def _groups(homes: tuple[Resource, ...]) -> str:
    return " and ".join(f"the group {quoted(home.group)}" for home in homes)


def _listed(names: set[str] | tuple[str, ...]) -> str:
    return f"there is {', '.join(f'`{name}`' for name in sorted(names))}" if names else ""
