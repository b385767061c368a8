"""Autoscalers: what is refused after defaulting, in the words of the server."""

from __future__ import annotations

import pytest
from test_kubernetes_metadata import said

METRIC = "spec.metrics[0]"
TARGET = f"{METRIC}.resource.target"


def scaler(rest: str = "", most: str = "maxReplicas: 5", version: str = "v2", target: str = "d") -> str:
    more = f", {rest}" if rest else ""
    reference = f"scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: {target}}}"
    head = f"apiVersion: autoscaling/{version}\nkind: HorizontalPodAutoscaler\nmetadata: {{name: h}}\n"
    return f"{head}spec: {{{most}, {reference}{more}}}\n"


def metric(text: str) -> str:
    return scaler(f"metrics: [{{{text}}}]")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (scaler(), []),
        (scaler(most="maxReplicas: 0"), ["spec.maxReplicas: Invalid value"]),
        (scaler("minReplicas: 5"), []),
        (scaler("minReplicas: 6"), ["spec.maxReplicas: Invalid value"]),
        (scaler("minReplicas: 0"), ["spec.minReplicas: Invalid value"]),
        (scaler(target="a/b"), ["spec.scaleTargetRef.name: Invalid value"]),
        (scaler(target="''"), ["spec.scaleTargetRef.name: Required value"]),
        (scaler("targetCPUUtilizationPercentage: 80", version="v1"), []),
        (
            scaler("targetCPUUtilizationPercentage: 0", version="v1"),
            [f"{TARGET}.averageUtilization: Invalid value"],
        ),
        (
            scaler("behavior: {scaleUp: {}, scaleDown: {policies: []}}"),
            ["spec.behavior.scaleDown.policies: Required value"],
        ),
        (
            scaler("behavior: {scaleUp: {stabilizationWindowSeconds: 3601, selectPolicy: max}}"),
            [
                "spec.behavior.scaleUp.stabilizationWindowSeconds: Invalid value",
                "spec.behavior.scaleUp.selectPolicy: Unsupported value",
            ],
        ),
        (scaler("behavior: {scaleUp: {policies: [{type: Pods, value: 4, periodSeconds: 1800}]}}"), []),
        (
            scaler("behavior: {scaleUp: {policies: [{type: pods, value: 0, periodSeconds: 1801}]}}"),
            [
                "spec.behavior.scaleUp.policies[0].type: Unsupported value",
                "spec.behavior.scaleUp.policies[0].value: Invalid value",
                "spec.behavior.scaleUp.policies[0].periodSeconds: Invalid value",
            ],
        ),
        (scaler("behavior: {scaleUp: {tolerance: 0.1}}"), []),
        (
            scaler("behavior: {scaleUp: {tolerance: '-0.1'}}"),
            ["spec.behavior.scaleUp.tolerance: Invalid value"],
        ),
    ],
)
def test_what_an_autoscaler_scales_and_how_fast(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}", []),
        ("type: Resource", [f"{METRIC}.resource: Required value"]),
        ("type: resource", [f"{METRIC}.type: Unsupported value"]),
        (
            "type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 0}}",
            [f"{TARGET}.averageUtilization: Invalid value"],
        ),
        (
            "type: Resource, resource: {name: cpu, target: {type: utilization, averageUtilization: 80}}",
            [f"{TARGET}.type: Invalid value"],
        ),
        (
            "type: Resource, resource: {name: cpu, target: {type: Utilization}}",
            [f"{TARGET}.averageUtilization: Required value"],
        ),
        (
            "type: Resource, resource: {name: cpu, target:"
            " {type: Utilization, averageUtilization: 80, averageValue: 1}}",
            [f"{TARGET}.averageValue: Forbidden"],
        ),
        (
            "type: Pods, pods: {metric: {name: a/b}, target: {type: AverageValue, averageValue: 0}}",
            [
                f"{METRIC}.pods.metric.name: Invalid value",
                f"{METRIC}.pods.target.averageValue: Invalid value",
            ],
        ),
        (
            "type: Pods, pods: {metric: {name: a, selector: {matchLabels: {a: b c}}},"
            " target: {type: AverageValue, averageValue: 1k}}",
            [],
        ),
        (
            "type: External, external: {metric: {name: a}, target: {type: Value, value: 1, averageValue: 1}}",
            [f"{METRIC}.external.target.value: Forbidden"],
        ),
        (
            "type: Pods, pods: {metric: {name: a}, target: {type: AverageValue, averageValue: 1}},"
            " resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}",
            [f"{METRIC}.resource: Forbidden"],
        ),
    ],
)
def test_a_metric_has_the_source_of_its_type_and_one_target(text: str, expected: list[str]) -> None:
    assert said(metric(text)) == expected


def test_a_workload_can_be_scaled_to_no_pod_since_1_37() -> None:
    external = "external: {metric: {name: a}, target: {type: Value, value: 1}}"
    queue = scaler(f"minReplicas: 0, metrics: [{{type: External, {external}}}]")

    assert said(queue) == ["spec.minReplicas: Invalid value"]
    assert said(queue, version="1.37") == []
    assert said(scaler("minReplicas: 0"), version="1.37") == ["spec.metrics: Forbidden"]


@pytest.mark.parametrize(
    ("reference", "refused"),
    [
        ("apiVersion: apps/v1, kind: Deployment", False),
        ("apiVersion: example.com/v1, kind: Rollout", False),
        ("apiVersion: v1, kind: ReplicationController", False),
        ("kind: ReplicationController", False),
        ("apiVersion: a/b/v1, kind: ReplicationController", True),
        ("apiVersion: v1, kind: Deployment", True),
        ("apiVersion: '', kind: Deployment", True),
        ("kind: Deployment", True),
    ],
)
def test_what_is_scaled_is_of_an_api_with_a_group_since_1_34(reference: str, refused: bool) -> None:
    head = "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h}\n"
    text = f"{head}spec: {{maxReplicas: 2, scaleTargetRef: {{name: d, {reference}}}}}\n"

    assert said(text) == ["spec.scaleTargetRef.apiVersion: Invalid value"] * refused
    assert said(text, version="1.33") == []


def test_the_described_object_may_be_of_an_api_without_a_group() -> None:
    described = "describedObject: {{kind: Service, name: s, apiVersion: {}}}"
    rest = "metric: {name: m}, target: {type: Value, value: 1}"

    assert said(metric(f"type: Object, object: {{{described.format('v1')}, {rest}}}")) == []
    assert said(metric(f"type: Object, object: {{{described.format('a/b/c')}, {rest}}}")) == [
        f"{METRIC}.object.describedObject.apiVersion: Invalid value"
    ]
