"""Containers: what is refused of their fields, and what is taken beside it, as a kube-apiserver 1.36 does."""

from __future__ import annotations

import pytest

from noteproof import yamltree
from noteproof.finding import Severity, printed
from noteproof.language import Loaded, ReadBy, Target
from noteproof.languages import kubernetes
from noteproof.languages.kubernetes.validation.quantities import ONE, quantity
from noteproof.text import Snippet, Source


def load(text: str, read_by: ReadBy = "kubectl", version: str = "1.36", place: str | None = None) -> Loaded:
    documents = yamltree.read(Snippet.whole(Source("x.yaml", text)), kubernetes.dialect).documents
    return kubernetes.load(documents, Target((version,), read_by, place))


def pod(container: str = "", spec: str = "") -> str:
    head = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n"
    return f"{head}  containers:\n  - name: c\n    image: nginx\n    {container}\n  {spec}\n"


def deployment(container: str, spec: str = "") -> str:
    head = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: p}\nspec:\n"
    labels = "  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n    spec:\n"
    first = "      containers:\n      - name: c\n        image: nginx\n"
    return f"{head}{labels}      {spec}\n{first}        {container}\n"


def said(
    text: str, version: str = "1.36", severity: Severity = Severity.ERROR, read_by: ReadBy = "kubectl"
) -> list[str]:
    """Each finding in the words of the server, its place without what all places begin with."""
    return [
        f"{_short(printed(it.finding.route or ()))}: {it.finding.says.upstream}"
        for it in load(text, read_by, version).findings
        if it.finding.severity is severity
    ]


def _short(path: str) -> str:
    return path.removeprefix("spec.").removeprefix("containers[0].")


MESSAGES = "terminationMessagePolicy"
SIDECAR = "initContainers: [{name: i, image: x, restartPolicy: Always, "
INIT = "initContainers: [{name: i, image: x, "
SLEEP = "lifecycle: {preStop: {sleep: {seconds: %s}}}"


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        ("imagePullPolicy: always", ["imagePullPolicy: Unsupported value"]),
        ("imagePullPolicy: Always", []),
        ("imagePullPolicy: ''", []),
        (f"{MESSAGES}: file", [f"{MESSAGES}: Unsupported value"]),
        (f"{MESSAGES}: FallbackToLogsOnError", []),
        ("restartPolicy: Always", []),
        ("restartPolicy: ''", ["restartPolicy: Unsupported value"]),
        ("restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [3]}}]",
         ["restartPolicy: Required value"]),
        ("restartPolicy: Never\n    restartPolicyRules: [{action: Restart, exitCodes: {operator: In}}]", []),
        ("restartPolicy: Never\n    restartPolicyRules: [{action: Stop, exitCodes: {operator: is}}]",
         ["restartPolicyRules[0].action: Unsupported value",
          "restartPolicyRules[0].exitCodes.operator: Unsupported value"]),
        ("restartPolicy: Never\n    restartPolicyRules: [{action: RestartAllContainers}]",
         ["restartPolicyRules[0].exitCodes: Required value"]),
        ("resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]", []),
        ("resizePolicy: [{resourceName: cpu}]", ["resizePolicy: Required value"]),
        ("resizePolicy: [{resourceName: gpu, restartPolicy: NotRequired}]",
         ["resizePolicy: Unsupported value"]),
        ("resizePolicy: [{resourceName: cpu, restartPolicy: Always}]", ["resizePolicy: Unsupported value"]),
        ("resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}, "
         "{resourceName: cpu, restartPolicy: NotRequired}]",
         ["resizePolicy[1]: Duplicate value"]),
        ("resizePolicy: [{restartPolicy: NotRequired}]", ["resizePolicy: Required value"]),
    ],
)  # fmt: skip
def test_words_of_a_container(container: str, expected: list[str]) -> None:
    assert expected == said(pod(container))


@pytest.mark.parametrize(
    ("image", "in_pod", "in_template"),
    [
        ("' nginx'", ["image: Invalid value"], []),
        ("'nginx '", ["image: Invalid value"], []),
        ("'a b'", [], []),
    ],
)
def test_an_image_has_no_blanks_around_it_in_a_pod(
    image: str, in_pod: list[str], in_template: list[str]
) -> None:
    assert in_pod == said(pod().replace("nginx", image))
    assert in_template == said(deployment("").replace("nginx", image))


