"""Deployments and their kin: what is refused after defaulting, in the words of the server."""

from __future__ import annotations

import pytest
from test_kubernetes_metadata import found, said

from noteproof.finding import Severity

LABELS = "spec.template.metadata.labels: Invalid value"
POD = "containers: [{name: c, image: i}]"
SELECTOR = "selector: {matchLabels: {a: b}}"
ROLLING = "spec.strategy.rollingUpdate"
UPDATE = "spec.updateStrategy"


def workload(rest: str, kind: str = "Deployment", selector: str = SELECTOR, pod: str = POD) -> str:
    """A workload whose template has the label `a: b`."""
    spec = [
        it for it in (selector, f"template: {{metadata: {{labels: {{a: b}}}}, spec: {{{pod}}}}}", rest) if it
    ]
    return f"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: d}}\nspec: {{{', '.join(spec)}}}\n"


def controller(spec: str) -> str:
    return f"apiVersion: v1\nkind: ReplicationController\nmetadata: {{name: d}}\nspec: {{{spec}}}\n"


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        (SELECTOR, []),
        ("", ["spec.selector: Required value", LABELS]),
        ("selector: null", ["spec.selector: Required value", LABELS]),
        ("selector: {}", ["spec.selector: Invalid value"]),
        ("selector: {a: b}", ["spec.selector.a: strict decoding"]),
        ("selector: {matchLabels: {}}", ["spec.selector: Invalid value"]),
        ("selector: {matchLabels: {a: c}}", [LABELS]),
        ("selector: {matchLabels: {a: b, c: d}}", [LABELS]),
        ("selector: {matchExpressions: [{key: a, operator: In, values: [b, c]}]}", []),
        ("selector: {matchExpressions: [{key: a, operator: NotIn, values: [b, c]}]}", [LABELS]),
        ("selector: {matchExpressions: [{key: a, operator: Exists}]}", []),
        ("selector: {matchExpressions: [{key: c, operator: Exists}]}", [LABELS]),
        ("selector: {matchExpressions: [{key: c, operator: DoesNotExist}]}", []),
        (
            "selector: {matchExpressions: [{key: a, operator: in, values: [b]}]}",
            ["spec.selector.matchExpressions[0].operator: Invalid value", "spec.selector: Invalid value"],
        ),
        (
            "selector: {matchExpressions: [{key: a, operator: In}]}",
            ["spec.selector.matchExpressions[0].values: Required value", "spec.selector: Invalid value"],
        ),
        (
            "selector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]}",
            ["spec.selector.matchExpressions[0].values: Forbidden", "spec.selector: Invalid value"],
        ),
        (
            "selector: {matchExpressions: [{key: a b, operator: In, values: [c d]}]}",
            [
                "spec.selector.matchExpressions[0].key: Invalid value",
                "spec.selector.matchExpressions[0].values[0]: Invalid value",
                "spec.selector: Invalid value",
            ],
        ),
        (
            "selector: {matchLabels: {a: b c}}",
            ["spec.selector.matchLabels: Invalid value", "spec.selector: Invalid value"],
        ),
    ],
)
def test_the_selector_of_a_deployment_matches_its_template(selector: str, expected: list[str]) -> None:
    assert sorted(said(workload("", selector=selector))) == sorted(expected)


def test_the_whole_of_a_broken_selector_is_not_told_of_a_daemon_set() -> None:
    text = workload("", "DaemonSet", "selector: {matchLabels: {a: b c}}")

    assert said(text) == ["spec.selector.matchLabels: Invalid value"]


