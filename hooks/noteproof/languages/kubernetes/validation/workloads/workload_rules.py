"""The rules about workloads: what their pods have to be, and when they run."""

from __future__ import annotations

from noteproof.finding import Says, Severity, rule


@rule("kubernetes/restart-policy", Severity.ERROR)
def restart_policy(kind: str, value: str, fitting: str, upstream: str) -> Says:
    """The pods of a Deployment run for ever, those of a Job come to an end: their policies differ.

    A Deployment, ReplicaSet, DaemonSet, StatefulSet and ReplicationController take `Always`, which is the
    default. A Job takes `OnFailure` or `Never`, and so has to say one of them; one with a `podFailurePolicy`
    takes `Never`.

    ```yaml
    apiVersion: batch/v1
    kind: Job
    metadata:
      name: scan
    spec:
      template:
        spec:
          restartPolicy: Always  # expect: kubernetes/restart-policy
          containers:
            - name: scan
              image: aquasec/trivy:0.67.2
    ```

    ```yaml
    apiVersion: batch/v1
    kind: Job
    metadata:
      name: scan
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: scan
              image: aquasec/trivy:0.67.2
    ```
    """
    what = f"a {kind} takes no `restartPolicy: {value}`" if value else f"a {kind} needs a `restartPolicy`"
    return Says(what, f"write {fitting}", upstream)


@rule("kubernetes/invalid-schedule", Severity.ERROR)
def invalid_schedule(schedule: str, why: str, hint: str) -> Says:
    """A schedule has five fields, from the minute to the day of the week, or is a word such as `@daily`.

    The fields are minute, hour, day of the month, month and day of the week. A field is `*`, a number, a
    range (`1-5`), or a list of these (`1,15`), each with a step behind `/` (`*/5`); months and days of the
    week have names of three letters, too. The week goes from 0 (or `sun`) to 6: there is no 7. The words are
    `@yearly`, `@monthly`, `@weekly`, `@daily`, `@hourly` and `@every 90m`. The zone of the time stands in
    `timeZone`. In YAML, a schedule that begins with `*` is written in quotes.

    ```yaml
    apiVersion: batch/v1
    kind: CronJob
    metadata:
      name: scan
    spec:
      schedule: "0 3 * * 7"  # expect: kubernetes/invalid-schedule
      jobTemplate:
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: scan
                  image: aquasec/trivy:0.67.2
    ```

    ```yaml
    apiVersion: batch/v1
    kind: CronJob
    metadata:
      name: scan
    spec:
      schedule: "0 3 * * sun"
      timeZone: Europe/Berlin
      jobTemplate:
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: scan
                  image: aquasec/trivy:0.67.2
    ```
    """
    return Says(f'"{schedule}" is no schedule: {why}', hint, "Invalid value")


@rule("kubernetes/unknown-time-zone", Severity.ERROR)
def unknown_time_zone(name: str, hint: str) -> Says:
    """A time zone is called by its name in the tz database, such as `Europe/Berlin`; `Local` is none.

    ```yaml
    # in: CronJob.spec
    timeZone: Europe / Berlin  # expect: kubernetes/unknown-time-zone
    ```

    ```yaml
    # in: CronJob.spec
    timeZone: Europe/Berlin
    ```
    """
    return Says(f'"{name}" is no time zone', hint, "Invalid value")


rules = (restart_policy, invalid_schedule, unknown_time_zone)
