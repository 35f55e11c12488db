"""Transport: what goes from where to where, so that each demand is met at the least cost (Hitchcock 1941).

    minimise   Σ cost_pc · ship_pc
    subject to Σ_c ship_pc ≤ supply_p   for each plant p
               Σ_p ship_pc = demand_c   for each city c
               ship_pc ≥ 0

With whole supplies and demands a best plan in whole numbers comes by itself: the matrix is totally unimodular.
Source: F. L. Hitchcock 1941, The distribution of a product from several sources to numerous localities, Journal of
Mathematics and Physics 20.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import pulp
from matplotlib.axes import Axes

from headway import Task
from headway.errors import BadTable
from headway.faces import Picture
from headway.optimize.problems.base import Answer, answered, name_of, reduced_costs_of, rows_of, values_of
from headway.optimize.problems.drawing import BLUE, INK, MUTED, PALE, TEXT, headed, panels, picture, shortened, shown
from headway.optimize.problems.tables import FROM_0, check_known, checked, shipped
from headway.optimize.solution import Solution


def data() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Invented breweries and towns, and the roads between them with their cost a pallet.

    >>> plants, cities, roads = data()
    >>> len(plants), len(cities), len(roads)
    (3, 5, 13)
    >>> list(roads.columns)
    ['plant', 'city', 'cost']
    """
    return shipped("transport_plants"), shipped("transport_cities"), shipped("transport_roads")


def model(plants: pd.DataFrame, cities: pd.DataFrame, roads: pd.DataFrame) -> Any:
    """The transport as a PuLP problem.

    Args:
        plants: ``plant``, ``supply``.
        cities: ``city``, ``demand``.
        roads: ``plant``, ``city``, ``cost`` (of one unit); where there is no row there is no road.

    Raises:
        BadTable, UnknownColumn: a frame that can't be used, or more demand than supply; the message names column and row.

    >>> from headway import optimize
    >>> optimize.show(model(*data())).title
    'transport: minimise over 13 variables, 8 rows, 26 non-zeros'
    """
    plants, cities, roads = _checked(plants, cities, roads)
    problem = pulp.LpProblem("transport", pulp.LpMinimize)
    ship = {
        (p, c): problem.add_variable(name_of("ship", p, c), 0)
        for p, c in zip(roads["plant"], roads["city"], strict=True)
    }
    problem += pulp.lpDot(list(roads["cost"]), list(ship.values())), "cost"
    for plant, supply in plants.itertuples(index=False):
        problem += pulp.lpSum(ship[p, c] for p, c in ship if p == plant) <= supply, name_of("supply", plant)
    for city, demand in cities.itertuples(index=False):
        problem += pulp.lpSum(ship[p, c] for p, c in ship if c == city) == demand, name_of("demand", city)
    return problem


def solve(plants: pd.DataFrame, cities: pd.DataFrame, roads: pd.DataFrame, **options: Any) -> Task[Answer]:
    """What to ship on each road, and what one more of each supply and demand costs.

    Args:
        plants: As of :func:`model`.
        cities: As of :func:`model`.
        roads: As of :func:`model`.
        **options: As of :func:`headway.optimize.solve`.

    Raises:
        BadTable, UnknownColumn: at once, as of :func:`model`.
        BadModel: from the task: no plan meets every rule; the message names those that contradict each other.

    >>> plants, cities, roads = data()
    >>> solve(plants, cities, roads).result()
    <transport: optimal, objective ...>
    """
    plants, cities, roads = _checked(plants, cities, roads)
    return answered(model(plants, cities, roads), partial(_read, plants, cities, roads), options=options)


