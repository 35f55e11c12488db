"""The media mix: which advertisements to buy with a budget, so that they are seen as often as possible.

    maximise   Σ contacts_m · ads_m
    subject to Σ price_m · ads_m ≤ budget
               Σ contacts_mg · ads_m ≥ at_least_g   for each group g
               0 ≤ ads_m ≤ at_most_m

A linear programme takes the tenth advertisement to be worth as much as the first. Where it is not, give the medium two
rows: the first ads with many contacts, the further ones with fewer. The better row is filled first by itself.
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
from headway.optimize.problems.tables import ABOVE_0, AT_MOST, FROM_0, checked, checked_number, shipped
from headway.optimize.solution import Solution


def data() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Invented media with the price (euro) and contacts (thousands) of one ad, and groups that are to be reached.

    >>> media, groups = data()
    >>> len(media), len(groups)
    (8, 2)
    >>> list(groups.columns)
    ['group', 'at_least']
    """
    return shipped("media"), shipped("media_groups")


def model(media: pd.DataFrame, groups: pd.DataFrame, budget: float) -> Any:
    """The media mix as a PuLP problem.

    Args:
        media: A row for each: ``medium``, ``price`` and ``contacts`` (of one ad), for each group a column with the contacts
            among it, and, if you like, ``at_most`` (ads).
        groups: ``group``, ``at_least`` (contacts).
        budget: What the ads may cost.

    Raises:
        BadTable, UnknownColumn, BadOption: what can't be used; the message names column and row.

    >>> from headway import optimize
    >>> optimize.show(model(*data(), budget=60_000)).title
    'media_mix: maximise over 8 variables, 3 rows, 24 non-zeros'
    """
    media, groups, budget = _checked(media, groups, budget)
    problem = pulp.LpProblem("media_mix", pulp.LpMaximize)
    ads = [
        problem.add_variable(name_of("ads", medium), 0, None if most == inf else most)
        for medium, most in zip(media["medium"], media["at_most"], strict=True)
    ]
    problem += pulp.lpDot(list(media["contacts"]), ads), "contacts"
    problem += pulp.lpDot(list(media["price"]), ads) <= budget, "budget"
    for group, least in groups.itertuples(index=False):
        problem += pulp.lpDot(list(media[group]), ads) >= least, name_of("reach", group)
    return problem


def solve(media: pd.DataFrame, groups: pd.DataFrame, budget: float, **options: Any) -> Task[Answer]:
    """How many ads in each medium, and what one more of the budget brings.

    Args:
        media: As of :func:`model`.
        groups: As of :func:`model`.
        budget: As of :func:`model`.
        **options: As of :func:`headway.optimize.solve`.

    Raises:
        BadTable, UnknownColumn, BadOption: at once, as of :func:`model`.
        BadModel: from the task: no plan meets every rule; the message names those that contradict each other.

    >>> media, groups = data()
    >>> solve(media, groups, budget=60_000).result()
    <media mix: optimal, objective ...>
    """
    media, groups, budget = _checked(media, groups, budget)
    return answered(model(media, groups, budget), partial(_read, media, groups, budget), options=options)


def _checked(media: pd.DataFrame, groups: pd.DataFrame, budget: float) -> tuple[pd.DataFrame, pd.DataFrame, float]:
    groups = checked(groups, "groups", names=["group"], numbers={"at_least": FROM_0})
    numbers = {"price": ABOVE_0, "contacts": FROM_0, "at_most": AT_MOST, **dict.fromkeys(groups["group"], FROM_0)}
    return checked(media, "media", names=["medium"], numbers=numbers), groups, checked_number(budget, "budget", FROM_0)


def _read(media: pd.DataFrame, groups: pd.DataFrame, budget: float, solution: Solution) -> Answer:
    names = [name_of("ads", medium) for medium in media["medium"]]
    frame = media.assign(ads=values_of(solution, names), reduced_cost=reduced_costs_of(solution, names))
    frame["costs"] = frame["price"] * frame["ads"]
    frame["brings"] = frame["contacts"] * frame["ads"]
    plan = frame[["medium", "ads", "price", "costs", "contacts", "brings", "at_most", "reduced_cost"]]
    return Answer("media mix", plan, rows_of(solution), solution, partial(_drawn, groups, budget))


def _drawn(groups: pd.DataFrame, budget: float, answer: Answer) -> Picture:
    plan, rows = answer.frame, answer.rows
    figure, (bought, met) = panels(8.2, 0.4 * max(len(plan), 1.6 * len(rows)) + 1.1, 2, (1.1, 1))
    notes = [
        f"{shown(ads)} ads → {shown(brings)}" if ads else "none"
        for ads, brings in zip(plan["ads"], plan["brings"], strict=True)
    ]
    bars(bought, list(plan["medium"]), list(plan["costs"]), notes, list(plan["price"] * plan["at_most"]))
    headed(bought, f"What to buy: {shown(answer.objective, 4)} contacts", "length: what it costs; dashed: at most")
    worth = [
        f"{shown(held, 4)} {sign} {shown(asked, 4)}\n{_worth(price)}"
        for held, sign, asked, price in zip(
            rows["activity"],
            ["of", *["≥"] * len(groups)],
            [budget, *groups["at_least"]],
            rows["shadow_price"],
            strict=True,
        )
    ]
    low, high = [0.0, *groups["at_least"]], [budget, *[inf] * len(groups)]
    gauges(met, ["budget", *groups["group"]], low, list(rows["activity"]), high, worth)
    headed(met, "What it keeps to", "band: allowed; ◆ at a limit, ◇ beyond")
    return picture("Media mix: what to buy, and what it keeps to", figure)


def _worth(price: float) -> str:
    if not price:
        return "one more changes nothing"
    return f"one more {'adds' if price > 0 else 'costs'} {shown(abs(price))} contacts"
