"""The rules about the audit flags of kube-apiserver: unknown, wrong, useless, or missing beside another."""

from __future__ import annotations

from noteproof.finding import Related, Says, Severity, Where, rule


@rule("apiserver/unknown-flag", Severity.ERROR)
def unknown_flag(written: str, hint: str, upstream: str) -> Says:
    """A flag that kube-apiserver does not know keeps it from starting.

    Flags have two dashes and are case-sensitive; `_` counts as `-`. The name ends at the `=`, or with its
    item of the list: a blank does not end it, for no shell takes the item apart.

    ```yaml
    # in: kube-apiserver
    - --audit-log-file=/var/log/kubernetes/audit/audit.log  # expect: apiserver/unknown-flag
    - --audit-log-maxage 30  # expect: apiserver/unknown-flag
    ```

    ```yaml
    # in: kube-apiserver
    - --audit-log-path=/var/log/kubernetes/audit/audit.log
    - --audit-log-maxage=30
    ```
    """
    return Says(f'unknown flag "{written}"', hint, upstream)


@rule("apiserver/stray-argument", Severity.ERROR)
def stray_argument(text: str, hint: str) -> Says:
    """A word that is neither a flag nor the value of one keeps kube-apiserver from starting.

    A boolean flag takes its value behind `=` only, never from the next item.

    ```yaml
    # in: kube-apiserver
    - audit-policy-file=/etc/kubernetes/audit/policy.yaml  # expect: apiserver/stray-argument
    ```

    ```yaml
    # in: kube-apiserver
    - --audit-policy-file=/etc/kubernetes/audit/policy.yaml
    ```
    """
    return Says(
        f'"{text}" is no flag, and kube-apiserver takes nothing else', hint, "does not take any arguments"
    )


@rule("apiserver/flag-without-value", Severity.ERROR)
def flag_without_value(name: str, swallowed: str, hint: str, taken: bool) -> Says:
    """A flag that needs a value takes the next item for it, even when that is a flag.

    ```yaml
    # in: kube-apiserver
    - --audit-policy-file=/etc/kubernetes/audit/policy.yaml
    - --audit-log-path  # expect: apiserver/flag-without-value
    ```

    ```yaml
    # in: kube-apiserver
    - --audit-policy-file=/etc/kubernetes/audit/policy.yaml
    - --audit-log-path
    - /var/log/kubernetes/audit/audit.log
    ```
    """
    severity = Severity.WARNING if taken else None
    if swallowed:
        return Says(
            f'`--{name}` has no value, and takes the next flag for it: "{swallowed}"', hint, severity=severity
        )
    return Says(f"`--{name}` has no value", hint, "flag needs an argument")


@rule("apiserver/wrong-value", Severity.ERROR)
def wrong_value(name: str, expected: str, found: str, hint: str, upstream: str | None, ignored: bool) -> Says:
    """A value that a flag does not take keeps kube-apiserver from starting.

    Words are case-sensitive, numbers have no unit and are not negative, and quotes inside the item are part
    of the value. What only makes sense to a backend is not looked at while that backend is off; such a value
    is a warning.

    ```yaml
    # in: kube-apiserver
    - --audit-log-mode=Blocking  # expect: apiserver/wrong-value
    - --audit-log-maxage=30d  # expect: apiserver/wrong-value
    - --audit-log-maxbackup=-1  # expect: apiserver/wrong-value
    ```

    ```yaml
    # in: kube-apiserver
    - --audit-log-mode=blocking
    - --audit-log-maxage=30
    - --audit-log-maxbackup=10
    ```
    """
    severity = Severity.WARNING if ignored else None
    shown = f"`{found}`" if '"' in found else f'"{found}"'
    return Says(f"`--{name}` takes {expected}, not {shown}", hint, upstream, severity=severity)


@rule("apiserver/deprecated-flag", Severity.WARNING)
def deprecated_flag(written: str, instead: str) -> Says:
    """A deprecated flag still works, and will be gone one day.

    ```yaml
    # in: kube-apiserver
    - --audit-webhook-batch-initial-backoff=5s  # expect: apiserver/deprecated-flag
    ```

    ```yaml
    # in: kube-apiserver
    - --audit-webhook-initial-backoff=5s
    ```
    """
    return Says(f"`--{written}` is deprecated", f"write `--{instead}`", "has been deprecated")


@rule("apiserver/repeated-flag", Severity.WARNING)
def repeated_flag(name: str, last: Where) -> Says:
    """Of a flag that is given twice the last one counts, and the others have no effect.

    ```yaml
    # in: kube-apiserver
    - --audit-log-maxage=30  # expect: apiserver/repeated-flag
    - --audit-log-maxage=90
    ```

    ```yaml
    # in: kube-apiserver
    - --audit-log-maxage=90
    ```
    """
    return Says(
        f"`--{name}` is given again below, and has no effect here",
        "remove one of the two",
        related=(Related(last, "this one counts"),),
    )


