"""The shared instances with known optima: linear and integer programmes, tours, routes; each with its time, alone."""

from collections.abc import Iterable

from benchmarks.cell import Cell, Outcome
from benchmarks.optimize import apart
from benchmarks.optimize.known import LIMITS_S, NAMES
from benchmarks.results import Claim, Results, number, table

NAME, OURS = "optimize_instances", "headway solve"
TITLES = {
    "netlib": "Linear programmes (Netlib)", "miplib3": "Integer programmes (MIPLIB 3)", "tsplib": "Tours (TSPLIB)",
    "cvrp": "Routes with capacities (CVRPLIB)",
}  # fmt: skip
MOST_OFF = {"netlib": 1e-6, "miplib3": 1e-6, "cvrp": 0.005}
TOURS_OFF = {"a280": 0.01, "pcb442": 0.02}  # the others are to be proven
QUICK = {"netlib": ("afiro",), "miplib3": ("p0033",), "tsplib": ("burma14",), "cvrp": ("E-n13-k4",)}
QUICK_S = 2.0


def cells(quick: bool) -> list[Cell]:
    return [
        Cell(NAME, OURS, {"kind": kind, "name": name, "limit_s": QUICK_S if quick else LIMITS_S[kind]}, limit_s=180)
        for kind, names in (QUICK if quick else NAMES).items()
        for name in names
    ]


def measure(cell: Cell) -> Outcome:
    return apart.outcome(cell, "known", dict(cell.options))


def section(results: Results) -> list[str]:
    lines = [
        "## Instances with known optima", "",
        "Read from their files and solved in a process of their own on two processors, 60 s each (routes 30 s); integer programmes with `gap=0`. Off: what was "
        "found, relative to the optimum. Bound: what was proven, relative to what was found.", "",
    ]  # fmt: skip
    for kind in results.options(NAME, "kind"):
        rows = [_row(results, kind, name) for name in _names(results, kind)]
        lines += [
            f"### {TITLES[kind]}",
            "",
            *table(["", "optimum", "found", "off", "bound", "proven", "s", "CPU s"], rows),
        ]
    return lines


def _row(results: Results, kind: str, name: str) -> list[str]:
    found = results.of(NAME, OURS, kind=kind, name=name)
    if not found.numbers("found"):
        return [name, found.trouble or "—", *["—"] * 6]
    outcome = found.outcomes[0]
    value, bound = found.median("found"), found.median("bound")
    gap = "—" if value is None or bound is None else percent(abs(value - bound) / max(abs(value), 1e-9))
    return [
        name, f"{outcome['optimum']:.10g}", f"{value:.10g}", percent(_off(outcome) or 0.0), gap, "yes" if outcome["proven"] else "no",
        number(found.median("wall_s")), number(found.median("cpu_s")),
    ]  # fmt: skip


def percent(share: float) -> str:
    """In hundredths, and what is next to nothing as nothing.

    >>> percent(0.0123), percent(3e-10), percent(4e-6)
    ('1.23 %', '0', '0.0004 %')
    """
    return "0" if abs(share) < 1e-8 else f"{100 * share:.2f} %" if abs(share) >= 1e-4 else f"{100 * share:.4f} %"


def claims(results: Results) -> list[Claim]:
    """Off the optimum, the worst of each kind; tours up to 130 places proven; integer programmes not proven are counted."""
    found = [
        Claim(
            "bar",
            f"{TITLES[kind]}: off the optimum, worst",
            {"most": _worst(results, kind, _names(results, kind))},
            most,
        )
        for kind, most in MOST_OFF.items()
    ]
    small = [name for name in _names(results, "tsplib") if name not in TOURS_OFF]
    found.append(Claim("bar", "tours up to 130 places that are not proven", {"count": _unproven(results, small)}, 0))
    found += [
        Claim("bar", f"tour {name}: off the optimum", {"most": _worst(results, "tsplib", [name])}, most)
        for name, most in TOURS_OFF.items()
    ]
    return found


def _outcomes(results: Results, kind: str, names: Iterable[str]) -> list[Outcome]:
    return [outcome for name in names for outcome in results.of(NAME, OURS, kind=kind, name=name).outcomes]


def _worst(results: Results, kind: str, names: Iterable[str]) -> float | None:
    """An instance without an answer is as far off as can be."""
    found = [_off(outcome) for outcome in _outcomes(results, kind, names)]
    return None if not found else max(float("inf") if off is None else abs(off) for off in found)


def _unproven(results: Results, names: Iterable[str]) -> float | None:
    found = [
        outcome.get("proven", False) and abs(_off(outcome) or 0.0) < 1e-9
        for outcome in _outcomes(results, "tsplib", names)
    ]
    return float(found.count(False)) if found else None


def _off(outcome: Outcome) -> float | None:
    """Relative to the optimum, or to 1 where that is smaller; None: nothing was found."""
    if not outcome.get("found"):
        return None
    optimum: float = outcome["optimum"]
    return float(outcome["found"][0] - optimum) / max(1.0, abs(optimum))


def _names(results: Results, kind: str) -> list[str]:
    cells = [cell for cell, _ in results.pairs if cell.measure == NAME and cell.options["kind"] == kind]
    return list(dict.fromkeys(cell.options["name"] for cell in cells))
