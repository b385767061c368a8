"""The rules about limits of namespaces: quotas and ranges."""

from __future__ import annotations

from noteproof.finding import Related, Says, Severity, Where, rule


@rule("kubernetes/limit-order", Severity.ERROR)
def limit_order(low: str, high: str, other: Where) -> Says:
    """The bounds of a LimitRange are in order: `min` ≤ `defaultRequest` ≤ `default` ≤ `max`.

    What is left out for a container counts too: `default` is the `max`, and `defaultRequest` is the
    `default`, or else the `min`.

    ```yaml
    apiVersion: v1
    kind: LimitRange
    metadata:
      name: bounds
    spec:
      limits:
        - type: Pod
          min:
            cpu: 500m  # expect: kubernetes/limit-order
          max:
            cpu: 200m
    ```

    ```yaml
    apiVersion: v1
    kind: LimitRange
    metadata:
      name: bounds
    spec:
      limits:
        - type: Pod
          min:
            cpu: 100m
          max:
            cpu: 200m
    ```
    """
    related = (Related(other, "the other is here"),)
    return Says(f"{low} is more than {high}", "lower the one or raise the other", "Invalid value", related)


@rule("kubernetes/limit-ratio", Severity.ERROR)
def limit_ratio(ratio: str, why: str, hint: str) -> Says:
    """The ratio of a limit to its request is at least 1, and no more than `max` to `min` allow.

    ```yaml
    apiVersion: v1
    kind: LimitRange
    metadata:
      name: bounds
    spec:
      limits:
        - type: Pod
          maxLimitRequestRatio:
            cpu: 500m  # expect: kubernetes/limit-ratio
    ```

    ```yaml
    apiVersion: v1
    kind: LimitRange
    metadata:
      name: bounds
    spec:
      limits:
        - type: Pod
          maxLimitRequestRatio:
            cpu: 4
    ```
    """
    return Says(f"a limit cannot be at most {ratio} times its request: {why}", hint, "Invalid value")


@rule("kubernetes/quota-scope", Severity.ERROR)
def quota_scope(what: str, hint: str) -> Says:
    """A quota with a scope counts only what has that scope: pods, and the CPU and memory of pods.

    With `BestEffort` it counts pods alone, as these have no requests; with `VolumeAttributesClass` claims and
    their storage. Two scopes that exclude each other count nothing.

    ```yaml
    apiVersion: v1
    kind: ResourceQuota
    metadata:
      name: best-effort
    spec:
      hard:
        requests.cpu: 1
      scopes: [BestEffort]  # expect: kubernetes/quota-scope
    ```

    ```yaml
    apiVersion: v1
    kind: ResourceQuota
    metadata:
      name: best-effort
    spec:
      hard:
        pods: 5
      scopes: [BestEffort]
    ```
    """
    return Says(what, hint, "Invalid value")
