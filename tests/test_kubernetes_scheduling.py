"""Where and how a pod runs: names, affinity, tolerations, spreading, DNS, and what the server warns of."""

from __future__ import annotations

import pytest
from test_kubernetes_pods import hints, load, pod, said

from noteproof.finding import Severity, printed

NODES = "spec.affinity.nodeAffinity"
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
TERM = f"{NODES}.{REQUIRED}.nodeSelectorTerms[0]"
NEAR = f"spec.affinity.podAffinity.{REQUIRED}[0]"


def warnings(text: str) -> list[str]:
    found = [it.finding for it in load(text).findings]
    return [printed(it.route or ()) for it in found if it.severity is Severity.WARNING]


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("restartPolicy: Never", []),
        ("restartPolicy: ''", []),
        ("restartPolicy: always", ["spec.restartPolicy: Unsupported value"]),
        ("preemptionPolicy: Never", []),
        ("preemptionPolicy: ''", ["spec.preemptionPolicy: Required value"]),
        ("preemptionPolicy: never", ["spec.preemptionPolicy: Unsupported value"]),
        ("activeDeadlineSeconds: 1", []),
        ("activeDeadlineSeconds: 0", ["spec.activeDeadlineSeconds: Invalid value"]),
        ("activeDeadlineSeconds: 2147483648", ["spec.activeDeadlineSeconds: Invalid value"]),
        ("serviceAccountName: a.b", []),
        ("serviceAccountName: A", ["spec.serviceAccountName: Invalid value"]),
        ("serviceAccount: A", ["spec.serviceAccountName: Invalid value"]),
        ("serviceAccount: A\n  serviceAccountName: a", []),
        ("nodeName: a.b", []),
        ("nodeName: a_b", ["spec.nodeName: Invalid value"]),
        ("priorityClassName: A", ["spec.priorityClassName: Invalid value"]),
        ("runtimeClassName: a.b", []),
        ("runtimeClassName: ''", ["spec.runtimeClassName: Required value"]),
        ("hostname: a.b", ["spec.hostname: Invalid value"]),
        ("hostname: ''", []),
        ("subdomain: a.b", ["spec.subdomain: Invalid value"]),
        ("hostnameOverride: a.b", []),
        ("hostnameOverride: a.b\n  setHostnameAsFQDN: true", ["spec.setHostnameAsFQDN: Forbidden"]),
        (f"hostnameOverride: {'x' * 65}", ["spec.hostnameOverride: Too long"] * 1),
        ("nodeSelector: {a: b, x.org/a: ''}", []),
        ("nodeSelector: {a b: c}", ["spec.nodeSelector: Invalid value"]),
        ("nodeSelector: {a: b c}", ["spec.nodeSelector: Invalid value"]),
        ("overhead: {cpu: 1, memory: 1Mi}", []),
        ("overhead: {mem: 1}", ["spec.overhead.limits[mem]: Invalid value"]),
        ("readinessGates: [{conditionType: x.org/a}]", []),
        ("readinessGates: [{conditionType: a b}]", ["spec.readinessGates[0].conditionType: Invalid value"]),
        ("schedulingGates: [{name: x.org/a}]", []),
        ("readinessGates: [{}]", ["spec.readinessGates[0].conditionType: Required value"]),
        ("schedulingGates: [{}]", ["spec.schedulingGates[0]: Required value"]),
        ("schedulingGates: [{name: /a}]", ["spec.schedulingGates[0]: Invalid value"]),
        ("schedulingGates: [{name: a}, {name: a}]", ["spec.schedulingGates[1]: Duplicate value"]),
        ("schedulingGates: [{name: a}]\n  nodeName: n1", ["spec.nodeName: Forbidden"]),
        ("resourceClaims: [{name: a, resourceClaimName: b}]", []),
        ("resourceClaims: [{name: a}]", ["spec.resourceClaims[0]: Invalid value"]),
        ("resourceClaims: [{name: A, resourceClaimName: b}]", ["spec.resourceClaims[0].name: Invalid value"]),
        (
            "resourceClaims: [{name: a, resourceClaimName: b, resourceClaimTemplateName: c}]",
            ["spec.resourceClaims[0]: Invalid value"],
        ),
        (
            "resourceClaims: [{name: a, resourceClaimName: b}, {name: a, resourceClaimName: c}]",
            ["spec.resourceClaims[1].name: Duplicate value"],
        ),
    ],
)
def test_where_and_how_a_pod_runs(rest: str, expected: list[str]) -> None:
    assert said(pod(f"  {rest}")) == expected


