"""What a table holds, column by column, as a frame to look at."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from headway.automl.schema import Column, Schema

TOP = 3
SPREAD = ("mean", "std", "min", "25%", "50%", "75%", "max")


def summarise(frame: Any, schema: Schema) -> Any:
    """A row for each column: kind, missing, distinct; mean and quantiles of numbers and times; top values of others."""
    rows = [_row(column, frame[column.name]) for column in schema]
    wide = pd.DataFrame(rows, columns=["kind", "missing", "distinct", *SPREAD, "top", "note"], dtype=object)
    wide = wide.astype({"missing": int, "distinct": int})
    if not schema.of_kind("datetime"):
        wide = wide.astype(dict.fromkeys(SPREAD, float))
    wide.index = pd.Index(schema.names, name="column")
    return wide


def _row(column: Column, values: Any) -> dict[str, object]:
    told = {"kind": column.kind, "missing": column.missing, "distinct": column.distinct, "top": "", "note": column.note}
    nothing: dict[str, object] = dict.fromkeys(SPREAD, np.nan)
    if column.kind == "numerical" and column.distinct:
        return told | _spread(values.to_numpy(dtype=float, na_value=np.nan))
    if column.kind == "datetime" and column.distinct:
        return told | nothing | {"min": values.min(), "50%": values.median(), "max": values.max()}
    if column.kind == "categorical":
        return told | nothing | {"top": _top(values)}
    return told | nothing


def _spread(values: np.ndarray[Any, Any]) -> dict[str, object]:
    """Of the finite values: one infinite value would make every figure infinite, or none at all."""
    there = values[np.isfinite(values)]
    if not len(there):
        return dict[str, object](dict.fromkeys(SPREAD, np.nan))
    quantiles = np.quantile(there, (0, 0.25, 0.5, 0.75, 1))
    std = float(np.std(there, ddof=1)) if len(there) > 1 else np.nan
    names = ("min", "25%", "50%", "75%", "max")
    return {"mean": float(there.mean()), "std": std, **dict(zip(names, map(float, quantiles), strict=True))}


def _top(values: Any) -> str:
    counts = values.value_counts()
    counts = counts[counts > 0].head(TOP)
    return ", ".join(f"{value} ({count})" for value, count in counts.items())
