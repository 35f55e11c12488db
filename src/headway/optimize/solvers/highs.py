"""HiGHS, in memory: the model's arrays go in as they are (https://highs.dev, MIT)."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from time import perf_counter
from typing import Any

import numpy as np

from headway.optimize.model import Floats, Model
from headway.optimize.recession import direction_of, recession_of, without_objective
from headway.optimize.solvers.base import Found, Progress, Solver, Wish
from headway.optimize.solvers.highs_bases import basis_of
from headway.optimize.solvers.highs_model import handed_over, load, set_options
from headway.optimize.status import Status

TELL_EVERY_S, ASK_EVERY_S = 0.1, 0.02
ENDS_WITHIN_S = 5.0

_running: dict[Event, Wish] = {}


@atexit.register
def _outlive_cancelled_runs() -> None:
    """Wait for runs that end in a moment: a thread that the interpreter's end meets inside HiGHS aborts the process."""
    for is_over, wish in list(_running.items()):
        if wish.is_cancelled():
            is_over.wait(ENDS_WITHIN_S)


@contextmanager
def _known_to_run(wish: Wish) -> Iterator[None]:
    is_over = Event()
    _running[is_over] = wish
    try:
        yield
    finally:
        del _running[is_over]
        is_over.set()


class Highs(Solver):
    """The default solver: linear and mixed-integer programmes."""

    name = "highs"
    is_command = False

    def check_present(self) -> None:
        """See :class:`~headway.optimize.solvers.base.Solver`."""
        load()

    def solve(self, model: Model, wish: Wish) -> Found:
        """See :class:`~headway.optimize.solvers.base.Solver`."""
        highspy = load()
        highs = handed_over(model)
        if wish.threads is not None or "threads" in wish.options:
            highspy.Highs.resetGlobalScheduler(True)  # of an earlier run in this thread: HiGHS refuses another number
        set_options(highs, {"time_limit": wish.time_limit_s, "mip_rel_gap": wish.gap, "threads": wish.threads})
        set_options(highs, wish.options)
        if wish.start is not None:
            _start_at(highs, wish.start)
        watch(highs, wish)
        with _known_to_run(wish):
            highs.run()
        return found(highspy, highs, model)


class Hot:
    """A HiGHS that keeps a linear programme, and solves it again with other numbers from where it was."""

    def __init__(self, model: Model, wish: Wish) -> None:
        self._model = model
        self._highs = handed_over(model)
        set_options(self._highs, {"time_limit": wish.time_limit_s, "mip_rel_gap": wish.gap, "threads": wish.threads})
        set_options(self._highs, wish.options)
        watch(self._highs, wish)
        self._wish = wish
        self._rows: set[int] = set()
        self._columns: set[int] = set()

    def solve(self, rows: dict[int, tuple[float, float]], costs: dict[int, float]) -> Found:
        """Solve it with these limits of rows and these costs; all others are the model's own."""
        import highspy

        highs, model = self._highs, self._model
        for at in self._rows - rows.keys():
            highs.changeRowBounds(at, float(model.row_lower[at]), float(model.row_upper[at]))
        for at, (low, high) in rows.items():
            highs.changeRowBounds(at, low, high)
        for at in self._columns - costs.keys():
            highs.changeColCost(at, float(model.costs[at]))
        for at, cost in costs.items():
            highs.changeColCost(at, cost)
        self._rows, self._columns = set(rows), set(costs)
        with _known_to_run(self._wish):
            highs.run()
        return found(highspy, highs, model)


