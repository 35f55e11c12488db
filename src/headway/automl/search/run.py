"""The search: each fold of each candidate is a task in a worker process. The only file here that touches tasks.

Candidates are called in the order of their sequence, as many folds at once as there are workers, and a few more that
wait. When time is up, whatever still runs is cancelled, and its worker ended. A fold that fails, or whose worker dies,
costs its candidate, and nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import islice
from time import monotonic

import numpy as np

from headway import HeadwayError, NoCurrentTask, State, Task, current, task, wait
from headway.automl.learners import Learner, Settings
from headway.automl.native import one_native_thread
from headway.automl.search.baseline import BASELINE
from headway.automl.search.candidates import Candidate, candidates
from headway.automl.search.fitting import FoldFit, Prepare, Prepared, Rows, Setting, by_itself, fit_fold, prepare_fold
from headway.automl.search.folds import assign
from headway.automl.search.problem import Problem
from headway.automl.search.ranking import GREEDY, STACKED, Ballot, Made, ballot_of, make_ensemble, rank, standing_of
from headway.automl.search.trials import Found, Options, Standing, Trial, prepared_as

Tell = Callable[[Standing], None]
AHEAD = 4  # folds that wait their turn, beside those that run: enough that no worker is idle
RESERVE = 0.08  # of the budget: for what comes after the last fit
OVERTIME = 1.04  # of the budget: when ensembles are given up
LEAST_RESERVE_S = 0.5
ONCE = 5  # parts of the rows, of which one is held out where one part only is
LOOK_S = 1.0  # how often a search looks whether somebody wants it to stop


def search(problem: Problem, options: Options, tell: Tell | None = None, began: float | None = None) -> Found:
    """Try candidates until there are no more, or time is up; then make ensembles of them.

    Called inside a task, whose progress it tells; it waits for the tasks that it calls. ``tell`` hears of each model
    as soon as it is done. ``began`` is since when the budget counts (of ``time.monotonic``; default: now).

    Raises:
        HeadwayError: not even the baseline can be fitted.
    """
    began = monotonic() if began is None else began
    parts = options.folds if options.folds > 1 else min(ONCE, len(np.unique(problem.blocks)))
    fold_of = assign(problem.y, problem.type, parts, problem.blocks, options.seed, grouped=problem.is_grouped)
    rows = Rows(problem.frame, problem.y, fold_of, problem.blocks, problem.weights)
    race = _Race(problem, options, rows, began, tell or (lambda standing: None))
    race.run_baseline()
    race.run()
    transformers = race.transformers()
    held_out = np.flatnonzero(fold_of == 0) if options.folds == 1 else np.arange(len(fold_of))
    standings = [standing_of(trial, problem) for trial in race.trials if trial.state == "done"]
    ballot = ballot_of(problem, standings, fold_of, held_out, options.seed) if options.ensembles else None
    made = {} if ballot is None else race.make_ensembles(ballot)
    return Found(
        problem=problem,
        options=options,
        fold_of=fold_of,
        held_out=held_out,
        trials=tuple(race.trials),
        standings=rank(problem, standings, held_out, ballot, made),
        seconds=monotonic() - began,
        transformers=transformers,
        notes=tuple(race.notes),
    )


class _Race:
    """The candidates under way."""

    def __init__(self, problem: Problem, options: Options, rows: Rows, began: float, tell: Tell) -> None:
        self.problem, self.options, self.rows, self.tell = problem, options, rows, tell
        self.setting = Setting(problem.layout, problem.type, problem.classes, options.seed)
        self.began = began
        self.trials: list[Trial] = []
        self.notes: list[str] = []
        self._prepared: dict[tuple[str, int], Task[Prepared]] = {}
        self._packed: dict[tuple[str, int], bytes] = {}
        self._running: dict[Task[FoldFit], tuple[Trial, int]] = {}
        self._loaded: set[str] = set()
        self._folds = range(1 if options.folds == 1 else options.folds)

    def run_baseline(self) -> None:
        """Fit what knows nothing but the target's frequencies: at once, so that there is a model whatever comes."""
        trial = self._begin(Candidate(0, BASELINE.name, BASELINE, {}))
        for fold in self._folds:
            prepared = prepare_fold(self.rows, self.setting, BASELINE.prepare, fold)
            self._packed[prepared_as(trial.candidate, fold)] = prepared.packed
            trial.fits[fold] = fit_fold(prepared, BASELINE, {})
        self._finish(trial)

    def run(self) -> None:
        """Fit the sequence of candidates, as far as time allows."""
        sequence = candidates(self.options.learners, self.problem.size, self.options.seed)
        if self.options.max_models is not None:
            sequence = islice(sequence, self.options.max_models)
        try:
            self._call_more(sequence)
            while self._running and not self._is_over():
                self._take_one()
                self._call_more(sequence)
        finally:
            self._end_rest()

    def make_ensembles(self, ballot: Ballot) -> dict[str, Made]:
        """The ensembles of all that is done; one that is not ready in time is given up.

        In threads of this process, which has all that they need: workers that were ended with their fits would have to
        load it first.
        """
        called = {name: _make.options(name=name)(name, ballot) for name in (GREEDY, STACKED)}
        budget_s = self.options.budget_s
        left_s = None if budget_s is None else max(0.0, self.began + OVERTIME * budget_s - monotonic())
        wait(list(called.values()), timeout_s=left_s).result()
        made = {}
        for name, each in called.items():
            if each.outcome is None:
                each.cancel()
                self.notes.append(f"{name} is not there: its time was over")
            elif each.error is not None:
                self.notes.append(f"{name} is not there: {each.error}")
            else:
                made[name] = each.result()
        return made

    def _is_over(self) -> bool:
        return self._left_s() <= 0

    def _left_s(self) -> float:
        budget_s = self.options.budget_s
        if budget_s is None:
            return float("inf")
        reserve_s = max(RESERVE * budget_s, min(LEAST_RESERVE_S, budget_s / 4))
        return self.began + budget_s - reserve_s - monotonic()

    def _call_more(self, sequence: Iterator[Candidate]) -> None:
        while len(self._running) < AHEAD + len(self._folds) and not self._is_over():
            candidate = next(sequence, None)
            if candidate is None:
                return
            self._call(candidate)

    def _call(self, candidate: Candidate) -> None:
        trial = self._begin(candidate)
        fit = _fit.options(name=f"fit {candidate.name}")
        for fold in self._folds:
            called = fit(self._prepare_fold(candidate, fold), candidate.learner, candidate.settings)
            self._running[called] = trial, fold

    def _prepare_fold(self, candidate: Candidate, fold: int) -> Task[Prepared]:
        key = prepared_as(candidate, fold)
        if key not in self._prepared:
            self._prepared[key] = _prepare(self.rows, self.setting, candidate.learner.prepare, fold)
        return self._prepared[key]

    def transformers(self) -> dict[tuple[str, int], bytes]:
        """What prepares the rows of each view and fold, fitted, in bytes; the matrices are let go of."""
        done = {
            key: called.result().packed
            for key, called in self._prepared.items()
            if called.error is None and called.state is State.DONE
        }
        self._prepared.clear()
        return {**self._packed, **done}

    def _begin(self, candidate: Candidate) -> Trial:
        trial = Trial(candidate, len(self._folds), monotonic() - self.began)
        self.trials.append(trial)
        return trial

    def _take_one(self) -> None:
        """Wait for the next fold that ends, but not beyond the budget, and no longer than a look at our own fate."""
        finished = wait(self._running, first=True, timeout_s=max(0.0, min(LOOK_S, self._left_s()))).result().done
        for ended in finished:
            if ended in self._running:  # and not given up a moment ago, with its candidate
                self._take(*self._running.pop(ended), ended)
        self._tell_progress()

    def _take(self, trial: Trial, fold: int, ended: Task[FoldFit]) -> None:
        error = ended.error
        if error is None:
            trial.fits[fold] = ended.result()
            if len(trial.fits) == trial.folds:
                self._finish(trial)
        elif trial.state == "running":
            self._fail(trial, error)

    def _finish(self, trial: Trial) -> None:
        trial.state, trial.ended_s = "done", monotonic() - self.began
        module = trial.candidate.learner.module
        if module not in self._loaded and module not in sys.modules:  # whoever predicts is spared the wait
            self._loaded.add(module)
            _load(module)
        self.tell(standing_of(trial, self.problem))

    def _fail(self, trial: Trial, error: BaseException) -> None:
        """A candidate whose fold failed is given up: its other folds would tell nothing."""
        trial.state, trial.ended_s = "failed", monotonic() - self.began
        trial.error = str(error) if isinstance(error, HeadwayError) else f"{type(error).__name__}: {error}"
        self._cancel(trial)

    def _cancel(self, trial: Trial) -> None:
        for called in [called for called, (its, _) in self._running.items() if its is trial]:
            del self._running[called]
            called.cancel()
            _ = called.error  # where it had failed by itself: the candidate's first error says enough

    def _end_rest(self) -> None:
        for trial in {id(trial): trial for trial, _ in self._running.values()}.values():
            trial.state, trial.ended_s = "out of time", monotonic() - self.began
            self._cancel(trial)
        for called in self._prepared.values():
            called.cancel()  # those that still run; of those that are done nothing changes

    def _tell_progress(self) -> None:
        try:
            here = current()
        except NoCurrentTask:
            return
        here.checkpoint()
        done = sum(len(trial.fits) for trial in self.trials[1:])
        most = self.options.max_models
        if most is not None:
            here.progress(done, most * len(self._folds))
        elif self.options.budget_s is not None:
            here.progress(round(monotonic() - self.began, 1), self.options.budget_s)
        else:
            here.progress(done)


@task(on="process", name="prepare", retries=1)  # many candidates need it: the death of its worker is not theirs
def _prepare(rows: Rows, setting: Setting, prepare: Prepare, fold: int) -> Prepared:
    """The rows of a fold, prepared in a worker process."""
    with by_itself():
        return prepare_fold(rows, setting, prepare, fold)


@task(on="process", name="fit")
def _fit(prepared: Prepared, learner: Learner, settings: Settings) -> FoldFit:
    """One fold of one candidate, in a worker process."""
    with by_itself():
        return fit_fold(prepared, learner, settings)


@task(on="thread", name="load learner")
def _load(module: str) -> None:
    """Have this process load what models of a learner stand on, while the workers fit others."""
    import_module(module)


@task(on="thread", name="ensemble")
def _make(name: str, ballot: Ballot) -> Made:
    """An ensemble; one that nobody waits for any more ends at the next of its folds."""
    began = monotonic()
    with one_native_thread():
        ensemble, told = make_ensemble(name, ballot, current().checkpoint)
    return Made(ensemble, told, monotonic() - began)
