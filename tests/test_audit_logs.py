"""What a policy would have recorded of an audit log: counts, bytes, and lines that are no events."""

from __future__ import annotations

import gzip
import io
import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from memory import Memory

from noteproof import catalogue, engine, yamltree
from noteproof.cli import main
from noteproof.engine import Outcome
from noteproof.finding import Severity, Value
from noteproof.language import Meter, Target
from noteproof.languages import audit
from noteproof.languages.audit.events import request_in
from noteproof.languages.audit.levels import LEVELS, RANK, STAGES
from noteproof.languages.audit.matching import Matcher
from noteproof.languages.audit.metering import LONGEST, LogMeter
from noteproof.languages.audit.policy import Policy, PolicyRule, policy_of
from noteproof.text import Snippet, Source, Span

Lay = Callable[[dict[str, str]], Path]

EVERYTHING = """\
apiVersion: audit.k8s.io/v1
kind: Policy
rules:
- level: Metadata
"""
POLICY = """\
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
omitManagedFields: true
rules:
- level: None
  users: ["system:kube-proxy"]
- level: Metadata
  resources: [{group: "", resources: [secrets]}]
- level: Request
  resources: [{group: "", resources: [pods]}]
- level: RequestResponse
  nonResourceURLs: ["/healthz*"]
"""
POD = {"kind": "Pod", "metadata": {"name": "wéb", "managedFields": [{"manager": "kubectl"}]}}


def event(**more: Any) -> dict[str, Any]:
    """An event as kube-apiserver orders its fields."""
    given = {
        "kind": "Event",
        "apiVersion": "audit.k8s.io/v1",
        "level": "Metadata",
        "auditID": "6f0d2c1e",
        "stage": "ResponseComplete",
        "requestURI": "/api/v1/namespaces/dev/pods/web",
        "verb": "get",
        "user": {"username": "ann", "groups": ["devs"]},
        "objectRef": {"resource": "pods", "namespace": "dev", "name": "web", "apiVersion": "v1"},
        "requestObject": None,
        "responseObject": None,
        "stageTimestamp": "2026-11-02T09:41:07.117844Z",
    }
    return {key: value for key, value in {**given, **more}.items() if value is not None}


def line(event: object, indent: str = "") -> bytes:
    return (json.dumps(event, separators=(f",{indent}", f":{indent}"), ensure_ascii=False) + "\n").encode()


def meter(policy: str = POLICY, strict: bool = False) -> Meter:
    documents = yamltree.read(Snippet.whole(Source("policy.yaml", policy)), audit.dialect).documents
    loaded = audit.load(documents, Target())
    assert loaded.meter is not None
    return loaded.meter(strict)


def summary(lines: Sequence[bytes], policy: str = POLICY) -> dict[str, Any]:
    weighed = meter(policy)
    for each in lines:
        assert weighed.take(each) == ()
    return weighed.summary()


def test_events_are_counted_by_level_and_rule() -> None:
    found = summary(
        [
            line(event()),
            line(event(stage="RequestReceived")),
            line(event(user={"username": "system:kube-proxy"})),
            line(event(objectRef={"resource": "secrets", "namespace": "dev", "name": "door"})),
            line(event(objectRef=None, requestURI="/healthz?verbose")),
            line(event(objectRef={"resource": "nodes"})),
        ]
    )

    assert found["events"] == 6
    assert found["levels"] == {"None": 2, "Metadata": 1, "Request": 1, "RequestResponse": 1}
    assert (found["omitted"], found["recorded_events"]) == (1, 3)
    assert [(each["rule"], each["events"]) for each in found["rules"]] == [
        (0, 1),
        (1, 1),
        (2, 2),
        (3, 1),
        (None, 1),
    ]


def without(given: dict[str, Any], level: str, managed: bool) -> dict[str, Any]:
    """An event as the server would have written it at a level that is lower than its own."""
    left: dict[str, Any] = json.loads(json.dumps({**given, "level": level}))
    for body, least in (("requestObject", "Request"), ("responseObject", "RequestResponse")):
        if RANK[level] < RANK[least]:
            left.pop(body, None)
        elif managed and (body != "requestObject" or given["verb"] != "patch"):
            for each in objects(left.get(body)):
                each["metadata"].pop("managedFields", None)
    return left