@pytest.mark.parametrize(
    ("ports", "expected"),
    [
        ("{containerPort: 0}", ["ports[0].containerPort: Required value"]),
        ("{containerPort: 65536}", ["ports[0].containerPort: Invalid value"]),
        ("{containerPort: 80, hostPort: 65536}", ["ports[0].hostPort: Invalid value"]),
        ("{containerPort: 80, hostPort: 0}", []),
        ("{containerPort: 80, protocol: tcp}", ["ports[0].protocol: Unsupported value"]),
        ("{containerPort: 80, protocol: SCTP}", []),
        ("{containerPort: 80, name: a-1}, {containerPort: 81, name: a-1}",
         ["ports[1].name: Duplicate value"]),
        ("{containerPort: 80, name: a_1}, {containerPort: 81, name: a_1}",
         ["ports[0].name: Invalid value", "ports[1].name: Invalid value"]),
        ("{containerPort: 80, name: '80'}", ["ports[0].name: Invalid value"]),
        ("{containerPort: 80, name: fifteen-letters}", []),
        ("{containerPort: 80, hostPort: 1}, {containerPort: 81, hostPort: 1}",
         ["ports[1].hostPort: Duplicate value"]),
        ("{containerPort: 80, hostPort: 1}, {containerPort: 81, hostPort: 1, protocol: UDP}", []),
        ("{containerPort: 80, hostPort: 1, hostIP: 10.0.0.1}, {containerPort: 81, hostPort: 1}", []),
    ],
)  # fmt: skip
def test_ports(ports: str, expected: list[str]) -> None:
    assert expected == said(pod(f"ports: [{ports}]"))


@pytest.mark.parametrize(
    ("ports", "in_pod", "in_template"),
    [
        ("{containerPort: 80}", [], []),
        ("{containerPort: 80, hostPort: 80}", [], []),
        ("{containerPort: 80, hostPort: 81}", ["hostPort: Invalid value"], ["hostPort: Invalid value"]),
        ("{containerPort: 80}, {containerPort: 80}", ["hostPort: Duplicate value"], []),
        ("{containerPort: 80}, {containerPort: 80, protocol: UDP}", [], []),
        ("{containerPort: 65536}", ["hostPort: Invalid value", "containerPort: Invalid value"],
         ["containerPort: Invalid value"]),
        ("{containerPort: 0}", ["containerPort: Required value"], ["containerPort: Required value"]),
    ],
)  # fmt: skip
def test_ports_on_the_network_of_the_host(ports: str, in_pod: list[str], in_template: list[str]) -> None:
    def ends(lines: list[str]) -> list[str]:
        return [line.rpartition(".")[2] for line in lines]

    assert in_pod == ends(said(pod(f"ports: [{ports}]", "hostNetwork: true")))
    assert in_template == ends(said(deployment(f"ports: [{ports}]", "hostNetwork: true")))


@pytest.mark.parametrize(
    ("other", "warned"),
    [
        ("containers: [{name: a, image: x, %s}, {name: b, image: x, %s}]", ["containers[1].ports[0].name"]),
        ("containers: [{name: a, image: x, %s}]\n  " + SIDECAR + "%s}]", ["initContainers[0].ports[0].name"]),
        ("containers: [{name: a, image: x, %s}]\n  " + INIT + "%s}]", []),
    ],
)
def test_a_name_of_ports_of_two_containers_is_warned_of(other: str, warned: list[str]) -> None:
    spec = other % tuple(f"ports: [{{containerPort: {port}, name: http}}]" for port in (80, 81))
    text = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n  {spec}\n"

    assert said(text) == []
    assert [printed(it.finding.route or ()).removeprefix("spec.") for it in load(text).findings] == warned


def test_init_containers_share_no_port_of_the_node_with_others() -> None:
    port = "ports: [{containerPort: 80, hostPort: 80}]"
    twice = "ports: [{containerPort: 80, hostPort: 80}, {containerPort: 81, hostPort: 80}]"
    others = f"initContainers: [{{name: i, image: x, {port}}}, {{name: j, image: x, {twice}}}]"

    assert said(pod(port, others)) == ["initContainers[0].ports[1].hostPort: Duplicate value"]


