"""What deciding requests and weighing audit logs cost, as ratios taken in one run.

Run it with `make bench`. The other side of deciding is the policy as kube-apiserver goes through it: rule by
rule, each of its lists searched. The other side of weighing is reading each line of the log as JSON.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bench import CHECK, in_turns, run
from noteproof.languages.audit.explaining import why_not
from noteproof.languages.audit.matching import Matcher
from noteproof.languages.audit.policy import GroupResources, Policy, PolicyRule
from noteproof.languages.audit.requests import Request

REQUESTS = 100_000
LINES = 1_000_000

READ = """\
import json, sys
with open(sys.argv[1], "rb") as log:
    for line in log:
        json.loads(line)
"""

VERBS = ("get", "list", "watch", "create", "update", "patch", "delete")
RESOURCES = (
    ("", "pods"),
    ("", "secrets"),
    ("", "configmaps"),
    ("", "events"),
    ("apps", "deployments"),
    ("batch", "jobs"),
    ("coordination.k8s.io", "leases"),
)
SUBRESOURCES = ("", "", "", "status", "log")
GROUPS = ("system:authenticated", "system:nodes", "devs", "ops")


def policy(count: int) -> Policy:
    """A policy of so many rules of several kinds, the last of them for all the rest."""
    draw = random.Random(7)
    rules = []
    for number in range(count - 1):
        group, resource = draw.choice(RESOURCES)
        entry = GroupResources(group, (resource, f"{resource}/status"))
        kinds = (
            PolicyRule("None", users=(f"user-{number}", f"bot-{number}"), verbs=VERBS[:3]),
            PolicyRule("Metadata", resources=(entry,), namespaces=(f"team-{number}",)),
            PolicyRule("Request", groups=(f"group-{number}",), resources=(entry,), verbs=VERBS[3:]),
            PolicyRule("None", urls=(f"/part-{number}*", f"/other-{number}")),
        )
        rules.append(kinds[number % len(kinds)])
    return Policy((*rules, PolicyRule("Metadata")), ("RequestReceived",))


def requests(count: int, rules: int) -> list[Request]:
    """Random requests, of which some end at each rule and most at the last."""
    draw = random.Random(7)
    made = []
    for _ in range(count):
        number = draw.randrange(3 * rules)
        user, groups = f"user-{number}", (draw.choice(GROUPS), f"group-{number}")
        if draw.random() < 0.1:
            made.append(Request(user, groups, "get", path=f"/part-{number}/x"))
            continue
        group, resource = draw.choice(RESOURCES)
        subresource, name = draw.choice(SUBRESOURCES), f"web-{draw.randrange(1000)}"
        verb, namespace = draw.choice(VERBS), f"team-{number}"
        made.append(Request(user, groups, verb, group, resource, subresource, namespace, name))
    return made


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """How long some work takes; nothing of its memory."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started, 0


