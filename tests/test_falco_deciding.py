"""Events decided by rules: what follows from what, what is refused, and what Falco's engine does wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from noteproof import yamltree
from noteproof.finding import Finding, Key, Severity, Value, Verdict
from noteproof.language import Decide, Found, Loaded, Target
from noteproof.languages import falco
from noteproof.text import Snippet, Source


def load(*texts: str) -> Loaded:
    documents = [
        document
        for number, text in enumerate(texts)
        for document in yamltree.read(Snippet.whole(Source(f"{number}.yaml", text)), falco.dialect).documents
    ]
    return falco.load(documents, Target())


def rule(condition: str, output: str = "fired", name: str = "R", **keys: object) -> dict[str, object]:
    return {"rule": name, "desc": "d", "condition": condition, "output": output, "priority": "INFO", **keys}


def decider(*elements: object) -> Decide:
    decide = load(json.dumps(elements)).decide
    assert decide is not None
    return decide


def decided(event: Mapping[str, object], *elements: object) -> dict[str, Any]:
    verdict = decider(*elements)({"event": dict(event)})
    assert isinstance(verdict, Verdict)
    return verdict.decision


def fires(condition: str, event: Mapping[str, object]) -> bool:
    return bool(decided(event, rule(condition))["alerts"])


def faults(event: Mapping[str, object], *elements: object) -> tuple[Finding, ...]:
    found = decider(*(elements or [rule("evt.type = execve")]))({"event": dict(event)})
    assert isinstance(found, tuple)
    return found


def printed(template: str, event: Mapping[str, object]) -> str:
    return str(
        decided({"evt.type": "open", **event}, rule("evt.type = open", template))["alerts"][0]["output"]
    )


def test_the_first_rule_that_holds_is_the_one_that_fires() -> None:
    elements = [
        rule("evt.type = open and proc.name = cat", name="First"),
        rule("evt.type = open", name="Second"),
        rule("evt.type = open and proc.pid = 1", name="Third"),
    ]

    assert decided({"evt.type": "open", "proc.name": "cat"}, *elements)["alerts"][0]["rule"] == "First"
    assert decided({"evt.type": "open", "proc.pid": 1}, *elements)["alerts"][0]["rule"] == "Second"


def test_a_rule_that_is_disabled_is_passed_over() -> None:
    elements = [rule("evt.type = open", name="Off", enabled=False), rule("evt.type = open", name="On")]

    assert [alert["rule"] for alert in decided({"evt.type": "open"}, *elements)["alerts"]] == ["On"]


def test_a_verdict_says_by_which_rule_and_line() -> None:
    text = "- macro: opened\n  condition: evt.type = open\n\n" + json.dumps([rule("opened")])[1:-1]
    loaded = load(text.replace('{"rule"', '- {"rule"'))
    assert loaded.decide is not None
    verdict = loaded.decide({"event": {"evt.type": "open"}})
    assert isinstance(verdict, Verdict)

    assert verdict.by == "rule `R`, line 4"
    assert verdict.route == (1,)


def test_the_macros_that_hold_come_in_the_order_of_their_definitions() -> None:
    elements = [
        {"macro": "b", "condition": "evt.type = open"},
        {"macro": "a", "condition": "b and proc.name = cat"},
        {"macro": "c", "condition": "not a"},
        {"macro": "wrong", "condition": "proc.nme = x"},
    ]

    assert decided({"evt.type": "open", "proc.name": "cat"}, *elements)["macros"] == ["b", "a"]
    assert decided({"evt.type": "close", "proc.name": "cat"}, *elements)["macros"] == ["c"]


@pytest.mark.parametrize(
    ("condition", "event"),
    [
        ("evt.type = open", {"syscall.type": "open"}),
        ("evt.type = open", {"evt.type.is.open": 1}),
        ("evt.type.is.open = 1", {"evt.type": "open"}),
        ("evt.type.is.close = 0", {"evt.type": "open"}),
        ("syscall.type = open", {"evt.type": "open"}),
        ("evt.dir = <", {"evt.type": "open"}),
        ("evt.failed = true", {"evt.type": "open", "evt.rawres": -2}),
        ("evt.failed = false", {"evt.type": "open", "evt.res": "SUCCESS"}),
        ("evt.res = SUCCESS", {"evt.type": "open", "evt.rawres": "3"}),
        ("proc.pname = bash", {"evt.type": "open", "proc.aname[1]": "bash"}),
        ("proc.aname[0] = cat", {"evt.type": "open", "proc.name": "cat"}),
        ("proc.aname = sshd", {"evt.type": "open", "proc.aname": "bash sshd systemd"}),
        ("proc.aname = sshd", {"evt.type": "open", "proc.aname[1]": "bash", "proc.aname[2]": "sshd"}),
        ("proc.apid = 100", {"evt.type": "open", "proc.apid": "200 100 1"}),
        ("proc.env[HOME] = /root", {"evt.type": "open", "proc.env": "A=b c HOME=/root X=1"}),
        ('proc.env[A] = "b c"', {"evt.type": "open", "proc.env": "A=b c HOME=/root X=1"}),
        ("proc.env[NO] exists", {"evt.type": "open", "proc.env": "A=b"}),
        ("proc.args[1] = -o", {"evt.type": "open", "proc.args": "-s -o x"}),
        ("fd.filename = shadow", {"evt.type": "open", "fd.name": "/etc/shadow"}),
        ("fd.directory = /etc", {"evt.type": "open", "fd.name": "/etc/shadow"}),
        ("fd.directory = /", {"evt.type": "open", "fd.name": "/passwd"}),
        ("fd.typechar = 4", {"evt.type": "connect", "fd.type": "ipv4"}),
        ("fd.types in (ipv4)", {"evt.type": "connect", "fd.type": "ipv4"}),
        ("fd.snet = 10.0.0.0/8", {"evt.type": "connect", "fd.sip": "10.1.2.3"}),
        ("fd.net = 10.0.0.0/8", {"evt.type": "connect", "fd.cip": "10.1.2.3"}),
        ("fd.port = 80", {"evt.type": "connect", "fd.sport": "80"}),
        ("fd.ip = 10.1.2.3", {"evt.type": "connect", "fd.ip": "10.1.2.3"}),
        ("fd.sproto = https", {"evt.type": "connect", "fd.sport": 443}),
        ("fd.ip exists", {"evt.type": "open", "fd.cip": None}),
        ("evt.rawarg.mode = 420", {"evt.type": "openat", "evt.rawarg.mode": "644"}),
        ("evt.rawarg.flags = 262", {"evt.type": "openat", "evt.rawarg.flags": "106"}),
        ("evt.rawarg.flags = 262", {"evt.type": "openat", "evt.rawarg.flags": 262}),
    ],
)
def test_one_field_follows_from_another(condition: str, event: dict[str, object]) -> None:
    assert fires(condition, event)


def test_a_field_that_is_given_as_none_follows_from_nothing() -> None:
    assert not fires("proc.pname exists", {"evt.type": "open", "proc.pname": None, "proc.aname[1]": "bash"})
    assert not fires("fd.filename exists", {"evt.type": "open", "fd.name": "/a", "fd.filename": None})


def test_text_is_converted_by_the_type_of_its_field() -> None:
    event = {"evt.type": "execve", "user.uid": "0", "proc.is_exe_writable": "true", "proc.name": "no"}

    assert fires("user.uid = 0 and proc.is_exe_writable = true and proc.name = no", event)


def test_without_a_value_every_comparison_is_false() -> None:
    for condition in ("proc.name != a", 'proc.name contains ""', "proc.pid >= 0", "fd.sip != 1.1.1.1"):
        assert not fires(condition, {"evt.type": "open"})
        assert fires(f"not {condition}", {"evt.type": "open"})


def test_an_unknown_field_of_an_event_is_named() -> None:
    (finding,) = faults({"evt.type": "execve", "proc.nme": "cat"})

    assert finding.rule.code == "falco/event-field"
    assert finding.where == Key(("event", "proc.nme"))
    assert finding.says.message == "`proc.nme` is no field of an event"
    assert finding.says.hint == "did you mean `proc.name`?"


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("user.uid", "root", "is a number, and `root` is none"),
        ("user.uid", -1, "is a number from 0 to 4294967295, and not -1"),
        ("user.uid", True, "is a number, and `true` is none"),
        ("proc.pid", 1.5, "is a number, and `1.5` is none"),
        ("proc.name", 5, "is a text, and `5` is none"),
        ("proc.name", ["a"], "is one text, and not several values"),
        ("proc.is_exe_writable", "yes", "is true or false, and `yes` is neither"),
        ("fd.sip", "10.0.0", "is an IP address, and `10.0.0` is none"),
        ("fd.sport", "70000", "is a port, and `70000` is none"),
        ("fd.types", "file", "is a list, and this is one value"),
        ("evt.type", "exeve", "is an event type, and `exeve` is none"),
        ("evt.rawarg.mode", "9", "is a number as Falco prints it, in base 8, and `9` is none"),
    ],
)
def test_a_value_of_the_wrong_type_is_named(field: str, value: object, fault: str) -> None:
    (finding,) = faults({"evt.type": "execve", field: value})

    assert finding.rule.code == "falco/event-value"
    assert finding.where == Value(("event", field))
    assert finding.says.message == f"`{field}` {fault}"
    assert finding.says.hint


def test_every_fault_of_an_event_is_named() -> None:
    found = faults({"evt.type": "execve", "proc.nme": "a", "user.uid": "b", "fd.nme": "c"})

    assert [finding.rule.code for finding in found] == [
        "falco/event-field",
        "falco/event-value",
        "falco/event-field",
    ]


def test_an_event_that_is_no_mapping_is_refused() -> None:
    found = decider(rule("evt.type = execve"))({"event": "execve"})
    assert isinstance(found, tuple)

    assert [finding.rule.code for finding in found] == ["falco/event-value"]


def test_an_event_that_stops_the_engine_is_said_to() -> None:
    decide = decider(rule("evt.type = connect and fd.port intersects (80)"))
    stopped = decide({"event": {"evt.type": "connect", "fd.sport": 80}})
    assert isinstance(stopped, tuple)

    assert [finding.rule.code for finding in stopped] == ["falco/engine-stops"]
    assert isinstance(decide({"event": {"evt.type": "connect"}}), Verdict)


def new_errors(loaded: Loaded, name: str) -> list[Found]:
    return [
        found
        for found in loaded.findings
        if found.document.snippet.source.path == name
        and (found.finding.says.severity or found.finding.rule.severity) is Severity.ERROR
    ]


def test_a_file_that_breaks_an_earlier_one_is_told_so() -> None:
    first = (
        "- list: ports\n  items: [80]\n\n"
        + json.dumps([rule("evt.type = connect and fd.sport in (ports)")])[1:-1]
    )
    first = first.replace('{"rule"', '- {"rule"')
    loaded = load(first, "- list: ports\n  items: [nosuch]\n  override: {items: replace}\n")

    (found,) = new_errors(loaded, "1.yaml")

    assert found.finding.rule.code == "falco/breaks-earlier"
    assert found.finding.says.upstream == "LOAD_ERR_COMPILE_CONDITION"
    assert loaded.decide is None


def test_a_file_after_one_that_does_not_load_does_not_load() -> None:
    later = json.dumps([rule("evt.type = open", name="S")])
    loaded = load(json.dumps([rule("evt.type = connect and nosuch")]), later)

    (found,) = new_errors(loaded, "1.yaml")

    assert found.finding.rule.code == "falco/after-broken"
    assert found.finding.says.message.startswith("0.yaml, line 1, does not load")
    assert loaded.decide is None


def test_an_element_that_falco_drops_as_it_reads_stops_its_own_file_only() -> None:
    later = json.dumps([rule("evt.type = open", name="S")])

    assert new_errors(load(json.dumps([rule("nosuch", priority="LOUD")]), later), "1.yaml") == []


def test_a_file_mends_an_earlier_one() -> None:
    broken, mended = ([rule(f"evt.type = connect and {name}")] for name in ("nosuch", "proc.name = sh"))

    assert new_errors(load(json.dumps(broken), json.dumps(mended)), "1.yaml") == []


def test_an_audit_event_asks_the_rules_of_its_source() -> None:
    elements = [
        rule("evt.type = execve", name="Call"),
        rule("ka.verb = create", "%ka.user.name %jevt.value[/a]", name="Audit", source="k8s_audit"),
        rule("ct.user exists", name="Cloud", source="aws_cloudtrail"),
    ]
    audit = decided({"ka.verb": "create", "ka.user.name": "ann", "jevt.value[/a]": "b"}, *elements)["alerts"]

    assert [(alert["rule"], alert["output"]) for alert in audit] == [("Audit", "ann b")]
    assert [alert["rule"] for alert in decided({"evt.type": "execve"}, *elements)["alerts"]] == ["Call"]
    assert decided({"ka.verb": "get"}, *elements)["alerts"] == []


def test_a_list_of_an_audit_event_is_asked_whole() -> None:
    event = {"ka.user.groups": ["admins", "all"]}
    audit = {"source": "k8s_audit"}

    assert decided(event, rule("ka.user.groups intersects (admins)", **audit))["alerts"]
    assert not decided(event, rule("ka.user.groups in (admins)", **audit))["alerts"]
    assert decided(event, rule("ka.user.groups in (admins, all, others)", **audit))["alerts"]


@pytest.mark.parametrize(
    ("template", "event", "expected"),
    [
        ("%10proc.name|", {"proc.name": "cat"}, "cat       |"),
        ("%2proc.name|", {"proc.name": "curl"}, "cu|"),
        ("%proc.names", {"proc.name": "cat"}, "cats"),
        ("%proc.aname[2]!", {"proc.aname[2]": "sshd"}, "sshd!"),
        ("%fd.sip:%fd.sport", {"fd.sip": "::1", "fd.sport": 80}, "::1:80"),
        ("%evt.time", {"evt.time": 1566230400050000000}, "16:00:00.050000000"),
        ("%evt.time.s", {"evt.time.s": 1566230400050000000}, "16:00:00"),
        ("%evt.datetime.s", {"evt.datetime.s": 1566230400050000000}, "2019-08-19 16:00:00"),
        ("%evt.time", {"evt.time": "10:00:00.000000001"}, "10:00:00.000000001"),
        ("%proc.is_exe_writable", {"proc.is_exe_writable": True}, "true"),
        ("%thread.cpu", {"thread.cpu": "12.34"}, "12.3"),
        ("%proc.name", {"proc.name": "a\nb"}, "a\ufffdb"),
        ("%container.name", {"container.name": "a\nb"}, "a\nb"),
        ("%evt.rawarg.flags", {"evt.rawarg.flags": 262}, "106"),
        ('%join("-", (proc.name, proc.pid))', {"proc.name": "cat", "proc.pid": 1}, "cat-1"),
        ("%b64(proc.name)", {"proc.name": "Y2F0"}, "cat"),
        ("%b64(proc.name)", {"proc.name": "!"}, "<NA>"),
        ("%toupper(proc.name)", {"proc.name": "été"}, "éTé"),
    ],
)
def test_an_output_prints_as_falco_prints(template: str, event: dict[str, object], expected: str) -> None:
    assert printed(template, event) == expected


@pytest.mark.parametrize(
    ("condition", "value", "holds"),
    [
        ("proc.name = oneof (a, a)", "a", False),
        ("proc.name = oneof (a, b)", "a", True),
        ("proc.name = anyof ()", "a", False),
        ("proc.name != anyof ()", "a", False),
        ("proc.name != oneof (a, b)", "a", True),
        ("proc.name startswith allof (a, ab)", "abc", True),
        ("proc.name glob oneof (a*, *c)", "abc", False),
        ("proc.name regex anyof ('a.*', 'b')", "abc", True),
        ("proc.name iglob A*", "abc", True),
        ("proc.name < 9", "10", True),
        ("proc.name icontains ÉB", "éb", False),
        ("proc.name pmatch (/etc)", "/etcetera", False),
        ("proc.name in ()", "", False),
    ],
)
def test_operators_and_modifiers(condition: str, value: str, holds: bool) -> None:
    assert fires(condition, {"evt.type": "open", "proc.name": value}) is holds


def test_a_condition_nests_as_deep_as_falco_lets_it() -> None:
    deep = "(" * 900 + "proc.name = a" + ")" * 900
    mixed = "(proc.name = b or (proc.pid = 1 and " * 450 + "proc.name = a" + "))" * 450

    assert fires(deep, {"evt.type": "open", "proc.name": "a"})
    assert fires(mixed, {"evt.type": "open", "proc.name": "a", "proc.pid": 1})


def test_macros_that_double_each_other_are_asked_once_each() -> None:
    doubling = [{"macro": "m0", "condition": "proc.name = a"}]
    doubling += [{"macro": f"m{n}", "condition": f"m{n - 1} or m{n - 1}"} for n in range(1, 60)]

    assert not decided({"evt.type": "open", "proc.name": "b"}, *doubling, rule("evt.type = open and m59"))[
        "alerts"
    ]
    assert decided({"evt.type": "open", "proc.name": "a"}, *doubling, rule("evt.type = open and m59"))[
        "alerts"
    ]


def test_a_long_chain_of_macros_is_followed() -> None:
    chain = [{"macro": "m0", "condition": "proc.name = a"}]
    chain += [{"macro": f"m{n}", "condition": f"proc.pid = {n} or m{n - 1}"} for n in range(1, 3000)]

    assert decided({"evt.type": "open", "proc.name": "a"}, *chain, rule("evt.type = open and m2999"))[
        "alerts"
    ]


TIME = 1566230400050000000


@pytest.mark.parametrize(
    ("condition", "event"),
    [
        ('evt.time startswith "16:00"', {"evt.time": TIME}),
        ('evt.time = "16:00:00.050000000"', {"evt.time": str(TIME)}),
        ("proc.aname = sshd", {"proc.pname": "bash", "proc.aname": "bash sshd systemd"}),
        ("proc.aname = sshd", {"proc.aname[2]": "sshd"}),
        ("proc.aname = sshd", {"proc.aname[1]": "bash", "proc.aname[3]": "sshd"}),
        ("proc.aname = bash", {"proc.pname": "bash"}),
        ("proc.pname = bash", {"proc.aname[1]": "bash"}),
        ("fd.ip exists and fd.type = file", {"fd.typechar": "f"}),
        ("fd.type = file and fd.ip exists", {"fd.typechar": "f"}),
        ("fd.types in (file) and fd.type = file", {"fd.typechar": "f"}),
        ("not len(fd.types) exists", {"fd.types": []}),
        ("evt.buffer bcontains c3a9", {"evt.buffer": "été"}),
    ],
)
def test_what_is_given_otherwise_is_understood(condition: str, event: dict[str, object]) -> None:
    assert decided({"evt.type": "execve", **event}, rule(f"evt.type = execve and {condition}"))["alerts"]


@pytest.mark.parametrize(
    ("template", "event", "text", "fields"),
    [
        ("%evt.time", {"evt.time": TIME}, "16:00:00.050000000", {"evt.time": TIME}),
        (
            "%toupper(evt.datetime.s)",
            {"evt.datetime.s": TIME},
            "2019-08-19 16:00:00",
            {"evt.datetime.s": TIME},
        ),
        ("%fd.types", {"fd.types": []}, "<NA>", {"fd.types": None}),
        ("%evt.buffer", {"evt.buffer": "été\n"}, "..t...", {"evt.buffer": "..t..."}),
        ("%evt.args", {"evt.args": "a\nb"}, "a.b", {"evt.args": "a.b"}),
        ("%proc.cmdline", {"proc.cmdline": "a\nb"}, "a\ufffdb", {"proc.cmdline": "a\ufffdb"}),
    ],
)
def test_values_are_printed_as_falco_prints_them(
    template: str, event: dict[str, object], text: str, fields: dict[str, object]
) -> None:
    (alert,) = decided({"evt.type": "execve", **event}, rule("evt.type = execve", template))["alerts"]

    assert alert["output"] == text
    assert alert["output_fields"] == fields


@pytest.mark.parametrize(
    ("event", "field"),
    [
        ({"syscall.type": "opne"}, "syscall.type"),
        ({"evt.type": "execve", "evt.source": "syscal"}, "evt.source"),
        ({"evt.type": "open", "syscall.type": "execve"}, "syscall.type"),
        ({"evt.type": "open", "evt.type.is.execve": 1}, "evt.type.is.execve"),
        ({"evt.type": "execve", "proc.name": "sh", "ka.verb": "get"}, "proc.name"),
        ({"ka.verb": "get", "ct.name": "x"}, "ct.name"),
        ({"fd.types": [None]}, "fd.types"),
        ({"proc.name": "\ud800"}, "proc.name"),
        ({"fd.types": ["a\udfff"]}, "fd.types"),
        ({"fd.sport": "²"}, "fd.sport"),
        ({"thread.cpu": 10**400}, "thread.cpu"),
    ],
)
def test_an_event_that_cannot_be_is_not_decided(event: dict[str, object], field: str) -> None:
    (finding,) = faults(event)

    assert finding.says.message.startswith(f"`{field}` ")


def test_a_text_that_grows_beyond_measure_is_not_made() -> None:
    event = {"evt.type": "execve", "proc.cmdline": "a" * 90_000}
    for template in ("%proc.cmdline " * 200, "%concat(" + ", ".join(["proc.cmdline"] * 200) + ")"):
        (finding,) = faults(event, rule("evt.type = execve", template))
        assert "more than 8,000,000 characters" in finding.says.message


def test_each_rule_is_told_why_it_does_not_fire() -> None:
    elements = [
        {"macro": "started", "condition": "evt.type = execve"},
        rule("evt.type = openat", name="Other type"),
        rule("started and proc.name = sh and user.uid = 0", name="Not root"),
        rule("started", name="Off", enabled=False),
        rule("started and proc.name = sh", name="Fires"),
        rule("started", name="Later"),
    ]
    event = {"evt.type": "execve", "proc.name": "sh", "user.uid": 1}
    verdict = decider(*elements)({"event": event})

    assert isinstance(verdict, Verdict)
    assert verdict.steps is not None
    assert [step.partition(": ")[2] for step in verdict.steps()] == [
        "is for events of another source or type",
        "`user.uid = 0` does not hold",
        "is disabled",
        "holds, and no later rule fires",
    ]