@pytest.mark.parametrize(
    ("probe", "expected"),
    [
        ("livenessProbe: {}", ["livenessProbe: Required value"]),
        ("livenessProbe: null", []),
        ("livenessProbe: {periodSeconds: 3}", ["livenessProbe: Required value"]),
        ("livenessProbe: {htpGet: {port: 80}}", ["livenessProbe.htpGet: strict decoding"]),
        ("livenessProbe: {exec: {}}", ["livenessProbe.exec.command: Required value"]),
        ("livenessProbe: {exec: {command: [x]}, periodSeconds: -1}",
         ["livenessProbe.periodSeconds: Invalid value"]),
        ("livenessProbe: {exec: {command: [x]}, successThreshold: 2}",
         ["livenessProbe.successThreshold: Invalid value"]),
        ("startupProbe: {exec: {command: [x]}, successThreshold: 2}",
         ["startupProbe.successThreshold: Invalid value"]),
        ("readinessProbe: {exec: {command: [x]}, successThreshold: 2}", []),
        ("livenessProbe: {exec: {command: [x]}, successThreshold: 0}", []),
        ("livenessProbe: {exec: {command: [x]}, terminationGracePeriodSeconds: 0}",
         ["livenessProbe.terminationGracePeriodSeconds: Invalid value"]),
        ("livenessProbe: {exec: {command: [x]}, terminationGracePeriodSeconds: 1}", []),
        ("livenessProbe: {httpGet: {port: 0}}", ["livenessProbe.httpGet.port: Invalid value"]),
        ("livenessProbe: {httpGet: {port: '80'}}", ["livenessProbe.httpGet.port: Invalid value"]),
        ("livenessProbe: {httpGet: {port: http, path: '', scheme: ''}}", []),
        ("livenessProbe: {httpGet: {port: ''}}", ["livenessProbe.httpGet.port: Invalid value"]),
        ("livenessProbe: {httpGet: {port: 80, scheme: https}}",
         ["livenessProbe.httpGet.scheme: Unsupported value"]),
        ("livenessProbe: {httpGet: {port: 80, httpHeaders: [{value: b}]}}",
         ["livenessProbe.httpGet.httpHeaders: Invalid value"]),
        ("livenessProbe: {httpGet: {port: 80, httpHeaders: [{name: X-A, value: ''}, {name: X_A, value: b}]}}",
         ["livenessProbe.httpGet.httpHeaders: Invalid value"]),
        ("livenessProbe: {grpc: {port: 65536}}", ["livenessProbe.grpc.port: Invalid value"]),
        ("livenessProbe: {grpc: {port: 1}}", []),
        ("livenessProbe: {tcpSocket: {}}", ["livenessProbe.tcpSocket.port: Required value"]),
        ("lifecycle: {postStart: {}}", ["lifecycle.postStart: Required value"]),
        ("lifecycle: {}", []),
        ("lifecycle: {preStop: {exec: {command: [a]}, sleep: {seconds: 90}}}",
         ["lifecycle.preStop.sleep: Forbidden"]),
        (SLEEP % 30, []),
        (SLEEP % 31, ["lifecycle.preStop.sleep: Invalid value"]),
        (SLEEP % 0, []),
        (SLEEP % -1, ["lifecycle.preStop.sleep: Invalid value"]),
    ],
)  # fmt: skip
def test_probes_and_hooks(probe: str, expected: list[str]) -> None:
    assert expected == said(pod(probe))


def test_a_hook_sleeps_as_long_as_the_pod_is_given() -> None:
    assert said(pod(SLEEP % 60, "terminationGracePeriodSeconds: 60")) == []
    assert said(pod(SLEEP % 2, "terminationGracePeriodSeconds: -1")) == [
        "lifecycle.preStop.sleep: Invalid value"
    ]
    assert said(pod(SLEEP % 0), "1.32") == ["lifecycle.preStop.sleep: Invalid value"]


@pytest.mark.parametrize("key", ["livenessProbe", "readinessProbe", "startupProbe"])
def test_only_an_init_container_that_is_a_sidecar_has_probes(key: str) -> None:
    probe = f"{key}: {{exec: {{command: [x]}}}}}}]"

    assert [f"initContainers[0].{key}: Forbidden"] == said(pod(spec=INIT + probe))
    assert said(pod(spec=SIDECAR + probe)) == []


@pytest.mark.parametrize(
    ("version", "regular", "init"),
    [
        ("1.33", ["restartPolicy: Forbidden"], ["initContainers[0].restartPolicy: Unsupported value"]),
        ("1.34", [], []),
        ("1.35", [], []),
    ],
)
def test_which_containers_say_when_they_restart(version: str, regular: list[str], init: list[str]) -> None:
    assert regular == said(pod("restartPolicy: Never"), version)
    assert init == said(pod(spec=INIT + "restartPolicy: Never}]"), version)
    assert said(pod(spec=INIT + "restartPolicy: Always}]"), version) == []


