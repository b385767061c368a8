"""Parts of objects: named by `# in:`, or known without it."""

from __future__ import annotations

import pytest

from noteproof import yamltree
from noteproof.finding import printed
from noteproof.language import Loaded, Reach, Target
from noteproof.languages import kubernetes
from noteproof.text import Snippet, Source


def read(text: str) -> tuple[yamltree.Document, ...]:
    return tuple(yamltree.read(Snippet.whole(Source("x.yaml", text)), kubernetes.dialect).documents)


def load(text: str, place: str | None = None) -> Loaded:
    return kubernetes.load(read(text), Target(place=place))


def said(loaded: Loaded) -> list[str]:
    return [f"{printed(it.finding.route or ())}: {it.finding.says.message}" for it in loaded.findings]


@pytest.mark.parametrize(
    ("place", "text", "lines"),
    [
        ("Pod.spec.containers[0]", "securityContext:\n  privileged: false", []),
        (
            "Pod.spec.containers[0]",
            "securityContext:\n  fsGroup: 1",
            ['securityContext.fsGroup: unknown field "fsGroup"'],
        ),
        ("Pod.spec", "hostPID: true", []),
        ("Pod.spec", "hostPid: true", ['hostPid: unknown field "hostPid"']),
        ("Pod", "spec: {hostPID: true}", []),
        ("Deployment.spec", "replicas: 1", []),
        (
            "Deployment.spec.template.spec.containers.securityContext",
            "privileged: 1",
            ["privileged: expected a boolean, got the number 1"],
        ),
        ("PodSpec.containers[]", "image: nginx", []),
        ("Container.securityContext", "privileged: true", []),
        ("Pod.spec.volumes", "- name: v\n  emptydir: {}", ['[0].emptydir: unknown field "emptydir"']),
        (
            "Pod.spec.containers[0].resources.limits[cpu]",
            "1K",
            [': expected a quantity, got the string "1K"'],
        ),
        ("Secret.stringData", "a: 1", ["a: expected a string, got the number 1"]),
        ("Pod.spec", "# …", []),
    ],
)
def test_a_fragment_is_checked_strictly_against_its_place(place: str, text: str, lines: list[str]) -> None:
    assert kubernetes.claims_place(place)
    assert lines == said(load(text, place))


def test_nothing_is_missing_from_a_fragment() -> None:
    loaded = load("securityContext: {}", "Pod.spec.containers[0]")

    assert Loaded((), Reach.FRAGMENT) == loaded


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("Pod.spec.tolerations[0]", "effect: NoSchedule"),
        ("Pod.spec.tolerations[0]", "tolerationSeconds: 5"),
        ("Pod.spec.resourceClaims[0]", "name: gpu"),
        ("Pod.spec.imagePullSecrets[0]", "{}"),
        ("Pod.spec.schedulingGates[0]", "{}"),
        ("Pod.spec.topologySpreadConstraints[0]", "maxSkew: 1"),
        ("Pod.spec.dnsConfig", "options: [{value: '2'}]"),
        ("Pod.spec.securityContext", "seccompProfile: {localhostProfile: a.json}"),
        ("Pod.spec.volumes[0]", "downwardAPI: {items: [{fieldRef: {fieldPath: metadata.name}}]}"),
        ("Pod.spec.volumes[0].projected.sources[0]", "serviceAccountToken: {audience: vault}"),
        ("Pod.metadata", "ownerReferences: [{kind: Job}]"),
    ],
)
def test_what_the_server_asks_for_may_stand_elsewhere(place: str, text: str) -> None:
    assert load(text, place).findings == ()


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("Pod.spec.tolerations[0]", "{tolerationSeconds: 5, effect: NoSchedule}"),
        ("Pod.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0]",
         "matchExpressions: [{key: a, operator: Gt, values: ['1', '2']}]"),
        ("Pod.metadata", "labels: {app: a b}"),
        ("Deployment.spec", "{selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: c}}}}"),
        ("Job.spec", "podFailurePolicy: {rules: [{action: Count, "
         "onExitCodes: {operator: In, values: [1]}, onPodConditions: [{type: X}]}]}"),
    ],
)  # fmt: skip
def test_what_is_written_in_a_fragment_has_to_agree(place: str, text: str) -> None:
    assert load(text, place).findings != ()


@pytest.mark.parametrize(
    ("place", "message", "hint"),
    [
        ("Pod.spec.contaners[0]", 'there is no "contaners"', "did you mean `containers`?"),
        ("Pods.spec", 'there is no "Pods"', "did you mean `Pod`?"),
        ("pod.spec", 'there is no "pod"', "did you mean `Pod`?"),
        (
            "Pod.spec..x",
            'there is no "..x"',
            "name a kind and the way to a field, as in `# in: Pod.spec.containers[0]`",
        ),
        ("Pod.spec.hostPID.x", 'there is no "x"', "see `kubectl explain`"),
    ],
)
def test_an_unknown_place_says_which_step_leads_nowhere(place: str, message: str, hint: str) -> None:
    [found] = load("a: b", place).findings

    assert (f"`# in: {place}` names no place: {message}", hint) == (
        found.finding.says.message,
        found.finding.says.hint,
    )


