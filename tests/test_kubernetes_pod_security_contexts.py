"""Security contexts, profiles, sysctls and systems: what is refused, and the neighbour that is taken."""

from __future__ import annotations

import pytest
from test_kubernetes_pods import hints, load, pod, said

from noteproof.finding import Severity, printed
from noteproof.language import Target
from noteproof.languages import kubernetes
from noteproof.text import Snippet, Source
from noteproof.yamltree import read

C = "spec.containers[0].securityContext"
P = "spec.securityContext"


def of_container(context: str, rest: str = "") -> str:
    return pod(rest, container=f"{{name: c, image: nginx, securityContext: {context}}}")


def of_pod(context: str, rest: str = "") -> str:
    return pod(f"  securityContext: {context}\n{rest}")


def errors_in(text: str, minor: str) -> list[str]:
    documents = read(Snippet.whole(Source("x.yaml", text)), kubernetes.dialect).documents
    found = [it.finding for it in kubernetes.load(documents, Target((minor,))).findings]
    return [f"{printed(it.route or ())}: {it.says.upstream}" for it in found if it.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ("{runAsUser: 0, runAsGroup: 2147483647}", []),
        ("{runAsUser: -1}", [f"{C}.runAsUser: Invalid value"]),
        ("{runAsGroup: 2147483648}", [f"{C}.runAsGroup: Invalid value"]),
        ("{allowPrivilegeEscalation: false}", []),
        ("{allowPrivilegeEscalation: true, privileged: true}", []),
        ("{allowPrivilegeEscalation: false, privileged: true}", [f"{C}: Invalid value"]),
        ("{allowPrivilegeEscalation: false, capabilities: {add: [SYS_ADMIN, ALL]}}", []),
        ("{allowPrivilegeEscalation: false, capabilities: {add: [CAP_SYS_ADMIN]}}", [f"{C}: Invalid value"]),
        ("{procMount: Default}", []),
        ("{procMount: default}", [f"{C}.procMount: Unsupported value"]),
        ("{procMount: ''}", [f"{C}.procMount: Unsupported value"]),
        ("{procMount: Unmasked}", [f"{C}.procMount: Invalid value"]),
        ("{seccompProfile: {type: Localhost, localhostProfile: a/b.json}}", []),
        ("{seccompProfile: {type: Localhost}}", [f"{C}.seccompProfile.localhostProfile: Required value"]),
        (
            "{seccompProfile: {type: Localhost, localhostProfile: /a}}",
            [f"{C}.seccompProfile.localhostProfile: Invalid value"],
        ),
        (
            "{seccompProfile: {type: RuntimeDefault, localhostProfile: a}}",
            [f"{C}.seccompProfile.localhostProfile: Invalid value"],
        ),
        ("{seccompProfile: {}}", [f"{C}.seccompProfile.type: Required value"]),
        (
            "{seccompProfile: {localhostProfile: a}}",
            [
                f"{C}.seccompProfile.type: Required value",
                f"{C}.seccompProfile.localhostProfile: Invalid value",
            ],
        ),
        (
            "{seccompProfile: {type: seccomp, localhostProfile: a}}",
            [
                f"{C}.seccompProfile.type: Unsupported value",
                f"{C}.seccompProfile.localhostProfile: Invalid value",
            ],
        ),
        (
            "{appArmorProfile: {type: apparmor, localhostProfile: a}}",
            [f"{C}.appArmorProfile.type: Unsupported value"],
        ),
        ("{seccompProfile: {type: ''}}", [f"{C}.seccompProfile.type: Required value"]),
        ("{seccompProfile: {type: runtimedefault}}", [f"{C}.seccompProfile.type: Unsupported value"]),
        ("{appArmorProfile: {type: Unconfined}}", []),
        ("{appArmorProfile: {type: Localhost, localhostProfile: /a}}", []),
        (
            "{appArmorProfile: {type: Localhost, localhostProfile: ' a'}}",
            [f"{C}.appArmorProfile.localhostProfile: Invalid value"],
        ),
        (
            "{appArmorProfile: {type: Localhost, localhostProfile: ''}}",
            [f"{C}.appArmorProfile.localhostProfile: Required value"],
        ),
        (
            f"{{appArmorProfile: {{type: Localhost, localhostProfile: {'x' * 4096}}}}}",
            [f"{C}.appArmorProfile.localhostProfile: Too long"],
        ),
        ("{windowsOptions: {runAsUserName: ContainerUser}}", []),
        (
            "{windowsOptions: {runAsUserName: 'CORP\\u\\v'}}",
            [f"{C}.windowsOptions.runAsUserName: Invalid value"],
        ),
        ("{windowsOptions: {runAsUserName: ''}}", [f"{C}.windowsOptions.runAsUserName: Invalid value"]),
        ("{windowsOptions: {gmsaCredentialSpecName: a_b}}",
         [f"{C}.windowsOptions.gmsaCredentialSpecName: Invalid value"]),
        ("{windowsOptions: {hostProcess: true}}", ["spec.hostNetwork: Invalid value"]),
    ],
)  # fmt: skip
def test_the_security_context_of_a_container(context: str, expected: list[str]) -> None:
    assert said(of_container(context)) == expected


