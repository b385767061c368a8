"""Webhooks of admission: what the server has to know to call one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from noteproof.finding import Value
from noteproof.languages.kubernetes.validation import cel, field_rules, names, rules
from noteproof.languages.kubernetes.validation.admission import admission_rules
from noteproof.languages.kubernetes.validation.admission.admission_matches import (
    FAILURE_POLICIES,
    MATCH_POLICIES,
    REINVOCATIONS,
    conditions,
    review_versions,
)
from noteproof.languages.kubernetes.validation.criteria import (
    between,
    not_empty,
    not_none,
    one_of,
    unique,
)
from noteproof.languages.kubernetes.validation.names import SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text
from noteproof.languages.kubernetes.validation.port_names import HIGHEST
from noteproof.schema.values import shortened

_STEPS = 3
_LONGEST_WAIT = 30


def _hook(hook: Node) -> Iterator[Fault]:
    yield from _name(hook.placed("name"))
    yield from one_of(hook, "failurePolicy", FAILURE_POLICIES, default=False)
    yield from one_of(hook, "matchPolicy", MATCH_POLICIES, default=False)
    yield from one_of(hook, "reinvocationPolicy", REINVOCATIONS, default=False)
    yield from one_of(hook, "sideEffects", ("None", "NoneOnDryRun"), default=False)
    yield from between(hook, "timeoutSeconds", 1, _LONGEST_WAIT)
    yield from not_none(hook, "admissionReviewVersions")
    yield from review_versions(hook)
    yield from conditions(hook)
    config = hook.node("clientConfig")
    if config is not None:
        yield from client(config)


def _name(name: Text | None) -> Iterator[Fault]:
    """A domain of three steps or more."""
    if name is None:
        return
    yield from not_empty(name)
    why = names.fault(name.text, SUBDOMAIN) if name.text else None
    hint = names.advice(name.text, SUBDOMAIN) if why else "add a domain to it, as `pods.example.com`"
    if name.text and not why and name.text.count(".") < _STEPS - 1:
        why = "it has fewer than three parts with dots between"
    if why:
        yield rules.invalid_name.at(Value(name.route), shortened(name.text), "webhook", why, hint)


def client(config: Node) -> Iterator[Fault]:
    """Where a webhook is: at a Service, or at a URL."""
    url, service = config.placed("url"), config.node("service")
    if config.has("url") == config.has("service"):
        if not config.leaves_out():
            what = "a webhook is at a `url` or at a `service`, and this one " + (
                "says both" if url else "says neither"
            )
            hint = "keep one of the two" if url else "add `service:` with its `name` and `namespace`"
            yield field_rules.conflicting_fields.at(config.key(), what, hint, "Required value")
    elif url is not None:
        yield from _url(url)
    elif service is not None:
        for key in ("name", "namespace"):
            yield from not_empty(service.placed(key))
        yield from between(service, "port", 1, HIGHEST)
        path = service.placed("path")
        why = _path_fault(path.text) if path else None
        if path is not None and why:
            hint = "write it as `/validate`"
            yield admission_rules.webhook_address.at(Value(path.route), shortened(path.text), why, hint)


def _url(url: Text) -> Iterator[Fault]:
    where, shown = Value(url.route), shortened(url.text)
    try:
        parts = urlsplit(url.text)
    except ValueError:
        yield admission_rules.webhook_address.at(
            where, shown, "it is no URL", "write `https://`, a host and a path"
        )
        return
    if parts.scheme != "https":
        hint = "begin it with `https://`"
        yield admission_rules.webhook_address.at(where, shown, "the server speaks HTTPS only", hint)
    if not parts.netloc:
        yield admission_rules.webhook_address.at(
            where, shown, "it has no host", "write the host behind `https://`"
        )
    for there, what in (
        ("@" in parts.netloc, "a user"),
        (parts.query, "a query"),
        (parts.fragment, "a fragment"),
    ):
        if there:
            yield admission_rules.webhook_address.at(where, shown, f"it has {what}", f"remove {what[2:]}")


def _path_fault(path: str) -> str | None:
    if path in ("", "/"):
        return None
    if not path.startswith("/"):
        return "its path does not begin with `/`"
    for step in path[1:].removesuffix("/").split("/"):
        why = names.fault(step, SUBDOMAIN) if step else "it is empty"
        if why:
            return f"of a step of its path, {why}" if not step else f'in the step "{shortened(step)}", {why}'
    return None


def _configuration(configuration: Node) -> Iterator[Fault]:
    hooks = list(configuration.nodes("webhooks"))
    yield from unique(
        (it.placed("name") for it in hooks), 'two webhooks are called "{}"', "give each a name of its own"
    )
    yield from cel.remark(it.placed("expression") for hook in hooks for it in hook.nodes("matchConditions"))


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "admissionregistration.v1.ValidatingWebhook": (_hook,),
    "admissionregistration.v1.MutatingWebhook": (_hook,),
    "admissionregistration.v1.ValidatingWebhookConfiguration": (_configuration,),
    "admissionregistration.v1.MutatingWebhookConfiguration": (_configuration,),
}
