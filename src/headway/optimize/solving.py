"""Solving as tasks: the only room of this toolkit that knows them. The model is copied before a call returns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np

from headway import Task, current, task
from headway.errors import BadOption
from headway.optimize.changes import Change, Moved, changed, changes_of, column_of, moved
from headway.optimize.from_pulp import Origin
from headway.optimize.limits import at_least_one, is_number, options_of, processors, seconds, share
from headway.optimize.model import INFINITE, Floats, Model
from headway.optimize.solution import Solution
from headway.optimize.solvers import present_solver, solver_named
from headway.optimize.solvers.base import GAP, Found, Progress, Wish
from headway.optimize.solvers.highs import Highs, Hot
from headway.optimize.solvers.highs_model import check_options
from headway.optimize.solvers.settled import settled
from headway.optimize.stating import stated_model


def solve(
    model: Any,
    *,
    solver: str = "highs",
    time_limit_s: float | None = None,
    gap: float = GAP,
    threads: int | None = None,
    start: Mapping[str, float] | None = None,
    options: Mapping[str, Any] | None = None,
    on_progress: Callable[[Progress], object] | None = None,
) -> Task[Solution]:
    """Solve a linear or integer programme: a task whose result is a :class:`Solution`.

    Args:
        model: A PuLP ``LpProblem`` (it is copied before this returns, and not touched again), the path of a file, or arrays:
            :meth:`Model.of_arrays`.
        solver: ``"highs"``, ``"cbc"``, ``"scip"``, ``"glpk"`` or ``"lingo"``, where it is installed.
        time_limit_s: Wall-clock seconds; the best point so far is the result, and its ``gap`` says how far it may be off.
        gap: Relative, of integer programmes: where it may stop. 0 for a proof.
        threads: At most so many; GLPK and SCIP have one.
        start: A point to begin with, by names; it need not be whole. GLPK and LINGO take none, CBC for integer programmes.
        options: The solver's own, by its own names.
        on_progress: Called with the best objective so far, the bound and the gap, some times a second, in the thread of the
            solve (HiGHS, CBC and GLPK, of integer programmes).

    Raises:
        BadModel: at once, where the model can't be solved as it is stated.
        BadOption: an option, or its value, can't be used.
        NoSolver: the solver is not installed; the error says what to install.

    >>> from headway import optimize
    >>> model = optimize.Model.of_arrays([3, 2], [[1, 1], [2, 1]], row_upper=[4, 6], sense="max", variables=["x", "y"])
    >>> solution = optimize.solve(model).result()
    >>> solution
    Solution: optimal, objective 10 (highs, ...)
    >>> solution.values["y"]
    2.0
    """
    stated, origin = stated_model(model)
    point = None if start is None else _point(stated, start)
    wish = Wish(
        time_limit_s=seconds("time_limit_s", time_limit_s),
        gap=share("gap", gap),
        threads=at_least_one("threads", threads),
        start=point,
        options=options_of(options),
        tell=_hearer(on_progress),
    )
    return _solve(stated, origin, present_solver(solver).name, wish)


def sweep(
    model: Any,
    changes: Iterable[Change | Mapping[str, Mapping[str, float]]],
    *,
    time_limit_s: float | None = None,
    gap: float = GAP,
    options: Mapping[str, Any] | None = None,
) -> Task[tuple[Solution, ...]]:
    """Solve a model again and again with other right-hand sides or costs, each from where the one before ended.

    The changes are parted among the session's workers; the solutions come in their order, each with its own model.

    Args:
        model: As for :func:`solve`.
        changes: Each of them a :class:`Change`, or a dict with ``"rhs"`` and ``"costs"``. Each is applied to the model as
            stated, not to the one before.
        time_limit_s: Of each solve.
        gap: Relative, of integer programmes.
        options: HiGHS' own, by its own names.

    Raises:
        UnknownName: at once, for a row or variable that is not there.
        BadModel: at once, for a row with two right-hand sides, or none, and for a number that is none.
        BadOption: at once, for changes or an option that can't be used.

    >>> from headway import optimize
    >>> model = optimize.Model.of_arrays([3, 2], [[1, 1], [2, 1]], row_upper=[4, 6], sense="max", rows=["wood", "work"])
    >>> found = optimize.sweep(model, [{"rhs": {"wood": wood}} for wood in (3, 4, 5)]).result()
    >>> [solution.objective for solution in found]
    [9.0, 10.0, 11.0]
    """
    stated, _ = stated_model(model)
    wanted = changes_of(changes)
    moves = [moved(stated, change) for change in wanted]
    wish = Wish(time_limit_s=seconds("time_limit_s", time_limit_s), gap=share("gap", gap), options=options_of(options))
    check_options(wish.options)
    count = max(1, min(processors(), len(moves) // 8))
    size = -(-len(moves) // count) if moves else 1
    parts = [_sweep_part(stated, moves[at : at + size], wish) for at in range(0, len(moves), size)]
    return _sweep(stated, wanted, parts)  # type: ignore[arg-type]  # a list of tasks stands for the list of their values


@task(on="thread", name="sweep")
def _sweep_part(model: Model, moves: list[Moved], wish: Wish) -> list[tuple[Found, float]]:
    here = current()
    hot = Hot(model, wish)
    found: list[tuple[Found, float]] = []
    for rows, costs in moves:
        here.checkpoint()
        began = perf_counter()
        found.append((hot.solve(rows, costs), perf_counter() - began))
        here.progress(len(found), len(moves))
    return found


@task(on="inline", name="collect the sweep")
def _sweep(model: Model, changes: list[Change], parts: list[list[tuple[Found, float]]]) -> tuple[Solution, ...]:
    found = [each for part in parts for each in part]
    return tuple(
        Solution(changed(model, change), each, seconds, Highs.name)
        for change, (each, seconds) in zip(changes, found, strict=True)
    )


@task(on="thread", name="solve")
def _solve(model: Model, origin: Origin | None, solver: str, wish: Wish) -> Solution:
    here = current()
    doomed: list[BaseException] = []

    def kept(call: Callable[[], object]) -> None:
        try:
            call()
        except BaseException as end:  # noqa: BLE001 - kept, and raised below: the solver's own code must not see it
            doomed.append(end)

    def is_cancelled() -> bool:
        kept(here.checkpoint)
        return bool(doomed)

    def tell(progress: Progress) -> None:
        if progress.gap is not None:  # from 100 % off to proven
            here.progress(1.0 - min(1.0, progress.gap), 1.0)
        kept(lambda: wish.tell(progress))

    began = perf_counter()
    found = settled(solver_named(solver), model, replace(wish, is_cancelled=is_cancelled, tell=tell))
    if doomed:
        raise doomed[0]
    return Solution(model, found, perf_counter() - began, solver, origin)


def _hearer(given: Callable[[Progress], object] | None) -> Callable[[Progress], object]:
    if given is not None and not callable(given):
        raise BadOption("on_progress", given, "a function of a Progress, or None")
    return given or _nothing


def _nothing(progress: Progress) -> None:
    """Nobody listens."""


def _point(model: Model, start: Mapping[str, float]) -> Floats:
    if not isinstance(start, Mapping):
        raise BadOption("start", start, "a dict of variables' names and numbers")
    point = np.full(len(model.variables), np.nan)
    for name, value in start.items():
        if not is_number(value) or not abs(value) < INFINITE:
            raise BadOption("start", value, f"a finite number for `{name}`; leave out what is not known")
        point[column_of(model, name)] = value
    return point
