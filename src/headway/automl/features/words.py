"""Text, and codes such as "PC 17599" or "C85", as something that counts."""

from __future__ import annotations

import json
from copy import copy
from typing import Any, Self

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin, clone


class FilledText(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """One column of a frame as an array of text, with "" for what is missing: what scikit-learn's vectorisers take.

    >>> FilledText().fit_transform(pd.DataFrame({"name": ["Ann Lee", None]}))
    array(['Ann Lee', ''], dtype=object)
    """

    def fit(self, X: pd.DataFrame, y: object = None) -> Self:  # noqa: N803
        """Nothing is learnt but the column's name."""
        self.feature_names_in_ = np.asarray(X.columns, dtype=object)
        self.n_features_in_ = X.shape[1]
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray[Any, Any]:  # noqa: N803
        """An array of shape (rows,) of str."""
        column = X.iloc[:, 0].astype(object)
        return np.asarray(column.where(column.notna(), "").map(str), dtype=object)


class Vocabulary(TransformerMixin, BaseEstimator):
    """A vectoriser that gives no columns where the training rows hold no word that counts; its own would refuse them.

    >>> from sklearn.feature_extraction.text import CountVectorizer
    >>> Vocabulary(CountVectorizer()).fit(["?", "!"]).transform(["hello"]).shape
    (1, 0)
    """

    EMPTY = ("empty vocabulary", "no terms remain")

    def __init__(self, vectoriser: Any) -> None:
        self.vectoriser = vectoriser

    def fit(self, X: Any, y: object = None) -> Self:  # noqa: N803
        """Learn the words of an array of text of shape (rows,)."""
        try:
            self.vectoriser_ = clone(self.vectoriser).fit(X)
        except ValueError as error:
            if not any(words in str(error) for words in self.EMPTY):
                raise
            self.vectoriser_ = None
        return self

    def transform(self, X: Any) -> Any:  # noqa: N803
        """A sparse matrix of shape (rows, words)."""
        return csr_matrix((len(X), 0)) if self.vectoriser_ is None else self.vectoriser_.transform(X)

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "vectoriser_")

    def __getstate__(self) -> dict[str, Any]:
        """With the words as one text: a file of thousands of single ones takes seconds to write."""
        state: dict[str, Any] = super().__getstate__()
        known = getattr(state.get("vectoriser_"), "vocabulary_", None)
        if known is None:
            return state
        wordless = copy(state["vectoriser_"])
        del wordless.vocabulary_
        return {**state, "vectoriser_": wordless, "words": json.dumps(sorted(known, key=known.__getitem__))}

    def __setstate__(self, state: dict[str, Any]) -> None:
        words = state.pop("words", None)
        super().__setstate__(state)
        if words is not None:
            self.vectoriser_.vocabulary_ = {word: place for place, word in enumerate(json.loads(words))}


class TextShape(TransformerMixin, BaseEstimator):
    """How long each text is, and of what: characters, words, digits, capitals, the first number in it.

    >>> TextShape().fit_transform(pd.DataFrame({"cabin": ["C85", "B58 B60", None]}))
    array([[ 3.,  1.,  2.,  1., 85.],
           [ 7.,  2.,  4.,  2., 58.],
           [ 0.,  0.,  0.,  0., nan]])
    """

    SHAPES = ("characters", "words", "digits", "capitals", "number")

    def fit(self, X: pd.DataFrame, y: object = None) -> Self:  # noqa: N803
        """Nothing is learnt but the columns' names."""
        self.feature_names_in_ = np.asarray(X.columns, dtype=object)
        self.n_features_in_ = X.shape[1]
        return self

    def transform(self, X: pd.DataFrame) -> np.ndarray[Any, Any]:  # noqa: N803
        """Floats of shape (rows, 5 × columns)."""
        blocks = [_shapes(X[name].astype(object)) for name in X.columns]
        return np.column_stack(blocks) if blocks else np.empty((len(X), 0))

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray[Any, Any]:
        """A name for each: column_shape."""
        return np.asarray([f"{name}_{shape}" for name in self.feature_names_in_ for shape in self.SHAPES], dtype=object)


def _shapes(column: pd.Series[Any]) -> np.ndarray[Any, Any]:
    text = column.where(column.notna(), "").map(str)
    number = text.str.extract(r"(\d{1,15})", expand=False).astype(float)
    counts = [text.str.len(), text.str.split().str.len(), text.str.count(r"\d"), text.str.count("[A-Z]"), number]
    return np.column_stack([np.asarray(count, dtype=np.float64) for count in counts])


class Leading(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """The letters with which each code begins ("PC 17599": "PC"), for codes whose whole repeats too seldom.

    >>> Leading().fit_transform(pd.DataFrame({"cabin": ["C85", "B58 B60", "17", None]}))["cabin"].tolist()
    ['C', 'B', '', nan]
    """

    def fit(self, X: pd.DataFrame, y: object = None) -> Self:  # noqa: N803
        """Nothing is learnt but the columns' names."""
        self.feature_names_in_ = np.asarray(X.columns, dtype=object)
        self.n_features_in_ = X.shape[1]
        return self

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:  # noqa: N803
        """A frame of the same columns."""
        return X.apply(lambda column: _leading(column.astype(object)))


def _leading(column: pd.Series[Any]) -> pd.Series[Any]:
    text = column.where(column.notna(), "").map(str)
    return text.str.extract(r"^\s*([^\W\d_]*)", expand=False).astype(object).where(column.notna())
