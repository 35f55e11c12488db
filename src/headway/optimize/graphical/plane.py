"""What is drawn: a programme of two variables, or a slice of a larger one, as limits in the plane."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from headway.optimize.model import Floats, Model, Sense

ROUNDING = 1e-12  # of the objective's terms


@dataclass(frozen=True)
class Limit:
    """A constraint in the plane: ``low ≤ a x + b y ≤ high``.

    Attributes:
        name: The row's, or what the bound says.
        blur: How far off ``low`` and ``high`` may be, where they were made of what a solver found.
    """

    name: str
    a: float
    b: float
    low: float
    high: float
    is_bound: bool = False
    blur: float = 0.0

    @property
    def is_equation(self) -> bool:
        """Whether it leaves but a line."""
        return self.low == self.high


@dataclass(frozen=True)
class Sides:
    """Half-planes ``a x + b y ≤ c``.

    Attributes:
        a, b, c: ``(k,)``; ``blur`` is how far off ``c`` may be.
        limit: The place of the limit that each is a side of, ``(k,)``.
    """

    a: Floats
    b: Floats
    c: Floats
    blur: Floats
    limit: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.c)

    def at(self, places: NDArray[np.bool_] | NDArray[np.intp]) -> Sides:
        """Some of them."""
        return Sides(self.a[places], self.b[places], self.c[places], self.blur[places], self.limit[places])


@dataclass(frozen=True, eq=False)
class Plane:
    """A programme of two variables.

    Attributes:
        name: The model's.
        axes: What the axes are called.
        costs, constant: Of the objective, in the plane.
        limits: The constraints: rows first, then bounds.
        whole: Whether each axis takes whole numbers only.
        at: Where the slice is: the other variables' values, shown in the title; ``is_at_optimum`` says that they are
            the optimal ones.
        broken: What these values break by themselves, whatever the two axes are.
        is_graph: The model has one variable, and the vertical axis is the objective.
    """

    name: str
    axes: tuple[str, str]
    sense: Sense
    costs: tuple[float, float]
    constant: float
    limits: tuple[Limit, ...]
    whole: tuple[bool, bool] = (False, False)
    at: dict[str, float] = field(default_factory=dict)
    is_at_optimum: bool = False
    broken: tuple[str, ...] = ()
    is_graph: bool = False

    @cached_property
    def sides(self) -> Sides:
        """Each finite side of each limit as a half-plane."""
        rows = [
            (sign * limit.a, sign * limit.b, sign * value, limit.blur, k)
            for k, limit in enumerate(self.limits)
            for sign, value in ((-1.0, limit.low), (1.0, limit.high))
            if np.isfinite(value)
        ]
        table = np.array(rows, float).reshape(-1, 5)
        a, b, c, blur, limit = table.T
        return Sides(a, b, c, blur, limit.astype(np.intp))

    @property
    def is_integer(self) -> bool:
        """Whether any axis takes whole numbers only."""
        return any(self.whole)

    @property
    def sign(self) -> float:
        """1 where more is better, and -1 where less is."""
        return 1.0 if self.sense is Sense.MAX else -1.0

    def objective_at(self, points: Floats) -> Floats:
        """The objective at points ``(…, 2)``; what is nothing beside its terms is 0."""
        values = points @ np.array(self.costs) + self.constant
        size = np.abs(points) @ np.abs(self.costs) + abs(self.constant)
        clean: Floats = np.where(np.abs(values) <= ROUNDING * size, 0.0, values)
        return clean

    def model(self) -> Model:
        """The same as a model, for a solver."""
        return Model.of_arrays(
            self.costs,
            np.array([(limit.a, limit.b) for limit in self.limits]).reshape(-1, 2),
            row_lower=[limit.low for limit in self.limits],
            row_upper=[limit.high for limit in self.limits],
            lower=-np.inf,
            integer=self.whole,
            sense=self.sense,
            constant=self.constant,
            variables=("x", "y"),
            name=self.name,
        )
