"""One fold of one candidate: fitted to its training rows, asked about the rows that were held out.

Runs in a worker process, by itself. What it gives back is small, or travels as bytes: a forest of several megabytes is
taken apart here and put together only where it is used.
"""

from __future__ import annotations

import pickle
import warnings
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import cloudpickle
import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from headway.automl.features import Layout
from headway.automl.learners import Learner, ProblemType, Sample, Settings
from headway.automl.search.folds import watch

Array = np.ndarray[Any, Any]


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
        if self.type == "regression":
            return np.asarray(self.pipeline.predict(frame), dtype=np.float64).reshape(len(frame))
        probabilities = np.zeros((len(frame), self.classes))
        probabilities[:, self.present] = _probabilities(self.pipeline, frame, len(self.present))
        return probabilities


@dataclass(frozen=True, eq=False)
class FoldFit:
    """A fitted fold: predictions for the rows ``held_out``, and the member in bytes."""

    held_out: Array
    predictions: Array
    packed: bytes
    fit_s: float
    predict_s: float
    said: tuple[str, ...]

    def member(self) -> Member:
        """The fitted pipeline."""
        opened: Member = pickle.loads(self.packed)
        return opened


class Diverged(ValueError):
    """A learner gave predictions that are no finite numbers."""


def fit_fold(rows: Rows, setting: Setting, learner: Learner, settings: Settings, fold: int) -> FoldFit:
    """Fit a learner to all rows but those of a fold, and predict these.

    Raises:
        Diverged: it predicts something that is no finite number.
    """
    training, held_out = np.flatnonzero(rows.fold_of != fold), np.flatnonzero(rows.fold_of == fold)
    began = perf_counter()
    with warnings.catch_warnings(record=True) as caught, threadpool_limits(limits=1):
        warnings.simplefilter("always")
        member = fit_member(rows, setting, learner, settings, training)
        fitted = perf_counter()
        predictions = member.predict(rows.frame.iloc[held_out])
    if not np.isfinite(predictions).all():
        raise Diverged(
            f"{learner.name} diverged: {np.mean(~np.isfinite(predictions)):.0%} of what it predicts is no number"
        )
    said = tuple(dict.fromkeys(f"{each.category.__name__}: {each.message}" for each in caught))
    packed = cloudpickle.dumps(member, protocol=5)
    return FoldFit(held_out, predictions, packed, fitted - began, perf_counter() - fitted, said)


def fit_member(rows: Rows, setting: Setting, learner: Learner, settings: Settings, training: Array) -> Member:
    """Fit a learner to these rows: first what prepares the features, then the model on what that gives."""
    y = rows.y[training]
    present = np.arange(setting.classes)
    if setting.type != "regression":
        present, y = np.unique(y, return_inverse=True)
    view = learner.prepare(setting.layout, setting.type, setting.seed)
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
    if setting.type != "regression" and len(present) == 1:
        model: Any = _only_one_class(sample)
    else:
        model = learner.fit(sample, settings)
    pipeline = Pipeline([("prepare", view.transformer), ("model", model)])
    return Member(pipeline, setting.type, setting.classes, present)


def _matrix(prepared: Any) -> Any:
    return prepared.tocsr() if hasattr(prepared, "tocsr") else np.ascontiguousarray(prepared)


def _only_one_class(sample: Sample) -> Any:
    """What there is to say where the training rows have one class."""
    from sklearn.dummy import DummyClassifier

    return DummyClassifier(strategy="prior").fit(sample.X, sample.y)


def _probabilities(pipeline: Pipeline, frame: pd.DataFrame, classes: int) -> Array:
    """Of shape (rows, classes); of a classifier that gives none, certainty for the class that it names."""
    if hasattr(pipeline, "predict_proba"):
        return np.asarray(pipeline.predict_proba(frame))
    return np.eye(classes)[np.asarray(pipeline.predict(frame), dtype=np.int64)]
