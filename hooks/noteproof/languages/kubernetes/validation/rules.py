"""The rules that hold for fields of many subjects: words, bounds, names, what is unique or forbidden."""

from __future__ import annotations

from collections.abc import Sequence

from noteproof.finding import AnyRule, Related, Says, Severity, Where, rule


@rule("kubernetes/duplicate-value", Severity.ERROR)
def duplicate_value(what: str, first: Where, hint: str, upstream: str) -> Says:
    """What has to be unique is refused where it stands a second time.

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
def unsupported_value(
    name: str, value: str, meant: str | None, known: Sequence[str], upstream: str = "Unsupported value"
) -> Says:
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
    words = [f"`{it}`" for it in known if it]
    listed = " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
    instead = f"write {listed}" if words else "remove it"
    return Says(f'`{name}` cannot be "{value}"', f"did you mean `{meant}`?" if meant else instead, upstream)


@rule("kubernetes/out-of-range", Severity.ERROR)
def out_of_range(name: str, value: str, hint: str) -> Says:
    """A number outside the bounds of its field is refused.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
    spec:
      containers:
        - name: web
          image: nginx
          ports:
            - containerPort: 80800  # expect: kubernetes/out-of-range
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
          ports:
            - containerPort: 8080
    ```
    """
    return Says(f"`{name}` cannot be {value}", hint, "Invalid value")


@rule("kubernetes/forbidden-field", Severity.ERROR)
def forbidden_field(name: str, why: str, hint: str, upstream: str = "Forbidden") -> Says:
    """A field that may not stand here, or not beside another, is refused even though its value is right.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
    spec:
      containers:
        - name: web
          image: nginx
          livenessProbe:
            httpGet:
              port: 80
            tcpSocket:  # expect: kubernetes/forbidden-field
              port: 80
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
          livenessProbe:
            httpGet:
              port: 80
    ```
    """
    return Says(f"`{name}` may not stand here: {why}", hint, upstream)


@rule("kubernetes/invalid-name", Severity.ERROR)
def invalid_name(name: str, owner: str, why: str, hint: str) -> Says:
    """A name that is not of the form which its owner's names have is refused.

    Containers and volumes are named by DNS labels: at most 63 lower-case letters, digits and `-`, with a
    letter or digit at each end. The name of a Pod may have dots, and 253 characters. That of a static pod may
    end in `-`, as the kubelet adds the name of the node. Most objects are named like Pods; Namespaces,
    Services and StatefulSets like containers. The name of a CronJob has at most 52 characters, and that of a
    Role is free.

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
    article = "an" if owner[:1] in "aeioAEIO" else "a"
    return Says(f'"{name}" cannot be the name of {article} {owner}: {why}', hint, "Invalid value")


rules: tuple[AnyRule, ...] = (
    duplicate_value,
    unsupported_value,
    out_of_range,
    forbidden_field,
    invalid_name,
)
