"""CEL expressions: what is read of them."""

from __future__ import annotations

import pytest

from noteproof.languages.kubernetes.validation.cel import unbalanced


@pytest.mark.parametrize(
    "text",
    [
        "",
        "object.spec.replicas <= 5",
        "has(object.spec) && [1, {'a': 2}][0] > 0",
        "'(' + \"]\" == '\\'('",
        "r'\\' == '\\\\' // (",
        "'''one ' quote\nand (''' == \"\"\"a \" b\"\"\"",
        "b'(' == B\"(\" && bR'\\' != b''",
        "// nothing but (\ntrue",
        "authorizer.group('').resource('pods').check('delete').allowed()",
    ],
)
def test_what_is_balanced_is_left_to_the_server(text: str) -> None:
    assert unbalanced(text) is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("has(object.spec", "`)` is missing at its end"),
        ("a[0]]", "`]` closes nothing"),
        ("(a]", "`]` stands where `)` is needed"),
        ("a == 'b", "a string that begins with ' is not closed"),
        ("a == 'b\n'", "a string that begins with ' is not closed"),
        ("a == '\\'", "a string that begins with ' is not closed"),
        ("r'\\''", "a string that begins with ' is not closed"),
        ("'''a''", "a string that begins with ''' is not closed"),
        ("(a // )", "`)` is missing at its end"),
    ],
)
def test_what_is_not_balanced_does_not_compile(text: str, what: str) -> None:
    found = unbalanced(text)

    assert found is not None
    assert found[0] == what


def test_a_long_expression_is_read_once() -> None:
    assert unbalanced("(" * 200_000 + "'" + "\\'" * 200_000 + "'" + ")" * 200_000) is None
    assert unbalanced("'" * 3 + "a'" * 200_000) is not None
