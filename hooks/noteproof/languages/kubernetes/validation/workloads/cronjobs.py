"""Cron jobs: when they run, and what becomes of the Jobs that they make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from noteproof.finding import Value
from noteproof.languages.kubernetes.validation.criteria import empty, not_negative, one_of
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.languages.kubernetes.validation.workloads import schedules, time_zones, workload_rules
from noteproof.schema.values import shortened

_LONGEST = 100
_ZONE_HINT = "write a name of the tz database: `Europe/Berlin`, `Etc/UTC`"


def _cron_job(spec: Node) -> Iterator[Fault]:
    schedule = spec.placed("schedule")
    if schedule is not None and not schedule.text:
        yield empty(schedule.route)
    elif schedule is not None:
        wrong = schedules.fault(schedule.text)
        if wrong:
            at = Value(schedule.route)
            yield workload_rules.invalid_schedule.at(at, shortened(schedule.text), *wrong)
    yield from not_negative(
        spec, "startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"
    )
    yield from one_of(spec, "concurrencyPolicy", ("Allow", "Forbid", "Replace"))
    zone = spec.placed("timeZone")
    if zone is not None and not time_zones.is_zone(zone.text):
        meant = time_zones.meant(zone.text[:_LONGEST])
        hint = f"did you mean `{meant}`?" if meant else _ZONE_HINT
        yield workload_rules.unknown_time_zone.at(Value(zone.route), shortened(zone.text), hint)


CHECKS: Mapping[str, tuple[Check, ...]] = {"batch.v1.CronJobSpec": (_cron_job,)}
