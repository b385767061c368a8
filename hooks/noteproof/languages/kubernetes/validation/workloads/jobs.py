"""Jobs: how often their pods run and come to an end, one by one or by index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Key, Value
from noteproof.languages.kubernetes.validation import names, rules
from noteproof.languages.kubernetes.validation.criteria import (
    between,
    called,
    invalid_name,
    not_negative,
    one_of,
)
from noteproof.languages.kubernetes.validation.metadata.labels import texts
from noteproof.languages.kubernetes.validation.metadata.selectors import is_right, unmatched
from noteproof.languages.kubernetes.validation.names import LABEL, SUBDOMAIN
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node, Text
from noteproof.languages.kubernetes.validation.workloads import job_policies, workload_rules
from noteproof.languages.kubernetes.validation.workloads.workloads import matched, mismatch, pod_of
from noteproof.schema.places import value_at
from noteproof.schema.values import shortened

_COUNTS = (
    "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished",
    "backoffLimitPerIndex", "maxFailedIndexes",
)  # fmt: skip
_MOST = 100_000
_MOST_OF_MANY = 10_000
_WITH_MANAGER = 32
"""The minor version before which the server dropped `managedBy`."""
_INDEXED = "add `completionMode: Indexed`"
_FITTING = "`restartPolicy: OnFailure` or `Never`"
_JOB_NAMES = ("job-name", "batch.kubernetes.io/job-name")
_UIDS = ("controller-uid", "batch.kubernetes.io/controller-uid")


def _numbers(spec: Node) -> Iterator[Fault]:
    yield from not_negative(spec, *_COUNTS)
    yield from one_of(spec, "completionMode", ("NonIndexed", "Indexed"), default=False)
    if spec.has("maxFailedIndexes") and not spec.has("backoffLimitPerIndex"):
        yield spec.missing("backoffLimitPerIndex")
    if spec.text("completionMode") == "Indexed":
        yield from _indexed(spec)
    elif spec.filled("completionMode") in ("", "NonIndexed"):
        for key in ("backoffLimitPerIndex", "maxFailedIndexes", "successPolicy"):
            is_dropped = key == "successPolicy" and spec.scene.minor < job_policies.WITH_SUCCESS
            if spec.has(key) and not is_dropped:
                yield not_indexed(spec, key)


def not_indexed(spec: Node, key: str) -> Finding:
    """The finding that a field is of Indexed Jobs only."""
    why = "only an Indexed Job has it"
    return called(rules.forbidden_field.at(spec.key(key), key, why, _INDEXED), "Invalid value")


def _indexed(spec: Node) -> Iterator[Fault]:
    completions, failed = spec.number("completions"), spec.number("maxFailedIndexes")
    if not spec.has("completions") and spec.has("parallelism"):
        yield spec.missing("completions")
    many = completions is not None and completions > _MOST and spec.has("backoffLimitPerIndex")
    if many and not spec.has("maxFailedIndexes"):
        yield spec.missing("maxFailedIndexes")
    most = _MOST_OF_MANY if many else _MOST
    for key in ("parallelism", "maxFailedIndexes"):
        number = spec.number(key)
        if number is not None and number > most:
            yield from between(spec, key, 0, most)
    if completions is not None and failed is not None and completions < failed <= most:
        hint = f"write at most {completions}, as `completions` is"
        yield rules.out_of_range.at(spec.at("maxFailedIndexes"), "maxFailedIndexes", str(failed), hint)


def _restarts(spec: Node) -> Iterator[Fault]:
    """The pods of a Job come to an end; one that looks at how they fail has no pod started again."""
    inner = pod_of(spec)
    if inner is None:
        if not spec.scene.is_part and value_at(spec.value, ("template", "spec")) is None:
            yield from _without_pod(spec)
        return
    if inner.has("restartPolicy") and inner.text("restartPolicy") is None:
        return
    policy, at = inner.filled("restartPolicy"), Value(inner.to("restartPolicy"))
    if policy == "Always" or (inner.has("restartPolicy") and not policy):
        yield workload_rules.restart_policy.at(at, "Job", policy, _FITTING, "Required value")
    elif not policy and not inner.leaves_out():
        place = inner.named(at.route, Key(inner.route))
        yield workload_rules.restart_policy.at(place, "Job", "", _FITTING, "Required value")
    elif policy == "OnFailure" and spec.has("podFailurePolicy"):
        who, never = "Job with a `podFailurePolicy`", "`restartPolicy: Never`"
        yield workload_rules.restart_policy.at(at, who, policy, never, "Invalid value")


def _without_pod(spec: Node) -> Iterator[Finding]:
    """The same of a template that is not there, or has no spec."""
    template = spec.value.get("template")
    if template is None or isinstance(template, dict):
        route = spec.to("template", "spec", "restartPolicy")
        place = spec.named(route, Key(spec.to("template") if spec.has("template") else spec.route))
        if not spec.leaves_out("template") and not spec.misspells("template"):
            yield workload_rules.restart_policy.at(place, "Job", "", _FITTING, "Required value")


def _replacement(spec: Node) -> Iterator[Fault]:
    known = ("Failed",) if spec.has("podFailurePolicy") else ("Failed", "TerminatingOrFailed")
    yield from one_of(spec, "podReplacementPolicy", known, default=False)


def _manager(spec: Node) -> Iterator[Fault]:
    manager = spec.placed("managedBy")
    if manager is None or spec.scene.minor < _WITH_MANAGER:
        return
    domain, slash, path = manager.text.partition("/")
    hint = "write a domain, `/` and a name: `example.com/queue`"
    if not manager.text:
        yield spec.missing("managedBy")
    elif len(manager.text) > LABEL.longest:
        why = f"it has {len(manager.text)} characters, and may have 63"
        fault = rules.invalid_name.at(Value(manager.route), shortened(manager.text), "manager", why, hint)
        yield called(fault, "Too long")
    elif not slash or not path or not domain or names.fault(domain, SUBDOMAIN) or not _is_path(path):
        why = "it is no domain with a path"
        yield rules.invalid_name.at(Value(manager.route), manager.text, "manager", why, hint)


def _is_path(path: str) -> bool:
    """Whether a text is the path of a URL, with the signs that RFC 3986 has in one."""
    return all(it.isascii() and (it.isalnum() or it in "/-._~%!$&'()*+,;=:") for it in path)


def _selects(spec: Node) -> Iterator[Fault]:
    """A Job selects its pods by labels that the server makes up, unless it says that it does by hand."""
    selector, manual = spec.node("selector"), spec.flag("manualSelector")
    if spec.route[-2:] == ("jobTemplate", "spec"):
        if spec.has("selector"):
            why = "the Jobs of a CronJob get selectors of their own"
            fault = rules.forbidden_field.at(spec.key("selector"), "selector", why, "remove it")
            yield called(fault, "Invalid value")
        if manual:
            why = "the Jobs of a CronJob get selectors of their own"
            fault = rules.forbidden_field.at(spec.key("manualSelector"), "manualSelector", why, "remove it")
            yield called(fault, "Unsupported value")
    elif manual:
        if selector is not None and is_right(selector):
            yield from matched(spec, selector)
        elif not spec.has("selector") and not spec.leaves_out():
            yield spec.missing("selector")
            yield mismatch(spec, "without a `selector`, no pod is the Job's own", "add `selector:`")
    elif not spec.scene.is_part:
        if selector is not None and is_right(selector) and unmatched(selector, {}):
            why = "the server makes up the selector of a Job"
            hint = "remove it, or add `manualSelector: true`"
            fault = rules.forbidden_field.at(spec.key("selector"), "selector", why, hint)
            yield called(fault, "Invalid value")
            yield from matched(spec, selector)
        yield from _made_up(spec)


def _made_up(spec: Node) -> Iterator[Fault]:
    """The labels that the server makes up for the pods of a Job are its name and its uid."""
    name = value_at(spec.scene.document.value, (*spec.scene.base, "metadata", "name"))
    labels = texts(value_at(spec.value, ("template", "metadata", "labels")))
    for key in (*_JOB_NAMES, *_UIDS):
        if key in labels and (key in _UIDS or labels[key] != name):
            place = Value(spec.to("template", "metadata", "labels", key))
            why = f"the server itself gives the pods of a Job the label `{key}`"
            fault = rules.forbidden_field.at(place, key, why, "remove it")
            yield called(fault, "Invalid value")
    if _UIDS[1] in labels:
        yield mismatch(spec, "the server selects the pods of a Job by its uid", f"remove `{_UIDS[1]}`")
    long = isinstance(name, str) and LABEL.longest < len(name) <= SUBDOMAIN.longest
    if isinstance(name, str) and long and not all(key in labels for key in _JOB_NAMES):
        text = Text(name, ("metadata", "name"))
        why = f"its pods get it as a label, and it has {len(name)} characters instead of at most 63"
        fault = invalid_name(text, "Job", why, LABEL)
        yield Finding(fault.rule, spec.named(spec.to("template", "labels"), Value(text.route)), fault.says)


def _hosts(spec: Node) -> Iterator[Fault]:
    """Each pod of an Indexed Job is a host that is called after the Job and its index."""
    completions = spec.number("completions")
    if spec.text("completionMode") != "Indexed" or completions is None or completions < 1:
        return
    name = value_at(spec.scene.document.value, (*spec.scene.base, "metadata", "name"))
    if spec.scene.type == "batch.v1.Job" and isinstance(name, str) and not names.fault(name, SUBDOMAIN):
        why = names.fault(f"{name}-{completions - 1}", LABEL)
        if why:
            whole = f"its last pod is called `{shortened(name)}-{completions - 1}`, and {why}"
            yield invalid_name(Text(name, ("metadata", "name")), "Job", whole, LABEL)


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "batch.v1.JobSpec": (
        _numbers,
        _restarts,
        _replacement,
        _manager,
        _selects,
        _hosts,
        job_policies.failures,
        job_policies.success,
    )
}
