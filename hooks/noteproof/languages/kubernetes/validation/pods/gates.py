"""Fields that servers of some versions know and drop: their feature gate is off there by default.

As the feature gates of Kubernetes 1.30 to 1.37 and `dropDisabledFields` have it. The kubelet drops none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from noteproof.finding import Finding, Says, Severity, rule
from noteproof.languages.kubernetes.validation.nodes import Check, Node
from noteproof.languages.kubernetes.validation.pods.containers import is_init, is_sidecar


@rule("kubernetes/gated-field", Severity.WARNING)
def gated_field(name: str, gate: str) -> Says:
    """A field of a feature that is off is dropped by the server in silence, and has no effect.

    New features begin behind a feature gate that is off. The API knows their fields, so that nobody refuses
    them; a server whose gate is off takes them out before it stores the object.

    ```yaml
    # kubernetes: 1.32
    # in: Pod.spec
    hostUsers: false  # expect: kubernetes/gated-field
    ```

    ```yaml
    # kubernetes: >=1.33
    # in: Pod.spec
    hostUsers: false
    ```
    """
    return Says(
        f"the server drops `{name}`: the feature gate {gate} is off by default",
        f"remove it, or switch the feature on by `--feature-gates={gate}=true`",
    )


class _Gated(NamedTuple):
    """A field and its gate; the field exists since a minor version, and the gate is on since a later one."""

    field: str
    gate: str
    known: int
    on: int


_RULES = "ContainerRestartRules"
_UNHEARD = 34
_NEVER = 1000
_FIELDS: Mapping[str, tuple[_Gated, ...]] = {
    "core.v1.PodSpec": (
        _Gated("hostUsers", "UserNamespacesSupport", 25, 33),
        _Gated("resourceClaims", "DynamicResourceAllocation", 26, 34),
        _Gated("resources", "PodLevelResources", 32, 34),
        _Gated("hostnameOverride", "HostnameOverride", 34, 35),
    ),
    "core.v1.PodSecurityContext": (
        _Gated("supplementalGroupsPolicy", "SupplementalGroupsPolicy", 31, 33),
        _Gated("seLinuxChangePolicy", "SELinuxChangePolicy", 32, 33),
    ),
    "core.v1.SecurityContext": (_Gated("procMount", "ProcMountType", 12, 33),),
    "core.v1.Container": (
        _Gated("resizePolicy", "InPlacePodVerticalScaling", 27, 33),
        _Gated("restartPolicyRules", _RULES, 34, 35),
    ),
    "core.v1.VolumeMount": (_Gated("recursiveReadOnly", "RecursiveReadOnlyMounts", 30, 31),),
    "core.v1.Volume": (_Gated("image", "ImageVolume", 31, 35),),
    "core.v1.VolumeProjection": (
        _Gated("clusterTrustBundle", "ClusterTrustBundleProjection", 29, 37),
        _Gated("podCertificate", "PodCertificateRequest", 34, 37),
    ),
    "core.v1.EnvVarSource": (_Gated("fileKeyRef", "EnvFiles", 34, 35),),
    "core.v1.Lifecycle": (_Gated("stopSignal", "ContainerStopSignals", 33, _NEVER),),
}


@lru_cache(maxsize=64)
def _dropped(type: str, minor: int) -> tuple[_Gated, ...]:
    """The fields of a type that servers of a version drop."""
    return tuple(it for it in _FIELDS[type] if it.known <= minor < it.on)


def _gated(type: str) -> Check:
    """The check of the fields of a type."""

    def check(node: Node) -> Iterator[Finding]:
        if not node.scene.by_kubelet:
            for it in _dropped(type, node.scene.minor):
                if node.value.get(it.field) not in (None, {}, []):
                    yield gated_field.at(node.key(it.field), it.field, it.gate)

    return check


def _restart(container: Node) -> Iterator[Finding]:
    """What is no sidecar had a word of its own on restarts one version before it was heard."""
    if container.scene.minor != _UNHEARD or container.scene.by_kubelet or not container.has("restartPolicy"):
        return
    if container.route and not (is_init(container) and is_sidecar(container)):
        yield gated_field.at(container.key("restartPolicy"), "restartPolicy", _RULES)


CHECKS: Mapping[str, tuple[Check, ...]] = {
    **{type: (_gated(type),) for type in _FIELDS},
    "core.v1.Container": (_gated("core.v1.Container"), _restart),
}
