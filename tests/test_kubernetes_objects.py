"""What is said of whole objects: fields, types, kinds and versions."""

from __future__ import annotations

from textwrap import dedent

import pytest
from memory import Memory

from noteproof import engine, yamltree
from noteproof.finding import Diagnostic, Severity, printed
from noteproof.language import Loaded, Reach, ReadBy, Target
from noteproof.languages import kubernetes
from noteproof.text import Snippet, Source


def load(
    text: str, versions: tuple[str, ...] = ("1.36",), read_by: ReadBy = "kubectl", place: str | None = None
) -> Loaded:
    snippet = Snippet.whole(Source("x.yaml", dedent(text)))
    documents = yamltree.read(snippet, kubernetes.dialect).documents
    return kubernetes.load(documents, Target(versions, read_by, place))


def said(loaded: Loaded) -> list[str]:
    """Each finding on a line: its rule, its route, its message and its hint."""
    return [
        f"{it.finding.rule.code.removeprefix('kubernetes/')} {printed(it.finding.route or ())}:"
        f" {it.finding.says.message}; {it.finding.says.hint}"
        for it in loaded.findings
    ]


def pod(rest: str) -> str:
    head = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n"
        "  - name: c\n    image: nginx\n"
    )
    return head + rest


def test_a_clean_pod_has_no_finding_and_is_checked() -> None:
    loaded = load(pod(""))

    assert (loaded.findings, loaded.reach) == ((), Reach.CHECKED)


@pytest.mark.parametrize(
    ("rest", "hint"),
    [
        ("    securityContext: {readOnlyRootFileSystem: true}", "did you mean `readOnlyRootFilesystem`?"),
        ("    ima\u200bge: x", "the key holds the character U+200B, which is not seen: delete it"),
        ("    livenessprobe: {}", "did you mean `livenessProbe`?"),
        ("    imag: x", "did you mean `image`?"),
        ("    resources: {request: {cpu: 1}}", "did you mean `requests`?"),
        ("    volumeMounts: [{name: v, path: /x}]\n  volumes: [{name: v}]", "did you mean `mountPath`?"),
        ("  volumes: [{name: v, secret: {name: s}}]", "did you mean `secretName`?"),
        ("  volumes: [{name: v, persistentVolumeClaim: {name: s}}]", "did you mean `claimName`?"),
        ("nodeName: x", "`nodeName` belongs under `spec`"),
        ("    hostNetwork: true", "`hostNetwork` belongs under `spec`"),
        ("    privileged: true", "`privileged` belongs under `spec.containers[0].securityContext`"),
        ("    securityContext: {fsGroup: 1}", "`fsGroup` belongs under `spec.securityContext`"),
        (
            "    securityContext: {drop: [ALL]}",
            "`drop` belongs under `spec.containers[0].securityContext.capabilities`",
        ),
        ("    securityContext: {image: x}", "`image` belongs under `spec.containers[0]`"),
        (
            "  securityContext: {privileged: true}",
            "`privileged` belongs under `spec.containers[].securityContext`",
        ),
        (
            "    livenessProbe: {httpGet: {port: 1}, path: /}",
            "`path` belongs under `spec.containers[0].livenessProbe.httpGet`",
        ),
        (
            "    livenessProbe: {tcpSocket: {port: 1}, port: 2}",
            "`port` belongs under `spec.containers[0].livenessProbe.tcpSocket`",
        ),
        ("    livenessProbe: {exec: {command: [x]}, initialDelay: 2}", "did you mean `initialDelaySeconds`?"),
        ("    readiness: {exec: {command: [x]}}", "did you mean `readinessProbe`?"),
        ("  image: x", "`image` belongs under `spec.containers[]`"),
        ("  labels: {a: b}", "`labels` belongs under `metadata`"),
        ("  replicas: 3", "a Pod has no `replicas`, a Deployment has: remove it, or change the kind"),
        ("foo: 1", "the fields here are `apiVersion`, `kind`, `metadata`, `spec` and `status`"),
        ("  frobnicate: 1", "remove it, or check the spelling"),
        (
            "  affinity:\n  nodeAffinity: {}",
            "the indentation is lost: indent it below `affinity`",
        ),
    ],
)
def test_an_unknown_field_says_what_was_meant(rest: str, hint: str) -> None:
    assert [hint] == [it.finding.says.hint for it in load(pod(rest)).findings]


