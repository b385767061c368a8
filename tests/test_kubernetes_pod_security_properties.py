"""What holds of any pod at all that is held to the standards, also of one with wrong types anywhere."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from noteproof.languages.kubernetes.pod_security import LEVELS, Level, evaluate
from noteproof.languages.kubernetes.templates import Pod

WORDS = [
    "ALL", "Default", "Localhost", "NET_BIND_SERVICE", "RuntimeDefault", "SYS_ADMIN", "Unconfined",
    "Unmasked", "add", "allowPrivilegeEscalation", "annotations", "appArmorProfile", "capabilities",
    "configMap", "container.apparmor.security.beta.kubernetes.io/a",
    "container.seccomp.security.alpha.kubernetes.io/a", "containerPort", "containers", "drop",
    "emptyDir", "ephemeralContainers", "host", "hostIPC", "hostNetwork", "hostPID", "hostPath",
    "hostPort", "hostProcess", "hostUsers", "httpGet", "initContainers", "lifecycle",
    "livenessProbe", "name", "nfs", "os", "ports", "postStart", "preStop", "privileged",
    "procMount", "readinessProbe", "role", "runAsNonRoot", "runAsUser", "seLinuxOptions",
    "seccomp.security.alpha.kubernetes.io/pod", "seccompProfile", "securityContext", "startupProbe",
    "sysctls", "tcpSocket", "type", "user", "volumes", "windows", "windowsOptions",
]  # fmt: skip

keys = st.one_of(st.sampled_from(WORDS), st.text(max_size=5))
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 90),
    st.integers(-(10**5000), 10**5000),
    st.floats(),
    st.sampled_from(WORDS),
    st.text(max_size=9),
)
anything = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=20,
)


def mostly(right: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Nearly always a value of the right type; now and then nothing, or whatever there is."""
    return st.integers(0, 9).flatmap(lambda at: right if at else st.one_of(st.none(), anything))


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return mostly(
        st.fixed_dictionaries({}, optional={key.rstrip("_"): mostly(it) for key, it in fields.items()})
    )


def listed(item: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return mostly(st.lists(mostly(item), max_size=3))


profile = some(type=st.sampled_from(("RuntimeDefault", "Localhost", "Unconfined", "")))
names = st.sampled_from(("a", "b", "c"))
on_both = {
    "runAsNonRoot": st.booleans(),
    "runAsUser": st.sampled_from((0, 1, 0.0)),
    "seccompProfile": profile,
    "appArmorProfile": profile,
    "seLinuxOptions": some(type=st.sampled_from(("container_t", "container_engine_t", "x")), user=names),
    "windowsOptions": some(hostProcess=st.booleans()),
}
handler = some(httpGet=some(host=names), tcpSocket=some(host=names))
containers = listed(
    some(
        name=names,
        ports=listed(some(containerPort=st.integers(0, 90), hostPort=st.integers(0, 90))),
        livenessProbe=handler,
        lifecycle=some(postStart=handler, preStop=handler),
        securityContext=some(
            privileged=st.booleans(),
            allowPrivilegeEscalation=st.booleans(),
            procMount=st.sampled_from(("Default", "Unmasked")),
            capabilities=some(
                add=listed(st.sampled_from(("NET_BIND_SERVICE", "CHOWN", "SYS_ADMIN"))),
                drop=listed(st.sampled_from(("ALL", "KILL"))),
            ),
            **on_both,
        ),
    )
)
specs = some(
    containers=containers,
    initContainers=containers,
    ephemeralContainers=containers,
    hostNetwork=st.booleans(),
    hostPID=st.booleans(),
    hostIPC=st.booleans(),
    hostUsers=st.booleans(),
    os=some(name=st.sampled_from(("linux", "windows"))),
    securityContext=some(sysctls=listed(some(name=names)), **on_both),
    volumes=listed(
        st.one_of(*(some(name=names, **{kind: some()}) for kind in ("emptyDir", "hostPath", "nfs", "csi")))
    ),
)
metadata = some(annotations=mostly(st.dictionaries(keys, st.text(max_size=9), max_size=3)))
pods = st.builds(
    lambda metadata, spec, route: Pod(
        metadata if isinstance(metadata, dict) else {}, spec if isinstance(spec, dict) else {}, route
    ),
    metadata,
    specs,
    st.sampled_from(((), ("spec", "template"), ("items", 3))),
)
minors = st.one_of(st.none(), st.integers(0, 40))


@given(pods, st.sampled_from(LEVELS), minors)
def test_any_pod_is_ruled_on_and_refused_for_causes_inside_it(
    subject: Pod, level: Level, minor: int | None
) -> None:
    ruling = evaluate(subject, level, minor)

    assert len(ruling.reasons) == len(ruling.details) == len({cause.check for cause in ruling.causes})
    assert ruling.allowed is not bool(ruling.causes)
    assert ruling.allowed is not bool(ruling.reasons)
    for cause in ruling.causes:
        assert cause.route[: len(subject.route)] == subject.route
        assert cause.route[len(subject.route)] in ("metadata", "spec")
        assert cause.message.isprintable()
        assert cause.hint


capabilities = st.fixed_dictionaries(
    {"drop": st.just(["ALL"])},
    optional={"add": st.lists(st.sampled_from(("NET_BIND_SERVICE", "CHOWN")), max_size=2)},
)
softened = st.fixed_dictionaries(
    {
        "allowPrivilegeEscalation": st.just(False),
        "runAsNonRoot": st.just(True),
        "seccompProfile": st.just({"type": "RuntimeDefault"}),
        "capabilities": capabilities,
    },
    optional={
        "privileged": st.booleans(),
        "procMount": st.sampled_from(("Default", "Unmasked")),
        "runAsUser": on_both["runAsUser"],
        "seLinuxOptions": on_both["seLinuxOptions"],
    },
)
nearly_hard = st.builds(
    lambda spec, contexts: Pod(
        {},
        {
            **(spec if isinstance(spec, dict) else {}),
            "securityContext": {},
            "initContainers": [],
            "ephemeralContainers": [],
            "containers": [{"name": "a", "securityContext": context} for context in contexts],
        },
    ),
    specs,
    st.lists(softened, min_size=1, max_size=2),
)


@given(st.one_of(pods, nearly_hard), minors)
def test_what_a_level_allows_the_laxer_ones_allow(subject: Pod, minor: int | None) -> None:
    privileged, baseline, restricted = (evaluate(subject, level, minor).allowed for level in LEVELS)
    of_windows = isinstance(subject.spec.get("os"), dict) and subject.spec["os"].get("name") == "windows"

    assert privileged
    assert baseline or not restricted or of_windows or has_two_sources(subject)


def has_two_sources(subject: Pod) -> bool:
    volumes = subject.spec.get("volumes")
    return isinstance(volumes, list) and any(isinstance(it, dict) and len(it) > 2 for it in volumes)
