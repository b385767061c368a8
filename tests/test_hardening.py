"""Pods are hardened where they stand: what comes of it passes, and all else of the text stays as it was."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from noteproof import directives, yamltree
from noteproof.cli import main
from noteproof.finding import Severity
from noteproof.language import Target
from noteproof.languages import kubernetes
from noteproof.languages.kubernetes import immutability, pod_security
from noteproof.languages.kubernetes.hardening import Hardened, harden
from noteproof.languages.kubernetes.hardening.proposing import edited
from noteproof.languages.kubernetes.templates import pods_in
from noteproof.text import Snippet, Source
from noteproof.yamltree import Document

HERE = Path(__file__).parent
INPUTS = sorted(path for path in (HERE / "hardening").iterdir() if path.suffix in (".md", ".yaml"))
ROWS = {
    row["id"]: row["yaml"]
    for name in ("pod_security", "manifests")
    for row in json.loads((HERE / f"conformance/{name}.json").read_text("utf-8"))["rows"]
    if isinstance(row.get("yaml"), str) and "containers" in row["yaml"] and not row.get("errors")
}

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: web
    image: nginx
"""
HARD = POD.replace(
    "  containers:",
    "  securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}\n  containers:",
) + (
    "    securityContext: {readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, "
    "capabilities: {drop: [ALL]}}\n"
)

Lay = Callable[..., Path]


def documents(text: str) -> tuple[Snippet, tuple[Document, ...]]:
    snippet = Snippet.whole(Source("x.yaml", text))
    return snippet, yamltree.read(snippet, yamltree.KUBERNETES).documents


def hardened(text: str) -> tuple[str, Hardened]:
    snippet, read = documents(text)
    made = harden(snippet, read, directives.read(snippet).writable)
    return edited(text, made.edits), made


def mounts(text: str) -> dict[str, list[str]]:
    """What each container mounts once its pod is hardened, as `volume at path`."""
    (document,) = documents(hardened(text)[0])[1]
    (pod,) = pods_in(document.value)
    found: dict[str, list[str]] = {}
    for key in ("initContainers", "containers"):
        held = pod.spec.get(key)
        for container in held if isinstance(held, list) else ():
            every = container.get("volumeMounts", ())
            found[container["name"]] = [f"{it['name']} at {it['mountPath']}" for it in every]
    return found


def passes(text: str) -> bool:
    pods = [pod for document in documents(text)[1] for pod in pods_in(document.value)]
    return all(
        pod_security.evaluate(pod, "restricted", None).allowed
        and immutability.grade(pod).grade == "immutable"
        for pod in pods
    )


def is_taken(text: str) -> bool:
    found = kubernetes.load(documents(text)[1], Target()).findings
    return not any(it.finding.severity is Severity.ERROR for it in found)


def is_whole(text: str) -> bool:
    """Whether the author left nothing out."""
    return not any(document.elided for document in documents(text)[1])


