"""The tables of Falco as pages for readers, and what each of its words means."""

from __future__ import annotations

from collections.abc import Iterator

from noteproof.languages.falco import kinds, tables
from noteproof.languages.falco.fields import Reference, resolve, split
from noteproof.languages.falco.tables import Field
from noteproof.languages.falco.words import CLASSES, CODES, FIELDS, PRIORITIES

TITLES = {
    "fields": "Falco fields",
    "plugin-fields": "Fields of Falco's plugins",
    "event-types": "Falco event types",
    "output": "Falco priorities and output",
    "load-codes": "Falco load codes",
}
"""The pages by their names, and the title of each."""

_LEADS = {
    "fields": "The fields that a candidate meets have a sentence here; `falco --list` tells of the others.",
    "plugin-fields": "A rule uses them with the `source` of their plugin.",
    "event-types": "The values of `evt.type`, and the arguments that `evt.arg.NAME` takes for each.",
    "load-codes": "What `falco -V` says of a rules file, and what to do. A warning does not stop Falco.",
}

_SEEN = "As observed on Falco 0.44.1 with the container plugin 0.7.1."


def pages() -> dict[str, str]:
    """The Markdown of each page by its name."""
    made = {
        "fields": _field_lines(),
        "plugin-fields": _plugin_lines(),
        "event-types": _event_lines(),
        "output": _output_lines(),
        "load-codes": _code_lines(),
    }
    return {name: "\n".join([*_head(name), *lines, ""]) for name, lines in made.items()}


def _head(name: str) -> list[str]:
    lead = [_LEADS[name], ""] if name in _LEADS else []
    return [f"# {TITLES[name]}", "", _SEEN, "", *lead]


def _field_lines() -> Iterator[str]:
    yield from _classes(tables.fields())
    yield from ("## What the types can be asked", "", *_operator_lines())


def _plugin_lines() -> Iterator[str]:
    yield from _classes(tables.plugin_fields())


def _classes(fields: dict[str, Field]) -> Iterator[str]:
    """A section a class: its fields, their types and arguments."""
    family = ""
    for field in fields.values():
        if field.family != family:
            if family:
                yield ""
            family = field.family
            yield from (f"## {family}", "", f"{CLASSES[family]}.", "")
            yield from ("| field | type | argument | meaning |", "|---|---|---|---|")
        remark = _remark(field, FIELDS.get(field.name, ""))
        yield f"| `{field.name}` | {_kind(field)} | {_argument(field)} | {remark} |"
    yield ""


def _kind(field: Field) -> str:
    return f"list of {field.kind}" if field.is_list else field.kind


def _argument(field: Field) -> str:
    """How an argument is written, and whether there has to be one."""
    if field.family not in _OWN:
        return _OF_PLUGINS.get(field.name, "`[0]`" if field.is_list else "")
    ways = [
        way
        for how, way in (("index", "`[0]`"), ("key", "`[name]`"), ("dot", "`.name`"))
        if how in field.arguments
    ]
    if not ways:
        return ""
    return " or ".join(ways) + (", required" if field.needs_argument else "")


_OF_PLUGINS = {
    "jevt.value": "`[/path]`, required",
    "json.value": "`[/path]`, required",
    "ka.uri.param": "`[name]`, required",
}
"""How the arguments of plugins' fields are written; `falco --list` does not say so."""

_OWN = frozenset(field.family for field in tables.fields().values())


def _remark(field: Field, text: str = "") -> str:
    """What there is to know of a field, behind a text in which some of it may stand."""
    said = [text] if text else []
    notes = (
        ("filter-only", "for conditions only"),
        ("print-only", "for outputs only"),
        ("no-rhs", "not on the right-hand side"),
        ("no-transformer", "in no transformer"),
    )
    said += [note for flag, note in notes if flag in field.flags and note not in "".join(said)]
    if field.is_deprecated and not any("eprecated" in each for each in said):
        said.append("deprecated")
    return "; ".join(said)


def _operator_lines() -> Iterator[str]:
    yield from ("| type | operators | with `oneof`, `anyof`, `allof` |", "|---|---|---|")
    for name, kind, is_list in (
        ("CHARBUF", "CHARBUF", False),
        ("INT…, UINT…, PORT, DOUBLE, RELTIME, ABSTIME", "UINT64", False),
        ("BOOL, IPADDR, IPNET", "BOOL", False),
        ("BYTEBUF", "BYTEBUF", False),
        ("any list", "CHARBUF", True),
    ):
        modified = () if is_list else kinds.modified(kind)
        yield f"| {name} | {_code(kinds.operators(kind, is_list))} | {_code(modified)} |"
    yield ""


def _code(each: tuple[str, ...]) -> str:
    return " ".join(f"`{one}`" for one in each)


