"""Frames looked at before a model is built of them: every error names the table, the column and the row.

And the small invented tables that come with the problems.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf, isnan
from numbers import Real
from pathlib import Path
from typing import Any

import pandas as pd

from headway.errors import BadOption, BadTable, UnknownColumn
from headway.optimize.problems.base import name_of

SHIPPED = Path(__file__).parent / "shipped"


@dataclass(frozen=True)
class Number:
    """Which numbers a column may hold.

    Attributes:
        low, high: The limits; ``is_open``: without ``low`` itself.
        if_missing: What stands for a missing entry, or for a column that is not there. NaN: none may be missing.
    """

    low: float = -inf
    high: float = inf
    is_open: bool = False
    if_missing: float = float("nan")

    def allows(self, number: float) -> bool:
        """Whether the column may hold it."""
        return self.low <= number <= self.high and abs(number) < inf and not (self.is_open and number == self.low)

    def __str__(self) -> str:
        low = "" if self.low == -inf else f" {'above' if self.is_open else 'from'} {self.low:g}"
        high = "" if self.high == inf else f" to {self.high:g}"
        return f"a number{low}{high or (' on' if low and not self.is_open else '')}"


ANY = Number()
FROM_0 = Number(0)
ABOVE_0 = Number(0, is_open=True)
AT_LEAST = Number(0, if_missing=0.0)  # a missing lower limit is none
AT_MOST = Number(0, if_missing=inf)  # a missing upper limit is none
LATITUDE = Number(-90, 90)
LONGITUDE = Number(-180, 180)


def shipped(name: str) -> pd.DataFrame:
    """A table that comes with the package."""
    return pd.read_csv(SHIPPED / f"{name}.csv", comment="#", skip_blank_lines=True)


def checked(
    table: Any, what: str, *, names: Iterable[str], numbers: Mapping[str, Number] | None = None
) -> pd.DataFrame:
    """A copy of a frame with only these columns, the names as text, the numbers as floats.

    Args:
        table: The frame.
        what: What it is called in messages.
        names: The columns that name a row: together they are there once.
        numbers: The other columns, and what they may hold.

    Raises:
        BadTable: an empty frame, a name that is missing or there twice, a number that is none or is not allowed.
        UnknownColumn: a column is missing.

    >>> checked(pd.DataFrame({"city": ["Ulm"], "demand": [-3]}), "cities", names=["city"], numbers={"demand": FROM_0})
    Traceback (most recent call last):
    headway.errors.BadTable: cities, row 0 (Ulm): `demand` is -3. Give a number from 0 on.
    """
    names, numbers = list(names), dict(numbers or {})
    frame = _frame(table, what, names, numbers)
    for column in names:
        frame[column] = _texts(frame[column], what, column)
    _check_once(frame, what, names)
    labels = frame[names].agg(", ".join, axis=1)
    for column, kind in numbers.items():
        frame[column] = [
            _number(entry, kind, f"{what}, row {row} ({label}): `{column}`")
            for row, label, entry in zip(frame.index, labels, frame[column], strict=True)
        ]
    return frame.reset_index(drop=True)


def _frame(table: Any, what: str, names: list[str], numbers: dict[str, Number]) -> pd.DataFrame:
    columns = [*names, *numbers]
    if not isinstance(table, pd.DataFrame):
        raise BadOption(what, type(table).__name__, f"a pandas DataFrame with the columns {', '.join(columns)}")
    optional = {column for column, kind in numbers.items() if not isnan(kind.if_missing)}
    for column in columns:
        if column not in table.columns and column not in optional:
            raise UnknownColumn(column, tuple(map(str, table.columns)), what)
        if isinstance(table.get(column), pd.DataFrame):
            raise BadTable(f"{what} has two columns `{column}`", "Give each a name of its own.")
    if table.empty:
        raise BadTable(f"{what} has no rows", "Give it one at least.")
    return table.reindex(columns=columns)


def _texts(column: pd.Series[Any], what: str, name: str) -> list[str]:
    for row, entry in column.items():
        if pd.isna(entry) or not str(entry).strip():
            raise BadTable(f"{what}, row {row}: `{name}` is missing", "Give it a name.")
    return [str(entry) for entry in column]


def _check_once(frame: pd.DataFrame, what: str, names: list[str]) -> None:
    """Names that PuLP makes one of are refused too: it would say nothing, and mix up two variables."""
    first: dict[str, tuple[Any, str]] = {}
    for row, parts in zip(frame.index, frame[names].itertuples(index=False), strict=True):
        label, key = ", ".join(parts), name_of(*parts)
        if key not in first:
            first[key] = row, label
            continue
        before = first[key]
        if before[1] == label:
            told = (
                f"`{label}` is there twice in {' and '.join(f'`{name}`' for name in names)}: rows {before[0]} and {row}"
            )
        else:
            told = f"rows {before[0]} (`{before[1]}`) and {row} (`{label}`) are one name to PuLP, `{key}`"
        raise BadTable(f"{what}: {told}", "Give each a name of its own.")


def _number(entry: Any, kind: Number, where: str) -> float:
    try:
        number = float(entry)
    except (TypeError, ValueError):
        number = float("nan") if pd.isna(entry) else inf
    if isnan(number) and not isnan(kind.if_missing):
        return kind.if_missing
    if isnan(number):
        raise BadTable(f"{where} is missing", f"Give {kind}.")
    if not kind.allows(number) and not (number == inf == kind.if_missing):
        raise BadTable(f"{where} is {entry!r}" if isinstance(entry, str) else f"{where} is {entry}", f"Give {kind}.")
    return number


def check_known(frame: pd.DataFrame, what: str, column: str, known: pd.Series[Any], where: str) -> None:
    """Raise where a column names something that the other table does not have.

    Raises:
        BadTable: it does; the message names the row.
    """
    there = set(known)
    for row, entry in frame[column].items():
        if entry not in there:
            raise BadTable(
                f"{what}, row {row}: there is no {column} `{entry}` in {where}",
                f"They are: {', '.join(map(str, known))}.",
            )


def checked_number(given: Any, what: str, kind: Number) -> float:
    """A single number that was given beside the frames.

    Raises:
        BadOption: it is none, or not an allowed one.
    """
    if isinstance(given, bool) or not isinstance(given, Real) or not kind.allows(float(given)):
        raise BadOption(what, given, str(kind))
    return float(given)
