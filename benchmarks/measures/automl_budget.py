"""Is the time that `train` is given kept?"""

from benchmarks.automl import referee
from benchmarks.cell import Cell, Outcome
from benchmarks.measures import automl_tables
from benchmarks.plan import each, rounds
from benchmarks.results import Claim, Results, table

NAME, OURS = "automl_budget", "headway"
TABLES = ("titanic", "adult12k", "digits", "diamonds15k")
BUDGETS_S = (10, 60)
MOST = 1.1


def cells(quick: bool) -> list[Cell]:
    """Shorter and longer budgets than that of the comparison, on small, wide and long tables."""
    names, budgets = (TABLES[:1], BUDGETS_S[:1]) if quick else (TABLES, BUDGETS_S)
    asked = [{"table": name, "seed": 0, "budget_s": budget} for budget in budgets for name in names]
    return rounds(NAME, each([OURS], asked), count=1, limit_s=240)


def measure(cell: Cell) -> Outcome:
    return referee.judged(cell)


def section(results: Results) -> list[str]:
    rows = []
    for measure in (automl_tables.NAME, NAME):
        for budget in results.options(measure, "budget_s", OURS):
            found = results.of(measure, OURS, budget_s=budget)
            spent = found.numbers("fit_s")
            shown = [f"{min(spent):.1f}", f"{max(spent):.1f}", f"{max(spent) / budget:.2f} ×"] if spent else ["—"] * 3
            rows.append([f"{budget} s", str(len(found.outcomes)), *shown, found.trouble])
    return [
        "## Budgets kept",
        "",
        "Seconds that Headway took from the path of the CSV to the trained model; the figures of the comparison, and some "
        f"with other budgets ({', '.join(TABLES)}).",
        "",
        *table(["budget", "runs", "least s", "most s", "most ÷ budget", ""], rows),
    ]


def claims(results: Results) -> list[Claim]:
    """The budget, at most a tenth over."""
    over = [
        spent / cell.options["budget_s"]
        for cell, outcome in results.pairs
        if cell.peer == OURS and cell.measure in (automl_tables.NAME, NAME)
        for spent in outcome.get("fit_s", ())
    ]
    return [Claim("bar", "time ÷ budget, worst of all runs", {"most": max(over, default=None)}, MOST, " ×")]