def bench_deciding() -> None:
    """Requests decided by a policy made ready, over going through it rule by rule."""
    print(f"{REQUESTS:,} requests by a policy: rule by rule, and with the matchers built once")
    for count in (25, 50, 100, 200, 400):
        rules, asked = policy(count), requests(REQUESTS, count)
        few = asked[: REQUESTS // 20]

        def by_rule(rules: Policy = rules, asked: Sequence[Request] = few) -> None:
            for request in asked:
                next(at for at, rule in enumerate(rules.rules) if why_not(rule, request) is None)

        matcher = Matcher(rules)

        def at_once(matcher: Matcher = matcher, asked: Sequence[Request] = asked) -> None:
            for request in asked:
                matcher.decide(request)

        (slow, _), (fast, _) = in_turns([lambda: seconds(by_rule), lambda: seconds(at_once)], 3)
        slow *= len(asked) / len(few)
        ratio = f"ratio {fast / slow:.3f}"
        print(
            f"  {count:3} rules   {slow:6.2f} s   {fast:6.2f} s   {ratio}   {REQUESTS / fast:9,.0f} a second"
        )


def pod(name: str, containers: int) -> dict[str, Any]:
    """A pod as it stands in an event."""
    managed = {"manager": "kubectl", "operation": "Update", "fieldsV1": {"f:spec": {"f:containers": {}}}}
    container = {"name": "web", "image": "nginx:1.29", "resources": {"limits": {"cpu": "500m"}}}
    return {
        "kind": "Pod",
        "apiVersion": "v1",
        "metadata": {"name": name, "namespace": "dev", "labels": {"app": "web"}, "managedFields": [managed]},
        "spec": {"containers": [container] * containers, "restartPolicy": "Always"},
    }


def events(count: int) -> Iterator[dict[str, Any]]:
    """Random events of about a kilobyte, a fifth of them with bodies."""
    draw = random.Random(7)
    for _ in range(count):
        group, resource = draw.choice(RESOURCES)
        verb, name = draw.choice(VERBS), f"web-{draw.randrange(10_000)}"
        level = draw.choice(("Metadata", "Metadata", "Metadata", "Request", "RequestResponse"))
        base = f"/apis/{group}/v1" if group else "/api/v1"
        event: dict[str, Any] = {
            "kind": "Event",
            "apiVersion": "audit.k8s.io/v1",
            "level": level,
            "auditID": f"{draw.getrandbits(128):032x}",
            "stage": draw.choice(("RequestReceived", "ResponseComplete")),
            "requestURI": f"{base}/namespaces/dev/{resource}/{name}",
            "verb": verb,
            "user": {"username": f"user-{draw.randrange(200)}", "groups": ["devs", draw.choice(GROUPS)]},
            "sourceIPs": [f"192.0.2.{draw.randrange(255)}"],
            "userAgent": "kubectl/v1.36.2 (linux/amd64) kubernetes/5b7ea1d",
        }
        if draw.random() < 0.1:
            event["requestURI"] = draw.choice(("/healthz", "/version", "/readyz?verbose"))
        else:
            event["objectRef"] = {"resource": resource, "namespace": "dev", "name": name, "apiVersion": "v1"}
            event["objectRef"] |= {"apiGroup": group} if group else {}
        event["responseStatus"] = {"metadata": {}, "code": 200}
        if level != "Metadata" and verb in VERBS[3:6]:
            event["requestObject"] = pod(name, 2)
        if level == "RequestResponse":
            event["responseObject"] = pod(name, 3)
        event["requestReceivedTimestamp"] = event["stageTimestamp"] = "2026-11-02T09:41:07.115302Z"
        event["annotations"] = {
            "authorization.k8s.io/decision": "allow",
            "authorization.k8s.io/reason": 'RBAC: allowed by ClusterRoleBinding "cluster-admins" of a group',
        }
        yield event


def as_yaml(rules: Policy) -> str:
    """The policy as a file; JSON is YAML."""
    listed = [
        {
            "level": rule.level,
            "users": rule.users,
            "userGroups": rule.groups,
            "verbs": rule.verbs,
            "resources": [{"group": entry.group, "resources": entry.resources} for entry in rule.resources],
            "namespaces": rule.namespaces,
            "nonResourceURLs": rule.urls,
        }
        for rule in rules.rules
    ]
    head = {"apiVersion": "audit.k8s.io/v1", "kind": "Policy", "omitStages": rules.omit_stages}
    return json.dumps({**head, "rules": listed})


def bench_log(folder: Path) -> None:
    """`noteproof decide --log` by a policy of 100 rules, over reading each line as JSON."""
    (folder / "policy.yaml").write_text(as_yaml(policy(100)))
    with open(folder / "all.log", "w") as log:
        for event in events(LINES):
            log.write(json.dumps(event, separators=(",", ":")) + "\n")
    size = (folder / "all.log").stat().st_size / LINES
    print(f"a log of {size:,.0f} bytes a line by 100 rules: read as JSON, weighed, and the peak memory")
    for count in (LINES // 8, LINES // 4, LINES // 2, LINES):
        path = folder / "part.log"
        with open(folder / "all.log", "rb") as log, open(path, "wb") as part:
            part.writelines(line for _, line in zip(range(count), log, strict=False))
        read = [sys.executable, "-c", READ, str(path)]
        weigh = [sys.executable, "-c", CHECK, "decide", "policy.yaml", "--log", str(path)]
        (base, _), (took, peak) = in_turns(
            [lambda command=read: run(command, folder), lambda command=weigh: run(command, folder)], 2
        )
        ratio = f"ratio {took / base:.2f}{' (aim 1.5)' if count == LINES else ''}"
        print(f"  {count:9,}   {base:6.2f} s   {took:6.2f} s   {ratio:20}   {peak:5.0f} MB")


def main() -> None:
    """Print every ratio."""
    with tempfile.TemporaryDirectory() as folder:
        bench_log(Path(folder))  # first, since the peak of a process counts what its parent held
    bench_deciding()


if __name__ == "__main__":
    main()
