"""The rules in CEL of a custom resource's schema: each has an expression, and a message on one line.

Of an expression only the brackets and strings are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from noteproof.finding import Finding
from noteproof.languages.kubernetes.validation import cel
from noteproof.languages.kubernetes.validation.admission.crd_parts import Part, parts
from noteproof.languages.kubernetes.validation.nodes import Node, Text
from noteproof.schema.values import shortened

_RULES = "x-kubernetes-validations"
_REASONS = ("FieldValueRequired", "FieldValueForbidden", "FieldValueInvalid", "FieldValueDuplicate")
_BREAK = re.compile(r"[\r\n]")


def check(part: Part) -> Iterator[Finding]:
    """What is wrong with the rules of a part."""
    if _RULES in part.node.value:
        for at, rule in enumerate(part.node.nodes(_RULES)):
            yield from _rule(part, at, rule)


def expressions(root: Node) -> Iterator[Text | None]:
    """The CEL expressions in a schema."""
    for part in parts(root, ()):
        if _RULES in part.node.value:
            for it in part.node.nodes(_RULES):
                yield it.placed("rule")


def _rule(part: Part, at: int, rule: Node) -> Iterator[Finding]:
    text, message = rule.filled("rule").strip(), rule.filled("message")

    def fault(key: str, what: str, hint: str, upstream: str = "Invalid value") -> Finding:
        return part.fault(what, hint, upstream, _RULES, at, key)

    if not text:
        if not rule.elides() and (not rule.has("rule") or rule.text("rule") is not None):
            yield fault(
                "rule", "the rule has no expression", "add `rule:` and an expression", "Required value"
            )
    elif message and not message.strip():
        yield fault("message", "`message` is blank", "write the message, or remove it")
    elif _BREAK.search(message.strip()):
        yield fault("message", "`message` has more than one line", "write it on one line")
    elif _BREAK.search(text) and not message and not rule.elides():
        what = "a rule of more than one line cannot be its own message"
        yield fault("message", what, "add `message:`", "Required value")
    if rule.filled("messageExpression") and not rule.filled("messageExpression").strip():
        what = "`messageExpression` is blank"
        yield fault("messageExpression", what, "write it, or remove it", "Required value")
    reason = rule.text("reason")
    if reason is not None and reason not in _REASONS:
        what, hint = f"`reason` cannot be `{shortened(reason)}`", f"write `{'`, `'.join(_REASONS)}`"
        yield fault("reason", what, hint, "Unsupported value")
    for key in ("rule", "messageExpression"):
        unbalanced = cel.unbalanced(rule.filled(key))
        if unbalanced:
            where = rule.named((*part.route, _RULES, at, key), rule.at(key))
            yield cel.unbalanced_cel.at(where, *unbalanced)
    path = rule.filled("fieldPath")
    if path and (not path.strip() or _BREAK.search(path)):
        yield fault("fieldPath", "`fieldPath` is not the path of a field", "write it as `.spec.replicas`")
