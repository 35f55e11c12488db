"""What became of candidates: plain values that a search gathers and everybody else reads."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
from sklearn.pipeline import Pipeline

from headway.automl.learners import Learner
from headway.automl.search.candidates import Candidate
from headway.automl.search.ensemble import Ensemble
from headway.automl.search.fitting import FoldFit, Member
from headway.automl.search.problem import Problem

Array = np.ndarray[Any, Any]
TrialState = Literal["running", "done", "failed", "out of time"]


@dataclass(eq=False)
class Trial:
    """A candidate under way: its folds as they come in, and how it ended. Seconds count from the search's begin."""

    candidate: Candidate
    folds: int
    began_s: float
    state: TrialState = "running"
    error: str = ""
    ended_s: float | None = None
    fits: dict[int, FoldFit] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The candidate's name."""
        return self.candidate.name

    def predictions(self, rows: int) -> Array:
        """What its folds said of the rows that they had not seen; NaN for rows that were never held out."""
        shape = next(iter(self.fits.values())).predictions.shape[1:]
        told = np.full((rows, *shape), np.nan)
        for fit in self.fits.values():
            told[fit.held_out] = fit.predictions
        return told

    @property
    def fit_s(self) -> float:
        """Seconds of fitting, all folds together."""
        return sum(fit.fit_s for fit in self.fits.values())

    @property
    def predict_s(self) -> float:
        """Seconds of predicting the rows that were held out."""
        return sum(fit.predict_s for fit in self.fits.values())


@dataclass(frozen=True, eq=False)
class Options:
    """How to search. ``folds`` 1 holds out one part of the rows once; ``budget_s`` None is as long as it takes."""

    learners: tuple[Learner, ...]
    ensembles: bool = True
    folds: int = 5
    max_models: int | None = None
    budget_s: float | None = None
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Standing:
    """A model that is done, as the leaderboard has it: its score on rows that it had not seen, all folds together.

    ``predictions`` are for the rows that were held out once (``held_out``), in the order of the problem's rows. Of
    ``gain`` more is better, whatever the metric.
    """

    name: str
    predictions: Array
    score: float
    gain: float
    fit_s: float
    predict_s: float
    trial: Trial | None = None
    ensemble: Ensemble | None = None


@dataclass(frozen=True, eq=False)
class Found:
    """All that a search came to.

    ``standings`` begin with what is recommended; the others follow by their score, the best first. ``transformers`` are
    what prepares the rows of each view and fold, fitted, in bytes.
    """

    problem: Problem
    options: Options
    fold_of: Array
    held_out: Array
    trials: tuple[Trial, ...]
    standings: tuple[Standing, ...]
    seconds: float
    transformers: Mapping[tuple[str, int], bytes]
    notes: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether nothing was left out for want of time."""
        return all(trial.state != "out of time" for trial in self.trials)

    def members(self, trial: Trial) -> tuple[Member, ...]:
        """The fitted pipelines of a candidate, in the order of its folds; those of one fold share what prepares rows."""
        problem = self.problem
        return tuple(
            Member(
                Pipeline([("prepare", self._transformer(prepared_as(trial.candidate, fold))), ("model", fit.model())]),
                problem.type,
                problem.classes,
                fit.present,
            )
            for fold, fit in sorted(trial.fits.items())
        )

    def _transformer(self, key: tuple[str, int]) -> Any:
        if key not in self._opened:
            self._opened[key] = pickle.loads(self.transformers[key])  # packed by our own worker
        return self._opened[key]

    @cached_property
    def _opened(self) -> dict[tuple[str, int], Any]:
        return {}


def prepared_as(candidate: Candidate, fold: int) -> tuple[str, int]:
    """Which preparation a candidate takes: those with the same view take the same."""
    return candidate.learner.prepare.__qualname__, fold
