"""Writes the names of the time zones that noteproof knows, from the PyPI package `tzdata`.

    python scripts/time_zones.py            writes hooks/noteproof/languages/kubernetes/zones/
    python scripts/time_zones.py --check    says which files differ, and exits 1 if any does

The package holds the tz database, old names too, as kube-apiserver has it built in. `zones.txt` has a line
for each area, with what stands behind its name and `/`; the first line is of the names without an area:

     CET Cuba EET …
    Africa Abidjan Accra …

`SOURCE.txt` names the package and its version.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path

import generated

TABLES = Path(__file__).resolve().parent.parent / "hooks/noteproof/languages/kubernetes/zones"


def tables() -> dict[str, str]:
    """The text of each file."""
    areas = defaultdict(list)
    for name in files("tzdata").joinpath("zones").read_text("utf-8").split():
        area, slash, rest = name.partition("/")
        areas[area if slash else ""].append(rest or area)
    lines = [f"{area} {' '.join(sorted(names))}\n" for area, names in sorted(areas.items())]
    package = distribution("tzdata")
    source = f"tzdata {package.version}, {package.metadata['License']}, by scripts/time_zones.py\n"
    return {"zones.txt": "".join(lines), "SOURCE.txt": source}


if __name__ == "__main__":
    about = "Write the names of time zones that noteproof knows."
    sys.exit(generated.main(sys.argv[1:], about, TABLES, tables, "time_zones.py"))
