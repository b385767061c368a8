"""An audit log, line by line → what a policy would have recorded of it: how many events, how many bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from noteproof.finding import Finding, Says, Severity, Value, rule
from noteproof.languages.audit import cutting, fields
from noteproof.languages.audit.events import invalid, request_in
from noteproof.languages.audit.levels import LEVELS, NONE, RANK, REQUEST, REQUEST_RESPONSE, STAGES
from noteproof.languages.audit.matching import Matcher, Ruling
from noteproof.languages.audit.types import EVENT, VERSION
from noteproof.languages.audit.urls import path_of
from noteproof.schema.values import described, shortened
from noteproof.text import Span

LONGEST = 16 * 1024 * 1024
"""No event is longer, in bytes: etcd takes no object of a tenth of that."""

_BODIES = ("requestObject", "responseObject")
_CHANGING = ("create", "update", "patch", "delete", "deletecollection")
_MARK = b"\xef\xbb\xbf"
_HINT = "a log holds an event of audit.k8s.io/v1 on each line, as kube-apiserver writes it"


@rule("audit/broken-log", Severity.ERROR)
def broken_log(fault: str, hint: str, severity: Severity | None = None) -> Says:
    """A line of an audit log is an event of `audit.k8s.io/v1`, as JSON.

    A line that is none is named and not counted; those around it are. The last line of a log that is still
    being written may be cut off, which is a warning.

    ```yaml
    # unchecked: a log has one event a line
    {"kind": "Event", "apiVersion": "audit.k8s.io/v1", "level": "Meta
    ```

    ```yaml
    {
      "kind": "Event",
      "apiVersion": "audit.k8s.io/v1",
      "level": "Metadata",
      "auditID": "6f0d2c1e-8a47-4a53-9d0e-2f4b7f1c9a10",
      "stage": "ResponseComplete",
      "requestURI": "/version",
      "verb": "get",
      "user": {"username": "alice"}
    }
    ```
    """
    return Says(fault, hint, severity=severity)


RULES = (broken_log,)


@dataclass(slots=True)
class _Weight:
    """Some events: how many, and how many bytes the policy would have written of them."""

    events: int = 0
    size: int = 0


@dataclass(slots=True)
class LogMeter:
    """Weighs the events of a log. `strict`: each is held against its types as well."""

    matcher: Matcher
    strict: bool
    events: int = 0
    size: int = 0
    omitted: int = 0
    less: int = 0
    by_rule: dict[int | None, _Weight] = field(default_factory=dict)
    by_level: dict[str, _Weight] = field(default_factory=lambda: {level: _Weight() for level in LEVELS})

    def take(self, line: bytes) -> Sequence[Finding]:
        """Weigh a line, or say what is wrong with it."""
        try:
            text = line.decode()
            event = json.loads(text)
            is_event = event["kind"] == "Event" and event["apiVersion"] == VERSION
            level, stage = event["level"], event["stage"]
            rank = RANK[level] if is_event and stage in STAGES else None
        except (ValueError, LookupError, TypeError, RecursionError):
            rank = None
        if rank is None:
            return self._otherwise(line)
        if self.strict:
            found = [*fields.faults(event, EVENT, None)]
            if found:
                return found
        ruling = self.ruling_on(event)
        self.events += 1
        self.size += len(line)
        self._weigh(event, rank, text, len(line), ruling)
        return ()

    def ruling_on(self, event: dict[str, Any]) -> Ruling:
        """What the policy decides on an event's request: as on `request_in`, without making one."""
        matcher = self.matcher
        try:
            user, verb, reference = event["user"], event["verb"], event.get("objectRef")
            groups = user.get("groups") or []
            if groups.__class__ is not list:
                return matcher.decide(request_in(event))
            rules = matcher.of_who(user["username"], groups, verb)
            if reference is None:
                return matcher.first(rules & matcher.urls.of(path_of(event["requestURI"])))
            get = reference.get
            subresource = get("subresource") or ""
            name = "" if verb == "create" and not subresource else get("name") or ""
            namespace = get("namespace") or ""
            rules &= matcher.of_what(get("apiGroup") or "", get("resource"), subresource, namespace, name)
            return matcher.first(rules)
        except (AttributeError, LookupError, TypeError):
            return matcher.decide(request_in(event))

    def _weigh(self, event: dict[str, Any], rank: int, text: str, size: int, ruling: Ruling) -> None:
        of_rule = self.by_rule.get(ruling.rule)
        if of_rule is None:
            of_rule = self.by_rule[ruling.rule] = _Weight()
        of_rule.events += 1
        if ruling.level == NONE:
            self.by_level[NONE].events += 1
            return
        if event["stage"] in ruling.omit_stages:
            self.omitted += 1
            return
        wanted = RANK[ruling.level]
        size += len(ruling.level) - len(event["level"])
        if wanted > rank:
            self.less += _may_lack(event, rank, wanted)
        elif wanted < rank:
            for body in _BODIES[max(0, wanted - 1) :]:
                if body in event:
                    size -= cutting.length_of(body, event, text)
        if ruling.omit_managed_fields and wanted > 1 and '"managedFields"' in text:
            size -= cutting.length_of_managed_fields(event, _stripped(event, wanted), text)
        of_rule.size += size
        of_level = self.by_level[ruling.level]
        of_level.events += 1
        of_level.size += size

    def summary(self) -> dict[str, object]:
        """What was weighed so far.

        `levels` counts the events that the policy would have recorded at each level, or at `None` not;
        `omitted` those of a stage that it leaves out; `less` those recorded of which the log holds less than
        the policy asks for, so that their bytes are too few. `rules` are the rules that decided, by number.
        """
        kept = sum(weight.events for level, weight in self.by_level.items() if level != NONE)
        size = sum(weight.size for weight in self.by_level.values())
        rules = sorted(self.by_rule.items(), key=lambda each: (each[0] is None, each[0] or 0))
        return {
            "events": self.events,
            "bytes": self.size,
            "recorded_events": kept,
            "recorded_bytes": size,
            "saved_bytes": self.size - size,
            "levels": {level: weight.events for level, weight in self.by_level.items()},
            "level_bytes": {level: weight.size for level, weight in self.by_level.items()},
            "omitted": self.omitted,
            "less": self.less,
            "rules": [
                {
                    "rule": number,
                    "level": NONE if number is None else self.matcher.rulings[number].level,
                    "events": weight.events,
                    "recorded_bytes": weight.size,
                }
                for number, weight in rules
            ],
        }

    def _otherwise(self, line: bytes) -> Sequence[Finding]:
        """Weigh a first line without its byte order mark, or say what is wrong with a line."""
        if line.startswith(_MARK) and not self.events:
            return self.take(line.lstrip(_MARK))
        return tuple(_faults(line))


