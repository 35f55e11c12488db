"""From trials to standings: scores on rows that were held out, ensembles, the order of all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from headway.automl.learners import ProblemType
from headway.automl.search.ensemble import MOST_MODELS, Build, Ensemble, nested, pick, select, stack
from headway.automl.search.metrics import Metric
from headway.automl.search.problem import Problem
from headway.automl.search.trials import Standing, Trial

Array = np.ndarray[Any, Any]
GREEDY, STACKED = "StackedEnsemble", "StackedEnsemble (linear)"


@dataclass(frozen=True, eq=False)
class Ballot:
    """What ensembles are made of: what each model said of the rows that were held out, and what was so.

    ``parts`` are codes of shape (rows,): ensembles are judged on one part after another, made on the others.
    """

    predictions: Mapping[str, Array]
    truth: Array
    weights: Array | None
    parts: Array
    type: ProblemType
    metric: Metric
    seed: int


@dataclass(frozen=True, eq=False)
class Made:
    """An ensemble, what it said of rows that had no part in making it, and how long it took."""

    ensemble: Ensemble
    told: Array
    fit_s: float


def standing_of(trial: Trial, problem: Problem) -> Standing:
    """The standing of a trial whose folds are all there."""
    held_out = np.sort(np.concatenate([fit.held_out for fit in trial.fits.values()]))
    predictions = trial.predictions(len(problem.y))[held_out]
    score = _score(problem, held_out, predictions)
    gain = _gain(problem, score)
    return Standing(trial.name, predictions, score, gain, trial.fit_s, trial.predict_s, trial=trial)


def ballot_of(problem: Problem, standings: list[Standing], fold_of: Array, held_out: Array, seed: int) -> Ballot | None:
    """The best of the models, to make ensembles of; None where there are not two."""
    ranked = sorted(standings, key=lambda standing: -standing.gain)
    models = [each for each in ranked if each.trial and each.trial.candidate.number][:MOST_MODELS]
    if len(models) < 2:
        return None
    truth = problem.y[held_out]
    parts = fold_of[held_out]
    return Ballot(
        {standing.name: standing.predictions for standing in models},
        truth,
        None if problem.weights is None else problem.weights[held_out],
        parts if len(np.unique(parts)) > 1 else np.arange(len(truth)) % 2,
        problem.type,
        problem.metric,
        seed,
    )


def make_ensemble(name: str, ballot: Ballot, between: Callable[[], object]) -> tuple[Ensemble, Array]:
    """The ensemble of that name, and what it says of rows that had no part in making it.

    ``between`` is called between its steps, and may raise to end it.
    """
    kinds: dict[str, Build] = {
        GREEDY: lambda told, y, w: select(told, y, ballot.metric, w, ballot.seed),
        STACKED: lambda told, y, w: stack(told, y, ballot.type, w),
    }
    build = kinds[name]

    def built(told: Mapping[str, Array], truth: Array, weights: Array | None) -> Ensemble:
        between()
        return build(told, truth, weights)

    told = nested(built, ballot.predictions, ballot.truth, ballot.parts, ballot.weights)
    return built(ballot.predictions, ballot.truth, ballot.weights), told


def rank(
    problem: Problem, standings: list[Standing], held_out: Array, ballot: Ballot | None, made: Mapping[str, Made]
) -> tuple[Standing, ...]:
    """All models and ensembles, what is recommended first.

    That is the best ensemble if it beats picking the best single model. The score of the best of many is too good by
    chance; that of an ensemble, measured on rows that had no part in making it, is not. So it is compared with what
    picking the best on some folds is worth on another.
    """
    singles = {standing.name: standing for standing in standings}
    ensembles = [_standing(problem, held_out, name, each, singles) for name, each in made.items()]
    ranked = sorted([*standings, *ensembles], key=lambda standing: -standing.gain)
    if ballot is None or not ensembles:
        return tuple(ranked)
    best = max(ensembles, key=lambda standing: standing.gain)
    picked = nested(
        lambda told, y, w: pick(told, y, ballot.metric, w),
        ballot.predictions,
        ballot.truth,
        ballot.parts,
        ballot.weights,
    )
    if best.gain < _gain(problem, _score(problem, held_out, picked)):
        return tuple(ranked)
    return (best, *(standing for standing in ranked if standing is not best))


def _standing(problem: Problem, held_out: Array, name: str, made: Made, singles: Mapping[str, Standing]) -> Standing:
    used = [singles[model] for model in made.ensemble.models]
    score = _score(problem, held_out, made.told)
    return Standing(
        name,
        made.told,
        score,
        _gain(problem, score),
        sum(each.fit_s for each in used) + made.fit_s,
        sum(each.predict_s for each in used),
        ensemble=made.ensemble,
    )


def _score(problem: Problem, held_out: Array, predictions: Array) -> float:
    weights = None if problem.weights is None else problem.weights[held_out]
    return problem.metric.score(problem.y[held_out], predictions, weights)


def _gain(problem: Problem, score: float) -> float:
    gain = problem.metric.gain_of(score)
    return gain if np.isfinite(gain) else -np.inf
