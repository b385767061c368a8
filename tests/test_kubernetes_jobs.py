"""Jobs, cron jobs and their schedules: what is refused after defaulting, in the words of the server."""

from __future__ import annotations

import pytest
from test_kubernetes_metadata import found, said

from noteproof.languages.kubernetes.validation.workloads import schedules

NEVER = "restartPolicy: Never, containers: [{name: c, image: i}]"
POLICY = "spec.podFailurePolicy.rules[0]"
SUCCESS = "spec.successPolicy.rules[0]"
NAMES = "spec.template.metadata.labels[job-name]: Invalid value"


def job(rest: str = "", pod: str = NEVER, name: str = "j", labels: str = "") -> str:
    more = f", {rest}" if rest else ""
    template = f"{{metadata: {{labels: {{{labels}}}}}, spec: {{{pod}}}}}"
    head = f"apiVersion: batch/v1\nkind: Job\nmetadata: {{name: {name}}}\n"
    return f"{head}spec: {{template: {template}{more}}}\n"


def cron(rest: str = "schedule: '@daily'", of_job: str = "") -> str:
    inner = f"{{spec: {{template: {{spec: {{{NEVER}}}}}{of_job}}}}}"
    head = "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: j}\n"
    return f"{head}spec: {{jobTemplate: {inner}, {rest}}}\n"


def failing(rule: str, rest: str = "") -> str:
    return job(f"podFailurePolicy: {{rules: [{rule}]}}{rest}")


def done(rule: str) -> str:
    return job(f"completionMode: Indexed, completions: 5, successPolicy: {{rules: [{rule}]}}")


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("restartPolicy: Never", []),
        ("restartPolicy: OnFailure", []),
        ("restartPolicy: Always", ["spec.template.spec.restartPolicy: Required value"]),
        ("restartPolicy: ''", ["spec.template.spec.restartPolicy: Required value"]),
        ("restartPolicy: null", ["spec.template.spec.restartPolicy: Required value"]),
        ("restartPolicy: never", ["spec.template.spec.restartPolicy: Unsupported value"]),
    ],
)
def test_the_pods_of_a_job_come_to_an_end(policy: str, expected: list[str]) -> None:
    assert said(job(pod=f"{policy}, containers: [{{name: c, image: i}}]")) == expected


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("parallelism: 0, completions: 0, backoffLimit: 0", []),
        ("parallelism: -1", ["spec.parallelism: Invalid value"]),
        ("ttlSecondsAfterFinished: -1", ["spec.ttlSecondsAfterFinished: Invalid value"]),
        ("activeDeadlineSeconds: -1", ["spec.activeDeadlineSeconds: Invalid value"]),
        ("completionMode: Indexed", []),
        ("completionMode: Indexed, parallelism: 2", ["spec.completions: Required value"]),
        ("completionMode: indexed", ["spec.completionMode: Unsupported value"]),
        (
            "completionMode: Indexed, completions: 5, parallelism: 100001",
            ["spec.parallelism: Invalid value"],
        ),
        ("completionMode: Indexed, completions: 5, backoffLimitPerIndex: 1, maxFailedIndexes: 5", []),
        (
            "completionMode: Indexed, completions: 5, backoffLimitPerIndex: 1, maxFailedIndexes: 6",
            ["spec.maxFailedIndexes: Invalid value"],
        ),
        (
            "completionMode: Indexed, completions: 100001, backoffLimitPerIndex: 1",
            ["spec.maxFailedIndexes: Required value"],
        ),
        (
            "completionMode: Indexed, completions: 5, maxFailedIndexes: 1",
            ["spec.backoffLimitPerIndex: Required value"],
        ),
        ("backoffLimitPerIndex: 1", ["spec.backoffLimitPerIndex: Invalid value"]),
        ("successPolicy: {rules: [{succeededCount: 1}]}", ["spec.successPolicy: Invalid value"]),
        ("podReplacementPolicy: Failed", []),
        ("podReplacementPolicy: failed", ["spec.podReplacementPolicy: Unsupported value"]),
        ("managedBy: example.com/queue", []),
        ("managedBy: queue", ["spec.managedBy: Invalid value"]),
        (f"managedBy: example.com/{'q' * 60}", ["spec.managedBy: Too long"]),
        ("manualSelector: true, selector: {matchLabels: {a: b}}", []),
        (
            "manualSelector: true, selector: {matchLabels: {a: c}}",
            ["spec.template.metadata.labels: Invalid value"],
        ),
        (
            "manualSelector: true",
            ["spec.selector: Required value", "spec.template.metadata.labels: Invalid value"],
        ),
        ("selector: {matchLabels: {a: b}}", ["spec.selector: Invalid value"]),
    ],
)
def test_the_fields_of_a_job(rest: str, expected: list[str]) -> None:
    assert sorted(said(job(rest, labels="a: b"))) == expected


def test_the_server_itself_labels_the_pods_of_a_job() -> None:
    assert said(job(labels="job-name: j")) == []
    assert said(job(labels="job-name: k")) == [NAMES]
    assert said(job(labels="controller-uid: k")) == [NAMES.replace("job-name", "controller-uid")]
    assert said(job(labels="batch.kubernetes.io/controller-uid: k")) == [
        NAMES.replace("job-name", "batch.kubernetes.io/controller-uid"),
        "spec.template.metadata.labels: Invalid value",
    ]