def test_fields_that_belong_together_belong_to_one_place() -> None:
    probe = "    livenessProbe: {port: 80, path: /}"

    assert {it.finding.says.hint for it in load(pod(probe)).findings} >= {
        "`port` belongs under `spec.containers[0].livenessProbe.httpGet`",
        "`path` belongs under `spec.containers[0].livenessProbe.httpGet`",
    }


def test_a_pod_that_lost_its_indentation_says_where_each_line_belongs() -> None:
    flat = """\
        apiVersion: v1
        kind: Pod
        metadata:
        name: test
        spec:
        nodeName: worker
        containers:
        - name: test
        image: busybox
        command: [sh]
        """
    lost = "the indentation is lost: indent it below"

    assert [
        f'unknown-field name: unknown field "name"; {lost} `metadata`',
        f'unknown-field nodeName: unknown field "nodeName"; {lost} `spec`',
        f'unknown-field containers: unknown field "containers"; {lost} `spec`',
        f'unknown-field image: unknown field "image"; {lost} `spec.containers[]`',
        f'unknown-field command: unknown field "command"; {lost} `spec.containers[]`',
        "missing-field spec.containers: `spec.containers` is missing (the server names unknown fields first);"
        " add `containers:` below `spec`",
        "missing-field metadata.name: `metadata.name` is missing (the server names unknown fields first);"
        " add `name:` below `metadata`",
    ] == said(load(flat))


def test_fields_that_stand_one_level_too_low_are_moved_out() -> None:
    text = (
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}\n"
        "spec: {automountServiceAccountToken: false}\n"
    )

    assert said(load(text)) == [
        'unknown-field spec: unknown field "spec"; a ServiceAccount has no `spec`:'
        " move `automountServiceAccountToken` out of it, to where `spec` stands"
    ]


@pytest.mark.parametrize(
    ("rest", "message", "hint"),
    [
        (
            "  hostPID: 'true'",
            'expected a boolean, got the string "true"',
            "write `true`, in lower case and without quotes",
        ),
        (
            "  hostname: off",
            "expected a string, got the boolean false",
            'write `"off"`: without quotes, YAML 1.1 reads it as a boolean',
        ),
        (
            "  hostname: y",
            "expected a string, got the boolean true",
            'write `"y"`: without quotes, YAML 1.1 reads it as a boolean',
        ),
        (
            "  hostname: 1e3",
            "expected a string, got the number 1e3",
            'write `"1e3"`: without quotes it is a number',
        ),
        (
            "  initContainers: {name: i}",
            "expected a list, got a mapping",
            "begin it with a dash: `- name: …`",
        ),
        ("    command: sleep", 'expected a list, got the string "sleep"', 'write a list: `["sleep"]`'),
        (
            "    env: {LOG: debug}",
            "expected a list, got a mapping",
            "write a list of items like `- name: LOG`",
        ),
        (
            "  terminationGracePeriodSeconds: 30s",
            'expected a whole number, got the string "30s"',
            "write `30` without the unit",
        ),
        (
            "    resources: limits:x",
            'expected a mapping, got the string "limits:x"',
            "put a blank after the colon: `limits: x`",
        ),
        (
            "  nodeSelector: disk:ssd",
            'expected a mapping, got the string "disk:ssd"',
            "put a blank after the colon: `disk: ssd`",
        ),
        (
            "    command: sleep 3600",
            'expected a list, got the string "sleep 3600"',
            'write a list: `["sleep", "3600"]`',
        ),
        (
            "    command: a && b",
            'expected a list, got the string "a && b"',
            "write a list, each item after a dash",
        ),
        (
            "    ports: ['80:80']",
            'expected a mapping, got the string "80:80"',
            "write a mapping: `containerPort: …`",
        ),
        (
            "    env: [A=b]",
            'expected a mapping, got the string "A=b"',
            "write a mapping: `name: A` and `value: b`",
        ),
        ("    ports: [80]", "expected a mapping, got the number 80", "write a mapping: `containerPort: 80`"),
        (
            "    securityContext: [{}]",
            "expected a mapping, got a list",
            "remove the dash: this is one mapping, not a list",
        ),
        (
            "    securityContext: {seccompProfile: RuntimeDefault}",
            'expected a mapping, got the string "RuntimeDefault"',
            "write a mapping: `type: RuntimeDefault`",
        ),
        (
            "    resources: {limits: {memory: 128mi}}",
            'expected a quantity, got the string "128mi"',
            "write `128Mi`",
        ),
        (
            "    resources: {limits: {cpu: 500 m}}",
            'expected a quantity, got the string "500 m"',
            "write `500m`, without blanks",
        ),
        ("    resources: {limits: {memory: 1GB}}", 'expected a quantity, got the string "1GB"', "write `1G`"),
        (
            "    ports: [{containerPort: '80'}]",
            'expected a whole number, got the string "80"',
            "write `80` without quotes",
        ),
        (
            "    ports: [{containerPort: 3000000000}]",
            "expected a whole number, got the number 3000000000",
            "write a number from -2147483648 to 2147483647",
        ),
    ],
)
def test_a_wrong_type_says_how_to_write_it(rest: str, message: str, hint: str) -> None:
    assert [(message, hint)] == [
        (it.finding.says.message, it.finding.says.hint) for it in load(pod(rest)).findings
    ]