def objects(body: Any) -> Iterator[dict[str, Any]]:
    """An object, and those that a list or a table holds, so far as they have metadata."""
    held = [body]
    if isinstance(body, dict):
        held += body.get("items", [])
        held += [row["object"] for row in body.get("rows", [])]
    return (each for each in held if isinstance(each, dict) and isinstance(each.get("metadata"), dict))


NESTED = {"kind": "Odd", "items": [{**POD, "items": [POD]}], "spec": {"metadata": {"managedFields": [1]}}}
TABLE = {"kind": "Table", "rows": [{"cells": ["web"], "object": POD}, {"cells": [], "object": POD}]}
BODIES = (
    None,
    POD,
    NESTED,
    TABLE,
    {"kind": "PodList", "items": [POD, POD], "metadata": {}},
    {"metadata": {"managedFields": [{"manager": "R&D"}]}},
    {"responseObject": 1, "stageTimestamp": "x"},
    {"requestObject": {"a": [1e6, 2, {"é": "<ü>"}]}},
    {"message": 'a "stageTimestamp": \\ {'},
)
bodies = st.sampled_from(BODIES)


def as_go_writes(event: object, indent: str = "") -> bytes:
    """A line as Go writes it, which escapes some signs."""
    text = line(event, indent).decode()
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e").encode()


@pytest.mark.parametrize("last", [False, True])
@given(
    bodies,
    bodies,
    st.sampled_from([*LEVELS]),
    st.booleans(),
    st.sampled_from(["get", "patch"]),
    st.booleans(),
)
def test_the_bytes_are_those_of_the_event_without_what_the_level_leaves_out(
    last: bool, request: object, response: object, level: str, managed: bool, verb: str, spaced: bool
) -> None:
    given = event(level="RequestResponse", requestObject=request, responseObject=response, verb=verb)
    if last:
        given = {key: given[key] for key in sorted(given, key=lambda key: "Object" in key)}
    indent = " " if spaced else ""
    weighed = LogMeter(Matcher(Policy((PolicyRule(level),), (), managed)), strict=False)

    assert weighed.take(as_go_writes(given, indent)) == ()
    recorded = len(as_go_writes(without(given, level, managed), indent)) if level != "None" else 0
    assert weighed.summary()["recorded_bytes"] == recorded


@pytest.mark.parametrize("indent", ["", " "])
def test_a_log_that_is_spaced_is_weighed_as_it_is_written(indent: str) -> None:
    given = event(level="Request", requestObject=POD)
    found = summary([line(given, indent)], EVERYTHING)

    assert found["recorded_bytes"] == len(line(without(given, "Metadata", False), indent))


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ({"verb": "create"}, 1),
        ({"verb": "get"}, 0),
        ({"verb": "create", "level": "Request"}, 0),
        ({"verb": "create", "stage": "RequestReceived"}, 0),
        ({"verb": "create", "objectRef": None, "requestURI": "/logs/x"}, 0),
    ],
)
def test_an_event_that_lacks_a_body_which_the_policy_asks_for_is_counted(
    more: dict[str, Any], less: int
) -> None:
    found = summary([line(event(**more))], EVERYTHING.replace("Metadata", "Request"))

    assert found["less"] == less
    assert found["recorded_bytes"] == len(line(event(**{**more, "level": "Request"})))


odd = st.sampled_from(
    (None, "", "pods", "dev", "log", "get", "create", 1, [], ["devs"], {"username": "ann"}, True)
)
shapes = st.fixed_dictionaries(
    {},
    optional={
        "user": st.one_of(odd, st.fixed_dictionaries({}, optional={"username": odd, "groups": odd})),
        "verb": odd,
        "requestURI": st.sampled_from(("/healthz", "/healthz?a=b", "/api%20v1", "/", "", None, 1)),
        "objectRef": st.one_of(
            st.none(),
            st.fixed_dictionaries(
                {}, optional=dict.fromkeys(("resource", "apiGroup", "namespace", "name", "subresource"), odd)
            ),
        ),
    },
)


