"""A NetworkPolicy: whom it lets through, at which ports, in which directions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Value, printed
from noteproof.languages.kubernetes.fields import missing_field
from noteproof.languages.kubernetes.validation import address_rules, addresses
from noteproof.languages.kubernetes.validation.config.data_rules import too_large
from noteproof.languages.kubernetes.validation.criteria import between, empty, one_of, unsupported
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text
from noteproof.languages.kubernetes.validation.port_names import HIGHEST, PROTOCOLS, named_port
from noteproof.languages.kubernetes.validation.rules import forbidden_field, out_of_range
from noteproof.schema.values import shortened

_DIRECTIONS = ("Ingress", "Egress")


def _directions(spec: Node) -> Iterator[Fault]:
    given = list(spec.texts("policyTypes"))
    if len(given) > len(_DIRECTIONS):
        hint = "name each direction once"
        yield too_large.at(spec.key("policyTypes"), "`policyTypes`", len(given), 2, hint, "Invalid value")
        return
    for text in given:
        if text.text not in _DIRECTIONS:
            yield unsupported(text, _DIRECTIONS)


def _port(port: Node) -> Iterator[Fault]:
    yield from one_of(port, "protocol", PROTOCOLS, default=False)
    number, name = port.number("port"), port.placed("port")
    if number is not None:
        yield from between(port, "port", 1, HIGHEST)
    else:
        yield from named_port(name)
    end = port.number("endPort")
    if end is None:
        return
    if number is None:
        if not port.has("port") or name is not None:
            why = "it needs a `port` that is a number"
            hint = "write the first port as a number, or remove it"
            yield forbidden_field.at(port.key("endPort"), "endPort", why, hint, "Invalid value")
    elif end < number:
        hint = f"write a number from {number} to {HIGHEST}, or exchange the two"
        yield out_of_range.at(port.at("endPort"), "endPort", str(end), hint)
    else:
        yield from between(port, "endPort", 1, HIGHEST)


def _peer(peer: Node) -> Iterator[Fault]:
    others = [key for key in ("podSelector", "namespaceSelector") if peer.has(key)]
    if peer.has("ipBlock"):
        if others:
            why = f"the peer has `{others[0]}`, too"
            hint = "give the block of addresses an item of its own, after a dash"
            place = peer.named(peer.route, peer.key("ipBlock"))
            yield forbidden_field.at(place, "ipBlock", why, hint)
    elif not others and not peer.leaves_out():
        hint = "write `podSelector`, `namespaceSelector` or `ipBlock`; `{}` as a selector matches all"
        yield missing_field.at(Value(peer.route), printed(peer.route), hint, "empty: it says nobody")


def _block(block: Node) -> Iterator[Fault]:
    cidr = block.placed("cidr")
    strict = address_rules.is_strict(block.scene)
    if cidr is None:
        return
    if not cidr.text:
        yield empty(cidr.route)
        return
    yield from address_rules.block(cidr, strict)
    whole = addresses.read_block(cidr.text)
    for text in block.texts("except") if whole is not None else ():
        yield from address_rules.block(text, strict)
        yield from _outside(text, whole)


def _outside(text: Text, whole: addresses.Block | None) -> Iterator[Finding]:
    part = addresses.read_block(text.text)
    if part is not None and whole is not None and not whole.holds(part):
        yield address_rules.invalid_address.at(
            Value(text.route),
            shortened(text.text),
            "an exception",
            "it is the whole of `cidr`"
            if part.canonical == whole.canonical
            else f"it is no part of {whole.canonical}",
            f"write a smaller block of addresses out of {whole.canonical}",
        )


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "networking.v1.NetworkPolicySpec": (_directions,),
    "networking.v1.NetworkPolicyPort": (_port,),
    "networking.v1.NetworkPolicyPeer": (_peer,),
    "networking.v1.IPBlock": (_block,),
}
