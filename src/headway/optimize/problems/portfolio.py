"""The portfolio: shares that reach a return with the least mean absolute deviation, as a linear programme.

    minimise   (1/T) · Σ_t deviation_t
    subject to deviation_t ≥ ± Σ_j (return_jt - mean_j) · hold_j   for each period t
               Σ_j mean_j · hold_j ≥ target
               Σ_j hold_j = 1,   0 ≤ hold_j ≤ at_most

Where returns are normally distributed it is the portfolio of the least variance; it needs no covariances and no quadratic
solver. Source: H. Konno and H. Yamazaki 1991, Mean-absolute deviation portfolio optimization model and its applications to
Tokyo stock market, Management Science 37(5), 519-531.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pulp

from headway import Task, task
from headway.errors import BadOption, BadTable
from headway.faces import Picture
from headway.optimize.problems.base import Answer, answered, name_of, reduced_costs_of, rows_of, values_of
from headway.optimize.problems.drawing import BLUE, INK, MUTED, SMALL, bars, headed, panels, picture, shortened
from headway.optimize.problems.tables import ANY, Number, checked, checked_number, shipped
from headway.optimize.solution import Solution
from headway.optimize.solving import sweep

SHARE = Number(0, 1, is_open=True)
POINTS = 25  # of the frontier


def data() -> pd.DataFrame:
    """Five years of months of six invented funds: ``period``, and a column of returns (0.01 is one percent) for each.

    >>> returns = data()
    >>> returns.shape
    (60, 7)
    """
    return shipped("fund_returns")


def model(returns: pd.DataFrame, target: float, at_most: float = 1.0) -> Any:
    """The portfolio as a PuLP problem.

    Args:
        returns: ``period``, and for each asset a column with its return in each period.
        target: The mean return of a period that the portfolio is to reach.
        at_most: The largest share of one asset.

    Raises:
        BadTable, UnknownColumn, BadOption: what can't be used, or a target that no asset reaches; the message names column
            and row.

    >>> from headway import optimize
    >>> optimize.show(model(data(), target=0.006)).title
    'portfolio: minimise over 66 variables, 122 rows, 852 non-zeros'
    """
    periods, moves, target, at_most = _checked(returns, target, at_most)
    means = moves.mean()
    problem = pulp.LpProblem("portfolio", pulp.LpMinimize)
    hold = [problem.add_variable(name_of("hold", asset), 0, at_most) for asset in moves.columns]
    deviations = [problem.add_variable(name_of("deviation", period), 0) for period in periods]
    problem += pulp.lpSum(deviations) * (1 / len(periods)), "mean_absolute_deviation"
    problem += pulp.lpSum(hold) == 1, "all_money"
    problem += pulp.lpDot(list(means), hold) >= target, "return"
    for period, deviation, move in zip(periods, deviations, (moves - means).to_numpy(), strict=True):
        problem += deviation - pulp.lpDot(list(move), hold) >= 0, name_of("above", period)
        problem += deviation + pulp.lpDot(list(move), hold) >= 0, name_of("below", period)
    return problem


def solve(returns: pd.DataFrame, target: float, at_most: float = 1.0, **options: Any) -> Task[Answer]:
    """Which share of each asset. The shadow price of the row ``return`` is the deviation that one more of return costs.

    Args:
        returns: As of :func:`model`.
        target: As of :func:`model`.
        at_most: As of :func:`model`.
        **options: As of :func:`headway.optimize.solve`.

    Raises:
        BadTable, UnknownColumn, BadOption: at once, as of :func:`model`.
        BadModel: from the task: no plan meets every rule; the message names those that contradict each other.

    >>> solve(data(), target=0.006).result()
    <portfolio: optimal, objective ...>
    """
    _, moves, target, at_most = _checked(returns, target, at_most)
    line = frontier(returns, at_most)
    return answered(model(returns, target, at_most), partial(_read, moves, target), line, options=options)


def frontier(returns: pd.DataFrame, at_most: float = 1.0) -> Task[pd.DataFrame]:
    """The best mixes from the calmest one to the one of the highest return: ``mean``, ``deviation``, a share for each asset.

    One model, solved again and again with another target, each from where the one before ended. It is a task: its result
    is the frame.

    Args:
        returns: As of :func:`model`.
        at_most: As of :func:`model`.

    Raises:
        BadTable, UnknownColumn, BadOption: at once, as of :func:`model`.

    >>> line = frontier(data()).result()
    >>> bool(line["deviation"].is_monotonic_increasing)
    True
    """
    _, moves, _, at_most = _checked(returns, None, at_most)
    low, high = float(moves.mean().min()), _highest(moves.mean(), at_most)
    targets = np.linspace(low, high, POINTS)
    return _line(moves, sweep(model(returns, low, at_most), [{"rhs": {"return": float(target)}} for target in targets]))


@task(on="thread", name="the frontier")
def _line(moves: pd.DataFrame, solutions: tuple[Solution, ...]) -> pd.DataFrame:
    shares = [values_of(solution, _names(moves)) for solution in solutions]
    line = pd.DataFrame(shares, columns=moves.columns)
    line.insert(0, "mean", line.to_numpy() @ moves.mean().to_numpy())
    line.insert(1, "deviation", [solution.objective for solution in solutions])
    is_calmest = line["deviation"] <= line["deviation"].min() * (1 + 1e-6)  # targets below its return all give it
    return line[~is_calmest | (is_calmest & ~is_calmest.shift(-1, fill_value=False))].reset_index(drop=True)


def _checked(
    returns: pd.DataFrame, target: float | None, at_most: float
) -> tuple[list[str], pd.DataFrame, float, float]:
    """The periods, the assets' returns, the target (None: none) and the largest share."""
    assets = [column for column in getattr(returns, "columns", ()) if column != "period"]
    table = checked(returns, "returns", names=["period"], numbers=dict.fromkeys(assets, ANY))
    if not assets:
        raise BadTable("returns has no column beside `period`", "Give it one for each asset.")
    at_most = checked_number(at_most, "at_most", SHARE)
    if at_most * len(assets) < 1:
        raise BadOption("at_most", at_most, f"a number from {1 / len(assets):.4g} on: there are {len(assets)} assets")
    moves = table[assets]
    moves.columns = moves.columns.map(str)
    highest = _highest(moves.mean(), at_most)
    wanted = highest if target is None else checked_number(target, "target", ANY)
    if wanted > highest:
        raise BadOption("target", target, f"a number up to {highest:.6g}, which is the highest mean return of any mix")
    return list(table["period"]), moves, wanted, at_most


