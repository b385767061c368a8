"""Volumes from the node, from claims, images and drivers: what each source needs, as Kubernetes 1.36 asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Value
from noteproof.languages.kubernetes.validation import field_rules, names, rules
from noteproof.languages.kubernetes.validation.criteria import (
    filled,
    formed,
    not_empty,
    one_of,
)
from noteproof.languages.kubernetes.validation.names import SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text
from noteproof.languages.kubernetes.validation.pods.containers import PULL_POLICIES
from noteproof.languages.kubernetes.validation.pods.paths import relative, without_steps_up
from noteproof.schema.values import shortened

_HOST_PATH_TYPES = (
    "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket", "CharDevice", "BlockDevice",
)  # fmt: skip
_DRIVER = 63


def texts_of(*keys: str) -> Check:
    """A check that texts which the schema requires are not empty."""

    def check(source: Node) -> Iterator[Finding]:
        for key in keys:
            yield from not_empty(source.placed(key))

    return check


def secret_of(source: Node, key: str) -> Iterator[Fault]:
    """A secret that is referred to has a name."""
    reference = source.node(key) if key in source.value else None
    if reference is not None:
        yield from filled(reference, "name")


def _host_path(source: Node) -> Iterator[Fault]:
    yield from not_empty(source.placed("path"))
    yield from without_steps_up(source.placed("path"))
    yield from one_of(source, "type", _HOST_PATH_TYPES)


def _git_repo(source: Node) -> Iterator[Finding]:
    yield from not_empty(source.placed("repository"))
    yield from relative(source.placed("directory"))


def _flex_volume(source: Node) -> Iterator[Finding]:
    yield from not_empty(source.placed("driver"))
    for key, _ in source.pairs("options"):
        domain = "." + key.partition("/")[0].lower() if "/" in key else "." + key.lower()
        if domain.endswith((".kubernetes.io", ".k8s.io")):
            where, why = source.key("options", key), "options of kubernetes.io and k8s.io are reserved"
            yield field_rules.malformed_text.at(
                where, "options", shortened(key), why, "choose a domain of yours"
            )


def _csi(source: Node) -> Iterator[Fault]:
    driver = source.placed("driver")
    yield from not_empty(driver)
    yield from csi_driver(driver)
    reference = source.node("nodePublishSecretRef") if "nodePublishSecretRef" in source.value else None
    if reference is not None:
        yield from filled(reference, "name")
        for found in formed(reference.placed("name"), "Secret", SUBDOMAIN):
            # The server leaves the reference out of the path.
            yield Finding(found.rule, source.named(source.to("name"), found.where), found.says)


def csi_driver(name: Text | None) -> Iterator[Finding]:
    """The name of a driver: like a subdomain, at most 63 characters, upper-case letters allowed."""
    if name is None or not name.text:
        return
    why = names.fault(name.text.lower(), SUBDOMAIN)
    if why:
        hint = names.advice(name.text.lower(), SUBDOMAIN)
        yield rules.invalid_name.at(Value(name.route), shortened(name.text), "CSI driver", why, hint)
    elif len(name.text) > _DRIVER:
        why = f"it has {len(name.text)} characters, and may have {_DRIVER}"
        yield field_rules.malformed_text.at(
            Value(name.route), "driver", shortened(name.text), why, "write the name of the driver", "Too long"
        )


def _ephemeral(source: Node) -> Iterator[Fault]:
    if not source.has("volumeClaimTemplate"):
        yield source.missing("volumeClaimTemplate")


def _image(source: Node) -> Iterator[Fault]:
    yield from filled(source, "reference")
    yield from one_of(source, "pullPolicy", PULL_POLICIES)


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "core.v1.HostPathVolumeSource": (_host_path,),
    "core.v1.GitRepoVolumeSource": (_git_repo,),
    "core.v1.PersistentVolumeClaimVolumeSource": (texts_of("claimName"),),
    "core.v1.FlexVolumeSource": (_flex_volume,),
    "core.v1.FlexPersistentVolumeSource": (_flex_volume,),
    "core.v1.CSIVolumeSource": (_csi,),
    "core.v1.EphemeralVolumeSource": (_ephemeral,),
    "core.v1.ImageVolumeSource": (_image,),
}
