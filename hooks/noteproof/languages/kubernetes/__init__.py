"""Kubernetes manifests: each object as kube-apiserver would decode it with strict field validation."""

from __future__ import annotations

from collections.abc import Sequence

from noteproof.finding import AnyRule, Finding, Key, Severity, Value
from noteproof.language import Decide, Found, Loaded, Reach, ReadBy, Target
from noteproof.languages.kubernetes import (
    apiserver,
    audit_flags,
    deciding,
    fields,
    fragments,
    objects,
    several,
    static_pods,
    validation,
    versions,
)
from noteproof.languages.kubernetes.fragments import (
    claims_fragment,
    claims_place,
    is_list_of_parts,
    unknown_place,
)
from noteproof.languages.kubernetes.identity import misspelling
from noteproof.languages.kubernetes.tables import known_kinds, table
from noteproof.languages.kubernetes.templates import pods_in
from noteproof.schema import values
from noteproof.schema.places import NoPlace
from noteproof.yamltree import KUBERNETES, Document

__all__ = [
    "asks", "claims", "claims_fragment", "claims_place", "dialect", "explains", "load", "name", "names",
    "reader_of_one", "rules",
]  # fmt: skip

name = "kubernetes"
dialect = KUBERNETES
asks = frozenset({deciding.LEVEL, deciding.GRADE})
names: tuple[str, ...] = tuple(f"--{flag}" for flag in audit_flags.FLAGS)
rules: tuple[AnyRule, ...] = (
    versions.missing_kind,
    versions.missing_version,
    versions.not_an_object,
    versions.unknown_kind,
    versions.unknown_version,
    versions.removed_api,
    fields.unknown_field,
    fields.dropped_field,
    fields.wrong_type,
    fields.lost_namespace,
    fields.missing_field,
    fragments.unknown_place,
    *validation.rules,
    *apiserver.rules,
    static_pods.api_reference,
    static_pods.long_name,
    *deciding.rules,
)


def claims(value: object) -> bool:
    """Whether a document is an object of whatever API group, also when `kind` is written `Kind`."""
    if isinstance(value, list):
        return bool(value) and all(
            isinstance(it, dict) and {"apiVersion", "kind"} <= it.keys() for it in value
        )
    if not isinstance(value, dict):
        return False
    version_key = "apiVersion" if "apiVersion" in value else misspelling(value, "apiVersion")
    kind_key = "kind" if "kind" in value else misspelling(value, "kind")
    if version_key is not None:
        return kind_key is not None or "metadata" in value or "spec" in value
    if kind_key is None or not ("metadata" in value or "spec" in value):
        return False
    return str(value[kind_key]).lower() in known_kinds()


def reader_of_one(read_by: ReadBy) -> str | None:
    """The kubelet and the API server; kubectl sends every document of a file."""
    return {"kubelet": "the kubelet", "api": "the API server"}.get(read_by)


def explains(word: str) -> str | None:
    """What a flag of auditing means; the fields of objects are explained by `kubectl explain`."""
    return audit_flags.explained(word)


def load(documents: Sequence[Document], target: Target) -> Loaded:
    """Check each document as the API server would decode it, in every version that the target names."""
    written = [document for document in documents if document.value is not None]
    if target.is_named and not written:
        nothing = versions.not_an_object.at(Value(()), values.described(None))
        return Loaded(tuple(Found(document, nothing) for document in documents[:1]), Reach.CHECKED)
    whole = target.place is None and (
        any(claims(document.value) for document in written)
        or not any(
            claims_fragment(document.value) or is_list_of_parts(document.value) for document in written
        )
    )
    found: list[Found] = []
    reached: set[Reach] = set()
    for document in written:
        by_minor: dict[int, list[Finding]] = {}
        for version in target.kubernetes:
            minor = several.minor_of(version)
            by_minor[minor], reach = _check(document, minor, target, whole)
            reached.add(reach)
        found.extend(Found(document, finding) for finding in several.merged(by_minor))
    order = (Reach.CHECKED, Reach.FRAGMENT, Reach.PARSED)
    reach = next((reach for reach in order if reach in reached), Reach.PARSED)
    first = objects.before_repeats(it.finding for it in found) if target.read_by == "api" else None
    decide = _decide(written, found) if whole else None
    return Loaded(tuple(found), reach, decide, before_repeats=first)


def _decide(documents: Sequence[Document], found: Sequence[Found]) -> Decide | None:
    """What decides on the pods of documents, where there are some and the server takes them."""
    if any(each.finding.severity is Severity.ERROR for each in found):
        return None
    pods = tuple(deciding.Asked(it, pod) for it in documents for pod in pods_in(it.value))
    return deciding.Decider(pods) if pods else None


def _check(document: Document, minor: int, target: Target, whole: bool) -> tuple[list[Finding], Reach]:
    """What is wrong with one document in one version, and how far that could be looked at."""
    known, reader = table(minor), target.read_by
    if target.place == apiserver.PROGRAM:
        return list(apiserver.check_flags(document.value, document)), Reach.FRAGMENT
    if target.place is not None:
        type = fragments.place(target.place, known)
        if isinstance(type, NoPlace):
            return [
                unknown_place.at(target.place_at or Key(()), target.place, type.step, type.hint)
            ], Reach.FRAGMENT
        return objects.check_part(document.value, type, document, known, reader), Reach.FRAGMENT
    if whole:
        findings, checked = objects.check(document, known, reader)
        return findings, Reach.CHECKED if checked else Reach.PARSED
    guess = fragments.guess(document.value, known)
    if guess is None or guess.type is None:
        return [], Reach.PARSED
    return objects.check_part(document.value, guess.type, document, known, reader), Reach.FRAGMENT
