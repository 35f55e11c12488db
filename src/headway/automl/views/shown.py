"""What is looked at, by its shape alone: tables, experiments, models and predictions fit these without knowing of them.

So the views stand below the rooms whose values they show, and each value can show itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import pandas as pd

from headway.automl.schema import Schema


class TableShown(Protocol):
    """A table."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def frame(self) -> Any:
        """Its rows, as a pandas frame."""

    @property
    def schema(self) -> Schema:
        """Its columns."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What was noticed while it was read."""


class CandidateShown(Protocol):
    """A candidate of a search."""

    @property
    def number(self) -> int:
        """Its place in the sequence, from 1; 0 is the baseline."""


class TrialShown(Protocol):
    """What became of a candidate; seconds count from the begin of the search."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def candidate(self) -> CandidateShown:
        """The candidate."""

    @property
    def state(self) -> str:
        """One of "running", "done", "failed", "out of time"."""

    @property
    def error(self) -> str:
        """Why it failed."""

    @property
    def began_s(self) -> float:
        """When it was called."""

    @property
    def ended_s(self) -> float | None:
        """When it ended."""

    @property
    def fit_s(self) -> float:
        """How long it was fitted, all folds together."""


class StandingShown(Protocol):
    """A model of a leaderboard; an ensemble is of no trial."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def score(self) -> float:
        """Its score."""

    @property
    def fit_s(self) -> float:
        """How long it was fitted, all folds together."""

    @property
    def predict_s(self) -> float:
        """How long its folds predicted."""

    @property
    def trial(self) -> TrialShown | None:
        """What it is the outcome of."""

    @property
    def ensemble(self) -> Any:
        """How it combines others."""


class MetricShown(Protocol):
    """A metric."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def is_more_better(self) -> bool:
        """Whether a higher score is better."""


class ProblemShown(Protocol):
    """What was asked."""

    @property
    def table(self) -> str:
        """The table's name."""

    @property
    def metric(self) -> MetricShown:
        """What the models are ranked by."""

    @property
    def frame(self) -> pd.DataFrame:
        """The features."""


class OptionsShown(Protocol):
    """How was searched."""

    @property
    def folds(self) -> int:
        """In how many folds; 1 held out one part once."""

    @property
    def budget_s(self) -> float | None:
        """How long it might take."""


class FoundShown(Protocol):
    """What a search came to."""

    @property
    def problem(self) -> ProblemShown:
        """What was asked."""

    @property
    def options(self) -> OptionsShown:
        """How was searched."""

    @property
    def trials(self) -> Sequence[TrialShown]:
        """All candidates."""

    @property
    def standings(self) -> Sequence[StandingShown]:
        """The models that are done, what is recommended first."""

    @property
    def seconds(self) -> float:
        """How long it took."""


class ExperimentShown(Protocol):
    """An experiment."""

    @property
    def found(self) -> FoundShown:
        """What its search came to."""

    @property
    def holdout(self) -> Any:
        """Rows that had no part in the search; None without such."""

    @property
    def target(self) -> str:
        """The column that is predicted."""

    @property
    def type(self) -> str:
        """One of "binary", "multiclass", "regression"."""

    @property
    def labels(self) -> tuple[Any, ...]:
        """The classes; empty for regression."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What was noticed."""

    @property
    def leaderboard(self) -> pd.DataFrame:
        """A row for each model, with every metric."""

    @property
    def importances(self) -> pd.DataFrame:
        """Which features the best single model leans on: ``feature``, ``importance``, ``share``."""

    def holdout_scores_of(self, model: str) -> Mapping[str, float]:
        """Every metric of a model on rows that had no part in the search; empty without such."""

    @property
    def best_model(self) -> ModelShown:
        """The model that is recommended."""

    def curve(self, kind: str, model: str | None = None) -> pd.DataFrame:
        """The points of a curve."""


class ModelShown(Protocol):
    """A model."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def target(self) -> str:
        """The column that it predicts."""

    @property
    def type(self) -> Any:
        """One of "binary", "multiclass", "regression"."""

    @property
    def labels(self) -> tuple[Any, ...]:
        """The classes; empty for regression."""

    @property
    def schema(self) -> Schema:
        """The columns that it was trained on."""

    @property
    def features(self) -> tuple[str, ...]:
        """The columns that it needs."""

    @property
    def members(self) -> Mapping[str, Sequence[Any]]:
        """The fitted pipelines of each candidate in it."""

    @property
    def ensemble(self) -> Any:
        """How they are combined; None for a single one."""

    @property
    def thresholds(self) -> Mapping[str, float]:
        """The best threshold by metric."""


class ExplanationShown(Protocol):
    """A prediction taken apart."""

    @property
    def label(self) -> Any:
        """The class whose probability is explained; None where a number is."""

    @property
    def base(self) -> float:
        """The prediction for a typical row."""

    @property
    def prediction(self) -> float:
        """That for the row."""

    @property
    def frame(self) -> pd.DataFrame:
        """``feature``, ``value``, ``typical``, ``contribution``: the largest first."""


class PredictionShown(Protocol):
    """What a model says of a table."""

    @property
    def model(self) -> str:
        """The model's name."""

    @property
    def target(self) -> str:
        """The column that is predicted."""

    @property
    def frame(self) -> pd.DataFrame:
        """``prediction``, the probabilities, and what was kept."""

    @property
    def labels(self) -> tuple[Any, ...]:
        """The classes; empty for numbers."""

    @property
    def threshold(self) -> float | None:
        """Of two classes, the probability from which the second is named."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What was noticed about the table."""