def test_a_namespace_that_kubectl_replaces_is_a_warning_to_kubectl_alone() -> None:
    text = pod("").replace("{name: p}", "{name: p, namespace: 1}")

    assert [it.finding.rule.code for it in load(text).findings] == ["kubernetes/lost-namespace"]
    assert [it.finding.rule.code for it in load(text, read_by="kubelet").findings] == [
        "kubernetes/wrong-type"
    ]


def test_every_fault_is_reported() -> None:
    text = pod(
        "    foo: 1\n    image: 2\n  hostPID: 3\n  volumes: [{}, {name: 4}]\nbar: 5\n".replace(
            "    image: 2\n", ""
        )
    )

    assert len(load(text).findings) == 5


def test_null_means_absent() -> None:
    text = pod(
        "    ports:\n    env: [null]\n    command: [null]\n    securityContext: null\n"
        "    resources: {limits: {cpu: }}\n"
    )

    assert [it.finding.says.message for it in load(text).findings] == [
        "`spec.containers[0].env[0].name` is missing"
    ]


def test_a_comment_with_an_ellipsis_allows_what_is_left_out() -> None:
    left_out = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  # …\n  hostPID: true\n"

    assert said(load(left_out)) == []
    assert len(load(left_out.replace("  # …\n", "")).findings) == 1


def test_a_misspelt_required_field_is_one_fault() -> None:
    text = "apiVersion: v1\nkind: Pod\nmetadata: {nmae: p}\nspec: {container: []}\n"

    assert [line.split()[0] for line in said(load(text))] == ["unknown-field", "unknown-field"]


def test_a_generated_name_is_a_name_but_not_to_the_kubelet() -> None:
    text = pod("").replace("{name: p}", "{generateName: p}")

    assert said(load(text)) == []
    assert [it.finding.says.message.lstrip("`") for it in load(text, read_by="kubelet").findings] == [
        "metadata.name` is missing"
    ]


def test_what_is_asked_and_not_stored_needs_no_name() -> None:
    assert said(load("apiVersion: authentication.k8s.io/v1\nkind: TokenReview\nspec: {token: x}\n")) == []


def test_the_status_lacks_nothing() -> None:
    assert said(load(pod("status: {conditions: [{}], containerStatuses: [{}]}\n"))) == []