def test_a_name_leaves_room_for_what_is_made_of_it() -> None:
    assert said(job(name="x" * 63)) == []
    assert said(job(name="x" * 64)) == ["spec.template.labels: Invalid value"]
    indexed = "completionMode: Indexed, completions: %d"
    assert said(job(indexed % 10, name="x" * 61)) == []
    assert said(job(indexed % 11, name="x" * 61)) == ["metadata.name: Invalid value"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("{action: FailJob, onExitCodes: {operator: In, values: [1, 42]}}", []),
        ("{action: Ignore, onPodConditions: [{type: DisruptionTarget}]}", []),
        ("{action: failJob, onPodConditions: [{type: A}]}", [f"{POLICY}.action: Unsupported value"]),
        ("{action: FailIndex, onPodConditions: [{type: A}]}", [f"{POLICY}.action: Invalid value"]),
        ("{action: Count}", [f"{POLICY}: Invalid value"]),
        (
            "{action: Count, onExitCodes: {operator: In, values: [1]}, onPodConditions: [{type: A}]}",
            [f"{POLICY}: Invalid value"],
        ),
        (
            "{action: Count, onExitCodes: {operator: In, values: [0]}}",
            [f"{POLICY}.onExitCodes.values[0]: Invalid value"],
        ),
        ("{action: Count, onExitCodes: {operator: NotIn, values: [0]}}", []),
        (
            "{action: Count, onExitCodes: {operator: In, values: [2, 1]}}",
            [f"{POLICY}.onExitCodes.values: Invalid value"],
        ),
        (
            "{action: Count, onExitCodes: {operator: In, values: [1, 1]}}",
            [f"{POLICY}.onExitCodes.values[1]: Duplicate value"],
        ),
        ("{action: Count, onExitCodes: {operator: In}}", [f"{POLICY}.onExitCodes.values: Invalid value"]),
        (
            "{action: Count, onExitCodes: {operator: in, values: [1], containerName: d}}",
            [
                f"{POLICY}.onExitCodes.operator: Unsupported value",
                f"{POLICY}.onExitCodes.containerName: Invalid value",
            ],
        ),
        (
            "{action: Count, onPodConditions: [{type: A, status: 'true'}]}",
            [f"{POLICY}.onPodConditions[0].status: Unsupported value"],
        ),
    ],
)
def test_what_a_job_does_when_its_pods_fail(rule: str, expected: list[str]) -> None:
    assert said(failing(rule)) == expected


def test_a_job_that_looks_at_failures_has_no_pod_started_again() -> None:
    rule = "podFailurePolicy: {rules: []}"
    pod = "restartPolicy: OnFailure, containers: [{name: c, image: i}]"

    assert said(job(rule)) == []
    assert said(job(rule, pod=pod)) == ["spec.template.spec.restartPolicy: Invalid value"]
    assert said(job(f"{rule}, podReplacementPolicy: TerminatingOrFailed")) == [
        "spec.podReplacementPolicy: Unsupported value"
    ]
    many = ", ".join(["{action: Count, onPodConditions: [{type: A}]}"] * 21)
    assert said(failing(many)) == ["spec.podFailurePolicy.rules: Too many"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("{succeededIndexes: '0,2-4'}", []),
        ("{succeededIndexes: '0,2-4', succeededCount: 4}", []),
        ("{succeededIndexes: '0,2-4', succeededCount: 5}", [f"{SUCCESS}.succeededCount: Invalid value"]),
        ("{succeededIndexes: '5'}", [f"{SUCCESS}.succeededIndexes: Invalid value"]),
        ("{succeededIndexes: '2,1'}", [f"{SUCCESS}.succeededIndexes: Invalid value"]),
        ("{succeededIndexes: 1-2-3}", [f"{SUCCESS}.succeededIndexes: Invalid value"]),
        ("{succeededIndexes: a}", [f"{SUCCESS}.succeededIndexes: Invalid value"]),
        ("{succeededCount: 6}", [f"{SUCCESS}.succeededCount: Invalid value"]),
        ("{}", [f"{SUCCESS}: Required value"]),
    ],
)
def test_when_a_job_counts_as_done(rule: str, expected: list[str]) -> None:
    assert said(done(rule)) == expected


