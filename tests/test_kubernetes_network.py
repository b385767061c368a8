"""Services, policies, Ingresses, roles and data: what is refused of them, and the neighbour that is taken."""

from __future__ import annotations

import pytest
from test_kubernetes_pods import hints, load, said

from noteproof.finding import Severity
from noteproof.languages.kubernetes.validation import addresses, port_names

NET = "networking.k8s.io/v1"
SLICE = "discovery.k8s.io/v1"
CLASS = "kubernetes.io/ingress.class"


def of(kind: str, rest: str, version: str = "v1", name: str = "web") -> str:
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: {name}}}\n{rest}\n"


def service(spec: str) -> str:
    return of("Service", f"spec: {{{spec}}}")


def policy(spec: str) -> str:
    return of("NetworkPolicy", f"spec: {{podSelector: {{}}, {spec}}}", NET)


def ingress(spec: str) -> str:
    return of("Ingress", f"spec: {{{spec}}}", NET)


def path(path: str, backend: str = "{service: {name: web, port: {number: 80}}}", type: str = "Prefix") -> str:
    item = f"{{path: '{path}', pathType: {type}, backend: {backend}}}"
    return ingress(f"rules: [{{host: a.b, http: {{paths: [{item}]}}}}]")


def rbac(kind: str, rest: str) -> str:
    return of(kind, rest, "rbac.authorization.k8s.io/v1")


def bound(role: str, kind: str = "", subject: str = "") -> str:
    return rbac(f"{kind}RoleBinding", f"{role}\nsubjects: [{subject}]")


def secret(type: str, data: str = "", plain: str = "") -> str:
    return of("Secret", f"type: {type}\ndata: {{{data}}}\nstringData: {{{plain}}}")


def warned(text: str) -> list[str]:
    found = [it.finding for it in load(text).findings]
    return [it.rule.code for it in found if it.severity is Severity.WARNING]


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("10.9.8.7", "10.9.8.7"),
        ("010.9.8.7", "10.9.8.7"),
        ("::", "::"),
        ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
        ("::ffff:10.9.8.7", "10.9.8.7"),
        ("::00001", "::1"),
    ],
)
def test_an_address_has_one_canonical_form(text: str, canonical: str) -> None:
    read = addresses.read_address(text)

    assert read is not None
    assert canonical == read.canonical


