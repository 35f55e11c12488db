"""The furniture shop: what to make with the hours and the room there are, for the largest profit.

The product mix that most courses begin with. A product brings a profit and takes of each resource; there is so much of
each resource; of some products no more than so many can be sold.

    maximise   Σ profit_p · make_p
    subject to Σ use_pr · make_p ≤ available_r   for each resource r
               0 ≤ make_p ≤ at_most_p
"""

from __future__ import annotations

from functools import partial
from os import PathLike
from typing import Any

import pandas as pd
import pulp

from headway import Task
from headway.faces import Picture
from headway.optimize.ampl_data import read_ampl_data
from headway.optimize.problems.base import Answer, answered, name_of, reduced_costs_of, rows_of, values_of
from headway.optimize.problems.drawing import bars, gauges, headed, panels, picture, shown
from headway.optimize.problems.tables import ANY, AT_MOST, FROM_0, SHIPPED, checked, shipped
from headway.optimize.solution import Solution

NAME = "furniture_shop"
DAT = SHIPPED / "furniture_shop.dat"


def data() -> tuple[pd.DataFrame, pd.DataFrame]:
    """A week of an invented shop: the products and the resources.

    >>> products, resources = data()
    >>> len(products), len(resources)
    (4, 2)
    >>> list(resources.columns)
    ['resource', 'available']
    """
    return shipped("furniture_products"), shipped("furniture_resources")


def read_dat(file: str | PathLike[str] = DAT) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The products and resources of an AMPL data file.

    Args:
        file: It holds ``set PRODUCT``, ``set RESOURCE``, ``param profit`` of each product, ``param use`` of product and
            resource, ``param available`` of each resource and, if you like, ``param at_most`` of products. Unset: the
            file that comes with the package, which says the same as :func:`data`.

    Raises:
        BadModel, UnreadableModel: it can't be read.
        UnknownName: something is missing in it.

    >>> products, resources = read_dat()
    >>> products["product"].tolist(), resources["resource"].tolist()
    (['chair', 'table', 'shelf', 'desk'], ['labour', 'space'])
    """
    given = read_ampl_data(file)
    made, needed = given["PRODUCT"], given["RESOURCE"]
    products = pd.DataFrame({"product": made, "profit": [given.value("profit", p) for p in made]})
    for resource in needed:
        products[resource] = [given.value("use", p, resource) for p in made]
    products["at_most"] = [given.params.get("at_most", {}).get(p, float("nan")) for p in made]
    return products, pd.DataFrame({"resource": needed, "available": [given.value("available", r) for r in needed]})


def model(products: pd.DataFrame, resources: pd.DataFrame) -> Any:
    """The shop as a PuLP problem.

    Args:
        products: A row for each: ``product``, ``profit`` (of one), for each resource a column with what one takes of it,
            and, if you like, ``at_most``.
        resources: ``resource``, ``available``.

    Raises:
        BadTable, UnknownColumn: a frame that can't be used; the message names column and row.

    >>> from headway import optimize
    >>> optimize.show(model(*data())).title
    'furniture_shop: maximise over 4 variables, 2 rows, 8 non-zeros'
    """
    products, resources = _checked(products, resources)
    problem = pulp.LpProblem(NAME, pulp.LpMaximize)
    make = {
        p.product: problem.add_variable(name_of("make", p.product), 0, None if p.at_most == float("inf") else p.at_most)
        for p in products.itertuples()
    }
    problem += pulp.lpSum(p.profit * make[p.product] for p in products.itertuples()), "profit"
    for resource, available in resources[["resource", "available"]].itertuples(index=False):
        taken = pulp.lpSum(
            use * make[product] for product, use in zip(products["product"], products[resource], strict=True)
        )
        problem += taken <= available, name_of(resource)
    return problem


def solve(products: pd.DataFrame, resources: pd.DataFrame, **options: Any) -> Task[Answer]:
    """What to make of each product, and what one more of each resource is worth.

    Args:
        products: As of :func:`model`.
        resources: As of :func:`model`.
        **options: As of :func:`headway.optimize.solve`.

    Raises:
        BadTable, UnknownColumn: at once, as of :func:`model`.
        BadModel: from the task: no plan meets every rule; the message names those that contradict each other.

    >>> products, resources = data()
    >>> answer = solve(products, resources).result()
    >>> answer
    <furniture shop: optimal, objective 4,020>
    >>> answer.rows["shadow_price"].round(2).to_dict()
    {'labour': 11.0, 'space': 5.0}
    """
    products, resources = _checked(products, resources)
    return answered(model(products, resources), partial(_read, products, resources), options=options)


def _checked(products: pd.DataFrame, resources: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    resources = checked(resources, "resources", names=["resource"], numbers={"available": FROM_0})
    uses = dict.fromkeys(resources["resource"], FROM_0)
    return checked(
        products, "products", names=["product"], numbers={"profit": ANY, **uses, "at_most": AT_MOST}
    ), resources


def _read(products: pd.DataFrame, resources: pd.DataFrame, solution: Solution) -> Answer:
    names = [name_of("make", product) for product in products["product"]]
    frame = products.assign(make=values_of(solution, names), reduced_cost=reduced_costs_of(solution, names))
    frame["brings"] = frame["profit"] * frame["make"]
    plan = frame[["product", "make", "profit", "brings", "at_most", "reduced_cost"]]
    return Answer("furniture shop", plan, rows_of(solution), solution, partial(_drawn, resources))


def _drawn(resources: pd.DataFrame, answer: Answer) -> Picture:
    plan, rows = answer.frame, answer.rows
    figure, (made, taken) = panels(7.4, 0.42 * max(len(plan), len(rows) + 1) + 1.1, 2)
    notes = [f"{shown(make)}  → {shown(brings)}" for make, brings in zip(plan["make"], plan["brings"], strict=True)]
    bars(made, list(plan["product"]), list(plan["make"]), notes, list(plan["at_most"]))
    headed(made, f"What to make: profit {shown(answer.objective, 4)}", "pieces → profit; dashed: the most that sells")
    available = list(resources["available"])
    worth = [
        f"{shown(used)} of {shown(all_of)}\none more adds {shown(price)}"
        for used, all_of, price in zip(rows["activity"], available, rows["shadow_price"], strict=True)
    ]
    gauges(taken, list(resources["resource"]), [0.0] * len(rows), list(rows["activity"]), available, worth)
    headed(taken, "What it takes", "◆ used up, ◇ some is left")
    return picture("Furniture shop: what to make, and what it takes", figure)
