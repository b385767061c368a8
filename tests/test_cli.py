"""The command: its exit codes, its formats, and what it says when it is called wrongly."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alarms import Alarms
from gates import Gates

from noteproof import catalogue, disk
from noteproof.cli import main

ROOT = Path(__file__).parent.parent

GOOD = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: web\n"
BAD = GOOD.replace("name:", "nmae:")
WARNED = GOOD + "  name: shop\n"
UNLABELLED = f"# Page\n\n```\n{GOOD}```\n"
REMARKED = "![A picture](/img/x.svg)\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>'
EXAMPLE = {"x.yaml": BAD, "docs/x.md": UNLABELLED}

Lay = Callable[..., Path]


def call(*words: str) -> tuple[int, str, str]:
    """The exit code, the output and the complaints of the command."""
    out, err = io.StringIO(), io.StringIO()
    return main(words, out, err), out.getvalue(), err.getvalue()


def as_json(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(call("check", "--format", "json", *words)[1])
    return found


# Exit codes


@pytest.mark.parametrize(
    ("files", "words", "code"),
    [
        ({"x.yaml": GOOD}, [], 0),
        ({"x.yaml": BAD}, [], 1),
        ({"x.yaml": WARNED}, [], 0),
        ({"x.yaml": WARNED}, ["--strict"], 1),
        ({"docs/x.md": REMARKED, "docs/img/x.svg": SVG}, ["--strict"], 0),
        ({"x.txt": "text"}, [], 3),
        ({"x.yaml": BAD}, ["--no-such-option"], 2),
    ],
    ids=["clean", "error", "warning", "strict warning", "strict info", "nothing", "usage"],
)
@pytest.mark.parametrize("form", ["human", "concise", "json"])
def test_the_exit_code_says_what_was_found(
    lay: Lay, files: dict[str, str], words: list[str], code: int, form: str
) -> None:
    lay(files)

    assert call("check", ".", "--format", form, *words)[0] == code


def test_without_a_path_the_notes_and_the_snippets_are_checked(lay: Lay) -> None:
    lay({"docs/x.md": UNLABELLED, "snippets/x.yaml": BAD, "other.yaml": BAD})

    assert [each["file"] for each in as_json()["diagnostics"]] == ["docs/x.md", "snippets/x.yaml"]


def test_the_notes_are_where_mkdocs_yml_says(lay: Lay) -> None:
    lay({"mkdocs.yml": "docs_dir: notes\nhooks: [!!python/name:os.system x]\n", "notes/x.md": UNLABELLED})

    assert [each["file"] for each in as_json()["diagnostics"]] == ["notes/x.md"]


# Formats


def test_json_is_the_object_of_the_contract(lay: Lay) -> None:
    lay({"mkdocs.yml": "site_url: https://notes.example/\n", **EXAMPLE})

    assert as_json("docs", "x.yaml") == {
        "version": 1,
        "diagnostics": [
            {
                "code": "page/unlabelled-fence",
                "severity": "warning",
                "message": "this block is YAML (kubernetes) and its fence does not say so",
                "hint": "write ```yaml",
                "file": "docs/x.md",
                "line": 3,
                "column": 1,
                "end_line": 3,
                "end_column": 4,
                "path": None,
                "upstream": None,
                "url": "https://notes.example/reference/rules/page/unlabelled-fence/",
                "fix": {
                    "title": "label the fence",
                    "edits": [{"line": 3, "column": 4, "end_line": 3, "end_column": 4, "text": "yaml"}],
                },
            },
            {
                "code": "kubernetes/unknown-field",
                "severity": "error",
                "message": 'unknown field "nmae"',
                "hint": "did you mean `name`?",
                "file": "x.yaml",
                "line": 4,
                "column": 3,
                "end_line": 4,
                "end_column": 7,
                "path": "metadata.nmae",
                "upstream": "strict decoding",
                "url": "https://notes.example/reference/rules/kubernetes/unknown-field/",
                "fix": as_json("x.yaml")["diagnostics"][0]["fix"],
            },
        ],
        "tally": {
            "pages": 1,
            "snippets": 2,
            "checked": 2,
            "fragments": 0,
            "parsed": 0,
            "unchecked": 0,
            "cases": 0,
        },
    }


@pytest.mark.parametrize(("files", "code"), [({"x.yaml": GOOD}, 0), ({"x.yaml": BAD}, 1), ({"x.txt": ""}, 3)])
def test_json_is_printed_whatever_was_found(lay: Lay, files: dict[str, str], code: int) -> None:
    lay(files)

    exit_code, out, _ = call("check", ".", "--format", "json")

    assert exit_code == code
    assert list(json.loads(out)) == ["version", "diagnostics", "tally"]
    assert bool(json.loads(out)["diagnostics"]) == (code == 1)
    assert out.isascii()


def test_without_a_site_a_diagnostic_has_no_address(lay: Lay) -> None:
    lay(EXAMPLE)

    assert {each["url"] for each in as_json(".")["diagnostics"]} == {None}


def test_columns_count_characters_not_bytes(lay: Lay) -> None:
    lay({"x.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {annotations: {a: é😀}, name: b, nmae: x}\n"})

    (found,) = as_json("x.yaml")["diagnostics"]

    assert (found["line"], found["column"], found["end_column"]) == (3, 43, 47)


def test_concise_is_a_line_for_each_diagnostic(lay: Lay) -> None:
    lay(EXAMPLE)

    _, out, err = call("check", ".", "--format", "concise")

    assert out.splitlines()[0] == (
        "docs/x.md:3:1: warning page/unlabelled-fence: "
        "this block is YAML (kubernetes) and its fence does not say so (write ```yaml)"
    )
    assert len(out.splitlines()) == 2
    assert err == ""


def test_concise_says_nothing_where_there_is_nothing_to_say(lay: Lay) -> None:
    lay({"x.yaml": GOOD})

    assert call("check", ".", "--format", "concise") == (0, "", "")


# What is asked for


def test_a_version_is_checked_for(lay: Lay) -> None:
    lay({"x.yaml": "apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: x}\nspec: {}\n"})

    codes = [each["code"] for each in as_json("x.yaml", "--kubernetes", "1.25")["diagnostics"]]

    assert codes == ["kubernetes/removed-api"]
    assert call("check", "x.yaml", "--kubernetes", "v1.24.3")[2] == (
        "noteproof: --kubernetes: `v1.24.3` is not a version that is known; name one from 1.25 to 1.37\n"
    )


def test_yaml_that_does_not_say_what_it_is_is_taken_for_what_the_user_says(lay: Lay) -> None:
    lay({"x.yaml": "name: web\n"})

    assert as_json("x.yaml")["tally"]["parsed"] == 1
    assert as_json("x.yaml", "--as", "kubernetes")["diagnostics"] != []


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "null\n", "---\n---\n"])
def test_a_manifest_without_an_object_is_refused(lay: Lay, text: str) -> None:
    lay({"x.yaml": text})

    (fault,) = as_json("x.yaml", "--as", "kubernetes")["diagnostics"]
    assert (fault["code"], fault["severity"]) == ("kubernetes/not-an-object", "error")
    assert as_json("x.yaml")["diagnostics"] == []


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["chek"], "`chek` is no verb; did you mean `check`?"),
        (["check", "--strikt"], "`--strikt` is no option; did you mean `--strict`?"),
        (["check", "--format", "jsn"], "argument --format: `jsn` is not known; did you mean `json`?"),
        (["check", "--as", "falko"], "argument --as: `falko` is not known; did you mean `falco`?"),
        (["check", "xx.yaml"], "xx.yaml: there is no such file or folder; did you mean `x.yaml`?"),
        (["check", "nowhere/x"], "nowhere/x: there is no such file or folder"),
        (["check", "--kubernetes"], "argument --kubernetes: expected one argument"),
        ([], "the following arguments are required: VERB"),
        (["explain"], "the following arguments are required: CODE|FIELD"),
        (["explain", "alarm.whta"], "nothing is known of `alarm.whta`; did you mean `alarm.what`?"),
        (["explain", "far.off.x"], "nothing is known of `far.off.x`; `noteproof check` names the codes"),
        (
            ["explain", "kubernetes/unknown-feild"],
            "no rule has the code `kubernetes/unknown-feild`; did you mean `kubernetes/unknown-field`?",
        ),
        (
            ["explain", "unlabeled-fence"],
            "no rule has the code `unlabeled-fence`; did you mean `page/unlabelled-fence`?",
        ),
        (["explain", "zzz"], "no rule has the code `zzz`; `noteproof check` names the codes that it finds"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_is_explained(
    lay: Lay, monkeypatch: pytest.MonkeyPatch, words: list[str], complaint: str
) -> None:
    lay({"x.yaml": GOOD})
    monkeypatch.setattr(catalogue, "LANGUAGES", (*catalogue.LANGUAGES, Alarms()))

    code, out, err = call(*words)

    assert (code, out) == (2, "")
    assert err.startswith(f"noteproof: {complaint}")
    assert err.count("\n") == 1


def test_a_wrong_key_of_the_configuration_is_wrong_usage(lay: Lay) -> None:
    root = lay({"x.yaml": GOOD, "pyproject.toml": '[tool.noteproof]\nkubernets = "1.36"\n'})

    assert call("check", "x.yaml") == (
        2,
        "",
        f"noteproof: {root / 'pyproject.toml'}: `kubernets` is not a key of [tool.noteproof]; "
        "did you mean `kubernetes`?\n",
    )


def test_a_file_that_is_neither_is_named_and_passed_over(lay: Lay) -> None:
    lay({"x.yaml": GOOD, "x.txt": "text"})

    assert call("check", "x.yaml", "x.txt") == (
        0,
        "nothing found\n1 snippet (1 checked)\n",
        "noteproof: x.txt is neither Markdown nor YAML and is not checked\n",
    )
    assert call("check", "x.txt")[0] == 3


def test_a_path_outside_the_working_directory_works(lay: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    root = lay({"inner/README": "", "other/x.yaml": BAD})
    monkeypatch.chdir(root / "inner")
    absolute = (root / "other/x.yaml").as_posix()

    assert {each["file"] for each in as_json("../other/x.yaml")["diagnostics"]} == {"../other/x.yaml"}
    assert {each["file"] for each in as_json(absolute)["diagnostics"]} == {absolute}


def test_a_rule_is_explained_by_its_page() -> None:
    code, out, err = call("explain", "kubernetes/unknown-field")

    assert (code, err) == (0, "")
    assert out.startswith("# kubernetes/unknown-field\n\n**error**\n\n")


def test_a_word_is_explained_by_its_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "LANGUAGES", (Alarms(),))

    assert call("explain", "alarm.who") == (0, "# alarm.who\n\nA field of alarms.\n", "")


def test_help_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--help")[0] == 0
    assert call("check", "--help")[0] == 0
    assert "--kubernetes VERSION" in capsys.readouterr().out


def test_check_opens_no_socket(lay: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    page = '![A picture](https://pictures.example/x.png)\n\n--8<-- "https://example.com/x.yaml"\n'
    lay({"docs/x.md": page + UNLABELLED, "x.yaml": BAD})
    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)

    assert call("check", ".")[0] == 1


# As a program


def program(root: Path, *words: str, **environment: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", "from noteproof.cli import entry; entry()", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT / "hooks"), **environment},
    )


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_the_output_survives_a_terminal_that_cannot_show_it(lay: Lay, encoding: str) -> None:
    root = lay({"x.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: web, “näme”😀: \tx}\n"})

    with program(root, "check", "x.yaml", PYTHONIOENCODING=encoding, PYTHONUTF8="0") as process:
        out, err = process.communicate()

    assert (process.returncode, err) == (1, b"")
    assert "kubernetes/unknown-field" in out.decode(encoding)


def test_the_output_survives_the_c_locale(lay: Lay) -> None:
    root = lay({"x.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: web, näme: x}\n"})

    with program(root, "check", "x.yaml", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0") as process:
        _, err = process.communicate()

    assert (process.returncode, err) == (1, b"")


def test_a_reader_who_leaves_early_is_no_error(lay: Lay) -> None:
    root = lay({f"{number}.yaml": BAD for number in range(400)})

    with program(root, "check", ".") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        err = process.stderr.read()

    assert (process.returncode, err) == (1, b"")


# Fixes


def test_a_diff_shows_the_fixes_and_makes_none(lay: Lay) -> None:
    lay({"docs/x.md": UNLABELLED})
    code, out, _ = call("fix", "--diff")

    assert (code, "-```\n+```yaml\n" in out, Path("docs/x.md").read_text()) == (0, True, UNLABELLED)


def test_fixes_are_made_once_and_are_then_no_more_to_make(lay: Lay) -> None:
    lay({"docs/x.md": UNLABELLED})
    first, again = call("fix"), call("fix")

    assert (first, again) == ((0, "docs/x.md: 1 fixed\n", ""), (0, "", ""))
    assert call("check", "--strict")[0] == 0


def test_a_fix_keeps_line_ends_and_the_byte_order_mark(lay: Lay) -> None:
    lay({"docs/x.md": ""})
    before = b"\xef\xbb\xbf" + UNLABELLED.replace("\n", "\r\n").encode()
    Path("docs/x.md").write_bytes(before)
    call("fix")

    assert Path("docs/x.md").read_bytes() == before.replace(b"```\r\napi", b"```yaml\r\napi")


def test_a_file_that_is_not_utf8_is_left_as_it_is(lay: Lay) -> None:
    lay({"docs/x.md": ""})
    before = UNLABELLED.encode() + b"\xff\n"
    Path("docs/x.md").write_bytes(before)
    _, out, err = call("fix")

    assert (out, Path("docs/x.md").read_bytes()) == ("", before)
    assert err == "noteproof: docs/x.md is not UTF-8 and is left as it is\n"


def test_a_fix_of_nothing_says_that_there_is_nothing(lay: Lay) -> None:
    lay({"x.txt": "text"})

    assert call("fix")[0] == 3


def test_what_mkdocs_does_not_build_is_not_checked_unless_it_is_named(lay: Lay) -> None:
    lay(
        {
            "mkdocs.yml": "site_name: x\nexclude_docs: |\n  old/\ndraft_docs: next.md\n",
            "docs/index.md": "# Page\n",
            "docs/old/x.md": UNLABELLED,
            "docs/next.md": UNLABELLED,
        }
    )

    assert call("check", "--strict")[0] == 0
    assert call("check", "--strict", "docs/next.md")[0] == 1


def test_a_named_pipe_is_no_file(lay: Lay) -> None:
    lay({"docs/index.md": "# Page\n"})
    os.mkfifo("docs/pipe.md")

    assert "docs/pipe.md:1:1: error file/unreadable" in call("check", "--format", "concise")[1]


# Decisions


ALARM = "alarm: Fire\non: smoke\n"
CASES = "cases:\n  - event: {what: smoke}\n    alerts: [Fire]\n  - event: {who: bob}\n    alerts: []\n"
WRONG = CASES.replace("[]", "[Fire]")


@pytest.fixture
def alarms(lay: Lay, monkeypatch: pytest.MonkeyPatch) -> Lay:
    """Lays files out for a command that knows one language only."""
    monkeypatch.setattr(catalogue, "LANGUAGES", (Alarms(),))
    return lay


def decide(*words: str, stdin: str | None = None) -> tuple[int, Any, str]:
    """The exit code, the object that is printed, and the complaints."""
    out, err = io.StringIO(), io.StringIO()
    code = main(
        ["decide", "--format", "json", *words], out, err, None if stdin is None else io.StringIO(stdin)
    )
    return code, json.loads(out.getvalue() or "null"), err.getvalue()


@pytest.mark.parametrize(
    ("policy", "cases", "code"),
    [
        (ALARM, CASES, 0),
        (ALARM, "cases:\n  - event: {what: smoke}\n", 0),
        (ALARM.replace("Fire", "FIRE"), "cases:\n  - event: {}\n", 0),
        (ALARM, WRONG, 1),
        (ALARM, "cases:\n  - event: {hwo: bob}\n", 1),
        (ALARM + "needs: Thief\n", CASES, 1),
        (ALARM, "cases: []\n", 3),
    ],
    ids=["as expected", "a question", "warning", "differs", "unread", "does not load", "no case"],
)
@pytest.mark.parametrize("form", ["human", "json"])
def test_the_exit_code_of_decide_says_whether_all_is_as_expected(
    alarms: Lay, policy: str, cases: str, code: int, form: str
) -> None:
    alarms({"x.yaml": policy, "x.cases.yaml": cases})

    assert call("decide", "x.yaml", "--cases", "x.cases.yaml", "--format", form)[0] == code


def test_decisions_are_the_object_of_the_contract(alarms: Lay) -> None:
    alarms({"mkdocs.yml": "site_url: https://notes.example/\n", "x.yaml": ALARM})
    lines = '{"event": {"what": "smoke", "who": "bob"}, "alerts": []}\n{"event": {"hwo": "bob"}}\n'
    code, found, err = decide("x.yaml", "--cases", "-", stdin=lines)
    differs, unknown = found.pop("diagnostics")
    fired = {"rule": "Fire", "priority": "Warning", "output": "Fire by bob", "output_fields": {"who": "bob"}}

    assert (code, err) == (1, "")
    assert found == {
        "version": 1,
        "decisions": [{"alerts": [fired], "macros": ["on_smoke"]}, {"error": unknown}],
    }
    assert differs == {
        "code": "case/differs",
        "severity": "error",
        "message": "alerts is [Fire], not [], decided by alarm `Fire`",
        "hint": "mend the policy, or the expectation",
        "file": "-",
        "line": 1,
        "column": 54,
        "end_line": 1,
        "end_column": 56,
        "path": "alerts",
        "upstream": None,
        "url": "https://notes.example/reference/rules/case/differs/",
        "fix": None,
    }
    assert (unknown["code"], unknown["line"], unknown["column"]) == ("alarm/unknown-field", 2, 12)
    assert unknown["path"] == "event.hwo"


def test_policies_that_do_not_load_leave_no_decisions(alarms: Lay) -> None:
    alarms({"x.yaml": ALARM + "needs: Thief\n", "x.cases.yaml": CASES})
    code, found, err = decide("x.yaml", "--cases", "x.cases.yaml")

    assert (code, found["decisions"], err) == (1, [], "")
    assert [(each["code"], each["line"]) for each in found["diagnostics"]] == [("alarm/needs", 3)]


def test_policies_are_loaded_in_the_order_in_which_they_are_named(alarms: Lay) -> None:
    alarms({"a.yaml": "alarm: Second\non: smoke\nneeds: Fire\n", "b.yaml": ALARM})
    _, found, _ = decide("b.yaml", "a.yaml", "--cases", "-", stdin='{"event": {"what": "smoke"}}')

    assert [alert["rule"] for alert in found["decisions"][0]["alerts"]] == ["Fire", "Second"]
    assert decide("a.yaml", "b.yaml", "--cases", "-", stdin='{"event": {}}')[0] == 1


def test_standard_input_without_an_end_is_not_read_to_it(
    alarms: Lay, monkeypatch: pytest.MonkeyPatch
) -> None:
    alarms({"x.yaml": ALARM})
    monkeypatch.setattr(disk, "LIMIT", 1024 * 1024)
    code, found, err = decide("x.yaml", "--cases", "-", stdin=" " * (1024 * 1024 + 1))

    assert (code, found, err) == (2, None, "noteproof: standard input is larger than 1 MB\n")


def test_where_no_case_is_found_it_is_said(alarms: Lay) -> None:
    alarms({"x.yaml": ALARM})
    code, found, err = decide("x.yaml", "--cases", "-", stdin="")

    assert (code, found) == (3, {"version": 1, "decisions": [], "diagnostics": []})
    assert (
        err == "noteproof: no case found in -; write one as `- event: …` or `- request: …` below `cases:`\n"
    )


def test_recorded_events_are_found_beside_the_cases_or_the_working_directory(alarms: Lay) -> None:
    case = '{"events": "house.jsonl"}\n'
    alarms({"x.yaml": ALARM, "deep/house.jsonl": '{"what": "smoke"}\n', "deep/x.jsonl": case})

    assert decide("x.yaml", "--cases", "deep/x.jsonl")[0] == 0
    assert decide("x.yaml", "--cases", "-", stdin=case.replace("house", "deep/house"))[0] == 0
    assert decide("x.yaml", "--cases", "-", stdin=case)[0] == 1


def test_no_recording_outside_the_project_is_read(
    alarms: Lay, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = tmp_path_factory.mktemp("secret") / "x.jsonl"
    secret.write_text('{"what": "smoke"}')
    root = alarms({"x.yaml": ALARM})
    (root / "link.jsonl").symlink_to(secret)
    names = ["link.jsonl", secret.as_posix(), f"../{secret.parent.name}/x.jsonl"]
    _, found, _ = decide(
        "x.yaml", "--cases", "-", stdin="".join(f'{{"events": "{name}"}}\n' for name in names)
    )

    assert [each["error"]["message"].rpartition(" a file that ")[2] for each in found["decisions"]] == [
        "leads out of the project"
    ] * 3


def test_decisions_for_people(alarms: Lay) -> None:
    alarms({"x.yaml": ALARM, "x.cases.yaml": WRONG + "  - {event: {hwo: bob}}\n  - events: x.jsonl\n"})
    Path("x.jsonl").write_text('{"what": "smoke", "who": null}\n{}\n')

    assert (
        call("decide", "x.yaml", "--cases", "x.cases.yaml")[1]
        == """\