def _event_lines() -> Iterator[str]:
    yield from ("| event type | arguments |", "|---|---|")
    for name, held in sorted(tables.event_types().items()):
        if held:
            arguments = ", ".join(f"`{argument}` {kind}" for argument, kind in held.items())
            yield f"| `{name}` | {arguments} |"
    counted = (f"`{name}`" for name, held in sorted(tables.event_types().items()) if not held)
    yield from (
        "",
        "## Without arguments",
        "",
        "Rules match these by `evt.type`, and see nothing of their arguments.",
    )
    yield from ("", ", ".join(counted))


def _output_lines() -> Iterator[str]:
    yield from ("## Priorities", "", "| priority | when |", "|---|---|")
    for name, when in PRIORITIES.items():
        yield f"| {name} | {when} |"
    yield from ("", "A rule may write them in small letters or capitals, and `INFO` for Informational.")
    yield from ("", "## Output", "", *_OUTPUT)


_OUTPUT = (
    "An alert reads `TIME: Priority MESSAGE`. In the rule's `output`, fields are replaced:",
    "",
    "| written | prints |",
    "|---|---|",
    "| `%proc.name` | the value of the field; `<NA>` if it has none |",
    "| `%proc.aname[2]` | the value of a field with its argument |",
    "| `%evt.arg.flags` | an argument of the event, in words where there are any: `O_CREAT|O_WRONLY` |",
    "| `%10proc.name` | the value in ten characters, padded with blanks or cut |",
    "| `%toupper(proc.name)` | what a transformer makes of the value |",
    "| `%proc.names` | `proc.name`, followed by an `s`: the longest name of a field counts |",
    "| `%fd.types` | a list, as `(ipv4,file)` |",
    "",
    "- A `%` that begins no field is an error (`LOAD_ERR_COMPILE_OUTPUT`), `%%` included.",
    "- Control characters and broken UTF-8 of system calls print as U+FFFD; conditions see them as they are.",
    "- Times in nanoseconds print as numbers; `evt.time` and its kin print as times.",
    "- With `-o json_output=true` an alert is one line of JSON: `hostname`, `output`, `output_fields`,"
    " `priority`, `rule`, `source`, `tags` and `time`. A field without a value is `null` there.",
    "- `append_output` in falco.yaml adds fields at the end; a rule needs no `%container.info` for that.",
)


def _code_lines() -> Iterator[str]:
    for title, is_error in (("Errors", True), ("Warnings", False)):
        yield from (f"## {title}", "", "| code | meaning |", "|---|---|")
        for code, meaning in CODES.items():
            if ("_ERR_" in code) is is_error:
                yield f"| `{code}` | {_stop(meaning)} |"
        yield ""


def _stop(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


_PRIORITY = {"info": "informational"}
"""Another word for a priority."""


def explained(word: str) -> str | None:
    """What a field, a load code or a priority means, as Markdown; nothing for any other word."""
    code = word.upper()
    if code in CODES:
        return f"# {code}\n\n{_stop(CODES[code])}\n"
    for name, when in PRIORITIES.items():
        if _PRIORITY.get(word.casefold(), word.casefold()) == name.casefold():
            return f"# {name}\n\n{_stop(when)}\n"
    name, argument = split(word.removeprefix("%"))
    field = {**tables.fields(), **tables.plugin_fields()}.get(name)
    if field is None:
        source = "k8s_audit" if name.startswith(("ka.", "jevt.", "json.")) else tables.SYSCALL
        found = resolve(name, argument, source)
        if not isinstance(found, Reference):
            return None
        field = found.field
        return "\n".join((f"# {field.name}", "", *_explanation(field, found.kind), ""))
    return "\n".join((f"# {field.name}", "", *_explanation(field, field.kind), ""))


def _explanation(field: Field, kind: str) -> Iterator[str]:
    if field.name in FIELDS:
        yield from (_stop(FIELDS[field.name]), "")
    yield f"- type: {_kind(field)}"
    plugin = field.family in tables.SOURCES.values() or field.family in tables.EXTRACTORS
    yield f"- {'plugin' if plugin else 'class'}: {field.family}"
    if _argument(field):
        yield f"- argument: {_argument(field)}"
    yield f"- operators: {_operators(field, kind)}"
    remark = _remark(field)
    if remark:
        yield f"- {remark}"


def _operators(field: Field, kind: str) -> str:
    """What a field can be asked; `kind` is the type of what stands behind its name, where that decides."""
    if "print-only" in field.flags:
        return "none"
    if kind == "DYNAMIC":
        return "those of the argument's type"
    if field.name == "evt.around":
        return "`=`"
    without = ("intersects",) if field.name in ("fd.ip", "fd.port", "fd.proto") else ()
    return _code(tuple(each for each in kinds.operators(kind, field.is_list) if each not in without))


class Names:
    """The words that are explained, made only when they are asked for."""

    def __iter__(self) -> Iterator[str]:
        return iter((*tables.fields(), *tables.plugin_fields(), *CODES, *PRIORITIES))
