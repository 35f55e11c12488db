"""The main job, as one writes it: prepare two tables, train several models, let the best one predict.

``side_by_side`` calls tasks: each starts when its inputs are there. ``one_after_another`` is the same code on the
plain functions, to be measured beside it.
"""

# scikit-learn ships no types, and what pyright guesses of them is wrong.
# pyright: reportArgumentType=false, reportAttributeAccessIssue=false

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.ensemble import BaggingClassifier, ExtraTreesClassifier, GradientBoostingClassifier, RandomForestClassifier
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

from headway import task

# Each of them computes on one native thread by default, so that neither run is held back by a limit of ours.
MODELS = {
    "gradient boosting": GradientBoostingClassifier(n_estimators=40, max_features=24, random_state=0),
    "extra trees": ExtraTreesClassifier(n_estimators=200, max_features=None, random_state=0),
    "random forest": RandomForestClassifier(n_estimators=150, max_features=48, random_state=0),
    "bagged vector machines": BaggingClassifier(SVC(C=4), n_estimators=25, random_state=0),
    "vector machine": SVC(C=4),
}
SIDE = 8  # an image has 8 × 8 pixels, from 0 (paper) to 16 (ink)


@dataclass(frozen=True)
class Candidate:
    """A trained model, and the share of held-out images that it reads correctly."""

    name: str
    model: Any
    accuracy: float


@task
def prepare(path: Path) -> pd.DataFrame:
    """Read a table of images, one a row, and add what a reader looks at: edges, and the ink of each row and column."""
    table = pd.read_csv(path)
    pixels = table[[name for name in table if name.startswith("pixel")]].to_numpy(float) / 16
    images = pixels.reshape(-1, SIDE, SIDE)
    edges = np.hypot(np.gradient(images, axis=1), np.gradient(images, axis=2)).reshape(len(images), -1)
    ink = np.hstack([images.sum(axis=1), images.sum(axis=2)])
    features = pd.DataFrame(np.hstack([pixels, edges, ink])).add_prefix("feature_")
    return features.assign(digit=table["digit"]) if "digit" in table else features


@task
def train(name: str, table: pd.DataFrame) -> Candidate:
    """Train one kind of model on three quarters of the table, and score it on the rest."""
    features, digits = table.drop(columns="digit"), table["digit"]
    seen, held_out, answers, hidden = train_test_split(features, digits, stratify=digits, random_state=0)
    model = clone(MODELS[name]).fit(seen, answers)
    return Candidate(name, model, float(model.score(held_out, hidden)))


@task
def choose(candidates: Sequence[Candidate]) -> Candidate:
    """The one that reads most of the held-out images correctly."""
    return max(candidates, key=lambda candidate: candidate.accuracy)


@task
def predict(best: Candidate, table: pd.DataFrame) -> np.ndarray:
    """The digits that the best model sees in the images of a table."""
    return np.asarray(best.model.predict(table))


def side_by_side(train_csv: Path, forecast_csv: Path) -> tuple[Candidate, np.ndarray]:
    """The best candidate and its predictions: every step runs as soon as its inputs are there."""
    table = prepare(train_csv)
    forecast = prepare(forecast_csv)
    candidates = [train(name, table) for name in MODELS]
    best = choose(candidates)
    predictions = predict(best, forecast)
    return best.result(), predictions.result()


def one_after_another(train_csv: Path, forecast_csv: Path) -> tuple[Candidate, np.ndarray]:
    """The same, line by line, as Python runs it without Headway."""
    table = prepare.plain(train_csv)
    forecast = prepare.plain(forecast_csv)
    candidates = [train.plain(name, table) for name in MODELS]
    best = choose.plain(candidates)
    predictions = predict.plain(best, forecast)
    return best, predictions