def call(*words: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = main(words, out, err)
    return code, out.getvalue(), err.getvalue()


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_what_is_proposed_is_the_golden_diff(
    path: Path, lay: Lay, holds: Callable[[Path, str], None]
) -> None:
    folder = lay({})
    shutil.copy(path, folder / path.name)
    code, out, err = call("fix", "--harden", "--diff", path.name)

    holds(path.with_suffix(".out"), f"{out}exit {code}\n{err}")


@pytest.mark.parametrize(
    "text", [pytest.param(it, id=name) for name, it in ROWS.items() if is_taken(it) and is_whole(it)]
)
def test_a_hardened_pod_passes_or_says_why_not(text: str) -> None:
    after, made = hardened(text)
    left = [it.message for _, it in made.left if not it.is_note]

    comments = [line for line in text.splitlines() if line.lstrip().startswith("#")]

    assert passes(after) is not bool(left)
    assert [line for line in after.splitlines() if line.lstrip().startswith("#")] == comments
    assert is_taken(after)
    assert hardened(after)[1].edits == ()


def test_a_volume_comes_in_the_place_of_the_last_one_that_goes() -> None:
    text = f"# writable: /run\n{POD}  volumes:\n  - name: logs\n    hostPath: {{path: /var/log}}\n"

    after = hardened(text)[0]
    assert after.endswith("  volumes:\n  - name: run\n    emptyDir: {}\n")
    assert passes(after)
    assert is_taken(after)


def test_a_hardened_pod_is_left_to_the_letter() -> None:
    assert hardened(HARD) == (HARD, Hardened((), 0, ()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"# writable: /run /tmp\n{POD}", {"web": ["run at /run", "tmp at /tmp"]}),
        (f"# writable: /run, /run/ /run/nginx -- it says so\n{POD}", {"web": ["run at /run"]}),
        (POD.replace("  - name", "  # writable: /run\n  - name"), {"web": ["run at /run"]}),
        (
            POD + "    # writable: /run\n  initContainers:\n  - {name: i, image: i}\n",
            {"i": [], "web": ["run at /run"]},
        ),
        (
            POD + "  # writable: /run\n  - name: b\n    image: b\n    # writable: /tmp\n"
            "  - {name: c, image: c}\n",
            {"web": [], "b": ["run at /run", "tmp at /tmp"], "c": []},
        ),
        (
            f"# writable: /run\n{POD}  initContainers:\n  - name: i # writable: /run\n    image: i\n",
            {"i": ["run-2 at /run"], "web": ["run at /run"]},
        ),
        (
            f"# writable: /run\n{POD}    # writable: /run/nginx /tmp /run\n",
            {"web": ["run at /run", "tmp at /tmp"]},
        ),
        (
            f"# writable: /d\n{POD}  volumes: [{{name: host, hostPath: {{path: /x}}}}]\n",
            {"web": ["d at /d"]},
        ),
        (
            "# writable: /data\nkind: StatefulSet\napiVersion: apps/v1\nmetadata: {name: s}\n"
            "spec:\n  selector: {matchLabels: {a: b}}\n  serviceName: s\n"
            "  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: s, image: i}]}}\n"
            "  volumeClaimTemplates: [{metadata: {name: data}}]\n",
            {"s": ["data-2 at /data"]},
        ),
        (f"# writable: /{'a' * 80}/B_c\n{POD}", {"web": [f"{'a' * 63} at /{'a' * 80}/B_c"]}),
        (
            f"# writable: /data/x /data\n{POD}    volumeMounts: [{{name: d, mountPath: /data}}]\n"
            "  volumes: [{name: d, emptyDir: {}}]\n",
            {"web": ["d at /data"]},
        ),
        (
            f"# writable: /d\n{POD}  volumes: [{{name: d, emptyDir: {{}}}}]\n",
            {"web": ["d-2 at /d"]},
        ),
    ],
)  # fmt: skip
def test_each_listed_path_is_mounted_where_it_is_meant(text: str, expected: dict[str, list[str]]) -> None:
    assert mounts(text) == expected
    assert passes(hardened(text)[0])


@pytest.mark.parametrize(
    ("comment", "fault"),
    [
        ("# writable:", "says nothing"),
        ("# writable: tmp", "lists `tmp`, which is no absolute path"),
        ("# writable: /", "lists `/`, which is all of the root filesystem"),
        ("# writable: /a/../b", "lists `/a/../b`, at which nothing can be mounted"),
        (f"# writable: /{'a' * 4096}", f"lists `/{'a' * 59}`, at which nothing can be mounted"),
        ("# writeable: /tmp", "is not a directive; did you mean `# writable:`?"),
    ],
)
def test_a_list_that_names_no_paths_is_malformed(comment: str, fault: str) -> None:
    said = directives.read(documents(f"{comment}\n{POD}")[0])

    assert [it.says.message.partition("` ")[2] for it in said.findings] == [fault]


@pytest.mark.parametrize(
    "text",
    [POD + "    # writable: by nobody\n", POD + "    command: [sh, -c, 'echo # writable']\n"],
)
def test_english_and_text_list_nothing(text: str) -> None:
    assert directives.read(documents(text)[0]) == directives.NONE