def _checked(
    plants: pd.DataFrame, cities: pd.DataFrame, roads: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    plants = checked(plants, "plants", names=["plant"], numbers={"supply": FROM_0})
    cities = checked(cities, "cities", names=["city"], numbers={"demand": FROM_0})
    roads = checked(roads, "roads", names=["plant", "city"], numbers={"cost": FROM_0})
    check_known(roads, "roads", "plant", plants["plant"], "plants")
    check_known(roads, "roads", "city", cities["city"], "cities")
    supply, demand = plants["supply"].sum(), cities["demand"].sum()
    if demand > supply:
        raise BadTable(
            f"cities: `demand` is {demand:g} in all, and `supply` of plants only {supply:g}",
            f"Add a plant that stands for what is not delivered, with a supply of {demand - supply:g} and the cost of each lack.",
        )
    for row, city, wanted in cities.itertuples():
        if wanted > 0 and city not in set(roads["city"]):
            raise BadTable(f"cities, row {row}: no road leads to `{city}`", "Add one to roads.")
    return plants, cities, roads


def _read(plants: pd.DataFrame, cities: pd.DataFrame, roads: pd.DataFrame, solution: Solution) -> Answer:
    names = [name_of("ship", plant, city) for plant, city in zip(roads["plant"], roads["city"], strict=True)]
    frame = roads.assign(ship=values_of(solution, names), reduced_cost=reduced_costs_of(solution, names))
    frame["costs"] = frame["cost"] * frame["ship"]
    plan = frame[["plant", "city", "ship", "cost", "costs", "reduced_cost"]]
    return Answer("transport", plan, rows_of(solution), solution, partial(_drawn, plants, cities))


def _drawn(plants: pd.DataFrame, cities: pd.DataFrame, answer: Answer) -> Picture:
    figure, (axes,) = panels(7.2, 0.62 * max(len(plants), len(cities)) + 1.2)
    left = _column(axes, 0.0, list(plants["plant"]), [f"{shown(supply)} there" for supply in plants["supply"]])
    prices = answer.rows["shadow_price"]
    wants = [
        f"{shown(demand)} wanted; one more costs {shown(prices[name_of('demand', city)])}"
        for city, demand in cities.itertuples(index=False)
    ]
    right = _column(axes, 1.0, list(cities["city"]), wants)
    most = max(answer.frame["ship"].max(), 1e-12)
    for plant, city, ship, cost in answer.frame[["plant", "city", "ship", "cost"]].itertuples(index=False):
        _road(axes, left[plant], right[city], ship, 1 + 9 * ship / most, f"{shown(ship)} × {shown(cost)}")
    headed(
        axes,
        f"What goes where: costs {shown(answer.objective, 4)}",
        "on each road: how many × the cost of one; thin: not used",
    )
    axes.set_xlim(-0.25, 1.4)
    axes.set_xticks([])
    axes.set_yticks([])
    return picture("Transport: what goes from where to where", figure)


def _column(axes: Axes, x: float, names: list[str], notes: list[str]) -> dict[str, float]:
    """Write the names below each other, and give each one's height: between 0 and 1."""
    heights = {name: 1 - (place + 0.5) / len(names) for place, name in enumerate(names)}
    side, shift = ("right", -0.02) if x == 0 else ("left", 0.02)
    for (name, height), note in zip(heights.items(), notes, strict=True):
        axes.text(
            x + shift, height, f"{shortened(name)}\n", ha=side, va="center", fontsize=TEXT, fontweight="bold", color=INK
        )
        axes.text(x + shift, height, f"\n{note}", ha=side, va="center", fontsize=TEXT, color=MUTED)
    axes.set_ylim(0, 1)
    return heights


def _road(axes: Axes, start: float, end: float, ship: float, width: float, note: str) -> None:
    if not ship:
        axes.plot([0, 1], [start, end], color=PALE, linewidth=0.8, zorder=1)
        return
    axes.plot([0, 1], [start, end], color=BLUE, linewidth=width, alpha=0.55, solid_capstyle="butt", zorder=2)
    at = 0.3
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1.2}
    axes.text(
        at, start + at * (end - start), note, ha="center", va="center", fontsize=TEXT, color=INK, bbox=box, zorder=3
    )