@pytest.mark.parametrize(
    ("toleration", "expected"),
    [
        ("{operator: Exists}", []),
        ("{}", ["operator: Invalid value"]),
        ("{effect: NoSchedule}", ["operator: Invalid value"]),
        ("{key: a}", []),
        ("{key: a b}", ["key: Invalid value"]),
        ("{key: a, value: b}", []),
        ("{key: a, value: b c}", ["operator: Invalid value"]),
        ("{key: a, operator: Exists, value: b}", ["operator: Invalid value"]),
        ("{key: a, operator: exists}", ["operator: Unsupported value"]),
        ("{key: a, effect: noschedule}", ["effect: Unsupported value"]),
        ("{key: a, effect: NoExecute, tolerationSeconds: 0}", []),
        ("{key: a, effect: NoSchedule, tolerationSeconds: 0}", ["effect: Invalid value"]),
        ("{key: a, tolerationSeconds: 5}", ["effect: Invalid value"]),
    ],
)
def test_a_toleration_is_of_a_taint(toleration: str, expected: list[str]) -> None:
    found = said(pod(f"  tolerations: [{toleration}]"))

    assert found == [f"spec.tolerations[0].{it}" for it in expected]


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ("[]", [f"{NODES}.{REQUIRED}.nodeSelectorTerms: Required value"]),
        ("[{}]", []),
        ("[{matchExpressions: [{key: a, operator: In, values: [b]}]}]", []),
        (
            "[{matchExpressions: [{key: a, operator: In}]}]",
            [f"{TERM}.matchExpressions[0].values: Required value"],
        ),
        (
            "[{matchExpressions: [{key: a, operator: Exists, values: [b]}]}]",
            [f"{TERM}.matchExpressions[0].values: Forbidden"],
        ),
        (
            "[{matchExpressions: [{key: a, operator: Gt, values: ['1', '2']}]}]",
            [f"{TERM}.matchExpressions[0].values: Required value"],
        ),
        (
            "[{matchExpressions: [{key: a, operator: in, values: [b]}]}]",
            [f"{TERM}.matchExpressions[0].operator: Invalid value"],
        ),
        (
            "[{matchExpressions: [{key: a b, operator: In, values: [b c]}]}]",
            [
                f"{TERM}.matchExpressions[0].key: Invalid value",
                f"{TERM}.matchExpressions[0].values[0]: Invalid value",
            ],
        ),
        ("[{matchFields: [{key: metadata.name, operator: In, values: [a]}]}]", []),
        (
            "[{matchFields: [{key: metadata.name, operator: In, values: [a, b]}]}]",
            [f"{TERM}.matchFields[0].values: Required value"],
        ),
        (
            "[{matchFields: [{key: name, operator: Exists}]}]",
            [f"{TERM}.matchFields[0].operator: Invalid value", f"{TERM}.matchFields[0].key: Invalid value"],
        ),
    ],
)
def test_a_node_is_asked_for_by_its_labels(terms: str, expected: list[str]) -> None:
    affinity = f"  affinity: {{nodeAffinity: {{{REQUIRED}: {{nodeSelectorTerms: {terms}}}}}}}"

    assert said(pod(affinity)) == expected


