"""The rules about what is asked before the server takes a request: webhooks and admission policies."""

from __future__ import annotations

from noteproof.finding import Says, Severity, rule


@rule("kubernetes/wildcard-beside-others", Severity.ERROR)
def wildcard_beside_others(wildcard: str, others: str) -> Says:
    """A wildcard stands alone: a rule of a webhook or an admission policy lists nothing else beside `*`.

    Of resources, `*` is all that are no subresource, `pods/*` all subresources of pods, `*/scale` that
    subresource of all, and `*/*` everything.

    ```yaml
    # in: ValidatingWebhookConfiguration.webhooks[0].rules[0]
    apiGroups: ["*"]
    apiVersions: ["*"]
    operations: ["*", CREATE]  # expect: kubernetes/wildcard-beside-others
    resources: ["*"]
    ```

    ```yaml
    # in: ValidatingWebhookConfiguration.webhooks[0].rules[0]
    apiGroups: ["*"]
    apiVersions: ["*"]
    operations: ["*"]
    resources: ["*", pods/exec]
    ```
    """
    return Says(
        f"`{wildcard}` stands beside {others} that it covers",
        f"keep `{wildcard}` alone, or remove it",
        "Invalid value",
    )


@rule("kubernetes/webhook-address", Severity.ERROR)
def webhook_address(address: str, why: str, hint: str) -> Says:
    """The server calls a webhook by HTTPS, at a Service or a URL without user, query or fragment.

    The path at a Service begins with `/`, and each of its steps is a DNS subdomain.

    ```yaml
    # in: ValidatingWebhookConfiguration.webhooks[0]
    name: pods.example.com
    clientConfig:
      url: http://hooks.example.com/pods  # expect: kubernetes/webhook-address
    sideEffects: None
    admissionReviewVersions: [v1]
    ```

    ```yaml
    # in: ValidatingWebhookConfiguration.webhooks[0]
    name: pods.example.com
    clientConfig:
      url: https://hooks.example.com/pods
    sideEffects: None
    admissionReviewVersions: [v1]
    ```
    """
    return Says(f'a webhook cannot be at "{address}": {why}', hint, "Invalid value")


rules = (wildcard_beside_others, webhook_address)
