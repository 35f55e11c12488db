"""The columns of a table as times, numbers and features; what can't be one of these is named, with its first bad value."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from headway.errors import BadTable, UnknownColumn

DATE_FORMATS = (
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%Y/%m/%d",
    "%d-%m-%Y",
    "%Y%m%d",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M",
)
MOST_CATEGORIES = 20


def check_columns(frame: pd.DataFrame, names: tuple[str, ...], where: str = "") -> None:
    """Raise UnknownColumn for a name that the frame has not, BadTable for one that it has twice."""
    known = tuple(map(str, frame.columns))
    for name in names:
        if name not in known:
            raise UnknownColumn(name, known, where)
        if known.count(name) > 1:
            raise BadTable(
                f"the column {name!r} is there {known.count(name)} times", "Give each column a name of its own."
            )


def times_of(column: pd.Series[Any]) -> pd.Series[Any]:
    """The times of a column: dates without a zone (in UTC where they had one), or whole numbers; NaT and NA where missing.

    >>> times_of(pd.Series(["2024-01", "2024-02"], name="month")).tolist()
    [Timestamp('2024-01-01 00:00:00'), Timestamp('2024-02-01 00:00:00')]
    >>> times_of(pd.Series(["soon"], name="day"))
    Traceback (most recent call last):
        ...
    headway.errors.BadTable: the time column 'day' has 'soon', which is no date and no whole number. Write dates as \
    2024-12-31, or convert the column with pandas.to_datetime first.
    """
    types = pd.api.types
    if types.is_bool_dtype(column):
        raise _no_time(column, column.iloc[0])
    if types.is_numeric_dtype(column):
        return _whole_numbers(column)
    if isinstance(column.dtype, pd.PeriodDtype):
        return column.dt.to_timestamp()
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return column.dt.tz_convert("UTC").dt.tz_localize(None)
    return column if types.is_datetime64_any_dtype(column) else _read_times(column.astype(object))


def _whole_numbers(column: pd.Series[Any]) -> pd.Series[Any]:
    numbers = column.astype("float64")
    odd = numbers[numbers.notna() & (~np.isfinite(numbers) | (numbers % 1 != 0) | (numbers.abs() > 2**53))]
    if len(odd):
        raise _no_time(column, odd.iloc[0])
    return numbers.astype("Int64")


def _read_times(column: pd.Series[Any]) -> pd.Series[Any]:
    """Times from text, or from objects such as datetime.date."""
    text = column.where(column.isna(), column.astype(str).str.strip())
    text = text.where(text != "", None)
    numbers = pd.to_numeric(text, errors="coerce")
    if numbers.notna().sum() == text.notna().sum() and not text.dropna().str.fullmatch(r"\d{8}").all():
        return _whole_numbers(numbers)
    quarters = text.dropna().str.fullmatch(r"(?i)\d{4}-?Q[1-4]").all()
    if quarters and text.notna().any():
        return pd.Series(pd.PeriodIndex(text.str.replace("-", ""), freq="Q").to_timestamp(), index=column.index)
    return _best_read(column, text)


def _best_read(column: pd.Series[Any], text: pd.Series[Any]) -> pd.Series[Any]:
    best = pd.to_datetime(text, format="ISO8601", errors="coerce", utc=True)
    for written in DATE_FORMATS:
        if best.notna().sum() == text.notna().sum():
            break
        tried = pd.to_datetime(text, format=written, errors="coerce", utc=True)
        if tried.notna().sum() > best.notna().sum():
            best = tried
    unread = text[text.notna() & best.isna()]
    if len(unread):
        raise _no_time(column, unread.iloc[0])
    return best.dt.tz_localize(None)


def _no_time(column: pd.Series[Any], value: object) -> BadTable:
    shown = f"{value:g}" if isinstance(value, float) else repr(value)
    return BadTable(
        f"the time column {column.name!r} has {shown}, which is no date and no whole number",
        "Write dates as 2024-12-31, or convert the column with pandas.to_datetime first.",
    )


def numbers_of(column: pd.Series[Any], role: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The numbers of a column, NaN where missing or infinite.

    >>> numbers_of(pd.Series(["3", None, "inf"], name="sales"), "target").tolist()
    [3.0, nan, nan]
    """
    if pd.api.types.is_datetime64_any_dtype(column) or pd.api.types.is_complex_dtype(column):
        raise _no_number(column, role, column.iloc[0])
    read = pd.to_numeric(column.astype(object), errors="coerce")
    lost = column[column.notna() & read.isna()]
    lost = lost[lost.astype(str).str.strip() != ""]
    if len(lost):
        raise _no_number(column, role, lost.iloc[0])
    numbers = read.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def _no_number(column: pd.Series[Any], role: str, value: object) -> BadTable:
    return BadTable(
        f"the {role} column {column.name!r} has {value!r}, which is no number",
        "Forecasts need numbers: correct the values, or name another column.",
    )


def feature_columns(frame: pd.DataFrame, names: tuple[str, ...]) -> dict[str, np.ndarray[Any, np.dtype[np.float64]]]:
    """The features as numbers; a column of words as one column of 0 and 1 for each of its most frequent values.

    >>> found = feature_columns(pd.DataFrame({"offer": ["yes", "no", "yes"]}), ("offer",))
    >>> {name: values.tolist() for name, values in found.items()}
    {'offer=yes': [1.0, 0.0, 1.0], 'offer=no': [0.0, 1.0, 0.0]}
    """
    found: dict[str, np.ndarray[Any, np.dtype[np.float64]]] = {}
    for name in names:
        column = frame[name]
        read = pd.to_numeric(column.astype(object), errors="coerce")
        if pd.api.types.is_datetime64_any_dtype(column):
            raise _no_number(column, "feature", column.iloc[0])
        if read.notna().sum() == column.notna().sum():
            found[name] = numbers_of(column, "feature")
        else:
            found.update(_indicators(name, column))
    return found


def _indicators(name: str, column: pd.Series[Any]) -> dict[str, np.ndarray[Any, np.dtype[np.float64]]]:
    words = column.astype(object).map(str, na_action="ignore")
    frequent = words.value_counts().index[:MOST_CATEGORIES]
    missing = words.isna().to_numpy()
    return {
        f"{name}={word}": np.where(missing, np.nan, (words == word).to_numpy(dtype=np.float64)) for word in frequent
    }
