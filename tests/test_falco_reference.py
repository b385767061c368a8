"""The pages of reference and what `explain` answers: all that the tables hold, in our own words."""

from __future__ import annotations

import re

import pytest

from noteproof.languages import falco
from noteproof.languages.falco import reference, tables
from noteproof.languages.falco.words import CODES, FIELDS

PAGES = reference.pages()


def test_every_field_stands_on_its_page_once() -> None:
    for page, fields in (("fields", tables.fields()), ("plugin-fields", tables.plugin_fields())):
        rows = re.findall(r"^\| `([^`]+)`", PAGES[page], re.MULTILINE)
        assert sorted(rows) == sorted(fields)


def test_every_event_type_and_priority_and_code_stands_on_a_page() -> None:
    whole = "\n".join(PAGES.values())

    assert [name for name in (*tables.event_types(), *CODES) if f"`{name}`" not in whole] == []


@pytest.mark.parametrize("word", sorted(falco.names))
def test_every_name_is_explained(word: str) -> None:
    answer = falco.explains(word)

    assert answer
    assert answer.startswith(f"# {word}\n\n")


def test_the_fields_that_candidates_meet_are_told_in_a_line() -> None:
    assert len(FIELDS) >= 60
    assert all(name in tables.fields() or name in tables.plugin_fields() for name in FIELDS)
    assert all("\n" not in text and len(text) < 120 for text in FIELDS.values())


def test_what_is_no_name_is_not_explained() -> None:
    assert falco.explains("proc.nam") is None
    assert falco.explains("") is None
