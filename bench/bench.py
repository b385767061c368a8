"""What the checks cost, as ratios taken in one run: each side is a whole process, and the sides take turns.

Run it with `make bench`. A side's time is its fastest round; memory is the peak of the process.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOOKS = ROOT / "hooks"
ROUNDS = 5

WORDS = sorted(set(re.findall(r"[a-z]+", (ROOT / "README.md").read_text(encoding="utf-8").lower())))

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web-{number}
  labels: {{app: web, tier: front}}
spec:
  automountServiceAccountToken: false
  securityContext:
    runAsNonRoot: true
    runAsUser: 101
    seccompProfile:
      type: RuntimeDefault
  containers:
{containers}
  volumes:
    - name: cache
      emptyDir: {{}}
"""

CONTAINER = """\
    - name: part-{number}
      image: nginx:1.29
      args: ["--port", "8080"]
      env:
        - name: NODE
          valueFrom:
            fieldRef:
              fieldPath: spec.nodeName
        - name: COLOUR
          value: "blue"
      ports:
        - containerPort: 808{number}
      resources:
        limits:
          cpu: 500m
          memory: 128Mi
      securityContext:
        readOnlyRootFilesystem: true
        allowPrivilegeEscalation: false
        capabilities:
          drop: ["ALL"]
      volumeMounts:
        - name: cache
          mountPath: /var/cache/nginx
"""

POLICY = """\
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: ["RequestReceived"]
rules:
  - level: Metadata
    resources:
      - group: ""
        resources: ["secrets", "configmaps"]
  - level: Request
    namespaces: ["web-{number}"]
  - level: None
    users: ["system:kube-proxy"]
    verbs: ["watch"]
  - level: Metadata
"""

RULE = """\
- rule: Shell in container {number}
  desc: A shell was started in a container.
  condition: >
    evt.type = execve and container.id != host
    and proc.name in (bash, sh, zsh)
  output: "shell in %container.name by %user.name"
  priority: WARNING
"""

SITE = """\
site_name: bench
docs_dir: {docs}
theme:
  name: material
  font: false
markdown_extensions:
  - admonition
  - attr_list
  - md_in_html
  - tables
  - toc: {{permalink: true}}
  - pymdownx.details
  - pymdownx.highlight
  - pymdownx.inlinehilite
  - pymdownx.snippets: {{base_path: [snippets]}}
  - pymdownx.superfences
  - pymdownx.tabbed: {{alternate_style: true}}
plugins: [search]
{hooks}
"""

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200" viewBox="0 0 400 200"></svg>\n'

COMPOSE = """\
import sys, yaml
for line in open(sys.argv[1], encoding="utf-8"):
    with open(line.rstrip("\\n"), encoding="utf-8") as file:
        yaml.compose(file.read(), Loader=yaml.CSafeLoader)
"""

CHECK = "import sys; from noteproof.cli import main; sys.exit(main(sys.argv[1:]))"


def pod(number: int, containers: int = 5) -> str:
    """A good pod of about 22 lines a container."""
    parts = "".join(CONTAINER.format(number=each) for each in range(containers)).rstrip("\n")
    return POD.format(number=number, containers=parts)


def page(number: int, draw: random.Random, pictures: bool = False) -> str:
    """A page of 1,500 words and five YAML fences, and a picture where it is to have one."""
    blocks = [
        pod(number, 1),
        POLICY.format(number=number),
        RULE.format(number=number),
        pod(number, 1),
        pod(number, 1),
    ]
    parts = [f"# Page {number}", *(["![A picture of nothing](img/nothing.svg)"] if pictures else [])]
    for each, block in enumerate(blocks):
        parts.append(f"## Part {each} of page {number}")
        for _ in range(5):
            parts.append(" ".join(draw.choice(WORDS) for _ in range(60)).capitalize() + ".")
        parts.append(f"```yaml\n{block}```")
    return "\n\n".join(parts) + "\n"


