"""The engine, with a language that is small enough to see through."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

import pytest
from alarms import Alarms
from gates import Gates, no_name
from hypothesis import given
from hypothesis import strategies as st

from noteproof import engine
from noteproof.engine import Outcome, Settings, State
from noteproof.finding import Diagnostic, Severity, Tally
from noteproof.language import Loaded, Target
from noteproof.text import Origin, Snippet, Source, Span, Unreadable
from noteproof.yamltree import Document


class Folder:
    """Files in memory."""

    def __init__(self, files: dict[str, str] | None = None) -> None:
        self.files = files or {}
        self.reads: list[str] = []

    def read(self, path: str) -> Source:
        self.reads.append(path)
        if path.startswith("../"):
            raise Unreadable(path, "leads out of the project", outside=True)
        if path not in self.files:
            raise Unreadable(path, "does not exist")
        return Source(path, self.files[path])

    def read_bytes(self, path: str) -> bytes:
        return self.read(path).text.encode()

    def size(self, path: str) -> int:
        return len(self.read_bytes(path))

    def list(self, folder: str) -> tuple[str, ...]:
        return tuple(
            sorted(posixpath.basename(path) for path in self.files if posixpath.dirname(path) == folder)
        )

    def real(self, path: str) -> str:
        return path


def fence(text: str, label: str | None = "yaml") -> Snippet:
    """A fence of a page, each of its lines two characters to the right."""
    page = Source("docs/page.md", "".join(f"  {line}" for line in text.splitlines(keepends=True)) or "\n")
    return Snippet(text, page, tuple(Origin(page, start + 2) for start in page.line_starts), label)


def check(
    *snippets: Snippet | str, files: dict[str, str] | None = None, gates: Gates | None = None
) -> tuple[Outcome, ...]:
    blocks = [fence(each) if isinstance(each, str) else each for each in snippets]
    settings = Settings((gates or Gates(),), codes=frozenset({"gate/no-name", "gate/unknown-field"}))
    return engine.check(blocks, Folder(files), settings)


def said(outcome: Outcome) -> list[str]:
    """Each diagnostic as `line code`."""
    return [f"{each.start.line} {each.rule.code}" for each in outcome.diagnostics]


def messages(outcome: Outcome) -> list[str]:
    return [each.message for each in outcome.diagnostics]


GATE = "gate: front\nopen: [alice]\n"
ALARM = "alarm: Fire\non: smoke\n"


def test_a_document_that_a_language_claims_is_checked() -> None:
    (outcome,) = check("gate: front\ncolour: red\n")

    assert (outcome.state, outcome.language) == (State.CHECKED, "gates")
    assert said(outcome) == ["2 gate/unknown-field"]
    assert outcome.diagnostics[0].span == Span(16, 22)


def test_a_fragment_is_known_by_its_looks() -> None:
    (outcome,) = check("open: [alice]\n")

    assert (outcome.state, outcome.diagnostics) == (State.FRAGMENT, ())


def test_a_fragment_is_known_by_its_place() -> None:
    gates = Gates()
    (outcome,) = check("# in: Gate.open\n- alice\n", gates=gates)

    assert outcome.state is State.FRAGMENT
    assert [target.place for target in gates.targets] == ["Gate.open"]


def test_a_place_that_no_language_knows_is_malformed() -> None:
    (outcome,) = check("# in: Door.open\n- alice\n")

    assert (outcome.state, said(outcome)) == (State.PARSED, ["1 directive/malformed"])


def test_yaml_that_nobody_claims_is_only_parsed() -> None:
    parsed, broken = check("a: 1\n", "a: [\n")

    assert (parsed.state, said(parsed)) == (State.PARSED, [])
    assert (broken.state, said(broken)) == (State.PARSED, ["1 yaml/syntax"])


def test_what_is_unchecked_is_neither_parsed_nor_checked() -> None:
    (outcome,) = check("# unchecked: a sketch\ngate: [\n")

    assert (outcome.state, outcome.diagnostics) == (State.UNCHECKED, ())


@pytest.mark.parametrize("label", ["yaml", "yml", "YAML", "Yml"])
def test_a_label_of_yaml_is_ours(label: str) -> None:
    assert check(fence("a: 1\n", label))[0].state is State.PARSED


@pytest.mark.parametrize("label", ["json", "diff", "text", "toml", ""])
def test_another_label_is_not(label: str) -> None:
    assert check(fence(GATE, label))[0].state is State.OTHER


def test_a_fence_without_a_label_is_ours_where_it_looks_like_a_language_we_know() -> None:
    outcomes = check(
        fence("kind: x\ngate: front\n", None), fence("kind: x\n", None), fence("plain text\n", None)
    )

    assert [outcome.state for outcome in outcomes] == [State.CHECKED, State.OTHER, State.OTHER]


def test_a_file_needs_no_label() -> None:
    (outcome,) = check(Snippet.whole(Source("a.yaml", "a: 1\n")))

    assert outcome.state is State.PARSED


@pytest.mark.parametrize("label", ["bash", "sh", "console", "Bash"])
def test_yaml_in_a_heredoc_is_counted_as_unchecked(label: str) -> None:
    text = """cat <<EOF | kubectl apply -f -
