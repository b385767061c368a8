"""Auditing in kube-apiserver: its flags, and the way of its files from the node into the container."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noteproof import yamltree
from noteproof.finding import Finding, Severity
from noteproof.language import Loaded, Reach, Target
from noteproof.languages import kubernetes
from noteproof.languages.kubernetes import audit_flags, go_text
from noteproof.text import Snippet, Source
from noteproof.yamltree import Document

SNIPPETS = Path(__file__).parent.parent / "snippets"
POLICY = "--audit-policy-file=/etc/kubernetes/audit/policy.yaml"
LOG = "--audit-log-path=/var/log/audit/audit.log"
KEPT = ("--audit-log-maxage=30", "--audit-log-maxbackup=10", "--audit-log-maxsize=100")
MOUNTS = """\
- {name: policy, mountPath: /etc/kubernetes/audit, readOnly: true}
- {name: log, mountPath: /var/log/audit}
"""
VOLUMES = """\
- {name: policy, hostPath: {path: /etc/kubernetes/audit}}
- {name: log, hostPath: {path: /var/log/audit, type: DirectoryOrCreate}}
"""


OF_POLICY = "hostPath: {path: /etc/kubernetes/audit}"
OF_LOG = "hostPath: {path: /var/log/audit, type: DirectoryOrCreate}"
FILE_OF_LOG = MOUNTS.replace("/var/log/audit}", "/var/log/audit/audit.log}")
TRUNCATE = "--audit-log-truncate-max"
POLICY_FILE = POLICY.partition("=")[2]


def read(text: str) -> tuple[Document, ...]:
    return tuple(yamltree.read(Snippet.whole(Source("x.yaml", text)), kubernetes.dialect).documents)


def load(text: str, place: str | None = None, versions: tuple[str, ...] = ("1.36",), **more: Any) -> Loaded:
    return kubernetes.load(read(text), Target(versions, place=place, **more))


def findings(text: str, place: str | None = None, **more: Any) -> list[Finding]:
    return [found.finding for found in load(text, place, **more).findings]


def codes(text: str, place: str | None = None, **more: Any) -> list[str]:
    return sorted(it.rule.code.removeprefix("apiserver/") for it in findings(text, place, **more))


def places(text: str, place: str | None = None) -> list[str]:
    """Each finding with the text that it points at."""
    said = []
    for found in load(text, place).findings:
        span = found.document.span(found.finding.where)
        said.append(f"{found.finding.rule.code.partition('/')[2]}: {text[span.start : span.end]}")
    return said


def manifest(*flags: str, mounts: str = MOUNTS, volumes: str = VOLUMES, container: str = "") -> str:
    """A Pod of kube-apiserver with these flags, each an item as it stands."""
    command = "\n".join(f"    - {flag}" for flag in ("kube-apiserver", *flags))
    mounted = f"    volumeMounts:\n{indent(mounts.rstrip(), '    ')}\n" if mounts else ""
    volumed = f"  volumes:\n{indent(volumes.rstrip(), '  ')}\n" if volumes else ""
    return (
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: kube-apiserver\nspec:\n  containers:\n"
        f"  - name: kube-apiserver\n    image: kube-apiserver\n{indent(container, '    ')}"
        f"    command:\n{command}\n{mounted}{volumed}"
    )


def fragment(*flags: str) -> str:
    return "".join(f"- {flag}\n" for flag in flags)


def of_flags(*flags: str) -> list[str]:
    """The codes for flags that are shown alone."""
    return codes(fragment(*flags), "kube-apiserver")


# The flags alone


def test_the_manifest_of_the_notes_is_free_of_any_finding() -> None:
    text = (SNIPPETS / "audit/kube-apiserver.yaml").read_text("utf-8")

    assert findings(text, read_by="kubelet", versions=("1.25", "1.35", "1.36")) == []


@pytest.mark.parametrize("reader", ["kubectl", "api", "kubelet"])
def test_a_whole_setup_is_clean_whoever_reads_it(reader: str) -> None:
    assert codes(manifest(POLICY, LOG, *KEPT), read_by=reader) == []


@pytest.mark.parametrize("flag", [flag for flag in audit_flags.FLAGS.values() if not flag.instead])
def test_every_flag_takes_its_default(flag: audit_flags.Flag) -> None:
    values = [flag.default or "/x", *flag.choices]

    assert [of_flags(f"--{flag.name}={value}") for value in values] == [[]] * len(values)


@pytest.mark.parametrize(
    ("flag", "place", "hint"),
    [
        ("--adit-log-path=/x", "--adit-log-path", "did you mean `--audit-log-path`?"),
        ("--audit-log-file=/x", "--audit-log-file", "did you mean `--audit-log-path`?"),
        ("--Audit-Log-Path=/x", "--Audit-Log-Path", "did you mean `--audit-log-path`?"),
        ("-audit-log-path=/x", "-audit-log-path", "write two dashes: `--audit-log-path`"),
        ("---audit-log-path=/x", "---audit-log-path", "did you mean `--audit-log-path`?"),
        (
            "--audit-log-maxage 30",
            "--audit-log-maxage 30",
            "write `--audit-log-maxage=30` in one item, without a blank: no shell takes it apart",
        ),
        (
            "--audit-log-path:/x",
            "--audit-log-path:/x",
            "write `--audit-log-path=/x` in one item, without a blank: no shell takes it apart",
        ),
        (
            "--audit-dynamic-configuration",
            "--audit-dynamic-configuration",
            "remove it: dynamic audit configuration was removed in Kubernetes 1.19",
        ),
        (
            "--audit-nothing=1",
            "--audit-nothing",
            "check the spelling: `kube-apiserver --help` lists the flags",
        ),
    ],
)
def test_an_unknown_flag_says_what_was_meant(flag: str, place: str, hint: str) -> None:
    text = fragment(flag)

    assert [f"unknown-flag: {place}"] == places(text, "kube-apiserver")
    assert [hint] == [it.says.hint for it in findings(text, "kube-apiserver")]


@pytest.mark.parametrize(
    "flags",
    [
        ("--authorization-webhook-config-file=/x",),
        ("--admission-control-config-file=/x", "--v=2", "-v=2", "-v2", "--profiling"),
        ("--etcd-servers", "https://127.0.0.1:2379"),
        ("-v", "'2'"),
        ("--audit_log_path=/x",),
        ("--audit-log-path", "/x"),
        ("--audit-log-maxage", "'30'", "''"),
        ("--audit-log-compress",),
        ("--audit-log-compress=F",),
        ("--audit-log-maxage=0x10", "--audit-log-maxbackup=010", "--audit-log-maxsize=1_0"),
        ("--audit-log-batch-max-wait=1m30.5s", "--audit-webhook-batch-throttle-qps=1e1"),
        ("--audit-log-path=$(LOG)", "--audit-log-maxage=$(AGE)"),
        ("/usr/local/bin/kube-apiserver", "--audit-log-path=/x"),
    ],
)
def test_what_the_server_takes_is_taken(flags: tuple[str, ...]) -> None:
    assert of_flags(*flags) == []


@pytest.mark.parametrize(
    ("flag", "value", "hint"),
    [
        ("audit-log-mode", "Blocking", "write `--audit-log-mode=blocking`"),
        ("audit-log-mode", "async", "write `--audit-log-mode=blocking`"),
        ("audit-log-format", "yaml", "write `--audit-log-format=json`"),
        ("audit-log-version", "v1", "write `--audit-log-version=audit.k8s.io/v1`"),
        ("audit-webhook-version", "audit.k8s.io/v1beta1", "write `--audit-webhook-version=audit.k8s.io/v1`"),
        ("audit-log-maxage", "30d", "write `--audit-log-maxage=30`: it counts days"),
        ("audit-log-maxage", "-1", "write `--audit-log-maxage=366`, or another"),
        ("audit-log-maxage", "1.5", "write a whole number"),
        ("audit-log-maxage", "08", "write `--audit-log-maxage=8`: it counts days"),
        ("audit-log-maxage", "9223372036854775808", "write a whole number"),
        ("audit-log-maxsize", "100MB", "write `--audit-log-maxsize=100`: it counts megabytes"),
        ("audit-log-compress", "yes", "write `--audit-log-compress=true`"),
        ("audit-log-compress", "gzip", "write `true` or `false`"),
        ("audit-webhook-initial-backoff", "10", "write a number and its unit, as in `10s`"),
        ("audit-webhook-batch-throttle-qps", "fast", "write a number, such as `10`"),
        ("audit-webhook-batch-max-size", "0", "write `--audit-webhook-batch-max-size=400`, or another"),
        ("audit-policy-file", "'\"/x\"'", "write `--audit-policy-file=/x`: no shell takes the quotes off"),
        ("audit-policy-file", "/x --v=2", "give each flag an item of its own: no shell takes this one apart"),
        ("audit-policy-file", "/x \\", "remove the backslash: no shell reads this"),
    ],
)  # fmt: skip
def test_a_wrong_value_says_how_to_write_it(flag: str, value: str, hint: str) -> None:
    plain = value.strip("'")
    text = fragment(f"--{flag}={value}" if plain == value else f"'--{flag}={plain}'")

    assert [f"wrong-value: {plain}"] == places(text, "kube-apiserver")
    assert [(hint, Severity.ERROR)] == [
        (it.says.hint, it.severity) for it in findings(text, "kube-apiserver")
    ]


def test_the_value_in_an_item_of_its_own_is_where_the_finding_stands() -> None:
    assert places(fragment("--audit-log-maxage", "'-1'"), "kube-apiserver") == ["wrong-value: '-1'"]


def test_a_value_that_a_backend_would_refuse_is_a_warning_while_it_is_off() -> None:
    [off] = findings(manifest("--audit-log-maxage=-1"))
    [on] = [it for it in findings(manifest("--audit-log-maxage=-1", POLICY, LOG)) if it.severity != "info"]
    [unread] = findings(manifest("--audit-log-maxage=one"))

    assert (off.severity, on.severity, unread.severity) == ("warning", "error", "error")
    assert (on.says.upstream, unread.says.upstream) == ("can't be a negative number", "invalid argument")


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (("--audit-log-batch-max-size=0",), []),
        (("--audit-log-mode=batch", "--audit-log-batch-max-size=0"), ["wrong-value"]),
        (("--audit-webhook-mode=blocking", "--audit-webhook-batch-max-size=0"), []),
        (("--audit-webhook-batch-throttle-enable=false", "--audit-webhook-batch-throttle-burst=0"), []),
        (("--audit-webhook-batch-throttle-burst=0",), ["wrong-value"]),
        ((f"{TRUNCATE}-event-size=10", f"{TRUNCATE}-batch-size=9"), ["wrong-value"]),
        ((f"{TRUNCATE}-event-size=10", f"{TRUNCATE}-batch-size=10"), []),
        ((f"{TRUNCATE}-event-size=0",), ["wrong-value"]),
        ((f"{TRUNCATE}-batch-size=1000",), []),
    ],
)  # fmt: skip
def test_the_server_looks_at_what_it_uses(flags: tuple[str, ...], expected: list[str]) -> None:
    assert expected == of_flags(*flags)


def test_a_default_takes_part_where_all_flags_are_there() -> None:
    small = "--audit-log-truncate-max-batch-size=1000"
    throttled = ("--audit-log-mode=batch", "--audit-log-batch-throttle-enable")

    assert codes(manifest(POLICY, LOG, *KEPT, small)) == ["wrong-value"]
    assert codes(manifest(POLICY, LOG, *KEPT, *throttled)) == ["wrong-value"]
    assert of_flags(*throttled) == []


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (("--audit-log-path",), "flag-without-value: --audit-log-path"),
        (("--audit-log-maxage", "--v=2"), "flag-without-value: --audit-log-maxage"),
        (("audit-log-path=/x",), "stray-argument: audit-log-path=/x"),
        (("–audit-log-path=/x",), "stray-argument: –audit-log-path=/x"),
        (("--audit-log-compress", "'true'"), "stray-argument: 'true'"),
        (("--audit-log-maxage", "30", "--v=2"), "wrong-type: 30"),
        (("--audit-log-path=/x", "/y"), "stray-argument: /y"),
        (("--", "--audit-log-path=/x"), "stray-argument: --audit-log-path=/x"),
        (
            ("--audit-webhook-batch-initial-backoff=5s",),
            "deprecated-flag: --audit-webhook-batch-initial-backoff",
        ),
        (("--audit-log-maxage=3", "--audit_log_maxage=4"), "repeated-flag: --audit-log-maxage"),
    ],
)  # fmt: skip
def test_each_fault_of_a_flag_stands_where_it_is(flags: tuple[str, ...], expected: str) -> None:
    assert [expected] == places(fragment(*flags), "kube-apiserver")


def test_the_last_of_a_repeated_flag_counts() -> None:
    text = manifest("--audit-log-path=/nowhere/audit.log", POLICY, LOG, *KEPT)

    assert codes(text) == ["repeated-flag"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- --audit-log-path=/x\n", []),
        ("- kube-apiserver\n- --audit-log-path=/x\n", []),
        ("command:\n- kube-apiserver\n- --audit-log-path=/x\n", []),
        ("args: [--audit-log-path=/x, --audit-log-maxage=x]\n", ["wrong-value: x"]),
        ("command: [kube-apiserver]\nargs: [--audit-log-maxage=x]\n", ["wrong-value: x"]),
        ("args: --audit-log-path=/x\n", ["no-flags: --audit-log-path=/x"]),
        ("--audit-log-path=/x\n", ["no-flags: --audit-log-path=/x"]),
        ("audit-log-path: /x\n", ["no-flags: audit-log-path"]),
        ("{}\n", ["no-flags: {}"]),
        ("- --audit-log-path: /x\n", ["wrong-type: --audit-log-path: /x"]),
        ("- 3\n- null\n", ["wrong-type: 3"]),
        ("- --audit-log-path=/x\n# …\n- …\n", []),
    ],
)
def test_below_in_kube_apiserver_stands_a_list_of_flags(text: str, expected: list[str]) -> None:
    assert expected == places(text, "kube-apiserver")
    assert load(text, "kube-apiserver").reach == Reach.FRAGMENT


# The flags beside each other


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ((POLICY,), ["policy-without-backend"]),
        ((POLICY, "--audit-log-path="), ["policy-without-backend"]),
        ((POLICY, "--audit-log-path=-"), []),
        ((POLICY, "--audit-webhook-config-file=/etc/kubernetes/audit/hook.yaml"), []),
        ((POLICY, "--adit-log-path=/x"), ["unknown-flag"]),
        ((POLICY, "audit-log-path=/x"), ["stray-argument"]),
        (("--audit-log-path=-",), ["backend-without-policy"]),
        (("--audit-log-path=-", "--audit-policy-file="), ["backend-without-policy"]),
        (("--audit-log-path=-", "--audit-policy-flie=/x"), ["unknown-flag"]),
        (("--audit-log-path=-", "# …"), []),
        ((POLICY, "# …"), []),
        ((POLICY, LOG), ["changed-default"]),
        ((POLICY, LOG, *KEPT[:2]), ["changed-default"]),
        ((POLICY, LOG, "# …"), []),
        ((POLICY, LOG, *KEPT), []),
        (("--profiling=false",), []),
    ],
)
def test_a_policy_and_a_backend_need_each_other(flags: tuple[str, ...], expected: list[str]) -> None:
    assert expected == codes(manifest(*flags))


@pytest.mark.parametrize(
    ("versions", "told"),
    [
        (("1.30",), "0 in Kubernetes 1.30, and 100 since 1.36"),
        (("1.36",), "100 in Kubernetes 1.36, and 0 up to 1.35"),
        (("1.35", "1.36"), "100 in Kubernetes 1.36, and 0 up to 1.35"),
    ],
)
def test_a_default_that_changed_is_told_as_the_version_has_it(versions: tuple[str, ...], told: str) -> None:
    [found] = findings(manifest(POLICY, LOG, KEPT[0], KEPT[1]), versions=versions)

    assert found.severity is Severity.INFO
    assert found.says.message == f"`--audit-log-maxsize` is not set: the default is {told}"


# The files


@pytest.mark.parametrize(
    ("mounts", "volumes", "expected"),
    [
        ("", "", ["unmounted-file", "unmounted-log"]),
        ("- {name: log, mountPath: /var/log/}", VOLUMES, ["unmounted-file"]),
        ("- {name: policy, mountPath: /etc/kubernetes}", VOLUMES, ["unmounted-log"]),
        (MOUNTS.replace("/etc/kubernetes/audit", "/etc/kubernetes/aud"), VOLUMES, ["unmounted-file"]),
        (MOUNTS.replace("/etc/kubernetes/audit", "etc//kubernetes/./audit/"), VOLUMES, []),
        ("- {name: policy, mountPath: /}", VOLUMES, []),
        (MOUNTS.replace("name: log", "name: lgo"), VOLUMES, ["kubernetes/missing-volume"]),
        (MOUNTS, "", ["kubernetes/missing-volume"] * 2),
        (MOUNTS, "# …\n- {name: policy, hostPath: {path: /x}}", []),
        ("# …\n", VOLUMES, []),
        (MOUNTS, VOLUMES.replace(OF_POLICY, "emptyDir: {}"), ["empty-volume"]),
        (MOUNTS, VOLUMES.replace(f", {OF_POLICY}", ""), ["empty-volume"]),
        (MOUNTS, VOLUMES.replace(OF_POLICY, "configMap: {name: p}"), []),
        (MOUNTS, VOLUMES.replace(OF_LOG, "emptyDir: {}"), ["passing-log"]),
        (MOUNTS, VOLUMES.replace(OF_LOG, "configMap: {name: p}"), ["read-only-log"]),
        (MOUNTS.replace("/var/log/audit}", "/var/log/audit, readOnly: true}"), VOLUMES, ["read-only-log"]),
        (FILE_OF_LOG, VOLUMES.replace("Directory", "File"), ["mounted-log-file"]),
        (FILE_OF_LOG, VOLUMES.replace("DirectoryOrCreate", "File"), ["log-must-exist", "mounted-log-file"]),
        (FILE_OF_LOG, VOLUMES, ["mismatched-mount"]),
        (MOUNTS, VOLUMES.replace("DirectoryOrCreate", "Directory"), ["log-must-exist"]),
        (MOUNTS, VOLUMES.replace("DirectoryOrCreate", "FileOrCreate"), ["mismatched-mount"]),
        (MOUNTS, VOLUMES.replace(", type: DirectoryOrCreate", ", type: ''"), []),
    ],
)  # fmt: skip
def test_each_file_has_a_way_from_the_node(mounts: str, volumes: str, expected: list[str]) -> None:
    assert expected == codes(manifest(POLICY, LOG, *KEPT, mounts=mounts, volumes=volumes))


@pytest.mark.parametrize(
    ("mounted", "more", "type", "expected"),
    [
        (POLICY_FILE, "", "File", []),
        (POLICY_FILE, "", "''", []),
        (POLICY_FILE, "", "FileOrCreate", ["created-file: FileOrCreate"]),
        (POLICY_FILE, "", "Directory", ["mismatched-mount: Directory"]),
        (POLICY_FILE, "", "DirectoryOrCreate", ["mismatched-mount: DirectoryOrCreate"]),
        (POLICY_FILE, "", "Socket", ["mismatched-mount: Socket"]),
        (POLICY_FILE, ", subPath: policy.yaml", "Directory", []),
        ("/etc/kubernetes/audit", "", "Directory", []),
        ("/etc/kubernetes/audit", "", "DirectoryOrCreate", []),
        ("/etc/kubernetes/audit", "", "File", ["mismatched-mount: File"]),
        ("/etc/kubernetes", "", "FileOrCreate", ["mismatched-mount: FileOrCreate"]),
        ("/etc/kubernetes/audit", "", "''", ["mismatched-mount: /x/policy.yaml"]),
    ],
)  # fmt: skip
def test_the_type_of_a_path_fits_its_mount(mounted: str, more: str, type: str, expected: list[str]) -> None:
    host = "/x/policy.yaml" if mounted.endswith("yaml") or type in ("File", "''") else "/x/audit"
    mounts = f"- {{name: policy, mountPath: {mounted}{more}}}\n"
    volumes = f"- {{name: policy, hostPath: {{path: {host}, type: {type}}}}}\n"

    assert expected == places(manifest(POLICY, "--audit-log-path=-", mounts=mounts, volumes=volumes))


def test_the_longest_mount_that_holds_a_path_counts() -> None:
    mounts = MOUNTS + "- {name: empty, mountPath: /etc/kubernetes}\n- {name: empty, mountPath: /var/log}\n"

    assert codes(manifest(POLICY, LOG, *KEPT, mounts=mounts, volumes=VOLUMES + "- {name: empty}\n")) == []


def test_a_log_that_no_mount_holds_is_an_error_where_the_files_are_read_only() -> None:
    fixed = "securityContext: {readOnlyRootFilesystem: true}\n"
    flags = (POLICY, "--audit-log-path=/audit.log", *KEPT)
    found = [findings(manifest(*flags, container=container)) for container in ("", fixed)]

    assert [[it.severity for it in each] for each in found] == [[Severity.WARNING], [Severity.ERROR]]


def test_nobody_is_told_to_mount_over_the_root() -> None:
    [found] = findings(manifest(POLICY, "--audit-log-path=/audit.log", *KEPT))

    assert "a directory of its own" in found.says.hint


def test_a_relative_path_begins_in_the_working_directory() -> None:
    flags = ("--audit-policy-file=audit/policy.yaml", "--audit-log-path=-")

    assert codes(manifest(*flags, container="workingDir: /etc/kubernetes\n")) == []
    assert codes(manifest(*flags)) == ["unmounted-file"]


def test_standard_output_needs_no_mount() -> None:
    assert codes(manifest(POLICY, "--audit-log-path=-")) == []


def test_a_webhook_needs_its_file() -> None:
    hook = "--audit-webhook-config-file=/etc/hook.yaml"

    assert places(manifest(POLICY, hook)) == ["unmounted-file: /etc/hook.yaml"]


def test_a_misspelt_key_is_one_fault() -> None:
    text = manifest(POLICY, "--audit-log-path=-").replace("volumeMounts", "volumeMount")

    assert codes(text) == ["kubernetes/unknown-field"]
    assert codes(text.replace("volumeMount:", "volumeMounts:").replace("mountPath", "mountpath")) == [
        "kubernetes/unknown-field",
        "kubernetes/unknown-field",
    ]


# Where


def test_a_misspelt_security_setting_is_dropped_by_the_kubelet() -> None:
    text = manifest(POLICY, LOG, *KEPT, container="securityContext: {readOnlyRootFileSystem: true}\n")

    assert codes(text, read_by="kubelet") == ["kubernetes/dropped-field"]


@pytest.mark.parametrize(
    "text",
    [
        manifest(POLICY).replace("- kube-apiserver\n", "- kube-scheduler\n"),
        manifest(POLICY).replace("- kube-apiserver\n", "- sh\n"),
        "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: a}\nspec: {selector: {matchLabels: {a: b}},"
        " template: {metadata: {labels: {a: b}}, spec:"
        " {containers: [{name: a, image: b, command: [kube-apiserver, --audit-x]}]}}}\n",
    ],
)
def test_only_pods_of_kube_apiserver_are_looked_at(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    "command",
    [
        "command: [/usr/local/bin/kube-apiserver, --audit-x=1]",
        "command: [kube-apiserver]\n    args: [--audit-x=1]",
        "args: [kube-apiserver, --audit-x=1]",
    ],
)
def test_the_program_is_known_by_the_name_of_its_file(command: str) -> None:
    head = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n"
    text = f"{head}  - name: a\n    image: b\n    {command}\n"

    assert places(text) == ["unknown-flag: --audit-x"]


def test_a_pod_in_a_list_is_looked_at_in_its_place() -> None:
    pod = indent(manifest("--audit-x=1"), "  ").replace("  ", "- ", 1)
    text = f"apiVersion: v1\nkind: List\nitems:\n{pod}"

    assert places(text) == ["unknown-flag: --audit-x"]
    assert [it.route for it in findings(text)] == [("items", 0, "spec", "containers", 0, "command", 1)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("command: [kube-apiserver, --audit-x=1]\n", "Pod.spec.containers[0]"),
        ("- {name: a, image: b, command: [kube-apiserver, --audit-x=1]}\n", "Pod.spec.containers"),
        ("containers:\n- {name: a, image: b, command: [kube-apiserver, --audit-x=1]}\n", "Pod.spec"),
        ("spec:\n  containers:\n  - {name: a, image: b, command: [kube-apiserver, --audit-x=1]}\n", "Pod"),
        ("spec:\n  containers:\n  - {name: a, image: b, command: [kube-apiserver, --audit-x=1]}\n", None),
    ],
)
def test_of_a_part_of_a_pod_the_flags_alone_are_looked_at(text: str, place: str | None) -> None:
    assert places(text, place) == ["unknown-flag: --audit-x"]
    assert places(text.replace("--audit-x=1", LOG), place) == []


# Words


def test_a_flag_is_explained_with_and_without_its_dashes() -> None:
    text = kubernetes.explains("--audit-log-maxage")

    assert text == kubernetes.explains("audit_log_maxage")
    assert text is not None
    assert "up to Kubernetes 1.35 `0`" in text
    assert kubernetes.explains("--profiling") is None


@pytest.mark.parametrize("name", audit_flags.MEANT)
def test_a_name_that_is_often_written_is_mended(name: str) -> None:
    [found] = [it for it in findings(manifest(f"--{name}=/a")) if it.rule.code == "apiserver/unknown-flag"]

    assert found.says.hint == f"did you mean `--{audit_flags.MEANT[name]}`?"
    assert audit_flags.MEANT[name] in audit_flags.FLAGS


def test_the_page_has_a_row_for_each_flag() -> None:
    rows = audit_flags.page().splitlines()[2:]

    assert [row.split("`")[1] for row in rows] == [f"--{name}" for name in audit_flags.FLAGS]
    assert {row.count("|") for row in rows} == {4}


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (go_text.whole_number, "-0b1_1", -3),
        (go_text.whole_number, "0o17", 15),
        (go_text.whole_number, "0", 0),
        (go_text.whole_number, "9223372036854775807", 2**63 - 1),
        (go_text.whole_number, "1__0", None),
        (go_text.whole_number, " 1", None),
        (go_text.whole_number, "", None),
        (go_text.whole_number, "٣", None),
        (go_text.number, ".5e1", 5.0),
        (go_text.number, "0x1p4", 16.0),
        (go_text.number, "-Inf", float("-inf")),
        (go_text.number, "1e39", None),
        (go_text.number, "1,5", None),
        (go_text.boolean, "TRUE", True),
        (go_text.boolean, "0", False),
        (go_text.boolean, "tRUE", None),
        (go_text.duration, "1h2m3.5s", 3_723_500_000_000),
        (go_text.duration, "-.5ms", -500_000),
        (go_text.duration, "+0", 0),
        (go_text.duration, "1", None),
        (go_text.duration, ".s", None),
        (go_text.duration, "1 s", None),
        (go_text.duration, "9223372037s", None),
    ],
)
def test_text_is_read_as_go_reads_it(read: Any, text: str, value: object) -> None:
    assert value == read(text)


# Shapes


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    command:\n    - kube-apiserver\n", "    command: 3\n    args:\n    - kube-apiserver\n"),
        ("    command:\n", "    args: null\n    command:\n"),
        ("    command:\n", "    args: {}\n    command:\n"),
        (
            "    - kube-apiserver\n",
            "    - kube-apiserver\n    - {--audit-log-path: /x}\n    - 3\n    - [a]\n",
        ),
        ("    volumeMounts:\n", "    volumeMounts:\n    - 3\n    - {}\n    - {mountPath: 3, name: []}\n"),
        ("  volumes:\n", "  volumes:\n  - 3\n  - {name: 3}\n  - {name: x, hostPath: 3}\n"),
        (MOUNTS.splitlines()[0], "- {name: policy}"),
        ("hostPath: {path: /etc/kubernetes/audit}", "hostPath: [x]"),
        ("hostPath: {path: /etc/kubernetes/audit}", "hostPath: {type: 3, path: {}}"),
    ],
)
def test_a_value_of_the_wrong_shape_is_a_fault_of_the_manifest_alone(old: str, new: str) -> None:
    text = manifest(POLICY, "--audit-log-path=-")

    assert old in text
    assert [it for it in codes(text.replace(old, new)) if not it.startswith("kubernetes/")] == []


ODD = ("kube-apiserver", "--audit-log-path", "-", "--", "-v", "", "--=", "---", "--audit-log-compress", "=x")
words = st.one_of(
    st.sampled_from([*ODD, POLICY, LOG, "--audit-log-maxage=-1", "--audit-log-mode=batch", "\\"]),
    st.text(max_size=12).map("--audit-".__add__),
    st.text(max_size=8),
    st.none(),
    st.integers(),
    st.dictionaries(st.text(max_size=3), st.none(), max_size=2),
)
anything = st.one_of(st.none(), st.integers(), st.text(max_size=4), st.just([]), st.just({}), st.booleans())
paths = st.sampled_from(["/", "/etc/kubernetes/audit", POLICY_FILE, "/var/log/audit", "", ".."])


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mappings that have some of these fields, perhaps with anything in them."""
    return st.fixed_dictionaries({}, optional={key: st.one_of(it, anything) for key, it in fields.items()})