def test_ephemeral_containers_are_not_created_with_a_pod() -> None:
    assert said(pod(spec="ephemeralContainers: [{name: e, image: x}]")) == ["ephemeralContainers: Forbidden"]
    assert said(pod(spec="ephemeralContainers: []")) == []
    odd = "{name: c, image: x, lifecycle: {}, volumeMounts: [{name: v, mountPath: /a}]}"
    assert sorted(said(pod(spec=f"ephemeralContainers: [{odd}]"))) == [
        "ephemeralContainers: Forbidden",
        "ephemeralContainers[0].lifecycle: Forbidden",
        "ephemeralContainers[0].name: Duplicate value",
        "ephemeralContainers[0].volumeMounts[0].name: Not found",
    ]


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("{name: ''}", ["env[0].name: Required value"]),
        ("{name: 1a.b-c d}", []),
        ("{name: a=b}", ["env[0].name: Invalid value"]),
        ("{name: ä}", ["env[0].name: Invalid value"]),
        ("{name: A, valueFrom: {}}", ["env[0].valueFrom: Invalid value"]),
        ("{name: A, valueFrom: null}", []),
        ("{name: A, value: '', valueFrom: {fieldRef: {fieldPath: metadata.name}}}", []),
        ("{name: A, value: b, valueFrom: {fieldRef: {fieldPath: metadata.name}}}",
         ["env[0].valueFrom: Invalid value"]),
        ("{name: A, valueFrom: {fieldRef: {fieldPath: metadata.uid}, secretKeyRef: {name: s, key: k}}}",
         ["env[0].valueFrom: Invalid value"]),
        ("{name: A, valueFrom: {fieldRef: {fieldPath: ''}}}",
         ["env[0].valueFrom.fieldRef.fieldPath: Required value"]),
        ("{name: A, valueFrom: {fieldRef: {fieldPath: metadata.labels}}}",
         ["env[0].valueFrom.fieldRef.fieldPath: Unsupported value"]),
        ("{name: A, valueFrom: {fieldRef: {fieldPath: spec.host}}}", []),
        ("{name: A, valueFrom: {fieldRef: {fieldPath: spec.image}}}",
         ["env[0].valueFrom.fieldRef.fieldPath: Invalid value"]),
        ("""{name: A, valueFrom: {fieldRef: {fieldPath: "metadata.labels['a/b']"}}}""", []),
        ("""{name: A, valueFrom: {fieldRef: {fieldPath: "metadata.annotations['A/b']"}}}""", []),
        ("""{name: A, valueFrom: {fieldRef: {fieldPath: "metadata.labels['A/b']"}}}""",
         ["env[0].valueFrom.fieldRef: Invalid value"]),
        ("""{name: A, valueFrom: {fieldRef: {fieldPath: "metadata.name['a']"}}}""",
         ["env[0].valueFrom.fieldRef.fieldPath: Invalid value"]),
        ("{name: A, valueFrom: {resourceFieldRef: {resource: limits.hugepages-2Mi}}}", []),
        ("{name: A, valueFrom: {resourceFieldRef: {resource: limits.mem}}}",
         ["env[0].valueFrom.resourceFieldRef.resource: Unsupported value"]),
        ("{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1m}}}", []),
        ("{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: '0.001'}}}", []),
        ("{name: A, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 2m}}}",
         ["env[0].valueFrom.resourceFieldRef.divisor: Invalid value"]),
        ("{name: A, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1024Ki}}}", []),
        ("{name: A, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1024}}}",
         ["env[0].valueFrom.resourceFieldRef.divisor: Invalid value"]),
        ("{name: A, valueFrom: {secretKeyRef: {name: s, key: a.b_C}}}", []),
        ("{name: A, valueFrom: {secretKeyRef: {name: s, key: a/b}}}",
         ["env[0].valueFrom.secretKeyRef.key: Invalid value"]),
        ("{name: A, valueFrom: {secretKeyRef: {name: S, key: ''}}}",
         ["env[0].valueFrom.secretKeyRef.name: Invalid value",
          "env[0].valueFrom.secretKeyRef.key: Required value"]),
        ("{name: A, valueFrom: {configMapKeyRef: {key: a}}}",
         ["env[0].valueFrom.configMapKeyRef.name: Invalid value"]),
        ("{name: A, valueFrom: {fileKeyRef: {volumeName: v, path: a/b, key: K}}}", []),
        ("{name: A, valueFrom: {fileKeyRef: {volumeName: a/v, path: ../b, key: a=b}}}",
         ["env[0].valueFrom.fileKeyRef.volumeName: Invalid value",
          "env[0].valueFrom.fileKeyRef.path: Invalid value",
          "env[0].valueFrom.fileKeyRef.key: Invalid value"]),
    ],
)  # fmt: skip
def test_variables(variable: str, expected: list[str]) -> None:
    assert expected == said(pod(f"env: [{variable}]"))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{prefix: A., secretRef: {name: s}}", []),
        ("{prefix: a=, configMapRef: {name: s-}}", ["envFrom[0].prefix: Invalid value"]),
        ("{}", ["envFrom: Invalid value"]),
        ("{secretRef: {name: s}, configMapRef: {name: c}}", ["envFrom: Invalid value"]),
        ("{secretRef: {}}", ["envFrom[0].secretRef.name: Required value"]),
        ("{secretRef: {name: ''}}", ["envFrom[0].secretRef.name: Required value"]),
        ("{secretRef: {name: a_b}}", ["envFrom[0].secretRef.name: Invalid value"]),
    ],
)
def test_variables_from_a_whole_object(source: str, expected: list[str]) -> None:
    assert expected == said(pod(f"envFrom: [{source}]"))


