"""Experiments, models and predictions of any shape, made by hand: no model is trained for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from headway.automl.results import curves
from headway.automl.results.explanation import Explanation
from headway.automl.results.prediction import Prediction
from headway.automl.schema import Column, Schema

# What users write into names, and what a page must not do with it.
EVIL = '<script>alert("1")</script> & <b>'
LONG = "a very long name of a column that goes on and on " * 40
RIGHT_TO_LEFT = "שם העמודה بالعربية"
NAMES = (EVIL, LONG, RIGHT_TO_LEFT, "", "two\nlines\x1b[31m", "'\"`")


SCHEMA = Schema((Column("size", "numerical", 9, 0, 7), Column("colour", "categorical", 9, 0, 2)))


@dataclass(frozen=True)
class Candidate:
    number: int


@dataclass
class Trial:
    name: str
    candidate: Candidate
    state: str = "done"
    error: str = ""
    began_s: float = 0.0
    ended_s: float | None = 1.0
    fit_s: float = 1.0


@dataclass(frozen=True)
class Standing:
    name: str
    score: float
    trial: Trial | None = None
    ensemble: Any = None
    fit_s: float = 1.0
    predict_s: float = 0.01


@dataclass(frozen=True)
class Metric:
    name: str = "logloss"
    is_more_better: bool = False


@dataclass(frozen=True)
class Problem:
    table: str
    metric: Metric
    frame: pd.DataFrame


@dataclass(frozen=True)
class Options:
    folds: int = 5
    budget_s: float | None = None


@dataclass(frozen=True)
class Found:
    problem: Problem
    options: Options
    trials: tuple[Trial, ...]
    standings: tuple[Standing, ...]
    seconds: float


@dataclass(frozen=True)
class Blend:
    weights: dict[str, float]

    @property
    def models(self) -> tuple[str, ...]:
        return tuple(self.weights)


@dataclass(frozen=True)
class Stack:
    models: tuple[str, ...]


@dataclass(frozen=True)
class Member:
    pipeline: tuple[Any, ...] = ("prepare", 1.0)


@dataclass(frozen=True)
class Model:
    name: str = "LightGBM"
    target: str = "y"
    type: str = "binary"
    labels: tuple[Any, ...] = ("no", "yes")
    schema: Schema = SCHEMA
    members: dict[str, tuple[Member, ...]] = field(default_factory=lambda: {"LightGBM": (Member(),) * 3})
    ensemble: Any = None
    thresholds: dict[str, float] = field(default_factory=dict)

    @property
    def features(self) -> tuple[str, ...]:
        return self.schema.names


@dataclass
class Experiment:
    """The curves are real ones, of random predictions."""

    found: Found
    type: str = "binary"
    labels: tuple[Any, ...] = ("no", "yes")
    target: str = "y"
    notes: tuple[str, ...] = ()
    holdout: Any = None
    truth: Any = None
    best_model: Any = field(default_factory=Model)
    seconds_asked: int = 0

    @property
    def leaderboard(self) -> pd.DataFrame:
        rows = [{"model": each.name, "score": each.score, "fit_s": each.fit_s} for each in self.found.standings]
        return pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1, name="rank"))

    @property
    def importances(self) -> pd.DataFrame:
        self.seconds_asked += 1
        names = list(self.found.problem.frame.columns)
        loss = np.linspace(1, -0.1, len(names))
        above = np.clip(loss, 0, None)
        share = above / above.sum() if above.sum() else above
        return pd.DataFrame({"feature": names, "importance": loss, "share": share})

    def holdout_scores_of(self, model: str) -> dict[str, float]:
        return {} if self.holdout is None else {self.found.problem.metric.name: self.holdout}

    def curve(self, kind: str, model: str | None = None) -> pd.DataFrame:
        random = np.random.default_rng(0)
        truth = self.truth if self.truth is not None else random.integers(0, len(self.labels) or 9, 200)
        if kind == "residuals":
            return curves.residuals(truth.astype(float), truth + random.normal(size=len(truth)))
        told = random.random((len(truth), len(self.labels))) + np.eye(len(self.labels))[truth]
        told /= told.sum(axis=1, keepdims=True)
        if kind == "confusion":
            return curves.confusion(truth, told.argmax(axis=1), self.labels)
        return getattr(curves, kind)(truth, told, self.labels)


def experiment(
    *scores: float, names: tuple[str, ...] = (), features: int = 4, trials: tuple[Trial, ...] = (), **options: Any
) -> Experiment:
    """An experiment whose candidates reached these scores, after the baseline with the first of them; the best first.

    ``names`` are of the table, the target, a feature, a model and a note.
    """
    metric = options.pop("metric", Metric())
    done = [Trial("Baseline", Candidate(0), ended_s=0.1, fit_s=0.01)]
    done += [
        Trial(f"LightGBM {at}", Candidate(at), began_s=0.1 * at, ended_s=0.1 * at + 1) for at in range(1, len(scores))
    ]
    if names:
        done[-1].name = names[0]
    standings = [Standing(trial.name, score, trial) for trial, score in zip(done, scores, strict=True)]
    standings.sort(key=lambda each: (np.nan_to_num(each.score, nan=np.inf)) * (-1 if metric.is_more_better else 1))
    standings[:0] = options.pop("ensembles", ())
    columns = [f"feature {at}" for at in range(features)]
    columns[: len(names)] = [f"{name}{at}" for at, name in enumerate(names[:features])]
    frame = pd.DataFrame(np.zeros((9, features)), columns=columns)
    table, target = (names[0], names[0]) if names else ("shirts", "price")
    seconds = max((trial.ended_s or 0.0) for trial in (*done, *trials))
    search = {key: options.pop(key) for key in ("budget_s", "folds") if key in options}
    found = Found(Problem(table, metric, frame), Options(**search), (*done, *trials), tuple(standings), seconds)
    return Experiment(found, target=target, notes=tuple(names), **options)


def explanation(features: int = 3, label: Any = "yes", name: str = "size") -> Explanation:
    """Contributions of 0.1, -0.05, 0.025 and so on; the sum is right."""
    added = [0.1 * (-0.5) ** at for at in range(features)]
    frame = pd.DataFrame(
        {
            "feature": [f"{name} {at}" for at in range(features)],
            "value": [name if at % 2 else float(at) for at in range(features)],
            "typical": [None if at % 2 else 0.5 for at in range(features)],
            "contribution": added,
        }
    )
    return Explanation(label, 0.4, 0.4 + sum(added), frame)


def prediction(rows: int = 30, labels: tuple[Any, ...] = ("no", "yes"), **columns: Any) -> Prediction:
    """Predictions by turns; ``columns`` beside them."""
    if not labels:
        frame = pd.DataFrame({"prediction": np.linspace(0, 1, rows)})
        return Prediction("GLM", "price", frame.assign(**columns), ())
    named = np.asarray([labels[at % len(labels)] for at in range(rows)], dtype=object)
    shares = {str(label): np.full(rows, 1 / len(labels)) for label in labels}
    return Prediction("GLM", "price", pd.DataFrame({"prediction": named, **shares}).assign(**columns), labels)
