"""Small fitted models, made without a search: each learner on two folds of a table with every kind of column."""

from __future__ import annotations

import pickle
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.pipeline import Pipeline

from headway.automl.learners import LEARNERS, Learner, catboost, chosen, histogram, lightgbm, xgboost
from headway.automl.results import Model
from headway.automl.results.explanation import typical_values
from headway.automl.search import Problem, pose
from headway.automl.search.baseline import BASELINE
from headway.automl.search.ensemble import Blend, stack
from headway.automl.search.fitting import Member, Prepared, Rows, Setting, fit_fold, prepare_fold
from headway.automl.table import read

NAMES = [*(learner.name for learner in LEARNERS), "Baseline"]
TYPES = ("binary", "multiclass", "regression")
ROUNDS = 12
WORDS = [
    "good",
    "bad",
    "old",
    "new",
    "red",
    "blue",
    "house",
    "garden",
    "very",
    "quite",
    "small",
    "large",
    "near",
    "far",
]


def each_with_a_type(names: Sequence[str]) -> list[Any]:
    """Every name with every type of problem, of which one by turns is for short runs."""
    return [
        pytest.param(name, each, marks=() if (at + place) % len(TYPES) == 0 else pytest.mark.full)
        for at, name in enumerate(names)
        for place, each in enumerate(TYPES)
    ]


def table(problem_type: str, rows: int = 120, seed: int = 0) -> pd.DataFrame:
    """Numbers, some missing; few categories; codes; dates; sentences; and the target y."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "age": np.where(random.random(rows) < 0.1, np.nan, random.normal(40, 10, rows)),
            "rooms": random.integers(1, 9, rows),
            "town": random.choice(np.array(["Ulm", "Bonn", "Trier", None], dtype=object), rows),
            "code": [f"{random.choice(list('ABC'))}{random.integers(100, 160)}" for _ in range(rows)],
            "when": pd.to_datetime("2020-01-01") + pd.to_timedelta(random.integers(0, 1500, rows), unit="D"),
            "note": [" ".join(random.choice(WORDS, 9)) for _ in range(rows)],
        }
    )
    truth = frame["age"].fillna(40) / 10 + frame["rooms"] + (frame["town"] == "Ulm") * 2 + random.normal(0, 1, rows)
    return frame.assign(y=_target(truth.to_numpy(), problem_type))


def _target(truth: Any, problem_type: str) -> Any:
    if problem_type == "regression":
        return truth
    if problem_type == "binary":
        return np.where(truth > np.median(truth), "yes", "no")
    return np.array(["a", "b", "c"])[np.digitize(truth, np.quantile(truth, [0.3, 0.6]))]


def fitted(
    learners: Sequence[Any],
    problem_type: str = "binary",
    *,
    ensemble: str | None = None,
    frame: pd.DataFrame | None = None,
    features: Sequence[str] | None = None,
    folds: int = 2,
) -> tuple[Model, pd.DataFrame]:
    """A model of these learners, and the table that it was fitted to."""
    frame = table(problem_type) if frame is None else frame
    problem = pose(read(frame), "y", features=features)
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
        warnings.simplefilter("ignore")  # what libraries say while they fit is not what is tested here
        for booster in (histogram, lightgbm, xgboost):
            patch.setattr(booster, "MOST_ROUNDS", ROUNDS)
        patch.setattr(catboost, "most_rounds", lambda sample: ROUNDS)
        members = _members(problem, [_learner(each) for each in learners], np.arange(len(problem.y)) % folds)
        combined = _ensemble(ensemble, members, problem)
    return _model(problem, members, combined), frame


def _learner(named: Any) -> Learner:
    return BASELINE if named == "Baseline" else chosen([named])[0][0]


def _members(problem: Problem, learners: Sequence[Learner], fold_of: Any) -> dict[str, Any]:
    """As a search makes them: learners that take rows prepared alike share what prepares them."""
    rows = Rows(problem.frame, problem.y, fold_of, problem.blocks, problem.weights)
    setting = Setting(problem.layout, problem.type, problem.classes, 0)
    members: dict[str, list[Member]] = {learner.name: [] for learner in learners}
    for fold in range(fold_of.max() + 1):
        ready: dict[Any, tuple[Prepared, Any]] = {}
        for learner in learners:
            if learner.prepare not in ready:
                prepared = prepare_fold(rows, setting, learner.prepare, fold)
                ready[learner.prepare] = prepared, pickle.loads(prepared.packed)
            members[learner.name].append(_member(problem, learner, *ready[learner.prepare]))
    return {name: tuple(folds) for name, folds in members.items()}


def _member(problem: Problem, learner: Learner, prepared: Prepared, transformer: Any) -> Member:
    settings = dict(learner.first(problem.size)[0])
    if "n_estimators" in settings:
        settings["n_estimators"] = 8
    fit = fit_fold(prepared, learner, settings)
    pipeline = Pipeline([("prepare", transformer), ("model", fit.model())])
    return Member(pipeline, problem.type, problem.classes, prepared.present)


def _ensemble(kind: str | None, members: dict[str, Any], problem: Problem) -> Any:
    if kind is None:
        return None
    if kind == "blend":
        weights = np.arange(1, len(members) + 1) / sum(range(1, len(members) + 1))
        return Blend(dict(zip(members, weights.tolist(), strict=True)))
    told = {name: np.mean([each.predict(problem.frame) for each in folds], axis=0) for name, folds in members.items()}
    return stack(told, problem.y, problem.type, None)


def _model(problem: Problem, members: dict[str, Any], ensemble: Any) -> Model:
    return Model(
        name="Ensemble" if ensemble else next(iter(members)),
        target=problem.target,
        type=problem.type,
        labels=problem.labels,
        schema=problem.schema,
        layout=problem.layout,
        members=members,
        ensemble=ensemble,
        thresholds={"f1": 0.4} if problem.type == "binary" else {},
        typical=typical_values(problem.frame),
        metric=problem.metric.name,
        score=0.5,
        sample=problem.frame,
    )


def strange(frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows with what training never saw: unknown towns, infinite and missing numbers, no words."""
    rows = len(frame)
    ages = np.resize([np.inf, -np.inf, np.nan, 1e30, 0.0], rows)
    return frame.assign(age=ages, town=np.resize(["Rome", "Ulm", ""], rows), note="?").drop(columns="y")
