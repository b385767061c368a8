"""The rules about fields: unknown, dropped, of the wrong type, missing."""

from __future__ import annotations

from noteproof.finding import Says, Severity, rule


@rule("kubernetes/unknown-field", Severity.ERROR)
def unknown_field(name: str, hint: str) -> Says:
    """A field that the API does not know is refused: `kubectl apply` asks the server to be strict.

    Field names are case-sensitive, and each has one place. A field of the container is unknown on the pod,
    and the reverse.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
    spec:
      containers:
        - name: web
          image: nginx
          securityContext:
            readOnlyRootFileSystem: true  # expect: kubernetes/unknown-field
    ```

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
    spec:
      containers:
        - name: web
          image: nginx
          securityContext:
            readOnlyRootFilesystem: true
    ```
    """
    return Says(f'unknown field "{name}"', hint, "strict decoding")


@rule("kubernetes/dropped-field", Severity.WARNING)
def dropped_field(name: str, by: str, hint: str) -> Says:
    """A field that is not known where nobody is strict is dropped in silence, and has no effect.

    The kubelet reads static pods so. A misspelt security setting there is a setting that is not made.

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
          securityContext:
            runAsNonroot: true  # expect: kubernetes/dropped-field
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
          securityContext:
            runAsNonRoot: true
    ```
    """
    return Says(f'unknown field "{name}", which {by} drops in silence', hint)


@rule("kubernetes/wrong-type", Severity.ERROR)
def wrong_type(expected: str, found: str, hint: str, upstream: str) -> Says:
    """A value of another type than the field's is refused; nothing is converted.

    YAML decides the type: `8080` is a number, `"8080"` a string, and `y`, `no` and `off` are booleans.

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
    data:
      debug: off  # expect: kubernetes/wrong-type
    ```

    ```yaml
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
    data:
      debug: "off"
    ```
    """
    return Says(f"expected {expected}, got {found}", hint, upstream)


@rule("kubernetes/lost-namespace", Severity.WARNING)
def lost_namespace(found: str, hint: str) -> Says:
    """A namespace that is not text is no namespace to kubectl, which silently takes the current one instead.

    ```yaml
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: builder
      namespace: 2024  # expect: kubernetes/lost-namespace
    ```

    ```yaml
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: builder
      namespace: "2024"
    ```
    """
    return Says(f"the namespace is {found}, for which kubectl takes the current namespace", hint)


@rule("kubernetes/missing-field", Severity.ERROR)
def missing_field(name: str, hint: str, how: str = "missing") -> Says:
    """An object that lacks a required field is refused. A null value counts as none, an empty text too.

    Where a snippet leaves something out on purpose, a comment `# …` says so, or the part stands alone
    below `# in: Pod.spec`.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
    spec:  # expect: kubernetes/missing-field
      restartPolicy: Never
    ```

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
    spec:
      restartPolicy: Never
      containers:
        - name: web
          image: nginx
    ```
    """
    return Says(f"`{name}` is {how}", hint, "Required value")
