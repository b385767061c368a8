"""Cases that ask about pods: the level that allows them, and whether they can change."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from memory import Memory

from noteproof import engine, yamltree
from noteproof.finding import Finding, Verdict
from noteproof.language import Loaded, ReadBy, Target
from noteproof.languages import audit, kubernetes
from noteproof.languages.kubernetes import matrix
from noteproof.text import Snippet, Source

GOOD = matrix.POD
BAD = """\
apiVersion: v1
kind: Pod
metadata: {name: b}
spec:
  hostPID: true
  containers: [{name: c, image: i}]
"""


def load(text: str, read_by: ReadBy = "kubectl", place: str | None = None) -> Loaded:
    documents = yamltree.read(Snippet.whole(Source("x.yaml", text)), kubernetes.dialect).documents
    return kubernetes.load(documents, Target(("1.36",), read_by, place))


def decide(text: str, case: dict[str, object], read_by: ReadBy = "kubectl") -> Verdict:
    asked = load(text, read_by).decide
    assert asked is not None
    verdict = asked(case)
    assert isinstance(verdict, Verdict)
    return verdict


def refused(text: str, case: dict[str, object]) -> list[str]:
    asked = load(text).decide
    assert asked is not None
    found = asked(case)
    assert isinstance(found, tuple)
    return [f"{it.rule.code}: {it.says.message}; {it.says.hint}" for it in found if isinstance(it, Finding)]


@pytest.mark.parametrize(
    ("text", "case", "decision"),
    [
        (GOOD, {"pod-security": "restricted"}, {"allowed": True, "reasons": [], "details": []}),
        (BAD, {"pod-security": "privileged"}, {"allowed": True, "reasons": [], "details": []}),
        (
            BAD,
            {"pod-security": "baseline"},
            {"allowed": False, "reasons": ["host namespaces"], "details": ["hostPID=true"]},
        ),
        (GOOD, {"immutable": "null"}, {"immutable": True, "reasons": []}),
        (
            GOOD.replace("    runAsNonRoot: true\n    runAsUser: 101\n", ""),
            {"immutable": "true"},
            {
                "immutable": "unknown",
                "reasons": [
                    'container "web" runs as the user of its image, which the manifest does not tell'
                ],
            },
        ),
    ],
)
def test_a_manifest_answers_what_level_allows_it_and_whether_it_can_change(
    text: str, case: dict[str, object], decision: dict[str, object]
) -> None:
    assert decide(text, case).decision == decision


@pytest.mark.parametrize(
    ("version", "allowed"),
    [(None, False), ("latest", False), ("1.36", False), ("1.18", True), ("v1.18", True), ("1.99", False)],
)
def test_a_level_is_asked_by_its_version(version: str | None, allowed: bool) -> None:
    text = GOOD.replace("    seccompProfile:\n      type: RuntimeDefault\n", "")

    assert decide(text, {"pod-security": "restricted", "version": version}).decision["allowed"] is allowed


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (
            {"pod-security": "Restricted"},
            'the string "Restricted" is no level of the Pod Security Standards; did you mean `restricted`?',
        ),
        (
            {"pod-security": None},
            "nothing is no level of the Pod Security Standards;"
            " write `privileged`, `baseline` or `restricted`",
        ),
        (
            {"pod-security": "baseline", "version": 1.3},
            'the number 1.3 is no version of the Pod Security Standards; write `latest`, or one as `"1.25"`',
        ),
        (
            {"pod-security": "baseline", "version": "1"},
            'the string "1" is no version of the Pod Security Standards; write `latest`, or one as `"1.25"`',
        ),
    ],
)
def test_a_question_that_is_none_is_refused(case: dict[str, object], said: str) -> None:
    code = "pod-security/unknown-version" if "version" in case else "pod-security/unknown-level"

    assert refused(GOOD, case) == [f"{code}: {said}"]


def test_a_verdict_names_the_line_that_decides_and_what_would_mend_it() -> None:
    verdict = decide(BAD, {"pod-security": "baseline"})

    assert (verdict.route, verdict.by) == (("spec", "hostPID"), "spec.hostPID, line 5")
    assert [(it.state, it.line, it.change) for it in verdict.checklist] == [
        ("fails", 5, "remove `hostPID: true`")
    ]


def test_the_grade_comes_with_every_line_of_the_checklist() -> None:
    verdict = decide(GOOD, {"immutable": None})
    states = {item.state for item in verdict.checklist}

    assert states == {"ok", "remark"}
    assert 'container "web": immutable' in {item.about for item in verdict.checklist}
    assert any("`/tmp` can be written" in item.message for item in verdict.checklist)


def test_of_several_pods_all_have_to_pass() -> None:
    both = f"{GOOD}---\n{BAD}"

    assert decide(both, {"pod-security": "baseline"}).decision["details"] == ["hostPID=true"]
    assert decide(both, {"immutable": None}).decision["immutable"] is False
    assert decide(f"{GOOD}---\n{GOOD}", {"immutable": None}).decision["immutable"] is True


@pytest.mark.parametrize(
    ("kind", "way"),
    [
        ("apps/v1, kind: Deployment", "{selector: {matchLabels: {a: b}}, template: %s}"),
        ("batch/v1, kind: CronJob", "{schedule: '* * * * *', jobTemplate: {spec: {template: %s}}}"),
    ],
)
def test_the_template_of_a_workload_answers_for_it(kind: str, way: str) -> None:
    spec = "{hostIPC: true, restartPolicy: %s, containers: [{name: c, image: i}]}"
    of = spec % ("Never" if "batch" in kind else "Always")
    template = f"{{metadata: {{labels: {{a: b}}}}, spec: {of}}}"
    text = f"{{apiVersion: {kind}, metadata: {{name: w}}, spec: {way % template}}}"

    verdict = decide(text, {"pod-security": "baseline"})

    assert verdict.decision["details"] == ["hostIPC=true"]
    assert verdict.route is not None
    assert verdict.route[-3:] == ("template", "spec", "hostIPC")


def test_what_is_refused_or_has_no_pod_decides_nothing() -> None:
    assert load(BAD.replace("hostPID", "hostPid")).decide is None
    assert load("apiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n").decide is None
    assert load("hostPID: true\n", place="Pod.spec").decide is None


def test_a_field_that_the_kubelet_drops_is_not_set() -> None:
    text = GOOD.replace("readOnlyRootFilesystem", "readOnlyRootFileSystem")

    assert load(text).decide is None
    assert decide(text, {"immutable": None}, "kubelet").decision["immutable"] is False


def test_cases_of_pods_are_asked_on_the_command_line(
    lay: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    from noteproof.cli import main

    lines = [
        '{"pod-security": "baseline"}',
        '{"immutable": false}',
        '{"immutable": true}',
        '{"pod-security": 3}',
    ]
    lay({"pod.yaml": BAD, "cases.jsonl": "\n".join(lines)})

    code = main(["decide", "pod.yaml", "--cases", "cases.jsonl", "--format", "json"])
    told = json.loads(capsys.readouterr().out)

    assert code == 1
    assert [it.get("allowed", it.get("immutable", "error")) for it in told["decisions"]] == [
        False, False, False, "error",
    ]  # fmt: skip
    assert [it["code"] for it in told["diagnostics"]] == ["case/differs", "pod-security/unknown-level"]


DROPPED = "# read-by: kubelet\n" + BAD.replace("hostPID", "hostPIDs")


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n---\n" + BAD, False),
        (DROPPED, True),
        ("# kubernetes: 1.33\n" + BAD.replace("hostPID: true", "x: 1"), None),
    ],
)
def test_a_file_of_cases_is_asked_of_the_file_beside_it_as_that_is_read(text: str, ours: bool | None) -> None:
    cases = f"cases:\n  - pod-security: baseline\n    allowed: {str(ours).lower()}\n"
    files = Memory({"x.yaml": text, "x.cases.yaml": cases})
    settings = engine.Settings((audit, kubernetes))
    (beside,) = engine.check([Snippet.whole(files.read("x.cases.yaml"))], files, settings)
    asked = engine.decide(("x.yaml",), "x.cases.yaml", cases.encode(), files, settings)

    codes = [] if ours is not None else ["case/no-policy"]
    assert [it.rule.code for it in beside.diagnostics] == codes
    assert (asked.loads, asked.is_as_expected) == ((True, True) if ours is not None else (False, False))


def test_people_read_kubernetes_words_and_the_checklist(
    lay: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    from noteproof.cli import main

    lay({"pod.yaml": BAD, "c.yaml": "cases:\n- pod-security: baseline\n  allowed: false\n"})

    assert main(["decide", "pod.yaml", "--cases", "c.yaml"]) == 0
    assert capsys.readouterr().out.splitlines()[:6] == [
        "c.yaml:2: pod-security: baseline",
        "  allowed false",
        "  says    host namespaces (hostPID=true)",
        "  by      spec.hostPID, line 5",
        "  ✗       the pod shares the processes of its node (line 5)",
        "          → remove `hostPID: true`",
    ]


# The matrix


def test_the_matrix_shows_a_pod_that_passes_everything() -> None:
    decided = matrix.decide(
        yamltree.read(Snippet.whole(Source("", GOOD)), kubernetes.dialect).documents[0].value
    )

    assert (decided.grade, decided.level, decided.why) == ("immutable", "restricted", "")


def test_the_matrix_is_decided_as_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    text = matrix.pages()["matrix"]
    monkeypatch.setattr(matrix, "POD", GOOD.replace("readOnlyRootFilesystem: true", "privileged: false"))
    other = matrix.pages()["matrix"]

    for line in (
        "| `readOnlyRootFilesystem` removed | **mutable** | restricted |",
        "| `hostPID: true` | **mutable** | privileged |",
        "| nothing |  | **mutable** | baseline |",
    ):
        assert line in text
    assert "| **immutable** |" in text
    assert "It is **mutable**" in other
