"""Which kind of which apiVersion an object says that it is, and why when there is no such thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from noteproof.finding import Finding, Key, Value
from noteproof.languages.kubernetes import removed
from noteproof.languages.kubernetes.fields import wrong_type
from noteproof.languages.kubernetes.tables import Table, kinds_in, known_groups, known_kinds, lifetimes
from noteproof.languages.kubernetes.versions import (
    missing_kind,
    missing_version,
    removed_api,
    unknown_kind,
    unknown_version,
)
from noteproof.schema.shapes import Struct
from noteproof.schema.values import described, shortened
from noteproof.text import nearest

_FOREIGN_KINDS = frozenset({("v1", "Config")})
"""Kinds of a Kubernetes apiVersion that no server takes: `Config` is a kubeconfig."""


_OF_FILES = "audit.k8s.io"
"""A group of Kubernetes that is in files only and that no server serves."""

_MANY = 100
"""So many keys of an object are looked at for a misspelling."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What an object is: its type, when one is known or can be guessed, and what is wrong with its name.

    `foreign`: of a group that Kubernetes does not define, so that nothing can be said of it.
    `misspelt`: keys of the object that were meant to be `apiVersion` or `kind`.
    """

    type: Struct | None = None
    kind: str = ""
    findings: tuple[Finding, ...] = ()
    foreign: bool = False
    misspelt: frozenset[str] = frozenset()


def identify(value: Mapping[str, object], table: Table, lenient: bool) -> Identity:
    """What an object is, for one version of Kubernetes; `lenient`: keys in any letter case are taken."""
    version, version_key = _named(value, "apiVersion")
    kind, kind_key = _named(value, "kind")
    findings: list[Finding] = []
    for key in (version_key, kind_key):
        if key and not isinstance(value[key], (str, type(None))):
            says = ("a string", described(value[key]), "write it as text", "cannot unmarshal")
            findings.append(wrong_type.at(Value((key,)), *says))
    if kind_key is None or (kind_key != "kind" and not (lenient and kind_key.lower() == "kind")):
        findings.append(missing_kind.at(Key((kind_key,) if kind_key else ()), kind_key))
    elif not kind and value[kind_key] in (None, ""):
        findings.append(missing_kind.at(Key((kind_key,)), None))
    if version_key is None or (
        version_key != "apiVersion" and not (lenient and version_key.lower() == "apiversion")
    ):
        homes = table.homes(kind)
        findings.append(
            missing_version.at(Key((version_key,) if version_key else ()), version_key, kind, homes)
        )
    elif not version and value[version_key] in (None, ""):
        findings.append(missing_version.at(Key((version_key,)), None, kind, table.homes(kind)))
    misspelt = frozenset(key for key in (version_key, kind_key) if key not in (None, "apiVersion", "kind"))
    if not kind or not version:
        homes = table.homes(kind)
        return Identity(table.kind(homes[0], kind) if homes else None, kind, tuple(findings), False, misspelt)
    found = table.kind(version, kind)
    if found:
        return Identity(found, kind, tuple(findings), False, misspelt)
    if _is_foreign(version, kind):
        return Identity(None, kind, tuple(findings), True, misspelt)
    finding, guess = _explain(version, version_key or "apiVersion", kind, kind_key or "kind", table)
    return Identity(
        guess, guess.name.rpartition(".")[2] if guess else kind, (*findings, finding), False, misspelt
    )


def _named(value: Mapping[str, object], name: str) -> tuple[str, str | None]:
    """The text under a key, and the key, that of a likely misspelling if it is not there itself."""
    key = name if name in value else misspelling(value, name)
    text = value.get(key) if key else None
    return (text if isinstance(text, str) else ""), key


def misspelling(value: Mapping[str, object], name: str) -> str | None:
    """A key of an object that was meant to be `apiVersion` or `kind`."""
    keys = list(islice(value, _MANY))
    for key in keys:
        # "1 apiVersion" is a listing pasted with its line numbers.
        if key.lower().replace("_", "").replace("-", "").lstrip(" 0123456789.:$").strip() == name.lower():
            return key
    for key in keys:
        if len(name) > 4 and nearest(key, (name,), 2):
            return key
    return "kinds" if name == "kind" and "kinds" in value else None


def _is_foreign(version: str, kind: str) -> bool:
    """Whether an apiVersion is of a group that Kubernetes does not define, nor its author meant one."""
    group = version.rpartition("/")[0]
    if (version, kind) in _FOREIGN_KINDS:
        return True
    if group == _OF_FILES:
        return False
    if "." not in group or group in known_groups() or group in removed.GROUPS or version.count("/") > 1:
        return False
    if kind.lower() in known_kinds() and group.endswith(".k8s.io") and not group.endswith(".sigs.k8s.io"):
        return False
    return _meant_group(group, kind) is None


def _meant_group(group: str, kind: str) -> str | None:
    """The Kubernetes group that a misspelt one stands for, if it knows the kind."""
    close = nearest(group, known_groups())
    return close if close and kind.lower() in map(str.lower, kinds_in(close)) else None


def _explain(
    version: str, version_key: str, kind: str, kind_key: str, table: Table
) -> tuple[Finding, Struct | None]:
    """Why there is no such kind in such a version, and the type that was meant, if that is plain."""
    version, kind = shortened(version), shortened(kind)
    at_version, at_kind = Value((version_key,)), Value((kind_key,))
    gone = removed.removed_in(version, kind, table.minor)
    homes = table.homes(kind)
    if gone is not None:
        if homes:
            hint = f"write `apiVersion: {homes[0]}`, and compare the fields: some have changed"
        else:
            hint = removed.instead(kind)
        return removed_api.at(at_version, version, kind, gone, hint), None
    first = lifetimes().get((version, kind))
    if first and first[0] > table.minor:
        other = f"write `apiVersion: {homes[0]}`, or " if homes else ""
        hint = f"{other}say `# kubernetes: >=1.{first[0]}` above"
        return unknown_version.at(at_version, version, kind, hint, first[0]), None
    if version in table.versions:
        known = [it for home, it in table.kinds if home == version]
        meant = nearest(kind, known)
        if meant and meant.lower() == kind.lower():
            hint = f"did you mean `{meant}`? Kinds are case-sensitive"
            return unknown_kind.at(at_kind, kind, version, hint), table.kind(version, meant)
        if homes:
            return unknown_kind.at(at_kind, kind, version, f"{kind} is in `{homes[0]}`"), table.kind(
                homes[0], kind
            )
        if meant:
            return unknown_kind.at(at_kind, kind, version, f"did you mean `{meant}`?"), table.kind(
                version, meant
            )
        if removed.is_removed_kind(kind):
            return unknown_kind.at(at_kind, kind, version, removed.instead(kind)), None
        anywhere = known_kinds().get(kind.lower()) or nearest(kind, known_kinds().values())
        return unknown_kind.at(at_kind, kind, version, _kind_hint(anywhere, table, version)), None
    return _explain_version(version, at_version, kind, homes, table)


def _explain_version(
    version: str, at: Value, kind: str, homes: list[str], table: Table
) -> tuple[Finding, Struct | None]:
    cased = next((it for it in table.versions if it.lower() == version.lower()), None)
    if cased:
        return unknown_version.at(at, version, kind, f"did you mean `{cased}`?"), table.kind(cased, kind)
    exact = known_kinds().get(kind.lower(), kind)
    homes = homes or table.homes(exact)
    if homes:
        return unknown_version.at(at, version, kind, f"{exact} is in `{homes[0]}`"), table.kind(
            homes[0], exact
        )
    if removed.is_removed_kind(kind):
        return unknown_version.at(at, version, kind, removed.instead(kind)), None
    group = version.rpartition("/")[0]
    served = sorted(it for it in table.versions if it.rpartition("/")[0] == group) if "/" in version else []
    if served:
        return unknown_version.at(at, version, kind, f"this group is served as `{'`, `'.join(served)}`"), None
    meant = nearest(version, table.versions)
    hint = (
        f"did you mean `{meant}`?"
        if meant
        else "check the group and the version: `kubectl api-resources` lists them"
    )
    return unknown_version.at(at, version, kind, hint), None


def _kind_hint(meant: str | None, table: Table, version: str) -> str:
    homes = table.homes(meant) if meant else []
    if homes:
        return f"did you mean `{meant}`? It is in `{homes[0]}`"
    return f"check the spelling: `kubectl api-resources` lists the kinds of `{version}`"
