"""A column as another kind: what a user who knows better sets up, and what a prediction needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

import numpy as np
import pandas as pd

from headway.automl.schema import KINDS, Column, Kind, Schema
from headway.automl.table.assembly import make_frame
from headway.automl.table.columns import Inferred
from headway.automl.table.dates import days_as_numbers, read_dates, to_nanoseconds
from headway.automl.table.missing import BESIDE_NUMBERS
from headway.automl.table.numbers import decimals_written, read_numbers
from headway.automl.table.words import Words, as_words, hold, words_of
from headway.errors import BadOption, BadTable


def recast(
    frame: Any, schema: Schema, decimals: Mapping[str, int], kinds: Mapping[str, Kind]
) -> tuple[Any, Schema, dict[str, int]]:
    """A frame, its schema and how its numbers were written, with some columns of another kind."""
    if not isinstance(kinds, Mapping):
        raise BadOption("kinds", kinds, 'names of columns and their kinds, as {"Pclass": "categorical"}')
    changed = {name: _set_up(name, kind, frame, schema, decimals) for name, kind in kinds.items()}
    columns = {name: changed[name].values if name in changed else frame[name] for name in schema.names}
    own = Schema(tuple(changed[column.name].column if column.name in changed else column for column in schema))
    return make_frame(columns), own, {**decimals, **{name: found.decimals for name, found in changed.items()}}


def _set_up(name: str, kind: Kind, frame: Any, schema: Schema, decimals: Mapping[str, int]) -> Inferred:
    column = schema[name]
    if kind not in KINDS:
        near = get_close_matches(str(kind), KINDS, 1, 0.4)
        hint = f" (did you mean {near[0]!r}?)" if near else ""
        raise BadOption(f"kinds[{name!r}]", kind, f"one of {', '.join(KINDS)}{hint}")
    found, odd = as_kind(frame[name], column, kind, decimals.get(name, 0))
    if odd:
        raise _not_of_kind(name, kind, odd)
    return found


def _not_of_kind(name: str, kind: Kind, odd: Mapping[str, int]) -> BadTable:
    first, count = next(iter(odd)), sum(odd.values())
    one = "is a number" if kind == "numerical" else "is a date"
    what = f"column {name!r} can't be {kind}: of its values {count} can't be read so, such as {first!r}"
    return BadTable(what, f"See that every value {one} or missing, or leave the column as it is.")


def as_kind(values: Any, column: Column, kind: Kind, decimals: int) -> tuple[Inferred, dict[str, int]]:
    """A column as a kind, and the values that can't be of it, with their counts; those are missing in the column."""
    if column.kind == kind:
        return Inferred(values, column, decimals), {}
    if kind == "id":  # it is not computed with, and stays as it is
        return Inferred(values, replace(column, kind=kind, note="set up so"), decimals), {}
    made: Callable[[Any, Column, int], tuple[Inferred, dict[str, int]]] = {
        "numerical": _as_numbers,
        "datetime": _as_times,
    }.get(kind, _as_words)
    found, odd = made(values, column, decimals)
    return replace(found, column=replace(found.column, kind=kind, note=found.column.note or "set up so")), odd


def _are_words(values: Any) -> bool:
    return isinstance(values.dtype, pd.CategoricalDtype) or values.dtype.kind not in "iufM"


def _described(name: str, values: Any, decimals: int = 0, note: str = "") -> Inferred:
    """The values with fresh counts; the kind is set by who calls."""
    held = pd.Series(values)
    column = Column(name, "numerical", len(held), int(held.isna().sum()), int(held.nunique()), note)
    return Inferred(values, column, decimals)


def _as_words(values: Any, column: Column, decimals: int) -> tuple[Inferred, dict[str, int]]:
    if _are_words(values):
        return Inferred(values, replace(column, note="")), {}
    if values.dtype.kind in "iuf":
        return _described(column.name, as_words(values.to_numpy(), decimals)), {}
    texts = values.dt.strftime(
        "%Y-%m-%d" if (values.dropna() == values.dropna().dt.normalize()).all() else "%Y-%m-%dT%H:%M:%S"
    )
    return _described(column.name, hold(words_of(texts.astype(object)))), {}


def _as_numbers(values: Any, column: Column, decimals: int) -> tuple[Inferred, dict[str, int]]:
    if values.dtype.kind in "iuf":
        return Inferred(values, replace(column, note=""), decimals), {}
    if values.dtype.kind == "M":
        days = (values - pd.Timestamp(0)) / pd.Timedelta(days=1)
        return _described(column.name, days.to_numpy(), note="days since 1970-01-01"), {}
    words = words_of(values)
    words = words.without(frozenset(word for word in words.uniques if word.strip() in BESIDE_NUMBERS))
    found = read_numbers(words.uniques, allow_codes=True)
    numbers = found.values if found else np.array([_number(word) for word in words.uniques], dtype=float)
    spread = words.spread(numbers, np.nan)
    whole = (
        len(spread)
        and not np.isnan(spread).any()
        and np.isfinite(spread).all()
        and not (spread % 1).any()
        and np.abs(spread).max() < 2**53
    )
    described = _described(
        column.name,
        spread.astype(np.int64) if whole else spread,
        decimals_written(words.uniques),
        found.note if found else "",
    )
    return described, _odd(words, np.isnan(numbers))


def _number(text: str) -> float:
    found = read_numbers([text], allow_codes=True)
    return float(found.values[0]) if found else np.nan


def _odd(words: Words, is_odd: np.ndarray[Any, Any]) -> dict[str, int]:
    counts = words.counts()
    return {words.uniques[place]: int(counts[place]) for place in np.flatnonzero(is_odd)}


def _as_times(values: Any, column: Column, decimals: int) -> tuple[Inferred, dict[str, int]]:
    if values.dtype.kind in "iuf":
        times = _times_of_numbers(values.to_numpy(dtype=float))
        if times is None:
            return Inferred(values, column), {repr(values.dropna().iloc[0].item()): column.rows - column.missing}
        return _described(column.name, times), {}
    words = words_of(values).in_use()
    found = read_dates(words.as_they_appear().uniques, words.as_they_appear().counts().tolist(), mostly=0.0)
    if found is None:
        nothing = np.full(len(values), "NaT", "datetime64[ns]")
        return _described(column.name, nothing), _odd(words, np.ones(len(words.uniques), bool))
    words = words.as_they_appear()
    note = "; ".join(filter(None, (f"dates as {found.example}", found.note)))
    described = _described(column.name, words.spread(found.values, np.datetime64("NaT", "ns")), note=note)
    return described, _odd(words, np.isnat(found.values))


def _times_of_numbers(values: np.ndarray[Any, Any]) -> Any:
    """Numbers as 20241231; years; seconds or milliseconds since 1970: whichever the whole column can be."""
    there = values[np.isfinite(values)]
    if not len(there) or (days := days_as_numbers(values)) is not None:
        return days if len(there) else np.full(len(values), "NaT", "datetime64[ns]")
    least, most = there.min(), there.max()
    if least >= 1678 and most <= 2261 and not (there % 1).any():
        texts = pd.Series(values).map("{:.0f}-01-01".format, na_action="ignore")
        return to_nanoseconds(pd.to_datetime(texts, format="%Y-%m-%d"))
    for unit, scale in (("s", 1), ("ms", 1000)):
        if 1e8 * scale <= least and most <= 7.9e9 * scale:
            return to_nanoseconds(pd.to_datetime(pd.Series(values), unit=unit))
    return None
