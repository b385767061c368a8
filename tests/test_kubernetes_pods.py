"""Pods: what is refused after decoding, held against what a kube-apiserver and a kubelet said."""

from __future__ import annotations

import pytest

from noteproof import yamltree
from noteproof.finding import Severity, printed
from noteproof.language import Loaded, ReadBy, Target
from noteproof.languages import kubernetes
from noteproof.languages.kubernetes.validation import names
from noteproof.text import Snippet, Source

USE = "use lower-case letters, digits, `-` and `.`, at most 253, with a letter or digit at each end"


def load(text: str, read_by: ReadBy = "kubectl", place: str | None = None) -> Loaded:
    documents = yamltree.read(Snippet.whole(Source("x.yaml", text)), kubernetes.dialect).documents
    return kubernetes.load(documents, Target(("1.36",), read_by, place))


def said(text: str, read_by: ReadBy = "kubectl") -> list[str]:
    """Each finding in the words of the server: its place, and the server's own name for it."""
    return [
        f"{printed(it.finding.route or ())}: {it.finding.says.upstream}"
        for it in load(text, read_by).findings
        if it.finding.severity is Severity.ERROR
    ]


def pointed(text: str, read_by: ReadBy = "kubectl") -> list[str]:
    """Each finding with the text that it points at."""
    lines = []
    for found in load(text, read_by).findings:
        span = found.document.span(found.finding.where)
        code = found.finding.rule.code.partition("/")[2]
        lines.append(f"{code}: {found.document.snippet.text[span.start : span.end]}")
    return lines


def hints(text: str, read_by: ReadBy = "kubectl") -> list[str]:
    return [it.finding.says.hint for it in load(text, read_by).findings]


def pod(rest: str = "", name: str = "p", container: str = "{name: c, image: nginx}") -> str:
    head = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n"
    return f"{head}  containers:\n  - {container}\n{rest}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (pod(container="{name: c}"), ["missing-field: name"]),
        (pod(container="{image: nginx}"), ["missing-field: image"]),
        (pod(container="{name: '', image: ''}"), ["missing-field: ''", "missing-field: ''"]),
        (pod(container="{name: c, image: null}"), ["missing-field: image"]),
        (pod(container="{name: c, imag: nginx}"), ["unknown-field: imag"]),
        (pod(container="{name: c, image: 3}"), ["wrong-type: 3"]),
        (pod(container="{name: a.b, image: nginx}"), ["invalid-name: a.b"]),
        (pod(container=f"{{name: {'x' * 64}, image: nginx}}"), [f"invalid-name: {'x' * 64}"]),
        (pod(container=f"{{name: {'x' * 63}, image: nginx}}"), []),
        (pod("  initContainers: [{name: c, image: nginx}]"), ["duplicate-value: c"]),
        (pod("  - {name: c, image: nginx}\n  - {name: c, image: nginx}"), ["duplicate-value: c"] * 2),
        (pod("  initContainers: [{name: d, image: nginx}, {name: e}]"), ["missing-field: name"]),
        (pod("  volumes: [{name: V}]"), ["invalid-name: V"]),
        (pod("  volumes: [{emptyDir: {}}]"), ["missing-field: emptyDir"]),
        (pod("  volumes: [{name: ''}]"), ["missing-field: ''"]),
        (pod("  volumes: [{name: v}, {name: v}]"), ["duplicate-value: v"]),
        (pod("  volumes: [{name: v, hostPath: {path: /x, type: file}}]"), ["unsupported-value: file"]),
        (pod("  volumes: [{name: v, hostPath: {path: /x, type: ''}}]"), []),
        (pod("  volumes: [{name: v, hostPath: {path: /x, type: null}}]"), []),
        (pod("  volumes: [{name: v, hostPath: {path: '', type: File}}]"), ["missing-field: ''"]),
        (pod("  volumes: [{name: v, hostPath: {type: File}}]"), ["missing-field: hostPath"]),
        (pod("  volumes: [{name: v, hostPath: null}]"), []),
        (pod("  volumes: [{name: v, hostPath: {path: /a/..b}}]"), []),
        (pod("  volumes: [{name: v, hostPath: {path: x}}]"), []),
        (pod("  volumes: [{name: v, hostPath: {path: ..}}]"), ["invalid-path: .."]),
    ],
)
def test_a_fault_is_reported_where_it_stands(text: str, expected: list[str]) -> None:
    assert expected == pointed(text)
    if "unknown-field" not in str(expected):
        assert expected == pointed(text, "kubelet")


