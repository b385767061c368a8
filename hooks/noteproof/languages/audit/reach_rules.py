"""The rules about which requests reach which rule of a policy."""

from __future__ import annotations

from noteproof.finding import AnyRule, Related, Says, Severity, rule


@rule("audit/unreachable-rule", Severity.WARNING)
def unreachable_rule(by: str, related: tuple[Related, ...]) -> Says:
    """Every rule is one that some request reaches: the first rule that matches decides, and no later one.

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: Metadata
      - level: None  # expect: audit/unreachable-rule
        users: ["system:kube-proxy"]
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
    hint = "move it above, or remove it"
    return Says(f"no request reaches this rule: {by} what it matches", hint, related=related)


@rule("audit/partly-reached", Severity.INFO)
def partly_reached(what: str, by: str, related: tuple[Related, ...]) -> Says:
    """A rule gets all the requests that it names, or its order is meant so.

    An earlier rule that cuts across a later one takes a part of what the later one names. That may be meant,
    as in "nobody's reading is recorded"; it is worth a look. An earlier rule that lies wholly within a later
    one is an exception to it, and nothing is said.

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: None
        verbs: [get, list, watch]
      - level: Metadata  # expect: audit/partly-reached
        resources:
          - group: ""
            resources: [secrets]
      - level: Metadata
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: Metadata
        resources:
          - group: ""
            resources: [secrets]
      - level: None
        verbs: [get, list, watch]
      - level: Metadata
    ```
    """
    return Says(f"{what}: {by}", "change the order if this is not meant", related=related)


@rule("audit/no-catch-all", Severity.INFO)
def no_catch_all(such: str) -> Says:
    """A policy ends with a rule for all the rest: what no rule matches is not recorded.

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:  # expect: audit/no-catch-all
      - level: Metadata
        resources:
          - group: ""
            resources: [secrets]
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: Metadata
        resources:
          - group: ""
            resources: [secrets]
      - level: None
    ```
    """
    hint = "end with `- level: Metadata`, or with `- level: None` to say that this is meant"
    return Says(f"nothing is recorded of requests that no rule matches{such}", hint)


@rule("audit/sensitive-body", Severity.WARNING)
def sensitive_body(level: str, what: str, why: str, alone: bool) -> Says:
    """Bodies that hold secrets stay out of the log: for Secrets, ConfigMaps and tokens, `Metadata` is enough.

    Whoever reads the log, or its backups, would read them all.

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: RequestResponse  # expect: audit/sensitive-body
        resources:
          - group: ""
            resources: [secrets]
      - level: Metadata
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: Metadata
        resources:
          - group: ""
            resources: [secrets]
      - level: Metadata
    ```
    """
    hint = "put a rule with `level: Metadata` for them above this one"
    if alone:
        hint = "write `level: Metadata` here"
    return Says(f"level {level} records the bodies of {what}: {why}", hint)


@rule("audit/too-involved", Severity.INFO)
def too_involved() -> Says:
    """A policy is simple enough to say of each rule which requests reach it.

    Of hundreds of rules that each list hundreds of names, not all ways through are tried. What is found of
    such a policy is true; it may not be all.

    ```yaml
    # unchecked: it takes hundreds of rules to show
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: None
        users: [bot-1, bot-2, bot-3]
      - level: Metadata
    ```

    ```yaml
    apiVersion: audit.k8s.io/v1
    kind: Policy
    rules:
      - level: None
        userGroups: [bots]
      - level: Metadata
    ```
    """
    message = "these rules are too involved to say of each whether a request reaches it"
    return Says(message, "list groups of users instead of many users")


RULES: tuple[AnyRule, ...] = (unreachable_rule, partly_reached, no_catch_all, sensitive_body, too_involved)
