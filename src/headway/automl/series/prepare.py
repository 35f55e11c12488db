"""A long table becomes regular series: sorted, gathered by step, without holes. What was done is noted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from headway.automl.series import columns
from headway.automl.series.frequency import find_grid
from headway.automl.series.grid import Grid
from headway.automl.series.panel import Floats, Line, Panel
from headway.automl.series.problem import SeriesProblem
from headway.automl.series.seasons import find_seasons
from headway.errors import BadTable

SPARSE = 50  # steps for each point, beyond which a series is not one of this step
MOST_NAMED = 3


@dataclass(frozen=True, eq=False)
class _Rows:
    """The table as plain columns, a row each; ``code`` says which series a row belongs to."""

    keys: list[tuple[Any, ...]]
    code: np.ndarray[Any, np.dtype[np.int64]]
    times: pd.Series[Any]
    target: Floats
    known: dict[str, Floats]
    past: dict[str, Floats]


def prepare(frame: pd.DataFrame, problem: SeriesProblem, future: pd.DataFrame | None = None) -> Panel:
    """The regular series of a long table: a row for each time (and series) in any order.

    Rows after a series' last value of the target, and those of ``future``, tell known features ahead. Several rows of
    one step are gathered into one, steps without a value are filled in between; a series without any is left out.

    Raises:
        UnknownColumn: a column that the table has not.
        BadTable: no rows, no values, times that are none, a target that is no number …

    >>> frame = pd.DataFrame({"day": ["2024-01-03", "2024-01-01", "2024-01-04"], "sales": [5.0, 1.0, 7.0]})
    >>> panel = prepare(frame, SeriesProblem(target="sales", time="day", horizon=1))
    >>> panel.lines[0].y.tolist(), panel.notes
    ([1.0, 3.0, 5.0, 7.0], ('1 missing step of 4 was filled in (interpolate)',))
    """
    _check(frame, problem, future)
    rows, notes = _rows(_joined(frame, problem, future), problem)
    found = find_grid(rows.times, rows.code, problem.freq)
    notes += [found.note] if found.note else []
    lines, more = _lines(rows, found.grid, problem)
    return Panel(
        grid=found.grid,
        lines=lines,
        seasons=find_seasons(found.grid, lines, problem.seasons),
        known=tuple(rows.known),
        past=tuple(rows.past),
        notes=(*notes, *more),
    )


def _check(frame: object, problem: SeriesProblem, future: object) -> None:
    for given, what in ((frame, "the table"), (future, "future")):
        if given is not None and not isinstance(given, pd.DataFrame):
            raise BadTable(f"{what} is no DataFrame but {type(given).__name__}", "Give a pandas DataFrame.")
    assert isinstance(frame, pd.DataFrame)
    columns.check_columns(frame, (problem.target, problem.time, *problem.series, *problem.features))
    if not len(frame):
        raise BadTable("the table has no rows", "Give it a row for each time of each series.")
    if isinstance(future, pd.DataFrame):
        columns.check_columns(future, (problem.time, *problem.series, *problem.known), "future")


def _joined(frame: pd.DataFrame, problem: SeriesProblem, future: pd.DataFrame | None) -> pd.DataFrame:
    """The table, and below it the future without a target."""
    names = [problem.target, problem.time, *problem.series, *problem.features]
    if future is None or not len(future):
        return frame[names]
    ahead = future[[problem.time, *problem.series, *problem.known]]
    return pd.concat([frame[names].astype(object), ahead.astype(object)], ignore_index=True)


def _rows(frame: pd.DataFrame, problem: SeriesProblem) -> tuple[_Rows, list[str]]:
    times = columns.times_of(_inferred(frame[problem.time]))
    unnamed = frame[list(problem.series)].isna().any(axis=1) if problem.series else np.zeros(len(frame), dtype=bool)
    there = np.asarray(times.notna() & ~unnamed)
    notes = [_rows_left_out(int((~there).sum()), problem)] if not there.all() else []
    if not there.any():
        raise BadTable(
            f"no row has a time in {problem.time!r}{' and a series' if problem.series else ''}",
            "Name the column that holds the times.",
        )
    frame, times = frame[there], times[there]
    code, keys = _coded(frame, problem.series)
    kind = "int64" if pd.api.types.is_integer_dtype(times) else "datetime64[ns]"
    features = {
        name: columns.feature_columns(frame, names)
        for name, names in (("known", problem.known), ("past", problem.past))
    }
    target = columns.numbers_of(frame[problem.target], "target")
    return _Rows(keys, code, times.astype(kind).reset_index(drop=True), target, **features), notes


def _inferred(column: pd.Series[Any]) -> pd.Series[Any]:
    """A column with the type of its values, where it was made of several."""
    return column.infer_objects() if column.dtype == object else column


def _rows_left_out(number: int, problem: SeriesProblem) -> str:
    what = " or ".join(repr(name) for name in (problem.time, *problem.series))
    return f"{_rows_of(number)} without {what} {'was' if number == 1 else 'were'} left out"


def _coded(
    frame: pd.DataFrame, series: tuple[str, ...]
) -> tuple[np.ndarray[Any, np.dtype[np.int64]], list[tuple[Any, ...]]]:
    """The number of each row's series, and what names each: in the order in which they come."""
    if not series:
        return np.zeros(len(frame), dtype=np.int64), [()]
    named = frame[list(series)].astype(object)
    code = named.groupby(list(series), sort=False, observed=True).ngroup().to_numpy(dtype=np.int64)
    _, first = np.unique(code, return_index=True)
    return code, [tuple(row) for row in named.iloc[first].itertuples(index=False, name=None)]