def listed(items: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.lists(st.one_of(items, anything), max_size=5), anything)


names = st.just("v")
mounts = some(name=names, mountPath=paths, readOnly=anything, subPath=anything)
sources = some(path=paths, type=st.sampled_from(["File", "Directory", "FileOrCreate"]))
volumes = some(name=names, hostPath=sources, emptyDir=anything, secret=anything, projected=anything)
commands = st.lists(words, max_size=6).map(["kube-apiserver"].__add__)
containers = some(command=commands, args=listed(words), volumeMounts=listed(mounts), env=listed(volumes))
pods = st.builds(
    lambda spec, name: {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec},
    st.one_of(
        st.fixed_dictionaries({"containers": listed(containers), "volumes": listed(volumes)}), anything
    ),
    anything,
)


def document(value: object) -> Document:
    return Document(Snippet.whole(Source("x.yaml", "")), value, None, 0, "")


@given(value=pods, reader=st.sampled_from(["kubectl", "kubelet"]))
def test_any_manifest_is_read(value: object, reader: Any) -> None:
    found = kubernetes.load([document(value)], Target(("1.33", "1.36"), reader)).findings

    assert all(it.finding.says.message and it.finding.says.hint for it in found)


@given(value=st.one_of(listed(words), containers))
def test_any_list_of_flags_is_read(value: object) -> None:
    assert kubernetes.load([document(value)], Target(place="kube-apiserver")).reach in Reach