@pytest.mark.parametrize(
    ("context", "rest", "expected"),
    [
        ("{fsGroup: 0, supplementalGroups: [0, 5]}", "", []),
        ("{fsGroup: -1}", "", [f"{P}.fsGroup: Invalid value"]),
        ("{supplementalGroups: [0, -5]}", "", [f"{P}.supplementalGroups[1]: Invalid value"]),
        ("{fsGroupChangePolicy: OnRootMismatch}", "", []),
        ("{fsGroupChangePolicy: always}", "", [f"{P}.fsGroupChangePolicy: Unsupported value"]),
        ("{supplementalGroupsPolicy: strict}", "", [f"{P}.supplementalGroupsPolicy: Unsupported value"]),
        ("{seLinuxChangePolicy: Recursive}", "", []),
        ("{sysctls: [{name: net.core.somaxconn, value: ''}, {name: kernel/sem, value: ''}]}", "", []),
        ("{sysctls: [{name: '', value: ''}]}", "", [f"{P}.sysctls[0].name: Required value"]),
        ("{sysctls: [{name: A, value: ''}]}", "", [f"{P}.sysctls[0].name: Invalid value"]),
        ("{sysctls: [{name: a.b}, {name: a.b}]}", "", [f"{P}.sysctls[1].name: Duplicate value"]),
        ("{sysctls: [{name: net/core/x}]}", "  hostNetwork: true", [f"{P}.sysctls[0].name: Invalid value"]),
        ("{sysctls: [{name: kernel.sem}]}", "  hostIPC: true", [f"{P}.sysctls[0].name: Invalid value"]),
        ("{sysctls: [{name: kernel.semx}]}", "  hostIPC: true", []),
        ("{}", "  shareProcessNamespace: true", []),
        (
            "{}",
            "  shareProcessNamespace: true\n  hostPID: true",
            [f"{P}.shareProcessNamespace: Invalid value"],
        ),
        ("{}", "  hostUsers: true\n  hostPID: true", []),
        ("{}", "  hostUsers: false\n  hostNetwork: true", ["spec.hostNetwork: Forbidden"]),
        ("{windowsOptions: {}}", "  os: {name: linux}", [f"{P}.windowsOptions: Forbidden"]),
        ("{runAsUser: 5}", "  os: {name: linux}", []),
        ("{runAsNonRoot: true}", "  os: {name: windows}", []),
        ("{runAsUser: 5}", "  os: {name: windows}", [f"{P}.runAsUser: Forbidden"]),
        ("{}", "  os: {name: windows}\n  hostPID: true", ["spec.hostPID: Forbidden"]),
        ("{}", "  os: {name: Windows}", ["spec.os: Unsupported value"]),
        ("{}", "  os: {name: ''}", ["spec.os.name: Required value"]),
        ("{windowsOptions: {hostProcess: true}}", "  hostNetwork: true", []),
    ],
)  # fmt: skip
def test_the_security_context_of_a_pod(context: str, rest: str, expected: list[str]) -> None:
    assert said(of_pod(context, rest)) == expected


def test_on_windows_there_is_no_read_only_root() -> None:
    context = "{readOnlyRootFilesystem: false, privileged: false, runAsNonRoot: true}"

    assert said(of_container(context)) == []
    assert said(of_container(context, "  os: {name: windows}")) == [
        f"{C}.readOnlyRootFilesystem: Forbidden",
        f"{C}.privileged: Forbidden",
    ]


def test_all_containers_of_a_pod_are_of_the_windows_host_or_none() -> None:
    own = "{name: c, image: x, securityContext: {windowsOptions: {hostProcess: %s}}}"
    rest = "  - {name: d, image: x}\n  hostNetwork: true\n"
    whole = rest + "  securityContext: {windowsOptions: {hostProcess: true}}\n"

    assert said(pod(rest, container=own % "true")) == ["spec: Invalid value"]
    assert said(pod(whole, container=own % "true")) == []
    assert said(pod(whole, container=own % "false")) == [
        f"{C}.windowsOptions.hostProcess: Invalid value",
        "spec: Invalid value",
    ]


