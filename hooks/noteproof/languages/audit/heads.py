"""What a document says that it is: its apiVersion and its kind, as the decoder probes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from noteproof.finding import Finding, Key, Value
from noteproof.languages.audit.policy_rules import not_a_policy, unknown_kind, unknown_version, wrong_type
from noteproof.languages.audit.types import OLD_VERSIONS, VERSION
from noteproof.schema import values
from noteproof.schema.builtin import STRING
from noteproof.text import nearest
from noteproof.yamltree import Document

_INTERNAL = "audit.k8s.io/__internal"
KINDS = ("Policy", "Event", "EventList")


@dataclass(frozen=True, slots=True)
class Head:
    """The kind of a document, and what is wrong with how it says so."""

    kind: str
    findings: tuple[Finding, ...]


def head_of(document: Document) -> Head:
    """What a document says that it is; a policy, where it says nothing."""
    value = document.value
    if value is None:
        fault = "the first document is empty, and kube-apiserver reads no other"
        hint = f"begin it with `apiVersion: {VERSION}` and `kind: Policy`"
        return Head("Policy", (not_a_policy.at(Value(()), fault, hint, "unknown group version field"),))
    if not isinstance(value, dict):
        fault = f"expected an audit policy, got {values.described(value)}"
        hint = "write a mapping with `apiVersion`, `kind` and `rules`"
        return Head("Policy", (not_a_policy.at(Value(()), fault, hint, "couldn't get version/kind"),))
    version_key, kind_key = _spelt(value, "apiVersion"), _spelt(value, "kind")
    found = [*_broken_json(document)]
    for key in (version_key, kind_key):
        if key not in (None, "apiVersion", "kind") and not isinstance(value[key], (str, type(None))):
            says = values.described(value[key]), values.advice(STRING, value[key], "")
            found.append(wrong_type.at(Value((key,)), STRING.phrase, *says))
    kind = value.get(kind_key) if kind_key else ""
    kind = kind if isinstance(kind, str) and kind else "Policy"
    version = value.get(version_key) if version_key else ""
    if version in (None, "") or isinstance(version, str):
        found.extend(_version(value, version_key, version or "", kind))
    if kind not in KINDS:
        upstream = (
            "unknown conversion" if kind == "PolicyList" else f'no kind "{kind}" is registered for version'
        )
        said = values.shortened(kind), "write `kind: Policy`", values.shortened(upstream)
        found.append(unknown_kind.at(Value((kind_key or "kind",)), *said))
    return Head(kind if kind in KINDS else "Policy", tuple(found))


def _spelt(value: Mapping[str, object], name: str) -> str | None:
    """The key that the decoder takes for a name: it heeds no letter case, and of several takes the last."""
    alike = sorted(key for key in value if key.lower() == name.lower())
    return next((key for key in reversed(alike) if value[key] is not None), alike[-1] if alike else None)


def _version(value: Mapping[str, object], key: str | None, version: str, kind: str) -> list[Finding]:
    if version == VERSION:
        return []
    hint = f"write `apiVersion: {VERSION}`"
    if not version:
        near = next((it for it in value if nearest(it, ("apiVersion",))), None) if key is None else key
        fault = (
            "`apiVersion` is missing" if near in (None, key) else f"`apiVersion` is missing; found `{near}`"
        )
        where = Key((near,)) if near else Key(())
        return [unknown_version.at(where, fault, hint, "unknown group version field")]
    assert key is not None
    fault = f'unknown apiVersion "{values.shortened(version)}"'
    if version in OLD_VERSIONS:
        fault = f"`{version}` was removed in Kubernetes 1.24"
    upstream = f'no kind "{kind}" is registered for version "{version}"'
    if version.count("/") > 1:
        upstream = "unexpected GroupVersion string"
    elif version == _INTERNAL:
        upstream = "unknown group version field"
    return [unknown_version.at(Value((key,)), fault, hint, values.shortened(upstream))]


def _broken_json(document: Document) -> list[Finding]:
    """What is wrong with a file that begins as JSON and is none; `{` alone decides that."""
    text = document.snippet.text.removeprefix("\ufeff")
    if not text.lstrip().startswith("{"):
        return []
    try:
        json.loads(text, parse_constant=_refused)
    except (ValueError, RecursionError):
        fault = "a file that begins with `{` is read as JSON, and this is none"
        hint = "write it in lines of YAML, or put every key and text into quotes and nothing behind the `}`"
        return [not_a_policy.at(Value(()), fault, hint, "json parse error")]
    return []


def _refused(constant: str) -> object:
    raise ValueError(constant)
