"""A model: what was learnt, ready to be asked about other tables."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

from headway.automl.features import Layout
from headway.automl.learners import ProblemType
from headway.automl.results.explanation import Explanation, shapley
from headway.automl.results.thresholds import labels_by
from headway.automl.schema import Schema
from headway.automl.search.ensemble import Ensemble
from headway.automl.search.fitting import Member
from headway.automl.search.problem import compact
from headway.automl.table import Table, read
from headway.errors import BadOption, BadTable

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Model:
    """A fitted model, or an ensemble of several; each is the mean of its folds' pipelines.

    Attributes:
        name: its name on the leaderboard.
        target: the column that it predicts.
        type: "binary", "multiclass" or "regression".
        labels: the classes, as they stand in the table, in the order of the probabilities; empty for regression.
        schema: the columns that it was trained on.
        members: the fitted pipelines of each candidate in it.
        thresholds: for two classes, the probability of the second from which it is named, by the metric it is best for.
        typical: a value for each feature that stands for a row about which nothing is known.
        metric: what it was chosen by, and its ``score`` on rows that it had not seen.
        sample: some rows that it was trained on, by which what is made of it can be checked; they are not saved with it.
    """

    name: str
    target: str
    type: ProblemType
    labels: tuple[Any, ...]
    schema: Schema
    layout: Layout
    members: Mapping[str, Sequence[Member]]
    ensemble: Ensemble | None = None
    thresholds: Mapping[str, float] = field(default_factory=dict)
    typical: Mapping[str, Any] = field(default_factory=dict)
    metric: str = ""
    score: float | None = None
    sample: pd.DataFrame | None = None

    @property
    def features(self) -> tuple[str, ...]:
        """The columns that it needs."""
        return self.layout.features

    @property
    def classes_(self) -> Array:
        """The classes, in the order of the probabilities; as scikit-learn names them."""
        return np.asarray(self.labels)

    def predict(self, rows: Any, threshold: float | None = None) -> Array:
        """The class, or the number, of each row: an array of shape (rows,).

        Args:
            rows: a Table, a frame, a path, or anything else that ``read`` takes; other columns are left aside.
            threshold: for two classes, the probability from which the second is named (default: the likelier one).

        Raises:
            BadTable: a column that the model needs is missing.
            BadOption: a threshold outside 0 to 1, or for something else than two classes.
        """
        told = self.outputs(rows)
        return told if self.type == "regression" else labels_by(told, self.labels, threshold)

    def predict_proba(self, rows: Any) -> Array:
        """The probability of each class: an array of shape (rows, classes), its columns in the order of ``labels``.

        Raises:
            BadOption: the model predicts numbers.
        """
        if self.type == "regression":
            raise BadOption("predict_proba", self.name, "a model of classes; this one predicts numbers: use predict()")
        return self.outputs(rows)

    def outputs(self, rows: Any) -> Array:
        """Numbers of shape (rows,), or probabilities of shape (rows, classes)."""
        return self.outputs_of(self.prepared(rows))

    def prepared(self, rows: Any) -> pd.DataFrame:
        """The features of these rows, as the pipelines take them."""
        table = rows if isinstance(rows, Table) else read(rows)
        if not self.features:  # as many rows, of nothing
            return table.frame[[]]
        conformed = table.conform(Schema(tuple(self.schema[name] for name in self.features)))
        return self.frame_of(conformed.frame)

    def frame_of(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The features of a frame whose columns are known to be as in training."""
        return compact(frame, self.layout)

    def outputs_of(self, frame: pd.DataFrame) -> Array:
        """The same, of features that are prepared."""
        if not len(frame):
            raise BadTable("the table has no rows", "There is nothing to predict; give at least one row")
        matrices: dict[int, Any] = {}  # by transformer: many members share one

        def told_by(member: Member) -> Array:
            key = id(member.transformer)
            if key not in matrices:
                matrices[key] = member.transformer.transform(frame)
            return member.predict_prepared(matrices[key])

        told = {name: np.mean([told_by(each) for each in folds], axis=0) for name, folds in self.members.items()}
        combined = self.ensemble.combine(told) if self.ensemble else next(iter(told.values()))
        return combined if self.type == "regression" else combined / combined.sum(axis=1, keepdims=True)

    def explain(self, rows: Any, row: int = 0, *, samples: int = 20, seed: int = 0) -> Explanation:
        """What each feature of a row adds to its prediction, beginning at that of a typical row.

        Args:
            rows: a table with the row in it.
            row: which of its rows, from 0.
            samples: orders in which features are put in, each forwards and backwards: more are slower and steadier.
            seed: of these orders.

        Source: Štrumbelj and Kononenko 2014, "Explaining prediction models and individual predictions with feature
        contributions", with a typical row in the place of a sample of rows.
        """
        frame = self.prepared(rows)
        if isinstance(samples, bool) or not isinstance(samples, int) or samples < 1:
            raise BadOption("samples", samples, "a whole number from 1")
        if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
            raise BadOption("seed", seed, "a whole number from 0")
        if not isinstance(row, (int, np.integer)) or not 0 <= row < len(frame):
            raise BadOption("row", row, f"one of the table's {len(frame):,} rows, counted from 0")
        return shapley(self, frame.iloc[[row]], samples=samples, seed=seed)

    def save(self, path: str | os.PathLike[str], *, onnx: Literal["auto"] | bool = "auto") -> None:
        """Write it into a zip without pickle, to be read by :func:`headway.automl.load`.

        The file is written as a whole or not at all; one that was there before stays until then.

        Args:
            path: the file's; a folder is refused.
            onnx: whether a graph of ONNX is written beside it, ``model.onnx``, which is checked against the model row by
                row. "auto" writes it where that is possible within seconds; the ``README`` in the file says why not.

        Raises:
            BadOption: the path is no file's, or a graph is asked for and the model can't be one.
            BadModelFile: it has an estimator that can't be written without pickle.
            MissingExtra: a graph is asked for, and the extra "onnx" is not installed.
        """
        from headway.automl.saving.writing import save

        save(self, path, onnx=onnx)

    def _repr_html_(self) -> str:
        from headway.automl.views import model_html

        return model_html(self)

    def __repr__(self) -> str:
        parts = f" of {', '.join(self.members)}" if len(self.members) > 1 else ""
        return f"<model {self.name}{parts}: {self.target!r} from {len(self.features)} columns>"