def _faults(line: bytes) -> Iterator[Finding]:
    if not line.strip():
        return
    whole = Span(0, len(line))
    if len(line) > LONGEST:
        fault = f"this line is longer than {LONGEST // 1024 // 1024} MB and is not read"
        yield broken_log.at(Span(0, 0), fault, _HINT)
        return
    try:
        text = line.decode()
        event = json.loads(text)
    except (UnicodeDecodeError, json.JSONDecodeError) as fault:
        if not line.endswith(b"\n") and line.lstrip().startswith(b"{"):
            said = "the last line is cut off and is not counted"
            yield broken_log.at(whole, said, "weigh the log once it is whole", Severity.WARNING)
        elif isinstance(fault, UnicodeDecodeError):
            at = len(line[: fault.start].decode())
            yield broken_log.at(Span(at, at + 1), "this line is not UTF-8", _HINT)
        else:
            said = fault.msg[:1].lower() + fault.msg[1:].removesuffix(" at")
            hint = "write one event a line: `jq -c .`" if line.strip() == b"{" else _HINT
            yield broken_log.at(Span(fault.pos, fault.pos + 1), f"this line is not JSON: {said}", hint)
        return
    except (ValueError, RecursionError):
        yield broken_log.at(whole, "this line nests too deep, or holds a number too long, to be read", _HINT)
        return
    yield from _no_event(event)


def _no_event(event: object) -> Iterator[Finding]:
    if not isinstance(event, dict):
        yield broken_log.at(Value(()), f"this line holds {described(event)}, and no event", _HINT)
        return
    kind, version = event.get("kind"), event.get("apiVersion")
    if version != VERSION:
        told = (
            f"of `{shortened(version)}`" if isinstance(version, str) and version else "without `apiVersion`"
        )
        where = Value(("apiVersion",)) if "apiVersion" in event else Value(())
        yield broken_log.at(where, f"this event is {told}, not of `{VERSION}`", _HINT)
    elif kind != "Event":
        hint = "write one event a line: `jq -c '.items[]'`" if kind == "EventList" else _HINT
        said = f"`{shortened(kind)}`" if isinstance(kind, str) else "nothing that is named"
        yield broken_log.at(Value(("kind",)), f"this line holds {said}, and no `Event`", hint)
    elif not all(isinstance(event.get(key), str) for key in ("level", "stage")):
        missing = "level" if not isinstance(event.get("level"), str) else "stage"
        yield broken_log.at(Value((missing,)), f"this event has no {missing}", _HINT)
    else:
        yield from invalid(event)


def _may_lack(event: dict[str, Any], rank: int, wanted: int) -> bool:
    """Whether an event of a higher level would have had a body more."""
    if "objectRef" not in event or event["stage"] == "RequestReceived":
        return False
    if rank < RANK[REQUEST] and event.get("verb") in _CHANGING:
        return True
    return rank < RANK[REQUEST_RESPONSE] == wanted and event.get("verb") != "watch"


def _stripped(event: dict[str, Any], wanted: int) -> tuple[str, ...]:
    """The bodies of which managed fields are left out; a patch is recorded as it came."""
    kept = _BODIES[: wanted - 1]
    return kept[1:] if event.get("verb") == "patch" else kept