def test_a_preference_has_a_weight_and_its_values_are_not_looked_at() -> None:
    term = "preference: {matchExpressions: [{key: a, operator: In, values: [b c]}]}"
    text = "  affinity: {nodeAffinity: {%s: [{weight: %s, %s}]}}"

    assert said(pod(text % (PREFERRED, 100, term))) == []
    assert said(pod(text % (PREFERRED, 0, term))) == [f"{NODES}.{PREFERRED}[0].weight: Invalid value"]


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("topologyKey: a, labelSelector: {}", []),
        ("labelSelector: {}", ["topologyKey: Required value"]),
        ("topologyKey: '', labelSelector: {}", ["topologyKey: Required value"]),
        ("topologyKey: a b, labelSelector: {}", ["topologyKey: Invalid value"]),
        ("topologyKey: a, labelSelector: {}, namespaces: [b, C]", ["namespace: Invalid value"]),
        ("topologyKey: a, matchLabelKeys: [b]", ["matchLabelKeys: Forbidden"]),
        ("topologyKey: a, labelSelector: {}, matchLabelKeys: [b]", []),
        (
            "topologyKey: a, labelSelector: {}, matchLabelKeys: [b], mismatchLabelKeys: [b]",
            ["matchLabelKeys[0]: Invalid value"],
        ),
        (
            "topologyKey: a, labelSelector: {matchExpressions: [{key: b, operator: In}]}",
            ["labelSelector.matchExpressions[0].values: Required value"],
        ),
    ],
)
def test_other_pods_are_asked_for_by_labels_and_topology(term: str, expected: list[str]) -> None:
    text = pod(f"  affinity: {{podAffinity: {{{REQUIRED}: [{{{term}}}]}}}}")

    assert said(text) == [f"{NEAR}.{it}" for it in expected]


def test_a_weighted_term_without_a_term_has_no_topology() -> None:
    text = pod(f"  affinity: {{podAntiAffinity: {{{PREFERRED}: [{{weight: 1}}]}}}}")
    route = f"spec.affinity.podAntiAffinity.{PREFERRED}[0].podAffinityTerm.topologyKey"

    assert said(text) == [f"{route}: Required value"]


SPREAD = "maxSkew: 1, topologyKey: a, whenUnsatisfiable: DoNotSchedule, labelSelector: {}"


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        (SPREAD, []),
        (SPREAD.replace("1", "0"), ["maxSkew: Invalid value"]),
        (SPREAD.replace("DoNot", "donot"), ["whenUnsatisfiable: Unsupported value"]),
        (SPREAD + ", minDomains: 1", []),
        (SPREAD + ", minDomains: 0", ["minDomains: Invalid value"]),
        (
            SPREAD.replace("DoNotSchedule", "ScheduleAnyway") + ", minDomains: 1",
            ["minDomains: Invalid value"],
        ),
        (SPREAD + ", nodeTaintsPolicy: honor", ["nodeTaintsPolicy: Unsupported value"]),
        (SPREAD + ", matchLabelKeys: [b]", []),
    ],
)
def test_pods_are_spread(constraint: str, expected: list[str]) -> None:
    found = said(pod(f"  topologySpreadConstraints: [{{{constraint}}}]"))

    assert found == [f"spec.topologySpreadConstraints[0].{it}" for it in expected]


def test_a_key_whose_value_is_the_pods_own_is_not_in_the_selector() -> None:
    spread = SPREAD.replace("{}", "{matchLabels: {b: c}}") + ", matchLabelKeys: [b]"
    text = pod(f"  topologySpreadConstraints: [{{{spread}}}]", name="p, labels: {%s: c}")
    term = "topologyKey: a, labelSelector: {matchLabels: {b: c}}, matchLabelKeys: [x, b]"
    near = pod(f"  affinity: {{podAffinity: {{{REQUIRED}: [{{{term}}}]}}}}", name="p, labels: {b: c}")

    assert said(text % "other") == []
    assert said(text % "b") == ["spec.topologySpreadConstraints[0][0]: Invalid value"]
    assert said(near) == [f"{NEAR}[1]: Invalid value"]


def test_a_template_whose_pods_will_be_refused_is_warned_of() -> None:
    spread = SPREAD.replace("{}", "{matchLabels: {b: c}}") + ", matchLabelKeys: [b]"
    spec = f"{{containers: [{{name: c, image: nginx}}], topologySpreadConstraints: [{{{spread}}}]}}"
    template = f"template: {{metadata: {{labels: {{b: c}}}}, spec: {spec}}}"
    text = f"apiVersion: v1\nkind: PodTemplate\nmetadata: {{name: t}}\n{template}\n"

    assert said(text) == []
    assert warnings(text) == ["template.spec.topologySpreadConstraints[0][0]"]