x.cases.yaml:2: event: what = smoke
  fires   Fire (Warning)
          Fire by <NA>
  holds   on_smoke
  by      alarm `Fire`
  ok      as expected

x.cases.yaml:4: event: who = bob
  silent  no rule fires
  differs expected alerts [Fire]

x.cases.yaml:6: event: hwo = bob
  error   `hwo` is no field

x.cases.yaml:7: events: x.jsonl (2 events)
  fires   Fire (Warning)
          Fire by <NA>
  holds   on_smoke
  by      alarm `Fire`

x.cases.yaml:5:13: error: alerts is [], not [Fire] [case/differs]
  5 |     alerts: [Fire]
    |             ^^^^^^
  help: mend the policy, or the expectation

x.cases.yaml:6:14: error: `hwo` is no field [alarm/unknown-field]
  6 |   - {event: {hwo: bob}}
    |              ^^^
  help: remove it

2 errors
4 cases: 1 as expected, 1 not as expected, 1 with nothing expected, 1 not decided
"""
    )


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["x.yaml"], "one of the arguments --cases --log is required"),
        (["--cases", "x.yaml"], "the following arguments are required: POLICY"),
        (["x.yaml", "--case", "x.cases.yaml"], "`--case` is no option; did you mean `--cases`?"),
        (
            ["x.yaml", "--cases", "y.cases.yaml"],
            "y.cases.yaml: there is no such file; did you mean `x.cases.yaml`?",
        ),
        (["x.yml", "--cases", "-"], "x.yml: there is no such file; did you mean `x.yaml`?"),
        (["docs", "--cases", "-"], "docs is a folder; name the policy files themselves, in loading order"),
        (["x.yaml", "--cases", "docs"], "docs is a folder; name a file of cases"),
        (
            ["docs/x.md", "--cases", "-"],
            "docs/x.md is not YAML; a policy is a file in YAML (.yaml or .yml), not a page",
        ),
        (["x.yaml", "--cases", "docs/x.md"], "docs/x.md is Markdown; cases are a file in YAML or JSON lines"),
        (["x.yaml", "--cases", "pipe"], "pipe is not a file"),
        (
            ["x.yaml", "gate.yaml", "--cases", "-"],
            "x.yaml is of alarms and gate.yaml of gates; name policies of one",
        ),
        (
            ["x.yaml", "--cases", "-", "--format", "concise"],
            "argument --format: `concise` is not known; there is `human` or `json`",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_call_of_decide_is_explained(
    lay: Lay, monkeypatch: pytest.MonkeyPatch, words: list[str], complaint: str
) -> None:
    monkeypatch.setattr(catalogue, "LANGUAGES", (Alarms(), Gates()))
    lay({"x.yaml": ALARM, "x.cases.yaml": CASES, "docs/x.md": "# X\n", "gate.yaml": "gate: front\n"})
    os.mkfifo("pipe")
    out, err = io.StringIO(), io.StringIO()

    assert main(["decide", *words], out, err, io.StringIO('{"event": {}}')) == 2
    assert out.getvalue() == ""
    assert err.getvalue().startswith(f"noteproof: {complaint}")
    assert err.getvalue().count("\n") == 1


def test_decide_reads_standard_input_as_a_program(lay: Lay) -> None:
    rule = (
        "- rule: Shell\n  desc: A shell.\n  condition: evt.type = execve and proc.name = sh\n  output: sh\n"
    )
    root = lay({"x.yaml": rule + "  priority: NOTICE\n"})
    lines = b'\xef\xbb\xbf{"event": {"evt.type": "execve", "proc.name": "sh"}, "alerts": ["Shell"]}\r\n'

    with program(root, "decide", "x.yaml", "--cases", "-", "--format", "json") as process:
        out, err = process.communicate(lines)

    assert (process.returncode, err) == (0, b"")
    assert [alert["rule"] for alert in json.loads(out)["decisions"][0]["alerts"]] == ["Shell"]
