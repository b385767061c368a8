"""The rules about volumes and their mounts."""

from __future__ import annotations

from noteproof.finding import Says, Severity, rule


@rule("kubernetes/invalid-path", Severity.ERROR)
def invalid_path(
    path: str, straight: str | None, why: str = "has `..` in it", relative: bool = False
) -> Says:
    """A path that climbs by `..` is refused: it could lead out of what it seems to name.

    One inside of a volume, or of a folder of profiles, may not begin at the root either.

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
    begin = "write the path without `..`" if relative else "write the path from the root, without `..`"
    hint = f"write `{straight}`" if straight else begin
    return Says(f'the path "{path}" {why}', hint, "Invalid value")


@rule("kubernetes/missing-volume", Severity.ERROR)
def missing_volume(name: str, meant: str | None, is_refused: bool = False) -> Says:
    """A mount names a volume of its pod; one of a volume that is not there is refused.

    A volume that nothing mounts is fine. A volume that is refused itself counts as not there.

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
    if is_refused:
        what = f'the pod has no volume "{name}" that the server takes'
        return Says(what, "mend the volume", "Not found")
    hint = f"did you mean `{meant}`?" if meant else f"add a volume with `name: {name}` below `spec.volumes`"
    return Says(f'the pod has no volume "{name}"', hint, "Not found")


@rule("kubernetes/unknown-medium", Severity.WARNING)
def unknown_medium(medium: str, meant: str | None) -> Says:
    """An `emptyDir` is on disk, in memory or in huge pages; with another medium the pod does not start.

    The server takes any word here. It is the kubelet that cannot set such a volume up, and so the pod waits
    for it for ever. An empty word means the disk of the node.

    ```yaml
    # in: Pod.spec
    volumes:
      - name: scratch
        emptyDir:
          medium: memory  # expect: kubernetes/unknown-medium
    ```

    ```yaml
    # in: Pod.spec
    volumes:
      - name: scratch
        emptyDir:
          medium: Memory
    ```
    """
    hint = f"did you mean `{meant}`?" if meant else "write `Memory`, or leave `medium` out for the disk"
    return Says(f'the kubelet knows no medium "{medium}", so the pod does not start', hint)
