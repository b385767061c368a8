"""IngressClasses: the controller that they stand for, and its parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Value
from noteproof.languages.kubernetes.validation import names
from noteproof.languages.kubernetes.validation.config.data_rules import too_large
from noteproof.languages.kubernetes.validation.criteria import empty, formed, one_of
from noteproof.languages.kubernetes.validation.names import LABEL, SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text
from noteproof.languages.kubernetes.validation.references import reference
from noteproof.languages.kubernetes.validation.rules import forbidden_field, invalid_name
from noteproof.schema.values import shortened

_LONGEST = 250
_SCOPES = ("Cluster", "Namespace")
_PATH = re.compile(r"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+")


def _class(ingress_class: Node) -> Iterator[Fault]:
    spec = ingress_class.node("spec")
    if spec is None:
        if not ingress_class.has("spec"):
            yield ingress_class.missing("spec", "controller")
        return
    controller = spec.placed("controller")
    if controller is None:
        if not spec.has("controller"):
            yield spec.missing("controller")
    elif not controller.text:
        yield empty(controller.route)
    else:
        yield from _controller(controller)


def _controller(text: Text) -> Iterator[Finding]:
    """A domain and a path, as `example.com/ingress-controller`."""
    if len(text.text) > _LONGEST:
        hint = "write a shorter path"
        yield too_large.at(
            Value(text.route), "the characters of the controller", len(text.text), _LONGEST, hint, "Too long"
        )
    domain, _, path = text.text.partition("/")
    why = None
    if not domain or not path:
        why = "it is not a domain, `/` and a path"
    elif names.fault(domain, SUBDOMAIN):
        why = f"before the `/` stands no domain: {names.fault(domain, SUBDOMAIN)}"
    elif not _PATH.fullmatch(path):
        why = "behind the `/` stands what no path of a URL can have"
    if why:
        hint = "write a domain, `/` and a path, as in `example.com/ingress-controller`"
        yield invalid_name.at(Value(text.route), shortened(text.text), "controller", why, hint)


def _parameters(parameters: Node) -> Iterator[Fault]:
    yield from reference(parameters)
    yield from one_of(parameters, "scope", _SCOPES)
    scope = parameters.filled("scope") or "Cluster"
    if scope == "Cluster" and parameters.has("namespace"):
        why = "what the parameters are is an object of the whole cluster"
        yield forbidden_field.at(
            parameters.key("namespace"), "namespace", why, "remove it, or write `scope: Namespace`"
        )
    elif scope == "Namespace":
        if not parameters.has("namespace"):
            yield parameters.missing("namespace")
        else:
            yield from formed(parameters.placed("namespace"), "namespace", LABEL)


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "networking.v1.IngressClass": (_class,),
    "networking.v1.IngressClassParametersReference": (_parameters,),
}