def test_a_server_without_variables_from_files_takes_them_for_variables_without_a_source() -> None:
    variable = pod("env: [{name: A, valueFrom: {fileKeyRef: {volumeName: v, path: a, key: b}}}]")

    assert said(variable, "1.34") == ["env[0].valueFrom: Invalid value"]
    assert said(variable, "1.35") == []


def test_a_variable_had_a_stricter_name() -> None:
    assert said(pod("env: [{name: 1a}]"), "1.31") == ["env[0].name: Invalid value"]
    assert said(pod("env: [{name: a-1.b}]"), "1.31") == []


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ("limits: {cpu: -1}", ["limits[cpu]: Invalid value", "requests[cpu]: Invalid value"]),
        ("limits: {cpu: -1}, requests: {cpu: -2}",
         ["limits[cpu]: Invalid value", "requests[cpu]: Invalid value"]),
        ("requests: {mem: 1}", ["requests[mem]: Invalid value"]),
        ("requests: {storage: 1}", ["requests[storage]: Invalid value"]),
        ("requests: {kubernetes.io/x: 1}", []),
        ("limits: {a.b/c: '1.5'}", ["limits[a.b/c]: Invalid value", "requests[a.b/c]: Invalid value"]),
        ("limits: {a.b/c: 2}", []),
        ("limits: {a b/c: 2}", ["limits[a b/c]: Invalid value", "requests[a b/c]: Invalid value"]),
        ("requests: {a.b/c: 2}", ["limits: Required value"]),
        ("requests: {a.b/c: 2}, limits: {a.b/c: 3}", ["requests: Invalid value"]),
        ("requests: {cpu: 1}, limits: {cpu: 1000m}", []),
        ("requests: {cpu: 1001m}, limits: {cpu: 1}", ["requests: Invalid value"]),
        ("requests: {cpu: 100u}, limits: {cpu: 1m}", []),
        ("requests: {memory: 1Gi}, limits: {memory: 1e9}", ["requests: Invalid value"]),
        ("requests: {memory: 1Gi}, limits: {memory: null}", ["requests: Invalid value"]),
        ("limits: {hugepages-2Mi: 2Mi}", ["Forbidden"]),
        ("limits: {hugepages-2Mi: 2Mi, cpu: 1}", []),
        ("limits: {hugepages-2Mi: 3Mi, cpu: 1}",
         ["limits[hugepages-2Mi]: Invalid value", "requests[hugepages-2Mi]: Invalid value"]),
        ("limits: {hugepages-x: 3Mi, cpu: 1}",
         ["limits[hugepages-x]: Invalid value", "requests[hugepages-x]: Invalid value"]),
        ("claims: [{}]", ["claims[0]: Required value"]),
        ("claims: [{name: g}]", ["claims[0]: Not found"]),
    ],
)  # fmt: skip
def test_resources(resources: str, expected: list[str]) -> None:
    found = said(pod(f"resources: {{{resources}}}"))

    assert expected == [it.removeprefix("resources.").removeprefix("resources: ") for it in found]


