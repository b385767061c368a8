"""A language of alarms that answers events, small enough to see through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from noteproof import yamltree
from noteproof.finding import AnyRule, Finding, Key, Says, Severity, Value, Verdict, rule
from noteproof.language import Found, Loaded, Reach, Target
from noteproof.yamltree import Dialect, Document

FIELDS = ("what", "who", "size")


@rule("alarm/unknown-field", Severity.ERROR)
def unknown_field(name: str) -> Says:
    """An event has fields that are known."""
    return Says(f"`{name}` is no field", "remove it")


@rule("alarm/wrong-type", Severity.ERROR)
def wrong_type(value: object) -> Says:
    """The size of an event is a number."""
    return Says(f"`{value}` is no number", "write a number")


@rule("alarm/needs", Severity.ERROR)
def needs(name: object) -> Says:
    """What an alarm needs is defined before it."""
    return Says(f"there is no alarm `{name}`", "define it")


@rule("alarm/loud", Severity.WARNING)
def loud() -> Says:
    """An alarm does not shout."""
    return Says("this name shouts", "whisper it")


@dataclass
class Alarms:
    """A policy language: `alarm` names one, `on` is the `what` at which its macro holds.

    The alarm itself goes off if it also names nobody, or the event's `who`, in `by`. It remembers its events.
    """

    name: str = "alarms"
    dialect: Dialect = yamltree.FALCO
    rules: tuple[AnyRule, ...] = (unknown_field, wrong_type, needs, loud)
    asks: frozenset[str] = frozenset({"event", "events"})
    names: tuple[str, ...] = ("alarm.what", "alarm.who")
    events: list[dict[str, object]] = field(default_factory=list)

    def claims(self, value: object) -> bool:
        return isinstance(value, dict) and "alarm" in value

    def claims_fragment(self, value: object) -> bool:
        return False

    def claims_place(self, place: str) -> bool:
        return False

    def reader_of_one(self, read_by: str) -> str | None:
        return None

    def explains(self, word: str) -> str | None:
        return f"# {word}\n\nA field of alarms." if word in self.names else None

    def load(self, documents: Sequence[Document], target: Target) -> Loaded:
        alarms = [each.value for each in documents if isinstance(each.value, dict) and "alarm" in each.value]
        found: list[Found] = []
        known: set[object] = set()
        for document in documents:
            value = document.value if isinstance(document.value, dict) else {}
            if value.get("needs") and value["needs"] not in known:
                found.append(Found(document, needs.at(Value(("needs",)), value["needs"])))
            if str(value.get("alarm")).isupper():
                found.append(Found(document, loud.at(Value(("alarm",)))))
            known.add(value.get("alarm"))

        def decide(case: dict[str, object]) -> Verdict | tuple[Finding, ...]:
            event = case["event"]
            assert isinstance(event, dict)
            self.events.append(event)
            wrong = [unknown_field.at(Key(("event", name)), name) for name in event if name not in FIELDS]
            size = event.get("size", 0)
            if not str(size).isdigit():
                wrong.append(wrong_type.at(Value(("event", "size")), size))
            return tuple(wrong) or self._verdict(alarms, event)

        broken = any(each.finding.rule is needs for each in found)
        order = tuple(f"on_{alarm['on']}" for alarm in alarms if "on" in alarm)
        return Loaded(tuple(found), Reach.CHECKED, None if broken else decide, order)

    @staticmethod
    def _verdict(alarms: list[dict[str, object]], event: dict[str, object]) -> Verdict:
        holding = [alarm for alarm in alarms if alarm.get("on") == event.get("what")]
        firing = [alarm for alarm in holding if alarm.get("by") in (None, event.get("who"))]
        alerts = [
            {
                "rule": alarm["alarm"],
                "priority": "Warning",
                "output": f"{alarm['alarm']} by {event.get('who') or '<NA>'}",
                "output_fields": {"who": event.get("who")},
            }
            for alarm in firing
        ]
        by = "; ".join(f"alarm `{alarm['alarm']}`" for alarm in firing)
        return Verdict({"alerts": alerts, "macros": [f"on_{alarm['on']}" for alarm in holding]}, None, by)
