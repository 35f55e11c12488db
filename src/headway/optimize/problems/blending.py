"""Blending: the cheapest mixture of raw materials whose quality keeps its limits. Here a feed; oil and steel are alike.

    minimise   Σ cost_m · use_m
    subject to Σ use_m = amount
               at_least_q · amount ≤ Σ quality_mq · use_m ≤ at_most_q · amount   for each quality q
               0 ≤ use_m ≤ available_m

A quality is a share (percent, grams in a kilogram): it mixes by weight. The limits are multiplied by the amount, since a
quotient would not be linear.
"""

from __future__ import annotations

from functools import partial
from math import inf
from typing import Any

import pandas as pd
import pulp

from headway import Task
from headway.faces import Picture
from headway.optimize.problems.base import Answer, answered, name_of, reduced_costs_of, rows_of, values_of
from headway.optimize.problems.drawing import bars, gauges, headed, panels, picture, shown
from headway.optimize.problems.requirements import add_limits, checked_limits, contents_of, notes_of
from headway.optimize.problems.tables import ABOVE_0, AT_MOST, FROM_0, checked, checked_number, shipped
from headway.optimize.solution import Solution


def data() -> tuple[pd.DataFrame, pd.DataFrame]:
    """An invented feed: materials with their cost a tonne and qualities in percent, and the limits of the blend.

    >>> materials, limits = data()
    >>> len(materials), len(limits)
    (6, 3)
    >>> list(limits.columns)
    ['quality', 'at_least', 'at_most']
    """
    return shipped("blending_materials"), shipped("blending_limits")


def model(materials: pd.DataFrame, limits: pd.DataFrame, amount: float = 1.0) -> Any:
    """The blend as a PuLP problem.

    Args:
        materials: A row for each: ``material``, ``cost`` (of a unit of weight), for each quality a column with the
            material's own, and, if you like, ``available``.
        limits: ``quality``, ``at_least``, ``at_most`` of the blend; either may be missing.
        amount: How much is to be blended.

    Raises:
        BadTable, UnknownColumn, BadOption: what can't be used; the message names column and row.

    >>> from headway import optimize
    >>> optimize.show(model(*data(), amount=20)).title
    'blending: minimise over 6 variables, 6 rows, 33 non-zeros'
    """
    materials, limits, amount = _checked(materials, limits, amount)
    problem = pulp.LpProblem("blending", pulp.LpMinimize)
    use = [
        problem.add_variable(name_of("use", material), 0, None if available == inf else available)
        for material, available in zip(materials["material"], materials["available"], strict=True)
    ]
    problem += pulp.lpDot(list(materials["cost"]), use), "cost"
    problem += pulp.lpSum(use) == amount, "amount"
    add_limits(problem, {q: pulp.lpDot(list(materials[q]), use) for q in limits["quality"]}, limits, amount)
    return problem


def solve(materials: pd.DataFrame, limits: pd.DataFrame, amount: float = 1.0, **options: Any) -> Task[Answer]:
    """How much of each material, and what each limit costs.

    Args:
        materials: As of :func:`model`.
        limits: As of :func:`model`.
        amount: As of :func:`model`.
        **options: As of :func:`headway.optimize.solve`.

    Raises:
        BadTable, UnknownColumn, BadOption: at once, as of :func:`model`.
        BadModel: from the task: no plan meets every rule; the message names those that contradict each other.

    >>> materials, limits = data()
    >>> solve(materials, limits, amount=20).result()
    <blending: optimal, objective ...>
    """
    materials, limits, amount = _checked(materials, limits, amount)
    return answered(model(materials, limits, amount), partial(_read, materials, limits, amount), options=options)


def _checked(materials: pd.DataFrame, limits: pd.DataFrame, amount: float) -> tuple[pd.DataFrame, pd.DataFrame, float]:
    limits = checked_limits(limits, "limits", "quality")
    qualities = dict.fromkeys(limits["quality"], FROM_0)
    numbers = {"cost": FROM_0, "available": AT_MOST, **qualities}
    return (
        checked(materials, "materials", names=["material"], numbers=numbers),
        limits,
        checked_number(amount, "amount", ABOVE_0),
    )


def _read(materials: pd.DataFrame, limits: pd.DataFrame, amount: float, solution: Solution) -> Answer:
    names = [name_of("use", material) for material in materials["material"]]
    frame = materials.assign(use=values_of(solution, names), reduced_cost=reduced_costs_of(solution, names))
    frame["share"] = frame["use"] / amount
    frame["costs"] = frame["cost"] * frame["use"]
    contents = contents_of(limits, frame, frame["use"], amount)
    plan = frame[["material", "use", "share", "cost", "costs", "available", "reduced_cost"]]
    return Answer("blending", plan, rows_of(solution), solution, partial(_drawn, limits, contents))


def _drawn(limits: pd.DataFrame, contents: list[float], answer: Answer) -> Picture:
    plan = answer.frame
    figure, (used, held) = panels(7.6, 0.36 * max(len(plan), 1.5 * len(limits)) + 1.1, 2, (1, 1.1))
    notes = [
        f"{shown(use)}  ({share:.0%})" if use else "none" for use, share in zip(plan["use"], plan["share"], strict=True)
    ]
    bars(used, list(plan["material"]), list(plan["use"]), notes, list(plan["available"]))
    headed(used, f"What to blend: costs {shown(answer.objective, 4)}", "amount (share); dashed: available")
    asked = notes_of(limits, contents, answer.rows)
    gauges(held, list(limits["quality"]), list(limits["at_least"]), contents, list(limits["at_most"]), asked)
    headed(held, "How good it is", "band: allowed; ◆ at a limit, ◇ between")
    return picture("Blending: what to take, and how good the blend is", figure)
