"""How a pod resolves names: its DNS policy and configuration, and the aliases in its /etc/hosts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Value
from noteproof.languages.kubernetes.fields import missing_field
from noteproof.languages.kubernetes.validation import address_rules, field_rules, rules
from noteproof.languages.kubernetes.validation.address_rules import is_strict
from noteproof.languages.kubernetes.validation.criteria import empty, formed, one_of
from noteproof.languages.kubernetes.validation.names import SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text

_POLICIES = ("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")
_NAME_SERVERS, _SEARCHES, _SEARCH_BYTES = 3, 32, 2048
_RELAXED = 33
"""The minor version since which a search may be `.`, and have `_` in it (RelaxedDNSSearchValidation)."""

_PART = r"[a-z0-9_](?:[-_a-z0-9]*[a-z0-9_])?"
_SEARCH = re.compile(rf"{_PART}(?:\.{_PART})*")
_LONGEST = 253


def _policy(spec: Node) -> Iterator[Fault]:
    yield from one_of(spec, "dnsPolicy", _POLICIES)
    if spec.text("dnsPolicy") != "None" or spec.leaves_out():
        return
    config = spec.node("dnsConfig")
    if config is None:
        if not spec.has("dnsConfig"):
            yield spec.missing("dnsConfig")
    elif not config.value.get("nameservers") and not config.leaves_out():
        yield config.missing("nameservers")


def _config(config: Node) -> Iterator[Finding]:
    servers, searches = list(config.texts("nameservers")), list(config.texts("searches"))
    if len(servers) > _NAME_SERVERS:
        yield field_rules.too_many_items.at(
            config.at("nameservers"), "nameservers", len(servers), _NAME_SERVERS, "name servers"
        )
    for server in servers:
        yield from address_rules.address(server, is_strict(config.scene))
    if len(searches) > _SEARCHES:
        yield field_rules.too_many_items.at(
            config.at("searches"), "searches", len(searches), _SEARCHES, "domains"
        )
    size = len(" ".join(it.text for it in searches).encode())
    if size > _SEARCH_BYTES:
        yield field_rules.too_many_items.at(
            config.at("searches"), "searches", size, _SEARCH_BYTES, "characters"
        )
    for search in searches:
        yield from _search(search, config.scene.minor >= _RELAXED)
    for option in config.nodes("options"):
        if not option.filled("name") and not option.leaves_out():
            where = option.named(option.route, option.key())
            yield missing_field.at(where, "name", "write the name of an option of resolv.conf")


def _search(search: Text, relaxed: bool) -> Iterator[Finding]:
    if relaxed and search.text == ".":
        return
    text = search.text.removesuffix(".")
    if not text:
        yield empty(search.route)
    elif not (relaxed and len(text) <= _LONGEST and _SEARCH.fullmatch(text)):
        yield from formed(Text(text, search.route), "domain", SUBDOMAIN)


def _alias(alias: Node) -> Iterator[Finding]:
    address = alias.placed("ip")
    if address is not None:
        yield from address_rules.address(address, is_strict(alias.scene))
    for name in alias.texts("hostnames"):
        if not name.text:
            yield rules.invalid_name.at(
                Value(name.route), "", "host", "it is empty", "write the name, or remove it"
            )
        yield from formed(name, "host", SUBDOMAIN)


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.PodSpec": (_policy,),
    "core.v1.PodDNSConfig": (_config,),
    "core.v1.HostAlias": (_alias,),
}