gate: a
EOF
  cat <<- 'X' > b.yaml
gate: b
  X
cat <<EOF
plain
EOF
cat <<< gate
"""
    (outcome,) = check(fence(text, label))

    assert (outcome.state, outcome.heredocs) == (State.OTHER, 2)
    assert engine.report([outcome]).tally == Tally(snippets=2, unchecked=2)


def test_many_heredocs_that_stay_open_are_read() -> None:
    assert check(fence("cat <<A\n" * 20_000, "bash"))[0].heredocs == 0


def test_a_snippet_is_loaded_after_the_file_that_it_names() -> None:
    text = "# after: a.yaml\ngate: second\n"
    (outcome, asked) = check(
        text,
        "cases:\n  - knock: alice\n    gate: front\n  - knock: bob\n    opens: false\n",
        files={"snippets/a.yaml": GATE},
    )

    assert not outcome.diagnostics
    assert [each.as_expected for each in asked.decided] == [True, True]


def test_a_chain_of_files_is_loaded_in_order_and_each_file_once() -> None:
    gates = Gates()
    loaded: list[object] = []
    load = gates.load

    def remember(documents: Sequence[Document], target: Target) -> Loaded:
        loaded.extend(document.value for document in documents)
        return load(documents, target)

    gates.load = remember  # type: ignore[method-assign]
    files = {
        "snippets/base.yaml": "gate: base\n",
        "snippets/left.yaml": "# after: base.yaml\ngate: left\n",
        "snippets/deep/right.yaml": "# after: ../base.yaml\ngate: right\n",
    }
    check("# after: left.yaml\n# after: deep/right.yaml\ngate: own\n", files=files, gates=gates)

    assert loaded == [{"gate": name} for name in ("base", "left", "right", "own")]


def test_a_finding_in_another_file_is_not_reported_here() -> None:
    (outcome,) = check("# after: a.yaml\ngate: x\n", files={"snippets/a.yaml": "gate: a\ncolour: red\n"})

    assert not outcome.diagnostics


@pytest.mark.parametrize(
    ("words", "message"),
    {
        "missing": ("b.yaml", "`# after: b.yaml` names a file that does not exist"),
        "outside": ("../../x", "`# after: ../../x` names a file that leads out of the project"),
        "a missing file behind it": (
            "broken.yaml",
            "`# after: broken.yaml` names a file that comes after snippets/none.yaml, which does not exist",
        ),
        "above, and none there": ("above", "`# after: above` names a block above, and there is none"),
    }.values(),
)
def test_a_file_that_cannot_be_loaded_is_said_at_the_directive(words: str, message: str) -> None:
    files = {
        "snippets/a.yaml": GATE,
        "snippets/broken.yaml": "# after: none.yaml\ngate: x\n",
    }
    (outcome,) = check(f"# after: {words}\ngate: x\n", files=files)

    assert said(outcome) == ["1 directive/malformed"]
    assert messages(outcome) == [message]


def test_a_file_that_comes_after_itself_is_said() -> None:
    files = {"snippets/a.yaml": "# after: b.yaml\ngate: a\n", "snippets/b.yaml": "# after: a.yaml\ngate: b\n"}
    snippet = Snippet.whole(Source("snippets/a.yaml", files["snippets/a.yaml"]))
    (outcome,) = check(snippet, files=files)

    assert messages(outcome) == [
        "`# after: b.yaml` names a file that comes after snippets/a.yaml, which comes after itself"
    ]


def test_the_file_that_an_included_case_names_is_beside_the_case() -> None:
    file = Source("snippets/deep/a.cases.yaml", "cases:\n- {knock: alice, opens: true, for: a.yaml}\n")
    page = Source("docs/page.md", "x\n")
    origins = tuple(Origin(file, start) for start in file.line_starts[:2])
    (asked,) = check(Snippet(file.text, page, origins, "yaml"), files={"snippets/deep/a.yaml": GATE})

    assert not asked.diagnostics
    assert [each.as_expected for each in asked.decided] == [True]


def test_a_file_too_large_to_read_is_not_loaded() -> None:
    files = {"snippets/a.yaml": GATE.ljust(1_300_000)}
    (outcome,) = check("# after: a.yaml\ngate: x\n", files=files)

    assert messages(outcome) == [
        "`# after: a.yaml` names a file that has 1,300,000 characters, more than 1,200,000"
    ]


def test_a_misspelt_file_is_told_from_its_neighbour() -> None:
    (outcome,) = check("# after: polcy.yaml\ngate: x\n", files={"snippets/policy.yaml": GATE})

    assert outcome.diagnostics[0].hint == "did you mean `policy.yaml`?"


def test_above_is_the_previous_block_and_what_that_is_after() -> None:
    files = {"snippets/a.yaml": GATE}
    *_, asked = check(
        "# after: a.yaml\ngate: second\n",
        "# after: above\ngate: third\nopen: [bob]\n",
        "cases:\n  - knock: alice\n    gate: front\n  - knock: bob\n    gate: third\n",
        files=files,
    )

    assert [each.as_expected for each in asked.decided] == [True, True]


def test_the_nearest_block_above_is_asked() -> None:
    *_, asked = check(
        GATE, "gate: back\nopen: [bob]\n", "cases:\n  - knock: bob\n    opens: true\n    gate: back\n"
    )

    assert asked.language == "cases"
    assert not asked.diagnostics
    assert engine.report([asked]).tally == Tally(snippets=1, checked=1, cases=1)


def test_a_block_below_is_not_asked() -> None:
    asked, _ = check("cases:\n  - knock: bob\n    opens: true\n", GATE)

    assert said(asked) == ["2 case/no-policy"]


def test_a_block_that_does_not_load_is_not_asked() -> None:
    *_, asked = check("gate: ~\n", "cases:\n  - knock: bob\n    opens: true\n")

    assert messages(asked) == ["nothing decides this `knock`: the block above it gives no decisions"]


def test_a_decision_that_differs_is_said_at_its_line_with_what_decided_it() -> None:
    _, asked = check(GATE, "cases:\n  - knock: bob\n    opens: false\n  - knock: alice\n    opens: false\n")

    assert said(asked) == ["5 case/differs"]
    assert messages(asked) == ["opens is true, not false, decided by gate 1"]


def test_a_value_of_a_case_is_text_as_written() -> None:
    _, asked = check(
        "gate: front\nopen: ['no', '0644']\n",
        "cases:\n  - {knock: no, opens: true}\n  - {knock: 0644, opens: true}\n",
    )

    assert not asked.diagnostics


def test_no_is_not_false() -> None:
    _, asked = check(GATE, "cases:\n  - {knock: bob, opens: no}\n")

    assert messages(asked) == ["opens is false, not no"]


def test_a_malformed_case_is_said_at_its_first_key() -> None:
    _, asked = check(GATE, "cases:\n  - opens: false\n  - {knock: bob, opens: false}\n")

    assert said(asked) == ["2 case/malformed"]
    assert len(asked.decided) == 1


def test_a_case_may_name_its_file() -> None:
    gates = Gates()
    cases = "cases:\n" + "  - for: a.yaml\n    knock: alice\n    opens: true\n" * 3
    (asked,) = check(cases, files={"snippets/a.yaml": GATE}, gates=gates)

    assert not asked.diagnostics
    assert gates.loads == 1


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("none.yaml", "snippets/none.yaml does not exist"),
        ("other.yaml", "snippets/other.yaml cannot answer it"),
        ("broken.yaml", "snippets/broken.yaml does not load"),
        ("undecided.yaml", "snippets/undecided.yaml gives no decisions"),
        ("after.yaml", "snippets/none.yaml does not exist"),
        ("../../etc/passwd", "../etc/passwd leads out of the project"),
    ],
)
def test_a_file_that_cannot_be_asked_is_said(file: str, why: str) -> None:
    files = {
        "snippets/other.yaml": "a: 1\n",
        "snippets/broken.yaml": "gate: ~\n",
        "snippets/undecided.yaml": "gate: x\nundecided: true\n",
        "snippets/after.yaml": "# after: none.yaml\ngate: x\n",
    }
    (asked,) = check(f"cases:\n  - for: {file}\n    knock: alice\n    opens: true\n", files=files)

    assert messages(asked) == [f"nothing decides this `knock`: {why}"]


def test_the_cases_of_a_file_stand_beside_it() -> None:
    text = "cases:\n  - knock: alice\n    opens: true\n"
    files = {"snippets/gates/a.yaml": GATE}
    (asked,) = check(Snippet.whole(Source("snippets/gates/a.cases.yaml", text)), files=files)

    assert not asked.diagnostics


def test_several_documents_of_cases_may_be_empty() -> None:
    _, asked = check(GATE, "---\ncases:\n  - knock: alice\n    opens: true\n---\n# nothing\n")

    assert not asked.diagnostics


def test_a_snippet_speaks_of_its_versions_and_its_reader() -> None:
    gates = Gates()
    check("# kubernetes: >=1.36\n# read-by: kubelet\ngate: x\n", "gate: y\n", gates=gates)

    assert gates.targets == [Target(("1.36", "1.37"), "kubelet"), Target(("1.36",), "kubectl")]


def test_a_range_without_a_version_is_malformed_at_its_line() -> None:
    gates = Gates()
    (outcome,) = check("# a note\n# kubernetes: >=1.99\ngate: x\n", gates=gates)

    assert said(outcome) == ["2 directive/malformed"]
    assert gates.targets[0].kubernetes == ("1.36",)


def test_a_malformed_directive_does_not_stop_the_check() -> None:
    (outcome,) = check("# read-by: kubeclt\ngate: x\ncolour: red\n")

    assert said(outcome) == ["1 directive/malformed", "3 gate/unknown-field"]


def test_an_expected_diagnostic_is_met() -> None:
    (outcome,) = check("gate: x\ncolour: red  # expect: gate/unknown-field -- to show it\n")

    assert not outcome.diagnostics
    assert [each.rule.code for each in outcome.met] == ["gate/unknown-field"]


def test_an_expectation_that_nothing_meets_is_an_error() -> None:
    (outcome,) = check("gate: x\nopen: []  # expect: gate/unknown-fild\n")

    assert said(outcome) == ["2 expect/unmet"]
    assert outcome.diagnostics[0].hint == "did you mean `gate/unknown-field`?"


def test_an_expectation_is_met_in_yaml_that_does_not_parse() -> None:
    (outcome,) = check("gate: x\ncolour: red: blue  # expect: yaml/syntax\n")

    assert not outcome.diagnostics


def test_an_expectation_on_a_block_scalar_covers_it() -> None:
    (outcome,) = check("gate: x\ncolour: |  # expect: gate/unknown-field\n  red\n")

    assert not outcome.diagnostics


def test_a_case_that_differs_may_be_expected() -> None:
    _, asked = check(GATE, "cases:\n  - knock: bob\n    opens: true  # expect: case/differs\n")

    assert not asked.diagnostics


def test_what_is_said_of_a_mark_is_not_said_twice() -> None:
    (outcome,) = check("{gate: x, ...}\n")

    assert said(outcome) == ["1 yaml/elision"]


def test_an_elision_says_that_more_may_be_there() -> None:
    (outcome,) = check("open: [alice]\n# …\n")

    assert said(outcome) == ["2 yaml/elision"]
    assert outcome.diagnostics[0].severity is Severity.INFO


FIRES, CALM = (
    f"cases:\n- event: {{what: {what}}}\n  alerts: {alerts}\n"
    for what, alerts in (("smoke", "[Fire]"), ("calm", "[]"))
)


@pytest.mark.parametrize(
    ("blocks", "remarks"),
    [
        ([ALARM, FIRES], [[], ["2 case/one-sided"]]),
        ([ALARM, FIRES, FIRES], [[], ["2 case/one-sided"], []]),
        ([ALARM, FIRES, CALM], [[], [], []]),
        ([ALARM, CALM, ALARM, FIRES], [[], ["2 case/one-sided"], [], ["2 case/one-sided"]]),
        (
            [ALARM, FIRES.replace("]", "]  # expect: case/one-sided", 1)],
            [[], ["3 expect/unmet", "2 case/one-sided"]],
        ),
        ([ALARM, FIRES.replace("e}", "e}  # expect: case/one-sided")], [[], []]),
    ],
)
def test_both_sides_of_a_policy_may_be_shown_anywhere_on_its_page(
    blocks: list[str], remarks: list[list[str]]
) -> None:
    outcomes = engine.check(map(fence, blocks), Folder(), Settings((Alarms(),)))

    assert [sorted(said(outcome)) for outcome in outcomes] == [sorted(each) for each in remarks]


def test_a_report_is_in_order_and_says_each_thing_once() -> None:
    one, two = Source("a.md", "x\ny\n"), Source("b.md", "x\n")
    first, second, third = (
        Diagnostic(no_name, one, Span(0, 1), "m"),
        Diagnostic(no_name, one, Span(2, 3), "m"),
        Diagnostic(no_name, two, Span(0, 1), "m"),
    )
    snippet = fence("a: 1\n")
    outcomes = [Outcome(snippet, State.PARSED, diagnostics=(third, second)), Outcome(snippet, State.OTHER)]
    report = engine.report([*outcomes, outcomes[0]], [first, third], pages=2)

    assert report.diagnostics == (first, second, third)
    assert report.tally == Tally(pages=2, snippets=2, parsed=2)


def test_the_tally_counts_every_snippet() -> None:
    outcomes = check(GATE, "open: []\n", "a: 1\n", "# unchecked: x\na: 1\n", fence("x", "text"))

    assert engine.report(outcomes).tally == Tally(snippets=4, checked=1, fragments=1, parsed=1, unchecked=1)


LINES = [
    *["gate: x\n", "open: [a, b]\n", "colour: red\n", "cases:\n", "  - knock: a\n", "    opens: true\n"],
    *[
        "# in: Gate\n",
        "# after: a.yaml\n",
        "# after: above\n",
        "# unchecked: x\n",
        "# kubernetes: 1.30\n",
        "---\n",
    ],
    *[
        "...\n",
        "# …\n",
        " # expect: gate/unknown-field\n",
        "\t",
        "{{ x }}",
        "[",
        "'",
        "&a ",
        "*a",
        "\0",
        "\r\n",
        "- ",
    ],
    *["<<EOF\n", "EOF\n", "    for: a.yaml\n"],
]
PIECES = st.sampled_from(LINES)


@given(
    st.lists(
        st.tuples(
            st.lists(PIECES | st.text(max_size=3), max_size=8).map("".join),
            st.sampled_from(["yaml", None, "sh"]),
        ),
        max_size=4,
    )
)
def test_any_page_is_checked_and_every_diagnostic_lies_inside_its_file(
    blocks: list[tuple[str, str | None]],
) -> None:
    snippets = [Snippet(text, Source("docs/page.md", text), (), label) for text, label in blocks]
    outcomes = check(*snippets, files={"snippets/a.yaml": "# after: a.yaml\n" + GATE})
    found = [each for outcome in outcomes for each in (*outcome.diagnostics, *outcome.met)]
    places = [(each.source, each.span) for each in found]
    places += [(remark.source, remark.span) for each in found for remark in each.related]

    assert len(outcomes) == len(blocks)
    assert all(0 <= span.start <= span.end <= len(source.text) for source, span in places)


@pytest.mark.parametrize(
    "text",
    [
        'gate: front\nopen: ["echo # expect: yaml/tab"]\n',
        "gate: front\nopen: ['a # expect: nonsense']\n",
        "gate: front\nopen:\n- |\n  # expect: yaml/tab\n  # expects yaml/tab\n- b\n",
    ],
)
def test_an_expectation_in_the_text_of_a_scalar_is_none(text: str) -> None:
    assert not said(check(text)[0])


def test_an_expectation_beside_the_text_of_a_scalar_is_one() -> None:
    (outcome,) = check("gate: front\ncolour: |  # expect: gate/unknown-field\n  red\n# expect: yaml/tab\n")

    assert [each.rule.code for each in outcome.met] == ["gate/unknown-field"]
    assert said(outcome) == ["4 expect/unmet"]


@pytest.mark.parametrize(
    "text",
    ["{kind: x, gate: front, colour: red}", "{gate: front, kind: x, colour: red}", '{"kind":1,"gate":1}'],
)
def test_a_fence_without_a_label_may_be_in_flow_style(text: str) -> None:
    assert check(fence(text, None))[0].state is State.CHECKED


@pytest.mark.parametrize(
    ("text", "state", "language"),
    [
        ("# unchecked: x\nkind: x\ngate: front\n", State.UNCHECKED, "gates"),
        ("# unchecked: x\ncases:\n- knock: alice\n", State.UNCHECKED, None),
        ("# unchecked: x\nkind: other\n", State.OTHER, None),
        ("# unchecked: x\nkind: [\n", State.OTHER, None),
    ],
)
def test_an_unchecked_fence_without_a_label_is_ours_where_a_language_claims_it(
    text: str, state: State, language: str | None
) -> None:
    (outcome,) = check(fence(text, None))

    assert (outcome.state, outcome.language) == (state, language)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("cat <<\\EOF\ngate: x\nEOF\n", 1),
        ("cat <<END-OF.FILE\ngate: x\nEND-OF.FILE\n", 1),
        ("cat <<'THE END'\ngate: x\nTHE END\n", 1),
        ("$ cat <<EOF\n> gate: x\n> open: [a]\n> EOF\n", 1),
        ("cat <<A <<B\ngate: x\nA\ngate: y\nB\n", 2),
        ("cat <<A <<A\ngate: x\nA\ngate: y\nA\n", 2),
    ],
)
@pytest.mark.parametrize("label", ["console", None])
def test_a_heredoc_may_be_written_in_many_ways(text: str, count: int, label: str | None) -> None:
    (outcome,) = check(fence(text, label))

    assert (outcome.state, outcome.heredocs) == (State.OTHER, count)


def test_the_server_refuses_a_key_that_comes_twice() -> None:
    text = "gate: front\nopen: []\nopen: [alice]\n"
    (kept,), (refused,) = check(text)[0].diagnostics, check(f"# read-by: api\n{text}")[0].diagnostics

    assert kept.severity is Severity.WARNING
    assert refused.severity is Severity.ERROR
    assert refused.message == (
        'the key "open" stands here twice; the server refuses it ("already set in map")'
    )


def test_a_file_that_kubectl_cuts_in_a_wrong_place_is_refused_where_it_is_kubectls() -> None:
    (ours,), (nobodys,) = (
        check(f"%YAML 1.1\n---\n{text}")[0].diagnostics for text in ("gate: x\n", "a: 1\n")
    )

    assert (ours.rule.code, ours.severity) == ("yaml/separator", Severity.ERROR)
    assert (nobodys.rule.code, nobodys.severity) == ("yaml/separator", Severity.WARNING)
