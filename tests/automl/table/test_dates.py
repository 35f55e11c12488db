"""Dates as people write them."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.automl.table import read
from headway.automl.table.dates import days_as_numbers, read_dates, swap_day_and_month
from headway.errors import HeadwayError

DAYS = [date(2024, 12, 31), date(2025, 2, 1), date(1999, 7, 15)]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def found(texts: list[str]) -> list[object]:
    dates = read_dates(texts)
    assert dates is not None
    return dates.values.astype("datetime64[s]").tolist()


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


@pytest.mark.parametrize(
    "pattern",
    ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%y", "%d/%m/%y",
     "%m/%d/%y", "%d {} %Y", "%d-{}-%Y", "%d-{}-%y", "{} %d, %Y", "{} %d %Y", "%Y年%m月%d日", "%Y-%m-%dT00:00:00Z",
     "%Y-%m-%d 00:00", "%d.%m.%Y 00:00:00", "Tue, %d {} %Y 00:00:00 GMT", "%m/%d/%Y 12:00 AM", "%Y-%m-%d 00:00:00.000"],
)  # fmt: skip
def test_format_is_found(pattern: str) -> None:
    texts = [day.strftime(pattern.replace("{}", "@")).replace("@", MONTHS[day.month - 1]) for day in DAYS]
    assert found(texts) == list(map(midnight, DAYS))


def test_time_and_zone_are_read() -> None:
    assert found(["2024-12-31T10:30:15+08:00"]) == [datetime(2024, 12, 31, 2, 30, 15)]
    assert found(["2024-12-31 10:30:15.5Z"]) == [datetime(2024, 12, 31, 10, 30, 15)]
    assert found(["31 Dec 2024 10:30 +0100", "1 Jan 2025 00:30 +0100"]) == [
        datetime(2024, 12, 31, 9, 30),
        datetime(2024, 12, 31, 23, 30),
    ]
    assert found(["12/31/2024 1:05 PM", "1/1/2025 12:00 am"]) == [datetime(2024, 12, 31, 13, 5), datetime(2025, 1, 1)]
    assert read(b"t\n2024-12-31T10:30+08:00\n").schema["t"].note == "dates as 2024-12-31; times were converted to UTC"


def test_weeks_and_months_are_read() -> None:
    assert found(["2024-W01", "2024-W52-7"]) == [datetime(2024, 1, 1), datetime(2024, 12, 29)]
    assert found(["2024-01", "2024-12"]) == [datetime(2024, 1, 1), datetime(2024, 12, 1)]


def test_order_is_decided_by_the_whole_column() -> None:
    assert found(["01/02/2024"] * 30 + ["31/12/2024"])[0] == datetime(2024, 2, 1)
    assert found(["01/02/2024"] * 30 + ["12/31/2024"])[0] == datetime(2024, 1, 2)


def test_order_in_which_dates_are_sorted_is_taken() -> None:
    dates = read_dates(["05/01/2024", "01/02/2024"])
    assert dates
    assert dates.example == "31/12/2024"
    assert "sorted" in dates.note


def test_custom_decides_where_nothing_else_does() -> None:
    slashes, points = read_dates(["03/04/2024", "02/01/2024"]), read_dates(["03.04.2024", "02.01.2024"])
    assert slashes
    assert points
    assert (slashes.example, points.example) == ("12/31/2024", "31.12.2024")
    assert "either order" in slashes.note


def test_few_odd_values_are_missing_and_named() -> None:
    texts = [f"{day}.12.2024" for day in range(1, 31)] + ["soon"]
    dates = read_dates(texts)
    assert dates
    assert dates.odd == ("soon",)
    assert np.isnat(dates.values[-1])
    assert read_dates([*texts[:10], "soon"]) is None


@pytest.mark.parametrize(
    "texts",
    [["1.5", "2.5"], ["12.5.3"], ["10:30"], ["2024"], ["2024-13"], ["32.12.2024"], ["A-1"], ["1-2-3"], ["192.168.1.1"], [""],
     ["31/12/2024", "12/31/2024"], ["Mar"], ["10-12"], ["123-45-6789"]],
)  # fmt: skip
def test_others_are_no_dates(texts: list[str]) -> None:
    assert read_dates(texts) is None


def test_years_that_nanoseconds_do_not_hold_are_missing() -> None:
    table = read(("day\n" + "2024-01-01\n" * 50 + "9999-12-31\n").encode())
    assert table.schema["day"].missing == 1
    assert "'9999-12-31'" in table.schema["day"].note


def test_digits_are_dates_with_a_name_or_in_number() -> None:
    assert read(b"date,x\n20241231,1\n20240101,2\n").schema["date"].kind == "datetime"
    assert read(b"size,x\n20241231,1\n20240101,2\n").schema["size"].kind == "numerical"
    days = pd.date_range("2024-01-01", periods=40).strftime("%Y%m%d")
    assert read(("size\n" + "\n".join(days)).encode()).schema["size"].kind == "datetime"
    assert days_as_numbers(np.array([20241331.0])) is None
    assert days_as_numbers(np.array([20241230.5])) is None


def test_day_and_month_are_swapped() -> None:
    times = pd.Series(pd.to_datetime(["2024-02-03 10:00", None]))
    assert swap_day_and_month(times).astype("datetime64[s]").tolist() == [datetime(2024, 3, 2, 10), None]


@given(st.lists(st.datetimes(datetime(1700, 1, 1), datetime(2200, 1, 1)), min_size=1))
def test_iso_dates_are_read_back(times: list[datetime]) -> None:
    dates = read_dates([time.isoformat() for time in times])
    assert dates
    assert dates.values.astype("datetime64[us]").tolist() == times


@given(st.lists(st.text(alphabet="0123456789/-.: TZW年月日apmJanDec+", max_size=24), min_size=1, max_size=5))
def test_no_text_breaks_the_reader(texts: list[str]) -> None:
    read_dates(texts)
    read(("date;x\n" + "".join(f"{text};1\n" for text in texts)).encode())


def test_impossible_days_are_no_dates() -> None:
    assert read_dates(["30.02.2024", "31.04.2024"]) is None
    with pytest.raises(HeadwayError):
        read(b"day\nx\n").setup({"day": "datetime"})