@pytest.mark.parametrize(
    "text",
    ["", "10.9.8", "10.9.8.7.6", "256.1.1.1", "10.9.8.+7", "1.2.3.٤", ":::", "1::2::3", "1.2.3.4::",
     "fe80::1%a", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8::", "::12345", "0" * 1000 + "x"],
)  # fmt: skip
def test_what_is_no_address_is_none(text: str) -> None:
    assert addresses.read_address(text) is None
    assert addresses.read_block(f"{text}/8") is None


@pytest.mark.parametrize(
    ("text", "before", "now", "canonical"),
    [
        ("10.0.0.0/8", True, True, True),
        ("10.0.0.1/8", True, False, False),
        ("010.0.0.0/8", True, False, False),
        ("10.0.0.0/08", True, False, False),
        ("::ffff:10.0.0.0/120", True, False, False),
        ("2001:DB8::/32", True, True, False),
        ("10.0.0.0/33", False, False, False),
        ("10.0.0.0", False, False, False),
        ("/8", False, False, False),
    ],
)
def test_blocks_are_read_more_strictly_since_1_36(
    text: str, before: bool, now: bool, canonical: bool
) -> None:
    assert before == (addresses.block_fault(text, strict=False) is None)
    assert now == (addresses.block_fault(text, strict=True) is None)
    assert canonical == (addresses.block_fault(text, strict=True, canonical=True) is None)


@pytest.mark.parametrize("name", ["http", "h2c", "a-b", "9a", "a" * 15])
def test_a_name_that_a_port_can_have(name: str) -> None:
    assert port_names.fault(name) is None


@pytest.mark.parametrize("name", ["", "80", "HTTP", "a--b", "-a", "a-", "a_b", "a" * 16])
def test_a_name_that_no_port_can_have(name: str) -> None:
    assert port_names.fault(name) is not None


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("", ["spec.ports: Required value"]),
        ("clusterIP: None", []),
        ("clusterIPs: [None], clusterIP: None", []),
        ("type: ExternalName, externalName: a.b.", []),
        ("type: ExternalName", ["spec.externalName: Required value"]),
        ("type: ExternalName, externalName: A.b", ["spec.externalName: Invalid value"]),
        ("type: ExternalName, externalName: a, clusterIP: 10.0.0.1", ["spec.clusterIPs: Forbidden"]),
        ("ports: [{port: 80}]", []),
        ("ports: [{port: 80}, {port: 81}]",
         ["spec.ports[0].name: Required value", "spec.ports[1].name: Required value"]),
        ("ports: [{port: 80, name: a}, {port: 81, name: a}]", ["spec.ports[1].name: Duplicate value"]),
        ("ports: [{port: 80, name: a}, {port: 80, name: b}]", ["spec.ports[1]: Duplicate value"]),
        ("ports: [{port: 80, name: a}, {port: 80, name: b, protocol: UDP}]", []),
        ("ports: [{port: 80, name: a.b}]", ["spec.ports[0].name: Invalid value"]),
        ("ports: [{port: 0}]",
         ["spec.ports[0].port: Invalid value", "spec.ports[0].targetPort: Invalid value"]),
        ("ports: [{port: 70000, targetPort: 80}]", ["spec.ports[0].port: Invalid value"]),
        ("ports: [{port: 80, targetPort: '80'}]", ["spec.ports[0].targetPort: Invalid value"]),
        ("ports: [{port: 80, targetPort: http}]", []),
        ("ports: [{port: 80, targetPort: ''}]", []),
        ("ports: [{port: 80, protocol: tcp}]", ["spec.ports[0].protocol: Unsupported value"]),
        ("ports: [{port: 80, appProtocol: 'a b'}]", ["spec.ports[0].appProtocol: Invalid value"]),
        ("ports: [{port: 80, nodePort: 30000}]", ["spec.ports[0].nodePort: Forbidden"]),
        ("type: NodePort, ports: [{port: 80, nodePort: 80}]", []),
        ("type: NodePort, ports: [{port: 80, name: a, nodePort: 3}, {port: 81, name: b, nodePort: 3}]",
         ["spec.ports[1].nodePort: Duplicate value"]),
        ("type: LoadBalancer, ports: [{port: 10250}]", ["spec.ports[0]: Invalid value"]),
        ("type: LoadBalancer, ports: [{port: 443, targetPort: 10250}]", []),
        ("type: NodePort, ports: [{port: 10250}]", []),
        ("type: NodePort, clusterIP: None, ports: [{port: 80}]", ["spec.clusterIPs[0]: Invalid value"]),
        ("ports: [{port: 80}], type: nodeport", ["spec.type: Unsupported value"]),
        ("ports: [{port: 80}], type: ''", []),
        ("ports: [{port: 80}], selector: {'a b': c}", ["spec.selector: Invalid value"]),
        ("ports: [{port: 80}], sessionAffinity: clientIP", ["spec.sessionAffinity: Unsupported value"]),
        ("clusterIP: None, sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 0}}",
         ["spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value"]),
        ("ports: [{port: 80}], sessionAffinityConfig: {clientIP: {timeoutSeconds: 0}}", []),
        ("ports: [{port: 80}], externalTrafficPolicy: Local", ["spec.externalTrafficPolicy: Invalid value"]),
        ("ports: [{port: 80}], externalTrafficPolicy: Local, type: NodePort", []),
        ("ports: [{port: 80}], externalTrafficPolicy: local, type: NodePort",
         ["spec.externalTrafficPolicy: Unsupported value"]),
        ("ports: [{port: 80}], internalTrafficPolicy: Local", []),
        ("ports: [{port: 80}], internalTrafficPolicy: ''", ["spec.internalTrafficPolicy: Unsupported value"]),
        ("ports: [{port: 80}], trafficDistribution: Near", ["spec.trafficDistribution: Unsupported value"]),
        ("ports: [{port: 80}], loadBalancerClass: a/b", ["spec.loadBalancerClass: Forbidden"]),
        ("ports: [{port: 80}], type: LoadBalancer, loadBalancerClass: a/b", []),
        ("ports: [{port: 80}], type: LoadBalancer, loadBalancerClass: ''",
         ["spec.loadBalancerClass: Invalid value"]),
        ("ports: [{port: 80}], allocateLoadBalancerNodePorts: false",
         ["spec.allocateLoadBalancerNodePorts: Forbidden"]),
        ("ports: [{port: 80}], healthCheckNodePort: 3", ["spec.healthCheckNodePort: Invalid value"]),
        ("ports: [{port: 80}], loadBalancerSourceRanges: [10.0.0.0/8]",
         ["spec.LoadBalancerSourceRanges: Forbidden"]),
        ("ports: [{port: 80}], type: LoadBalancer, loadBalancerSourceRanges: [' 10.0.0.0/8 ']", []),
        ("ports: [{port: 80}], type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.1]",
         ["spec.LoadBalancerSourceRanges[0]: Invalid value"]),
        ("ports: [{port: 80}], externalIPs: [127.0.0.1, x, 203.0.113.7]",
         ["spec.externalIPs[0]: Invalid value", "spec.externalIPs[1]: Invalid value"]),
        ("ports: [{port: 80}], clusterIP: 10.0.0.256", ["spec.clusterIPs[0]: Invalid value"]),
        ("ports: [{port: 80}], clusterIP: 10.0.0.1, ipFamilies: [IPv6]",
         ["spec.clusterIPs[0]: Invalid value"]),
        ("ports: [{port: 80}], clusterIPs: [10.0.0.1]", ["spec.clusterIPs: Invalid value"]),
        ("ports: [{port: 80}], clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1, 10.0.0.2]",
         ["spec.clusterIPs: Invalid value"]),
        ("ports: [{port: 80}], clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1, '::2']", []),
        ("ports: [{port: 80}], ipFamilies: [IPv4, IPv4]", ["spec.ipFamilies[1]: Duplicate value"]),
        ("ports: [{port: 80}], ipFamilies: [ipv4]", ["spec.ipFamilies[0]: Unsupported value"]),
        ("ports: [{port: 80}], ipFamilyPolicy: Dual", ["spec.ipFamilyPolicy: Unsupported value"]),
    ],
)  # fmt: skip
def test_a_service_is_refused_for_what_the_server_names(spec: str, expected: list[str]) -> None:
    assert expected == said(service(spec))


