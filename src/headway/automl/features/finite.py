"""Numbers that learners can take."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin

LARGEST = 1e38  # what a float of 32 bits can hold, as forests keep them, and a float of 64 bits can square


class Finite(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Numbers as floats, infinite ones as missing: no learner can divide by them. Beyond 1e38 all are that.

    >>> Finite().fit_transform(pd.DataFrame({"rate": [0.5, float("inf"), None, -1e300]})).ravel()
    array([ 5.e-01,     nan,     nan, -1.e+38])
    """

    def fit(self, X: Any, y: object = None) -> Self:  # noqa: N803
        """Nothing is learnt but the columns' names."""
        if isinstance(X, pd.DataFrame):
            self.feature_names_in_ = np.asarray(X.columns, dtype=object)
        self.n_features_in_ = X.shape[1]
        return self

    def transform(self, X: Any) -> np.ndarray[Any, Any]:  # noqa: N803
        """A new array of floats of shape (rows, columns)."""
        values = np.array(X, dtype=np.float64)
        values[~np.isfinite(values)] = np.nan
        return np.clip(values, -LARGEST, LARGEST, out=values)
