"""Whether a pod can change while it runs: every check on both sides, and what holds of any pod at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from noteproof.finding import Route, printed
from noteproof.languages.kubernetes.immutability import ContainerGrade, Grade, Line, PodGrade, grade
from noteproof.languages.kubernetes.templates import Pod, pods_in

PODS = Path(__file__).parents[1] / "snippets/pods"

DIGEST = "a" * 64

CONTEXT = {
    "readOnlyRootFilesystem": True,
    "allowPrivilegeEscalation": False,
    "runAsNonRoot": True,
    "capabilities": {"drop": ["ALL"]},
}
"""A security context that leaves a container nothing to change."""


CHECKS = (
    "readOnlyRootFilesystem", "privileged", "allowPrivilegeEscalation", "capabilities.add",
    "capabilities.drop", "user", "hostPID", "hostIPC", "hostNetwork", "hostPath", "volumeMounts", "image",
)  # fmt: skip


def container(context: Mapping[str, object] | None = None, **fields: object) -> dict[str, object]:
    """A hard container; the given fields of its security context and of its own replace those it has."""
    given = {"name": "web", "image": f"nginx@sha256:{DIGEST}", **fields}
    return {**given, "securityContext": {**CONTEXT, **(context or {})}}


def graded(*containers: dict[str, object], **spec: object) -> PodGrade:
    return grade(Pod({}, {"containers": list(containers), **spec}))


def lines(of: PodGrade, name: str) -> list[Line]:
    """The lines of a check, of the whole pod and of all containers."""
    return [it for it in (*of.lines, *(it for c in of.containers for it in c.lines)) if it.name == name]


def line(of: PodGrade, name: str) -> Line:
    (found,) = lines(of, name)
    return found


def said(of: PodGrade, *states: str) -> list[str]:
    """The lines of some states with their places and changes."""
    listed = (*of.lines, *(it for c in of.containers for it in c.lines))
    return [
        f"{printed(it.route)}: {it.message} -> {it.change}"
        for it in listed
        if not states or it.state in states
    ]


def mounted(mount: dict[str, object], volume: dict[str, object], context: Any = None) -> PodGrade:
    """A hard pod that mounts one volume."""
    name = {"name": "v"}
    return graded(container(context, volumeMounts=[{**name, **mount}]), volumes=[{**name, **volume}])


def test_a_hard_pod_is_immutable_and_every_check_has_its_line() -> None:
    found = graded(container())

    assert (found.grade, found.lines, found.reasons) == ("immutable", (), ())
    assert [(it.name, it.state) for it in found.containers[0].lines] == [(name, "ok") for name in CHECKS]
    assert said(found) == [
        "spec.containers[0].securityContext.readOnlyRootFilesystem: "
        'container "web" cannot write its root filesystem: `readOnlyRootFilesystem` is true -> ',
        'spec.containers[0].securityContext.privileged: container "web" is not privileged -> ',
        "spec.containers[0].securityContext.allowPrivilegeEscalation: "
        'container "web" cannot gain privileges: `allowPrivilegeEscalation` is false -> ',
        "spec.containers[0].securityContext.capabilities.add: "
        'container "web" adds neither SYS_ADMIN nor ALL -> ',
        'spec.containers[0].securityContext.capabilities.drop: container "web" drops all capabilities -> ',
        "spec.containers[0].securityContext.runAsNonRoot: "
        'container "web" does not run as root: `runAsNonRoot` is true -> ',
        "spec.hostPID: the pod does not share the process IDs of its node -> ",
        "spec.hostIPC: the pod does not share the inter-process communication of its node -> ",
        "spec.hostNetwork: the pod does not share the network of its node -> ",
        'spec.containers[0].volumeMounts: container "web" mounts no path of the node -> ',
        'spec.containers[0].volumeMounts: container "web" has no writable mount where programs are -> ',
        'spec.containers[0].image: container "web" has an image that is fixed by its digest -> ',
    ]


def test_a_pod_with_every_fault_says_each_with_its_place_and_its_change() -> None:
    (pod,) = pods_in(yaml.safe_load((PODS / "mutable-nginx.yaml").read_text("utf-8")))
    found = grade(pod)

    assert said(found, "fails", "unknown", "remark") == [
        "spec.containers[0].securityContext.readOnlyRootFilesystem: "
        'container "nginx" can write its root filesystem: `readOnlyRootFilesystem` is false '
        "-> set `readOnlyRootFilesystem: true` in the `securityContext` of the container",
        "spec.containers[0].securityContext.privileged: "
        'container "nginx" is privileged: it can remount its root filesystem as writable '
        "-> remove `privileged: true`",
        "spec.containers[0].securityContext.allowPrivilegeEscalation: "
        'container "nginx" can gain privileges: `allowPrivilegeEscalation` is true '
        "-> set `allowPrivilegeEscalation: false` in the `securityContext` of the container",
        "spec.containers[0].securityContext.capabilities.drop: "
        'container "nginx" does not drop all capabilities '
        "-> set `capabilities.drop: [ALL]`, and add those that it needs",
        "spec.containers[0].securityContext.runAsUser: "
        'container "nginx" runs as root: `runAsUser` is 0 '
        "-> set `runAsNonRoot: true` and a `runAsUser` other than 0",
        "spec.hostPID: the pod shares the process IDs of its node: `hostPID` is true "
        "-> remove `hostPID: true`",
        "spec.hostNetwork: the pod shares the network of its node: `hostNetwork` is true "
        "-> remove `hostNetwork: true`",
        "spec.containers[0].volumeMounts[0].readOnly: "
        'container "nginx" can write "/etc" of the node, which is mounted at "/host/etc" '
        '-> set `readOnly: true` in the mount at "/host/etc"',
        'spec.containers[0].image: container "nginx" has the image "nginx:latest": '
        "its tag can stand for another image tomorrow "
        "-> name the image by its digest, as in `nginx@sha256:…`",
    ]


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("immutable-nginx", "immutable"),
        ("locked-nginx", "mutable"),
        ("mutable-nginx", "mutable"),
        ("read-only-spelling-broken", "mutable"),
        ("read-only-level-broken", "mutable"),
        ("read-only-quoted-broken", "mutable"),
        ("shadow-reader", "mutable"),
        ("lost-indentation-broken", "unknown"),
    ],
)
def test_the_pods_of_the_notes(file: str, expected: Grade) -> None:
    (pod,) = pods_in(yaml.safe_load((PODS / f"{file}.yaml").read_text("utf-8")))

    assert grade(pod).grade == expected


@pytest.mark.parametrize(
    ("context", "name", "why"),
    [
        ({"readOnlyRootFilesystem": None}, "readOnlyRootFilesystem", "is not set"),
        ({"readOnlyRootFilesystem": False}, "readOnlyRootFilesystem", "is false"),
        (
            {"readOnlyRootFilesystem": "true"},
            "readOnlyRootFilesystem",
            'is the string "true", not a boolean',
        ),
        ({"readOnlyRootFilesystem": 1}, "readOnlyRootFilesystem", "is the number 1, not a boolean"),
        (
            {"readOnlyRootFilesystem": None, "readOnlyRootFileSystem": True},
            "readOnlyRootFilesystem",
            "there is no field `readOnlyRootFileSystem`, it is spelt `readOnlyRootFilesystem`",
        ),
        ({"privileged": True, "allowPrivilegeEscalation": True}, "privileged", "is privileged"),
        (
            {"windowsOptions": {"hostProcess": True}},
            "privileged",
            "is a HostProcess container: it runs on the node itself",
        ),
        ({"allowPrivilegeEscalation": None}, "allowPrivilegeEscalation", "is not set"),
        ({"allowPrivilegeEscalation": True}, "allowPrivilegeEscalation", "is true"),
        ({"allowPrivilegeEscalation": "false"}, "allowPrivilegeEscalation", 'is the string "false"'),
        ({"privileged": True}, "allowPrivilegeEscalation", "is false, but a privileged container always can"),
        (
            {"capabilities": {"add": ["SYS_ADMIN"]}},
            "allowPrivilegeEscalation",
            'is false, but with the capability "SYS_ADMIN" it always can',
        ),
        ({"capabilities": {"add": ["SYS_ADMIN"]}}, "capabilities.add", 'adds the capability "SYS_ADMIN": it'),
        ({"capabilities": {"add": ["CAP_SYS_ADMIN"]}}, "capabilities.add", '"CAP_SYS_ADMIN": it can'),
        ({"capabilities": {"add": ["ALL"]}}, "capabilities.add", '"ALL": it can'),
        ({"capabilities": {"add": ["CAP_ALL"]}}, "capabilities.add", '"CAP_ALL": it can'),
        (
            {"capabilities": {"add": ["cap_sys_admin"]}},
            "capabilities.add",
            '"cap_sys_admin", which a runtime can take for SYS_ADMIN: it can',
        ),
        ({"capabilities": {"add": ["all"]}}, "capabilities.add", '"all", which a runtime can take for ALL'),
        ({"runAsNonRoot": None, "runAsUser": 0}, "user", "runs as root: `runAsUser` is 0"),
        ({"runAsNonRoot": False, "runAsUser": 0}, "user", "runs as root: `runAsUser` is 0"),
        ({"runAsNonRoot": "true", "runAsUser": 0.0}, "user", "runs as root: `runAsUser` is 0"),
    ],
)
def test_what_a_security_context_says_makes_a_container_mutable(
    context: dict[str, object], name: str, why: str
) -> None:
    found = graded(container(context))

    assert (found.grade, line(found, name).state) == ("mutable", "fails")
    assert why in line(found, name).message
    assert line(found, name).change
    assert line(found, name).message in found.reasons


@pytest.mark.parametrize(
    ("context", "name"),
    [
        ({"privileged": None}, "privileged"),
        ({"privileged": False}, "privileged"),
        ({"privileged": "true"}, "privileged"),
        ({"windowsOptions": {"hostProcess": False}}, "privileged"),
        ({"capabilities": {"add": ["NET_BIND_SERVICE", "SYS_ADMINISTRATOR"]}}, "capabilities.add"),
        ({"capabilities": {"add": "SYS_ADMIN"}}, "capabilities.add"),
        ({"capabilities": {"add": [None, 1, ["ALL"]]}}, "capabilities.add"),
        ({"capabilities": {"drop": ["all"]}}, "capabilities.drop"),
        ({"runAsNonRoot": True}, "user"),
        ({"runAsNonRoot": None, "runAsUser": 101}, "user"),
        ({"runAsNonRoot": False, "runAsUser": 101.0}, "user"),
        ({"runAsNonRoot": None, "runAsUser": 10**5000}, "user"),
    ],
)
def test_what_a_security_context_says_leaves_a_container_immutable(
    context: dict[str, object], name: str
) -> None:
    found = graded(container(context))

    assert (found.grade, line(found, name).state) == ("immutable", "ok")


@pytest.mark.parametrize(
    "capabilities", [None, {}, {"drop": ["NET_RAW"]}, {"drop": []}, {"drop": "ALL"}, {"drop": ["CAP_ALL"]}]
)
def test_capabilities_that_are_not_dropped_are_a_remark(capabilities: object) -> None:
    found = graded(container({"capabilities": capabilities}))

    assert (found.grade, line(found, "capabilities.drop").state) == ("immutable", "remark")


@pytest.mark.parametrize("context", [{}, {"runAsNonRoot": False}, {"runAsUser": "0"}, {"runAsUser": True}])
def test_the_user_of_an_image_is_not_known(context: dict[str, object]) -> None:
    found = graded(container({"runAsNonRoot": None, **context}))
    it = line(found, "user")

    assert (found.grade, it.state) == ("unknown", "unknown")
    assert found.reasons == (
        'container "web" runs as the user of its image, which the manifest does not tell',
    )
    assert it.route == ("spec", "containers", 0, "securityContext", "runAsNonRoot")


def test_a_user_that_the_kubelet_refuses_is_a_remark() -> None:
    found = graded(container({"runAsUser": 0}))
    it = line(found, "user")

    assert (found.grade, it.state, found.reasons) == ("immutable", "remark", ())
    assert it.message == 'container "web" does not start: `runAsNonRoot` is true and `runAsUser` is 0'
    assert it.change == "set a `runAsUser` other than 0"


@pytest.mark.parametrize(
    ("own", "of_pod", "state", "place"),
    [
        ({}, {"runAsNonRoot": True}, "ok", "spec.securityContext.runAsNonRoot"),
        ({}, {"runAsUser": 101}, "ok", "spec.securityContext.runAsUser"),
        ({}, {"runAsUser": 0}, "fails", "spec.securityContext.runAsUser"),
        ({"runAsUser": 101}, {"runAsUser": 0}, "ok", "spec.containers[0].securityContext.runAsUser"),
        ({"runAsUser": 0}, {"runAsUser": 101}, "fails", "spec.containers[0].securityContext.runAsUser"),
        (
            {"runAsNonRoot": False},
            {"runAsNonRoot": True},
            "unknown",
            "spec.containers[0].securityContext.runAsNonRoot",
        ),
        (
            {"runAsNonRoot": True},
            {"runAsNonRoot": False},
            "ok",
            "spec.containers[0].securityContext.runAsNonRoot",
        ),
        (
            {"runAsNonRoot": False},
            {"runAsNonRoot": True, "runAsUser": 0},
            "fails",
            "spec.securityContext.runAsUser",
        ),
        ({"runAsNonRoot": True}, {"runAsUser": 0}, "remark", "spec.securityContext.runAsUser"),
        ({"runAsUser": None}, {"runAsUser": 101}, "ok", "spec.securityContext.runAsUser"),
        ({"runAsUser": "0"}, {"runAsUser": 101}, "ok", "spec.securityContext.runAsUser"),
    ],
)
def test_the_user_of_a_container_counts_before_its_pods(
    own: dict[str, object], of_pod: dict[str, object], state: str, place: str
) -> None:
    it = line(graded(container({"runAsNonRoot": None, **own}), securityContext=of_pod), "user")

    assert (it.state, printed(it.route)) == (state, place)


@pytest.mark.parametrize(
    ("own", "state", "place"),
    [
        ({}, "fails", "spec.securityContext.windowsOptions.hostProcess"),
        ({"windowsOptions": {"hostProcess": False}}, "ok", "spec.containers[0].securityContext.privileged"),
        (
            {"windowsOptions": {"hostProcess": True}},
            "fails",
            "spec.containers[0].securityContext.windowsOptions.hostProcess",
        ),
    ],
)
def test_a_host_process_of_the_container_counts_before_its_pods(
    own: dict[str, object], state: str, place: str
) -> None:
    it = line(graded(container(own), securityContext={"windowsOptions": {"hostProcess": True}}), "privileged")

    assert (it.state, printed(it.route)) == (state, place)


def test_what_only_a_container_has_is_not_taken_from_its_pod() -> None:
    context = {"readOnlyRootFilesystem": True, "allowPrivilegeEscalation": False, "privileged": True}
    own = {"readOnlyRootFilesystem": None, "allowPrivilegeEscalation": None}
    found = graded(container(own), securityContext=context)

    assert found.reasons == (
        'container "web" can write its root filesystem: '
        "the `securityContext` of a pod has no `readOnlyRootFilesystem`, only that of a container has",
        'container "web" can gain privileges: `allowPrivilegeEscalation` is not set',
    )


def test_no_container_of_a_windows_pod_has_a_read_only_root() -> None:
    found = graded(container({"capabilities": {"add": ["ALL"]}}), os={"name": "windows"})
    states = {it.name: it.state for it in found.containers[0].lines}

    assert found.grade == "mutable"
    assert found.reasons == (
        'container "web" can write its root filesystem: on Windows no root is read-only',
    )
    assert states["allowPrivilegeEscalation"] == states["capabilities.add"] == "remark"
    assert states["capabilities.drop"] == "remark"


@pytest.mark.parametrize("os", [{"name": "linux"}, {"name": "Windows"}, {"name": None}, "windows", None])
def test_any_other_pod_is_for_linux(os: object) -> None:
    assert graded(container(), os=os).grade == "immutable"


def test_the_user_of_a_windows_container_is_not_known_unless_it_may_not_be_an_administrator() -> None:
    known = graded(container(), os={"name": "windows"})
    unknown = graded(container({"runAsNonRoot": None, "runAsUser": 101}), os={"name": "windows"})

    assert (line(known, "user").state, line(unknown, "user").state) == ("ok", "unknown")


@pytest.mark.parametrize("name", ["hostPID", "hostIPC", "hostNetwork"])
def test_a_namespace_of_the_node_makes_every_container_mutable_and_is_one_reason(name: str) -> None:
    found = grade(
        Pod({}, {"containers": [container()], "initContainers": [container(name="init")], name: True})
    )

    assert [it.grade for it in found.containers] == ["mutable", "mutable"]
    assert len(found.reasons) == 1
    assert {it.route for it in lines(found, name)} == {("spec", name)}


@pytest.mark.parametrize("value", [False, None, "true", 1])
@pytest.mark.parametrize("name", ["hostPID", "hostIPC", "hostNetwork"])
def test_a_namespace_of_the_node_that_is_not_shared_is_fine(name: str, value: object) -> None:
    assert graded(container(), **{name: value}).grade == "immutable"


@pytest.mark.parametrize(
    ("mount", "state"),
    [
        ({}, "fails"),
        ({"readOnly": False}, "fails"),
        ({"readOnly": None}, "fails"),
        ({"readOnly": "true"}, "fails"),
        ({"recursiveReadOnly": "Enabled"}, "fails"),
        ({"readOnly": True}, "remark"),
        ({"readOnly": True, "recursiveReadOnly": "Disabled"}, "remark"),
        ({"readOnly": True, "recursiveReadOnly": "Enabled"}, "ok"),
        ({"readOnly": True, "recursiveReadOnly": "IfPossible"}, "ok"),
    ],
)
def test_a_path_of_the_node_has_to_be_read_only(mount: dict[str, object], state: str) -> None:
    found = mounted({"mountPath": "/host", **mount}, {"hostPath": {"path": "/srv"}})

    assert line(found, "hostPath").state == state
    assert found.grade == ("mutable" if state == "fails" else "immutable")


@pytest.mark.parametrize(
    ("source", "state", "change"),
    [
        ({"path": "/etc/hosts", "type": "File"}, "ok", ""),
        ({"path": "/run/containerd/containerd.sock"}, "remark", "remove the mount at"),
        ({"path": "/run/docker", "type": "Socket"}, "remark", "remove the mount at"),
        ({"path": "/dev/sda", "type": "BlockDevice"}, "remark", "remove the mount at"),
        ({"path": "/etc", "type": "Directory"}, "remark", "set `recursiveReadOnly: Enabled` in"),
        ({"path": None}, "remark", "set `recursiveReadOnly: Enabled` in"),
    ],
)
def test_what_is_said_of_a_read_only_path_of_the_node(
    source: dict[str, object], state: str, change: str
) -> None:
    found = mounted({"mountPath": "/host", "readOnly": True}, {"hostPath": source})

    assert (found.grade, line(found, "hostPath").state) == ("immutable", state)
    assert line(found, "hostPath").change.startswith(change)


def test_a_volume_does_not_say_that_a_path_of_the_node_is_read_only() -> None:
    assert (
        mounted({"mountPath": "/host"}, {"hostPath": {"path": "/srv", "readOnly": True}}).grade == "mutable"
    )


def test_every_mount_of_a_path_of_the_node_is_judged() -> None:
    mounts = [
        {"name": "v", "mountPath": "/a", "readOnly": True},
        {"name": "v", "mountPath": "/b"},
        {"name": "v", "mountPath": "/c", "subPath": "d"},
    ]
    found = graded(
        container(volumeMounts=mounts), volumes=[{"name": "v", "hostPath": {"path": "/srv", "type": ""}}]
    )

    assert [(it.state, printed(it.route)) for it in lines(found, "hostPath")] == [
        ("remark", "spec.containers[0].volumeMounts[0].recursiveReadOnly"),
        ("fails", "spec.containers[0].volumeMounts[1].readOnly"),
        ("fails", "spec.containers[0].volumeMounts[2].readOnly"),
    ]


def test_a_path_of_the_node_that_nobody_mounts_is_a_remark() -> None:
    found = graded(container(), volumes=[{"name": "v", "hostPath": {"path": "/srv"}}])

    assert found.grade == "immutable"
    assert [f"{printed(it.route)}: {it.message}" for it in found.lines] == [
        'spec.volumes[0].hostPath: no container mounts volume "v", which is "/srv" of the node'
    ]


CODE = [
    "/", "//", "/bin", "/sbin/", "/lib", "/lib64", "/libx32", "/usr", "/usr/", "//usr//bin", "/usr/./bin",
    "/usr/sbin", "/usr/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/libexec/git", "/usr/local",
    "/usr/local/bin", "/usr/local/sbin", "/usr/local/lib/python3.13/site-packages", "/bin/sh", "/usr/bin/env",
    "/tmp/../usr/bin", "/../bin", "usr/bin", ".",
]  # fmt: skip

DATA = [
    "/tmp", "/run", "/var/run", "/var/lib", "/data", "/usr/share/nginx/html", "/usr/local/share", "/usr/src",
    "/binaries", "/library", "/opt/app/bin", "/usr/bin/../share", "/app/bin", "/BIN", "/home/bin", "/etc",
    "/usr/local/bins", "/libs",
]  # fmt: skip


@pytest.mark.parametrize("path", CODE)
def test_a_writable_mount_over_programs_makes_a_container_mutable(path: str) -> None:
    found = mounted({"mountPath": path}, {"emptyDir": {}})

    assert (found.grade, line(found, "volumeMounts").state) == ("mutable", "fails")
    assert mounted({"mountPath": path, "readOnly": True}, {"emptyDir": {}}).grade == "immutable"


@pytest.mark.parametrize("path", DATA)
def test_a_writable_mount_elsewhere_is_listed(path: str) -> None:
    found = mounted({"mountPath": path}, {"emptyDir": {}})

    assert (found.grade, line(found, "volumeMounts").state) == ("immutable", "ok")
    assert len(found.containers[0].mounts) == 1


def test_a_mount_over_programs_is_told_with_its_volume() -> None:
    found = mounted({"mountPath": "/usr//local/bin/"}, {"emptyDir": {}})

    assert said(found, "fails") == [
        'spec.containers[0].volumeMounts[0].readOnly: container "web" can write where programs are: '
        'volume "v" (emptyDir) is mounted at "/usr/local/bin" '
        '-> set `readOnly: true` in the mount at "/usr/local/bin", or mount the volume elsewhere'
    ]


KEPT_OUTSIDE = (
    "persistentVolumeClaim", "csi", "nfs", "iscsi", "cephfs", "rbd", "glusterfs", "fc", "cinder",
    "awsElasticBlockStore", "azureDisk", "azureFile", "flexVolume", "gcePersistentDisk", "portworxVolume",
    "quobyte", "scaleIO", "storageos", "flocker", "photonPersistentDisk",
)  # fmt: skip
READ_ONLY_SOURCES = [
    {"configMap": {"name": "c"}},
    {"secret": {"secretName": "s"}},
    {"downwardAPI": {}},
    {"projected": {"sources": []}},
    {"image": {"reference": "busybox"}},
]
WRITABLE_SOURCES = [
    {},
    {"emptyDir": {}},
    {"emptyDir": None},
    {"emptyDir": {"readOnly": True}},
    {"emptydir": {}},
    {"ephemeral": {"readOnly": True}},
    {"gitRepo": {"readOnly": True, "repository": "r"}},
    {"vsphereVolume": {"readOnly": True, "volumePath": "p"}},
    *[{source: {}} for source in KEPT_OUTSIDE],
    {"persistentVolumeClaim": {"claimName": "c", "readOnly": "true"}},
]


@pytest.mark.parametrize("source", READ_ONLY_SOURCES, ids=str)
@pytest.mark.parametrize("read_only", [None, False, True])
def test_some_volumes_are_read_only_whatever_is_written(source: dict[str, object], read_only: object) -> None:
    found = mounted({"mountPath": "/usr/bin", "readOnly": read_only}, source)

    assert (found.grade, found.containers[0].mounts) == ("immutable", ())


@pytest.mark.parametrize("source", WRITABLE_SOURCES, ids=str)
def test_the_other_volumes_are_writable_unless_their_mount_says_otherwise(source: dict[str, object]) -> None:
    writable = mounted({"mountPath": "/usr/bin"}, source)
    read_only = mounted({"mountPath": "/usr/bin", "readOnly": True}, source)

    assert (writable.grade, len(writable.containers[0].mounts)) == ("mutable", 1)
    assert (read_only.grade, read_only.containers[0].mounts) == ("immutable", ())


@pytest.mark.parametrize("source", ["persistentVolumeClaim", "csi", "nfs", "iscsi", "azureFile"])
def test_the_source_of_a_volume_can_say_that_it_is_read_only(source: str) -> None:
    found = mounted({"mountPath": "/usr/bin"}, {source: {"readOnly": True}})

    assert (found.grade, found.containers[0].mounts) == ("immutable", ())


@pytest.mark.parametrize(
    ("path", "source", "kind", "purpose"),
    [
        ("/tmp", {"emptyDir": {}}, "emptyDir", "temporary files, in scratch space that ends with the pod"),
        (
            "/var/run/",
            {},
            "emptyDir",
            "process IDs and sockets, in scratch space that ends with the pod",
        ),
        (
            "/run/nginx",
            {"emptyDir": {"medium": "Memory"}},
            "emptyDir",
            "process IDs and sockets, in scratch space in memory that ends with the pod",
        ),
        ("/work", {"emptyDir": {}}, "emptyDir", "scratch space that ends with the pod"),
        (
            "/var/log/nginx",
            {"hostPath": {"path": "/srv/log"}},
            "hostPath",
            'logs, in "/srv/log" of the node, which outlives the pod',
        ),
        ("/log", {"hostPath": {}}, "hostPath", "a path of the node, which outlives the pod"),
        (
            "/var/lib/mysql",
            {"persistentVolumeClaim": {"claimName": "c"}},
            "persistentVolumeClaim",
            "the program's own state, in a claim, whose data outlives the pod",
        ),
        ("/var/cache/nginx", {"ephemeral": {}}, "ephemeral", "caches, in a claim that ends with the pod"),
        ("/data", {"nfs": {}}, "nfs", "storage outside of the pod"),
        ("/data", {"csi": {}}, "csi", "storage of a CSI driver"),
        ("/runner", {"emptyDir": {}}, "emptyDir", "scratch space that ends with the pod"),
    ],
)
def test_what_a_writable_mount_is_for(path: str, source: dict[str, object], kind: str, purpose: str) -> None:
    (mount,) = mounted({"mountPath": path}, source).containers[0].mounts

    assert (mount.container, mount.volume, mount.kind, mount.purpose) == ("web", "v", kind, purpose)
    assert mount.path == path.rstrip("/")
    assert mount.route == ("spec", "containers", 0, "volumeMounts", 0)


@pytest.mark.parametrize(("path", "expected"), [("/data", "immutable"), ("/usr/bin", "mutable")])
def test_a_mount_without_its_volume_is_taken_for_a_writable_one(path: str, expected: Grade) -> None:
    found = graded(container(volumeMounts=[{"name": "lost", "mountPath": path}]))
    (mount,) = found.containers[0].mounts

    assert (found.grade, mount.kind) == (expected, "unknown")
    assert [
        f"{printed(it.route)}: {it.message}" for it in lines(found, "volumeMounts") if it.state == "remark"
    ] == [
        "spec.containers[0].volumeMounts[0].name: "
        'container "web" mounts volume "lost", which the pod does not have'
    ]


def test_a_raw_block_device_is_listed_unless_its_volume_is_read_only() -> None:
    devices = [{"name": "a", "devicePath": "/dev/xvda"}, {"name": "b", "devicePath": "/dev/xvdb"}]
    claims = [
        {"name": "a", "persistentVolumeClaim": {"claimName": "a"}},
        {"name": "b", "persistentVolumeClaim": {"claimName": "b", "readOnly": True}},
    ]
    found = graded(container(volumeDevices=devices), volumes=claims)
    (device,) = found.containers[0].mounts

    assert (found.grade, device.path, device.kind) == ("immutable", "/dev/xvda", "persistentVolumeClaim")
    assert device.purpose == "a raw block device, which the container can write as it likes"
    assert device.route == ("spec", "containers", 0, "volumeDevices", 0)


def test_a_path_of_windows_stays_as_it_is_written() -> None:
    mounts = [{"name": "v", "mountPath": "C:\\tmp"}]
    found = graded(
        container(volumeMounts=mounts), volumes=[{"name": "v", "emptyDir": {}}], os={"name": "windows"}
    )

    assert found.containers[0].mounts[0].path == "C:\\tmp"


@pytest.mark.parametrize(
    ("image", "state", "why"),
    [
        (f"nginx@sha256:{DIGEST}", "ok", "is fixed by its digest"),
        (f"localhost:5000/nginx:1.29@sha256:{DIGEST}", "ok", "is fixed by its digest"),
        ("nginx:1.29", "remark", "its tag can stand for another image tomorrow"),
        ("nginx", "remark", "has no tag"),
        ("localhost:5000/nginx", "remark", "has no tag"),
        (f"nginx@sha256:{DIGEST[1:]}", "remark", "whose digest is not"),
        (f"nginx@sha256:{DIGEST}a", "remark", "whose digest is not"),
        (None, "remark", "has no image"),
        (["nginx"], "remark", "has no image"),
    ],
)
def test_the_image_is_a_line_and_never_a_cause(image: object, state: str, why: str) -> None:
    found = graded(container(image=image))

    assert (found.grade, found.reasons, line(found, "image").state) == ("immutable", (), state)
    assert why in line(found, "image").message


def test_commands_of_hooks_and_probes_run_with_the_rights_of_their_container() -> None:
    hooks = {
        "postStart": {"exec": {"command": ["sh", "-c", "rm\n /bin/sh"]}},
        "preStop": {"httpGet": {"port": 80}},
    }
    probe = {"exec": {"command": ["true"]}}
    hard = graded(container(lifecycle=hooks, livenessProbe=probe, readinessProbe={"exec": {"command": []}}))
    soft = graded(container({"readOnlyRootFilesystem": False}, startupProbe=probe))

    assert hard.grade == "immutable"
    assert [f"{printed(it.route)}: {it.message}" for it in lines(hard, "exec")] == [
        "spec.containers[0].lifecycle.postStart.exec.command: "
        '`postStart` runs "sh -c rm /bin/sh" in container "web", with its rights and on its read-only root',
        "spec.containers[0].livenessProbe.exec.command: "
        '`livenessProbe` runs "true" in container "web", with its rights and on its read-only root',
    ]
    assert line(soft, "exec").message == '`startupProbe` runs "true" in container "web", with its rights'


@pytest.mark.parametrize("key", ["containers", "initContainers", "ephemeralContainers"])
def test_containers_of_every_kind_are_graded_alike(key: str) -> None:
    hard, soft = container(name="hard"), container({"readOnlyRootFilesystem": False}, name="soft")
    spec = {"containers": [hard]}
    found = grade(Pod({}, {**spec, key: [hard, soft]}))
    kind = {"containers": "container", "initContainers": "init container"}.get(key, "ephemeral container")
    last = found.containers[-1]

    assert (found.grade, last.grade, last.name, last.kind) == ("mutable", "mutable", "soft", kind)
    assert last.route == ("spec", key, 1)
    assert found.reasons == (
        f'{kind} "soft" can write its root filesystem: `readOnlyRootFilesystem` is false',
    )


def test_containers_come_first_then_those_of_the_start_then_those_of_a_debugger() -> None:
    keys = ("ephemeralContainers", "initContainers", "containers")
    found = grade(Pod({}, {key: [container(name=key)] for key in keys}))

    assert [it.name for it in found.containers] == ["containers", "initContainers", "ephemeralContainers"]


HARD, SOFT, DARK = (
    container(),
    container({"readOnlyRootFilesystem": False}, name="soft"),
    container({"runAsNonRoot": None}, name="dark"),
)


@pytest.mark.parametrize(
    ("containers", "expected"),
    [
        ([HARD], "immutable"),
        ([HARD, HARD], "immutable"),
        ([HARD, DARK], "unknown"),
        ([DARK, SOFT], "mutable"),
        ([HARD, DARK, SOFT], "mutable"),
    ],
)
def test_a_pod_has_the_grade_of_its_worst_container(
    containers: list[dict[str, object]], expected: Grade
) -> None:
    assert graded(*containers).grade == expected


@pytest.mark.parametrize("spec", [{}, {"containers": None}, {"containers": []}, {"containers": "web"}])
def test_a_pod_without_containers_cannot_be_graded(spec: dict[str, object]) -> None:
    found = grade(Pod({}, spec, ("spec", "template")))

    assert (found.grade, found.reasons) == ("unknown", ("the pod has no containers that could be graded",))
    assert found.lines[0].route == ("spec", "template", "spec", "containers")


def test_init_containers_alone_make_a_pod_mutable_and_never_immutable() -> None:
    assert grade(Pod({}, {"initContainers": [HARD]})).grade == "unknown"
    assert grade(Pod({}, {"initContainers": [SOFT]})).grade == "mutable"


def test_a_container_without_a_name_is_called_by_its_place() -> None:
    found = grade(Pod({}, {"containers": [None]}, ("items", 3)))

    assert found.containers[0].name == ""
    assert found.reasons[0] == (
        "container `containers[0]` can write its root filesystem: `readOnlyRootFilesystem` is not set"
    )


def test_the_routes_of_a_template_lead_from_its_document() -> None:
    context = {"readOnlyRootFilesystem": False}
    template = {"spec": {"containers": [container(context)], "hostPID": True}}
    (pod,) = pods_in({"kind": "Deployment", "spec": {"template": template}})
    places = [printed(it.route) for it in grade(pod).containers[0].lines if it.state == "fails"]

    assert places == [
        "spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem",
        "spec.template.spec.hostPID",
    ]


def test_messages_stay_short_however_long_a_name_is() -> None:
    long = "x" * 1_000_000
    mount = {"name": long, "mountPath": f"/bin/{long}"}
    context = {"capabilities": {"add": ["ALL"]}, "readOnlyRootFilesystem": long}
    it = container(
        context, name=long, image=long, volumeMounts=[mount], livenessProbe={"exec": {"command": [long]}}
    )
    listed = [
        it
        for c in graded(it, volumes=[{"name": "v", "hostPath": {"path": long}}]).containers
        for it in c.lines
    ]

    assert all(len(it.message) < 500 and len(it.change) < 300 for it in listed)


def test_ten_thousand_containers_are_all_graded() -> None:
    assert len(graded(*[SOFT] * 10_000).containers) == 10_000


def put(document: dict[str, Any], route: Route, value: object) -> None:
    """Write a value at a route; what stands in the way is replaced."""
    at: Any = document
    for step, after in pairwise(route):
        held = at.get(step) if isinstance(at, dict) else at[step]
        if not isinstance(held, list if isinstance(after, int) else dict):
            at[step] = held = {}
        at = held
    at[route[-1]] = value


def mended(spec: dict[str, object], found: PodGrade) -> dict[str, Any]:
    """A spec with the changes that its failing lines ask for."""
    document = {"spec": deepcopy(spec)}
    for it in (it for c in found.containers for it in c.lines if it.state == "fails"):
        if it.name == "capabilities.add":
            put(document, it.route, "CHOWN")
        elif it.name == "user":
            put(document, it.route, 1000)
        elif it.name in ("readOnlyRootFilesystem", "hostPath", "volumeMounts"):
            put(document, it.route, True)
        elif it.name != "allowPrivilegeEscalation" or it.change.startswith("set"):
            put(document, it.route, False)
    return document["spec"]


flags = st.sampled_from([True, False, None, "true"])
users = st.sampled_from([0, 101, 0.0, None, "0"])
windows = st.fixed_dictionaries({}, optional={"hostProcess": flags})
capabilities = st.fixed_dictionaries(
    {},
    optional={
        "add": st.lists(st.sampled_from(["SYS_ADMIN", "cap_all", "CHOWN", None]), max_size=3),
        "drop": st.sampled_from([["ALL"], [], None]),
    },
)
contexts = st.fixed_dictionaries(
    {},
    optional={
        "readOnlyRootFilesystem": flags, "privileged": flags, "allowPrivilegeEscalation": flags,
        "runAsNonRoot": flags, "runAsUser": users, "windowsOptions": windows, "capabilities": capabilities,
    },
)  # fmt: skip
mounts = st.fixed_dictionaries(
    {"name": st.sampled_from(["a", "b", "c"]), "mountPath": st.sampled_from([*CODE, *DATA])},
    optional={"readOnly": flags, "recursiveReadOnly": st.sampled_from(["Enabled", None])},
)
sources = st.sampled_from([*READ_ONLY_SOURCES, *WRITABLE_SOURCES, {"hostPath": {"path": "/srv"}}])
containers = st.lists(
    st.one_of(
        st.fixed_dictionaries(
            {"name": st.sampled_from(["x", "y"])},
            optional={"securityContext": contexts, "volumeMounts": st.lists(mounts, max_size=3)},
        ),
        st.none(),
    ),
    min_size=1,
    max_size=3,
)
specs = st.fixed_dictionaries(
    {"containers": containers},
    optional={
        "initContainers": containers,
        "ephemeralContainers": containers,
        "securityContext": contexts,
        "hostPID": flags, "hostIPC": flags, "hostNetwork": flags,
        "volumes": st.lists(
            st.builds(lambda name, source: {"name": name, **source}, st.sampled_from(["a", "b"]), sources),
            max_size=3,
        ),
    },
)  # fmt: skip

FULL: dict[str, Any] = {
    "os": {"name": "linux"},
    "hostPID": False,
    "securityContext": {"runAsUser": 0, "windowsOptions": {"hostProcess": False}},
    "containers": [
        {
            "name": "web",
            "image": "nginx",
            "securityContext": {**CONTEXT, "capabilities": {"add": ["CHOWN"], "drop": ["ALL"]}},
            "volumeMounts": [
                {"name": "v", "mountPath": "/tmp"},
                {"name": "h", "mountPath": "/h", "readOnly": True},
            ],
            "volumeDevices": [{"name": "c", "devicePath": "/dev/xvda"}],
            "lifecycle": {"postStart": {"exec": {"command": ["true"]}}},
        }
    ],
    "initContainers": [{"name": "init"}],
    "volumes": [
        {"name": "v", "emptyDir": {"medium": "Memory"}},
        {"name": "h", "hostPath": {"path": "/srv", "type": "Directory"}},
        {"name": "c", "persistentVolumeClaim": {"claimName": "c", "readOnly": False}},
    ],
}


def routes(value: object, route: Route = ()) -> Iterator[Route]:
    """The routes of everything in a value."""
    parts = value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ())
    for step, part in parts:
        yield (*route, step)
        yield from routes(part, (*route, step))


def replaced(route: Route, value: object) -> dict[str, Any]:
    """The full pod with another value at a route."""
    spec = deepcopy(FULL)
    put(spec, route, value)
    return spec


keys = st.sampled_from(
    ["name", "add", "exec", "path", "command", "readOnly", "hostPath", "privileged", "readOnlyRootFileSystem"]
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**64), 2**64), st.floats(), st.text(max_size=9)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=3)),
    max_leaves=8,
)
wrong = st.builds(replaced, st.sampled_from(sorted(routes(FULL), key=str)), values)
pods = st.one_of(specs, wrong)


def expected_grade(of: ContainerGrade) -> Grade:
    states = {it.state for it in of.lines}
    return "mutable" if "fails" in states else "unknown" if "unknown" in states else "immutable"


@given(spec=pods)
def test_any_pod_has_the_grade_that_its_lines_come_to(spec: dict[str, object]) -> None:
    found = grade(Pod({}, spec, ("spec", "template")))
    listed = [*found.lines, *(it for c in found.containers for it in c.lines)]
    grades = {it.grade for it in found.containers} | {
        "unknown" for it in found.lines if it.state == "unknown"
    }

    assert [it.grade for it in found.containers] == [expected_grade(it) for it in found.containers]
    assert found.grade == next((it for it in ("mutable", "unknown") if it in grades), "immutable")
    assert set(found.reasons) == {it.message for it in listed if it.state in ("fails", "unknown")}
    assert len(found.reasons) == len(set(found.reasons))


@given(spec=pods)
def test_any_line_has_a_place_below_its_pod_a_message_and_where_it_fails_a_change(
    spec: dict[str, object],
) -> None:
    found = grade(Pod({}, spec, ("spec", "template")))
    listed = [*found.lines, *(it for c in found.containers for it in c.lines)]
    base = ("spec", "template", "spec")

    assert all(it.route[:3] == base for it in listed)
    assert all(it.route[:3] == base for c in found.containers for it in c.mounts)
    assert all(it.message and not it.message.endswith(".") for it in listed if "`" not in it.message)
    assert all(bool(it.change) for it in listed if it.state in ("fails", "unknown"))
    assert not any(it.change for it in listed if it.state == "ok")


@given(spec=specs)
def test_a_pod_whose_failing_lines_are_mended_is_not_mutable(spec: dict[str, object]) -> None:
    after = grade(Pod({}, mended(spec, grade(Pod({}, spec)))))

    assert [it for it in after.reasons if "user of its image" not in it] == []
    assert after.grade != "mutable"


@given(spec=specs, name=st.sampled_from(["image", "metadata", "unheard-of"]), value=values)
def test_what_no_check_asks_for_changes_no_grade(spec: dict[str, Any], name: str, value: object) -> None:
    other = deepcopy(spec)
    other["containers"] = [{**(it or {}), name: value} for it in other["containers"]]

    assert grade(Pod({}, other)).grade == grade(Pod({}, spec)).grade


def test_a_claim_of_a_stateful_set_is_a_volume_of_its_pods() -> None:
    mount = {"name": "data", "mountPath": "/data"}
    claim = {"metadata": {"name": "data"}}
    template = {"spec": {"containers": [container(volumeMounts=[mount])]}}
    (of_set,) = pods_in({
        "kind": "StatefulSet", "spec": {"template": template, "volumeClaimTemplates": [claim, None, {}]},
    })  # fmt: skip
    (of_other,) = pods_in(
        {"kind": "Deployment", "spec": {"template": template, "volumeClaimTemplates": [claim]}}
    )

    assert [it.kind for it in grade(of_set).containers[0].mounts] == ["persistentVolumeClaim"]
    assert [it.kind for it in grade(of_other).containers[0].mounts] == ["unknown"]
