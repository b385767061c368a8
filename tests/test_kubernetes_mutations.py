"""Good objects with one fault planted of a kind that a kube-apiserver refused: none is taken, at any node."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noteproof.finding import Finding, Route, Severity
from noteproof.language import Target
from noteproof.languages import kubernetes
from noteproof.languages.kubernetes.tables import table
from noteproof.schema import builtin
from noteproof.schema.places import below
from noteproof.schema.shapes import ListOf, MapOf, Struct, Type
from noteproof.text import Snippet, Source
from noteproof.yamltree import KUBERNETES, Document, read

ROWS = json.loads((Path(__file__).parent / "conformance/manifests.json").read_text("utf-8"))["rows"]

WHOLE = """\
apiVersion: v1
kind: Pod
metadata:
  name: shop
  labels: {app: shop}
  annotations: {example.org/note: text}
spec:
  restartPolicy: Always
  dnsPolicy: ClusterFirst
  terminationGracePeriodSeconds: 30
  serviceAccountName: shop
  automountServiceAccountToken: false
  nodeSelector: {disk: fast}
  securityContext:
    runAsUser: 1000
    runAsNonRoot: true
    fsGroup: 2000
    fsGroupChangePolicy: OnRootMismatch
    supplementalGroups: [1]
    seccompProfile: {type: RuntimeDefault}
    sysctls: [{name: net.core.somaxconn, value: "1024"}]
  tolerations:
  - {key: a, operator: Equal, value: b, effect: NoSchedule}
  - {key: c, operator: Exists, effect: NoExecute, tolerationSeconds: 5}
  affinity:
    nodeAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        nodeSelectorTerms: [{matchExpressions: [{key: zone, operator: In, values: [a]}]}]
    podAntiAffinity:
      preferredDuringSchedulingIgnoredDuringExecution:
      - {weight: 10, podAffinityTerm: {topologyKey: zone, labelSelector: {matchLabels: {app: shop}}}}
  topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: zone
    whenUnsatisfiable: DoNotSchedule
    labelSelector: {matchLabels: {app: shop}}
  hostAliases: [{ip: 10.0.0.1, hostnames: [a.example]}]
  imagePullSecrets: [{name: registry}]
  initContainers:
  - {name: prepare, image: busybox, command: [sh, -c, "true"]}
  containers:
  - name: shop
    image: nginx:1.29
    imagePullPolicy: IfNotPresent
    command: [nginx]
    workingDir: /srv
    terminationMessagePolicy: File
    ports: [{containerPort: 80, name: http, protocol: TCP}]
    env:
    - {name: A, value: b}
    - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
    - {name: KEY, valueFrom: {secretKeyRef: {name: s, key: k, optional: true}}}
    envFrom: [{configMapRef: {name: settings}}]
    resources:
      requests: {cpu: 100m, memory: 64Mi}
      limits: {cpu: 500m, memory: 128Mi}
    livenessProbe: {httpGet: {path: /, port: http, scheme: HTTP}, periodSeconds: 5}
    readinessProbe: {tcpSocket: {port: 80}}
    startupProbe: {exec: {command: [cat, /x]}, failureThreshold: 3}
    lifecycle: {preStop: {exec: {command: [sleep, "1"]}}}
    securityContext:
      privileged: false
      readOnlyRootFilesystem: true
      allowPrivilegeEscalation: false
      capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}
      appArmorProfile: {type: RuntimeDefault}
      seLinuxOptions: {level: "s0:c1,c2"}
    volumeMounts:
    - {name: cache, mountPath: /cache}
    - {name: settings, mountPath: /settings, readOnly: true, subPath: a}
  volumes:
  - {name: cache, emptyDir: {sizeLimit: 1Gi}}
  - {name: settings, configMap: {name: settings, defaultMode: 420, items: [{key: a, path: a}]}}
  - {name: keys, secret: {secretName: keys, optional: true}}
  - {name: data, persistentVolumeClaim: {claimName: data}}
  - {name: logs, hostPath: {path: /var/log, type: Directory}}
  - name: both
    projected: {sources: [{configMap: {name: settings}}, {serviceAccountToken: {path: token}}]}
