"""Which columns a model leans on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from headway.automl.search import Found, Standing

Array = np.ndarray[Any, Any]
MOST_ROWS = 2_000  # of a fold: more tell little more
REPEATS = 3
MOST_CELLS = 3_000_000  # that are predicted at once


def importances(found: Found, standing: Standing) -> pd.DataFrame:
    """The loss of score, the mean over folds and repeats, when a column's values are shuffled among held-out rows.

    A frame of ``feature``, ``importance`` (in the metric's own units, more is more important; about 0 or below: none)
    and ``share`` of all that is above 0; the most important first.
    """
    assert standing.trial is not None
    problem = found.problem
    features = list(problem.frame.columns)
    lost = np.zeros((len(standing.trial.fits), len(features)))
    members = found.members(standing.trial)
    for row, (fold, fit) in enumerate(sorted(standing.trial.fits.items())):
        random = np.random.default_rng((found.options.seed, fold))
        rows = fit.held_out
        if len(rows) > MOST_ROWS:
            rows = random.choice(rows, MOST_ROWS, replace=False)
        lost[row] = _lost(found, members[row], rows, random)
    mean = lost.mean(axis=0)
    above = np.clip(mean, 0, None)
    share = above / above.sum() if above.sum() else above
    frame = pd.DataFrame({"feature": features, "importance": mean, "share": share})
    return frame.sort_values("importance", ascending=False, kind="stable").reset_index(drop=True)


def _lost(found: Found, member: Any, rows: Array, random: np.random.Generator) -> Array:
    """The loss of each column, of shape (columns,)."""
    problem = found.problem
    frame, truth = problem.frame.iloc[rows].reset_index(drop=True), problem.y[rows]
    weights = None if problem.weights is None else problem.weights[rows]
    whole = problem.metric.gain(truth, member.predict(frame), weights)
    names, at_once = list(frame.columns), max(1, MOST_CELLS // max(1, REPEATS * frame.size))
    gains: list[float] = []
    for first in range(0, len(names), at_once):
        copies = _shuffled(frame, names[first : first + at_once], random)
        told = np.split(member.predict(copies), len(copies) // len(frame))
        gains += [problem.metric.gain(truth, each, weights) for each in told]
    return np.asarray(np.nan_to_num(whole - np.reshape(gains, (-1, REPEATS)).mean(axis=1)))


def _shuffled(frame: pd.DataFrame, names: list[str], random: np.random.Generator) -> pd.DataFrame:
    """Copies of the rows below each other, for each of these columns as many as are repeated, with its values shuffled.

    One prediction of them all is many times as quick as one for each.
    """
    rows = len(frame)
    copies = frame.iloc[np.tile(np.arange(rows), REPEATS * len(names))].reset_index(drop=True)
    for at, name in enumerate(names):
        order = np.arange(len(copies))
        for begin in range(REPEATS * at * rows, REPEATS * (at + 1) * rows, rows):
            order[begin : begin + rows] = begin + random.permutation(rows)
        copies[name] = copies[name].array.take(order)
    return copies