def watch(highs: Any, wish: Wish) -> None:
    """End the run once it is cancelled, and tell how far it is."""
    import highspy

    kinds = highspy.cb.HighsCallbackType
    of_mip = int(kinds.kCallbackMipInterrupt)
    began, asked, told = perf_counter(), [0.0], [-TELL_EVERY_S]

    def hear(kind: int, text: str, out: Any, answer: Any, _: Any) -> None:
        now = perf_counter() - began
        if now < asked[0]:  # called in every iteration of the simplex method: microseconds count
            return
        asked[0] = now + ASK_EVERY_S
        if wish.is_cancelled():
            answer.user_interrupt = True
        # Not of kCallbackMipLogging: that is silent where HiGHS writes no log.
        if kind == of_mip and now - told[0] >= TELL_EVERY_S:
            told[0] = now
            wish.tell(Progress(now, _finite(out.mip_primal_bound), _finite(out.mip_dual_bound), _finite(out.mip_gap)))

    highs.setCallback(hear, None)
    for kind in ("SimplexInterrupt", "IpmInterrupt", "MipInterrupt"):
        highs.startCallback(getattr(kinds, f"kCallback{kind}"))


def _finite(number: float) -> float | None:
    return float(number) if abs(number) < 1e300 else None


def _start_at(highs: Any, start: Floats) -> None:
    known = np.flatnonzero(~np.isnan(start)).astype(np.int32)
    highs.setSolution(len(known), known, start[known])


def found(highspy: Any, highs: Any, model: Model) -> Found:
    """What the run came to."""
    states = highspy.HighsModelStatus
    state = highs.getModelStatus()
    info = highs.getInfo()
    has_point = info.primal_solution_status == 2 and len(model.variables) > 0  # kSolutionStatusFeasible
    solution = highs.getSolution()
    status = {
        states.kOptimal: Status.OPTIMAL,
        states.kModelEmpty: Status.OPTIMAL,
        states.kInfeasible: Status.INFEASIBLE,
        states.kUnbounded: Status.UNBOUNDED,
        states.kUnboundedOrInfeasible: Status.INFEASIBLE_OR_UNBOUNDED,
        states.kTimeLimit: Status.LIMIT,
        states.kIterationLimit: Status.LIMIT,
        states.kSolutionLimit: Status.LIMIT,
        states.kMemoryLimit: Status.LIMIT,
        states.kObjectiveBound: Status.LIMIT,
        states.kObjectiveTarget: Status.LIMIT,
        states.kInterrupt: Status.LIMIT,
        states.kHighsInterrupt: Status.LIMIT,
    }.get(state, Status.FAILED)
    if status is Status.INFEASIBLE_OR_UNBOUNDED:
        status = _which(highs, model)
    # HiGHS tells of the relaxation's point where there is none; and any point of an unbounded model tells nothing.
    has_point = has_point and status not in (Status.INFEASIBLE, Status.UNBOUNDED)
    values = np.array(solution.col_value) if has_point or status is Status.OPTIMAL else None
    is_linear = status is Status.OPTIMAL and not model.is_integer
    return Found(
        status=status,
        values=values,
        prices=np.array(solution.row_dual) if is_linear else None,
        bound=model.objective_at(values) if is_linear and values is not None else _bound(info, model),
        ray=ray_of(model) if status is Status.UNBOUNDED else None,
        basis=basis_of(highs) if is_linear else None,
        words=str(highs.modelStatusToString(state)),
    )


def _which(highs: Any, model: Model) -> Status:
    """Infeasible, or unbounded: HiGHS leaves it open, and any feasible point decides it. Within the same time again."""
    import highspy

    again = handed_over(without_objective(model))
    set_options(again, {name: highs.getOptionValue(name)[1] for name in ("time_limit", "threads")})
    again.run()
    states = highspy.HighsModelStatus
    decided = {states.kInfeasible: Status.INFEASIBLE, states.kOptimal: Status.UNBOUNDED}
    return decided.get(again.getModelStatus(), Status.INFEASIBLE_OR_UNBOUNDED)


def ray_of(model: Model) -> Floats | None:
    """A direction, ``(n,)``, in which the objective gets better for ever; None: there is none.

    HiGHS' own ``getPrimalRay`` has none where there are no rows, and one of many variables where few would do.
    """
    import highspy

    highs = handed_over(recession_of(model))
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return direction_of(np.array(highs.getSolution().col_value))


def _bound(info: Any, model: Model) -> float | None:
    return _finite(info.mip_dual_bound) if model.is_integer else None
