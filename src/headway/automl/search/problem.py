"""What is to be learnt, from which rows: a table and a target, checked, and in the form that learners take.

Everything that can be wrong with a question is found here, before the first model is fitted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np
import pandas as pd

from headway.automl.features import Layout, lay_out
from headway.automl.learners import ProblemType, Size
from headway.automl.schema import Schema
from headway.automl.search.drawing import draw, rows_for
from headway.automl.search.folds import identical
from headway.automl.search.guards import copies_of
from headway.automl.search.metrics import METRICS, Metric, check_measures, metric_of
from headway.automl.table import Table
from headway.errors import BadOption, BadTable

Array = np.ndarray[Any, Any]
MOST_CLASSES = 1_000
LARGEST = 1e150  # of a number that is to be predicted: errors are squared, and summed
FEWEST_ROWS = 2


@dataclass(frozen=True, eq=False)
class Problem:
    """A question to a table.

    ``frame`` holds the features of the rows whose target is known; ``y`` their target: codes of ``labels`` (the classes,
    as they stand in the table), or numbers. ``blocks`` are codes of rows that stay together; ``notes`` say what was
    noticed, and what was done about it.
    """

    table: str
    target: str
    type: ProblemType
    metric: Metric
    labels: tuple[Any, ...]
    frame: pd.DataFrame
    schema: Schema
    layout: Layout
    y: Array
    blocks: Array
    is_grouped: bool
    weights: Array | None
    notes: tuple[str, ...]

    @property
    def classes(self) -> int:
        """How many classes there are; 1 for regression."""
        return len(self.labels) or 1

    def take(self, rows: Array) -> Problem:
        """The same question to some of the rows, by their places."""
        return replace(
            self,
            frame=self.frame.iloc[rows].reset_index(drop=True),
            y=self.y[rows],
            blocks=self.blocks[rows],
            weights=None if self.weights is None else self.weights[rows],
        )

    @property
    def size(self) -> Size:
        """What the sequence of candidates depends on."""
        return _size(self.y, self.layout, self.labels)


def pose(
    table: Table,
    target: str,
    *,
    features: Sequence[str] | None = None,
    problem_type: str | None = None,
    metric: Any = "auto",
    groups: str | None = None,
    weights: str | None = None,
    max_rows: int | None = None,
    seed: int = 0,
) -> Problem:
    """The question what a column of a table is, given others.

    Args:
        table: the rows to learn from.
        target: the column to be predicted.
        problem_type: "classification" or "regression". None: categories and text are classes, and so are numbers of which
            there are two; other numbers are regression; unless the metric says otherwise.
        features: the columns to predict it from (default: all others that may tell something).
        metric: what is to be made best: a name, a scorer of scikit-learn, or a :class:`Metric`.
        groups: a column of groups that stay together in a fold (a patient, a shop).
        weights: a column with the weight of each row, 0 or more.
        max_rows: how many of the rows are searched on (default: all, unless there are too many for most searches); of
            more some are drawn.
        seed: of the draw.

    Raises:
        UnknownColumn: the table has no such column.
        BadTable: the target is constant, missing everywhere, or nothing is left to predict it from.
        BadOption: an option that makes no sense for this table.
    """
    for name in (name for name in (target, groups, weights) if name is not None):
        table.schema[name]
    known = np.flatnonzero(table.frame[target].notna().to_numpy())
    notes = list(table.notes)
    if len(known) < len(table.frame):
        notes.append(f"{len(table.frame) - len(known):,} rows have no {target!r} and are left out")
    if weights is not None and len(known):
        weighs = _weights(table.frame[weights].iloc[known], weights) > 0
        if not weighs.all():
            notes.append(f"{(~weighs).sum():,} rows have a weight of 0 and are left out")
        known = known[weighs]
    if len(known) < FEWEST_ROWS:
        raise BadTable(
            f"{table.name}: {len(known)} row{'' if len(known) == 1 else 's'} can be learnt from, with a value in the target {target!r}",
            "Training needs at least two, better some hundred; name another target, or give more rows",
        )
    meant, y, labels = _target(_taken(table.frame[target], known), table, target, problem_type, _measured(metric))
    names, schema = _features(table, target, features, {groups, weights} - {None})
    layout = lay_out(schema, names)
    most = rows_for(_size(y, layout, labels)) if max_rows is None else max_rows
    if most < len(y):
        drawn = draw(y, meant, most, seed)
        notes.append(f"{len(drawn):,} of {len(y):,} rows are searched on, drawn by chance; max_rows= says how many")
        known, y = known[drawn], y[drawn]
    measured = metric_of(metric, meant)
    weighed = None if weights is None else _weights(_taken(table.frame[weights], known), weights)
    check_measures(measured, y, labels, weighed)
    taken = pd.DataFrame(
        {name: _taken(table.frame[name], known) for name in layout.features}, pd.RangeIndex(len(known))
    )
    frame = compact(taken, layout)
    if features is None:
        layout, found = _without_copies(layout, frame, y, target)
        frame = frame[list(layout.features)]
        notes += found
    notes += [f"{name!r} is not used: {reason}" for name, reason in layout.left_out]
    blocks, said = _blocks(frame, None if groups is None else _taken(table.frame[groups], known), groups)
    if not layout.features:
        notes.append("no column tells anything of the target: only its frequencies can be predicted")
    return Problem(
        table=table.name,
        target=target,
        type=meant,
        metric=measured,
        labels=labels,
        frame=frame,
        schema=schema,
        layout=layout,
        y=y,
        blocks=blocks,
        is_grouped=groups is not None,
        weights=weighed,
        notes=(*notes, *said),
    )


def _size(y: Array, layout: Layout, labels: tuple[Any, ...]) -> Size:
    return Size(len(y), max(1, len(layout.features)), len(labels) or 1)


def _taken(column: pd.Series[Any], places: Array) -> pd.Series[Any]:
    """Some rows of a column, with a plain index; the column itself where it is all of them."""
    return column if len(places) == len(column) else column.iloc[places].reset_index(drop=True)


def _target(
    column: pd.Series[Any], table: Table, target: str, wanted: str | None, measured: str | None
) -> tuple[ProblemType, Array, tuple[Any, ...]]:
    kind = table.schema[target].kind
    if wanted is None and (measured == "classification" or kind == "numerical"):
        wanted = measured
    distinct = column.nunique()
    if distinct < 2:
        raise BadTable(
            f"{table.name}: the target {target!r} has one value only, {_plain(column.iloc[0])!r}",
            "There is nothing to tell apart; name another target, or give rows with other values",
        )
    if kind == "datetime":
        raise BadTable(
            f"the target {target!r} is a date", "Predict a number or a class, or set the column up as another kind"
        )
    if wanted == "regression" and kind != "numerical":
        raise BadTable(
            f"the target {target!r} is {kind}, and numbers are to be predicted",
            f"Set it up as a number: setup(table, {{{target!r}: 'numerical'}})",
        )
    if wanted == "classification" or (wanted is None and (kind != "numerical" or distinct == 2)):
        return _classes(column, table, target)
    values = column.to_numpy(dtype=np.float64)
    if not np.isfinite(values).all():
        raise BadTable(
            f"{table.name}: the target {target!r} has {int((~np.isfinite(values)).sum())} infinite values",
            "Replace them, or leave these rows out",
        )
    if np.abs(values).max() > LARGEST:
        raise BadTable(
            f"{table.name}: the target {target!r} holds {np.abs(values).max():.3g}, whose square is beyond what a float can hold",
            "Divide the target, or set it in another unit",
        )
    return "regression", values, ()


def _measured(metric: Any) -> str | None:
    """What kind of problem a metric is for, where it says so by itself."""
    name = metric.lower() if isinstance(metric, str) else ""
    named = next((each for each in METRICS if each.name == name), metric)
    types = getattr(named, "types", ())
    if "regression" not in types:
        return "classification" if types else None
    return "regression" if set(types) == {"regression"} else None


def _classes(column: pd.Series[Any], table: Table, target: str) -> tuple[ProblemType, Array, tuple[Any, ...]]:
    codes, found = pd.factorize(column, sort=False)
    labels = pd.Index(found).astype(object)
    order = sorted(range(len(labels)), key=lambda at: (str(type(labels[at])), labels[at]))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    if len(labels) > MOST_CLASSES or len(labels) == len(column) > 2:
        raise BadTable(
            f"{table.name}: the target {target!r} has {len(labels):,} different values in {len(column):,} rows",
            f"As classes that is too many; {_as_number(table, target)}",
        )
    return ("binary" if len(labels) == 2 else "multiclass"), rank[codes], tuple(_plain(labels[at]) for at in order)


def _as_number(table: Table, target: str) -> str:
    if table.schema[target].kind == "numerical":
        return "leave problem_type and metric to predict it as a number"
    return f"if it is a number, set it up: setup(table, {{{target!r}: 'numerical'}})"


def _plain(label: Any) -> Any:
    """A label as Python's own value; whole numbers that are stored as floats are whole."""
    label = label.item() if isinstance(label, np.generic) else label
    return int(label) if isinstance(label, float) and label.is_integer() else label


