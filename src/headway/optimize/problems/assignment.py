"""The assignment: who does which job, each person one at most and each job by one, in the least time (Kuhn 1955).

    minimise   Σ cost_pj · does_pj
    subject to Σ_j does_pj ≤ 1   for each person p
               Σ_p does_pj = 1   for each job j
               does_pj ≥ 0

No variable has to be said to be whole: every corner of this feasible region is (Birkhoff and von Neumann), so that the
answer has shadow prices. Source: H. W. Kuhn 1955, The Hungarian method for the assignment problem, Naval Research
Logistics Quarterly 2.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import pulp

from headway import Task
from headway.errors import BadTable
from headway.faces import Picture
from headway.optimize.problems.base import Answer, answered, name_of, reduced_costs_of, rows_of, values_of
from headway.optimize.problems.drawing import BLUE, INK, MUTED, PALE, TEXT, headed, panels, picture, shortened, shown
from headway.optimize.problems.tables import ANY, checked, shipped
from headway.optimize.solution import Solution


def data() -> pd.DataFrame:
    """An invented workshop: the hours that each person would take for each job that they can do.

    >>> costs = data()
    >>> len(costs), list(costs.columns)
    (27, ['person', 'job', 'cost'])
    """
    return shipped("assignment_costs")


def model(costs: pd.DataFrame) -> Any:
    """The assignment as a PuLP problem.

    Args:
        costs: ``person``, ``job``, ``cost`` (hours, euro, kilometres …); where there is no row the person can't do the job.

    Raises:
        BadTable, UnknownColumn: a frame that can't be used, or fewer people than jobs; the message names column and row.

    >>> from headway import optimize
    >>> optimize.show(model(data())).title
    'assignment: minimise over 27 variables, 11 rows, 54 non-zeros'
    """
    costs = _checked(costs)
    problem = pulp.LpProblem("assignment", pulp.LpMinimize)
    does = {
        (p, j): problem.add_variable(name_of("does", p, j), 0)
        for p, j in zip(costs["person"], costs["job"], strict=True)
    }
    problem += pulp.lpDot(list(costs["cost"]), list(does.values())), "cost"
    for person in costs["person"].unique():
        problem += pulp.lpSum(does[p, j] for p, j in does if p == person) <= 1, name_of("person", person)
    for job in costs["job"].unique():
        problem += pulp.lpSum(does[p, j] for p, j in does if j == job) == 1, name_of("job", job)
    return problem


def solve(costs: pd.DataFrame, **options: Any) -> Task[Answer]:
    """Who does what.

    Args:
        costs: As of :func:`model`.
        **options: As of :func:`headway.optimize.solve`.

    Raises:
        BadTable, UnknownColumn: at once, as of :func:`model`.
        BadModel: from the task: no plan meets every rule; the message names those that contradict each other.

    >>> answer = solve(data()).result()
    >>> answer
    <assignment: optimal, objective ...>
    >>> sorted(answer.frame["does"].unique().tolist())
    [0.0, 1.0]
    """
    costs = _checked(costs)
    return answered(model(costs), partial(_read, costs), options=options)


def _checked(costs: pd.DataFrame) -> pd.DataFrame:
    costs = checked(costs, "costs", names=["person", "job"], numbers={"cost": ANY})
    people, jobs = costs["person"].nunique(), costs["job"].nunique()
    if people < jobs:
        raise BadTable(
            f"costs: `job` holds {jobs} jobs, and `person` only {people} people",
            "Leave out a job, or add a person who stands for what is not done, with the cost of that.",
        )
    return costs


def _read(costs: pd.DataFrame, solution: Solution) -> Answer:
    names = [name_of("does", person, job) for person, job in zip(costs["person"], costs["job"], strict=True)]
    frame = costs.assign(does=values_of(solution, names), reduced_cost=reduced_costs_of(solution, names))
    return Answer("assignment", frame, rows_of(solution), solution, _drawn)


def _drawn(answer: Answer) -> Picture:
    """A table of the costs, in which what was chosen is framed."""
    people, jobs = list(answer.frame["person"].unique()), list(answer.frame["job"].unique())
    figure, (axes,) = panels(1.1 * len(jobs) + 1.9, 0.42 * len(people) + 1.3)
    for person, job, cost, does in answer.frame[["person", "job", "cost", "does"]].itertuples(index=False):
        x, y, is_chosen = jobs.index(job), people.index(person), does > 0.5
        ground, ink = (BLUE, "white") if is_chosen else ("white", MUTED)
        axes.barh(
            y, 0.92, left=x - 0.46, height=0.84, color=ground, edgecolor=INK if is_chosen else PALE, linewidth=1.2
        )
        weight = "bold" if is_chosen else "normal"
        axes.text(x, y, shown(cost), ha="center", va="center", fontsize=TEXT, color=ink, fontweight=weight)
    axes.set_xticks(range(len(jobs)), [shortened(job, 14) for job in jobs])
    axes.xaxis.tick_top()
    axes.set_yticks(range(len(people)), [shortened(person) for person in people])
    axes.set_xlim(-0.5, len(jobs) - 0.5)
    axes.set_ylim(len(people) - 0.5, -0.5)
    headed(axes, f"Who does what: {shown(answer.objective, 4)} in all", "dark: chosen; empty: can't do it")
    return picture("Assignment: who does what", figure)