# What a reader of the checker found


@pytest.mark.parametrize("column", ["", "  ", "    "])
def test_an_excerpt_that_ends_in_a_comment_lacks_nothing(column: str) -> None:
    text = manifest(POLICY, mounts="", volumes="") + f"{column}# ...\n"

    assert codes(text) == []


@pytest.mark.parametrize(
    "flag",
    [
        "--audit-log-maxage={{ age }}",
        "--audit-log-maxage=<days>",
        "--audit-log-maxage=...",
        "--audit-log-mode=<mode>",
        "--audit-policy-file=$(POLICY)",
        "<other flags>",
        "$(OTHERS)",
    ],
)
def test_what_is_not_written_out_is_not_judged(flag: str) -> None:
    assert of_flags(f'"{flag}"') == []


def test_an_event_larger_than_the_default_batch_is_refused() -> None:
    flags = ("--audit-log-truncate-enabled", "--audit-log-truncate-max-event-size=20971520")
    [found] = findings(manifest(POLICY, LOG, *KEPT, *flags))

    assert found.rule.code == "apiserver/wrong-value"
    assert "no more than `--audit-log-truncate-max-batch-size`, which is 10485760" in found.says.message


@pytest.mark.parametrize("path", ["/dev/stdout", "/proc/1/fd/1", "-"])
def test_a_log_that_is_a_stream_needs_no_mount(path: str) -> None:
    assert codes(manifest(POLICY, f"--audit-log-path={path}", mounts=MOUNTS.splitlines()[0])) == []


def test_a_log_that_is_a_directory_is_told_to_name_a_file() -> None:
    [slash] = findings(manifest(POLICY, "--audit-log-path=/var/log/audit/", *KEPT))
    [mount] = findings(manifest(POLICY, "--audit-log-path=/var/log/audit", *KEPT))

    assert slash.says.hint == "name a file in the directory: `--audit-log-path=/var/log/audit/audit.log`"
    assert mount.says.hint == "name a file in it: `--audit-log-path=/var/log/audit/audit.log`"


def test_a_log_without_a_mount_is_not_sent_to_a_read_only_one() -> None:
    text = manifest(POLICY, "--audit-log-path=/etc/kubernetes/audits/audit.log", *KEPT)
    [found] = findings(text)

    assert found.rule.code == "apiserver/unmounted-log"
    assert "/etc/kubernetes/audit`" not in found.says.hint