@pytest.mark.parametrize(
    ("rest", "of_job", "expected"),
    [
        ("schedule: '@daily', concurrencyPolicy: Forbid", "", []),
        ("schedule: ''", "", ["spec.schedule: Required value"]),
        ("schedule: '* * * *'", "", ["spec.schedule: Invalid value"]),
        (
            "schedule: '@daily', concurrencyPolicy: forbid",
            "",
            ["spec.concurrencyPolicy: Unsupported value"],
        ),
        ("schedule: '@daily', timeZone: Europe/Berlin", "", []),
        ("schedule: '@daily', timeZone: Etc/GMT+1", "", []),
        ("schedule: '@daily', timeZone: UTC", "", []),
        ("schedule: '@daily', timeZone: europe/berlin", "", ["spec.timeZone: Invalid value"]),
        ("schedule: '@daily', timeZone: ''", "", ["spec.timeZone: Invalid value"]),
        ("schedule: '@daily', timeZone: local", "", ["spec.timeZone: Invalid value"]),
        ("schedule: '@daily', timeZone: ../etc", "", ["spec.timeZone: Invalid value"]),
        (
            "schedule: '@daily', startingDeadlineSeconds: -1",
            "",
            ["spec.startingDeadlineSeconds: Invalid value"],
        ),
        ("schedule: '@daily', failedJobsHistoryLimit: 0", "", []),
        (
            "schedule: '@daily', failedJobsHistoryLimit: -1",
            "",
            ["spec.failedJobsHistoryLimit: Invalid value"],
        ),
        (
            "schedule: '@daily'",
            ", selector: {matchLabels: {a: b}}",
            ["spec.jobTemplate.spec.selector: Invalid value"],
        ),
        (
            "schedule: '@daily'",
            ", manualSelector: true",
            ["spec.jobTemplate.spec.manualSelector: Unsupported value"],
        ),
        ("schedule: '@daily'", ", backoffLimit: -1", ["spec.jobTemplate.spec.backoffLimit: Invalid value"]),
    ],
)
def test_the_fields_of_a_cron_job(rest: str, of_job: str, expected: list[str]) -> None:
    assert said(cron(rest, of_job)) == expected


@pytest.mark.parametrize(
    "schedule",
    [
        "* * * * *", "*/5 * * * *", "0 3 * * sun", "0 3 1,15 jan-JUN MON-fri", "5/15 * * * *", "? ? ? ? ?",
        "1,,2 * * * *", "*-5 * * * *", "*/100 * * * *", " 0\t0 * * * ", "00 00 01 01 00", "+5 * * * *",
        "0 0 31 2 *", "@yearly", "@midnight", "@every 1h30m", "@every 1.5h",
    ],
)  # fmt: skip
def test_a_schedule_is_read_as_the_server_reads_it(schedule: str) -> None:
    assert schedules.fault(schedule) is None


@pytest.mark.parametrize(
    ("schedule", "why"),
    [
        ("* * * *", "it has 4 fields instead of 5"),
        ("0 * * * * *", "it has 6 fields instead of 5; there is none for seconds"),
        ("60 * * * *", "the minute goes from 0 to 59, and not to `60`"),
        ("* 24 * * *", "the hour goes from 0 to 23, and not to `24`"),
        ("* * 0 * *", "the day of the month goes from 1 to 31, and not to `0`"),
        ("* * * 13 *", "the month goes from 1 to 12, and not to `13`"),
        ("* * * * 7", "the day of the week goes from 0 to 6, and not to `7`"),
        ("* * * * sunday", "the day of the week `sunday` is not a number or a name of three letters"),
        ("* * L * *", "the day of the month `L` is not a number"),
        ("5-1 * * * *", "the range `5-1` goes backwards"),
        ("1-2-3 * * * *", "`1-2-3` has more than one `-`"),
        ("1/2/3 * * * *", "`1/2/3` has more than one `/`"),
        ("*/0 * * * *", "the step of `*/0` is 0"),
        ("-1 * * * *", "the minute `` is not a number"),
        ("@Daily", "there is no such word"),
        ("@reboot", "there is no such word"),
        ("@every 5", "its duration cannot be read"),
        ("@every", "there is no such word"),
        ("CRON_TZ=UTC 0 0 * * *", "it names a time zone"),
        ("@every 1hTZ", "it names a time zone"),
    ],
)
def test_a_schedule_that_cannot_be_read_says_why(schedule: str, why: str) -> None:
    wrong = schedules.fault(schedule)

    assert wrong is not None
    assert wrong[0] == why


def test_a_schedule_says_what_to_write_instead() -> None:
    (fault,) = found(cron("schedule: '0 3 * * 7'"))

    assert fault.says.hint == "write `0` or `sun` for Sunday"
    assert found(cron("schedule: '@Daily'"))[0].says.hint == "did you mean `@daily`?"


@pytest.mark.parametrize(
    ("zone", "meant"),
    [
        ("Europe/Berln", "Europe/Berlin"),
        ("Europe / Berlin", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("america/new york", "America/New_York"),
        ("utc", "UTC"),
    ],
)
def test_a_time_zone_that_is_none_is_told_what_is_meant(zone: str, meant: str) -> None:
    assert found(cron(f"schedule: '@daily', timeZone: {zone}"))[0].says.hint == f"did you mean `{meant}`?"


def test_a_schedule_of_a_megabyte_is_read_in_no_time() -> None:
    assert schedules.fault("1," * 500_000 + " * * * *") is not None
    assert schedules.fault("@every " + "1" * 1_000_000) is not None


def test_what_the_server_dropped_once_was_not_looked_at() -> None:
    text = job("managedBy: x, successPolicy: {rules: [{}]}")

    assert said(text, version="1.30") == []
    assert said(text, version="1.36") != []