@pytest.mark.parametrize(
    ("mounts", "volumes", "expected"),
    [
        ("{name: v, mountPath: /a}", "{name: v}", []),
        ("{name: v, mountPath: /a}, {name: v, mountPath: /b}", "{name: v}, {name: unused}", []),
        ("{name: v, mountPath: /a}, {name: v, mountPath: /a/}", "{name: v}", []),
        ("{name: v, mountPath: /}, {name: w, mountPath: /}", "{name: v}, {name: w}", ["duplicate-value: /"]),
        ("{name: v, mountPath: ''}", "{name: v}", ["missing-field: ''"]),
        ("{name: v}", "{name: v}", ["missing-field: name"]),
        ("{mountPath: /a}", "{name: v}", ["missing-field: mountPath"]),
        ("{name: '', mountPath: /a}", "{name: v}", ["missing-field: ''"]),
        ("{name: w, mountPath: /a}", "{name: v}", ["missing-volume: w"]),
        ("{name: w, mountPath: /a}", "", ["missing-volume: w"]),
        ("{name: w, mountPath: /a}", "{nmae: w}", ["unknown-field: nmae"]),
        ("{name: w, mountPath: /a}", "{name: 3}", ["wrong-type: 3"]),
    ],
)  # fmt: skip
def test_a_mount_has_a_path_of_its_own_and_a_volume(mounts: str, volumes: str, expected: list[str]) -> None:
    container = f"{{name: c, image: nginx, volumeMounts: [{mounts}]}}"

    assert expected == pointed(pod(f"  volumes: [{volumes}]", container=container))


def test_the_mounts_of_init_containers_need_a_volume_and_those_of_two_containers_may_be_alike() -> None:
    mounts = "volumeMounts: [{name: v, mountPath: /a}]"
    rest = f"  initContainers: [{{name: i, image: nginx, {mounts}}}]\n  volumes: [{{name: %s}}]"
    text = pod(rest, container=f"{{name: c, image: nginx, {mounts}}}")

    assert pointed(text % "v") == []
    assert pointed(text % "w") == ["missing-volume: v"] * 2


def test_a_pod_without_volumes_has_none_unless_they_are_misspelt() -> None:
    container = "{name: c, image: nginx, volumeMounts: [{name: v, mountPath: /a}]}"

    assert pointed(pod(container=container)) == ["missing-volume: v"]
    assert pointed(pod("  volume: [{name: v}]", container=container)) == ["unknown-field: volume"]
    assert pointed(pod("  volume: [{name: v}]", "p", container), "kubelet") == [
        "dropped-field: volume",
        "missing-volume: v",
    ]


@pytest.mark.parametrize(
    ("name", "server", "kubelet"),
    [
        ("web", [], []),
        ("my.pod-1", ["long-hostname: my.pod-1"], []),
        ("x" * 64, ["long-hostname: " + "x" * 64], []),
        ("x" * 253, ["long-hostname: " + "x" * 253], ["long-name: " + "x" * 253]),
        ("x" * 254, ["invalid-name: " + "x" * 254], ["long-name: " + "x" * 254]),
        ("web-", ["invalid-name: web-"], []),
        ("web.", ["invalid-name: web."], ["invalid-name: web."]),
        ("a..b", ["invalid-name: a..b"], ["invalid-name: a..b"]),
        ("Web", ["invalid-name: Web"], ["invalid-name: Web"]),
        ("''", ["missing-field: ''"], ["missing-field: ''"]),
        ("'', generateName: p-", [], ["missing-field: ''"]),
    ],
)
def test_the_name_of_a_pod_is_a_subdomain(name: str, server: list[str], kubelet: list[str]) -> None:
    assert server == pointed(pod(name=name))
    assert kubelet == pointed(pod(name=name), "kubelet")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (pod(container="{name: c}"), "add `image:` below `spec.containers[0]`"),
        (pod(container="{name: c, image: ''}"), "write the image"),
        (pod(name="My_Pod"), "write `my-pod`"),
        (pod(name="ünï"), USE),
        (pod(container="{name: web.1, image: nginx}"), "write `web-1`"),
        (pod("  volumes: [{name: v, hostPath: {path: /x, type: directory}}]"), "did you mean `Directory`?"),
        (pod("  volumes: [{name: v, hostPath: {path: /x, type: file}}]"), "did you mean `File`?"),
        (
            pod("  volumes: [{name: v, hostPath: {path: /x, type: Folder}}]"),
            "write `Directory`, `DirectoryOrCreate`, `File`, `FileOrCreate`, `Socket`, `CharDevice`"
            " or `BlockDevice`",
        ),
        (pod("  volumes: [{name: v, hostPath: {path: /a/../b}}]"), "write `/b`"),
        (pod("  volumes: [{name: v, hostPath: {path: ../b}}]"), "write the path from the root, without `..`"),
    ],
)  # fmt: skip
def test_a_hint_mends_the_fault(text: str, hint: str) -> None:
    assert [hint] == hints(text)


