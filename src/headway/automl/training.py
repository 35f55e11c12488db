"""What a training is asked for: plain options, checked where they are given, and the training itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from time import monotonic
from typing import Any

import numpy as np

from headway.automl.learners import Size, chosen, fitting
from headway.automl.results import Experiment, Holdout
from headway.automl.search import Options, Problem, Standing, pose, search
from headway.automl.search.folds import assign
from headway.automl.search.metrics import known_metric
from headway.automl.table import Table
from headway.errors import BadOption, BadTable

DEFAULT_BUDGET_S = 60.0
FOLDS = 5
FOLDED_CELLS = 4_000_000  # rows × features × classes beyond which one part is held out once, and no folds are made
MOST_FOLDS = 50
MOST_PARTS = 100  # of the rows, of which some are held out from the whole search


@dataclass(frozen=True)
class Training:
    """The options of a training; :meth:`headway.automl.Client.train` says what each means."""

    target: str
    features: tuple[str, ...] | None = None
    algorithms: tuple[Any, ...] | None = None
    problem_type: str | None = None
    metric: Any = "auto"
    folds: int | None = None
    groups: str | None = None
    weights: str | None = None
    holdout: float = 0.0
    max_rows: int | None = None
    max_models: int | None = None
    budget_s: float | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        for option in ("target", "groups", "weights"):
            _check_column(option, getattr(self, option))
        _check_roles(self.target, self.groups, self.weights)
        _check_features(self.features)
        if not (isinstance(self.metric, str) and self.metric.lower() == "auto"):
            known_metric(self.metric)
        _check_count("folds", self.folds, 1, MOST_FOLDS)
        _check_count("max_rows", self.max_rows, 100, 10**12)
        _check_count("max_models", self.max_models, 1, 100_000)
        _check_count("seed", self.seed, 0, 2**32 - 1)
        budget_s = self.budget_s
        if budget_s is not None and not (_is_number(budget_s) and budget_s > 0 and isfinite(budget_s)):
            raise BadOption("budget_s", budget_s, "a number of seconds above 0, or None")
        if self.problem_type not in (None, "classification", "regression"):
            raise BadOption("problem_type", self.problem_type, '"classification", "regression" or None')
        if not (_is_number(self.holdout) and 0 <= self.holdout < 1):
            raise BadOption("holdout", self.holdout, "the share of rows to hold out, from 0 to below 1, such as 0.2")
        chosen(self.algorithms)

    @property
    def time_s(self) -> float | None:
        """The budget; where neither it nor a number of models is given, a minute."""
        return DEFAULT_BUDGET_S if self.budget_s is None and self.max_models is None else self.budget_s


def train(table: Table, training: Training, tell: Callable[[Standing], None] | None = None) -> Experiment:
    """Search for a model; called inside a task.

    Raises:
        UnknownColumn: the table has no such column.
        BadTable: the table can't be learnt from.
        BadOption: an option makes no sense for this table.
    """
    began = monotonic()
    problem = pose(
        table,
        training.target,
        features=training.features,
        problem_type=training.problem_type,
        metric=training.metric,
        groups=training.groups,
        weights=training.weights,
        max_rows=training.max_rows,
        seed=training.seed,
    )
    problem, holdout = _parted(problem, training)
    learners, ensembles = chosen(training.algorithms)
    able = fitting(learners, problem.type, problem.size)
    if not able:
        names = ", ".join(learner.name for learner in learners)
        raise BadOption(
            "algorithms", names, f"at least one that learns {problem.type} targets such as {problem.target!r}"
        )
    if not problem.layout.features:
        able = ()  # the target's own frequencies are all that there is
    options = Options(
        able, ensembles, _folds(training.folds, problem), training.max_models, training.time_s, training.seed
    )
    return Experiment(search(problem, options, tell, began), holdout)


def folds_for(size: Size) -> int:
    """How many folds are worth their time."""
    return FOLDS if size.cells * max(1, size.classes - 1) <= FOLDED_CELLS else 1


def _folds(wanted: int | None, problem: Problem) -> int:
    folds = folds_for(problem.size) if wanted is None else wanted
    blocks = len(np.unique(problem.blocks))
    if wanted is not None and max(wanted, 2) > blocks:
        raise BadOption("folds", wanted, f"at most {blocks}, for so many rows or groups can be told apart")
    if blocks < 2:
        raise BadTable(
            f"all rows of {problem.table} are the same in every feature", "There is nothing to learn from them"
        )
    return folds if folds == 1 else min(folds, blocks)


def _parted(problem: Problem, training: Training) -> tuple[Problem, Holdout | None]:
    """The rows to search on, and those that are held out from all of it."""
    if not training.holdout:
        return problem, None
    blocks = len(np.unique(problem.blocks))
    out, parts = Fraction(float(training.holdout)).limit_denominator(min(MOST_PARTS, blocks)).as_integer_ratio()
    if not 0 < out < parts:
        raise BadOption(
            "holdout", training.holdout, f"a share that leaves some of {blocks} different rows or groups out"
        )
    of_part = assign(problem.y, problem.type, parts, problem.blocks, training.seed, grouped=problem.is_grouped)
    is_out = of_part * out % parts < out  # so many of the parts, evenly spread
    held, rest = problem.take(np.flatnonzero(is_out)), problem.take(np.flatnonzero(~is_out))
    if len(np.unique(rest.y)) < 2:
        raise BadOption("holdout", training.holdout, "a smaller share: what is left has one value of the target only")
    return rest, Holdout(held.frame, held.y, held.weights)


def _check_column(option: str, given: object) -> None:
    if not (isinstance(given, str) or (given is None and option != "target")):
        raise BadOption(option, given, "the name of a column")


def _check_roles(target: str, groups: str | None, weights: str | None) -> None:
    if groups == target:
        raise BadOption("groups", groups, "a column other than the target")
    if weights is not None and weights in (target, groups):
        raise BadOption("weights", weights, "a column other than the target and the groups")


def _check_features(features: object) -> None:
    if features is None:
        return
    if not isinstance(features, tuple) or not features or not all(isinstance(name, str) for name in features):
        raise BadOption("features", features, 'a list of names of columns, such as ["age", "town"]')
    if len(set(features)) < len(features):
        again = next(name for name in features if features.count(name) > 1)
        raise BadOption("features", again, "each column once")


def _check_count(name: str, given: object, least: int, most: int) -> None:
    if given is None and name != "seed":
        return
    if isinstance(given, bool) or not isinstance(given, (int, np.integer)) or not least <= given <= most:
        raise BadOption(name, given, f"a whole number from {least:,} to {most:,}")


def _is_number(given: object) -> bool:
    return isinstance(given, (int, float, np.number)) and not isinstance(given, bool)
