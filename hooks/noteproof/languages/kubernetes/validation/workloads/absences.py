"""Parts of workloads and autoscalers that are no pointers to the server: left out, they count as empty.

What is missing is then what an empty part lacks, however deep it would stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.workloads import autoscaling, jobs, workloads
from noteproof.schema.shapes import Missing


def _absent(key: str, asks: tuple[Check, ...], node: Node) -> Iterator[Fault]:
    """What is asked of an empty part, if the part is not there."""
    if not node.lacks(key):
        return
    empty = Node({}, node.to(key), node.scene)
    for ask in asks:
        for fault in ask(empty):
            yield Missing(node.route, fault.route) if isinstance(fault, Missing) else fault


def _needs(*fields: str) -> tuple[Check, ...]:
    """That an empty part lacks fields."""

    def ask(empty: Node) -> Iterator[Fault]:
        for field in fields:
            yield empty.missing(*field.split("."))

    return (ask,)


def _without(key: str, *asks: Check) -> Check:
    return partial(_absent, key, asks)


_TEMPLATE = _without("template", *_needs("spec.containers"))
_REFERENCE = _needs("kind", "name")


def _scaled(empty: Node) -> Iterator[Fault]:
    """What an empty reference to what is scaled lacks."""
    yield from _REFERENCE[0](empty)
    if empty.scene.minor >= autoscaling.WITH_API_VERSION:
        yield empty.missing("apiVersion")


_METRIC = _without("metric", *_needs("name"))
_TARGET = _without("target", *_needs("type", "averageValue"))
_UTILIZATION = _without("target", *_needs("type", "averageUtilization"))

_WORKLOADS = ("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet")
_JOB = (*jobs.CHECKS["batch.v1.JobSpec"], _TEMPLATE)
_JOB_TEMPLATE = _without("spec", *_JOB)


def _of_workload(kind: str) -> Check:
    return _without("spec", *workloads.CHECKS[f"apps.v1.{kind}Spec"], _TEMPLATE)


CHECKS: Mapping[str, tuple[Check, ...]] = {
    **{f"apps.v1.{kind}": (_of_workload(kind),) for kind in _WORKLOADS},
    **{f"apps.v1.{kind}Spec": (_TEMPLATE,) for kind in _WORKLOADS},
    "core.v1.PodTemplate": (_TEMPLATE,),
    "core.v1.ReplicationController": (
        _without("spec", *workloads.CHECKS["core.v1.ReplicationControllerSpec"]),
    ),
    "batch.v1.Job": (_without("spec", *_JOB),),
    "batch.v1.JobSpec": (_TEMPLATE,),
    "batch.v1.JobTemplateSpec": (_JOB_TEMPLATE,),
    "batch.v1.CronJobSpec": (_without("jobTemplate", _JOB_TEMPLATE),),
    "batch.v1.CronJob": (_without("spec", _without("jobTemplate", _JOB_TEMPLATE)),),
    "autoscaling.v1.HorizontalPodAutoscalerSpec": (_without("scaleTargetRef", _scaled),),
    "autoscaling.v2.HorizontalPodAutoscalerSpec": (_without("scaleTargetRef", _scaled),),
    "autoscaling.v1.HorizontalPodAutoscaler": (_without("spec", _without("scaleTargetRef", _scaled)),),
    "autoscaling.v2.HorizontalPodAutoscaler": (_without("spec", _without("scaleTargetRef", _scaled)),),
    "autoscaling.v2.ObjectMetricSource": (
        _without("describedObject", *_REFERENCE),
        _METRIC,
        _TARGET,
    ),
    "autoscaling.v2.PodsMetricSource": (_METRIC, _TARGET),
    "autoscaling.v2.ExternalMetricSource": (_METRIC, _TARGET),
    "autoscaling.v2.ResourceMetricSource": (_UTILIZATION,),
    "autoscaling.v2.ContainerResourceMetricSource": (_UTILIZATION,),
}
"""Of each type, the parts that may be left out of it."""