def _highest(means: pd.Series[Any], at_most: float) -> float:
    """The highest mean return: as much as may be of the best asset, then of the next."""
    ordered = np.sort(means.to_numpy())[::-1]
    before = np.arange(len(ordered)) * at_most
    return float(ordered @ np.clip(1 - before, 0, at_most)) - 1e-9  # a solver rounds


def _names(moves: pd.DataFrame) -> list[str]:
    return [name_of("hold", asset) for asset in moves.columns]


def _read(moves: pd.DataFrame, target: float, solution: Solution, line: pd.DataFrame) -> Answer:
    names, means = _names(moves), moves.mean()
    frame = pd.DataFrame(
        {
            "asset": moves.columns,
            "hold": values_of(solution, names),
            "mean": means.to_numpy(),
            "deviation": (moves - means).abs().mean().to_numpy(),
            "reduced_cost": reduced_costs_of(solution, names),
        }
    )
    rows = rows_of(solution, ["all_money", "return"])
    return Answer("portfolio", frame, rows, solution, partial(_drawn, target, line))


def _drawn(target: float, line: pd.DataFrame, answer: Answer) -> Picture:
    plan = answer.frame
    figure, (plane, held) = panels(8.0, max(3.4, 0.4 * len(plan) + 1.1), 2, (1.25, 1))
    plane.plot(line["deviation"] * 100, line["mean"] * 100, color=BLUE, linewidth=2.2, zorder=2)
    plane.plot(
        plan["deviation"] * 100, plan["mean"] * 100, "o", markersize=6, markerfacecolor="white", markeredgecolor=INK
    )
    for asset, mean, deviation in plan[["asset", "mean", "deviation"]].itertuples(index=False):
        at = (deviation * 100, mean * 100)
        plane.annotate(shortened(asset), at, (7, -3), textcoords="offset points", fontsize=SMALL, color=INK)
    here = answer.objective * 100, answer.rows["activity"]["return"] * 100
    plane.plot(*here, "*", markersize=17, markerfacecolor=INK, markeredgecolor="white", zorder=4)
    plane.axhline(target * 100, color=MUTED, linewidth=0.9, linestyle="--", zorder=1)
    for side in ("left", "bottom"):
        plane.spines[side].set_visible(True)
    plane.margins(0.16)
    plane.set_xlim(0, plan["deviation"].max() * 140)  # room for the names
    plane.set_ylabel("mean return of a period, %", fontsize=10, color=MUTED)
    headed(plane, "The best mixes, and the assets", "mean absolute deviation, %; ★ this one; dashed: target")
    bars(held, list(plan["asset"]), list(plan["hold"]), [f"{share:.1%}" if share else "none" for share in plan["hold"]])
    headed(held, "What to hold", "share of the money")
    return picture("Portfolio: what to hold, and the best mixes", figure)
