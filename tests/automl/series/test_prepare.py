"""From any long table to regular series, or to an error that says what to do."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway import BadTable, UnknownColumn
from headway.automl.series.prepare import prepare
from headway.automl.series.problem import ask

DAYS = ["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"]


def prepared(frame: dict[str, Any] | pd.DataFrame, **options: Any) -> Any:
    future = options.pop("future", None)
    return prepare(pd.DataFrame(frame), ask(**{"target": "y", "time": "t", "horizon": 1, **options}), future)


def test_order_of_rows_does_not_matter() -> None:
    panel = prepared({"t": [DAYS[2], DAYS[0], DAYS[1]], "y": [3, 1, 2]})
    assert panel.lines[0].y.tolist() == [1, 2, 3]
    assert panel.notes == ()


@given(st.permutations(list(range(12))))
def test_any_order_gives_the_same_series(order: list[int]) -> None:
    frame = pd.DataFrame({"s": list("abc") * 4, "t": np.repeat(np.arange(4), 3), "y": np.arange(12.0)})
    shuffled = prepared(frame.iloc[order], series="s")
    assert {line.key[0]: line.y.tolist() for line in shuffled.lines} == {
        "a": [0, 3, 6, 9],
        "b": [1, 4, 7, 10],
        "c": [2, 5, 8, 11],
    }


@pytest.mark.parametrize(
    ("aggregate", "value"), [("mean", 3.0), ("sum", 6.0), ("max", 5.0), ("first", 1.0), ("last", 5.0)]
)
def test_rows_of_one_step_become_one(aggregate: str, value: float) -> None:
    panel = prepared({"t": [*DAYS[:3], DAYS[2]], "y": [0, 0, 1, 5]}, aggregate=aggregate)
    assert panel.lines[0].y[-1] == value
    assert f"their {aggregate} was taken" in panel.notes[0]


@pytest.mark.parametrize(
    ("options", "filled"),
    [
        ({}, 2.0),
        ({"fill": "interpolate", "aggregate": "sum"}, 2.0),
        ({"fill": "previous"}, 1.0),
        ({"fill": "zero"}, 0.0),
        ({"aggregate": "sum"}, 0.0),
    ],
)
def test_missing_step_is_filled_and_it_is_said(options: dict[str, Any], filled: float) -> None:
    times = [0, 1, 3, 4]
    panel = prepared({"t": times, "y": [1, 1, 3, 3]}, **options)
    assert panel.lines[0].y.tolist() == [1, 1, filled, 3, 3]
    assert "1 missing step of 5 was filled in" in panel.notes[0]


def test_missing_values_inside_are_filled_and_at_the_ends_left_out() -> None:
    panel = prepared({"t": range(6), "y": [None, 1, np.inf, 3, 4, None]})
    assert (panel.lines[0].start, panel.lines[0].y.tolist()) == (1, [1, 2, 3, 4])


def test_several_columns_name_a_series() -> None:
    frame = {"a": ["x", "x", "y", "y"], "b": [1, 2, 1, 2], "t": [0] * 4, "y": range(4)}
    assert [line.key for line in prepared(frame, series=["a", "b"]).lines] == [("x", 1), ("x", 2), ("y", 1), ("y", 2)]


def test_categories_without_rows_are_no_series() -> None:
    frame = pd.DataFrame({"s": pd.Categorical(["a", "a"], ["a", "b"]), "t": [0, 1], "y": [1, 2]})
    assert [line.key for line in prepared(frame, series="s").lines] == [("a",)]


def test_series_without_values_is_left_out_and_named() -> None:
    panel = prepared({"s": list("aabb"), "t": [0, 1, 0, 1], "y": [1, 2, None, None]}, series="s")
    assert [line.key for line in panel.lines] == [("a",)]
    assert "no forecast, for series b" in panel.notes[0]


def test_rows_without_time_or_series_are_left_out() -> None:
    panel = prepared({"s": ["a", "a", None, "a"], "t": [0, 1, 2, None], "y": [1, 2, 3, 4]}, series="s")
    assert panel.lines[0].y.tolist() == [1, 2]
    assert panel.notes[0] == "2 rows without 't' or 's' were left out"


@pytest.mark.parametrize(
    "times",
    [
        DAYS,
        pd.to_datetime(DAYS),
        pd.to_datetime(DAYS).as_unit("s"),
        pd.to_datetime(DAYS).tz_localize("UTC"),
        pd.PeriodIndex(DAYS, freq="D"),
        [datetime.date(2024, 1, day) for day in (1, 2, 3, 4)],
        ["01/01/2024", "02/01/2024", "03/01/2024", "04/01/2024"],
        ["20240101", "20240102", "20240103", "20240104"],
        ["2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z", "2024-01-03T00:00:00Z", "2024-01-04T00:00:00Z"],
    ],
    ids=["text", "datetime64", "seconds", "zone", "period", "date", "day first", "compact", "ISO"],
)
def test_days_are_read_however_they_are_given(times: Any) -> None:
    panel = prepared({"t": times, "y": [1, 2, 3, 4]})
    assert panel.grid.name == "1 day"
    assert panel.grid.times(np.array([0]))[0] == pd.Timestamp("2024-01-01")


def test_quarters_are_read() -> None:
    assert prepared({"t": ["2023Q3", "2023Q4", "2024Q1"], "y": [1, 2, 3]}).grid.name == "1 quarter"


def test_years_are_numbers() -> None:
    assert prepared({"t": ["2020", "2021", "2022"], "y": [1, 2, 3]}).grid.times(np.array([3])).tolist() == [2023]


def test_ends_that_differ_are_noted() -> None:
    panel = prepared({"s": list("aaab"), "t": [0, 1, 2, 0], "y": range(4)}, series="s")
    assert "end at different times, up to 2 steps" in panel.notes[-1]


@pytest.mark.parametrize(
    ("frame", "options", "said"),
    [
        ({"t": [], "y": []}, {}, "no rows"),
        ({"t": [0, 1], "y": [None, None]}, {}, "the target 'y' has no values"),
        ({"t": [None, None], "y": [1, 2]}, {}, "no row has a time in 't'"),
        ({"t": ["soon", "later"], "y": [1, 2]}, {}, "the time column 't' has 'soon'"),
        ({"t": [0.5, 1], "y": [1, 2]}, {}, "the time column 't' has 0.5"),
        ({"t": [True, False], "y": [1, 2]}, {}, "the time column 't' has"),
        ({"t": [0, 1], "y": ["many", "few"]}, {}, "the target column 'y' has 'many'"),
        ({"t": [0, 1], "y": pd.to_datetime(DAYS[:2])}, {}, "the target column 'y' has Timestamp"),
        ({"t": [0, 1, 10**7], "y": [1, 2, 3]}, {}, "3 values over 10,000,000 steps"),
        ({"t": [0, 1], "y": [1, 2], "f": pd.to_datetime(DAYS[:2])}, {"features": "f"}, "the feature column 'f'"),
    ],
)
def test_bad_table_is_told_with_its_cure(frame: dict[str, Any], options: dict[str, Any], said: str) -> None:
    with pytest.raises(BadTable, match=said) as raised:
        prepared(frame, **options)
    assert raised.value.cure


@pytest.mark.parametrize(
    ("options", "column"),
    [({"target": "Y"}, "Y"), ({"time": "T"}, "T"), ({"series": "shop"}, "shop"), ({"features": ["price"]}, "price")],
)
def test_unknown_column_is_named(options: dict[str, Any], column: str) -> None:
    with pytest.raises(UnknownColumn, match=repr(column)):
        prepared({"t": [0, 1], "y": [1, 2]}, **options)


def test_repeated_column_is_named() -> None:
    with pytest.raises(BadTable, match="'y' is there 2 times"):
        prepared(pd.DataFrame([[0, 1, 2]], columns=["t", "y", "y"]))


def test_what_is_no_frame_is_refused() -> None:
    with pytest.raises(BadTable, match="no DataFrame but dict"):
        prepare({"t": [0], "y": [1]}, ask(target="y", time="t", horizon=1))  # type: ignore[arg-type]


def test_rows_after_the_last_value_tell_known_features() -> None:
    panel = prepared({"t": range(4), "y": [1, 2, None, None], "offer": [0, 1, 0, 1]}, known="offer")
    assert panel.lines[0].points == 2
    assert panel.lines[0].known.ravel().tolist() == [0, 1, 0, 1]


def test_future_table_tells_known_features() -> None:
    future = pd.DataFrame({"t": [3, 2], "offer": [1, 0]})
    panel = prepared({"t": [0, 1], "y": [1, 2], "offer": [0, 1]}, known="offer", future=future)
    assert panel.lines[0].known.ravel().tolist() == [0, 1, 0, 1]


def test_future_without_a_feature_is_named() -> None:
    with pytest.raises(UnknownColumn, match="'offer' in future"):
        prepared({"t": [0, 1], "y": [1, 2], "offer": [0, 1]}, known="offer", future=pd.DataFrame({"t": [2]}))


def test_past_features_end_with_the_values() -> None:
    panel = prepared({"t": range(4), "y": [1, 2, 3, None], "rain": [5, None, 7, 8]}, features="rain")
    assert panel.lines[0].past.ravel().tolist() == [5, 5, 7]


def test_words_become_indicators() -> None:
    panel = prepared({"t": range(3), "y": [1, 2, 3], "offer": ["yes", "no", "yes"]}, known="offer")
    assert panel.known == ("offer=yes", "offer=no")
    assert panel.lines[0].known.tolist() == [[1, 0], [0, 1], [1, 0]]


def test_table_is_not_changed(shops: pd.DataFrame) -> None:
    before = shops.copy()
    prepare(shops, ask(target="sold", time="day", series="shop", horizon=3))
    pd.testing.assert_frame_equal(shops, before)