def test_only_a_pod_requests_what_it_may_use() -> None:
    start = "template.spec.containers[0].resources."

    assert [f"{start}limits[cpu]: Invalid value"] == said(deployment("resources: {limits: {cpu: -1}}"))


def test_a_container_claims_what_its_pod_has() -> None:
    claims = "resourceClaims: [{name: g, resourceClaimName: x}]"

    assert said(pod("resources: {claims: [{name: g}]}", claims)) == []
    for listed in (
        "{name: g}, {name: g}",
        "{name: g, request: r}, {name: g}",
        "{name: g}, {name: g, request: r}",
    ):
        assert said(pod(f"resources: {{claims: [{listed}]}}", claims)) == [
            "resources.claims[1]: Duplicate value"
        ]
    assert said(pod("resources: {claims: [{name: g, request: r}, {name: g, request: s}]}", claims)) == []
    assert said(pod("resources: {claims: [{name: g, request: R}]}", claims)) == [
        "resources.claims[0].request: Invalid value"
    ]
    assert said(pod("resources: {claims: [{}]}", claims)) == ["resources.claims[0]: Required value"]


NET = "securityContext: {}\n  hostNetwork: true"
PROJECTED = "volumes: [{name: v, projected: {sources: ["
POD_CERTIFICATE = "{podCertificate: {signerName: a.io/b, keyType: ED25519, credentialBundlePath: c}}]}}]"
MOUNTED = "volumeMounts: [{name: v, mountPath: /a, recursiveReadOnly: x}]\n  volumes: [{name: v}]"


@pytest.mark.parametrize(
    ("container", "since", "expected"),
    [
        ("resizePolicy: [{resourceName: gpu}]", 33,
         ["resizePolicy: Unsupported value", "resizePolicy: Required value"]),
        ("resources: {claims: [{name: g}]}", 34, ["resources.claims[0]: Not found"]),
        ("securityContext: {procMount: Unmasked}", 33, ["securityContext.procMount: Invalid value"]),
        (f"{NET}\n  hostUsers: false", 33, ["hostNetwork: Forbidden"]),
        (MOUNTED, 31, ["volumeMounts.recursiveReadOnly: Unsupported value"]),
    ],
)  # fmt: skip
def test_a_server_drops_what_it_does_not_serve_yet_and_the_kubelet_does_not(
    container: str, since: int, expected: list[str]
) -> None:
    assert expected == said(pod(container), f"1.{since}")
    assert said(pod(container), f"1.{since - 1}") == []
    assert expected == said(pod(container), f"1.{since - 1}", read_by="kubelet")


@pytest.mark.parametrize(
    ("container", "spec", "key", "version", "later"),
    [
        ("", "hostUsers: false", "hostUsers", "1.32", "1.33"),
        ("", "securityContext: {supplementalGroupsPolicy: x}", "supplementalGroupsPolicy", "1.32", None),
        ("restartPolicy: Never", "", "restartPolicy", "1.34", "1.35"),
        ("", INIT + "restartPolicy: x}]", "restartPolicy", "1.34", None),
        ("", INIT + "restartPolicy: Always}]", "restartPolicy", None, "1.34"),
        ("lifecycle: {stopSignal: SIGTERM}", "", "stopSignal", "1.37", None),
        ("", "volumes: [{name: v, image: {reference: web}}]", "image", "1.34", "1.35"),
        (
            "",
            PROJECTED + "{clusterTrustBundle: {name: a, path: b}}]}}]",
            "clusterTrustBundle",
            "1.36",
            "1.37",
        ),
        ("", PROJECTED + POD_CERTIFICATE, "podCertificate", "1.36", "1.37"),
        (
            "resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]",
            "",
            "resizePolicy",
            "1.32",
            "1.33",
        ),
    ],
)
def test_a_field_of_a_feature_that_is_off_is_dropped(
    container: str, spec: str, key: str, version: str | None, later: str | None
) -> None:
    def dropped(version: str, read_by: ReadBy = "kubectl") -> list[str]:
        found = [it.finding for it in load(pod(container, spec), read_by, version).findings]
        return [
            printed(it.route or ()).rpartition(".")[2]
            for it in found
            if it.rule.code.endswith("/gated-field")
        ]

    if version:
        assert (dropped(version), dropped(version, "kubelet")) == ([key], [])
        assert said(pod(container, spec), version) == []
    if later:
        assert dropped(later) == []


