"""Estimators that do what estimators should not, in worker processes."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression

Array = np.ndarray[Any, Any]


class Killed(ClassifierMixin, BaseEstimator):
    """As the system does when memory is out."""

    def fit(self, X: Array, y: Array) -> Self:
        os.kill(os.getpid(), signal.SIGKILL)
        return self


class Gone(ClassifierMixin, BaseEstimator):
    """As a crash in native code does: the process is gone."""

    def fit(self, X: Array, y: Array) -> Self:
        os._exit(3)


class Leaves(ClassifierMixin, BaseEstimator):
    def fit(self, X: Array, y: Array) -> Self:
        sys.exit("enough")


class OutOfMemory(ClassifierMixin, BaseEstimator):
    def fit(self, X: Array, y: Array) -> Self:
        raise MemoryError("no room for the matrix")


class Diverges(LogisticRegression):
    def predict_proba(self, X: Array) -> Array:
        return np.full_like(super().predict_proba(X), np.nan)


class Weightless(LogisticRegression):
    """Its probabilities are all 0."""

    def predict_proba(self, X: Array) -> Array:
        return np.zeros_like(super().predict_proba(X))


class ThirdClass(LogisticRegression):
    """It names one class more than there is."""

    def predict_proba(self, X: Array) -> Array:
        told = super().predict_proba(X)
        return np.column_stack([told, told[:, 0]])


class Endless(ClassifierMixin, BaseEstimator):
    """Fits for ever, after it has said by which process."""

    def __init__(self, folder: str = ".") -> None:
        self.folder = folder

    def fit(self, X: Array, y: Array) -> Self:
        Path(self.folder, str(os.getpid())).touch()
        while True:
            time.sleep(0.05)