def test_a_service_without_spec_has_no_ports() -> None:
    assert said(of("Service", "")) == ["spec.ports: Required value"]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("ports: [{port: 80}], externalName: a.b", ["kubernetes/ignored-field"]),
        ("ports: [{port: 80}], externalIPs: [203.0.113.7]", ["kubernetes/deprecated-field"]),
        ("clusterIP: None, externalIPs: [203.0.113.7]", ["kubernetes/ignored-field"]),
        ("ports: [{port: 80}], trafficDistribution: PreferClose", ["kubernetes/deprecated-field"]),
        ("ports: [{port: 80}], trafficDistribution: PreferSameNode", []),
        ("ports: [{port: 80}], clusterIP: '2001:DB8::1'", ["kubernetes/odd-address"]),
    ],
)
def test_the_server_warns_of_what_a_service_does_in_vain(spec: str, expected: list[str]) -> None:
    assert expected == warned(service(spec))


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("policyTypes: [Ingress, Egress]", []),
        ("policyTypes: [ingress]", ["spec.policyTypes[0]: Unsupported value"]),
        ("policyTypes: [Ingress, Egress, Egress]", ["spec.policyTypes: Invalid value"]),
        ("ingress: [{}]", []),
        ("ingress: [{from: [{}]}]", ["spec.ingress[0].from[0]: Required value"]),
        ("ingress: [{from: [null]}]", ["spec.ingress[0].from[0]: Required value"]),
        ("ingress: [{from: [{podSelector: {}, namespaceSelector: {}}]}]", []),
        ("egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}, podSelector: {}}]}]",
         ["spec.egress[0].to[0]: Forbidden"]),
        ("egress: [{to: [{ipBlock: {cidr: ''}}]}]", ["spec.egress[0].to[0].ipBlock.cidr: Required value"]),
        ("egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]}]", []),
        ("egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.1.0.0/16, 10.0.0.0/8, x]}}]}]",
         [f"spec.egress[0].to[0].ipBlock.except[{at}]: Invalid value" for at in range(3)]),
        ("egress: [{ports: [{port: 80, endPort: 90, protocol: SCTP}, {port: http}, {}]}]", []),
        ("egress: [{ports: [{port: 80, endPort: 70}]}]", ["spec.egress[0].ports[0].endPort: Invalid value"]),
        ("egress: [{ports: [{port: http, endPort: 70}]}]",
         ["spec.egress[0].ports[0].endPort: Invalid value"]),
        ("egress: [{ports: [{endPort: 70}]}]", ["spec.egress[0].ports[0].endPort: Invalid value"]),
        ("egress: [{ports: [{port: '80'}]}]", ["spec.egress[0].ports[0].port: Invalid value"]),
        ("egress: [{ports: [{port: 0}]}]", ["spec.egress[0].ports[0].port: Invalid value"]),
        ("egress: [{ports: [{protocol: tcp}]}]", ["spec.egress[0].ports[0].protocol: Unsupported value"]),
    ],
)  # fmt: skip
def test_a_policy_is_refused_for_what_the_server_names(spec: str, expected: list[str]) -> None:
    assert expected == said(policy(spec))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ingress("rules: []"), ["spec: Invalid value"]),
        (of("Ingress", "", NET), ["spec: Invalid value"]),
        (ingress("rules: [{host: a.b}]"), []),
        (ingress("rules: [{host: '*.b'}]"), []),
        (ingress("rules: [{host: '*b'}]"), ["spec.rules[0].host: Invalid value"]),
        (ingress("rules: [{host: '*.*.b'}]"), ["spec.rules[0].host: Invalid value"]),
        (ingress("rules: [{host: 'a.b:80'}]"), ["spec.rules[0].host: Invalid value"]),
        (ingress("rules: [{host: 10.0.0.1}]"), ["spec.rules[0].host: Invalid value"]),
        (ingress("rules: [{http: {paths: []}}]"), ["spec.rules[0].http.paths: Required value"]),
        (ingress("rules: [{host: a.b}], ingressClassName: A"), ["spec.ingressClassName: Invalid value"]),
        (ingress("rules: [{host: a.b}], tls: [{hosts: ['*']}]"), ["spec.tls[0].hosts[0]: Invalid value"]),
        (ingress("rules: [{host: a.b}], tls: [{secretName: A}]"), ["spec.tls[0].secretName: Invalid value"]),
        (ingress("rules: [{host: a.b}], tls: [{secretName: ''}]"), []),
        (path("/"), []),
        (path("/a/.b/..c"), []),
        (path("a"), ["spec.rules[0].http.paths[0].path: Invalid value"]),
        (path(""), ["spec.rules[0].http.paths[0].path: Invalid value"]),
        (path("", type="ImplementationSpecific"), []),
        (path("/a//b", type="ImplementationSpecific"), []),
        (path("/a//b"), ["spec.rules[0].http.paths[0].path: Invalid value"]),
        (path("/a/.."), ["spec.rules[0].http.paths[0].path: Invalid value"]),
        (path("/a%2Fb", type="Exact"), ["spec.rules[0].http.paths[0].path: Invalid value"]),
        (path("/", type="prefix"), ["spec.rules[0].http.paths[0].pathType: Unsupported value"]),
        (path("/", "{}"), ["spec.rules[0].http.paths[0].backend: Invalid value"]),
        (path("/", "{service: {name: a}}"), ["spec.rules[0].http.paths[0].backend: Required value"]),
        (path("/", "{service: {name: a, port: 80}}"),
         ["spec.rules[0].http.paths[0].backend.service.port: cannot unmarshal"]),
        (path("/", "{service: {name: a, port: {number: '80'}}}"),
         ["spec.rules[0].http.paths[0].backend.service.port.number: cannot unmarshal"]),
        (path("/", "{service: {name: 9a, port: {name: http}}}"), []),
        (path("/", "{service: {name: A, port: {name: http}}}"),
         ["spec.rules[0].http.paths[0].backend.service.name: Invalid value"]),
        (path("/", "{service: {name: a, port: {name: '80'}}}"),
         ["spec.rules[0].http.paths[0].backend.service.port.name: Invalid value"]),
        (path("/", "{service: {name: a, port: {name: b, number: 3}}}"),
         ["spec.rules[0].http.paths[0].backend: Invalid value"]),
        (path("/", "{service: {name: a, port: {number: 70000}}}"),
         ["spec.rules[0].http.paths[0].backend.service.port.number: Invalid value"]),
        (path("/", "{resource: {kind: a, name: b}}"), []),
        (path("/", "{resource: {kind: a/b, name: b}}"),
         ["spec.rules[0].http.paths[0].backend.resource.kind: Invalid value"]),
        (path("/", "{resource: {kind: a, name: b}, service: {name: a, port: {number: 3}}}"),
         ["spec.rules[0].http.paths[0].backend: Invalid value"]),
    ],
)  # fmt: skip
def test_an_ingress_is_refused_for_what_the_server_names(text: str, expected: list[str]) -> None:
    assert expected == said(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (of("Ingress", "spec: {rules: [{host: a.b}]}", NET, f"i, annotations: {{{CLASS}: x}}"),
         ["kubernetes/deprecated-field"]),
        (of("ServiceAccount", "", name="a, annotations: {kubernetes.io/enforce-mountable-secrets: 'true'}"),
         ["kubernetes/deprecated-field"]),
        (of("Namespace", "", name="a, labels: {pod-security.kubernetes.io/enforce: baseline}"), []),
        (of("Namespace", "", name="a, labels: {pod-security.kubernetes.io/enforce: Baseline}"),
         ["kubernetes/pod-security-label"]),
        (of("Namespace", "", name="a, labels: {pod-security.kubernetes.io/enforced: baseline}"),
         ["kubernetes/pod-security-label"]),
        (of("Namespace", "", name="a, labels: {pod-security.kubernetes.io/warn-version: latest}"), []),
        (of("Namespace", "", name="a, labels: {pod-security.kubernetes.io/warn-version: '1.36'}"),
         ["kubernetes/pod-security-label"]),
        (rbac("Role", "rules: [{apiGroups: ['', apps], resources: [pods/log, '*/scale'], verbs: [use]}]"),
         []),
        (rbac("Role", "rules: [{apiGroups: [apps/v1, core], resources: [Pods], verbs: [Get]}]"),
         ["kubernetes/idle-rule"] * 4),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_warned_of(text: str, expected: list[str]) -> None:
    assert expected == warned(text)
    assert said(text) == []


def test_the_class_of_an_ingress_is_said_once() -> None:
    text = ingress("rules: [{host: a.b}], ingressClassName: c")
    annotated = text.replace("{name: web}", "{name: web, annotations: {kubernetes.io/ingress.class: %s}}", 1)

    assert said(annotated % "c") == []
    assert said(annotated % "d") == ["annotations.kubernetes.io/ingress.class: Invalid value"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (rbac("Role", "rules: [{apiGroups: [''], resources: [pod], verbs: [read]}]"), []),
        (rbac("Role", "rules: [{resources: [pods], verbs: []}]"),
         ["rules[0].verbs: Required value", "rules[0].apiGroups: Required value"]),
        (rbac("Role", "rules: [{nonResourceURLs: [/a], verbs: [get]}]"),
         ["rules[0].nonResourceURLs: Invalid value"]),
        (rbac("ClusterRole", "rules: [{nonResourceURLs: [/a], verbs: [get]}]"), []),
        (rbac("ClusterRole", "rules: [{nonResourceURLs: [/a], resources: [a], verbs: [get]}]"),
         ["rules[0].nonResourceURLs: Invalid value"]),
        (rbac("ClusterRole", "aggregationRule: {}"),
         ["aggregationRule.clusterRoleSelectors: Required value"]),
        (bound(""), ["roleRef.kind: Required value", "roleRef.name: Required value"]),
        (bound("roleRef: {kind: Role, name: 'a:b'}", "", "{kind: ServiceAccount, name: a}"),
         []),
        (bound("roleRef: {kind: role, name: a/b, apiGroup: rbac}"),
         ["roleRef.apiGroup: Unsupported value", "roleRef.kind: Unsupported value",
          "roleRef.name: Invalid value"]),
        (bound("roleRef: {kind: Role, name: a}", "", "{kind: User, name: ''}"),
         ["subjects[0].name: Required value"]),
        (bound("roleRef: {kind: Role, name: a}", "", "{kind: Group, name: a, apiGroup: v1}"),
         ["subjects[0].apiGroup: Unsupported value"]),
        (bound("roleRef: {kind: Role, name: a}", "Cluster"), ["roleRef.kind: Unsupported value"]),
        (bound("roleRef: {kind: ClusterRole, name: a}", "Cluster", "{kind: ServiceAccount, name: A}"),
         ["subjects[0].namespace: Required value", "subjects[0].name: Invalid value"]),
    ],
)  # fmt: skip
def test_a_role_is_refused_for_what_the_server_names(text: str, expected: list[str]) -> None:
    assert expected == said(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (of("ConfigMap", "data: {a.B_c-1: x}"), []),
        (of("ConfigMap", "data: {'a b': x, '..': v, .a: z}"),
         ["data[a b]: Invalid value", "data[..]: Invalid value"]),
        (of("ConfigMap", "binaryData: {a/b: YQ==}"), ["binaryData[a/b]: Invalid value"]),
        (of("ConfigMap", "data: {a: b}\nbinaryData: {a: YQ==}"), ["data[a]: Invalid value"]),
        (of("ConfigMap", f"data: {{a: {'x' * (1 << 20)}}}"), []),
        (of("ConfigMap", f"data: {{a: {'x' * ((1 << 20) + 1)}}}"), [": Too long"]),
        (secret("Opaque", "a b: YQ=="), ["data[a b]: Invalid value"]),
        (secret("Opaque", plain="a b: c"), ["data[a b]: Invalid value"]),
        (secret("kubernetes.io/tls", "tls.crt: YQ=="), ["data[tls.key]: Required value"]),
        (secret("kubernetes.io/tls", "tls.crt: YQ==", "tls.key: b"), []),
        (secret("kubernetes.io/basic-auth"),
         ["data[username]: Required value", "data[password]: Required value"]),
        (secret("kubernetes.io/basic-auth", "username: ''"), []),
        (secret("kubernetes.io/ssh-auth", "ssh-privatekey: ''"), ["data[ssh-privatekey]: Required value"]),
        (secret("kubernetes.io/dockerconfigjson"), ["data[.dockerconfigjson]: Required value"]),
        (secret("kubernetes.io/dockerconfigjson", ".dockerconfigjson: e30="), []),
        (secret("kubernetes.io/dockerconfigjson", ".dockerconfigjson: W10="),
         ["data[.dockerconfigjson]: Invalid value"]),
        (secret("kubernetes.io/dockercfg", plain=".dockercfg: '{\"a\": NaN}'"),
         ["data[.dockercfg]: Invalid value"]),
        (secret("kubernetes.io/service-account-token"),
         ["metadata.annotations[kubernetes.io/service-account.name]: Required value"]),
        (secret("example.com/mine"), []),
    ],
)  # fmt: skip
def test_data_are_refused_for_what_the_server_names(text: str, expected: list[str]) -> None:
    assert expected == said(text)


