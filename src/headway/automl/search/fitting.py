"""One fold of one candidate, in two steps: its rows are prepared, once for all that take them so; then a model is fitted.

Both run in worker processes, each by itself. Matrices pass from the one to the other in shared memory. What goes back to
the search is small, or travels as bytes: a forest of several megabytes is put together only where it is used.
"""

from __future__ import annotations

import pickle
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import cloudpickle
import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from headway.automl.features import Layout, View
from headway.automl.learners import Learner, ProblemType, Sample, Settings
from headway.automl.native import one_native_thread
from headway.automl.search.baseline import BASELINE
from headway.automl.search.folds import watch

Array = np.ndarray[Any, Any]
Prepare = Callable[[Layout, ProblemType, int], View]


@dataclass(frozen=True, eq=False)
class Rows:
    """What is learnt from: the features, the target (codes of classes, or numbers), weights, and which rows go together.

    ``fold_of`` is the fold in which each row is held out; ``blocks`` are codes of rows that must not be parted.
    """

    frame: pd.DataFrame
    y: Array
    fold_of: Array
    blocks: Array
    weights: Array | None = None


@dataclass(frozen=True)
class Setting:
    """What is the same for every fit of a search."""

    layout: Layout
    type: ProblemType
    classes: int
    seed: int


@dataclass(frozen=True, eq=False)
class Member:
    """A fitted pipeline from a frame of features to predictions.

    ``present`` are the classes that its training rows had; to the others it gives a probability of 0.
    """

    pipeline: Pipeline
    type: ProblemType
    classes: int
    present: Array

    def predict(self, frame: pd.DataFrame) -> Array:
        """Numbers of shape (rows,), or probabilities of shape (rows, classes)."""
        return self.predict_prepared(self.transformer.transform(frame))

    @property
    def transformer(self) -> Any:
        """What prepares a frame of features; members of one fold share it."""
        return self.pipeline.steps[0][1]

    def predict_prepared(self, matrix: Any) -> Array:
        """The same, of what the transformer made of a frame."""
        return told_by(self.pipeline.steps[-1][1], matrix, self.type, self.classes, self.present)


@dataclass(frozen=True, eq=False)
class Prepared:
    """The rows of a fold, prepared by what was fitted to its training rows only.

    ``sample`` are the training rows; ``matrix`` the rows ``held_out``; ``present`` the classes that the training rows have;
    ``packed`` is the fitted transformer, in bytes.
    """

    sample: Sample
    matrix: Any
    held_out: Array
    present: Array
    classes: int
    packed: bytes
    seconds: float


@dataclass(frozen=True, eq=False)
class FoldFit:
    """A fitted fold: predictions for the rows ``held_out``, and the model in bytes."""

    held_out: Array
    predictions: Array
    present: Array
    packed: bytes
    fit_s: float
    predict_s: float

    def model(self) -> Any:
        """The fitted model, which takes prepared rows."""
        return pickle.loads(self.packed)  # packed by our own worker


@contextmanager
def by_itself() -> Iterator[None]:
    """Of a worker: one native thread, and no warnings of columns that are empty in a fold, or steps that did not converge.

    Warnings are silenced in the whole process: not where other threads may do the same meanwhile.
    """
    with warnings.catch_warnings(), one_native_thread():
        warnings.simplefilter("ignore")
        yield


class Diverged(ValueError):
    """A learner gave predictions that are no finite numbers."""


def prepare_fold(rows: Rows, setting: Setting, prepare: Prepare, fold: int) -> Prepared:
    """Fit what prepares features to all rows but those of a fold, and prepare both."""
    training, held_out = np.flatnonzero(rows.fold_of != fold), np.flatnonzero(rows.fold_of == fold)
    began = perf_counter()
    y, present = rows.y[training], np.arange(setting.classes)
    if setting.type != "regression":
        present, y = np.unique(y, return_inverse=True)
    view = prepare(setting.layout, setting.type, setting.seed)
    sample = Sample(
        X=_matrix(view.transformer.fit_transform(rows.frame.iloc[training], y)),
        y=y,
        stop=watch(y, setting.type, rows.blocks[training], setting.seed),
        type=setting.type,
        classes=len(present) if setting.type != "regression" else 1,
        seed=setting.seed,
        weights=None if rows.weights is None else rows.weights[training],
        categorical=view.categorical,
    )
    matrix = _matrix(view.transformer.transform(rows.frame.iloc[held_out]))
    packed = cloudpickle.dumps(view.transformer, protocol=5)
    return Prepared(sample, matrix, held_out, present, setting.classes, packed, perf_counter() - began)


def fit_fold(prepared: Prepared, learner: Learner, settings: Settings) -> FoldFit:
    """Fit a learner to the training rows of a fold, and predict the others.

    Raises:
        Diverged: it predicts something that is no finite number, or no probability.
    """
    sample = prepared.sample
    began = perf_counter()
    if sample.rows > 1 and (sample.is_regression or sample.classes > 1):
        model = learner.fit(sample, settings)
    else:  # all that there is to say where the training rows are one, or have one class
        model = BASELINE.fit(sample, {})
    fitted = perf_counter()
    predictions = told_by(model, prepared.matrix, sample.type, prepared.classes, prepared.present)
    _check_told(learner.name, predictions)
    packed = cloudpickle.dumps(model, protocol=5)
    took = fitted - began, perf_counter() - fitted
    return FoldFit(prepared.held_out, predictions, prepared.present, packed, *took)


def _check_told(name: str, predictions: Array) -> None:
    if not np.isfinite(predictions).all():
        share = np.mean(~np.isfinite(predictions))
        raise Diverged(f"{name} diverged: {share:.0%} of what it predicts is no number")
    if predictions.ndim == 2 and ((predictions < 0).any() or not predictions.any(axis=1).all()):
        raise Diverged(f"{name} diverged: what it predicts are no probabilities")


def told_by(model: Any, matrix: Any, problem_type: ProblemType, classes: int, present: Array) -> Array:
    """What a fitted model says of prepared rows: numbers (rows,), or probabilities (rows, classes)."""
    rows = matrix.shape[0]
    if problem_type == "regression":
        return np.asarray(model.predict(matrix), dtype=np.float64).reshape(rows)
    probabilities = np.zeros((rows, classes))
    if hasattr(model, "predict_proba"):
        probabilities[:, present] = model.predict_proba(matrix)
    else:  # certainty for the class that it names
        probabilities[np.arange(rows), present[np.asarray(model.predict(matrix), dtype=np.int64)]] = 1
    return probabilities


def _matrix(prepared: Any) -> Any:
    return prepared.tocsr() if hasattr(prepared, "tocsr") else np.ascontiguousarray(prepared)
