"""An APIService: a version of a group, and the service that serves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Value
from noteproof.languages.kubernetes.validation import field_rules, names
from noteproof.languages.kubernetes.validation.admission import crd_rules
from noteproof.languages.kubernetes.validation.criteria import between, empty, formed, invalid_name
from noteproof.languages.kubernetes.validation.names import LABEL_1035, SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.port_names import HIGHEST
from noteproof.schema.values import shortened


def _named(service: Node) -> Iterator[Fault]:
    """The name that an APIService has from its version and group."""
    metadata, spec = service.node("metadata"), service.node("spec")
    name = metadata.placed("name") if metadata else None
    if name is None or spec is None or not name.text:
        return
    wanted = f"{spec.filled('version')}.{spec.filled('group')}"
    if name.text != wanted and spec.filled("version"):
        yield crd_rules.definition_name.at(Value(name.route), shortened(name.text), shortened(wanted))


def _api(spec: Node) -> Iterator[Fault]:
    group, version = spec.placed("group"), spec.placed("version")
    yield from formed(group, "group", SUBDOMAIN)
    if not spec.filled("group") and version is not None and version.text != "v1":
        yield empty(spec.to("group")) if group is not None else spec.missing("group")
    if version is None:
        yield spec.missing("version")
    else:
        why = names.fault(version.text, LABEL_1035)
        if why:
            yield invalid_name(version, "version", why, LABEL_1035)
    yield from between(spec, "groupPriorityMinimum", 1, 20_000)
    yield from between(spec, "versionPriority", 1, 1_000)
    service = spec.node("service")
    insecure, bundle = spec.flag("insecureSkipTLSVerify"), spec.filled("caBundle")
    if service is None:
        for key, given in (("caBundle", bundle), ("insecureSkipTLSVerify", insecure)):
            if given and not spec.has("service"):
                what = f"`{key}` says how to trust a service, and there is none"
                yield field_rules.conflicting_fields.at(
                    spec.key(key), what, f"remove `{key}`, or add `service:`"
                )
        return
    for key in ("namespace", "name"):
        if not service.filled(key):
            yield empty(service.to(key)) if service.has(key) else service.missing(key)
    yield from between(service, "port", 1, HIGHEST)
    if insecure and bundle:
        what = "a certificate authority is given, and nothing would be verified by it"
        where = spec.key("insecureSkipTLSVerify")
        yield field_rules.conflicting_fields.at(where, what, "remove `insecureSkipTLSVerify`")


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "apiregistration.v1.APIService": (_named,),
    "apiregistration.v1.APIServiceSpec": (_api,),
}
