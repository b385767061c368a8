"""The pages of the rules and their index, as Markdown."""

from __future__ import annotations

import pytest

from noteproof import catalogue
from noteproof.finding import Severity, rule


def test_rules_are_listed_by_their_codes() -> None:
    codes = list(catalogue.by_code())

    assert codes == sorted(codes)
    assert len(codes) == len(catalogue.RULES)


def test_a_page_names_the_rule_its_severity_and_its_promise() -> None:
    page = catalogue.page(catalogue.by_code()["page/empty"])

    assert page.startswith(
        "# page/empty\n\n**warning**\n\nA page says something.\n\n## Wrong\n\n````markdown\n"
    )
    assert page.endswith("````\n")


def test_an_include_in_an_example_includes_nothing() -> None:
    page = catalogue.page(catalogue.by_code()["page/include-missing"])

    assert "\n;--8<-- " in page
    assert "\n--8<-- " not in page


def test_the_index_has_a_row_for_each_rule_below_its_group() -> None:
    index = catalogue.index("rules")

    for code, each in catalogue.by_code().items():
        assert f"| [`{code}`](rules/{code}.md) | {each.severity} | " in index
        assert f"\n## {code.partition('/')[0]}\n" in index


def test_a_promise_with_a_bar_stays_in_its_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    @rule("page/bar", Severity.INFO)
    def bar() -> None:  # type: ignore[misc]
        """A promise with `a|b` in it."""

    monkeypatch.setattr(catalogue, "RULES", (bar,))

    assert "| A promise with `a\\|b` in it. |" in catalogue.index("rules")


@pytest.mark.parametrize("code", sorted(catalogue.by_code()))
def test_a_promise_fits_its_cell(code: str) -> None:
    promise = catalogue.by_code()[code].doc.partition("\n")[0]

    assert len(promise) <= 110
