"""What the kubelet refuses in a static pod: it runs it alone, and may not need the API server for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Key, Route, Says, Severity, Value, rule

PREVENTED = 34
"""The minor version since which references to objects are refused (`PreventStaticPodAPIReferences`)."""

_LONGEST = 253
"""The longest name of a pod; the kubelet adds a dash and the name of its node."""

_HOST = "keep it in a file on the node, and mount that with `hostPath`"

# The source of a volume, and the objects that it needs, in the words of the kubelet.
_VOLUMES = {
    "azureFile": "secrets",
    "configMap": "configmaps",
    "csi": "csidrivers (via CSI volumes)",
    "ephemeral": "persistentvolumeclaims (via ephemeral volumes)",
    "glusterfs": "endpoints (via glusterFS volumes)",
    "persistentVolumeClaim": "persistentvolumeclaims",
    "secret": "secrets",
}
_PROJECTED = {
    "clusterTrustBundle": "clustertrustbundles",
    "configMap": "configmaps",
    "podCertificate": "podcertificates",
    "secret": "secrets",
    "serviceAccountToken": "serviceaccounts (via projected volumes)",
}

# Volumes that need nothing but the password which they may name.
_PASSWORDS = ("cephfs", "cinder", "flexVolume", "iscsi", "rbd", "scaleIO", "storageos")

_CONTAINERS = ("initContainers", "containers", "ephemeralContainers")


@rule("static-pod/api-reference", Severity.ERROR)
def api_reference(what: str, hint: str) -> Says:
    """A static pod that refers to an object of the API is not run, since Kubernetes 1.34.

    The kubelet starts a static pod without asking the API server, which may be the very pod that it starts.
    So there is no service account, no Secret, no ConfigMap and no claim; what the pod needs is on the node.

    ```yaml
    # read-by: kubelet
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
    spec:
      containers:
        - name: web
          image: nginx
      volumes:
        - name: tls
          secret:  # expect: static-pod/api-reference
            secretName: web-tls
    ```

    ```yaml
    # read-by: kubelet
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
    spec:
      containers:
        - name: web
          image: nginx
      volumes:
        - name: tls
          hostPath:
            path: /etc/web/tls
            type: Directory
    ```
    """
    resource = what.partition(" ")[0]
    return Says(f"a static pod may not refer to {resource}", hint, f"static pods may not reference {what}")


@rule("static-pod/long-name", Severity.ERROR)
def long_name(length: int) -> Says:
    """The name of a static pod gets a dash and the name of the node behind it, and has to stay short enough.

    ```yaml
    # read-by: kubelet
    apiVersion: v1
    kind: Pod
    metadata:
      # expect: static-pod/long-name
      name: "a-name-of-two-hundred-and-fifty-two-letters-leaves-no-room.\\
        a-name-of-two-hundred-and-fifty-two-letters-leaves-no-room.\\
        a-name-of-two-hundred-and-fifty-two-letters-leaves-no-room.\\
        a-name-of-two-hundred-and-fifty-two-letters-leaves-no-room.\\
        a-dash-and-onexx"
    spec:
      containers:
        - name: web
          image: nginx
    ```

    ```yaml
    # read-by: kubelet
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
    spec:
      containers:
        - name: web
          image: nginx
    ```
    """
    return Says(
        f"the name has {length} characters, and with `-` and the node's name behind it more than {_LONGEST}",
        "choose a shorter name",
        "Invalid value",
    )


def check(pod: Mapping[str, object], minor: int) -> Iterator[Finding]:
    """What the kubelet of a minor version refuses in a Pod from a file, fields and types aside."""
    metadata, spec = pod.get("metadata"), pod.get("spec")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    if isinstance(name, str) and len(name) + len("-n") > _LONGEST:
        yield long_name.at(Value(("metadata", "name")), len(name))
    if minor >= PREVENTED and isinstance(spec, dict):
        yield from _references(spec)


def _references(spec: Mapping[str, object]) -> Iterator[Finding]:
    for key in ("serviceAccountName", "serviceAccount"):
        if isinstance(spec.get(key), str) and spec[key]:
            hint = "remove it: give the pod a kubeconfig from the node if it has to reach the API"
            yield api_reference.at(Key(("spec", key)), "serviceaccounts", hint)
    for route, secret in _items(spec, "imagePullSecrets", ("spec",)):
        if secret.get("name"):
            hint = "remove it: let the kubelet log in to the registry, by its credential provider"
            yield api_reference.at(Key(route), "secrets", hint)
    claims = spec.get("resourceClaims")
    if isinstance(claims, list) and claims:
        yield api_reference.at(Key(("spec", "resourceClaims")), "resourceclaims", "remove it")
    for key in _CONTAINERS:
        for route, container in _items(spec, key, ("spec",)):
            yield from _of_container(container, route)
    for route, volume in _items(spec, "volumes", ("spec",)):
        yield from _of_volume(volume, route)


def _of_container(container: Mapping[str, object], route: Route) -> Iterator[Finding]:
    """The variables that take their value from an object."""
    hint = "write the value itself, or " + _HOST
    for at, variable in _items(container, "env", route):
        source = variable.get("valueFrom")
        for key, what in (("secretKeyRef", "secrets"), ("configMapKeyRef", "configmaps")):
            if isinstance(source, dict) and _is_named(source.get(key)):
                yield api_reference.at(Key((*at, "valueFrom", key)), what, hint)
    for at, source in _items(container, "envFrom", route):
        for key, what in (("secretRef", "secrets"), ("configMapRef", "configmaps")):
            if _is_named(source.get(key)):
                yield api_reference.at(Key((*at, key)), what, hint)


def _of_volume(volume: Mapping[str, object], route: Route) -> Iterator[Finding]:
    for key, what in _VOLUMES.items():
        if volume.get(key) is not None:
            yield api_reference.at(Key((*route, key)), what, _HOST)
    for key in _PASSWORDS:
        source = volume.get(key)
        if isinstance(source, dict) and _is_named(source.get("secretRef")):
            yield api_reference.at(Key((*route, key, "secretRef")), "secrets", _HOST)
    projected = volume.get("projected")
    if isinstance(projected, dict):
        for at, source in _items(projected, "sources", (*route, "projected")):
            for key, what in _PROJECTED.items():
                if source.get(key) is not None:
                    yield api_reference.at(Key((*at, key)), what, _HOST)


def _is_named(reference: object) -> bool:
    """Whether a reference names an object; the kubelet looks past one that does not."""
    return isinstance(reference, dict) and bool(reference.get("name"))


def _items(
    holder: Mapping[str, object], key: str, route: Route
) -> Iterator[tuple[Route, Mapping[str, object]]]:
    """The mappings in a list, with their routes."""
    value = holder.get(key)
    if isinstance(value, list):
        for at, item in enumerate(value):
            if isinstance(item, dict):
                yield (*route, key, at), item