@pytest.mark.parametrize(
    ("version", "kind", "line"),
    [
        (
            "v1",
            "pod",
            'unknown-kind kind: unknown kind "pod" in `v1`; did you mean `Pod`? Kinds are case-sensitive',
        ),
        ("v1", "Pood", 'unknown-kind kind: unknown kind "Pood" in `v1`; did you mean `Pod`?'),
        (
            "v1",
            "Role",
            'unknown-kind kind: unknown kind "Role" in `v1`; Role is in `rbac.authorization.k8s.io/v1`',
        ),
        ("V1", "ConfigMap", 'unknown-version apiVersion: unknown apiVersion "V1"; did you mean `v1`?'),
        (
            "v1beta1",
            "ConfigMap",
            'unknown-version apiVersion: unknown apiVersion "v1beta1"; ConfigMap is in `v1`',
        ),
        (
            "core/v1",
            "ConfigMap",
            'unknown-version apiVersion: unknown apiVersion "core/v1"; ConfigMap is in `v1`',
        ),
        (
            "rbac.authorization.k8.io/v1",
            "Role",
            'unknown-version apiVersion: unknown apiVersion "rbac.authorization.k8.io/v1";'
            " Role is in `rbac.authorization.k8s.io/v1`",
        ),
        (
            "policy/v1beta1",
            "PodSecurityPolicy",
            "removed-api apiVersion: `policy/v1beta1` PodSecurityPolicy was removed in Kubernetes 1.25;"
            " use Pod Security Admission: label the namespace"
            " `pod-security.kubernetes.io/enforce: baseline` or `restricted`",
        ),
        (
            "extensions/v1beta1",
            "Ingress",
            "removed-api apiVersion: `extensions/v1beta1` Ingress was removed in Kubernetes 1.22;"
            " write `apiVersion: networking.k8s.io/v1`, and compare the fields: some have changed",
        ),
        (
            "autoscaling/v2beta2",
            "HorizontalPodAutoscaler",
            "removed-api apiVersion: `autoscaling/v2beta2` HorizontalPodAutoscaler"
            " was removed in Kubernetes 1.26;"
            " write `apiVersion: autoscaling/v2`, and compare the fields: some have changed",
        ),
    ],
)
def test_a_kind_that_is_not_there_says_where_it_is(version: str, kind: str, line: str) -> None:
    assert [line] == said(load(f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: x}}\n# …\n"))[:1]


def test_an_api_that_comes_later_says_since_when() -> None:
    text = "apiVersion: resource.k8s.io/v1\nkind: DeviceClass\nmetadata: {name: x}\n"

    assert said(load(text)) == []
    assert said(load(text, ("1.33",))) == [
        "unknown-version apiVersion: `resource.k8s.io/v1` DeviceClass exists only since Kubernetes 1.34;"
        " write `apiVersion: resource.k8s.io/v1beta1`, or say `# kubernetes: >=1.34` above"
    ]


@pytest.mark.parametrize(
    ("head", "line"),
    [
        (
            "apiVersions: v1\nkind: Namespace",
            'missing-version apiVersions: `apiVersion` is missing; found "apiVersions"; '
            "write `apiVersion` instead of `apiVersions`",
        ),
        (
            "apiversion: v1\nkind: Namespace",
            'missing-version apiversion: `apiVersion` is missing; found "apiversion"; '
            "write `apiVersion` instead of `apiversion`",
        ),
        (
            "apiVersion: v1\nKind: Namespace",
            'missing-kind Kind: `kind` is missing; found "Kind"; write `kind` instead of `Kind`',
        ),
        ("kind: Namespace", "missing-version : `apiVersion` is missing; write `apiVersion: v1`"),
        (
            "apiVersion: v1",
            "missing-kind : `kind` is missing; write `kind:` and what this object is, such as `Pod`",
        ),
        (
            "apiVersion: 1\nkind: Namespace",
            "wrong-type apiVersion: expected a string, got the number 1; write it as text",
        ),
        (
            "apiVersion: v1\nkind:",
            "missing-kind kind: `kind` is missing; write `kind:` and what this object is, such as `Pod`",
        ),
    ],
)
def test_an_object_without_apiversion_or_kind_is_claimed_and_refused(head: str, line: str) -> None:
    assert [line] == said(load(f"{head}\nmetadata: {{name: x}}\n"))


def test_the_kubelet_drops_unknown_fields_and_reads_keys_in_any_case() -> None:
    text = pod("    foo: 1").replace("apiVersion", "APIVERSION").replace("kind", "Kind")

    assert said(load(text, read_by="kubelet")) == [
        'dropped-field spec.containers[0].foo: unknown field "foo", which the kubelet drops in silence;'
        " remove it, or check the spelling"
    ]


@pytest.mark.parametrize("head", ["apiVersion: v1\nkind: ConfigMap", "apiVersion: cilium.io/v2\nkind: X"])
def test_the_kubelet_runs_pods_only(head: str) -> None:
    text = head + "\nmetadata: {name: x}\n"

    assert [line.split()[0] for line in said(load(text, read_by="kubelet"))] == ["unknown-kind"]


