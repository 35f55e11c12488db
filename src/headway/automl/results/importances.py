"""Which columns a model leans on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from headway.automl.search import Found, Standing

Array = np.ndarray[Any, Any]
MOST_ROWS = 2_000  # of a fold: more tell little more
REPEATS = 3


def importances(found: Found, standing: Standing) -> pd.DataFrame:
    """The loss of score, the mean over folds and repeats, when a column's values are shuffled among held-out rows.

    A frame of ``feature``, ``importance`` (in the metric's own units, more is more important; about 0 or below: none)
    and ``share`` of all that is above 0; the most important first.
    """
    assert standing.trial is not None
    problem = found.problem
    features = list(problem.frame.columns)
    lost = np.zeros((len(standing.trial.fits), len(features)))
    for row, (fold, fit) in enumerate(sorted(standing.trial.fits.items())):
        random = np.random.default_rng((found.options.seed, fold))
        rows = fit.held_out
        if len(rows) > MOST_ROWS:
            rows = random.choice(rows, MOST_ROWS, replace=False)
        lost[row] = _lost(found, fit.member(), rows, random)
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
    lost = []
    for name in frame.columns:
        gains = []
        for _ in range(REPEATS):
            shuffled = frame.assign(**{name: frame[name].iloc[random.permutation(len(frame))].array})
            gains.append(problem.metric.gain(truth, member.predict(shuffled), weights))
        lost.append(whole - np.mean(gains))
    return np.nan_to_num(np.asarray(lost))