@pytest.mark.parametrize(
    ("kind", "rest", "expected"),
    [
        ("Deployment", "replicas: -1", ["spec.replicas: Invalid value"]),
        ("Deployment", "replicas: 0", []),
        ("Deployment", "minReadySeconds: 599", []),
        ("Deployment", "minReadySeconds: 600", ["spec.progressDeadlineSeconds: Invalid value"]),
        ("Deployment", "minReadySeconds: 5, progressDeadlineSeconds: 6", []),
        (
            "Deployment",
            "minReadySeconds: 5, progressDeadlineSeconds: 5",
            ["spec.progressDeadlineSeconds: Invalid value"],
        ),
        ("Deployment", "revisionHistoryLimit: -1", ["spec.revisionHistoryLimit: Invalid value"]),
        ("Deployment", "strategy: {}", []),
        ("Deployment", "strategy: {type: Recreate}", []),
        ("Deployment", "strategy: {type: Rolling}", ["spec.strategy: Unsupported value"]),
        ("Deployment", "strategy: {type: Recreate, rollingUpdate: {}}", [f"{ROLLING}: Forbidden"]),
        ("Deployment", "strategy: {rollingUpdate: {maxSurge: 0}}", []),
        ("Deployment", "strategy: {rollingUpdate: {maxSurge: 200%, maxUnavailable: 100%}}", []),
        (
            "Deployment",
            "strategy: {rollingUpdate: {maxUnavailable: 101%}}",
            [f"{ROLLING}.maxUnavailable: Invalid value"],
        ),
        (
            "Deployment",
            "strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0%}}",
            [f"{ROLLING}.maxUnavailable: Invalid value"],
        ),
        ("Deployment", "strategy: {rollingUpdate: {maxSurge: '5'}}", [f"{ROLLING}.maxSurge: Invalid value"]),
        ("Deployment", "strategy: {rollingUpdate: {maxSurge: -5}}", [f"{ROLLING}.maxSurge: Invalid value"]),
        ("ReplicaSet", "replicas: -1", ["spec.replicas: Invalid value"]),
        ("DaemonSet", "updateStrategy: {type: OnDelete}", []),
        ("DaemonSet", "updateStrategy: {type: Recreate}", [f"{UPDATE}: Unsupported value"]),
        (
            "DaemonSet",
            "updateStrategy: {rollingUpdate: {maxSurge: 1}}",
            [f"{UPDATE}.rollingUpdate.maxSurge: Invalid value"],
        ),
        ("DaemonSet", "updateStrategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}", []),
        (
            "DaemonSet",
            "updateStrategy: {rollingUpdate: {maxUnavailable: 0}}",
            [f"{UPDATE}.rollingUpdate.maxUnavailable: Required value"],
        ),
        ("StatefulSet", "podManagementPolicy: Parallel", []),
        ("StatefulSet", "podManagementPolicy: parallel", ["spec.podManagementPolicy: Invalid value"]),
        ("StatefulSet", "serviceName: a.b", ["spec.serviceName: Invalid value"]),
        ("StatefulSet", "serviceName: db", []),
        ("StatefulSet", "updateStrategy: {type: Recreate}", [f"{UPDATE}: Invalid value"]),
        (
            "StatefulSet",
            "updateStrategy: {type: OnDelete, rollingUpdate: {partition: 1}}",
            [f"{UPDATE}.rollingUpdate: Invalid value"],
        ),
        (
            "StatefulSet",
            "updateStrategy: {rollingUpdate: {partition: -1, maxUnavailable: 0}}",
            [
                f"{UPDATE}.rollingUpdate.partition: Invalid value",
                f"{UPDATE}.rollingUpdate.maxUnavailable: Invalid value",
            ],
        ),
        ("StatefulSet", "ordinals: {start: -1}", ["spec.ordinals.start: Invalid value"]),
        ("StatefulSet", "persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete}", []),
        (
            "StatefulSet",
            "persistentVolumeClaimRetentionPolicy: {whenScaled: Keep}",
            ["spec.persistentVolumeClaimRetentionPolicy.whenScaled: Unsupported value"],
        ),
    ],
)
def test_the_numbers_and_strategies_of_a_workload(kind: str, rest: str, expected: list[str]) -> None:
    assert said(workload(rest, kind)) == expected


