"""A project on disk: which files are checked, what each door refuses, and what no input may do."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from noteproof import config, disk, project, reading
from noteproof.finding import Diagnostic, Report
from noteproof.page import tangles

POD = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: web\n"

Lay = Callable[..., Path]


def run(root: Path, *paths: str) -> Report:
    """The check of some of a folder's files; of all of them, when none is named."""
    opened = project.open_project(str(root), paths, config.Config(), config.Site())
    return project.Run(opened).check(project.notes(opened.files, paths or ["."]))


def said(root: Path, *paths: str) -> list[tuple[str, int, int, str]]:
    """File, line, column and code of what is found."""
    return [(each.source.path, *each.start, each.rule.code) for each in run(root, *paths).diagnostics]


def names(root: Path, *paths: str) -> list[str]:
    """The names of the files that would be checked."""
    opened = project.open_project(str(root), paths, config.Config(), config.Site())
    return list(project.notes(opened.files, paths or ["."]))


# Which files


def test_folders_are_walked_and_only_markdown_and_yaml_is_taken(lay: Lay) -> None:
    root = lay(
        {
            "b/x.md": "x",
            "a.yaml": POD,
            "b/c/y.yml": POD,
            "b/picture.png": b"",
            "README": "x",
            "z.markdown": "x",
        }
    )

    assert names(root) == ["a.yaml", "b/c/y.yml", "b/x.md", "z.markdown"]


def test_hidden_folders_packages_and_the_built_site_are_passed_by(lay: Lay) -> None:
    hidden = [".git/x.md", "node_modules/x.md", "__pycache__/x.md", "venv/x.md", "site/x.md", ".x.md"]
    root = lay({"docs/x.md": "x", "docs/site/x.md": "x", **dict.fromkeys(hidden, "x")})

    assert names(root) == ["docs/site/x.md", "docs/x.md"]


def test_a_file_named_twice_is_checked_once(lay: Lay) -> None:
    root = lay({"docs/x.md": "x"})

    assert names(root, "docs", "docs/x.md", "docs/../docs") == ["docs/x.md"]


def test_a_path_outside_the_folder_is_checked_with_what_is_beside_it(lay: Lay, tmp_path: Path) -> None:
    root = (
        lay({"inner/x.md": "x", "other/y.md": "![A picture](z.png)\n", "other/z.png": b"no picture"})
        / "inner"
    )

    assert said(root, "../other/y.md") == [("../other/y.md", 1, 14, "image/unreadable")]


# Symlinks


def test_a_symlinked_folder_inside_the_project_is_not_walked_twice(lay: Lay) -> None:
    root = lay({"docs/a/x.md": "x"})
    (root / "docs/b").symlink_to("a")

    assert names(root) == ["docs/a/x.md"]


def test_a_symlinked_file_inside_the_project_is_read(lay: Lay) -> None:
    root = lay({"docs/a.md": "x"})
    (root / "docs/b.md").symlink_to("a.md")

    assert said(root) == []
    assert names(root) == ["docs/a.md", "docs/b.md"]


@pytest.mark.parametrize("target", ["../secret.md", "../..", "/"])
def test_a_symlink_that_leads_out_of_the_project_is_refused(lay: Lay, target: str) -> None:
    root = lay({"project/docs/x.md": "x", "secret.md": "<!-- expect: nothing/secret -->\n"}) / "project"
    (root / "docs/out.md").symlink_to(Path("..") / target if target.startswith("..") else target)

    assert said(root) == [("docs/out.md", 1, 1, "file/unreadable")]
    assert run(root).diagnostics[0].message == "this file leads out of the project"


@pytest.mark.parametrize("target", [".", "..", "loop"])
def test_a_symlink_that_leads_back_to_itself_ends(lay: Lay, target: str) -> None:
    root = lay({"docs/x.md": "x"})
    (root / "docs/loop").symlink_to(target)
    (root / "docs/loop.md").symlink_to("loop.md")

    found = {each.source.path: each.message for each in run(root).diagnostics}

    assert found.pop("docs/loop.md") == "this file is a symlink that leads back to itself"
    assert found in ({}, {"docs/loop": "this file is a symlink that leads back to itself"})
    assert bool(found) == (target != "loop")


