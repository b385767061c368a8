"""How workloads replace their pods: the strategies of Deployments, DaemonSets and StatefulSets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Finding, Key, Value
from noteproof.languages.kubernetes.validation import rules
from noteproof.languages.kubernetes.validation.criteria import called, not_negative, one_of
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.workloads.amounts import amount, check_amount

_DEFAULT_SHARE = 25
_WITH_MAX_UNAVAILABLE = 35
"""The minor version since which a StatefulSet has `maxUnavailable`."""


def _type(strategy: Node, known: tuple[str, ...], upstream: str) -> Iterator[Finding]:
    """The type of a strategy; the server names the strategy."""
    for fault in one_of(strategy, "type", known):
        place = strategy.named(strategy.route, Value(strategy.to("type")))
        yield called(Finding(fault.rule, place, fault.says), upstream)


def _without_rolling(strategy: Node, upstream: str) -> Iterator[Finding]:
    if strategy.has("rollingUpdate"):
        why = f"`type: {strategy.filled('type')}` does not roll"
        place = strategy.key("rollingUpdate")
        hint = "remove it, or write `type: RollingUpdate`"
        yield called(rules.forbidden_field.at(place, "rollingUpdate", why, hint), upstream)


def _deployment(strategy: Node) -> Iterator[Fault]:
    yield from _type(strategy, ("Recreate", "RollingUpdate"), "Unsupported value")
    kind, rolling = strategy.filled("type"), strategy.node("rollingUpdate")
    if kind == "Recreate":
        yield from _without_rolling(strategy, "Forbidden")
    elif kind in ("", "RollingUpdate") and rolling is not None:
        yield from check_amount(rolling, "maxUnavailable")
        yield from check_amount(rolling, "maxSurge", at_most_all=False)
        if _none(rolling, _DEFAULT_SHARE, _DEFAULT_SHARE):
            hint = "let one of the two be more"
            what = "0 while `maxSurge` is 0, too"
            yield rules.out_of_range.at(rolling.at("maxUnavailable"), "maxUnavailable", what, hint)


def _daemon_set(strategy: Node) -> Iterator[Fault]:
    yield from _type(strategy, ("RollingUpdate", "OnDelete"), "Unsupported value")
    rolling = strategy.node("rollingUpdate")
    if strategy.filled("type") not in ("", "RollingUpdate") or rolling is None:
        return
    yield from check_amount(rolling, "maxUnavailable")
    yield from check_amount(rolling, "maxSurge")
    if amount(rolling, "maxUnavailable", 1) and amount(rolling, "maxSurge", 0):
        what = "more than 0 while `maxUnavailable` is, which is 1 by default"
        hint = "write `maxUnavailable: 0` beside it"
        yield rules.out_of_range.at(rolling.at("maxSurge"), "maxSurge", what, hint)
    elif _none(rolling, 1, 0):
        what = "0 while `maxSurge` is 0, too"
        at = rolling.at("maxUnavailable")
        fault = rules.out_of_range.at(at, "maxUnavailable", what, "let one of the two be more")
        yield called(fault, "Required value")


def _none(rolling: Node, unavailable: int, surge: int) -> bool:
    return not amount(rolling, "maxUnavailable", unavailable) and not amount(rolling, "maxSurge", surge)


def _stateful_set(strategy: Node) -> Iterator[Fault]:
    yield from _type(strategy, ("RollingUpdate", "OnDelete"), "Invalid value")
    kind, rolling = strategy.filled("type"), strategy.node("rollingUpdate")
    if kind == "OnDelete":
        yield from _without_rolling(strategy, "Invalid value")
    elif kind in ("", "RollingUpdate") and rolling is not None:
        yield from not_negative(rolling, "partition")
        if rolling.has("maxUnavailable") and rolling.scene.minor >= _WITH_MAX_UNAVAILABLE:
            yield from check_amount(rolling, "maxUnavailable")
            if amount(rolling, "maxUnavailable", 1) == 0:
                hint = "write a number from 1 upwards, or a percentage"
                yield rules.out_of_range.at(rolling.at("maxUnavailable"), "maxUnavailable", "0", hint)


def progress(spec: Node) -> Iterator[Fault]:
    """A Deployment has to have more time to make progress, 600 seconds by default, than to be ready."""
    ready, deadline = spec.number("minReadySeconds") or 0, spec.number("progressDeadlineSeconds")
    yield from not_negative(spec, "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds")
    if spec.has("progressDeadlineSeconds") and deadline is None:
        return
    if (600 if deadline is None else deadline) <= ready:
        key = "progressDeadlineSeconds"
        route = spec.to(key)
        place = Value(route) if spec.has(key) else spec.named(route, Key(spec.to("minReadySeconds")))
        value = f"{600 if deadline is None else deadline} while `minReadySeconds` is {ready}"
        yield rules.out_of_range.at(place, key, value, f"write `{key}:` with more than {ready}")


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "apps.v1.DeploymentStrategy": (_deployment,),
    "apps.v1.DaemonSetUpdateStrategy": (_daemon_set,),
    "apps.v1.StatefulSetUpdateStrategy": (_stateful_set,),
}
