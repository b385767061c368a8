"""Writes the Falco tables that noteproof carries, from what Falco was observed to know.

    python scripts/falco_tables.py            writes hooks/noteproof/languages/falco/tables/
    python scripts/falco_tables.py --check    says which files differ, and exits 1 if any does

The source are the observations of Falco 0.44.1 in tests/conformance/falco/ and, for the names of ports,
the services that Debian's netbase lists (tests/conformance/falco/services.txt).

`fields.txt` holds a line a field: `evt.arg CHARBUF index dot required`, its type in Falco's words, then how
an argument is written (`index` `[0]`, `key` `[name]`, `dot` `.name`), and what else holds: `required` (of
the argument), `list`, `filter-only`, `print-only`, `table-only`, `deprecated`, `no-rhs`, `no-transformer`,
`suggested`. A line `# class` opens a class. `plugins.txt` is of the same form, one class a plugin.
`events.txt` holds a line an event type, in Falco's order: `open fd:FD name:FSPATH …`; those that Falco only
counts have no arguments. `services.txt` holds a line a port: its number and its names.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import generated

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "tests/conformance/falco"
TABLES = ROOT / "hooks/noteproof/languages/falco/tables"

OBSERVED = "Falco 0.44.1 and container plugin 0.7.1 as observed, netbase 6.4"

FLAGS = {
    "is_list": "list",
    "filter_only": "filter-only",
    "print_only": "print-only",
    "table_only": "table-only",
    "deprecated": "deprecated",
    "no_rhs": "no-rhs",
    "no_transformer": "no-transformer",
    "suggested_output": "suggested",
}

# What follows a dot is one of a list of names, which the observation of fields did not try.
DOTTED = frozenset({"evt.abspath", "evt.arg", "evt.rawarg", "evt.type.is", "thread.cgroup"})

PLUGIN_TYPES = {"string": "CHARBUF", "uint64": "UINT64", "bool": "BOOL"}

# The parameters of the events that Falco counts without looking at what they say.
GENERIC = ["ID", "nativeID"]


def tables() -> dict[str, str]:
    """Every file of the tables, by name, as text."""
    return {
        "fields.txt": "\n".join([*field_lines(), ""]),
        "plugins.txt": "\n".join([*plugin_lines(), ""]),
        "events.txt": "\n".join([*event_lines(), ""]),
        "services.txt": "\n".join([*service_lines(), ""]),
        "SOURCE.txt": f"{OBSERVED}; by scripts/falco_tables.py\n",
    }


def observed(name: str) -> Any:
    """One of the observations."""
    return json.loads((SOURCE / f"{name}.json").read_text("utf-8"))


def field_lines() -> Iterator[str]:
    """A line a field, the fields of a class below its name."""
    family = ""
    for row in observed("fields")["rows"]:
        if row["class"] != family:
            family = row["class"]
            yield f"# {family}"
        accepts = row["accepts"]
        words = [word for word, how in (("index", "idx"), ("key", "key")) if accepts[how]]
        words += ["dot"] * (row["name"] in DOTTED)
        words += ["required"] * (bool(words) and not accepts["bare"])
        words += [word for key, word in FLAGS.items() if row[key]]
        yield " ".join((row["name"], row["type"], *words))


def plugin_lines() -> Iterator[str]:
    """A line a field of a plugin, the fields of a plugin below its name."""
    for plugin, rows in observed("plugin_fields").items():
        if isinstance(rows, list):
            yield f"# {plugin}"
            for row in rows:
                yield " ".join(
                    (row["name"], PLUGIN_TYPES[row["type"]], *["list"] * row.get("is_list", False))
                )


def event_lines() -> Iterator[str]:
    """A line an event type: the arguments of its two events, each once."""
    arguments: dict[str, dict[str, str]] = {}
    for event in observed("event_types")["events"]:
        held = arguments.setdefault(event["name"], {})
        if [each["name"] for each in event["params"]] != GENERIC:
            for each in event["params"]:
                held.setdefault(each["name"], each["type"])
    for name, held in arguments.items():
        yield " ".join((name, *(f"{argument}:{kind}" for argument, kind in held.items())))


def service_lines() -> Iterator[str]:
    """A line a port: the names that a service there goes by, the official one first."""
    ports: dict[int, dict[str, None]] = {}
    for line in (SOURCE / "services.txt").read_text("utf-8").splitlines():
        words = line.partition("#")[0].split()
        if words:
            port = int(words[1].partition("/")[0])
            ports.setdefault(port, {}).update(dict.fromkeys((words[0], *words[2:])))
    for port, names in sorted(ports.items()):
        yield " ".join((str(port), *names))


if __name__ == "__main__":
    about = "Write the Falco tables that noteproof carries."
    sys.exit(generated.main(sys.argv[1:], about, TABLES, tables, Path(__file__).name))
