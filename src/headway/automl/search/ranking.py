"""From trials to standings: scores on rows that were held out, ensembles, the order of all."""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic
from typing import Any

import numpy as np

from headway.automl.search.ensemble import MOST_MODELS, Build, Ensemble, nested, pick, select, stack
from headway.automl.search.problem import Problem
from headway.automl.search.trials import Found, Options, Standing, Trial

Array = np.ndarray[Any, Any]
GREEDY, STACKED = "StackedEnsemble", "StackedEnsemble (linear)"


def standing_of(trial: Trial, problem: Problem) -> Standing:
    """The standing of a trial whose folds are all there."""
    held_out = np.sort(np.concatenate([fit.held_out for fit in trial.fits.values()]))
    predictions = trial.predictions(len(problem.y))[held_out]
    score = _score(problem, held_out, predictions)
    gain = _gain(problem, score)
    return Standing(trial.name, predictions, score, gain, trial.fit_s, trial.predict_s, trial=trial)


def rank(
    problem: Problem,
    options: Options,
    fold_of: Array,
    trials: tuple[Trial, ...],
    transformers: Mapping[tuple[str, int], bytes],
    began: float,
) -> Found:
    """The standings of all trials that are done and of the ensembles made of them, what is recommended first; ``began`` is when the search did."""
    done = [standing_of(trial, problem) for trial in trials if trial.state == "done"]
    held_out = np.flatnonzero(fold_of == 0) if options.folds == 1 else np.arange(len(fold_of))
    ranked = sorted(done, key=lambda standing: -standing.gain)
    if options.ensembles:
        ranked = _with_ensembles(problem, options, fold_of[held_out], held_out, ranked)
    is_complete = all(trial.state != "out of time" for trial in trials)
    return Found(
        problem, options, fold_of, held_out, trials, tuple(ranked), monotonic() - began, is_complete, transformers
    )


def _with_ensembles(
    problem: Problem, options: Options, fold_of: Array, held_out: Array, ranked: list[Standing]
) -> list[Standing]:
    """The standings with the ensembles; the better one comes first if it beats picking the best single model.

    The score of the best of many is too good by chance, that of an ensemble, measured on folds that had no part in
    making it, is not. So it is compared with what picking the best on some folds is worth on another.
    """
    library = {each.name: each for each in ranked[:MOST_MODELS] if each.trial and each.trial.candidate.number}
    if len(library) < 2:
        return ranked
    predictions = {name: standing.predictions for name, standing in library.items()}
    truth = problem.y[held_out]
    weights = None if problem.weights is None else problem.weights[held_out]
    parts = fold_of if len(np.unique(fold_of)) > 1 else np.arange(len(truth)) % 2
    kinds: dict[str, Build] = {
        GREEDY: lambda told, y, w: select(told, y, problem.metric, w, options.seed),
        STACKED: lambda told, y, w: stack(told, y, problem.type, w),
    }
    ensembles = []
    for name, build in kinds.items():
        told = nested(build, predictions, truth, parts, weights)
        ensembles.append(_standing(problem, held_out, name, told, build(predictions, truth, weights), library))
    picked = nested(lambda told, y, w: pick(told, y, problem.metric, w), predictions, truth, parts, weights)
    best = max(ensembles, key=lambda standing: standing.gain)
    others = sorted([*ranked, *ensembles], key=lambda standing: -standing.gain)
    if best.gain < _gain(problem, _score(problem, held_out, picked)):
        return others
    return [best, *(standing for standing in others if standing is not best)]


def _standing(
    problem: Problem,
    held_out: Array,
    name: str,
    told: Array,
    ensemble: Ensemble,
    library: Mapping[str, Standing],
) -> Standing:
    used = [library[model] for model in ensemble.models]
    score = _score(problem, held_out, told)
    return Standing(
        name,
        told,
        score,
        _gain(problem, score),
        sum(each.fit_s for each in used),
        sum(each.predict_s for each in used),
        ensemble=ensemble,
    )


def _score(problem: Problem, held_out: Array, predictions: Array) -> float:
    weights = None if problem.weights is None else problem.weights[held_out]
    return problem.metric.score(problem.y[held_out], predictions, weights)


def _gain(problem: Problem, score: float) -> float:
    gain = problem.metric.gain_of(score)
    return gain if np.isfinite(gain) else -np.inf
