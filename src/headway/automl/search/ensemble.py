"""Several models as one, by what they said of rows that they had not seen.

*Greedy selection* (Caruana et al. 2004, "Ensemble Selection from Libraries of Models"): begin with the best, add again
and again the model that helps the mean most, with repetition; the counts are the weights. *Stacking* (Wolpert 1992,
"Stacked Generalization"): a linear model of the models' predictions. What either is worth is measured on folds that
took no part in the choice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression, Ridge

from headway.automl.learners import ProblemType
from headway.automl.search.metrics import Metric

Array = np.ndarray[Any, Any]
ROUNDS = 40
FEW_ROWS = 2_500
BAGS = 10
LEAST_MODELS = 3  # in a bag
MOST_MODELS = 30  # the best so many of a long search take part
SAMPLE_ROWS = 8_000  # more rows than that tell little more about weights


@dataclass(frozen=True, eq=False)
class Blend:
    """A weighted mean of models' predictions; the weights add up to 1."""

    weights: Mapping[str, float]

    @property
    def models(self) -> tuple[str, ...]:
        """The models that have a part in it."""
        return tuple(self.weights)

    def combine(self, predictions: Mapping[str, Array]) -> Array:
        """The blend of the predictions of each model."""
        return np.asarray(sum(weight * predictions[name] for name, weight in self.weights.items()))


@dataclass(frozen=True, eq=False)
class Stack:
    """A linear model of models' predictions: of log-odds for classes, of numbers for regression."""

    models: tuple[str, ...]
    model: Any
    type: ProblemType

    def combine(self, predictions: Mapping[str, Array]) -> Array:
        """What the linear model makes of the predictions of each model."""
        features = _stacked([predictions[name] for name in self.models], self.type)
        if self.type == "regression":
            return np.asarray(self.model.predict(features))
        classes = predictions[self.models[0]].shape[1]
        told = np.zeros((len(features), classes))
        told[:, self.model.classes_] = self.model.predict_proba(features)
        return told


Ensemble = Blend | Stack
Build = Callable[[Mapping[str, Array], Array, Array | None], Ensemble]  # of predictions, the truth, weights of rows


def select(
    predictions: Mapping[str, Array], truth: Array, metric: Metric, weights: Array | None = None, seed: int = 0
) -> Blend:
    """The greedy selection; on few rows the mean of many selections, each from half of the models drawn at random.

    Few rows tell little of which model helps, and what one selection finds in them is partly chance (the paper's bagging).

    >>> truth = np.array([1.0, 2.0, 3.0])
    >>> from headway.automl.search.metrics import metric_of
    >>> high, low = truth + 1, truth - 1
    >>> dict(select({"high": high, "low": low}, truth, metric_of("rmse", "regression")).weights)
    {'high': 0.5, 'low': 0.5}
    """
    names = list(predictions)
    if len(truth) > SAMPLE_ROWS:
        chosen = np.sort(np.random.default_rng(seed).permutation(len(truth))[:SAMPLE_ROWS])
        predictions, truth = _rows(predictions, chosen), truth[chosen]
        weights = None if weights is None else weights[chosen]
    if len(truth) > FEW_ROWS or len(names) < 2 * LEAST_MODELS:
        return Blend(_greedy(predictions, names, truth, metric, weights))
    random = np.random.default_rng(seed)
    total = dict.fromkeys(names, 0.0)
    for _ in range(BAGS):
        drawn = random.permutation(len(names))[: max(LEAST_MODELS, len(names) // 2)]
        some = [names[at] for at in sorted(drawn)]
        for name, weight in _greedy(predictions, some, truth, metric, weights).items():
            total[name] += weight / BAGS
    return Blend({name: weight for name, weight in total.items() if weight})


def _greedy(
    predictions: Mapping[str, Array], names: list[str], truth: Array, metric: Metric, weights: Array | None
) -> dict[str, float]:
    """Weights by the selection among these models: as long as the score gains, at most :data:`ROUNDS` rounds."""
    counts = dict.fromkeys(names, 0)
    total: Array = np.zeros_like(predictions[names[0]])
    best, best_counts = -np.inf, counts
    for chosen in range(1, ROUNDS + 1):
        gains = {name: metric.gain(truth, (total + predictions[name]) / chosen, weights) for name in names}
        winner = max(names, key=lambda name: _or_least(gains[name]))
        counts = {**counts, winner: counts[winner] + 1}
        total = total + predictions[winner]
        if _or_least(gains[winner]) > best + 1e-12:
            best, best_counts = gains[winner], counts
        elif chosen > 2 * sum(best_counts.values()) + 5:
            break
    used = best_counts if any(best_counts.values()) else counts
    return {name: count / sum(used.values()) for name, count in used.items() if count}


def pick(predictions: Mapping[str, Array], truth: Array, metric: Metric, weights: Array | None = None) -> Blend:
    """The one model with the best score, as a blend of one."""
    best = max(predictions, key=lambda name: _or_least(metric.gain(truth, predictions[name], weights)))
    return Blend({best: 1.0})


def stack(predictions: Mapping[str, Array], truth: Array, problem_type: ProblemType, weights: Array | None) -> Stack:
    """The linear model of the predictions, held back as log-odds that agree with each other ask for."""
    features = _stacked(list(predictions.values()), problem_type)
    if problem_type == "regression":
        model: Any = Ridge(alpha=1e-3 * float(np.var(features) * len(features)), positive=True)
    else:
        model = LogisticRegression(C=0.02, max_iter=5_000, tol=1e-3)
    model.fit(features, truth, sample_weight=weights)
    return Stack(tuple(predictions), model, problem_type)


def nested(build: Any, predictions: Mapping[str, Array], truth: Array, fold_of: Array, weights: Array | None) -> Array:
    """What ensembles say of rows that had no part in their making: built on all folds but one, asked about that one."""
    told = np.empty_like(next(iter(predictions.values())))
    for fold in np.unique(fold_of):
        seen, held_out = fold_of != fold, fold_of == fold
        ensemble = build(_rows(predictions, seen), truth[seen], None if weights is None else weights[seen])
        told[held_out] = ensemble.combine(_rows(predictions, held_out))
    return told


def _rows(predictions: Mapping[str, Array], chosen: Array) -> dict[str, Array]:
    return {name: each[chosen] for name, each in predictions.items()}


def _or_least(gain: float) -> float:
    return gain if np.isfinite(gain) else -np.inf


def _stacked(predictions: list[Array], problem_type: ProblemType) -> Array:
    """The models' predictions side by side, of shape (rows, models) or (rows, models × classes)."""
    if problem_type == "regression":
        return np.column_stack(predictions)
    clipped = [np.clip(each, 1e-5, 1 - 1e-5) for each in predictions]
    if clipped[0].shape[1] == 2:
        return np.column_stack([np.log(each[:, 1] / each[:, 0]) for each in clipped])
    return np.column_stack([np.log(each) for each in clipped])
