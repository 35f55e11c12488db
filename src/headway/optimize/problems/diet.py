"""The diet: the cheapest foods that hold what a person needs in a day (Stigler 1945; Dantzig 1990).

    minimise   Σ price_f · eat_f
    subject to at_least_n ≤ Σ content_fn · eat_f ≤ at_most_n   for each nutrient n
               0 ≤ eat_f ≤ at_most_f

Sources: G. J. Stigler 1945, The cost of subsistence, Journal of Farm Economics 27(2); G. B. Dantzig 1990, The diet
problem, Interfaces 20(4).
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
from headway.optimize.problems.tables import AT_MOST, FROM_0, checked, shipped
from headway.optimize.solution import Solution


def data() -> tuple[pd.DataFrame, pd.DataFrame]:
    """A day of a grown-up: foods in portions of 100 g, and what is needed.

    >>> foods, needs = data()
    >>> len(foods), len(needs)
    (10, 5)
    >>> list(needs.columns)
    ['nutrient', 'at_least', 'at_most']
    """
    return shipped("diet_foods"), shipped("diet_needs")


def model(foods: pd.DataFrame, needs: pd.DataFrame) -> Any:
    """The diet as a PuLP problem.

    Args:
        foods: A row for each: ``food``, ``price`` (of a portion), for each nutrient a column with what a portion holds,
            and, if you like, ``at_most`` (portions).
        needs: ``nutrient``, ``at_least``, ``at_most``; either may be missing.

    Raises:
        BadTable, UnknownColumn: a frame that can't be used; the message names column and row.

    >>> from headway import optimize
    >>> optimize.show(model(*data())).title
    'diet: minimise over 10 variables, 8 rows, 72 non-zeros'
    """
    foods, needs = _checked(foods, needs)
    problem = pulp.LpProblem("diet", pulp.LpMinimize)
    eat = [
        problem.add_variable(name_of("eat", food), 0, None if most == inf else most)
        for food, most in zip(foods["food"], foods["at_most"], strict=True)
    ]
    problem += pulp.lpDot(list(foods["price"]), eat), "cost"
    add_limits(problem, {nutrient: pulp.lpDot(list(foods[nutrient]), eat) for nutrient in needs["nutrient"]}, needs)
    return problem


def solve(foods: pd.DataFrame, needs: pd.DataFrame, **options: Any) -> Task[Answer]:
    """What to eat, and what one more of each nutrient costs.

    Args:
        foods: As of :func:`model`.
        needs: As of :func:`model`.
        **options: As of :func:`headway.optimize.solve`.

    Raises:
        BadTable, UnknownColumn: at once, as of :func:`model`.
        BadModel: from the task: no plan meets every rule; the message names those that contradict each other.

    >>> foods, needs = data()
    >>> solve(foods, needs).result()
    <diet: optimal, objective 2.55788>
    """
    foods, needs = _checked(foods, needs)
    return answered(model(foods, needs), partial(_read, foods, needs), options=options)


def _checked(foods: pd.DataFrame, needs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    needs = checked_limits(needs, "needs", "nutrient")
    contents = dict.fromkeys(needs["nutrient"], FROM_0)
    return checked(foods, "foods", names=["food"], numbers={"price": FROM_0, "at_most": AT_MOST, **contents}), needs


def _read(foods: pd.DataFrame, needs: pd.DataFrame, solution: Solution) -> Answer:
    names = [name_of("eat", food) for food in foods["food"]]
    frame = foods.assign(eat=values_of(solution, names), reduced_cost=reduced_costs_of(solution, names))
    frame["costs"] = frame["price"] * frame["eat"]
    contents = contents_of(needs, frame, frame["eat"])
    plan = frame[["food", "eat", "price", "costs", "at_most", "reduced_cost"]]
    return Answer("diet", plan, rows_of(solution), solution, partial(_drawn, needs, contents))


def _drawn(needs: pd.DataFrame, contents: list[float], answer: Answer) -> Picture:
    plan = answer.frame
    figure, (eaten, held) = panels(7.6, 0.36 * max(len(plan), 1.5 * len(needs)) + 1.1, 2, (1, 1.1))
    notes = [
        f"{shown(eat)}  → {shown(costs)}" if eat else "none"
        for eat, costs in zip(plan["eat"], plan["costs"], strict=True)
    ]
    bars(eaten, list(plan["food"]), list(plan["eat"]), notes, list(plan["at_most"]))
    headed(eaten, f"What to eat: {shown(answer.objective)} a day", "portions → cost; dashed: at most")
    gauges(
        held,
        list(needs["nutrient"]),
        list(needs["at_least"]),
        contents,
        list(needs["at_most"]),
        notes_of(needs, contents, answer.rows),
    )
    headed(held, "What it holds", "band: allowed; ◆ at a limit, ◇ between")
    return picture("Diet: what to eat, and what it holds", figure)