@given(shapes)
def test_the_short_way_to_a_decision_comes_to_the_same(shape: dict[str, Any]) -> None:
    documents = yamltree.read(Snippet.whole(Source("policy.yaml", POLICY)), audit.dialect).documents
    value = documents[0].value
    assert isinstance(value, dict)
    matcher = Matcher(policy_of(value))
    given = {**event(), **shape}

    assert LogMeter(matcher, False).ruling_on(given) == matcher.decide(request_in(given))


def test_the_name_of_what_is_created_is_not_what_the_policy_saw() -> None:
    created = event(verb="create", objectRef={"resource": "pods", "namespace": "dev", "name": "web"})
    executed = {**created, "objectRef": {**created["objectRef"], "subresource": "exec"}}

    assert [request_in(each).name for each in (created, executed, event())] == ["", "web", "web"]


BROKEN = {
    "an old version": (
        line(event(apiVersion="audit.k8s.io/v1beta1")),
        "of `audit.k8s.io/v1beta1`",
        ("apiVersion",),
    ),
    "no version": (line(event(apiVersion=None)), "without `apiVersion`", ()),
    "a list of events": (line({**event(), "kind": "EventList"}), "`EventList`", ("kind",)),
    "a number": (b"1\n", "the number 1", ()),
    "null": (b"null\n", "nothing", ()),
    "no level": (line(event(level=None)), "no level", ("level",)),
    "no JSON": (b"nonsense\n", "not JSON: expecting value", Span(0, 1)),
    "a cut": (line(event())[:-20] + b"\n", "not JSON", None),
    "a pretty one": (b"{\n", "not JSON", None),
    "no UTF-8": (b'{"a": "\xff"}\n', "not UTF-8", Span(7, 8)),
    "too deep": (b"[" * 100_000 + b"\n", "nests too deep", None),
    "too long": (b"1" * (LONGEST + 1), "longer than 16 MB", Span(0, 0)),
}


@pytest.mark.parametrize(("text", "message", "place"), BROKEN.values(), ids=BROKEN)
def test_a_line_that_is_no_event_is_named_and_not_counted(
    text: bytes, message: str, place: Span | tuple[str, ...] | None
) -> None:
    weighed = meter()
    [found] = weighed.take(text)

    assert found.rule.code == "audit/broken-log"
    assert message in found.says.message
    assert found.says.hint
    assert place is None or found.where == (place if isinstance(place, Span) else Value(place))
    assert weighed.take(line(event())) == ()
    assert weighed.summary()["events"] == 1


@pytest.mark.parametrize(("field", "value"), [("level", "metadata"), ("stage", "Done")])
def test_an_event_that_the_server_does_not_write_is_not_counted(field: str, value: str) -> None:
    weighed = meter()
    [found] = weighed.take(line(event(**{field: value})))

    assert (found.rule.code, found.where) == ("audit/invalid-event", Value((field,)))
    assert weighed.summary()["events"] == 0


@pytest.mark.parametrize("cut", [line(event())[:-20], line(event(userAgent="é"))[:-67]])
def test_a_last_line_that_is_cut_off_is_a_warning(cut: bytes) -> None:
    [found] = meter().take(cut)

    assert (found.severity, found.says.message) == (
        Severity.WARNING,
        "the last line is cut off and is not counted",
    )


def test_a_recording_of_the_notes_is_held_against_the_types_of_its_fields() -> None:
    wrong = line(event(sourceIPs="10.0.0.1", colour="red"))

    assert [each.rule.code for each in meter(strict=True).take(wrong)] == [
        "audit/wrong-type",
        "audit/unknown-field",
    ]
    assert meter(strict=False).take(wrong) == ()


def test_empty_lines_and_a_byte_order_mark_are_nothing() -> None:
    assert summary([b"\xef\xbb\xbf" + line(event()), b"\n", b"  \r\n"])["events"] == 1


LOG = b"".join(line(event(stage=stage)) for stage in STAGES)
GZIP = gzip.compress(LOG, mtime=0)


