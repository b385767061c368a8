"""Expressions of the Common Expression Language, of which only the brackets and strings are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from noteproof.finding import AnyRule, Finding, Says, Severity, Value, rule
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text


@rule("kubernetes/unbalanced-cel", Severity.ERROR)
def unbalanced_cel(what: str, hint: str) -> Says:
    """A CEL expression of which a bracket or a string is not closed does not compile, and is refused.

    Strings stand in `'…'` or `"…"`, on one line each, or in three of these over several lines. A backslash
    escapes the next character, except in a raw string, before which an `r` stands. A comment runs from `//`
    to the end of its line.

    ```yaml
    # in: ValidatingAdmissionPolicy.spec.validations[0]
    expression: "has(object.spec.replicas && object.spec.replicas <= 5"  # expect: kubernetes/unbalanced-cel
    ```

    ```yaml
    # in: ValidatingAdmissionPolicy.spec.validations[0]
    expression: "has(object.spec.replicas) && object.spec.replicas <= 5"
    ```
    """
    return Says(f"the expression does not compile: {what}", hint, "Invalid value")


@rule("kubernetes/cel-not-compiled", Severity.INFO)
def cel_not_compiled() -> Says:
    """CEL expressions are read for their brackets and strings only: whether they compile the server decides.

    The API server compiles each expression, and refuses an object that has one with an unknown variable, a
    misspelt function or a wrong type. None of this is found here.

    ```yaml
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicy
    metadata:
      name: few-replicas
    spec:
      matchConstraints:
        resourceRules:
          - apiGroups: [apps]
            apiVersions: [v1]
            operations: [CREATE, UPDATE]
            resources: [deployments]
      validations:
        - expression: object.spec.replicas <= 5  # expect: kubernetes/cel-not-compiled
    ```

    ```yaml
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicyBinding
    metadata:
      name: few-replicas
    spec:
      policyName: few-replicas
      validationActions: [Deny]
    ```
    """
    return Says(
        "the CEL expressions of this object are read for brackets and strings only",
        "apply it to a server with `kubectl apply --dry-run=server`, which compiles them",
    )


_MARK = re.compile(r"""//[^\n]*|\w+|"{3}|'{3}|["'()\[\]{}]""")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_RAW = frozenset({"r", "br"})


@cache
def _ends(raw: bool, quote: str) -> re.Pattern[str]:
    """Where a string may end, by whether it is raw and by its quotes; what is escaped does not end it."""
    return re.compile(quote + ("" if len(quote) > 1 else "|\n") + ("" if raw else r"|\\."), re.S)


def remark(expressions: Iterable[Text | None]) -> Iterator[Finding]:
    """That no more is known of the expressions of an object than that they are balanced."""
    for text in expressions:
        if text is not None and text.text:
            yield cel_not_compiled.at(Value(text.route))
            return


def balanced(text: Text | None) -> Iterator[Finding]:
    """An expression that does not compile for its brackets or strings."""
    fault = unbalanced(text.text) if text is not None else None
    if text is not None and fault:
        yield unbalanced_cel.at(Value(text.route), *fault)


def _in_fields(*keys: str) -> Check:
    def ask(node: Node) -> Iterator[Fault]:
        for key in keys:
            yield from balanced(node.placed(key))

    return ask


def unbalanced(text: str) -> tuple[str, str] | None:
    """What is not closed in an expression, or closed without being open, and how to mend it."""
    open_ones: list[str] = []
    at, word = 0, ""
    while mark := _MARK.search(text, at):
        sign, touches, at = mark[0], mark.start() == at, mark.end()
        if sign[0] in "\"'":
            end = _end(text, at, touches and word.lower() in _RAW, sign)
            if end is None:
                return f"a string that begins with {sign} is not closed", f"close the string with {sign}"
            at = end
        elif sign in _CLOSING:
            open_ones.append(_CLOSING[sign])
        elif sign in _CLOSING.values():
            if not open_ones:
                return f"`{sign}` closes nothing", f"remove `{sign}`, or open it before"
            wanted = open_ones.pop()
            if sign != wanted:
                return f"`{sign}` stands where `{wanted}` is needed", f"write `{wanted}` before `{sign}`"
        word = sign
    if open_ones:
        return f"`{open_ones[-1]}` is missing at its end", f"add `{''.join(reversed(open_ones[-40:]))}`"
    return None


def _end(text: str, at: int, raw: bool, quote: str) -> int | None:
    """Where a string ends whose text begins at an offset, if it does."""
    for mark in _ends(raw, quote).finditer(text, at):
        if mark[0] == quote:
            return mark.end()
        if mark[0] == "\n":
            return None
    return None


_ADMISSION = {
    "MatchCondition": ("expression",),
    "Variable": ("expression",),
    "Validation": ("expression", "messageExpression"),
    "AuditAnnotation": ("valueExpression",),
    "ApplyConfiguration": ("expression",),
    "JSONPatch": ("expression",),
}

CHECKS: Mapping[str, tuple[Check, ...]] = {
    **{
        f"admissionregistration.{version}.{name}": (_in_fields(*keys),)
        for version in ("v1", "v1beta1", "v1alpha1")
        for name, keys in _ADMISSION.items()
    },
    **{
        f"resource.{version}.CELDeviceSelector": (_in_fields("expression"),)
        for version in ("v1", "v1beta2", "v1beta1", "v1alpha3")
    },
}

rules: tuple[AnyRule, ...] = (unbalanced_cel, cel_not_compiled)
