"""How volumes come about: StorageClass, VolumeAttributesClass, and the objects of storage drivers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Value
from noteproof.languages.kubernetes.validation import field_rules, resource_names, rules
from noteproof.languages.kubernetes.validation.criteria import (
    between,
    called,
    formed,
    not_empty,
    not_negative,
    one_of,
    present,
    repeated,
    unique,
    unsupported,
)
from noteproof.languages.kubernetes.validation.names import SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, bytes_of
from noteproof.languages.kubernetes.validation.quantities import quantity
from noteproof.languages.kubernetes.validation.storage.persistent_volumes import driver_name
from noteproof.schema.values import shortened

_MODES = ("Immediate", "WaitForFirstConsumer")
_LIFECYCLES = ("Persistent", "Ephemeral")
_GROUPS = ("ReadWriteOnceWithFSType", "File", "None")
_TEN_MINUTES = 600
_LONGEST, _MOST = 256 << 10, 512
_QUALIFIED = "it is not of the form `name` or `domain/name`"


def _provisioner(node: Node, key: str) -> Iterator[Fault]:
    """The name of what makes the volumes, in any letter case."""
    name = node.placed(key)
    yield from not_empty(name)
    if name is not None and name.text and not resource_names.is_qualified(name.text.lower()):
        hint = "write the name that its manual gives, as `ebs.csi.aws.com`"
        yield rules.invalid_name.at(Value(name.route), shortened(name.text), "provisioner", _QUALIFIED, hint)


def _parameters(kind: Node) -> Iterator[Fault]:
    """What is passed on to the driver: with names, and not too much."""
    given = list(kind.pairs("parameters"))
    if len(given) > _MOST:
        fault = field_rules.too_many_items.at(
            kind.key("parameters"), "parameters", len(given), _MOST, "items"
        )
        yield called(fault, "Too long")
        return
    if any(not name for name, _ in given):
        where = kind.named(kind.to("parameters"), kind.key("parameters", ""))
        yield rules.invalid_name.at(where, "", "parameter", "it is empty", "write the name of a parameter")
    size = sum(bytes_of(it) for pair in given for it in pair)
    if size > _LONGEST:
        why = f"it has {size} bytes, and may have {_LONGEST}"
        hint = "pass a reference instead"
        yield field_rules.malformed_text.at(kind.key("parameters"), "parameters", "…", why, hint, "Too long")


def _class(kind: Node) -> Iterator[Fault]:
    yield from _provisioner(kind, "provisioner")
    yield from _parameters(kind)
    yield from one_of(kind, "reclaimPolicy", ("Delete", "Retain"))
    yield from one_of(kind, "volumeBindingMode", _MODES, default=False)
    for at, term in enumerate(kind.nodes("allowedTopologies")):
        wanted = list(term.nodes("matchLabelExpressions"))
        if not wanted:
            route = kind.to("allowedTopologies", at, "matchLabelExpressions")
            what = "the term asks for no label, as an empty one does"
            where = kind.named(route, term.key())
            yield rules.duplicate_value.at(
                where, what, term.key(), "add `key:` and `values:`", "Duplicate value"
            )
        keys = [it.placed("key") for it in wanted]
        yield from unique(keys, 'the label "{}" stands twice', "join the two")


def _topology(one: Node) -> Iterator[Fault]:
    yield from present(one, "values")
    key = one.placed("key")
    if key is not None and not resource_names.is_qualified(key.text):
        hint = "write a label of nodes, as `topology.kubernetes.io/zone`"
        yield rules.invalid_name.at(Value(key.route), shortened(key.text), "label", _QUALIFIED, hint)
    yield from unique(one.texts("values"), '"{}" stands twice', "remove one of them")


def _attributes(kind: Node) -> Iterator[Fault]:
    yield from _provisioner(kind, "driverName")
    yield from present(kind, "parameters")
    yield from _parameters(kind)


def _driver(spec: Node) -> Iterator[Fault]:
    yield from one_of(spec, "fsGroupPolicy", _GROUPS, default=False)
    for mode in spec.texts("volumeLifecycleModes"):
        if mode.text not in _LIFECYCLES:
            where = spec.named(spec.to("volumeLifecycleModes"), Value(mode.route))
            yield unsupported(mode, _LIFECYCLES, where)
    yield from between(spec, "nodeAllocatableUpdatePeriodSeconds", 10, (1 << 63) - 1, 64)
    requests = list(spec.nodes("tokenRequests"))
    for request in requests:
        yield from between(request, "expirationSeconds", _TEN_MINUTES, 1 << 32, 64)
    yield from unique(
        (it.placed("audience") for it in requests), 'two tokens are for "{}"', "remove one of them"
    )


def _node(spec: Node) -> Iterator[Fault]:
    drivers = list(spec.nodes("drivers"))
    for driver in drivers:
        yield from driver_name(driver.placed("name"))
        yield from not_empty(driver.placed("nodeID"))
        room = driver.node("allocatable")
        if room is not None:
            yield from not_negative(room, "count")
        keys = list(driver.texts("topologyKeys"))
        for key in keys:
            if not resource_names.is_qualified(key.text):
                where = driver.named(driver.route, Value(key.route))
                hint = "write a label of nodes, as `topology.kubernetes.io/zone`"
                yield rules.invalid_name.at(where, shortened(key.text), "label", _QUALIFIED, hint)
        for first, key in repeated(keys):
            where = driver.named(driver.route, Value(key.route))
            what = f'"{shortened(key.text)}" stands twice'
            yield rules.duplicate_value.at(where, what, Value(first.route), "remove it", "Duplicate value")
    yield from unique(
        (it.placed("name") for it in drivers), 'two drivers are called "{}"', "remove one of them"
    )


def _attachment(spec: Node) -> Iterator[Fault]:
    yield from driver_name(spec.placed("attacher"))
    yield from formed(spec.placed("nodeName"), "node", SUBDOMAIN)
    source = spec.node("source")
    if source is None:
        return
    name = source.placed("persistentVolumeName")
    if source.has("inlineVolumeSpec") and name is not None:
        why = "`persistentVolumeName` is the source already"
        yield rules.forbidden_field.at(source.key(), "inlineVolumeSpec", why, "keep one of the two")
    elif name is not None:
        yield from not_empty(name)
        yield from formed(name, "volume", SUBDOMAIN)
    elif not source.has("inlineVolumeSpec"):
        yield source.missing("persistentVolumeName")


def _capacity(kind: Node) -> Iterator[Fault]:
    yield from formed(kind.placed("storageClassName"), "storage class", SUBDOMAIN)
    amount = quantity(kind.value.get("capacity"))
    if amount is not None and amount.value < 0:
        written = shortened(str(kind.value.get("capacity")))
        yield rules.out_of_range.at(kind.at("capacity"), "capacity", written, "write a size from 0 upwards")


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "storage.v1.StorageClass": (_class,),
    "core.v1.TopologySelectorLabelRequirement": (_topology,),
    "storage.v1.VolumeAttributesClass": (_attributes,),
    "storage.v1beta1.VolumeAttributesClass": (_attributes,),
    "storage.v1.CSIDriverSpec": (_driver,),
    "storage.v1.CSINodeSpec": (_node,),
    "storage.v1.VolumeAttachmentSpec": (_attachment,),
    "storage.v1.CSIStorageCapacity": (_capacity,),
}
