"""Which scalars the API server takes."""

from __future__ import annotations

import pytest

from noteproof.schema import scalars


@pytest.mark.parametrize(
    "value",
    [
        "1",
        "0",
        "-1",
        "+1",
        "0.5",
        ".5",
        "5.",
        "100m",
        "1k",
        "1M",
        "1Gi",
        "1E",
        "1e3",
        "1E-3",
        "1e+3",
        "1e2147483647",
        "1e-2147483648",
        "1e00000000000000000003",
        "0Ki",
        "1n",
        "1u",
        "1.5Gi",
        " 1Gi ",
        "007",
        1,
        0,
        1.5,
        -3,
        1e30,
    ],
)
def test_a_quantity_is_taken(value: object) -> None:
    assert scalars.is_quantity(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "1K",
        "1GB",
        "1KiB",
        "128mi",
        "1 Gi",
        "half",
        "1e",
        "1e3k",
        "1e2147483648",
        "1e-2147483649",
        "1e99999999999999999999",
        "1e" + "9" * 5000,
        "1..5",
        "1.5.",
        "--1",
        "١",
        True,
        [1],
        {"a": 1},
        "1\u00b5",
        "0x10",
        "1_000",
    ],
)
def test_a_quantity_is_refused(value: object) -> None:
    assert not scalars.is_quantity(value)


@pytest.mark.parametrize(
    ("value", "shape"), [("128mi", True), ("1K", True), ("1e", True), ("1GB", False), ("", False)]
)
def test_the_two_faults_of_a_quantity_are_told_apart(value: str, shape: bool) -> None:
    assert shape == scalars.has_quantity_shape(value)


@pytest.mark.parametrize("value", [80, 80.0, -1, 2**31 - 1, -(2**31)])
def test_a_32_bit_number_is_taken(value: object) -> None:
    assert scalars.is_int32(value)


@pytest.mark.parametrize("value", ["80", 80.5, 2**31, True, None, [], float("nan"), float("inf"), 1e10])
def test_a_32_bit_number_is_refused(value: object) -> None:
    assert not scalars.is_int32(value)


def test_a_64_bit_number_ends_at_its_ends() -> None:
    assert scalars.is_int64(2**63 - 1)
    assert scalars.is_int64(-(2**63))
    assert not scalars.is_int64(2**63)
    assert not scalars.is_int64(float(2**63))


@pytest.mark.parametrize(
    "value",
    [
        "2026-01-31T12:00:00Z",
        "2024-02-29T00:00:00+01:00",
        "2026-01-31T12:00:00.5Z",
        "2026-01-31T12:00:00,5-07:00",
        "2026-01-31T1:00:00Z",
        "0000-02-29T00:00:00Z",
        "2000-02-29T00:00:00Z",
    ],
)
def test_a_time_is_taken(value: str) -> None:
    assert scalars.is_time(value)


@pytest.mark.parametrize(
    "value",
    [
        "yesterday",
        "",
        "2026-01-31",
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-01-31 12:00:00Z",
        "2026-01-31T12:00:00",
        "2026-01-31T24:00:00Z",
        "2026-01-31T12:00:00z",
        "2026-01-31T12:00:60Z",
        "2026-01-31T12:00:00Z\n",
        20260131,
        True,
    ],
)
def test_a_time_is_refused(value: object) -> None:
    assert not scalars.is_time(value)


def test_a_micro_time_has_six_decimals() -> None:
    assert scalars.is_micro_time("2026-01-31T12:00:00.000001Z")
    assert not scalars.is_micro_time("2026-01-31T12:00:00Z")
    assert not scalars.is_micro_time("2026-01-31T12:00:00.001Z")


@pytest.mark.parametrize("value", ["", "YQ==", "YWFh\nYmJi\n", "YWFh\r\n", [97, None, 0]])
def test_base64_is_taken(value: object) -> None:
    assert scalars.is_base64(value)


@pytest.mark.parametrize(
    "value", ["YQ", "YQ=", "Y Q==", "YQ==YQ==", "a-_b", "ä===", "YQ==\u2028", 1, True, [256], ["a"]]
)
def test_base64_is_refused(value: object) -> None:
    assert not scalars.is_base64(value)


def test_an_int_or_a_string_is_not_a_boolean() -> None:
    assert scalars.is_int_or_string("http")
    assert scalars.is_int_or_string(80)
    assert not scalars.is_int_or_string(True)
    assert not scalars.is_int_or_string(80.5)
