"""What holds of any rules file and any event: nothing raises, findings have places, logic is logic."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from hypothesis import given
from hypothesis import strategies as st

from noteproof import yamltree
from noteproof.finding import Finding, Verdict
from noteproof.language import Decide, Loaded, Target
from noteproof.languages import falco
from noteproof.languages.falco import tables
from noteproof.languages.falco.elements import KEYS
from noteproof.text import Snippet, Source

FIELDS = sorted(tables.fields())
NAMES = sorted({*KEYS, *(key for keys in KEYS.values() for key in keys)})
WORDS = """
    and or not ( ) = != in < exists startswith regex glob pmatch intersects , "a|b" ' " val( tolower( [1] .x
    evt.type open m l 1 0x1f 127.0.0.1/8 /etc/ true && == \\ é % a|b anyof [ ]
"""
TOKENS = st.sampled_from([*FIELDS[::9], *WORDS.split()])
conditions = st.one_of(st.lists(TOKENS, max_size=12).map(" ".join), st.text(max_size=30))
outputs = st.sampled_from(["%proc.name", "%evt.arg[", "*%len(proc.name)", "INFO", "append"])
texts = st.one_of(conditions, outputs)
values = st.recursive(
    st.one_of(texts, st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
    ),
    max_leaves=12,
)
elements = st.one_of(
    st.dictionaries(st.sampled_from([*NAMES, "Rule", "rules", "vlaues"]), values, max_size=7),
    st.builds(
        lambda condition, output, rest: {
            "rule": "r",
            "desc": "d",
            "condition": condition,
            "output": output,
            "priority": "INFO",
            **rest,
        },
        conditions,
        texts,
        st.dictionaries(
            st.sampled_from(["append", "override", "exceptions", "tags", "source"]), values, max_size=2
        ),
    ),
    st.builds(lambda condition: {"macro": "m", "condition": condition}, conditions),
    st.builds(lambda items: {"list": "l", "items": items}, st.lists(texts, max_size=3)),
)
events = st.dictionaries(
    st.one_of(st.sampled_from(FIELDS), st.just("evt.arg.x"), st.text(max_size=8)),
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.lists(st.integers())
    ),
    max_size=5,
)


def loaded(text: str) -> tuple[Loaded, list[tuple[int, int]], list[object]]:
    """What a file loads as, the span of each finding, and the documents."""
    read = yamltree.read(Snippet.whole(Source("r.yaml", text)), falco.dialect)
    done = falco.load(read.documents, Target())
    spans = [tuple(each.document.span(each.finding.where)) for each in done.findings]
    return done, spans, list(read.documents)


@given(st.lists(elements, max_size=5), st.lists(events, max_size=3))
def test_nothing_raises_and_every_finding_lies_in_its_file(
    file: list[object], asked: list[dict[str, object]]
) -> None:
    text = json.dumps(file, ensure_ascii=False)
    done, spans, _ = loaded(text)

    assert all(0 <= start <= end <= len(text) for start, end in spans)
    for event in asked:
        if done.decide is not None:
            verdict = done.decide({"event": event})
            assert isinstance(verdict, Verdict) or all(isinstance(each, Finding) for each in verdict)


@given(st.lists(TOKENS, max_size=20), st.sampled_from([">", "|", ">-", "|+"]))
def test_a_fault_in_a_block_scalar_lies_in_the_condition(tokens: list[str], style: str) -> None:
    words = [token for token in tokens if token.strip()]
    head = f"- rule: r\n  desc: d\n  output: o\n  priority: INFO\n  condition: {style}\n"
    text = head + "".join(f"    {word}\n" for word in ("evt.type=open", "and", *words))
    done, spans, _ = loaded(text)

    at_condition = {"falco/condition-syntax", "falco/unknown-field", "falco/unknown-operator"}
    for found, (start, _) in zip(done.findings, spans, strict=True):
        if found.finding.rule.code in at_condition:
            assert start >= len(head)


Tree = tuple[str, ...] | tuple[str, "Tree"] | tuple[str, "Tree", "Tree"]
CHECKS: dict[str, Callable[[Mapping[str, object]], bool]] = {
    "evt.type = open": lambda event: event["evt.type"] == "open",
    "evt.type in (open, execve)": lambda event: event["evt.type"] in ("open", "execve"),
    "evt.type != execve": lambda event: event["evt.type"] != "execve",
    "proc.name = sh": lambda event: event.get("proc.name") == "sh",
    "proc.name != sh": lambda event: "proc.name" in event and event["proc.name"] != "sh",
    "proc.pid > 5": lambda event: event.get("proc.pid", 0) > 5,
    "fd.name exists": lambda event: "fd.name" in event,
    "m": lambda event: event.get("user.uid") == 0 or event["evt.type"] == "close",
}
trees = st.recursive(
    st.sampled_from(sorted(CHECKS)).map(lambda text: ("check", text)),
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner), st.tuples(st.sampled_from(["and", "or"]), inner, inner)
    ),
    max_leaves=10,
)
plain_events = st.fixed_dictionaries(
    {"evt.type": st.sampled_from(["open", "execve", "close"])},
    optional={
        "proc.name": st.sampled_from(["sh", "bash"]),
        "proc.pid": st.sampled_from([1, 9]),
        "fd.name": st.just("/x"),
        "user.uid": st.sampled_from([0, 1000]),
    },
)


def written(tree: tuple[object, ...]) -> str:
    if tree[0] == "check":
        return str(tree[1])
    parts = [f"({written(each)})" for each in tree[1:]]
    return f"not {parts[0]}" if tree[0] == "not" else f" {tree[0]} ".join(parts)


def holds(tree: tuple[object, ...], event: Mapping[str, object]) -> bool:
    if tree[0] == "check":
        return CHECKS[str(tree[1])](event)
    parts = [holds(each, event) for each in tree[1:]]
    return not parts[0] if tree[0] == "not" else all(parts) if tree[0] == "and" else any(parts)


def decider(conditions: list[str]) -> Decide:
    file: list[dict[str, object]] = [{"macro": "m", "condition": "user.uid = 0 or evt.type = close"}]
    for number, condition in enumerate(conditions):
        file.append(
            {"rule": f"r{number}", "desc": "d", "condition": condition, "output": "o", "priority": "INFO"}
        )
    decide = loaded(json.dumps(file))[0].decide
    assert decide is not None
    return decide


@given(st.lists(trees, min_size=1, max_size=4), plain_events)
def test_the_first_rule_whose_condition_is_true_fires(
    conditions: list[tuple[object, ...]], event: dict[str, object]
) -> None:
    verdict = decider(list(map(written, conditions)))({"event": event})
    assert isinstance(verdict, Verdict)

    first = next((f"r{number}" for number, tree in enumerate(conditions) if holds(tree, event)), None)
    alerts = verdict.decision["alerts"]
    assert isinstance(alerts, list)
    assert [alert["rule"] for alert in alerts] == ([first] if first else [])
    assert verdict.decision["macros"] == (["m"] if CHECKS["m"](event) else [])
