"""The rules about fields that contradict each other, are of no right form, hold too much, or do nothing."""

from __future__ import annotations

from noteproof.finding import AnyRule, Says, Severity, rule


@rule("kubernetes/conflicting-fields", Severity.ERROR)
def conflicting_fields(what: str, hint: str, upstream: str = "Invalid value") -> Says:
    """Two fields that contradict each other are refused, though each is right alone.

    A container that is privileged, or has the capability `CAP_SYS_ADMIN`, can always gain more privileges, so
    it cannot be forbidden to. A pod that shares the process namespace of its node has none of its own for its
    containers to share. `procMount: Unmasked` needs `hostUsers: false`.

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
            allowPrivilegeEscalation: false  # expect: kubernetes/conflicting-fields
            capabilities:
              add: ["CAP_SYS_ADMIN"]
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
            allowPrivilegeEscalation: false
            capabilities:
              drop: ["ALL"]
    ```
    """
    return Says(what, hint, upstream)


@rule("kubernetes/malformed-text", Severity.ERROR)
def malformed_text(name: str, text: str, why: str, hint: str, upstream: str = "Invalid value") -> Says:
    """A text that has not the form which its field asks for is refused.

    A sysctl is named as the kernel names it, in lower case, with `.` or `/` between its parts.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
    spec:
      securityContext:
        sysctls:
          - name: net core somaxconn  # expect: kubernetes/malformed-text
            value: "1024"
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
      securityContext:
        sysctls:
          - name: net.core.somaxconn
            value: "1024"
      containers:
        - name: web
          image: nginx
    ```
    """
    return Says(f'`{name}` cannot be "{text}": {why}', hint, upstream)


@rule("kubernetes/too-many-items", Severity.ERROR)
def too_many_items(name: str, count: int, most: int, unit: str) -> Says:
    """A list that is longer than its field allows is refused.

    The resolver of Linux asks no more than three name servers, so a pod may not list more.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
    spec:
      dnsConfig:
        # expect: kubernetes/too-many-items
        nameservers: ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"]
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
      dnsConfig:
        nameservers: ["10.0.0.1", "10.0.0.2", "10.0.0.3"]
      containers:
        - name: web
          image: nginx
    ```
    """
    said = f"`{name}` has {count} {unit}, and may have {most}"
    return Says(said, f"keep the {most} {unit} that matter", "Invalid value")


@rule("kubernetes/deprecated-field", Severity.WARNING)
def deprecated_field(name: str, since: str, hint: str) -> Says:
    """A field or annotation that is deprecated, or does nothing any more, is still taken, with a warning.

    The profiles of seccomp and AppArmor have fields since Kubernetes 1.19 and 1.30, and the annotations that
    stood for them go out of use. Volumes of drivers that were removed are taken, and cannot be mounted.
    `externalIPs` of a Service lets anybody who can write Services catch the traffic to an address, and is
    deprecated since Kubernetes 1.36; the traffic distribution `PreferClose` is `PreferSameZone` since 1.35.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
      annotations:
        seccomp.security.alpha.kubernetes.io/pod: runtime/default  # expect: kubernetes/deprecated-field
    spec:
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
      securityContext:
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: web
          image: nginx
    ```
    """
    return Says(f"`{name}` is {since}", hint)


@rule("kubernetes/matches-nothing", Severity.WARNING)
def matches_nothing(what: str, hint: str) -> Says:
    """A selector that is left out matches no pod, so that what it is for does nothing.

    A topology spread constraint without a `labelSelector` counts no pods, and spreads none.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
      labels:
        app: web
    spec:
      topologySpreadConstraints:
        # expect: kubernetes/matches-nothing
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: DoNotSchedule
      containers:
        - name: web
          image: nginx
    ```

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: web
      labels:
        app: web
    spec:
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: DoNotSchedule
          labelSelector:
            matchLabels:
              app: web
      containers:
        - name: web
          image: nginx
    ```
    """
    return Says(what, hint)


rules: tuple[AnyRule, ...] = (
    conflicting_fields,
    malformed_text,
    too_many_items,
    deprecated_field,
    matches_nothing,
)