def weigh(folder: Path, data: bytes, *more: str, name: str = "audit.log") -> tuple[int, str, str]:
    (folder / "policy.yaml").write_text(EVERYTHING)
    (folder / name).write_bytes(data)
    out, err = io.StringIO(), io.StringIO()
    code = main(["decide", "policy.yaml", "--log", name, *more], out, err)
    return code, out.getvalue(), err.getvalue()


PACKED = {
    "plain": LOG,
    "gzip": GZIP,
    "two of gzip": gzip.compress(LOG[:300], mtime=0) + gzip.compress(LOG[300:], mtime=0),
}


@pytest.mark.parametrize("packed", PACKED.values(), ids=PACKED)
def test_a_log_may_be_packed(lay: Lay, packed: bytes) -> None:
    code, out, _ = weigh(lay({}), packed, "--format", "json")

    assert code == 0
    assert json.loads(out)["summary"]["events"] == len(STAGES)


def test_a_log_is_read_from_a_pipe_that_the_user_names(lay: Lay) -> None:
    (lay({}) / "policy.yaml").write_text(EVERYTHING)
    reading, writing = os.pipe()
    os.write(writing, LOG)
    os.close(writing)
    out = io.StringIO()

    assert main(["decide", "policy.yaml", "--log", f"/dev/fd/{reading}"], out, io.StringIO()) == 0
    assert ": 4 events, " in out.getvalue()
    os.close(reading)


def test_a_log_is_read_from_standard_input(lay: Lay) -> None:
    (lay({}) / "policy.yaml").write_text(POLICY)
    out = io.StringIO()

    assert main(["decide", "policy.yaml", "--log", "-"], out, io.StringIO(), io.StringIO(LOG.decode())) == 0
    assert out.getvalue().startswith("-: 4 events, ")


CUT = "this log ends before its gzip does, so what follows is lost"
DAMAGED = "this log holds gzip that is damaged, so what follows is lost"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (GZIP[:-20], CUT),
        (GZIP[:-8] + b"\xff" * 8, DAMAGED),
        (b"\x1f\x8b", CUT),
    ],
    ids=["cut", "damaged", "begun"],
)
def test_gzip_that_is_cut_or_damaged_is_said_to_be(lay: Lay, data: bytes, message: str) -> None:
    code, out, _ = weigh(lay({}), data, "--format", "json")

    assert code == 1
    assert [each["message"] for each in json.loads(out)["diagnostics"]] == [message]


def test_broken_lines_are_named_by_their_numbers_and_then_counted(lay: Lay) -> None:
    code, out, _ = weigh(lay({}), LOG + b"x\n" * 30 + LOG, "--format", "json")
    told = json.loads(out)

    assert code == 1
    assert told["summary"]["events"] == 2 * len(STAGES)
    assert [each["line"] for each in told["diagnostics"]] == [*range(5, 25), 1]
    assert told["diagnostics"][-1]["message"] == "10 more lines of this log are broken"


def test_a_line_that_is_too_long_does_not_hide_the_next(lay: Lay) -> None:
    code, out, _ = weigh(lay({}), b"1" * (3 * LONGEST) + b"\n" + LOG, "--format", "json")
    told = json.loads(out)

    assert (code, told["summary"]["events"]) == (1, len(STAGES))
    assert [each["line"] for each in told["diagnostics"]] == [1]


@pytest.mark.parametrize(
    ("data", "code"), [(b"", 3), (b"\n\n", 3), (LOG, 0), (LOG + b"{", 0), (b"{", 3), (b"x\n", 1)]
)
def test_the_exit_code_tells_what_became_of_a_log(lay: Lay, data: bytes, code: int) -> None:
    assert weigh(lay({}), data)[0] == code