def _features(
    table: Table, target: str, features: Sequence[str] | None, taken: set[str | None]
) -> tuple[list[str], Schema]:
    wanted = list(table.schema.names if features is None else features)
    if features is not None and target in wanted:
        raise BadOption("features", target, "columns other than the target")
    names = [table.schema[name].name for name in wanted if name != target and name not in taken]
    columns = [table.schema[name] for name in names]
    if features is not None:  # asked for by name: an identifier is taken as categories
        columns = [replace(each, kind="categorical") if each.kind == "id" else each for each in columns]
    return names, Schema(tuple(columns))


def compact(frame: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """The features as arrays that go to other processes without a copy: floats, dates, and codes of categories."""
    columns = {name: frame[name].astype(np.float64) for name in layout.numbers}
    columns |= {name: frame[name] for name in layout.dates}
    columns |= {name: frame[name].astype("category") for name in (*layout.few, *layout.many, *layout.texts)}
    return pd.DataFrame(columns, columns=list(layout.features), index=frame.index)


def _without_copies(layout: Layout, frame: pd.DataFrame, y: Array, target: str) -> tuple[Layout, list[str]]:
    copies = copies_of(y, frame)
    if not copies:
        return layout, []

    def kept(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if name not in copies)

    notes = [
        f"{name!r} is not used: it says what {target!r} is in every row, so it is probably a copy of it; name it in "
        "features= to use it all the same"
        for name in copies
    ]
    left = replace(
        layout,
        numbers=kept(layout.numbers),
        few=kept(layout.few),
        many=kept(layout.many),
        dates=kept(layout.dates),
        texts=kept(layout.texts),
    )
    return left, notes


def _blocks(frame: pd.DataFrame, grouping: pd.Series[Any] | None, groups: str | None) -> tuple[Array, list[str]]:
    """The rows that stay together: the user's groups, or else rows that are the same in every feature.

    Where all that the columns can say is less than there are rows, rows repeat because they must, and stay apart.
    """
    if grouping is not None:
        codes = pd.factorize(grouping.astype(object), use_na_sentinel=False)[0]
        if codes.max() < 1:
            raise BadOption("groups", groups, "a column with at least two groups")
        return np.asarray(codes), []
    if not frame.shape[1]:
        return np.arange(len(frame)), []
    blocks = identical(frame)
    again = len(blocks) - len(np.unique(blocks))
    if not again or prod(float(frame[name].nunique(dropna=False)) for name in frame.columns) <= len(frame):
        return np.arange(len(frame)), []
    return blocks, [f"{again:,} rows repeat others in every feature: such rows are held out together"]


def _weights(column: pd.Series[Any], weights: str) -> Array:
    try:
        values = column.to_numpy(dtype=np.float64)
    except (TypeError, ValueError):
        raise BadOption("weights", weights, "a column of numbers") from None
    if not (np.isfinite(values).all() and (values >= 0).all() and values.sum() > 0):
        raise BadOption("weights", weights, "a column of numbers of 0 or more, not all 0, none missing")
    return np.asarray(values * len(values) / values.sum())
