"""Forecasts made after training: of more steps than were asked for, or with a future that is told only now.

The methods that training has picked are fitted again, in the calling thread; nothing is chosen anew.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from headway.automl.series import columns
from headway.automl.series.backtest import bounded, is_sane
from headway.automl.series.methods import ALWAYS, CATALOGUE, Ask, Method
from headway.automl.series.panel import Floats, Line, Panel
from headway.automl.series.problem import SeriesProblem
from headway.automl.series.select import Policy, combined, complete, weights_of
from headway.errors import BadTable


def panel_with(panel: Panel, problem: SeriesProblem, future: pd.DataFrame | None) -> Panel:
    """The panel with what a future tells of the features that are known ahead; as it is, for None."""
    if future is None or not problem.known:
        return panel
    if not isinstance(future, pd.DataFrame):
        raise BadTable(f"future is no DataFrame but {type(future).__name__}", "Give a pandas DataFrame.")
    columns.check_columns(future, (problem.time, *problem.series, *problem.known), "future")
    steps = panel.grid.steps(columns.times_of(future[problem.time]))
    values = _known_values(panel, problem, future)
    keys = [tuple(map(str, row)) for row in future[list(problem.series)].itertuples(index=False, name=None)]
    rows: dict[tuple[str, ...], list[int]] = {}
    for row, key in enumerate(keys or [()] * len(future)):
        rows.setdefault(key, []).append(row)
    told = [_told(line, rows.get(tuple(map(str, line.key)), []), steps, values) for line in panel.lines]
    return replace(panel, lines=tuple(told))


def _known_values(panel: Panel, problem: SeriesProblem, future: pd.DataFrame) -> Floats:
    """The known features of a future, as training has coded them: (rows, features)."""
    found = []
    for name in panel.known:
        if name in problem.known:
            found.append(columns.numbers_of(future[name], "feature"))
        else:
            column, word = next((c, name[len(c) + 1 :]) for c in problem.known if name.startswith(f"{c}="))
            found.append((future[column].astype(str) == word).to_numpy(dtype=np.float64))
    return np.column_stack(found) if found else np.empty((len(future), 0))


def _told(line: Line, rows: list[int], steps: np.ndarray[tuple[int], np.dtype[np.int64]], values: Floats) -> Line:
    if not rows:
        return line
    reach = max(len(line.known), int(steps[rows].max()) - line.start + 1)
    known = np.full((reach, values.shape[1]), np.nan)
    known[: len(line.known)] = line.known
    ahead = [row for row in rows if steps[row] >= line.end]
    known[steps[ahead] - line.start] = values[ahead]
    return replace(line, known=pd.DataFrame(known).ffill().to_numpy(dtype=np.float64))


def fitted_again(
    panel: Panel, problem: SeriesProblem, steps: int, methods: tuple[str, ...], rank: Floats, policy: Policy
) -> Floats:
    """The combination's forecast of each series, of ``steps`` steps after the gap: (series, steps).

    Raises:
        BadTable: the methods of a series need features ahead, and nobody has told them.
    """
    ask = Ask(problem.gap + steps, panel.seasons, panel.grid, problem.seed)
    weights = weights_of(rank, np.array([[_can(name, line, ask) for name in methods] for line in panel.lines]), policy)
    forecast = np.full((len(panel.lines), len(methods), steps), np.nan)
    for column, name in enumerate(methods):
        numbers = np.flatnonzero(weights[:, column])
        if len(numbers):
            _fit_into(forecast[:, column], CATALOGUE[name], numbers.tolist(), panel, ask, problem.gap)
    values = combined(forecast, weights_of(rank, complete(forecast), policy), policy.by)
    for number in np.flatnonzero(~np.isfinite(values).all(axis=1)):
        values[number] = CATALOGUE[ALWAYS].forecast([panel.lines[number]], ask)[0][problem.gap :]
    return values


def _can(name: str, line: Line, ask: Ask) -> bool:
    method = CATALOGUE[name]
    return not method.refuses(line, ask) and not (method.takes_known and not line.is_told(ask.steps))


def _fit_into(into: Floats, method: Method, numbers: list[int], panel: Panel, ask: Ask, gap: int) -> None:
    """Forecast some series; a global method learns from all that it can, as it did in training."""
    learn = numbers
    if method.is_global:
        learn = [number for number, line in enumerate(panel.lines) if _can(method.name, line, ask)]
    values = method.forecast([panel.lines[number] for number in learn], ask)
    for number, value in zip(learn, values, strict=True):
        if number in numbers and is_sane(value, panel.lines[number].y):
            into[number] = bounded(value, panel.lines[number].y)[gap:]