def test_what_the_kubelet_drops_is_missing_under_its_right_name() -> None:
    text = pod("    volumeMounts: [{name: v, path: /x}]\n  volumes: [{name: v}]\n")

    assert [line.split()[0] for line in said(load(text, read_by="kubelet"))] == [
        "dropped-field",
        "missing-field",
    ]


def test_the_items_of_a_list_are_objects_of_their_own() -> None:
    text = """\
        apiVersion: v1
        kind: List
        items:
        - {apiVersion: v1, kind: Namespace, metadata: {name: a}}
        - {apiVersion: v1, kind: Namespace, metadata: {name: b}, spec: {foo: 1}}
        - apiVersion: cilium.io/v2
          kind: CiliumNetworkPolicy
          spec: {foo: 1}
        - 3
        """

    assert [line.split(":")[0] for line in said(load(text))] == [
        "unknown-field items[1].spec.foo",
        "not-an-object items[3]",
    ]


def test_an_item_of_a_list_is_quoted_as_written_and_may_leave_something_out() -> None:
    text = """\
        apiVersion: v1
        kind: List
        items:
        - apiVersion: v1
          kind: Pod
          metadata:
            name: y
          spec:
            # …
            hostPID: true
        """

    assert said(load(text)) == [
        "wrong-type items[0].metadata.name: expected a string, got the boolean true;"
        ' write `"y"`: without quotes, YAML 1.1 reads it as a boolean'
    ]


def test_a_typed_list_is_read_by_its_type() -> None:
    text = "apiVersion: v1\nkind: PodList\nitems: [{spec: {containers: [{name: 1, image: nginx}]}}]\n"

    assert [line.split(":")[0] for line in said(load(text))] == [
        "wrong-type items[0].spec.containers[0].name"
    ]


def test_a_schema_below_another_drops_what_it_does_not_know() -> None:
    text = """\
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: crontabs.example.com}
        spec:
          group: example.com
          scope: Namespaced
          names: {plural: crontabs, kind: CronTab}
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                x-kubernetes-preserve-unknown-fields: true
                properties:
                  a: {type: array, items: {type: string, maxLenght: 3}, default: [{b: c}]}
                  b: {type: object, additionalProperties: true, enum: [1, x]}
                  c: {type: object, additionalProperties: 3, maxlength: 3}
        """
    schema = "spec.versions[0].schema.openAPIV3Schema.properties"

    assert [
        f"dropped-field {schema}[a].items.maxLenght",
        f"wrong-type {schema}[c].additionalProperties",
        f"unknown-field {schema}[c].maxlength",
    ] == [line.split(":")[0] for line in said(load(text))]


def test_a_fault_of_some_versions_names_them() -> None:
    text = pod("  resources: {}\n  foo: 1")

    assert [it.finding.says.message for it in load(text, ("1.30", "1.31", "1.32", "1.33")).findings] == [
        'unknown field "resources" in Kubernetes 1.30 to 1.31',
        'unknown field "foo"',
    ]


def test_a_version_beyond_the_tables_is_read_as_the_nearest() -> None:
    assert said(load(pod(""), ("1.20", "1.99"))) == []


def test_a_kind_of_another_group_is_only_parsed() -> None:
    assert load("apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nspec: {a: b}\n").reach == Reach.PARSED
    assert load("apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\n").reach == Reach.PARSED
    assert load("apiVersion: v1\nkind: Config\nclusters: []\n").reach == Reach.PARSED


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("apiVersion: v1\nkind: Pod", True),
        ("apiVersions: v1\nKind: Pod", True),
        ("apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy", True),
        ("kind: Pod\nspec: {}", True),
        ("- {apiVersion: v1, kind: Pod}", True),
        ("1 apiVersion: v1\nkind: Pod", True),
        ("kind: Pod", False),
        ("kind: Policy\nrules: []\nmetadata: {}", False),
        ("- rule: x\n  kind: y", False),
        ("services: {web: {image: nginx}}", False),
        ("text", False),
        ("", False),
    ],
)
def test_documents_are_claimed(text: str, claimed: bool) -> None:
    documents = yamltree.read(Snippet.whole(Source("x.yaml", text)), kubernetes.dialect).documents

    assert claimed == any(kubernetes.claims(document.value) for document in documents)


