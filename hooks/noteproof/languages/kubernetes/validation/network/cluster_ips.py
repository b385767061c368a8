"""The cluster IPs of a Service, and the IP families that they are of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Value, Where
from noteproof.languages.kubernetes.validation import address_rules
from noteproof.languages.kubernetes.validation.addresses import read_address
from noteproof.languages.kubernetes.validation.criteria import one_of, unique, unsupported
from noteproof.languages.kubernetes.validation.network.service_rules import mixed_families
from noteproof.languages.kubernetes.validation.network.services import type_of
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text

_FAMILIES = ("IPv4", "IPv6")
_POLICIES = ("SingleStack", "PreferDualStack", "RequireDualStack")


def _cluster_ips(spec: Node) -> Iterator[Fault]:
    if type_of(spec) == "ExternalName":
        return
    families = list(spec.texts("ipFamilies"))
    for text in families:
        if text.text not in _FAMILIES:
            yield unsupported(text, _FAMILIES)
    yield from unique(families, '"{}" stands twice', "name each family once")
    yield from one_of(spec, "ipFamilyPolicy", _POLICIES, default=False)
    first, several = spec.filled("clusterIP"), list(spec.texts("clusterIPs"))
    if several:
        place = spec.at("clusterIPs")
        if not first:
            yield _mixed(place, "`clusterIPs` stands without `clusterIP`", "write the first one there")
        elif several[0].text != first:
            yield _mixed(place, "`clusterIP` is not the first of `clusterIPs`", "write the same address")
    elif first:
        # The server copies it into clusterIPs, and speaks of it there.
        several = [Text(first, spec.to("clusterIP"))]
    yield from _of_families(spec, several, [it.text for it in families])


def _of_families(spec: Node, several: list[Text], families: list[str]) -> Iterator[Fault]:
    strict = address_rules.is_strict(spec.scene)
    bad = False
    for at, text in enumerate(several):
        if at == 0 and text.text == "None":
            if len(several) > 1:
                bad = True
                yield _mixed(spec.at("clusterIPs"), "`None` stands beside an address", "write one of the two")
            continue
        faults = list(address_rules.address(text, strict))
        bad = bad or bool(faults)
        for found in faults:
            place = spec.named(spec.to("clusterIPs", at), found.where)
            yield Finding(found.rule, place, found.says)
        yield from address_rules.odd(text, strict)
    if len(several) > 2:
        yield _mixed(spec.at("clusterIPs"), f"there are {len(several)} cluster IPs", "write two at most")
    if bad:
        return
    read = [address.family for it in several if (address := read_address(it.text)) is not None]
    if len(several) > 1 and len(set(read)) < 2:
        hint = "write one of IPv4 and one of IPv6"
        yield _mixed(spec.at("clusterIPs"), f"the cluster IPs are all of {read[0]}", hint)
    for at, (family, wanted) in enumerate(zip(read, families, strict=False)):
        if wanted in _FAMILIES and family != wanted:
            what = f'"{several[at].text}" is of {family}, and `ipFamilies[{at}]` says {wanted}'
            place = spec.named(spec.to("clusterIPs", at), Value(several[at].route))
            yield _mixed(place, what, "write the families in the order of the addresses")


def _mixed(place: Where, what: str, hint: str) -> Finding:
    return mixed_families.at(place, what, hint)


CHECKS: Mapping[str, tuple[Check, ...]] = {"core.v1.ServiceSpec": (_cluster_ips,)}
