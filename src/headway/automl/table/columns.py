"""The kind of a column, inferred from all its values, and the values as that kind holds them.

Numbers come in as an array, everything else as words (words.py). A rule that is not plain leaves its reason in the
column's note.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from headway.automl.schema import Column, Kind
from headway.automl.table.dates import days_as_numbers, may_be_dates, read_dates
from headway.automl.table.missing import BESIDE_NUMBERS, means_missing, missing_words
from headway.automl.table.numbers import has_codes, is_number, read_numbers
from headway.automl.table.prose import looks_like_text
from headway.automl.table.words import Values, Words, as_words, hold

ENOUGH = 20  # values, before a pattern in them means anything
FEW = 20  # different numbers: fewer are as well told apart as categories
MOSTLY = 0.95
LOOKED_AT = 200  # different words, before all of them are
_ID_NAME = re.compile(r"(?i:(.*[ _.-])?(id|ids|uuid|guid|key|index|idx|rowid|row|unnamed: 0))|.*[a-z](Id|ID)|column_1")
_DATE_NAME = re.compile(r"(?i).*(date|day|datum|fecha|time|ymd|日期).*|dt|ds|t")


@dataclass(frozen=True)
class Inferred:
    """A column's values, and what is known of it. ``decimals``: how its numbers were written (numbers.py)."""

    values: Values
    column: Column
    decimals: int = 0


def infer_numbers(name: str, values: np.ndarray[Any, Any], decimals: int = 0, note: str = "") -> Inferred:
    """A column of numbers: numerical, or an identifier, or dates as 20241231.

    >>> infer_numbers("passenger_id", np.array([11, 12, 17])).column.kind
    'id'
    >>> infer_numbers("age", np.array([11, 12, 17])).column.kind
    'numerical'
    """
    missing = int(np.isnan(values).sum()) if values.dtype.kind == "f" else 0
    distinct = count_distinct(values)
    there = len(values) - missing
    if _may_be_days(name, distinct) and (days := days_as_numbers(values)) is not None:
        return Inferred(days, Column(name, "datetime", len(values), missing, distinct, "dates as 20241231"))
    kind, why = _kind_of_numbers(name, values, there, distinct)
    note = "; ".join(filter(None, (note, why, _infinite(values))))
    if kind == "categorical":
        return Inferred(as_words(values, decimals), Column(name, kind, len(values), missing, distinct, note), decimals)
    return Inferred(values, Column(name, kind, len(values), missing, distinct, note), decimals)


def count_distinct(values: np.ndarray[Any, Any]) -> int:
    """How many different values, missing ones left out; numpy sorts numbers faster than anything hashes them.

    >>> count_distinct(np.array([2.0, np.nan, 1.0, 2.0]))
    2
    """
    there = values[~np.isnan(values)] if values.dtype.kind in "fM" else values
    there = there.view(np.int64) if there.dtype.kind == "M" else there
    there = np.sort(there)
    return int(np.count_nonzero(there[1:] != there[:-1])) + 1 if len(there) else 0


def _may_be_days(name: str, distinct: int) -> bool:
    return distinct >= ENOUGH or bool(distinct and _DATE_NAME.fullmatch(name))


def _kind_of_numbers(name: str, values: np.ndarray[Any, Any], there: int, distinct: int) -> tuple[Kind, str]:
    if not there:
        return "categorical", "every value is missing"
    if distinct == 1:
        return "numerical", "one value only" if there > 1 else ""
    is_named, is_whole = bool(_ID_NAME.fullmatch(name)), values.dtype.kind in "iu" or _is_whole(values)
    if not is_whole or there < 2:
        return "numerical", ""
    if distinct == there and is_named:
        return "id", "every value differs, and the name says so"
    least = int(np.nanmin(values))
    if distinct == there >= ENOUGH and least in (0, 1) and int(np.nanmax(values)) - least + 1 == there:
        return "id", f"the numbers from {least} to {there + least - 1}, each once"
    if is_named and name != "column_1":
        return "categorical", "the name says that these numbers are names"
    return "numerical", ""


def _is_whole(values: np.ndarray[Any, Any]) -> bool:
    there = values[~np.isnan(values)]
    return bool(np.isfinite(there).all() and (there % 1 == 0).all())


def _infinite(values: np.ndarray[Any, Any]) -> str:
    count = int(np.isinf(values).sum()) if values.dtype.kind == "f" else 0
    return f"{count} infinite value{'s' if count > 1 else ''}" if count else ""


def infer_words(name: str, words: Words, decimal: str = ".") -> Inferred:
    """A column of words: numbers in disguise, dates, text, an identifier, or categories.

    >>> words = Words(np.array([0, 1, -1, 0]), ("31.12.2024", "1.2.2025"))
    >>> infer_words("sold", words).column
    Column(name='sold', kind='datetime', rows=4, missing=1, distinct=2, note='dates as 31.12.2024')
    """
    lacking, note = missing_words(words.uniques)
    bare = words.without(lacking)
    if not bare.uniques:
        note = "; ".join(filter(None, (note, "every value is missing")))
        return Inferred(hold(bare), Column(name, "categorical", len(bare.codes), len(bare.codes), 0, note))
    return _as_numbers(name, bare, decimal, note) or _as_dates(name, bare, note) or _as_text(name, bare, note)