def _lines(rows: _Rows, grid: Grid, problem: SeriesProblem) -> tuple[tuple[Line, ...], list[str]]:
    """The series on their grid, and notes on holes, repeats, and series that are left out."""
    step = grid.steps(rows.times)
    there = np.isfinite(rows.target)
    if not there.any():
        raise BadTable(f"the target {problem.target!r} has no values", "Give it numbers: a forecast goes on from them.")
    values = _by_step(rows.code[there], step[there], {"y": rows.target[there]}, problem.aggregate, len(rows.keys))
    features = _by_step(rows.code, step, {**_named("k", rows.known), **_named("p", rows.past)}, "mean", len(rows.keys))
    lines, empty, holes = [], [], 0
    for key, own, told in zip(rows.keys, values, features, strict=True):
        if not len(own.steps):
            empty.append(key)
            continue
        _refuse_sparse(own, key, grid)
        lines.append(_line(key, own, told, fill_of(problem), len(rows.known)))
        holes += lines[-1].points - len(own.steps)
    repeats = int(there.sum()) - sum(len(own.steps) for own in values)
    return tuple(lines), list(_notes(lines, repeats, holes, empty, grid, problem))


@dataclass(frozen=True, eq=False)
class _Own:
    """What one series has: steps, in order and each once, and the values of its columns at them."""

    steps: np.ndarray[Any, np.dtype[np.int64]]
    values: Floats


def _named(letter: str, features: dict[str, Floats]) -> dict[str, Floats]:
    return {f"{letter}{number}": values for number, values in enumerate(features.values())}


def _by_step(
    code: np.ndarray[Any, np.dtype[np.int64]],
    step: np.ndarray[Any, np.dtype[np.int64]],
    values: dict[str, Floats],
    aggregate: str,
    series: int,
) -> list[_Own]:
    """The rows of each series, gathered by step."""
    grouped = pd.DataFrame({"code": code, "step": step, **values}).groupby(["code", "step"], as_index=False)
    table = grouped.agg(aggregate) if values else grouped.size()[["code", "step"]]
    bounds = np.searchsorted(table["code"].to_numpy(), np.arange(1, series))
    steps = np.split(table["step"].to_numpy(dtype=np.int64), bounds)
    numbers = np.split(table[list(values)].to_numpy(dtype=np.float64), bounds)
    return [_Own(*both) for both in zip(steps, numbers, strict=True)]


