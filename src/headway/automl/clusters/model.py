"""Clusters that were found, ready to be asked about other rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from headway.automl.clusters.fitting import nearest
from headway.automl.features import Layout
from headway.automl.results import Prediction
from headway.automl.schema import Schema
from headway.automl.search.problem import compact
from headway.automl.table import Table, read
from headway.errors import BadTable

Array = np.ndarray[Any, Any]
CHUNK = 20_000  # rows that are made into points at a time


@dataclass(frozen=True, eq=False)
class ClusterModel:
    """Clusters, numbered from 0, the largest first; a row belongs to the one whose centre is nearest.

    Attributes:
        name: its name on the leaderboard.
        k: how many clusters.
        schema: the columns that it was trained on.
        transformer: what makes rows into points.
        points: the centres among these points, of shape (k, columns).
        sizes: how many of the rows that it has learnt from each cluster had.
        centers: a row for each cluster in the table's own units: means of numbers and dates, the most frequent category.
    """

    name: str
    k: int
    schema: Schema
    layout: Layout
    transformer: Any
    points: Array
    sizes: tuple[int, ...]
    centers: pd.DataFrame

    @property
    def features(self) -> tuple[str, ...]:
        """The columns that it needs."""
        return self.layout.features

    def predict(self, rows: Any) -> Array:
        """The cluster of each row, from 0: an array of shape (rows,).

        Args:
            rows: a Table, a frame, a path, or anything else that ``read`` takes; other columns are left aside.

        Raises:
            BadTable: a column that the model needs is missing.
        """
        return np.asarray(self.distances(rows).argmin(axis=1))

    def distances(self, rows: Any) -> Array:
        """How far each row is from each centre: an array of shape (rows, k).

        In a number's or a date's column 1 is a standard deviation; two different categories are 1 apart.
        """
        table = rows if isinstance(rows, Table) else read(rows)
        return np.concatenate([nearest(chunk, self.points)[1] for chunk in self._prepared(table)])

    def _prepared(self, table: Table) -> Iterator[Array]:
        conformed = table.conform(Schema(tuple(self.schema[name] for name in self.features)))
        frame = compact(conformed.frame, self.layout)
        if not len(frame):
            raise BadTable("the table has no rows", "There is nothing to predict; give at least one row")
        for start in range(0, len(frame), CHUNK):
            yield np.asarray(self.transformer.transform(frame.iloc[start : start + CHUNK]))

    def __repr__(self) -> str:
        sizes = ", ".join(f"{size:,}" for size in self.sizes)
        return f"<cluster model {self.name}: {self.k} clusters of {sizes} rows, from {len(self.features)} columns>"


def predict_clusters(model: ClusterModel, table: Table, keep: Sequence[str] = ()) -> Prediction:
    """The cluster of each row as ``prediction``, the ``distance`` from its centre, and the columns to be kept.

    Raises:
        BadTable: a column that the model needs is missing.
        UnknownColumn: a column to be kept is missing.
    """
    for name in keep:
        table.schema[name]
    distances = model.distances(table)
    columns: dict[str, Any] = {"prediction": distances.argmin(axis=1), "distance": distances.min(axis=1)}
    for name in keep:
        columns[name if name not in columns else f"{name}_"] = table.frame[name]
    return Prediction(model.name, "cluster", pd.DataFrame(columns), (), None, table.notes)
