"""An Ingress: its hosts, paths and backends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Key, Value, Where
from noteproof.languages.kubernetes.validation import field_rules, names
from noteproof.languages.kubernetes.validation.addresses import read_address
from noteproof.languages.kubernetes.validation.criteria import between, formed, invalid_name, named, one_of
from noteproof.languages.kubernetes.validation.metadata.kinds import form_of
from noteproof.languages.kubernetes.validation.names import SUBDOMAIN
from noteproof.languages.kubernetes.validation.network import ingress_rules
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text
from noteproof.languages.kubernetes.validation.port_names import HIGHEST, named_port
from noteproof.languages.kubernetes.validation.references import reference
from noteproof.schema.values import shortened

_CLASS = "kubernetes.io/ingress.class"
_PATH_TYPES = ("Exact", "Prefix", "ImplementationSpecific")
_RESOLVED = re.compile(r"//|/\.\.?(?=/)|%2[fF]|/\.\.?\Z")
_URL = re.compile(r"(?:[a-z]{1,9}://)?([^/:]*)(?::[0-9]{1,5})?(?:/.*)?")
"""A host with a scheme before it, a port or a path behind it."""
_WANTED = "write `service:` with `name` and `port`, or `resource:`"


def _ingress(ingress: Node) -> Iterator[Fault]:
    """The class is said once, or the same twice."""
    spec, metadata = ingress.node("spec"), ingress.node("metadata")
    if not ingress.has("spec"):
        hint = "write `spec:` with `rules:` or `defaultBackend:`"
        place = ingress.named(("spec",), ingress.key("spec") if "spec" in ingress.value else Value(()))
        yield ingress_rules.no_backend.at(place, "the Ingress leads nowhere", hint)
    annotations = metadata.node("annotations") if metadata else None
    annotation = annotations.placed(_CLASS) if annotations else None
    field = spec.text("ingressClassName") if spec else None
    if annotation is not None and field is not None and annotation.text != field:
        # The server leaves `metadata` out of the path, and takes the key for a field.
        place = ingress.named((f"annotations.{_CLASS}",), Value(annotation.route))
        yield ingress_rules.two_classes.at(place, shortened(annotation.text), shortened(field))
    elif annotation is not None:
        hint = f"write `ingressClassName: {shortened(annotation.text)}` below `spec`"
        yield field_rules.deprecated_field.at(Key(annotation.route), _CLASS, "deprecated", hint)


def _spec(spec: Node) -> Iterator[Fault]:
    if not spec.value.get("rules") and not spec.has("defaultBackend") and not spec.leaves_out():
        hint = "add `rules:` or `defaultBackend:` below `spec`"
        yield ingress_rules.no_backend.at(_place(spec), "the Ingress leads nowhere", hint)
    yield from formed(spec.placed("ingressClassName"), "ingress class", SUBDOMAIN)
    if spec.text("ingressClassName") == "":
        place = Text("", spec.to("ingressClassName"))
        yield invalid_name(place, "ingress class", "it is empty", SUBDOMAIN)


def _tls(tls: Node) -> Iterator[Fault]:
    for host in tls.texts("hosts"):
        yield from _host(host)
    yield from formed(tls.placed("secretName"), "Secret", SUBDOMAIN)


def _rule(rule: Node) -> Iterator[Fault]:
    host = rule.placed("host")
    if host is not None and host.text:
        if read_address(host.text) is not None:
            hint = "write a DNS name, or remove it to mean all hosts"
            yield _bad_host(host, "it is an IP address", hint)
        yield from _host(host)


def _host(host: Text) -> Iterator[Finding]:
    """A DNS name, before which `*.` may stand."""
    wild = "*" in host.text
    name = host.text.removeprefix("*.") if wild else host.text
    if len(host.text) > SUBDOMAIN.longest or (name == host.text and wild) or "*" in name:
        hint = "write `*.` in front of a DNS name" if wild else f"use {SUBDOMAIN.longest} characters at most"
        why = "`*` stands for the whole of the first label only" if wild else "it is too long"
        yield _bad_host(host, why, hint)
        return
    fault = names.fault(name, SUBDOMAIN) if name else "it is empty"
    if fault:
        found = _URL.fullmatch(name)
        alone = found[1] if found and found[1] else name
        fits = names.fault(alone, SUBDOMAIN) is None
        yield _bad_host(host, fault, f"write `{alone}` alone" if fits else names.advice(alone, SUBDOMAIN))


def _bad_host(host: Text, why: str, hint: str) -> Finding:
    return ingress_rules.invalid_host.at(Value(host.route), shortened(host.text), why, hint)


def _paths(http: Node) -> Iterator[Fault]:
    if http.value.get("paths") == []:
        yield http.missing("paths")


def _path(item: Node) -> Iterator[Fault]:
    yield from one_of(item, "pathType", _PATH_TYPES, default=False)
    type, path = item.text("pathType"), item.filled("path")
    is_open = type == "ImplementationSpecific" and not path
    if type in _PATH_TYPES and not path.startswith("/") and not is_open:
        yield _bad_path(item, path, "it does not begin with `/`", f"write `/{path}`")
    found = _RESOLVED.search(path) if type in _PATH_TYPES[:2] else None
    if found:
        yield _bad_path(item, path, f"it has `{found[0]}`", "write the path as it is after resolving")


def _bad_path(item: Node, path: str, why: str, hint: str) -> Finding:
    place = item.at("path") if "path" in item.value else item.named(item.to("path"), item.at())
    return ingress_rules.invalid_path.at(place, shortened(path), why, shortened(hint))


def _backend(backend: Node) -> Iterator[Fault]:
    service, resource = backend.node("service"), backend.node("resource")
    if service is not None and resource is not None:
        what = "the backend is a Service and a resource"
        yield ingress_rules.no_backend.at(_place(backend), what, "remove one of the two")
    elif resource is not None:
        yield from reference(resource)
    elif service is not None:
        form = form_of("Service", backend.scene.minor)
        yield from named(service.placed("name"), "Service", form)
        yield from _service_port(backend, service)
    elif not backend.has("service") and not backend.has("resource") and not backend.leaves_out():
        yield ingress_rules.no_backend.at(_place(backend), "the backend is none", _WANTED)


def _service_port(backend: Node, service: Node) -> Iterator[Fault]:
    port = service.node("port") or Node({}, service.to("port"), service.scene)
    if (service.has("port") and service.node("port") is None) or _is_mistyped(port):
        return
    name, number = port.filled("name"), port.number("number")
    if name and number:
        what = "the port of the backend has a number and a name"
        yield ingress_rules.no_backend.at(_place(backend), what, "remove one of the two")
    elif name:
        yield from named_port(port.placed("name"))
    elif number:
        yield from between(port, "number", 1, HIGHEST)
    elif not backend.leaves_out():
        hint = "add `port:` with `number:` or `name:` below `service`"
        yield ingress_rules.no_backend.at(_place(backend), "the backend has no port", hint, "Required value")


def _is_mistyped(port: Node) -> bool:
    """Whether a port is given that is of a wrong type, which is said where it is decoded."""
    return (port.has("name") and port.text("name") is None) or (
        port.has("number") and port.number("number") is None
    )


def _place(node: Node) -> Where:
    """The key of a mapping; that of a part is not there."""
    return node.key() if node.route else node.at()


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "networking.v1.Ingress": (_ingress,),
    "networking.v1.IngressSpec": (_spec,),
    "networking.v1.IngressTLS": (_tls,),
    "networking.v1.IngressRule": (_rule,),
    "networking.v1.HTTPIngressRuleValue": (_paths,),
    "networking.v1.HTTPIngressPath": (_path,),
    "networking.v1.IngressBackend": (_backend,),
}
