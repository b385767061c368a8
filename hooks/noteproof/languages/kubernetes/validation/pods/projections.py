"""Files that a volume projects: keys of ConfigMaps and Secrets, fields of the pod, tokens, trust bundles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from noteproof.finding import Finding, Key, Route, Value
from noteproof.languages.kubernetes.fields import missing_field
from noteproof.languages.kubernetes.validation import field_rules, rules
from noteproof.languages.kubernetes.validation.criteria import filled, filled_as, not_empty
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text
from noteproof.languages.kubernetes.validation.pods.downward import field_of_pod, resource_of_container
from noteproof.languages.kubernetes.validation.pods.paths import relative_and_free
from noteproof.languages.kubernetes.validation.rules import out_of_range
from noteproof.schema.shapes import Missing
from noteproof.schema.values import shortened

_HIGHEST_MODE = 0o777
_SHORTEST_TOKEN = 600
_LONGEST_TOKEN = 1 << 32
"""Seconds for which a token may be asked."""

_FIELDS = ("metadata.name", "metadata.namespace", "metadata.labels", "metadata.annotations", "metadata.uid")
_SOURCES = (
    "secret", "configMap", "downwardAPI", "serviceAccountToken", "clusterTrustBundle", "podCertificate",
)  # fmt: skip


def mode(node: Node, key: str) -> Iterator[Finding]:
    """The mode of a file: an octal number, which YAML reads as one only with a nought in front."""
    number = node.number(key)
    if number is None or 0 <= number <= _HIGHEST_MODE or not -1 << 31 <= number < 1 << 31:
        return
    digits = str(number)
    octal = set(digits) <= set("01234567") and int(digits, 8) <= _HIGHEST_MODE
    hint = f"write `0{digits}`, in octal" if octal else "write a number from 0 to 0777, in octal"
    yield out_of_range.at(node.at(key), key, digits, hint)


def _config_map(source: Node) -> Iterator[Fault]:
    yield from filled(source, "name")
    if "defaultMode" in source.value:
        yield from mode(source, "defaultMode")


def _secret(source: Node) -> Iterator[Fault]:
    yield from filled(source, "secretName")
    if "defaultMode" in source.value:
        yield from mode(source, "defaultMode")


def _named(source: Node) -> Iterator[Fault]:
    yield from filled(source, "name")


def _item(item: Node) -> Iterator[Finding]:
    yield from not_empty(item.placed("key"))
    path = item.placed("path")
    yield from not_empty(path)
    yield from relative_and_free(path)
    if "mode" in item.value:
        yield from mode(item, "mode")


def _downward(source: Node) -> Iterator[Fault]:
    """Fields of the pod as files. The server names the volume where one of its items is wrong."""
    if "defaultMode" in source.value:
        yield from mode(source, "defaultMode")
    for item in source.nodes("items"):
        for fault in _file(item):
            yield from _renamed(fault, item, source.route)


def _renamed(fault: Fault, item: Node, route: Route) -> Iterator[Finding]:
    """A fault of an item, by a route that leaves the item out."""
    steps = len(item.route)
    if isinstance(fault, Missing):
        key = fault.route[-1]
        where = item.named((*route, *fault.route[steps:]), Key(fault.at))
        if not item.leaves_out():
            yield missing_field.at(where, str(key), f"add `{key}:`")
    else:
        assert fault.route is not None
        yield replace(fault, where=item.named((*route, *fault.route[steps:]), fault.where))


def _file(item: Node) -> Iterator[Fault]:
    path = item.placed("path")
    if path is None:
        if not item.has("path"):
            yield item.missing("path")
    else:
        yield from not_empty(path)
        yield from relative_and_free(path)
    yield from _content(item)
    if "mode" in item.value:
        yield from mode(item, "mode")


def _content(item: Node) -> Iterator[Fault]:
    """A field or a resource, and not both."""
    field, resource = item.node("fieldRef"), item.node("resourceFieldRef")
    if field is not None:
        yield from field_of_pod(field, _FIELDS)
        if resource is not None:
            what = "`fieldRef` and `resourceFieldRef` cannot both be given"
            yield field_rules.conflicting_fields.at(item.at(), what, "give each a file of its own")
    elif resource is not None:
        yield from filled(resource, "containerName")
        if resource.filled("containerName"):
            yield from resource_of_container(resource)
    elif not item.has("fieldRef") and not item.has("resourceFieldRef") and not item.leaves_out():
        yield missing_field.at(item.key(), "fieldRef` or `resourceFieldRef", "add `fieldRef:`")


def _projected(volume: Node) -> Iterator[Fault]:
    """Several sources in one folder: one of a kind in each item, and no two files at one path."""
    if "defaultMode" in volume.value:
        yield from mode(volume, "defaultMode")
    taken: dict[str, Route] = {}
    for source in volume.nodes("sources"):
        given = [key for key in _SOURCES if source.has(key)]
        if len(given) > 1:
            why = f"`{given[0]}` is the source of the item already"
            where = source.named(source.route, source.key(given[1]))
            yield rules.forbidden_field.at(where, given[1], why, "give each source an item of its own")
        for key in given:
            projection = source.node(key)
            if projection is None:
                continue
            if key == "downwardAPI":
                for item in projection.nodes("items"):
                    for fault in _file(item):
                        yield from _renamed(fault, item, projection.route)
            elif key == "serviceAccountToken":
                yield from _token(projection, volume)
            for path in _paths(projection, key):
                first = taken.setdefault(path.text, path.route)
                if first is not path.route:
                    where = volume.named(volume.route, Value(path.route))
                    what = f'two files of the volume are at "{shortened(path.text)}"'
                    hint = "write another path"
                    yield rules.duplicate_value.at(where, what, Value(first), hint, "Invalid value")


def _paths(projection: Node, key: str) -> Iterator[Text]:
    """The paths at which the server looks for conflicts."""
    if key == "clusterTrustBundle":
        path = projection.placed("path")
        if path is not None:
            yield path
    elif key != "serviceAccountToken":
        for item in projection.nodes("items"):
            path = item.placed("path")
            if path is not None and path.text:
                yield path


def _token(token: Node, volume: Node) -> Iterator[Finding]:
    seconds = token.number("expirationSeconds")
    if seconds is not None and not _SHORTEST_TOKEN <= seconds <= _LONGEST_TOKEN:
        hint = f"write a number of seconds from {_SHORTEST_TOKEN} to {_LONGEST_TOKEN}"
        yield out_of_range.at(token.at("expirationSeconds"), "expirationSeconds", str(seconds), hint)
    yield from filled_as(token, "path", volume.to("path"))
    path = token.placed("path")
    if path is not None:
        yield from relative_and_free(path, volume.named(volume.to("path"), Value(path.route)))


def _trust_bundle(bundle: Node) -> Iterator[Fault]:
    """Certificates by the name of their bundle, or by their signer."""
    name, signer = bundle.text("name"), bundle.text("signerName")
    if name is not None and signer is not None:
        where = bundle.named(bundle.route, bundle.at("signerName"))
        what = "`name` and `signerName` cannot both be given"
        yield field_rules.conflicting_fields.at(where, what, "keep one of the two")
    elif name is not None:
        yield from not_empty(bundle.placed("name"))
        if bundle.has("labelSelector"):
            what = "`labelSelector` is for bundles of a signer, and one is named"
            yield field_rules.conflicting_fields.at(
                bundle.key("labelSelector"), what, "remove `labelSelector`"
            )
    elif signer is not None:
        yield from not_empty(bundle.placed("signerName"))
    elif not bundle.has("name") and not bundle.has("signerName") and not bundle.leaves_out():
        where = bundle.named(bundle.route, bundle.key())
        yield missing_field.at(where, "name` or `signerName", "add `name:`")
    path = bundle.placed("path")
    yield from not_empty(path)
    yield from relative_and_free(path)


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.ConfigMapVolumeSource": (_config_map,),
    "core.v1.SecretVolumeSource": (_secret,),
    "core.v1.ConfigMapProjection": (_named,),
    "core.v1.SecretProjection": (_named,),
    "core.v1.KeyToPath": (_item,),
    "core.v1.DownwardAPIVolumeSource": (_downward,),
    "core.v1.ProjectedVolumeSource": (_projected,),
    "core.v1.ClusterTrustBundleProjection": (_trust_bundle,),
}