def test_codes_are_of_this_language_and_differ() -> None:
    codes = [rule.code for rule in kubernetes.rules]

    assert len(codes) == len(set(codes))
    assert {code.partition("/")[0] for code in codes} == {
        "kubernetes",
        "apiserver",
        "static-pod",
        "pod",
        "pod-security",
    }


def checked(text: str, read_by: ReadBy) -> list[Diagnostic]:
    """What is wrong with a file that somebody reads."""
    snippet = Snippet.whole(Source("x.yaml", f"# read-by: {read_by}\n{text}"))
    (outcome,) = engine.check([snippet], Memory(), engine.Settings((kubernetes,)))
    return list(outcome.diagnostics)


@pytest.mark.parametrize(("read_by", "reader"), [("kubelet", "the kubelet"), ("api", "the API server")])
@pytest.mark.parametrize(
    "text",
    [
        pod("") + "---\n" + pod("foo: 1\n"),
        pod("") + "---\n" + pod("foo: 1\n") + "---\n" + pod("bar: 1\n"),
        pod("") + "---\n# nothing\n---\n" + pod("foo: 1\n"),
        pod("") + "---\napiVersion: [\n",
        "---\n---\n" + pod("foo: 1\n"),
    ],
)
def test_a_document_that_is_not_read_is_said_to_be_so_and_nothing_else(
    text: str, read_by: ReadBy, reader: str
) -> None:
    [found] = checked(text, read_by)

    assert found.rule.code == "yaml/unread-document"
    assert found.severity is (Severity.ERROR if text.startswith("---") else Severity.WARNING)
    assert found.message == f"{reader} reads the first document only, and this is another"
    assert found.source.text[found.span.start :].startswith("apiVersion: ")


@pytest.mark.parametrize("read_by", ["kubelet", "api", "kubectl"])
@pytest.mark.parametrize("before", ["", "---\n", "# a\n---\n"])
@pytest.mark.parametrize("after", ["", "---\n", "---\n# end\n"])
def test_an_empty_document_around_the_only_one_is_not_missed(
    before: str, after: str, read_by: ReadBy
) -> None:
    assert checked(before + pod("") + after, read_by) == []


def test_kubectl_reads_every_document() -> None:
    assert [line.split()[0] for line in said(load(pod("") + "---\n" + pod("foo: 1\n")))] == ["unknown-field"]


def test_a_key_that_comes_twice_hides_from_the_api_what_is_asked_later() -> None:
    text = """
        apiVersion: v1
        kind: Pod
        metadata: {name: web}
        spec:
          restartPolicy: never
          containers: [{name: web, image: nginx, image: httpd}]
        """
    [posted], [applied] = (load(text, read_by=it).findings for it in ("api", "kubectl"))

    assert posted.finding.says.message.endswith(" (the server names repeated keys first)")
    assert "first" not in applied.finding.says.message


@pytest.mark.parametrize(
    ("head", "value", "why"),
    [
        ("kind: Pod", "httpd", ""),
        ("kind: Pod", "1", " (the server names wrong types first)"),
        ("kind: pod", "httpd", " (the server does not know the kind)"),
    ],
)
def test_the_api_tells_of_a_key_that_comes_twice_once_it_has_decoded(head: str, value: str, why: str) -> None:
    text = pod(f"    image: {value}\n").replace("kind: Pod", head)
    (posted,) = (it for it in checked(text, "api") if it.rule.code == "yaml/duplicate-key")
    (applied,) = (it for it in checked(text, "kubectl") if it.rule.code == "yaml/duplicate-key")

    assert posted.message.endswith(f'("already set in map"){why}')
    assert "first" not in applied.message


@pytest.mark.parametrize("kind", ["List", "PodList"])
def test_only_kubectl_takes_a_list(kind: str) -> None:
    pod = "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: i}]}}"
    text = f"apiVersion: v1\nkind: {kind}\nitems: [{pod}]\n"

    assert said(load(text)) == []
    for reader in ("api", "kubelet"):
        [found] = load(text, read_by=reader).findings
        assert found.finding.rule.code == "kubernetes/unknown-kind"
