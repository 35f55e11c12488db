"""The one shape that all answers have, and the task that makes it of a solved model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from headway import Task, task
from headway.errors import BadModel
from headway.faces import Picture
from headway.optimize.conflict import Conflict
from headway.optimize.solution import Solution
from headway.optimize.solving import solve

NOISE = 1e-9  # a solver's zero
MOST_NAMED = 8  # of what contradicts each other
RENAMED = str.maketrans("-+[]>/ ", "_______")  # what PuLP 3 does to names; PuLP 4 does less of it


@dataclass(frozen=True, eq=False)
class Answer:
    """What a ready problem comes to.

    Attributes:
        name: The problem.
        frame: The plan, a row for each decision.
        rows: The model's rows (the rules), by name: ``activity`` (what the left-hand side comes to), ``slack``,
            ``shadow_price`` (the change of the objective per unit more of the right-hand side), and the right-hand
            sides ``from_rhs`` and ``to_rhs`` between which that price holds.
        solution: All that the solver told.
        draw: Makes the picture of an answer.

    >>> from headway.optimize.problems import furniture_shop
    >>> answer = furniture_shop.solve(*furniture_shop.data()).result()
    >>> answer
    <furniture shop: optimal, objective 4,020>
    >>> list(answer.rows.columns)
    ['activity', 'slack', 'shadow_price', 'from_rhs', 'to_rhs']
    >>> answer.picture()
    <Picture: ...>
    """

    name: str
    frame: pd.DataFrame
    rows: pd.DataFrame
    solution: Solution
    draw: Callable[[Answer], Picture]

    @property
    def objective(self) -> float:
        """The best value of what was to be made large or small."""
        return self.solution.objective

    def picture(self) -> Picture:
        """The plan, drawn: it is readable without colours."""
        return self.draw(self)

    def __repr__(self) -> str:
        return f"<{self.name}: {self.solution.status}, objective {self.objective:,.6g}>"

    def _repr_html_(self) -> str:
        return str(self.frame.to_html(index=False))


def answered(
    problem: Any, read: Callable[..., Answer], *more: Task[Any], options: dict[str, Any] | None = None
) -> Task[Answer]:
    """Solve a PuLP problem, then let ``read`` make the answer of its solution, and of the results of ``more``.

    Raises:
        BadModel: from the task: no plan meets every row; the message names those that contradict each other.
    """
    return _read(solve(problem, **(options or {})), read, more)


@task(on="thread", name="read the answer")
def _read(solution: Solution, read: Callable[..., Answer], more: tuple[Any, ...]) -> Answer:
    conflict = solution.conflict()
    if conflict is not None:
        raise BadModel(
            f"no plan of `{solution.model.name}` meets every rule. These contradict each other: {_told(conflict)}",
            "Relax one of them.",
        )
    return read(solution, *more)


def _told(conflict: Conflict) -> str:
    """Its rows and upper bounds; that nothing is negative goes without saying."""
    bounds = [f"the upper bound of {variable}" for variable, side in conflict.bounds if side == "upper"]
    parts = [*conflict.rows, *bounds]
    more = len(parts) - MOST_NAMED
    return ", ".join(parts[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def name_of(*parts: object) -> str:
    """The name of a variable or row, the same in every PuLP.

    >>> name_of("ship", "New York", "Ulm")
    'ship_New_York_Ulm'
    """
    return "_".join(map(str, parts)).translate(RENAMED)


def values_of(solution: Solution, names: Iterable[str]) -> list[float]:
    """What these variables are, with the solver's noise around 0 taken away."""
    return [clean(solution.values[name]) for name in names]


def reduced_costs_of(solution: Solution, names: Iterable[str]) -> list[float]:
    """The change of the objective per unit more of each of these variables."""
    reduced = solution.reduced_costs
    return [clean(reduced[name]) for name in names]


def rows_of(solution: Solution, names: Sequence[str] | None = None) -> pd.DataFrame:
    """The model's rows as :attr:`Answer.rows` has them; all, or these."""
    names = list(solution.model.rows) if names is None else list(names)
    activities, slacks, prices, ranges = (
        solution.activities,
        solution.slacks,
        solution.shadow_prices,
        solution.ranges().rhs,
    )
    return pd.DataFrame(
        {
            "activity": [clean(activities[name]) for name in names],
            "slack": [clean(slacks[name]) for name in names],
            "shadow_price": [clean(prices[name]) for name in names],
            "from_rhs": [clean(ranges[name][0]) for name in names],
            "to_rhs": [clean(ranges[name][1]) for name in names],
        },
        index=pd.Index(names, name="row"),
    )


def clean(number: float) -> float:
    """The number, or 0 for what is a solver's zero.

    >>> clean(-1e-13), clean(2.5)
    (0.0, 2.5)
    """
    return 0.0 if abs(number) < NOISE else float(np.round(number, 12))
