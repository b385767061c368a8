"""The names of fields and the commands that a page's text speaks of: which are slips, and which are none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noteproof import config, project
from noteproof.finding import Diagnostic, Severity
from noteproof.languages.falco import tables
from noteproof.languages.falco.fields import CONFUSED
from noteproof.languages.falco.options import GONE
from noteproof.languages.falco.prose import may_slip, slips
from noteproof.text import Span

ROOT = Path(__file__).parent.parent


def said(text: str) -> list[tuple[str, str]]:
    """What is wrong in a text, and what each fault's hint puts in backticks, or says."""
    found = []
    for finding in slips(text):
        assert isinstance(finding.where, Span)
        found.append((text[slice(*finding.where)], finding.says.hint))
    return found


def meant(text: str) -> list[tuple[str, str]]:
    return [(name, hint.removeprefix("did you mean `").removesuffix("`?")) for name, hint in said(text)]


SLIPS = {
    "a letter too few": ("evt.typ", [("evt.typ", "evt.type")]),
    "a letter too many": ("proc.names", [("proc.names", "proc.name")]),
    "two letters swapped": ("evt.ytpe", [("evt.ytpe", "evt.type")]),
    "two letters in a long name": ("proc.cmdlien", [("proc.cmdlien", "proc.cmdline")]),
    "a misspelt family": ("contianer.id", [("contianer.id", "container.id")]),
    "a confusion": ("user.id", [("user.id", "user.uid")]),
    "a longer confusion": ("k8s.namespace.name", [("k8s.namespace.name", "k8s.ns.name")]),
    "part of a name": ("k8s.pods.name", [("k8s.pods.name", "k8s.pod.name")]),
    "an event type": ("evt.type.is.opne", [("evt.type.is.opne", "evt.type.is.open")]),
    "an event's argument": ("evt.arg.flag", [("evt.arg.flag", "evt.arg.flags")]),
    "a key without brackets": ("k8s.pod.label.app", [("k8s.pod.label.app", "k8s.pod.label[app]")]),
    "a variable without brackets": ("proc.env.HOME", [("proc.env.HOME", "proc.env[HOME]")]),
    "an index without brackets": ("proc.aname.2", [("proc.aname.2", "proc.aname[2]")]),
    "an argument behind it": ("proc.anme[2]", [("proc.anme", "proc.aname")]),
    "an audit field": ("ka.verbs", [("ka.verbs", "ka.verb")]),
    "an output's field": ("%user.id", [("user.id", "user.uid")]),
    "an output's field with a width": ("%10user.id", [("user.id", "user.uid")]),
    "a list of names": ("user.id, proc.name, evt.typ", [("user.id", "user.uid"), ("evt.typ", "evt.type")]),
    "names between bars": ("user.id/evt.typ", [("user.id", "user.uid"), ("evt.typ", "evt.type")]),
    "a condition": ("user.id = 0 and evt.typ=execve", [("user.id", "user.uid"), ("evt.typ", "evt.type")]),
    "an operator that is a word": ("not fd.nam startswith /etc", [("fd.nam", "fd.name")]),
    "a list on the right": ("proc.nam in (sh, bash)", [("proc.nam", "proc.name")]),
    "a test for a value": ("user.nam exists", [("user.nam", "user.name")]),
    "a transformer": ("tolower(user.nam) = root", [("user.nam", "user.name")]),
    "a family of another program in a condition": (
        "process.name = sh",
        [("process.name", "proc.name")],
    ),
    "another letter case in a condition": ("Proc.Name = sh", [("Proc.Name", "proc.name")]),
    "an output": (
        'shell (user=%user.nam id=%container.id) in "%evt.tyme"',
        [("user.nam", "user.name"), ("evt.tyme", "evt.time")],
    ),
    "a key of a rule": ("condition: evt.typ = open", [("evt.typ", "evt.type")]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "right"), SLIPS.values(), ids=SLIPS)
def test_a_field_but_for_a_slip_is_reported_where_it_stands(text: str, right: list[tuple[str, str]]) -> None:
    assert meant(text) == right


