"""A column of words: each different word once, and codes into them.

What is asked of words is asked of the different ones only, which are few where a table is long.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from headway.automl.table.numbers import write_number

Values = Any  # a numpy array or a pandas Categorical: one column of a frame
Codes = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Words:
    """A column of words: ``uniques[codes]``, with -1 for a missing value."""

    codes: Codes
    uniques: tuple[str, ...]

    def counts(self) -> Codes:
        """How often each of the uniques stands in the column."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.uniques))

    def without(self, words: frozenset[str]) -> Words:
        """The column with these words as missing."""
        return self._of(np.array([word not in words for word in self.uniques], bool)) if words else self

    def in_use(self) -> Words:
        """The column without words that no value has."""
        return self._of(self.counts() > 0)

    def _of(self, kept: np.ndarray[Any, np.dtype[np.bool_]]) -> Words:
        if kept.all():
            return self
        renumbered = np.append(np.where(kept, np.cumsum(kept) - 1, -1), -1)
        return Words(renumbered[self.codes], tuple(word for word, keep in zip(self.uniques, kept, strict=True) if keep))

    def as_they_appear(self) -> Words:
        """The same column, with the uniques in the order of their first rows. Each must stand in a row."""
        first = np.zeros(len(self.uniques), np.int64)
        rows = np.flatnonzero(self.codes >= 0)[::-1]
        first[self.codes[rows]] = rows  # of several rows the last written wins: the first of the table
        order = np.argsort(first, kind="stable")
        if (order[:-1] < order[1:]).all():
            return self
        places = np.append(np.argsort(order), -1)
        return Words(places[self.codes], tuple(self.uniques[place] for place in order))

    def spread(self, values: np.ndarray[Any, Any], missing: object) -> np.ndarray[Any, Any]:
        """One value for each of the uniques as a value for each row."""
        return np.append(values, np.array([missing], values.dtype))[self.codes]


def as_words(values: np.ndarray[Any, Any], decimals: int) -> Values:
    """Numbers as text, as they were written."""
    codes, uniques = pd.factorize(values)
    return hold(Words(codes, tuple(write_number(value, decimals) for value in uniques)))


def hold(words: Words) -> Values:
    """Words as a column of a frame holds them: repeated ones once, as categories; others as plain text."""
    if len(words.uniques) > len(words.codes) / 2:
        return words.spread(np.array([*words.uniques, None], dtype=object)[:-1], None)
    order = sorted(range(len(words.uniques)), key=words.uniques.__getitem__)
    places = np.empty(len(order) + 1, np.int64)
    places[order], places[-1] = np.arange(len(order)), -1
    categories = pd.Index([words.uniques[place] for place in order], dtype=object)
    return pd.Categorical.from_codes(places[words.codes], categories=categories)


def words_of(values: Any) -> Words:
    """A column of words of a frame, plain or as categories, as codes into the different ones."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return Words(values.cat.codes.to_numpy(), tuple(values.cat.categories))
    codes, uniques = pd.factorize(values.to_numpy(dtype=object))
    return Words(codes, tuple(uniques))