@pytest.mark.parametrize("kind", ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"])
def test_the_pods_of_a_workload_run_for_ever(kind: str) -> None:
    policy = "spec.template.spec.restartPolicy: Unsupported value"

    assert said(workload("", kind, pod=f"restartPolicy: Always, {POD}")) == []
    assert said(workload("", kind, pod=f"restartPolicy: Never, {POD}")) == [policy]
    assert said(workload("", kind, pod=f"restartPolicy: never, {POD}")) == [policy]
    assert said(workload("", kind, pod=f"activeDeadlineSeconds: 5, {POD}")) == [
        "spec.template.spec.activeDeadlineSeconds: Forbidden"
    ]


def test_a_stateful_set_mounts_the_volumes_that_it_claims() -> None:
    mount = "containers: [{name: c, image: i, volumeMounts: [{name: data, mountPath: /data}]}]"
    claim = "spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}"
    claims = f"volumeClaimTemplates: [{{metadata: {{name: data}}, {claim}}}]"

    assert said(workload(claims, "StatefulSet", pod=mount)) == []
    assert said(workload(claims.replace("name: data", "name: log"), "StatefulSet", pod=mount)) == [
        "spec.template.spec.containers[0].volumeMounts[0].name: Not found"
    ]


def test_a_stateful_set_that_keeps_all_its_revisions_is_warned_of() -> None:
    (fault,) = found(workload("revisionHistoryLimit: -1", "StatefulSet"))

    assert fault.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (f"template: {{metadata: {{labels: {{a: b}}}}, spec: {{{POD}}}}}", []),
        (f"template: {{spec: {{{POD}}}}}", ["spec.selector: Required value"]),
        (f"selector: {{a: c}}, template: {{metadata: {{labels: {{a: b}}}}, spec: {{{POD}}}}}", [LABELS]),
        (f"selector: {{a: b}}, template: {{metadata: {{labels: {{a: b, c: d}}}}, spec: {{{POD}}}}}", []),
        ("selector: {a: b}", ["spec.template: Required value"]),
    ],
)
def test_a_controller_selects_the_labels_of_its_template(spec: str, expected: list[str]) -> None:
    assert said(controller(spec)) == expected


def test_a_template_has_no_ephemeral_containers() -> None:
    text = workload("", pod=f"ephemeralContainers: [{{name: e, image: i}}], {POD}")

    assert "spec.template.spec.ephemeralContainers: Forbidden" in said(text)


def test_a_mismatch_says_which_label_is_asked_for() -> None:
    (fault,) = found(workload("", selector="selector: {matchLabels: {app: web}}"))

    assert fault.says.message == (
        "the selector asks for `app: web`, which the labels of the template have not"
    )
    assert fault.says.hint == "write `app: web` there"


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("minAvailable: 1", []),
        ("maxUnavailable: 100%", []),
        ("minAvailable: 1, maxUnavailable: 1", ["spec: Invalid value"]),
        ("minAvailable: 101%", ["spec.minAvailable: Invalid value"]),
        ("maxUnavailable: one", ["spec.maxUnavailable: Invalid value"]),
        ("unhealthyPodEvictionPolicy: Always", ["spec.unhealthyPodEvictionPolicy: Unsupported value"]),
        ("selector: {}", []),
        ("selector: {matchLabels: {a: b c}}", ["spec.selector.matchLabels: Invalid value"]),
    ],
)
def test_a_budget_of_disruption(spec: str, expected: list[str]) -> None:
    text = f"apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {{name: p}}\nspec: {{{spec}}}\n"

    assert said(text) == expected


def bare(kind: str, body: str = "", version: str = "apps/v1") -> str:
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: d}}\n{body}\n"


CONTAINERS = "spec.template.spec.containers: Required value"
RESTART = "spec.template.spec.restartPolicy: Required value"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (bare("Deployment"), ["spec.selector: Required value", CONTAINERS, LABELS]),
        (bare("Deployment", f"spec: {{{SELECTOR}}}"), [CONTAINERS, LABELS]),
        (bare("Deployment", f"spec: {{{SELECTOR}, template: {{}}}}"), [CONTAINERS, LABELS]),
        (bare("Deployment", f"spec: {{{SELECTOR}, tempalte: {{}}}}"), ["spec.tempalte: strict decoding"]),
        (bare("Job", "spec: {}", "batch/v1"), [CONTAINERS, RESTART]),
        (bare("Job", "spec: {template: {}}", "batch/v1"), [CONTAINERS, RESTART]),
        (
            bare("CronJob", "spec: {schedule: '@daily'}", "batch/v1"),
            [it.replace("spec.", "spec.jobTemplate.spec.", 1) for it in (CONTAINERS, RESTART)],
        ),
        (bare("PodTemplate", "", "v1"), ["template.spec.containers: Required value"]),
        (
            bare("ReplicationController", "", "v1"),
            ["spec.template: Required value", "spec.selector: Required value"],
        ),
        (
            bare("HorizontalPodAutoscaler", "spec: {maxReplicas: 1}", "autoscaling/v2"),
            [f"spec.scaleTargetRef.{it}: Required value" for it in ("kind", "name", "apiVersion")],
        ),
    ],
)
def test_a_part_that_is_left_out_counts_as_empty(text: str, expected: list[str]) -> None:
    assert said(text) == expected
