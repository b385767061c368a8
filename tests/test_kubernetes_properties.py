"""What holds of any value at all: nothing raises, and every finding has a place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from noteproof.finding import Finding, Key, Part
from noteproof.language import ReadBy, Target
from noteproof.languages import kubernetes
from noteproof.languages.kubernetes.tables import table
from noteproof.text import Snippet, Source
from noteproof.yamltree import Document

KINDS = sorted(table(36).kinds)
WORDS = sorted(
    {
        field
        for name in ("Pod", "PodSpec", "Container", "SecurityContext", "Volume", "ObjectMeta")
        for it in table(36).lines
        if it.endswith("." + name)
        for field in table(36).struct(it).fields
    }
)

keys = st.one_of(st.sampled_from(WORDS), st.text(max_size=12))
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**64), 2**64), st.floats(), st.text(max_size=20), st.just("1Gi")
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=5)),
    max_leaves=25,
)
objects = st.builds(
    lambda kind, rest: {**rest, "apiVersion": kind[0], "kind": kind[1]},
    st.sampled_from(KINDS),
    st.dictionaries(keys, values, max_size=6),
)


def document(value: object) -> Document:
    return Document(Snippet.whole(Source("x.yaml", "")), value, None, 0, "")


def findings(value: object, target: Target) -> list[Finding]:
    return [found.finding for found in kubernetes.load([document(value)], target).findings]


def leads_into(value: object, finding: Finding) -> bool:
    """Whether a route leads to something that is written, or that is missing from there."""
    if isinstance(finding.where, Part):  # the server's path, which is another than that of the place
        return True
    for step in finding.route or ():
        if (isinstance(value, dict) and step in value) or (
            isinstance(value, list) and isinstance(step, int) and step < len(value)
        ):
            value = value[step]
        else:
            return isinstance(finding.where, Key) and (value is None or isinstance(value, dict))
    return True


@given(value=st.one_of(objects, values), read_by=st.sampled_from(["kubectl", "api", "kubelet"]))
def test_any_value_is_read_and_every_finding_leads_into_it(value: object, read_by: ReadBy) -> None:
    found = findings(value, Target(("1.25", "1.36"), read_by))

    assert all(leads_into(value, finding) for finding in found)
    assert all(finding.says.message and finding.says.hint for finding in found)


@given(
    value=values,
    place=st.sampled_from(["Pod.spec", "Pod.spec.containers[0]", "Deployment.spec", "Pod.metadata.labels"]),
)
def test_any_fragment_is_read_and_every_finding_leads_into_it(value: object, place: str) -> None:
    assert all(leads_into(value, finding) for finding in findings(value, Target(place=place)))


@given(value=values)
def test_whether_a_value_is_claimed_can_be_asked_of_any(value: object) -> None:
    assert kubernetes.claims(value) in (True, False)
    assert kubernetes.claims_fragment(value) in (True, False)


@given(words=st.text(max_size=40))
def test_whether_a_place_is_claimed_can_be_asked_of_any_words(words: str) -> None:
    if kubernetes.claims_place(words):
        findings({"a": "b"}, Target(place=words))


def test_a_hundred_thousand_unknown_fields_are_all_reported_without_much_thought() -> None:
    value = {"apiVersion": "v1", "kind": "Pod", "spec": {f"field{at}": None for at in range(100_000)}}

    assert len(findings(value, Target())) == 100_002


def test_a_message_stays_short_however_long_a_name_is() -> None:
    long = "x" * 1_000_000
    found = findings({"apiVersion": "v1", "kind": "Pod", long: long, "metadata": long}, Target())
    found += findings({"apiVersion": long, "kind": long}, Target())

    assert all(len(finding.says.message) < 300 and len(finding.says.hint) < 300 for finding in found)


def test_a_schema_nests_as_deep_as_any_document_may() -> None:
    schema: dict[str, object] = {"foo": 1}
    for _ in range(125):
        schema = {"items": {"additionalProperties": schema}}

    assert len(findings(schema, Target(place="JSONSchemaProps"))) == 1


@given(value=objects)
def test_two_readings_say_the_same(value: object) -> None:
    assert findings(value, Target()) == findings(value, Target())
