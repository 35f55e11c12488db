"""The rows that clusters are looked for in: a table, checked, and as points whose distances mean something.

Everything that can be wrong with a question is found here, before the first fit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from headway.automl.clusters.options import Clustering
from headway.automl.clusters.reference import Reference, reference_of
from headway.automl.features import Layout, for_distances, lay_out
from headway.automl.features.views import FREQUENT, TOPICS
from headway.automl.native import one_native_thread
from headway.automl.schema import Schema
from headway.automl.search.problem import compact
from headway.automl.table import Table
from headway.errors import BadOption, BadTable

Array = np.ndarray[Any, Any]
FEWEST_ROWS = 2
MOST_ROWS = 20_000  # that are learnt from: centres are means, to which more rows add little
MOST_CELLS = 10_000_000  # of the matrix, for tables that are wide
LEAST_ROWS = 1_000  # however wide a table is


@dataclass(frozen=True, eq=False)
class Problem:
    """The rows to be clustered.

    ``frame`` holds the features of the rows that are learnt from, and ``matrix`` the same as points, of shape (rows,
    columns), by the fitted ``transformer``; ``rows`` counts all rows of the table, and ``different`` the points that
    are not the same as another.
    """

    table: str
    frame: pd.DataFrame
    schema: Schema
    layout: Layout
    transformer: Any
    matrix: Array
    reference: Reference
    rows: int
    different: int
    notes: tuple[str, ...]


def pose(table: Table, options: Clustering) -> Problem:
    """The rows of a table as points.

    Raises:
        UnknownColumn: the table has no such column.
        BadTable: it has too few rows, no column that can be used, or rows that are all the same.
        BadOption: there are fewer different rows than clusters are asked for.
    """
    schema = _schema(table, options)
    rows = len(table.frame)
    if rows < FEWEST_ROWS:
        raise BadTable(f"{table.name} has {rows} rows", "Clusters need at least two, better some hundred")
    if options.k is not None and options.k > rows:
        raise BadOption("k", options.k, f"at most {rows:,}, for {table.name} has no more rows")
    layout = _layout(table, schema)
    kept = _kept(rows, _width(layout, schema), options.seed)
    frame = compact(table.frame[list(layout.features)].iloc[kept].reset_index(drop=True), layout)
    with one_native_thread():
        transformer = for_distances(layout, options.seed).transformer
        matrix = np.ascontiguousarray(transformer.fit_transform(frame), dtype=np.float64)
        reference = reference_of(matrix, _categories(transformer))
    different = len(np.unique(matrix, axis=0))
    _check_different(table.name, different, options.k)
    notes = (*table.notes, *_left_out(layout), *_treated(layout, schema), *_sampled(len(kept), rows))
    return Problem(table.name, frame, schema, layout, transformer, matrix, reference, rows, different, notes)


def _schema(table: Table, options: Clustering) -> Schema:
    """The columns to be used: those named, identifiers among them as categories, or all."""
    if options.features is None:
        return table.schema
    named = [table.schema[name] for name in dict.fromkeys(options.features)]
    return Schema(tuple(replace(each, kind="categorical") if each.kind == "id" else each for each in named))


def _layout(table: Table, schema: Schema) -> Layout:
    layout = lay_out(schema, schema.names)
    if layout.features:
        return layout
    why = ", ".join(f"{name!r} is {reason}" for name, reason in layout.left_out[:5]).replace("is one", "has one")
    more = len(layout.left_out) - 5
    example = layout.left_out[0][0] if layout.left_out else "column"
    raise BadTable(
        f"{table.name}: no column can be used for clusters: {why or 'it has none'}{f', and {more} more' if more > 0 else ''}",
        f"Set one up as what it is, as in setup(table, {{{example!r}: 'numerical'}})",
    )


def _check_different(table: str, different: int, k: int | None) -> None:
    if different < 2:
        raise BadTable(
            f"all rows of {table} are the same in every column that is used", "There is nothing to tell them apart by"
        )
    if k is not None and k > different:
        raise BadOption("k", k, f"at most {different:,}, for so many rows of {table} can be told apart")


def _width(layout: Layout, schema: Schema) -> int:
    """About how many columns the matrix will have."""
    spread = sum(schema[name].distinct + 1 for name in layout.few)
    return (
        len(layout.numbers)
        + len(layout.dates)
        + spread
        + len(layout.many) * (FREQUENT + 2)
        + len(layout.texts) * TOPICS
    )


def _kept(rows: int, width: int, seed: int) -> Array:
    """The places of the rows that are learnt from, in order: all, or a sample."""
    most = max(LEAST_ROWS, min(MOST_ROWS, MOST_CELLS // width))
    if rows <= most:
        return np.arange(rows)
    return np.sort(np.random.default_rng((seed, 0)).choice(rows, most, replace=False))


def _categories(transformer: Any) -> tuple[slice, ...]:
    """Which columns of the matrix are the 0 and 1 of one category."""
    found = []
    for step in ("few", "many"):
        if step not in transformer.named_transformers_:
            continue
        at = transformer.output_indices_[step].start
        for categories in transformer.named_transformers_[step][-1].categories_:
            found.append(slice(at, at + len(categories)))
            at += len(categories)
    return tuple(found)


def _left_out(layout: Layout) -> list[str]:
    return [f"{name!r} is not used: {reason}" for name, reason in layout.left_out]


def _treated(layout: Layout, schema: Schema) -> list[str]:
    return [
        f"{name!r} has {schema[name].distinct:,} categories: the {FREQUENT} most frequent count, the others as one"
        for name in layout.many
    ]


def _sampled(kept: int, rows: int) -> list[str]:
    if kept == rows:
        return []
    return [f"k-means learns from {kept:,} of {rows:,} rows, drawn at random; sizes, measures and profile are of these"]
