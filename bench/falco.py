"""What loading Falco rules and deciding events cost, as ratios taken in one run.

Run it with `make bench`. The other side of deciding is the same rules as a programmer would write them in
Python, by hand: functions over the event's map, by event type, the first that holds telling its output.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bench import CHECK, COMPOSE, in_turns, run
from noteproof.language import Target
from noteproof.languages import falco
from noteproof.text import Snippet, Source
from noteproof.yamltree import FALCO, read

Event = Mapping[str, Any]
Holds = Callable[[Event], bool]

RULES = 100
EVENTS = 100_000

LISTS = """\
- list: shells
  items: [ash, bash, dash, sh, zsh]
- list: managers
  items: [apk, apt, apt-get, dnf, dpkg, pip, rpm, yum]
- macro: started
  condition: evt.type in (execve, execveat)
- macro: contained
  condition: container.id != host
- macro: written
  condition: evt.type in (open, openat, openat2) and evt.is_open_write = true and fd.typechar = 'f'
- macro: connected
  condition: evt.type = connect and fd.typechar in ('4', '6')
"""
SHELLS = {"ash", "bash", "dash", "sh", "zsh"}
MANAGERS = {"apk", "apt", "apt-get", "dnf", "dpkg", "pip", "rpm", "yum"}
OPENS = ("open", "openat", "openat2")
EXECS = ("execve", "execveat")

LONG = ", ".join(f"tool-{number}" for number in range(60))
TOOLS = {f"tool-{number}" for number in range(60)}


def started(event: Event) -> bool:
    """The macro of that name."""
    return event.get("evt.type") in EXECS


def contained(event: Event) -> bool:
    """The macro of that name; a field that the event lacks makes every comparison false."""
    return event.get("container.id", "host") != "host"


def written(event: Event) -> bool:
    """The macro of that name."""
    return (
        event.get("evt.type") in OPENS
        and event.get("evt.is_open_write") is True
        and event.get("fd.typechar") == "f"
    )


def connected(event: Event) -> bool:
    """The macro of that name."""
    return event.get("evt.type") == "connect" and event.get("fd.typechar") in ("4", "6")


MACROS: dict[str, Holds] = {
    "started": started,
    "contained": contained,
    "written": written,
    "connected": connected,
}


def shell(number: int) -> tuple[str, tuple[str, ...], Holds]:
    """A shell below a parent."""
    return (
        f"started and contained and proc.name in (shells) and proc.pname = parent-{number}",
        EXECS,
        lambda event: (
            contained(event)
            and event.get("proc.name") in SHELLS
            and event.get("proc.pname") == f"parent-{number}"
        ),
    )


def manager(number: int) -> tuple[str, tuple[str, ...], Holds]:
    """A package manager with an argument, but for one user."""
    return (
        f"started and proc.name in (managers) and proc.args contains install-{number} and not user.uid = 10",
        EXECS,
        lambda event: (
            event.get("proc.name") in MANAGERS
            and f"install-{number}" in event.get("proc.args", "")
            and event.get("user.uid") != 10
        ),
    )


def write(number: int) -> tuple[str, tuple[str, ...], Holds]:
    """A write below one of two folders by none of sixty programs."""
    return (
        f"written and (fd.name startswith /etc/part-{number}/ or fd.name startswith /usr/bin/part-{number})"
        f" and not proc.name in ({LONG})",
        OPENS,
        lambda event: (
            written(event)
            and event["fd.name"].startswith((f"/etc/part-{number}/", f"/usr/bin/part-{number}"))
            and event.get("proc.name") not in TOOLS
        ),
    )


def connection(number: int) -> tuple[str, tuple[str, ...], Holds]:
    """A connection from a container to a port, or by a program."""
    return (
        f"connected and contained and (fd.sport = {9000 + number} or proc.name startswith net-{number}-)",
        ("connect",),
        lambda event: (
            connected(event)
            and contained(event)
            and (event.get("fd.sport") == 9000 + number or event["proc.name"].startswith(f"net-{number}-"))
        ),
    )


def output(event: Event) -> str:
    """What each rule tells."""
    said = (event.get(name) for name in ("user.name", "proc.cmdline", "container.id"))
    user, line, container = ("<NA>" if value is None else value for value in said)
    return f"rule (user={user} command={line} container={container})"


OUTPUT = "rule (user=%user.name command=%proc.cmdline container=%container.id)"
KINDS = (shell, manager, write, connection)


def rules(count: int) -> tuple[str, dict[str, list[tuple[str, Holds]]]]:
    """Rules as a Falco file, and as functions by event type."""
    texts, by_type = [LISTS], dict[str, list[tuple[str, Holds]]]()
    for number in range(count):
        condition, types, holds = KINDS[number % len(KINDS)](number)
        texts.append(
            f"- rule: Rule {number}\n  desc: One of many.\n  condition: >\n    {condition}\n"
            f"  output: {OUTPUT}\n  priority: NOTICE\n"
        )
        for name in types:
            by_type.setdefault(name, []).append((f"Rule {number}", holds))
    return "".join(texts), by_type


def events(count: int) -> Iterator[dict[str, object]]:
    """Random events, of which some fire each rule."""
    draw = random.Random(7)
    for _ in range(count):
        number = draw.randrange(RULES)
        event: dict[str, object] = {
            "evt.type": draw.choice((*EXECS, *OPENS, "connect", "close", "clone", "read")),
            "proc.name": draw.choice(
                (*sorted(SHELLS), *sorted(MANAGERS), "nginx", "tool-7", f"net-{number}-x")
            ),
            "proc.pname": f"parent-{number}",
            "proc.args": f"install-{number} curl",
            "proc.cmdline": f"program install-{number} curl",
            "user.name": "root",
            "user.uid": draw.choice((0, 10, 1000)),
            "container.id": draw.choice(("host", "5f1c9a3e7b20", "8c0d41f2a6b7")),
        }
        if event["evt.type"] in OPENS:
            event |= {
                "fd.name": draw.choice((f"/etc/part-{number}/x", f"/usr/bin/part-{number}", "/tmp/x")),
                "fd.typechar": "f",
                "evt.is_open_write": draw.random() < 0.5,
            }
        elif event["evt.type"] == "connect":
            event |= {"fd.typechar": "4", "fd.sport": 9000 + draw.randrange(2 * RULES)}
        yield event


def by_hand(by_type: Mapping[str, list[tuple[str, Holds]]], event: Event) -> tuple[object, list[str]]:
    """The alert of the first rule that holds, and the macros that hold."""
    macros = [name for name, holds in MACROS.items() if holds(event)]
    for name, holds in by_type.get(event["evt.type"], ()):
        if holds(event):
            return (name, output(event)), macros
    return None, macros


def bench_deciding() -> None:
    """Events against compiled rules, over the functions written by hand; both say the same."""
    print("deciding events against rules: by hand, by noteproof (both in memory, one process)")
    for rule_count, event_count in (
        (RULES, EVENTS),
        (RULES, EVENTS // 2),
        (2 * RULES, EVENTS // 2),
        (4 * RULES, EVENTS // 2),
    ):
        text, by_type = rules(rule_count)
        documents = read(Snippet.whole(Source("rules.yaml", text)), FALCO).documents
        decide = falco.load(documents, Target()).decide
        assert decide is not None
        given = list(events(event_count))
        fastest: list[float] = []
        for _ in range(3):
            started_at = time.perf_counter()
            expected = [by_hand(by_type, event) for event in given]
            between = time.perf_counter()
            decided = [decide({"event": event}) for event in given]
            took = between - started_at, time.perf_counter() - between
            fastest = [min(pair) for pair in zip(took, fastest or took, strict=True)]
        for wanted, found in zip(expected, decided, strict=True):
            alerts = found.decision["alerts"]
            said = (alerts[0]["rule"], alerts[0]["output"]) if alerts else None
            if (said, found.decision["macros"]) != wanted:
                sys.exit(f"the sides differ: {wanted}, {found}")
        ratio = fastest[1] / fastest[0]
        aim = " (aim 3)" if event_count == EVENTS else ""
        fired = sum(alert is not None for alert, _ in expected)
        print(
            f"  {rule_count} rules, {event_count} events, {fired} alerts:"
            f" {fastest[0]:6.2f} s {fastest[1]:6.2f} s   ratio {ratio:.2f}{aim}"
        )


def bench_loading(folder: Path) -> None:
    """`noteproof check` of one file of rules, over composing it with PyYAML's C parser."""
    print("a file of rules: composing it, checking it, and the peak memory of the check")
    listed = folder / "files.txt"
    listed.write_text(f"{folder / 'rules.yaml'}\n")
    compose = [sys.executable, "-c", COMPOSE, str(listed)]
    check = [sys.executable, "-c", CHECK, "check", "--format", "concise", "rules.yaml"]
    for count in (250, 500, 1000, 2000):
        (folder / "rules.yaml").write_text(rules(count)[0])
        (base, _), (took, peak) = in_turns([lambda: run(compose, folder), lambda: run(check, folder)], 3)
        print(f"  {count:5}   {base:6.2f} s   {took:6.2f} s   ratio {took / base:6.2f}   {peak:5.0f} MB")


def main() -> None:
    """Print every ratio. A child's memory is at least its parent's: what makes this process large is last."""
    with tempfile.TemporaryDirectory() as folder:
        bench_loading(Path(folder))
    bench_deciding()


if __name__ == "__main__":
    main()
