"""A user's own estimators, at the top of a module, where loading can find them."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin


class Nearest(ClassifierMixin, BaseEstimator):
    """The class whose mean is nearest."""

    def __init__(self, shrink: float = 0.0) -> None:
        self.shrink = shrink

    def fit(self, X: Any, y: Any) -> Nearest:
        self.classes_ = np.unique(y)
        self.means_ = np.array([X[y == each].mean(axis=0) * (1 - self.shrink) for each in self.classes_])
        return self

    def predict(self, X: Any) -> Any:
        return self.classes_[((X[:, None, :] - self.means_) ** 2).sum(axis=2).argmin(axis=1)]