def test_no_two_constraints_are_of_one_topology() -> None:
    other = SPREAD.replace("DoNotSchedule", "ScheduleAnyway")
    text = "  topologySpreadConstraints: [{%s}, {%s}]"
    route = "spec.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}"

    assert said(pod(text % (SPREAD, other))) == []
    assert said(pod(text % (SPREAD, SPREAD))) == [f"{route}: Duplicate value"]


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("dnsPolicy: Default", []),
        ("dnsPolicy: none", ["spec.dnsPolicy: Unsupported value"]),
        ("dnsPolicy: None", ["spec.dnsConfig: Required value"]),
        ("dnsPolicy: None\n  dnsConfig: {}", ["spec.dnsConfig.nameservers: Required value"]),
        ("dnsPolicy: None\n  dnsConfig: {nameservers: [10.0.0.1]}", []),
        ("dnsConfig: {nameservers: [a]}", ["spec.dnsConfig.nameservers[0]: Invalid value"]),
        ("dnsConfig: {nameservers: [10.0.0.1, 10.0.0.2, 10.0.0.3]}", []),
        (
            "dnsConfig: {nameservers: [10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4]}",
            ["spec.dnsConfig.nameservers: Invalid value"],
        ),
        ("dnsConfig: {searches: [a.b, a.b., ., _a.b]}", []),
        ("dnsConfig: {searches: [A]}", ["spec.dnsConfig.searches[0]: Invalid value"]),
        ("dnsConfig: {options: [{name: ndots, value: '2'}]}", []),
        ("dnsConfig: {options: [{value: '2'}]}", ["spec.dnsConfig.options[0]: Required value"]),
        ("hostAliases: [{ip: 10.0.0.1, hostnames: [a.b]}]", []),
        ("hostAliases: [{ip: a}]", ["spec.hostAliases[0].ip: Invalid value"]),
        ("hostAliases: [{ip: ::1, hostnames: [a_b]}]", ["spec.hostAliases[0].hostnames[0]: Invalid value"]),
    ],
)
def test_names_are_resolved(rest: str, expected: list[str]) -> None:
    assert said(pod(f"  {rest}".replace("::1", "'::1'"))) == expected


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ("nodeSelector: {kubernetes.io/os: linux}", []),
        ("nodeSelector: {beta.kubernetes.io/os: linux}", ["spec.nodeSelector[beta.kubernetes.io/os]"]),
        (
            "topologySpreadConstraints: [{maxSkew: 1, topologyKey: a, whenUnsatisfiable: DoNotSchedule}]",
            ["spec.topologySpreadConstraints[0].labelSelector"],
        ),
        (
            f"affinity: {{podAffinity: {{{REQUIRED}: [{{topologyKey: a}}]}}}}",
            [f"{NEAR}.labelSelector"],
        ),
        ("hostAliases: [{ip: 10.0.0.1}, {ip: 10.0.0.1}]", ["spec.hostAliases[1].ip"]),
        ("imagePullSecrets: [{name: a}, {name: a}]", ["spec.imagePullSecrets[1].name"]),
        ("imagePullSecrets: [{}]", ["spec.imagePullSecrets[0].name"]),
        ("terminationGracePeriodSeconds: 0", []),
        ("terminationGracePeriodSeconds: -1", ["spec.terminationGracePeriodSeconds"]),
        ("volumes: [{name: v, rbd: {monitors: [a], image: b}}]", ["spec.volumes[0].rbd"]),
    ],
)
def test_what_the_server_warns_of(rest: str, expected: list[str]) -> None:
    assert said(pod(f"  {rest}")) == []
    assert warnings(pod(f"  {rest}")) == expected


@pytest.mark.parametrize(
    ("rest", "hint"),
    [
        ("restartPolicy: always", "did you mean `Always`?"),
        ("tolerations: [{key: a, operator: exists}]", "did you mean `Exists`?"),
        ("nodeSelector: {beta.kubernetes.io/os: linux}", "write `kubernetes.io/os`"),
        ("dnsConfig: {nameservers: [010.0.0.1]}", "write `10.0.0.1`"),
    ],
)
def test_a_hint_mends_the_fault(rest: str, hint: str) -> None:
    assert hints(pod(f"  {rest}")) == [hint]