def test_a_text_that_looks_like_a_list_is_none(lay: Lay) -> None:
    lay({"x.yaml": HARD + "    command:\n    - |\n      # writable: /run\n"})

    assert call("fix", "--harden", "--diff", "x.yaml") == (0, "", "")


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (POD.replace("kind: Pod", "kind: {}"), 0),
        (POD + "    securityContext: '{}'\n", 1),
        (POD + "    securityContext: []\n", 1),
        (POD + "    volumeMounts: none\n", 1),
        (POD + "  volumes: [{name: {}, hostPath: {path: /x}}]\n", 1),
    ],
)
def test_what_is_of_a_wrong_type_is_left_as_it_is(lay: Lay, wrong: str, expected: int) -> None:
    lay({"x.yaml": f"# writable: /tmp\n{wrong}"})
    code, out, _ = call("fix", "--harden", "--diff", "x.yaml")

    assert (code, out) == (expected, "")


@pytest.mark.parametrize("text", [POD.replace("name: web\n", "name: {{ web }}\n", 1), POD + "    env: [a\n"])
def test_what_cannot_be_read_is_said(lay: Lay, text: str) -> None:
    lay({"x.yaml": text})
    said = "the snippet cannot be read and is left as it is (mend what `noteproof check` finds in it)"

    assert call("fix", "--harden", "x.yaml") == (1, "", f"x.yaml:1:1: left: {said}\n")


def test_pods_are_hardened_once(lay: Lay) -> None:
    lay({"x.yaml": f"# writable: /tmp\n{POD}"})
    first, again = call("fix", "--harden"), call("fix", "--harden", "x.yaml")
    code, out, err = call("fix", "--harden", "x.yaml")

    assert first[0] == 3
    assert again[:2] == (0, "x.yaml: 1 pod hardened\n")
    assert (code, out, err) == (0, "", "")
    assert passes(Path("x.yaml").read_text())


def test_line_ends_and_the_byte_order_mark_stay(lay: Lay) -> None:
    page = f"- a\n\n```yaml\n{POD}```".replace("\n", "\r\n    ").encode()
    lay({"x.md": b"\xef\xbb\xbf" + page})
    call("fix", "--harden", "x.md")
    written = Path("x.md").read_bytes()

    assert written.startswith(b"\xef\xbb\xbf- a\r\n")
    assert written.count(b"\n") == written.count(b"\r\n")
    assert b"\r\n          capabilities:\r\n            drop:" in written


def test_without_paths_the_notes_and_the_snippets_are_hardened(lay: Lay) -> None:
    lay({"docs/x.md": f"```yaml\n{POD}```\n", "snippets/x.yaml": POD})

    assert call("fix", "--harden")[1] == "docs/x.md: 1 pod hardened\nsnippets/x.yaml: 1 pod hardened\n"


def test_a_file_that_a_page_includes_is_hardened_once(lay: Lay) -> None:
    markdown = "site_name: x\nmarkdown_extensions: [pymdownx.superfences, pymdownx.snippets]\n"
    lay(
        {
            "mkdocs.yml": markdown,
            "docs/x.md": '```yaml\n--8<-- "snippets/x.yaml"\n```\n',
            "snippets/x.yaml": POD,
        }
    )
    code, out, _ = call("fix", "--harden")

    assert (code, out) == (0, "snippets/x.yaml: 1 pod hardened\n")
    assert Path("snippets/x.yaml").read_text() == hardened(POD)[0]


def test_a_plain_fix_hardens_nothing(lay: Lay) -> None:
    lay({"x.yaml": POD})

    assert call("fix", "x.yaml") == (0, "", "")


def test_what_is_left_stands_at_its_line_in_the_file_as_it_is_then(lay: Lay) -> None:
    mounted = "    volumeMounts: [{name: v, mountPath: /v}]\n"
    lay({"x.yaml": f"{POD}{mounted}  volumes: [{{name: v, nfs: {{server: s, path: /}}}}]\n"})
    before, after = call("fix", "--harden", "--diff", "x.yaml"), call("fix", "--harden", "x.yaml")

    assert (before[0], after[0]) == (1, 1)
    assert before[2].startswith("x.yaml:10:28: left: the volume is of the kind `nfs`")
    assert after[2].startswith("x.yaml:19:28: left: the volume is of the kind `nfs`")


def test_many_containers_are_hardened_in_one_go() -> None:
    text = POD + "".join(f"  - {{name: c{at}, image: i}}\n" for at in range(1000))
    after, _ = hardened(f"# writable: /tmp\n{text}")

    assert after.count("name: tmp") == 1002
    assert passes(after)