FINE = [
    # files, hosts, API groups
    "falco.yaml", "user.sh", "proc.md", "fd.ini", "util.crt", "/etc/falco/falco_rules.local.yaml", "k8s.io",
    "fd.io", "containerd.io", "audit.k8s.io/v1", "container.apparmor.security.beta.kubernetes.io",
    "github.com", "evt.com", "falco-modern-bpf.service", "user.slice", "container.conf",
    "http://user.nam/evt.typ", "me@user.nam",
    # Kubernetes, other programs
    "pod.spec", "pod.name", "spec.containers", "securityContext.privileged: true", "containers.name",
    "users.name", "container.livenessProbe", "container.securityContext", "container.ports",
    "user.username", "user.groups", "user.email", "user.max_user_namespaces", "file.path", "event.type",
    "process.name", "prod.name", "containerd.name", "engine.kind", "json_output",
    "append_output.suggested_output", "metrics.output_file",
    # programs
    "fd.close()", "proc.poll()", "thread.join", "user.ID", "Proc.Name", "const user.id = 3;",
    "if (user.id === 3) {}", "ev.type", "self.proc.nam", "a user.id here and there",
    # fields, their families, and what they take
    "evt.type", "proc.aname[2]", "proc.aname[n]", "proc.env[HOME]", "evt.arg.flags", "evt.arg.NAME",
    "evt.rawarg.res", "evt.arg[0]", "evt.type.is.open", "evt.type.is.*", "evt.abspath.src",
    "thread.cgroup.cpu", "k8s.pod.label[app]", "k8s.pod", "k8s.ns", "ka.target", "proc.*", "evt.dir",
    "evt.latency.human", "container.info", "container.mount", "jevt.value[/a]",
    "ka.req.pod.containers.image", "ct.user", "okta.actor.id", "github.repo",
    # Falco takes the field at the beginning, and prints the rest
    "%proc.names", "%proc.name.foo", "%container.idx",
    # values, and what is no field
    "container.image.repository = my.evt.typ", "proc.name = user.nam", "evt.*", "evt.", "e.g.", "1.30",
    "proc", "",
]  # fmt: skip


