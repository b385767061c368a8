"""Writes the Kubernetes tables that noteproof carries, from the PyPI package `kubernetes-validate`.

    python scripts/kubernetes_tables.py            writes hooks/noteproof/languages/kubernetes/tables/
    python scripts/kubernetes_tables.py --check    says which files differ, and exits 1 if any does

The package holds the API server's own OpenAPI definitions, one folder a minor version. Taken over are the
names of fields, their types and which are required; prose and patch hints stay behind. Output depends on
nothing but the package, so that two runs give the same bytes.

`<minor>.txt.gz` opens with the kinds, one line an apiVersion; after a blank line come the types, a line each:

    apps/v1 Deployment=apps.v1.Deployment …
    core.v1.Container args:[s name!:s resources:ResourceRequirements …

A field is `name:type`, `name!:type` when the schema requires it. A type is `s` string, `b` boolean,
`i` int32, `l` int64, `d` double, `y` base64, `*` anything, `[T` a list, `{T` a map, or the name of a type,
without its package when that is the same. `kinds.txt` says for every kind of every apiVersion which minors
know it: `apps/v1 Deployment 25-37`. `SOURCE.txt` names the package and its version.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import generated

PACKAGE = "kubernetes-validate"
TABLES = Path(__file__).resolve().parent.parent / "hooks/noteproof/languages/kubernetes/tables"

# Where the definitions are named after Go packages, the tables use the short name of the API.
PREFIXES = {
    "io.k8s.api.": "",
    "io.k8s.apimachinery.pkg.apis.": "",
    "io.k8s.apimachinery.pkg.api.": "",
    "io.k8s.apimachinery.pkg.util.": "",
    "io.k8s.apimachinery.pkg.": "",
    "io.k8s.apiextensions-apiserver.pkg.apis.": "",
    "io.k8s.kube-aggregator.pkg.apis.": "",
}

# Types that Go decodes by hand, so that their schema says little or nothing.
BY_HAND = {
    "apiextensions.v1.JSON",
    "apiextensions.v1.JSONSchemaPropsOrArray",
    "apiextensions.v1.JSONSchemaPropsOrBool",
    "apiextensions.v1.JSONSchemaPropsOrStringArray",
    "intstr.IntOrString",
    "meta.v1.FieldsV1",
    "meta.v1.MicroTime",
    "meta.v1.Time",
    "resource.Quantity",
    "runtime.RawExtension",
}

SCALARS = {
    ("string", None): "s",
    ("string", "byte"): "y",
    ("boolean", None): "b",
    ("integer", "int32"): "i",
    ("integer", "int64"): "l",
    ("number", "double"): "d",
}

Schema = Mapping[str, Any]


def tables() -> dict[str, str]:
    """Every file of the tables, by name, as text."""
    files = {}
    known: dict[tuple[str, str], list[int]] = defaultdict(list)
    for minor, definitions in sorted(versions()):
        types = {short(name): schema for name, schema in definitions.items()}
        kinds = kinds_of(types)
        files[f"1.{minor}.txt.gz"] = "\n".join([*kind_lines(kinds), "", *type_lines(types), ""])
        for kind in kinds:
            known[kind].append(minor)
    files["kinds.txt"] = "".join(
        f"{version} {kind} {','.join(runs(minors))}\n" for (version, kind), minors in sorted(known.items())
    )
    source = f"{PACKAGE} {distribution(PACKAGE).version}, Apache License 2.0"
    files["SOURCE.txt"] = f"{source}, by scripts/kubernetes_tables.py\n"
    return files


def versions() -> Iterator[tuple[int, Mapping[str, Schema]]]:
    """The minor versions that the package carries, and the definitions of each."""
    for file in distribution(PACKAGE).files or ():
        if file.name == "_definitions.json" and file.parent.name.endswith("-local"):
            minor = int(file.parent.name.split(".")[1])
            yield minor, json.loads(Path(str(file.locate())).read_text("utf-8"))["$defs"]


def short(name: str) -> str:
    """The name of a definition without the Go package that all of its kind share."""
    for prefix in PREFIXES:
        if name.startswith(prefix):
            return PREFIXES[prefix] + name[len(prefix) :]
    return name


def kinds_of(types: Mapping[str, Schema]) -> dict[tuple[str, str], str]:
    """The type of each (apiVersion, kind)."""
    kinds = {}
    for name, schema in types.items():
        if not {"apiVersion", "kind"} <= schema.get("properties", {}).keys():
            continue
        named = schema.get("x-kubernetes-group-version-kind", ())
        # DeleteOptions and Status are registered in many groups, and are objects in none: once is enough.
        for it in named:
            if len(named) > 1 and (it["group"] or it["version"] != "v1"):
                continue
            version = f"{it['group']}/{it['version']}" if it["group"] else it["version"]
            kinds[version, it["kind"]] = name
    return kinds


def kind_lines(kinds: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """A line an apiVersion: its kinds and their types."""
    by_version = defaultdict(list)
    for (version, kind), name in sorted(kinds.items()):
        by_version[version].append(f"{kind}={name}")
    for version, entries in by_version.items():
        yield f"{version} {' '.join(entries)}"


def type_lines(types: Mapping[str, Schema]) -> Iterator[str]:
    """A line a type: its fields, their types, and which are required."""
    for name, schema in sorted(types.items()):
        if name in BY_HAND:
            continue
        if "object" not in schema.get("type", ()) or "additionalProperties" in schema:
            raise ValueError(f"{name} is not a plain object: decode it by hand")
        package = name.rpartition(".")[0] + "."
        required = schema.get("required", ())
        fields = (
            f"{field}{'!' if field in required else ''}:{type_of(it, package)}"
            for field, it in sorted(schema.get("properties", {}).items())
        )
        yield " ".join([name, *fields])


def type_of(schema: Schema, package: str) -> str:
    """The type that a schema stands for, as the tables write it."""
    if "$ref" in schema:
        return short(schema["$ref"].removeprefix("#/$defs/")).removeprefix(package)
    plain = schema.get("type", ())
    plain = plain if isinstance(plain, str) else next((it for it in plain if it != "null"), "")
    if plain == "array":
        return "[" + type_of(schema["items"], package)
    if plain == "object":
        inner = schema.get("additionalProperties")
        return "{" + type_of(inner, package) if inner else "*"
    return SCALARS[plain, schema.get("format")]


def runs(minors: list[int]) -> list[str]:
    """Numbers as ranges: `[25, 26, 27, 30]` is `["25-27", "30-30"]`."""
    found: list[tuple[int, int]] = []
    for minor in minors:
        if found and found[-1][1] == minor - 1:
            found[-1] = (found[-1][0], minor)
        else:
            found.append((minor, minor))
    return [f"{first}-{last}" for first, last in found]


if __name__ == "__main__":
    about = "Write the Kubernetes tables that noteproof carries."
    sys.exit(generated.main(sys.argv[1:], about, TABLES, tables, Path(__file__).name))