def test_a_source_under_a_wrong_name_is_none_to_the_kubelet() -> None:
    misspelt = pod("env: [{name: A, valueFrom: {FieldRef: {fieldPath: metadata.name}}}]")

    assert said(misspelt) == ["env[0].valueFrom.FieldRef: strict decoding"]
    assert said(misspelt, read_by="kubelet") == ["env[0].valueFrom: Invalid value"]


@pytest.mark.parametrize(
    ("mount", "expected"),
    [
        ("subPath: a/b", []),
        ("subPath: /a", ["volumeMounts.subPath: Invalid value"]),
        ("subPath: a/../b", ["volumeMounts.subPath: Invalid value"]),
        ("subPath: a, subPathExpr: $(A)", ["volumeMounts[0].subPathExpr: Invalid value"]),
        ("subPathExpr: /$(A)", ["volumeMounts.subPathExpr: Invalid value"]),
        ("mountPropagation: none", ["volumeMounts.mountPropagation: Unsupported value"]),
        ("mountPropagation: HostToContainer", []),
        ("mountPropagation: Bidirectional", ["volumeMounts.mountPropagation: Forbidden"]),
        ("recursiveReadOnly: Enabled", ["volumeMounts.recursiveReadOnly: Forbidden"]),
        ("recursiveReadOnly: Disabled", []),
        ("recursiveReadOnly: Enabled, readOnly: true", []),
        ("recursiveReadOnly: Enabled, readOnly: true, mountPropagation: HostToContainer",
         ["volumeMounts.recursiveReadOnly: Forbidden"]),
        ("recursiveReadOnly: true", ["volumeMounts[0].recursiveReadOnly: cannot unmarshal"]),
        ("recursiveReadOnly: enabled", ["volumeMounts.recursiveReadOnly: Unsupported value"]),
    ],
)  # fmt: skip
def test_mounts(mount: str, expected: list[str]) -> None:
    assert expected == said(
        pod(f"volumeMounts: [{{name: v, mountPath: /a, {mount}}}]", "volumes: [{name: v}]")
    )


def test_a_privileged_container_mounts_for_its_node() -> None:
    mount = "volumeMounts: [{name: v, mountPath: /a, mountPropagation: Bidirectional}]"

    assert said(pod(f"securityContext: {{privileged: true}}\n    {mount}", "volumes: [{name: v}]")) == []


@pytest.mark.parametrize(
    ("devices", "expected"),
    [
        ("{name: claim, devicePath: /dev/a}", []),
        ("{name: plain, devicePath: /dev/a}", ["volumeDevices[0].name: Invalid value"]),
        ("{name: none, devicePath: /dev/a}", ["volumeDevices[0].name: Not found"]),
        ("{name: claim, devicePath: ''}", ["volumeDevices[0].devicePath: Required value"]),
        ("{name: claim, devicePath: /dev/../a}", ["volumeDevices[0].devicePath: Invalid value"]),
        ("{name: claim, devicePath: /a}, {name: claim, devicePath: /a}",
         ["volumeDevices[1].name: must be unique", "volumeDevices[1].devicePath: must be unique"]),
        ("{name: other, devicePath: /b}",
         ["volumeDevices[0].name: must not already exist", "volumeMounts[0].name: must not already exist"]),
        ("{name: claim, devicePath: /b/m}",
         ["volumeDevices[0].devicePath: must not already exist",
          "volumeMounts[0].mountPath: must not already exist"]),
    ],
)  # fmt: skip
def test_devices(devices: str, expected: list[str]) -> None:
    template = "{spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1}}}}"
    ephemeral = f"{{name: other, ephemeral: {{volumeClaimTemplate: {template}}}}}"
    volumes = f"[{{name: plain}}, {{name: claim, persistentVolumeClaim: {{claimName: x}}}}, {ephemeral}]"
    container = f"volumeMounts: [{{name: other, mountPath: /b/m}}]\n    volumeDevices: [{devices}]"

    assert sorted(expected) == sorted(said(pod(container, f"volumes: {volumes}")))


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        ("ports: [{containerPort: 80}, {containerPort: 80}]", ["ports[1]: duplicate port definition"]),
        ("ports: [{containerPort: 80}, {containerPort: 80, hostPort: 1}]",
         ["ports[1]: overlapping port definition"]),
        ("ports: [{containerPort: 80}, {containerPort: 80, protocol: UDP}]", []),
        ("ports: [{containerPort: 80, hostIP: 10.0.0.1}]", ["ports[0]: hostIP set without hostPort"]),
        ("env: [{name: A}, {name: A, value: x}]", ["env[1]: hides previous definition"]),
        ("env: [{name: A}, {name: A, value: 'x:$(A)'}]", []),
        ("resources: {limits: {memory: 128m}}", ["resources.limits[memory]: fractional byte value",
                                                  "resources.requests[memory]: fractional byte value"]),
        ("resources: {limits: {memory: 1000m}}", []),
    ],
)  # fmt: skip
def test_what_the_server_warns_of(container: str, expected: list[str]) -> None:
    assert said(pod(container)) == []
    assert expected == said(pod(container), severity=Severity.WARNING)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1", ONE), ("100m", ONE // 10), (".5", ONE // 2), ("5.", 5 * ONE), ("1Ki", 1024 * ONE),
        ("1.5Ki", 1536 * ONE),
        ("1e3", 1000 * ONE), ("1E", 10**18 * ONE), ("-1n", -1), ("0.1n", 1), ("1e-99999", 1), (None, 0),
        (2, 2 * ONE),
        (0.1, ONE // 10), ("16Ei", (2**63 - 1) * ONE), ("9" * 5000, None), ("0." + "0" * 5000 + "1", 1),
        ("", "none"),
        ("1K", "none"), (True, "none"),
    ],
)  # fmt: skip
def test_the_value_of_a_quantity(written: object, value: object) -> None:
    found = quantity(written)

    if value == "none":
        assert found is None
    else:
        assert found is not None
        assert value is None or found.value == value


