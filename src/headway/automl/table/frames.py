"""A pandas DataFrame as columns of a table: read as a file of the same values would be, and never changed.

What a frame says outright is believed: categories stay categories, times times. Objects are read as the text or numbers
they are.
"""

from __future__ import annotations

import datetime
import decimal
import fractions
import numbers as abstract
import uuid
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from headway.automl.schema import Column
from headway.automl.table.columns import Inferred, infer_numbers, infer_times, infer_words
from headway.automl.table.dates import to_nanoseconds
from headway.automl.table.names import unique_names
from headway.automl.table.numbers import write_number
from headway.automl.table.words import Words, hold
from headway.errors import BadTable

TIMES = datetime.date | np.datetime64  # datetime and Timestamp are dates, too
PLAIN = str | abstract.Number | decimal.Decimal | np.generic | TIMES | datetime.time | datetime.timedelta | uuid.UUID
SPANS = datetime.timedelta | np.timedelta64


def read_frame(frame: Any) -> tuple[dict[str, Inferred], tuple[str, ...]]:
    """The columns of a frame, by name, and notes on what was renamed or left out.

    Raises:
        BadTable: There are no rows or columns, or a column holds what no table can; the message names it.

    >>> columns, notes = read_frame(pd.DataFrame([[1, True], [2, False]], columns=[0, 0]))
    >>> [(name, inferred.column.kind) for name, inferred in columns.items()], notes
    ([('0', 'numerical'), ('0_2', 'categorical')], ("a second column '0' is now '0_2'",))
    """
    if not frame.shape[1]:
        raise BadTable("the frame has no columns", "Give it at least one.")
    if not len(frame):
        raise BadTable("the frame has columns but no rows", "Give it at least one row.")
    names, renamed = unique_names(map(_name, frame.columns))
    columns = {name: infer_series(name, frame.iloc[:, place]) for place, name in enumerate(names)}
    return columns, (*_index_note(frame.index), *renamed)


def _name(given: object) -> str:
    """A name as text; that of several levels with the levels joined."""
    if isinstance(given, tuple):
        return "_".join(filter(None, map(_name, given)))
    return "" if given is None or given is pd.NA or given != given else str(given)


def _index_note(index: Any) -> tuple[str, ...]:
    if isinstance(index, pd.RangeIndex) or all(name is None for name in index.names):
        return ()
    named = ", ".join(repr(str(name)) for name in index.names)
    return (f"the index ({named}) was left out; frame.reset_index() makes it a column",)


def infer_series(name: str, values: Any) -> Inferred:
    """A column of a frame as a column of a table."""
    kind = values.dtype
    if isinstance(kind, pd.SparseDtype):
        return infer_series(name, values.sparse.to_dense())
    if isinstance(kind, pd.CategoricalDtype):
        return _categories(name, values)
    if pd.api.types.is_bool_dtype(kind):
        return _categories(name, values.astype(object).astype("category"))
    if isinstance(kind, pd.PeriodDtype):
        return _times(name, values.dt.to_timestamp(), "the start of each period")
    if pd.api.types.is_datetime64_any_dtype(kind):
        return _times(name, values)
    if pd.api.types.is_timedelta64_dtype(kind):
        return infer_numbers(name, values.dt.total_seconds().to_numpy(dtype=float), note="spans of time, in seconds")
    return _numbers(name, values) if pd.api.types.is_numeric_dtype(kind) else _objects(name, values)


def _numbers(name: str, values: Any, note: str = "") -> Inferred:
    if pd.api.types.is_complex_dtype(values.dtype):
        raise BadTable(f"column {name!r} holds complex numbers", "Split it into two columns of numbers.")
    if values.hasnans or values.dtype.kind not in "iuf" or values.dtype.itemsize not in (4, 8):
        plain = (
            values.to_numpy(dtype=float, na_value=np.nan)
            if values.hasnans or values.dtype.kind == "f"
            else values.to_numpy(dtype=np.int64)
        )
    else:
        plain = values.to_numpy(copy=True)
    whole = plain.dtype.kind in "iu" or not (plain[np.isfinite(plain)] % 1).any()
    return infer_numbers(name, plain, 0 if whole else 1, note)


def _times(name: str, values: Any, note: str = "") -> Inferred:
    zone = getattr(values.dt, "tz", None)
    plain = to_nanoseconds(values)
    lost = int(np.isnat(plain).sum()) - int(values.isna().sum())
    told = (note, f"the zone {zone} was converted to UTC" if zone else "", _lost(lost))
    return infer_times(name, plain, "; ".join(filter(None, told)))


def _lost(count: int) -> str:
    return f"{count} outside the years 1678 to 2261 mean missing" if count else ""


def _categories(name: str, values: Any) -> Inferred:
    """Categories as they are; those that are no text are written as text."""
    found = values.cat
    texts = tuple(_text(name, value) for value in found.categories)
    codes, uniques = pd.factorize(np.array(texts, dtype=object))  # 1 and "1" are one category now
    words = Words(np.append(codes, -1)[found.codes.to_numpy()], tuple(uniques)).in_use()
    missing = int((words.codes < 0).sum())
    held = hold(words)
    return Inferred(held, Column(name, "categorical", len(words.codes), missing, len(words.uniques)))


def _text(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return write_number(float(value), 0)
    if isinstance(value, PLAIN | pd.Interval | pd.Period):
        return str(value)
    raise _no_value(name, value)


def _objects(name: str, values: Any) -> Inferred:
    """A column of Python objects: of one sort, it is read as that; of several, all are text."""
    missing = values.isna().to_numpy()
    there = values.to_numpy(dtype=object)[~missing]
    for value in there:
        if not isinstance(value, PLAIN | pd.Interval | pd.Period) or isinstance(value, bytes | complex):
            raise _no_value(name, value)
    if len(there) and all(isinstance(value, TIMES) for value in there):
        return _times(name, pd.to_datetime(pd.Series(values.to_numpy(dtype=object)), errors="coerce", utc=True))
    if len(there) and all(isinstance(value, SPANS) for value in there):
        return infer_series(name, pd.to_timedelta(values))
    if len(there) and all(_is_number(value) for value in there):
        plain = np.full(len(values), np.nan)
        plain[~missing] = [float(value) for value in there]
        return _numbers(name, pd.Series(plain if missing.any() else _whole(plain)))
    return _words(name, values, missing, there)


def _is_number(value: object) -> bool:
    return isinstance(value, abstract.Real | decimal.Decimal | fractions.Fraction) and not isinstance(
        value, bool | np.bool_
    )


def _whole(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    is_whole = np.isfinite(values).all() and not (values % 1).any() and np.abs(values).max(initial=0) < 2**53
    return values.astype(np.int64) if is_whole else values


def _words(name: str, values: Any, missing: np.ndarray[Any, Any], there: np.ndarray[Any, Any]) -> Inferred:
    codes = np.full(len(values), -1)
    found, uniques = pd.factorize(np.array([_text(name, value) for value in there], dtype=object))
    codes[~missing] = found
    return infer_words(name, Words(codes, tuple(uniques)))


def _no_value(name: str, value: object) -> BadTable:
    sort = type(value).__name__
    cure = "Make text of it, or columns of its parts."
    if isinstance(value, Mapping | list | tuple | set):
        cure = "Make columns of its parts, as with explode() or json_normalize(), or leave the column out."
    return BadTable(f"column {name!r} holds values of type {sort}, which are not values of a table", cure)