def _refuse_sparse(own: _Own, key: tuple[Any, ...], grid: Grid) -> None:
    span = int(own.steps[-1] - own.steps[0])
    if span > 1000 + SPARSE * len(own.steps):
        named = f"series {' / '.join(map(str, key))!r}" if key else "the series"
        raise BadTable(
            f"{named} has {len(own.steps):,} values over {span:,} steps of {grid.name}",
            "Name a longer step with freq=, such as 'D', 'W' or 'MS'.",
        )


def _line(key: tuple[Any, ...], own: _Own, told: _Own, fill: str, known: int) -> Line:
    """A series without holes, and its features, those that are known ahead as far as they are told."""
    start, points = int(own.steps[0]), int(own.steps[-1] - own.steps[0]) + 1
    reach = max(points, int(told.steps[-1]) + 1 - start)
    within = told.steps >= start
    features = np.full((reach, told.values.shape[1]), np.nan)
    features[told.steps[within] - start] = told.values[within]
    return Line(
        key=key,
        start=start,
        y=filled(own.steps - start, own.values[:, 0], fill),
        known=_complete(features[:, :known], points),
        past=_complete(features[:points, known:], points),
    )


def fill_of(problem: SeriesProblem) -> str:
    """How holes are filled: ``auto`` takes 0 where rows are summed (nothing was sold), and a straight line otherwise."""
    return problem.fill if problem.fill != "auto" else "zero" if problem.aggregate == "sum" else "interpolate"


def filled(steps: np.ndarray[Any, np.dtype[np.int64]], values: Floats, fill: str) -> Floats:
    """Values at some steps, the first of them 0, as values at every step up to the last.

    >>> filled(np.array([0, 3]), np.array([1.0, 7.0]), "interpolate").tolist()
    [1.0, 3.0, 5.0, 7.0]
    >>> filled(np.array([0, 3]), np.array([1.0, 7.0]), "previous").tolist()
    [1.0, 1.0, 1.0, 7.0]
    """
    every = np.arange(int(steps[-1]) + 1)
    if fill == "interpolate":
        return np.interp(every, steps, values)
    if fill == "previous":
        return np.asarray(values[np.searchsorted(steps, every, side="right") - 1])
    whole = np.zeros(len(every))
    whole[steps] = values
    return whole


def _complete(values: Floats, points: int) -> Floats:
    """Features without holes: the last value goes on, inside the history and up to the last step that was told."""
    if not values.shape[1]:
        return np.empty((points, 0))
    told = np.flatnonzero(np.isfinite(values).any(axis=1))
    reach = max(points, int(told[-1]) + 1 if len(told) else 0)
    whole: Floats = pd.DataFrame(values[:reach]).ffill().bfill().fillna(0.0).to_numpy(dtype=np.float64)
    return whole


def _notes(
    lines: list[Line], repeats: int, holes: int, empty: list[tuple[Any, ...]], grid: Grid, problem: SeriesProblem
) -> Iterator[str]:
    if repeats:
        yield f"{_rows_of(repeats)} fell into a step that had one already: their {problem.aggregate} was taken"
    if holes:
        points = sum(line.points for line in lines)
        was = "step of {:,} was" if holes == 1 else "steps of {:,} were"
        yield f"{holes:,} missing {was.format(points)} filled in ({fill_of(problem)})"
    if empty:
        named = ", ".join(" / ".join(map(str, key)) for key in empty[:MOST_NAMED])
        more = f" and {len(empty) - MOST_NAMED:,} more" if len(empty) > MOST_NAMED else ""
        yield f"no values of {problem.target!r}, and so no forecast, for series {named}{more}"
    ends = {line.end for line in lines}
    if len(ends) > 1:
        yield f"the series end at different times, up to {max(ends) - min(ends):,} steps ({grid.name}) apart; each forecast goes on from its own end"


def _rows_of(number: int) -> str:
    return "1 row" if number == 1 else f"{number:,} rows"