def test_a_hint_says_what_to_write() -> None:
    def hint(container: str) -> str:
        return load(pod(container)).findings[0].finding.says.hint

    assert hint("imagePullPolicy: always") == "did you mean `Always`?"
    assert hint("resources: {limits: {mem: 1}}") == "did you mean `memory`?"
    assert hint("resources: {limits: {memory: 128m}}") == "write `128Mi`"
    assert hint("ports: [{containerPort: 80, name: My Web}]") == "write `my-web`"
    assert hint("livenessProbe: {tcpSocket: {port: '80'}}") == "write 80 without quotes, if it is the number"
    assert "`exec:`, `httpGet:`, `tcpSocket:` or `grpc:`" in hint("livenessProbe: {}")


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("Pod.spec.containers[0]", "livenessProbe: {periodSeconds: 3}\n"),
        ("Pod.spec.containers[0]", "resources: {requests: {a.b/c: 1}, claims: [{name: g}]}\n"),
        ("Pod.spec.containers[0]", "env: [{name: A, valueFrom: {secretKeyRef: {key: k}}}]\n"),
        ("Pod.spec.containers[0].livenessProbe.httpGet", "path: /\n"),
    ],
)
def test_nothing_is_missing_from_a_part(place: str, text: str) -> None:
    assert [it.finding.says.message for it in load(text, place=place).findings] == []


def test_what_is_left_out_is_not_missed() -> None:
    assert said(pod("livenessProbe:\n      # … how it is asked\n      periodSeconds: 3")) == []


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ("requests: {cpu: 3}", []),
        ("requests: {cpu: 2}", ["requests[cpu]: Invalid value"]),
        ("limits: {cpu: 2}", ["requests: Invalid value"]),
        ("limits: {memory: 1Gi}", []),
        ("limits: {memory: 1Mi}", ["requests: Invalid value", "containers[0].memory.limits: Invalid value"]),
        ("requests: {cpu: 4}, limits: {cpu: 3}", ["requests: Invalid value"]),
        ("limits: {ephemeral-storage: 1Gi}", ["limits[ephemeral-storage]: Unsupported value"]),
        ("limits: {mem: 1Gi}", ["limits[mem]: Invalid value"]),
        ("claims: [{name: g}]", ["claims: Forbidden"]),
    ],
)
def test_the_resources_of_a_whole_pod(resources: str, expected: list[str]) -> None:
    own = "resources: {requests: {cpu: 1}, limits: {memory: 1Gi}}"
    others = (
        "initContainers: [{name: i, image: x, resources: {requests: {cpu: 3}}}, "
        "{name: j, image: x, restartPolicy: Always, resources: {requests: {cpu: 1}}}]"
    )
    text = pod(own, f"resources: {{{resources}}}\n  {others}")

    assert expected == [it.removeprefix("resources.") for it in said(text)]
    assert said(text, "1.33") == []
