"""Whether a decision is what an author expects, and how an author would write it."""

from __future__ import annotations

_SHOWN = 8
_LONG = 400


def same(wanted: object, decided: object) -> bool:
    """Whether a decision is the expected one.

    Text as written is compared with the decision's own text. An expected mapping names the parts that
    count; an expected name stands for the mapping whose first part it is (`alerts: [A rule]`).
    """
    if isinstance(wanted, dict):
        return isinstance(decided, dict) and all(
            key in decided and same(value, decided[key]) for key, value in wanted.items()
        )
    if isinstance(wanted, list):
        return (
            isinstance(decided, (list, tuple))
            and len(wanted) == len(decided)
            and all(same(one, other) for one, other in zip(wanted, decided, strict=True))
        )
    if isinstance(decided, dict):
        return bool(decided) and same(wanted, next(iter(decided.values())))
    if wanted is None or decided is None:
        return wanted is decided
    return written(wanted) == written(decided)


def in_the_manner_of(wanted: object, decided: object) -> object:
    """A decision's part as the expectation speaks of it: of mappings, the parts that it names."""
    if isinstance(decided, (list, tuple)):
        models = wanted if isinstance(wanted, list) and wanted else [None]
        return [in_the_manner_of(models[min(at, len(models) - 1)], part) for at, part in enumerate(decided)]
    if isinstance(decided, dict) and isinstance(wanted, dict):
        return {key: in_the_manner_of(wanted[key], part) for key, part in decided.items() if key in wanted}
    return next(iter(decided.values()), {}) if isinstance(decided, dict) else decided


def written(value: object) -> str:
    """A decision's part as an author writes it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {written(part)}" for key, part in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(written(part) for part in value) + "]"
    return str(value)


def brief(value: object) -> str:
    """A decision's part as an author writes it, cut where it is long."""
    if isinstance(value, list) and len(value) > _SHOWN:
        return f"[{', '.join(map(brief, value[:_SHOWN]))}, … ({len(value):,} in all)]"
    text = written(value)
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"
