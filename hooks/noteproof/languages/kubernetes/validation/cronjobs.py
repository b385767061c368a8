"""Cron jobs: when they run, and what becomes of the Jobs that they make."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from noteproof.finding import Value
from noteproof.languages.kubernetes.validation import schedules, workload_rules
from noteproof.languages.kubernetes.validation.criteria import empty, not_negative, one_of
from noteproof.languages.kubernetes.validation.nodes import Check, Fault, Node
from noteproof.schema.values import shortened

_ZONE = re.compile(r"[A-Za-z._0-9+][-A-Za-z._0-9+]{0,13}")
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
    if zone is not None and not _is_zone(zone.text):
        yield workload_rules.unknown_time_zone.at(Value(zone.route), shortened(zone.text), _ZONE_HINT)


def _is_zone(name: str) -> bool:
    """Whether a text can be the name of a time zone; which of them there are changes year by year."""
    if name.lower() == "local":
        return False
    return all(_ZONE.fullmatch(part) and part not in (".", "..") for part in name.split("/"))


CHECKS: Mapping[str, tuple[Check, ...]] = {"batch.v1.CronJobSpec": (_cron_job,)}