@pytest.mark.parametrize("place", ["kube-scheduler", "production", "", "rules[0]", "the cluster"])
def test_a_place_that_begins_with_no_kind_is_not_claimed(place: str) -> None:
    assert not kubernetes.claims_place(place)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "securityContext:\n  readOnlyRootFileSystem: true",
            ['securityContext.readOnlyRootFileSystem: unknown field "readOnlyRootFileSystem"'],
        ),
        ("securityContext:\n  runAsUser: 1000", []),
        ("securityContext:\n  fsGroup: 1\n  runAsUser: 1000", []),
        (
            "securityContext:\n  privileged: false\n  fsGroup: 1",
            ['securityContext.fsGroup: unknown field "fsGroup"'],
        ),
        ("spec:\n  containers:\n  - name: x\n    imag: y", ['spec.containers[0].imag: unknown field "imag"']),
        (
            "spec:\n  replicas: 1\n  template: {spec: {container: []}}",
            ['spec.template.spec.container: unknown field "container"'],
        ),
        ("metadata:\n  name: x\n  label: {a: b}", ['metadata.label: unknown field "label"']),
        (
            "metadata:\n  labels: {a: 1}\nspec:\n  containers: []",
            ["metadata.labels[a]: expected a string, got the number 1"],
        ),
        (
            "containers:\n- name: a\n  image: b\n  command: sh",
            ['containers[0].command: expected a list, got the string "sh"'],
        ),
        (
            "volumeMounts:\n- name: v\n  mountPath: /x\n  readonly: true",
            ['volumeMounts[0].readonly: unknown field "readonly"'],
        ),
        (
            "resources:\n  limits: {memory: 1GB}",
            ['resources.limits[memory]: expected a quantity, got the string "1GB"'],
        ),
        ("hostPID: true\nhostNetwork: true", []),
        (
            "livenessProbe:\n  httpGet: {path: /, port: 80}\n  periodSecond: 3",
            ['livenessProbe.periodSecond: unknown field "periodSecond"'],
        ),
        (
            "- name: a\n  mountPath: /x\n  readOnly: 'yes'",
            ['[0].readOnly: expected a boolean, got the string "yes"'],
        ),
        ("- name: a\n  secret: {name: x}", ['[0].secret.name: unknown field "name"']),
        ("- name: c\n  image: i\n  tty: 1", ["[0].tty: expected a boolean, got the number 1"]),
        ("- name: A\n  value: yes", ["[0].value: expected a string, got the boolean true"]),
        (
            "- apiGroups: ['']\n  resources: [pods]\n  verbs: get",
            ['[0].verbs: expected a list, got the string "get"'],
        ),
    ],
)
def test_a_common_fragment_is_known_without_a_directive(text: str, lines: list[str]) -> None:
    assert any(kubernetes.claims_fragment(document.value) for document in read(text))
    loaded = load(text)
    assert loaded.reach == Reach.FRAGMENT
    assert lines == said(loaded)


@pytest.mark.parametrize(
    ("text", "routes"),
    [
        ("- name: data\n  mountPath: /x\n  readonly: true", ["[0].readonly"]),
        ("- name: data\n  mountPath: /x\n  foo: true", ["[0].foo"]),
        ("- mountpath: /x\n  name: a", ["[0].mountpath"]),
        ("- mountPath: /x\n  name: a\n- mountpath: /x\n  name: a", ["[1].mountpath"]),
        ("- name: c\n  image: i\n  comand: [sh]", ["[0].comand"]),
        ("- name: a\n  valueFron: {}", ["[0].valueFron"]),
        ("- name: a\n  emptydir: {}", ["[0].emptydir"]),
        ("- containerport: 80", ["[0].containerport"]),
        ("- apiGroups: ['']\n  resource: [pods]\n  verbs: [get]", ["[0].resource"]),
        ("volumeMounts:\n- name: x\n  mountPat: /x", ["volumeMounts[0].mountPat"]),
        ("volumeMount:\n- name: x\n  mountPath: /x", ["volumeMount"]),
        ("spec:\n  securityContext:\n    runAsNonroot: true", ["spec.securityContext.runAsNonroot"]),
        ("spec:\n  hostPID: true\n  hostNetwrk: true", ["spec.hostNetwrk"]),
        ("spec:\n  replicas: 1\n  template: {spec: {containers: []}}\n  replica: 3", ["spec.replica"]),
        ("spec:\n  backofLimit: 1\n  template: {spec: {containers: []}}", ["spec.backofLimit"]),
        ("resources:\n  limit: {cpu: 1}", ["resources.limit"]),
        ("livenessProbe: {httpGett: {}}", ["livenessProbe.httpGett"]),
        ("spec:\n  containrs: [{name: a, image: b}]", ["spec.containrs"]),
        (
            "securityContext:\n  readOnlyRootFileSystem: true\nimag: x",
            ["securityContext.readOnlyRootFileSystem", "imag"],
        ),
        ("hostPid: true", ["hostPid"]),
        ("containers: [{name: a, image: b}]\nvolumes: [{name: v}]\nfoo: 1", ["foo"]),
    ],
)
def test_a_misspelt_key_does_not_hide_the_fragment_that_it_is_in(text: str, routes: list[str]) -> None:
    assert any(kubernetes.claims_fragment(document.value) for document in read(text))
    assert [("kubernetes/unknown-field", route) for route in routes] == [
        (it.finding.rule.code, printed(it.finding.route or ())) for it in load(text).findings
    ]