@pytest.mark.parametrize("text", FINE)
def test_what_only_looks_like_a_slip_is_left_alone(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize("text", ["{}", "%{}", "{} = 1", "{}[x]", "({} exists)", "tolower({})", "{}, {}"])
def test_no_field_is_a_slip_however_it_is_written(text: str) -> None:
    for name in (*tables.fields(), *tables.plugin_fields()):
        assert said(text.format(name, name)) == []


@pytest.mark.parametrize("name", CONFUSED)
def test_what_is_confused_with_a_field_is_one_in_a_condition(name: str) -> None:
    assert meant(f"{name} = 1") == meant(f"%{name}") == [(name, CONFUSED[name])]
    assert CONFUSED[name] in {**tables.fields(), **tables.plugin_fields()}


OPTIONS = {
    "one letter": ("falco -k", ["-k"]),
    "a value": ("falco -e capture.scap -M 5", ["-e"]),
    "a value in the same word": ("falco -khttps://example.com", ["-k"]),
    "as root": ("sudo falco -s stats.json -r rules.yaml", ["-s"]),
    "a prompt and a variable": ("$ LANG=C sudo -E /usr/bin/falco -A", ["-A"]),
    "a long one": ("falco --cri /run/containerd/containerd.sock", ["--cri"]),
    "a long one with its value": ("falco --cri=/run/x.sock", ["--cri"]),
    "several": ("falco -D x --modern-bpf -T y -A", ["-D", "--modern-bpf", "-T", "-A"]),
    "letters in one word": ("falco -vA", ["-vA"]),
    "behind a bar": ("echo x | falco -A", ["-A"]),
    "in a container": ("docker run falcosecurity/falco:0.38.0 falco -A", ["-A"]),
    "behind two dashes": ("kubectl exec -it falco-abcde -n falco -- falco -A", ["-A"]),
    "deprecated": ("falco -pk --list --markdown", ["-p", "--markdown"]),
}


@pytest.mark.parametrize(("text", "right"), OPTIONS.values(), ids=OPTIONS)
def test_an_option_that_falco_lost_is_reported_where_it_stands(text: str, right: list[str]) -> None:
    assert [option for option, _ in said(text)] == right


@pytest.mark.parametrize("option", GONE)
def test_every_lost_option_has_something_to_do_instead(option: str) -> None:
    ((written, hint),) = said(f"sudo falco {option} x")

    assert written == option
    assert hint == GONE[option]
    assert option not in hint.split("`")[1::2]


@pytest.mark.parametrize(
    "text",
    ["-k", "-A", "--cri", "falco", "falco -r rules.yaml -M 45", "falco -V rules.yaml", "falco -r -A.yaml",
     "falco --list | grep -k", "falco -o engine.kind=nodriver", "falco -L", "falco -i", "falco -U -v",
     "falco; ls -A",
     "kubectl logs -n falco -k", "helm install falco -s", "apt-get install -y falco -t stable", "falcoctl -k",
     "systemctl status falco -T", "journalctl -u falco -e", "sudo journalctl -u falco-modern-bpf.service -f",
     "grep -e falco -A 3", "falco --version", "tail -f falco.log -s 1", "curl -k https://falco.org"],
)  # fmt: skip
def test_what_falco_has_and_what_is_another_programs_is_left_alone(text: str) -> None:
    assert said(text) == []


def test_what_is_gone_is_a_warning_and_what_will_be_is_a_remark() -> None:
    gone, going = slips("falco -A -p x")

    assert gone.says.severity is None
    assert gone.rule.severity is Severity.WARNING
    assert going.says.severity is Severity.INFO


PAGE = """\
# Falco

Tutorials print `%user.id`; write `%user.uid`.

```sh
falco -A  # `evt.typ`
```

- `sudo falco -k`
  <!-- `evt.typ` -->

> | Field | Meaning |
> |---|---|
> | evt.typ | the type, like `proc.nam` |
"""


@pytest.fixture
def checked(lay: Callable[..., Path]) -> Callable[[str], list[Diagnostic]]:
    def check(text: str) -> list[Diagnostic]:
        root = lay({"docs/page.md": text})
        opened = project.open_project(str(root), [], config.Config(), config.Site())
        return list(project.Run(opened).check(["docs/page.md"]).diagnostics)

    return check


@pytest.mark.parametrize(
    ("before", "option", "after"),
    [
        ("Falco names pods with `", "-k", "`."),
        ("Start `falco` with `", "-k https://10.0.0.1", "` to name pods."),
        ("`curl` has it. Falco's options `-r`, `-K` and `", "-s stats", "` go together."),
        ("Run falco with `-r` and ``", "-e capture.scap", "``"),
        ("For Falco, `", "--k8s-api", "`."),
    ],
)
def test_an_option_alone_is_one_of_falco_where_its_sentence_speaks_of_it(
    before: str, option: str, after: str
) -> None:
    (finding,) = slips(option, before, after)

    assert finding.rule.code == "falco/removed-option"
    assert finding.where == Span(0, len(option.split()[0]))


@pytest.mark.parametrize(
    ("before", "option", "after"),
    [
        ("", "-k", ""),
        ("A rule of the audit system has a key: `", "-k", "`."),
        ("Falco is one way. `", "-k", "` is a key of the audit system."),
        ("Unlike Falco, `auditctl` marks events with `", "-k", "`."),
        ("Falco no longer has `", "-k", "`."),
        ("In Falco, `", "-k", "` was removed."),
        ("- Falco reads it.\n- With `", "-k", "` it has a key."),
        ("Restart falco.service with `", "-s", "`."),
        ("Falco takes rules with `", "-r", "`."),
        ("Falco 0.44 no longer knows the command `", "falco -k https://api", "`."),
        ("Falco has no field `", "user.id", "`; write `user.uid`."),
        ("Write `user.uid` instead of `", "user.id", "`."),
    ],
)
def test_an_option_alone_may_be_another_programs(before: str, option: str, after: str) -> None:
    assert list(slips(option, before, after)) == []


def test_a_page_is_told_of_its_slips_at_their_places(checked: Callable[[str], list[Diagnostic]]) -> None:
    found = [(each.source.text[slice(*each.span)], *each.start) for each in checked(PAGE)]

    assert found == [
        ("user.id", 3, 19),
        ("-k", 9, 15),
        ("evt.typ", 14, 5),
        ("proc.nam", 14, 31),
    ]


def test_a_slip_that_is_expected_is_not_reported(checked: Callable[[str], list[Diagnostic]]) -> None:
    text = "<!-- expect: falco/misspelt-field -- on purpose -->\nFalco has `evt.typ`.\n"

    assert checked(text) == []
    assert [each.rule.code for each in checked(text.replace("typ`", "type`"))] == ["expect/unmet"]


def test_an_expectation_above_a_table_is_one_for_its_rows(checked: Callable[[str], list[Diagnostic]]) -> None:
    above = "Falco's fields.\n\n<!-- expect: falco/misspelt-field -->\n"
    rows = "| no | yes |\n|---|---|\n| evt.typ | evt.type |\n| user.id | user.uid |\n"

    assert checked(above + rows) == []
    assert [each.start.line for each in checked(f"{above}{rows}\n`evt.typ`\n")] == [9]


def test_a_page_that_does_not_speak_of_falco_is_not_looked_at() -> None:
    assert not may_slip("`user.id` and `k8s.namespace.name` of a trace")
    assert may_slip("`user.id` in Falco's output")
    assert may_slip("`evt.typ`")


OURS = [*sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*.md"))]


@pytest.mark.parametrize("path", OURS, ids=[path.relative_to(ROOT).as_posix() for path in OURS])
def test_our_own_pages_have_no_slip(path: Path, checked: Callable[[str], list[Diagnostic]]) -> None:
    found = checked(path.read_text(encoding="utf-8"))

    assert [
        each for each in found if each.rule.code in ("falco/misspelt-field", "falco/removed-option")
    ] == []


def test_notes_that_are_right_have_no_slip(checked: Callable[[str], list[Diagnostic]]) -> None:
    text = """\
### Running falco by hand
- run it for half a minute: `falco -r my-rules.yml -M 30 `
- edit the rule with `vi my-rules.ym`, see `/etc/falco/falco.yaml`

> -r: the file with rules

- no root: ``securityContext.runAsNonRoot: true``, ``--audit-log-path``, `audit.k8s.io/v1`
- gone are `-A`, `-k`, `-s` and `--cri`

### Tips
- to see all fields use --list, e.g. `falco --list | grep user`
- `%evt.time,%user.uid,%proc.name,%container.id,%container.name`
- `container.name = "test-box" and evt.type = execve`
"""

    assert checked(text) == []


PARTS = st.sampled_from(
    ["evt.", "typ", "proc.nam", "user.id", "%", "[", "]", " ", " = ", "(", ")", ",", "|", "falco ",
     "sudo ", "-k ", "--cri", "-", "--", "=", "'", '"', "\n", ".", "a", "É", "\x00", "in (", "exists", "10",
     "k8s.pod.label.", "$"]
)  # fmt: skip


@settings(max_examples=1_000, deadline=None, derandomize=True)
@given(st.lists(PARTS | st.text(max_size=3), max_size=40).map("".join))
def test_no_text_stops_it_and_every_span_lies_in_the_text(text: str) -> None:
    may_slip(text)
    for finding in slips(text):
        assert isinstance(finding.where, Span)
        assert 0 <= finding.where.start < finding.where.end <= len(text)
        assert finding.says.hint


@pytest.mark.parametrize(
    "unit",
    [
        "a.",
        "%",
        "evt.a[",
        "evt.a ",
        "evt.a=1 ",
        "falco ",
        "falco -v ",
        "a.b,",
        " ",
        "falco '",
        "evt.a\t",
        "-",
    ],
)
def test_a_long_text_is_read_in_one_go(unit: str) -> None:
    text = "falco " + unit * (500_000 // len(unit))

    may_slip(text)
    assert list(slips(text)) == list(slips(text[:2_000])) == []
