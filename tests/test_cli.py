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
    lay({"x.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: é😀, nmae: x}\n"})

    (found,) = as_json("x.yaml")["diagnostics"]

    assert (found["line"], found["column"], found["end_column"]) == (3, 22, 26)


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
        (["explain"], "the following arguments are required: CODE"),
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
def test_wrong_usage_is_explained(lay: Lay, words: list[str], complaint: str) -> None:
    lay({"x.yaml": GOOD})

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
