"""The sysctls of a pod: their names, and that they are of namespaces which the pod has for its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Value
from noteproof.languages.kubernetes.validation import field_rules
from noteproof.languages.kubernetes.validation.criteria import not_empty, unique
from noteproof.languages.kubernetes.validation.nodes import Check, Node, Text
from noteproof.schema.values import shortened

_LONGEST = 253
_NAME = re.compile(r"[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?(?:[./][a-z0-9](?:[-_a-z0-9]*[a-z0-9])?)*")
_WRONG = re.compile(r"[^-_./a-z0-9]")

_OF_IPC = ("kernel.shm", "kernel.msg", "fs.mqueue.")
_OF_NETWORK = "net."
_SWAPPED = str.maketrans("./", "/.")


def _sysctls(spec: Node) -> Iterator[Finding]:
    context = spec.node("securityContext") if "securityContext" in spec.value else None
    if context is None or not context.value.get("sysctls"):
        return
    names = [it.placed("name") for it in context.nodes("sysctls")]
    for name in names:
        if name is not None:
            yield from not_empty(name)
            yield from _name(name)
            yield from _of_host(name, spec)
    good = (it for it in names if it is not None and _is_name(it.text))
    yield from unique(good, 'the sysctl "{}" is set twice', "keep one of the two")


def _is_name(name: str) -> bool:
    return len(name) <= _LONGEST and _NAME.fullmatch(name) is not None


def _name(name: Text) -> Iterator[Finding]:
    if not name.text or _is_name(name.text):
        return
    wrong = _WRONG.search(name.text)
    if len(name.text) > _LONGEST:
        why = f"it has {len(name.text)} characters, and may have {_LONGEST}"
    elif wrong:
        why = (
            "it has a blank"
            if wrong[0].isspace()
            else "it has other signs than a-z, 0-9, `-`, `_`, `.` and `/`"
        )
    else:
        why = "each part between dots begins and ends with a letter or digit"
    hint = "write the name as `sysctl -a` prints it, like `net.core.somaxconn`"
    yield field_rules.malformed_text.at(Value(name.route), "name", shortened(name.text), why, hint)


def _of_host(name: Text, spec: Node) -> Iterator[Finding]:
    """A sysctl of a namespace that is the node's."""
    text = _with_dots(name.text)
    if text.startswith(_OF_NETWORK) and spec.flag("hostNetwork"):
        key = "hostNetwork"
    elif spec.flag("hostIPC") and (text == "kernel.sem" or text.startswith(_OF_IPC)):
        key = "hostIPC"
    else:
        return
    what = f'the sysctl "{shortened(name.text)}" would be the node\'s, as `{key}` is true'
    yield field_rules.conflicting_fields.at(Value(name.route), what, f"remove the sysctl, or `{key}: true`")


def _with_dots(name: str) -> str:
    """A name with dots between its parts; one whose first mark is a slash has slashes there."""
    first = next((sign for sign in name if sign in "./"), ".")
    return name if first == "." else name.translate(_SWAPPED)


CHECKS: Mapping[str, tuple[Check, ...]] = {"core.v1.PodSpec": (_sysctls,)}