"""

TEXTS = [WHOLE, *(row["yaml"] for row in ROWS if row["stage"] is None and "\nkind: Pod\n" in row["yaml"])]


def value_of(text: str) -> dict[str, Any]:
    value = read(Snippet.whole(Source("x.yaml", text)), KUBERNETES).documents[0].value
    assert isinstance(value, dict)
    return value


GOOD = [value_of(text) for text in TEXTS]
OTHERS = [
    value_of(row["yaml"])
    for row in ROWS
    if row["stage"] is None and row["id"].startswith("k-")
]  # fmt: skip
POD = table(36).struct("core.v1.Pod")


def findings(value: object) -> list[Finding]:
    document = Document(Snippet.whole(Source("x.yaml", "")), value, None, 0, "")
    return [it.finding for it in kubernetes.load([document], Target(("1.36",))).findings]


def errors(value: object) -> list[Finding]:
    return [it for it in findings(value) if it.severity is Severity.ERROR]


def nodes(value: object, type: Type | None = POD, route: Route = ()) -> Iterator[tuple[Route, Type, Any]]:
    """Every value of a pod that is of a known type, with its route."""
    if type is None:
        return
    yield route, type, value
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield from nodes(inner, below(type, step), (*route, step))


def planted(value: dict[str, Any], route: Route, fault: object) -> dict[str, Any]:
    """A pod with another value at a route."""
    changed: Any = deepcopy(value)
    holder = changed
    for step in route[:-1]:
        holder = holder[step]
    holder[route[-1]] = fault
    result: dict[str, Any] = changed
    return result


LOST = ("metadata", "namespace")
"""kubectl drops a namespace of a wrong type before the server sees it, which is a warning."""


def wrong_for(type: Type) -> list[object]:
    """Values of types that the server refused in such a place."""
    if isinstance(type, (Struct, MapOf)):
        return ["x", 3, True, ["x"]]
    if isinstance(type, ListOf):
        return [{"a": 1}, "x", 3]
    return {
        id(builtin.STRING): [3, 1.5, True, ["x"], {"a": "b"}],
        id(builtin.BOOLEAN): ["true", "yes", 1, [True]],
        id(builtin.INT32): ["80", True, 1.5, 1 << 31, [80]],
        id(builtin.INT64): ["80", True, 1.5, 1 << 63, [80]],
        id(builtin.QUANTITY): ["128mi", "1 Gi", "1GB", "half", True, [1], ""],
        id(builtin.INT_OR_STRING): [True, 1.5, [1]],
        id(builtin.TIME): ["yesterday", 3, True],
        id(builtin.BYTES): ["a b", "YQ", 3, True, ["YQ=="]],
    }.get(id(type), [])


@pytest.mark.parametrize("value", GOOD[:40], ids=range(40))
def test_a_good_pod_is_taken(value: dict[str, Any]) -> None:
    assert errors(value) == []


@pytest.mark.parametrize("value", [GOOD[0], *GOOD[1:40:4]])
def test_a_value_of_a_wrong_type_is_refused_at_every_node(value: dict[str, Any]) -> None:
    for route, type, _ in nodes(value):
        for fault in wrong_for(type) if route and route not in (("apiVersion",), ("kind",), LOST) else ():
            found = errors(planted(value, route, fault))
            assert any((it.route or ())[: len(route)] == route for it in found), (route, fault)


@pytest.mark.parametrize("value", OTHERS, ids=[f"{it['kind']}-{at}" for at, it in enumerate(OTHERS)])
def test_a_value_of_a_wrong_type_is_refused_in_other_kinds(value: dict[str, Any]) -> None:
    type = table(36).kind(value["apiVersion"], value["kind"])
    for route, inner, _ in nodes(value, type):
        for fault in wrong_for(inner) if route and route not in (("apiVersion",), ("kind",), LOST) else ():
            found = errors(planted(value, route, fault))
            assert any((it.route or ())[: len(route)] == route for it in found), (route, fault)


@pytest.mark.parametrize("value", [GOOD[0], *GOOD[1:40:4]])
def test_an_unknown_field_is_refused_in_every_mapping(value: dict[str, Any]) -> None:
    for route, type, there in nodes(value):
        if isinstance(type, Struct) and isinstance(there, dict):
            for key in ("unknown-field", *(name.upper() for name in list(type.fields)[:2])):
                found = errors(planted(value, (*route, key), "x"))
                assert (*route, key) in [it.route for it in found], (route, key)


ENUMERATIONS = {
    "restartPolicy", "dnsPolicy", "imagePullPolicy", "protocol", "scheme", "operator", "effect", "type",
    "whenUnsatisfiable", "terminationMessagePolicy", "fsGroupChangePolicy",
}  # fmt: skip


def test_a_word_in_another_letter_case_is_refused_in_every_enumeration() -> None:
    met = set()
    for route, _, word in nodes(GOOD[0]):
        if route and route[-1] in ENUMERATIONS and isinstance(word, str):
            met.add(route[-1])
            for fault in {word.lower(), word.upper(), word.swapcase(), f"{word}s"} - {word}:
                assert route in [it.route for it in errors(planted(GOOD[0], route, fault))], (route, fault)

    assert met == ENUMERATIONS


NAMES = {
    ("metadata", "name"): ["Shop", "a_b", "-a", "a b", "a" * 254, ""],
    ("spec", "containers", 0, "name"): ["Shop", "a.b", "a" * 64, "", "prepare"],
    ("spec", "containers", 0, "image"): ["", " nginx", "nginx "],
    ("spec", "containers", 0, "ports", 0, "containerPort"): [0, -1, 65536],
    ("spec", "containers", 0, "ports", 0, "hostPort"): [-1, 65536],
    ("spec", "containers", 0, "ports", 0, "name"): ["HTTP", "a-name-of-sixteen", "80", "a--b", "-a"],
    ("spec", "containers", 0, "env", 0, "name"): ["", "a=b"],
    ("spec", "containers", 0, "volumeMounts", 0, "name"): ["", "elsewhere"],
    ("spec", "containers", 0, "volumeMounts", 0, "mountPath"): ["", "/settings"],
    ("spec", "containers", 0, "volumeMounts", 1, "subPath"): ["/a", "../a", "a/../b"],
    ("spec", "containers", 0, "resources", "limits", "cpu"): ["-1", "50m"],
    ("spec", "containers", 0, "livenessProbe", "httpGet", "port"): [0, 65536, "80", "HTTP"],
    ("spec", "containers", 0, "livenessProbe", "periodSeconds"): [-1],
    ("spec", "containers", 0, "livenessProbe", "successThreshold"): [2],
    ("spec", "containers", 0, "livenessProbe", "tcpSocket"): [{"port": 80}],
    ("spec", "containers", 0, "startupProbe", "exec", "command"): [[]],
    ("spec", "containers", 0, "securityContext", "privileged"): [True],
    ("spec", "containers", 0, "securityContext", "runAsUser"): [-1, 1 << 31],
    ("spec", "containers", 0, "securityContext", "procMount"): ["Unmasked", "default"],
    ("spec", "containers", 0, "lifecycle", "preStop"): [{}],
    ("spec", "initContainers", 0, "livenessProbe"): [{"exec": {"command": ["a"]}}],
    ("spec", "initContainers", 0, "name"): ["shop"],
    ("spec", "volumes", 0, "name"): ["Cache", "settings", ""],
    ("spec", "volumes", 0, "hostPath"): [{"path": "/x"}],
    ("spec", "volumes", 1, "configMap", "defaultMode"): [-1, 512, 644],
    ("spec", "volumes", 1, "configMap", "items", 0, "path"): ["", "../a", "/a"],
    ("spec", "volumes", 3, "persistentVolumeClaim", "claimName"): [""],
    ("spec", "volumes", 4, "hostPath", "path"): ["", "/a/../b"],
    ("spec", "tolerations", 0, "operator"): ["Exists", "Lt"],
    ("spec", "tolerations", 1, "effect"): ["NoSchedule"],
    ("spec", "topologySpreadConstraints", 0, "maxSkew"): [0],
    ("spec", "hostAliases", 0, "ip"): ["300.0.0.1", ""],
    ("spec", "securityContext", "fsGroup"): [-1],
    ("spec", "securityContext", "seccompProfile", "type"): ["Localhost"],
    ("spec", "activeDeadlineSeconds"): [0, -1],
    ("spec", "serviceAccountName"): ["SA_1"],
    ("spec", "containers"): [[]],
}  # fmt: skip


@pytest.mark.parametrize("route", NAMES, ids=lambda route: ".".join(map(str, route)))
def test_a_value_out_of_bounds_is_refused(route: Route) -> None:
    for fault in NAMES[route]:
        assert errors(planted(GOOD[0], route, fault)), fault


@settings(deadline=None)
@given(st.data())
def test_nothing_at_all_makes_it_crash(data: st.DataObject) -> None:
    value = data.draw(st.sampled_from(GOOD))
    places = [route for route, _, _ in nodes(value) if route]
    scalars = st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.just("x" * 70_000)
    )
    any_value = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))

    findings(planted(value, data.draw(st.sampled_from(places)), data.draw(any_value)))


WORDS = [
    "",
    "a",
    "A",
    "a.b",
    "a/b",
    "..",
    "*",
    "-1",
    "1Gi",
    "In",
    "v1",
    "map",
    "https://[",
    "::1",
    "a" * 300,
    "\n",
]
NUMBERS = [0, 1, -1, 80.0, 1.5, 65536, 1 << 63, 10**400]
ANYTHING = [None, True, "", 1, [], {}, [None], [[]], [{}], {"": ""}, {"a": None}]


def any_of(type: Type | None, random: Random, depth: int = 0) -> object:
    """A value of a type, now and then of another."""
    if type is None or depth > 7 or random.random() < 0.04:
        return random.choice(ANYTHING)
    if isinstance(type, Struct):
        share = random.choice((0.2, 0.5, 0.9)) if depth < 4 else 0.2
        return {
            key: any_of(inner, random, depth + 1)
            for key, inner in type.fields.items()
            if random.random() < share
        }
    if isinstance(type, ListOf):
        return [any_of(type.item, random, depth + 1) for _ in range(random.randrange(3))]
    if isinstance(type, MapOf):
        return {random.choice(WORDS): any_of(type.value, random, depth + 1) for _ in range(2)}
    return random.choice([random.choice(WORDS), random.choice(NUMBERS), random.choice(ANYTHING)])


@pytest.mark.parametrize("seed", range(5))
def test_nothing_of_any_kind_makes_it_crash(seed: int) -> None:
    for (version, kind), name in sorted(table(36).kinds.items()):
        value = any_of(table(36).struct(name), Random(f"{kind}{seed}"))
        if isinstance(value, dict):
            findings({**value, "apiVersion": version, "kind": kind})
