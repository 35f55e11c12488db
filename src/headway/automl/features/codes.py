"""Categories as numbers."""

from __future__ import annotations

import json
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted


class CategoryCodes(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Each category as its rank by frequency, from 0; what is rare, or was never seen, shares the last code.

    A missing value is NaN. ``most`` bounds the categories of a column that have a code of their own, and those with
    fewer than ``min_count`` training rows have none.

    >>> frame = pd.DataFrame({"town": ["Ulm", "Bonn", "Ulm", None, "Bonn", "Ulm", "Trier"]})
    >>> CategoryCodes(min_count=2).fit(frame).transform(pd.DataFrame({"town": ["Bonn", "Ulm", "Rome", None]})).ravel()
    array([ 1.,  0.,  2., nan])
    """

    def __init__(self, most: int = 254, min_count: int = 1) -> None:
        self.most = most
        self.min_count = min_count

    def fit(self, X: pd.DataFrame, y: object = None) -> Self:  # noqa: N803
        """Learn the categories of each column of a frame of shape (rows, columns)."""
        self.feature_names_in_ = np.asarray(X.columns, dtype=object)
        self.n_features_in_ = X.shape[1]
        self.categories_ = [self._frequent(X[name]) for name in X.columns]
        return self

    def _frequent(self, column: pd.Series[Any]) -> np.ndarray[Any, Any]:
        counts = _as_text(column).value_counts()
        counts = counts[counts >= max(self.min_count, 1)]
        # Equal counts in the order of their names: the same data gives the same codes, in whatever order it comes.
        order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return np.array([name for name, _ in order[: self.most]], dtype=object)

    def transform(self, X: pd.DataFrame) -> np.ndarray[Any, Any]:  # noqa: N803
        """The codes, as floats of shape (rows, columns)."""
        check_is_fitted(self, "categories_")
        codes = np.empty(X.shape, dtype=np.float64)
        for at, known in enumerate(self.categories_):
            codes[:, at] = _codes_of(_as_text(X.iloc[:, at]), known)
        return codes

    def __getstate__(self) -> dict[str, Any]:
        """With the categories of a column as one text: a file of a hundred thousand single ones takes seconds to write."""
        state: dict[str, Any] = super().__getstate__()
        if "categories_" not in state:
            return state
        return {**state, "categories_": [json.dumps(known.tolist()) for known in state["categories_"]]}

    def __setstate__(self, state: dict[str, Any]) -> None:
        if "categories_" in state:
            known = [json.loads(text) for text in state["categories_"]]
            state = {**state, "categories_": [np.array(names, dtype=object) for names in known]}
        super().__setstate__(state)


def _as_text(column: pd.Series[Any]) -> pd.Series[Any]:
    """A column as categories that are text: renaming the few categories, not touching the many values."""
    values = column if isinstance(column.dtype, pd.CategoricalDtype) else column.astype("category")
    names = [str(name) for name in values.cat.categories]
    if len(set(names)) < len(names):  # 1 and "1" are one category
        return values.astype(object).where(values.notna()).map(str, na_action="ignore").astype("category")
    return values.cat.rename_categories(names)


def _codes_of(column: pd.Series[Any], known: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    rank = {name: code for code, name in enumerate(known)}
    table = np.array([rank.get(name, len(known)) for name in column.cat.categories], dtype=np.float64)
    # The last place is that of code -1: missing.
    return np.asarray(np.append(table, np.nan)[column.cat.codes.to_numpy()])
