"""The rules about what kube-apiserver takes without a word, and its author cannot have meant."""

from __future__ import annotations

from noteproof.finding import AnyRule, Says, Severity, rule


@rule("audit/unknown-resource", Severity.WARNING)
def unknown_resource(what: str, hint: str) -> Says:
    """A policy names resources as the API does: plural, in lower case, in their own group.

    Nothing checks the name. One that no request ever has matches no request, and the next rule decides.

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: Request
        resources:
          - group: ""
            resources: [pod]  # expect: audit/unknown-resource
      - level: Metadata
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: Request
        resources:
          - group: ""
            resources: [pods]
      - level: Metadata
    ```
    """
    return Says(f"{what}, so it matches no request", hint)


@rule("audit/unknown-group", Severity.WARNING)
def unknown_group(group: str, hint: str, severity: Severity | None = None) -> Says:
    """A policy names API groups as the API does; the core group is `""`.

    `core` and `v1` are the names of groups that nobody serves. Nothing checks them, and nothing matches.

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: Request
        resources:
          - group: core  # expect: audit/unknown-group
            resources: [pods]
      - level: Metadata
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: Request
        resources:
          - group: ""
            resources: [pods]
      - level: Metadata
    ```
    """
    return Says(f'no API is served in a group "{group}", so it matches no request', hint, severity=severity)


@rule("audit/no-wildcard", Severity.WARNING)
def no_wildcard(written: str, where: str, hint: str) -> Says:
    """A `*` stands for anything only as a group, as a resource, and at the end of a non-resource URL.

    Among users, user groups, verbs, namespaces and names it is a letter like any other. To match all of
    them, leave the field out.

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: None
        users: ["system:serviceaccount:kube-system:*"]  # expect: audit/no-wildcard
      - level: Metadata
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: None
        userGroups: ["system:serviceaccounts:kube-system"]
      - level: Metadata
    ```
    """
    return Says(f"`*` is no wildcard {where}: `{written}` matches only what is called so", hint)


@rule("audit/unknown-verb", Severity.WARNING)
def unknown_verb(verb: str, of: str, hint: str) -> Says:
    """A verb is one that requests have, in lower case.

    For resources these are `get`, `list`, `watch`, `create`, `update`, `patch`, `delete` and
    `deletecollection`, for anything else the method of HTTP. The API knows no `read` and no `write`.

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: None
        verbs: [read]  # expect: audit/unknown-verb
      - level: Metadata
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: None
        verbs: [get, list, watch]
      - level: Metadata
    ```
    """
    return Says(f"no request for {of} has the verb `{verb}`, so it matches none", hint)


@rule("audit/wide-pattern", Severity.WARNING)
def wide_pattern(written: str, meaning: str, hint: str) -> Says:
    """A pattern of resources says what it seems to say.

    `pods/*` matches pods themselves, too, and `*/*` nothing at all.

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: Request
        resources:
          - group: ""
            resources: ["pods/*"]  # expect: audit/wide-pattern
      - level: Metadata
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: Request
        resources:
          - group: ""
            resources: ["pods", "pods/*"]
      - level: Metadata
    ```
    """
    return Says(f"`{written}` {meaning}", hint)


@rule("audit/name-of-nothing", Severity.WARNING)
def name_of_nothing(verb: str) -> Says:
    """A rule asks for names only where requests have one: `create` and `deletecollection` have none.

    The name of what is created stands in the body, which the policy does not see. A subresource, as in
    `pods/exec`, is created below a name.

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: Metadata
        verbs: [create, update]
        resources:
          - group: ""
            resources: [configmaps]
            resourceNames: [settings]  # expect: audit/name-of-nothing
      - level: Metadata
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: Metadata
        verbs: [update, patch, delete]
        resources:
          - group: ""
            resources: [configmaps]
            resourceNames: [settings]
      - level: Metadata
    ```
    """
    message = f"a `{verb}` request has no name, so these `resourceNames` keep it from matching"
    return Says(message, f"leave `resourceNames` out, or `{verb}`; make two rules where both are meant")


@rule("audit/user-or-group", Severity.WARNING)
def user_or_group(name: str, fault: str, hint: str) -> Says:
    """Users stand in `users`, groups in `userGroups`, and a service account under its whole name.

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: None
        users: ["system:nodes"]  # expect: audit/user-or-group
      - level: Metadata
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: None
        userGroups: ["system:nodes"]
      - level: Metadata
    ```
    """
    return Says(f"`{name}` {fault}", hint)


@rule("audit/resource-url", Severity.WARNING)
def resource_url(url: str, fault: str, hint: str) -> Says:
    """A non-resource URL is the path of something that is no resource, such as `/healthz` or `/metrics`.

    Paths below `/api/v1/` and `/apis/GROUP/VERSION/` are resources, which `resources` names. What follows
    a `?` is no part of the path.

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: None
        nonResourceURLs: ["/api/v1/events*"]  # expect: audit/resource-url
      - level: Metadata
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: None
        resources:
          - group: ""
            resources: [events]
      - level: Metadata
    ```
    """
    return Says(f'the URL "{url}" {fault}', hint)


@rule("audit/all-stages-omitted", Severity.WARNING)
def all_stages_omitted(level: str) -> Says:
    """A rule that is to record something leaves a stage to record it in.

    Only requests that last, such as watch and exec, have a stage between the first and the last one.

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    omitStages: [RequestReceived]
    rules:
      - level: Metadata
        omitStages: [ResponseComplete]  # expect: audit/all-stages-omitted
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    omitStages: [RequestReceived]
    rules:
      - level: Metadata
    ```
    """
    message = (
        f"level {level}, and both `RequestReceived` and `ResponseComplete` are omitted: too little is left"
    )
    return Says(message, "keep `ResponseComplete`, or write `level: None`")


RULES: tuple[AnyRule, ...] = (
    unknown_resource,
    unknown_group,
    no_wildcard,
    unknown_verb,
    wide_pattern,
    name_of_nothing,
    user_or_group,
    resource_url,
    all_stages_omitted,
)
