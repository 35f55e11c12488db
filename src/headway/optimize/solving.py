"""Solving as tasks: the only room of this toolkit that knows them. The model is copied before a call returns."""

from __future__ import annotations

import math
from collections.abc import Mapping
from os import PathLike
from time import perf_counter
from typing import Any

import numpy as np

from headway import Task, current, task
from headway.errors import BadModel, BadOption, TaskCancelled, UnknownName
from headway.optimize.from_pulp import Origin, is_pulp, model_of
from headway.optimize.model import Floats, Model
from headway.optimize.solution import Solution
from headway.optimize.solvers import solver_named
from headway.optimize.solvers.base import GAP, Progress, Wish


def solve(
    model: Any,
    *,
    solver: str = "highs",
    time_limit_s: float | None = None,
    gap: float = GAP,
    threads: int | None = None,
    start: Mapping[str, float] | None = None,
    options: Mapping[str, Any] | None = None,
) -> Task[Solution]:
    """Solve a linear or integer programme: a task whose result is a :class:`Solution`.

    Args:
        model: A PuLP ``LpProblem`` (it is copied before this returns, and not touched again), a :class:`Model`, or the
            path of a file.
        solver: ``"highs"``, or another that is installed.
        time_limit_s: Wall-clock seconds; the best point so far is the result, and its ``gap`` says how far it may be off.
        gap: Relative, of integer programmes: where it may stop. 0 for a proof.
        threads: At most so many.
        start: A point to begin with, by names; it need not be whole.
        options: The solver's own, by its own names.

    Raises:
        BadModel: at once, where the model can't be solved as it is stated.
        BadOption: an option, or its value, can't be used.

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
        time_limit_s=_positive("time_limit_s", time_limit_s),
        gap=_share("gap", gap),
        threads=threads,
        start=point,
        options=dict(options or {}),
    )
    return _solve(stated, origin, solver_named(solver).name, wish)


def stated_model(given: Any) -> tuple[Model, Origin | None]:
    """What is to be solved, as arrays, and the PuLP problem that it came from."""
    if isinstance(given, Model):
        return given, None
    if is_pulp(given):
        return model_of(given)
    if isinstance(given, (str, PathLike)):
        from headway.optimize.readers import read

        return read(given), None
    raise BadModel(
        f"{type(given).__name__} is no model", "Give a PuLP LpProblem, the path of a file, or a headway.optimize.Model."
    )


@task(on="thread", name="solve")
def _solve(model: Model, origin: Origin | None, solver: str, wish: Wish) -> Solution:
    here = current()
    doomed: list[BaseException] = []

    def is_cancelled() -> bool:
        try:
            here.checkpoint()
        except BaseException as end:  # kept, and raised below: the solver's own code must not see it
            doomed.append(end)
        return bool(doomed)

    def tell(progress: Progress) -> None:
        if progress.gap is not None:  # from 100 % off to proven
            here.progress(1.0 - min(1.0, progress.gap), 1.0)

    from dataclasses import replace

    began = perf_counter()
    found = solver_named(solver).solve(model, replace(wish, is_cancelled=is_cancelled, tell=tell))
    if doomed:
        raise doomed[0]
    return Solution(model, found, perf_counter() - began, solver, origin)


def _point(model: Model, start: Mapping[str, float]) -> Floats:
    point = np.full(len(model.variables), np.nan)
    for name, value in start.items():
        if name not in model.column_of:
            raise UnknownName("variable", str(name))
        point[model.column_of[name]] = value
    return point


def _positive(option: str, given: float | None) -> float | None:
    if given is None:
        return None
    if not isinstance(given, (int, float)) or not given > 0:
        raise BadOption(option, given, "a number of seconds above 0, or None")
    return None if math.isinf(given) else float(given)


def _share(option: str, given: float) -> float:
    if not isinstance(given, (int, float)) or not 0 <= given < math.inf:
        raise BadOption(option, given, "a number from 0 on, such as 0.01 for 1 %")
    return float(given)
