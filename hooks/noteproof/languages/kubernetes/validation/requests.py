"""Objects by which a cluster trusts others: CertificateSigningRequest and APIService."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping

from noteproof.finding import Value
from noteproof.languages.kubernetes.validation import crd_rules, names, pod_rules, rules
from noteproof.languages.kubernetes.validation.criteria import (
    between,
    empty,
    formed,
    invalid_name,
    not_empty,
    present,
    unique,
    unsupported,
    where_absent,
)
from noteproof.languages.kubernetes.validation.names import LABEL_1035, SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.schema.values import shortened

_USAGES = (
    "signing", "digital signature", "content commitment", "key encipherment", "key agreement",
    "data encipherment", "cert sign", "crl sign", "encipher only", "decipher only", "any", "server auth",
    "client auth", "code signing", "email protection", "s/mime", "ipsec end system", "ipsec tunnel",
    "ipsec user", "timestamping", "ocsp signing", "microsoft sgc", "netscape sgc",
)  # fmt: skip
_SHORTEST = 600
_LEGACY = "kubernetes.io/legacy-unknown"
_PEM = re.compile(rb"-----BEGIN CERTIFICATE REQUEST-----[ \t]*\r?\n")
_HIGHEST_PORT = 65535


def _request(spec: Node) -> Iterator[Fault]:
    yield from _pem(spec)
    yield from _signer(spec)
    yield from present(spec, "usages")
    usages = list(spec.texts("usages"))
    for it in usages:
        if it.text not in _USAGES:
            yield unsupported(it, _USAGES)
    yield from unique(usages, 'the usage "{}" stands twice', "remove one of them")
    yield from between(spec, "expirationSeconds", _SHORTEST)


def _pem(spec: Node) -> Iterator[Fault]:
    """The request in base64, which is PEM when it is decoded."""
    text = spec.text("request")
    if text is None:
        return
    try:
        held = base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True)
    except (binascii.Error, ValueError):
        return
    if not _PEM.search(held):
        why = "decoded it is no PEM block of a CERTIFICATE REQUEST"
        hint = "write what `base64 -w0 < user.csr` prints"
        yield pod_rules.malformed_text.at(spec.at("request"), "request", shortened(text), why, hint)


def _signer(spec: Node) -> Iterator[Fault]:
    name = spec.placed("signerName")
    if name is None:
        return
    yield from not_empty(name)
    domain, slash, rest = name.text.partition("/")
    why = None
    if not slash or "/" in rest:
        why = "it is not a domain, `/` and a name"
    elif names.fault(domain, SUBDOMAIN) or "." not in domain:
        why = "what stands before the `/` is no domain"
    elif names.fault(rest, SUBDOMAIN):
        why = "what stands behind the `/` is no name"
    elif name.text == _LEGACY:
        why = "`v1` has no requests for unknown signers"
    if name.text and why:
        hint = "write a signer, as `kubernetes.io/kube-apiserver-client`"
        yield rules.invalid_name.at(Value(name.route), shortened(name.text), "signer", why, hint)


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
                yield pod_rules.conflicting_fields.at(
                    spec.key(key), what, f"remove `{key}`, or add `service:`"
                )
        return
    for key in ("namespace", "name"):
        if not service.filled(key):
            yield empty(service.to(key)) if service.has(key) else service.missing(key)
    yield from between(service, "port", 1, _HIGHEST_PORT)
    if insecure and bundle:
        what = "a certificate authority is given, and nothing would be verified by it"
        where = spec.key("insecureSkipTLSVerify")
        yield pod_rules.conflicting_fields.at(where, what, "remove `insecureSkipTLSVerify`")


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "certificates.v1.CertificateSigningRequest": (where_absent("spec", _request),),
    "certificates.v1.CertificateSigningRequestSpec": (_request,),
    "apiregistration.v1.APIService": (_named,),
    "apiregistration.v1.APIServiceSpec": (_api,),
}
