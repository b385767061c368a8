"""The rules about RBAC: what a rule of a role can be about."""

from __future__ import annotations

from noteproof.finding import AnyRule, Says, Severity, rule


@rule("kubernetes/mixed-rule", Severity.ERROR)
def mixed_rule(why: str, hint: str) -> Says:
    """A rule of a role is about resources, or about URLs that are none; the latter only in a ClusterRole.

    Paths like `/healthz` and `/metrics` are in no namespace, so that no Role can be about them. A ClusterRole
    that names both needs two rules.

    ```yaml
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata:
      name: watchdog
    rules:
      - apiGroups: [""]
        resources: ["nodes"]
        nonResourceURLs: ["/metrics"]  # expect: kubernetes/mixed-rule
        verbs: ["get"]
    ```

    ```yaml
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata:
      name: watchdog
    rules:
      - apiGroups: [""]
        resources: ["nodes"]
        verbs: ["get"]
      - nonResourceURLs: ["/metrics"]
        verbs: ["get"]
    ```
    """
    return Says(f"`nonResourceURLs` may not stand here: {why}", hint, "Invalid value")


@rule("kubernetes/idle-rule", Severity.WARNING)
def idle_rule(what: str, why: str, hint: str) -> Says:
    """A rule of a role is taken whatever its words are, and allows nothing if no request has them.

    Requests have verbs and resources in lower case, and groups without a version: `apps`, not `apps/v1`. The
    group of Pods, Services and Secrets is the empty text.

    ```yaml
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata:
      name: deployer
    rules:
      - apiGroups: ["apps/v1"]  # expect: kubernetes/idle-rule
        resources: ["deployments"]
        verbs: ["create", "patch"]
    ```

    ```yaml
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata:
      name: deployer
    rules:
      - apiGroups: ["apps"]
        resources: ["deployments"]
        verbs: ["create", "patch"]
    ```
    """
    return Says(f"{what} allows nothing: {why}", hint)


rules: tuple[AnyRule, ...] = (mixed_rule, idle_rule)