def test_a_second_value_points_to_the_first() -> None:
    [found] = load(pod("  volumes: [{name: v}, {name: v}]")).findings

    assert found.finding.says.message == 'two volumes are called "v"'
    assert [it.where.route for it in found.finding.says.related] == [("spec", "volumes", 0, "name")]


def test_a_pod_in_a_list_is_validated_at_its_place() -> None:
    spec = "{containers: [{name: C, image: nginx}, {name: c}]}"
    item = f"{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {spec}}}"
    text = f"apiVersion: v1\nkind: List\nitems:\n- {item}\n"

    assert said(text) == [
        "items[0].spec.containers[1].image: Required value",
        "items[0].spec.containers[0].name: Invalid value",
    ]


def test_nothing_is_missing_where_something_is_left_out() -> None:
    container = "name: c\n    volumeMounts: [{name: v, mountPath: /a}]"

    assert pointed(pod(container=container)) == ["missing-field: name", "missing-volume: v"]
    assert pointed(pod("    # …\n", container=container)) == ["missing-volume: v"]
    assert pointed(pod("  # …\n", container=container)) == []
    assert pointed(pod("# …\n", container=container)) == []
    assert pointed(pod("  volumes:\n  - name: w\n  # …\n", container="{name: c, image: nginx}")) == []


def test_what_is_there_is_wrong_beside_what_is_left_out() -> None:
    text = pod("  # …\n  volumes: [{name: V}, {name: V}]\n")

    assert pointed(text) == ["invalid-name: V", "invalid-name: V", "duplicate-value: V"]


def test_a_mark_in_the_place_of_a_value_is_no_value() -> None:
    text = pod("  volumes:\n  - name: …\n    hostPath:\n      path: …\n      type: …\n")

    assert pointed(text) == []


def test_of_a_part_of_a_pod_what_is_written_is_validated_and_nothing_is_missing() -> None:
    text = "containers:\n- name: C\n  volumeMounts: [{name: v, mountPath: /a}]\n"

    assert [it.finding.rule.code for it in load(text, place="Pod.spec").findings] == [
        "kubernetes/invalid-name"
    ]


@pytest.mark.parametrize("bad", ["null", "3", "x", "[]", "{}", "[null]", "[3]", "[[]]", "[{}]", "{a: 1}"])
@pytest.mark.parametrize(
    "key", ["containers", "initContainers", "volumes", "volumeMounts", "hostPath", "name"]
)
def test_no_shape_is_too_odd(key: str, bad: str) -> None:
    container = f"{{name: c, image: nginx, {key}: {bad}}}"

    load(pod(f"  {key}: {bad}", container=container))
    load(pod(f"  volumes: [{{name: {bad}, {key}: {bad}}}, {bad}]", name=bad, container=bad), "kubelet")


@pytest.mark.parametrize("name", ["`", "\x07", " ", "-", ".", "--", "é", "\u2028", "a" * 1000, "A" * 64])
def test_every_wrong_name_has_a_reason_and_a_hint(name: str) -> None:
    for form in (names.LABEL, names.SUBDOMAIN):
        assert names.fault(name, form) or (form is names.SUBDOMAIN and len(name) == 64)
        assert names.advice(name, form)


def test_thousands_of_faults_are_all_told() -> None:
    mounts = ", ".join(f"{{name: mount-{at}, mountPath: /{at}}}" for at in range(5_000))
    volumes = ", ".join(f"{{name: volume-{at}}}" for at in range(5_000))
    text = pod(f"  volumes: [{volumes}]", container=f"{{name: c, image: nginx, volumeMounts: [{mounts}]}}")
    documents = yamltree.read(Snippet.whole(Source("x.yaml", text)), kubernetes.dialect).documents
    loaded = kubernetes.load(documents, Target(("1.36",)))

    assert len(loaded.findings) == 5_000
