"""What of a prediction comes from which feature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from headway.faces import Picture

Array = np.ndarray[Any, Any]


class Explained(Protocol):
    """What can be explained: a model."""

    @property
    def typical(self) -> Mapping[str, Any]:
        """A typical value of each feature."""
        ...

    @property
    def labels(self) -> tuple[Any, ...]:
        """Its classes."""
        ...

    def outputs_of(self, frame: pd.DataFrame) -> Array:
        """Its predictions."""
        ...


@dataclass(frozen=True, eq=False)
class Explanation:
    """A prediction taken apart: ``base`` is that of a typical row, and the contributions lead from there to it.

    Attributes:
        label: the class whose probability is explained; None where a number is.
        base: the prediction for a typical row.
        prediction: that for the row; base plus all contributions.
        frame: a row for each feature, the largest contribution first: ``feature``, ``value``, ``typical``,
            ``contribution``.
    """

    label: Any
    base: float
    prediction: float
    frame: pd.DataFrame

    def picture(self) -> Picture:
        """A waterfall: from the prediction for a typical row to that for this one, a bar for each feature."""
        from headway.automl.views import waterfall

        return waterfall(self)

    def _repr_html_(self) -> str:
        from headway.automl.views import explanation_html

        return explanation_html(self)

    def __repr__(self) -> str:
        of = "" if self.label is None else f" of {self.label!r}"
        return f"<explanation: {self.prediction:.4g}{of}, {self.base:.4g} for a typical row>\n{self.frame.to_string()}"


def shapley(model: Explained, row: pd.DataFrame, *, samples: int, seed: int) -> Explanation:
    """Shapley values by sampling: features are put in one after another, in many orders, and what each adds is averaged.

    ``row`` is a frame of one prepared row. Asks the model about 2 × samples × (features + 1) rows.
    """
    features, typical = list(row.columns), typical_row(model.typical, row)
    random = np.random.default_rng(seed)
    orders = [random.permutation(len(features)) for _ in range(samples)]
    orders += [order[::-1] for order in orders]
    is_in = np.concatenate([_steps(order) for order in orders])  # (rows, features): whether the row's own value is in
    mixed = pd.DataFrame(
        {
            name: pd.concat([typical[name], row[name]], ignore_index=True).iloc[is_in[:, at].astype(int)].to_numpy()
            if not isinstance(row[name].dtype, pd.CategoricalDtype)
            else _mixed(typical[name], row[name], is_in[:, at])
            for at, name in enumerate(features)
        },
        columns=features,
        index=range(len(is_in)),
    )
    outputs = model.outputs_of(mixed)
    base, told = model.outputs_of(typical), model.outputs_of(row)
    at = int(told[0].argmax()) if outputs.ndim == 2 else None
    values = (outputs if at is None else outputs[:, at]).reshape(len(orders), len(features) + 1)
    added = np.zeros(len(features))
    for order, steps in zip(orders, np.diff(values, axis=1), strict=True):
        added[order] += steps
    frame = pd.DataFrame(
        {
            "feature": features,
            "value": [row[name].iloc[0] for name in features],
            "typical": [typical[name].iloc[0] for name in features],
            "contribution": added / len(orders),
        }
    )
    frame = frame.sort_values("contribution", key=abs, ascending=False, kind="stable").reset_index(drop=True)
    label = None if at is None else model.labels[at]
    return Explanation(
        label, float(base[0] if at is None else base[0, at]), float(told[0] if at is None else told[0, at]), frame
    )


def typical_row(typical: Any, row: pd.DataFrame) -> pd.DataFrame:
    """A frame of one row of typical values, with the columns and kinds of another."""
    columns = {}
    for name in row.columns:
        value = typical.get(name)
        if isinstance(row[name].dtype, pd.CategoricalDtype):
            columns[name] = pd.Series(pd.Categorical([value]))
        else:
            columns[name] = pd.Series([value]).astype(row[name].dtype)
    return pd.DataFrame(columns, index=[0])


def typical_values(frame: pd.DataFrame) -> dict[str, Any]:
    """The median of each number and date, the commonest of all else: a row about which nothing is known."""
    return {str(name): _typical(frame[name]) for name in frame.columns}


def _typical(column: pd.Series[Any]) -> Any:
    there = column.dropna()
    if there.empty:
        return None
    if isinstance(column.dtype, pd.CategoricalDtype):
        return there.value_counts().index[0]
    return there.sort_values().iloc[len(there) // 2]


def _steps(order: Array) -> Array:
    """Row k has the first k features of an order in: shape (features + 1, features)."""
    place = np.empty(len(order), dtype=int)
    place[order] = np.arange(len(order))
    return np.asarray(place[None, :] < np.arange(len(order) + 1)[:, None])


def _mixed(typical: pd.Series[Any], row: pd.Series[Any], is_in: Array) -> pd.Categorical:
    values = [typical.iloc[0], row.iloc[0]]
    return pd.Categorical([values[int(own)] for own in is_in])
