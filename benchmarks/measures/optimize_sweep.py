"""200 right-hand sides of one row: a sweep, beside solving anew as often."""

from math import exp, log
from statistics import mean

from benchmarks.cell import Cell, Outcome
from benchmarks.optimize import apart
from benchmarks.plan import rounds
from benchmarks.results import Claim, Results, number, ratio, table

NAME = "optimize_sweep"
MODELS = (("transport", 10), ("facility", 10), ("transport", 100))
# how it is done, and the library whose environment it is done in
WAYS = {"sweep": "headway solve", "solve anew": "headway solve", "pulp.HiGHS anew": "pulp.HiGHS"}
CHANGES, MOST = 200, 0.1


def cells(quick: bool) -> list[Cell]:
    models, changes = ((("transport", 1),), 20) if quick else (MODELS, CHANGES)
    asked = [
        (peer, {"how": how, "model": model, "thousands": size, "changes": changes})
        for model, size in models
        for how, peer in WAYS.items()
    ]
    return rounds(NAME, asked, 1 if quick else 2, limit_s=400)


def measure(cell: Cell) -> Outcome:
    return apart.outcome(cell, "sweeping", dict(cell.options))


def section(results: Results) -> list[str]:
    rows = []
    for model, size in _models(results):
        found = [results.of(NAME, peer, how=how, model=model, thousands=size) for how, peer in WAYS.items()]
        least = found[0].median("total_s")
        shown = [each.with_trouble([each.median("total_s")]) for each in found]
        parts = [number(ratio(each.median("total_s"), least)) + " ×" for each in found[1:]]
        rows.append([f"{model}, {size:,} 000", *shown, *parts, _differ([each.outcomes for each in found])])
    return [
        "## A sweep of right-hand sides",
        "",
        f"CPU seconds of {' or '.join(str(n) for n in results.options(NAME, 'changes'))} solves with other right-hand sides of one "
        "row (0.7 to 1.3 of its own), the model stated before; medians. The last column: the largest relative difference of "
        "an objective.",
        "",
        *table(["", *WAYS, "solve anew ÷ sweep", "pulp.HiGHS anew ÷ sweep", "differ by"], rows),
    ]


def claims(results: Results) -> list[Claim]:
    return [
        Claim("bar", f"CPU of a sweep ÷ that of {how}", {"median": share(results, how)}, MOST, " ×")
        for how in list(WAYS)[1:]
    ]


def share(results: Results, how: str) -> float | None:
    """The geometric mean over the models."""
    found = []
    for model, size in _models(results):
        ours, theirs = (
            results.of(NAME, WAYS[way], how=way, model=model, thousands=size).median("total_s")
            for way in ("sweep", how)
        )
        if ours and theirs:
            found.append(log(ours / theirs))
    return exp(mean(found)) if found else None


def _models(results: Results) -> list[tuple[str, int]]:
    cells = [cell for cell, _ in results.pairs if cell.measure == NAME]
    return list(dict.fromkeys((cell.options["model"], cell.options["thousands"]) for cell in cells))


def _differ(outcomes: list[list[Outcome]]) -> str:
    """Between the first rounds of all ways."""
    lists = [first["objectives"] for each in outcomes for first in each[:1] if "objectives" in first]
    if len(lists) < 2:
        return "—"
    worst = max(abs(a - b) / max(1.0, abs(a)) for other in lists[1:] for a, b in zip(lists[0], other, strict=True))
    return f"{worst:.1e}"
