"""The real instances that may lie beside a checkout, in ../shared/data/optimize, with known optima: which there are, and one solved.

    python -m benchmarks.optimize.known

solves the one that the job in its folder names.
"""

import json
import time
from pathlib import Path
from typing import Any

from benchmarks.automl import arena
from benchmarks.cell import ROOT, Outcome, captured
from benchmarks.optimize import cpu
from benchmarks.peers.base import NotOffered

FOLDER = ROOT.parent / "shared" / "data" / "optimize"
NAMES: dict[str, tuple[str, ...]] = {
    "netlib": (
        "afiro", "adlittle", "blend", "sc50a", "sc50b", "sc105", "share1b", "israel", "brandy", "e226", "kb2", "stocfor1",
        "scagr7", "recipe", "boeing2", "bore3d", "vtpbase", "scorpion", "sctap1", "grow7", "degen2", "tuff", "scsd1",
        "forplan", "finnis", "etamacro",
    ),
    "miplib3": (
        "flugpl", "p0033", "stein27", "bell5", "egout", "enigma", "lseu", "misc03", "mod008", "p0201", "rgn", "vpm1", "gt2",
        "dcmulti", "pp08a", "blend2",
    ),
    "tsplib": (
        "burma14", "ulysses16", "gr17", "gr21", "gr24", "fri26", "bays29", "dantzig42", "swiss42", "att48", "eil51",
        "berlin52", "st70", "eil76", "kroA100", "kroC100", "lin105", "ch130", "a280", "pcb442",
    ),
    "cvrp": ("E-n13-k4", "B-n31-k5", "A-n32-k5", "A-n44-k6", "X-n101-k25"),
}  # fmt: skip
ENDINGS = {"netlib": "mps", "miplib3": "mps", "tsplib": "tsp", "cvrp": "vrp"}
WITHOUT_CONSTANT = ("e226",)  # its published optimum leaves the objective's constant out
LIMITS_S = {"netlib": 60.0, "miplib3": 60.0, "tsplib": 60.0, "cvrp": 30.0}


def optimum_of(kind: str, name: str) -> float:
    """What is known of it.

    Raises:
        NotOffered: the instances are not there.
    """
    path = FOLDER / "optima.json"
    if not path.exists():
        raise NotOffered("needs the real instances in ../shared/data/optimize, which are not part of the repository")
    return float(json.loads(path.read_text(encoding="utf-8"))[kind][name])


def solved(kind: str, name: str, limit_s: float) -> Outcome:
    """What was found within the time, the bound that was proven, and seconds of the wall and of the CPU, reading included."""
    optimum, path = optimum_of(kind, name), FOLDER / kind / f"{name}.{ENDINGS[kind]}"
    way = {"netlib": _model, "miplib3": _model, "tsplib": _tour, "cvrp": _routes}[kind]
    began, spent = time.perf_counter(), cpu.spent_by_all_s()
    found = way(path, limit_s)
    seconds = {"wall_s": [time.perf_counter() - began], "cpu_s": [cpu.spent_by_all_s() - spent]}
    return {**found, **seconds, "optimum": optimum}


def _model(path: Path, limit_s: float) -> Outcome:
    from headway import optimize

    solution = optimize.solve(path, gap=0.0, time_limit_s=limit_s).result()
    constant = solution.model.constant if path.stem in WITHOUT_CONSTANT else 0.0
    bound = solution.best_bound
    return {
        "found": [solution.objective - constant], "bound": [] if bound is None else [bound - constant],
        "proven": str(solution.status) == "optimal", "status": str(solution.status),
    }  # fmt: skip


def _tour(path: Path, limit_s: float) -> Outcome:
    from headway import optimize

    tour: Any = optimize.tour(path, time_limit_s=limit_s).result()
    bound = [] if tour.best_bound is None else [float(tour.best_bound)]
    return {"found": [float(tour.length)], "bound": bound, "proven": bool(tour.proven)}


def _routes(path: Path, limit_s: float) -> Outcome:
    from headway import optimize

    routes: Any = optimize.routes(path, time_limit_s=limit_s).result()
    return {"found": [float(routes.length)], "bound": [], "proven": False}


def main() -> None:
    """Solve as `job.json` in this folder asks."""
    arena.enter()
    asked = arena.asked()
    arena.leave(captured(lambda: solved(**asked)))


if __name__ == "__main__":
    main()
