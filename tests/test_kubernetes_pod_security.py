"""Each check of the Pod Security Standards: what it refuses, in which versions, and what it lets pass."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from noteproof import yamltree
from noteproof.finding import Route, printed
from noteproof.languages import kubernetes
from noteproof.languages.kubernetes.pod_security import LEVELS, Level, Ruling, evaluate
from noteproof.languages.kubernetes.pod_security.standards import BASELINE, NEWEST, RESTRICTED
from noteproof.languages.kubernetes.pod_security.wording import literal
from noteproof.languages.kubernetes.templates import Pod, pods_in
from noteproof.text import Snippet, Source

LAST = 36
MINORS = (*range(LAST + 1), None)

BASELINE_IDS = {check.id for check in BASELINE}

HARDENED = """
securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
containers:
  - name: a
    securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
"""


def value(text: str) -> Any:
    (document,) = yamltree.read(Snippet.whole(Source("x.yaml", text)), kubernetes.dialect).documents
    return document.value


def pod(spec: str, annotations: str = "{}", route: Route = ()) -> Pod:
    return Pod({"annotations": value(annotations)}, value(spec), route)


def by_check(ruling: Ruling) -> dict[str, tuple[str, str]]:
    """The reason and the detail of each check that refuses, by its id."""
    ids = dict.fromkeys(cause.check for cause in ruling.causes)
    return dict(zip(ids, zip(ruling.reasons, ruling.details, strict=True), strict=True))


class Refused(NamedTuple):
    """What a check says of a pod from the minor version `first` to `last`; in others it says nothing."""

    check: str
    spec: str
    reason: str
    detail: str
    routes: tuple[str, ...]
    first: int = 0
    last: int = LAST
    annotations: str = "{}"


def named(row: Refused) -> str:
    return f"{row.check}-{row.first}-{row.last}"


REFUSED = (
    # appArmorProfile
    Refused(
        "appArmorProfile",
        "containers: [{name: a, securityContext: {appArmorProfile: {type: Unconfined}}}]",
        "forbidden AppArmor profile",
        'container "a" must not set AppArmor profile type to "Unconfined"',
        ("spec.containers[0].securityContext.appArmorProfile.type",),
    ),
    Refused(
        "appArmorProfile",
        """
        securityContext: {appArmorProfile: {}}
        initContainers: [{name: i, securityContext: {appArmorProfile: {type: Unconfined}}}]
        containers: [{name: a, securityContext: {appArmorProfile: {type: unconfined}}}]
        """,
        "forbidden AppArmor profiles",
        'pod and containers "i", "a" must not set AppArmor profile type to "", "Unconfined", "unconfined"',
        (
            "spec.securityContext.appArmorProfile.type",
            "spec.initContainers[0].securityContext.appArmorProfile.type",
            "spec.containers[0].securityContext.appArmorProfile.type",
        ),
    ),
    Refused(
        "appArmorProfile",
        "containers: [{name: a}]",
        "forbidden AppArmor profile",
        "annotation must not set AppArmor profile type to "
        '"container.apparmor.security.beta.kubernetes.io/a="unconfined""',
        ("metadata.annotations[container.apparmor.security.beta.kubernetes.io/a]",),
        annotations="{container.apparmor.security.beta.kubernetes.io/a: unconfined}",
    ),
    Refused(
        "appArmorProfile",
        "containers: [{name: a, securityContext: {appArmorProfile: {type: Unconfined}}}]",
        "forbidden AppArmor profiles",
        'container "a" and annotations must not set AppArmor profile type to "Unconfined", '
        '"container.apparmor.security.beta.kubernetes.io/a="b"", '
        '"container.apparmor.security.beta.kubernetes.io/nobody="x""',
        (
            "spec.containers[0].securityContext.appArmorProfile.type",
            "metadata.annotations[container.apparmor.security.beta.kubernetes.io/nobody]",
            "metadata.annotations[container.apparmor.security.beta.kubernetes.io/a]",
        ),
        annotations="""
        container.apparmor.security.beta.kubernetes.io/nobody: x
        container.apparmor.security.beta.kubernetes.io/a: b
        """,
    ),
    # capabilities_baseline
    Refused(
        "capabilities_baseline",
        "containers: [{name: a, securityContext: {capabilities: {add: [SYS_ADMIN, CHOWN, NET_RAW]}}}]",
        "non-default capabilities",
        'container "a" must not include "NET_RAW", "SYS_ADMIN" in securityContext.capabilities.add',
        (
            "spec.containers[0].securityContext.capabilities.add[0]",
            "spec.containers[0].securityContext.capabilities.add[2]",
        ),
    ),
    Refused(
        "capabilities_baseline",
        """
        hostUsers: false
        containers:
          - {name: a, securityContext: {capabilities: {add: [CAP_CHOWN]}}}
          - {name: b, securityContext: {capabilities: {add: [chown, null]}}}
          - {name: c, securityContext: {capabilities: {add: [CHOWN]}}}
        """,
        "non-default capabilities",
        'containers "a", "b" must not include "", "CAP_CHOWN", "chown" in securityContext.capabilities.add',
        (
            "spec.containers[0].securityContext.capabilities.add[0]",
            "spec.containers[1].securityContext.capabilities.add[0]",
            "spec.containers[1].securityContext.capabilities.add[1]",
        ),
    ),
    # hostNamespaces
    Refused(
        "hostNamespaces",
        "{hostIPC: true, hostPID: true, hostNetwork: true}",
        "host namespaces",
        "hostNetwork=true, hostPID=true, hostIPC=true",
        ("spec.hostNetwork", "spec.hostPID", "spec.hostIPC"),
    ),
    Refused(
        "hostNamespaces",
        "{hostIPC: false, hostPID: yes, hostNetwork: null}",
        "host namespaces",
        "hostPID=true",
        ("spec.hostPID",),
    ),
    # hostPathVolumes
    Refused(
        "hostPathVolumes",
        "volumes: [{name: v, hostPath: {path: /}}]",
        "hostPath volumes",
        'volume "v"',
        ("spec.volumes[0].hostPath",),
    ),
    Refused(
        "hostPathVolumes",
        "volumes: [{name: w, hostPath: {}}, {name: e, emptyDir: {}}, {name: v, hostPath: {path: /}}]",
        "hostPath volumes",
        'volumes "w", "v"',
        ("spec.volumes[0].hostPath", "spec.volumes[2].hostPath"),
    ),
    # hostPorts
    Refused(
        "hostPorts",
        "containers: [{name: a, ports: [{containerPort: 80, hostPort: 8080}, {containerPort: 81}]}]",
        "hostPort",
        'container "a" uses hostPort 8080',
        ("spec.containers[0].ports[0].hostPort",),
    ),
    Refused(
        "hostPorts",
        """
        initContainers: [{name: i, ports: [{hostPort: 9}]}]
        containers: [{name: a, ports: [{hostPort: 80.0}, {hostPort: 443}]}, {name: b, ports: [{hostPort: 9}]}]
        """,
        "hostPort",
        'containers "i", "a", "b" use hostPorts 443, 80, 9',
        (
            "spec.initContainers[0].ports[0].hostPort",
            "spec.containers[0].ports[0].hostPort",
            "spec.containers[0].ports[1].hostPort",
            "spec.containers[1].ports[0].hostPort",
        ),
    ),
    Refused(
        "hostPorts",
        """
        hostNetwork: true
        initContainers: [{name: i, ports: [{containerPort: 81}]}]
        containers: [{name: a, ports: [{containerPort: 80, hostPort: 0}, {name: x}]}]
        ephemeralContainers: [{name: e, ports: [{containerPort: 82}]}]
        """,
        "hostPort",
        'containers "i", "a" use hostPorts 80, 81',
        ("spec.initContainers[0].ports[0].containerPort", "spec.containers[0].ports[0].containerPort"),
    ),
    # hostProbesAndHostLifecycle
    Refused(
        "hostProbesAndHostLifecycle",
        "containers: [{name: a, livenessProbe: {httpGet: {port: 80, host: 127.0.0.1}}}]",
        "probe or lifecycle host",
        'container "a" uses probe or lifecycle host "127.0.0.1"',
        ("spec.containers[0].livenessProbe.httpGet.host",),
        first=34,
    ),
    Refused(
        "hostProbesAndHostLifecycle",
        """
        initContainers:
          - {name: z, lifecycle: {postStart: {tcpSocket: {host: c}}, preStop: {httpGet: {host: b}}}}
        containers:
          - {name: a, startupProbe: {tcpSocket: {host: b}}, readinessProbe: {httpGet: {host: a}}}
        """,
        "probe or lifecycle host",
        'containers "a", "z" use probe or lifecycle hosts "a", "b", "c"',
        (
            "spec.initContainers[0].lifecycle.postStart.tcpSocket.host",
            "spec.initContainers[0].lifecycle.preStop.httpGet.host",
            "spec.containers[0].readinessProbe.httpGet.host",
            "spec.containers[0].startupProbe.tcpSocket.host",
        ),
        first=34,
    ),
    # privileged
    Refused(
        "privileged",
        "containers: [{name: a, securityContext: {privileged: true}}]",
        "privileged",
        'container "a" must not set securityContext.privileged=true',
        ("spec.containers[0].securityContext.privileged",),
    ),
    Refused(
        "privileged",
        """
        containers: [{name: a, securityContext: {privileged: true}}, {name: b}]
        initContainers: [{name: i, securityContext: {privileged: true}}]
        ephemeralContainers: [{name: e, securityContext: {privileged: true}}]
        """,
        "privileged",
        'containers "i", "a", "e" must not set securityContext.privileged=true',
        (
            "spec.initContainers[0].securityContext.privileged",
            "spec.containers[0].securityContext.privileged",
            "spec.ephemeralContainers[0].securityContext.privileged",
        ),
    ),
    # procMount
    Refused(
        "procMount",
        "containers: [{name: a, securityContext: {procMount: Unmasked}}]",
        "procMount",
        'container "a" must not set securityContext.procMount to "Unmasked"',
        ("spec.containers[0].securityContext.procMount",),
    ),
    Refused(
        "procMount",
        """
        hostUsers: false
        containers:
          - {name: a, securityContext: {procMount: Unmasked}}
          - {name: b, securityContext: {procMount: ""}}
        """,
        "procMount",
        'containers "a", "b" must not set securityContext.procMount to "", "Unmasked"',
        ("spec.containers[0].securityContext.procMount", "spec.containers[1].securityContext.procMount"),
        last=34,
    ),
    # seLinuxOptions
    Refused(
        "seLinuxOptions",
        "containers: [{name: a, securityContext: {seLinuxOptions: {type: container_engine_t}}}]",
        "seLinuxOptions",
        'container "a" set forbidden securityContext.seLinuxOptions: type "container_engine_t"',
        ("spec.containers[0].securityContext.seLinuxOptions.type",),
        last=30,
    ),
    Refused(
        "seLinuxOptions",
        "securityContext: {seLinuxOptions: {user: u, level: s0}}",
        "seLinuxOptions",
        "pod set forbidden securityContext.seLinuxOptions: user may not be set",
        ("spec.securityContext.seLinuxOptions.user",),
    ),
    Refused(
        "seLinuxOptions",
        """
        securityContext: {seLinuxOptions: {type: spc_t}}
        containers:
          - {name: a, securityContext: {seLinuxOptions: {type: container_t}}}
          - {name: b, securityContext: {seLinuxOptions: {type: init_t, role: r}}}
          - {name: c, securityContext: {seLinuxOptions: {user: u}}}
        """,
        "seLinuxOptions",
        'pod and containers "b", "c" set forbidden securityContext.seLinuxOptions: types "init_t", "spc_t"; '
        "user may not be set; role may not be set",
        (
            "spec.securityContext.seLinuxOptions.type",
            "spec.containers[1].securityContext.seLinuxOptions.type",
            "spec.containers[1].securityContext.seLinuxOptions.role",
            "spec.containers[2].securityContext.seLinuxOptions.user",
        ),
    ),
    # seccompProfile_baseline, by annotations up to 1.18 and by fields since
    Refused(
        "seccompProfile_baseline",
        "containers: [{name: a}]",
        "seccompProfile",
        'forbidden annotation seccomp.security.alpha.kubernetes.io/pod="unconfined"',
        ("metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]",),
        last=18,
        annotations="{seccomp.security.alpha.kubernetes.io/pod: unconfined}",
    ),
    Refused(
        "seccompProfile_baseline",
        "containers: [{name: a}]",
        "seccompProfile",
        'forbidden annotations container.seccomp.security.alpha.kubernetes.io/a="", '
        'seccomp.security.alpha.kubernetes.io/pod="a\\"b\\n"',
        (
            "metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]",
            "metadata.annotations[container.seccomp.security.alpha.kubernetes.io/a]",
        ),
        last=18,
        annotations="""
        container.seccomp.security.alpha.kubernetes.io/nobody: unconfined
        container.seccomp.security.alpha.kubernetes.io/a:
        seccomp.security.alpha.kubernetes.io/pod: "a\\"b\\n"
        """,
    ),
    Refused(
        "seccompProfile_baseline",
        """
        securityContext: {seccompProfile: {type: Unconfined}}
        containers:
          - {name: a, securityContext: {seccompProfile: {type: RuntimeDefault}}}
          - {name: b, securityContext: {seccompProfile: {}}}
        """,
        "seccompProfile",
        'pod and container "b" must not set securityContext.seccompProfile.type to "", "Unconfined"',
        (
            "spec.securityContext.seccompProfile.type",
            "spec.containers[1].securityContext.seccompProfile.type",
        ),
        first=19,
    ),
    # sysctls
    Refused(
        "sysctls",
        """
        securityContext:
          sysctls: [{name: net.core.somaxconn}, {name: net.ipv4.tcp_syncookies}, {name: kernel.msgmax}, null]
        """,
        "forbidden sysctls",
        "net.core.somaxconn, kernel.msgmax, ",
        (
            "spec.securityContext.sysctls[0].name",
            "spec.securityContext.sysctls[2].name",
            "spec.securityContext.sysctls[3].name",
        ),
    ),
    *(
        Refused(
            "sysctls",
            f"securityContext: {{sysctls: [{{name: {name}}}]}}",
            "forbidden sysctls",
            name,
            ("spec.securityContext.sysctls[0].name",),
            last=last,
        )
        for name, last in (
            ("net.ipv4.ip_local_reserved_ports", 26),
            ("net.ipv4.tcp_keepalive_time", 28),
            ("net.ipv4.tcp_fin_timeout", 28),
            ("net.ipv4.tcp_keepalive_intvl", 28),
            ("net.ipv4.tcp_keepalive_probes", 28),
            ("net.ipv4.tcp_rmem", 31),
            ("net.ipv4.tcp_wmem", 31),
            ("net.ipv4.tcp_slow_start_after_idle", LAST),
        )
    ),
    # windowsHostProcess
    Refused(
        "windowsHostProcess",
        """
        os: {name: windows}
        securityContext: {windowsOptions: {hostProcess: true}}
        containers:
          - {name: a, securityContext: {windowsOptions: {hostProcess: true}}}
          - {name: b, securityContext: {windowsOptions: {hostProcess: false}}}
        """,
        "hostProcess",
        'pod and container "a" must not set securityContext.windowsOptions.hostProcess=true',
        (
            "spec.securityContext.windowsOptions.hostProcess",
            "spec.containers[0].securityContext.windowsOptions.hostProcess",
        ),
    ),
    # allowPrivilegeEscalation
    Refused(
        "allowPrivilegeEscalation",
        """
        containers:
          - {name: a}
          - {name: b, securityContext: {allowPrivilegeEscalation: true}}
          - {name: c, securityContext: {allowPrivilegeEscalation: false}}
          - {name: d, securityContext: {allowPrivilegeEscalation: null}}
        """,
        "allowPrivilegeEscalation != false",
        'containers "a", "b", "d" must set securityContext.allowPrivilegeEscalation=false',
        (
            "spec.containers[0].securityContext.allowPrivilegeEscalation",
            "spec.containers[1].securityContext.allowPrivilegeEscalation",
            "spec.containers[3].securityContext.allowPrivilegeEscalation",
        ),
        first=8,
    ),
    Refused(
        "allowPrivilegeEscalation",
        "{os: {name: windows}, containers: [{name: a}]}",
        "allowPrivilegeEscalation != false",
        'container "a" must set securityContext.allowPrivilegeEscalation=false',
        ("spec.containers[0].securityContext.allowPrivilegeEscalation",),
        first=8,
        last=24,
    ),
    # capabilities_restricted
    Refused(
        "capabilities_restricted",
        """
        containers:
          - {name: a, securityContext: {capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}}
          - {name: b, securityContext: {capabilities: {drop: [all], add: [CHOWN, CAP_NET_BIND_SERVICE]}}}
          - {name: c}
          - {name: d, securityContext: {capabilities: {drop: [KILL, ALL], add: [CHOWN]}}}
        """,
        "unrestricted capabilities",
        'containers "b", "c" must set securityContext.capabilities.drop=["ALL"]; containers "b", "d" must '
        'not include "CAP_NET_BIND_SERVICE", "CHOWN" in securityContext.capabilities.add',
        (
            "spec.containers[1].securityContext.capabilities.drop",
            "spec.containers[2].securityContext.capabilities.drop",
            "spec.containers[1].securityContext.capabilities.add[0]",
            "spec.containers[1].securityContext.capabilities.add[1]",
            "spec.containers[3].securityContext.capabilities.add[0]",
        ),
        first=22,
    ),
    Refused(
        "capabilities_restricted",
        "containers: [{name: a, securityContext: {capabilities: {drop: [ALL], add: [SYS_TIME]}}}]",
        "unrestricted capabilities",
        'container "a" must not include "SYS_TIME" in securityContext.capabilities.add',
        ("spec.containers[0].securityContext.capabilities.add[0]",),
        first=22,
    ),
    Refused(
        "capabilities_restricted",
        "{os: {name: windows}, containers: [{name: a}]}",
        "unrestricted capabilities",
        'container "a" must set securityContext.capabilities.drop=["ALL"]',
        ("spec.containers[0].securityContext.capabilities.drop",),
        first=22,
        last=24,
    ),
    # procMount_restricted
    Refused(
        "procMount_restricted",
        "{hostUsers: false, containers: [{name: a, securityContext: {procMount: Unmasked}}]}",
        "procMount",
        'container "a" must not set securityContext.procMount to "Unmasked"',
        ("spec.containers[0].securityContext.procMount",),
        first=35,
    ),
    # restrictedVolumes
    Refused(
        "restrictedVolumes",
        "volumes: [{name: v, hostPath: {path: /}}]",
        "restricted volume types",
        'volume "v" uses restricted volume type "hostPath"',
        ("spec.volumes[0].hostPath",),
    ),
    Refused(
        "restrictedVolumes",
        """
        volumes:
          - {name: a, nfs: {}}
          - {name: b, emptyDir: {}}
          - {name: c, gitRepo: {}, hostPath: null}
          - {name: a, nfs: {}, cephfs: {}}
        """,
        "restricted volume types",
        'volumes "a", "c", "a" use restricted volume types "gitRepo", "nfs"',
        ("spec.volumes[0].nfs", "spec.volumes[2].gitRepo", "spec.volumes[3].nfs"),
    ),
    # runAsNonRoot
    Refused(
        "runAsNonRoot",
        "containers: [{name: a}, {name: b, securityContext: {runAsNonRoot: true}}, {name: c}]",
        "runAsNonRoot != true",
        'pod or containers "a", "c" must set securityContext.runAsNonRoot=true',
        ("spec.securityContext.runAsNonRoot",),
    ),
    Refused(
        "runAsNonRoot",
        "containers: [{name: a, securityContext: {runAsNonRoot: false}}, {name: b}]",
        "runAsNonRoot != true",
        'container "a" must not set securityContext.runAsNonRoot=false',
        ("spec.containers[0].securityContext.runAsNonRoot", "spec.securityContext.runAsNonRoot"),
    ),
    Refused(
        "runAsNonRoot",
        """
        securityContext: {runAsNonRoot: false}
        containers: [{name: a, securityContext: {runAsNonRoot: true}}]
        """,
        "runAsNonRoot != true",
        "pod must not set securityContext.runAsNonRoot=false",
        ("spec.securityContext.runAsNonRoot",),
    ),
    Refused(
        "runAsNonRoot",
        """
        hostUsers: false
        securityContext: {runAsNonRoot: false}
        containers: [{name: a, securityContext: {runAsNonRoot: false}}, {name: b}]
        """,
        "runAsNonRoot != true",
        'pod and container "a" must not set securityContext.runAsNonRoot=false',
        ("spec.securityContext.runAsNonRoot", "spec.containers[0].securityContext.runAsNonRoot"),
        last=34,
    ),
    # runAsUser
    Refused(
        "runAsUser",
        """
        securityContext: {runAsUser: 0}
        initContainers: [{name: i, securityContext: {runAsUser: 0x0}}]
        containers:
          - {name: a, securityContext: {runAsUser: 1}}
          - {name: b, securityContext: {runAsUser: 0.0}}
        """,
        "runAsUser=0",
        'pod and containers "i", "b" must not set runAsUser=0',
        (
            "spec.securityContext.runAsUser",
            "spec.initContainers[0].securityContext.runAsUser",
            "spec.containers[1].securityContext.runAsUser",
        ),
        first=23,
    ),
    Refused(
        "runAsUser",
        "{hostUsers: false, securityContext: {runAsUser: 0}}",
        "runAsUser=0",
        "pod must not set runAsUser=0",
        ("spec.securityContext.runAsUser",),
        first=23,
        last=34,
    ),
    # seccompProfile_restricted
    Refused(
        "seccompProfile_restricted",
        "containers: [{name: a}, {name: b, securityContext: {seccompProfile: {type: Localhost}}}, {name: c}]",
        "seccompProfile",
        'pod or containers "a", "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or '
        '"Localhost"',
        ("spec.securityContext.seccompProfile",),
        first=19,
    ),
    Refused(
        "seccompProfile_restricted",
        """
        securityContext: {seccompProfile: {type: Unconfined}}
        containers:
          - {name: a, securityContext: {seccompProfile: {type: RuntimeDefault}}}
          - {name: b}
        """,
        "seccompProfile",
        'pod must not set securityContext.seccompProfile.type to "Unconfined"',
        ("spec.securityContext.seccompProfile.type",),
        first=19,
    ),
    Refused(
        "seccompProfile_restricted",
        "containers: [{name: a, securityContext: {seccompProfile: {type: runtime/default}}}, {name: b}]",
        "seccompProfile",
        'container "a" must not set securityContext.seccompProfile.type to "runtime/default"',
        (
            "spec.containers[0].securityContext.seccompProfile.type",
            "spec.securityContext.seccompProfile",
        ),
        first=19,
    ),
    Refused(
        "seccompProfile_restricted",
        "{os: {name: windows}, containers: [{name: a}]}",
        "seccompProfile",
        'pod or container "a" must set securityContext.seccompProfile.type to "RuntimeDefault" or '
        '"Localhost"',
        ("spec.securityContext.seccompProfile",),
        first=19,
        last=24,
    ),
)

ALLOWED = (
    (
        "appArmorProfile",
        "containers: [{name: a, securityContext: {appArmorProfile: {type: RuntimeDefault}}}]",
    ),
    ("appArmorProfile", "securityContext: {appArmorProfile: {type: Localhost, localhostProfile: p}}"),
    ("appArmorProfile", "{securityContext: {appArmorProfile: null}, containers: [{name: a}]}"),
    (
        "capabilities_baseline",
        """
        containers:
          - name: a
            securityContext:
              capabilities:
                add: [AUDIT_WRITE, CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, MKNOD, NET_BIND_SERVICE,
                      SETFCAP, SETGID, SETPCAP, SETUID, SYS_CHROOT]
                drop: [SYS_ADMIN]
        """,
    ),
    ("hostNamespaces", "{hostNetwork: false, hostPID: no, hostIPC: null}"),
    ("hostPathVolumes", "volumes: [{name: v, hostPath: null}, {name: w, nfs: {}}, {name: x}]"),
    ("hostPorts", "containers: [{name: a, ports: [{containerPort: 80}, {containerPort: 81, hostPort: 0}]}]"),
    ("hostPorts", "{hostNetwork: true, containers: [{name: a, ports: [{name: x}]}, {name: b}]}"),
    ("hostProbesAndHostLifecycle", 'containers: [{name: a, livenessProbe: {httpGet: {host: ""}}}]'),
    ("hostProbesAndHostLifecycle", "containers: [{name: a, lifecycle: {preStop: {exec: {command: [a]}}}}]"),
    ("privileged", "containers: [{name: a, securityContext: {privileged: false}}, {name: b}]"),
    ("procMount", "containers: [{name: a, securityContext: {procMount: Default}}, {name: b}]"),
    (
        "procMount_restricted",
        "{hostUsers: true, containers: [{name: a, securityContext: {procMount: null}}]}",
    ),
    (
        "seLinuxOptions",
        "securityContext: {seLinuxOptions: {type: container_t, level: s0, user: '', role: ''}}",
    ),
    (
        "seLinuxOptions",
        "containers: [{name: a, securityContext: {seLinuxOptions: {type: container_init_t}}}]",
    ),
    ("seLinuxOptions", "containers: [{name: a, securityContext: {seLinuxOptions: {type: container_kvm_t}}}]"),
    ("seccompProfile_baseline", "containers: [{name: a}]"),
    ("seccompProfile_baseline", "securityContext: {seccompProfile: {type: Localhost}}"),
    *(
        ("sysctls", f"securityContext: {{sysctls: [{{name: {name}}}]}}")
        for name in (
            "kernel.shm_rmid_forced",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.tcp_syncookies",
            "net.ipv4.ping_group_range",
            "net.ipv4.ip_unprivileged_port_start",
        )
    ),
    ("windowsHostProcess", "securityContext: {windowsOptions: {hostProcess: false}}"),
    ("windowsHostProcess", "securityContext: {windowsOptions: null}"),
    ("allowPrivilegeEscalation", HARDENED),
    ("capabilities_restricted", HARDENED),
    *(
        ("restrictedVolumes", f"volumes: [{{name: v, {kind}: {{}}}}]")
        for kind in (
            "configMap",
            "csi",
            "downwardAPI",
            "emptyDir",
            "ephemeral",
            "image",
            "persistentVolumeClaim",
            "projected",
            "secret",
        )
    ),
    ("restrictedVolumes", "volumes: [{name: v}, {name: w, hostPath: null}, null]"),
    ("runAsNonRoot", HARDENED),
    ("runAsNonRoot", "containers: [{name: a, securityContext: {runAsNonRoot: yes}}]"),
    ("runAsUser", "{securityContext: {runAsUser: 1}, containers: [{name: a}]}"),
    ("seccompProfile_restricted", HARDENED),
    (
        "seccompProfile_restricted",
        "containers: [{name: a, securityContext: {seccompProfile: {type: Localhost}}}]",
    ),
)


def level_of(check: str) -> Level:
    return "baseline" if check in BASELINE_IDS else "restricted"


@pytest.mark.parametrize("row", REFUSED, ids=named)
def test_a_check_refuses_from_one_version_to_another(row: Refused) -> None:
    subject = pod(row.spec, row.annotations)
    for minor in MINORS:
        ruling = evaluate(subject, level_of(row.check), minor)
        said = by_check(ruling).get(row.check)
        routes = tuple(printed(cause.route) for cause in ruling.causes if cause.check == row.check)
        here = row.first <= (LAST if minor is None else minor) <= row.last

        assert (said, routes) == (((row.reason, row.detail), row.routes) if here else (None, ())), minor


@pytest.mark.parametrize(("check", "spec"), ALLOWED)
def test_a_check_lets_pass_in_every_version(check: str, spec: str) -> None:
    for minor in MINORS:
        assert check not in by_check(evaluate(pod(spec), level_of(check), minor)), minor


@pytest.mark.parametrize(
    ("annotation", "profile"),
    [
        ("seccomp.security.alpha.kubernetes.io/pod", "runtime/default"),
        ("seccomp.security.alpha.kubernetes.io/pod", "docker/default"),
        ("container.seccomp.security.alpha.kubernetes.io/a", "localhost/a.json"),
        ("container.seccomp.security.alpha.kubernetes.io/b", "unconfined"),
        ("container.apparmor.security.beta.kubernetes.io/a", "runtime/default"),
        ("container.apparmor.security.beta.kubernetes.io/a", "localhost/a"),
        ("container.apparmor.security.beta.kubernetes.io/a", "''"),
        ("container.apparmor.security.beta.kubernetes.io/a", "null"),
    ],
)
def test_an_annotation_of_an_allowed_profile_passes(annotation: str, profile: str) -> None:
    subject = pod("containers: [{name: a}]", f"{annotation}: {profile}")
    for minor in MINORS:
        assert evaluate(subject, "baseline", minor).allowed


def test_every_check_has_a_case_on_both_sides() -> None:
    checks = {check.id for check in (*BASELINE, *RESTRICTED)}

    assert {row.check for row in REFUSED} == checks
    assert {check for check, _ in ALLOWED} == checks


def test_every_version_in_which_a_check_changes_has_a_case() -> None:
    bounds = {row.check: {0} for row in REFUSED}
    for row in REFUSED:
        bounds[row.check] |= {row.first, row.last + 1}
    changes = {check.id: {since for since, _ in check.revisions} for check in (*BASELINE, *RESTRICTED)}

    assert {id: since - bounds[id] for id, since in changes.items() if since - bounds[id]} == {}


def test_a_hardened_pod_passes_every_level_in_every_version() -> None:
    for level in LEVELS:
        for minor in MINORS:
            assert evaluate(pod(HARDENED), level, minor) == Ruling(True, (), (), ())


def test_privileged_allows_everything() -> None:
    for row in REFUSED:
        assert evaluate(pod(row.spec, row.annotations), "privileged", None) == Ruling(True, (), (), ())


def test_the_reasons_of_baseline_come_first_and_each_level_is_in_the_order_of_its_ids() -> None:
    assert [check.id for check in BASELINE] == sorted(check.id for check in BASELINE)
    assert [check.id for check in RESTRICTED] == sorted(check.id for check in RESTRICTED)


def test_restricted_gives_the_reasons_of_both_levels_and_none_twice() -> None:
    subject = pod(
        """
        hostNetwork: true
        securityContext: {runAsUser: 0, seccompProfile: {type: Unconfined}, sysctls: [{name: a}]}
        containers:
          - name: a
            ports: [{containerPort: 80}]
            livenessProbe: {tcpSocket: {port: 80, host: b}}
            securityContext:
              privileged: true
              procMount: Unmasked
              seLinuxOptions: {type: spc_t}
              appArmorProfile: {type: Unconfined}
              capabilities: {add: [SYS_ADMIN]}
              windowsOptions: {hostProcess: true}
        volumes: [{name: v, hostPath: {path: /}}]
        """
    )

    assert evaluate(subject, "baseline", None).reasons == (
        "forbidden AppArmor profile",
        "non-default capabilities",
        "host namespaces",
        "hostPath volumes",
        "hostPort",
        "probe or lifecycle host",
        "privileged",
        "procMount",
        "seLinuxOptions",
        "seccompProfile",
        "forbidden sysctls",
        "hostProcess",
    )
    assert evaluate(subject, "restricted", None).reasons == (
        "forbidden AppArmor profile",
        "host namespaces",
        "hostPort",
        "probe or lifecycle host",
        "privileged",
        "seLinuxOptions",
        "forbidden sysctls",
        "hostProcess",
        "allowPrivilegeEscalation != false",
        "unrestricted capabilities",
        "procMount",
        "restricted volume types",
        "runAsNonRoot != true",
        "runAsUser=0",
        "seccompProfile",
    )
    # Before restricted had checks of its own for these, it had those of baseline.
    assert evaluate(subject, "restricted", 18).reasons == (
        "forbidden AppArmor profile",
        "non-default capabilities",
        "host namespaces",
        "hostPort",
        "privileged",
        "procMount",
        "seLinuxOptions",
        "forbidden sysctls",
        "hostProcess",
        "allowPrivilegeEscalation != false",
        "restricted volume types",
        "runAsNonRoot != true",
    )


@pytest.mark.parametrize("row", REFUSED, ids=named)
def test_a_version_that_is_not_known_yet_is_like_the_latest(row: Refused) -> None:
    subject = pod(row.spec, row.annotations)
    for level in LEVELS:
        latest = evaluate(subject, level, None)

        assert all(evaluate(subject, level, minor) == latest for minor in (NEWEST, LAST, 99, 10**9))


def test_the_ports_of_a_template_are_not_copied() -> None:
    (subject,) = pods_in(
        value("""
        kind: DaemonSet
        spec:
          template:
            spec:
              hostNetwork: true
              containers: [{name: a, ports: [{containerPort: 80}, {containerPort: 81, hostPort: 81}]}]
        """)
    )
    ruling = evaluate(subject, "baseline", None)

    assert by_check(ruling) == {
        "hostNamespaces": ("host namespaces", "hostNetwork=true"),
        "hostPorts": ("hostPort", 'container "a" uses hostPort 81'),
    }
    assert [printed(cause.route) for cause in ruling.causes] == [
        "spec.template.spec.hostNetwork",
        "spec.template.spec.containers[0].ports[1].hostPort",
    ]


def test_the_routes_of_a_pod_in_a_list_lead_into_it() -> None:
    document = value("""
    kind: List
    items:
      - {kind: Pod, spec: {containers: [{name: a}]}}
      - kind: CronJob
        spec: {jobTemplate: {spec: {template: {spec: {hostPID: true}}}}}
      - kind: Pod
        spec: {hostNetwork: true, containers: [{name: a, ports: [{containerPort: 80}]}]}
    """)
    routes = [
        [printed(cause.route) for cause in evaluate(it, "baseline", None).causes] for it in pods_in(document)
    ]

    assert routes == [
        [],
        ["items[1].spec.jobTemplate.spec.template.spec.hostPID"],
        ["items[2].spec.hostNetwork", "items[2].spec.containers[0].ports[0].containerPort"],
    ]


def test_a_cause_says_what_to_write() -> None:
    subject = pod("containers: [{name: a, securityContext: {capabilities: {add: [cap_chown, SYS_TIME]}}}]")

    assert [(cause.message, cause.hint) for cause in evaluate(subject, "baseline", None).causes] == [
        ('the capability "cap_chown" is not in the default set', "write `CHOWN`"),
        ('the capability "SYS_TIME" is not in the default set', "remove it"),
    ]


def test_a_message_names_only_a_few_of_many_containers() -> None:
    subject = pod(f"containers: [{', '.join(f'{{name: c{at}}}' for at in range(12))}]")
    messages = [
        cause.message
        for cause in evaluate(subject, "restricted", None).causes
        if cause.check == "runAsNonRoot"
    ]

    assert messages == ['nothing keeps containers "c0", "c1", "c2" and 9 more from running as root']


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", '""'),
        ("a b", '"a b"'),
        ('"\\', '"\\"\\\\"'),
        ("\a\b\f\n\r\t\v", '"\\a\\b\\f\\n\\r\\t\\v"'),
        ("\x00\x1f\x7f", '"\\x00\\x1f\\x7f"'),
        ("é€😀", '"é€😀"'),
        ("\x80\xa0\u2028\ufeff", '"\\u0080\\u00a0\\u2028\\ufeff"'),
        ("\U000e0001", '"\\U000e0001"'),
    ],
)
def test_a_literal_is_written_as_go_writes_it(text: str, expected: str) -> None:
    assert literal(text) == expected


# Where restricted is laxer than baseline: it leaves a pod of Windows alone, and looks no further at a volume
# that has one allowed source. The API server refuses either pod for another reason.


def test_restricted_does_not_look_at_what_windows_does_not_have() -> None:
    subject = pod("""
    os: {name: windows}
    securityContext: {runAsNonRoot: true, seccompProfile: {type: Unconfined}}
    containers: [{name: a, securityContext: {capabilities: {add: [SYS_ADMIN]}}}]
    """)

    assert evaluate(subject, "restricted", 25).allowed
    assert not evaluate(subject, "restricted", 24).allowed
    assert not evaluate(subject, "baseline", 25).allowed


def test_restricted_does_not_look_at_the_second_source_of_a_volume() -> None:
    subject = pod("volumes: [{name: v, emptyDir: {}, hostPath: {path: /}}]")

    assert evaluate(subject, "restricted", None).allowed
    assert not evaluate(subject, "baseline", None).allowed