# What a file may be


def test_a_file_that_cannot_be_read_is_reported_at_its_beginning(lay: Lay) -> None:
    root = lay({"docs/x.md/placeholder.txt": ""})
    (root / "docs/x.md/placeholder.txt").unlink()

    assert said(root, "docs/x.md") == [("docs/x.md", 1, 1, "file/unreadable")]
    assert run(root, "docs/x.md").diagnostics[0].message == "this file is a folder"


def test_a_file_that_may_not_be_read_is_reported(lay: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    root = lay({"x.md": "x"})
    monkeypatch.setattr(disk, "open", refuse, raising=False)

    assert [each.message for each in run(root).diagnostics] == ["this file may not be read"]


def test_bytes_that_are_not_utf8_are_reported_where_they_stand(lay: Lay) -> None:
    root = lay({"x.md": "Grüße\n".encode() + b"ab\xffc\n", "y.yaml": b"# \xfc\n" + POD.encode()})

    assert said(root) == [("x.md", 2, 3, "file/not-utf8"), ("y.yaml", 1, 3, "file/not-utf8")]


def test_a_byte_order_mark_and_windows_line_ends_are_fine(lay: Lay) -> None:
    page = "\ufeff# Page\r\n\r\n```yaml\r\n" + POD.replace("\n", "\r\n") + "```\r\n"
    root = lay({"x.md": page, "y.yaml": "\ufeff" + POD.replace("\n", "\r\n")})

    assert said(root) == []
    assert run(root).tally.checked == 2


@pytest.mark.parametrize(("name", "limit"), [("x.md", reading.PAGE_LIMIT), ("x.yaml", reading.LIMIT)])
def test_a_file_that_nobody_could_read_is_not_checked(lay: Lay, name: str, limit: int) -> None:
    root = lay({name: "# a\n" * (limit // 4) + "b"})

    assert said(root) == [(name, 1, 1, "file/too-large")]


def test_of_a_page_of_five_megabytes_the_fences_are_checked(lay: Lay) -> None:
    root = lay({"x.md": f"# Page\n\n{'words ' * 900_000}\n\n```yaml\n{POD}nmae: {{}}\n```\n"})

    assert said(root) == [("x.md", 1, 1, "page/tangled"), ("x.md", 10, 1, "kubernetes/unknown-field")]


def test_a_block_that_is_too_large_is_reported_at_its_fence(lay: Lay) -> None:
    root = lay({"x.md": f"# Page\n\n```yaml\n{'a: 1' * 400_000}\n```\n"})

    assert said(root) == [("x.md", 3, 1, "file/too-large")]


def test_a_control_character_is_reported_where_it_stands(lay: Lay) -> None:
    root = lay({"x.md": "# Page\n\nA bell\x07 and a NUL\0.\n"})

    assert said(root) == [("x.md", 3, 7, "page/control-character"), ("x.md", 3, 18, "page/control-character")]


def test_an_empty_page_is_remarked_on(lay: Lay) -> None:
    root = lay({"x.md": "", "y.md": " \n\n"})

    assert said(root) == [("x.md", 1, 1, "page/empty"), ("y.md", 1, 1, "page/empty")]


def test_a_line_of_a_megabyte_is_read(lay: Lay) -> None:
    text = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: web}}\ndata:\n  long: {'x' * 1_000_000}\n"
    root = lay({"x.yaml": text + "not: {}\n"})

    assert said(root) == [("x.yaml", 5, 1, "yaml/long-line"), ("x.yaml", 6, 1, "kubernetes/unknown-field")]


ALIASES = "".join(f"k{n}: &{n} [{', '.join([f'*{n - 1}'] * 9)}]\n" for n in range(1, 9))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"k0: &0 [x]\n{ALIASES}", "yaml/excessive-aliasing"),
        ("[" * 10_000, "yaml/too-deep"),
        ("{a: " * 10_000, "yaml/too-deep"),
        ("".join(" " * n + "a:\n" for n in range(1_000)), "yaml/too-deep"),
        ("a: &a [*a]\n", "yaml/alias"),
        ("apiVersion: v1\nkind: List\nitems: &a\n- *a\n", "yaml/alias"),
        ("apiVersion: v1\0\nkind: Pod\n", "yaml/control-character"),
        ("a: b\x07\n", "yaml/control-character"),
        ("a: b\n---\n\ufeffc: d\n", "yaml/byte-order-mark"),
        (f"a: b\nc: {'d' * 1_000_000}\n", "yaml/long-line"),
    ],
    ids=[
        "aliases",
        "depth",
        "flow",
        "block",
        "recursion",
        "recursive list",
        "NUL",
        "bell",
        "order mark",
        "line",
    ],
)
def test_hostile_yaml_is_read_to_an_end(lay: Lay, text: str, code: str) -> None:
    root = lay({"x.yaml": text, "x.md": f"```yaml\n{text}\n```\n"})
    found = run(root).diagnostics

    assert_sound(found)
    assert code in {each.rule.code for each in found if each.source.path == "x.yaml"}
    assert {each.source.path for each in found} == {"x.yaml", "x.md"}


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "![",
        "[a](",
        "![a](b\n",
        "![[",
        "<a ",
        "<![CDATA[",
        '<a href="',
        "a\n===\n",
        "??? a\n    b\n",
        "[^a] ",
        "*a",
    ],
)
def test_text_that_would_keep_the_renderer_busy_is_left_out(lay: Lay, unit: str) -> None:
    text = unit * (200_000 // len(unit))
    root = lay({"x.md": f"# Page\n\n```yaml\n{POD}nmae: {{}}\n```\n\n{text}\n"})

    codes = [code for *_, code in said(root)]

    assert "page/tangled" in codes
    assert "kubernetes/unknown-field" in codes


def test_an_include_does_not_make_a_page_longer_than_a_page_may_be(lay: Lay) -> None:
    root = lay({"snippets/x.md": "words " * 40_000, "docs/x.md": '--8<-- "x.md"\n\n--8<-- "x.md"\n'})

    assert said(root, "docs") == [("docs/x.md", 1, 1, "page/tangled")]


def test_pages_that_people_write_are_far_from_the_limit() -> None:
    prose = (
        "The `proc.name` of *every* shell is [known](https://falco.org), see <https://falco.org>[^1]. " * 12
    )
    table = "| field | type |\n|---|---|\n" + "| `evt_type_is` | [string](#string) and *more* |\n" * 2_000
    page = tangles.Guard()

    import markdown

    markdown.markdown(f"{prose}\n\n" * 150 + f"{table}\n\n[^1]: A note.\n", extensions=[page])

    assert page.finish() == ()


@pytest.mark.parametrize("unit", ["> ", "1. ", "a\n: b\n", "- "])
def test_a_page_that_no_renderer_takes_is_reported(lay: Lay, unit: str) -> None:
    root = lay({"x.md": unit * 8_000})

    codes = {code for *_, code in said(root)}

    assert codes <= {"page/unrenderable", "page/tangled"}


def test_an_unclosed_fence_at_the_end_is_reported(lay: Lay) -> None:
    root = lay({"x.md": "# Page\n\n```yaml\nkind: Pod\n"})

    assert said(root) == [("x.md", 3, 1, "page/lost-fence")]


@pytest.mark.parametrize(
    ("include", "code"),
    [
        ("nowhere.yaml", "page/include-missing"),
        ("../../etc/passwd", "page/include-outside"),
        ("/etc/passwd", "page/include-outside"),
        ("out.yaml", "page/include-outside"),
        ("loop.yaml", "page/include-missing"),
        ("folder.yaml", "page/include-missing"),
    ],
)
def test_an_include_that_is_not_of_the_project_is_refused(
    lay: Lay, monkeypatch: pytest.MonkeyPatch, include: str, code: str
) -> None:
    page = f'# Page\n\n```yaml\n--8<-- "{include}"\n```\n'
    root = lay({"p/docs/x.md": page, "p/snippets/folder.yaml/x.yaml": POD, "out.yaml": "secret: yes\n"}) / "p"
    monkeypatch.chdir(root)
    (root / "snippets/out.yaml").symlink_to("../../out.yaml")
    (root / "snippets/loop.yaml").symlink_to("loop.yaml")

    assert said(root, "docs") == [("docs/x.md", 4, 1, code)]


def test_a_picture_that_is_none_is_reported(lay: Lay) -> None:
    root = lay({"docs/x.md": "![A picture](x.png)\n", "docs/x.png": b"<!DOCTYPE html>"})

    assert said(root, "docs") == [("docs/x.md", 1, 14, "image/unreadable")]


def test_a_broken_file_that_two_pages_include_is_reported_once_at_its_own_place(lay: Lay) -> None:
    page = '# Page\n\n```yaml\n--8<-- "pod.yaml"\n```\n'
    broken = "apiVersion: v1\nkind: Namespace\nmetadata:\n  nmae: web\n"
    root = lay({"docs/x.md": page, "docs/y.md": page, "snippets/pod.yaml": broken})

    found = said(root, "docs", "snippets")

    assert found == [
        (name, line, column, code) for name, line, column, code in found if name == "snippets/pod.yaml"
    ]
    assert len(found) == len(set(found))


# Whatever the input


def assert_sound(diagnostics: tuple[Diagnostic, ...]) -> None:
    """Every span lies inside its source, and every diagnostic says something."""
    for each in diagnostics:
        assert 0 <= each.span.start <= each.span.end <= len(each.source.text)
        assert each.message
        for edit in each.fix.edits if each.fix else ():
            assert 0 <= edit.span.start <= edit.span.end <= len(each.source.text)
        for remark in each.related:
            assert 0 <= remark.span.start <= remark.span.end <= len(remark.source.text)


PIECES = (
    "```yaml\n", "```\n", "~~~\n", "````markdown\n", "  ", "    ", "\t", "> ", "- ", "1. ", "!!! note\n",
    '=== "a"\n', "apiVersion: v1\n", "kind: Pod\n", "metadata:\n", "spec:\n", "containers:\n", "- name: a\n",
    "image: b\n", "rules:\n", "- level: Metadata\n", "- rule: a\n", "  condition: b\n", "cases:\n",
    "  - request: {user: a}\n", "# expect: yaml/tab\n", "# in: Pod.spec\n", "# after: above\n",
    "# unchecked: a\n", "<!-- expect: image/missing -->\n", "![a](b.png)\n", "![[a]]\n", '<img src="a">\n',
    '--8<-- "x.yaml"\n', "&a ", "*a", "<<: ", "!!map ", "|\n", ">-\n", "{", "}", "[", "]", '"', "'",
    "{{ a }}\n", "...\n", "---\n", "\0", "\r", "\r\n", "\n", "\u2028", "\ufeff", "é", "😀", "a: 1\n",
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40), st.booleans())
@example(["```yaml\n", "\t\n", "```"], True)
@example(["\ufeff", "---\n", "a: 1\n", "---\n", "\r"], True)
def test_nothing_raises_and_every_span_lies_in_its_source(
    tmp_path: Path, pieces: list[str], is_page: bool
) -> None:
    name = "x.md" if is_page else "x.yaml"
    (tmp_path / name).write_bytes("".join(pieces).encode("utf-8", "replace"))

    assert_sound(run(tmp_path, name).diagnostics)


@pytest.mark.parametrize("seed", range(3))
def test_random_bytes_do_not_raise(lay: Lay, seed: int) -> None:
    bytes_of = random.Random(seed).randbytes
    root = lay({f"{n}{end}": bytes_of(300) for n in range(20) for end in (".md", ".yaml")})

    assert_sound(run(root).diagnostics)
