"""Several solvers at once on one model: the first proof wins, and the others are ended.

This room knows tasks, as ``solving.py`` does. HiGHS and SCIP run in worker processes, which are killed; CBC and GLPK are
processes of their own anyway, and a thread looks after each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from threading import Event
from time import monotonic
from typing import Any

from headway import Session, Task, task, wait
from headway.errors import BadOption, NoSolver
from headway.optimize.from_pulp import Origin
from headway.optimize.limits import processors, seconds, share
from headway.optimize.model import Model
from headway.optimize.solution import Solution
from headway.optimize.solvers import solver_named
from headway.optimize.solvers.base import GAP, Found, Wish
from headway.optimize.solvers.settled import settled
from headway.optimize.stating import stated_model
from headway.optimize.verdict import Racer, Verdict, verdict

GRACE_S = 2.0  # after the limit, in which the solvers may tell what they have


def race(
    model: Any,
    solvers: Sequence[str] = ("highs", "cbc", "scip"),
    *,
    time_limit_s: float | None = None,
    gap: float = GAP,
) -> Task[Solution]:
    """Solve a model by several solvers at once: the first proof wins, and the others are ended.

    A proof is an optimum within the gap, or that there is none (infeasible, unbounded). Without one at the time limit the
    best point wins, with the best bound of all. A solver that is not installed, or fails, costs nobody else anything. What
    one says and a point of another contradicts is not believed: ``solver`` of the solution names the winner, and
    ``words`` tells what became of each. The processors are shared among them.

    Args:
        model: As for :func:`headway.optimize.solve`.
        solvers: Their names.
        time_limit_s: Wall-clock seconds.
        gap: Relative, of integer programmes. 0 for a proof.

    Raises:
        BadOption: at once, for a solver that is not known, or none.
        NoSolver: at once, where none of them is installed.
        SolverFailed: as the result, where all of them failed; each is named.

    >>> from headway import optimize
    >>> model = optimize.Model.of_arrays([3, 2], [[1, 1], [2, 1]], row_upper=[4, 6], sense="max")
    >>> optimize.race(model, ("highs",)).result()
    Solution: optimal, objective 10 (highs, ...)
    >>> optimize.race(model, ("highs",)).result().words
    'highs was first (Optimal)'
    """
    stated, origin = stated_model(model)
    present, absent = _parted(solvers)
    wish = Wish(
        time_limit_s=seconds("time_limit_s", time_limit_s),
        gap=share("gap", gap),
        threads=max(1, processors() // len(present)),
    )
    return _race(stated, origin, present, absent, wish)


def _parted(solvers: Sequence[str]) -> tuple[tuple[str, ...], tuple[Racer, ...]]:
    """The names of those that are here, and those that are not."""
    if isinstance(solvers, str) or not isinstance(solvers, Iterable) or not (solvers := tuple(solvers)):
        raise BadOption("solvers", solvers, 'names of solvers, such as ("highs", "cbc")')
    present, absent, cures = [], [], []
    for solver in dict.fromkeys(solver_named(name) for name in solvers):
        try:
            solver.check_present()
            present.append(solver.name)
        except NoSolver as missing:
            absent.append(Racer(solver.name, None, str(missing)))
            cures.append(missing.cure)
    if not present:
        raise NoSolver(", ".join(racer.solver for racer in absent), "; ".join(cures))
    return tuple(present), tuple(absent)


@task(on="loop", name="race")
async def _race(
    model: Model, origin: Origin | None, present: tuple[str, ...], absent: tuple[Racer, ...], wish: Wish
) -> Solution:
    began = monotonic()
    over = Event()
    async with Session(workers=len(present), progress=False, name="race"):
        lanes = {_start(model, name, wish, over): name for name in present}
        try:
            won = await _first_proof(model, lanes, absent, wish, began)
        finally:
            over.set()
            for lane in lanes:
                if not solver_named(lanes[lane]).is_command:
                    lane.cancel()
            await wait(lanes)  # until they are gone
            _ask(lanes)
    return Solution(model, won.found, monotonic() - began, won.solver, origin)


def _start(model: Model, name: str, wish: Wish, over: Event) -> Task[Found]:
    last = None if wish.time_limit_s is None else monotonic() + wish.time_limit_s
    if solver_named(name).is_command:
        return _beside(model, name, wish, last, over)
    return _apart(model, name, wish, last)


async def _first_proof(
    model: Model, lanes: dict[Task[Found], str], absent: tuple[Racer, ...], wish: Wish, began: float
) -> Verdict:
    """The verdict as soon as there is one, at the latest a moment after the limit."""
    pending, racers = list(lanes), list(absent)
    while True:
        left = None if wish.time_limit_s is None else max(0.0, began + wish.time_limit_s + GRACE_S - monotonic())
        waited = await wait(pending, first=True, timeout_s=left)
        racers += [_racer(lanes[lane], lane) for lane in waited.done]
        pending = list(waited.pending)
        is_late = not waited.done and left is not None
        if is_late:
            racers += [Racer(lanes[lane], None, "it had told nothing at the limit") for lane in pending]
        running = [] if is_late else [lanes[lane] for lane in pending]
        won = verdict(model, racers, wish.gap, is_late or not pending, running)
        if won is not None:
            return won


def _racer(name: str, lane: Task[Found]) -> Racer:
    error = lane.error
    return Racer(name, lane.result()) if error is None else Racer(name, None, f"{type(error).__name__}: {error}")


def _ask(lanes: dict[Task[Found], str]) -> None:
    """Look at each one's error, so that no session takes it for one that nobody has seen."""
    for lane in lanes:
        lane.error  # noqa: B018


@task(on="process", name="race in a process")
def _apart(model: Model, name: str, wish: Wish, last: float | None) -> Found:
    return settled(solver_named(name), model, _left(wish, last))


@task(on="thread", name="race beside")
def _beside(model: Model, name: str, wish: Wish, last: float | None, over: Event) -> Found:
    is_over: Callable[[], bool] = over.is_set
    return settled(solver_named(name), model, replace(_left(wish, last), is_cancelled=is_over))


def _left(wish: Wish, last: float | None) -> Wish:
    """The wish for what is left of the time; the clock is the machine's, so that processes share it."""
    return wish if last is None else replace(wish, time_limit_s=max(0.05, last - monotonic()))