@pytest.mark.parametrize("text", ["- name: x\n  foo: 1", "- name: b\n  image: go\n  commands: [make]"])
def test_a_list_of_parts_that_are_not_known_is_no_failed_object(text: str) -> None:
    assert Loaded((), Reach.PARSED) == load(text)


@pytest.mark.parametrize("text", ["- a\n- b", "[]", "- kind: Pod\n  metadata: {}"])
def test_another_list_is_not_an_object(text: str) -> None:
    assert [it.finding.rule.code for it in load(text).findings] == ["kubernetes/not-an-object"]


def test_a_list_of_parts_beside_an_object_is_not_an_object() -> None:
    text = "apiVersion: v1\nkind: Namespace\nmetadata: {name: x}\n---\n- name: x\n  foo: 1\n"

    assert [it.finding.rule.code for it in load(text).findings] == ["kubernetes/not-an-object"]


def test_a_spec_of_no_known_kind_is_only_parsed() -> None:
    assert kubernetes.claims_fragment({"spec": {"foo": "bar"}})
    assert Loaded((), Reach.PARSED) == load("spec:\n  foo: bar\n")


@pytest.mark.parametrize(
    "text",
    [
        "services:\n  web: {image: nginx, ports: ['80:80']}",
        "env:\n  A: b",
        "ports:\n- '80:80'",
        "- name: x\n  hosts: all\n  tasks: []",
        "- rule: x\n  desc: y",
        "- list: x\n  items: []",
        "resources:\n- a.yaml\nimages: []",
        "securityContext: yes",
        "securityContext:\n  a: b",
        "metadata: text",
        "metadata:\n  author: me",
        "name: x\nimage: y",
        "volumes:\n  data: {}",
        "on: push\nenv: [{name: a}]",
        "- name: b\n  image: golang\n  commands: [make]",
        "- name: b\n  image: golang\n  script: make",
        "- name: x\n  apt: {name: nginx}\n  become: true",
        "- name: x\n  file: {path: /x}\n- name: y\n  template: {src: a, dest: b}",
        "on: {push: {}}\njobs: {a: {runs-on: x, container: {image: y}, steps: [{name: a, run: b}]}}",
        "image: {repository: x}\nresources: {limits: {cpu: 1}}\nsecurityContext: {runAsUser: 1}",
        "replicaCount: 1\nresources: {limits: {cpu: 1}}\nsecurityContext: {runAsUser: 1}",
        "podSecurityContext: {fsGroup: 1}\nsecurityContext: {runAsUser: 1}",
        "serviceAccount: {create: true}\nresources: {limits: {cpu: 1}}\ntolerations: []\naffinity: {}",
        "port: 80\nresources: {limits: {cpu: 1}}",
        "site_name: x\nnav: []\nplugins: [search]",
        "scrape_configs: [{job_name: x, static_configs: []}]",
        "openapi: 3.0.0\ninfo: {}\npaths: {}\ncomponents: {}",
        "apiServer: {extraArgs: {}}\nnetworking: {}",
        "authentication: {anonymous: {enabled: false}}\nreadOnlyPort: 0",
        "- a\n- b",
        "[]",
        "text",
        "",
    ],
)
def test_other_yaml_is_not_claimed(text: str) -> None:
    assert not any(kubernetes.claims(it.value) or kubernetes.claims_fragment(it.value) for it in read(text))


def test_a_field_of_the_pod_in_the_fragment_of_a_container_says_where_it_belongs() -> None:
    [found] = load("securityContext:\n  fsGroup: 1", "Pod.spec.containers[0]").findings

    assert found.finding.says.hint == "`fsGroup` belongs under `spec.securityContext` of a Pod"


def test_the_flags_of_a_command_are_a_place_of_their_own() -> None:
    loaded = load("- --audit-log-path=-\n", "kube-apiserver")

    assert (loaded.findings, loaded.reach) == ((), Reach.FRAGMENT)
