"""``headway optimize solve``: values, shadow prices, and how it ended."""

from __future__ import annotations

import csv
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from itertools import repeat
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headway.cli.files import check_new_file
from headway.cli.optimize.asking import add_json, add_model, add_solver, asked_solution
from headway.cli.parsing import Parser
from headway.cli.saying import say_json

if TYPE_CHECKING:
    from headway.optimize import Solution

DESCRIPTION = """\
Solve a linear or integer programme. The exit status is 0 for an optimum that is proven (to --gap), 3 for anything else:
no plan, no end, or only the best plan within the time limit."""
EXAMPLE = """\
example:
  headway optimize solve furniture.mps --out plan.csv
  headway optimize solve knapsack.lng --solver highs,cbc --time-limit 60"""
NOT_PROVEN = 3
SHOWN = 40  # variables and rows


def main(argv: Sequence[str]) -> int:
    """Carry out ``headway optimize solve`` and give its exit status."""
    options = _parser().parse_all(argv)
    if options.out:
        check_new_file("--out", options.out, ".csv")
    solution = asked_solution(options, "headway optimize solve")
    if options.out and solution.is_feasible:
        _write(options.out, solution)
    status = 0 if solution.status == "optimal" else NOT_PROVEN
    if options.json:
        return status if say_json(_summary(options, solution), sys.stdout) else 1
    print("\n".join(_lines(options, solution)))
    return status


def _parser() -> Parser:
    parser = Parser("headway optimize solve", DESCRIPTION, EXAMPLE)
    parser.usage = "headway optimize solve FILE [options]"
    add_model(parser)
    add_solver(parser)
    parser.add_argument("--out", metavar="FILE.csv", help="write values, reduced costs, slacks and shadow prices")
    parser.add_argument("--all", action="store_true", help="show variables that are 0, and as many as there are")
    add_json(parser)
    return parser


def _lines(options: Namespace, solution: Solution) -> Iterator[str]:
    yield f"{solution.model!r}"
    yield f"{solution!r}"
    if not solution.is_feasible or solution.status == "unbounded":
        yield f"`headway optimize explain {options.model}` says why."
        return
    if solution.model.is_integer or solution.status == "limit":
        yield (
            f"best bound {solution.best_bound:.10g}, gap {solution.gap:.3%}"
            if solution.best_bound is not None
            else "no bound"
        )
    values = {name: value for name, value in solution.values.items() if options.all or abs(value) > 1e-9}
    yield from _columns("variable", values, len(solution.values), options.all, "0")
    if solution.has_prices:
        prices = {name: price for name, price in solution.shadow_prices.items() if options.all or abs(price) > 1e-9}
        yield from _columns("shadow price of", prices, len(solution.shadow_prices), options.all, "worth nothing")
    if options.out:
        yield f"written: {options.out}"


def _columns(title: str, numbers: dict[str, float], count: int, is_all: bool, others: str) -> Iterator[str]:
    yield ""
    yield f"{title:<40} {'':>14}"
    shown = list(numbers.items())[: None if is_all else SHOWN]
    yield from (f"  {name:<38} {number:>14.10g}" for name, number in shown)
    if len(numbers) > len(shown):
        yield f"  … {len(numbers) - len(shown):,} more (--all)"
    if left := count - len(numbers):
        yield f"  1 other is {others}" if left == 1 else f"  {left:,} others are {others}"


def _write(path: str, solution: Solution) -> None:
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["kind", "name", "value", "slack", "price"])
        for name, value, *reduced in solution.frame.itertuples():
            out.writerow(["variable", name, value, "", *(reduced or [""])])
        prices = solution.shadow_prices.values() if solution.has_prices else repeat("")
        rows = zip(solution.activities.items(), solution.slacks.values(), prices, strict=False)
        out.writerows(["row", name, activity, slack, price] for (name, activity), slack, price in rows)


def _summary(options: Namespace, solution: Solution) -> dict[str, Any]:
    has_point = solution.is_feasible
    has_prices = has_point and solution.has_prices
    return {
        "model": solution.model.name,
        "status": str(solution.status),
        "solver": solution.solver,
        "seconds": round(solution.seconds, 6),
        "objective": solution.objective if has_point else None,
        "best_bound": solution.best_bound,
        "gap": _finite(solution.gap),
        "values": dict(solution.values) if has_point else None,
        "slacks": {name: _finite(slack) for name, slack in solution.slacks.items()} if has_point else None,
        "shadow_prices": dict(solution.shadow_prices) if has_prices else None,
        "reduced_costs": dict(solution.reduced_costs) if has_prices else None,
        "files": {"out": options.out} if options.out and has_point else {},
    }


def _finite(number: float | None) -> float | None:
    return number if number is not None and isfinite(number) else None
