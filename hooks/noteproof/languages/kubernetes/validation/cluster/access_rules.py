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


rules: tuple[AnyRule, ...] = (mixed_rule,)
