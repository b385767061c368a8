"""The rules about the resources, ports and variables of containers."""

from __future__ import annotations

from noteproof.finding import Related, Says, Severity, Where, rule


@rule("kubernetes/unknown-resource", Severity.ERROR)
def unknown_resource(name: str, meant: str | None) -> Says:
    """A container asks for resources by their full names; a short name that is not known is refused.

    Kubernetes knows `cpu`, `memory`, `ephemeral-storage` and `hugepages-<size>`. Anything else is an extended
    resource, whose name has the domain of its vendor, as `nvidia.com/gpu`.

    ```yaml
    # in: Pod.spec.containers[0]
    resources:
      limits:
        mem: 128Mi  # expect: kubernetes/unknown-resource
    ```

    ```yaml
    # in: Pod.spec.containers[0]
    resources:
      limits:
        memory: 128Mi
    ```
    """
    hint = (
        f"did you mean `{meant}`?"
        if meant
        else "write `cpu`, `memory`, `ephemeral-storage`, or a name with its domain, as `nvidia.com/gpu`"
    )
    return Says(f'"{name}" is no resource of a container', hint, "Invalid value")


@rule("kubernetes/request-above-limit", Severity.ERROR)
def request_above_limit(name: str, request: str, limit: str, limit_at: Where, equal: bool) -> Says:
    """A container may not be promised more of a resource than it is allowed to use.

    Quantities are compared by their value: `1Gi` is 1,073,741,824, and so more than `1G`. Of what cannot be
    given to two, as huge pages and extended resources, the request equals the limit.

    ```yaml
    # in: Pod.spec.containers[0]
    resources:
      requests:
        memory: 1Gi  # expect: kubernetes/request-above-limit
      limits:
        memory: 1G
    ```

    ```yaml
    # in: Pod.spec.containers[0]
    resources:
      requests:
        memory: 1Gi
      limits:
        memory: 1Gi
    ```
    """
    what, how = ("not equal to", "the same as") if equal else ("above", "at most")
    return Says(
        f"the request of {request} `{name}` is {what} the limit of {limit}",
        f"write {how} the limit, or change the limit",
        "Invalid value",
        (Related(limit_at, "the limit is here"),),
    )


@rule("kubernetes/missing-claim", Severity.ERROR)
def missing_claim(name: str, meant: str | None) -> Says:
    """A container names a claim of its pod; one that is not below `spec.resourceClaims` is refused.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: model
    spec:
      containers:
        - name: model
          image: pytorch/pytorch
          resources:
            claims:
              - name: gpus  # expect: kubernetes/missing-claim
      resourceClaims:
        - name: gpu
          resourceClaimTemplateName: one-gpu
    ```

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: model
    spec:
      containers:
        - name: model
          image: pytorch/pytorch
          resources:
            claims:
              - name: gpu
      resourceClaims:
        - name: gpu
          resourceClaimTemplateName: one-gpu
    ```
    """
    hint = f"did you mean `{meant}`?" if meant else f"add a claim with `name: {name}` below `resourceClaims`"
    return Says(f'the pod has no claim "{name}"', hint, "Not found")


@rule("kubernetes/fractional-bytes", Severity.WARNING)
def fractional_bytes(name: str, value: str, meant: str) -> Says:
    """There are no parts of a byte: the suffix `m` means thousandths, which nobody means of memory.

    `128m` of memory are 0.128 bytes. The server takes it with a warning, and the container cannot start.

    ```yaml
    # in: Pod.spec.containers[0]
    resources:
      limits:
        memory: 128m  # expect: kubernetes/fractional-bytes
    ```

    ```yaml
    # in: Pod.spec.containers[0]
    resources:
      limits:
        memory: 128Mi
    ```
    """
    return Says(f"{value} of `{name}` is a fraction of a byte", f"write `{meant}`", "fractional byte value")


@rule("kubernetes/repeated-port", Severity.WARNING)
def repeated_port(port: str, other: Where, how: str) -> Says:
    """A port that is declared twice belongs to one of the two: all containers share the pod's network.

    The server takes it with a warning. The second program to listen on the port fails to start.

    ```yaml
    # in: Pod.spec
    containers:
      - name: web
        image: nginx
        ports:
          - name: http
            containerPort: 80
          - name: web
            containerPort: 80  # expect: kubernetes/repeated-port
    ```

    ```yaml
    # in: Pod.spec
    containers:
      - name: web
        image: nginx
        ports:
          - name: http
            containerPort: 80
          - name: https
            containerPort: 443
    ```
    """
    return Says(
        f"the port {port} is declared twice",
        "remove one of the two, or change its number",
        f"{how} port definition",
        (Related(other, "the other is here"),),
    )


@rule("kubernetes/idle-host-ip", Severity.WARNING)
def idle_host_ip(address: str) -> Says:
    """An address of the node belongs to a port of the node: `hostIP` without `hostPort` does nothing.

    ```yaml
    # in: Pod.spec
    containers:
      - name: web
        image: nginx
        ports:
          - containerPort: 80
            hostIP: 127.0.0.1  # expect: kubernetes/idle-host-ip
    ```

    ```yaml
    # in: Pod.spec
    containers:
      - name: web
        image: nginx
        ports:
          - containerPort: 80
            hostPort: 8080
            hostIP: 127.0.0.1
    ```
    """
    return Says(
        f"`hostIP: {address}` has no effect without `hostPort`",
        "add `hostPort:`, or remove `hostIP`",
        "hostIP set without hostPort",
    )


@rule("kubernetes/hidden-variable", Severity.WARNING)
def hidden_variable(name: str, first: Where) -> Says:
    """A variable that is set again hides what was set before; `kubectl apply` may later drop either.

    The server takes it with a warning. To add to a value, refer to it: `$(PATH):/opt/bin`.

    ```yaml
    # in: Pod.spec.containers[0]
    env:
      - name: MODE
        value: test
      - name: MODE  # expect: kubernetes/hidden-variable
        value: production
    ```

    ```yaml
    # in: Pod.spec.containers[0]
    env:
      - name: MODE
        value: production
    ```
    """
    return Says(
        f'the variable "{name}" is set a second time, which hides the first',
        "keep one of the two",
        "hides previous definition",
        (Related(first, "the first is here"),),
    )
