"""Quotas, ranges of limits, and the classes of pods: what the server refuses of them."""

from __future__ import annotations

import pytest
from test_kubernetes_storage import said


def quota(rest: str) -> str:
    return f"apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: q}}\nspec:\n  {rest}\n"


def limits(*items: str) -> str:
    head = "apiVersion: v1\nkind: LimitRange\nmetadata: {name: l}\nspec:\n  limits:\n"
    return head + "".join(f"  - {{{item}}}\n" for item in items)


def priority(rest: str, name: str = "p") -> str:
    return f"apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {{name: {name}}}\n{rest}\n"


def runtime(rest: str) -> str:
    return f"apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {{name: r}}\nhandler: runsc\n{rest}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hard: {pods: 10, requests.cpu: 500m, count/deployments.apps: 2, hugepages-2Mi: 1Gi}", []),
        ("hard: {requests.nvidia.com/gpu: 1, limits.memory: 1Gi, services.nodeports: 0}", []),
        ("hard: {pod: 1}", ["spec.hard[pod]: Invalid value"]),
        ("hard: {storage: 1Gi}", ["spec.hard[storage]: Invalid value"]),
        ("hard: {cpu: -1}", ["spec.hard[cpu]: Invalid value"]),
        ("hard: {pods: 1500m}", ["spec.hard[pods]: Invalid value"]),
        ("{hard: {pods: 1}, scopes: [BestEffort, Terminating]}", []),
        ("{hard: {cpu: 1}, scopes: [BestEffort]}", ["spec.scopes: Invalid value"]),
        ("{hard: {count/pods: 1}, scopes: [BestEffort]}", []),
        ("{scopes: [bestEffort]}", ["spec.scopes: Invalid value"]),
        ("{scopes: [BestEffort, NotBestEffort]}", ["spec.scopes: Invalid value"]),
        ("scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In, values: [a]}]}", []),
        (
            "scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In}]}",
            ["spec.scopeSelector.matchExpressions.values: Required value"],
        ),
        (
            "scopeSelector: {matchExpressions: [{scopeName: Terminating, operator: In, values: [a]}]}",
            ["spec.scopeSelector.matchExpressions.operator: Invalid value"],
        ),
        (
            "scopeSelector: {matchExpressions: [{}]}",
            [
                "spec.scopeSelector.matchExpressions.operator: Invalid value",
                "spec.scopeSelector.matchExpressions.scopeName: Invalid value",
            ],
        ),
        (
            "scopeSelector: {matchExpressions: [{scopeName: priority, operator: in}]}",
            [
                "spec.scopeSelector.matchExpressions.operator: Invalid value",
                "spec.scopeSelector.matchExpressions.scopeName: Invalid value",
            ],
        ),
    ],
)
def test_a_quota_bounds_resources_that_there_are(text: str, expected: list[str]) -> None:
    assert said(quota(text)) == expected


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("type: Container, min: {cpu: 100m}, max: {cpu: 1}, default: {cpu: 1}, defaultRequest: {cpu: 1}", []),
        ("type: example.com/Thing, max: {storage: 1}", []),
        ("type: container", ["type: Invalid value"]),
        ("type: Pod, max: {storage: 1}", ["max[storage]: Invalid value"]),
        ("type: Pod, min: {cpu: 2}, max: {cpu: 1}", ["min[cpu]: Invalid value"]),
        (
            # What is left out is the max, and counts.
            "type: Container, min: {cpu: 2}, max: {cpu: 1}",
            ["default[cpu]: Invalid value", "defaultRequest[cpu]: Invalid value", "min[cpu]: Invalid value"],
        ),
        (
            "type: Container, default: {cpu: 500m}, max: {cpu: 200m}",
            ["default[cpu]: Invalid value", "defaultRequest[cpu]: Invalid value"],
        ),
        (
            "type: Container, default: {cpu: 1}, defaultRequest: {cpu: 2}",
            ["defaultRequest[cpu]: Invalid value"],
        ),
        ("type: Pod, default: {cpu: 1}", ["default: Forbidden"]),
        ("type: PersistentVolumeClaim, max: {storage: 1Gi}", []),
        ("type: PersistentVolumeClaim, default: {storage: 1Gi}", ["limits: Required value"]),
        ("type: Pod, maxLimitRequestRatio: {cpu: 4}", []),
        ("type: Pod, maxLimitRequestRatio: {cpu: 500m}", ["maxLimitRequestRatio[cpu]: Invalid value"]),
        (
            "type: Pod, min: {cpu: 1}, max: {cpu: 2}, maxLimitRequestRatio: {cpu: 3}",
            ["maxLimitRequestRatio[cpu]: Invalid value"],
        ),
        (
            "type: Container, default: {a.io/gpu: 2}, defaultRequest: {a.io/gpu: 1}",
            ["defaultRequest[a.io/gpu]: Invalid value"],
        ),
    ],
)
def test_limits_are_in_order(item: str, expected: list[str]) -> None:
    assert set(said(limits(item))) == {f"spec.limits[0].{it}" for it in expected}


def test_limits_of_a_type_stand_once() -> None:
    assert said(limits("type: Pod", "type: Pod")) == ["spec.limits[1].type: Duplicate value"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (priority("value: 1000000000\npreemptionPolicy: Never"), []),
        (priority("value: -5"), []),
        (priority(""), []),
        (priority("value: 1000000001"), ["value: Forbidden"]),
        (priority("value: 1", "system-mine"), ["metadata.name: Forbidden"]),
        (priority("value: 2000001000", "system-node-critical"), []),
        (priority("preemptionPolicy: never"), ["preemptionPolicy: Unsupported value"]),
        (priority("preemptionPolicy: ''"), ["preemptionPolicy: Required value"]),
        (runtime("overhead: {podFixed: {cpu: 250m, memory: 1Mi}}"), []),
        (runtime("overhead: {podFixed: {mem: 1Mi}}"), ["overhead.limits[mem]: Invalid value"]),
        (runtime("overhead: {podFixed: {cpu: -1}}"), ["overhead.limits[cpu]: Invalid value"]),
        (runtime("overhead: {podFixed: {hugepages-2Mi: 2Mi}}"), ["overhead: Forbidden"]),
        (runtime("scheduling: {nodeSelector: {a: b}, tolerations: [{key: a}, {key: a, value: b}]}"), []),
        (
            runtime("scheduling: {nodeSelector: {a b: c}, tolerations: [{key: a}, {key: a}]}"),
            ["scheduling.nodeSelector: Invalid value", "scheduling.tolerations[1]: Duplicate value"],
        ),
        (runtime("").replace("runsc", "Run_Sc"), ["handler: Invalid value"]),
        (runtime("").replace("runsc", "''"), ["handler: Required value"]),
    ],
)
def test_the_classes_of_pods(text: str, expected: list[str]) -> None:
    assert said(text) == expected