@rule("apiserver/policy-without-backend", Severity.WARNING)
def policy_without_backend() -> Says:
    """An audit policy alone writes nothing: a flag has to say where events go.

    That is `--audit-log-path` for a file, or for standard output with `-`, and
    `--audit-webhook-config-file` for a service.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: kube-apiserver
    spec:
      containers:
        - name: kube-apiserver
          image: kube-apiserver:v1.36.2
          command:
            - kube-apiserver
            # expect: apiserver/policy-without-backend
            - --audit-policy-file=/etc/kubernetes/audit/policy.yaml
          volumeMounts:
            - name: audit-policy
              mountPath: /etc/kubernetes/audit
              readOnly: true
      volumes:
        - name: audit-policy
          hostPath:
            path: /etc/kubernetes/audit
    ```

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: kube-apiserver
    spec:
      containers:
        - name: kube-apiserver
          image: kube-apiserver:v1.36.2
          command:
            - kube-apiserver
            - --audit-policy-file=/etc/kubernetes/audit/policy.yaml
            - --audit-log-path=-
          volumeMounts:
            - name: audit-policy
              mountPath: /etc/kubernetes/audit
              readOnly: true
      volumes:
        - name: audit-policy
          hostPath:
            path: /etc/kubernetes/audit
    ```
    """
    return Says(
        "a policy, and nowhere to write to: no event is recorded",
        "add `--audit-log-path` or `--audit-webhook-config-file`",
    )


@rule("apiserver/backend-without-policy", Severity.WARNING)
def backend_without_policy(name: str) -> Says:
    """A log or a webhook without `--audit-policy-file` gets no event: nothing says what to record.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: kube-apiserver
    spec:
      containers:
        - name: kube-apiserver
          image: kube-apiserver:v1.36.2
          command:
            - kube-apiserver
            - --audit-log-path=-  # expect: apiserver/backend-without-policy
    ```

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: kube-apiserver
    spec:
      containers:
        - name: kube-apiserver
          image: kube-apiserver:v1.36.2
          command:
            - kube-apiserver
            - --audit-log-path=-
            - --audit-policy-file=/etc/kubernetes/audit/policy.yaml
          volumeMounts:
            - name: audit-policy
              mountPath: /etc/kubernetes/audit
              readOnly: true
      volumes:
        - name: audit-policy
          hostPath:
            path: /etc/kubernetes/audit
    ```
    """
    return Says(
        f"`--{name}` without a policy: no event is recorded",
        "add `--audit-policy-file` and the path of a policy",
        f"No audit policy file provided, no events will be recorded for {name.split('-')[1]} backend",
    )


@rule("apiserver/changed-default", Severity.INFO)
def changed_default(
    names: list[str], earlier: list[str], now: list[str], examples: list[str], changed: int, minor: int
) -> Says:
    """What a log keeps depends on the version where the flags do not say it.

    Up to Kubernetes 1.35 `--audit-log-maxage` and `--audit-log-maxbackup` were 0, which keeps every old file
    until the disk is full; since 1.36 a file is kept for 366 days, and 100 files at most.
    `--audit-log-maxsize` was 0 too, which rotated at 100 megabytes all the same.

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: kube-apiserver
    spec:
      containers:
        - name: kube-apiserver
          image: kube-apiserver:v1.36.2
          command:
            - kube-apiserver
            - --audit-policy-file=/etc/kubernetes/audit/policy.yaml
            - --audit-log-path=/var/log/audit/audit.log  # expect: apiserver/changed-default
          volumeMounts:
            - name: audit-policy
              mountPath: /etc/kubernetes/audit
              readOnly: true
            - name: audit-log
              mountPath: /var/log/audit
      volumes:
        - name: audit-policy
          hostPath:
            path: /etc/kubernetes/audit
        - name: audit-log
          hostPath:
            path: /var/log/audit
    ```

    ```yaml
    # in: kube-apiserver
    - --audit-policy-file=/etc/kubernetes/audit/policy.yaml
    - --audit-log-path=/var/log/audit/audit.log
    - --audit-log-maxage=30
    - --audit-log-maxbackup=10
    - --audit-log-maxsize=100
    ```
    """
    verb, whose = ("is", "the default is") if len(names) == 1 else ("are", "the defaults are")
    here, there, when = (
        (earlier, now, f"since 1.{changed}") if minor < changed else (now, earlier, f"up to 1.{changed - 1}")
    )
    return Says(
        f"{_listed([f'`--{name}`' for name in names])} {verb} not set: {whose} {_listed(here)}"
        f" in Kubernetes 1.{minor}, and {_listed(there)} {when}",
        f"say what is to be kept, as with {_listed([f'`{it}`' for it in examples])}",
    )


@rule("apiserver/no-flags", Severity.ERROR)
def no_flags(found: str, hint: str) -> Says:
    """Below `# in: kube-apiserver` stands a list of flags, alone or under `command:` or `args:`.

    ```yaml
    # in: kube-apiserver
    audit-log-path: /var/log/audit.log  # expect: apiserver/no-flags
    ```

    ```yaml
    # in: kube-apiserver
    command:
      - kube-apiserver
      - --audit-log-path=/var/log/audit.log
    ```
    """
    return Says(f"expected a list of kube-apiserver's flags, got {found}", hint)


def _listed(names: list[str]) -> str:
    *head, last = names
    return f"{', '.join(head)} and {last}" if head else last
