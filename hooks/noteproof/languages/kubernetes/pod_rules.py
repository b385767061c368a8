"""The rules about the names, the volumes and the mounts of a Pod."""

from __future__ import annotations

from noteproof.finding import Related, Says, Severity, Where, rule


@rule("kubernetes/duplicate-value", Severity.ERROR)
def duplicate_value(what: str, first: Where, hint: str, upstream: str) -> Says:
    """What has to be unique in a Pod is refused where it stands a second time.

    The names of containers are unique, init containers among them, and so are the names of volumes; in each
    container, every mount has a path of its own. Two mounts of the same volume are fine.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
    spec:
      initContainers:
        - name: web  # expect: kubernetes/duplicate-value
          image: busybox
      containers:
        - name: web
          image: nginx
    ```

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
    spec:
      initContainers:
        - name: prepare
          image: busybox
      containers:
        - name: web
          image: nginx
    ```
    """
    return Says(what, hint, upstream, (Related(first, "the other is here"),))


@rule("kubernetes/unsupported-value", Severity.ERROR)
def unsupported_value(name: str, value: str, meant: str | None, known: tuple[str, ...]) -> Says:
    """A field that takes one of a few words takes no other, and they are case-sensitive.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
    spec:
      containers:
        - name: web
          image: nginx
      volumes:
        - name: logs
          hostPath:
            path: /var/log
            type: directory  # expect: kubernetes/unsupported-value
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
      volumes:
        - name: logs
          hostPath:
            path: /var/log
            type: Directory
    ```
    """
    listed = ", ".join(f"`{it}`" for it in known[:-1]) + f" or `{known[-1]}`"
    hint = f"did you mean `{meant}`?" if meant else f"write {listed}"
    return Says(f'`{name}` cannot be "{value}"', hint, "Unsupported value")


@rule("kubernetes/invalid-name", Severity.ERROR)
def invalid_name(name: str, owner: str, why: str, hint: str) -> Says:
    """A name that is not of the form which its owner's names have is refused.

    Containers and volumes are named by DNS labels: at most 63 lower-case letters, digits and `-`, with a
    letter or digit at each end. The name of a Pod may have dots, and 253 characters. That of a static pod may
    end in `-`, as the kubelet adds the name of the node.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
    spec:
      containers:
        - name: web_server  # expect: kubernetes/invalid-name
          image: nginx
    ```

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
    spec:
      containers:
        - name: web-server
          image: nginx
    ```
    """
    return Says(f'"{name}" cannot be the name of a {owner}: {why}', hint, "Invalid value")


@rule("kubernetes/invalid-path", Severity.ERROR)
def invalid_path(path: str, straight: str | None) -> Says:
    """A path that climbs by `..` is refused: it could lead out of what it seems to name.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
    spec:
      containers:
        - name: web
          image: nginx
      volumes:
        - name: logs
          hostPath:
            path: /var/lib/../log  # expect: kubernetes/invalid-path
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
      volumes:
        - name: logs
          hostPath:
            path: /var/log
    ```
    """
    hint = f"write `{straight}`" if straight else "write the path from the root, without `..`"
    return Says(f'the path "{path}" has `..` in it', hint, "Invalid value")


@rule("kubernetes/missing-volume", Severity.ERROR)
def missing_volume(name: str, meant: str | None) -> Says:
    """A mount names a volume of its pod; one of a volume that is not there is refused.

    A volume that nothing mounts is fine.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
    spec:
      containers:
        - name: web
          image: nginx
          volumeMounts:
            - name: page  # expect: kubernetes/missing-volume
              mountPath: /usr/share/nginx/html
      volumes:
        - name: pages
          emptyDir: {}
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
          volumeMounts:
            - name: pages
              mountPath: /usr/share/nginx/html
      volumes:
        - name: pages
          emptyDir: {}
    ```
    """
    hint = f"did you mean `{meant}`?" if meant else f"add a volume with `name: {name}` below `spec.volumes`"
    return Says(f'the pod has no volume "{name}"', hint, "Not found")
