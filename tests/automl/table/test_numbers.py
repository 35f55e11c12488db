"""Numbers as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.automl.table.numbers import decimals_written, read_numbers, write_number


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["1", "-2.5", "+3e2", ".5", "4."], [1, -2.5, 300, 0.5, 4]),
        (["1,234", "12"], [1234, 12]),
        (["1,234,567.25", "1,000"], [1234567.25, 1000]),
        (["1,5", "12,25"], [1.5, 12.25]),
        (["1.234,5", "12"], [1234.5, 12]),
        (["1 234,5", "1 234 567"], [1234.5, 1234567]),
        (["1\u202f234", "1\u00a0234"], [1234, 1234]),
        (["1'234.5", "12.5"], [1234.5, 12.5]),
        (["12%", "7.5 %"], [12, 7.5]),
        (["$1,234.50", "-$3", "$-4"], [1234.5, -3, -4]),
        (["1.234,50 €", "3,00 €"], [1234.5, 3]),
        (["NT$100", "NT$1,000"], [100, 1000]),
        (["USD 5", "6 USD"], [5, 6]),
        (["\u22125", "5"], [-5, 5]),
        (["inf", "-Infinity"], [float("inf"), float("-inf")]),
        ([" 7 ", "8"], [7, 8]),
        (["0", "0.5", "-0"], [0, 0.5, 0]),
    ],
)
def test_numbers_are_read(texts: list[str], values: list[float]) -> None:
    found = read_numbers(texts)
    assert found is not None
    assert found.values.tolist() == values


@pytest.mark.parametrize(
    "texts",
    [
        ["007", "8"],
        ["12345678901234567890"],
        ["1,23", "1.5"],
        ["12%", "0.5"],
        ["$5", "€5"],
        ["1_000"],
        ["0x10"],
        ["٣"],
        ["1,2,3"],
        ["12,34,567"],
        ["1 kg"],
        ["12-31"],
        [""],
        ["nan"],
        ["1", "x"],
        ["%"],
        ["$"],
    ],
)
def test_others_are_no_numbers(texts: list[str]) -> None:
    assert read_numbers(texts) is None


def test_ambiguous_comma_is_the_files_own() -> None:
    one, other = read_numbers(["1,234"]), read_numbers(["1,234"], ",")
    assert one
    assert other
    assert (one.values[0], other.values[0]) == (1234, 1.234)


def test_codes_are_numbers_where_asked() -> None:
    found = read_numbers(["007", "12"], allow_codes=True)
    assert found
    assert found.values.tolist() == [7, 12]


@given(st.lists(st.floats(allow_nan=False), min_size=1))
def test_numbers_as_python_writes_them_are_read_back(values: list[float]) -> None:
    found = read_numbers([repr(value) for value in values])
    assert found
    assert found.values.tolist() == values


@given(st.lists(st.decimals(-1000, 1000, places=2), min_size=1))
def test_fixed_decimals_are_written_back(values: list[object]) -> None:
    texts = [str(value) for value in values]
    least = decimals_written(texts)
    assert [write_number(float(text), least) for text in texts if text != "-0.00"] == [t for t in texts if t != "-0.00"]


@given(st.integers(-(2**53), 2**53))
def test_whole_numbers_are_written_without_decimals(value: int) -> None:
    assert write_number(value, 0) == str(value)
