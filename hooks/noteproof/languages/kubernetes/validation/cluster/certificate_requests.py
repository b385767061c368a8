"""A CertificateSigningRequest: what is to be signed, by whom, and for which usages."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping

from noteproof.finding import Value
from noteproof.languages.kubernetes.validation import field_rules, names, rules
from noteproof.languages.kubernetes.validation.criteria import (
    between,
    not_empty,
    present,
    unique,
    unsupported,
    where_absent,
)
from noteproof.languages.kubernetes.validation.names import SUBDOMAIN
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
        yield field_rules.malformed_text.at(spec.at("request"), "request", shortened(text), why, hint)


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


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "certificates.v1.CertificateSigningRequest": (where_absent("spec", _request),),
    "certificates.v1.CertificateSigningRequestSpec": (_request,),
}
