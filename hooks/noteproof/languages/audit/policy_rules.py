"""The rules about what kube-apiserver refuses in an audit policy, so that it does not start."""

from __future__ import annotations

from noteproof.finding import AnyRule, Says, Severity, rule


@rule("audit/unknown-version", Severity.ERROR)
def unknown_version(message: str, hint: str, upstream: str) -> Says:
    """A policy is of `audit.k8s.io/v1`; kube-apiserver refuses every other version, and a missing one.

    `v1beta1` and `v1alpha1` are gone since Kubernetes 1.24.

    ```yaml
    apiVersion: audit.k8s.io/v1beta1  # expect: audit/unknown-version
    kind: Policy
    rules:
      - level: Metadata
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: Metadata
    ```
    """
    return Says(message, hint, upstream)


@rule("audit/unknown-kind", Severity.ERROR)
def unknown_kind(kind: str, hint: str, upstream: str) -> Says:
    """The file that `--audit-policy-file` names holds a `Policy`.

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: AuditPolicy  # expect: audit/unknown-kind
    rules:
      - level: Metadata
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: Metadata
    ```
    """
    return Says(f'unknown kind "{kind}"', hint, upstream)


@rule("audit/not-a-policy", Severity.ERROR)
def not_a_policy(message: str, hint: str, upstream: str) -> Says:
    """A policy is one mapping with `apiVersion`, `kind` and `rules`, and the first document of its file.

    A file that begins with `{` is read as JSON and has to be all of it.

    ```yaml
    {"apiVersion": "audit.k8s.io/v1", "kind": "Policy",  # expect: audit/not-a-policy
     "rules": [{level: Metadata}]}
    ```

    ```yaml
    {"apiVersion": "audit.k8s.io/v1", "kind": "Policy", "rules": [{"level": "Metadata"}]}
    ```
    """
    return Says(message, hint, upstream)


@rule("audit/one-file", Severity.ERROR)
def one_file(earlier: str) -> Says:
    """A server reads one policy file; there is no loading one after another.

    ```yaml
    # unchecked: it takes two files to show
    # after: first.yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: Metadata
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: Metadata
    ```
    """
    return Says(f"{earlier} stands before this policy, and kube-apiserver reads one file", "name one of them")


@rule("audit/wrong-type", Severity.ERROR)
def wrong_type(expected: str, found: str, hint: str) -> Says:
    """A value has the type of its field: names, verbs and namespaces are lists, and `level` is text.

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: None
        namespaces: kube-system  # expect: audit/wrong-type
      - level: Metadata
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: None
        namespaces: [kube-system]
      - level: Metadata
    ```
    """
    return Says(f"expected {expected}, got {found}", hint, "cannot unmarshal")


@rule("audit/no-rules", Severity.ERROR)
def no_rules(hint: str) -> Says:
    """A policy has a rule: one without is refused, and records nothing.

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules: []  # expect: audit/no-rules
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: Metadata
    ```
    """
    return Says("this policy has no rules", hint, "loaded illegal policy with 0 rules")


@rule("audit/missing-level", Severity.ERROR)
def missing_level(hint: str) -> Says:
    """Every rule has a level.

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - users: ["system:kube-proxy"]  # expect: audit/missing-level
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: None
        users: ["system:kube-proxy"]
      - level: Metadata
    ```
    """
    return Says("this rule has no level", hint, "Required value")


@rule("audit/unknown-level", Severity.ERROR)
def unknown_level(level: str, hint: str) -> Says:
    """A level is `None`, `Metadata`, `Request` or `RequestResponse`, with these capitals.

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: requestResponse  # expect: audit/unknown-level
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: Metadata
    ```
    """
    return Says(f'unknown level "{level}"', hint, "Unsupported value")


@rule("audit/unknown-stage", Severity.ERROR)
def unknown_stage(stage: str, hint: str) -> Says:
    """A stage is `RequestReceived`, `ResponseStarted`, `ResponseComplete` or `Panic`, with these capitals.

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    omitStages: ["requestReceived"]  # expect: audit/unknown-stage
    rules:
      - level: Metadata
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    omitStages: ["RequestReceived"]
    rules:
      - level: Metadata
    ```
    """
    return Says(f'unknown stage "{stage}"', hint, "Invalid value")


@rule("audit/invalid-url", Severity.ERROR)
def invalid_url(url: str, fault: str, hint: str) -> Says:
    """A non-resource URL begins with `/`, and a `*` is its last character, or all of it.

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: None
        nonResourceURLs: ["healthz*"]  # expect: audit/invalid-url
      - level: Metadata
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: None
        nonResourceURLs: ["/healthz*"]
      - level: Metadata
    ```
    """
    return Says(f'the URL "{url}" {fault}', hint, "Invalid value")


@rule("audit/mixed-rule", Severity.ERROR)
def mixed_rule(beside: str) -> Says:
    """A rule asks for resources and namespaces, or for non-resource URLs, not for both.

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: None
        namespaces: [kube-system]
        nonResourceURLs: ["/healthz*"]  # expect: audit/mixed-rule
      - level: Metadata
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: None
        namespaces: [kube-system]
      - level: None
        nonResourceURLs: ["/healthz*"]
      - level: Metadata
    ```
    """
    message = f"`nonResourceURLs` stands beside `{beside}`, and no request is for both"
    return Says(message, "make two rules of it", "rules cannot apply to both")


@rule("audit/invalid-group", Severity.ERROR)
def invalid_group(group: str, hint: str) -> Says:
    """An API group is written without its version: `apps`, and `""` for the core group.

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: Request
        resources:
          - group: apps/v1  # expect: audit/invalid-group
            resources: [deployments]
      - level: Metadata
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: Request
        resources:
          - group: apps
            resources: [deployments]
      - level: Metadata
    ```
    """
    return Says(f'"{group}" is no name of an API group', hint, "Invalid value")


@rule("audit/names-without-resources", Severity.ERROR)
def names_without_resources() -> Says:
    """`resourceNames` stands below the resources that it names.

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: None
        resources:
          - group: ""
            resourceNames: [controller-leader]  # expect: audit/names-without-resources
      - level: Metadata
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: None
        resources:
          - group: ""
            resources: [configmaps]
            resourceNames: [controller-leader]
      - level: Metadata
    ```
    """
    hint = "add `resources:` with the resource that has these names"
    return Says(
        "`resourceNames` without `resources`", hint, "using resourceNames requires at least one resource"
    )


@rule("audit/invalid-event", Severity.ERROR)
def invalid_event(fault: str, hint: str) -> Says:
    """An audit event says its level and stage, an ID, who asked and for what.

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Event
    level: metadata  # expect: audit/invalid-event
    auditID: 6f0d2c1e-8a47-4a53-9d0e-2f4b7f1c9a10
    stage: ResponseComplete
    requestURI: /version
    verb: get
    user: {username: alice}
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Event
    level: Metadata
    auditID: 6f0d2c1e-8a47-4a53-9d0e-2f4b7f1c9a10
    stage: ResponseComplete
    requestURI: /version
    verb: get
    user: {username: alice}
    ```
    """
    return Says(fault, hint)


RULES: tuple[AnyRule, ...] = (
    unknown_version,
    unknown_kind,
    not_a_policy,
    one_file,
    wrong_type,
    no_rules,
    missing_level,
    unknown_level,
    unknown_stage,
    invalid_url,
    mixed_rule,
    invalid_group,
    names_without_resources,
    invalid_event,
)