def test_a_policy_that_does_not_load_weighs_nothing(lay: Lay) -> None:
    folder = lay({"broken.yaml": POLICY.replace("None", "none"), "audit.log": LOG.decode()})
    out = io.StringIO()

    assert main(["decide", "broken.yaml", "--log", "audit.log", "--format", "json"], out) == 1
    assert json.loads(out.getvalue())["summary"] is None
    assert [each["code"] for each in json.loads(out.getvalue())["diagnostics"]] == ["audit/unknown-level"]
    assert folder


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["rules.yaml", "--log", "audit.log"], "rules.yaml is no audit policy"),
        (
            ["policy.yaml", "--log", "audit.lag"],
            "audit.lag: there is no such file; did you",
        ),
        (["policy.yaml", "--log", "."], ". is a folder"),
        (
            ["policy.yaml", "--log", "audit.log", "--cases", "x.yaml"],
            "argument --cases: not allowed",
        ),
    ],
)
def test_a_wrong_call_is_explained(lay: Lay, words: list[str], complaint: str) -> None:
    lay({"policy.yaml": POLICY, "audit.log": LOG.decode(), "rules.yaml": "- list: a\n  items: [b]\n"})
    err = io.StringIO()

    assert main(["decide", *words], io.StringIO(), err) == 2
    assert err.getvalue().startswith(f"noteproof: {complaint}")


class Terminal(io.StringIO):
    """A terminal that keeps what is written to it."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_how_far_a_log_is_read(lay: Lay) -> None:
    (lay({}) / "policy.yaml").write_text(POLICY)
    Path("audit.log").write_bytes(LOG * 3000)
    err = Terminal()

    assert main(["decide", "policy.yaml", "--log", "audit.log"], io.StringIO(), err) == 0
    assert "reading" in err.getvalue()
    assert "100%" in err.getvalue()
    assert weigh(Path(), LOG)[2] == ""


def cases(text: str, log: bytes | None = LOG) -> tuple[Outcome, Outcome]:
    """What becomes of a policy and of cases below it, beside a log."""
    files = Memory({} if log is None else {"snippets/night.jsonl": log})
    settings = engine.Settings(catalogue.LANGUAGES, codes=frozenset(catalogue.by_code()))
    sources = (Source("snippets/policy.yaml", EVERYTHING), Source("snippets/cases.yaml", f"cases:\n{text}"))
    policy, asked = engine.check([Snippet.whole(source) for source in sources], files, settings)
    return policy, asked


def test_a_log_is_a_case_whose_summary_is_expected() -> None:
    _, asked = cases(
        "- log: night.jsonl\n  levels: {Metadata: 4}\n- log: night.jsonl\n  recorded_events: 3\n"
    )

    assert [each.as_expected for each in asked.decided] == [True, False]
    assert [each.events for each in asked.decided] == [4, 4]
    [found] = asked.diagnostics
    assert (found.rule.code, found.start.line) == ("case/differs", 5)
    assert found.message == "recorded_events is 4, not 3"


def test_what_is_wrong_with_a_log_is_told_in_its_file() -> None:
    _, asked = cases("- log: night.jsonl\n  recorded_events: 4\n", LOG + line(event(colour="red")) + b"x\n")

    assert [(each.rule.code, each.source.path, each.start.line) for each in asked.diagnostics] == [
        ("audit/unknown-field", "snippets/night.jsonl", 5),
        ("audit/broken-log", "snippets/night.jsonl", 6),
    ]


@pytest.mark.parametrize(
    ("text", "log", "message"),
    [
        (
            "- log: nihgt.jsonl\n  recorded_events: 0\n",
            LOG,
            "`log: nihgt.jsonl` names a file that does not exist",
        ),
        ("- log: [a]\n  recorded_events: 0\n", LOG, "`log` names no file"),
        ("- log: night.jsonl\n  recorded_events: 0\n", b"", "this log holds no event"),
    ],
)
def test_a_log_that_is_none_is_told_to_be(text: str, log: bytes, message: str) -> None:
    _, asked = cases(text, log)

    assert [each.message for each in asked.diagnostics] == [message]


def test_a_log_of_a_case_tells_how_many_lines_more_are_broken() -> None:
    _, asked = cases("- log: night.jsonl\n  recorded_events: 4\n", LOG + b"x\n" * 25)

    assert len(asked.diagnostics) == 21
    assert "5 more lines of this log are broken" in [each.message for each in asked.diagnostics]
