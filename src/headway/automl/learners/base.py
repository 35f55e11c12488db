"""What every learner is: a name, the view of the table that it takes, how it is fitted, and which settings are worth a try.

A learner knows nothing of tables, folds, metrics or tasks. It is given a matrix and fits an estimator with one native
thread; how many run side by side is decided elsewhere, so that the same fit gives the same model on any machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.util import find_spec
from random import Random
from typing import Any, Literal, Self

import numpy as np

from headway.automl.features import Layout, View, for_sums, for_trees
from headway.errors import MissingExtra

ProblemType = Literal["binary", "multiclass", "regression"]
Settings = Mapping[str, Any]
Array = np.ndarray[Any, Any]
TARGET_TYPES: dict[ProblemType, Literal["binary", "multiclass", "continuous"]] = {
    "binary": "binary",
    "multiclass": "multiclass",
    "regression": "continuous",
}


@dataclass(frozen=True, eq=False)
class Sample:
    """The training rows of a fold, prepared: ``X`` of shape (rows, features), ``y`` of shape (rows,).

    ``y`` holds codes from 0 for classes (``classes`` of them), and numbers for regression. ``stop`` marks the rows on
    which a learner that improves step by step watches itself, and by which it stops; there may be none. ``categorical`` are the places of
    columns of codes.
    """

    X: Any
    y: Array
    stop: Array
    type: ProblemType
    classes: int
    seed: int
    weights: Array | None = None
    categorical: tuple[int, ...] = ()

    @cached_property
    def watched(self) -> Self:
        """The rows to watch."""
        return self._where(self.stop)

    @cached_property
    def rest(self) -> Self:
        """The rows that are not watched."""
        return self._where(~self.stop)

    @property
    def rows(self) -> int:
        """How many there are."""
        return len(self.y)

    @property
    def is_regression(self) -> bool:
        """Whether numbers are predicted, and not classes."""
        return self.type == "regression"

    def _where(self, chosen: Array) -> Self:
        weights = None if self.weights is None else self.weights[chosen]
        return replace(self, X=self.X[chosen], y=self.y[chosen], stop=np.zeros(chosen.sum(), bool), weights=weights)


@dataclass(frozen=True)
class Size:
    """How large a problem is: what may decide which settings are worth a try, and nothing else may."""

    rows: int
    features: int
    classes: int = 1

    @property
    def cells(self) -> int:
        """Rows × features."""
        return self.rows * self.features


@dataclass(frozen=True)
class Learner:
    """A kind of model.

    ``first(size)`` are settings to try before all others, the best bet first; ``draw(random, size)`` one more at
    random. ``most_cells`` (rows × features × classes) is the size beyond which it is not worth its time.
    """

    name: str
    title: str
    prepare: Callable[[Layout, ProblemType, int], View]
    fit: Callable[[Sample, Settings], Any]
    first: Callable[[Size], tuple[Settings, ...]]
    draw: Callable[[Random, Size], Settings] | None = None
    types: tuple[ProblemType, ...] = ("binary", "multiclass", "regression")
    most_cells: float = float("inf")
    module: str = "sklearn"
    extra: str = "automl"
    distribution: str = "scikit-learn"
    aliases: tuple[str, ...] = field(default=())

    @property
    def is_installed(self) -> bool:
        """Whether what it stands on is there."""
        return find_spec(self.module) is not None

    def check_installed(self) -> None:
        """Raises :class:`MissingExtra` where what it stands on is not there."""
        if not self.is_installed:
            raise MissingExtra(f"the algorithm {self.name}", self.extra, self.distribution)


def trees_view(layout: Layout, problem_type: ProblemType, seed: int) -> View:
    """The view for learners made of trees."""
    return for_trees(layout, TARGET_TYPES[problem_type], seed)


def sums_view(layout: Layout, problem_type: ProblemType, seed: int) -> View:
    """The view for linear models; words by themselves."""
    return for_sums(layout, TARGET_TYPES[problem_type], seed, is_sparse=True)


def even_view(layout: Layout, problem_type: ProblemType, seed: int) -> View:
    """The view for networks and distances: a dense matrix of numbers spread out evenly."""
    return for_sums(layout, TARGET_TYPES[problem_type], seed, even=True)


REFIT_CELLS = 2_000_000
UNWATCHED_ROUNDS = 50  # where there are too few rows to watch any


def boost(
    sample: Sample,
    make: Callable[[int], Any],
    fit: Callable[[Any, Sample, Sample | None], int],
    most_rounds: int,
) -> Any:
    """A booster with as many rounds as the watched rows ask for, fitted to all rows where these are not too many.

    ``make(rounds)`` gives an unfitted estimator; ``fit(estimator, rows, watched)`` fits it and gives the best number of
    rounds. On many rows the estimator of the first fit, which has not seen the watched ones, is kept.
    """
    if not sample.stop.any():
        estimator = make(UNWATCHED_ROUNDS)
        fit(estimator, sample, None)
        return estimator
    estimator = make(most_rounds)
    rounds = fit(estimator, sample.rest, sample.watched)
    if sample.rows * sample.X.shape[1] > REFIT_CELLS:
        return estimator
    more = sample.rows / max(1, sample.rest.rows)
    estimator = make(max(1, round(rounds * min(more, 1.2))))
    fit(estimator, sample, None)
    return estimator
