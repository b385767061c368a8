"""The rules about apiVersion and kind: missing, unknown, removed."""

from __future__ import annotations

from noteproof.finding import Says, Severity, rule


@rule("kubernetes/missing-version", Severity.ERROR)
def missing_version(found: str | None, kind: str, homes: list[str]) -> Says:
    """An object without `apiVersion` is refused: nothing says how to read it.

    Keys are case-sensitive, so `apiversion:` and `apiVersions:` count as none.

    ```yaml
    apiVersions: v1  # expect: kubernetes/missing-version
    kind: Namespace
    metadata:
      name: dev
    ```

    ```yaml
    apiVersion: v1
    kind: Namespace
    metadata:
      name: dev
    ```
    """
    upstream = f'no matches for kind "{kind}" in version ""'
    hint = (
        f"write `apiVersion: {homes[0]}`"
        if homes
        else "write `apiVersion:` and the version of the kind's API"
    )
    if found is None:
        return Says("`apiVersion` is missing", hint, upstream)
    return Says(
        f'`apiVersion` is missing; found "{found}"',
        f"write `apiVersion` instead of `{found}`",
        upstream,
    )


@rule("kubernetes/missing-kind", Severity.ERROR)
def missing_kind(found: str | None) -> Says:
    """An object without `kind` is refused: nothing says what it is.

    Keys are case-sensitive, so `Kind:` counts as none. Only the kubelet, reading a static pod, takes it.

    ```yaml
    apiVersion: v1
    Kind: Namespace  # expect: kubernetes/missing-kind
    metadata:
      name: dev
    ```

    ```yaml
    apiVersion: v1
    kind: Namespace
    metadata:
      name: dev
    ```
    """
    if found is None:
        return Says(
            "`kind` is missing",
            "write `kind:` and what this object is, such as `Pod`",
            "Object 'Kind' is missing",
        )
    return Says(
        f'`kind` is missing; found "{found}"',
        f"write `kind` instead of `{found}`",
        "Object 'Kind' is missing",
    )


@rule("kubernetes/not-an-object", Severity.ERROR)
def not_an_object(what: str) -> Says:
    """A manifest is a mapping with `apiVersion` and `kind`; anything else is refused.

    ```yaml
    - apiVersion: v1  # expect: kubernetes/not-an-object
      kind: Namespace
      metadata:
        name: dev
    ```

    ```yaml
    apiVersion: v1
    kind: Namespace
    metadata:
      name: dev
    ```
    """
    return Says(
        f"expected a Kubernetes object, got {what}",
        "write a mapping with `apiVersion` and `kind`; separate several with `---`",
        "Object 'Kind' is missing",
    )


@rule("kubernetes/unread-document", Severity.WARNING)
def unread_document(by_kubelet: bool, after_nothing: bool) -> Says:
    """A document after the first is not read where only one is expected, and has no effect.

    The kubelet takes one Pod from a file, and the API server one object from a request. Only kubectl sends
    the documents one after the other. A file that begins with an empty document is refused.

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
    ---
    apiVersion: v1  # expect: kubernetes/unread-document
    kind: Pod
    metadata:
      name: mail
    spec:
      containers:
        - name: mail
          image: postfix
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
    message = "the API server reads one document only"
    hint = "send each object in a request of its own"
    if by_kubelet:
        message, hint = "the kubelet never reads this document", "give each Pod a file of its own"
    if after_nothing:
        hint = "remove the `---` above: the document before this one is empty, and is read in its place"
        return Says(message, hint, "Object 'Kind' is missing", severity=Severity.ERROR)
    return Says(message, hint)


@rule("kubernetes/unknown-kind", Severity.ERROR)
def unknown_kind(kind: str, version: str, hint: str) -> Says:
    """A kind that its apiVersion does not know is refused.

    Kinds are case-sensitive: `pod` is not `Pod`. Many kinds are in a group of their own: a `Deployment`
    is in `apps/v1`, not in `v1`.

    ```yaml
    apiVersion: v1
    kind: namespace  # expect: kubernetes/unknown-kind
    metadata:
      name: dev
    ```

    ```yaml
    apiVersion: v1
    kind: Namespace
    metadata:
      name: dev
    ```
    """
    return Says(
        f'unknown kind "{kind}" in `{version}`', hint, f'no matches for kind "{kind}" in version "{version}"'
    )


@rule("kubernetes/unknown-version", Severity.ERROR)
def unknown_version(version: str, kind: str, hint: str, since: int | None = None) -> Says:
    """An apiVersion that the server does not serve is refused.

    It is a group and a version, `apps/v1`, or for the oldest kinds a version alone, `v1`. Each kind is in one
    group; `kubectl api-resources` lists them.

    ```yaml
    apiVersion: v2  # expect: kubernetes/unknown-version
    kind: ConfigMap
    metadata:
      name: settings
    ```

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
    ```
    """
    upstream = f'no matches for kind "{kind}" in version "{version}"'
    if since is not None:
        return Says(f"`{version}` {kind} exists only since Kubernetes 1.{since}", hint, upstream)
    return Says(f'unknown apiVersion "{version}"', hint, upstream)


@rule("kubernetes/removed-api", Severity.ERROR)
def removed_api(version: str, kind: str, gone: int, hint: str) -> Says:
    """An API that was removed from Kubernetes is refused by every version since.

    ```yaml
    apiVersion: policy/v1beta1  # expect: kubernetes/removed-api
    kind: PodSecurityPolicy
    metadata:
      name: restricted
    ```

    What replaced `PodSecurityPolicy` is a label of the namespace:

    ```yaml
    apiVersion: v1
    kind: Namespace
    metadata:
      name: dev
      labels:
        pod-security.kubernetes.io/enforce: restricted
    ```
    """
    return Says(
        f"`{version}` {kind} was removed in Kubernetes 1.{gone}",
        hint,
        f'no matches for kind "{kind}" in version "{version}"',
    )