def test_unmasked_needs_users_of_the_pods_own_unless_a_part_is_shown() -> None:
    text = of_container("{procMount: Unmasked}", "  hostUsers: false")
    context = "securityContext: {procMount: Unmasked}\n"

    assert said(text) == []
    assert [it.finding.rule.code for it in load(context, place="Pod.spec.containers[0]").findings] == []


def test_a_pod_with_users_of_its_own_has_no_block_devices() -> None:
    container = "{name: c, image: nginx, volumeDevices: [{name: v, devicePath: /dev/x}]}"
    volumes = "  volumes: [{name: v, persistentVolumeClaim: {claimName: v}}]\n"

    assert said(pod(volumes, container=container)) == []
    assert said(pod(volumes + "  hostUsers: false", container=container)) == [
        "spec.containers[0].volumeDevices: Forbidden"
    ]


def test_labels_are_mounted_since_a_version() -> None:
    text = of_pod("{seLinuxChangePolicy: MountOption}")

    assert errors_in(text, "1.36") == [f"{P}.seLinuxChangePolicy: Unsupported value"]
    assert errors_in(text, "1.37") == []


def test_hints_of_security_contexts() -> None:
    assert hints(of_container("{allowPrivilegeEscalation: false, capabilities: {add: [CAP_SYS_ADMIN]}}")) == [
        "remove `CAP_SYS_ADMIN` from `capabilities.add`"
    ]
    assert hints(of_container("{seccompProfile: {type: runtimeDefault}}")) == [
        "did you mean `RuntimeDefault`?"
    ]


APP_ARMOR = "container.apparmor.security.beta.kubernetes.io"
SECCOMP = "seccomp.security.alpha.kubernetes.io/pod"


@pytest.mark.parametrize(
    ("annotation", "rest", "expected"),
    [
        (f"{APP_ARMOR}/c: runtime/default", "", []),
        (f"{APP_ARMOR}/c: localhost/x", "", []),
        (f"{APP_ARMOR}/c: foo", "", [f"metadata.annotations[{APP_ARMOR}/c]: Invalid value"]),
        (f"{APP_ARMOR}/d: unconfined", "", [f"metadata.annotations[{APP_ARMOR}/d]: Invalid value"]),
        (
            f"{APP_ARMOR}/c: unconfined",
            "  securityContext: {appArmorProfile: {type: RuntimeDefault}}",
            [f"{C}.appArmorProfile.type: Forbidden"],
        ),
        (f"{APP_ARMOR}/c: unconfined", "  securityContext: {appArmorProfile: {type: Unconfined}}", []),
        (f"{SECCOMP}: docker/default", "  securityContext: {seccompProfile: {type: RuntimeDefault}}", []),
        (f"{SECCOMP}: foo", "", [f"metadata.annotations.{SECCOMP}: Invalid value"]),
        (f"{SECCOMP}: localhost/../x", "", [f"metadata.annotations.{SECCOMP}: Invalid value"]),
        (
            f"{SECCOMP}: localhost/x",
            "  securityContext: {seccompProfile: {type: Localhost, localhostProfile: z}}",
            [f"{P}.seccompProfile.localhostProfile: Forbidden"],
        ),
        ("controller.kubernetes.io/pod-deletion-cost: '-10'", "", []),
        (
            "controller.kubernetes.io/pod-deletion-cost: '+10'",
            "",
            ["metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value"],
        ),
        ("kubernetes.io/config.mirror: x", "  nodeName: node-1", []),
        (
            "kubernetes.io/config.mirror: x",
            "",
            ["metadata.annotations[kubernetes.io/config.mirror]: Invalid value"],
        ),
    ],
)  # fmt: skip
def test_annotations_agree_with_the_fields(annotation: str, rest: str, expected: list[str]) -> None:
    name = f"p, annotations: {{{annotation}}}"

    assert said(pod(rest, name=name)) == expected


def test_old_annotations_are_warned_of_unless_there_is_a_field() -> None:
    def codes(rest: str) -> list[str]:
        text = pod(rest, name=f"p, annotations: {{{SECCOMP}: runtime/default}}")
        return [it.finding.rule.code for it in load(text).findings]

    assert codes("") == ["kubernetes/deprecated-field"]
    assert codes("  securityContext: {seccompProfile: {type: RuntimeDefault}}") == []
