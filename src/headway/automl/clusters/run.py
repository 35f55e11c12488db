"""Each number of clusters is a task in a worker process. The only file here that touches tasks.

When time is up, what still runs is cancelled, and its worker ended. A number that fails costs itself only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

import numpy as np

from headway import HeadwayError, NoCurrentTask, Task, current, task, wait
from headway.automl.clusters.choosing import choose
from headway.automl.clusters.fitting import Fit, fit_k, fit_one
from headway.automl.clusters.options import Clustering
from headway.automl.clusters.problem import Problem
from headway.automl.clusters.reference import Reference
from headway.errors import BadOption

Array = np.ndarray[Any, Any]
RESERVE = 0.06  # of the budget: for what comes after the last fit
LOOK_S = 1.0  # how often it is looked whether somebody wants this to stop


@dataclass(frozen=True, eq=False)
class Found:
    """What became of the numbers of clusters: fits by k, the one that was chosen, and what is to be said about it."""

    fits: Mapping[int, Fit]
    k: int
    why: str
    notes: tuple[str, ...]
    seconds: float


def search(problem: Problem, options: Clustering, began: float | None = None) -> Found:
    """Fit the numbers of clusters that are asked for, and choose one.

    Called inside a task, whose progress it tells; ``began`` is the moment, by the monotonic clock, from which the
    budget counts (default: now).

    Raises:
        BadOption: time was up before the number of clusters that was asked for was fitted.
    """
    began = monotonic() if began is None else began
    wanted = _wanted(problem, options)
    race = _Race(began, options.budget_s)
    for k in wanted:
        race.running[_fit.options(name=f"fit {k} clusters")(problem.matrix, problem.reference, k, options.seed)] = k
    race.run()
    fits = {1: fit_one(problem.matrix), **dict(sorted(race.fits.items()))}
    k, why = _chosen(fits, race, options)
    return Found(fits, k, why, (why, *race.notes), monotonic() - began)


def _wanted(problem: Problem, options: Clustering) -> Sequence[int]:
    if options.k is not None:
        return [] if options.k == 1 else [options.k]
    return range(2, min(options.most, problem.different) + 1)


def _chosen(fits: Mapping[int, Fit], race: _Race, options: Clustering) -> tuple[int, str]:
    if options.k is None:
        if len(fits) == 1 and race.late:
            return 1, "time was up before any number of clusters was fitted, so all rows are one: give more budget_s"
        return choose([fit for k, fit in fits.items() if k > 1])
    if options.k in fits:
        return options.k, f"k = {options.k}, as asked for"
    if race.errors:
        raise race.errors[options.k]
    raise BadOption("budget_s", options.budget_s, f"more time: k = {options.k} was not fitted within it")


class _Race:
    """The fits under way."""

    def __init__(self, began: float, budget_s: float | None) -> None:
        self.until = float("inf") if budget_s is None else began + budget_s * (1 - RESERVE)
        self.running: dict[Task[Fit], int] = {}
        self.fits: dict[int, Fit] = {}
        self.errors: dict[int, BaseException] = {}
        self.late: tuple[int, ...] = ()

    def run(self) -> None:
        """Wait until all have ended, or time is up."""
        most = len(self.running)
        try:
            while self.running and (left_s := self.until - monotonic()) > 0:
                for ended in wait(self.running, first=True, timeout_s=min(LOOK_S, left_s)).result().done:
                    self._take(self.running.pop(ended), ended)
                _tell_progress(most - len(self.running), most)
        finally:
            self.late = tuple(self.running.values())
            for called in self.running:
                called.cancel()

    def _take(self, k: int, ended: Task[Fit]) -> None:
        error = ended.error
        if error is None:
            self.fits[k] = ended.result()
        else:
            self.errors[k] = error

    @property
    def notes(self) -> list[str]:
        """What failed, and what time was up for."""
        notes = [f"k = {k} failed: {_in_words(error)}" for k, error in sorted(self.errors.items())]
        if self.late:
            notes.append(f"time was up before k = {', '.join(map(str, sorted(self.late)))} was fitted")
        return notes


def _in_words(error: BaseException) -> str:
    return str(error) if isinstance(error, HeadwayError) else f"{type(error).__name__}: {error}"


def _tell_progress(done: int, most: int) -> None:
    try:
        here = current()
    except NoCurrentTask:
        return
    here.checkpoint()
    here.progress(done, most)


@task(on="process", name="fit clusters")
def _fit(matrix: Array, reference: Reference, k: int, seed: int) -> Fit:
    """One number of clusters, in a worker process."""
    return fit_k(matrix, reference, k, seed)
