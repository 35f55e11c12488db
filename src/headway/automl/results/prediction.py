"""What a model says of a table."""

from __future__ import annotations

import os
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np
import pandas as pd

from headway.automl.results.model import Model
from headway.automl.results.thresholds import labels_by
from headway.automl.table import Table, read
from headway.errors import BadOption

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, eq=False)
class Prediction:
    """The predictions of a table's rows, in their order.

    Attributes:
        frame: a column ``prediction``; for classes one with the probability of each, named by its label; then the
            columns that were to be kept.
        labels: the classes; empty for numbers.
        threshold: of two classes, the probability from which the second was named; None where the likelier one was.
        notes: what was noticed about the table.
    """

    model: str
    target: str
    frame: pd.DataFrame
    labels: tuple[Any, ...]
    threshold: float | None = None
    notes: tuple[str, ...] = ()

    @property
    def values(self) -> Array:
        """The predictions, an array of shape (rows,)."""
        return np.asarray(self.frame["prediction"])

    @property
    def probabilities(self) -> Array | None:
        """The probabilities, of shape (rows, classes); None for numbers."""
        return np.asarray(self.frame.iloc[:, 1 : 1 + len(self.labels)], dtype=float) if self.labels else None

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """Write the frame as CSV: UTF-8, comma, no index."""
        self.frame.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")

    def __len__(self) -> int:
        return len(self.frame)

    def _repr_html_(self) -> str:
        from headway.automl.views import prediction_html

        return prediction_html(self)

    def __repr__(self) -> str:
        return f"<prediction of {self.target!r} by {self.model} for {len(self):,} rows>"


def predict(
    model: Model,
    rows: Any,
    *,
    threshold: float | None = None,
    threshold_by: str | None = None,
    keep: tuple[str, ...] | list[str] = (),
) -> Prediction:
    """Ask a model about a table.

    Args:
        model: the model.
        rows: a Table, or what ``read`` takes.
        threshold: of two classes, the probability from which the second is named.
        threshold_by: choose it so that this metric was best on rows that the model had not seen.
        keep: columns of the table to stand beside the predictions.

    Raises:
        BadTable: a column that the model needs is missing.
        UnknownColumn: a column to be kept is missing.
        BadOption: a threshold that makes no sense for this model.
    """
    if isinstance(keep, str):
        raise BadOption("keep", keep, f"a list of columns, such as [{keep!r}]")
    table = rows if isinstance(rows, Table) else read(rows)
    for name in keep:
        table.schema[name]
    if threshold_by is not None:
        threshold = _threshold_by(model, threshold_by, threshold)
    told = model.outputs(table)
    if model.type == "regression":
        if threshold is not None:
            raise BadOption("threshold", threshold, "nothing: this model predicts numbers")
        columns: dict[str, Any] = {"prediction": told}
    else:
        columns = {"prediction": labels_by(told, model.labels, threshold)}
        columns |= {_free(str(label), columns): told[:, at] for at, label in enumerate(model.labels)}
    for name in dict.fromkeys(keep):
        columns[_free(name, columns)] = table.frame[name]
    return Prediction(model.name, model.target, pd.DataFrame(columns), model.labels, threshold, table.notes)


def _threshold_by(model: Model, metric: str, threshold: float | None) -> float:
    if threshold is not None:
        raise BadOption("threshold_by", metric, "either threshold or threshold_by, not both")
    if metric not in model.thresholds:
        if not model.thresholds:
            raise BadOption("threshold_by", metric, "nothing: thresholds are for two classes")
        near = get_close_matches(str(metric), model.thresholds, 1, 0.5)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise BadOption("threshold_by", metric, f"one of {', '.join(model.thresholds)}{hint}")
    return model.thresholds[metric]


def _free(name: str, taken: dict[str, Any]) -> str:
    return name if name not in taken else _free(f"{name}_", taken)