def run(command: Sequence[str], folder: Path) -> tuple[float, float]:
    """The seconds and the peak megabytes of a process that has to succeed."""
    environment = {**os.environ, "PYTHONPATH": str(HOOKS), "NO_MKDOCS_2_WARNING": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # after the first round nothing is compiled again
    started = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{output.decode(errors='replace')[-2000:]}")
    return took, usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def in_turns(
    sides: Sequence[Callable[[], tuple[float, float]]], rounds: int = ROUNDS
) -> list[tuple[float, float]]:
    """The fastest time and the highest peak of each side, the sides taking turns."""
    results = [[side() for side in sides] for _ in range(rounds)]
    return [
        (min(took for took, _ in side), max(peak for _, peak in side)) for side in zip(*results, strict=True)
    ]


def bench_site(folder: Path) -> None:
    """`mkdocs build` with the two hooks that check pages, over the same build without them."""
    print("100 pages of 1,500 words and 5 YAML fences: mkdocs build without the hooks, and with them")
    for pictures in (False, True):
        (folder / f"docs-{pictures}" / "img").mkdir(parents=True)
        (folder / f"docs-{pictures}" / "img" / "nothing.svg").write_text(PICTURE)
        draw = random.Random(7)
        for number in range(100):
            name = "index" if number == 0 else f"page-{number}"
            (folder / f"docs-{pictures}" / f"{name}.md").write_text(page(number, draw, pictures))
        hooks = f"hooks:\n  - {HOOKS / 'snippets.py'}\n  - {HOOKS / 'images.py'}"
        (folder / "with.yml").write_text(SITE.format(docs=f"docs-{pictures}", hooks=hooks))
        (folder / "without.yml").write_text(SITE.format(docs=f"docs-{pictures}", hooks=""))

        def build(name: str) -> Callable[[], tuple[float, float]]:
            command = [
                sys.executable,
                "-m",
                "mkdocs",
                "build",
                "--strict",
                "-f",
                f"{name}.yml",
                "-d",
                f"site-{name}",
            ]
            return lambda: run(command, folder)

        (without, _), (with_hooks, _) = in_turns([build("without"), build("with")])
        what = "a picture on each" if pictures else "no pictures"
        aim = "" if pictures else " (aim 1.15)"
        print(f"  {what:18} {without:6.2f} s   {with_hooks:6.2f} s   ratio {with_hooks / without:.2f}{aim}")


def bench_check(folder: Path) -> None:
    """`noteproof check` of pod files, over composing them with PyYAML's C parser; kubeconform beside it."""
    pods = folder / "pods"
    pods.mkdir()
    lines = pod(0).count("\n")
    print(f"files of {lines} lines: composing them, checking them, and the peak memory of the check")
    for count in (500, 1000, 2000, 4000):
        for number in range(count):
            (pods / f"pod-{number}.yaml").write_text(pod(number))
        listed = folder / "files.txt"
        listed.write_text("".join(f"{path}\n" for path in sorted(pods.iterdir())))
        compose = [sys.executable, "-c", COMPOSE, str(listed)]
        check = [sys.executable, "-c", CHECK, "check", "--format", "concise", "pods"]
        (base, _), (took, peak) = in_turns(
            [lambda command=compose: run(command, folder), lambda command=check: run(command, folder)]
        )
        aim = " (aim 3.5)" if count == 1000 else ""
        ratio = f"ratio {took / base:.2f}{aim}"
        print(f"  {count:5}   {base:6.2f} s   {took:6.2f} s   {ratio:20}   {peak:5.0f} MB")
        if count == 1000 and shutil.which("kubeconform"):
            other, _ = run(["kubeconform", "-strict", "-cache", str(folder), "pods"], folder)
            ratio = f"ratio {other / base:.2f} (kubeconform)"
            print(f"  {count:5}   {base:6.2f} s   {other:6.2f} s   {ratio}")


def main() -> None:
    """Print every ratio."""
    for bench in (bench_site, bench_check):
        with tempfile.TemporaryDirectory() as folder:
            bench(Path(folder))


if __name__ == "__main__":
    main()