def _as_numbers(name: str, words: Words, decimal: str, note: str) -> Inferred | None:
    if not _may_be_numbers(words.uniques[:LOOKED_AT], decimal):
        return None
    odd, why = _odd_words(words)
    bare = words.without(odd)
    found = read_numbers(bare.uniques, decimal) if bare.uniques else None
    if found is None:
        return None
    values = bare.spread(found.values, np.nan)
    return infer_numbers(name, _whole_if_possible(values), note="; ".join(filter(None, (note, why, found.note))))


def _may_be_numbers(first: Sequence[str], decimal: str) -> bool:
    """Whether those of some words that have digits are numbers: a look that spares most columns the long one."""
    with_digits = [word for word in first if re.search("[0-9]", word)]
    return bool(read_numbers(with_digits, decimal)) if with_digits else any(map(is_number, first))


def _odd_words(words: Words) -> tuple[frozenset[str], str]:
    """Words among numbers that mean missing: the usual ones; others, where they are rare and the numbers many."""
    usual = frozenset(word for word in words.uniques if word.strip() in BESIDE_NUMBERS)
    others = frozenset(word for word in words.uniques if word not in usual and not re.search(r"\d", word))
    if not others:
        return usual, means_missing(usual)
    counts = words.counts()
    share = sum(count for word, count in zip(words.uniques, counts, strict=True) if word in others) / counts.sum()
    numbers = len(words.uniques) - len(usual) - len(others)
    if len(others) > 3 or share > 1 - MOSTLY or numbers <= FEW:
        return usual, means_missing(usual)
    return usual | others, means_missing(usual | others)


def _whole_if_possible(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    if len(values) and np.isfinite(values).all() and (values % 1 == 0).all() and np.abs(values).max() < 2**53:
        return values.astype(np.int64)
    return values


def _as_dates(name: str, words: Words, note: str) -> Inferred | None:
    if not may_be_dates(words.uniques):
        return None
    words = words.as_they_appear()
    found = read_dates(words.uniques, words.counts().tolist())
    if found is None:
        return None
    values = words.spread(found.values, np.datetime64("NaT", "ns"))
    missing = int(np.isnat(values).sum())
    share = 1 - (missing - int((words.codes < 0).sum())) / (words.codes >= 0).sum()
    how = f"dates as {found.example}"
    if found.odd:
        how = f"{100 * share:.3g} % are {how}; others, as {found.odd[0]!r}, mean missing"
    note = "; ".join(filter(None, (note, how, found.note)))
    return Inferred(values, Column(name, "datetime", len(values), missing, count_distinct(found.values), note))


def infer_times(name: str, values: np.ndarray[Any, Any], note: str) -> Inferred:
    """A column of times, which it is beyond doubt."""
    missing = int(np.isnat(values).sum())
    note = "; ".join(filter(None, (note, "" if missing < len(values) else "every value is missing")))
    return Inferred(values, Column(name, "datetime", len(values), missing, count_distinct(values), note))


def _as_text(name: str, words: Words, note: str) -> Inferred:
    kind, why = _kind_of_words(name, words)
    note = "; ".join(filter(None, (note, why)))
    missing = int((words.codes < 0).sum())
    return Inferred(hold(words), Column(name, kind, len(words.codes), missing, len(words.uniques), note))


def _kind_of_words(name: str, words: Words) -> tuple[Kind, str]:
    there, distinct = int((words.codes >= 0).sum()), len(words.uniques)
    if distinct == 1:
        return "categorical", "one value only" if there > 1 else ""
    if looks_like_text(words.uniques, distinct / there, there):
        return "text", "values of several words, mostly different"
    has_blanks = any(" " in word.strip() for word in words.uniques)
    if distinct == there and not has_blanks and (there >= ENOUGH or _ID_NAME.fullmatch(name)):
        return "id", "every value differs, and none has a blank"
    if distinct > MOSTLY * there and there >= 50 and not has_blanks:
        return "id", "nearly every value differs, and none has a blank"
    return "categorical", _why_not_numbers(words)


def _why_not_numbers(words: Words) -> str:
    """A word on columns that look like numbers and were left as they are."""
    first = words.uniques[:LOOKED_AT]
    if sum(map(is_number, first)) < len(first) / 2:
        return ""
    numbers = sum(map(is_number, words.uniques))
    if numbers == len(words.uniques):
        return f"codes, not numbers: {has_codes(words.uniques)!r} begins with 0, or has too many digits"
    if numbers > MOSTLY * len(words.uniques):
        odd = next(word for word in words.uniques if not is_number(word))
        return f"numbers but for a few as {odd!r}; setup as numerical reads those as missing"
    return ""
