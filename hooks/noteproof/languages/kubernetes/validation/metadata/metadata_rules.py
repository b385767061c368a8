"""The rules about the metadata of objects."""

from __future__ import annotations

from noteproof.finding import Says, Severity, rule


@rule("kubernetes/long-hostname", Severity.WARNING)
def long_hostname(name: str, kind: str, why: str) -> Says:
    """The name of a Pod is its host name, too, where dots and more than 63 characters make trouble.

    The server takes them, and warns. Programs in the pod see a host name that is cut off, or a part of it.
    The same goes for workloads, whose pods are named after them.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: web.front  # expect: kubernetes/long-hostname
    spec:
      containers:
        - name: web
          image: nginx
    ```

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: web-front
    spec:
      containers:
        - name: web
          image: nginx
    ```
    """
    whose = "the Pod" if kind == "Pod" else f"the pods of the {kind}"
    return Says(
        f'"{name}" makes trouble as the host name of {whose}: {why}',
        "write lower-case letters, digits and `-`, at most 63",
    )


@rule("kubernetes/stray-namespace", Severity.WARNING)
def stray_namespace(kind: str) -> Says:
    """Objects of some kinds stand in no namespace: the server drops the one that they name.

    Nodes, PersistentVolumes, classes, ClusterRoles and their bindings, webhooks, admission policies and
    Namespaces themselves are there for the whole cluster.

    ```yaml
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata:
      name: reader
      namespace: prod  # expect: kubernetes/stray-namespace
    rules:
      - apiGroups: [""]
        resources: ["pods"]
        verbs: ["get"]
    ```

    ```yaml
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata:
      name: reader
      namespace: prod
    rules:
      - apiGroups: [""]
        resources: ["pods"]
        verbs: ["get"]
    ```
    """
    return Says(f"a {kind} stands in no namespace, so the server drops this", "remove `namespace`")


@rule("kubernetes/invalid-owner", Severity.ERROR)
def invalid_owner(why: str, hint: str) -> Says:
    """An object may name those that it belongs to, by version, kind, name and uid; one is the controller.

    It is deleted when the last of them is. The controllers of Kubernetes write this; by hand it is seldom
    right, as the uid of an object is new each time.

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
      ownerReferences:
        - apiVersion: apps/v1
          kind: Deployment
          name: web
          uid: ""  # expect: kubernetes/invalid-owner
    ```

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
      ownerReferences:
        - apiVersion: apps/v1
          kind: Deployment
          name: web
          uid: 6a0b1f0e-5d3c-4f5e-9d59-1f3f8a1c0f6b
    ```
    """
    return Says(why, hint, "Invalid value")


@rule("kubernetes/invalid-finalizer", Severity.ERROR)
def invalid_finalizer(name: str, why: str, hint: str) -> Says:
    """A finalizer is named like the key of a label, with the domain of the program that will remove it.

    Without a domain there are but `orphan`, `foregroundDeletion` and `kubernetes`. An object is not deleted
    before its finalizers are removed.

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
      finalizers:
        - cleanup  # expect: kubernetes/invalid-finalizer
    ```

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
      finalizers:
        - example.com/cleanup
    ```
    """
    return Says(f'"{name}" cannot be the name of a finalizer: {why}', hint, "Invalid value")


@rule("kubernetes/pod-security-label", Severity.WARNING)
def pod_security_label(what: str, hint: str) -> Says:
    """Pod Security Admission refuses a Namespace with a label of its own that it cannot read.

    It is on in every cluster by default. The labels are `enforce`, `audit` and `warn`, each with a level:
    `privileged`, `baseline` or `restricted`, in lower case. Beside each may stand one with `-version` behind
    its name: `latest`, or a version as in `v1.36`. A label with another name is taken, and does nothing.

    ```yaml
    apiVersion: v1
    kind: Namespace
    metadata:
      name: production
      labels:
        pod-security.kubernetes.io/enforce: Restricted  # expect: kubernetes/pod-security-label
    ```

    ```yaml
    apiVersion: v1
    kind: Namespace
    metadata:
      name: production
      labels:
        pod-security.kubernetes.io/enforce: restricted
        pod-security.kubernetes.io/enforce-version: v1.36
    ```
    """
    return Says(what, hint)


rules = (long_hostname, stray_namespace, invalid_owner, invalid_finalizer, pod_security_label)
