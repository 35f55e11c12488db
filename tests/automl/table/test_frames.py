"""DataFrames of every sort."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from headway.automl.table import read
from headway.errors import BadTable


def one(values: object) -> tuple[str, list[object]]:
    table = read(pd.DataFrame({"a": values}))
    return table.schema["a"].kind, table.frame["a"].astype(object).tolist()


@pytest.mark.parametrize(
    ("values", "kind", "read_as"),
    [
        ([True, False], "categorical", ["True", "False"]),
        (pd.array([1, 2], dtype="Int64"), "numerical", [1, 2]),
        (np.array([1, 2], np.uint8), "numerical", [1, 2]),
        (np.array([1, 2.5], np.float16), "numerical", [1, 2.5]),
        (pd.Categorical([1, 2, 1]), "categorical", ["1", "2", "1"]),
        (pd.Categorical([1.0, 2.5]), "categorical", ["1", "2.5"]),
        (pd.Categorical(["x", "y"], categories=["x", "y", "z"]), "categorical", ["x", "y"]),
        (pd.array(["x", "y"], dtype="string"), "categorical", ["x", "y"]),
        (["1", "2"], "numerical", [1, 2]),
        (["01", "02"], "categorical", ["01", "02"]),
        ([1, "x"], "categorical", ["1", "x"]),
        ([Decimal("1.5"), Decimal("2")], "numerical", [1.5, 2]),
        ([Fraction(1, 2), 2], "numerical", [0.5, 2]),
        (pd.to_timedelta([1, 2], unit="h"), "numerical", [3600, 7200]),
        ([datetime.timedelta(hours=1)], "numerical", [3600]),
        (pd.arrays.SparseArray([0, 1, 0]), "numerical", [0, 1, 0]),
        (pd.interval_range(0, 2), "categorical", ["(0, 1]", "(1, 2]"]),
        ([datetime.time(10, 30)], "categorical", ["10:30:00"]),
    ],
)  # fmt: skip
def test_column_is_read_as_what_it_is(values: object, kind: str, read_as: list[object]) -> None:
    assert one(values) == (kind, read_as)


def test_missing_values_of_every_sort_are_missing() -> None:
    columns = {
        "a": pd.array([1, None], dtype="Int64"),
        "b": pd.array([True, None], dtype="boolean"),
        "c": pd.Categorical(["x", None]),
        "d": [pd.Timestamp("2024-01-01"), pd.NaT],
        "e": ["x", None],
        "f": ["x", float("nan")],
        "g": [Decimal(1), None],
        "h": ["x", ""],
        "i": [None, None],
    }
    schema = read(pd.DataFrame(columns)).schema
    assert [column.missing for column in schema] == [1] * 8 + [2]


@pytest.mark.parametrize(
    "times",
    [
        pd.to_datetime(["2024-01-01 08:00", "2024-01-02 08:00"]).tz_localize("Asia/Taipei"),
        [datetime.datetime(2024, 1, 1), datetime.datetime(2024, 1, 2)],
        [datetime.date(2024, 1, 1), datetime.date(2024, 1, 2)],
        pd.period_range("2024-01-01", periods=2, freq="D"),
        np.array(["2024-01-01", "2024-01-02"], "datetime64[s]"),
        ["2024-01-01", "2024-01-02"],
        ["1.1.2024", "2.1.2024"],
    ],
    ids=["zone", "datetime", "date", "period", "seconds", "ISO text", "German text"],
)
def test_times_are_nanoseconds_without_zone(times: object) -> None:
    table = read(pd.DataFrame({"t": times}))
    assert table.frame["t"].dtype == np.dtype("datetime64[ns]")
    assert table.frame["t"].tolist() == [pd.Timestamp("2024-01-01"), pd.Timestamp("2024-01-02")]


@pytest.mark.parametrize("value", [[1], {"a": 1}, {1}, (1,), np.array([1, 2]), b"x", object(), 1j])
def test_what_is_no_value_is_named(value: object) -> None:
    frame = pd.DataFrame({"fine": [1, 2], "odd": pd.Series([value, value], dtype=object)})
    with pytest.raises(BadTable, match="column 'odd' holds values of type"):
        read(frame)


def test_complex_numbers_are_refused() -> None:
    with pytest.raises(BadTable, match="column 'z' holds complex numbers"):
        read(pd.DataFrame({"z": [1j, 2]}))


def test_odd_names_become_text() -> None:
    frame = pd.DataFrame([[1, 2, 3, 4, 5]], columns=[0, "a", "a", None, float("nan")])
    assert read(frame).schema.names == ("0", "a", "a_2", "column_4", "column_5")
    levels = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", "x"), ("a", 1)]))
    assert read(levels).schema.names == ("a_x", "a_1")


def test_names_of_a_frame_are_kept_as_they_are() -> None:
    assert read(pd.DataFrame({" a ": [1]})).schema.names == (" a ",)


def test_named_index_is_left_out_with_a_note() -> None:
    frame = pd.DataFrame({"a": [1, 2]}, index=pd.Index(["x", "y"], name="who"))
    table = read(frame)
    assert table.frame.index.tolist() == [0, 1]
    assert "reset_index()" in table.notes[0]
    assert read(frame.rename_axis(None)).notes == ()


@pytest.mark.parametrize(("frame", "what"), [(pd.DataFrame(), "no columns"), (pd.DataFrame({"a": []}), "no rows")])
def test_empty_frame_is_told(frame: pd.DataFrame, what: str) -> None:
    with pytest.raises(BadTable, match=what):
        read(frame)


def test_frame_is_not_shared() -> None:
    frame = pd.DataFrame({"a": [1, 2], "b": [1.5, 2.5], "t": pd.to_datetime(["2024-01-01", "2024-01-02"])})
    table = read(frame)
    frame.loc[0] = [9, 9.5, pd.Timestamp("1999-01-01")]
    assert table.frame.iloc[0].tolist() == [1, 1.5, pd.Timestamp("2024-01-01")]


def test_table_of_a_table_is_the_same() -> None:
    table = read(b"a,b,c,d\n1,x,2024-01-01,1.5\n,y,,2.5\n3,x,2024-01-03,\n")
    assert [column.kind for column in read(table.frame).schema] == [column.kind for column in table.schema]
