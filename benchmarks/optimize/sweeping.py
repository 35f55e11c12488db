"""200 right-hand sides of one row, in a process of its own: `python -m benchmarks.optimize.sweeping`, in a folder with its job."""

from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

import pulp

from benchmarks.automl import arena
from benchmarks.cell import Outcome, captured
from benchmarks.optimize import cpu
from benchmarks.optimize.contestants.base import THREADS
from benchmarks.optimize.in_pulp import problem_of
from benchmarks.optimize.instances import drawn
from headway import optimize

ROWS = {"transport": "supply_0", "facility": "served_0"}
SHARES = (0.7, 1.3)  # of the right-hand side as stated


def swept(how: str, model: str, thousands: int, changes: int) -> Outcome:
    """CPU seconds of all solves together, once the model is stated, and their objectives."""
    problem = problem_of(drawn(model, thousands))
    constraint = next(each for each in problem.constraints() if each.name == ROWS[model])
    low, high = SHARES
    stated = -float(constraint.constant)
    sides = [stated * (low + (high - low) * k / max(1, changes - 1)) for k in range(changes)]
    optimize.solve, optimize.sweep  # noqa: B018  loaded before anything is measured
    began = cpu.spent_s()
    objectives = WAYS[how](problem, constraint, sides)
    return {
        "total_s": [cpu.spent_s() - began], "objectives": objectives,
        "versions": {name: version(name) for name in ("headway", "pulp", "highspy")},
    }  # fmt: skip


def _sweep(problem: Any, constraint: Any, sides: Sequence[float]) -> list[float]:
    changes = [{"rhs": {constraint.name: side}} for side in sides]
    found = optimize.sweep(problem, changes, options={"threads": THREADS}).result()
    return [solution.objective for solution in found]


def _solve_anew(problem: Any, constraint: Any, sides: Sequence[float]) -> list[float]:
    return [optimize.solve(_changed(problem, constraint, side), threads=THREADS).result().objective for side in sides]


def _pulp_anew(problem: Any, constraint: Any, sides: Sequence[float]) -> list[float]:
    objectives = []
    for side in sides:
        _changed(problem, constraint, side).solve(pulp.HiGHS(msg=False, threads=THREADS))
        objectives.append(float(pulp.value(problem.objective)))
    return objectives


def _changed(problem: Any, constraint: Any, side: float) -> Any:
    constraint.changeRHS(side)
    return problem


WAYS: dict[str, Callable[[Any, Any, Sequence[float]], list[float]]] = {
    "sweep": _sweep,
    "solve anew": _solve_anew,
    "pulp.HiGHS anew": _pulp_anew,
}


def main() -> None:
    """Measure as `job.json` in this folder asks."""
    arena.enter()
    asked = arena.asked()
    arena.leave(captured(lambda: swept(**asked)))


if __name__ == "__main__":
    main()
