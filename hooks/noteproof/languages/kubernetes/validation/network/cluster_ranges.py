"""The ranges and addresses of Services: ServiceCIDR and IPAddress."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.languages.kubernetes.validation import address_rules
from noteproof.languages.kubernetes.validation.addresses import read_block
from noteproof.languages.kubernetes.validation.config.data_rules import too_large
from noteproof.languages.kubernetes.validation.criteria import formed, named, present
from noteproof.languages.kubernetes.validation.names import SEGMENT, SUBDOMAIN
from noteproof.languages.kubernetes.validation.network.service_rules import mixed_families
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node


def _without_spec(range: Node) -> Iterator[Fault]:
    if not range.has("spec"):
        yield range.missing("spec", "cidrs")


def _ranges(spec: Node) -> Iterator[Fault]:
    yield from present(spec, "cidrs")
    given = list(spec.texts("cidrs"))
    if len(given) > 2:
        hint = "write one block of IPv4, and one of IPv6"
        yield too_large.at(spec.key("cidrs"), "`cidrs`", len(given), 2, hint, "Invalid value")
        return
    for text in given:
        yield from address_rules.block(text, strict=True, canonical=True)
    families = [block.address.family for text in given if (block := read_block(text.text)) is not None]
    if len(families) == 2 and families[0] == families[1]:
        what, hint = f"both blocks are of {families[0]}", "write one block of IPv4, and one of IPv6"
        yield mixed_families.at(spec.at("cidrs"), what, hint)


def _address(address: Node) -> Iterator[Fault]:
    metadata = address.node("metadata")
    name = metadata.placed("name") if metadata else None
    if name is not None and name.text:
        yield from address_rules.address(name, strict=True, canonical=True)


def _parent(parent: Node) -> Iterator[Fault]:
    yield from formed(parent.placed("group"), "API group", SUBDOMAIN)
    yield from named(parent.placed("resource"), "resource", SEGMENT)
    yield from named(parent.placed("name"), "referenced object", SEGMENT)
    yield from formed(parent.placed("namespace"), "namespace", SEGMENT)


CHECKS: Mapping[str, tuple[Check, ...]] = {
    **{f"networking.{version}.ServiceCIDR": (_without_spec,) for version in ("v1", "v1beta1")},
    **{f"networking.{version}.ServiceCIDRSpec": (_ranges,) for version in ("v1", "v1beta1")},
    **{f"networking.{version}.IPAddress": (_address,) for version in ("v1", "v1beta1")},
    **{f"networking.{version}.ParentReference": (_parent,) for version in ("v1", "v1beta1")},
}
