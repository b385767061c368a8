"""A name that is a field of Falco's but for a slip → the field that was meant.

Near is not enough where a name stands alone: files, hosts, API groups and the fields of other programs have
names of the same shape. So a slip is one letter, or two in a longer name, and keeps the first; a family
(`evt`, `proc`, …) may be misspelt only before a name that it has.
"""

from __future__ import annotations

from functools import cache, lru_cache

from noteproof.languages.falco import tables
from noteproof.languages.falco.fields import CONFUSED
from noteproof.text import nearest

_OF_PLUGINS = frozenset({"ka", "jevt"})
"""The families of plugins that are like no other word; `github`, `json` and their kin are like too many."""

_ENDINGS = frozenset(
    {"com", "conf", "crt", "csv", "deb", "dev", "go", "html", "ini", "io", "js", "json", "log", "md", "net",
     "org", "py", "rpm", "scap", "service", "sh", "so", "sock", "svg", "tar", "txt", "yaml", "yml", "zip"}
)  # fmt: skip
"""What files and hosts end with."""

_OTHER_WORDS = frozenset({"containerd"})
_LONGEST = 100
_SHORTEST = 3
_SHORT_FAMILY = 4


def meant(name: str, sure: bool) -> str | None:
    """The field that was meant by a name that is none; nothing where it is one, or is near to none.

    `sure` says that a field must stand there, as on the left of `=`. Only then a name counts that might be
    another program's, or that is a field in other letter case.
    """
    return _meant(name, sure) if len(name) <= _LONGEST else None


@lru_cache(10_000)
def _meant(name: str, sure: bool) -> str | None:
    if _is_known(name) or (not sure and name in _beginnings()):
        return None
    family, _, rest = name.partition(".")
    if name in CONFUSED and (sure or family in _families()):
        return CONFUSED[name]
    if name.rpartition(".")[2] in _ENDINGS:
        return None
    if not name.islower():
        lower = name.lower() if sure and _is_known(name.lower()) else None
        return lower or _of_argument(name)
    if family not in _families():
        return _of_misspelt_family(family, rest)
    return _near(family, rest) or _of_argument(name)


def printed_part(name: str) -> str | None:
    """The field that Falco finds at the beginning of a name behind `%`, which needs no argument."""
    known = tables.fields()
    heads = (name[:end] for end in range(len(name), 0, -1))
    return next((head for head in heads if head in known and not known[head].needs_argument), None)


def _is_known(name: str) -> bool:
    return name in tables.fields() or name in tables.plugin_fields()


@cache
def _families() -> dict[str, tuple[str, ...]]:
    """The families of fields, and what may stand behind the dot of each; not what Falco means to drop."""
    found: dict[str, list[str]] = {}
    for field in (*tables.fields().values(), *tables.plugin_fields().values()):
        family, _, rest = field.name.partition(".")
        if not field.is_deprecated:
            found.setdefault(family, []).append(rest)
    ours = {field.partition(".")[0] for field in tables.fields()} | _OF_PLUGINS
    return {family: tuple(rests) for family, rests in found.items() if family in ours}


@cache
def _beginnings() -> frozenset[str]:
    """What fields have before each of their dots but the first: `k8s.pod`, `ka.req.pod`."""
    fields = (field.split(".") for field in (*tables.fields(), *tables.plugin_fields()))
    return frozenset(".".join(parts[:count]) for parts in fields for count in range(2, len(parts)))


def _of_misspelt_family(family: str, rest: str) -> str | None:
    if len(family) < _SHORTEST or not family.isalpha() or family in _OTHER_WORDS:
        return None
    for other, rests in _families().items():
        if rest in rests and family != f"{other}s" and _is_slip(family, other):
            swapped = sorted(family) == sorted(other)
            if swapped or len(family) != len(other) or len(other) > _SHORT_FAMILY:
                return f"{other}.{rest}"
    return None


def _is_slip(word: str, other: str) -> bool:
    return len(other) >= _SHORTEST and _begin_alike(word, other) and nearest(word, (other,), 1) == other


def _begin_alike(word: str, other: str) -> bool:
    """Whether two words begin with the same letter, or with the same two the other way round."""
    return word[0] == other[0] or word[:2] == other[1::-1]


def _nearest(word: str, known: tuple[str, ...]) -> str | None:
    if len(word) < _SHORTEST:
        return None
    return nearest(word, (other for other in known if _begin_alike(word, other)), 2)


def _near(family: str, rest: str) -> str | None:
    near = _nearest(rest, _families()[family])
    return f"{family}.{near}" if near and not rest.startswith(f"{near}.") else None


def _of_argument(name: str) -> str | None:
    """The field and the argument that a name means, whose argument is misspelt or lacks its brackets."""
    head, _, argument = name.rpartition(".")
    field = tables.fields().get(head)
    if field is None:
        return None
    if "dot" in field.arguments:
        near = _nearest(argument, _arguments(head)) if argument.islower() else None
        return f"{head}.{near}" if near and argument not in _arguments(head) else None
    bracketed = "key" in field.arguments or ("index" in field.arguments and argument.isdecimal())
    return f"{head}[{argument}]" if bracketed else None


@cache
def _arguments(field: str) -> tuple[str, ...]:
    """What may stand behind the dot of a field that takes an argument so; nothing where anything may."""
    if field == "evt.type.is":
        return tuple(tables.event_types())
    return tuple(tables.arguments()) if field in ("evt.arg", "evt.rawarg") else ()
