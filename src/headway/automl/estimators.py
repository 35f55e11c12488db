"""scikit-learn's way: the search as an estimator, for pipelines and cross-validation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import (
    _check_sample_weight,
    check_consistent_length,
    check_is_fitted,
    column_or_1d,
    validate_data,
)

from headway import Session, task
from headway.automl.learners import several
from headway.automl.schema import Column, Schema
from headway.automl.table import Table, read
from headway.automl.training import Training, train

Array = np.ndarray[Any, Any]
TARGET, WEIGHTS = "target", "sample_weight"


class _Auto(BaseEstimator):
    """What both have in common."""

    def __init__(
        self,
        *,
        algorithms: Sequence[Any] | str | None = None,
        metric: Any = "auto",
        folds: int | None = None,
        max_rows: int | None = None,
        max_models: int | None = None,
        budget_s: float | None = None,
        seed: int = 0,
        on: str = "auto",
    ) -> None:
        self.algorithms = algorithms
        self.metric = metric
        self.folds = folds
        self.max_rows = max_rows
        self.max_models = max_models
        self.budget_s = budget_s
        self.seed = seed
        self.on = on

    def _search(self, frame: pd.DataFrame, schema: Schema, y: Array, sample_weight: Any, kind: str) -> None:
        columns, described = {TARGET: y}, [Column(TARGET, kind, len(y), 0, len(np.unique(y)))]  # type: ignore[arg-type]
        if sample_weight is not None:
            columns[WEIGHTS] = sample_weight
            described.append(Column(WEIGHTS, "numerical", len(y), 0, len(np.unique(sample_weight))))
        renamed = frame.rename(columns={name: f"x {name}" for name in frame.columns})
        own = [
            Column(f"x {each.name}", each.kind, each.rows, each.missing, each.distinct, each.note) for each in schema
        ]
        table = Table("X", renamed.assign(**columns), Schema((*own, *described)))
        training = Training(
            target=TARGET,
            problem_type="regression" if kind == "numerical" else "classification",
            features=tuple(each.name for each in own),
            algorithms=several(self.algorithms),
            metric=self.metric,
            folds=self.folds,
            max_rows=self.max_rows,
            weights=None if sample_weight is None else WEIGHTS,
            max_models=self.max_models,
            budget_s=self.budget_s,
            seed=self.seed,
        )
        with Session(on=self.on, name=type(self).__name__):  # type: ignore[arg-type]
            self.experiment_ = _train(table, training).result()
        self.model_ = self.experiment_.best_model

    def _training(
        self,
        X: Any,  # noqa: N803
        y: Any,
        sample_weight: Any,
    ) -> tuple[pd.DataFrame, Schema, Array, Array | None]:
        """What is learnt from, checked; rows that weigh nothing are left out."""
        frame, schema = self._taken(X, reset=True)
        y = _target(y, len(frame))
        if sample_weight is None:
            weights = None
        else:
            weights = _check_sample_weight(sample_weight, frame, ensure_non_negative=True)
            frame, y, weights = frame[weights > 0].reset_index(drop=True), y[weights > 0], weights[weights > 0]
        if len(y) < 2:
            raise ValueError(f"{type(self).__name__} needs at least 2 samples with a weight; n_samples={len(y)}")
        return frame, schema, y, weights

    def _taken(self, X: Any, *, reset: bool) -> tuple[pd.DataFrame, Schema]:  # noqa: N803
        """The features as a frame, with what they are; frames keep their kinds, arrays are numbers."""
        if reset:
            self.is_table_ = isinstance(X, pd.DataFrame) and not all(map(pd.api.types.is_numeric_dtype, X.dtypes))
        if self.is_table_:
            validate_data(self, X, reset=reset, skip_check_array=True)
            if reset:
                table = read(X.reset_index(drop=True))
            else:
                rows = X if isinstance(X, pd.DataFrame) else pd.DataFrame(X, columns=self.schema_.names)
                table = read(rows.reset_index(drop=True)).conform(self.schema_)
            return table.frame, table.schema
        values = validate_data(self, X, reset=reset, dtype=np.float64, ensure_all_finite="allow-nan")
        names = [str(name) for name in getattr(self, "feature_names_in_", range(values.shape[1]))]
        frame = pd.DataFrame(values, columns=names)
        return frame, Schema(tuple(_numerical(frame[name]) for name in names))

    def _rows(self, X: Any) -> pd.DataFrame:  # noqa: N803
        check_is_fitted(self, "model_")
        frame, _ = self._taken(X, reset=False)
        renamed = frame.rename(columns={name: f"x {name}" for name in frame.columns})
        return self.model_.frame_of(renamed)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.categorical = True
        tags.input_tags.string = True
        tags.non_deterministic = self.max_models is None
        return tags


class AutoClassifier(ClassifierMixin, _Auto):
    """The search for a model of classes as an estimator of scikit-learn.

    Args:
        algorithms, metric, folds, max_rows, max_models, budget_s, seed: as :meth:`headway.automl.Client.train` has them.
        on: where fits run: "auto" is worker processes, "inline" this thread, one after another.

    Attributes:
        experiment_: the :class:`Experiment`: leaderboard, curves, importances.
        model_: its best :class:`Model`, which predicts.
        classes_: the classes, in the order of probabilities.

    >>> from sklearn.datasets import load_iris
    >>> X, y = load_iris(return_X_y=True, as_frame=True)
    >>> model = AutoClassifier(algorithms=["GLM"], max_models=1, on="inline").fit(X, y)
    >>> bool(model.score(X, y) > 0.9)
    True
    """

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:  # noqa: N803
        """Search.

        Args:
            X: a frame or an array of shape (rows, features); frames may hold categories, dates and text.
            y: classes, of shape (rows,).
            sample_weight: of shape (rows,), 0 or more.
        """
        frame, schema, y, weights = self._training(X, y, sample_weight)
        check_classification_targets(y)
        self.schema_ = schema
        self.classes_, codes = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(
                f"AutoClassifier needs at least 2 classes in y; there is one class only: {self.classes_[0]!r}"
            )
        self._search(frame, schema, codes, weights, "categorical")
        return self

    def predict_proba(self, X: Any) -> Array:  # noqa: N803
        """Probabilities of shape (rows, classes), in the order of ``classes_``."""
        rows = self._rows(X)
        told = np.zeros((len(rows), len(self.classes_)))
        told[:, list(self.model_.labels)] = self.model_.outputs_of(rows)
        return told

    def predict(self, X: Any) -> Array:  # noqa: N803
        """The likeliest classes, of shape (rows,)."""
        told = self.predict_proba(X)
        return np.asarray(self.classes_[told.argmax(axis=1)])


class AutoRegressor(RegressorMixin, _Auto):
    """The search for a model of numbers as an estimator of scikit-learn; see :class:`AutoClassifier`.

    >>> from sklearn.datasets import load_diabetes
    >>> X, y = load_diabetes(return_X_y=True, as_frame=True)
    >>> model = AutoRegressor(algorithms=["GLM"], max_models=1, on="inline").fit(X, y)
    >>> bool(model.score(X, y) > 0.4)
    True
    """

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:  # noqa: N803
        """Search.

        Args:
            X: a frame or an array of shape (rows, features); frames may hold categories, dates and text.
            y: numbers, of shape (rows,).
            sample_weight: of shape (rows,), 0 or more.
        """
        frame, schema, y, weights = self._training(X, y, sample_weight)
        y = y.astype(np.float64)
        self.schema_ = schema
        self._search(frame, schema, y, weights, "numerical")
        return self

    def predict(self, X: Any) -> Array:  # noqa: N803
        """Numbers of shape (rows,)."""
        rows = self._rows(X)
        return np.asarray(self.model_.outputs_of(rows))


@task(on="thread", name="train")
def _train(table: Table, training: Training) -> Any:
    return train(table, training)


def _target(y: Any, rows: int) -> Array:
    if y is None:
        raise ValueError("requires y to be passed, but the target y is None")
    values = column_or_1d(y, warn=True)
    check_consistent_length(values, np.empty(rows))
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise ValueError("y holds NaN or infinite values: leave these rows out")
    return np.asarray(values)


def _numerical(column: pd.Series[Any]) -> Column:
    return Column(str(column.name), "numerical", len(column), int(column.isna().sum()), int(column.nunique()))