def test_a_message_does_not_show_what_is_secret() -> None:
    text = secret("kubernetes.io/dockercfg", plain=".dockercfg: hunter2")

    assert "hunter2" not in str([it.finding.says for it in load(text).findings])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (of("Endpoints", "subsets: [{}]"), ["subsets[0]: Required value"]),
        (of("Endpoints", "subsets: [{addresses: [{ip: 127.0.0.1}]}]"),
         ["subsets[0].addresses[0].ip: Invalid value"]),
        (of("Endpoints", "subsets: [{addresses: [{ip: 10.0.0.1}], ports: [{port: 80}]}]"), []),
        (of("EndpointSlice", "addressType: IPv4\nendpoints: [{addresses: ['10.0.0.1']}]", SLICE), []),
        (of("EndpointSlice", "addressType: ipv4\nendpoints: [{addresses: []}]", SLICE),
         ["endpoints[0].addresses: Required value", "addressType: Unsupported value"]),
        (of("EndpointSlice", "addressType: IPv6\nendpoints: [{addresses: [10.0.0.1]}]", SLICE),
         ["endpoints[0].addresses[0]: Invalid value"]),
        (of("EndpointSlice", "addressType: FQDN\nendpoints: [{addresses: [a, a.b.]}]", SLICE),
         ["endpoints[0].addresses[0]: Invalid value"]),
        (of("EndpointSlice", "addressType: IPv4\nports: [{port: 1}, {port: 2}]", SLICE),
         ["ports[1].name: Duplicate value"]),
        (of("ServiceCIDR", "spec: {cidrs: [10.0.0.0/8, '2001:db8::/64']}", NET), []),
        (of("ServiceCIDR", "", NET), ["spec.cidrs: Required value"]),
        (of("ServiceCIDR", "spec: {cidrs: [10.0.0.0/8, 11.0.0.0/8]}", NET), ["spec.cidrs: Invalid value"]),
        (of("IPAddress", "spec: {parentRef: {resource: services, name: a}}", NET, "10.0.0.1"), []),
        (of("IPAddress", "spec: {parentRef: {resource: services, name: a}}", NET),
         ["metadata.name: Invalid value"]),
        (of("IPAddress", "", NET, "10.0.0.1"), ["spec.parentRef: Required value"]),
        (of("IngressClass", "spec: {controller: a.b/c}", NET), []),
        (of("IngressClass", "spec: {controller: nginx}", NET), ["spec.controller: Invalid value"]),
        (of("IngressClass", "spec: {controller: a/b, parameters: {kind: k, name: p, scope: Namespace}}", NET),
         ["spec.parameters.namespace: Required value"]),
        (of("IngressClass", "spec: {controller: a/b, parameters: {kind: k, name: p, namespace: a}}", NET),
         ["spec.parameters.namespace: Forbidden"]),
        (of("Node", "spec: {taints: [{key: a, effect: noSchedule}]}"),
         ["metadata.taints[0].effect: Unsupported value"]),
        (of("Node", "spec: {taints: [{key: a, effect: NoExecute}, {key: a, effect: NoExecute}]}"),
         ["metadata.taints[1]: Duplicate value"]),
        (of("Node", "spec: {taints: [{key: a}]}"),
         ["spec.taints[0].effect: Required value", "metadata.taints[0].effect: Required value"]),
        (of("Node", "spec: {podCIDRs: [10.0.0.0/8, '2001:db8::/64']}"), []),
        (of("Lease", "spec: {leaseDurationSeconds: 0}", "coordination.k8s.io/v1"),
         ["spec.leaseDurationSeconds: Invalid value"]),
        (of("Namespace", "spec: {finalizers: [kubernetes, foo]}"), ["spec.finalizers: Invalid value"]),
    ],
)  # fmt: skip
def test_what_is_behind_services_is_refused_too(text: str, expected: list[str]) -> None:
    assert expected == said(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (service("ports: [{port: 80, targetPort: '80'}]"), ["write 80 without quotes, if it is the number"]),
        (service("ports: [{port: 80, targetPort: HTTP}]"), ["write `http`"]),
        (service("ports: [{port: 80}], type: nodeport"), ["did you mean `NodePort`?"]),
        (policy("egress: [{to: [{ipBlock: {cidr: 10.9.8.7}}]}]"), ["write `10.9.8.7/32`"]),
        (policy("egress: [{to: [{ipBlock: {cidr: 10.9.8.7/24}}]}]"), ["write `10.9.8.0/24`"]),
        (path("api"), ["write `/api`"]),
        (ingress("rules: [{host: 'https://a.b/c'}]"), ["write `a.b` alone"]),
        (ingress("rules: [{host: 'a.b:80'}]"), ["write `a.b` alone"]),
        (ingress("rules: [{host: 'a_b:80'}]"), ["write `a-b`"]),
        (
            bound(
                "roleRef: {kind: Role, name: a}",
                subject="{kind: ServiceAccount, name: 'system:serviceaccount:dev:web'}",
            ),
            ["write `name: web`, and its `namespace`"],
        ),
        (
            rbac("Role", "rules: [{apiGroups: '', resources: 'a, b', verbs: '*'}]"),
            ['write a list: `[""]`', 'write a list: `["a", "b"]`', 'write a list: `["*"]`'],
        ),
        (
            policy("ingress: [{from: [{namespaceSelector: dev}]}]"),
            ["write a mapping: `matchLabels:`, and labels below it"],
        ),
        (
            policy("ingress: [{from: [{namespaceSelector: {team: dev}}]}]"),
            ["labels stand one level below: write `matchLabels:`, and `team` indented below it"],
        ),
        (of("PodDisruptionBudget", "spec: {minAvailable: '1'}", "policy/v1"), ["write 1 without quotes"]),
        (secret("Opaque", "a: YQ"), ["write `YQ==`: the padding is missing"]),
        (
            secret("Opaque", "a: hunter2"),
            ["encode it with `base64 -w0`; a Secret takes plain text under `stringData`"],
        ),
        (path("/", "{service: {name: a, port: 80}}"), ["write a mapping: `number: 80`"]),
        (path("/", "{service: {name: a, port: http}}"), ["write a mapping: `name: http`"]),
        (
            service("ports: [{port: 80}], selector: {matchLabels: {a: b}}"),
            ["write the labels themselves here: this selector has no `matchLabels`"],
        ),
        (of("ConfigMap", "data: {'a b': c}"), ["write `a-b`"]),
    ],
)
def test_the_hint_says_what_to_write(text: str, expected: list[str]) -> None:
    assert expected == hints(text)
